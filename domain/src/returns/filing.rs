//! Filing 报送: whether a line of a month may be filed now, as what, and whether it came in time.

use super::{Deadline, Filed, Status, Window};
use crate::calendar::{Date, day_at, day_text, days_between};
use crate::lang::Lang;

/// One line of a unit's month, as it stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The unit owes this line.
    pub owed: bool,
    pub deadline: Deadline,
    /// Opened again until this day 补报审批.
    pub opened_until: Option<Date>,
    pub filed: Filed,
}

/// What somebody wants to file on a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish<'a> {
    pub amount: i64,
    /// "本月确为零" was ticked: never by default.
    pub zero_confirmed: bool,
    /// Answer to what was asked, or a remark.
    pub note: &'a str,
    /// Why a verified figure is reported anew.
    pub reason: &'a str,
}

/// What filing a line is 报送类别.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filing {
    /// 首次报送
    First,
    /// 退回后重报
    Again,
    /// 更正: of a verified figure, which stands until the new report is verified.
    Correction,
}

/// Why a line cannot be filed 不能报, in the order in which it is found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NotOwed,
    /// The first day on which it can be filed.
    MonthNotOver(Date),
    /// Past the last day of the month, which is named.
    Closed(Date),
    /// Reported already and not verified: it has to be withdrawn first.
    AlreadyFiled,
    Negative,
    ZeroNotConfirmed,
    ReasonNeeded,
    NothingChanged,
}

impl Refusal {
    pub fn code(self) -> &'static str {
        match self {
            Refusal::NotOwed => "returns.not_owed",
            Refusal::MonthNotOver(_) => "returns.month_not_over",
            Refusal::Closed(_) => "returns.closed",
            Refusal::AlreadyFiled => "returns.already_filed",
            Refusal::Negative => "returns.negative",
            Refusal::ZeroNotConfirmed => "returns.zero_not_confirmed",
            Refusal::ReasonNeeded => "returns.reason_needed",
            Refusal::NothingChanged => "returns.nothing_changed",
        }
    }

    pub fn sentence(self, lang: Lang) -> String {
        let (zh, en) = match self {
            Refusal::NotOwed => ("本单位没有这项填报任务", "this unit does not owe this line"),
            Refusal::MonthNotOver(from) => {
                let day = day_text(from, lang);
                return match lang {
                    Lang::Zh => format!("本月未结束，{day}起可以报送"),
                    Lang::En => format!("the month is not over; it can be filed from {day}"),
                };
            }
            Refusal::Closed(last) => {
                let day = day_text(last, lang);
                return match lang {
                    Lang::Zh => format!("已过迟报截止日{day}，请申请补报"),
                    Lang::En => format!("past {day}, the last day for late returns; ask for the month to be opened again"),
                };
            }
            Refusal::AlreadyFiled => ("已经报送，如需修改请先撤回", "filed already; withdraw it before changing it"),
            Refusal::Negative => ("不能为负数", "must not be negative"),
            Refusal::ZeroNotConfirmed => (
                "填了0：确为零请勾选“本月确为零”，没有数据请留空",
                "0 was entered: tick “zero confirmed” if it is so, or leave the box empty",
            ),
            Refusal::ReasonNeeded => ("更正已核数字须说明理由", "give the reason for correcting a verified figure"),
            Refusal::NothingChanged => ("与原报数相同；如坚持原数请说明理由", "the same as before; if it is to stand, say why"),
        };
        lang.of(zh, en).to_owned()
    }
}

impl Standing {
    pub fn window(&self, today: Date) -> Window {
        self.deadline.window(today)
    }

    pub fn status(&self, today: Date) -> Status {
        if self.owed { self.filed.status(self.window(today)) } else { Status::NoDuty }
    }

    /// May be filed today: in its window, or opened again.
    pub fn is_open(&self, today: Date) -> bool {
        match self.window(today) {
            Window::Early => false,
            Window::Open | Window::Late => true,
            Window::Closed | Window::Locked => self.opened_until.is_some_and(|until| today <= until),
        }
    }

    /// What filing would be today, whatever the amount.
    pub fn filing(&self, today: Date) -> Result<Filing, Refusal> {
        if !self.owed {
            return Err(Refusal::NotOwed);
        }
        if !self.is_open(today) {
            return Err(match self.window(today) {
                Window::Early => Refusal::MonthNotOver(self.deadline.month.last_day().tomorrow().unwrap_or(Date::MAX)),
                Window::Open | Window::Late | Window::Closed | Window::Locked => Refusal::Closed(self.deadline.late_until),
            });
        }
        match self.status(today) {
            Status::NoDuty => Err(Refusal::NotOwed),
            Status::Open | Status::NotReported => Ok(Filing::First),
            Status::ConfirmedZero | Status::Reported => Err(Refusal::AlreadyFiled),
            Status::Returned => Ok(Filing::Again),
            Status::Verified | Status::Locked => Ok(Filing::Correction),
        }
    }

    /// The hard checks of one line 硬性校验.
    pub fn check(&self, wish: &Wish<'_>, today: Date) -> Result<Filing, Refusal> {
        let filing = self.filing(today)?;
        if wish.amount < 0 {
            return Err(Refusal::Negative);
        }
        let says = |text: &str| !text.trim().is_empty();
        if wish.amount == 0 && !wish.zero_confirmed && !says(wish.note) {
            return Err(Refusal::ZeroNotConfirmed);
        }
        let before = self.filed.reported.and_then(|r| r.1).or(self.filed.verified.map(|v| v.1));
        match filing {
            Filing::First => Ok(filing),
            Filing::Again if before == Some(wish.amount) && !says(wish.note) => Err(Refusal::NothingChanged),
            Filing::Again => Ok(filing),
            Filing::Correction if !says(wish.reason) => Err(Refusal::ReasonNeeded),
            Filing::Correction if before == Some(wish.amount) => Err(Refusal::NothingChanged),
            Filing::Correction => Ok(filing),
        }
    }
}

/// Whether a line came in time 报送是否按时.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeliness {
    OnTime,
    /// 迟报: days after the due day.
    Late(i64),
    /// 未报, and the due day is over.
    Missing,
    /// Not filed, and not due yet.
    Awaited,
}

/// By the instant of the first report, in the reporting zone; a later correction does not make a return late.
pub fn timeliness(first_filed: Option<i64>, due: Date, today: Date) -> Timeliness {
    match first_filed.map(day_at) {
        Some(day) if day <= due => Timeliness::OnTime,
        Some(day) => Timeliness::Late(days_between(due, day)),
        None if today <= due => Timeliness::Awaited,
        None => Timeliness::Missing,
    }
}
