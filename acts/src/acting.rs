//! Acting 办理: who comes to the counter, from where, and what becomes the one line of record of what they did.

use crate::{Error, Office};
use domain::actors::{Act, Actor, Role};
use domain::calendar::{DAY_MS, start_of_day};
use domain::policy::{Denied, Relation, Request, decide};
use domain::units::Unit;

/// Somebody at the counter 来办事的人.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub actor: Actor,
    /// Address the request came from, or "command line".
    pub origin: String,
    /// Made by the caller: the same key does nothing twice.
    pub key: String,
}

impl Caller {
    /// Whoever sits at the command line; the key is given with each act.
    pub fn operator(county: i32) -> Caller {
        Caller { actor: Office::operator(county), origin: "command line".to_owned(), key: String::new() }
    }
}

impl Office {
    /// The instant at which something done now is known, ms: the true clock, or the told day at the true time of day.
    pub fn now(&self) -> i64 {
        let now = crate::true_now();
        let today = crate::true_day();
        if self.today == today { now } else { start_of_day(self.today) + (now - start_of_day(today)).clamp(0, DAY_MS - 1) }
    }

    /// The act of a caller, known now.
    pub fn act(&self, caller: &Caller, verb: &str, subject: impl Into<String>, reason: impl Into<String>) -> Act {
        Act {
            actor: caller.actor.clone(),
            verb: verb.to_owned(),
            subject: subject.into(),
            reason: reason.into(),
            origin: caller.origin.clone(),
            key: caller.key.clone(),
            recorded_at: self.now(),
        }
    }
}

/// Refuse what the policy does not allow. Another unit's record looks as if it did not exist.
pub fn allow(actor: &Actor, request: Request) -> Result<(), Error> {
    decide(actor.role, request).map_err(refused)
}

pub(crate) fn refused(denied: Denied) -> Error {
    match denied {
        Denied::NotYours => Error::NotFound,
        other => Error::Denied(other),
    }
}

/// How an actor stands to a record of a unit, in a campaign led by `lead` (if by any).
pub fn relation(actor: &Actor, unit: Option<i32>, lead: Option<i32>) -> Relation {
    match actor.unit {
        Some(own) if unit == Some(own) => Relation::Own,
        Some(own) if lead == Some(own) => Relation::Led,
        Some(_) | None => Relation::Other,
    }
}

/// The unit an actor acts for; out of scope for those who act for none.
pub fn own_unit<'u>(actor: &Actor, units: &'u [Unit]) -> Result<&'u Unit, Error> {
    // Every post has a unit, but a leader of the county or the organisation department does not act for theirs alone.
    let acts_for_it = actor.role.is_of_a_unit() || actor.role == Role::System;
    let number = actor.unit.filter(|_| acts_for_it).ok_or(Error::NotFound)?;
    units.iter().find(|u| u.number == number).ok_or(Error::NotFound)
}

/// A key for a form that is handed out: random, so that two forms never share one.
pub fn fresh_key() -> String {
    let mut bytes = [0; 16];
    // Without randomness two forms could share a key; then the second does nothing, which is safe.
    let _ = getrandom::fill(&mut bytes);
    crate::hex(&bytes)
}
