//! Keeping 登记: one record from a form or the command line: read, held against the rules and the policy, written as one act.

use super::reach::may_keep;
use crate::acting::Caller;
use crate::intake::{Cell, Intake, Place, Row};
use crate::{Error, Office, exports, posting};
use domain::calendar::{Date, Period};
use domain::records::{Archive, Around, Finding, findings};
use domain::registers::{Record, Register, Value};
use std::cell::{Cell as Slot, RefCell};
use std::sync::Arc;
use store::{ActRow, Fault, Tx, Written};

/// A record as somebody typed it.
pub struct Draft<'a> {
    pub register: &'static Register,
    /// The record corrected; `None`: a new one.
    pub key: Option<&'a str>,
    /// Columns by name with what was typed; those not named stay as they are.
    pub fields: &'a [(&'a str, &'a str)],
    /// The version that was corrected, by its place in the chain.
    pub version: i64,
    /// The number the program proposed for a new record: taken meanwhile, the next one is given.
    pub proposed: &'a str,
    /// What was said to soft findings, by their code.
    pub answers: &'a [(&'a str, &'a str)],
    pub reason: &'a str,
}

/// What became of it.
#[derive(Debug)]
pub enum Kept {
    /// It is kept under this key.
    Done(String),
    /// Nothing was written: each finding has to be put right.
    Refused(Vec<Finding>),
    /// Nothing was written: each finding has to be answered.
    Asked(Vec<Finding>),
    /// Nothing was written: somebody kept a newer version meanwhile.
    Changed { now: Box<Record>, by: Option<Box<ActRow>> },
}

/// Why a write is broken off.
enum Stop {
    Error(Error),
    Told(Kept),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Error(fault.into())
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Error(error)
    }
}

/// What a write needs besides the transaction.
struct Writing<'a> {
    office: &'a Office,
    caller: &'a Caller,
    draft: &'a Draft<'a>,
    open_from: Date,
}

impl Office {
    /// Keep a record: add it, or correct the version the form was opened with.
    pub fn keep(&self, caller: &Caller, draft: &Draft<'_>) -> Result<Kept, Error> {
        let register = draft.register;
        if register.keeper.action().is_none() || !self.may_try(caller, register) {
            return Err(Error::Denied(domain::policy::Denied::NotYourRole));
        }
        let before = match draft.key {
            Some(key) => Some(self.newest(&caller.actor, register, key)?.ok_or(Error::NotFound)?),
            None => None,
        };
        if let Some(foreign) = foreign(draft) {
            return Ok(Kept::Refused(vec![foreign]));
        }
        let row = match self.read_draft(caller, draft, before.as_ref())? {
            Ok(row) => row,
            Err(wrong) => return Ok(Kept::Refused(wrong)),
        };
        let key = Record { register, seq: 0, recorded_at: 0, values: row.values.clone() }.key();
        let act = self.act(caller, &format!("{}.keep", register.noun), format!("{} {key}", register.zh), said(draft));
        let writing = Writing { office: self, caller, draft, open_from: self.open_from(caller.actor.county)? };
        match self.store.write(act, |tx| writing.write(tx, row, before.is_some())) {
            Ok(Written::Done { value, .. }) => Ok(Kept::Done(value)),
            Ok(Written::Already { .. }) => Ok(Kept::Done(key)),
            Err(Stop::Told(told)) => Ok(told),
            Err(Stop::Error(error)) => Err(error),
        }
    }

    fn may_try(&self, caller: &Caller, register: &Register) -> bool {
        let Some(action) = register.keeper.action() else { return false };
        let decided = domain::policy::decide(caller.actor.role, domain::policy::Request::of(action));
        decided != Err(domain::policy::Denied::NotYourRole)
    }

    /// The first day whose books are still open.
    pub(crate) fn open_from(&self, county: i32) -> Result<Date, Error> {
        let deadlines = self.deadlines(county)?;
        let mut month = Period::month(self.today.year(), u8::try_from(self.today.month()).unwrap_or(1));
        for _ in 0..24 {
            let before = month.first_day().yesterday().unwrap_or(month.first_day());
            let earlier = Period::month(before.year(), u8::try_from(before.month()).unwrap_or(1));
            if self.today >= deadlines.closes_on(earlier) {
                break;
            }
            month = earlier;
        }
        Ok(month.first_day())
    }

