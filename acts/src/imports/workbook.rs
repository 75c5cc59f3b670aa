//! Workbook 工作簿: the sheets of an XLSX file, cell by cell, so that a long sheet is never held as a whole.

use super::{MOST_ROWS, Sink, guard};
use crate::Error;
use crate::intake::Cell;
use calamine::{DataRef, Reader, SheetType, Style, Xlsx, XlsxError, XlsxFormulaMetadata};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

/// Columns further right belong to no register.
const MOST_COLUMNS: usize = 512;

/// Rows after which progress is told.
const TELL: u64 = 4_096;

/// Excel keeps 32,767 signs a cell, of at most so many bytes.
const MOST_CELL: usize = 32_767 * 3;

/// Formulas without a value are problems, each shown with so many signs; with so many the sheet was never calculated at all.
const SHOWN: usize = 100;
const MOST_WAITING: usize = 100_000;

/// So many sheets, with names of so many bytes; Excel takes names of 31 signs.
const MOST_SHEETS: usize = 1_000;
const MOST_NAME: usize = 255;

/// Hand the rows of every wanted sheet to the sink.
pub(super) fn read(path: &Path, sink: &mut dyn Sink) -> Result<(), Error> {
    let checked = guard::check(path)?;
    let file = File::open(path).map_err(|e| Error::Unreadable(path.to_owned(), e.to_string()))?;
    let broken = |_: XlsxError| Error::NotAWorkbook(path.to_owned());
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(broken)?;
    let sheets = workbook.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|s| s.name.clone()).collect();
    if names.len() > MOST_SHEETS || names.iter().any(|name| name.len() > MOST_NAME) {
        return Err(Error::NotAWorkbook(path.to_owned()));
    }
    // A text that many cells share is unpacked in each of them, and counted there.
    let mut left = guard::MOST_BYTES;
    for name in names {
        if !sink.sheet(&name)? {
            continue;
        }
        let waiting = if checked.formulas { not_calculated(&mut workbook, &name).map_err(broken)? } else { HashMap::new() };
        if waiting.len() >= MOST_WAITING {
            return Err(Error::TooManyProblems(waiting.len()));
        }
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(broken)?;
        let percents: Vec<bool> = cells.styles().iter().map(is_percent).collect();
        let mut line = Line::default();
        let mut rows = 0;
        // A hidden row is a row like any other: what is filed must not depend on what is shown.
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
            let (row, column) = cell.get_position();
            let row = u64::from(row) + 1;
            if row != line.row {
                if !line.hand_to(sink)? {
                    line.used = 0;
                    break;
                }
                rows += 1;
                if rows > MOST_ROWS + super::seeker::LINES_BEFORE_HEAD {
                    return Err(Error::TooManyRows(path.to_owned(), MOST_ROWS));
                }
                if row.is_multiple_of(TELL) {
                    sink.progress(rows, checked.rows.max(rows))?;
                }
                line.begin(row);
            }
            let is_percent = percents.get(style).copied().unwrap_or(false);
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            let bytes = match waiting.get(&cell.get_position()) {
                Some(formula) => line.put_formula(column, formula),
                None => line.put(column, cell.get_value(), is_percent),
            };
            left = left.checked_sub(bytes as u64).filter(|_| bytes <= MOST_CELL).ok_or_else(|| guard::too_large(path))?;
        }
        line.hand_to(sink)?;
    }
    Ok(())
}

/// Formulas that no spreadsheet has calculated: written by some program, and never opened. By place.
fn not_calculated<R: Read + Seek>(workbook: &mut Xlsx<R>, name: &str) -> Result<HashMap<(u32, u32), String>, XlsxError> {
    let mut waiting = HashMap::new();
    let mut cells = workbook.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata()? {
        let (Some(formula), DataRef::Empty) = (cell.formula, cell.value) else { continue };
        let text = match formula {
            XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
            // Derived from another cell's; the list is the library's, and open.
            _ => String::new(),
        };
        waiting.insert(cell.pos, text.chars().take(SHOWN).collect());
        if waiting.len() >= MOST_WAITING {
            break;
        }
    }
    Ok(waiting)
}

/// The cells of one row, as texts; the buffers are used again.
#[derive(Default)]
struct Line {
    row: u64,
    cells: Vec<Slot>,
    used: usize,
}

