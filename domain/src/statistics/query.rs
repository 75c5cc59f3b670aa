//! Queries 查数: the name of one figure, which is also the question that gives it again.

use super::{Books, FILED, Statistic, Subject};
use crate::calendar::{Date, Period, parse_day};
use crate::indicators::{Counting, Indicator};
use crate::lang::Lang;
use crate::measure::Ratio;
use crate::stage::{COUNTY, Stage};

/// Which quantity of a statistic is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    Value,
    Cumulative,
    LastYear,
    Change,
    ChangePercent,
    Target,
    LastTarget,
    SharePercent,
    LastSharePercent,
    TimeProgressPercent,
    GapPoints,
    LastGapPoints,
    Rank,
    /// Units with the duty, or teams in being, of a count.
    Over,
    /// The count as a share of `Over`.
    OverPercent,
    /// Days without a first result.
    UnbrokenDays,
    /// Returns of the period's last month filed after their due day; of [`FILED`](super::FILED), as the next two.
    LateReturns,
    /// Days of the longest delay among them.
    LateDays,
    /// Returns that were due and are not there.
    MissingReturns,
}

impl Quantity {
    /// Each with its code and its label in Chinese and in English.
    pub const ALL: [(Quantity, &'static str, &'static str, &'static str); 19] = [
        (Quantity::Value, "value", "本期", "in the period"),
        (Quantity::Cumulative, "cumulative", "累计", "cumulative"),
        (Quantity::LastYear, "last_year", "上年同期", "same period last year"),
        (Quantity::Change, "change", "同比增减", "change"),
        (Quantity::ChangePercent, "change_percent", "同比", "change, %"),
        (Quantity::Target, "target", "年度目标", "annual target"),
        (Quantity::LastTarget, "last_target", "上年目标", "last year's target"),
        (Quantity::SharePercent, "share_percent", "占年度目标", "share of target, %"),
        (Quantity::LastSharePercent, "last_share_percent", "上年同期占比", "share last year, %"),
        (Quantity::TimeProgressPercent, "time_progress_percent", "时序进度", "time progress, %"),
        (Quantity::GapPoints, "gap_points", "与时序差", "gap to time progress, points"),
        (Quantity::LastGapPoints, "last_gap_points", "上年与时序差", "gap last year, points"),
        (Quantity::Rank, "rank", "组内排名", "rank in group"),
        (Quantity::Over, "over", "应计数", "out of"),
        (Quantity::OverPercent, "over_percent", "占比", "share, %"),
        (Quantity::UnbrokenDays, "unbroken_days", "未破零天数", "days without a first result"),
        (Quantity::LateReturns, "late_returns", "迟报项数", "returns filed late"),
        (Quantity::LateDays, "late_days", "迟报天数", "days late"),
        (Quantity::MissingReturns, "missing_returns", "未报项数", "returns not filed"),
    ];

    pub fn code(self) -> &'static str {
        Quantity::ALL.iter().find(|q| q.0 == self).map_or("", |q| q.1)
    }

    pub fn parse(code: &str) -> Option<Quantity> {
        Quantity::ALL.iter().find(|q| q.1 == code).map(|q| q.0)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        Quantity::ALL.iter().find(|q| q.0 == self).map_or("", |q| lang.of(q.2, q.3))
    }
}

/// One figure: `361099:fund_arrivals:share_percent:-:2026-Q1:verified:2026-04-08`; a part of one has its conditions behind a
/// further colon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    pub county: i32,
    pub indicator: String,
    pub quantity: Quantity,
    /// `None`: the county itself.
    pub unit: Option<String>,
    pub period: Period,
    pub stage: Stage,
    pub as_of: Date,
    /// A part of the figure: conditions as an indicator's own are written (`project_id.fixed_investment>=100000`); empty: the whole.
    pub part: String,
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let escaped = |s: &str| s.replace('%', "%25").replace(':', "%3A").replace('/', "%2F");
        // A unit whose key is "-" is not the county.
        let unit = self.unit.as_deref().map_or_else(|| "-".to_owned(), |u| if u == "-" { "%2D".to_owned() } else { escaped(u) });
        write!(
            f,
            "{}:{}:{}:{unit}:{}:{}:{}",
            self.county,
            escaped(&self.indicator),
            self.quantity.code(),
            self.period,
            self.stage.code(),
            self.as_of
        )?;
        if self.part.is_empty() { Ok(()) } else { write!(f, ":{}", escaped(&self.part)) }
    }
}

