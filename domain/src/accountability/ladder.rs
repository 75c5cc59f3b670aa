//! Ladder 问责阶梯: rules as data, and what they propose for the periods that are closed.
//!
//! An honest zero never counts against a unit: a period it stands on with a confirmed zero is passed over, it neither adds to a run
//! nor breaks one; only who did not report is "not reported". A project that was refused is in no indicator and counts nowhere.

use super::Rung;
use crate::calendar::{Date, Period, day_of, day_text};
use crate::document::Light;
use crate::indicators::{Counting, Indicator};
use crate::lang::Lang;
use crate::registers::Record;
use std::cmp::Reverse;

/// Rules that nobody wrote hold since ever.
const EVER: Date = Date::constant(1990, 1, 1);

/// What a rule looks at 触发.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Red at the end of the period.
    Red,
    /// Among so many last places of its group.
    Bottom(u32),
    /// Owed and not reported when the books closed.
    Missing,
    /// An order so many working days past its due day; `times` of the rule says how many.
    Overdue,
}

/// A rung of the ladder (register `ladder_rules`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderRule {
    pub id: String,
    pub from_on: Date,
    pub until_on: Option<Date>,
    pub trigger: Trigger,
    /// Periods in a row; working days for an overdue order.
    pub times: u32,
    /// Judged by quarters; otherwise by months.
    pub quarterly: bool,
    /// Only for this indicator, if given.
    pub indicator: Option<i32>,
    pub rung: Rung,
    /// Who talks, who is told.
    pub by: String,
    /// How long the measure is in effect once served.
    pub months: u32,
}

impl LadderRule {
    /// The ladder where the county wrote none: speech 1-47, with the thresholds of DOMAIN.md §6.2.
    pub fn standard() -> Vec<LadderRule> {
        let rule = |id: &str, trigger, times, quarterly, rung: Rung| LadderRule {
            id: id.to_owned(),
            from_on: EVER,
            until_on: None,
            trigger,
            times,
            quarterly,
            indicator: None,
            rung,
            by: String::new(),
            months: rung.usual_months(),
        };
        vec![
            rule("standard-1", Trigger::Red, 1, true, Rung::Statement),
            rule("standard-2", Trigger::Red, 2, true, Rung::Correction),
            rule("standard-3", Trigger::Bottom(3), 2, true, Rung::Talk),
            rule("standard-4", Trigger::Red, 3, true, Rung::Admonition),
            rule("standard-5", Trigger::Red, 4, true, Rung::Reshuffle),
            rule("standard-6", Trigger::Missing, 2, false, Rung::Explanation),
            rule("standard-7", Trigger::Overdue, 5, false, Rung::Explanation),
            rule("standard-8", Trigger::Overdue, 20, false, Rung::Correction),
        ]
    }

    pub fn from_record(record: &Record) -> Option<LadderRule> {
        let count = |column: &str| record.int(column).and_then(|n| u32::try_from(n).ok());
        Some(LadderRule {
            id: record.text("rule_id").to_owned(),
            from_on: record.int("from_on").and_then(day_of)?,
            until_on: record.int("until_on").and_then(day_of),
            trigger: match record.text("trigger") {
                "red" => Trigger::Red,
                "bottom" => Trigger::Bottom(count("places")?.max(1)),
                "missing" => Trigger::Missing,
                _ => Trigger::Overdue,
            },
            times: count("times")?.max(1),
            quarterly: record.text("span") == "quarter",
            indicator: record.int("indicator_id").and_then(|n| i32::try_from(n).ok()),
            rung: Rung::parse(record.text("rung"))?,
            by: record.text("by").to_owned(),
            months: count("months")?.max(1),
        })
    }

    /// The rules in force on a day: of several under one number the latest. A county that wrote any is judged by its own alone.
    pub fn in_force(rules: &[LadderRule], on: Date) -> Vec<LadderRule> {
        if rules.is_empty() {
            return LadderRule::standard();
        }
        let known = rules.iter().filter(|r| r.from_on <= on);
        let latest = known.clone().filter(|r| !known.clone().any(|o| o.id == r.id && o.from_on > r.from_on));
        latest.filter(|r| r.until_on.is_none_or(|until| on < until)).cloned().collect()
    }

