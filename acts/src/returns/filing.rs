//! Filing 报送、撤回、更正: one act for all lines of a form. Everything is held against the books inside the transaction, so that
//! of two who file at once the second is told.

use super::drafts::{form_of, read};
use super::{Against, Drafted, Line, Shelf, Typed, judge, months_back, period_number};
use crate::acting::{Caller, allow, own_unit, refused, relation};
use crate::books::units;
use crate::intake::{Row, typed_amount};
use crate::posting::enter;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::Period;
use domain::policy::{Action, Request};
use domain::registers::{RETURNS, Value};
use domain::returns::{Question, Refusal, Status, Wish};
use domain::units::Unit;
use store::{Fault, Tx, Written};

/// A line as it was sent in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Code of the indicator.
    pub indicator: String,
    pub typed: Typed,
}

/// What is wrong with one box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Code of the indicator; empty: the form as a whole.
    pub indicator: String,
    pub code: &'static str,
    pub zh: String,
    pub en: String,
}

impl Wrong {
    pub fn sentence(&self, lang: domain::lang::Lang) -> &str {
        lang.of(&self.zh, &self.en)
    }
}

/// A question about one line that its note does not answer yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    pub indicator: String,
    pub question: Question,
}

/// What was filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    pub lines: usize,
    /// Place of the act in the chain.
    pub act: i64,
}

/// What became of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Filed(Filed),
    /// This very form was taken before: a double click.
    Already,
    Refused(Vec<Wrong>),
    Asked(Vec<Asking>),
    /// Somebody saved a draft since this form was opened.
    Newer(Drafted),
}

/// Why a transaction is given up.
enum Stop {
    Error(Error),
    With(Outcome),
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

/// A line that is not filed as it was sent.
enum Bad {
    Wrong(Wrong),
    Asked(Vec<Asking>),
    /// The whole form is refused.
    Error(Error),
}

/// A line found good.
struct Good {
    line: Line,
    amount: i64,
    note: String,
    voucher: String,
}

impl Office {
    /// File the lines of a form that have a figure; an empty box is not filed. `seen`: the draft's revision the form was opened with.
    pub fn submit_returns(&self, caller: &Caller, month: Period, lines: &[Sent], seen: i64) -> Result<Outcome, Error> {
        self.file_lines(caller, month, lines, "", Some(seen), "returns.submit")
    }

    /// Report verified lines anew, for a reason. What was verified stands until the new report is.
    pub fn correct_returns(&self, caller: &Caller, month: Period, lines: &[Sent], reason: &str) -> Result<Outcome, Error> {
        self.file_lines(caller, month, lines, reason, None, "returns.correct")
    }

    /// What would be asked and refused if these lines were filed now. Nothing is written.
    pub fn try_returns(&self, actor: &Actor, month: Period, lines: &[Sent]) -> Result<Outcome, Error> {
        may_file(actor)?;
        let shelf = self.shelf(actor, &months_back(month, 13))?;
        let unit = own_unit(actor, &shelf.units)?;
        Ok(match self.good_lines(actor, &shelf, unit, month, lines, "") {
            Ok(good) => Outcome::Filed(Filed { lines: good.len(), act: 0 }),
            Err(Stop::With(outcome)) => outcome,
            Err(Stop::Error(error)) => return Err(error),
        })
    }

