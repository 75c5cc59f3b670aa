//! CSV 表格: a table as UTF-8 text that Excel opens as it is, and in which no cell is a formula.

use crate::guard::guarded;
use domain::document::{Cell, Table};

/// The table with a byte order mark, one head line, CRLF at line ends. Numbers are exact and without thousands separators.
pub fn csv(table: &Table) -> String {
    let mut out = String::from('\u{feff}');
    let heads: Vec<String> = table.columns.iter().map(|column| field(&head(&column.head, &column.unit))).collect();
    line(&mut out, &heads);
    for row in &table.rows {
        let cells: Vec<String> =
            (0..table.columns.len()).map(|place| row.cells.get(place).map_or_else(String::new, value)).collect();
        line(&mut out, &cells);
    }
    out
}

fn head(head: &str, unit: &str) -> String {
    if unit.is_empty() { head.to_owned() } else { format!("{head} ({unit})") }
}

fn value(cell: &Cell) -> String {
    match (cell.number, cell.light) {
        (Some(number), _) => decimal(number.mantissa, number.decimals),
        (None, Some(light)) if !cell.text.starts_with(light.shape()) => field(&format!("{} {}", light.shape(), cell.text)),
        (None, _) => field(&cell.text),
    }
}

/// `mantissa / 10^decimals` as plain decimal text.
pub fn decimal(mantissa: i64, decimals: u8) -> String {
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = usize::from(decimals) + 1);
    let (whole, part) = digits.split_at(digits.len() - usize::from(decimals));
    let sign = if mantissa < 0 { "-" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// Guarded against being run; then the quoting of RFC 4180.
fn field(text: &str) -> String {
    let text = guarded(text);
    if text.contains([',', '"', '\n', '\r', '\'']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.into_owned() }
}

fn line(out: &mut String, fields: &[String]) {
    out.push_str(&fields.join(","));
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::document::{Number, Row, TableColumn};

    fn table(cells: Vec<Cell>) -> Table {
        let columns = cells.iter().map(|_| TableColumn { head: "h".to_owned(), ..TableColumn::default() }).collect();
        Table { columns, rows: vec![Row { cells, ..Row::default() }], ..Table::default() }
    }

    #[test]
    fn no_cell_becomes_a_formula() {
        let cells = ["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "-5.5", "+3", "a,\"b\""].map(Cell::text).to_vec();
        let text = csv(&table(cells));
        let row = text.lines().nth(1).unwrap();
        assert_eq!(row, "\"'=1+1\",\"'+cmd|'/C calc'!A0\",\"'-2+3\",\"'@SUM(A1)\",\"'\t=1\",-5.5,+3,\"a,\"\"b\"\"\"");
        assert!(text.starts_with('\u{feff}'));
    }

    #[test]
    fn numbers_are_exact() {
        let number = |mantissa, decimals| Cell {
            text: "shown".to_owned(),
            number: Some(Number { mantissa, decimals }),
            ..Cell::default()
        };
        let text = csv(&table(vec![number(-5, 2), number(123_456, 1), number(0, 0), number(7, 0), number(i64::MIN, 3)]));
        assert_eq!(text.lines().nth(1).unwrap(), "-0.05,12345.6,0,7,-9223372036854775.808");
    }
}
