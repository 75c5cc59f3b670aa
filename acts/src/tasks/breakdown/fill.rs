//! Filling in 预填: proposals for the empty cells of a sheet. What was typed stays, and what is left of the whole is divided among the rest.

use super::{Breakdown, Typed};
use crate::books::Breadth;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::Period;
use domain::registers::TARGETS;
use domain::stage::Stage;
use domain::targets::Targets;
use domain::tasks::breakdown::{Goal, divided, staged};

/// By what the empty cells are filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// 平均
    Evenly,
    /// In proportion to what the indicator counted last year.
    LastYear,
    /// In proportion to the indicator's targets of the year.
    Targets,
    /// The stages, by those of the whole, else month by month.
    Stages,
}

impl Fill {
    pub const ALL: [Fill; 4] = [Fill::Evenly, Fill::LastYear, Fill::Targets, Fill::Stages];

    pub fn code(self) -> &'static str {
        match self {
            Fill::Evenly => "evenly",
            Fill::LastYear => "last_year",
            Fill::Targets => "targets",
            Fill::Stages => "stages",
        }
    }

    pub fn parse(code: &str) -> Option<Fill> {
        Fill::ALL.into_iter().find(|fill| fill.code() == code)
    }

    /// Does it need an indicator that counts the task?
    pub fn counts(self) -> bool {
        matches!(self, Fill::LastYear | Fill::Targets)
    }
}

impl Office {
    /// The sheet with its empty cells filled in; as it was where there is nothing to fill them with.
    pub fn fill_breakdown(&self, actor: &Actor, stands: &Breakdown, typed: &Typed, fill: Fill) -> Result<Typed, Error> {
        match fill {
            Fill::Stages => Ok(stands.with_stages(typed)),
            Fill::Evenly => Ok(stands.with_amounts(typed, &|_| 1)),
            Fill::LastYear | Fill::Targets => {
                let amounts = self.amounts(actor, stands, fill)?;
                let of = |unit: i32| amounts.iter().find(|(number, _)| *number == unit).map_or(0, |(_, amount)| *amount);
                Ok(stands.with_amounts(typed, &of))
            }
        }
    }

    /// What each unit did last year, or has for its target this year.
    fn amounts(&self, actor: &Actor, stands: &Breakdown, fill: Fill) -> Result<Vec<(i32, i64)>, Error> {
        let Some(indicator) = &stands.indicator else { return Ok(Vec::new()) };
        let year = stands.whole.due.unwrap_or(self.today).year();
        let scope = Actor::system(actor.county, "supervision").scope();
        if fill == Fill::Targets {
            let targets = self.store.read(&scope, |reader| Ok(Targets::from_records(&reader.records(&TARGETS, None)?)))?;
            let target = |unit: i32| targets.get(indicator.number, unit, year).map(|target| (unit, target.amount));
            return Ok(stands.units.iter().filter_map(|unit| target(unit.number)).collect());
        }
        let last = Period { year: year - 1, from_month: 1, to_month: 12 };
        let books = match self.books(&scope, last, self.today, Stage::Verified, Breadth::Figures) {
            Ok(books) => books,
            Err(Error::BeforeTheFirstRecord(..) | Error::PeriodInTheFuture(..)) => return Ok(Vec::new()),
            Err(other) => return Err(other),
        };
        let done = books.statistics_of(indicator, last);
        Ok(done.iter().filter_map(|statistic| Some((statistic.unit, statistic.cumulative?))).collect())
    }
}

impl Breakdown {
    /// What is left of the whole, divided among the rows without a result by their weights.
    fn with_amounts(&self, typed: &Typed, weight: &dyn Fn(i32) -> i64) -> Typed {
        let mut typed = self.named(typed.clone());
        let empty: Vec<usize> = (0..typed.rows.len()).filter(|&at| typed.rows[at].result.trim().is_empty()).collect();
        let left = self.whole.amount.map(|whole| whole.saturating_sub(self.balance(&typed).sum));
        let weights: Vec<i64> =
            empty.iter().map(|&at| self.unit(&typed.rows[at].unit).map_or(0, |unit| weight(unit.number))).collect();
        let Some(amounts) = left.and_then(|left| divided(left, &weights, &self.measure)) else { return typed };
        for (at, amount) in empty.into_iter().zip(amounts).filter(|(_, amount)| *amount > 0) {
            typed.rows[at].result = self.measure.exact(amount);
        }
        typed
    }

    fn with_stages(&self, typed: &Typed) -> Typed {
        let mut typed = self.named(typed.clone());
        let read = self.read(&typed);
        for row in &mut typed.rows {
            let Some(read) = read.rows.iter().find(|read| read.unit.code == row.unit) else { continue };
            for (month, goal) in staged(&read.part, &self.whole, &self.months, &self.measure) {
                let cell = row.stages.entry(month.to_string()).or_default();
                if cell.trim().is_empty() {
                    *cell = match goal {
                        Goal::Amount(amount) => self.measure.exact(amount),
                        Goal::Share(share, _) => format!("{}%", domain::measure::decimal(share, 2)),
                        Goal::Open | Goal::Words(_) => String::new(),
                    };
                }
            }
        }
        typed
    }
}
