//! Columns 栏目 of a register's template, and its records in the words that read back unchanged.

use super::Naming;
use crate::explanations::{amount_decimals, cell_text};
use crate::{Error, Office};
use documents::template::{Cell, Column, Entry};
use domain::actors::Actor;
use domain::document::Number;
use domain::lang::Lang;
use domain::measure::WAN_IN_ENGLISH;
use domain::registers::{self, Kind, Record, Register, Value};
use domain::statistics::Books;
use std::collections::HashMap;

/// A longer list of records is not chosen from but typed.
const MOST_CHOICES: usize = 5_000;

pub(super) struct Columns {
    register: &'static Register,
    lang: Lang,
    units: Vec<String>,
    indicators: Vec<String>,
    /// Keys of the registers it refers to.
    keys: HashMap<&'static str, Vec<String>>,
}

impl Columns {
    pub fn of(
        office: &Office,
        actor: &Actor,
        register: &'static Register,
        books: &Books,
        names: &Naming,
    ) -> Result<Columns, Error> {
        let mut keys = HashMap::new();
        for column in register.columns {
            let Kind::Ref(noun) = column.kind else { continue };
            let Some(other) = registers::register(noun) else { continue };
            let mut found: Vec<String> =
                office.records(&office.eyes(actor, other)?, other, office.today)?.iter().map(Record::key).collect();
            found.dedup();
            if found.len() <= MOST_CHOICES {
                keys.insert(noun, found);
            }
        }
        let units = books.units.iter().map(|unit| names.unit(unit)).collect();
        let indicators = books.indicators.iter().map(|indicator| names.indicator(indicator)).collect();
        Ok(Columns { register, lang: names.lang, units, indicators, keys })
    }

    pub fn declared(&self) -> Vec<Column> {
        self.register.columns.iter().map(|column| self.column(column)).collect()
    }

    fn column(&self, column: &'static registers::Column) -> Column {
        let lang = self.lang;
        let (unit, width) = match column.kind {
            Kind::Money => (lang.of("万元", WAN_IN_ENGLISH), 16.0),
            Kind::Land => (lang.of("亩", "mu"), 12.0),
            Kind::Percent => ("%", 12.0),
            Kind::Unit | Kind::Indicator => ("", 24.0),
            Kind::Text => ("", 28.0),
            Kind::Count
            | Kind::Amount
            | Kind::Code
            | Kind::Ref(_)
            | Kind::Day
            | Kind::Month
            | Kind::Year
            | Kind::Flag
            | Kind::Choice(_) => ("", 16.0),
        };
        let entry = match column.kind {
            Kind::Unit => Entry::Known(self.units.clone()),
            Kind::Indicator => Entry::Known(self.indicators.clone()),
            Kind::Ref(noun) => Entry::Known(self.keys.get(noun).cloned().unwrap_or_default()),
            Kind::Choice(choices) => Entry::Choice(choices.iter().map(|c| lang.of(c.1, c.2).to_owned()).collect()),
            Kind::Flag => Entry::Choice([lang.of("是", "yes"), lang.of("否", "no")].map(str::to_owned).to_vec()),
            Kind::Day => Entry::Day,
            Kind::Count | Kind::Money | Kind::Land | Kind::Percent | Kind::Amount => Entry::Number,
            Kind::Text | Kind::Code | Kind::Month | Kind::Year => Entry::Text,
        };
        let head = lang.of(column.zh, column.en).to_owned();
        // A name with a bracket of its own says its unit there.
        let unit = if head.ends_with([')', '）']) { String::new() } else { unit.to_owned() };
        Column { head, unit, note: note(column, lang), width, required: column.required, locked: false, entry }
    }

    /// A record's cells; what is not there is an empty cell.
    pub fn cells(&self, record: &Record, books: &Books, names: &Naming) -> Vec<Cell> {
        (0..record.values.len()).map(|at| self.cell(record, at, books, names)).collect()
    }

