//! Objection 异议: what a person says against a fact under their name, and what the organisation department made of it.

use super::{Id, Refusal};
use crate::calendar::{Date, day_of};
use crate::lang::Lang;
use crate::registers::{MERIT_OUTCOME_CODES, Record};

/// What was decided 异议决定.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// 异议成立: from that day on the fact is left out of this person's record.
    Upheld,
    /// 维持记载
    Kept,
}

impl Outcome {
    pub const ALL: [Outcome; 2] = [Outcome::Upheld, Outcome::Kept];

    pub fn code(self) -> &'static str {
        MERIT_OUTCOME_CODES[self as usize].0
    }

    pub fn parse(code: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (_, zh, en) = MERIT_OUTCOME_CODES[self as usize];
        lang.of(zh, en)
    }
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub outcome: Outcome,
    pub on: Date,
    pub reason: String,
    /// The account of whoever decided.
    pub by: String,
}

/// An objection as somebody wants to make it.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Whose record it is.
    pub person: &'a str,
    /// The person who objects; `None`: it was handed in on paper and is written down for them.
    pub by: Option<&'a str>,
    pub event: &'a Id,
    /// It stands on that record.
    pub tied: bool,
    pub reason: &'a str,
}

/// What somebody wants to decide.
#[derive(Clone, Copy, Debug)]
pub struct Ruling<'a> {
    pub outcome: Outcome,
    pub on: Date,
    pub reason: &'a str,
    /// The account of whoever decides; `None`: nobody of the organisation department.
    pub by: Option<&'a str>,
}

/// An objection with what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    pub code: String,
    pub person: String,
    /// What it is against, as it stood.
    pub event: Id,
    pub on: Date,
    pub reason: String,
    pub decided: Option<Decided>,
}

impl Objection {
    /// From its record, and that of the decision if there is one.
    pub fn from_records(objection: &Record, decision: Option<&Record>) -> Option<Objection> {
        let day = |record: &Record| record.int("on").and_then(day_of);
        let decided = |record: &Record| {
            Some(Decided {
                outcome: Outcome::parse(record.text("outcome"))?,
                on: day(record)?,
                reason: record.text("reason").to_owned(),
                by: record.text("decided_by").to_owned(),
            })
        };
        Some(Objection {
            code: objection.text("objection_id").to_owned(),
            person: objection.text("person_id").to_owned(),
            event: Id::parse(objection.text("event"))?,
            on: day(objection)?,
            reason: objection.text("reason").to_owned(),
            decided: decision.and_then(decided),
        })
    }

    /// May somebody object like this? `before`: what was objected to already on this record.
    pub fn raise(wish: &Wish<'_>, before: &[Objection]) -> Result<(), Refusal> {
        let Wish { person, by, event, tied, reason } = *wish;
        if by.is_some_and(|by| by != person) {
            return Err(Refusal::NotTheirs);
        }
        if let Some(first) = before.iter().find(|objection| objection.event == *event) {
            return Err(Refusal::ObjectedAlready(first.on));
        }
        if !tied {
            return Err(Refusal::NotOnRecord);
        }
        if reason.trim().is_empty() { Err(Refusal::WordsMissing) } else { Ok(()) }
    }

    /// May it be decided on like this?
    pub fn decide(&self, ruling: &Ruling<'_>) -> Result<Decided, Refusal> {
        if let Some(decided) = &self.decided {
            return Err(Refusal::DecidedAlready(decided.on));
        }
        if ruling.on < self.on {
            return Err(Refusal::Backwards(self.on));
        }
        let by = ruling.by.ok_or(Refusal::Nobody)?;
        if ruling.reason.trim().is_empty() {
            return Err(Refusal::WordsMissing);
        }
        let Ruling { outcome, on, reason, .. } = *ruling;
        Ok(Decided { outcome, on, reason: reason.trim().to_owned(), by: by.to_owned() })
    }

    /// The fact does not stand on the person's record any more.
    pub fn leaves_out(&self, event: &Id) -> bool {
        self.event == *event && self.decided.as_ref().is_some_and(|decided| decided.outcome == Outcome::Upheld)
    }
}
