//! Eyes 可见范围: who sees a proceeding and takes its steps. The unit, by its head and its keepers, and the person see theirs; who
//! runs and decides them sees all; for everybody else they do not exist.

use super::Held;
use super::held;
use crate::acting::refused;
use crate::{Error, Office};
use domain::accountability::Step;
use domain::actors::{Actor, Role};
use domain::calendar::{Date, end_of_day};
use domain::policy::{Action, Relation, Request, decide};
use domain::registers::{ACCOUNTS, PROCEEDINGS, Record, Register, Value};
use std::collections::HashSet;
use std::sync::Arc;
use store::{Fault, Reader};

pub struct Eyes<'a> {
    actor: &'a Actor,
    /// Number of the person who looks; empty: a system post.
    person: String,
}

impl Eyes<'_> {
    pub fn of<'a>(reader: &mut Reader<'_>, actor: &'a Actor) -> Result<Eyes<'a>, Fault> {
        let account = reader.current(&ACCOUNTS, &[Value::Text(actor.name.clone())])?;
        Ok(Eyes { actor, person: account.map_or_else(String::new, |a| a.text("person_id").to_owned()) })
    }

    fn relation(&self, record: &Record) -> Relation {
        let answers = matches!(self.actor.role, Role::UnitHead | Role::Filer | Role::LeadOffice);
        let of_unit = answers && self.actor.unit.is_some_and(|own| record.int("unit_id") == Some(own.into()));
        let in_person = !self.person.is_empty() && record.text("person_id") == self.person;
        if of_unit || in_person { Relation::Own } else { Relation::Other }
    }

    fn request(&self, record: &Record, action: Action) -> Request {
        Request { relation: self.relation(record), ..Request::of(action) }
    }

    pub fn shows(&self, record: &Record) -> bool {
        self.may(record, Action::ReadMeasure)
    }

    pub fn may(&self, record: &Record, action: Action) -> bool {
        decide(self.actor.role, self.request(record, action)).is_ok()
    }

    /// May this step be taken by who looks?
    pub fn may_step(&self, held: &Held, step: Step) -> Result<(), Error> {
        if !self.shows(&held.record) {
            return Err(Error::NotFound);
        }
        decide(self.actor.role, self.request(&held.record, step.action())).map_err(refused)
    }
}

impl Office {
    /// Records of proceedings, or of their steps, that somebody may see.
    pub(crate) fn proceeding_records(
        &self,
        actor: &Actor,
        register: &'static Register,
        as_of: Date,
    ) -> Result<Vec<Record>, Error> {
        let instant = Some(end_of_day(as_of));
        let scope = Actor::system(actor.county, "proceedings").scope();
        Ok(self.store.read(&scope, |reader| {
            let eyes = Eyes::of(reader, actor)?;
            let all = held::all(reader, instant)?;
            let seen: HashSet<&str> = all.iter().filter(|h| eyes.shows(&h.record)).map(Held::code).collect();
            let mut records = Arc::unwrap_or_clone(reader.records(register, instant)?);
            records.retain(|record| seen.contains(record.text(PROCEEDINGS.key[0])));
            Ok(records)
        })?)
    }
}
