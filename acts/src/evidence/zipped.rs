//! Zipped files 压缩内容: the table of contents of an XLSX, DOCX or OFD, read without unpacking anything.

use super::kinds::{Unfit, tail};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// More entries, more to unpack, or more than so many times its size: no office document.
const MOST_ENTRIES: u64 = 10_000;
const MOST_UNPACKED: u64 = 500 * 1024 * 1024;
const MOST_TIMES: u64 = 150;
/// Small things may be packed tightly.
const SMALL: u64 = 10 * 1024 * 1024;

/// What a zip says it holds.
pub struct Zipped {
    pub names: Vec<String>,
}

struct End {
    entries: u64,
    size: u64,
    offset: u64,
}

/// The end record of an archive, if the file closes with one.
pub fn end(file: &mut File, bytes: u64) -> io::Result<Option<u64>> {
    let (from, tail) = tail(file, bytes, 66_000)?;
    Ok(tail.windows(4).rposition(|w| w == b"PK\x05\x06").map(|at| from + at as u64))
}

fn small(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 2).map_or(0, |b| u64::from(b[0]) | u64::from(b[1]) << 8)
}

fn wide(bytes: &[u8], at: usize) -> u64 {
    small(bytes, at) | small(bytes, at + 2) << 16
}

pub fn read(file: &mut File, bytes: u64) -> io::Result<Result<Zipped, Unfit>> {
    let Some(at) = end(file, bytes)? else { return Ok(Err(Unfit::Broken)) };
    let mut record = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(22).read_to_end(&mut record)?;
    let found = End { entries: small(&record, 10), size: wide(&record, 12), offset: wide(&record, 16) };
    // 0xFFFF stands for "see the 64-bit record": no document of 20 MB needs one.
    if found.entries > MOST_ENTRIES {
        return Ok(Err(Unfit::Bomb));
    }
    if record.len() < 22 || found.offset + found.size > bytes {
        return Ok(Err(Unfit::Broken));
    }
    let mut directory = Vec::new();
    file.seek(SeekFrom::Start(found.offset))?;
    file.take(found.size).read_to_end(&mut directory)?;
    Ok(contents(&directory, &found))
}

fn contents(directory: &[u8], end: &End) -> Result<Zipped, Unfit> {
    let (mut names, mut unpacked, mut packed, mut rest) = (Vec::new(), 0_u64, 0_u64, directory);
    while rest.starts_with(b"PK\x01\x02") {
        if names.len() as u64 >= MOST_ENTRIES {
            return Err(Unfit::Bomb);
        }
        let flags = small(rest, 8);
        let lengths = [small(rest, 28), small(rest, 30), small(rest, 32)];
        let name = rest.get(46..46 + usize::try_from(lengths[0]).unwrap_or(0)).ok_or(Unfit::Broken)?;
        if flags & 1 == 1 {
            return Err(Unfit::Locked);
        }
        packed += wide(rest, 20);
        unpacked += wide(rest, 24);
        let name = String::from_utf8_lossy(name).into_owned();
        let is_link = wide(rest, 38) >> 16 & 0xF000 == 0xA000;
        if is_link || leads_elsewhere(&name) {
            return Err(Unfit::BadNames);
        }
        names.push(name);
        let length = 46 + lengths.iter().sum::<u64>();
        rest = rest.get(usize::try_from(length).unwrap_or(usize::MAX)..).unwrap_or(&[]);
    }
    if names.len() as u64 != end.entries {
        return Err(Unfit::Broken);
    }
    if unpacked > MOST_UNPACKED || unpacked > SMALL && unpacked > packed.max(1).saturating_mul(MOST_TIMES) {
        return Err(Unfit::Bomb);
    }
    Ok(Zipped { names })
}

fn leads_elsewhere(name: &str) -> bool {
    name.is_empty()
        || name.starts_with(['/', '\\'])
        || name.contains(['\0', ':'])
        || name.split(['/', '\\']).any(|part| part == "..")
}
