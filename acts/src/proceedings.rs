//! Proceedings 问责: what the county's own rules propose is put before a named person, decided, served, heard, reviewed by somebody
//! else. Nothing happens by itself; what may follow is asked of `domain::accountability` inside the transaction.

mod evidence;
mod eyes;
pub(crate) mod held;
mod ladder;
mod list;
mod page;
mod paper;

pub use evidence::Evidence;
pub use ladder::{Grounded, Ladder, Proposed};
pub use list::{ProceedingQuery, ProceedingRow};
pub use page::{Candidate, ProceedingPage, StepRow};

pub(crate) use eyes::Eyes;
pub(crate) use held::{Held, all};
pub(crate) use page::candidates;

use crate::accounts::Directory;
use crate::acting::{Caller, allow, fresh_key};
use crate::intake::Row;
use crate::orders::{code_of, numbered};
use crate::posting::enter;
use crate::supervision::{row, text, unit_there};
use crate::{Error, Office};
use domain::accountability::{Cause, Refusal, Rung, Step, Taken, Wish};
use domain::actors::Role;
use domain::calendar::{Date, day_number};
use domain::lang::Lang;
use domain::policy::{Action, Denied, Request};
use domain::registers::{COUNTIES, PROCEEDING_STEPS, PROCEEDINGS, Record, Register, Value};
use evidence::ground_of;
use store::{Reader, Tx, Written};

/// A proposal as it is put before who decides 提请决定.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opening<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    /// The ground of the proposal, as [`Proposed::ground`] writes it.
    pub ground: &'a str,
    /// Account of the leader who decides.
    pub approver: &'a str,
    /// Number of the person it is about; empty: the unit.
    pub person: &'a str,
}

/// A step as somebody wants to take it.
#[derive(Clone, Copy, Debug)]
pub struct Doing<'a> {
    pub step: Step,
    /// The lighter measure.
    pub rung: Option<Rung>,
    pub note: &'a str,
    /// Steps that were seen: another one meanwhile, and nothing is done.
    pub seen: u32,
}

impl Doing<'_> {
    pub fn of(step: Step, seen: u32) -> Doing<'static> {
        Doing { step, rung: None, note: "", seen }
    }
}

impl Office {
    /// Put a proposal before a named person. Gives the number of the proceeding.
    pub fn open_proceeding(&self, caller: &Caller, opening: &Opening<'_>) -> Result<String, Error> {
        allow(&caller.actor, Request::of(Action::RunMeasure))?;
        // What was opened by this very form is proposed no more, and is found again below.
        let proposed = self.ladder(&caller.actor, self.today)?.find(opening.unit, opening.ground).cloned();
        let act = self.act(caller, "proceedings.open", format!("{} {}", opening.unit, opening.ground), "");
        let known = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let proposed = proposed.as_ref().ok_or(Error::NotFound)?;
            let unit = unit_there(&mut tx.clerk()?, opening.unit, self.today)?.number;
            if let Some(Opened { rung, .. }) = opened_on(&mut tx.clerk()?, unit, opening.ground)?
                && rung >= proposed.first.rule.rung
            {
                return Err(Error::Changed);
            }
            let directory = Directory::read(&mut tx.clerk()?)?;
            may_be_named(&directory, opening, unit, self.today)?;
            let keys = tx.clerk()?.keys(&PROCEEDINGS)?;
            let code = PROCEEDINGS.next_number(keys.iter().map(String::as_str)).unwrap_or_default();
            let proceeding = row(
                &PROCEEDINGS,
                &[
                    ("proceeding_id", text(&code)),
                    ("unit_id", Value::Int(unit.into())),
                    ("rule_id", text(&proposed.first.rule.id)),
                    ("evidence", text(&proposed.evidence().join(";"))),
                    ("months", Value::Int(proposed.first.rule.months.into())),
                    ("approver", text(opening.approver)),
                    ("person_id", text(opening.person)),
                ],
            );
            let taken =
                Taken { step: Step::Proposed, on: self.today, by: caller.actor.name.clone(), rung: proposed.first.rule.rung };
            let words = Words { note: late(&proposed.first.cause), ..Words::default() };
            let step = step_row(&code, 1, &taken, &words);
            enter(tx, vec![at(&PROCEEDINGS, proceeding, known), at(&PROCEEDING_STEPS, step, known)], known)?;
            Ok::<_, Error>(code)
        })?;
        match written {
            Written::Done { value, .. } => Ok(value),
            Written::Already { .. } => self.brought_up_before(caller, opening),
        }
    }

    fn brought_up_before(&self, caller: &Caller, opening: &Opening<'_>) -> Result<String, Error> {
        let scope = domain::actors::Actor::system(caller.actor.county, "proceedings").scope();
        let unit = self.with_roll(caller.actor.county, self.today, |roll| roll.unit_of_code(opening.unit).map(|u| u.number))?;
        let found = self.store.read(&scope, |reader| match unit {
            Some(unit) => opened_on(reader, unit, opening.ground),
            None => Ok(None),
        })?;
        found.map(|opened| opened.code).ok_or(Error::NotFound)
    }

    /// Take a step of a proceeding.
    pub fn step_proceeding(&self, caller: &Caller, code: &str, doing: &Doing<'_>) -> Result<(), Error> {
        let (step, actor) = (doing.step, &caller.actor);
        let subject = format!("{code} {}", step.label(Lang::Zh));
        let act = self.act(caller, &format!("proceedings.{}", step.code()), subject, doing.note.trim());
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let held = held::find(&mut tx.clerk()?, code)?.ok_or(Error::NotFound)?;
            Eyes::of(&mut tx.clerk()?, actor)?.may_step(&held, step)?;
            if held.proceeding.steps != doing.seen {
                return Err(Error::Changed);
            }
            let directory = Directory::read(&mut tx.clerk()?)?;
            let named = is_named(&directory, &held.record, &actor.name, self.today);
            let wish = Wish { step, on: self.today, by: &actor.name, named, rung: doing.rung, note: doing.note };
            let taken = held.proceeding.check(&wish).map_err(Error::Proceeding)?;
            if step.decides_review() && is_same_person(&directory, held.proceeding.decided_by.as_deref(), &actor.name) {
                return Err(Error::Proceeding(Refusal::SamePerson));
            }
            let words = self.words_of(tx, code, doing)?;
            let step = step_row(code, held.proceeding.steps + 1, &taken, &words);
            enter(tx, vec![at(&PROCEEDING_STEPS, step, known)], known)?;
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    /// What is written beside a step: a notice gets its number and a code, as that of an order does.
    fn words_of(&self, tx: &mut Tx<'_>, code: &str, doing: &Doing<'_>) -> Result<Words, Error> {
        let note = doing.note.trim().to_owned();
        if doing.step != Step::Served {
            return Ok(Words { note, ..Words::default() });
        }
        let counties = tx.clerk()?.records(&COUNTIES, None)?;
        let prefix = counties.last().map_or_else(String::new, |c| c.text("number_prefix").to_owned());
        Ok(Words { number: numbered(&prefix, "问责", Some(self.today), code), code: code_of(&fresh_key()), note })
    }
}

