//! Verifications 核验: the lead office holds a report against its evidence and accepts it, sends it back or recognises less or more.
//!
//! Everything is checked once more inside the transaction, against the very report and files that were looked at: of two who
//! decide at once one is told, and nobody decides on what they have not seen.

mod docket;
mod queue;
mod report;
mod sheet;

pub use docket::{Calendar, Docket, Standing};
pub use queue::{Item, Order};
pub use report::{Line, Report};
pub use sheet::{Month, Paper, Sheet};

use crate::acting::{Caller, allow};
use crate::evidence::{Named, find, of_place};
use crate::intake::Row;
use crate::posting::enter;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period};
use domain::policy::{Action, Denied, Request};
use domain::registers::{RETURNS, Record, VERIFICATIONS, Value};
use domain::returns::Decision;
use domain::stage::Stage;
use domain::verifications::{Recognised, Ruling, Unfounded, ruled};
use store::{Reader, Tx};

/// A return, by the words of its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct What {
    pub unit: String,
    pub indicator: String,
    pub month: Period,
}

/// What was looked at: the report decided on, and the last file shown for it or taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub report: i64,
    pub evidence: i64,
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.report, self.evidence)
    }
}

impl Seen {
    pub fn parse(text: &str) -> Option<Seen> {
        let (report, evidence) = text.split_once('.')?;
        Some(Seen { report: report.parse().ok()?, evidence: evidence.parse().ok()? })
    }
}

impl Office {
    /// As reported.
    pub fn accept(&self, caller: &Caller, what: &What, seen: Seen) -> Result<(), Error> {
        self.rule(caller, what, seen, &Ruling::accept())
    }

    /// Back to the unit, with what is wrong with it.
    pub fn send_back(&self, caller: &Caller, what: &What, seen: Seen, reason: &str) -> Result<(), Error> {
        self.rule(caller, what, seen, &Ruling::send_back(reason))
    }

    /// Another amount than the reported one; both are kept.
    pub fn recognise(&self, caller: &Caller, what: &What, seen: Seen, amount: i64, reason: &str) -> Result<(), Error> {
        self.rule(caller, what, seen, &Ruling::recognise(amount, reason))
    }

    /// Overturn what was verified 回头看: from now on; what was known before stays as it was known.
    pub fn recheck(&self, caller: &Caller, what: &What, seen: Seen, amount: i64, reason: &str) -> Result<(), Error> {
        self.rule(caller, what, seen, &Ruling::recheck(amount, reason))
    }

    /// Decide on one return.
    pub fn rule(&self, caller: &Caller, what: &What, seen: Seen, ruling: &Ruling) -> Result<(), Error> {
        let (named, subject) = self.named(&caller.actor, what)?;
        let act = self.act(caller, verb(ruling.decision), subject, ruling.reason.trim());
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let rows = decided(tx, &caller.actor, self.today, known, (named, seen), ruling)?;
            enter(tx, rows, known)?;
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    /// Accept many in one act: all of them or, when one has changed or deserves a look of its own, none.
    pub fn accept_all(&self, caller: &Caller, whats: &[(What, Seen)]) -> Result<usize, Error> {
        let mut named = Vec::with_capacity(whats.len());
        for (what, seen) in whats {
            let found = self.named(&caller.actor, what)?.0;
            if named.iter().all(|(n, _)| *n != found) {
                named.push((found, *seen));
            }
        }
        let act = self.act(caller, "returns.accept_all", format!("{}项 returns", named.len()), "");
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let docket = Docket::read(&mut tx.reader()?, self.today)?;
            let mut rows = Vec::new();
            for &(named, seen) in &named {
                let made = decided(tx, &caller.actor, self.today, known, (named, seen), &Ruling::accept())?;
                if docket.needs_a_look(named) {
                    return Err(Error::Unfounded(Unfounded::NeedsALook));
                }
                rows.extend(made);
            }
            enter(tx, rows, known)?;
            Ok::<_, Error>(())
        })?;
        Ok(named.len())
    }

    /// The record under which evidence of a return is kept.
    pub fn return_key(&self, actor: &Actor, what: &What) -> Result<String, Error> {
        Ok(self.named(actor, what)?.0.key())
    }

    /// The numbers behind the words, and the return in words for the line of record.
    fn named(&self, actor: &Actor, what: &What) -> Result<(Named, String), Error> {
        let found = self.store.read(&actor.scope(), |reader| {
            let unit = crate::books::units(reader, None)?.iter().find(|u| u.code == what.unit).cloned();
            let indicator = crate::books::indicators(reader, None)?.iter().find(|i| i.code == what.indicator).cloned();
            Ok(unit.zip(indicator))
        })?;
        let (unit, indicator) = found.ok_or(Error::NotFound)?;
        if what.month.from_month != what.month.to_month {
            return Err(Error::NotFound);
        }
        let named = Named { unit: unit.number, indicator: indicator.number, month: what.month };
        Ok((named, format!("{} {} {}", unit.name, indicator.name, what.month)))
    }
}

