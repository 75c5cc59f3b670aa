//! Shelf 案卷: the records of some months' returns, fetched narrowly, and how each line stands by them.

use super::{Line, Opening};
use crate::books::{deadlines, indicators, targets, units};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period};
use domain::indicators::{Counting, Indicator};
use domain::registers::{CAMPAIGNS, OPENINGS, RETURNS, Record, Register, VERIFICATIONS, Value};
use domain::returns::{Background, Deadline, Deadlines, Filed, Standing, Status, open_until, owed};
use domain::targets::Targets;
use domain::units::Unit;
use std::collections::HashMap;
use std::sync::Arc;
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

impl Held {
    /// When the report that stands was made; none after a withdrawal.
    fn reported_at(&self) -> Option<i64> {
        self.reported.as_ref().filter(|r| r.int("value").is_some()).map(|r| r.recorded_at)
    }

    /// What was said when the last report was decided on.
    fn reason(&self) -> &str {
        let of_it = |v: &&Record| v.int("return_seq") >= self.reported.as_ref().map(|r| r.seq);
        self.verification.as_ref().filter(of_it).map_or("", |v| v.text("reason"))
    }
}

/// How one line stands.
pub struct Stands<'s> {
    pub indicator: &'s Indicator,
    pub standing: Standing,
    pub status: Status,
    held: Option<&'s Held>,
}

impl<'s> Stands<'s> {
    pub fn reported_at(&self) -> Option<i64> {
        self.held.and_then(Held::reported_at)
    }

    pub fn reason(&self) -> &'s str {
        self.held.map_or("", Held::reason)
    }

    /// There is a report or a verified figure.
    pub fn is_filed(&self) -> bool {
        self.standing.filed.reported.is_some_and(|r| r.1.is_some()) || self.standing.filed.verified.is_some()
    }
}

/// Returns of some months with the rules that say what is owed.
pub struct Shelf {
    pub units: Arc<Vec<Unit>>,
    pub indicators: Arc<Vec<Indicator>>,
    pub targets: Arc<Targets>,
    pub campaigns: Campaigns,
    deadlines: Arc<Deadlines>,
    /// Of the months asked about: counting working days takes longer than all the rest of a line.
    known: HashMap<Period, Deadline>,
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
        let mut shelf = Shelf::fetch(reader, Some(periods), unit)?;
        shelf.known = months.iter().filter_map(|&month| Some((month, shelf.deadlines.of(month).ok()?))).collect();
        Ok(shelf)
    }

    /// Fetch all that a unit ever filed: a file may be of any month.
    pub fn of_unit(reader: &mut Reader<'_>, unit: i32) -> Result<Shelf, Fault> {
        Shelf::fetch(reader, None, Some(unit))
    }

    fn fetch(reader: &mut Reader<'_>, periods: Option<Vec<Value>>, unit: Option<i32>) -> Result<Shelf, Fault> {
        let led = |r: &Record| Some((r.text("campaign_id").to_owned(), i32::try_from(r.int("lead_unit")?).ok()?));
        let column = |register: &Register, name: &str| register.column(name).unwrap_or(0);
        let unit = unit.map(|unit| vec![Value::Int(i64::from(unit))]);
        let mut shelf = Shelf {
            units: units(reader, None)?,
            indicators: indicators(reader, None)?,
            targets: targets(reader, None)?,
            campaigns: reader.records(&CAMPAIGNS, None)?.iter().filter_map(led).collect(),
            deadlines: deadlines(reader, None)?,
            known: HashMap::new(),
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
        self.known.get(&month).copied().or_else(|| self.deadlines.of(month).ok())
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

    /// How each line stands that a unit owes for a month, without what is shown beside it.
    pub fn statuses<'s>(&'s self, unit: &'s Unit, month: Period, today: Date) -> impl Iterator<Item = Stands<'s>> {
        let deadline = self.deadline(month);
        let of = move |indicator: &'s Indicator| {
            let held = self.held.get(&(unit.number, indicator.number, period_number(month)));
            let standing = self.standing(unit, held, deadline?);
            Some(Stands { indicator, standing, status: standing.status(today), held })
        };
        let owed = deadline.map_or_else(Vec::new, |_| owed(&self.indicators, &self.targets, unit, month));
        owed.into_iter().filter_map(of)
    }

    /// The unit that leads an indicator's campaign.
    pub fn lead(&self, indicator: &Indicator) -> Option<i32> {
        self.campaigns.get(&indicator.campaign).copied()
    }

    fn standing(&self, unit: &Unit, held: Option<&Held>, deadline: Deadline) -> Standing {
        let none = Held::default();
        let held = held.unwrap_or(&none);
        Standing {
            owed: true,
            deadline,
            opened_until: self.openings.get(&(unit.number, period_number(deadline.month))).map(|o| o.until),
            filed: Filed::from_records(held.reported.as_ref(), held.verified.as_ref(), held.verification.as_ref()),
        }
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
        let standing = self.standing(unit, Some(held), deadline);
        let target = self.targets.get(indicator.number, unit.number, month.year).map(|t| t.amount);
        let text = |column: &str| held.reported.as_ref().map_or_else(String::new, |r| r.text(column).to_owned());
        Line {
            indicator: indicator.clone(),
            standing,
            status: standing.status(today),
            reported: standing.filed.reported.and_then(|r| r.1),
            verified: standing.filed.verified.map(|v| v.1),
            reported_at: held.reported_at(),
            note: text("note"),
            voucher: text("voucher"),
            reason: held.reason().to_owned(),
            background: Background::of(month, target, |m| self.amount(unit.number, indicator.number, m)),
            lead: self.lead(indicator),
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
