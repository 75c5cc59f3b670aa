//! Merit 实绩: what the records say came about, under the names of those who answered for it; who may read, object, decide, hand out.
//!
//! A record of merit is read anew each time from the registers it stands on; what is kept are objections and decisions alone.

mod gather;
mod list;
mod paper;
mod record;

pub use list::{MeritQuery, ObjectionRow, PersonRow};
pub use paper::{Exported, Whose};
pub use record::{EventPage, EventRow, MeritRecord, PostHeld, TieRow};

pub(crate) use gather::Gathered;

use crate::accounts::Directory;
use crate::acting::{Caller, allow};
use crate::intake::Row;
use crate::posting::enter;
use crate::supervision::{row, text};
use crate::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, Period, day_number};
use domain::lang::Lang;
use domain::merit::{Id, Objection, Outcome, Refusal, Ruling, Wish};
use domain::policy::{Action, Relation, Request};
use domain::registers::{ACCOUNTS, MERIT_DECISIONS, MERIT_OBJECTIONS, Record, Register, Value};
use std::collections::HashMap;
use std::sync::Arc;
use store::{Fault, Reader, Written};

/// The days whose merit is asked for, as it stands at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Date,
    pub to: Date,
    pub as_of: Date,
}

impl Span {
    /// A period up to the day it is looked at from; one that has not begun by then is refused.
    pub fn of(period: Period, as_of: Date) -> Result<Span, Error> {
        let from = period.first_day();
        if from > as_of {
            return Err(Error::PeriodInTheFuture(period.to_string(), as_of));
        }
        Ok(Span { from, to: period.last_day().min(as_of), as_of })
    }
}

/// A decision as somebody wants to take it.
#[derive(Clone, Copy, Debug)]
pub struct Deciding<'a> {
    pub outcome: Outcome,
    pub reason: &'a str,
    /// The account of whoever decides.
    pub by: &'a str,
}

impl Office {
    /// The number of the person who looks; `None`: a system post, or an account of nobody.
    pub fn own_merit(&self, actor: &Actor) -> Result<Option<String>, Error> {
        let scope = Actor::system(actor.county, "merit").scope();
        Ok(self.store.read(&scope, |reader| person_of(reader, actor))?)
    }

