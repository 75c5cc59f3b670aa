//! Shelf 案卷: the returns of some months, and how each line stands by them.

use super::{Line, Opening};
use crate::books::{deadlines, indicators, units};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period};
use domain::indicators::{Counting, Indicator};
use domain::registers::{CAMPAIGNS, OPENINGS, Record};
use domain::returns::{Background, Deadline, Deadlines, Filed, Standing, Status, open_until, owed};
use domain::targets::{EVERY_YEAR, Targets};
use domain::units::Unit;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Fault, Filing, Filings, Reader};

/// Lead units of campaigns by their codes.
pub type Campaigns = HashMap<String, i32>;

/// How one line stands.
pub struct Stands<'s> {
    pub indicator: &'s Indicator,
    pub standing: Standing,
    pub status: Status,
    held: Option<&'s Filing>,
}

impl<'s> Stands<'s> {
    pub fn reported_at(&self) -> Option<i64> {
        self.held.and_then(|held| held.reported_at)
    }

    /// When it was first filed, as known at an instant.
    pub fn first_filed(&self, as_of: Option<i64>) -> Option<i64> {
        self.held.and_then(|held| held.first(as_of))
    }

    pub fn reason(&self) -> &'s str {
        self.held.map_or("", Filing::reason)
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
    filings: Filings,
    openings: HashMap<(i32, i64), Opening>,
}

/// 202603, as registers keep a month.
pub fn period_number(month: Period) -> i64 {
    i64::from(month.year) * 100 + i64::from(month.to_month)
}

impl Office {
    pub(crate) fn shelf(&self, actor: &Actor, months: &[Period]) -> Result<Shelf, Error> {
        Ok(self.store.read(&actor.scope(), |reader| Shelf::read(reader, months))?)
    }
}

impl Shelf {
    /// The returns of these months.
    pub fn read(reader: &mut Reader<'_>, months: &[Period]) -> Result<Shelf, Fault> {
        let numbers: Vec<i64> = months.iter().map(|&month| period_number(month)).collect();
        let filings = reader.filings(&numbers)?;
        let mut shelf = Shelf::of(reader, filings)?;
        shelf.known = months.iter().filter_map(|&month| Some((month, shelf.deadlines.of(month).ok()?))).collect();
        Ok(shelf)
    }

    /// All that a unit ever filed: a file may be of any month.
    pub fn of_unit(reader: &mut Reader<'_>, unit: i32) -> Result<Shelf, Fault> {
        let filings = reader.filings_of(unit)?;
        Shelf::of(reader, filings)
    }

    fn of(reader: &mut Reader<'_>, filings: Filings) -> Result<Shelf, Fault> {
        let led = |r: &Record| Some((r.text("campaign_id").to_owned(), i32::try_from(r.int("lead_unit")?).ok()?));
        Ok(Shelf {
            units: units(reader, None)?,
            indicators: indicators(reader, None)?,
            targets: reader.targets(EVERY_YEAR, None)?,
            campaigns: reader.records(&CAMPAIGNS, None)?.iter().filter_map(led).collect(),
            deadlines: deadlines(reader, None)?,
            known: HashMap::new(),
            filings,
            openings: reader.records(&OPENINGS, None)?.iter().filter_map(opening).collect(),
        })
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
            let held = self.filings.of(unit.number, indicator.number, period_number(month));
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

    fn standing(&self, unit: &Unit, held: Option<&Filing>, deadline: Deadline) -> Standing {
        Standing {
            owed: true,
            deadline,
            opened_until: self.openings.get(&(unit.number, period_number(deadline.month))).map(|o| o.until),
            filed: held.map_or_else(Filed::default, |held| held.filed),
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
        let held = self.filings.of(unit.number, indicator.number, period_number(month));
        let standing = self.standing(unit, held, deadline);
        let target = self.targets.get(indicator.number, unit.number, month.year).map(|t| t.amount);
        let text = |of: fn(&Filing) -> &str| held.map_or_else(String::new, |held| of(held).to_owned());
        Line {
            indicator: indicator.clone(),
            standing,
            status: standing.status(today),
            reported: standing.filed.reported.and_then(|r| r.1),
            verified: standing.filed.verified.map(|v| v.1),
            reported_at: held.and_then(|held| held.reported_at),
            note: text(|held| &held.note),
            voucher: text(|held| &held.voucher),
            reason: text(Filing::reason),
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
        self.filings.of(unit, indicator, period).is_some_and(|held| {
            held.filed.reported.is_some_and(|(_, value)| value == report.int("value"))
                && *held.voucher == *report.text("voucher")
                && *held.note == *report.text("note")
        })
    }

    /// What is known of an earlier month: verified, else as reported.
    fn amount(&self, unit: i32, indicator: i32, month: Period) -> Option<i64> {
        let filed = self.filings.of(unit, indicator, period_number(month))?.filed;
        filed.verified.map(|v| v.1).or_else(|| filed.reported.and_then(|r| r.1))
    }
}

/// A month opened again for a unit.
fn opening(record: &Record) -> Option<((i32, i64), Opening)> {
    let (unit, month) = (i32::try_from(record.int("unit_id")?).ok()?, record.int("period")?);
    let (until, reason) = (open_until(Some(record))?, record.text("reason").to_owned());
    Some(((unit, month), Opening { until, reason, opened_at: record.recorded_at }))
}
