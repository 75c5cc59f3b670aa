//! Guard 把关: what a workbook would grow to is measured before any of it is understood.
//!
//! First the directory of the container, which may lie; then the parts themselves, unpacked and thrown away.

use super::MOST_ROWS;
use crate::Error;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// A workbook unpacks to at most so much.
pub(super) const MOST_BYTES: u64 = 256 << 20;

/// Shared texts have at most so many marks, styles and names so many: each becomes something in memory.
const MOST_MARKS: usize = 8_000_000;
const MOST_STYLES: usize = 1_000_000;

/// A container has at most so many parts.
const MOST_PARTS: usize = 10_000;

/// The longest mark that is looked for, less one: it may be cut by the end of a portion.
const OVERLAP: usize = 8;

/// What is known of a workbook before it is understood.
pub(super) struct Checked {
    /// Rows of the largest sheet.
    pub rows: usize,
    /// Some sheet has a formula.
    pub formulas: bool,
}

/// Refuse what is too large or declares entities.
pub(super) fn check(path: &Path) -> Result<Checked, Error> {
    let unreadable = |e: std::io::Error| Error::Unreadable(path.to_owned(), e.to_string());
    let file = File::open(path).map_err(unreadable)?;
    let mut container = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| Error::NotAWorkbook(path.to_owned()))?;
    if container.len() > MOST_PARTS || container.decompressed_size().is_some_and(|size| size > u128::from(MOST_BYTES)) {
        return Err(too_large(path));
    }
    let (mut left, mut checked) = (MOST_BYTES, Checked { rows: 0, formulas: false });
    for number in 0..container.len() {
        let part = container.by_index(number).map_err(|_| Error::NotAWorkbook(path.to_owned()))?;
        // Pictures and other bytes are never unpacked.
        let name = part.name().to_lowercase();
        if name.ends_with("vbaproject.bin") || name.contains("macrosheets/") {
            return Err(Error::Macros(path.to_owned()));
        }
        if !(name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        let counted = count(part, &mut left).map_err(|refused| match refused {
            Refused::TooLarge => too_large(path),
            Refused::Entities => Error::Entities(path.to_owned()),
            Refused::Broken => Error::NotAWorkbook(path.to_owned()),
        })?;
        if counted.rows > MOST_ROWS + super::seeker::LINES_BEFORE_HEAD {
            return Err(Error::TooManyRows(path.to_owned(), MOST_ROWS));
        }
        let (texts, sheet) = (name.contains("sharedstrings"), name.contains("worksheets/"));
        if !sheet && counted.marks > if texts { MOST_MARKS } else { MOST_STYLES } {
            return Err(too_large(path));
        }
        checked.rows = checked.rows.max(counted.rows);
        checked.formulas |= sheet && counted.formulas;
    }
    Ok(checked)
}

/// It unpacks to more than is taken.
pub(super) fn too_large(path: &Path) -> Error {
    Error::TooLarge(path.to_owned(), MOST_BYTES >> 20)
}

/// A line of a CSV file has at most so many bytes, and cells: what is longer is no table, and is never held as a whole.
const MOST_LINE: usize = 1 << 20;
const MOST_CELLS: usize = 2_048;

/// Refuse a list with a line that is no row of a table. A line ends where its quotes allow it.
pub(super) fn check_lines(path: &Path) -> Result<(), Error> {
    let unreadable = |e: std::io::Error| Error::Unreadable(path.to_owned(), e.to_string());
    let mut file = File::open(path).map_err(unreadable)?;
    let mut buffer = vec![0_u8; 1 << 16];
    let (mut quoted, mut before, mut cells) = (false, 0_usize, 0_usize);
    loop {
        let read = file.read(&mut buffer).map_err(unreadable)?;
        if read == 0 {
            return Ok(());
        }
        let mut begin = 0;
        for at in memchr::memchr3_iter(b'"', b'\n', b',', &buffer[..read]) {
            match buffer[at] {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => (before, cells, begin) = (0, 0, at + 1),
                _ => cells += 1,
            }
            if cells > MOST_CELLS && !quoted {
                return Err(Error::LongLine(path.to_owned()));
            }
        }
        before += read - begin;
        if before > MOST_LINE {
            return Err(Error::LongLine(path.to_owned()));
        }
    }
}

enum Refused {
    TooLarge,
    Entities,
    Broken,
}

#[derive(Default)]
struct Counted {
    rows: usize,
    marks: usize,
    formulas: bool,
}

/// Count the marks of a part while it is unpacked and forgotten.
fn count(mut part: impl Read, left: &mut u64) -> Result<Counted, Refused> {
    let mut counted = Counted::default();
    let mut buffer = vec![0_u8; 1 << 16];
    let mut kept = 0;
    loop {
        let read = part.read(&mut buffer[kept..]).map_err(|_| Refused::Broken)?;
        *left = left.checked_sub(read as u64).ok_or(Refused::TooLarge)?;
        let filled = kept + read;
        // At the end nothing more follows; before it, a mark cut in two waits for its other half.
        let sure = if read == 0 { filled } else { filled.saturating_sub(OVERLAP) };
        for at in memchr::memchr_iter(b'<', &buffer[..sure]) {
            counted.marks += 1;
            match &buffer[at + 1..filled] {
                [b'r', b'o', b'w', b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n', ..] => counted.rows += 1,
                [b'f', b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n', ..] => counted.formulas = true,
                [b'!', b'D' | b'd' | b'E' | b'e', ..] => return Err(Refused::Entities),
                _ => {}
            }
        }
        if read == 0 {
            return Ok(counted);
        }
        buffer.copy_within(sure..filled, 0);
        kept = filled - sure;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out one byte at a time, so that every mark is cut.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some((&first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn marks_are_counted_wherever_they_are_cut() {
        let sheet = b"<sheetData><row r=\"1\"><c/></row><row><c/></row><rows/><formula1/></sheetData>";
        for _ in 0..2 {
            let whole = count(&sheet[..], &mut 1_000).ok().map(|c| (c.rows, c.marks));
            assert_eq!(whole, Some((2, 10)));
            assert_eq!(count(Drops(sheet), &mut 1_000).ok().map(|c| (c.rows, c.marks)), whole);
        }
        assert!(matches!(count(Drops(sheet), &mut 20), Err(Refused::TooLarge)));
        assert!(!count(&sheet[..], &mut 1_000).ok().unwrap().formulas);
        assert!(count(Drops(b"<c><f>A1</f><v/></c>"), &mut 1_000).ok().unwrap().formulas);
        let entities = b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>";
        assert!(matches!(count(Drops(entities), &mut 1_000), Err(Refused::Entities)));
        assert!(count(&b"<x><!-- note --><![CDATA[y]]></x>"[..], &mut 1_000).is_ok());
    }
}
