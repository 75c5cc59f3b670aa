//! Audit 审计: the record of acts for the auditor — listed, opened with before and after, verified, signed. Nothing here is
//! deleted and nothing can be: what was done stays as long as the county's books.
//!
//! Business values are shown for one act at a time, and only inside an act `acts.read` that records who opened it
//! (docs/decisions/0012).

mod archive;
mod words;

pub use archive::{Archived, Broken, check_archive};
pub use words::{HEADS, act_words, role_words, verb_words};

use crate::acting::{Caller, allow};
use crate::checkpoints::{Checkpoint, Proof};
use crate::keys::{CountyKey, PublicKey};
use crate::{Error, Office, books};
use domain::actors::{Actor, Role};
use domain::lang::Lang;
use domain::policy::{Action, Request};
use domain::registers::{Column, Register, Value, register};
use domain::stage::Stage;
use domain::statistics::Books;
use domain::targets::Targets;
use store::{ActFacts, ActQuery, ActRow, Change, Fault, Reader, Verification};

/// Facts of one act put on a page; the counts beside them are whole.
const MOST: usize = 200;

/// Registers of rules, organisation and accounts: what stands in them is no business figure, so an auditor sees before and
/// after without opening anything confidential.
const NOT_BUSINESS: [&str; 12] = [
    "counties",
    "units",
    "persons",
    "posts",
    "terms",
    "accounts",
    "holidays",
    "campaigns",
    "indicators",
    "light_rules",
    "deadlines",
    "openings",
];

/// An act opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub act: ActRow,
    /// (what was written, rows), in words.
    pub counts: Vec<(String, i64)>,
    pub changes: Vec<Changed>,
    pub entries: Vec<Line>,
    /// Numbers and titles of bulletins issued.
    pub bulletins: Vec<String>,
    /// Facts beyond those listed.
    pub more: i64,
    /// Some values are held back until the act is opened for the record.
    pub held_back: bool,
}

/// A record written by the act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub register: &'static Register,
    pub seq: i64,
    /// The record's key, units and indicators by name.
    pub key: String,
    pub is_new: bool,
    pub fields: Vec<Field>,
}

/// A field that changed; values only where they may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub column: &'static Column,
    pub values: Option<(String, String)>,
}

/// An entry posted or taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub seq: i64,
    pub indicator: String,
    /// Empty: the county itself.
    pub unit: String,
    pub on: String,
    pub amount: String,
    pub stage: &'static str,
    pub reverses: Option<i64>,
}

impl Office {
    /// Acts that meet a query.
    pub fn acts(&self, actor: &Actor, query: &ActQuery) -> Result<Vec<ActRow>, Error> {
        allow(actor, Request::of(Action::ReadActs))?;
        Ok(self.store.read(&actor.scope(), |reader| reader.acts_where(query))?)
    }

    /// One act: what it wrote, and the values of what is not business.
    pub fn act_at(&self, actor: &Actor, seq: i64, lang: Lang) -> Result<Opened, Error> {
        allow(actor, Request::of(Action::ReadActs))?;
        let eyes = Actor::system(actor.county, "audit").scope();
        let opened = self.store.read(&eyes, |reader| {
            let Some(act) = reader.act(seq)? else { return Ok(None) };
            let facts = reader.facts_of(seq, MOST)?;
            let names = names(reader, self)?;
            Ok(Some(told(act, facts, &names, lang, actor.role == Role::System)))
        })?;
        opened.ok_or(Error::NotFound)
    }

    /// The same with every value; the opening is itself an act, in the same transaction.
    pub fn open_act(&self, caller: &Caller, seq: i64, reason: &str, lang: Lang) -> Result<Opened, Error> {
        allow(&caller.actor, Request::of(Action::ReadActs))?;
        let scope = caller.actor.scope();
        let act = self.store.read(&scope, |reader| reader.act(seq))?.ok_or(Error::NotFound)?;
        let subject = format!("第{seq}号 {}：{}", act.verb, act.subject);
        let eyes = Actor::system(caller.actor.county, "audit").scope();
        let names = self.store.read(&eyes, |reader| names(reader, self))?;
        let mut record = self.act(caller, "acts.read", subject, reason);
        // The key of a form opens the act it was handed out for, and no other.
        record.key = format!("{} {seq}", caller.key);
        let written = self.store.write(record, |tx| Ok::<_, Error>(tx.reader()?.facts_of(seq, MOST)?))?;
        let facts = match written {
            store::Written::Done { value, .. } => value,
            // The same form again: it was recorded the first time.
            store::Written::Already { .. } => self.store.read(&eyes, |reader| reader.facts_of(seq, MOST))?,
        };
        Ok(told(act, facts, &names, lang, true))
    }

    /// Verify the county's books and keep in the record that it was done, by whom and with what result.
    pub fn verify_for(&self, caller: &Caller) -> Result<Verification, Error> {
        allow(&caller.actor, Request::of(Action::ReadActs))?;
        let found = self.verify(caller.actor.county)?;
        let subject = match &found.bad {
            None => format!("核验{}行，无误", found.rows),
            Some(row) => format!("核验不符：{}", row.zh),
        };
        self.note(caller, "ledger.verify", subject)?;
        Ok(found)
    }

