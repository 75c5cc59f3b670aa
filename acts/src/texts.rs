//! Texts 文本: what stands in the file of a text (TXT, DOCX, XLSX, PDF), told line by line; by a process of its own, like workbooks.
//!
//! The file keeps its bytes; only its words are taken. What cannot be read is refused with what to do about it.

use crate::imports::{Sink, apart};
use crate::intake::Cell;
use crate::{Error, Office};
use domain::lang::Lang;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// A larger file is no text.
pub const MOST_BYTES: usize = 20 << 20;

/// So many bytes of words are read; a book of a million signs has less.
const MOST_WORDS: usize = 4 << 20;

/// The longest line: nobody writes a paragraph of forty thousand signs.
const MOST_LINE: usize = 120 << 10;

/// Why a file is not read as a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    Empty,
    TooLarge,
    TooLong,
    LongLine,
    Locked,
    OldOffice,
    /// Pictures of pages, without words.
    Scanned,
    /// Neither UTF-8 nor GB18030 nor UTF-16 with its mark.
    Encoding,
    Broken,
    Unknown,
}

impl Unread {
    pub const ALL: [Unread; 10] = [
        Unread::Empty,
        Unread::TooLarge,
        Unread::TooLong,
        Unread::LongLine,
        Unread::Locked,
        Unread::OldOffice,
        Unread::Scanned,
        Unread::Encoding,
        Unread::Broken,
        Unread::Unknown,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Unread::Empty => "texts.empty",
            Unread::TooLarge => "texts.too_large",
            Unread::TooLong => "texts.too_long",
            Unread::LongLine => "texts.long_line",
            Unread::Locked => "texts.locked",
            Unread::OldOffice => "texts.old_office",
            Unread::Scanned => "texts.scanned",
            Unread::Encoding => "texts.encoding",
            Unread::Broken => "texts.broken",
            Unread::Unknown => "texts.unknown",
        }
    }

    pub fn sentence(self, lang: Lang) -> &'static str {
        match self {
            Unread::Empty => lang.of("文件是空的，没有文字", "the file is empty: there are no words in it"),
            Unread::TooLarge => lang
                .of("文件超过20MB，没有读取；请只留正文", "the file is larger than 20 MB and was not read; keep only the text"),
            Unread::TooLong => {
                lang.of("文字过多，没有读取；请分篇上传", "there is too much text in it and it was not read; give it in parts")
            }
            Unread::LongLine => lang.of(
                "有一段超过四万字，没有读取；请分段后再读",
                "one paragraph has more than forty thousand signs and was not read; break it into paragraphs",
            ),
            Unread::Locked => {
                lang.of("文件加了密码，没有读取；请去掉密码", "the file has a password and was not read; remove the password")
            }
            Unread::OldOffice => lang
                .of("旧版Office文件，没有读取；请另存为DOCX或XLSX", "a file of an old Office, not read; save it as DOCX or XLSX"),
            Unread::Scanned => lang.of(
                "这份PDF是扫描件，里面没有文字；请提供电子版，或先做文字识别",
                "this PDF is a scan without words; give the electronic original, or recognise the characters first",
            ),
            Unread::Encoding => lang.of(
                "文字编码认不出；请另存为UTF-8或GB18030",
                "the encoding of the text is not known; save it as UTF-8 or GB18030",
            ),
            Unread::Broken => {
                lang.of("文件已损坏，打不开；请重新导出", "the file is damaged and cannot be opened; export it anew")
            }
            Unread::Unknown => {
                lang.of("认不出的文件类型；可读TXT、DOCX、XLSX、PDF", "not a kind of file that is read: TXT, DOCX, XLSX, PDF")
            }
        }
    }
}

impl Office {
    /// The words of a file, a line each; cells of a table are parted by tabs.
    pub fn text_of(&self, file: &Path) -> Result<String, Error> {
        words_of(self.reader.as_deref(), file)
    }
}

/// The words of a file, read by a process of its own where there is a program for it.
pub fn words_of(program: Option<&Path>, file: &Path) -> Result<String, Error> {
    let mut words = Words::default();
    match program {
        Some(program) => apart::read_text(program, file, &mut words)?,
        None => read(file, &mut words)?,
    }
    if words.text.trim().is_empty() { Err(refused(file, Unread::Empty)) } else { Ok(words.text) }
}

fn refused(file: &Path, why: Unread) -> Error {
    Error::Unread(file.to_owned(), why)
}

/// Keeps what it is told as one text.
#[derive(Default)]
struct Words {
    text: String,
}

impl Sink for Words {
    fn sheet(&mut self, _: &str) -> Result<bool, Error> {
        Ok(true)
    }

    fn line(&mut self, _: u64, cells: &[Cell<'_>]) -> Result<bool, Error> {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.text.push('\t');
            }
            // A cell is one text though it is written in several lines.
            self.text.extend(cell.text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
        }
        self.text.push('\n');
        Ok(self.text.len() <= MOST_WORDS)
    }

    fn progress(&mut self, _: usize, _: usize) -> Result<(), Error> {
        Ok(())
    }
}

