//! Filings 报送情况: who filed a month's returns in time, late or not at all, as figures that open like any other.
//!
//! By the day of the first report in the reporting zone; a correction of a return that came in time does not make it late.

use super::{Answer, Books, Dimension, Quantity, Query};
use crate::calendar::{Date, Period};
use crate::indicators::{Counting, Indicator};
use crate::measure::Ratio;
use crate::registers::RETURNS;
use crate::returns::{Timeliness, timeliness};
use crate::units::Unit;
use std::collections::HashMap;

/// What a query names in the place of an indicator: the returns themselves.
pub const FILED: &str = RETURNS.noun;

/// When the returns of a month first came, for the late list 迟报名单.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filings {
    pub month: Period,
    /// 应报日
    pub due: Date,
    /// Instant of the first filing by (unit, indicator).
    pub first: HashMap<(i32, i32), i64>,
}

/// A return that a unit owed for the month.
pub struct Owed<'b> {
    pub unit: &'b Unit,
    pub indicator: &'b Indicator,
    /// Instant of the first filing.
    pub first: Option<i64>,
    pub timeliness: Timeliness,
}

impl Owed<'_> {
    /// What it adds to a quantity: one to a count, its days to the longest delay.
    pub fn counts(&self, quantity: Quantity) -> Option<i64> {
        match self.timeliness {
            Timeliness::Late(_) if quantity == Quantity::LateReturns => Some(1),
            Timeliness::Late(days) if quantity == Quantity::LateDays => Some(days),
            Timeliness::Missing if quantity == Quantity::MissingReturns => Some(1),
            Timeliness::OnTime | Timeliness::Awaited | Timeliness::Late(_) | Timeliness::Missing => None,
        }
    }
}

impl Books {
    /// Returns that were owed for the month of the filings by one unit, or by all; none if nothing says when the month was due.
    pub fn owed(&self, unit: Option<&str>) -> Vec<Owed<'_>> {
        let Some(filings) = self.filings() else { return Vec::new() };
        let asked = |u: &&Unit| unit.is_none_or(|code| code == u.code);
        let existed = |u: &&Unit| u.existed(filings.month.first_day(), filings.month.last_day());
        let mut owed = Vec::new();
        for unit in self.units.iter().filter(asked).filter(existed) {
            for indicator in self.indicators.iter().filter(|i| i.counting == Counting::Returned) {
                if self.targets.get(indicator.number, unit.number, filings.month.year).is_some() {
                    let first = filings.first.get(&(unit.number, indicator.number)).copied();
                    owed.push(Owed { unit, indicator, first, timeliness: timeliness(first, filings.due, self.as_of) });
                }
            }
        }
        owed
    }

    /// Those of them that make up a figure of [`FILED`].
    pub fn owed_in(&self, query: &Query) -> Vec<Owed<'_>> {
        let mut owed = self.owed(query.unit.as_deref());
        owed.retain(|o| o.counts(query.quantity).is_some());
        owed
    }

    pub(super) fn filing(&self, query: &Query) -> Option<Answer> {
        let month = self.filings()?.month;
        if (query.period.year, query.period.to_month) != (month.year, month.to_month) {
            return None;
        }
        let owed = self.owed(query.unit.as_deref());
        let counts = owed.iter().filter_map(|o| o.counts(query.quantity));
        let (number, dimension) = if query.quantity == Quantity::LateDays {
            (counts.max()?, Dimension::Days)
        } else if [Quantity::LateReturns, Quantity::MissingReturns].contains(&query.quantity) {
            (counts.sum(), Dimension::Returns)
        } else {
            return None;
        };
        Some(Answer { ratio: Ratio::new(number, 1), places: 0, dimension })
    }
}
