//! Breakdown 任务分解: one task divided among units, each with so much of it or words, its day, and what is due by the end of each month.
//!
//! Stages are counted from the beginning: so much by the end of the month 累计. What is filled in for a person is a proposal that fills
//! the empty cells and changes nothing that was typed.

use crate::calendar::{Date, Period};
use crate::lang::Lang;
use crate::measure::{Measure, Ratio};

/// More units than this no page shows, and no form carries.
pub const MOST_PARTS: usize = 120;

/// So many months have a column.
pub const MOST_MONTHS: usize = 12;

/// The longest words of a cell, characters.
const MOST_WORDS: usize = 200;

/// What a cell says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Goal {
    /// Nothing yet.
    #[default]
    Open,
    /// So much, exactly, of the measure of the breakdown.
    Amount(i64),
    /// A share in 0.01 %, and what is done by then.
    Share(i64, String),
    /// Words that nothing counts.
    Words(String),
}

/// A month, and the share due by its end in 0.01 %.
pub type Stage = (Period, i64);

/// The task that is divided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    pub amount: Option<i64>,
    pub due: Option<Date>,
    /// It recurs, and so do its parts: they need no day.
    pub recurs: bool,
    /// Its own stages.
    pub stages: Vec<Stage>,
}

/// What one unit is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub goal: Goal,
    pub due: Option<Date>,
    pub stages: Vec<(Period, Goal)>,
    /// Since when its unit is there no more.
    pub gone: Option<Date>,
    /// What stands of it; none: it is new.
    pub stands: Option<Stands>,
}

/// What stands of a part that was kept before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stands {
    pub due: Option<Date>,
    pub months: Vec<Period>,
}

/// The column that something is wrong in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Unit,
    Result,
    Due,
    Month(Period),
}

impl Column {
    pub fn label(self, lang: Lang) -> String {
        match self {
            Column::Unit => lang.of("单位", "Unit").to_owned(),
            Column::Result => lang.of("量化目标", "Measurable result").to_owned(),
            Column::Due => lang.of("完成时限", "Due on").to_owned(),
            Column::Month(month) => month.text(lang),
        }
    }
}

/// Why a cell does not do, in the order in which it is found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    UnknownUnit,
    SeveralUnits(Vec<String>),
    Twice,
    UnitGone(Date),
    TooMany,
    Nothing,
    NoAmount(String),
    NotPositive,
    TooLong,
    NoDay(String),
    NoDue,
    DuePast(Date),
    AfterTheWhole(Date),
    AfterItsDay(Date),
    MonthPast,
    NothingToMeasure,
    MoreThanAll,
    Falls,
    Cleared,
}

