//! Terminal 终端: a table in columns, where a Chinese character is two columns wide.

use domain::document::{Align, RowKind, Table};

/// The table as lines of text, numbers to the right, two spaces between columns.
pub fn table(table: &Table) -> String {
    let heads: Vec<String> = table
        .columns
        .iter()
        .map(|c| if c.unit.is_empty() { c.head.clone() } else { format!("{}({})", c.head, c.unit) })
        .collect();
    let mut widths: Vec<usize> = heads.iter().map(|head| width(head)).collect();
    for row in &table.rows {
        for (place, cell) in row.cells.iter().enumerate().take(widths.len()) {
            widths[place] = widths[place].max(width(&cell.text));
        }
    }
    let mut out = String::new();
    line(&mut out, table, &widths, heads.iter().map(String::as_str));
    let rule: usize = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
    out.push_str(&"─".repeat(rule));
    out.push('\n');
    for row in &table.rows {
        if row.kind == RowKind::Total {
            out.push_str(&"─".repeat(rule));
            out.push('\n');
        }
        line(&mut out, table, &widths, row.cells.iter().map(|cell| cell.text.as_str()));
    }
    for note in &table.notes {
        out.push_str(note);
        out.push('\n');
    }
    out
}

fn line<'a>(out: &mut String, table: &Table, widths: &[usize], cells: impl Iterator<Item = &'a str>) {
    let mut text = String::new();
    for (place, cell) in cells.enumerate().take(widths.len()) {
        if place > 0 {
            text.push_str("  ");
        }
        let gap = " ".repeat(widths[place].saturating_sub(width(cell)));
        match table.columns[place].align {
            Align::Right => text.extend([gap.as_str(), cell]),
            Align::Left | Align::Center => text.extend([cell, gap.as_str()]),
        }
    }
    out.push_str(text.trim_end());
    out.push('\n');
}

/// Columns that a text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Chinese characters, their punctuation and full-width forms.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::document::{Cell, Row, TableColumn};

    #[test]
    fn chinese_and_numbers_stand_in_columns() {
        let column = |head: &str, align| TableColumn { head: head.to_owned(), align, ..TableColumn::default() };
        let row = |unit: &str, n: &str| Row { cells: vec![Cell::text(unit), Cell::text(n)], ..Row::default() };
        let sheet = Table {
            columns: vec![column("单位", Align::Left), column("n", Align::Right)],
            rows: vec![row("工信委", "9"), row("A", "10")],
            ..Table::default()
        };
        assert_eq!(table(&sheet), "单位     n\n──────────\n工信委   9\nA       10\n");
    }
}
