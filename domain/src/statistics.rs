//! Statistics 统计: pure functions of the ledger as of a day. A percentage is never stored; ratios stay exact until printed.
//!
//! [`Books`] is everything a county's statistics read, brought by the caller. [`Books::statistics`] answers for all units
//! and indicators at once; [`Query`] names one figure of them and is also its public id.

mod books;
mod counted;
mod filings;
mod query;

pub use books::{Books, ReportedMonths};
pub use counted::{Counted, Subject};
pub use filings::{FILED, Filings, Owed};
pub use query::{Answer, Dimension, Quantity, Query};

use crate::calendar::{Period, days_between};
use crate::document::Light;
use crate::indicators::{Counting, Indicator};
use crate::ledger::Tally;
use crate::measure::Ratio;
use crate::returns::Status;
use crate::stage::COUNTY;
use crate::targets::{LightRule, time_progress};

/// One indicator of one unit (or of the county) for a period, as of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistic {
    pub indicator: i32,
    pub unit: i32,
    /// Inside the period asked.
    pub value: Option<i64>,
    /// From 1 January to the end of the period; the level at its end for a stock.
    pub cumulative: Option<i64>,
    /// `cumulative` of the same months a year before.
    pub last_year: Option<i64>,
    /// Annual target.
    pub target: Option<i64>,
    pub last_target: Option<i64>,
    /// Time progress as a fraction of the year's target.
    pub time: Ratio,
    pub last_time: Ratio,
    /// Competition rank in the unit's group: ties share, the next rank is skipped.
    pub rank: Option<u32>,
    /// Units ranked in the group.
    pub ranked: u32,
    pub light: Option<Light>,
    pub status: Status,
    /// 未破零: has the duty and a verified zero since 1 January.
    pub unbroken_days: Option<i64>,
}

impl Statistic {
    /// 差: this year − last year.
    pub fn change(&self) -> Option<i64> {
        Some(self.cumulative? - self.last_year?)
    }

    /// 同比 as a fraction; `None` when the base is missing or zero (DOMAIN.md §3.4).
    pub fn change_ratio(&self) -> Option<Ratio> {
        let base = self.last_year.filter(|&b| b != 0)?;
        Some(Ratio::new(self.change()?, base.abs()))
    }

    /// 占年度目标 as a fraction.
    pub fn share(&self) -> Option<Ratio> {
        share(self.cumulative, self.target)
    }

    pub fn last_share(&self) -> Option<Ratio> {
        share(self.last_year, self.last_target)
    }

    /// 差 to time progress, unrounded.
    pub fn gap(&self) -> Option<Ratio> {
        Some(self.share()?.minus(self.time))
    }

    pub fn last_gap(&self) -> Option<Ratio> {
        Some(self.last_share()?.minus(self.last_time))
    }
}

fn share(amount: Option<i64>, target: Option<i64>) -> Option<Ratio> {
    Some(Ratio::new(amount?, target.filter(|&t| t > 0)?))
}

impl Books {
    /// All statistics of a period: one for each indicator that has units × each unit that existed, in that order.
    pub fn statistics(&self, period: Period) -> Vec<Statistic> {
        let closed = self.deadlines().closed_months(period, self.as_of);
        self.indicators.iter().filter(|i| i.by_unit()).flat_map(|i| self.of_units(i, period, closed)).collect()
    }

    /// Statistics of one indicator, unit by unit, ranked.
    pub fn statistics_of(&self, indicator: &Indicator, period: Period) -> Vec<Statistic> {
        self.of_units(indicator, period, self.deadlines().closed_months(period, self.as_of))
    }