    fn file_lines(
        &self,
        caller: &Caller,
        month: Period,
        lines: &[Sent],
        reason: &str,
        seen: Option<i64>,
        verb: &str,
    ) -> Result<Outcome, Error> {
        may_file(&caller.actor)?;
        let unit = self.unit_of(&caller.actor)?;
        let act = self.act(caller, verb, subject(&unit, month), reason.trim());
        let now = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let shelf = Shelf::read(&mut tx.reader()?, &months_back(month, 13))?;
            if let Some(seen) = seen {
                newer_draft(tx, unit.number, month, seen)?;
            }
            let good = self.good_lines(&caller.actor, &shelf, &unit, month, lines, reason)?;
            let rows = good.iter().map(|g| row(&unit, month, g, now)).collect();
            enter(tx, rows, now)?;
            if seen.is_some() {
                tx.aside().drop_draft(unit.number, &form_of(month))?;
            }
            Ok(good.len())
        });
        match written {
            Ok(Written::Done { value, act_seq, .. }) => Ok(Outcome::Filed(Filed { lines: value, act: act_seq })),
            Ok(Written::Already { .. }) => Ok(Outcome::Already),
            Err(Stop::With(outcome)) => Ok(outcome),
            Err(Stop::Error(error)) => Err(error),
        }
    }

    /// The lines that have a figure, each held against its standing: all wrongs come back at once, and questions only when
    /// nothing is wrong.
    fn good_lines(
        &self,
        actor: &Actor,
        shelf: &Shelf,
        unit: &Unit,
        month: Period,
        lines: &[Sent],
        reason: &str,
    ) -> Result<Vec<Good>, Stop> {
        let owed = shelf.lines(unit, month, self.today);
        let (mut good, mut wrong, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        for sent in lines.iter().filter(|s| !s.typed.value.trim().is_empty()) {
            match self.good_line(actor, unit, &owed, sent, reason) {
                Ok(line) => good.push(line),
                Err(Bad::Wrong(one)) => wrong.push(one),
                Err(Bad::Asked(questions)) => asked.extend(questions),
                Err(Bad::Error(error)) => return Err(error.into()),
            }
        }
        if wrong.is_empty() && good.is_empty() && asked.is_empty() {
            wrong.push(whole_form("returns.nothing", "还没有填任何数字", "no figure has been entered yet"));
        }
        if !wrong.is_empty() {
            return Err(Stop::With(Outcome::Refused(wrong)));
        }
        if !asked.is_empty() {
            return Err(Stop::With(Outcome::Asked(asked)));
        }
        Ok(good)
    }

    fn good_line(&self, actor: &Actor, unit: &Unit, owed: &[Line], sent: &Sent, reason: &str) -> Result<Good, Bad> {
        let indicator = || sent.indicator.clone();
        let refusal = |refusal: Refusal| {
            let (zh, en) = (refusal.sentence(domain::lang::Lang::Zh), refusal.sentence(domain::lang::Lang::En));
            Bad::Wrong(Wrong { indicator: indicator(), code: refusal.code(), zh, en })
        };
        let line = owed.iter().find(|l| l.indicator.code == sent.indicator).ok_or_else(|| refusal(Refusal::NotOwed))?;
        let amount = typed_amount(&sent.typed.value, &line.indicator.measure)
            .map_err(|bad| Bad::Wrong(Wrong { indicator: indicator(), code: bad.code, zh: bad.zh, en: bad.en }))?;
        let given = sent.typed.note.trim();
        // The reason of a correction is its answer to whatever would be asked.
        let note = if given.is_empty() { reason.trim() } else { given };
        let wish = Wish { amount, zero_confirmed: sent.typed.zero, note, reason };
        judge(actor, unit.number, line, &wish, self.today).map_err(|against| match against {
            Against::Refusal(one) => refusal(one),
            Against::Denied(denied) => Bad::Error(refused(denied)),
            Against::Questions(asked) => {
                Bad::Asked(asked.into_iter().map(|question| Asking { indicator: indicator(), question }).collect())
            }
        })?;
        let voucher = sent.typed.voucher.trim().to_owned();
        Ok(Good { line: line.clone(), amount, note: note.to_owned(), voucher })
    }

    /// Take reports back before they are verified: a new version without a figure, which reverses what they posted.
    pub fn withdraw_returns(
        &self,
        caller: &Caller,
        month: Period,
        indicators: &[String],
        reason: &str,
    ) -> Result<Outcome, Error> {
        may_file(&caller.actor)?;
        if reason.trim().is_empty() {
            let wrong = whole_form("returns.withdrawal_reason", "请说明撤回理由", "say why it is withdrawn");
            return Ok(Outcome::Refused(vec![wrong]));
        }
        let unit = self.unit_of(&caller.actor)?;
        let act = self.act(caller, "returns.withdraw", subject(&unit, month), reason.trim());
        let now = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let shelf = Shelf::read(&mut tx.reader()?, &[month])?;
            let lines = shelf.lines(&unit, month, self.today);
            let chosen: Vec<&Line> = lines.iter().filter(|l| indicators.contains(&l.indicator.code)).collect();
            if chosen.is_empty() {
                return Err(Stop::Error(Error::NotFound));
            }
            for line in &chosen {
                let relation = relation(&caller.actor, Some(unit.number), None);
                let request = Request { action: Action::WithdrawReturn, relation, status: line.status, open: false };
                allow(&caller.actor, request)?;
            }
            let taken_back = |line: &&Line| values(&unit, month, line, Value::Null, reason.trim(), &line.voucher, now);
            enter(tx, chosen.iter().map(taken_back).collect(), now)?;
            Ok::<usize, Stop>(chosen.len())
        });
        match written {
            Ok(Written::Done { value, act_seq, .. }) => Ok(Outcome::Filed(Filed { lines: value, act: act_seq })),
            Ok(Written::Already { .. }) => Ok(Outcome::Already),
            Err(Stop::With(outcome)) => Ok(outcome),
            Err(Stop::Error(error)) => Err(error),
        }
    }

    pub(super) fn unit_of(&self, actor: &Actor) -> Result<Unit, Error> {
        let units = self.store.read(&actor.scope(), |reader| units(reader, None))?;
        own_unit(actor, &units).cloned()
    }
}

/// The role may file at all; whose line it is and how it stands is found out line by line.
fn may_file(actor: &Actor) -> Result<(), Error> {
    let relation = relation(actor, actor.unit, None);
    allow(actor, Request { action: Action::FileReturn, relation, status: Status::Open, open: true })
}

fn newer_draft(tx: &mut Tx<'_>, unit: i32, month: Period, seen: i64) -> Result<(), Stop> {
    match tx.aside().draft(unit, &form_of(month))? {
        Some(draft) if draft.revision > seen => Err(Stop::With(Outcome::Newer(read(draft)))),
        Some(_) | None => Ok(()),
    }
}

fn row(unit: &Unit, month: Period, good: &Good, now: i64) -> Row {
    values(unit, month, &good.line, Value::Int(good.amount), &good.note, &good.voucher, now)
}

fn values(unit: &Unit, month: Period, line: &Line, value: Value, note: &str, voucher: &str, now: i64) -> Row {
    let text = |t: &str| if t.is_empty() { Value::Null } else { Value::Text(t.to_owned()) };
    let of = |name: &str| match name {
        "unit_id" => Value::Int(i64::from(unit.number)),
        "indicator_id" => Value::Int(i64::from(line.indicator.number)),
        "period" => Value::Int(period_number(month)),
        "value" => value.clone(),
        "stage" => Value::Text("reported".to_owned()),
        "voucher" => text(voucher),
        "note" => text(note),
        _ => Value::Null,
    };
    Row { register: &RETURNS, values: RETURNS.columns.iter().map(|c| of(c.name)).collect(), recorded_at: now }
}

/// What the act was done to, in words a clerk reads.
fn subject(unit: &Unit, month: Period) -> String {
    format!("{} {month}", unit.name)
}

fn whole_form(code: &'static str, zh: &str, en: &str) -> Wrong {
    Wrong { indicator: String::new(), code, zh: zh.to_owned(), en: en.to_owned() }
}
