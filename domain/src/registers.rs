//! Registers 台账: every kind of record the county keeps, declared once.
//!
//! A [`Register`] names its columns, their kinds and its key. The table in the store, the CSV file of `guatu load`,
//! the canonical bytes of the chain, the pages, the exports and the manual all follow from the declaration: to add a
//! column is to add one line here. Records are append-only: a later record with the same key is a new version.

mod catalogue;
mod keeping;

pub use catalogue::*;
pub use keeping::Keeper;

/// A declared kind of record 台账.
#[derive(Debug, PartialEq, Eq)]
pub struct Register {
    /// The noun: file `noun.csv`, table `noun`, page `/registers/noun`.
    pub noun: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Columns that together name one record; a later record with the same key is a new version of it.
    pub key: &'static [&'static str],
    /// Column whose day is taken as the day of record when a loaded file has no `recorded_on`; `None`: since ever.
    pub known_from: Option<&'static str>,
    /// Who adds and corrects its records.
    pub keeper: Keeper,
    /// Column that names the record this one is a part of: the project of a stage. Whoever keeps the whole keeps its parts.
    pub part_of: Option<&'static str>,
    pub columns: &'static [Column],
}

/// A column 栏目 of a register.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// What a person filling in a form is told, where real forms need it; both empty: nothing.
    pub help: (&'static str, &'static str),
    /// The program proposes the next free number after this prefix; empty: typed by the person.
    pub numbered: &'static str,
    /// More than a line of text.
    pub long: bool,
}

impl Column {
    const fn help(self, zh: &'static str, en: &'static str) -> Column {
        Column { help: (zh, en), ..self }
    }
    const fn numbered(self, prefix: &'static str) -> Column {
        Column { numbered: prefix, ..self }
    }
    const fn long(self) -> Column {
        Column { long: true, ..self }
    }
}

/// What a column holds. In the store everything is an integer or text (see [`Kind::is_integer`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A text that names a record of this register.
    Code,
    /// A text that names a record of another register, by its (single-column) key.
    Ref(&'static str),
    /// A unit 单位 by its `unit_id`; stored as the unit's number in the county. Empty may mean the county itself.
    Unit,
    /// An indicator 指标 by its `indicator_id`; stored as its number in the county.
    Indicator,
    /// A civil day `2026-04-08`; stored as 20260408.
    Day,
    /// A month `2026-04`; stored as 202604.
    Month,
    /// A year.
    Year,
    /// A whole number.
    Count,
    /// Money, in files and on pages in 万元 with up to six decimals, stored in fen 分.
    Money,
    /// Land in mu 亩 with up to four decimals, stored in 0.0001 mu.
    Land,
    /// Percent with up to two decimals, stored in 0.01 %.
    Percent,
    /// An amount in the measure of the row's indicator; stored scaled by that measure.
    Amount,
    /// yes/no, stored 1/0.
    Flag,
    /// One of a fixed list: (code, 中文, English).
    Choice(&'static [(&'static str, &'static str, &'static str)]),
}

impl Kind {
    /// Stored as an integer rather than text.
    pub fn is_integer(self) -> bool {
        match self {
            Kind::Text | Kind::Code | Kind::Ref(_) | Kind::Choice(_) => false,
            Kind::Unit
            | Kind::Indicator
            | Kind::Day
            | Kind::Month
            | Kind::Year
            | Kind::Count
            | Kind::Money
            | Kind::Land
            | Kind::Percent
            | Kind::Amount
            | Kind::Flag => true,
        }
    }
}

impl Register {
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }
}

/// The register of a noun.
pub fn register(noun: &str) -> Option<&'static Register> {
    REGISTERS.iter().copied().find(|r| r.noun == noun)
}

/// A stored value: the shape every kind comes down to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
}

impl Value {
    pub fn int(&self) -> Option<i64> {
        match self {
            Value::Int(i) => Some(*i),
            Value::Null | Value::Text(_) => None,
        }
    }
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(t) => Some(t),
            Value::Null | Value::Int(_) => None,
        }
    }
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

/// One version of one record: values in the order of the register's columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub register: &'static Register,
    /// Position in the county's chain.
    pub seq: i64,
    /// When the county knew it, ms since the epoch.
    pub recorded_at: i64,
    pub values: Vec<Value>,
}

impl Record {
    pub fn get(&self, column: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.register.column(column).map_or(&NULL, |i| &self.values[i])
    }
    pub fn int(&self, column: &str) -> Option<i64> {
        self.get(column).int()
    }
    pub fn text(&self, column: &str) -> &str {
        self.get(column).text().unwrap_or("")
    }
    /// The key as one text: columns joined by `|`, integers in decimal.
    pub fn key(&self) -> String {
        let parts: Vec<String> = self
            .register
            .key
            .iter()
            .map(|k| match self.get(k) {
                Value::Null => String::new(),
                Value::Int(i) => i.to_string(),
                Value::Text(t) => t.clone(),
            })
            .collect();
        parts.join("|")
    }
}

/// A record with what it refers to, brought by the caller.
pub struct Fact<'a> {
    pub record: &'a Record,
    /// The record a `Ref` column (or a path of them) names.
    pub parent: &'a dyn Fn(&Record, &str) -> Option<Record>,
    /// Credit shares of the record: (unit, share in 0.01 %), from the register the indicator names.
    pub shares: &'a dyn Fn(&str) -> Vec<(i32, i64)>,
}
