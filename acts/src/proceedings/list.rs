//! The list of proceedings 问责清单: what waits first, then what is in effect, then what is over, newest first.

use super::{Eyes, Held, all};
use crate::orders::names;
use crate::{Error, Office, Rows, books};
use domain::accountability::{Rung, State};
use domain::actors::Actor;
use domain::calendar::{Date, end_of_day};
use domain::units::Unit;
use std::cmp::Reverse;

/// Which proceedings are asked for.
#[derive(Clone, Debug, Default)]
pub struct ProceedingQuery {
    /// Code of a unit; empty: all.
    pub unit: String,
    pub state: Option<State>,
    /// Those that are over, too.
    pub over: bool,
}

/// One proceeding of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProceedingRow {
    pub code: String,
    pub number: String,
    pub unit: String,
    pub unit_name: (String, String),
    pub rung: Rung,
    pub state: State,
    pub opened_on: Option<Date>,
    pub last_on: Date,
    /// The last day of its effect, once it is served.
    pub expires_on: Option<Date>,
    /// Until when a review may be asked for, or has to be decided.
    pub due: Option<Date>,
}

impl Office {
    /// Proceedings somebody may see, as of a day: those after `skip`, at most `take`.
    pub fn proceedings(
        &self,
        actor: &Actor,
        as_of: Date,
        asked: &ProceedingQuery,
        skip: usize,
        take: usize,
    ) -> Result<Rows<ProceedingRow>, Error> {
        let scope = Actor::system(actor.county, "proceedings").scope();
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let (mut held, units) = self.store.read(&scope, |reader| {
            let eyes = Eyes::of(reader, actor)?;
            let mut held = all(reader, instant)?;
            held.retain(|h| eyes.shows(&h.record));
            Ok((held, books::units(reader, instant)?))
        })?;
        if !asked.unit.is_empty() && units.iter().all(|u| u.code != asked.unit) {
            return Err(Error::UnknownUnit(asked.unit.clone()));
        }
        let unit_of = |h: &Held| units.iter().find(|u| Some(u.number) == h.unit());
        held.retain(|h| {
            let state = h.proceeding.state(as_of);
            (asked.unit.is_empty() || unit_of(h).is_some_and(|u| u.code == asked.unit))
                && asked.state.is_none_or(|wanted| state == wanted)
                && (asked.over || asked.state.is_some() || !state.is_over())
        });
        held.sort_by_key(|h| (rank(h.proceeding.state(as_of)), Reverse(h.proceeding.last_on), Reverse(h.code().to_owned())));
        let rows = held.iter().skip(skip).take(take).map(|h| row(h, unit_of(h), as_of)).collect();
        Ok(Rows { rows, total: held.len() })
    }
}

/// What waits for somebody comes first.
fn rank(state: State) -> u8 {
    match state {
        State::Proposed | State::Decided | State::UnderReview => 0,
        State::InEffect => 1,
        State::Refused | State::Excused | State::Withdrawn | State::Lifted | State::Expired => 2,
    }
}

fn row(held: &Held, unit: Option<&Unit>, as_of: Date) -> ProceedingRow {
    let proceeding = &held.proceeding;
    let review = proceeding.review_until().filter(|until| *until >= as_of);
    ProceedingRow {
        code: held.code().to_owned(),
        number: held.number().to_owned(),
        unit: unit.map_or_else(String::new, |u| u.code.clone()),
        unit_name: names(unit),
        rung: proceeding.rung,
        state: proceeding.state(as_of),
        opened_on: held.opened_on(),
        last_on: proceeding.last_on,
        expires_on: proceeding.expires_on(),
        due: proceeding.review_due().or(review),
    }
}
