//! Order 督办单: what its dated steps come to — the state, who has it, until when, what fell on the way, what comes next.

use super::{Bands, Fallen, Refusal, Rule, Rules, Running, Slip, State, Step};
use crate::calendar::{Date, NoNotice, WorkingDays, day_of};
use crate::registers::Record;
use crate::tasks::Recurrence;

/// What somebody wants to do with an order.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub step: Step,
    pub on: Date,
    /// Who gets it: opening a matter, handing it over.
    pub unit: Option<i32>,
    /// Until when: opening, giving notice, handing over, reopening; asking for an extension.
    pub due: Option<Date>,
    pub note: &'a str,
    /// Files that stand for the order now.
    pub evidence: u32,
}

impl Wish<'_> {
    pub fn of(step: Step, on: Date) -> Wish<'static> {
        Wish { step, on, unit: None, due: None, note: "", evidence: 0 }
    }
}

/// A step that was taken, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub step: Step,
    pub on: Date,
    /// Who has it and until when, after the step.
    pub unit: i32,
    pub due: Date,
    /// Extension asked until.
    pub wanted: Option<Date>,
    pub evidence: u32,
}

impl Taken {
    pub fn from_record(record: &Record) -> Option<Taken> {
        let day = |column: &str| record.int(column).and_then(day_of);
        Some(Taken {
            step: Step::parse(record.text("step"))?,
            on: day("on")?,
            unit: i32::try_from(record.int("unit_id")?).ok()?,
            due: day("due_on")?,
            wanted: day("wanted_on"),
            evidence: record.int("evidence").and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
        })
    }
}

/// What an order waits for 待办.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// 待审批
    Approve,
    /// 延期待批
    DecideExtension,
    /// 待交办
    Issue,
    /// 待签收
    Sign,
    /// 待报进展: by the cadence of the order.
    Tell,
    /// 待反馈
    Answer,
    /// 待审核
    Review,
    /// 待销号
    Close,
    /// 待恢复
    Resume,
}

impl Call {
    /// The step that answers it.
    pub fn step(self) -> Step {
        match self {
            Call::Approve => Step::Approved,
            Call::DecideExtension => Step::Extended,
            Call::Issue => Step::Issued,
            Call::Sign => Step::Signed,
            Call::Tell => Step::Handled,
            Call::Answer => Step::Answered,
            Call::Review => Step::Accepted,
            Call::Close => Step::Closed,
            Call::Resume => Step::Resumed,
        }
    }
}

/// An order as its steps have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub state: State,
    pub unit: i32,
    pub due: Date,
    pub cadence: Recurrence,
    /// Steps taken.
    pub steps: u32,
    /// Day of the last step.
    pub last_on: Date,
    pub opened_on: Date,
    /// First given out; the rule of that day holds for its whole life.
    pub issued_on: Option<Date>,
    /// Given to the unit that has it now.
    pub given_on: Option<Date>,
    pub signed_on: Option<Date>,
    /// Last told of by the unit, by progress or feedback.
    pub told_on: Option<Date>,
    pub answered_on: Option<Date>,
    pub closed_on: Option<Date>,
    /// Last given more time.
    pub extended_on: Option<Date>,
    /// An extension asked for and not decided.
    pub wanted: Option<Date>,
    /// Working stretches of the clock, oldest first.
    pub running: Vec<Running>,
}

impl Order {
    /// A matter that is opened 立项: the first step.
    pub fn open(wish: &Wish<'_>) -> Result<Taken, Refusal> {
        let due = wish.due.filter(|due| *due > wish.on).ok_or(Refusal::DueInThePast)?;
        let unit = wish.unit.ok_or(Refusal::SameUnit)?;
        Ok(Taken { step: Step::Proposed, on: wish.on, unit, due, wanted: None, evidence: 0 })
    }

    /// From the steps in their order; `None` where nothing was opened.
    pub fn of(steps: impl IntoIterator<Item = Taken>, cadence: Recurrence) -> Option<Order> {
        let mut steps = steps.into_iter();
        let first = steps.next()?;
        let mut order = Order {
            state: State::Proposed,
            unit: first.unit,
            due: first.due,
            cadence,
            steps: 1,
            last_on: first.on,
            opened_on: first.on,
            issued_on: None,
            given_on: None,
            signed_on: None,
            told_on: None,
            answered_on: None,
            closed_on: None,
            extended_on: None,
            wanted: None,
            running: Vec::new(),
        };
        steps.for_each(|step| order.take(&step));
        Some(order)
    }

