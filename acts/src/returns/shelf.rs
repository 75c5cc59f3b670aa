//! Shelf 案卷: the records of some months' returns, fetched narrowly, and how each line stands by them.

use super::{Line, Opening};
use crate::books::{indicators, units};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period};
use domain::indicators::{Counting, Indicator};
use domain::registers::{CAMPAIGNS, OPENINGS, RETURNS, Record, Register, TARGETS, VERIFICATIONS, Value};
use domain::returns::{Background, Deadline, Deadlines, Filed, Standing, open_until, owed};
use domain::targets::Targets;
use domain::units::Unit;
use std::collections::HashMap;
use store::{Fault, Reader};

/// Lead units of campaigns by their codes.
pub type Campaigns = HashMap<String, i32>;

/// Unit, indicator, month as 202603.
type Key = (i32, i32, i64);

/// What is known of one return.
#[derive(Clone, Debug, Default)]
struct Held {
    reported: Option<Record>,
    verified: Option<Record>,
    verification: Option<Record>,
}

/// Returns of some months with the rules that say what is owed.
pub struct Shelf {
    pub units: Vec<Unit>,
    pub indicators: Vec<Indicator>,
    /// Of the unit asked about, else of all.
    pub targets: Targets,
    pub campaigns: Campaigns,
    deadlines: Deadlines,
    held: HashMap<Key, Held>,
    openings: HashMap<(i32, i64), Opening>,
}

/// 202603, as registers keep a month.
pub fn period_number(month: Period) -> i64 {
    i64::from(month.year) * 100 + i64::from(month.to_month)
}

impl Office {
    pub(crate) fn shelf(&self, actor: &Actor, months: &[Period], unit: Option<i32>) -> Result<Shelf, Error> {
        Ok(self.store.read(&actor.scope(), |reader| Shelf::read(reader, months, unit))?)
    }
}

impl Shelf {
    /// Fetch the returns of these months: of one unit, or of all.
    pub fn read(reader: &mut Reader<'_>, months: &[Period], unit: Option<i32>) -> Result<Shelf, Fault> {
        let periods = months.iter().map(|&m| Value::Int(period_number(m))).collect();
        Shelf::fetch(reader, Some(periods), unit)
    }

    /// Fetch all that a unit ever filed: a file may be of any month.
    pub fn of_unit(reader: &mut Reader<'_>, unit: i32) -> Result<Shelf, Fault> {
        Shelf::fetch(reader, None, Some(unit))
    }

    fn fetch(reader: &mut Reader<'_>, periods: Option<Vec<Value>>, unit: Option<i32>) -> Result<Shelf, Fault> {
        let led = |r: &Record| Some((r.text("campaign_id").to_owned(), i32::try_from(r.int("lead_unit")?).ok()?));
        let column = |register: &Register, name: &str| register.column(name).unwrap_or(0);
        let unit = unit.map(|unit| vec![Value::Int(i64::from(unit))]);
        let targets = match unit.clone() {
            Some(unit) => reader.records_with(&TARGETS, &[(column(&TARGETS, "unit_id"), unit)])?,
            None => reader.records(&TARGETS, None)?,
        };
        let mut shelf = Shelf {
            units: units(reader, None)?,
            indicators: indicators(reader, None)?,
            targets: Targets::from_records(&targets),
            campaigns: reader.records(&CAMPAIGNS, None)?.iter().filter_map(led).collect(),
            deadlines: crate::books::deadlines(reader, None)?,
            held: HashMap::new(),
            openings: HashMap::new(),
        };
        for register in [&RETURNS, &VERIFICATIONS, &OPENINGS] {
            let periods = periods.clone().map(|periods| (column(register, "period"), periods));
            let unit = unit.clone().map(|unit| (column(register, "unit_id"), unit));
            let asked: Vec<_> = periods.into_iter().chain(unit).collect();
            for record in reader.records_with(register, &asked)? {
                shelf.put(record);
            }
        }
        Ok(shelf)
    }