    fn cell(&self, record: &Record, at: usize, books: &Books, names: &Naming) -> Cell {
        let number = |mantissa: &i64, decimals| Cell::Number(Number { mantissa: *mantissa, decimals });
        let small = |n: &i64| i32::try_from(*n).unwrap_or(0);
        match (&record.values[at], self.register.columns[at].kind) {
            (Value::Null, _) => Cell::Empty,
            (Value::Text(code), Kind::Choice(choices)) => {
                let found = choices.iter().find(|c| c.0 == code);
                Cell::Text(found.map_or(code.as_str(), |c| self.lang.of(c.1, c.2)).to_owned())
            }
            (Value::Text(text), _) => Cell::Text(text.clone()),
            (Value::Int(n), Kind::Unit) => Cell::Text(books.unit(small(n)).map(|unit| names.unit(unit)).unwrap_or_default()),
            (Value::Int(n), Kind::Indicator) => {
                let found = books.indicators.iter().find(|i| i.number == small(n));
                Cell::Text(found.map(|indicator| names.indicator(indicator)).unwrap_or_default())
            }
            (Value::Int(n), Kind::Money) => number(n, 6),
            (Value::Int(n), Kind::Land) => number(n, 4),
            (Value::Int(n), Kind::Percent) => number(n, 2),
            (Value::Int(n), Kind::Count) => number(n, 0),
            (Value::Int(n), Kind::Amount) => number(n, amount_decimals(record, books)),
            (Value::Int(n), Kind::Flag) => {
                let (yes, no) = (self.lang.of("是", "yes"), self.lang.of("否", "no"));
                Cell::Text(if *n == 1 { yes } else { no }.to_owned())
            }
            (Value::Int(n), Kind::Day) => {
                let part = |from: i64, of: i64| i8::try_from(n / from % of).unwrap_or(0);
                Cell::Day(i16::try_from(n / 10_000).unwrap_or(0), part(100, 100), part(1, 100))
            }
            (Value::Int(_), Kind::Month | Kind::Year | Kind::Text | Kind::Code | Kind::Ref(_) | Kind::Choice(_)) => {
                Cell::Text(cell_text(record, at, books))
            }
        }
    }
}

/// What is said when one points at a head.
fn note(column: &registers::Column, lang: Lang) -> String {
    let how = match column.kind {
        Kind::Text => lang.of("文字", "text"),
        Kind::Code => lang.of("编号，不能与别的记录重复", "a code that no other record has"),
        Kind::Ref(_) => lang.of("另一台账里记录的编号", "the code of a record of another register"),
        Kind::Unit => lang.of("单位名称或编号", "name or code of a unit"),
        Kind::Indicator => lang.of("指标名称或编号", "name or code of an indicator"),
        Kind::Day => lang.of("日期，如 2026-04-08", "a day such as 2026-04-08"),
        Kind::Month => lang.of("月份，如 2026-04", "a month such as 2026-04"),
        Kind::Year => lang.of("年份，如 2026", "a year such as 2026"),
        Kind::Count => lang.of("整数", "a whole number"),
        Kind::Money => lang.of(
            "金额，万元，最多六位小数；也可写 1.2亿、3500元",
            "money in ten thousand yuan, at most six decimals; also 1.2亿 or 3500元",
        ),
        Kind::Land => lang.of("面积，亩，最多四位小数", "land in mu, at most four decimals"),
        Kind::Percent => lang.of("百分数，最多两位小数", "percent, at most two decimals"),
        Kind::Amount => lang.of("按该指标的计量单位填写", "in the measure of the indicator"),
        Kind::Flag => lang.of("是或否", "yes or no"),
        Kind::Choice(_) => lang.of("从名单里选", "choose from the list"),
    };
    let must = if column.required { lang.of("必填。", "Required. ") } else { "" };
    format!("{must}{how}")
}