impl Unfit {
    pub fn code(&self) -> &'static str {
        match self {
            Unfit::UnknownUnit => "breakdown.unknown_unit",
            Unfit::SeveralUnits(_) => "breakdown.several_units",
            Unfit::Twice => "breakdown.twice",
            Unfit::UnitGone(_) => "breakdown.unit_gone",
            Unfit::TooMany => "breakdown.too_many",
            Unfit::Nothing => "breakdown.nothing",
            Unfit::NoAmount(_) => "breakdown.no_amount",
            Unfit::NotPositive => "breakdown.not_positive",
            Unfit::TooLong => "breakdown.too_long",
            Unfit::NoDay(_) => "breakdown.no_day",
            Unfit::NoDue => "breakdown.no_due",
            Unfit::DuePast(_) => "breakdown.due_past",
            Unfit::AfterTheWhole(_) => "breakdown.after_the_whole",
            Unfit::AfterItsDay(_) => "breakdown.after_its_day",
            Unfit::MonthPast => "breakdown.month_past",
            Unfit::NothingToMeasure => "breakdown.nothing_to_measure",
            Unfit::MoreThanAll => "breakdown.more_than_all",
            Unfit::Falls => "breakdown.falls",
            Unfit::Cleared => "breakdown.cleared",
        }
    }

    pub fn sentence(&self, lang: Lang) -> String {
        let plain = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        match self {
            Unfit::UnknownUnit => plain("没有这个单位", "no such unit"),
            Unfit::SeveralUnits(names) => match lang {
                Lang::Zh => format!("对应多个单位（{}），请写全称", names.join("、")),
                Lang::En => format!("fits several units ({}): give the full name", names.join(", ")),
            },
            Unfit::Twice => plain("同一单位写了两行", "the same unit has two rows"),
            Unfit::UnitGone(since) => match lang {
                Lang::Zh => format!("该单位已于{since}撤销"),
                Lang::En => format!("the unit was abolished on {since}"),
            },
            Unfit::TooMany => match lang {
                Lang::Zh => format!("一次最多分解到{MOST_PARTS}个单位"),
                Lang::En => format!("a task is broken down to {MOST_PARTS} units at most"),
            },
            Unfit::Nothing => plain("请填目标数或文字", "give an amount, or words"),
            Unfit::NoAmount(text) => match lang {
                Lang::Zh => format!("“{text}”不是本表计量单位的数"),
                Lang::En => format!("“{text}” is no amount of this measure"),
            },
            Unfit::NotPositive => plain("目标数应大于零", "the amount is more than zero"),
            Unfit::TooLong => match lang {
                Lang::Zh => format!("文字不超过{MOST_WORDS}字"),
                Lang::En => format!("no more than {MOST_WORDS} characters"),
            },
            Unfit::NoDay(text) => match lang {
                Lang::Zh => format!("“{text}”不是日期"),
                Lang::En => format!("“{text}” is no day"),
            },
            Unfit::NoDue => plain("请填完成时限", "give the due day"),
            Unfit::DuePast(due) => match lang {
                Lang::Zh => format!("完成时限{due}已过"),
                Lang::En => format!("the due day {due} is over"),
            },
            Unfit::AfterTheWhole(due) => match lang {
                Lang::Zh => format!("晚于整任务的完成时限{due}"),
                Lang::En => format!("later than the due day of the whole task, {due}"),
            },
            Unfit::AfterItsDay(due) => match lang {
                Lang::Zh => format!("晚于本行的完成时限{due}"),
                Lang::En => format!("later than the due day of this row, {due}"),
            },
            Unfit::MonthPast => plain("该月已过，不能再定阶段目标", "the month is over; no stage is set for it any more"),
            Unfit::NothingToMeasure => {
                plain("本行目标是文字，阶段请填百分比或文字", "the row has words for its result: give a percentage, or words")
            }
            Unfit::MoreThanAll => plain("超过了本行目标", "more than the result of the row"),
            Unfit::Falls => plain("累计数少于上一阶段", "less than was due before: stages are counted from the beginning"),
            Unfit::Cleared => plain("已登记的阶段目标不能清空，请改数", "a stage that is kept cannot be emptied; give another"),
        }
    }
}

/// What is wrong with a part.
pub fn wrongs(part: &Part, whole: &Whole, today: Date) -> Vec<(Column, Unfit)> {
    let mut found = Vec::new();
    let mut wrong = |column, unfit| found.push((column, unfit));
    if let Some(since) = part.gone.filter(|_| part.stands.is_none()) {
        wrong(Column::Unit, Unfit::UnitGone(since));
    }
    match &part.goal {
        Goal::Open => wrong(Column::Result, Unfit::Nothing),
        Goal::Amount(amount) if *amount <= 0 => wrong(Column::Result, Unfit::NotPositive),
        Goal::Words(words) | Goal::Share(_, words) if is_long(words) => wrong(Column::Result, Unfit::TooLong),
        Goal::Amount(_) | Goal::Words(_) | Goal::Share(..) => {}
    }
    let kept = part.stands.as_ref().and_then(|stands| stands.due);
    let never_had_one = part.stands.as_ref().is_some_and(|stands| stands.due.is_none());
    match part.due {
        None if !whole.recurs && !never_had_one => wrong(Column::Due, Unfit::NoDue),
        Some(due) if due < today && kept != Some(due) => wrong(Column::Due, Unfit::DuePast(due)),
        Some(due) if whole.due.is_some_and(|last| last < due) => {
            wrong(Column::Due, Unfit::AfterTheWhole(whole.due.unwrap_or(due)));
        }
        None | Some(_) => {}
    }
    let (_, mut of_stages) = stages(part);
    let kept = part.stands.as_ref().map_or(&[][..], |stands| &stands.months);
    for (month, goal) in &part.stages {
        let is_new = *goal != Goal::Open && !kept.contains(month);
        if is_new && month.last_day() < today && of_stages.iter().all(|wrong| wrong.0 != *month) {
            of_stages.push((*month, Unfit::MonthPast));
        }
    }
    found.extend(of_stages.into_iter().map(|(month, unfit)| (Column::Month(month), unfit)));
    found
}

