//! Returns 填报: what a unit owes for a month, by when, how it stands, and what is asked before it is taken.
//!
//! Three dates, never one: due, accepted late, books closed (PRODUCT.md §2). Not reported is never a zero: a zero is only
//! a zero when somebody confirmed it.

mod filing;

pub use filing::{Filing, Refusal, Standing, Timeliness, Wish, timeliness};

use crate::calendar::{Date, NoNotice, Period, WorkingDays, day_of};
use crate::indicators::{Counting, Indicator, IndicatorKind};
use crate::lang::Lang;
use crate::measure::Measure;
use crate::registers::Record;
use crate::stage::Stage;
use crate::targets::Targets;
use crate::units::Unit;

/// How a return stands 填报状态.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// 无任务
    NoDuty,
    /// 待报
    Open,
    /// 未报
    NotReported,
    /// 零报告: a zero that was filed as such
    ConfirmedZero,
    /// 已报, not yet verified
    Reported,
    /// 退回
    Returned,
    /// 已核
    Verified,
    /// 封账
    Locked,
}

impl Status {
    pub const ALL: [Status; 8] = [
        Status::NoDuty,
        Status::Open,
        Status::NotReported,
        Status::ConfirmedZero,
        Status::Reported,
        Status::Returned,
        Status::Verified,
        Status::Locked,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Status::NoDuty => "no_duty",
            Status::Open => "open",
            Status::NotReported => "not_reported",
            Status::ConfirmedZero => "confirmed_zero",
            Status::Reported => "reported",
            Status::Returned => "returned",
            Status::Verified => "verified",
            Status::Locked => "locked",
        }
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Status::NoDuty => lang.of("无任务", "no duty"),
            Status::Open => lang.of("待报", "open"),
            Status::NotReported => lang.of("未报", "not reported"),
            Status::ConfirmedZero => lang.of("零报告", "confirmed zero"),
            Status::Reported => lang.of("已报", "reported"),
            Status::Returned => lang.of("退回", "returned"),
            Status::Verified => lang.of("已核", "verified"),
            Status::Locked => lang.of("封账", "locked"),
        }
    }
}

/// Days of a month's return 报送时限.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    pub month: Period,
    /// 应报
    pub due: Date,
    /// 迟报截止
    pub late_until: Date,
    /// 封账: from this day on the books of the month are closed.
    pub closes: Date,
}

/// Where a day lies among the days of a month's return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The month is not over: a draft may be kept, nothing can be filed.
    Early,
    /// Up to the due day.
    Open,
    /// Accepted, and counted as late.
    Late,
    /// Only with an opening 补报审批.
    Closed,
    /// Books closed; only with an opening, and every figure keeps what was known before.
    Locked,
}

impl Deadline {
    pub fn window(&self, today: Date) -> Window {
        if today <= self.month.last_day() {
            Window::Early
        } else if today <= self.due {
            Window::Open
        } else if today <= self.late_until {
            Window::Late
        } else if today < self.closes {
            Window::Closed
        } else {
            Window::Locked
        }
    }
}

/// A rule for deadlines, in force from a month on (register `deadlines`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rule {
    /// As 202601.
    from_month: i64,
    due_working_day: u32,
    late_working_day: u32,
    closing_day: i8,
}

/// The rules for deadlines 报送时限, with the working days by which they count. A county that set none has the 2nd and 3rd
/// working day and the 7th (DECISIONS.md, Demo county).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deadlines {
    rules: Vec<Rule>,
    days: WorkingDays,
}

impl Deadlines {
    const USUAL: Rule = Rule { from_month: 0, due_working_day: 2, late_working_day: 3, closing_day: 7 };

    /// From the registers `deadlines` and `holidays`.
    pub fn from_records(records: &[Record], holidays: &[Record]) -> Deadlines {
        let count = |record: &Record, column: &str| record.int(column).and_then(|n| u32::try_from(n).ok());
        let rule = |record: &Record| {
            Some(Rule {
                from_month: record.int("from_month")?,
                due_working_day: count(record, "due_working_day")?,
                late_working_day: count(record, "late_working_day")?,
                closing_day: count(record, "closing_day")?.clamp(1, 28).try_into().ok()?,
            })
        };
        let mut rules: Vec<Rule> = records.iter().filter_map(rule).collect();
        rules.sort_by_key(|r| r.from_month);
        let notice = |r: &Record| Some((day_of(r.int("day")?)?, r.text("kind") == "work"));
        Deadlines { rules, days: WorkingDays::new(holidays.iter().filter_map(notice)) }
    }

