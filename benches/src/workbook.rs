//! Workbook 模拟工作簿: an office's long sheet of returns, the same on every run, with the list of what is wrong in it.

use crate::Outcome;
use crate::folder::{INDICATORS, UNITS};
use rust_xlsxwriter::{Workbook, Worksheet};
use std::path::Path;

pub const HEAD: [&str; 6] = ["单位", "指标", "期别", "数值", "凭证号", "备注"];

/// One row in so many is bad.
const BAD_EVERY: usize = 100;

/// The first month of the sheet; the others follow.
const FIRST_YEAR: usize = 2018;

/// What an import has to find: row as the spreadsheet numbers it, heading, code, what stands in the cell.
pub type Found = (u64, &'static str, &'static str, String);

/// One row as it is typed.
struct Row {
    texts: [String; 6],
    /// A figure is a number in its cell, as spreadsheets keep it.
    number: Option<f64>,
}

/// Write a sheet with so many rows of returns. Gives the complete list of problems.
pub fn write(path: &Path, rows: usize) -> Outcome<Vec<Found>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in HEAD.iter().enumerate() {
        sheet.write(0, u16::try_from(column)?, *head)?;
    }
    let mut expected = Vec::new();
    for place in 0..rows {
        let mut row = good(place);
        if place % BAD_EVERY == BAD_EVERY - 1 {
            expected.extend(spoil(place, &mut row));
        }
        put(sheet, u32::try_from(place + 1)?, &row)?;
    }
    book.save(path)?;
    Ok(expected)
}

fn put(sheet: &mut Worksheet, place: u32, row: &Row) -> Outcome<()> {
    for (column, text) in (0_u16..).zip(&row.texts) {
        match row.number {
            Some(number) if column == 3 => _ = sheet.write(place, column, number)?,
            Some(_) | None if !text.is_empty() => _ = sheet.write(place, column, text)?,
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// Every unit, indicator and month once: months follow each other slowest.
fn good(place: usize) -> Row {
    let (unit, indicator, month) = (place % UNITS, place / UNITS % INDICATORS, place / UNITS / INDICATORS);
    let cents = (place * 7_919 + 13) % 2_000_000;
    let note = if place.is_multiple_of(20) { format!("第{}批次验收后入账", place / 20) } else { String::new() };
    Row {
        texts: [
            format!("单位{unit}"),
            format!("指标{indicator}"),
            format!("{}-{:02}", FIRST_YEAR + month / 12, month % 12 + 1),
            String::new(),
            format!("凭〔{}〕{}号", FIRST_YEAR + month / 12, place + 1),
            note,
        ],
        number: Some(cents as f64 / 100.0),
    }
}

/// Ways of being wrong, in turn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bad {
    Unit,
    Indicator,
    Month,
    Amount,
    Empty,
    Measure,
    Twice,
    Several,
}

fn kind_of(place: usize) -> Bad {
    const KINDS: [Bad; 8] =
        [Bad::Unit, Bad::Indicator, Bad::Month, Bad::Amount, Bad::Empty, Bad::Measure, Bad::Twice, Bad::Several];
    KINDS[place / BAD_EVERY % KINDS.len()]
}

/// Make a row wrong; gives what has to be found in it.
fn spoil(place: usize, row: &mut Row) -> Vec<Found> {
    // The first row of the table is the second of the sheet.
    let at = place as u64 + 2;
    if kind_of(place) == Bad::Twice {
        // The row before stands here once more; the first column of the key is named.
        *row = good(place - 1);
        return vec![(at, HEAD[0], "load.twice", String::new())];
    }
    let mut wrong = Vec::new();
    let mut set = |column: usize, code: &'static str, text: &str| {
        row.texts[column] = text.to_owned();
        if column == 3 {
            row.number = None;
        }
        wrong.push((at, HEAD[column], code, text.to_owned()));
    };
    match kind_of(place) {
        Bad::Unit => set(0, "load.unknown_unit", "无此单位"),
        Bad::Indicator => set(1, "load.unknown_indicator", "无此指标"),
        Bad::Month => set(2, "load.not_a_month", "2026-13"),
        Bad::Amount => set(3, "load.not_an_amount", "约1200"),
        Bad::Empty => set(3, "load.empty", ""),
        Bad::Measure => set(3, "load.other_measure", "12万美元"),
        Bad::Twice => {}
        Bad::Several => {
            set(0, "load.unknown_unit", "单位101");
            set(3, "load.not_an_amount", "1.2.3");
        }
    }
    wrong
}