#[derive(Default)]
struct Slot {
    text: String,
    is_date: bool,
    is_error: bool,
}

impl Line {
    fn begin(&mut self, row: u64) {
        self.row = row;
        for slot in &mut self.cells[..self.used] {
            slot.text.clear();
            (slot.is_date, slot.is_error) = (false, false);
        }
        self.used = 0;
    }

    /// The place of a cell's text, empty.
    fn slot(&mut self, column: usize) -> Option<&mut Slot> {
        if column >= MOST_COLUMNS {
            return None;
        }
        if column >= self.cells.len() {
            self.cells.resize_with(column + 1, Slot::default);
        }
        self.used = self.used.max(column + 1);
        let slot = &mut self.cells[column];
        slot.text.clear();
        Some(slot)
    }

    /// A formula without its value is an error of the cell, which begins like a formula.
    fn put_formula(&mut self, column: usize, formula: &str) -> usize {
        let Some(slot) = self.slot(column) else { return 0 };
        slot.text.push('=');
        slot.text.push_str(formula);
        slot.is_error = true;
        slot.text.len()
    }

    /// Keep the cell's text, and give its length.
    fn put(&mut self, column: usize, value: &DataRef<'_>, is_percent: bool) -> usize {
        if matches!(value, DataRef::Empty) {
            return 0;
        }
        let Some(slot) = self.slot(column) else { return 0 };
        match value {
            DataRef::SharedString(text) => slot.text.push_str(text),
            DataRef::String(text) | DataRef::DurationIso(text) => slot.text.push_str(text),
            DataRef::DateTimeIso(text) => {
                slot.text.push_str(text);
                slot.is_date = true;
            }
            // What is shown as 50% is stored as 0.5.
            DataRef::Float(number) if is_percent => slot.text = format!("{}%", as_shown(number * 100.0)),
            DataRef::Int(number) => slot.text = number.to_string(),
            DataRef::Float(number) => slot.text = as_shown(*number),
            DataRef::Bool(flag) => slot.text.push_str(if *flag { "yes" } else { "no" }),
            DataRef::DateTime(moment) if moment.is_datetime() => {
                let (year, month, day, ..) = moment.to_ymd_hms_milli();
                slot.text = format!("{year:04}-{month:02}-{day:02}");
                slot.is_date = true;
            }
            DataRef::DateTime(moment) => slot.text = as_shown(moment.as_f64()),
            DataRef::Error(error) => {
                slot.text = error.to_string();
                slot.is_error = true;
            }
            DataRef::Empty => {}
        }
        slot.text.len()
    }

    /// Hand the row over; false if no more of its sheet is wanted.
    fn hand_to(&self, sink: &mut dyn Sink) -> Result<bool, Error> {
        if self.used == 0 {
            return Ok(true);
        }
        let used = self.cells[..self.used].iter();
        let cells: Vec<Cell<'_>> =
            used.map(|slot| Cell { text: &slot.text, is_date: slot.is_date, is_error: slot.is_error }).collect();
        sink.line(self.row, &cells)
    }
}

fn is_percent(style: &Style) -> bool {
    style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%'))
}

/// The decimal that a spreadsheet shows for a stored number: it keeps fifteen digits, so that 0.1 + 0.2 is 0.3.
fn as_shown(number: f64) -> String {
    let text = number.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).skip_while(|&b| b == b'0').count();
    if digits <= 15 {
        return text;
    }
    let rounded = format!("{number:.14e}");
    rounded.parse::<f64>().map_or(text, |n| n.to_string())
}

#[cfg(test)]
mod tests {
    use super::as_shown;

    #[test]
    fn a_percent_is_read_as_it_is_shown() {
        let mut line = super::Line::default();
        line.put(1, &calamine::DataRef::Float(0.07), true);
        assert_eq!(line.cells[1].text, "7%");
        line.begin(2);
        assert!(line.used == 0 && line.cells[1].text.is_empty(), "the buffers are used again, not their content");
    }

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        for (number, shown) in [
            (0.1 + 0.2, "0.3"),
            (12.5, "12.5"),
            (202_604.0, "202604"),
            (-3.0, "-3"),
            (1_234_567.891_2, "1234567.8912"),
            (1.1 * 3.0, "3.3"),
            (4.35 * 100.0, "435"),
            (0.000_001, "0.000001"),
        ] {
            assert_eq!(as_shown(number), shown);
        }
    }
}