impl Query {
    pub fn parse(id: &str) -> Option<Query> {
        let plain = |s: &str| s.replace("%2F", "/").replace("%3A", ":").replace("%2D", "-").replace("%25", "%");
        let parts: Vec<&str> = id.trim().split(':').collect();
        let (whole, part) = parts.split_at_checked(7)?;
        let [county, indicator, quantity, unit, period, stage, as_of] = whole else { return None };
        let part = match part {
            [] => String::new(),
            [part] => plain(part),
            [_, _, ..] => return None,
        };
        Some(Query {
            county: county.parse().ok()?,
            indicator: plain(indicator),
            quantity: Quantity::parse(quantity)?,
            unit: (*unit != "-").then(|| plain(unit)),
            period: Period::parse(period)?,
            stage: Stage::parse(stage)?,
            as_of: parse_day(as_of)?,
            part,
        })
    }

    /// The whole of which this is a part.
    pub fn whole(&self) -> Query {
        Query { part: String::new(), ..self.clone() }
    }

    /// The same figure's other quantity.
    pub fn with(&self, quantity: Quantity) -> Query {
        Query { quantity, ..self.clone() }
    }

    pub fn of_unit(&self, unit: &str) -> Query {
        Query { unit: Some(unit.to_owned()), ..self.clone() }
    }
}

/// The answer to a query: exact, with the decimals and unit in which it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub ratio: Ratio,
    /// Decimals of a table.
    pub places: u8,
    pub dimension: Dimension,
}

/// What an answer is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// The indicator's own measure.
    Measure,
    Percent,
    Points,
    Place,
    Days,
    /// Records of a register.
    Records,
    /// Lines of a month's form.
    Returns,
}

impl Books {
    /// Answer a query from these books (its stage and day must be those of the books).
    pub fn answer(&self, query: &Query) -> Option<Answer> {
        if query.indicator == FILED {
            return self.filing(query);
        }
        let indicator = self.indicator(&query.indicator)?;
        if !query.part.is_empty() {
            return query.unit.is_none().then(|| self.part_quantity(indicator, &query.part, query.quantity, query.period))?;
        }
        let statistic = match &query.unit {
            None => self.county(indicator, query.period),
            Some(code) => {
                let unit = self.unit_of_code(code)?.number;
                self.statistics_of(indicator, query.period).into_iter().find(|s| s.unit == unit)?
            }
        };
        self.quantity(indicator, &statistic, query.quantity, query.period)
    }

    /// A part of the county's figure, or its share of the whole.
    pub fn part_quantity(&self, indicator: &Indicator, part: &str, quantity: Quantity, period: Period) -> Option<Answer> {
        let amount: i64 = self.part(indicator, part, period)?.iter().map(Subject::amount).sum();
        let scale = 10_i64.pow(u32::from(indicator.measure.decimals));
        let of_owners = matches!(indicator.counting, Counting::OwnersWhere(_));
        match quantity {
            Quantity::Cumulative if of_owners => {
                Some(Answer { ratio: Ratio::new(amount, scale), places: 0, dimension: Dimension::Records })
            }
            Quantity::Cumulative => Some(Answer {
                ratio: Ratio::new(amount, scale),
                places: indicator.measure.shown_decimals(),
                dimension: Dimension::Measure,
            }),
            Quantity::OverPercent if !of_owners => {
                let whole = self.county(indicator, period).cumulative.filter(|&w| w > 0)?;
                Some(Answer { ratio: Ratio::new(amount, whole).times(100), places: 1, dimension: Dimension::Percent })
            }
            Quantity::Value
            | Quantity::LastYear
            | Quantity::Change
            | Quantity::ChangePercent
            | Quantity::Target
            | Quantity::LastTarget
            | Quantity::SharePercent
            | Quantity::LastSharePercent
            | Quantity::TimeProgressPercent
            | Quantity::GapPoints
            | Quantity::LastGapPoints
            | Quantity::Rank
            | Quantity::Over
            | Quantity::OverPercent
            | Quantity::UnbrokenDays
            | Quantity::LateReturns
            | Quantity::LateDays
            | Quantity::MissingReturns => None,
        }
    }

