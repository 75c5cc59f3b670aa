//! Proceeding 问责事项: what the dated steps of a proposed measure come to — decided by a named person, served, heard, reviewed by
//! somebody else, in effect until a day.

use super::{Refusal, Rung};
use crate::calendar::{Date, day_of, days_after, months_after};
use crate::lang::Lang;
use crate::policy::Action;
use crate::registers::{PROCEEDING_STEP_CODES, Record};

/// A review may be asked for within so many days of being served, and is decided within as many (政府督查工作条例 17).
pub const REVIEW_DAYS: i64 = 30;

/// A step, as the register `proceeding_steps` keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// 提出建议
    Proposed,
    /// 批准
    Approved,
    /// 降档批准
    Lowered,
    /// 不予采纳
    Refused,
    /// 容错免责: force majeure, or an error that was made in good faith.
    Excused,
    /// 送达: from here it is in effect.
    Served,
    /// 陈述申辩
    Stated,
    /// 申请复核
    ReviewAsked,
    /// 维持
    Upheld,
    /// 减轻
    Eased,
    /// 撤销
    Withdrawn,
    /// 解除
    Lifted,
}

impl Step {
    pub const ALL: [Step; 12] = [
        Step::Proposed,
        Step::Approved,
        Step::Lowered,
        Step::Refused,
        Step::Excused,
        Step::Served,
        Step::Stated,
        Step::ReviewAsked,
        Step::Upheld,
        Step::Eased,
        Step::Withdrawn,
        Step::Lifted,
    ];

    pub fn code(self) -> &'static str {
        PROCEEDING_STEP_CODES[self as usize].0
    }

    pub fn parse(code: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (_, zh, en) = PROCEEDING_STEP_CODES[self as usize];
        lang.of(zh, en)
    }

    /// What the policy calls taking it.
    pub fn action(self) -> Action {
        match self {
            Step::Proposed | Step::Served => Action::RunMeasure,
            Step::Approved
            | Step::Lowered
            | Step::Refused
            | Step::Excused
            | Step::Upheld
            | Step::Eased
            | Step::Withdrawn
            | Step::Lifted => Action::DecideMeasure,
            Step::Stated | Step::ReviewAsked => Action::AnswerMeasure,
        }
    }

    /// Says why, or what the unit has to say.
    fn needs_words(self) -> bool {
        !matches!(self, Step::Proposed | Step::Approved | Step::Served)
    }

    /// Names a lighter measure than the one that stands.
    pub fn lightens(self) -> bool {
        matches!(self, Step::Lowered | Step::Eased)
    }

    /// Decides on what was proposed.
    pub fn decides(self) -> bool {
        matches!(self, Step::Approved | Step::Lowered | Step::Refused | Step::Excused)
    }

    pub fn decides_review(self) -> bool {
        matches!(self, Step::Upheld | Step::Eased | Step::Withdrawn)
    }
}

/// How a proceeding stands 问责状态.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// 待决定
    Proposed,
    /// 不予采纳
    Refused,
    /// 容错免责
    Excused,
    /// 待送达
    Decided,
    /// 执行中
    InEffect,
    /// 复核中
    UnderReview,
    /// 已撤销
    Withdrawn,
    /// 已解除
    Lifted,
    /// 已期满
    Expired,
}

impl State {
    pub const ALL: [State; 9] = [
        State::Proposed,
        State::Refused,
        State::Excused,
        State::Decided,
        State::InEffect,
        State::UnderReview,
        State::Withdrawn,
        State::Lifted,
        State::Expired,
    ];

    pub fn code(self) -> &'static str {
        match self {
            State::Proposed => "proposed",
            State::Refused => "refused",
            State::Excused => "excused",
            State::Decided => "decided",
            State::InEffect => "in_effect",
            State::UnderReview => "under_review",
            State::Withdrawn => "withdrawn",
            State::Lifted => "lifted",
            State::Expired => "expired",
        }
    }

    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Nothing more can be done.
    pub fn is_over(self) -> bool {
        self.followed_by().is_empty()
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            State::Proposed => lang.of("待决定", "awaiting decision"),
            State::Refused => lang.of("不予采纳", "not adopted"),
            State::Excused => lang.of("容错免责", "excused"),
            State::Decided => lang.of("待送达", "awaiting service"),
            State::InEffect => lang.of("执行中", "in effect"),
            State::UnderReview => lang.of("复核中", "under review"),
            State::Withdrawn => lang.of("已撤销", "withdrawn"),
            State::Lifted => lang.of("已解除", "lifted"),
            State::Expired => lang.of("已期满", "expired"),
        }
    }

    /// Steps that may follow, whoever takes them.
    pub fn followed_by(self) -> &'static [Step] {
        match self {
            State::Proposed => &[Step::Stated, Step::Approved, Step::Lowered, Step::Refused, Step::Excused],
            State::Decided => &[Step::Served],
            State::InEffect => &[Step::Stated, Step::ReviewAsked, Step::Lifted],
            State::UnderReview => &[Step::Stated, Step::Upheld, Step::Eased, Step::Withdrawn],
            State::Refused | State::Excused | State::Withdrawn | State::Lifted | State::Expired => &[],
        }
    }
}

