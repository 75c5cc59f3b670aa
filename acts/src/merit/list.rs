//! Lists 名册: persons by unit and post, in no other order and without a count; and what was objected to.

use super::gather::{People, named};
use super::{Gathered, PostHeld, Span, may, objections, request};
use crate::acting::allow;
use crate::orders::names;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, day_number, day_of, end_of_day};
use domain::merit::Objection;
use domain::policy::Action;
use domain::registers::Record;
use std::cmp::Reverse;
use std::collections::HashSet;

type Names = (String, String);

/// Which persons are asked for.
#[derive(Clone, Debug, Default)]
pub struct MeritQuery {
    /// Code of a unit; empty: all.
    pub unit: String,
    /// Words of a name, or a number.
    pub words: String,
}

/// A person under a post they held in these days, or where they were posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    pub person: String,
    pub name: Names,
    pub held: PostHeld,
}

/// An objection with the names in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectionRow {
    pub objection: Objection,
    pub name: Names,
    /// What it is against; of a record that was corrected since, only its number.
    pub title: Names,
    /// Who decided.
    pub decided_by: Names,
}

impl Office {
    /// Persons by the order of their units and posts, for those who read everybody's record.
    pub fn merit_persons(&self, actor: &Actor, span: Span, asked: &MeritQuery) -> Result<Vec<PersonRow>, Error> {
        allow(actor, request(Action::ReadMerit, None, ""))?;
        let instant = (span.as_of < self.today).then(|| end_of_day(span.as_of));
        let scope = Actor::system(actor.county, "merit").scope();
        let people = self.store.read(&scope, |reader| People::read(reader, instant))?;
        if !asked.unit.is_empty() && people.units.iter().all(|unit| unit.code != asked.unit) {
            return Err(Error::UnknownUnit(asked.unit.clone()));
        }
        Ok(people.rows(span, asked))
    }

    /// Objections somebody may see, those that wait first, then the newest.
    pub fn merit_objections(&self, actor: &Actor, as_of: Date) -> Result<Vec<ObjectionRow>, Error> {
        let own = self.own_merit(actor)?;
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let scope = Actor::system(actor.county, "merit").scope();
        let mut seen = self.store.read(&scope, |reader| objections(reader, instant))?;
        seen.retain(|o| may(actor, request(Action::ReadMerit, own.as_deref(), &o.person)));
        let days = || seen.iter().map(|o| o.event.on);
        let (Some(from), Some(to)) = (days().min(), days().max()) else { return Ok(Vec::new()) };
        let gathered = self.gather_merit(actor.county, Span { from, to, as_of })?;
        seen.sort_by_key(|o| (o.decided.is_some(), Reverse(o.on), o.code.clone()));
        Ok(seen.iter().map(|objection| gathered.objection_row(objection)).collect())
    }
}

impl Gathered {
    pub(super) fn objection_row(&self, objection: &Objection) -> ObjectionRow {
        let by = objection.decided.as_ref().map(|decided| self.people.name_behind(&decided.by));
        ObjectionRow {
            objection: objection.clone(),
            name: self.people.name(&objection.person),
            title: self.title(&objection.event),
            decided_by: by.unwrap_or_default(),
        }
    }
}

impl People {
    fn rows(&self, span: Span, asked: &MeritQuery) -> Vec<PersonRow> {
        let mut rows = Vec::new();
        for unit in self.units.iter().filter(|unit| asked.unit.is_empty() || unit.code == asked.unit) {
            let of_unit = |record: &&Record| record.int("unit_id") == Some(unit.number.into());
            let mut seen = HashSet::new();
            for post in self.posts.iter().filter(of_unit) {
                for term in self.terms_of(post).filter(|term| span.meets(term)) {
                    seen.insert(term.text("person_id"));
                    rows.push(self.row(term, named(post, "title"), post));
                }
            }
            // Who holds no post of the unit, and was posted elsewhere by it.
            for posting in self.postings.iter().filter(of_unit).filter(|posting| span.meets(posting)) {
                if seen.insert(posting.text("person_id")) {
                    rows.push(self.row(posting, ("驻点人员".to_owned(), "posted".to_owned()), posting));
                }
            }
        }
        let words = asked.words.trim();
        rows.retain(|row| words.is_empty() || row.person == words || row.name.0.contains(words) || row.name.1.contains(words));
        rows
    }

    fn row(&self, term: &Record, title: Names, of_unit: &Record) -> PersonRow {
        let person = term.text("person_id");
        PersonRow { person: person.to_owned(), name: self.name(person), held: self.held(term, title, of_unit) }
    }

    pub(super) fn terms_of<'a>(&'a self, post: &'a Record) -> impl Iterator<Item = &'a Record> {
        self.terms.iter().filter(move |term| term.get("post_id") == post.get("post_id"))
    }

    pub(super) fn held(&self, term: &Record, title: Names, of_unit: &Record) -> PostHeld {
        let unit = self.unit_of(of_unit);
        PostHeld {
            unit: unit.map_or_else(String::new, |u| u.code.clone()),
            unit_name: names(unit),
            title,
            from: term.int("from_on").and_then(day_of),
            until: term.int("until_on").and_then(day_of),
        }
    }
}

impl Span {
    /// A term or a posting that runs on any of these days.
    pub(super) fn meets(self, term: &Record) -> bool {
        let began = term.int("from_on").is_some_and(|day| day <= day_number(self.to));
        began && term.int("until_on").is_none_or(|until| day_number(self.from) < until)
    }
}