    /// One quantity of a statistic already at hand.
    pub fn quantity(&self, indicator: &Indicator, s: &Statistic, quantity: Quantity, period: Period) -> Option<Answer> {
        let scale = 10_i64.pow(u32::from(indicator.measure.decimals));
        let amount = |a: Option<i64>| {
            a.map(|a| Answer {
                ratio: Ratio::new(a, scale),
                places: indicator.measure.shown_decimals(),
                dimension: Dimension::Measure,
            })
        };
        let percent = |r: Option<Ratio>, dimension: Dimension| r.map(|r| Answer { ratio: r.times(100), places: 1, dimension });
        let whole = |n: i64, dimension: Dimension| Some(Answer { ratio: Ratio::new(n, 1), places: 0, dimension });
        match quantity {
            Quantity::Value => amount(s.value),
            Quantity::Cumulative => amount(s.cumulative),
            Quantity::LastYear => amount(s.last_year),
            Quantity::Change => amount(s.change()),
            Quantity::ChangePercent => percent(s.change_ratio(), Dimension::Percent),
            Quantity::Target => amount(s.target),
            Quantity::LastTarget => amount(s.last_target),
            Quantity::SharePercent => percent(s.share(), Dimension::Percent),
            Quantity::LastSharePercent => percent(s.last_share(), Dimension::Percent),
            Quantity::TimeProgressPercent => percent(Some(s.time), Dimension::Percent),
            Quantity::GapPoints => percent(s.gap(), Dimension::Points),
            Quantity::LastGapPoints => percent(s.last_gap(), Dimension::Points),
            Quantity::Rank => s.rank.and_then(|r| whole(i64::from(r), Dimension::Place)),
            Quantity::UnbrokenDays => s.unbroken_days.and_then(|d| whole(d, Dimension::Days)),
            Quantity::Over if s.unit == COUNTY => whole(self.counted(indicator, period).over?, Dimension::Measure),
            Quantity::OverPercent if s.unit == COUNTY => {
                let counted = self.counted(indicator, period);
                let over = counted.over.filter(|&o| o > 0)?;
                percent(Some(Ratio::new(counted.amount?, over * scale)), Dimension::Percent)
            }
            Quantity::Over | Quantity::OverPercent | Quantity::LateReturns | Quantity::LateDays | Quantity::MissingReturns => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_named_as_it_is_asked() {
        for id in [
            "361099:fund_arrivals:share_percent:-:2026-Q1:verified:2026-04-08",
            "361099:signed_projects:cumulative:-:2026-Q1:verified:2026-04-08:project_id.fixed_investment>=100000",
            "361099:returns:late_returns:town-01:2026-Q1:verified:2026-04-08",
            "361099:teams_single_posted:cumulative:-:2026-Q1:verified:2026-04-08:body=team-01%3A%2F%25",
        ] {
            assert_eq!(Query::parse(id).map(|q| q.to_string()).as_deref(), Some(id));
        }
        assert_eq!(Query::parse("361099:a:cumulative:-:2026-Q1:verified:2026-04-08:x:y"), None);
        assert_eq!(Query::parse("361099:a:cumulative:-:2026-Q1:verified"), None);
    }
}
