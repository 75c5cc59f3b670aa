//! Counted figures: stocks, ratios, and numbers of units or teams for which something holds — each with the list behind it.

use super::Books;
use crate::calendar::{Date, Period, day_number, day_of};
use crate::indicators::{Condition, Counting, Flow, Indicator, OwnersWhere, Stock, UnitsWhere, conditions, path};
use crate::measure::Ratio;
use crate::registers::{Fact, Kind, Record};

/// A counted figure with what it was counted from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// Scaled by the indicator's measure; `None` when a ratio has no base.
    pub amount: Option<i64>,
    /// Those for which it holds.
    pub subjects: Vec<Subject>,
    /// How many were asked: units with the duty, teams in being.
    pub over: Option<i64>,
    /// Inputs of a ratio: amounts of the two indicators.
    pub inputs: Option<(i64, i64)>,
}

/// Somebody or something counted.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A unit, with the sum that was tested.
    Unit { unit: i32, amount: i64 },
    /// A record of a register.
    Record { noun: &'static str, seq: i64, amount: i64 },
}

impl Books {
    /// A stock, ratio or count at the end of a period (or today, if that is earlier).
    pub fn counted(&self, indicator: &Indicator, period: Period) -> Counted {
        let day = period.last_day().min(self.as_of);
        let one = 10_i64.pow(u32::from(indicator.measure.decimals));
        match &indicator.counting {
            Counting::Stock(stock) => {
                let subjects = self.active(stock, indicator, day);
                let amount = subjects.iter().map(|s| s.amount()).sum();
                Counted { amount: Some(amount), subjects, ..Counted::default() }
            }
            Counting::UnitsWhere(rule) => {
                let (subjects, over) = self.units_where(rule, period);
                let amount = i64::try_from(subjects.len()).unwrap_or(i64::MAX) * one;
                Counted { amount: Some(amount), subjects, over: Some(over), inputs: None }
            }
            Counting::OwnersWhere(rule) => {
                let (subjects, over) = self.owners_where(rule, indicator, day);
                let amount = i64::try_from(subjects.len()).unwrap_or(i64::MAX) * one;
                Counted { amount: Some(amount), subjects, over: Some(over), inputs: None }
            }
            Counting::Ratio { of, over } => self.ratio(indicator, of, over, period, false),
            Counting::Returned | Counting::Flow(_) => Counted::default(),
        }
    }

    /// The same a year before, where the books at hand can tell it.
    pub(super) fn last_year_counted(&self, indicator: &Indicator, period: Period) -> Option<i64> {
        let day = period.last_year().last_day();
        match &indicator.counting {
            Counting::Stock(stock) => Some(self.active(stock, indicator, day).iter().map(Subject::amount).sum()),
            Counting::Ratio { of, over } => self.ratio(indicator, of, over, period, true).amount,
            Counting::OwnersWhere(rule) => {
                let one = 10_i64.pow(u32::from(indicator.measure.decimals));
                Some(i64::try_from(self.owners_where(rule, indicator, day).0.len()).unwrap_or(i64::MAX) * one)
            }
            // Without duties last year there was nothing to count.
            Counting::UnitsWhere(rule) => {
                let one = 10_i64.pow(u32::from(indicator.measure.decimals));
                let (subjects, over) = self.units_where(rule, period.last_year());
                (over > 0).then(|| i64::try_from(subjects.len()).unwrap_or(i64::MAX) * one)
            }
            Counting::Returned | Counting::Flow(_) => None,
        }
    }

    /// The records behind a part of the county's figure, from 1 January to the end of the period; `None`: it has no such part.
    pub fn part(&self, indicator: &Indicator, part: &str, period: Period) -> Option<Vec<Subject>> {
        let part = conditions(part)?;
        let day = period.last_day().min(self.as_of);
        match &indicator.counting {
            Counting::Flow(flow) => Some(self.records_of_flow(flow, indicator, &part, period.to_date())),
            Counting::Stock(stock) => Some(self.active(&narrowed(stock, part), indicator, day)),
            Counting::OwnersWhere(rule) => Some(self.active(&narrowed(&rule.stock, part), indicator, day)),
            Counting::Returned | Counting::Ratio { .. } | Counting::UnitsWhere(_) => None,
        }
    }

    fn records_of_flow(&self, flow: &Flow, indicator: &Indicator, part: &[Condition], period: Period) -> Vec<Subject> {
        let parent = |r: &Record, column: &str| self.parent(r, column);
        let mut subjects = Vec::new();
        for record in self.records(&flow.source) {
            let fact = Fact { record, parent: &parent, shares: &|_| Vec::new() };
            let inside =
                path(&fact, &flow.on).int().and_then(day_of).is_some_and(|day| period.contains(day) && day <= self.as_of);
            if inside
                && flow.conditions.iter().chain(part).all(|c| c.holds(&fact))
                && let Some(amount) = flow.amount.of(&fact, &indicator.measure)
            {
                subjects.push(Subject::Record { noun: record.register.noun, seq: record.seq, amount });
            }
        }
        subjects
    }

    fn active(&self, stock: &Stock, indicator: &Indicator, day: Date) -> Vec<Subject> {
        let mut subjects = Vec::new();
        for record in self.records(&stock.source) {
            if !in_force(record, &stock.on, &stock.until, day) {
                continue;
            }
            let parent = |r: &Record, column: &str| self.parent(r, column);
            let fact = Fact { record, parent: &parent, shares: &|_| Vec::new() };
            if stock.conditions.iter().all(|c| c.holds(&fact))
                && let Some(amount) = stock.amount.of(&fact, &indicator.measure)
            {
                subjects.push(Subject::Record { noun: record.register.noun, seq: record.seq, amount });
            }
        }
        subjects
    }

