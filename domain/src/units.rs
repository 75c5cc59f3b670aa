//! Units 单位: townships, departments, vertical and enterprise units, the park committee. Only units rank.

use crate::calendar::{Date, day_of};
use crate::lang::Lang;
use crate::registers::Record;

/// A unit 单位 as known on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Number in the county, as stored; never [`crate::stage::COUNTY`].
    pub number: i32,
    /// Key in files.
    pub code: String,
    pub name: String,
    pub name_en: String,
    /// Ranking group 排名组.
    pub group: String,
    pub group_en: String,
    /// One of [`crate::registers::UNIT_KINDS`], or empty.
    pub kind: String,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub aliases: Vec<String>,
}

impl Unit {
    pub fn from_record(record: &Record, number: i32) -> Unit {
        let text = |column: &str| record.text(column).to_owned();
        Unit {
            number,
            code: text("unit_id"),
            name: text("unit_name"),
            name_en: text("unit_name_en"),
            group: text("group"),
            group_en: text("group_en"),
            kind: text("kind"),
            valid_from: record.int("valid_from").and_then(day_of),
            valid_to: record.int("valid_to").and_then(day_of),
            aliases: record
                .text("aliases")
                .split([';', '；', '、'])
                .map(str::trim)
                .filter(|a| !a.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Existed on some day of a span.
    pub fn existed(&self, from: Date, to: Date) -> bool {
        self.valid_from.is_none_or(|f| f <= to) && self.valid_to.is_none_or(|t| t >= from)
    }

    pub fn label(&self, lang: Lang) -> &str {
        lang.name(&self.name, &self.name_en)
    }

    pub fn group_label(&self, lang: Lang) -> &str {
        lang.name(&self.group, &self.group_en)
    }
}
