//! One proceeding 问责事项: what it stands on, its steps with who took them, and what this person may do next.

use super::ladder::rules;
use super::{Evidence, Eyes, Held, held, is_named, is_same_person, note_of};
use crate::accounts::{Account, Directory, Post, person_behind};
use crate::orders::names;
use crate::{Error, Office, books};
use domain::accountability::{LadderRule, Proceeding, Rung, State, Step};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, day_of, end_of_day};
use domain::lang::Lang;
use domain::registers::{PERSONS, Record, Value};
use store::{Fault, Reader};

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    pub step: Step,
    pub on: Date,
    pub rung: Rung,
    /// As it is read in Chinese and English.
    pub note: (String, String),
    /// Who took it, in Chinese and English.
    pub by: (String, String),
    pub number: String,
    pub recorded_at: i64,
}

/// Everything about one proceeding.
#[derive(Clone, Debug)]
pub struct ProceedingPage {
    pub code: String,
    pub number: String,
    pub check_code: String,
    pub unit: String,
    pub unit_name: (String, String),
    /// The person it is about; empty: the unit.
    pub person: (String, String),
    pub approver: (String, String),
    /// The rule as it stood when it was proposed; `None` where it cannot be told any more.
    pub rule: Option<LadderRule>,
    pub evidence: Vec<Evidence>,
    pub proceeding: Proceeding,
    pub state: State,
    pub steps: Vec<StepRow>,
    /// Steps this person may take today.
    pub open: Vec<Step>,
}

/// Somebody who may be named 人选: an account or a person, with the title of their post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub code: String,
    pub name: (String, String),
}

/// What is read of one proceeding in one look.
struct Read {
    held: Held,
    rule: Option<LadderRule>,
    unit: (String, (String, String)),
    person: (String, String),
    approver: (String, String),
    steps: Vec<StepRow>,
    open: Vec<Step>,
}

impl Office {
    /// A proceeding as somebody may see it, as of a day.
    pub fn proceeding(&self, actor: &Actor, as_of: Date, code: &str) -> Result<ProceedingPage, Error> {
        let scope = Actor::system(actor.county, "proceedings").scope();
        let Read { held, rule, unit, person, approver, steps, open } =
            self.store.read(&scope, |reader| self.read_proceeding(reader, actor, as_of, code))?.ok_or(Error::NotFound)?;
        let ids: Vec<String> = held::grounds(&held.record).map(str::to_owned).collect();
        Ok(ProceedingPage {
            code: held.code().to_owned(),
            number: held.number().to_owned(),
            check_code: held.step(Step::Served).map_or_else(String::new, |served| served.text("code").to_owned()),
            unit: unit.0,
            unit_name: unit.1,
            person,
            approver,
            rule,
            evidence: self.evidence_told(actor.county, &ids)?,
            state: held.proceeding.state(as_of),
            steps,
            open,
            proceeding: held.proceeding,
        })
    }

    fn read_proceeding(&self, reader: &mut Reader<'_>, actor: &Actor, as_of: Date, code: &str) -> Result<Option<Read>, Fault> {
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let found = match instant {
            None => held::find(reader, code)?,
            Some(_) => held::all(reader, instant)?.into_iter().find(|h| h.code() == code),
        };
        let eyes = Eyes::of(reader, actor)?;
        let Some(held) = found.filter(|held| eyes.shows(&held.record)) else { return Ok(None) };
        let units = books::units(reader, instant)?;
        let unit = units.iter().find(|u| Some(u.number) == held.unit());
        let mut steps = Vec::with_capacity(held.steps.len());
        for step in &held.steps {
            let by = person_behind(reader, step.text("by"))?;
            steps.extend(step_row(step, by));
        }
        let directory = Directory::read(reader)?;
        let ready = |step: &Step| {
            instant.is_none() && eyes.may_step(&held, *step).is_ok() && self.is_ready(&directory, &held, actor, *step)
        };
        let open = held.proceeding.state(as_of).followed_by().iter().copied().filter(ready).collect();
        let person = reader.current(&PERSONS, &[Value::Text(held.record.text("person_id").to_owned())])?;
        let approver = match held.record.text("approver") {
            "" => Default::default(),
            account => person_behind(reader, account)?,
        };
        Ok(Some(Read {
            rule: rule_of(reader, &held)?,
            unit: (unit.map_or_else(String::new, |u| u.code.clone()), names(unit)),
            person: person.map_or_else(Default::default, |p| (p.text("name").to_owned(), p.text("name_en").to_owned())),
            approver,
            steps,
            open,
            held,
        }))
    }

    /// Of the steps that may follow, those that this person is asked for: the rest would be refused.
    fn is_ready(&self, directory: &Directory, held: &Held, actor: &Actor, step: Step) -> bool {
        if step.decides() {
            return is_named(directory, &held.record, &actor.name, self.today);
        }
        if step.decides_review() {
            let decided_by = held.proceeding.decided_by.as_deref();
            return decided_by != Some(&actor.name) && !is_same_person(directory, decided_by, &actor.name);
        }
        step != Step::ReviewAsked || held.proceeding.review_until().is_some_and(|until| self.today <= until)
    }

    /// Those who may be named to decide, by their accounts.
    pub fn approvers(&self, county: i32) -> Result<Vec<Candidate>, Error> {
        Ok(candidates(&*self.directory(county)?, Role::Leader, self.today).collect())
    }

    /// Persons who hold a post of a unit today, by their numbers.
    pub fn persons_of(&self, county: i32, unit: &str) -> Result<Vec<Candidate>, Error> {
        let directory = self.directory(county)?;
        let number = directory.units.iter().find(|u| u.code == unit).map(|u| u.number);
        let mut persons = Vec::new();
        for post in directory.posts.iter().filter(|post| post.unit.is_some() && post.unit == number) {
            for term in directory.holders(&post.code, self.today) {
                persons.push(Candidate { code: term.person.clone(), name: titled(&directory, &term.person, post) });
            }
        }
        persons.dedup_by(|a: &mut Candidate, b| a.code == b.code);
        Ok(persons)
    }
}

/// Accounts that act in a role on a day.
pub(crate) fn candidates(directory: &Directory, role: Role, day: Date) -> impl Iterator<Item = Candidate> {
    let named = |(account, post): (&Account, &Post)| Candidate {
        code: account.name.clone(),
        name: titled(directory, &account.person, post),
    };
    directory.with_role(role, day).map(named)
}

/// A person with the title of a post, in Chinese and English.
fn titled(directory: &Directory, person: &str, post: &Post) -> (String, String) {
    let name = directory.person(person).cloned().unwrap_or_default();
    let with = |lang| format!("{} {}", name.label(lang), post.title.label(lang)).trim().to_owned();
    (with(Lang::Zh), with(Lang::En))
}

/// The rule as it was known on the day of the proposal.
fn rule_of(reader: &mut Reader<'_>, held: &Held) -> Result<Option<LadderRule>, Fault> {
    let Some(opened_on) = held.opened_on() else { return Ok(None) };
    let known = rules(reader, Some(end_of_day(opened_on)))?;
    let in_force = LadderRule::in_force(&known, opened_on);
    Ok(in_force.into_iter().find(|rule| rule.id == held.record.text("rule_id")))
}

fn step_row(record: &Record, by: (String, String)) -> Option<StepRow> {
    Some(StepRow {
        step: Step::parse(record.text("step"))?,
        on: record.int("on").and_then(day_of)?,
        rung: Rung::parse(record.text("rung"))?,
        note: note_of(record),
        by,
        number: record.text("number").to_owned(),
        recorded_at: record.recorded_at,
    })
}
