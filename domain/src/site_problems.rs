//! Problems on site 现场办公: found at a project, decided on, solved by somebody by a day, and climbing level by level while they are not.
//!
//! 记录 → 决定 → 报结 → 销号. What is kept are the dated steps; the state, the level a problem lies at and what comes next follow
//! from them, the levels in force when it was found, the working days and today. A level that waits too long loses it to the next.

mod levels;
mod problem;
mod refusal;

pub use levels::{Level, Levels};
pub use problem::{Call, Climbed, Problem, Taken, Wish};
pub use refusal::Refusal;

use crate::lang::Lang;
use crate::policy::Action;
use crate::registers::SITE_PROBLEM_STEP_CODES;

/// A step 步骤 of a problem, as the register `site_problem_steps` keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// 记录
    Recorded,
    /// 决定: what is to be done, by whom, by when.
    Decided,
    /// 报进展
    Told,
    /// 提级, by a person's act.
    Raised,
    /// 报结, with evidence.
    Solved,
    /// 退回重办
    Returned,
    /// 销号
    Closed,
}

impl Step {
    pub const ALL: [Step; 7] =
        [Step::Recorded, Step::Decided, Step::Told, Step::Raised, Step::Solved, Step::Returned, Step::Closed];

    pub fn code(self) -> &'static str {
        SITE_PROBLEM_STEP_CODES[self as usize].0
    }

    pub fn parse(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (_, zh, en) = SITE_PROBLEM_STEP_CODES[self as usize];
        lang.of(zh, en)
    }

    /// What the policy calls taking it; `by_leader`: at a level where county leaders decide.
    pub fn action(self, by_leader: bool) -> Action {
        match self {
            Step::Recorded | Step::Raised => Action::RecordProblem,
            Step::Decided if by_leader => Action::DecideRaisedProblem,
            Step::Decided => Action::DecideProblem,
            Step::Told | Step::Solved => Action::AnswerOrder,
            Step::Returned | Step::Closed => Action::ReviewOrder,
        }
    }

    /// Says something that has to be said: the decision, what was done, or why.
    pub fn needs_words(self) -> bool {
        match self {
            Step::Decided | Step::Told | Step::Raised | Step::Solved | Step::Returned => true,
            Step::Recorded | Step::Closed => false,
        }
    }
}

/// How a problem stands 问题状态.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// 待决定
    Open,
    /// 办理中
    InHand,
    /// 待销号
    Solved,
    /// 已销号
    Closed,
}

impl State {
    pub const ALL: [State; 4] = [State::Open, State::InHand, State::Solved, State::Closed];

    pub fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::InHand => "in_hand",
            State::Solved => "solved",
            State::Closed => "closed",
        }
    }

    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            State::Open => lang.of("待决定", "awaiting a decision"),
            State::InHand => lang.of("办理中", "being solved"),
            State::Solved => lang.of("待销号", "awaiting closure"),
            State::Closed => lang.of("已销号", "closed"),
        }
    }

    /// Steps that may follow, whoever takes them.
    pub fn followed_by(self) -> &'static [Step] {
        match self {
            State::Open => &[Step::Decided, Step::Raised],
            // A higher level may decide anew on what the one below it could not bring about.
            State::InHand => &[Step::Told, Step::Solved, Step::Decided, Step::Raised],
            State::Solved => &[Step::Closed, Step::Returned],
            State::Closed => &[],
        }
    }
}
