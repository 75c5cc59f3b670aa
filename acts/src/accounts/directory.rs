//! Directory 通讯录: accounts, persons, posts and terms of office as they stand at a place of the chain; who may act in which post.

use domain::actors::Role;
use domain::calendar::{Date, day_number};
use domain::lang::Lang;
use domain::registers::{ACCOUNTS, COUNTIES, PERSONS, POSTS, Record, Register, TERMS, UNITS};
use domain::units::Unit;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
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

/// Everybody, as they stand.
pub struct Directory {
    pub county: i32,
    pub name: Name,
    pub accounts: Vec<Account>,
    pub posts: Vec<Post>,
    pub terms: Vec<Term>,
    pub units: Vec<Unit>,
    pub persons: Vec<(String, Name)>,
    account_at: HashMap<String, usize>,
    person_at: HashMap<String, usize>,
    post_at: HashMap<String, usize>,
    terms_of: HashMap<String, Vec<usize>>,
}

impl Directory {
    const MADE_OF: [&'static Register; 6] = [&COUNTIES, &ACCOUNTS, &POSTS, &PERSONS, &TERMS, &UNITS];

    /// The tables it is made of.
    pub fn tables() -> BTreeSet<&'static str> {
        Directory::MADE_OF.iter().map(|register| register.noun).collect()
    }

    /// Read with the eyes of a system post: who holds which post is no secret of business.
    pub fn read(reader: &mut Reader<'_>) -> Result<Arc<Directory>, Fault> {
        let county = reader.scope().county();
        let mut of = Vec::with_capacity(Directory::MADE_OF.len());
        for register in Directory::MADE_OF {
            of.push(reader.records(register, None)?);
        }
        Ok(reader.derived(of, |of| Directory::of(county, of)))
    }

    /// From the records of the registers it is made of, in their order.
    fn of(county: i32, of: &[Arc<Vec<Record>>]) -> Directory {
        let records = |place: usize| of.get(place).map_or(&[][..], |records| records.as_slice());
        let name = records(0).first().map(|r| Name::of(r, "name"));
        let accounts: Vec<Account> = records(1).iter().map(account).collect();
        let posts: Vec<Post> = records(2).iter().cloned().map(post).collect();
        let persons: Vec<(String, Name)> =
            records(3).iter().map(|r| (r.text("person_id").to_owned(), Name::of(r, "name"))).collect();
        let terms: Vec<Term> = records(4).iter().cloned().map(term).collect();
        let mut terms_of: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, term) in terms.iter().enumerate() {
            terms_of.entry(term.person.clone()).or_default().push(at);
        }
        Directory {
            county,
            name: name.unwrap_or_else(|| Name { zh: county.to_string(), en: county.to_string() }),
            account_at: accounts.iter().enumerate().map(|(i, a)| (a.name.clone(), i)).collect(),
            accounts,
            person_at: persons.iter().enumerate().map(|(i, p)| (p.0.clone(), i)).collect(),
            post_at: posts.iter().enumerate().map(|(i, p)| (p.code.clone(), i)).collect(),
            posts,
            terms,
            terms_of,
            units: (1..).zip(records(5)).map(|(number, record)| Unit::from_record(record, number)).collect(),
            persons,
        }
    }

    pub fn account(&self, name: &str) -> Option<&Account> {
        self.account_at.get(name).map(|&at| &self.accounts[at])
    }

    pub fn post(&self, code: &str) -> Option<&Post> {
        self.post_at.get(code).map(|&at| &self.posts[at])
    }

    pub fn person(&self, code: &str) -> Option<&Name> {
        self.person_at.get(code).map(|&at| &self.persons[at].1)
    }

    /// The person of an account.
    pub fn person_of(&self, account: &str) -> Option<&Name> {
        self.account(account).and_then(|account| self.person(&account.person))
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