    /// The working days by which the deadlines count.
    pub fn days(&self) -> &WorkingDays {
        &self.days
    }

    fn rule(&self, month: Period) -> Rule {
        let month = i64::from(month.year) * 100 + i64::from(month.to_month);
        self.rules.iter().rfind(|r| r.from_month <= month).copied().unwrap_or(Deadlines::USUAL)
    }

    /// The day from which the books of a month (or of the last month of a period) are closed 封账: the day of the rule, but
    /// never while returns are still accepted. After a long holiday the last late day falls behind it (docs/decisions/0019).
    pub fn closes_on(&self, month: Period) -> Date {
        let (rule, next) = (self.rule(month), month.last_day().tomorrow().unwrap_or(Date::MAX));
        let ordered = Date::new(next.year(), next.month(), rule.closing_day).unwrap_or(next);
        let late_until = self.days.nth_from(next, rule.late_working_day.max(rule.due_working_day));
        late_until.ok().and_then(|day| day.tomorrow().ok()).map_or(ordered, |after| ordered.max(after))
    }

    /// Months of a period whose books are closed as of a day, as [`Period::month_bits`].
    pub fn closed_months(&self, period: Period, as_of: Date) -> u16 {
        let months = period.months().map(|m| Period::month(period.year, m));
        months.filter(|&m| as_of >= self.closes_on(m)).map(Period::month_bits).sum()
    }

    /// The days of a month; working days of a year without a notice are not guessed.
    pub fn of(&self, month: Period) -> Result<Deadline, NoNotice> {
        let rule = self.rule(month);
        let first = month.last_day().tomorrow().unwrap_or(Date::MAX);
        Ok(Deadline {
            month,
            due: self.days.nth_from(first, rule.due_working_day)?,
            late_until: self.days.nth_from(first, rule.late_working_day.max(rule.due_working_day))?,
            closes: self.closes_on(month),
        })
    }
}

/// Indicators a unit owes for a month: filed by units, and with a target of the year on the unit.
pub fn owed<'a>(indicators: &'a [Indicator], targets: &Targets, unit: &Unit, month: Period) -> Vec<&'a Indicator> {
    let has_duty = |i: &&Indicator| {
        i.counting == Counting::Returned
            && unit.existed(month.first_day(), month.last_day())
            && targets.get(i.number, unit.number, month.year).is_some()
    };
    indicators.iter().filter(has_duty).collect()
}

/// What was decided on a reported return 核验结果 (register `verifications`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Accepted,
    Returned,
    Recognised,
    Overturned,
}

impl Decision {
    pub const ALL: [Decision; 4] = [Decision::Accepted, Decision::Returned, Decision::Recognised, Decision::Overturned];

    pub fn code(self) -> &'static str {
        match self {
            Decision::Accepted => "accepted",
            Decision::Returned => "returned",
            Decision::Recognised => "recognised",
            Decision::Overturned => "overturned",
        }
    }

    pub fn parse(code: &str) -> Option<Decision> {
        Decision::ALL.into_iter().find(|d| d.code() == code)
    }
}

/// A return as its records have it: what the unit last reported, and what was decided on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// Place in the chain and amount of the last report; no amount after a withdrawal.
    pub reported: Option<(i64, Option<i64>)>,
    /// The last decision and the report it was about.
    pub decision: Option<(Decision, i64)>,
    /// Place in the chain and amount of the verified figure, which stands until it is verified anew.
    pub verified: Option<(i64, i64)>,
}

impl Filed {
    /// From the current versions of the return at stage reported, the one at stage verified, and the verification.
    pub fn from_records(reported: Option<&Record>, verified: Option<&Record>, verification: Option<&Record>) -> Filed {
        let decided = |v: &Record| Some((Decision::parse(v.text("decision"))?, v.int("return_seq")?));
        Filed {
            reported: reported.map(|r| (r.seq, r.int("value"))),
            decision: verification.and_then(decided),
            verified: verified.and_then(|r| Some((r.seq, r.int("value")?))),
        }
    }

