//! Deciding 采纳与否: each proposal is taken as it is or as it was changed, split, merged with others, or turned down with a reason.

use super::{directive_of, last_place, proposal_row, proposals_of};
use crate::acting::{Caller, allow};
use crate::intake::Row;
use crate::posting::enter;
use crate::supervision::{day, recurrence, row, text, unit_there};
use crate::{Error, Office};
use domain::directives::{Outcome, Proposal, Unsound};
use domain::policy::{Action, Request};
use domain::registers::{PROPOSALS, Record, TASKS, Value};
use domain::tasks::Recurrence;
use store::Tx;

/// What a person makes of a proposal.
#[derive(Clone, Debug)]
pub enum Decision {
    /// As it stands: a task for each unit that leads.
    Accept,
    /// Change it; it stays open.
    Edit(Proposal),
    /// Two or more in its place, each open.
    Split(Vec<Proposal>),
    /// One in the place of this and of those at these places.
    Merge(Vec<i64>, Proposal),
    Reject(String),
}

impl Decision {
    fn outcome(&self) -> Outcome {
        match self {
            Decision::Accept => Outcome::Accepted,
            Decision::Edit(_) => Outcome::Open,
            Decision::Split(_) => Outcome::Split,
            Decision::Merge(..) => Outcome::Merged,
            Decision::Reject(_) => Outcome::Rejected,
        }
    }

    fn verb(&self) -> &'static str {
        match self {
            Decision::Accept => "proposals.accept",
            Decision::Edit(_) => "proposals.edit",
            Decision::Split(_) => "proposals.split",
            Decision::Merge(..) => "proposals.merge",
            Decision::Reject(_) => "proposals.reject",
        }
    }
}

/// Rows being made for one decision.
struct Making<'a> {
    directive: &'a str,
    text: &'a str,
    there: &'a [Record],
    known: i64,
    rows: Vec<Row>,
    place: i64,
}

impl Office {
    /// Decide on a proposal that was seen at a place of the chain: of two who decide at once one is told. Gives the tasks made.
    pub fn decide(
        &self,
        caller: &Caller,
        directive: &str,
        place: i64,
        seen: i64,
        decision: &Decision,
    ) -> Result<Vec<String>, Error> {
        allow(&caller.actor, Request::of(Action::KeepTasks))?;
        let reason = if let Decision::Reject(reason) = decision { reason.trim() } else { "" };
        let act = self.act(caller, decision.verb(), format!("{directive} {place}"), reason);
        let known = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let whole = directive_of(&mut tx.clerk()?, directive)?.ok_or(Error::NotFound)?;
            let there = proposals_of(&mut tx.clerk()?, directive)?;
            let record = there.iter().find(|r| r.int("place") == Some(place)).ok_or(Error::NotFound)?;
            let mut making =
                Making { directive, text: whole.text("text"), there: &there, known, rows: Vec::new(), place: last_place(&there) };
            let parts = match decision {
                Decision::Split(parts) => parts.len(),
                Decision::Merge(others, _) => others.iter().filter(|other| **other != place).count() + 1,
                Decision::Accept | Decision::Edit(_) | Decision::Reject(_) => 1,
            };
            open(record)?.becomes(decision.outcome(), reason, parts).map_err(Error::Proposal)?;
            if record.seq != seen {
                return Err(Error::Changed);
            }
            let tasks = match decision {
                Decision::Accept => self.made_tasks(tx, &mut making, record)?,
                Decision::Edit(changed) => {
                    making.put(place, changed, Outcome::Open, "")?;
                    Vec::new()
                }
                Decision::Split(parts) => {
                    making.close(record, Outcome::Split, "");
                    parts.iter().try_for_each(|part| making.add(part))?;
                    Vec::new()
                }
                Decision::Merge(others, one) => {
                    making.merge(place, others)?;
                    making.add(one)?;
                    Vec::new()
                }
                Decision::Reject(_) => {
                    making.close(record, Outcome::Rejected, reason);
                    Vec::new()
                }
            };
            enter(tx, making.rows, known)?;
            Ok::<_, Error>(tasks)
        })?;
        match written {
            store::Written::Done { value, .. } => Ok(value),
            store::Written::Already { .. } => Ok(Vec::new()),
        }
    }

    /// A task for each unit that leads; the sentence is the parent of all of them.
    fn made_tasks(&self, tx: &mut Tx<'_>, making: &mut Making<'_>, record: &Record) -> Result<Vec<String>, Error> {
        let proposal = Proposal::from_record(record);
        proposal.check(making.text, Some(self.today)).map_err(Error::Proposal)?;
        for code in &proposal.supports {
            unit_there(&mut tx.clerk()?, code, self.today)?;
        }
        let mut keys = tx.clerk()?.keys(&TASKS)?;
        let mut made = Vec::new();
        for lead in &proposal.leads {
            let unit = unit_there(&mut tx.clerk()?, lead, self.today)?;
            let code = crate::supervision::following(&TASKS, keys.iter());
            let values = task_row(&code, unit.number, &proposal, making.directive);
            making.rows.push(Row { register: &TASKS, values, recorded_at: making.known });
            keys.push(code.clone());
            made.push(code);
        }
        making.close(record, Outcome::Accepted, "");
        Ok(made)
    }
}

