//! Exports 导出: statistics and registers as tables (for page, workbook and terminal) and as JSON lines of an array.

mod json;

pub use json::statistics_json;

use crate::explanations::{amount_decimals, cell_text};
use domain::calendar::Period;
use domain::document::{Align, Cell, Number, Row, RowKind, Table, TableColumn};
use domain::indicators::Indicator;
use domain::lang::Lang;
use domain::measure::{WAN_IN_ENGLISH, fixed, grouped};
use domain::registers::{Kind, Record, Register, Value};
use domain::statistics::{Books, Dimension, Quantity, Query, Statistic};

/// Columns of a statistics table after the names.
const QUANTITIES: [Quantity; 9] = [
    Quantity::Cumulative,
    Quantity::LastYear,
    Quantity::Change,
    Quantity::ChangePercent,
    Quantity::Target,
    Quantity::SharePercent,
    Quantity::TimeProgressPercent,
    Quantity::GapPoints,
    Quantity::Rank,
];

/// Statistics as a table; every number opens.
pub fn statistics_table(books: &Books, statistics: &[Statistic], period: Period, lang: Lang) -> Table {
    let text = |head: &str, width: f32| TableColumn { head: head.to_owned(), width, ..TableColumn::default() };
    let mut columns = vec![
        text(lang.of("指标", "Indicator"), 2.4),
        text(lang.of("计量单位", "Measure"), 1.0),
        text(lang.of("单位", "Unit"), 2.0),
        text(lang.of("排名组", "Group"), 1.4),
    ];
    columns.extend(QUANTITIES.map(|q| TableColumn { align: Align::Right, ..text(q.label(lang), 1.2) }));
    columns.extend([text(lang.of("亮灯", "Light"), 1.2), text(lang.of("状态", "Status"), 1.0)]);
    let rows = statistics
        .iter()
        .filter_map(|s| {
            let indicator = books.indicators.iter().find(|i| i.number == s.indicator)?;
            let unit = books.unit(s.unit);
            let mut cells = vec![
                Cell::text(indicator.label(lang)),
                Cell::text(indicator.measure.label(lang)),
                Cell::text(unit.map_or(lang.of("全县", "the county"), |u| u.label(lang))),
                Cell::text(unit.map_or("", |u| u.group_label(lang))),
            ];
            cells.extend(QUANTITIES.map(|q| quantity_cell(books, indicator, s, q, period)));
            let light = s.light.map_or_else(String::new, |l| format!("{} {}", l.shape(), l.word(lang)));
            cells.push(Cell { text: light, light: s.light, ..Cell::default() });
            cells.push(Cell::text(s.status.label(lang)));
            Some(Row { cells, kind: RowKind::Item })
        })
        .collect();
    let notes = vec![
        lang.of("比率先按原数计算，再四舍五入。", "Ratios are computed from the original figures, then rounded.").to_owned(),
    ];
    Table { name: "statistics".to_owned(), caption: lang.of("统计表", "Statistics").to_owned(), columns, rows, notes }
}

/// One quantity of a statistic as a cell: printed, exact, and opening its explanation.
pub fn quantity_cell(books: &Books, indicator: &Indicator, s: &Statistic, quantity: Quantity, period: Period) -> Cell {
    let Some(answer) = books.quantity(indicator, s, quantity, period) else { return Cell::text("—") };
    let query = Query {
        county: books.county,
        indicator: indicator.code.clone(),
        quantity,
        unit: books.unit(s.unit).map(|u| u.code.clone()),
        period,
        stage: books.stage,
        as_of: books.as_of,
        part: String::new(),
    };
    let places = match answer.dimension {
        Dimension::Measure => indicator.measure.decimals.min(6),
        Dimension::Percent | Dimension::Points => 4,
        Dimension::Place | Dimension::Days | Dimension::Records | Dimension::Returns => 0,
    };
    Cell {
        text: grouped(&fixed(&answer.ratio, answer.places)),
        number: Some(answer.ratio.number(places)),
        figure: Some(query.to_string()),
        light: None,
    }
}

/// A register as a table, in the units of its files, so that what is exported imports back.
pub fn register_table(register: &'static Register, records: &[Record], books: &Books, lang: Lang) -> Table {
    let columns = register
        .columns
        .iter()
        .map(|c| TableColumn {
            head: lang.of(c.zh, c.en).to_owned(),
            unit: match c.kind {
                Kind::Money => lang.of("万元", WAN_IN_ENGLISH).to_owned(),
                Kind::Land => lang.of("亩", "mu").to_owned(),
                Kind::Percent => "%".to_owned(),
                _ => String::new(),
            },
            align: if is_number(c.kind) { Align::Right } else { Align::Left },
            width: 1.4,
        })
        .collect();
    let rows = records
        .iter()
        .map(|record| {
            let cells = record.values.iter().enumerate().map(|(i, value)| {
                let number =
                    value.int().filter(|_| is_number(register.columns[i].kind)).map(|n| match register.columns[i].kind {
                        Kind::Money => Number { mantissa: n, decimals: 6 },
                        Kind::Land => Number { mantissa: n, decimals: 4 },
                        Kind::Amount => Number { mantissa: n, decimals: amount_decimals(record, books) },
                        Kind::Percent => Number { mantissa: n, decimals: 2 },
                        _ => Number { mantissa: n, decimals: 0 },
                    });
                Cell { text: cell_text(record, i, books), number, ..Cell::default() }
            });
            Row { cells: cells.collect(), kind: RowKind::Item }
        })
        .collect();
    Table {
        name: register.noun.to_owned(),
        caption: lang.of(register.zh, register.en).to_owned(),
        columns,
        rows,
        notes: Vec::new(),
    }
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Count | Kind::Money | Kind::Land | Kind::Percent | Kind::Amount)
}

/// A register as the CSV file that `guatu load` reads: column names and codes, so that what is exported imports back.
pub fn register_csv(register: &'static Register, records: &[Record], books: &Books) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    let head = ["county_id"].into_iter().chain(register.columns.iter().map(|c| c.name)).chain(["recorded_on"]);
    let county = books.county.to_string();
    // Writing into memory cannot fail.
    let _ = out.write_record(head);
    for record in records {
        let cells = (0..register.columns.len()).map(|i| file_text(record, i, books));
        let recorded_on = domain::calendar::day_at(record.recorded_at).to_string();
        let _ = out.write_record([county.clone()].into_iter().chain(cells).chain([recorded_on]));
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A stored value as its file writes it, and as a form shows it to be corrected.
pub fn file_text(record: &Record, column: usize, books: &Books) -> String {
    let number = |n: &i64| i32::try_from(*n).unwrap_or(0);
    match (&record.values[column], record.register.columns[column].kind) {
        // Read again, the guard falls away.
        (Value::Text(text), _) => documents::guard::guarded(text).into_owned(),
        (Value::Int(n), Kind::Unit) => books.unit(number(n)).map(|u| u.code.clone()).unwrap_or_default(),
        (Value::Int(n), Kind::Indicator) => {
            books.indicators.iter().find(|i| i.number == number(n)).map(|i| i.code.clone()).unwrap_or_default()
        }
        (Value::Int(n), Kind::Flag) => if *n == 1 { "yes" } else { "no" }.to_owned(),
        (Value::Int(_) | Value::Null, _) => cell_text(record, column, books),
    }
}
