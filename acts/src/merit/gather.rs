//! Gathering 汇集: the events of some days with what they are called, and everything by which they are tied to persons.

use super::{Span, objections};
use crate::accounts::Directory;
use crate::site_problems::Shelf;
use crate::{Error, Office, books};
use domain::actors::Actor;
use domain::calendar::{Date, end_of_day};
use domain::merit::{Event, Id, Objection, Roster, Tie, as_known, named_on_key_project, named_on_project};
use domain::registers::{
    KEY_PROJECT_NODES, KEY_PROJECTS, POSTINGS, POSTS, PROJECT_CREDITS, PROJECT_STAGES, PROJECTS, Record, Register, STAGES,
    TASK_FORCES, TEAMS, TERMS,
};
use domain::units::Unit;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Fault, Reader};

type Names = (String, String);

/// An event with what it is called, in Chinese and English.
#[derive(Clone, Debug)]
pub struct Called {
    pub event: Event,
    pub title: Names,
}

/// Who held which post when, and what they are called.
pub struct People {
    pub units: Arc<Vec<Unit>>,
    pub posts: Arc<Vec<Record>>,
    pub terms: Arc<Vec<Record>>,
    pub postings: Arc<Vec<Record>>,
    directory: Arc<Directory>,
}

impl People {
    pub fn read(reader: &mut Reader<'_>, instant: Option<i64>) -> Result<People, Fault> {
        Ok(People {
            units: books::units(reader, instant)?,
            posts: reader.records(&POSTS, instant)?,
            terms: reader.records(&TERMS, instant)?,
            postings: reader.records(&POSTINGS, instant)?,
            directory: Directory::read(reader)?,
        })
    }

    pub fn is_person(&self, code: &str) -> bool {
        self.directory.person(code).is_some()
    }

    pub fn name(&self, code: &str) -> Names {
        self.directory.person(code).map_or_else(Names::default, |name| (name.zh.clone(), name.en.clone()))
    }

    /// The name of the person behind an account.
    pub fn name_behind(&self, account: &str) -> Names {
        self.directory.account(account).map_or_else(Names::default, |account| self.name(&account.person))
    }

    pub fn post(&self, code: &str) -> Option<&Record> {
        self.posts.iter().find(|post| post.text("post_id") == code)
    }

    pub fn unit(&self, number: i32) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.number == number)
    }

    pub fn unit_of(&self, record: &Record) -> Option<&Unit> {
        record.int("unit_id").and_then(|n| i32::try_from(n).ok()).and_then(|number| self.unit(number))
    }
}

/// Everything the merit of some days is read from.
pub struct Gathered {
    pub span: Span,
    /// By day, then by what they are called.
    pub events: Vec<Called>,
    pub roster: Roster,
    pub objections: Vec<Objection>,
    pub people: People,
}

impl Gathered {
    /// How a person is tied to an event.
    pub fn ties(&self, person: &str, event: &Event) -> Vec<Tie> {
        self.roster.ties(event).into_iter().filter(|(tied, _)| *tied == person).map(|(_, tie)| tie).collect()
    }

    /// An event on a person's record, objected to or not.
    pub fn find(&self, person: &str, id: &Id) -> Option<&Called> {
        self.events.iter().find(|called| called.event.id == *id && !self.ties(person, &called.event).is_empty())
    }

    /// What an event is called; one that was corrected since, by its record.
    pub fn title(&self, id: &Id) -> Names {
        let found = self.events.iter().find(|called| called.event.id == *id);
        found.map_or_else(|| (id.record.clone(), id.record.clone()), |called| called.title.clone())
    }
}

impl Office {
    /// Gather the merit of some days.
    pub(crate) fn gather_merit(&self, county: i32, span: Span) -> Result<Gathered, Error> {
        let mut events = self.supervised_events(county, span)?;
        let instant = (span.as_of < self.today).then(|| end_of_day(span.as_of));
        let scope = Actor::system(county, "merit").scope();
        Ok(self.store.read(&scope, |reader| {
            let people = People::read(reader, instant)?;
            events.extend(nodes(reader, span, instant, &people.postings)?);
            events.extend(stages(reader, span, instant, &people.postings)?);
            for (record, problem) in Shelf::read(reader, instant)?.problems {
                let words = record.text("problem").to_owned();
                let event = Event::of_problem(record.text("problem_id"), &problem);
                events.extend(event.map(|event| Called { event, title: (words.clone(), words) }));
            }
            events.retain(|called| span.holds(called.event.id.on));
            events.sort_by(|a, b| (a.event.id.on, &a.title).cmp(&(b.event.id.on, &b.title)));
            let roster = Roster::of(&people.posts, &people.terms);
            Ok(Gathered { span, events, roster, objections: objections(reader, instant)?, people })
        })?)
    }