fn open(record: &Record) -> Result<Outcome, Error> {
    Outcome::parse(record.text("outcome")).ok_or(Error::NotFound)
}

impl Making<'_> {
    /// A proposal at a place, checked against the text.
    fn put(&mut self, place: i64, proposal: &Proposal, outcome: Outcome, reason: &str) -> Result<(), Error> {
        proposal.check(self.text, None).map_err(Error::Proposal)?;
        self.keep(place, proposal, outcome, reason);
        Ok(())
    }

    fn add(&mut self, proposal: &Proposal) -> Result<(), Error> {
        self.place += 1;
        self.put(self.place, proposal, Outcome::Open, "")
    }

    fn keep(&mut self, place: i64, proposal: &Proposal, outcome: Outcome, reason: &str) {
        let values = proposal_row(self.directive, place, proposal, outcome, reason);
        self.rows.push(Row { register: &PROPOSALS, values, recorded_at: self.known });
    }

    fn close(&mut self, record: &Record, outcome: Outcome, reason: &str) {
        let place = record.int("place").unwrap_or(0);
        self.keep(place, &Proposal::from_record(record), outcome, reason);
    }

    /// Close this and the others as merged; each of them is still open.
    fn merge(&mut self, place: i64, others: &[i64]) -> Result<(), Error> {
        let places: std::collections::BTreeSet<i64> = others.iter().copied().chain([place]).collect();
        for place in places {
            let record = self.there.iter().find(|r| r.int("place") == Some(place)).ok_or(Error::NotFound)?;
            let outcome = open(record)?;
            if outcome != Outcome::Open {
                return Err(Error::Proposal(Unsound::Decided(outcome)));
            }
            self.close(record, Outcome::Merged, "");
        }
        Ok(())
    }
}

fn task_row(code: &str, lead: i32, proposal: &Proposal, directive: &str) -> Vec<Value> {
    let count = |n: usize| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let how = if proposal.recurrence == Recurrence::Once { Value::Null } else { recurrence(proposal.recurrence) };
    row(
        &TASKS,
        &[
            ("task_id", text(code)),
            ("action", text(&proposal.action)),
            ("lead_unit", Value::Int(lead.into())),
            ("supports", text(&proposal.supports.join(";"))),
            ("due_on", day(proposal.due)),
            ("recurrence", how),
            ("results", text(&proposal.results)),
            ("directive_id", text(directive)),
            ("from_char", count(proposal.span.from)),
            ("to_char", count(proposal.span.to)),
        ],
    )
}