    /// The version of a record that holds now.
    pub fn newest(&self, actor: &domain::actors::Actor, register: &'static Register, key: &str) -> Result<Option<Record>, Error> {
        let scope = self.eyes(actor, register)?;
        Ok(self.store.read(&scope, |reader| reader.versions(register, key))?.pop())
    }

    /// What was typed as a row, through the door that everything comes in by.
    fn read_draft(
        &self,
        caller: &Caller,
        draft: &Draft<'_>,
        before: Option<&Record>,
    ) -> Result<Result<Row, Vec<Finding>>, Error> {
        let register = draft.register;
        let books = before.map(|_| self.register_for(&caller.actor, register, self.today)).transpose()?;
        let texts: Vec<String> = register
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| match (draft.fields.iter().rev().find(|f| f.0 == column.name), before, &books) {
                (Some((_, text)), _, _) => (*text).to_owned(),
                (None, Some(before), Some((_, books))) => exports::file_text(before, place, books),
                (None, _, _) => String::new(),
            })
            .collect();
        let mut intake = Intake::new(self, [caller.actor.county])?.filed_at(self.now());
        let place = Place { source: register.noun, row: 1 };
        let names: Vec<Cell<'_>> = register.columns.iter().map(|c| c.name.into()).collect();
        let cells: Vec<Cell<'_>> = texts.iter().map(|text| text.as_str().into()).collect();
        if let Some(head) = intake.head(register, place, &names) {
            intake.row(&head, place, &cells)?;
        }
        let taken = intake.finish();
        let row = taken.rows.get(&caller.actor.county).and_then(|rows| rows.iter().next());
        let wrong = |p: crate::problems::Problem| Finding { code: p.code, column: p.field, hard: true, zh: p.zh, en: p.en };
        Ok(row.ok_or_else(|| taken.problems.into_iter().map(wrong).collect()))
    }
}

/// The reason and the answers, as they stand in the act.
fn said(draft: &Draft<'_>) -> String {
    let answers = draft.answers.iter().filter(|a| !a.1.is_empty()).map(|(code, text)| format!("{code}: {text}"));
    [draft.reason.to_owned()].into_iter().filter(|r| !r.is_empty()).chain(answers).collect::<Vec<_>>().join("；")
}

/// A column that is not this keeper's to set, or not of the register at all.
fn foreign(draft: &Draft<'_>) -> Option<Finding> {
    let register = draft.register;
    let is_own = |name: &str| {
        let column = register.columns.iter().find(|c| c.name == name);
        column.is_some_and(|c| register.keeper_of(c) == register.keeper)
    };
    let (name, _) = draft.fields.iter().find(|(name, _)| !is_own(name))?;
    let column = register.columns.iter().find(|c| c.name == *name).map_or("", |c| c.name);
    Some(Finding {
        code: "records.not_yours_to_set",
        column,
        hard: true,
        zh: format!("“{name}”不在这里填写"),
        en: format!("“{name}” is not set here"),
    })
}

fn refused(code: &'static str, column: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Stop {
    Stop::Told(Kept::Refused(vec![Finding { code, column, hard: true, zh: zh.into(), en: en.into() }]))
}

