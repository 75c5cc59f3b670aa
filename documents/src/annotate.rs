//! Annotate 批注: somebody's own workbook given back with every problem written beside its cell, everything else as it was.
//!
//! The file is not read into a model and written anew. Its parts are copied as they are, but for the sheets that have problems
//! and the list of cell styles; those pass through as a stream of tags, of which only the rows in question are touched.

mod parts;
mod sheet;
mod styles;
mod tags;

use parts::Parts;
use sheet::{Plan, Survey};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, Write};
use styles::Styles;
use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Sheets are packed quickly rather than tightly: somebody waits.
const PACKING: i64 = 3;

/// Longest list of cell styles, bytes: it is held as a whole, and no office's is a tenth as long.
const MOST_STYLES: u64 = 16 << 20;

/// Why a file could not be given back.
#[derive(Debug, Error)]
pub enum Broken {
    #[error("the container cannot be read: {0}")]
    Container(#[from] zip::result::ZipError),
    #[error("a part cannot be read: {0}")]
    Part(#[from] quick_xml::Error),
    #[error("the list of sheets cannot be read")]
    Sheets,
    #[error("the list of styles is too long")]
    Styles,
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// What is to be written into a file.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Head of the new last column.
    head: String,
    sheets: BTreeMap<String, SheetMarks>,
}

/// What is to be written into one sheet.
#[derive(Clone, Debug, Default)]
struct SheetMarks {
    /// Where the heads stand; 0 if there are none.
    head_row: u32,
    rows: BTreeMap<u32, RowMarks>,
}

/// What is wrong with one row.
#[derive(Clone, Debug, Default)]
struct RowMarks {
    sentences: String,
    /// Columns of its bad cells, the first being 0.
    cells: BTreeSet<u32>,
}

impl Marks {
    pub fn new(head: &str) -> Marks {
        Marks { head: head.to_owned(), sheets: BTreeMap::new() }
    }

    /// The heads of a sheet stand in this row, the first being 1.
    pub fn heads_of(&mut self, sheet: &str, row: u64) {
        self.sheets.entry(sheet.to_owned()).or_default().head_row = number(row);
    }

    /// Something is wrong in a row, and with one of its cells. What is wrong with the sheet as a whole stands in row 0.
    pub fn mark(&mut self, sheet: &str, row: u64, column: Option<usize>, sentence: &str) {
        let marks = self.sheets.entry(sheet.to_owned()).or_default().rows.entry(number(row)).or_default();
        if !marks.sentences.is_empty() {
            marks.sentences.push('\n');
        }
        marks.sentences.push_str(sentence);
        marks.cells.extend(column.and_then(|at| u32::try_from(at).ok()));
    }
}

fn number(row: u64) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

impl SheetMarks {
    /// What is wrong with the whole is said in the row of the heads.
    fn settle(&mut self) {
        let row = self.head_row.max(1);
        if let Some(whole) = self.rows.remove(&0) {
            self.rows.entry(row).or_default().sentences = whole.sentences;
        }
    }
}

/// Write the marks into a workbook.
pub fn workbook(source: impl Read + Seek, marks: &Marks, into: impl Write + Seek) -> Result<(), Broken> {
    let mut container = ZipArchive::new(source)?;
    let parts = Parts::find(&mut container)?;
    let mut wanted: BTreeMap<String, SheetMarks> = BTreeMap::new();
    for (name, sheet) in &marks.sheets {
        let path = parts.sheet(name).ok_or(Broken::Sheets)?;
        let mut sheet = sheet.clone();
        sheet.settle();
        wanted.insert(path.to_owned(), sheet);
    }
    let mut surveys = BTreeMap::new();
    for (path, sheet) in &wanted {
        surveys.insert(path.clone(), Survey::of(container.by_name(path)?, sheet)?);
    }
    let styles = styles(&mut container, &parts, &surveys)?;
    let mut writer = ZipWriter::new(into);
    for place in 0..container.len() {
        let part = container.by_index_raw(place)?;
        let name = part.name().to_owned();
        let options =
            || SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(PACKING));
        if let (Some(sheet), Some(survey)) = (wanted.get(&name), surveys.get(&name)) {
            drop(part);
            // No mark of a large file: LibreOffice refuses it, and no sheet that was let in is that large.
            writer.start_file(&name, options())?;
            let plan = Plan { head: &marks.head, marks: sheet, survey, styles: styles.as_ref() };
            plan.rewrite(container.by_name(&name)?, &mut writer)?;
        } else if let Some(styles) = styles.as_ref().filter(|_| Some(&name) == parts.styles.as_ref()) {
            drop(part);
            writer.start_file(&name, options())?;
            writer.write_all(&styles.text)?;
        } else {
            writer.raw_copy_file(part)?;
        }
    }
    writer.finish()?;
    Ok(())
}

/// The styles with red copies of those that bad cells have; none in a workbook that has no styles.
fn styles<R: Read + Seek>(
    container: &mut ZipArchive<R>,
    parts: &Parts,
    surveys: &BTreeMap<String, Survey>,
) -> Result<Option<Styles>, Broken> {
    let Some(path) = &parts.styles else { return Ok(None) };
    let mut text = Vec::new();
    container.by_name(path)?.take(MOST_STYLES + 1).read_to_end(&mut text)?;
    if text.len() as u64 > MOST_STYLES {
        return Err(Broken::Styles);
    }
    let used = surveys.values().flat_map(|s| s.styles.iter().copied()).chain([0]).collect();
    Ok(Styles::with_red(&text, &used)?)
}