fn verb(decision: Decision) -> &'static str {
    match decision {
        Decision::Accepted => "returns.accept",
        Decision::Returned => "returns.send_back",
        Decision::Recognised => "returns.recognise",
        Decision::Overturned => "returns.recheck",
    }
}

/// What was there to be looked at.
pub(crate) fn seen(standing: &Standing, files: &[Record]) -> Seen {
    let report = standing.reported.as_ref().or(standing.verified.as_ref()).map_or(0, |r| r.seq);
    Seen { report, evidence: files.iter().map(|f| f.seq).max().unwrap_or(0) }
}

/// Check a ruling against what stands there now; write the decision down and give the figures to be posted.
fn decided(
    tx: &mut Tx<'_>,
    actor: &Actor,
    today: Date,
    known: i64,
    (named, looked): (Named, Seen),
    ruling: &Ruling,
) -> Result<Vec<Row>, Error> {
    let mut reader = tx.reader()?;
    let place = find(&mut reader, actor, RETURNS.noun, &named.key())?.ok_or(Error::NotFound)?;
    let standing = Standing::read(&mut reader, named)?;
    let action = match ruling.decision {
        Decision::Accepted | Decision::Returned | Decision::Recognised => Action::VerifyReturn,
        Decision::Overturned => Action::RecheckReturn,
    };
    let status = standing.filed().status(Calendar::read(&mut reader)?.window(named.month, today));
    let request = Request { action, relation: place.relation(actor), status, open: true };
    let files = of_place(&mut reader, &place)?;
    match allow(actor, request) {
        // Somebody else was faster: what was looked at has been decided, sent back or withdrawn.
        Err(Error::Denied(Denied::WrongState)) if looked != Seen::default() => return Err(Error::Changed),
        other => other?,
    }
    if seen(&standing, &files) != looked {
        return Err(Error::Changed);
    }
    is_not_the_maker(&mut reader, actor, &standing)?;
    let made = ruled(standing.report().map(|r| r.1), standing.verified_amount(), ruling).map_err(Error::Unfounded)?;
    let text = |t: &str| if t.trim().is_empty() { Value::Null } else { Value::Text(t.trim().to_owned()) };
    let [unit, indicator, month] = [i64::from(named.unit), i64::from(named.indicator), named.number()].map(Value::Int);
    let decision = vec![
        unit,
        indicator,
        month,
        text(ruling.decision.code()),
        Value::Int(looked.report),
        made.map_or(Value::Null, |m| Value::Int(m.verified)),
        text(&ruling.reason),
    ];
    tx.add(&VERIFICATIONS, decision)?;
    Ok(made.map(|made| figures(named, &standing, made, ruling, known)).unwrap_or_default())
}

/// Nobody checks what they made themselves, in whatever post they made it.
fn is_not_the_maker(reader: &mut Reader<'_>, actor: &Actor, standing: &Standing) -> Result<(), Error> {
    let Some(report) = &standing.reported else { return Ok(()) };
    let own = reader.writers(&RETURNS, &[report.seq])?.iter().any(|(_, account)| *account == actor.name);
    if own { Err(Error::Denied(Denied::YourOwn)) } else { Ok(()) }
}

/// The verified and the credited figure as rows of the register of returns.
fn figures(named: Named, standing: &Standing, made: Recognised, ruling: &Ruling, known: i64) -> Vec<Row> {
    let voucher = standing.reported.as_ref().map_or(Value::Null, |r| r.get("voucher").clone());
    let note = if ruling.reason.trim().is_empty() { Value::Null } else { Value::Text(ruling.reason.trim().to_owned()) };
    let row = |stage: Stage, amount: i64| Row {
        register: &RETURNS,
        values: vec![
            Value::Int(named.unit.into()),
            Value::Int(named.indicator.into()),
            Value::Int(named.number()),
            Value::Int(amount),
            Value::Text(stage.code().to_owned()),
            voucher.clone(),
            note.clone(),
        ],
        recorded_at: known,
    };
    vec![row(Stage::Verified, made.verified), row(Stage::Credited, made.credited)]
}
