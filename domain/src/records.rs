//! Rules of records 登记规则: what a record must agree with before it is kept, and what it is asked about.
//!
//! A hard finding refuses the record. A soft one asks, and the answer is kept with the act. What other records say is brought
//! by the caller ([`Archive`]); nothing here reads or writes.

mod codes;
mod every;
mod funds;
mod organisation;
mod projects;
mod settings;
mod supervision;

pub use codes::{credit_code_holds, industry_code_holds};

use crate::calendar::Date;
use crate::lang::Lang;
use crate::registers::{Record, Register, Value};

/// Something found about a record, at one of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable: `project_stages.order`.
    pub code: &'static str,
    /// Name of the register's column.
    pub column: &'static str,
    /// Refused; else asked about.
    pub hard: bool,
    pub zh: String,
    pub en: String,
}

impl Finding {
    pub fn sentence(&self, lang: Lang) -> &str {
        lang.of(&self.zh, &self.en)
    }
}

/// The records that hold now, as far as the rules ask about them.
pub trait Archive {
    /// Those of a register that have a value in a column.
    fn with(&self, register: &'static Register, column: &str, value: &Value) -> Vec<Record>;
    /// All of a small register.
    fn all(&self, register: &'static Register) -> Vec<Record>;
}

/// What the rules know besides the record.
pub struct Around<'a> {
    pub archive: &'a dyn Archive,
    pub today: Date,
    /// The first day whose books are not closed: what is ordered for earlier days would change closed months.
    pub open_from: Date,
}

impl Around<'_> {
    fn one(&self, register: &'static Register, key: &Value) -> Option<Record> {
        let column = register.key.first().filter(|_| !key.is_null())?;
        self.archive.with(register, column, key).pop()
    }
}

/// A version of a record on its way in, with the one it replaces.
struct Coming<'a> {
    record: &'a Record,
    before: Option<&'a Record>,
    around: &'a Around<'a>,
}

impl Coming<'_> {
    /// Other records of the same register with the same value in a column.
    fn others(&self, column: &'static str) -> Vec<Record> {
        let value = self.record.get(column);
        if value.is_null() {
            return Vec::new();
        }
        let key = self.record.key();
        let mut others = self.around.archive.with(self.record.register, column, value);
        others.retain(|other| other.key() != key);
        others
    }

    fn day(&self, column: &str) -> i64 {
        self.record.int(column).unwrap_or(0)
    }
}

/// What is found out about a record, the refusals first.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn refuse(&mut self, code: &'static str, column: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        self.0.push(Finding { code, column, hard: true, zh: zh.into(), en: en.into() });
    }

    fn ask(&mut self, code: &'static str, column: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        self.0.push(Finding { code, column, hard: false, zh: zh.into(), en: en.into() });
    }
}

/// Hold a record against the rules of its register. `before`: the version that stands.
pub fn findings(record: &Record, before: Option<&Record>, around: &Around<'_>) -> Vec<Finding> {
    let coming = Coming { record, before, around };
    let mut found = Findings::default();
    every::check(&coming, &mut found);
    match record.register.noun {
        "projects" => projects::project(&coming, &mut found),
        "project_stages" => projects::stage(&coming, &mut found),
        "project_arrivals" => projects::arrival(&coming, &mut found),
        "project_credits" => projects::credit(&coming, &mut found),
        "fund_steps" => funds::fund_step(&coming, &mut found),
        "parcel_steps" => funds::parcel_step(&coming, &mut found),
        "trips" => funds::trip(&coming, &mut found),
        "leads" => funds::lead(&coming, &mut found),
        "units" | "persons" => organisation::named(&coming, &mut found),
        "terms" => organisation::term(&coming, &mut found),
        "targets" => settings::target(&coming, &mut found),
        "light_rules" | "deadlines" => settings::rule(&coming, &mut found),
        "indicators" => settings::indicator(&coming, &mut found),
        "tasks" => supervision::task(&coming, &mut found),
        "task_stages" => supervision::stage(&coming, &mut found),
        "supervision_rules" => supervision::rule(&coming, &mut found),
        _ => {}
    }
    found.0.sort_by_key(|finding| !finding.hard);
    found.0
}
