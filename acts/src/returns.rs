//! Returns 填报: what a unit owes for a month and how each line stands; filing, taking back, correcting; who has filed.
//!
//! The unit is always that of the actor, never one that a request names. Everything is checked again inside the transaction.

mod drafts;
mod filing;
mod openings;
mod pasted;
mod progress;
mod rule;
mod shelf;

pub use drafts::{Drafted, Saved, Typed};
pub use filing::{Asking, Filed as FiledLines, Outcome, Sent, Wrong};
pub use openings::{Opening, Wanted};
pub use pasted::{Pasted, Row as PastedRow};
pub use progress::{Progress, UnitProgress};
pub(crate) use rule::{Against, judge};
pub use shelf::{Campaigns, Shelf, Stands, period_number};

use crate::acting::own_unit;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period};
use domain::indicators::Indicator;
use domain::returns::{Background, Deadline, Standing, Status, Window};
use domain::stage::{COUNTY, Stage};
use domain::statistics::{Quantity, Query};
use domain::units::Unit;

/// Months shown and looked through: a year and the one before it began.
const MONTHS_BACK: i32 = 13;

/// A unit's month 月报表.
#[derive(Clone, Debug)]
pub struct Month {
    pub unit: Unit,
    pub month: Period,
    pub deadline: Deadline,
    pub window: Window,
    pub opening: Option<Opening>,
    pub lines: Vec<Line>,
    /// Counted from registers: shown, never typed.
    pub counted: Vec<CountedLine>,
    pub draft: Option<Drafted>,
}

/// One line that the unit files.
#[derive(Clone, Debug)]
pub struct Line {
    pub indicator: Indicator,
    pub standing: Standing,
    pub status: Status,
    pub reported: Option<i64>,
    pub verified: Option<i64>,
    pub reported_at: Option<i64>,
    pub note: String,
    pub voucher: String,
    /// Why it was sent back, or recognised differently.
    pub reason: String,
    pub background: Background,
    /// Unit that leads the campaign.
    pub lead: Option<i32>,
}

impl Line {
    /// The record for which evidence of this line is shown.
    pub fn evidence_key(&self, unit: i32) -> String {
        crate::evidence::Named { unit, indicator: self.indicator.number, month: self.standing.deadline.month }.key()
    }

    /// Place of the last report: a form that was opened before it is out of date.
    pub fn seen(&self) -> i64 {
        self.standing.filed.reported.map_or(0, |r| r.0)
    }
}

/// One line that is counted.
#[derive(Clone, Debug)]
pub struct CountedLine {
    pub indicator: Indicator,
    pub amount: Option<i64>,
    /// Name of the figure, which is its address.
    pub figure: String,
}

/// A month in the list of a unit.
#[derive(Clone, Debug)]
pub struct Overview {
    pub month: Period,
    pub deadline: Deadline,
    pub window: Window,
    pub opened_until: Option<Date>,
    /// Lines by status, in the order of the statuses.
    pub counts: Vec<(Status, usize)>,
    pub lines: Vec<(Indicator, Status, String)>,
}

impl Office {
    /// The months of the actor's unit that have begun, newest first.
    pub fn my_months(&self, actor: &Actor) -> Result<(Unit, Vec<Overview>), Error> {
        let months = self.recent_months();
        let shelf = self.shelf(actor, &months)?;
        let unit = own_unit(actor, &shelf.units)?.clone();
        let mut all = Vec::new();
        for &month in &months {
            let Some(deadline) = shelf.deadline(month) else { continue };
            let lines: Vec<Line> = shelf.lines(&unit, month, self.today);
            if lines.is_empty() {
                continue;
            }
            let count = |status: Status| (status, lines.iter().filter(|l| l.status == status).count());
            all.push(Overview {
                month,
                deadline,
                window: deadline.window(self.today),
                opened_until: shelf.opening(unit.number, month).map(|o| o.until),
                counts: Status::ALL.into_iter().map(count).filter(|c| c.1 > 0).collect(),
                lines: lines.into_iter().map(|l| (l.indicator, l.status, l.reason)).collect(),
            });
        }
        Ok((unit, all))
    }

