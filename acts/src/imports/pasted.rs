//! Pasted 粘贴: a block copied out of a spreadsheet, as the lines of a CSV file, so that it goes the way of every file.

use crate::intake::{Cell, Head};
use documents::csv::csv;
use domain::document::{self, Row, Table, TableColumn};
use domain::registers::Register;

/// A first line with so many of the register's columns is its head.
const A_HEAD: usize = 2;

/// The block as a CSV file. Where its first line is no head, its columns are in the register's own order.
pub fn as_lines(register: &'static Register, block: &str) -> String {
    let mut rows = cells(block);
    let first: Vec<Cell<'_>> = rows.first().map(|row| row.iter().map(|cell| cell.as_str().into()).collect()).unwrap_or_default();
    let heads = if Head::read(register, &first).found() >= A_HEAD {
        rows.remove(0)
    } else {
        register.columns.iter().map(|column| column.zh.to_owned()).collect()
    };
    let head = |head: String| TableColumn { head, ..TableColumn::default() };
    let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(heads.len());
    let heads = heads.into_iter().chain(std::iter::repeat(String::new())).take(width);
    let row = |row: Vec<String>| Row { cells: row.into_iter().map(document::Cell::text).collect(), ..Row::default() };
    csv(&Table { columns: heads.map(head).collect(), rows: rows.into_iter().map(row).collect(), ..Table::default() })
}

/// Rows and cells of a block: tabs between cells; a cell with a line break of its own stands in quotes.
pub(crate) fn cells(block: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut signs = block.chars().filter(|sign| *sign != '\r').peekable();
    let mut quoted = false;
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                cell.push('"');
                signs.next();
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\t' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    row.push(cell);
    rows.push(row);
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::registers::RETURNS;

    #[test]
    fn a_block_with_or_without_heads_becomes_lines() {
        let with = as_lines(&RETURNS, "单位\t指标\t期别\t数值\r\n甲镇\t隐患\t2026-03\t12\r\n\r\n");
        assert_eq!(with, "\u{feff}单位,指标,期别,数值\r\n甲镇,隐患,2026-03,12\r\n");
        let without = as_lines(&RETURNS, "甲镇\t隐患\t2026-03\t1,200\t\t\t\"两行\n备注\"");
        let expected = "\u{feff}单位,指标,期别,数值,口径,凭证号,备注\r\n甲镇,隐患,2026-03,\"1,200\",,,\"两行\n备注\"\r\n";
        assert_eq!(without, expected);
    }
}