    /// Orders and tasks that were done early, from the roll.
    fn supervised_events(&self, county: i32, span: Span) -> Result<Vec<Called>, Error> {
        self.with_roll(county, span.as_of, |roll| {
            let called = |event: Option<Event>, words: &str| {
                let event = event.filter(|event| span.holds(event.id.on))?;
                Some(Called { event, title: (words.to_owned(), words.to_owned()) })
            };
            let orders = roll.orders().filter_map(|o| called(Event::of_order(&o.code, &o.order), &o.matter));
            let tasks = roll.tasks().filter_map(|t| called(Event::of_task(&t.task, &t.standing), &t.task.action));
            orders.chain(tasks).collect()
        })
    }
}

impl Span {
    fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Nodes of key projects reached in these days, with who was named for them then.
fn nodes(reader: &mut Reader<'_>, span: Span, instant: Option<i64>, postings: &[Record]) -> Result<Vec<Called>, Fault> {
    let (mut projects, mut forces) = (Versions::of(&KEY_PROJECTS), Versions::of(&TASK_FORCES));
    let mut nodes = Vec::new();
    for node in reader.records(&KEY_PROJECT_NODES, instant)?.iter() {
        let Some(event) = Event::of_node(node).filter(|event| span.holds(event.id.on)) else { continue };
        let on = event.id.on;
        let Some(project) = projects.on(reader, node.text("key_project_id"), on)? else { continue };
        let force = forces.on(reader, project.text("task_force_id"), on)?;
        let named = named_on_key_project(&project, force.as_ref(), postings, on);
        let title = joined(&self::named(&project, "name"), &self::named(node, "node"));
        nodes.push(Called { event: Event { named, ..event }, title });
    }
    Ok(nodes)
}

/// Stages of promoted projects reached in these days, with the units' shares and who was named for them then.
fn stages(reader: &mut Reader<'_>, span: Span, instant: Option<i64>, postings: &[Record]) -> Result<Vec<Called>, Fault> {
    let (mut projects, mut teams) = (Versions::of(&PROJECTS), Versions::of(&TEAMS));
    let records = reader.records(&PROJECT_CREDITS, instant)?;
    let mut credits: HashMap<&str, Vec<&Record>> = HashMap::new();
    for credit in records.iter() {
        credits.entry(credit.text("project_id")).or_default().push(credit);
    }
    let mut stages = Vec::new();
    for stage in reader.records(&PROJECT_STAGES, instant)?.iter() {
        let code = stage.text("project_id");
        let shares = credits.get(code).into_iter().flatten().copied();
        let Some(event) = Event::of_stage(stage, shares).filter(|event| span.holds(event.id.on)) else { continue };
        let on = event.id.on;
        let Some(project) = projects.on(reader, code, on)? else { continue };
        let team = teams.on(reader, project.text("team_id"), on)?;
        let named = named_on_project(&project, team.as_ref(), postings, on);
        let label = STAGES.iter().find(|s| s.0 == stage.text("stage"));
        let label = label.map_or_else(Names::default, |s| (s.1.to_owned(), s.2.to_owned()));
        stages.push(Called { event: Event { named, ..event }, title: joined(&self::named(&project, "name"), &label) });
    }
    Ok(stages)
}

/// The versions of records of one register, each read once.
struct Versions {
    register: &'static Register,
    read: HashMap<String, Vec<Record>>,
}

impl Versions {
    fn of(register: &'static Register) -> Versions {
        Versions { register, read: HashMap::new() }
    }

    /// A record as it was known on a day.
    fn on(&mut self, reader: &mut Reader<'_>, key: &str, on: Date) -> Result<Option<Record>, Fault> {
        if !self.read.contains_key(key) {
            let versions = reader.versions(self.register, key)?;
            self.read.insert(key.to_owned(), versions);
        }
        Ok(self.read.get(key).and_then(|versions| as_known(versions, on)).cloned())
    }
}

pub fn named(record: &Record, column: &str) -> Names {
    (record.text(column).to_owned(), record.text(&format!("{column}_en")).to_owned())
}

/// Two names as one, with the Chinese where an English one is missing.
fn joined(whole: &Names, part: &Names) -> Names {
    let or = |zh: &str, en: &str| if en.is_empty() { zh.to_owned() } else { en.to_owned() };
    (format!("{}：{}", whole.0, part.0), format!("{}: {}", or(&whole.0, &whole.1), or(&part.0, &part.1)))
}
