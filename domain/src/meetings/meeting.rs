//! Meeting 会议: what its dated steps come to — the state, its day, the frozen cut, and whether comments are still taken.

use super::{Refusal, State, Step};
use crate::calendar::{Date, WorkingDays, day_of};
use crate::registers::Record;

/// What somebody wants to do with a meeting.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub step: Step,
    pub on: Date,
    /// The day of the meeting: planning and postponing.
    pub meeting_on: Option<Date>,
    /// The cut of the pack; none: the day before.
    pub as_of: Option<Date>,
    pub note: &'a str,
}

impl Wish<'_> {
    pub fn of(step: Step, on: Date) -> Wish<'static> {
        Wish { step, on, meeting_on: None, as_of: None, note: "" }
    }
}

/// A step that was taken, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub step: Step,
    pub on: Date,
    pub meeting_on: Date,
    pub as_of: Option<Date>,
    pub comments_to: Option<Date>,
}

impl Taken {
    pub fn from_record(record: &Record) -> Option<Taken> {
        let day = |column: &str| record.int(column).and_then(day_of);
        Some(Taken {
            step: Step::parse(record.text("step"))?,
            on: day("on")?,
            meeting_on: day("meeting_on")?,
            as_of: day("as_of"),
            comments_to: day("comments_to"),
        })
    }
}

/// What a meeting waits for 待办.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// 待提意见
    Comment,
    /// 待定发言
    Choose,
    /// 准备发言
    Speak,
    /// 待召开
    Hold,
    /// 待印发纪要
    Minute,
}

/// A meeting as its steps have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub state: State,
    pub meeting_on: Date,
    /// The cut the pack is made from: a day that was over when it was sent out.
    pub as_of: Option<Date>,
    pub packed_on: Option<Date>,
    /// The last day for comments.
    pub comments_to: Option<Date>,
    pub held_on: Option<Date>,
    pub steps: u32,
    pub last_on: Date,
}

impl Meeting {
    /// A meeting that is planned 拟定: the first step.
    pub fn plan(title: &str, topics: usize, meeting_on: Option<Date>, on: Date) -> Result<Taken, Refusal> {
        if title.trim().is_empty() || topics == 0 {
            return Err(Refusal::NoTopic);
        }
        let meeting_on = meeting_on.filter(|day| *day >= on).ok_or(Refusal::DayOver)?;
        Ok(Taken { step: Step::Planned, on, meeting_on, as_of: None, comments_to: None })
    }

    /// From the steps in their order; `None` where nothing was planned.
    pub fn of(steps: impl IntoIterator<Item = Taken>) -> Option<Meeting> {
        let mut steps = steps.into_iter();
        let first = steps.next()?;
        let mut meeting = Meeting {
            state: State::Planned,
            meeting_on: first.meeting_on,
            as_of: None,
            packed_on: None,
            comments_to: None,
            held_on: None,
            steps: 1,
            last_on: first.on,
        };
        steps.for_each(|step| meeting.take(&step));
        Some(meeting)
    }

    /// Put a step on record.
    pub fn take(&mut self, taken: &Taken) {
        (self.meeting_on, self.last_on) = (taken.meeting_on, taken.on);
        self.steps += 1;
        match taken.step {
            Step::Planned | Step::Postponed => {}
            Step::Packed => {
                self.state = State::Packed;
                (self.as_of, self.packed_on, self.comments_to) = (taken.as_of, Some(taken.on), taken.comments_to);
            }
            Step::Held => (self.state, self.held_on) = (State::Held, Some(taken.on)),
            Step::Minuted => self.state = State::Minuted,
            Step::Cancelled => self.state = State::Cancelled,
        }
    }

    /// May this step be taken, and what does it come to? `comment_days`: how long units may comment on the pack.
    pub fn check(&self, wish: &Wish<'_>, comment_days: u32, days: &WorkingDays) -> Result<Taken, Refusal> {
        let Wish { step, on, .. } = *wish;
        if on < self.last_on {
            return Err(Refusal::Backwards(self.last_on));
        }
        if !self.state.followed_by().contains(&step) {
            return Err(Refusal::NotNow(self.state, step));
        }
        let stands = Taken { step, on, meeting_on: self.meeting_on, as_of: None, comments_to: None };
        match step {
            Step::Packed => {
                let before = wish.as_of.or(on.yesterday().ok()).filter(|day| *day < on).ok_or(Refusal::CutNotOver(on))?;
                let until = days.after(on, comment_days)?;
                if self.meeting_on <= until {
                    return Err(Refusal::TooSoon(until));
                }
                Ok(Taken { as_of: Some(before), comments_to: Some(until), ..stands })
            }
            Step::Postponed => {
                let meeting_on = wish.meeting_on.filter(|day| *day >= on).ok_or(Refusal::DayOver)?;
                match self.comments_to.filter(|until| meeting_on <= *until) {
                    Some(until) => Err(Refusal::TooSoon(until)),
                    None if wish.note.trim().is_empty() => Err(Refusal::WordsMissing),
                    None => Ok(Taken { meeting_on, ..stands }),
                }
            }
            Step::Held if on < self.meeting_on => Err(Refusal::NotYet(self.meeting_on)),
            Step::Cancelled if wish.note.trim().is_empty() => Err(Refusal::WordsMissing),
            Step::Planned | Step::Held | Step::Minuted | Step::Cancelled => Ok(stands),
        }
    }

    /// May a unit comment on the pack today? It says what it thinks, or that it agrees.
    pub fn may_comment(&self, agrees: bool, words: &str, today: Date) -> Result<(), Refusal> {
        self.is_prepared()?;
        let until = self.comments_to.ok_or(Refusal::NotPacked)?;
        if today > until {
            return Err(Refusal::WindowClosed(until));
        }
        if !agrees && words.trim().is_empty() { Err(Refusal::WordsMissing) } else { Ok(()) }
    }

    /// Comments are taken on a day.
    pub fn takes_comments(&self, today: Date) -> bool {
        self.may_comment(true, "", today).is_ok()
    }

    /// May somebody be chosen to speak, or excused? `proposed`: the rankings propose it for this side.
    pub fn may_choose(&self, proposed: bool, speaks: bool, note: &str) -> Result<(), Refusal> {
        self.is_prepared()?;
        // Whoever is taken as proposed needs no reason; whoever else is named, or is proposed and excused, does.
        match (note.trim().is_empty(), proposed, speaks) {
            (false, ..) | (true, true, true) => Ok(()),
            (true, false, true) => Err(Refusal::NotProposed),
            (true, _, false) => Err(Refusal::WordsMissing),
        }
    }

    fn is_prepared(&self) -> Result<(), Refusal> {
        match self.state {
            State::Packed => Ok(()),
            State::Planned => Err(Refusal::NotPacked),
            State::Held | State::Minuted | State::Cancelled => Err(Refusal::Over(self.state)),
        }
    }

    /// Attendance is taken once it is held.
    pub fn may_attend(&self) -> Result<(), Refusal> {
        match self.state {
            State::Held | State::Minuted => Ok(()),
            State::Planned | State::Packed => Err(Refusal::NotHeld),
            State::Cancelled => Err(Refusal::Over(self.state)),
        }
    }
}
