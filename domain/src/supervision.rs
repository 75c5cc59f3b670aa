//! Supervision 督办: a matter followed up in eight steps, from its opening to striking it off, by the clock of working days.
//!
//! 立项 → 审批 → 交办 → 签收 → 办理 → 反馈 → 审核 → 销号. What is kept are the dated steps; the state, the clock, the slips and
//! whom they are told to follow from them and from today, so that nothing can be lost or sent twice.

mod clock;
mod order;
mod refusal;

pub use clock::{Bands, Fall, Fallen, Rule, Rules, Running, Slip};
pub use order::{Call, Order, Taken, Wish};
pub use refusal::Refusal;

use crate::lang::Lang;
use crate::policy::Action;
use crate::registers::ORDER_STEP_CODES;

/// A step 步骤 of an order, as the register `order_steps` keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// 立项
    Proposed,
    /// 审批
    Approved,
    /// 不予立项
    Refused,
    /// 交办: from here the clock runs.
    Issued,
    /// 签收
    Signed,
    /// 办理: the unit tells how it is going.
    Handled,
    /// 反馈, with evidence: the unit's clock stands still while it is reviewed.
    Answered,
    /// 审核通过
    Accepted,
    /// 退回重办
    Returned,
    /// 销号
    Closed,
    /// 申请延期
    ExtensionAsked,
    /// 同意延期
    Extended,
    /// 不同意延期
    Held,
    /// 暂停
    Paused,
    /// 恢复
    Resumed,
    /// 转办
    HandedOver,
    /// 回头看重启
    Reopened,
}

impl Step {
    pub const ALL: [Step; 17] = [
        Step::Proposed,
        Step::Approved,
        Step::Refused,
        Step::Issued,
        Step::Signed,
        Step::Handled,
        Step::Answered,
        Step::Accepted,
        Step::Returned,
        Step::Closed,
        Step::ExtensionAsked,
        Step::Extended,
        Step::Held,
        Step::Paused,
        Step::Resumed,
        Step::HandedOver,
        Step::Reopened,
    ];

    pub fn code(self) -> &'static str {
        ORDER_STEP_CODES[self as usize].0
    }

    pub fn parse(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (_, zh, en) = ORDER_STEP_CODES[self as usize];
        lang.of(zh, en)
    }

    /// What the policy calls taking it.
    pub fn action(self) -> Action {
        match self {
            Step::Proposed => Action::ProposeOrder,
            Step::Approved | Step::Refused | Step::Extended | Step::Held => Action::ApproveOrder,
            Step::Issued | Step::Paused | Step::Resumed | Step::HandedOver | Step::Reopened => Action::RunOrder,
            Step::Signed | Step::Handled | Step::Answered | Step::ExtensionAsked => Action::AnswerOrder,
            Step::Accepted | Step::Returned | Step::Closed => Action::ReviewOrder,
        }
    }

    /// Says something that has to be said: what was done, or why.
    pub fn needs_words(self) -> bool {
        match self {
            Step::Refused
            | Step::Handled
            | Step::Answered
            | Step::Returned
            | Step::ExtensionAsked
            | Step::Held
            | Step::Paused
            | Step::HandedOver
            | Step::Reopened => true,
            Step::Proposed
            | Step::Approved
            | Step::Issued
            | Step::Signed
            | Step::Accepted
            | Step::Closed
            | Step::Extended
            | Step::Resumed => false,
        }
    }

    /// Stands on files that were shown.
    pub fn needs_evidence(self) -> bool {
        matches!(self, Step::Answered | Step::Accepted | Step::Closed)
    }
}

/// How an order stands 督办状态.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// 待审批
    Proposed,
    /// 不予立项
    Refused,
    /// 待交办
    Approved,
    /// 待签收
    Issued,
    /// 办理中
    Handling,
    /// 待审核
    Answered,
    /// 待销号
    Accepted,
    /// 已销号
    Closed,
    /// 暂停
    Paused,
}

impl State {
    pub const ALL: [State; 9] = [
        State::Proposed,
        State::Refused,
        State::Approved,
        State::Issued,
        State::Handling,
        State::Answered,
        State::Accepted,
        State::Closed,
        State::Paused,
    ];

    pub fn code(self) -> &'static str {
        match self {
            State::Proposed => "proposed",
            State::Refused => "refused",
            State::Approved => "approved",
            State::Issued => "issued",
            State::Handling => "handling",
            State::Answered => "answered",
            State::Accepted => "accepted",
            State::Closed => "closed",
            State::Paused => "paused",
        }
    }

    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            State::Proposed => lang.of("待审批", "awaiting approval"),
            State::Refused => lang.of("不予立项", "not approved"),
            State::Approved => lang.of("待交办", "awaiting notice"),
            State::Issued => lang.of("待签收", "awaiting signature"),
            State::Handling => lang.of("办理中", "being handled"),
            State::Answered => lang.of("待审核", "under review"),
            State::Accepted => lang.of("待销号", "awaiting closure"),
            State::Closed => lang.of("已销号", "closed"),
            State::Paused => lang.of("暂停", "paused"),
        }
    }

    /// Over, unless a recheck reopens it.
    pub fn is_over(self) -> bool {
        matches!(self, State::Refused | State::Closed)
    }

    /// The unit has been told of it.
    pub fn is_given_out(self) -> bool {
        !matches!(self, State::Proposed | State::Refused | State::Approved)
    }

    /// The unit's clock runs.
    pub fn runs(self) -> bool {
        matches!(self, State::Issued | State::Handling)
    }

    /// Steps that may follow, whoever takes them.
    pub fn followed_by(self) -> &'static [Step] {
        match self {
            State::Proposed => &[Step::Approved, Step::Refused],
            State::Refused => &[],
            State::Approved => &[Step::Issued],
            State::Issued => &[Step::Signed, Step::HandedOver],
            State::Handling => {
                &[Step::Handled, Step::Answered, Step::ExtensionAsked, Step::Extended, Step::Held, Step::Paused, Step::HandedOver]
            }
            State::Answered => &[Step::Accepted, Step::Returned],
            State::Accepted => &[Step::Closed, Step::Returned],
            State::Closed => &[Step::Reopened],
            State::Paused => &[Step::Resumed],
        }
    }
}
