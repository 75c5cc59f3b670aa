//! Blocks 备份文件的分块: each block carries an SM3 digest over itself and the digest before it, so that what was changed, left out,
//! moved or cut off is found where it happened.
//!
//! File: `guatu-backup/2` and a line feed; then blocks: kind (1 byte), length (4, big-endian), content, digest (32). Kind `T`: name
//! and columns of a table; `R`: rows of it, cell by cell; `E`: the list of what the file holds, and nothing after it.

use super::Manifest;
use crate::cell::{Cell, Seen};
use crate::conn::Row;
use crate::fault::Fault;
use crate::head::Head;
use crate::table::{Col, Table, Type};
use sm3::{Digest, Sm3};
use std::io::{self, Read, Write};
use std::path::Path;

const MARK: &[u8] = b"guatu-backup/2\n";
/// Before the first release the chain was written otherwise (docs/decisions/0032).
const OLDER: &[u8] = b"guatu-backup/1\n";
/// Rows are gathered into blocks of about this size, bytes.
const ABOUT: usize = 256 * 1024;
/// No block is larger.
const MOST: usize = 256 * 1024 * 1024;

/// Something to be read.
pub enum Block {
    Table { name: String, columns: Vec<String> },
    Rows(Vec<Cell>),
    End(Manifest),
}

/// Where a file is damaged, and how.
pub struct Broken {
    zh: String,
    en: String,
}

impl Broken {
    /// In the block that was read last.
    pub fn at<R>(source: &Source<R>, zh: &str, en: &str) -> Broken {
        let (number, table) = (source.blocks, &source.table);
        let (of_zh, of_en) = if table.is_empty() {
            (String::new(), String::new())
        } else {
            (format!("（表 {table}）"), format!(" (table {table})"))
        };
        Broken { zh: format!("第{number}块{of_zh}{zh}"), en: format!("block {number}{of_en}: {en}") }
    }

    pub fn fault(self, file: &Path) -> Fault {
        Fault::BadBackup { place: file.display().to_string(), zh: self.zh, en: self.en }
    }
}

/// A failure of the file itself.
pub fn file_fault(file: &Path, error: &io::Error) -> Fault {
    let (place, detail) = (file.display().to_string(), error.to_string());
    match error.kind() {
        io::ErrorKind::NotFound => Fault::Missing { place },
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::DiskFull { place },
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Fault::Denied { place, detail },
        _other => Fault::File { place, detail },
    }
}

/// May this value stand in that column?
pub fn fits(column: &Col, cell: &Cell) -> bool {
    match cell {
        Cell::Null => !column.required,
        Cell::Int(_) => matches!(column.kind, Type::Small | Type::Int | Type::Big),
        Cell::Text(_) | Cell::Word(_) => column.kind == Type::Text,
        Cell::Hash(_) => column.kind == Type::Hash,
    }
}

/// A backup being written.
pub struct Target<'o> {
    out: &'o mut dyn Write,
    place: &'o Path,
    digest: [u8; 32],
    rows: i64,
    waiting: Vec<u8>,
}

impl<'o> Target<'o> {
    pub fn begin(out: &'o mut dyn Write, place: &'o Path) -> Result<Target<'o>, Fault> {
        out.write_all(MARK).map_err(|e| file_fault(place, &e))?;
        Ok(Target { out, place, digest: Sm3::digest(MARK).into(), rows: 0, waiting: Vec::with_capacity(ABOUT + ABOUT / 4) })
    }

    pub fn table(&mut self, table: &Table) -> Result<(), Fault> {
        self.flush()?;
        let mut content = Vec::new();
        text(&mut content, table.name);
        table.columns.iter().for_each(|column| text(&mut content, &column.name));
        self.block(b'T', &content)
    }

    pub fn row(&mut self, table: &Table, row: &dyn Row) -> Result<(), Fault> {
        for column in 0..table.columns.len() {
            match row.at(column) {
                Seen::Null => self.waiting.push(b'n'),
                Seen::Int(number) => {
                    self.waiting.push(b'i');
                    self.waiting.extend(number.to_be_bytes());
                }
                Seen::Text(word) => {
                    self.waiting.push(b't');
                    text(&mut self.waiting, word);
                }
                Seen::Bytes(raw) => {
                    self.waiting.push(b'b');
                    bytes(&mut self.waiting, raw);
                }
            }
        }
        self.rows += 1;
        if self.waiting.len() >= ABOUT { self.flush() } else { Ok(()) }
    }

    pub fn end(mut self, manifest: Manifest) -> Result<Manifest, Fault> {
        self.flush()?;
        let mut content = Vec::new();
        numbers(&mut content, &[manifest.made_at, self.rows]);
        for head in &manifest.heads {
            numbers(&mut content, &[head.county.into(), head.seq, head.last_recorded_at]);
            content.extend(head.chain_hash);
        }
        self.block(b'E', &content)?;
        Ok(Manifest { rows: self.rows, digest: self.digest, ..manifest })
    }

    fn flush(&mut self) -> Result<(), Fault> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let content = std::mem::take(&mut self.waiting);
        self.block(b'R', &content)?;
        self.waiting = content;
        self.waiting.clear();
        Ok(())
    }

    fn block(&mut self, kind: u8, content: &[u8]) -> Result<(), Fault> {
        let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
        self.digest = digest_of(&self.digest, kind, length, content);
        let mut write = |piece: &[u8]| self.out.write_all(piece).map_err(|e| file_fault(self.place, &e));
        write(&[kind])?;
        write(&length)?;
        write(content)?;
        write(&self.digest)
    }
}