    fn put(&mut self, record: Record) {
        let number = |column: &str| record.int(column).and_then(|n| i32::try_from(n).ok());
        let (Some(unit), Some(period)) = (number("unit_id"), record.int("period")) else { return };
        if record.register.noun == OPENINGS.noun {
            if let Some(until) = open_until(Some(&record)) {
                let reason = record.text("reason").to_owned();
                self.openings.insert((unit, period), Opening { until, reason, opened_at: record.recorded_at });
            }
            return;
        }
        let Some(indicator) = number("indicator_id") else { return };
        let held = self.held.entry((unit, indicator, period)).or_default();
        if record.register.noun == VERIFICATIONS.noun {
            held.verification = Some(record);
        } else {
            match record.text("stage") {
                "reported" => held.reported = Some(record),
                "verified" => held.verified = Some(record),
                // Credited and statistical figures are of other hands and are not filed here.
                _ => {}
            }
        }
    }

    /// The days of a month; none where no notice of working days is known.
    pub fn deadline(&self, month: Period) -> Option<Deadline> {
        self.deadlines.of(month).ok()
    }

    pub fn opening(&self, unit: i32, month: Period) -> Option<Opening> {
        self.openings.get(&(unit, period_number(month))).cloned()
    }

    /// The lines that a unit owes for a month, as they stand.
    pub fn lines(&self, unit: &Unit, month: Period, today: Date) -> Vec<Line> {
        let Some(deadline) = self.deadline(month) else { return Vec::new() };
        let indicators = owed(&self.indicators, &self.targets, unit, month);
        indicators.into_iter().map(|indicator| self.line(unit, indicator, deadline, today)).collect()
    }

    /// Indicators with a target for the unit that registers count: shown, never filed.
    pub fn counted(&self, unit: &Unit, month: Period) -> Vec<&Indicator> {
        let has_target =
            |i: &&Indicator| i.counting != Counting::Returned && self.targets.get(i.number, unit.number, month.year).is_some();
        self.indicators.iter().filter(has_target).collect()
    }

    fn line(&self, unit: &Unit, indicator: &Indicator, deadline: Deadline, today: Date) -> Line {
        let month = deadline.month;
        let none = Held::default();
        let held = self.held.get(&(unit.number, indicator.number, period_number(month))).unwrap_or(&none);
        let standing = Standing {
            owed: true,
            deadline,
            opened_until: self.opening(unit.number, month).map(|o| o.until),
            filed: Filed::from_records(held.reported.as_ref(), held.verified.as_ref(), held.verification.as_ref()),
        };
        let target = self.targets.get(indicator.number, unit.number, month.year).map(|t| t.amount);
        let text = |column: &str| held.reported.as_ref().map_or_else(String::new, |r| r.text(column).to_owned());
        let decided = held.verification.as_ref().filter(|v| v.int("return_seq") >= held.reported.as_ref().map(|r| r.seq));
        Line {
            indicator: indicator.clone(),
            standing,
            status: standing.status(today),
            reported: standing.filed.reported.and_then(|r| r.1),
            verified: standing.filed.verified.map(|v| v.1),
            reported_at: held.reported.as_ref().filter(|r| r.int("value").is_some()).map(|r| r.recorded_at),
            note: text("note"),
            voucher: text("voucher"),
            reason: decided.map_or_else(String::new, |v| v.text("reason").to_owned()),
            background: Background::of(month, target, |m| self.amount(unit.number, indicator.number, m)),
            lead: self.campaigns.get(&indicator.campaign).copied(),
        }
    }

    /// Does this very report stand already, word for word?
    pub fn stands(&self, report: &Record) -> bool {
        let number = |column: &str| report.int(column).and_then(|n| i32::try_from(n).ok());
        let (Some(unit), Some(indicator), Some(period)) = (number("unit_id"), number("indicator_id"), report.int("period"))
        else {
            return false;
        };
        let held = self.held.get(&(unit, indicator, period)).and_then(|held| held.reported.as_ref());
        held.is_some_and(|held| held.values == report.values)
    }

    /// What is known of an earlier month: verified, else as reported.
    fn amount(&self, unit: i32, indicator: i32, month: Period) -> Option<i64> {
        let held = self.held.get(&(unit, indicator, period_number(month)))?;
        let value = |r: &Option<Record>| r.as_ref().and_then(|r| r.int("value"));
        value(&held.verified).or_else(|| value(&held.reported))
    }
}