    fn of_units(&self, indicator: &Indicator, period: Period, closed: u16) -> Vec<Statistic> {
        let rule = LightRule::in_force(&self.light_rules, indicator.number, period.last_day());
        let asked_of_some = self.units.iter().any(|u| self.targets.get(indicator.number, u.number, period.year).is_some());
        let existed = |u: &&crate::units::Unit| u.existed(period.to_date().first_day(), period.last_day());
        let of_unit = |u: &crate::units::Unit| self.statistic(indicator, u.number, period, &rule, asked_of_some, closed);
        let mut statistics: Vec<Statistic> = self.units.iter().filter(existed).map(of_unit).collect();
        self.rank(indicator, &mut statistics);
        statistics
    }

    fn statistic(
        &self,
        indicator: &Indicator,
        unit: i32,
        period: Period,
        rule: &LightRule,
        asked_of_some: bool,
        closed: u16,
    ) -> Statistic {
        let returned = indicator.counting == Counting::Returned;
        let is_level = indicator.kind != crate::indicators::IndicatorKind::Flow;
        let (this, last) = (self.tally(indicator.number, unit, period.year), self.tally(indicator.number, unit, period.year - 1));
        let amount = |tally: Option<&Tally>| match tally {
            Some(t) if returned && t.months == 0 => None,
            Some(t) => Some(if is_level { t.level } else { t.cumulative }),
            None if returned => None,
            None => Some(0),
        };
        let value = match this {
            Some(t) if returned && !t.filed_in(period) => None,
            Some(t) => Some(if is_level { t.level } else { t.value }),
            None if returned => None,
            None => Some(0),
        };
        let (target, last_target) =
            (self.targets.get(indicator.number, unit, period.year), self.targets.get(indicator.number, unit, period.year - 1));
        let cumulative = amount(this);
        let duty = match target {
            Some(t) => t.amount > 0 || indicator.lower_is_better,
            // What was all taken back leaves an empty page, and no duty.
            None => !asked_of_some && [this, last].into_iter().flatten().any(|t| t.months != 0),
        };
        let months = period.month_bits();
        let verified_months = this.map_or(0, |t| t.months);
        let filed = verified_months & months;
        let known = (verified_months | self.reported_months(indicator.number, unit)) & months;
        let verified = if cumulative == Some(0) { Status::ConfirmedZero } else { Status::Verified };
        let status = if !duty {
            Status::NoDuty
        } else if returned && filed != months {
            if known == months {
                Status::Reported
            } else if closed & !known != 0 {
                Status::NotReported
            } else {
                Status::Open
            }
        } else if !returned && closed != months && cumulative == Some(0) {
            Status::Open
        } else {
            verified
        };
        // Zero since January is known only when no month since January is missing.
        let whole = !returned || verified_months == period.to_date().month_bits();
        let unbroken = duty && !indicator.lower_is_better && !is_level && status == Status::ConfirmedZero && whole;
        let mut statistic = Statistic {
            indicator: indicator.number,
            unit,
            value,
            cumulative,
            last_year: amount(last),
            target: target.map(|t| t.amount),
            last_target: last_target.map(|t| t.amount),
            time: time_progress(target.and_then(|t| t.pace.as_ref()).unwrap_or(&indicator.pace), period, self.as_of),
            last_time: time_progress(
                last_target.and_then(|t| t.pace.as_ref()).unwrap_or(&indicator.pace),
                period.last_year(),
                period.last_year().last_day(),
            ),
            rank: None,
            ranked: 0,
            light: None,
            status,
            // What came after the period says nothing about it, so the days end with it.
            unbroken_days: unbroken.then(|| days_between(period.to_date().first_day(), self.as_of.min(period.last_day())) + 1),
        };
        statistic.light = statistic.gap().filter(|_| duty).map(|gap| rule.light(gap, indicator.lower_is_better));
        statistic
    }

