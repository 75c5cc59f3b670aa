//! Refusals 不予办理: why a step of a proceeding cannot be taken, in the order in which it is found out.

use super::{Rung, State, Step};
use crate::calendar::{Date, day_text};
use crate::lang::Lang;
use crate::steps;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Earlier than the step before it, whose day is named.
    Backwards(Date),
    /// This step does not follow here.
    NotNow(State, Step),
    WordsMissing,
    /// A review was asked for once already.
    ReviewedAlready,
    /// The days for a review were over on the day named.
    TooLate(Date),
    /// Who decided does not decide on the review.
    SamePerson,
    /// A decision has a name under it.
    Nobody,
    /// Somebody else was named to decide.
    NotNamed,
    /// Not lighter than the measure that stands.
    NotLighter(Rung),
}

impl Refusal {
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Backwards(_) => "proceedings.backwards",
            Refusal::NotNow(..) => "proceedings.not_now",
            Refusal::WordsMissing => "proceedings.words_missing",
            Refusal::ReviewedAlready => "proceedings.reviewed_already",
            Refusal::TooLate(_) => "proceedings.too_late",
            Refusal::SamePerson => "proceedings.same_person",
            Refusal::Nobody => "proceedings.nobody",
            Refusal::NotNamed => "proceedings.not_named",
            Refusal::NotLighter(_) => "proceedings.not_lighter",
        }
    }

    pub fn sentence(self, lang: Lang) -> String {
        let day = |day: Date| day_text(day, lang);
        let plain = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        match self {
            Refusal::Backwards(last) => steps::backwards(last, lang),
            Refusal::NotNow(state, step) => steps::not_now(state.label(lang), step.label(lang), lang),
            Refusal::WordsMissing => plain("请写明情况或理由", "say what happened, or why"),
            Refusal::ReviewedAlready => plain("复核只能申请一次", "a review can be asked for once"),
            Refusal::TooLate(until) => match lang {
                Lang::Zh => format!("申请复核的期限已于{}届满", day(until)),
                Lang::En => format!("a review could be asked for until {}", day(until)),
            },
            Refusal::SamePerson => {
                plain("原决定人应当回避，请由他人复核", "who decided may not decide on the review; somebody else has to")
            }
            Refusal::Nobody => plain("请写明由谁决定", "say who decides"),
            Refusal::NotNamed => {
                plain("此事已指定他人决定，请由其本人办理", "somebody else was named to decide on this; it is theirs to do")
            }
            Refusal::NotLighter(rung) => match lang {
                Lang::Zh => format!("应轻于现在的“{}”", rung.label(lang)),
                Lang::En => format!("it has to be lighter than “{}”, which stands", rung.label(lang)),
            },
        }
    }
}