    /// Put a step on record.
    pub fn take(&mut self, taken: &Taken) {
        (self.unit, self.due, self.last_on) = (taken.unit, taken.due, taken.on);
        self.steps += 1;
        let on = taken.on;
        match taken.step {
            Step::Proposed => self.state = State::Proposed,
            Step::Approved => self.state = State::Approved,
            Step::Refused => self.state = State::Refused,
            Step::Issued => {
                self.state = State::Issued;
                self.issued_on = self.issued_on.or(Some(on));
                self.given_on = Some(on);
                self.run(on, true);
            }
            Step::Signed => {
                self.state = State::Handling;
                self.signed_on = Some(on);
            }
            Step::Handled => self.told_on = Some(on),
            Step::Answered => {
                self.state = State::Answered;
                (self.answered_on, self.told_on, self.wanted) = (Some(on), Some(on), None);
                self.stop(on);
            }
            Step::Accepted => self.state = State::Accepted,
            Step::Closed => {
                self.state = State::Closed;
                self.closed_on = Some(on);
            }
            Step::ExtensionAsked => self.wanted = taken.wanted,
            Step::Held => self.wanted = None,
            Step::Extended => {
                (self.wanted, self.extended_on) = (None, Some(on));
                self.stop(on);
                self.run(on, true);
            }
            Step::Paused => {
                self.state = State::Paused;
                // The day of the pause is paused whole.
                self.stop(on.yesterday().unwrap_or(on));
            }
            Step::Resumed => {
                self.state = State::Handling;
                self.run(on, false);
            }
            Step::Returned => {
                self.state = State::Handling;
                self.run(on, true);
            }
            Step::HandedOver => {
                self.state = State::Issued;
                (self.given_on, self.signed_on, self.told_on, self.wanted) = (Some(on), None, None, None);
                self.stop(on);
                self.run(on, true);
            }
            Step::Reopened => {
                self.state = State::Handling;
                (self.closed_on, self.answered_on) = (None, None);
                self.run(on, true);
            }
        }
    }

    fn stop(&mut self, on: Date) {
        if let Some(last) = self.running.last_mut().filter(|r| r.to.is_none()) {
            last.to = Some(on);
        }
    }

    /// The clock runs towards the due day: in a new term, or on in the one that was interrupted.
    fn run(&mut self, from: Date, anew: bool) {
        let term = self.running.last().map_or(0, |last| last.term + usize::from(anew));
        self.running.push(Running { term, unit: self.unit, from, to: None, due: self.due });
    }

    /// The rule it runs under: that of the day it was given out, whatever was ordered since.
    pub fn rule(&self, rules: &Rules, today: Date) -> Rule {
        rules.in_force(self.issued_on.unwrap_or(today))
    }

    /// May this step be taken, and what does it come to?
    pub fn check(&self, wish: &Wish<'_>, rules: &Rules) -> Result<Taken, Refusal> {
        let Wish { step, on, .. } = *wish;
        if on < self.last_on {
            return Err(Refusal::Backwards(self.last_on));
        }
        if !self.state.followed_by().contains(&step) {
            return Err(Refusal::NotNow(self.state, step));
        }
        if step == Step::ExtensionAsked && self.wanted.is_some() {
            return Err(Refusal::AlreadyAsked);
        }
        if matches!(step, Step::Extended | Step::Held) && self.wanted.is_none() {
            return Err(Refusal::NothingAsked);
        }
        if step.needs_words() && wish.note.trim().is_empty() {
            return Err(Refusal::WordsMissing);
        }
        if step.needs_evidence() && wish.evidence == 0 {
            return Err(Refusal::NoEvidence);
        }
        let mut unit = self.unit;
        if step == Step::HandedOver {
            unit = wish.unit.filter(|unit| *unit != self.unit).ok_or(Refusal::SameUnit)?;
        }
        let mut wanted = None;
        if step == Step::ExtensionAsked {
            wanted = Some(wish.due.filter(|due| *due > self.due).ok_or(Refusal::NotLater(self.due))?);
        }
        Ok(Taken { step, on, unit, due: self.due_after(wish, rules)?, wanted, evidence: wish.evidence })
    }