    /// What was reported last is verified, in whatever window.
    pub fn is_verified(&self) -> bool {
        self.status(Window::Closed) == Status::Verified
    }

    /// How it stands in a window. A verified figure loaded as history has no decision of its own and stands as accepted.
    pub fn status(&self, window: Window) -> Status {
        let Some((seq, Some(amount))) = self.reported else {
            // A correction that was withdrawn leaves what was verified before it.
            return match (self.verified.is_some(), window) {
                (true, window) => verified_in(window),
                (false, Window::Early | Window::Open | Window::Late) => Status::Open,
                (false, Window::Closed | Window::Locked) => Status::NotReported,
            };
        };
        match self.decision.filter(|&(_, of)| of >= seq) {
            Some((Decision::Returned, _)) => Status::Returned,
            Some((Decision::Accepted | Decision::Recognised | Decision::Overturned, _)) => verified_in(window),
            None if self.verified.is_some_and(|(at, _)| at > seq) => verified_in(window),
            None if amount == 0 => Status::ConfirmedZero,
            None => Status::Reported,
        }
    }
}

fn verified_in(window: Window) -> Status {
    match window {
        Window::Locked => Status::Locked,
        Window::Early | Window::Open | Window::Late | Window::Closed => Status::Verified,
    }
}

/// What stands beside a box of the form, and what an amount is checked against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Background {
    /// Amounts of the twelve months before, newest first; `None`: nothing known.
    pub months: Vec<Option<i64>>,
    /// The same month of the year before.
    pub last_year: Option<i64>,
    /// Sum of the year's earlier months.
    pub year_to_date: i64,
    pub target: Option<i64>,
}

impl Background {
    /// From what is known of each earlier month; earlier months of a stock do not add up, and no question adds them.
    pub fn of(month: Period, target: Option<i64>, amount: impl Fn(Period) -> Option<i64>) -> Background {
        let before = |n: u8| {
            let place = i32::from(month.year) * 12 + i32::from(month.to_month) - 1 - i32::from(n);
            let (year, month) = (place.div_euclid(12), place.rem_euclid(12) + 1);
            Period::month(i16::try_from(year).unwrap_or(i16::MAX), u8::try_from(month).unwrap_or(1))
        };
        let months: Vec<Option<i64>> = (1..=12).map(|n| amount(before(n))).collect();
        let this_year = usize::from(month.to_month) - 1;
        Background {
            last_year: months.last().copied().flatten(),
            year_to_date: months.iter().take(this_year).flatten().fold(0, |sum: i64, m| sum.saturating_add(*m)),
            months,
            target,
        }
    }
}

/// A soft check 疑问: the filer is asked, and the answer is kept with the return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Stable code: `returns.jump`.
    pub code: &'static str,
    pub zh: String,
    pub en: String,
}

impl Question {
    pub fn sentence(&self, lang: Lang) -> &str {
        lang.of(&self.zh, &self.en)
    }
}

/// A jump is more than this many times the largest of the twelve months before.
const JUMP: i64 = 3;
/// Fewer months are no history to judge by.
const HISTORY: usize = 3;

/// A figure that is reported or verified is not negative; a rate may be, and the statistical department may take back some of an
/// earlier month.
pub fn is_possible(stage: &str, measure: &Measure, amount: i64) -> bool {
    amount >= 0 || measure.name == "%" || stage == Stage::Statistical.code()
}

