//! Tables 表格 as the template reads them: only what is printed, and which rows surely have a single line.
//!
//! Typst sets every cell of a row twice, once to learn the row's height. Most rows of a ranking have one line, whose height is
//! known beforehand; a row about which there is the least doubt is left to typst.

use documents::fonts::{Fonts, Role};
use domain::document::{Cell, Row, RowKind, Table};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;

/// Width of the type area in points: 156 mm upright, 247 mm on a turned page, as `bulletin.typ` has them.
pub fn room(landscape: bool) -> f64 {
    let millimetres = if landscape { 247.0 } else { 156.0 };
    millimetres * 72.0 / 25.4
}

/// Widths of characters in the faces of tables, asked once each.
pub struct Widths<'a> {
    fonts: &'a Fonts,
    known: RefCell<HashMap<char, Option<f64>>>,
}

impl<'a> Widths<'a> {
    pub fn of(fonts: &'a Fonts) -> Widths<'a> {
        Widths { fonts, known: RefCell::default() }
    }

    /// Ems that the character takes at most, or nothing if none of the faces draws it.
    fn most(&self, c: char) -> Option<f64> {
        *self.known.borrow_mut().entry(c).or_insert_with(|| {
            // A sheet is set with a dash where the face has no minus.
            let drawn = [c, if c == '−' { '–' } else { c }];
            let faces = [Role::Song, Role::Hei, Role::Latin].into_iter();
            faces.flat_map(|role| drawn.iter().filter_map(move |c| self.fonts.advance(role, *c).ok().flatten())).reduce(f64::max)
        })
    }
}

pub fn one(table: &Table, room: f64, widths: &Widths<'_>) -> Value {
    let measure = Measure::of(table, room, widths);
    let rows: Vec<Value> = table.rows.iter().map(|row| self::row(row, &measure)).collect();
    json!({
        "caption": table.caption, "columns": table.columns, "rows": rows, "notes": table.notes,
        "size": measure.size, "inset": measure.inset,
    })
}

fn row(row: &Row, measure: &Measure<'_>) -> Value {
    let cells: Vec<Value> = row.cells.iter().map(cell).collect();
    json!({ "kind": row.kind, "cells": cells, "line": measure.one_line(row) })
}

fn cell(cell: &Cell) -> Value {
    match cell.light {
        Some(light) => json!({ "text": cell.text, "light": light }),
        None => json!({ "text": cell.text }),
    }
}

/// The type of a table and the room for text in each of its columns, in points.
struct Measure<'a> {
    widths: &'a Widths<'a>,
    size: f64,
    inset: f64,
    columns: Vec<f64>,
    whole: f64,
}

impl<'a> Measure<'a> {
    fn of(table: &Table, room: f64, widths: &'a Widths<'a>) -> Measure<'a> {
        let (size, inset) = if table.columns.len() > 9 { (9.0, 2.5) } else { (10.5, 4.0) };
        // The least share of a column is the template's.
        let shares: Vec<f64> = table.columns.iter().map(|column| f64::from(column.width).max(0.3)).collect();
        let all: f64 = shares.iter().sum();
        let inside = |width: f64| width - 2.0 * inset;
        let columns = shares.iter().map(|share| inside(room * share / all)).collect();
        Measure { widths, size, inset, columns, whole: inside(room) }
    }

    /// Whether every cell of the row fits on one line whichever face sets it, and some cell has a line at all.
    fn one_line(&self, row: &Row) -> bool {
        let fits = |cell: &Cell, wide: f64| self.ems(cell).is_some_and(|ems| ems * self.size * SPARE <= wide);
        let filled = row.cells.first().is_some_and(|cell| !cell.text.trim().is_empty());
        filled
            && match row.kind {
                RowKind::Group => row.cells.first().is_some_and(|cell| fits(cell, self.whole)),
                RowKind::Item | RowKind::Subtotal | RowKind::Total => {
                    row.cells.iter().zip(&self.columns).all(|(cell, wide)| fits(cell, *wide))
                }
            }
    }
    /// Ems that the cell takes at most, or nothing if a character's width or the end of a line is in doubt.
    fn ems(&self, cell: &Cell) -> Option<f64> {
        // A light may put its shape and a space before the word.
        let shape = if cell.light.is_some() { 2.0 } else { 0.0 };
        cell.text.chars().try_fold(shape, |sum, c| Some(sum + if plain(c) { self.widths.most(c)? } else { return None }))
    }
}

/// Letters set closer or wider in pairs move a line by less than this.
const SPARE: f64 = 1.02;

/// Characters that stand one after the other: no line ends, no script that joins or stacks.
fn plain(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{2010}'..='\u{2027}' | '\u{2212}' | '\u{25a0}'..='\u{25ff}' | '\u{3000}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ffe6}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::document::TableColumn;

    fn table(words: &[&str]) -> Table {
        let column = || TableColumn { head: "列".to_owned(), width: 1.0, ..TableColumn::default() };
        let cells = words.iter().map(|word| Cell { text: (*word).to_owned(), ..Cell::default() }).collect();
        Table {
            columns: words.iter().map(|_| column()).collect(),
            rows: vec![Row { cells, kind: RowKind::Item }],
            ..Table::default()
        }
    }

    fn line(words: &[&str]) -> bool {
        one(&table(words), room(false), &Widths::of(&Fonts::find(&[])))["rows"][0]["line"] == true
    }

    #[test]
    fn a_row_is_one_line_only_when_no_cell_can_wrap() {
        assert!(line(&["县发展和改革委员会", "12.5", "−3.0"]));
        // Digits are narrow: twenty and more fit where twelve characters do.
        assert!(line(&["12345678901234567890", "12.5", ""]));
        // Three columns have 12 characters each.
        assert!(!line(&["县发展和改革委员会县发展和改革委员会", "12.5", ""]));
        assert!(!line(&["两\n行", "12.5"]));
        assert!(!line(&["ຂໍ້ມູນ", "12.5"]));
        assert!(!line(&["", ""]));
    }
}