    /// The due day as it stands after a step. No step but a hand-over, a reopening and the notice itself moves it nearer.
    fn due_after(&self, wish: &Wish<'_>, rules: &Rules) -> Result<Date, Refusal> {
        let (on, days, again) = (wish.on, rules.days(), self.rule(rules, wish.on).again_days);
        match wish.step {
            Step::Issued => Some(wish.due.unwrap_or(self.due)).filter(|due| *due > on).ok_or(Refusal::DueInThePast),
            Step::Extended => {
                let due = wish.due.or(self.wanted).filter(|due| *due > self.due).ok_or(Refusal::NotLater(self.due))?;
                Some(due).filter(|due| *due > on).ok_or(Refusal::DueInThePast)
            }
            Step::HandedOver | Step::Reopened => {
                let due = wish.due.filter(|due| *due > on).ok_or(Refusal::DueInThePast)?;
                if days.between(on, due)? < again { Err(Refusal::TooShort(again)) } else { Ok(due) }
            }
            // The days of the pause are given back: from the day it began up to the day before it ended.
            Step::Resumed => Ok(days.after(self.due, paused_days(days, self.last_on, on)?)?),
            // The time of the review is not the unit's, and it has some days at least to do it again.
            Step::Returned => {
                let reviewed = days.between(self.answered_on.unwrap_or(on), on)?;
                Ok(days.after(self.due, reviewed)?.max(days.after(on, again)?))
            }
            Step::Proposed
            | Step::Approved
            | Step::Refused
            | Step::Signed
            | Step::Handled
            | Step::Answered
            | Step::Accepted
            | Step::Closed
            | Step::ExtensionAsked
            | Step::Held
            | Step::Paused => Ok(self.due),
        }
    }

    /// Everything that fell up to today, oldest first.
    pub fn fallen(&self, rules: &Rules, today: Date) -> Result<Vec<Fallen>, NoNotice> {
        let rule = self.rule(rules, today);
        let (mut all, mut term, mut of_term): (Vec<Fallen>, usize, Vec<super::Fall>) = (Vec::new(), 0, Vec::new());
        for running in &self.running {
            if running.term != term {
                of_term.clear();
                term = running.term;
            }
            for fallen in running.falls(&rule, rules.days(), today)? {
                if !of_term.contains(&fallen.fall) {
                    of_term.push(fallen.fall);
                    all.push(fallen);
                }
            }
        }
        Ok(all)
    }

    /// The slip it is under now: none while the clock does not run.
    pub fn slip(&self, bands: &Bands) -> Option<Slip> {
        if self.state.runs() { bands.slip(self.due) } else { None }
    }

    /// Until when it has to be signed for.
    pub fn sign_by(&self, rules: &Rules) -> Result<Option<Date>, NoNotice> {
        let waits = self.given_on.filter(|_| self.state == State::Issued);
        waits.map(|given| rules.days().after(given, self.rule(rules, given).sign_days.max(1))).transpose()
    }

    /// Until when the unit has to tell how it is going.
    pub fn tell_by(&self) -> Option<Date> {
        let since = self.signed_on.filter(|_| self.state == State::Handling)?;
        self.cadence.next(since, self.told_on)
    }

    /// What it waits for, the most pressing first, with the day by which it should be done.
    pub fn calls(&self, rules: &Rules) -> Result<Vec<(Call, Option<Date>)>, NoNotice> {
        let mut calls = Vec::new();
        match self.state {
            State::Proposed => calls.push((Call::Approve, None)),
            State::Approved => calls.push((Call::Issue, None)),
            State::Issued => calls.push((Call::Sign, self.sign_by(rules)?)),
            State::Handling => {
                if self.wanted.is_some() {
                    calls.push((Call::DecideExtension, None));
                }
                if let Some(by) = self.tell_by().filter(|by| *by < self.due) {
                    calls.push((Call::Tell, Some(by)));
                }
                calls.push((Call::Answer, Some(self.due)));
            }
            State::Answered => calls.push((Call::Review, None)),
            State::Accepted => calls.push((Call::Close, None)),
            State::Paused => calls.push((Call::Resume, None)),
            State::Refused | State::Closed => {}
        }
        Ok(calls)
    }
}

/// Working days of a pause: the day it began counts, the day it ended does not. Over a weekend there are none.
fn paused_days(days: &WorkingDays, from: Date, to: Date) -> Result<u32, NoNotice> {
    let before = |day: Date| day.yesterday().unwrap_or(day);
    days.between(before(from), before(to))
}