    /// The rule in words.
    pub fn sentence(&self, lang: Lang) -> String {
        let (times, rung) = (self.times, self.rung.label(lang));
        let since = match lang {
            _ if self.from_on == EVER => String::new(),
            Lang::Zh => format!("，自{}", day_text(self.from_on, lang)),
            Lang::En => format!(", since {}", day_text(self.from_on, lang)),
        };
        let span = if self.quarterly { lang.of("个季度", "quarter") } else { lang.of("个月", "month") };
        let run = if times == 1 { format!("for a {span}") } else { format!("for {times} {span}s in a row") };
        let when = match (self.trigger, lang) {
            (Trigger::Red, Lang::Zh) => format!("连续{times}{span}红灯"),
            (Trigger::Red, Lang::En) => format!("red {run}"),
            (Trigger::Bottom(1), Lang::Zh) => format!("连续{times}{span}排名末位"),
            (Trigger::Bottom(1), Lang::En) => format!("last {run}"),
            (Trigger::Bottom(places), Lang::Zh) => format!("连续{times}{span}排名后{places}位"),
            (Trigger::Bottom(places), Lang::En) => format!("among the last {places} {run}"),
            (Trigger::Missing, Lang::Zh) => format!("连续{times}{span}未报"),
            (Trigger::Missing, Lang::En) => format!("nothing reported {run}"),
            (Trigger::Overdue, Lang::Zh) => format!("督办事项逾期{times}个工作日"),
            (Trigger::Overdue, Lang::En) => format!("an order {times} working days overdue"),
        };
        match lang {
            Lang::Zh => format!("{when}，建议{rung}（规则 {}{since}）", self.id, rung = rung.trim_start_matches("建议")),
            Lang::En => format!("{when}: {rung} is proposed (rule {}{since})", self.id),
        }
    }

    /// Does it look at how units stand in this indicator?
    pub fn looks_at(&self, indicator: &Indicator) -> bool {
        let meant = self.indicator.is_none_or(|number| number == indicator.number);
        match self.trigger {
            Trigger::Red | Trigger::Bottom(_) => meant,
            // What is counted from registers is owed by nobody.
            Trigger::Missing => meant && indicator.counting == Counting::Returned,
            Trigger::Overdue => false,
        }
    }

    fn counts(&self, standing: &Standing) -> bool {
        match self.trigger {
            Trigger::Red => standing.light == Some(Light::Red),
            Trigger::Bottom(places) => standing.from_bottom.is_some_and(|place| place <= places),
            Trigger::Missing => standing.filed == Filed::Nothing,
            Trigger::Overdue => false,
        }
    }
}

/// What a unit had filed when the books of a period closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filed {
    /// A figure, its own or counted from a register.
    Figure,
    /// A zero, filed as such.
    Zero,
    /// Nothing, though it was owed.
    Nothing,
}

/// How a unit stood at the end of a closed period.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub unit: i32,
    pub indicator: i32,
    pub period: Period,
    pub filed: Filed,
    pub light: Option<Light>,
    /// 1: last of its group.
    pub from_bottom: Option<u32>,
}

/// An order past its due day by so many working days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    pub order: String,
    pub unit: i32,
    pub days: u32,
}

/// What a proposal stands on.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// The periods that counted, newest first.
    Periods {
        indicator: i32,
        periods: Vec<Period>,
    },
    Order {
        order: String,
        days: u32,
    },
}

impl Cause {
    /// How late an order is; figures speak for themselves.
    pub fn late(&self, lang: Lang) -> Option<String> {
        match (self, lang) {
            (Cause::Periods { .. }, _) => None,
            (Cause::Order { days, .. }, Lang::Zh) => Some(format!("逾期{days}个工作日")),
            (Cause::Order { days, .. }, Lang::En) => Some(format!("{days} working days overdue")),
        }
    }
}

/// The ground 事由 of a proposal: one matter is brought up once, whichever rule finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// An indicator, with the newest period that counted.
    Period(i32, Period),
    Order(String),
}

/// A measure that was brought up before, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub unit: i32,
    pub ground: Ground,
    /// As it was proposed.
    pub rung: Rung,
    /// The measure that waits or is in effect because of it; `None`: it is over.
    pub under: Option<Rung>,
}

impl Opened {
    /// While a measure waits or is in effect, figures lead to a graver one or to none.
    fn holds_back(&self, unit: i32, rung: Rung) -> bool {
        self.unit == unit && self.under.is_some_and(|under| rung <= under)
    }

    /// A closed period is brought up once; an order that is ever later may reach a graver rule.
    fn covers(&self, unit: i32, cause: &Cause, rung: Rung) -> bool {
        let same = match (&self.ground, cause) {
            (Ground::Period(indicator, newest), Cause::Periods { indicator: of, periods }) => {
                indicator == of && periods.first() == Some(newest)
            }
            (Ground::Order(order), Cause::Order { order: of, .. }) => order == of && rung <= self.rung,
            (Ground::Period(..), Cause::Order { .. }) | (Ground::Order(_), Cause::Periods { .. }) => false,
        };
        self.unit == unit && same
    }
}

/// A rule that is reached, and by what.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    pub rule: LadderRule,
    pub cause: Cause,
}

