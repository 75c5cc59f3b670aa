//! Refusals 不予办理: why a step of a problem cannot be taken, in the order in which it is found out.

use super::{State, Step};
use crate::calendar::{Date, NoNotice};
use crate::lang::Lang;
use crate::steps;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is nobody's problem: one project has to be named.
    NoProject,
    /// Earlier than the step before it, whose day is named.
    Backwards(Date),
    NotNow(State, Step),
    WordsMissing,
    NobodyOwns,
    /// A decision without a day, or with one that is over.
    NoDueDay,
    /// There is no level above this.
    AtTheTop,
    NoEvidence,
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
            Refusal::NoProject => "site_problems.no_project",
            Refusal::Backwards(_) => "site_problems.backwards",
            Refusal::NotNow(..) => "site_problems.not_now",
            Refusal::WordsMissing => "site_problems.words_missing",
            Refusal::NobodyOwns => "site_problems.nobody_owns",
            Refusal::NoDueDay => "site_problems.no_due_day",
            Refusal::AtTheTop => "site_problems.at_the_top",
            Refusal::NoEvidence => "site_problems.no_evidence",
            Refusal::NoNotice(_) => "site_problems.no_notice",
        }
    }

    pub fn sentence(self, lang: Lang) -> String {
        let plain = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        match self {
            Refusal::NoProject => plain("请选定一个项目", "name one project"),
            Refusal::Backwards(last) => steps::backwards(last, lang),
            Refusal::NotNow(state, step) => steps::not_now(state.label(lang), step.label(lang), lang),
            Refusal::WordsMissing => {
                plain("请写明问题、决定、情况或理由", "say what the problem is, what is decided, what was done, or why")
            }
            Refusal::NobodyOwns => plain("请选定责任单位", "name the unit that solves it"),
            Refusal::NoDueDay => plain("请填解决时限，不早于当日", "give the day by which it is solved, not before today"),
            Refusal::AtTheTop => plain("已在最高一级，不能再提级", "it is at the highest level already"),
            Refusal::NoEvidence => plain("没有佐证材料，不能报结或销号", "without evidence nothing is reported solved or closed"),
            Refusal::NoNotice(year) => NoNotice(year).sentence(lang),
        }
    }
}
