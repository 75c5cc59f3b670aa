//! Meetings 调度会: planned with their topics, a pack sent out for comments, held, and kept in minutes that become tasks.
//!
//! 拟定 → 材料送审 → 召开 → 印发纪要. What is kept are the dated steps, the comments and who was chosen to speak; whether comments
//! are still taken, who is proposed to speak and what the last meeting came to follow from them, the figures and today.

mod meeting;
mod refusal;
mod speakers;

pub use meeting::{Call, Meeting, Taken, Wish};
pub use refusal::Refusal;
pub use speakers::{Proposed, Ranked, Speaker, proposed, rule};

use crate::lang::Lang;
use crate::registers::{MEETING_STEP_CODES, PRESENCES, SIDES};

/// A step 步骤 of a meeting, as the register `meeting_steps` keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// 拟定
    Planned,
    /// 材料送审: the cut is frozen, the comment window opens.
    Packed,
    /// 改期
    Postponed,
    /// 召开
    Held,
    /// 印发纪要
    Minuted,
    /// 取消
    Cancelled,
}

impl Step {
    pub const ALL: [Step; 6] = [Step::Planned, Step::Packed, Step::Postponed, Step::Held, Step::Minuted, Step::Cancelled];

    pub fn code(self) -> &'static str {
        MEETING_STEP_CODES[self as usize].0
    }

    pub fn parse(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (_, zh, en) = MEETING_STEP_CODES[self as usize];
        lang.of(zh, en)
    }
}

/// How a meeting stands 会议状态.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// 筹备
    Planned,
    /// 材料已送审
    Packed,
    /// 已召开
    Held,
    /// 已印发纪要
    Minuted,
    /// 已取消
    Cancelled,
}

impl State {
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            State::Planned => lang.of("筹备", "being prepared"),
            State::Packed => lang.of("材料已送审", "pack sent out"),
            State::Held => lang.of("已召开", "held"),
            State::Minuted => lang.of("已印发纪要", "minutes kept"),
            State::Cancelled => lang.of("已取消", "cancelled"),
        }
    }

    /// Steps that may follow, whoever takes them.
    pub fn followed_by(self) -> &'static [Step] {
        match self {
            State::Planned => &[Step::Packed, Step::Postponed, Step::Cancelled],
            // What units say may need another cut: the pack is made again, and the window opens again.
            State::Packed => &[Step::Held, Step::Packed, Step::Postponed, Step::Cancelled],
            State::Held => &[Step::Minuted],
            // Further minutes of the same meeting are kept beside the first.
            State::Minuted => &[Step::Minuted],
            State::Cancelled => &[],
        }
    }
}

/// At which end of a ranking a unit stands 先进或后进.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// 先进: tells how it was done 典型发言.
    Advanced,
    /// 后进: says what it will do 表态发言.
    Lagging,
}

impl Side {
    pub const ALL: [Side; 2] = [Side::Advanced, Side::Lagging];

    pub fn code(self) -> &'static str {
        SIDES[self as usize].0
    }

    pub fn parse(code: &str) -> Option<Side> {
        Side::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (_, zh, en) = SIDES[self as usize];
        lang.of(zh, en)
    }

    /// What it says.
    pub fn speech(self, lang: Lang) -> &'static str {
        match self {
            Side::Advanced => lang.of("典型发言", "tells how it was done"),
            Side::Lagging => lang.of("表态发言", "says what it will do"),
        }
    }
}

/// Whether a unit came 到会情况.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Presence {
    /// 到会
    Present,
    /// 代会
    Deputised,
    /// 请假
    Leave,
    /// 缺席
    Absent,
}

impl Presence {
    pub const ALL: [Presence; 4] = [Presence::Present, Presence::Deputised, Presence::Leave, Presence::Absent];

    pub fn code(self) -> &'static str {
        PRESENCES[self as usize].0
    }

    pub fn parse(code: &str) -> Option<Presence> {
        Presence::ALL.into_iter().find(|p| p.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (_, zh, en) = PRESENCES[self as usize];
        lang.of(zh, en)
    }
}