    /// The record a `Ref` column names.
    pub fn parent(&self, record: &Record, column: &str) -> Option<Record> {
        let at = record.register.column(column)?;
        let Kind::Ref(noun) = record.register.columns[at].kind else { return None };
        self.record(noun, record.text(column)).cloned()
    }

    fn units_where(&self, rule: &UnitsWhere, period: Period) -> (Vec<Subject>, i64) {
        let Some(duty) = self.indicator(&rule.duty) else { return (Vec::new(), 0) };
        let of: Vec<&Indicator> = rule.of.iter().filter_map(|code| self.indicator(code)).collect();
        let scale = of.first().map_or(1, |i| 10_i64.pow(u32::from(i.measure.decimals)));
        let mut subjects = Vec::new();
        let mut over = 0;
        for unit in self.units.iter().filter(|u| u.existed(period.to_date().first_day(), period.last_day())) {
            let has_duty = self.targets.get(duty.number, unit.number, period.year).is_some_and(|t| t.amount > 0);
            if !has_duty || !rule.conditions.iter().all(|c| unit_matches(unit, &c.column, &c.value, c.op)) {
                continue;
            }
            over += 1;
            let mut known = Some(0);
            for indicator in &of {
                let tally = self.tally(indicator.number, unit.number, period.year);
                let filed = indicator.counting != Counting::Returned || tally.is_some_and(|t| t.months != 0);
                // Not reported is never a zero.
                known = known.filter(|_| filed).map(|sum| sum + tally.map_or(0, |t| t.cumulative));
            }
            if let Some(amount) = known.filter(|&a| rule.test.holds(a, scale)) {
                subjects.push(Subject::Unit { unit: unit.number, amount });
            }
        }
        (subjects, over)
    }

    fn owners_where(&self, rule: &OwnersWhere, indicator: &Indicator, day: Date) -> (Vec<Subject>, i64) {
        let members = self.active(&rule.stock, indicator, day);
        let one = 10_i64.pow(u32::from(indicator.measure.decimals));
        let (mut subjects, mut over) = (Vec::new(), 0);
        for owner in self.records(&rule.owners).iter().filter(|r| in_force(r, "formed_on", "disbanded_on", day)) {
            over += 1;
            let key = owner.key();
            let count = members
                .iter()
                .filter(|m| self.member(m, &rule.stock.source).is_some_and(|r| r.text(&rule.owner_column) == key))
                .map(Subject::amount)
                .sum();
            if rule.test.holds(count, one) {
                subjects.push(Subject::Record { noun: owner.register.noun, seq: owner.seq, amount: count });
            }
        }
        (subjects, over)
    }

    fn member(&self, subject: &Subject, noun: &str) -> Option<&Record> {
        match subject {
            Subject::Record { seq, .. } => self.records(noun).iter().find(|r| r.seq == *seq),
            Subject::Unit { .. } => None,
        }
    }

    fn ratio(&self, indicator: &Indicator, of: &str, over: &str, period: Period, last_year: bool) -> Counted {
        let (Some(of), Some(over)) = (self.indicator(of), self.indicator(over)) else { return Counted::default() };
        let figure = |i: &Indicator| {
            let county = self.county(i, period);
            if last_year { county.last_year } else { county.cumulative }
        };
        let (Some(a), Some(b)) = (figure(of), figure(over)) else { return Counted::default() };
        let amount = (b != 0).then(|| quotient(indicator, of, over, a, b).round(indicator.measure.decimals));
        Counted { amount, inputs: Some((a, b)), ..Counted::default() }
    }
}

fn narrowed(stock: &Stock, part: Vec<Condition>) -> Stock {
    let mut narrowed = stock.clone();
    narrowed.conditions.extend(part);
    narrowed
}

impl Subject {
    pub fn amount(&self) -> i64 {
        match self {
            Subject::Unit { amount, .. } | Subject::Record { amount, .. } => *amount,
        }
    }
}

/// `of / over` in the measure of the ratio; percent is times a hundred. Money over money cancels whatever its unit.
fn quotient(indicator: &Indicator, of: &Indicator, over: &Indicator, a: i64, b: i64) -> Ratio {
    let money = of.measure.is_money() && over.measure.is_money();
    let scale = |i: &Indicator| 10_i128.pow(if money { 0 } else { u32::from(i.measure.decimals) });
    let percent = if indicator.measure.name == "%" { 100 } else { 1 };
    Ratio::wide(i128::from(a) * scale(over) * percent, i128::from(b) * scale(of))
}

/// `from ≤ day < until`; a missing start means never, a missing end means still.
fn in_force(record: &Record, from: &str, until: &str, day: Date) -> bool {
    let day = day_number(day);
    record.int(from).is_some_and(|f| f <= day) && record.int(until).is_none_or(|u| day < u)
}

fn unit_matches(unit: &crate::units::Unit, column: &str, value: &str, op: crate::indicators::Op) -> bool {
    let held = match column {
        "kind" => unit.kind.as_str(),
        "group" => unit.group.as_str(),
        "unit_id" => unit.code.as_str(),
        _ => return false,
    };
    (held == value) == (op == crate::indicators::Op::Equal)
}
