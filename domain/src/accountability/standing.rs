//! Standings 情况: how units stood in the closed periods that the ladder looks at, from the county's own statistics.
//!
//! As of the day looked from: a correction that was recorded since speaks for the unit, and every figure opens as it was judged.

use super::ladder::before;
use super::{Filed, LadderRule, Standing, Trigger};
use crate::calendar::{Date, Period};
use crate::document::Light;
use crate::indicators::{Counting, Indicator};
use crate::returns::{Deadlines, Status};
use crate::statistics::{Books, Statistic};

/// No rule looks further back, whatever it says.
const MOST_PERIODS: u32 = 36;

/// The closed months and quarters that rules look at: a year of them, or as many as a rule asks for in a row.
pub fn closed_periods(rules: &[LadderRule], deadlines: &Deadlines, as_of: Date) -> Vec<Period> {
    let month = u8::try_from(as_of.month()).unwrap_or(1);
    let quarter = Period { year: as_of.year(), from_month: (month - 1) / 3 * 3 + 1, to_month: (month - 1) / 3 * 3 + 3 };
    let mut periods = Vec::new();
    for (quarterly, of_a_year, mut period) in [(false, 12, Period::month(as_of.year(), month)), (true, 4, quarter)] {
        let of_span = rules.iter().filter(|r| r.quarterly == quarterly && r.trigger != Trigger::Overdue);
        let Some(in_a_row) = of_span.map(|r| r.times).max() else { continue };
        while as_of < deadlines.closes_on(period) {
            period = before(period);
        }
        for _ in 0..in_a_row.clamp(of_a_year, MOST_PERIODS) {
            periods.push(period);
            period = before(period);
        }
    }
    periods
}

/// How every unit with a duty stood in a period, in each indicator that a rule looks at.
pub fn standings(books: &Books, period: Period, rules: &[LadderRule]) -> Vec<Standing> {
    let of_span = |rule: &&LadderRule| rule.quarterly == (period.from_month != period.to_month);
    let looked_at = |i: &&Indicator| i.by_unit() && rules.iter().filter(of_span).any(|rule| rule.looks_at(i));
    let of_indicator = |indicator| {
        let statistics = books.statistics_of(indicator, period);
        statistics.into_iter().filter_map(move |statistic| standing(indicator, period, &statistic))
    };
    books.indicators.iter().filter(looked_at).flat_map(of_indicator).collect()
}

fn standing(indicator: &Indicator, period: Period, statistic: &Statistic) -> Option<Standing> {
    let zero = indicator.counting == Counting::Returned && statistic.value == Some(0);
    let (filed, judged) = match statistic.status {
        Status::NoDuty | Status::Open => return None,
        Status::NotReported => (Filed::Nothing, true),
        // The unit did its part: that nobody has verified it yet is not held against it.
        Status::Reported | Status::Returned => (Filed::Figure, false),
        Status::ConfirmedZero | Status::Verified | Status::Locked if zero => (Filed::Zero, true),
        Status::ConfirmedZero | Status::Verified | Status::Locked => (Filed::Figure, true),
    };
    Some(Standing {
        unit: statistic.unit,
        indicator: statistic.indicator,
        period,
        filed,
        light: statistic.light.filter(|_| judged),
        // Who is on pace is at no bottom, whoever else is further.
        from_bottom: from_bottom(statistic).filter(|_| judged && statistic.light != Some(Light::Green)),
    })
}

/// 1: last of its group. Who stands in the upper half of a group, or in the middle of it, is at no bottom, however small it is.
fn from_bottom(statistic: &Statistic) -> Option<u32> {
    let rank = statistic.rank?;
    (rank * 2 > statistic.ranked + 1).then(|| statistic.ranked + 1 - rank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Ratio;

    fn statistic(rank: u32, ranked: u32) -> Statistic {
        Statistic {
            indicator: 1,
            unit: 1,
            value: Some(0),
            cumulative: Some(0),
            last_year: None,
            target: Some(100),
            last_target: None,
            time: Ratio::new(1, 4),
            last_time: Ratio::new(1, 4),
            rank: Some(rank),
            ranked,
            light: None,
            status: Status::Verified,
            unbroken_days: None,
        }
    }

    #[test]
    fn the_upper_half_of_a_group_is_at_no_bottom_of_it() {
        let of = |rank, ranked| from_bottom(&statistic(rank, ranked));
        assert_eq!([of(12, 12), of(10, 12), of(7, 12), of(6, 12)], [Some(1), Some(3), Some(6), None]);
        // Of three only the last, of two the other; alone, nobody is last.
        assert_eq!([of(3, 3), of(2, 3), of(2, 2), of(1, 2), of(1, 1)], [Some(1), None, Some(1), None, None]);
        // All who share the first place of a group are at no bottom.
        assert_eq!(of(1, 20), None);
    }

    #[test]
    fn only_closed_periods_are_looked_at_over_the_turn_of_the_year() {
        let days = Deadlines::default();
        let periods = closed_periods(&LadderRule::standard(), &days, Date::constant(2026, 4, 6));
        let names: Vec<String> = periods.iter().map(Period::to_string).collect();
        assert_eq!(
            (names.len(), names[0].as_str(), names[11].as_str()),
            (16, "2026-02", "2025-03"),
            "March is open up to the 6th"
        );
        assert_eq!(names[12..], ["2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1"]);
        let closed = closed_periods(&LadderRule::standard(), &days, Date::constant(2026, 4, 7));
        assert_eq!((closed[0].to_string().as_str(), closed[12].to_string().as_str()), ("2026-03", "2026-Q1"));
        let monthly: Vec<LadderRule> = LadderRule::standard().into_iter().filter(|rule| !rule.quarterly).collect();
        assert_eq!(closed_periods(&monthly, &days, Date::constant(2026, 4, 7)).len(), 12);
    }
}
