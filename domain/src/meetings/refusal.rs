//! Refusals 不予办理: why something about a meeting cannot be done, in the order in which it is found out.

use super::{State, Step};
use crate::calendar::{Date, NoNotice, day_text};
use crate::lang::Lang;
use crate::steps;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Without a title, or without a topic.
    NoTopic,
    /// The day of the meeting is over.
    DayOver,
    /// Earlier than the step before it, whose day is named.
    Backwards(Date),
    NotNow(State, Step),
    WordsMissing,
    /// A cut of a day that is not over would change while it is read.
    CutNotOver(Date),
    /// The meeting is held only after the last day for comments.
    TooSoon(Date),
    /// It is not its day yet.
    NotYet(Date),
    /// There is no pack to comment on, or nobody to be chosen yet.
    NotPacked,
    /// The last day for comments is over.
    WindowClosed(Date),
    /// It has been held, or will not be.
    Over(State),
    /// Attendance is taken from the day of the meeting on.
    NotHeld,
    /// Not proposed by the rankings: somebody says why.
    NotProposed,
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
            Refusal::NoTopic => "meetings.no_topic",
            Refusal::DayOver => "meetings.day_over",
            Refusal::Backwards(_) => "meetings.backwards",
            Refusal::NotNow(..) => "meetings.not_now",
            Refusal::WordsMissing => "meetings.words_missing",
            Refusal::CutNotOver(_) => "meetings.cut_not_over",
            Refusal::TooSoon(_) => "meetings.too_soon",
            Refusal::NotYet(_) => "meetings.not_yet",
            Refusal::NotPacked => "meetings.not_packed",
            Refusal::WindowClosed(_) => "meetings.window_closed",
            Refusal::Over(_) => "meetings.over",
            Refusal::NotHeld => "meetings.not_held",
            Refusal::NotProposed => "meetings.not_proposed",
            Refusal::NoNotice(_) => "meetings.no_notice",
        }
    }

    pub fn sentence(self, lang: Lang) -> String {
        let day = |day: Date| day_text(day, lang);
        let plain = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        match self {
            Refusal::NoTopic => plain("请填会议名称，并至少列一个议题", "give the meeting a title and one topic at least"),
            Refusal::DayOver => plain("开会日期应不早于当日", "the meeting cannot be before today"),
            Refusal::Backwards(last) => steps::backwards(last, lang),
            Refusal::NotNow(state, step) => steps::not_now(state.label(lang), step.label(lang), lang),
            Refusal::WordsMissing => plain("请写明意见或理由", "say what the comment is, or why"),
            Refusal::CutNotOver(on) => match lang {
                Lang::Zh => format!("材料截面应早于{}：当天还没有过完，数据还会变", day(on)),
                Lang::En => format!("the cut has to be before {}: a day that is not over still changes", day(on)),
            },
            Refusal::TooSoon(until) => match lang {
                Lang::Zh => format!("征求意见到{}，开会日期应在其后", day(until)),
                Lang::En => format!("comments are taken until {}; the meeting has to be after it", day(until)),
            },
            Refusal::NotYet(on) => match lang {
                Lang::Zh => format!("会议定在{}；提前召开的，请先改期", day(on)),
                Lang::En => format!("the meeting is on {}; to hold it earlier, change its day first", day(on)),
            },
            Refusal::NotPacked => plain("会议材料还没有送审", "the pack has not been sent out yet"),
            Refusal::WindowClosed(until) => match lang {
                Lang::Zh => format!("征求意见已于{}截止，请在会上提出", day(until)),
                Lang::En => format!("comments were taken until {}; say it at the meeting", day(until)),
            },
            Refusal::Over(state) => match lang {
                Lang::Zh => format!("会议{}，不能再改", state.label(lang)),
                Lang::En => format!("the meeting is {}; nothing is changed any more", state.label(lang)),
            },
            Refusal::NotHeld => plain("会议召开之后才登记签到", "attendance is taken once the meeting is held"),
            Refusal::NotProposed => {
                plain("该单位不在按排名提名之列，请写明理由", "the rankings do not propose this unit; say why it is chosen")
            }
            Refusal::NoNotice(year) => NoNotice(year).sentence(lang),
        }
    }
}
