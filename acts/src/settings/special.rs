//! Two parts of a settings file that are no registers: units that change from a day 单位调整, and a target broken down 目标分解.

use super::paper::{Entry, Field, Paper, problem};
use crate::problems::Problem;
use crate::registers::Successor;
use domain::calendar::parse_day;
use domain::registers::{TARGETS, UNITS};
use domain::statistics::Books;

/// Units renamed, merged or split from a day on.
#[derive(Clone, Debug)]
pub struct Reorganisation {
    pub source: String,
    pub line: u64,
    pub from: String,
    pub reason: String,
    pub old: Vec<String>,
    pub new: Vec<Successor>,
}

/// The county's target of an indicator and how it is broken down.
#[derive(Clone, Debug)]
pub struct Cascade {
    pub source: String,
    pub line: u64,
    pub indicator: String,
    pub year: String,
    pub document: String,
    /// Empty: the county's target stays as it is.
    pub county: String,
    /// Unit, amount, line.
    pub units: Vec<(String, String, u64)>,
    /// Why the units' targets do not add up to the county's.
    pub difference: String,
}

fn field(heading: &str, text: &str, line: u64) -> Field {
    Field { heading: heading.to_owned(), text: text.to_owned(), line }
}

impl Cascade {
    /// Its targets, the county's first.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let county = (!self.county.is_empty()).then(|| (String::new(), self.county.clone(), self.line));
        let all = county.into_iter().chain(self.units.iter().cloned());
        let entry = |(unit, amount, line): (String, String, u64)| {
            let mut fields = vec![
                field("unit_id", &unit, line),
                field("indicator_id", &self.indicator, self.line),
                field("year", &self.year, self.line),
                field("target", &amount, line),
            ];
            if !self.document.is_empty() {
                fields.push(field("document", &self.document, self.line));
            }
            Entry { register: &TARGETS, source: self.source.clone(), line, fields }
        };
        all.map(entry).collect()
    }
}

impl Reorganisation {
    /// The versions of the units it closes and opens, as entries with every column; or what is wrong with it.
    pub(super) fn entries(
        &self,
        stands: &dyn Fn(&str) -> Option<domain::registers::Record>,
        open_from: domain::calendar::Date,
        reason: &str,
        names: &Books,
    ) -> Result<Vec<Entry>, Box<Problem>> {
        let wrong = |code: &'static str, column: &str, zh: String, en: String| {
            Err(Box::new(problem(&self.source, self.line, column, "", code, (zh, en))))
        };
        let Some(from) = parse_day(&self.from) else {
            return wrong(
                "units.from",
                "from",
                "请写生效日期，如 2026-07-01".into(),
                "give the first day, such as 2026-07-01".into(),
            );
        };
        let old: Vec<&str> = self.old.iter().map(String::as_str).collect();
        let reason = if self.reason.is_empty() { reason } else { &self.reason };
        let mut lookup = |code: &str| Ok(stands(code));
        match crate::registers::reorganised(&mut lookup, &old, &self.new, from, open_from, reason) {
            Ok(Ok(rows)) => {
                let entry = |values: Vec<domain::registers::Value>| {
                    let record = domain::registers::Record { register: &UNITS, seq: 0, recorded_at: 0, values };
                    let columns = UNITS.columns.iter().enumerate();
                    let fields = columns.map(|(at, c)| field(c.name, &crate::exports::file_text(&record, at, names), self.line));
                    Entry { register: &UNITS, source: self.source.clone(), line: self.line, fields: fields.collect() }
                };
                Ok(rows.into_iter().map(entry).collect())
            }
            Ok(Err(finding)) => wrong(finding.code, finding.column, finding.zh, finding.en),
            Err(_) => wrong(
                "records.unchecked",
                "",
                "一时无法核对，请再试一次".into(),
                "it cannot be checked just now; try again".into(),
            ),
        }
    }
}

impl Paper {
    /// The cascade that breaks a target down, if one does.
    pub(super) fn cascade_at(&self, line: u64) -> Option<&Cascade> {
        self.cascades.iter().find(|c| c.line == line || c.units.iter().any(|unit| unit.2 == line))
    }
}
