//! Column widths 列宽: room where the text is long, as the composer asked, and never a number, a date or a light broken in two.

use crate::markup::halves;
use domain::document::{Align, Cell, RowKind, Table, TableColumn};
use domain::lang::Lang;

/// Texts up to this many half characters stay on one line; longer ones may be broken. Crowded tables keep less whole,
/// and at last only numbers and lights.
const WHOLE: [usize; 5] = [14, 10, 6, 3, 0];
/// Room left and right of a text in its cell, in twentieths of a point.
const MARGINS: i32 = 150;

/// Widths in twentieths of a point that add up to `all` exactly. `size` is the height of the type in half points.
pub fn widths(table: &Table, all: i32, size: i32, lang: Lang) -> Vec<i32> {
    let columns = || 0..table.columns.len();
    let asked = asked(&table.columns, all);
    let least = |whole| columns().map(|place| least(table, place, size, lang, whole)).collect::<Vec<i32>>();
    // What stays whole must leave a quarter of the page to long texts; if nothing does, only words stay whole.
    let fits = |room: i32| move |least: &Vec<i32>| least.iter().sum::<i32>() <= room;
    let room = WHOLE.into_iter().map(least).find(fits(all / 4 * 3)).or_else(|| [3, 0].into_iter().map(least).find(fits(all)));
    let Some(least) = room else { return filled(asked, all) };
    // Wanted is every text on one line, within a third of the page; what is left beyond `least` is given by want.
    let wanted: Vec<i32> = columns()
        .map(|place| wanted(table, place, size, lang).min(all / 3).max(asked[place].min(all / 3)).max(least[place]))
        .collect();
    let spare = i64::from(all - least.iter().sum::<i32>());
    let want: i64 = wanted.iter().zip(&least).map(|(wanted, least)| i64::from(wanted - least)).sum();
    let share =
        |(wanted, least): (&i32, &i32)| least + i32::try_from(i64::from(wanted - least) * spare / want.max(1)).unwrap_or(0);
    filled(wanted.iter().zip(&least).map(share).collect(), all)
}

/// What rounding left over goes to the widest column.
fn filled(mut widths: Vec<i32>, all: i32) -> Vec<i32> {
    let rest = all - widths.iter().sum::<i32>();
    if let Some(widest) = widths.iter_mut().max() {
        *widest += rest;
    }
    widths
}

fn asked(columns: &[TableColumn], all: i32) -> Vec<i32> {
    let share = |column: &TableColumn| if column.width.is_finite() && column.width > 0.0 { column.width } else { 1.0 };
    let sum: f32 = columns.iter().map(share).sum();
    columns.iter().map(|column| (share(column) / sum * all as f32) as i32).collect()
}

/// The widths, in half characters, of the cells of one column.
fn cells(table: &Table, place: usize) -> impl Iterator<Item = &Cell> {
    table.rows.iter().filter(|row| row.kind != RowKind::Group).filter_map(move |row| row.cells.get(place))
}

/// A half character is half as wide as the type is high: `size` half points are `size * 10` twentieths.
fn points(halves: usize, size: i32) -> i32 {
    i32::try_from(halves).unwrap_or(i32::MAX / 1000).min(1000) * size * 5 + MARGINS
}

/// The width of the widest text of a column that has to stay whole.
fn least(table: &Table, place: usize, size: i32, lang: Lang, whole: usize) -> i32 {
    let column = &table.columns[place];
    let unit = if column.unit.is_empty() { 0 } else { halves(&column.unit) + halves(lang.of("（）", "()")) };
    let head = unbroken(&column.head, whole).max(if unit <= whole { unit } else { 0 });
    cells(table, place)
        .map(|cell| match cell.light {
            Some(light) => points(halves(if cell.text.is_empty() { light.word(lang) } else { &cell.text }) + 3, size),
            None if cell.number.is_some() => points(halves(&cell.text), latin(size)),
            None => points(unbroken(&cell.text, whole), if cell.text.is_ascii() { latin(size) } else { size }),
        })
        .fold(points(head, if column.head.is_ascii() { latin(size) } else { size }), i32::max)
}

/// Where Times New Roman is absent, its stand-ins have wider letters and digits.
fn latin(size: i32) -> i32 {
    size * 115 / 100
}

/// The width at which no cell of the column is broken.
fn wanted(table: &Table, place: usize, size: i32, lang: Lang) -> i32 {
    // Numbers and lights are whole already; more room would only part them from their neighbours.
    let column = &table.columns[place];
    let full = |cell: &Cell| {
        if cell.number.is_some() || cell.light.is_some() || column.align == Align::Right { 0 } else { halves(&cell.text) }
    };
    let longest = cells(table, place).map(full).fold(halves(&column.head).min(12), usize::max);
    points(longest, size).max(least(table, place, size, lang, 0))
}

/// The longest piece of a text that should not be broken: the whole text if it is short, else a word or a few characters.
fn unbroken(text: &str, whole: usize) -> usize {
    if halves(text) <= whole {
        return halves(text);
    }
    let words = text.split(|sign: char| sign.is_whitespace() || sign == '-');
    // A Latin word is not broken within, a Chinese text anywhere.
    let latin = if whole == 0 { 4 } else { 13 };
    words.map(|word| halves(word).min(if word.is_ascii() { latin } else { 4 })).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use domain::document::Block;

    #[test]
    fn widths_fill_the_page_and_keep_numbers_whole() {
        for lang in [Lang::Zh, Lang::En] {
            for annex in &sample::bulletin(lang).annexes {
                for block in &annex.blocks {
                    if let Block::Table(table) = block {
                        let all = if annex.landscape { 12756 } else { 8844 };
                        let widths = widths(table, all, 21, lang);
                        assert_eq!(widths.iter().sum::<i32>(), all);
                        for (place, width) in widths.iter().enumerate() {
                            let longest = table
                                .rows
                                .iter()
                                .filter_map(|row| row.cells.get(place))
                                .filter(|cell| cell.number.is_some())
                                .map(|cell| halves(&cell.text))
                                .max()
                                .unwrap_or(0);
                            assert!(
                                *width >= longest as i32 * 105 + 120,
                                "{lang:?}: column {place} of {} is {width} wide",
                                table.name
                            );
                        }
                    }
                }
            }
        }
    }
}