    /// A month of the actor's unit, with what stands beside each box.
    pub fn my_month(&self, actor: &Actor, month: Period) -> Result<Month, Error> {
        self.has_begun(month)?;
        let months = months_back(month, 13);
        let shelf = self.shelf(actor, &months)?;
        let unit = own_unit(actor, &shelf.units)?.clone();
        let deadline = shelf.deadline(month).ok_or(Error::NotFound)?;
        let lines = shelf.lines(&unit, month, self.today);
        let counted = self.counted_lines(actor, &unit, &shelf, month)?;
        if lines.is_empty() && counted.is_empty() {
            return Err(Error::NotFound);
        }
        let draft = self.draft(actor.county, unit.number, month)?;
        let opening = shelf.opening(unit.number, month);
        Ok(Month { window: deadline.window(self.today), unit, month, deadline, opening, lines, counted, draft })
    }

    /// Whatever has not begun, or is no month, is no form.
    fn has_begun(&self, month: Period) -> Result<(), Error> {
        if month.from_month != month.to_month || month.first_day() > self.today { Err(Error::NotFound) } else { Ok(()) }
    }

    /// How a unit's lines of a month stand, for those who see its reports; nothing for others.
    pub fn month_of(&self, actor: &Actor, unit: &Unit, month: Period) -> Result<Vec<Line>, Error> {
        let sees = match self.sees_reports(actor) {
            Reports::All => true,
            Reports::Own(own) => own == unit.number,
            Reports::Nobodys => false,
        };
        if !sees || month.first_day() > self.today {
            return Ok(Vec::new());
        }
        let shelf = self.shelf(actor, &months_back(month, 1))?;
        Ok(shelf.lines(unit, month, self.today))
    }

    /// Figures of the month that registers give for the unit's targets.
    fn counted_lines(&self, actor: &Actor, unit: &Unit, shelf: &Shelf, month: Period) -> Result<Vec<CountedLine>, Error> {
        let wanted = shelf.counted(unit, month);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let books = match self.books(&actor.scope(), month, self.today, Stage::Verified, crate::books::Breadth::Figures) {
            Ok(books) => books,
            // Before the first record there is nothing to show beside the form.
            Err(Error::BeforeTheFirstRecord(..)) => return Ok(Vec::new()),
            Err(other) => return Err(other),
        };
        let line = |indicator: &Indicator| {
            let statistics = books.statistics_of(indicator, month);
            let mine = statistics.iter().find(|s| s.unit == unit.number);
            let answer = mine.and_then(|s| books.quantity(indicator, s, Quantity::Value, month));
            let query = Query {
                county: actor.county,
                indicator: indicator.code.clone(),
                part: String::new(),
                quantity: Quantity::Value,
                unit: Some(unit.code.clone()),
                period: month,
                stage: Stage::Verified,
                as_of: self.today,
            };
            let amount = answer.map(|a| a.ratio.round(indicator.measure.decimals));
            CountedLine { indicator: indicator.clone(), amount, figure: query.to_string() }
        };
        Ok(wanted.into_iter().map(line).collect())
    }

    /// Months that have begun, newest first.
    pub(crate) fn recent_months(&self) -> Vec<Period> {
        let this = Period::month(self.today.year(), u8::try_from(self.today.month()).unwrap_or(1));
        months_back(this, MONTHS_BACK)
    }

    /// Whose reports the actor may see: all, their own unit's, or nobody's.
    pub fn sees_reports(&self, actor: &Actor) -> Reports {
        let scope = actor.scope();
        if !scope.business() {
            return Reports::Nobodys;
        }
        if scope.allows(Stage::Reported, COUNTY) {
            return Reports::All;
        }
        match actor.unit {
            Some(unit) if scope.allows(Stage::Reported, unit) => Reports::Own(unit),
            Some(_) | None => Reports::Nobodys,
        }
    }
}

/// Whose reports somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reports {
    All,
    Own(i32),
    Nobodys,
}

/// A month and those before it, newest first.
pub(crate) fn months_back(month: Period, count: i32) -> Vec<Period> {
    let place = i32::from(month.year) * 12 + i32::from(month.to_month) - 1;
    let at = |place: i32| {
        let year = i16::try_from(place.div_euclid(12)).unwrap_or(i16::MAX);
        Period::month(year, u8::try_from(place.rem_euclid(12) + 1).unwrap_or(1))
    };
    (0..count).map(|n| at(place - n)).collect()
}