    /// Rank one indicator's units inside their groups, best first; no-duty, unknown and below the minimum base stay unranked.
    fn rank(&self, indicator: &Indicator, statistics: &mut [Statistic]) {
        let by_share = statistics.iter().any(|s| s.target.is_some_and(|t| t > 0));
        let key = |s: &Statistic| if by_share { s.share() } else { s.cumulative.map(|c| Ratio::new(c, 1)) };
        let mut order: Vec<(usize, i32, Ratio)> = statistics
            .iter()
            .enumerate()
            .filter(|(_, s)| s.status != Status::NoDuty && s.target.is_none_or(|t| t >= indicator.minimum_base))
            .filter_map(|(i, s)| Some((i, self.group_of(s.unit), key(s)?)))
            .collect();
        order.sort_by(|a, b| {
            let better = if indicator.lower_is_better { a.2.compare(b.2) } else { b.2.compare(a.2) };
            a.1.cmp(&b.1).then(better)
        });
        for group in order.chunk_by(|a, b| a.1 == b.1) {
            let ranked = u32::try_from(group.len()).unwrap_or(u32::MAX);
            let mut rank = 0;
            for (place, (i, _, share)) in group.iter().enumerate() {
                let tied = place > 0 && group[place - 1].2.compare(*share) == std::cmp::Ordering::Equal;
                if !tied {
                    rank = u32::try_from(place + 1).unwrap_or(u32::MAX);
                }
                statistics[*i].rank = Some(rank);
                statistics[*i].ranked = ranked;
            }
        }
    }

    /// The county's own figure of an indicator: from the records themselves, never by adding units' credits; for returns,
    /// which are single by nature, the sum of what units filed.
    pub fn county(&self, indicator: &Indicator, period: Period) -> Statistic {
        let rule = LightRule::in_force(&self.light_rules, indicator.number, period.last_day());
        let closed = self.deadlines().closed_months(period, self.as_of);
        let mut county = match &indicator.counting {
            Counting::Flow(_) => self.statistic(indicator, COUNTY, period, &rule, false, closed),
            Counting::Returned => self.sum_of_returns(indicator, period, &rule, closed),
            Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => {
                let mut statistic = self.statistic(indicator, COUNTY, period, &rule, false, closed);
                statistic.cumulative = self.counted(indicator, period).amount;
                statistic.value = statistic.cumulative;
                statistic.last_year = self.last_year_counted(indicator, period);
                statistic.unbroken_days = None;
                statistic
            }
        };
        let (target, last) = (self.county_target(indicator, period.year), self.county_target(indicator, period.year - 1));
        county.target = target;
        county.last_target = last;
        county.status = if county.cumulative.is_none() { Status::NotReported } else { Status::Verified };
        county.light = county.gap().map(|gap| rule.light(gap, indicator.lower_is_better));
        county
    }

    fn sum_of_returns(&self, indicator: &Indicator, period: Period, rule: &LightRule, closed: u16) -> Statistic {
        let mut county = self.statistic(indicator, COUNTY, period, rule, false, closed);
        let units: Vec<Statistic> =
            self.units.iter().map(|u| self.statistic(indicator, u.number, period, rule, false, closed)).collect();
        // Shares of units do not add up to a share of the county.
        let adds_up = indicator.kind != crate::indicators::IndicatorKind::Ratio;
        let sum = |part: fn(&Statistic) -> Option<i64>| units.iter().filter(|_| adds_up).filter_map(part).reduce(|a, b| a + b);
        (county.value, county.cumulative, county.last_year) = (sum(|s| s.value), sum(|s| s.cumulative), sum(|s| s.last_year));
        county
    }

    /// The county's own target, or the sum of its units' where it has none of its own and they add up.
    fn county_target(&self, indicator: &Indicator, year: i16) -> Option<i64> {
        if let Some(own) = self.targets.get(indicator.number, COUNTY, year) {
            return Some(own.amount);
        }
        let adds_up = indicator.kind != crate::indicators::IndicatorKind::Ratio;
        self.units
            .iter()
            .filter(|_| adds_up)
            .filter_map(|u| self.targets.get(indicator.number, u.number, year))
            .map(|t| t.amount)
            .reduce(|a, b| a + b)
    }
}