/// What somebody wants to do with a proceeding.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub step: Step,
    pub on: Date,
    /// The person who does it.
    pub by: &'a str,
    /// It is the one who was named to decide, or whoever was named decides no more.
    pub named: bool,
    /// The lighter measure.
    pub rung: Option<Rung>,
    pub note: &'a str,
}

/// A step that was taken, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub step: Step,
    pub on: Date,
    pub by: String,
    /// What the measure is after the step.
    pub rung: Rung,
}

impl Taken {
    pub fn from_record(record: &Record) -> Option<Taken> {
        Some(Taken {
            step: Step::parse(record.text("step"))?,
            on: record.int("on").and_then(day_of)?,
            by: record.text("by").to_owned(),
            rung: Rung::parse(record.text("rung"))?,
        })
    }
}

/// A proceeding as its steps have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proceeding {
    state: State,
    pub rung: Rung,
    /// Steps taken.
    pub steps: u32,
    pub last_on: Date,
    pub decided_by: Option<String>,
    pub served_on: Option<Date>,
    pub review_asked_on: Option<Date>,
    /// How long it is in effect once served.
    months: u32,
}

impl Proceeding {
    /// From the steps in their order; `None` where nothing was proposed.
    pub fn of(steps: impl IntoIterator<Item = Taken>, months: u32) -> Option<Proceeding> {
        let mut steps = steps.into_iter();
        let first = steps.next()?;
        let mut proceeding = Proceeding {
            state: State::Proposed,
            rung: first.rung,
            steps: 1,
            last_on: first.on,
            decided_by: None,
            served_on: None,
            review_asked_on: None,
            months,
        };
        steps.for_each(|step| proceeding.take(step));
        Some(proceeding)
    }

    /// Put a step on record.
    pub fn take(&mut self, taken: Taken) {
        (self.rung, self.last_on) = (taken.rung, taken.on);
        self.steps += 1;
        if taken.step.lightens() {
            self.months = self.months.min(taken.rung.usual_months());
        }
        match taken.step {
            Step::Proposed => self.state = State::Proposed,
            Step::Approved | Step::Lowered => {
                self.state = State::Decided;
                self.decided_by = Some(taken.by);
            }
            Step::Refused => self.state = State::Refused,
            Step::Excused => self.state = State::Excused,
            Step::Served => {
                self.state = State::InEffect;
                self.served_on = Some(taken.on);
            }
            Step::Stated => {}
            Step::ReviewAsked => {
                self.state = State::UnderReview;
                self.review_asked_on = Some(taken.on);
            }
            Step::Upheld | Step::Eased => self.state = State::InEffect,
            Step::Withdrawn => self.state = State::Withdrawn,
            Step::Lifted => self.state = State::Lifted,
        }
    }

    /// How it stands on a day: what nobody lifted ends by itself.
    pub fn state(&self, today: Date) -> State {
        let over = self.state == State::InEffect && self.expires_on().is_some_and(|day| today > day);
        if over { State::Expired } else { self.state }
    }

    /// The last day of its effect.
    pub fn expires_on(&self) -> Option<Date> {
        months_after(self.served_on?, self.months)
    }

    /// The last day on which a review may be asked for.
    pub fn review_until(&self) -> Option<Date> {
        let once = self.review_asked_on.is_none() && self.state == State::InEffect;
        days_after(self.served_on.filter(|_| once)?, REVIEW_DAYS)
    }

    /// Until when the review has to be decided.
    pub fn review_due(&self) -> Option<Date> {
        days_after(self.review_asked_on.filter(|_| self.state == State::UnderReview)?, REVIEW_DAYS)
    }

    /// May this step be taken, and what does it come to?
    pub fn check(&self, wish: &Wish<'_>) -> Result<Taken, Refusal> {
        let Wish { step, on, by, note, .. } = *wish;
        if on < self.last_on {
            return Err(Refusal::Backwards(self.last_on));
        }
        let state = self.state(on);
        if !state.followed_by().contains(&step) {
            return Err(Refusal::NotNow(state, step));
        }
        if step.needs_words() && note.trim().is_empty() {
            return Err(Refusal::WordsMissing);
        }
        if step == Step::ReviewAsked {
            let until = self.review_until().ok_or(Refusal::ReviewedAlready)?;
            if on > until {
                return Err(Refusal::TooLate(until));
            }
        }
        if step.decides_review() && self.decided_by.as_deref() == Some(by) {
            return Err(Refusal::SamePerson);
        }
        if step.decides() && by.is_empty() {
            return Err(Refusal::Nobody);
        }
        if step.decides() && !wish.named {
            return Err(Refusal::NotNamed);
        }
        let rung = match wish.rung {
            Some(rung) if step.lightens() && rung < self.rung => rung,
            Some(_) | None if step.lightens() => return Err(Refusal::NotLighter(self.rung)),
            Some(_) | None => self.rung,
        };
        Ok(Taken { step, on, by: by.to_owned(), rung })
    }
}
