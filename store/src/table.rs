//! Table 表: the description from which statements, canonical bytes and verification follow.

use crate::chain;
use domain::registers::{Column, EVIDENCE, Kind, Register};

/// A described table.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub keep: Keep,
    pub columns: Vec<Col>,
    /// Primary key; `county_id` first.
    pub key: Vec<String>,
    /// Further unique keys; `county_id` first.
    pub unique: Vec<Vec<&'static str>>,
    pub indexes: Vec<Vec<&'static str>>,
    pub(crate) insert: String,
    pub(crate) list: String,
    pub(crate) hash: Option<usize>,
}

/// How rows of a table are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// 事实: added, never edited, in the chain.
    Fact,
    /// 现状: derived from facts; can be rebuilt.
    Current,
    /// 案头: neither fact nor derived; changes and goes (`aside`).
    Aside,
    /// About the database itself, no county's.
    Reference,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Col {
    pub name: String,
    pub kind: Type,
    pub required: bool,
    /// What it is called in canonical bytes.
    pub(crate) tag: [u8; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Small,
    Int,
    Big,
    Text,
    Hash,
}

/// A name as it stands in a statement: columns are called `on`, `group` and `where`.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

pub(crate) fn quoted_list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}

pub(crate) fn must(name: impl Into<String>, kind: Type) -> Col {
    col(name.into(), kind, true)
}

pub(crate) fn may(name: impl Into<String>, kind: Type) -> Col {
    col(name.into(), kind, false)
}

fn col(name: String, kind: Type, required: bool) -> Col {
    Col { tag: chain::tag(&name), name, kind, required }
}

impl Table {
    pub(crate) fn new(name: &'static str, keep: Keep, columns: Vec<Col>, key: &[&str]) -> Table {
        let names = quoted_list(columns.iter().map(|c| c.name.as_str()));
        let marks: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        Table {
            insert: format!("INSERT INTO {} ({names}) VALUES ({})", quoted(name), marks.join(", ")),
            list: names,
            hash: columns.iter().position(|c| c.kind == Type::Hash && c.name == "hash"),
            name,
            keep,
            columns,
            key: key.iter().map(|&k| k.to_owned()).collect(),
            unique: Vec::new(),
            indexes: Vec::new(),
        }
    }

    /// A fact table: place, act and instant first, hash last.
    pub(crate) fn facts(name: &'static str, own: Vec<Col>) -> Table {
        let mut columns =
            vec![must("county_id", Type::Int), must("seq", Type::Big), must("act", Type::Big), must("recorded_at", Type::Big)];
        columns.extend(own);
        columns.push(must("hash", Type::Hash));
        Table::new(name, Keep::Fact, columns, &["county_id", "seq"])
    }

    /// The table of a register. Whether a column must be filled is a rule of `domain`, so that a later rule binds no earlier row.
    pub(crate) fn of_register(register: &'static Register) -> Table {
        let own =
            register.columns.iter().map(|c| may(c.name, if c.kind.is_integer() { Type::Big } else { Type::Text })).collect();
        let mut table = Table::facts(register.noun, own);
        // By the month first: what is looked through is a month of all units, and a month is filed at about one time.
        let is_month = |name: &&str| register.column(name).is_some_and(|i| register.columns[i].kind == Kind::Month);
        let mut key = register.key.to_vec();
        key.sort_by_key(|name| !is_month(name));
        table.indexes.push(std::iter::once("county_id").chain(key.iter().copied()).collect());
        // The records of a project, a fund item, a parcel: found without looking at all others.
        let refers = |c: &&Column| matches!(c.kind, Kind::Ref(_)) && key.first() != Some(&c.name);
        table.indexes.extend(register.columns.iter().filter(refers).map(|c| vec!["county_id", c.name]));
        // Files are found by what they are shown for, and added up by who shows them.
        if register.noun == EVIDENCE.noun {
            table.indexes.extend([vec!["county_id", "record"], vec!["county_id", "unit_id"]]);
        }
        table
    }

    pub(crate) fn unique(mut self, columns: &[&'static str]) -> Table {
        self.unique.push(columns.to_vec());
        self
    }

    pub(crate) fn index(mut self, columns: &[&'static str]) -> Table {
        self.indexes.push(columns.to_vec());
        self
    }

    /// Rows of a county between two places of its chain.
    pub(crate) fn select_between(&self) -> String {
        format!(
            "SELECT {} FROM {} WHERE \"county_id\" = $1 AND \"seq\" BETWEEN $2 AND $3 ORDER BY \"seq\"",
            self.list,
            quoted(self.name)
        )
    }
}
