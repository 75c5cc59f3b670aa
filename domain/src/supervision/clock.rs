//! Clock 时限: working days to the due day and past it, the slips that fall on the way, and to whom they climb.
//!
//! A slip falls by the calendar: due soon, then behind on the first working day after the due day, then overdue. A day is over at
//! its midnight in the reporting zone, a make-up Saturday counts, a holiday does not.

use crate::calendar::{Date, NoNotice, WorkingDays, day_of};
use crate::document::Light;
use crate::lang::Lang;
use crate::registers::Record;

/// Clocks in working days (register `supervision_rules`). An order runs under the rule in force on the day it was given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub from_on: Date,
    /// Signed for within.
    pub sign_days: u32,
    /// Due soon so many days before the due day.
    pub soon_days: u32,
    /// Overdue so many days after it; at least one more than behind.
    pub overdue_days: u32,
    /// Left at least after a return, a hand-over or a reopening.
    pub again_days: u32,
    /// Told to the unit's head, the leader in charge, the county's head: so many days after the due day.
    pub climbs: [u32; 3],
}

impl Rule {
    /// Where the county set none: signed for the same or the next day and three days for feedback (DOMAIN.md §6.1, 13710).
    pub const USUAL: Rule = Rule {
        from_on: Date::constant(1990, 1, 1),
        sign_days: 1,
        soon_days: 3,
        overdue_days: 5,
        again_days: 3,
        climbs: [1, 3, 7],
    };

    pub fn from_record(record: &Record) -> Option<Rule> {
        let days = |column: &str| record.int(column).and_then(|n| u32::try_from(n).ok());
        Some(Rule {
            from_on: record.int("from_on").and_then(day_of)?,
            sign_days: days("sign_days")?,
            soon_days: days("soon_days")?,
            overdue_days: days("overdue_days")?.max(2),
            again_days: days("again_days")?,
            climbs: [days("first_climb")?.max(1), days("second_climb")?, days("third_climb")?],
        })
    }

    /// The rule in words.
    pub fn sentence(&self, lang: Lang) -> String {
        let Rule { sign_days, soon_days, overdue_days, climbs: [head, charge, county], .. } = self;
        match lang {
            Lang::Zh => format!(
                "{sign_days}个工作日内签收；到期前{soon_days}个工作日临期提醒（蓝），到期次日滞后（黄），到期后{overdue_days}个工作日逾期（红）；到期后{head}、{charge}、{county}个工作日分别报单位负责人、分管领导、主要领导"
            ),
            Lang::En => format!(
                "signed for within {sign_days} working days; due soon (blue) {soon_days} working days before, behind (yellow) the day after, overdue (red) {overdue_days} after the due day; told to the unit's head, the leader in charge and the county's head {head}, {charge} and {county} working days after it"
            ),
        }
    }
}

/// All rules of a county, with its working days.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rules: Vec<Rule>,
    days: WorkingDays,
}

impl Rules {
    pub fn new(mut rules: Vec<Rule>, days: WorkingDays) -> Rules {
        rules.sort_by_key(|r| r.from_on);
        Rules { rules, days }
    }

    pub fn days(&self) -> &WorkingDays {
        &self.days
    }

    /// The rule in force on a day.
    pub fn in_force(&self, on: Date) -> Rule {
        self.rules.iter().rfind(|r| r.from_on <= on).copied().unwrap_or(Rule::USUAL)
    }
}

/// A slip 督办单, each only after the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slip {
    /// 临期 ◆ 蓝
    DueSoon,
    /// 滞后 ▲ 黄
    Behind,
    /// 逾期 ■ 红
    Overdue,
}

impl Slip {
    pub const ALL: [Slip; 3] = [Slip::DueSoon, Slip::Behind, Slip::Overdue];

    pub fn code(self) -> &'static str {
        match self {
            Slip::DueSoon => "due_soon",
            Slip::Behind => "behind",
            Slip::Overdue => "overdue",
        }
    }

    pub fn parse(code: &str) -> Option<Slip> {
        Slip::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Slip::DueSoon => lang.of("临期", "due soon"),
            Slip::Behind => lang.of("滞后", "behind"),
            Slip::Overdue => lang.of("逾期", "overdue"),
        }
    }

    pub fn light(self) -> Light {
        match self {
            Slip::DueSoon => Light::Blue,
            Slip::Behind => Light::Yellow,
            Slip::Overdue => Light::Red,
        }
    }
}

