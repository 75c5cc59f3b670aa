//! `guatu registers` 台账: list a register, keep a record, read its history; by the same acts as the pages.

use crate::desk::Desk;
use crate::options::{RegistersCommand, RegistersKeep};
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::acting::{Caller, fresh_key};
use acts::exports::file_text;
use acts::problems::Problem;
use acts::registers::{Draft, Kept};
use acts::{Error, Office};
use domain::calendar::instant_text;
use domain::records::Finding;
use domain::registers::{Register, register};
use std::fmt::Write;

pub fn run(desk: &Desk, command: &RegistersCommand) -> Result<(), Stop> {
    match command {
        RegistersCommand::List { noun } => list(desk, named(noun)?),
        RegistersCommand::Keep(asked) => keep(desk, asked),
        RegistersCommand::History { noun, key } => history(desk, named(noun)?, key),
    }
}

fn named(noun: &str) -> Result<&'static Register, Stop> {
    Ok(register(noun).ok_or_else(|| Wrong::Noun(noun.to_owned()))?)
}

fn list(desk: &Desk, register: &'static Register) -> Result<(), Stop> {
    let office = desk.office()?;
    let (records, books) = office.register(&desk.scope(&office)?, register, office.as_of(desk.as_of)?)?;
    output::print(&acts::exports::register_csv(register, &records, &books))
}

fn keep(desk: &Desk, asked: &RegistersKeep) -> Result<(), Stop> {
    let register = named(&asked.noun)?;
    // Nothing is kept on a day that has not come, whatever --today says.
    let office = desk.import_office()?;
    let caller = Caller { key: fresh_key(), ..Caller::operator(desk.scope(&office)?.county()) };
    let mut fields = pairs(&asked.fields)?;
    let answers = pairs(&asked.answers)?;
    let proposed = if asked.key.is_none() { office.next_number(&caller.actor, register)? } else { String::new() };
    if let Some(column) = register.numbered().filter(|c| asked.key.is_none() && fields.iter().all(|f| f.0 != c.name)) {
        fields.push((column.name, &proposed));
    }
    let version = match &asked.key {
        Some(key) => office.newest(&caller.actor, register, key)?.ok_or(Error::NotFound)?.seq,
        None => 0,
    };
    let key = asked.key.as_deref();
    let draft = Draft { register, key, fields: &fields, version, proposed: &proposed, answers: &answers, reason: &asked.reason };
    match office.keep(&caller, &draft)? {
        Kept::Done(key) => output::print(&format!("{} {key}\n", register.noun)),
        Kept::Refused(found) => Err(problems(register, &found, "", "")),
        Kept::Asked(found) => {
            Err(problems(register, &found, "（用 --answer 代码=说明 回答）", " (answer with --answer CODE=TEXT)"))
        }
        Kept::Changed { .. } => {
            let (zh, en) =
                ("刚刚有人更正了这条记录，请再看一次".to_owned(), "somebody corrected it just now; look again".to_owned());
            Err(problems(register, &[Finding { code: "records.changed", column: "", hard: true, zh, en }], "", ""))
        }
    }
}

fn pairs(words: &[String]) -> Result<Vec<(&str, &str)>, Stop> {
    let pair = |word: &'_ String| Wrong::Pair(word.clone());
    words
        .iter()
        .map(|word| word.split_once('=').map(|(name, text)| (name.trim(), text.trim())).ok_or_else(|| pair(word).into()))
        .collect()
}

/// Each finding as a problem at its column.
fn problems(register: &Register, found: &[Finding], zh: &str, en: &str) -> Stop {
    let problem = |f: &Finding| Problem {
        file: if f.column.is_empty() { register.noun.to_owned() } else { format!("{}.{}", register.noun, f.column) },
        line: 0,
        column: String::new(),
        at: None,
        field: f.column,
        value: String::new(),
        code: f.code,
        zh: format!("{}{zh}", f.zh),
        en: format!("{}{en}", f.en),
    };
    Error::Problems(found.iter().map(problem).collect()).into()
}

fn history(desk: &Desk, register: &'static Register, key: &str) -> Result<(), Stop> {
    let office = desk.office()?;
    let (lang, day) = (desk.lang, office.as_of(desk.as_of)?);
    let county = desk.scope(&office)?.county();
    let versions = office.history(&Office::operator(county), register, key, day)?;
    if versions.is_empty() {
        return Err(Error::NotFound.into());
    }
    let (_, books) = office.register(&desk.scope(&office)?, register, day)?;
    let mut out = String::new();
    let mut before = None;
    for version in &versions {
        let act = version.act.as_ref();
        let (who, reason) = act.map_or(("", ""), |a| (a.actor.as_str(), a.reason.as_str()));
        let _ = writeln!(out, "{}  {who}  {reason}", instant_text(version.record.recorded_at));
        for place in before.map_or_else(Vec::new, |b| version.changed(b)) {
            let column = &register.columns[place];
            let then = before.map_or_else(String::new, |b| file_text(&b.record, place, &books));
            let now = file_text(&version.record, place, &books);
            let _ = writeln!(out, "  {}: {then} → {now}", lang.of(column.zh, column.en));
        }
        before = Some(version);
    }
    output::print(&out)
}