fn is_long(words: &str) -> bool {
    words.chars().count() > MOST_WORDS
}

/// The stages of a part with the share due by the end of each month, and what is wrong with them. Words alone count nothing: as
/// much is due as was before.
pub fn stages(part: &Part) -> (Vec<Stage>, Vec<(Period, Unfit)>) {
    let mut all: Vec<&(Period, Goal)> = part.stages.iter().collect();
    all.sort_by_key(|stage| stage.0);
    let kept = part.stands.as_ref().map_or(&[][..], |stands| &stands.months);
    let (mut shares, mut wrongs, mut before) = (Vec::new(), Vec::new(), 0);
    for (month, goal) in all {
        let share = match (goal, &part.goal) {
            (Goal::Open, _) if kept.contains(month) => Err(Unfit::Cleared),
            (Goal::Open, _) => continue,
            (_, _) if part.due.is_some_and(|due| due < month.first_day()) && !kept.contains(month) => {
                Err(Unfit::AfterItsDay(part.due.unwrap_or(month.first_day())))
            }
            (Goal::Words(words) | Goal::Share(_, words), _) if is_long(words) => Err(Unfit::TooLong),
            (Goal::Words(_), _) => Ok(before),
            (Goal::Share(share, _), _) => Ok(*share),
            (Goal::Amount(amount), _) if *amount < 0 => Err(Unfit::NotPositive),
            (Goal::Amount(amount), Goal::Amount(all)) if amount > all => Err(Unfit::MoreThanAll),
            (Goal::Amount(amount), Goal::Amount(all)) if *all > 0 => Ok(Ratio::new(*amount, *all).round(4)),
            (Goal::Amount(_), Goal::Amount(_)) => continue,
            (Goal::Amount(_), Goal::Open | Goal::Words(_) | Goal::Share(..)) => Err(Unfit::NothingToMeasure),
        };
        match share {
            Ok(share) if share > 10_000 => wrongs.push((*month, Unfit::MoreThanAll)),
            Ok(share) if share < before => wrongs.push((*month, Unfit::Falls)),
            Ok(share) => {
                before = share;
                shares.push((*month, share));
            }
            Err(unfit) => wrongs.push((*month, unfit)),
        }
    }
    (shares, wrongs)
}

/// What the parts come to against the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    pub sum: i64,
    pub whole: Option<i64>,
    /// Parts whose result is words, or nothing yet.
    pub uncounted: usize,
}