/// What stands beside a step in words.
#[derive(Default)]
struct Words {
    number: String,
    code: String,
    note: String,
}

/// A proceeding that was opened on a ground.
struct Opened {
    code: String,
    rung: Rung,
}

/// The last proceeding of a unit on a ground.
fn opened_on(reader: &mut Reader<'_>, unit: i32, ground: &str) -> Result<Option<Opened>, store::Fault> {
    let column = PROCEEDINGS.column("unit_id").unwrap_or(0);
    let of_unit = reader.records_with(&PROCEEDINGS, &[(column, vec![Value::Int(unit.into())])])?;
    let on_it = of_unit.iter().rfind(|record| held::grounds(record).any(|id| ground_of(id) == ground));
    let Some(record) = on_it else { return Ok(None) };
    let held = held::find(reader, record.text("proceeding_id"))?;
    Ok(held.map(|held| Opened { code: held.code().to_owned(), rung: held.proposed() }))
}

/// Who decides is a leader and not the person it is about; the person holds a post of the unit.
fn may_be_named(directory: &Directory, opening: &Opening<'_>, unit: i32, today: Date) -> Result<(), Error> {
    let mut leaders = directory.with_role(Role::Leader, today);
    let approver = leaders.find(|(account, _)| account.name == opening.approver).map(|(account, _)| account);
    let approver = approver.ok_or(Error::Proceeding(Refusal::Nobody))?;
    if opening.person.is_empty() {
        return Ok(());
    }
    if approver.person == opening.person {
        return Err(Error::Denied(Denied::YourOwn));
    }
    let mut posts = directory.posts.iter().filter(|post| post.unit == Some(unit));
    let holds = posts.any(|post| directory.holders(&post.code, today).any(|term| term.person == opening.person));
    if holds { Ok(()) } else { Err(Error::NotFound) }
}

/// Is this the one who was named to decide, or does whoever was named decide no more?
fn is_named(directory: &Directory, record: &Record, account: &str, today: Date) -> bool {
    let approver = record.text("approver");
    approver == account || !directory.with_role(Role::Leader, today).any(|(leader, _)| leader.name == approver)
}

/// Two accounts of one person are one person.
fn is_same_person(directory: &Directory, decided_by: Option<&str>, account: &str) -> bool {
    let person = |name: &str| directory.account(name).map(|a| a.person.as_str());
    decided_by.and_then(person).is_some_and(|who| person(account) == Some(who))
}

/// How late an order was when it was put forward. It is kept in both languages, as nobody typed it in one of them.
fn late(cause: &Cause) -> String {
    [Lang::Zh, Lang::En].into_iter().filter_map(|lang| cause.late(lang)).collect::<Vec<String>>().join(BOTH)
}

/// Stands between the Chinese and the English of a note that nobody typed.
const BOTH: &str = " · ";

/// A note as it is read in Chinese and in English: what a person typed reads the same in both.
fn note_of(step: &Record) -> (String, String) {
    let note = step.text("note");
    let written_here = step.text("step") == Step::Proposed.code();
    let (zh, en) = note.split_once(BOTH).filter(|_| written_here).unwrap_or((note, note));
    (zh.to_owned(), en.to_owned())
}

fn at(register: &'static Register, values: Vec<Value>, recorded_at: i64) -> Row {
    Row { register, values, recorded_at }
}

fn step_row(code: &str, place: u32, taken: &Taken, words: &Words) -> Vec<Value> {
    row(
        &PROCEEDING_STEPS,
        &[
            ("proceeding_id", text(code)),
            ("place", Value::Int(place.into())),
            ("step", text(taken.step.code())),
            ("on", Value::Int(day_number(taken.on))),
            ("rung", text(taken.rung.code())),
            ("note", text(&words.note)),
            ("by", text(&taken.by)),
            ("number", text(&words.number)),
            ("code", text(&words.code)),
        ],
    )
}
