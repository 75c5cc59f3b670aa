//! Returned 退还: what was found in a file, given back in the file itself, and as a workbook of only the bad rows.

use super::seeker::Seen;
use crate::Error;
use crate::problems::{Ignored, Problem};
use documents::annotate::{Marks, workbook};
use documents::csv::csv;
use documents::template::{Cell, Column, Entry, Row, Template, write};
use domain::document::{self, Number, Table, TableColumn};
use domain::lang::Lang;
use std::fs::File;
use std::io::{BufReader, Seek, Write};
use std::path::Path;

/// What somebody's file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    #[default]
    Workbook,
    Lines,
}

impl Kept {
    pub fn extension(self) -> &'static str {
        match self {
            Kept::Workbook => "xlsx",
            Kept::Lines => "csv",
        }
    }
}

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub kept: Kept,
    pub problems: Vec<Problem>,
    /// Columns and sheets that were not read.
    pub ignored: Vec<Ignored>,
    seen: Seen,
}

/// Head of the column that is added.
pub const PROBLEMS: &str = "问题 / Problems";

impl Findings {
    pub(super) fn new(kept: Kept, seen: Seen, problems: Vec<Problem>, ignored: Vec<Ignored>) -> Findings {
        Findings { kept, problems, ignored, seen }
    }

    /// Rows with problems.
    pub fn bad_rows(&self) -> usize {
        self.seen.bad.len()
    }

    /// The person's own file, with every problem written beside its cell.
    pub fn annotate(&self, file: &Path, lang: Lang, into: impl Write + Seek) -> Result<(), Error> {
        let unreadable = |e: std::io::Error| Error::Unreadable(file.to_owned(), e.to_string());
        match self.kept {
            Kept::Workbook => {
                let source = BufReader::new(File::open(file).map_err(unreadable)?);
                workbook(source, &self.marks(lang), into).map_err(|_| Error::NotAWorkbook(file.to_owned()))
            }
            Kept::Lines => self.annotate_lines(file, lang, into).map_err(unreadable),
        }
    }

    fn marks(&self, lang: Lang) -> Marks {
        let mut marks = Marks::new(PROBLEMS);
        if let Some((sheet, row, _)) = &self.seen.head {
            marks.heads_of(sheet, *row);
        }
        for problem in &self.problems {
            marks.mark(&problem.file, problem.line, problem.at, &problem.beside(lang));
        }
        marks
    }

    /// A CSV file keeps its bytes; each line gets one cell more.
    fn annotate_lines(&self, file: &Path, lang: Lang, mut into: impl Write) -> std::io::Result<()> {
        let bytes = std::fs::read(file)?;
        let head = self.seen.head.as_ref().map_or(1, |head| head.1);
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes.as_slice());
        let mut record = csv::ByteRecord::new();
        let (mut from, mut next) = (0, 0);
        while reader.read_byte_record(&mut record).map_err(std::io::Error::other)? {
            // The second sign of a line's end is counted with the line that follows.
            let after = u64::from(from > 0 && bytes.get(from) == Some(&b'\n'));
            let line = record.position().map_or(0, csv::Position::line) + after;
            let to = usize::try_from(reader.position().byte()).unwrap_or(bytes.len()).min(bytes.len());
            let written = &bytes[from..to];
            let end = written.iter().rposition(|b| !matches!(b, b'\r' | b'\n')).map_or(0, |at| at + 1);
            let mut said = Vec::new();
            while let Some(problem) = self.problems.get(next).filter(|p| p.line <= line) {
                said.push(problem.beside(lang));
                next += 1;
            }
            let text = if line == head { [vec![PROBLEMS.to_owned()], said].concat().join("\n") } else { said.join("\n") };
            into.write_all(&written[..end])?;
            write!(into, ",{}", quoted(&text))?;
            into.write_all(if end == written.len() { b"\r\n" } else { &written[end..] })?;
            from = to;
        }
        into.write_all(&bytes[from..])
    }

    /// A workbook of only the bad rows, to be corrected and brought again.
    pub fn bad_rows_workbook(&self, lang: Lang) -> Vec<u8> {
        let heads: Vec<String> = self.seen.head.as_ref().map(|head| head.2.clone()).unwrap_or_default();
        let width = self.seen.bad.iter().map(|bad| bad.1.len()).max().unwrap_or(0).max(heads.len());
        let head = |at: usize| heads.get(at).cloned().unwrap_or_default();
        let plain = |head: String, width: f64| Column { head, width, entry: Entry::Text, ..Column::default() };
        let mut columns: Vec<Column> = (0..width).map(|at| plain(head(at), 18.0)).collect();
        columns.push(Column { locked: true, ..plain(PROBLEMS.to_owned(), 60.0) });
        let mut problems = self.problems.iter().peekable();
        let mut rows = Vec::new();
        for (line, cells) in &self.seen.bad {
            let mut said = Vec::new();
            while let Some(problem) = problems.next_if(|p| p.line <= *line) {
                if problem.line == *line {
                    said.push(problem.beside(lang));
                }
            }
            let mut cells: Vec<Cell> = (0..width).map(|at| cell(cells.get(at).map_or("", String::as_str))).collect();
            cells.push(Cell::Text(said.join("\n")));
            rows.push(Row { cells, notes: Vec::new() });
        }
        let title = lang.of("有问题的行：改好后直接再导入", "Rows with problems: correct them and import this file");
        write(&Template {
            sheet: lang.of("有问题的行", "Bad rows").to_owned(),
            title: title.to_owned(),
            columns,
            rows,
            ..Template::empty(lang)
        })
    }
}

/// A number is written as one where nothing is lost by it: not 007, and not a number of an account.
fn cell(text: &str) -> Cell {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let bare = whole.strip_prefix('-').unwrap_or(whole);
    let is_plain = !bare.is_empty() && digits(bare) && digits(part) && (bare == "0" || !bare.starts_with('0'));
    let mantissa = format!("{whole}{part}").parse().ok().filter(|_| is_plain && !text.ends_with('.') && text.len() <= 14);
    match (mantissa, u8::try_from(part.len())) {
        (Some(mantissa), Ok(decimals)) => Cell::Number(Number { mantissa, decimals }),
        _ if text.is_empty() => Cell::Empty,
        _ => Cell::Text(text.to_owned()),
    }
}

/// One field of a CSV file, guarded and quoted like all of ours.
fn quoted(text: &str) -> String {
    let table = Table {
        columns: vec![TableColumn::default()],
        rows: vec![document::Row { cells: vec![document::Cell::text(text)], ..document::Row::default() }],
        ..Table::default()
    };
    csv(&table).trim_start_matches('\u{feff}').trim_start_matches("\r\n").trim_end_matches("\r\n").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_and_codes_are_texts() {
        let number = |mantissa, decimals| Cell::Number(Number { mantissa, decimals });
        for (text, found) in [("12.50", number(1250, 2)), ("-3", number(-3, 0)), ("0", number(0, 0)), ("0.5", number(5, 1))] {
            assert_eq!(cell(text), found, "{text}");
        }
        for text in ["007", "1.", "123456789012345", "1e5", "=1", "2026-03"] {
            assert_eq!(cell(text), Cell::Text(text.to_owned()));
        }
        assert_eq!((quoted("a,b"), quoted("=1"), quoted("")), ("\"a,b\"".to_owned(), "\"'=1\"".to_owned(), String::new()));
    }
}
