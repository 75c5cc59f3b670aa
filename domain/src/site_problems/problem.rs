//! Problem 现场问题: what its dated steps come to — the state, whose it is, until when, and the level it has climbed to.

use super::{Level, Refusal, State, Step};
use crate::calendar::{Date, NoNotice, WorkingDays, day_of};
use crate::registers::Record;

/// What somebody wants to do with a problem.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub step: Step,
    pub on: Date,
    /// Who solves it, and until when: with a decision.
    pub unit: Option<i32>,
    pub due: Option<Date>,
    pub note: &'a str,
    /// Files that stand for the problem now.
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
    /// The level it lies at after the step, the lowest being 0.
    pub level: usize,
    pub unit: Option<i32>,
    pub due: Option<Date>,
}

impl Taken {
    pub fn from_record(record: &Record) -> Option<Taken> {
        Some(Taken {
            step: Step::parse(record.text("step"))?,
            on: record.int("on").and_then(day_of)?,
            level: record.int("level").and_then(|n| usize::try_from(n).ok())?.saturating_sub(1),
            unit: record.int("unit_id").and_then(|n| i32::try_from(n).ok()),
            due: record.int("due_on").and_then(day_of),
        })
    }
}

/// A rung of the climb that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Climbed {
    pub on: Date,
    /// The level it came to.
    pub level: usize,
    /// Nobody raised it: the level before let its days pass.
    pub by_itself: bool,
}

/// What a problem waits for 待办.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// 待决定
    Decide,
    /// 到期未解决，已提级
    DecideAgain,
    /// 待解决
    Solve,
    /// 待销号
    Close,
}

impl Call {
    /// The step that answers it.
    pub fn step(self) -> Step {
        match self {
            Call::Decide | Call::DecideAgain => Step::Decided,
            Call::Solve => Step::Solved,
            Call::Close => Step::Closed,
        }
    }
}

/// A stretch of days in which a level has the problem and its days run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Waiting {
    level: usize,
    from: Date,
    /// The last day of it; `None`: it still waits.
    to: Option<Date>,
}

/// A problem as its steps have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub state: State,
    pub unit: Option<i32>,
    pub due: Option<Date>,
    pub steps: u32,
    pub last_on: Date,
    pub found_on: Date,
    /// Last reported solved, and not sent back since.
    pub solved_on: Option<Date>,
    pub closed_on: Option<Date>,
    waits: Vec<Waiting>,
    raised: Vec<Climbed>,
}

impl Problem {
    /// A problem that is written down 记录: the first step.
    pub fn record(words: &str, projects: usize, on: Date) -> Result<Taken, Refusal> {
        if projects != 1 {
            return Err(Refusal::NoProject);
        }
        if words.trim().is_empty() {
            return Err(Refusal::WordsMissing);
        }
        Ok(Taken { step: Step::Recorded, on, level: 0, unit: None, due: None })
    }

    /// From the steps in their order; `None` where nothing was recorded.
    pub fn of(steps: impl IntoIterator<Item = Taken>) -> Option<Problem> {
        let mut steps = steps.into_iter();
        let first = steps.next()?;
        let mut problem = Problem {
            state: State::Open,
            unit: None,
            due: None,
            steps: 1,
            last_on: first.on,
            found_on: first.on,
            solved_on: None,
            closed_on: None,
            waits: vec![Waiting { level: first.level, from: first.on, to: None }],
            raised: Vec::new(),
        };
        steps.for_each(|step| problem.take(&step));
        Some(problem)
    }

    /// Put a step on record.
    pub fn take(&mut self, taken: &Taken) {
        let Taken { step, on, level, unit, due } = *taken;
        (self.unit, self.due, self.last_on) = (unit, due, on);
        self.steps += 1;
        match step {
            Step::Recorded | Step::Told => return,
            Step::Raised => {
                self.state = State::Open;
                self.raised.push(Climbed { on, level, by_itself: false });
            }
            Step::Decided | Step::Returned => (self.state, self.solved_on) = (State::InHand, None),
            Step::Solved => (self.state, self.solved_on) = (State::Solved, Some(on)),
            Step::Closed => (self.state, self.closed_on) = (State::Closed, Some(on)),
        }
        if let Some(last) = self.waits.last_mut().filter(|wait| wait.to.is_none()) {
            last.to = Some(on);
        }
        // What is decided has until its due day; only then the level's own days begin.
        let from = match self.state {
            State::Open => Some(on),
            State::InHand => Some(due.unwrap_or(on)),
            State::Solved | State::Closed => None,
        };
        self.waits.extend(from.map(|from| Waiting { level, from, to: None }));
    }

