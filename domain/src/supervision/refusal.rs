//! Refusals 不予办理: why a step of an order cannot be taken, in the order in which it is found out.

use super::{State, Step};
use crate::calendar::{Date, NoNotice, day_text};
use crate::lang::Lang;
use crate::steps;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Earlier than the step before it, whose day is named.
    Backwards(Date),
    /// This step does not follow here.
    NotNow(State, Step),
    /// An extension is asked for already and waits for its decision.
    AlreadyAsked,
    /// Nobody asked for an extension.
    NothingAsked,
    WordsMissing,
    NoEvidence,
    /// The due day is over, or is none.
    DueInThePast,
    /// Not later than the due day that stands.
    NotLater(Date),
    /// Handed over to whoever has it.
    SameUnit,
    /// Fewer working days than the rule leaves to whoever begins anew.
    TooShort(u32),
    /// The working days of this year are not known.
    NoNotice(i16),
}

impl From<NoNotice> for Refusal {
    fn from(NoNotice(year): NoNotice) -> Refusal {
        Refusal::NoNotice(year)
    }
}

impl Refusal {
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Backwards(_) => "orders.backwards",
            Refusal::NotNow(..) => "orders.not_now",
            Refusal::AlreadyAsked => "orders.already_asked",
            Refusal::NothingAsked => "orders.nothing_asked",
            Refusal::WordsMissing => "orders.words_missing",
            Refusal::NoEvidence => "orders.no_evidence",
            Refusal::DueInThePast => "orders.due_in_the_past",
            Refusal::NotLater(_) => "orders.not_later",
            Refusal::SameUnit => "orders.same_unit",
            Refusal::TooShort(_) => "orders.too_short",
            Refusal::NoNotice(_) => "orders.no_notice",
        }
    }

    pub fn sentence(self, lang: Lang) -> String {
        let day = |day: Date| day_text(day, lang);
        let plain = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        match self {
            Refusal::Backwards(last) => steps::backwards(last, lang),
            Refusal::NotNow(state, step) => steps::not_now(state.label(lang), step.label(lang), lang),
            Refusal::AlreadyAsked => plain("已申请延期，请等待批复", "an extension is asked for already; wait for the decision"),
            Refusal::NothingAsked => plain("承办单位没有申请延期", "the unit has asked for no extension"),
            Refusal::WordsMissing => plain("请写明情况或理由", "say what was done, or why"),
            Refusal::NoEvidence => {
                plain("没有佐证材料，不能反馈、审核通过或销号", "without evidence nothing is fed back, accepted or closed")
            }
            Refusal::DueInThePast => plain("办理时限应晚于当日", "the due day has to be later than the day itself"),
            Refusal::NotLater(due) => match lang {
                Lang::Zh => format!("应晚于现在的办理时限{}", day(due)),
                Lang::En => format!("it has to be later than {}, the due day that stands", day(due)),
            },
            Refusal::SameUnit => plain("接办单位就是现在的承办单位", "this unit has it already"),
            Refusal::TooShort(days) => match lang {
                Lang::Zh => format!("至少应留给承办单位{days}个工作日"),
                Lang::En => format!("the unit has to be left at least {days} working days"),
            },
            Refusal::NoNotice(year) => NoNotice(year).sentence(lang),
        }
    }
}
