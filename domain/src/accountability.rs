//! Accountability 问责: written rules propose a measure with its evidence; a named person decides; the unit is heard, may ask for
//! a review, and everything ends one day. Nothing happens by itself (政府督查工作条例 17, 21; DOMAIN.md §6.2, §6.3).

mod ladder;
mod proceeding;
mod refusal;
mod standing;

pub use ladder::{Cause, Filed, Ground, LadderRule, Opened, Overdue, Proposal, Reached, Standing, Trigger, proposals};
pub use proceeding::{Proceeding, REVIEW_DAYS, State, Step, Taken, Wish};
pub use refusal::Refusal;
pub use standing::{closed_periods, standings};

use crate::lang::Lang;
use crate::registers::RUNG_CODES;

/// A measure 措施, from the lightest to the gravest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rung {
    /// 提醒
    Reminder,
    /// 书面说明
    Explanation,
    /// 表态发言
    Statement,
    /// 通报批评
    Criticism,
    /// 限期改进
    Correction,
    /// 约谈
    Talk,
    /// 建议诫勉: the admonition itself belongs to the discipline commission or the party committee.
    Admonition,
    /// 建议组织调整: the change itself belongs to the party committee that appoints.
    Reshuffle,
}

impl Rung {
    pub const ALL: [Rung; 8] = [
        Rung::Reminder,
        Rung::Explanation,
        Rung::Statement,
        Rung::Criticism,
        Rung::Correction,
        Rung::Talk,
        Rung::Admonition,
        Rung::Reshuffle,
    ];

    pub fn code(self) -> &'static str {
        RUNG_CODES[self as usize].0
    }

    pub fn parse(code: &str) -> Option<Rung> {
        Rung::ALL.into_iter().find(|r| r.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (_, zh, en) = RUNG_CODES[self as usize];
        lang.of(zh, en)
    }

    /// How long it is usually in effect: a lighter measure does not last as long as the one it stands for.
    pub fn usual_months(self) -> u32 {
        match self {
            Rung::Reminder | Rung::Explanation | Rung::Statement | Rung::Criticism | Rung::Correction => 3,
            Rung::Talk | Rung::Admonition => 6,
            Rung::Reshuffle => 12,
        }
    }

    /// Can only be suggested to the body that has the power.
    pub fn is_only_suggested(self) -> bool {
        matches!(self, Rung::Admonition | Rung::Reshuffle)
    }
}
