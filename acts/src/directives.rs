//! Directives 部署: a text is kept as it is, tasks are proposed out of it, and a person takes, changes, splits, merges or turns
//! down each; whoever reads texts plugs in at [`Office::propose`].

mod ask;
mod bulletin;
mod decide;
mod look;
mod page;
mod parts;
mod read;

pub use ask::Added;
pub use bulletin::{NextSteps, OF_BULLETIN};
pub use decide::Decision;
pub use look::{Doubt, FirstLook};
pub use page::{DirectivePage, DirectiveRow, ProposalRow, SentenceRow};
pub use parts::{Division, PartRow, SectionRow};
pub use read::cue_label;

pub(crate) use parts::parts_held;

use crate::acting::{Caller, allow};
use crate::intake::Row;
use crate::posting::enter;
use crate::supervision::{day, recurrence, row, text};
use crate::{Error, Office};
use domain::actors::Act;
use domain::calendar::{Date, day_number};
use domain::directives::{Origin, Outcome, Proposal, Span};
use domain::policy::{Action, Request};
use domain::registers::{DIRECTIVE_KINDS, DIRECTIVES, PROPOSALS, Record, Value};
use domain::tasks::Recurrence;
use store::{Fault, Reader, Written};

/// Longest text, characters: a plan of two hundred pages.
pub const MOST_CHARS: usize = 200_000;

/// A text as it comes in.
#[derive(Clone, Debug)]
pub struct NewDirective<'a> {
    /// One of `DIRECTIVE_KINDS`.
    pub kind: &'a str,
    pub title: &'a str,
    pub number: &'a str,
    pub issuer: &'a str,
    pub speaker: &'a str,
    pub on: Date,
    pub text: &'a str,
}

impl Office {
    /// Keep a text. Gives its number; the same text of the same day is kept once.
    pub fn keep_directive(&self, caller: &Caller, new: &NewDirective<'_>) -> Result<String, Error> {
        allow(&caller.actor, Request::of(Action::KeepTasks))?;
        // Byte-order marks and carriage returns of a file are no part of its text, and places are counted without them.
        let cleaned = reading::cleaned(new.text);
        let new = &NewDirective { text: &cleaned, ..*new };
        if new.text.trim().is_empty() || new.title.trim().is_empty() || !DIRECTIVE_KINDS.iter().any(|k| k.0 == new.kind) {
            return Err(Error::NoText);
        }
        if new.text.chars().count() > MOST_CHARS {
            return Err(Error::TextTooLong(MOST_CHARS));
        }
        let act = self.act(caller, "directives.keep", new.title.trim(), "");
        let known = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let all = tx.clerk()?.records(&DIRECTIVES, None)?;
            let same = |r: &&Record| r.text("text") == new.text && r.int("on") == Some(day_number(new.on));
            if let Some(there) = all.iter().find(same) {
                return Ok(there.text("directive_id").to_owned());
            }
            let keys = tx.clerk()?.keys(&DIRECTIVES)?;
            let code = crate::supervision::following(&DIRECTIVES, keys.iter());
            let values = row(
                &DIRECTIVES,
                &[
                    ("directive_id", text(&code)),
                    ("kind", text(new.kind)),
                    ("title", text(new.title)),
                    ("number", text(new.number)),
                    ("issuer", text(new.issuer)),
                    ("speaker", text(new.speaker)),
                    ("on", Value::Int(day_number(new.on))),
                    ("text", Value::Text(new.text.to_owned())),
                ],
            );
            enter(tx, vec![Row { register: &DIRECTIVES, values, recorded_at: known }], known)?;
            Ok::<_, Error>(code)
        })?;
        match written {
            Written::Done { value, .. } => Ok(value),
            Written::Already { .. } => self.directive_of_text(caller, new),
        }
    }

    fn directive_of_text(&self, caller: &Caller, new: &NewDirective<'_>) -> Result<String, Error> {
        let all = self.store.read(&caller.actor.scope(), |reader| reader.records(&DIRECTIVES, None))?;
        let found = all.iter().find(|r| r.text("text") == new.text).ok_or(Error::NotFound)?;
        Ok(found.text("directive_id").to_owned())
    }

    /// Put proposals beside those a directive has: what is read out of the text, or what a person marked in it. One that
    /// stands there already, word for word at its place, is not put twice. Gives how many came.
    pub fn propose(&self, caller: &Caller, directive: &str, proposals: &[Proposal]) -> Result<usize, Error> {
        allow(&caller.actor, Request::of(Action::KeepTasks))?;
        self.put_proposals(self.act(caller, "proposals.add", directive, ""), directive, proposals)
    }

    fn put_proposals(&self, act: Act, directive: &str, proposals: &[Proposal]) -> Result<usize, Error> {
        let known = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let whole = directive_of(&mut tx.clerk()?, directive)?.ok_or(Error::NotFound)?;
            let there = proposals_of(&mut tx.clerk()?, directive)?;
            let (mut rows, mut place) = (Vec::new(), last_place(&there));
            for proposal in proposals {
                proposal.check(whole.text("text"), None).map_err(Error::Proposal)?;
                if there.iter().any(|r| stands(r, proposal)) {
                    continue;
                }
                place += 1;
                let values = proposal_row(directive, place, proposal, Outcome::Open, "");
                rows.push(Row { register: &PROPOSALS, values, recorded_at: known });
            }
            let count = rows.len();
            enter(tx, rows, known)?;
            Ok::<_, Error>(count)
        })?;
        match written {
            Written::Done { value, .. } => Ok(value),
            Written::Already { .. } => Ok(0),
        }
    }
}