/// The reader's side: tell the lines of a file of any kind.
pub(crate) fn read(file: &Path, sink: &mut dyn Sink) -> Result<(), Error> {
    let unreadable = |e: std::io::Error| Error::Unreadable(file.to_owned(), e.to_string());
    let size = fs::metadata(file).map_err(unreadable)?.len();
    if size > MOST_BYTES as u64 {
        return Err(refused(file, Unread::TooLarge));
    }
    let mut bytes = Vec::new();
    File::open(file).map_err(unreadable)?.take(MOST_BYTES as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    let mut teller = Teller { sink, row: 0, bytes: 0, stopped: None };
    let read = match bytes.as_slice() {
        [] => Err(Unread::Empty),
        [b'P', b'K', ..] => container(file, &bytes, &mut teller)?,
        [b'%', b'P', b'D', b'F', ..] => pdf(&bytes, &mut teller),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(old(&bytes)),
        _ => plain(&bytes, &mut teller),
    };
    match (teller.stopped, read) {
        (Some(error), _) => Err(error),
        (None, Err(why)) => Err(refused(file, why)),
        (None, Ok(())) => Ok(()),
    }
}

/// Tells lines, within limits.
struct Teller<'a> {
    sink: &'a mut dyn Sink,
    row: u64,
    bytes: usize,
    stopped: Option<Error>,
}

impl Teller<'_> {
    /// Tell a line; true if more is wanted.
    fn tell(&mut self, cells: &[&str]) -> Result<bool, Unread> {
        let bytes: usize = cells.iter().map(|cell| cell.len()).sum();
        self.bytes += bytes + 1;
        if bytes > MOST_LINE {
            return Err(Unread::LongLine);
        }
        if self.bytes > MOST_WORDS {
            return Err(Unread::TooLong);
        }
        self.row += 1;
        let cells: Vec<Cell<'_>> = cells.iter().map(|cell| Cell::from(*cell)).collect();
        match self.sink.line(self.row, &cells) {
            Ok(more) => Ok(more),
            Err(error) => {
                self.stopped = Some(error);
                Ok(false)
            }
        }
    }

    fn tell_all(&mut self, text: &str) -> Result<(), Unread> {
        for line in text.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            if !self.tell(&cells)? {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// A Word file, or a workbook of tasks.
fn container(file: &Path, bytes: &[u8], teller: &mut Teller<'_>) -> Result<Result<(), Unread>, Error> {
    let holds = |name: &str| {
        let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).ok();
        archive.is_some_and(|archive| archive.index_for_name(name).is_some())
    };
    if holds("xl/workbook.xml") {
        crate::imports::read_workbook_here(file, teller.sink)?;
        return Ok(Ok(()));
    }
    if !holds("word/document.xml") {
        return Ok(Err(Unread::Unknown));
    }
    let mut why = None;
    let told = documents::docx::lines(bytes, &mut |cells| {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        match teller.tell(&cells) {
            Ok(more) => more,
            Err(unread) => {
                why = Some(unread);
                false
            }
        }
    });
    Ok(why.map_or_else(|| told.map_err(|_| Unread::Broken), Err))
}

fn pdf(bytes: &[u8], teller: &mut Teller<'_>) -> Result<(), Unread> {
    let locked = || memchr::memmem::find(bytes, b"/Encrypt").is_some();
    let pages = typeset::text(bytes).map_err(|_| if locked() { Unread::Locked } else { Unread::Broken })?;
    if pages.iter().all(|page| page.trim().is_empty()) {
        return Err(if locked() { Unread::Locked } else { Unread::Scanned });
    }
    pages.iter().try_for_each(|page| teller.tell_all(page))
}

/// The name of the part that holds a file under a password, as its container spells it.
const ENCRYPTED: &str = "EncryptedPackage";

fn old(bytes: &[u8]) -> Unread {
    let name: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(bytes, &name).is_some() { Unread::Locked } else { Unread::OldOffice }
}

fn plain(bytes: &[u8], teller: &mut Teller<'_>) -> Result<(), Unread> {
    let text = decoded(bytes)?;
    teller.tell_all(&text)
}

/// Most signs of a Chinese text stand in the first plane of GB2312, sorted by sound, from 啊 to 座. Big5 and Shift-JIS do not decode to it.
fn looks_like_gb(bytes: &[u8]) -> bool {
    let (mut at, mut pairs, mut common) = (0, 0_usize, 0_usize);
    while let Some(&lead) = bytes.get(at) {
        let Some(trail) = bytes.get(at + 1).filter(|_| lead >= 0x80) else {
            at += 1;
            continue;
        };
        pairs += 1;
        common += usize::from((0xB0..=0xD7).contains(&lead) && *trail >= 0xA1);
        at += if trail.is_ascii_digit() { 4 } else { 2 };
    }
    common * 2 > pairs
}

/// UTF-8, UTF-16 with its mark, else GB18030, which also reads GBK and GB2312.
fn decoded(bytes: &[u8]) -> Result<String, Unread> {
    use encoding_rs::{Encoding, GB18030};
    if let Ok(text) = std::str::from_utf8(bytes) {
        // A picture or a program may hold nothing but small bytes.
        return if text.contains('\0') { Err(Unread::Unknown) } else { Ok(text.trim_start_matches('\u{feff}').to_owned()) };
    }
    let marked = Encoding::for_bom(bytes);
    if marked.is_none() && bytes.contains(&0) {
        return Err(Unread::Unknown);
    }
    // One torn character at the end of a file that was cut off is forgiven.
    let torn = |text: &str| text.chars().filter(|c| *c == '\u{fffd}').count() > 1 + text.chars().count() / 1_000;
    let cut_off = String::from_utf8_lossy(bytes);
    if marked.is_none() && !torn(&cut_off) {
        return Ok(cut_off.trim_start_matches('\u{feff}').to_owned());
    }
    let encoding = marked.map_or(GB18030, |(encoding, _)| encoding);
    let (text, _, failed) = encoding.decode(bytes);
    if failed && torn(&text) || marked.is_none() && !looks_like_gb(bytes) { Err(Unread::Encoding) } else { Ok(text.into_owned()) }
}