/// What fell: a slip to the unit, or word of it to somebody above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fall {
    Slip(Slip),
    /// 报单位负责人 0, 报分管领导 1, 报主要领导 2.
    Climb(usize),
}

impl Fall {
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Fall::Slip(slip) => slip.label(lang),
            Fall::Climb(0) => lang.of("报单位负责人", "told to the unit's head"),
            Fall::Climb(1) => lang.of("报分管领导", "told to the leader in charge"),
            Fall::Climb(_) => lang.of("报主要领导", "told to the county's head"),
        }
    }
}

/// A slip or a climb on its day, with the unit that had the order then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fallen {
    pub on: Date,
    pub fall: Fall,
    pub unit: i32,
}

/// A stretch of days in which the clock of a unit ran towards one due day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// Stretches of one term share what has fallen: a pause does not let it fall again.
    pub term: usize,
    pub unit: i32,
    pub from: Date,
    /// The last day on which something may fall; `None`: it still runs.
    pub to: Option<Date>,
    pub due: Date,
}

impl Running {
    /// The days on which something falls, up to today.
    pub fn falls(&self, rule: &Rule, days: &WorkingDays, today: Date) -> Result<Vec<Fallen>, NoNotice> {
        let until = self.to.unwrap_or(today).min(today);
        let mut falls = Vec::new();
        let mut add = |on: Date, fall: Fall| {
            let on = on.max(self.from);
            if on <= until {
                falls.push(Fallen { on, fall, unit: self.unit });
            }
        };
        if until < self.from {
            return Ok(falls);
        }
        if self.is_soon(rule, days, until) {
            add(self.soon_on(rule, days)?, Fall::Slip(Slip::DueSoon));
        }
        // What lies after today is nobody's business yet, and its year may have no notice.
        if until > self.due {
            let late = days.between(self.due, until)?;
            let mut after = |n: u32, fall: Fall| {
                if late >= n {
                    add(days.after(self.due, n)?, fall);
                }
                Ok::<_, NoNotice>(())
            };
            after(1, Fall::Slip(Slip::Behind))?;
            after(rule.overdue_days, Fall::Slip(Slip::Overdue))?;
            for (rung, n) in rule.climbs.into_iter().enumerate() {
                after(n.max(1), Fall::Climb(rung))?;
            }
        }
        falls.sort_by_key(|f| (f.on, f.fall));
        Ok(falls)
    }

    fn is_soon(&self, rule: &Rule, days: &WorkingDays, day: Date) -> bool {
        day >= self.due || days.between(day, self.due).is_ok_and(|left| left <= rule.soon_days)
    }

    /// The first day from which at most so many working days are left.
    fn soon_on(&self, rule: &Rule, days: &WorkingDays) -> Result<Date, NoNotice> {
        days.nth_back(self.due, rule.soon_days + 1)
    }
}

/// The due days by which a day tells slips apart, worked out once for a list of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    soon_to: Date,
    behind_to: Date,
    overdue_to: Date,
    climb_to: [Date; 3],
}

impl Bands {
    pub fn of(today: Date, rule: &Rule, days: &WorkingDays) -> Result<Bands, NoNotice> {
        let before = |n: u32| Ok::<_, NoNotice>(days.nth_back(today, n)?.yesterday().unwrap_or(Date::MIN));
        let year_end = Date::constant(today.year(), 12, 31);
        // Where next year's notice is not out, nothing of next year is called soon.
        let soon_to = days.after(today, rule.soon_days + 1).map_or(year_end, |day| day.yesterday().unwrap_or(day));
        Ok(Bands {
            soon_to,
            behind_to: before(1)?,
            overdue_to: before(rule.overdue_days)?,
            climb_to: [before(rule.climbs[0])?, before(rule.climbs[1])?, before(rule.climbs[2])?],
        })
    }

    pub fn slip(&self, due: Date) -> Option<Slip> {
        if due <= self.overdue_to {
            Some(Slip::Overdue)
        } else if due <= self.behind_to {
            Some(Slip::Behind)
        } else if due <= self.soon_to {
            Some(Slip::DueSoon)
        } else {
            None
        }
    }

    /// The highest rung it has been told to.
    pub fn rung(&self, due: Date) -> Option<usize> {
        (0..3).rev().find(|&rung| due <= self.climb_to[rung])
    }
}