fn digest_of(before: &[u8; 32], kind: u8, length: [u8; 4], content: &[u8]) -> [u8; 32] {
    Sm3::new().chain_update(before).chain_update([kind]).chain_update(length).chain_update(content).finalize().into()
}

fn numbers(out: &mut Vec<u8>, numbers: &[i64]) {
    numbers.iter().for_each(|number| out.extend(number.to_be_bytes()));
}

fn text(out: &mut Vec<u8>, word: &str) {
    bytes(out, word.as_bytes());
}

fn bytes(out: &mut Vec<u8>, raw: &[u8]) {
    out.extend(u32::try_from(raw.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(raw);
}

/// A backup being read.
pub struct Source<R> {
    read: R,
    digest: [u8; 32],
    blocks: u64,
    rows: i64,
    /// Name and width of the table whose rows come.
    table: String,
    width: i64,
}

impl<R: Read> Source<R> {
    pub fn begin(read: R) -> Result<Source<R>, Broken> {
        let (digest, table) = (Sm3::digest(MARK).into(), String::new());
        let mut source = Source { read, digest, blocks: 0, rows: 0, table, width: 0 };
        let mut mark = [0; MARK.len()];
        source.fill(&mut mark)?;
        match &mark[..] {
            MARK => Ok(source),
            OLDER => Err(Broken::at(
                &source,
                "由试用版程序所作，数据链写法不同",
                "made by a trial version, which wrote its chain otherwise",
            )),
            _other => Err(Broken::at(&source, "开头不是挂图备份", "it does not begin like a backup of Guatu")),
        }
    }

    pub fn next(&mut self) -> Result<Block, Broken> {
        self.blocks += 1;
        let (mut kind, mut length) = ([0; 1], [0; 4]);
        self.fill(&mut kind)?;
        self.fill(&mut length)?;
        let long = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if long > MOST {
            return Err(Broken::at(self, "长度不可能", "its length is impossible"));
        }
        let mut content = Vec::new();
        // No more memory than there are bytes: a changed length must not ask for gigabytes.
        let limit = u64::try_from(long).unwrap_or(u64::MAX);
        let read = self.read.by_ref().take(limit).read_to_end(&mut content);
        if read.ok() != Some(long) {
            return Err(self.cut_off());
        }
        let mut stated = [0; 32];
        self.fill(&mut stated)?;
        self.digest = digest_of(&self.digest, kind[0], length, &content);
        if self.digest != stated {
            return Err(Broken::at(
                self,
                "校验值不符，内容被改动或缺失",
                "its digest is wrong: something was changed or left out",
            ));
        }
        let block = match kind {
            [b'T'] => self.table(&content),
            [b'R'] => self.cells(&content).map(Block::Rows),
            [b'E'] => self.end(&content).map(Block::End),
            _other => None,
        };
        block.ok_or_else(|| Broken::at(self, "内容不能识别", "its content cannot be read"))
    }

    fn table(&mut self, content: &[u8]) -> Option<Block> {
        let mut rest = content;
        let mut names = Vec::new();
        while !rest.is_empty() {
            names.push(String::from_utf8(taken(&mut rest)?.to_vec()).ok()?);
        }
        let columns = names.split_off(1.min(names.len()));
        let name = names.pop()?;
        self.table.clone_from(&name);
        self.width = i64::try_from(columns.len()).ok()?;
        Some(Block::Table { name, columns })
    }

    fn cells(&mut self, content: &[u8]) -> Option<Vec<Cell>> {
        let (mut rest, mut cells) = (content, Vec::new());
        while let Some((tag, after)) = rest.split_first() {
            rest = after;
            cells.push(match tag {
                b'n' => Cell::Null,
                b'i' => Cell::Int(number(&mut rest)?),
                b't' => Cell::Text(String::from_utf8(taken(&mut rest)?.to_vec()).ok()?),
                b'b' => Cell::Hash(taken(&mut rest)?.try_into().ok()?),
                _other => return None,
            });
        }
        self.rows += i64::try_from(cells.len()).ok()?.checked_div(self.width)?;
        Some(cells)
    }

    /// Nothing stands after the list of what there is, and what it says was there.
    fn end(&mut self, content: &[u8]) -> Option<Manifest> {
        let mut rest = content;
        let (made_at, rows) = (number(&mut rest)?, number(&mut rest)?);
        let mut heads = Vec::new();
        while !rest.is_empty() {
            let (county, seq, last_recorded_at) = (number(&mut rest)?, number(&mut rest)?, number(&mut rest)?);
            let (hash, after) = rest.split_at_checked(32)?;
            rest = after;
            heads.push(Head { county: i32::try_from(county).ok()?, seq, chain_hash: hash.try_into().ok()?, last_recorded_at });
        }
        let more = self.read.read(&mut [0; 1]).ok()?;
        (rows == self.rows && more == 0).then_some(Manifest { made_at, rows, heads, digest: self.digest })
    }

    fn fill(&mut self, out: &mut [u8]) -> Result<(), Broken> {
        self.read.read_exact(out).map_err(|_| self.cut_off())
    }

    fn cut_off(&self) -> Broken {
        Broken::at(self, "不完整，文件被截断", "the file is cut off there")
    }
}

fn number(rest: &mut &[u8]) -> Option<i64> {
    let (number, after) = rest.split_first_chunk::<8>()?;
    *rest = after;
    Some(i64::from_be_bytes(*number))
}

fn taken<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let (raw, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *rest = after;
    Some(raw)
}