    /// Every rung of the climb up to a day, oldest first.
    pub fn climbs(&self, levels: &[Level], days: &WorkingDays, today: Date) -> Result<Vec<Climbed>, NoNotice> {
        let mut climbs: Vec<Climbed> = self.raised.iter().filter(|raised| raised.on <= today).copied().collect();
        for wait in &self.waits {
            climbs.extend(wait.climbs(levels, days, wait.to.unwrap_or(today).min(today))?);
        }
        climbs.sort_by_key(|climbed| (climbed.on, climbed.level));
        Ok(climbs)
    }

    /// The level it lies at on a day.
    pub fn level(&self, levels: &[Level], days: &WorkingDays, today: Date) -> Result<usize, NoNotice> {
        let stands = self.waits.last().map_or(0, |wait| wait.level);
        let open = self.waits.last().filter(|wait| wait.to.is_none());
        let climbed = open.map(|wait| wait.climbs(levels, days, today)).transpose()?.unwrap_or_default();
        Ok(climbed.last().map_or(stands, |last| last.level).min(levels.len().saturating_sub(1)))
    }

    /// May this step be taken, and what does it come to?
    pub fn check(&self, wish: &Wish<'_>, levels: &[Level], days: &WorkingDays) -> Result<Taken, Refusal> {
        let Wish { step, on, note, evidence, .. } = *wish;
        if on < self.last_on {
            return Err(Refusal::Backwards(self.last_on));
        }
        if !self.state.followed_by().contains(&step) {
            return Err(Refusal::NotNow(self.state, step));
        }
        if step.needs_words() && note.trim().is_empty() {
            return Err(Refusal::WordsMissing);
        }
        if matches!(step, Step::Solved | Step::Closed) && evidence == 0 {
            return Err(Refusal::NoEvidence);
        }
        let mut level = self.level(levels, days, on)?;
        let (mut unit, mut due) = (self.unit, self.due);
        let later = |due: Option<Date>| due.filter(|due| *due >= on).ok_or(Refusal::NoDueDay);
        match step {
            Step::Decided => {
                unit = Some(wish.unit.ok_or(Refusal::NobodyOwns)?);
                due = Some(later(wish.due)?);
            }
            Step::Returned => due = Some(later(wish.due)?),
            Step::Raised if level + 1 >= levels.len() => return Err(Refusal::AtTheTop),
            Step::Raised => level += 1,
            Step::Recorded | Step::Told | Step::Solved | Step::Closed => {}
        }
        Ok(Taken { step, on, level, unit, due })
    }

    /// Not solved though its day is over.
    pub fn is_late(&self, today: Date) -> bool {
        self.state == State::InHand && self.due.is_some_and(|due| due < today)
    }

    /// What it waits for, the most pressing first, with the day by which it should be done.
    pub fn calls(&self, levels: &[Level], days: &WorkingDays, today: Date) -> Result<Vec<(Call, Option<Date>)>, NoNotice> {
        Ok(match self.state {
            State::Open => vec![(Call::Decide, self.climbs_on(levels, days, today)?)],
            State::InHand => {
                let decided_at = self.waits.last().map_or(0, |wait| wait.level);
                let climbed = self.level(levels, days, today)? > decided_at;
                let again = climbed.then_some((Call::DecideAgain, self.due));
                again.into_iter().chain([(Call::Solve, self.due)]).collect()
            }
            State::Solved => vec![(Call::Close, None)],
            State::Closed => Vec::new(),
        })
    }

    /// The day on which it climbs next if nothing is done; `None` at the highest level and where no clock runs.
    pub fn climbs_on(&self, levels: &[Level], days: &WorkingDays, today: Date) -> Result<Option<Date>, NoNotice> {
        let Some(wait) = self.waits.last().filter(|wait| wait.to.is_none()) else { return Ok(None) };
        let climbed = wait.climbs(levels, days, today)?;
        let (level, from) = climbed.last().map_or((wait.level, wait.from), |last| (last.level, last.on));
        let Some(stays) = levels.get(level).filter(|_| level + 1 < levels.len()) else { return Ok(None) };
        Ok(Some(days.after(from, stays.days.max(1))?))
    }
}

impl Waiting {
    /// The rungs it climbs by itself up to a day. What lies after that day is nobody's business yet: its year may have no notice.
    fn climbs(&self, levels: &[Level], days: &WorkingDays, until: Date) -> Result<Vec<Climbed>, NoNotice> {
        let (mut level, mut from, mut climbs) = (self.level, self.from, Vec::new());
        while level + 1 < levels.len() && from < until {
            let stays = levels[level].days.max(1);
            if days.between(from, until)? < stays {
                break;
            }
            from = days.after(from, stays)?;
            level += 1;
            climbs.push(Climbed { on: from, level, by_itself: true });
        }
        Ok(climbs)
    }
}
