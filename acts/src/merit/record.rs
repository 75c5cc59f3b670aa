//! The record of one person 实绩纪实, and one event of it in full.

use super::gather::{Called, named};
use super::{Gathered, ObjectionRow, Span, may, request};
use crate::acting::allow;
use crate::orders::names;
use crate::supervision::Part as Shown;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::Date;
use domain::merit::{Id, Kind, Part, Tie, Timing};
use domain::policy::Action;
use domain::registers::Record;

type Names = (String, String);

/// A post that a person held in these days 任职.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostHeld {
    pub unit: String,
    pub unit_name: Names,
    pub title: Names,
    pub from: Option<Date>,
    /// The day on which it is no longer held.
    pub until: Option<Date>,
}

/// How an event came to be on a person's record, in names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TieRow {
    Own(Part),
    Unit { unit: String, unit_name: Names, title: Names, share: Option<i64> },
}

/// An event on a person's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    pub id: Id,
    pub title: Names,
    pub planned: Option<Date>,
    pub timing: Option<Timing>,
    pub ties: Vec<TieRow>,
    /// Persons under whose names it stands, this one among them.
    pub persons: usize,
    pub objection: Option<ObjectionRow>,
}

impl EventRow {
    /// The person's own, and not only their unit's.
    pub fn is_own(&self) -> bool {
        self.ties.iter().any(|tie| matches!(tie, TieRow::Own(_)))
    }

    fn is_left_out(&self) -> bool {
        self.objection.as_ref().is_some_and(|row| row.objection.leaves_out(&self.id))
    }
}

/// A person's record of merit.
#[derive(Clone, Debug)]
pub struct MeritRecord {
    pub person: String,
    pub name: Names,
    pub posts: Vec<PostHeld>,
    /// What stands, by day.
    pub events: Vec<EventRow>,
    /// What an objection that was upheld has left out.
    pub left_out: Vec<EventRow>,
    /// Everything the person objected to in these days, decided or not.
    pub objections: Vec<ObjectionRow>,
    /// It is the record of whoever looks.
    pub own: bool,
    pub may_export: bool,
}

/// One event of a person's record.
#[derive(Clone, Debug)]
pub struct EventPage {
    pub person: String,
    pub name: Names,
    pub id: Id,
    /// `None`: the record was corrected since it was objected to.
    pub row: Option<EventRow>,
    pub objection: Option<ObjectionRow>,
    /// Files shown for the record it is read from, as far as they are for these eyes.
    pub evidence: Vec<Record>,
    /// The record it is read from opens to whoever looks.
    pub opens: bool,
    pub may_object: bool,
    pub may_decide: bool,
}

impl Office {
    /// A person's record in some days, for those who may read it.
    pub fn merit_record(&self, actor: &Actor, span: Span, person: &str) -> Result<MeritRecord, Error> {
        let own = self.own_merit(actor)?;
        allow(actor, request(Action::ReadMerit, own.as_deref(), person))?;
        let gathered = self.gather_merit(actor.county, span)?;
        if !gathered.people.is_person(person) {
            return Err(Error::NotFound);
        }
        let mut record = gathered.record(person);
        record.own = own.as_deref() == Some(person);
        record.may_export = may(actor, request(Action::ExportMerit, own.as_deref(), person));
        Ok(record)
    }

    /// One event of a person's record, with what was said against it.
    pub fn merit_event(&self, actor: &Actor, as_of: Date, person: &str, event: &str) -> Result<EventPage, Error> {
        let own = self.own_merit(actor)?;
        allow(actor, request(Action::ReadMerit, own.as_deref(), person))?;
        let id = Id::parse(event).ok_or(Error::NotFound)?;
        let gathered = self.gather_merit(actor.county, Span { from: id.on, to: id.on, as_of })?;
        let objection = gathered.objection(person, &id);
        let row = gathered.find(person, &id).map(|called| gathered.event(person, called));
        if row.is_none() && objection.is_none() {
            return Err(Error::NotFound);
        }
        let now = as_of == self.today;
        let asked = |action| now && may(actor, request(action, own.as_deref(), person));
        let decided = objection.as_ref().is_some_and(|row| row.objection.decided.is_some());
        Ok(EventPage {
            person: person.to_owned(),
            name: gathered.people.name(person),
            evidence: self.evidence_of(actor, id.kind.register().noun, &id.record)?,
            opens: row.is_some() && self.opens(actor, as_of, &id)?,
            may_object: objection.is_none() && own.as_deref() == Some(person) && asked(Action::ObjectToMerit),
            may_decide: objection.is_some() && !decided && asked(Action::DecideMeritObjection),
            row,
            objection,
            id,
        })
    }

    /// Whether the record behind an event is for these eyes: an order is between the office and the unit.
    fn opens(&self, actor: &Actor, as_of: Date, id: &Id) -> Result<bool, Error> {
        if id.kind != Kind::Order {
            return Ok(true);
        }
        let shown = Shown::of_orders(actor);
        self.with_roll(actor.county, as_of, |roll| roll.order(&id.record).is_some_and(|order| shown.shows(&order.order)))
    }
}

impl Gathered {
    pub(super) fn record(&self, person: &str) -> MeritRecord {
        let of = |called: &Called| (!self.ties(person, &called.event).is_empty()).then(|| self.event(person, called));
        let (left_out, events) = self.events.iter().filter_map(of).partition(EventRow::is_left_out);
        let theirs = self.objections.iter().filter(|o| o.person == person);
        let in_span = theirs.filter(|o| self.span.from <= o.event.on && o.event.on <= self.span.to);
        MeritRecord {
            person: person.to_owned(),
            name: self.people.name(person),
            posts: self.posts_of(person),
            events,
            left_out,
            objections: in_span.map(|o| self.objection_row(o)).collect(),
            own: false,
            may_export: false,
        }
    }

    fn event(&self, person: &str, called: &Called) -> EventRow {
        let tie = |tie| match tie {
            Tie::Own(part) => TieRow::Own(part),
            Tie::Unit { unit, post, share } => TieRow::Unit {
                unit: self.people.unit(unit).map_or_else(String::new, |u| u.code.clone()),
                unit_name: names(self.people.unit(unit)),
                title: self.people.post(&post).map(|post| named(post, "title")).unwrap_or_default(),
                share,
            },
        };
        let event = &called.event;
        let mut persons: Vec<&str> = self.roster.ties(event).into_iter().map(|(person, _)| person).collect();
        persons.sort_unstable();
        persons.dedup();
        EventRow {
            id: event.id.clone(),
            title: called.title.clone(),
            planned: event.planned,
            timing: event.timing(),
            ties: self.ties(person, event).into_iter().map(tie).collect(),
            persons: persons.len(),
            objection: self.objection(person, &event.id),
        }
    }

    fn objection(&self, person: &str, id: &Id) -> Option<ObjectionRow> {
        let objection = self.objections.iter().find(|o| o.person == person && o.event == *id)?;
        Some(self.objection_row(objection))
    }

    /// Posts held on any of these days, in the order of the register.
    fn posts_of(&self, person: &str) -> Vec<PostHeld> {
        let people = &self.people;
        let of_post = |post| people.terms_of(post).map(move |term| (post, term));
        let terms = people.posts.iter().flat_map(of_post);
        let held = terms.filter(|(_, term)| term.text("person_id") == person && self.span.meets(term));
        held.map(|(post, term)| people.held(term, named(post, "title"), post)).collect()
    }
}
