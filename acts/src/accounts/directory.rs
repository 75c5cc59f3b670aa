//! Directory 通讯录: accounts, persons, posts and terms of office as they stand at a place of the chain; who may act in which post.

use crate::books;
use domain::actors::Role;
use domain::calendar::{Date, day_number};
use domain::lang::Lang;
use domain::registers::{ACCOUNTS, COUNTIES, PERSONS, POSTS, Record, Register, TERMS, UNITS};
use domain::units::Unit;
use std::collections::HashMap;
use store::{Fault, Reader};

/// A name in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub zh: String,
    pub en: String,
}

impl Name {
    fn of(record: &Record, column: &str) -> Name {
        Name { zh: record.text(column).to_owned(), en: record.text(&format!("{column}_en")).to_owned() }
    }

    pub fn label(&self, lang: Lang) -> &str {
        lang.name(&self.zh, &self.en)
    }
}

#[derive(Clone, Debug)]
pub struct Account {
    pub name: String,
    pub person: String,
    pub active: bool,
}

#[derive(Clone, Debug)]
pub struct Post {
    pub code: String,
    pub unit: Option<i32>,
    pub title: Name,
    pub role: Option<Role>,
    pub record: Record,
}

#[derive(Clone, Debug)]
pub struct Term {
    pub post: String,
    pub person: String,
    pub from: i64,
    /// The day on which it is no longer held.
    pub until: Option<i64>,
    pub record: Record,
}

impl Term {
    pub fn holds(&self, day: Date) -> bool {
        let day = day_number(day);
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// Everybody, as of one place of the chain.
pub struct Directory {
    pub county: i32,
    pub seq: i64,
    pub name: Name,
    pub accounts: Vec<Account>,
    pub posts: Vec<Post>,
    pub terms: Vec<Term>,
    pub units: Vec<Unit>,
    pub persons: Vec<(String, Name)>,
    person_at: HashMap<String, usize>,
    post_at: HashMap<String, usize>,
    terms_of: HashMap<String, Vec<usize>>,
}

impl Directory {
    pub(crate) const MADE_OF: [&'static Register; 6] = [&COUNTIES, &ACCOUNTS, &POSTS, &PERSONS, &TERMS, &UNITS];

    /// Read with the eyes of a system post: who holds which post is no secret of business.
    pub fn read(reader: &mut Reader<'_>) -> Result<Directory, Fault> {
        let (head, county) = (reader.head(), reader.scope().county());
        let name = reader.records(&COUNTIES, None)?.first().map(|r| Name::of(r, "name"));
        let accounts = reader.records(&ACCOUNTS, None)?;
        let posts: Vec<Post> = reader.records(&POSTS, None)?.into_iter().map(post).collect();
        let persons: Vec<(String, Name)> =
            reader.records(&PERSONS, None)?.iter().map(|r| (r.text("person_id").to_owned(), Name::of(r, "name"))).collect();
        let terms: Vec<Term> = reader.records(&TERMS, None)?.into_iter().map(term).collect();
        let mut terms_of: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, term) in terms.iter().enumerate() {
            terms_of.entry(term.person.clone()).or_default().push(at);
        }
        Ok(Directory {
            county,
            seq: head.seq,
            name: name.unwrap_or_else(|| Name { zh: county.to_string(), en: county.to_string() }),
            accounts: accounts.iter().map(account).collect(),
            person_at: persons.iter().enumerate().map(|(i, p)| (p.0.clone(), i)).collect(),
            post_at: posts.iter().enumerate().map(|(i, p)| (p.code.clone(), i)).collect(),
            posts,
            terms,
            terms_of,
            units: books::units(reader, None)?,
            persons,
        })
    }

    pub fn account(&self, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|a| a.name == name)
    }

    pub fn post(&self, code: &str) -> Option<&Post> {
        self.post_at.get(code).map(|&at| &self.posts[at])
    }

    pub fn person(&self, code: &str) -> Option<&Name> {
        self.person_at.get(code).map(|&at| &self.persons[at].1)
    }

    pub fn unit(&self, number: Option<i32>) -> Option<&Unit> {
        self.units.iter().find(|u| Some(u.number) == number)
    }

    /// Persons who hold a post on a day.
    pub fn holders<'d>(&'d self, post: &'d str, day: Date) -> impl Iterator<Item = &'d Term> {
        self.terms.iter().filter(move |t| t.post == post && t.holds(day))
    }

    /// Posts with a role that a person holds on a day.
    pub fn seats<'d>(&'d self, person: &'d str, day: Date) -> impl Iterator<Item = &'d Post> {
        let terms = self.terms_of.get(person).into_iter().flatten().map(|&at| &self.terms[at]);
        let held = terms.filter(move |t| t.holds(day));
        held.filter_map(|t| self.post(&t.post)).filter(|p| p.role.is_some())
    }

    /// Accounts that may sign in today with a role, each with the first post that carries it.
    pub fn with_role(&self, role: Role, day: Date) -> impl Iterator<Item = (&Account, &Post)> {
        let active = self.accounts.iter().filter(|a| a.active);
        active.filter_map(move |a| self.seats(&a.person, day).find(|p| p.role == Some(role)).map(|post| (a, post)))
    }
}

fn account(record: &Record) -> Account {
    Account {
        name: record.text("account").to_owned(),
        person: record.text("person_id").to_owned(),
        active: record.text("state") == "active",
    }
}

fn post(record: Record) -> Post {
    Post {
        code: record.text("post_id").to_owned(),
        unit: record.int("unit_id").and_then(|n| i32::try_from(n).ok()),
        title: Name::of(&record, "title"),
        // A word that is no role grants nothing; nobody holds a system post.
        role: Role::parse(record.text("role")).filter(|r| *r != Role::System),
        record,
    }
}

fn term(record: Record) -> Term {
    Term {
        post: record.text("post_id").to_owned(),
        person: record.text("person_id").to_owned(),
        from: record.int("from_on").unwrap_or(i64::MAX),
        until: record.int("until_on"),
        record,
    }
}