impl Writing<'_> {
    fn write(&self, tx: &mut Tx<'_>, row: Row, corrects: bool) -> Result<String, Stop> {
        let register = self.draft.register;
        let mut record = Record { register, seq: 0, recorded_at: row.recorded_at, values: row.values };
        let before = if corrects { Some(self.corrected(tx, &record)?) } else { None };
        if !corrects {
            self.number(tx, &mut record)?;
        }
        for version in before.iter().chain([&record]) {
            may_keep(&mut tx.clerk()?, &self.caller.actor, version)??;
        }
        self.judge(tx, &record, before.as_ref())?;
        let key = record.key();
        let row = Row { register, values: record.values, recorded_at: record.recorded_at };
        posting::enter(tx, vec![row], self.office.now())?;
        Ok(key)
    }

    /// The version that is corrected, if it is still the one the person looked at.
    fn corrected(&self, tx: &mut Tx<'_>, record: &Record) -> Result<Record, Stop> {
        let register = self.draft.register;
        let key = self.draft.key.unwrap_or("");
        let now = tx.clerk()?.versions(register, key)?.pop().ok_or(Stop::Error(Error::NotFound))?;
        if now.seq != self.draft.version {
            let by = tx.clerk()?.acts(1, Some(now.seq))?.pop().map(Box::new);
            return Err(Stop::Told(Kept::Changed { now: Box::new(now), by }));
        }
        if record.key() != key {
            let (zh, en) = ("编号不能更改；要换编号请另行登记", "the key of a record stays; add another record instead");
            return Err(refused("records.key_stays", register.key[0], zh, en));
        }
        if self.draft.reason.trim().is_empty() {
            return Err(refused("records.reason", "", "更正要填理由", "a correction needs a reason"));
        }
        Ok(now)
    }

    /// A new record's key is free, or it gets the next free number.
    fn number(&self, tx: &mut Tx<'_>, record: &mut Record) -> Result<(), Stop> {
        let register = record.register;
        let key: Vec<Value> = register.key.iter().map(|name| record.get(name).clone()).collect();
        if tx.clerk()?.current(register, &key)?.is_none() {
            return Ok(());
        }
        if register.numbered().is_some() && record.key() == self.draft.proposed {
            let keys = tx.clerk()?.keys(register)?;
            if let Some(next) = register.next_number(keys.iter().map(String::as_str)) {
                record.values[register.column(register.key[0]).unwrap_or(0)] = Value::Text(next);
                return Ok(());
            }
        }
        let zh = format!("已有{}这条记录，请打开后更正，或换一个编号", record.key());
        let en = format!("there is a record {} already; open and correct it, or choose another key", record.key());
        Err(refused("records.key_taken", register.key[register.key.len() - 1], zh, en))
    }

    /// The rules: refusals first, then what has not been answered.
    fn judge(&self, tx: &mut Tx<'_>, record: &Record, before: Option<&Record>) -> Result<(), Stop> {
        let archive = Known { tx: RefCell::new(tx), fault: Slot::new(None) };
        let around = Around { archive: &archive, today: self.office.today, open_from: self.open_from };
        let (hard, soft): (Vec<Finding>, Vec<Finding>) = findings(record, before, &around).into_iter().partition(|f| f.hard);
        if let Some(fault) = archive.fault.take() {
            return Err(fault.into());
        }
        if !hard.is_empty() {
            return Err(Stop::Told(Kept::Refused(hard)));
        }
        let answered = |f: &Finding| self.draft.answers.iter().any(|(code, text)| *code == f.code && !text.trim().is_empty());
        if soft.iter().all(answered) { Ok(()) } else { Err(Stop::Told(Kept::Asked(soft))) }
    }
}

/// The archive as the rules see it: what holds now, inside the transaction.
struct Known<'t, 'c> {
    tx: RefCell<&'t mut Tx<'c>>,
    fault: Slot<Option<Fault>>,
}

impl Known<'_, '_> {
    fn found(&self, asked: Result<Vec<Record>, Fault>) -> Vec<Record> {
        asked.unwrap_or_else(|fault| {
            self.fault.set(Some(fault));
            Vec::new()
        })
    }
}

impl Archive for Known<'_, '_> {
    fn with(&self, register: &'static Register, column: &str, value: &Value) -> Vec<Record> {
        let Some(place) = register.column(column).filter(|_| !value.is_null()) else { return Vec::new() };
        let mut tx = self.tx.borrow_mut();
        let asked = tx.clerk().and_then(|mut reader| reader.records_with(register, &[(place, vec![value.clone()])]));
        self.found(asked)
    }

    fn all(&self, register: &'static Register) -> Vec<Record> {
        let mut tx = self.tx.borrow_mut();
        let asked = tx.clerk().and_then(|mut reader| reader.records(register, None));
        self.found(asked.map(Arc::unwrap_or_clone))
    }
}

/// What a form offers for a new record's number.
impl Office {
    pub fn next_number(&self, actor: &domain::actors::Actor, register: &'static Register) -> Result<String, Error> {
        if register.numbered().is_none() {
            return Ok(String::new());
        }
        let keys = self.store.read(&self.eyes(actor, register)?, |reader| reader.keys(register))?;
        Ok(register.next_number(keys.iter().map(String::as_str)).unwrap_or_default())
    }
}