    /// Object to a fact on a person's record. Gives the number of the objection.
    pub fn object_to_merit(&self, caller: &Caller, person: &str, event: &str, reason: &str) -> Result<String, Error> {
        let actor = &caller.actor;
        let own = self.own_merit(actor)?;
        allow(actor, request(Action::ReadMerit, own.as_deref(), person))?;
        let id = Id::parse(event).ok_or(Error::Merit(Refusal::NotOnRecord))?;
        let span = Span { from: id.on, to: id.on, as_of: self.today };
        let gathered = self.gather_merit(actor.county, span)?;
        if !gathered.people.is_person(person) {
            return Err(Error::NotFound);
        }
        let tied = gathered.find(person, &id).is_some();
        let act = self.act(caller, "merit.object", format!("{person} {id}"), reason.trim());
        let known = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let mut before = objections(&mut tx.clerk()?, None)?;
            before.retain(|objection| objection.person == person);
            let wish = Wish { person, by: own.as_deref(), event: &id, tied, reason };
            Objection::raise(&wish, &before).map_err(Error::Merit)?;
            allow(actor, request(Action::ObjectToMerit, own.as_deref(), person))?;
            let keys = tx.clerk()?.keys(&MERIT_OBJECTIONS)?;
            let code = MERIT_OBJECTIONS.next_number(keys.iter().map(String::as_str)).unwrap_or_default();
            let cells = [
                ("objection_id", text(&code)),
                ("person_id", text(person)),
                ("event", text(&id.to_string())),
                ("on", Value::Int(day_number(self.today))),
                ("reason", text(reason)),
                ("by", text(&actor.name)),
            ];
            let values = row(&MERIT_OBJECTIONS, &cells);
            enter(tx, vec![Row { register: &MERIT_OBJECTIONS, values, recorded_at: known }], known)?;
            Ok::<_, Error>(code)
        })?;
        match written {
            Written::Done { value, .. } => Ok(value),
            Written::Already { .. } => self.objected_before(actor.county, person, &id),
        }
    }

    /// The same form came twice: the objection it made.
    fn objected_before(&self, county: i32, person: &str, id: &Id) -> Result<String, Error> {
        let scope = Actor::system(county, "merit").scope();
        let all = self.store.read(&scope, |reader| objections(reader, None))?;
        let made = all.into_iter().find(|objection| objection.person == person && objection.event == *id);
        made.map(|objection| objection.code).ok_or(Error::NotFound)
    }

    /// Decide on an objection. Nobody decides on their own, whoever writes it down.
    pub fn decide_merit_objection(&self, caller: &Caller, code: &str, deciding: &Deciding<'_>) -> Result<(), Error> {
        let actor = &caller.actor;
        let subject = format!("{code} {}", deciding.outcome.label(Lang::Zh));
        let act = self.act(caller, "merit.decide", subject, deciding.reason.trim());
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let all = objections(&mut tx.clerk()?, None)?;
            let objection = all.iter().find(|objection| objection.code == code);
            let own = person_of(&mut tx.clerk()?, actor)?;
            let request = |person: &str| request(Action::DecideMeritObjection, own.as_deref(), person);
            // Who never decides is not told whether there is such an objection.
            allow(actor, request(objection.map_or("", |o| o.person.as_str())))?;
            let objection = objection.ok_or(Error::NotFound)?;
            let directory = Directory::read(&mut tx.clerk()?)?;
            let by = decides(&directory, deciding.by, &objection.person, self.today)?;
            let ruling = Ruling { outcome: deciding.outcome, on: self.today, reason: deciding.reason, by };
            let decided = objection.decide(&ruling).map_err(Error::Merit)?;
            let cells = [
                ("objection_id", text(code)),
                ("outcome", text(decided.outcome.code())),
                ("on", Value::Int(day_number(decided.on))),
                ("reason", text(&decided.reason)),
                ("decided_by", text(&decided.by)),
                ("by", text(&actor.name)),
            ];
            let values = row(&MERIT_DECISIONS, &cells);
            enter(tx, vec![Row { register: &MERIT_DECISIONS, values, recorded_at: known }], known)?;
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    /// Records of objections, or of decisions on them, that somebody may see: their own, or all.
    pub(crate) fn merit_records(&self, actor: &Actor, register: &'static Register, as_of: Date) -> Result<Vec<Record>, Error> {
        let instant = Some(domain::calendar::end_of_day(as_of));
        let scope = Actor::system(actor.county, "merit").scope();
        Ok(self.store.read(&scope, |reader| {
            let own = person_of(reader, actor)?;
            let mut seen = objections(reader, instant)?;
            seen.retain(|o| may(actor, request(Action::ReadMerit, own.as_deref(), &o.person)));
            let mut records = Arc::unwrap_or_clone(reader.records(register, instant)?);
            records.retain(|record| seen.iter().any(|o| o.code == record.text("objection_id")));
            Ok(records)
        })?)
    }
}

/// The account named decides: of the organisation department, and not the person it is about.
fn decides<'a>(directory: &Directory, by: &'a str, person: &str, today: Date) -> Result<Option<&'a str>, Error> {
    let mut deciders = directory.with_role(Role::Organisation, today);
    let Some((account, _)) = deciders.find(|(account, _)| account.name == by) else { return Ok(None) };
    if account.person == person {
        return Err(Error::Denied(domain::policy::Denied::YourOwn));
    }
    Ok(Some(by))
}

/// What is asked about a person's record: one's own, or somebody else's.
pub(crate) fn request(action: Action, own: Option<&str>, person: &str) -> Request {
    let relation = if own == Some(person) { Relation::Own } else { Relation::Other };
    Request { relation, ..Request::of(action) }
}

fn may(actor: &Actor, request: Request) -> bool {
    allow(actor, request).is_ok()
}

/// The person behind an account.
pub(crate) fn person_of(reader: &mut Reader<'_>, actor: &Actor) -> Result<Option<String>, Fault> {
    let account = reader.current(&ACCOUNTS, &[Value::Text(actor.name.clone())])?;
    Ok(account.map(|account| account.text("person_id").to_owned()).filter(|person| !person.is_empty()))
}

/// Every objection with what came of it, as of an instant or now. A county has few.
pub(crate) fn objections(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Vec<Objection>, Fault> {
    let records = reader.records(&MERIT_OBJECTIONS, as_of)?;
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let decisions = reader.records(&MERIT_DECISIONS, as_of)?;
    let decided: HashMap<&str, &Record> = decisions.iter().map(|d| (d.text("objection_id"), d)).collect();
    let of = |record: &Record| Objection::from_records(record, decided.get(record.text("objection_id")).copied());
    Ok(records.iter().filter_map(of).collect())
}