impl Balance {
    pub fn of<'p>(whole: Option<i64>, goals: impl Iterator<Item = &'p Goal>) -> Balance {
        let mut balance = Balance { whole, ..Balance::default() };
        for goal in goals {
            match goal {
                Goal::Amount(amount) => balance.sum = balance.sum.saturating_add(*amount),
                Goal::Open | Goal::Words(_) | Goal::Share(..) => balance.uncounted += 1,
            }
        }
        balance
    }

    /// Less or more than the whole.
    pub fn is_even(&self) -> bool {
        self.whole.is_none_or(|whole| whole == self.sum)
    }

    /// 各单位合计1160亩，整任务1200亩，还差40亩。
    pub fn sentence(&self, measure: &Measure, lang: Lang) -> String {
        let label = measure.label(lang);
        let show = |amount: i64| match lang {
            Lang::Zh => format!("{}{label}", measure.exact(amount)),
            Lang::En => format!("{} {label}", measure.exact(amount)).trim_end().to_owned(),
        };
        let sum = show(self.sum);
        let against = self.whole.map(|whole| (show(whole), self.sum.saturating_sub(whole)));
        let mut said = match (against, lang) {
            (None, Lang::Zh) => format!("各单位合计{sum}"),
            (None, Lang::En) => format!("The units come to {sum}"),
            (Some((whole, 0)), Lang::Zh) => format!("各单位合计{sum}，与整任务{whole}相等"),
            (Some((whole, 0)), Lang::En) => format!("The units come to {sum}, as much as the whole task, {whole}"),
            (Some((whole, over)), Lang::Zh) if over > 0 => format!("各单位合计{sum}，整任务{whole}，多出{}", show(over)),
            (Some((whole, over)), Lang::En) if over > 0 => {
                format!("The units come to {sum}, {} more than the whole task, {whole}", show(over))
            }
            (Some((whole, short)), Lang::Zh) => format!("各单位合计{sum}，整任务{whole}，还差{}", show(-short)),
            (Some((whole, short)), Lang::En) => {
                format!("The units come to {sum}, {} less than the whole task, {whole}", show(-short))
            }
        };
        if self.uncounted > 0 {
            said.push_str(&match lang {
                Lang::Zh => format!("；{}行没有目标数", self.uncounted),
                Lang::En => format!("; {} rows have no amount", self.uncounted),
            });
        }
        said + lang.of("。", ".")
    }
}

/// A whole divided by weights, exactly, in whole things where the whole is so many whole things; the largest remainders are rounded up
/// first. `None` where there is nothing to divide, or nothing to divide it by.
pub fn divided(whole: i64, weights: &[i64], measure: &Measure) -> Option<Vec<i64>> {
    let all: i128 = weights.iter().map(|weight| i128::from((*weight).max(0))).sum();
    if whole <= 0 || all == 0 {
        return None;
    }
    let step = step(whole, measure);
    let steps = i128::from(whole / step);
    let shares = weights.iter().map(|weight| steps * i128::from((*weight).max(0)));
    let mut given: Vec<(i128, i128)> = shares.map(|share| (share / all, share % all)).collect();
    let left = steps - given.iter().map(|(floor, _)| floor).sum::<i128>();
    let mut order: Vec<usize> = (0..given.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(given[at].1), at));
    for at in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        given[at].0 += 1;
    }
    Some(given.into_iter().map(|(steps, _)| i64::try_from(steps).unwrap_or(0) * step).collect())
}

/// The largest of one, a tenth, a hundredth … that the whole is made of.
fn step(whole: i64, measure: &Measure) -> i64 {
    let steps = (0..=u32::from(measure.decimals)).rev().map(|power| 10_i64.pow(power));
    steps.into_iter().find(|step| whole % step == 0).unwrap_or(1)
}

/// The stages of a part by those of the whole; where that has none, even steps up to the month in which all is due.
pub fn staged(part: &Part, whole: &Whole, months: &[Period], measure: &Measure) -> Vec<(Period, Goal)> {
    let due = part.due.or(whole.due);
    let open: Vec<Period> = months.iter().copied().filter(|month| due.is_none_or(|due| month.first_day() <= due)).collect();
    let share = |at: usize, month: Period| -> Option<i64> {
        if at + 1 == open.len() {
            return Some(10_000);
        }
        if whole.stages.is_empty() {
            let (place, all) = (i64::try_from(at + 1).ok()?, i64::try_from(open.len()).ok()?);
            return Some(Ratio::new(place, all).round(4));
        }
        whole.stages.iter().find(|stage| stage.0 == month).map(|stage| stage.1)
    };
    let goal = |share: i64| match part.goal {
        Goal::Amount(all) if share < 10_000 => {
            let step = step(all, measure);
            let steps = Ratio::wide(i128::from(all / step) * i128::from(share), 10_000).round(0);
            Goal::Amount(steps * step)
        }
        Goal::Amount(all) => Goal::Amount(all),
        Goal::Open | Goal::Words(_) | Goal::Share(..) => Goal::Share(share, String::new()),
    };
    open.iter().enumerate().filter_map(|(at, month)| Some((*month, goal(share(at, *month)?)))).collect()
}

#[cfg(test)]
mod tests;
