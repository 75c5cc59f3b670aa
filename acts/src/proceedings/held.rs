//! A proceeding as its records have it: the proposal, its dated steps, and what they come to.

use domain::accountability::{Proceeding, Rung, Step, Taken};
use domain::calendar::{Date, day_of};
use domain::registers::{PROCEEDING_STEPS, PROCEEDINGS, Record, Value};
use std::collections::HashMap;
use store::{Fault, Reader};

pub struct Held {
    pub record: Record,
    /// In their order.
    pub steps: Vec<Record>,
    pub proceeding: Proceeding,
}

impl Held {
    fn of(record: Record, mut steps: Vec<Record>) -> Option<Held> {
        steps.sort_by_key(|step| step.int("place"));
        let months = record.int("months").and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        let proceeding = Proceeding::of(steps.iter().filter_map(Taken::from_record), months)?;
        Some(Held { record, steps, proceeding })
    }

    pub fn code(&self) -> &str {
        self.record.text("proceeding_id")
    }

    pub fn unit(&self) -> Option<i32> {
        self.record.int("unit_id").and_then(|n| i32::try_from(n).ok())
    }

    /// The last step of a kind.
    pub fn step(&self, step: Step) -> Option<&Record> {
        self.steps.iter().rfind(|record| record.text("step") == step.code())
    }

    /// Number of the notice; empty before it is served.
    pub fn number(&self) -> &str {
        self.step(Step::Served).map_or("", |served| served.text("number"))
    }

    pub fn opened_on(&self) -> Option<Date> {
        self.steps.first().and_then(|step| step.int("on")).and_then(day_of)
    }

    /// The measure as it was proposed.
    pub fn proposed(&self) -> Rung {
        let first = self.steps.first().and_then(|step| Rung::parse(step.text("rung")));
        first.unwrap_or(self.proceeding.rung)
    }
}

/// What a proceeding stands on: queries of figures, or an order.
pub fn grounds(record: &Record) -> impl Iterator<Item = &str> {
    record.text("evidence").split(';').map(str::trim).filter(|id| !id.is_empty())
}

/// One proceeding as it stands now.
pub fn find(reader: &mut Reader<'_>, code: &str) -> Result<Option<Held>, Fault> {
    let Some(record) = reader.current(&PROCEEDINGS, &[Value::Text(code.to_owned())])? else { return Ok(None) };
    let steps = reader.records_with(&PROCEEDING_STEPS, &[(0, vec![Value::Text(code.to_owned())])])?;
    Ok(Held::of(record, steps))
}

/// Every proceeding as of an instant, or now. A county has dozens a year.
pub fn all(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Vec<Held>, Fault> {
    let mut steps: HashMap<String, Vec<Record>> = HashMap::new();
    for step in reader.records(&PROCEEDING_STEPS, as_of)?.iter() {
        steps.entry(step.text("proceeding_id").to_owned()).or_default().push(step.clone());
    }
    let records = reader.records(&PROCEEDINGS, as_of)?;
    let of = |record: &Record| Held::of(record.clone(), steps.remove(record.text("proceeding_id"))?);
    Ok(records.iter().filter_map(of).collect())
}