/// A measure that is proposed for a unit. It is nothing until somebody decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub unit: i32,
    /// The gravest, whose measure is proposed.
    pub first: Reached,
    /// Whatever else the figures of the unit reach, gravest first: it is decided together.
    pub beside: Vec<Reached>,
}

/// What the rules propose, gravest first. A unit is proposed one measure for everything its figures reach, each indicator by the
/// gravest rule, and one for each order; nothing that was brought up before, and no lighter or equal one while a measure runs.
///
/// `standings` are of closed periods, both months and quarters; those of one unit, indicator and span follow each other in time.
pub fn proposals(rules: &[LadderRule], standings: &[Standing], overdue: &[Overdue], opened: &[Opened]) -> Vec<Proposal> {
    let gravest = |unit: i32, reached: &mut dyn Iterator<Item = Reached>| {
        let known = |of: &Reached| opened.iter().any(|o| o.covers(unit, &of.cause, of.rule.rung));
        reached.filter(|of| !known(of)).max_by_key(|of| (of.rule.rung, of.rule.times))
    };
    let mut sorted: Vec<&Standing> = standings.iter().collect();
    sorted.sort_by_key(|s| (s.unit, s.indicator, is_quarter(s.period), s.period.year, s.period.to_month));
    let by_periods = sorted.chunk_by(|a, b| a.unit == b.unit).filter_map(|of_unit| {
        let of_one = |s: &Standing| (s.indicator, is_quarter(s.period));
        let of_ones = of_unit.chunk_by(|a, b| of_one(a) == of_one(b));
        let found = of_ones.filter_map(|of_one| gravest(of_one[0].unit, &mut reached(rules, of_one)));
        let proposal = gathered(of_unit[0].unit, found.collect())?;
        let held_back = opened.iter().any(|o| o.holds_back(proposal.unit, proposal.first.rule.rung));
        (!held_back).then_some(proposal)
    });
    let by_orders = overdue.iter().filter_map(|order| {
        let late = |rule: &&LadderRule| rule.trigger == Trigger::Overdue && rule.times <= order.days;
        let cause = || Cause::Order { order: order.order.clone(), days: order.days };
        let mut found = rules.iter().filter(late).map(|rule| Reached { rule: rule.clone(), cause: cause() });
        Some(Proposal { unit: order.unit, first: gravest(order.unit, &mut found)?, beside: Vec::new() })
    });
    let mut all: Vec<Proposal> = by_periods.chain(by_orders).collect();
    all.sort_by_key(|p| (Reverse(p.first.rule.rung), p.unit));
    all
}

/// Rules that a unit reaches by the standings of one indicator and span.
fn reached<'r>(rules: &'r [LadderRule], of_one: &'r [&Standing]) -> impl Iterator<Item = Reached> + 'r {
    let indicator = of_one[0].indicator;
    let of = move |rule: &LadderRule| {
        let cause = Cause::Periods { indicator, periods: run(rule, of_one)? };
        Some(Reached { rule: rule.clone(), cause })
    };
    rules.iter().filter_map(of)
}

/// Everything a unit reaches as one proposal, under the gravest of it.
fn gathered(unit: i32, mut found: Vec<Reached>) -> Option<Proposal> {
    found.sort_by_key(|of| Reverse((of.rule.rung, of.rule.times)));
    let mut found = found.into_iter();
    Some(Proposal { unit, first: found.next()?, beside: found.collect() })
}

/// The periods by which a rule is reached, newest first, if the newest closed one counts and enough before it do.
fn run(rule: &LadderRule, of_one: &[&Standing]) -> Option<Vec<Period>> {
    if rule.indicator.is_some_and(|indicator| indicator != of_one[0].indicator) {
        return None;
    }
    let mut of_span = of_one.iter().rev().filter(|s| is_quarter(s.period) == rule.quarterly).peekable();
    let newest = of_span.peek()?.period;
    let mut periods: Vec<Period> = Vec::new();
    let mut expected = newest;
    for standing in of_span {
        if standing.period != expected {
            break;
        }
        expected = before(standing.period);
        if standing.filed == Filed::Zero {
            continue;
        }
        if !rule.counts(standing) {
            break;
        }
        periods.push(standing.period);
    }
    let reached = periods.first() == Some(&newest) && periods.len() >= rule.times as usize;
    reached.then_some(periods)
}

fn is_quarter(period: Period) -> bool {
    period.from_month != period.to_month
}

/// The month or the quarter before.
pub(super) fn before(period: Period) -> Period {
    let length = period.to_month - period.from_month + 1;
    match period.from_month.checked_sub(length).filter(|&from| from > 0) {
        Some(from_month) => Period { from_month, to_month: period.to_month - length, ..period },
        None => Period { year: period.year - 1, from_month: 13 - length, to_month: 12 },
    }
}