fn stands(record: &Record, proposal: &Proposal) -> bool {
    let known = Proposal::from_record(record);
    known.span == proposal.span && known.action == proposal.action && known.leads == proposal.leads
}

/// The highest place among some proposals.
fn last_place(there: &[Record]) -> i64 {
    there.iter().filter_map(|r| r.int("place")).max().unwrap_or(0)
}

pub(crate) fn directive_of(reader: &mut Reader<'_>, code: &str) -> Result<Option<Record>, Fault> {
    reader.current(&DIRECTIVES, &[Value::Text(code.to_owned())])
}

/// The proposals of a directive in the order of its text.
pub(crate) fn proposals_of(reader: &mut Reader<'_>, directive: &str) -> Result<Vec<Record>, Fault> {
    let mut all = reader.records_with(&PROPOSALS, &[(0, vec![Value::Text(directive.to_owned())])])?;
    all.sort_by_key(|r| (r.int("from_char"), r.int("place")));
    Ok(all)
}

fn proposal_row(directive: &str, place: i64, proposal: &Proposal, outcome: Outcome, reason: &str) -> Vec<Value> {
    let Proposal { span: Span { from, to }, .. } = *proposal;
    let count = |n: usize| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let how = if proposal.recurrence == Recurrence::Once { Value::Null } else { recurrence(proposal.recurrence) };
    row(
        &PROPOSALS,
        &[
            ("directive_id", text(directive)),
            ("place", Value::Int(place)),
            ("from_char", count(from)),
            ("to_char", count(to)),
            ("action", text(&proposal.action)),
            ("leads", text(&proposal.leads.join(";"))),
            ("supports", text(&proposal.supports.join(";"))),
            ("due_on", day(proposal.due)),
            ("recurrence", how),
            ("results", text(&proposal.results)),
            ("certainty", Value::Int(proposal.certainty)),
            ("cue", text(&proposal.cue)),
            ("outcome", text(outcome.code())),
            ("reason", text(reason)),
            ("origin", if proposal.origin == Origin::Rules { Value::Null } else { text(&proposal.origin.code()) }),
        ],
    )
}
