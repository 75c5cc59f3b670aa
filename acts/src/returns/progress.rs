//! Progress 填报情况: of every unit, how many lines stand how, and which were filed on time, late or not at all.

use super::{Reports, Stands};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Period, day_at, end_of_day};
use domain::measure::Ratio;
use domain::returns::{Deadline, Status, Timeliness, timeliness};
use domain::units::Unit;

/// Who has filed for a period.
#[derive(Clone, Debug)]
pub struct Progress {
    pub period: Period,
    pub deadlines: Vec<Deadline>,
    pub units: Vec<UnitProgress>,
}

/// A unit's lines of the period.
#[derive(Clone, Debug)]
pub struct UnitProgress {
    pub unit: Unit,
    pub lines: usize,
    /// By status, in the order of the statuses.
    pub counts: Vec<(Status, usize)>,
    pub on_time: usize,
    pub late: usize,
    pub missing: usize,
    /// Day of the last first filing.
    pub filed_on: Option<domain::calendar::Date>,
    /// Most days late.
    pub days_late: i64,
}

impl UnitProgress {
    /// Filed on time, of what was due by now.
    pub fn on_time_rate(&self) -> Option<Ratio> {
        let due = self.on_time + self.late + self.missing;
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        (due > 0).then(|| Ratio::new(whole(self.on_time), whole(due)))
    }
}

impl Office {
    /// For those who see reports: of all units, or of their own.
    pub fn filing_progress(&self, actor: &Actor, period: Period) -> Result<Progress, Error> {
        let only = match self.sees_reports(actor) {
            Reports::All => None,
            Reports::Own(unit) => Some(unit),
            Reports::Nobodys => return Err(Error::NotFound),
        };
        let months: Vec<Period> =
            period.months().map(|m| Period::month(period.year, m)).filter(|m| m.first_day() <= self.today).collect();
        let shelf = self.shelf(actor, &months)?;
        let mut progress =
            Progress { period, deadlines: months.iter().filter_map(|&m| shelf.deadline(m)).collect(), units: Vec::new() };
        for unit in shelf.units.iter().filter(|u| only.is_none_or(|o| o == u.number)) {
            let mut lines = Vec::new();
            for &month in &months {
                lines.extend(shelf.statuses(unit, month, self.today));
            }
            if !lines.is_empty() {
                progress.units.push(self.unit_progress(unit, &lines));
            }
        }
        Ok(progress)
    }

    fn unit_progress(&self, unit: &Unit, lines: &[Stands<'_>]) -> UnitProgress {
        let count = |status: Status| (status, lines.iter().filter(|l| l.status == status).count());
        let mut of_unit = UnitProgress {
            unit: unit.clone(),
            lines: lines.len(),
            counts: Status::ALL.into_iter().map(count).filter(|c| c.1 > 0).collect(),
            on_time: 0,
            late: 0,
            missing: 0,
            filed_on: None,
            days_late: 0,
        };
        let until = Some(end_of_day(self.today));
        for line in lines {
            // A report that was withdrawn and not made again is not filed.
            let first = line.first_filed(until).filter(|_| line.is_filed());
            of_unit.filed_on = of_unit.filed_on.max(first.map(day_at));
            match timeliness(first, line.standing.deadline.due, self.today) {
                Timeliness::OnTime => of_unit.on_time += 1,
                Timeliness::Late(days) => {
                    of_unit.late += 1;
                    of_unit.days_late = of_unit.days_late.max(days);
                }
                Timeliness::Missing => of_unit.missing += 1,
                Timeliness::Awaited => {}
            }
        }
        of_unit
    }
}