/// What to ask about an amount before it is filed. Nothing is refused here.
pub fn questions(indicator: &Indicator, amount: i64, background: &Background) -> Vec<Question> {
    let Background { months, year_to_date, target, .. } = background;
    let last = months.first().copied().flatten();
    let largest = months.iter().flatten().copied().max().unwrap_or(0);
    let history = months.iter().flatten().filter(|&&m| m > 0).count();
    let show = |amount: i64| with_unit(&indicator.measure, amount);
    let mut questions = Vec::new();
    let mut ask = |code, zh, en| questions.push(Question { code, zh, en });
    if amount == 0 && last.is_some_and(|l| l != 0) {
        let (zh, en) = show(last.unwrap_or(0));
        ask(
            "returns.zero_after_non_zero",
            format!("上月为{zh}，本月为0，请说明"),
            format!("last month was {en} and this month is 0; say why"),
        );
    }
    if indicator.measure.is_in_parts(amount) {
        let (name, name_en) = (&indicator.measure.name, &indicator.measure.name_en);
        ask(
            "returns.not_whole",
            format!("不是整数，而计量单位是“{name}”，请核对并说明"),
            format!("not a whole number, though it is counted in {name_en}; check it, and say why"),
        );
    }
    if history >= HISTORY && i128::from(amount) > i128::from(largest) * i128::from(JUMP) {
        let (zh, en) = show(largest);
        ask(
            "returns.jump",
            format!("超过前十二个月最高值（{zh}）的{JUMP}倍，请核对单位和小数点并说明"),
            format!(
                "more than {JUMP} times the highest of the twelve months before ({en}); check the unit and the decimal point, and say why"
            ),
        );
    }
    if amount != 0 && last == Some(amount) {
        ask(
            "returns.same_as_last_month",
            "与上月完全相同，请确认填的不是上月数".to_owned(),
            "exactly last month's figure; make sure that it is this month's".to_owned(),
        );
    }
    let total = year_to_date.saturating_add(amount);
    if let Some(target) =
        target.filter(|&t| t > 0 && total > t && !indicator.lower_is_better && indicator.kind == IndicatorKind::Flow)
    {
        let ((zh, en), (zh_target, en_target)) = (show(total), show(target));
        ask(
            "returns.above_target",
            format!("累计{zh}已超过年度目标{zh_target}，请确认填的是当月数而不是累计数"),
            format!(
                "the year's total of {en} is above the annual target of {en_target}; make sure that this is the month's figure, not the year's"
            ),
        );
    }
    questions
}

fn with_unit(measure: &Measure, amount: i64) -> (String, String) {
    let number = measure.exact(amount);
    (format!("{number}{}", measure.label(Lang::Zh)), format!("{number} {}", measure.label(Lang::En)))
}

/// The day until which a month was opened again for a unit (register `openings`), if it was.
pub fn open_until(opening: Option<&Record>) -> Option<Date> {
    opening?.int("until_on").and_then(day_of)
}

#[cfg(test)]
mod tests {
    /// A rate falls, the statistical department corrects itself; nobody carries out -3 inspections.
    #[test]
    fn only_a_rate_and_a_correction_of_statistics_are_negative() {
        let possible = |stage, measure| super::is_possible(stage, &crate::measure::Measure::new(measure, ""), -1);
        assert!(!possible("reported", "件") && !possible("verified", "万元"));
        assert!(possible("reported", "%") && possible("statistical", "亿元"));
    }

    use super::*;
    use jiff::civil::date;

    #[test]
    fn books_stay_open_while_returns_are_accepted() {
        let usual = Deadlines::default();
        // After the May holidays of 2026 the second working day is the 7th and the third the 8th: closing waits for it.
        let april = usual.of(Period::month(2026, 4)).expect("a notice");
        assert_eq!((april.due, april.late_until, april.closes), (date(2026, 5, 7), date(2026, 5, 8), date(2026, 5, 9)));
        for day in [date(2026, 5, 7), date(2026, 5, 8)] {
            assert_eq!(usual.closed_months(Period::month(2026, 4), day), 0, "{day}: still accepted, so not counted as final");
        }
        assert_eq!(april.window(date(2026, 5, 8)), Window::Late);
        assert_eq!(april.window(date(2026, 5, 9)), Window::Locked);
        // In a usual month the rule's own day stands (DECISIONS.md: on 8 April the first quarter is closed).
        assert_eq!(usual.closes_on(Period::month(2026, 3)), date(2026, 4, 7));
        // Without a notice working days are not guessed, and the rule's day stands.
        assert_eq!(usual.closes_on(Period::month(2031, 3)), date(2031, 4, 7));
    }
}