    /// Hand out a signed checkpoint, and keep in the record where it ends.
    pub fn checkpoint_for(&self, caller: &Caller, key: &CountyKey) -> Result<Checkpoint, Error> {
        allow(&caller.actor, Request::of(Action::MakeCheckpoint))?;
        let checkpoint = self.checkpoint(&caller.actor.scope(), key)?;
        self.note(caller, "ledger.checkpoint", format!("存证到第{}号", checkpoint.seq))?;
        Ok(checkpoint)
    }

    /// Hold an earlier checkpoint against the books, and keep in the record what came of it.
    pub fn prove_for(&self, caller: &Caller, checkpoint: Checkpoint, key: &PublicKey) -> Result<Proof, Error> {
        allow(&caller.actor, Request::of(Action::MakeCheckpoint))?;
        let proof = self.prove(&caller.actor.scope(), checkpoint, key)?;
        self.note(caller, "ledger.prove", proof.sentence(Lang::Zh))?;
        Ok(proof)
    }

    /// An act that writes nothing but its own line.
    fn note(&self, caller: &Caller, verb: &str, subject: String) -> Result<(), Error> {
        let act = self.act(caller, verb, subject, "");
        self.store.write(act, |_| Ok::<_, Fault>(()))?;
        Ok(())
    }
}

/// Names of units and indicators are no secret: they make keys readable.
fn names(reader: &mut Reader<'_>, office: &Office) -> Result<Books, Fault> {
    let (units, indicators) = (books::units(reader, None)?, books::indicators(reader, None)?);
    let (county, none) = (reader.scope().county(), Targets::default());
    Ok(Books::new(county, office.today, Stage::Verified, units.to_vec(), indicators.to_vec(), none, Vec::new(), Vec::new()))
}

fn told(act: ActRow, facts: ActFacts, names: &Books, lang: Lang, everything: bool) -> Opened {
    let counts = facts.counts.iter().map(|&(table, rows)| (table_words(table, lang), rows)).collect();
    let listed = facts.changes.len() + if everything { facts.entries.len() } else { 0 } + facts.bulletins.len();
    let hidden = |c: &&(&str, i64)| !everything && c.0 == "entries";
    let whole: i64 = facts.counts.iter().filter(|c| !hidden(c)).map(|c| c.1).sum();
    let held_back = !everything && facts.counts.iter().any(|c| !NOT_BUSINESS.contains(&c.0) && c.0 != "bulletins");
    Opened {
        act,
        counts,
        changes: facts.changes.iter().map(|change| changed(change, names, lang, everything)).collect(),
        entries: if everything { facts.entries.iter().map(|entry| line(entry, names, lang)).collect() } else { Vec::new() },
        bulletins: facts.bulletins.into_iter().map(|b| format!("{} {}", b.content.number, b.content.title)).collect(),
        more: whole - i64::try_from(listed).unwrap_or(0),
        held_back,
    }
}

fn changed(change: &Change, names: &Books, lang: Lang, everything: bool) -> Changed {
    let (record, before) = (&change.record, change.before.as_ref());
    let register = record.register;
    let shown = everything || NOT_BUSINESS.contains(&register.noun);
    let earlier = |i: usize| before.map_or(&Value::Null, |b| &b.values[i]);
    let fields = (0..register.columns.len()).filter(|&i| *earlier(i) != record.values[i]).map(|i| Field {
        column: &register.columns[i],
        values: shown.then(|| {
            let was = before.map_or_else(String::new, |b| words::cell(b, i, names, lang));
            (was, words::cell(record, i, names, lang))
        }),
    });
    let key = register.key.iter().filter_map(|k| register.column(k)).map(|i| words::cell(record, i, names, lang));
    Changed {
        register,
        seq: record.seq,
        key: key.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        is_new: before.is_none(),
        fields: fields.collect(),
    }
}

fn line(entry: &domain::ledger::Entry, names: &Books, lang: Lang) -> Line {
    let posting = &entry.posting;
    let indicator = names.indicators.iter().find(|i| i.number == posting.indicator);
    let on = domain::calendar::day_of(i64::from(posting.on)).map_or_else(String::new, |d| d.to_string());
    Line {
        seq: entry.seq,
        indicator: indicator.map_or_else(|| posting.indicator.to_string(), |i| i.label(lang).to_owned()),
        unit: names.unit(posting.unit).map(|u| u.label(lang).to_owned()).unwrap_or_default(),
        on,
        amount: indicator.map_or_else(
            || posting.amount.to_string(),
            |i| format!("{} {}", i.measure.exact(posting.amount), i.measure.label(lang)),
        ),
        stage: posting.stage.label(lang),
        reverses: entry.reverses,
    }
}

fn table_words(table: &str, lang: Lang) -> String {
    match (table, register(table)) {
        (_, Some(register)) => lang.of(register.zh, register.en).to_owned(),
        ("entries", None) => lang.of("分录", "Entries").to_owned(),
        ("bulletins", None) => lang.of("通报", "Bulletins").to_owned(),
        (other, None) => other.to_owned(),
    }
}
