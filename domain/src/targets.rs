//! Targets 目标 of a year, and the light rules 亮灯规则 that judge them: data with a day of effect.

use crate::calendar::{Date, Period, day_of, day_text, days_between};
use crate::document::Light;
use crate::indicators::Pace;
use crate::lang::Lang;
use crate::measure::{Ratio, fixed, grouped};
use crate::registers::Record;
use crate::stage::COUNTY;
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;

/// Every year that targets may be set for.
pub const EVERY_YEAR: RangeInclusive<i16> = 0..=9999;

/// An annual target 年度目标 of a unit (or of the county itself).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub amount: i64,
    /// Its own pace, where it differs from the indicator's.
    pub pace: Option<Pace>,
    /// Place in the chain of the record that set it.
    pub seq: i64,
}

/// Indicator, unit (0: the county) and year.
pub type TargetKey = (i32, i32, i16);

/// Targets by indicator, unit and year.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    by_key: FxHashMap<TargetKey, Target>,
}

impl Target {
    /// A target with what it stands under, as a record says it.
    fn from_record(record: &Record) -> Option<(TargetKey, Target)> {
        let number = |column: &str| record.int(column).and_then(|n| i32::try_from(n).ok());
        let key = (number("indicator_id")?, number("unit_id").unwrap_or(COUNTY), i16::try_from(record.int("year")?).ok()?);
        Some((key, Target { amount: record.int("target")?, pace: Target::own_pace(record.text("pace")), seq: record.seq }))
    }

    /// The pace as it is written in the register; empty is the indicator's.
    pub fn own_pace(written: &str) -> Option<Pace> {
        if written.is_empty() { None } else { Pace::parse(written) }
    }
}

impl FromIterator<(TargetKey, Target)> for Targets {
    /// Of several under one key the last holds.
    fn from_iter<I: IntoIterator<Item = (TargetKey, Target)>>(targets: I) -> Targets {
        Targets { by_key: targets.into_iter().collect() }
    }
}

impl Targets {
    pub fn from_records(records: &[Record]) -> Targets {
        records.iter().filter_map(Target::from_record).collect()
    }

    pub fn get(&self, indicator: i32, unit: i32, year: i16) -> Option<&Target> {
        self.by_key.get(&(indicator, unit, year))
    }
}

/// Time progress 时序进度: the part of the year's target that is due, and whether the period is still open.
///
/// At the end of a period elapsed whole months / 12; inside it elapsed days / days of the year; a curve gives what it says
/// for the last whole month, and nothing is guessed between (DECISIONS.md, Which number; DOMAIN.md §3.4).
pub fn time_progress(pace: &Pace, period: Period, as_of: Date) -> Ratio {
    let ended = as_of >= period.last_day();
    match pace {
        Pace::Linear if ended => Ratio::new(i64::from(period.to_month), 12),
        Pace::Linear => {
            let first = Period::parse(&period.year.to_string()).map_or(period.first_day(), Period::first_day);
            let elapsed = (days_between(first, as_of) + 1).max(0);
            Ratio::new(elapsed, if first.in_leap_year() { 366 } else { 365 })
        }
        Pace::Curve(curve) => {
            let whole_months = if ended {
                usize::from(period.to_month)
            } else if as_of.year() < period.year {
                0
            } else {
                let month = usize::from(as_of.month().unsigned_abs());
                if as_of == as_of.last_of_month() { month } else { month - 1 }
            };
            Ratio::new(if whole_months == 0 { 0 } else { curve[whole_months - 1] }, 10_000)
        }
    }
}

/// A light rule 亮灯规则: bounds on the gap to time progress, in 0.01 percentage points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LightRule {
    pub id: String,
    pub effective_on: Date,
    pub green_from: i64,
    pub yellow_from: i64,
    /// Only for this indicator, if given.
    pub indicator: Option<i32>,
    pub seq: i64,
}

impl LightRule {
    /// Used where the county has set no rule of its own: green at or above the time progress, yellow to ten points below.
    pub fn standard() -> LightRule {
        LightRule {
            id: "standard".to_owned(),
            effective_on: Date::constant(1990, 1, 1),
            green_from: 0,
            yellow_from: -1000,
            indicator: None,
            seq: 0,
        }
    }

    pub fn from_record(record: &Record) -> Option<LightRule> {
        Some(LightRule {
            id: record.text("rule_id").to_owned(),
            effective_on: record.int("effective_on").and_then(day_of)?,
            green_from: record.int("green_from")?,
            yellow_from: record.int("yellow_from")?,
            indicator: record.int("indicator_id").and_then(|n| i32::try_from(n).ok()),
            seq: record.seq,
        })
    }

    /// The rule in force for an indicator on a day: its own before the general one, the latest effective first.
    pub fn in_force(rules: &[LightRule], indicator: i32, on: Date) -> LightRule {
        rules
            .iter()
            .filter(|r| r.effective_on <= on && r.indicator.is_none_or(|i| i == indicator))
            .max_by_key(|r| (r.indicator.is_some(), r.effective_on, r.seq))
            .cloned()
            .unwrap_or_else(LightRule::standard)
    }

    /// The light of a gap (share − time progress, as a fraction); where lower is better a share above the pace is behind.
    pub fn light(&self, gap: Ratio, lower_is_better: bool) -> Light {
        let gap = if lower_is_better { gap.times(-1) } else { gap };
        let at_least = |bound: i64| gap.compare(Ratio::new(bound, 10_000)) != std::cmp::Ordering::Less;
        if at_least(self.green_from) {
            Light::Green
        } else if at_least(self.yellow_from) {
            Light::Yellow
        } else {
            Light::Red
        }
    }

    /// The rule in words: 与时序差不低于0个百分点为绿灯 ….
    pub fn sentence(&self, lang: Lang) -> String {
        let points = |n: i64| grouped(&fixed(&Ratio::new(n, 100), if n % 100 == 0 { 0 } else { 2 }));
        let (green, yellow, since) = (points(self.green_from), points(self.yellow_from), day_text(self.effective_on, lang));
        match lang {
            Lang::Zh => {
                format!(
                    "与时序差不低于{green}个百分点为绿灯，不低于{yellow}个百分点为黄灯，其余为红灯（规则 {}，{since}起施行）",
                    self.id
                )
            }
            Lang::En => {
                format!(
                    "green from {green} points to time progress, yellow from {yellow}, red below (rule {}, since {since})",
                    self.id
                )
            }
        }
    }

    /// The rule in one line: `standard@1990-01-01: gap ≥ 0 green; ≥ −10 yellow; else red`.
    pub fn text(&self) -> String {
        let points = |n: i64| fixed(&Ratio::new(n, 100), if n % 100 == 0 { 0 } else { 2 });
        format!(
            "{}@{}: gap>={} green; gap>={} yellow; else red",
            self.id,
            self.effective_on,
            points(self.green_from),
            points(self.yellow_from)
        )
    }
}
