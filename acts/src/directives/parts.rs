//! Parts of a directive 分工: who decides on which run of sentences, how far they are, and the part taken, handed over or given back.

use super::{ProposalRow, directive_of};
use crate::accounts::{Directory, person_behind};
use crate::acting::{Caller, allow};
use crate::intake::Row;
use crate::posting::enter;
use crate::proceedings::{Candidate, candidates};
use crate::supervision::{row, text};
use crate::{Error, Office};
use domain::actors::Role;
use domain::calendar::Date;
use domain::directives::{Directive, Part, Progress, Span, Unsound, run_of, sentences};
use domain::policy::{Action, Request, decide};
use domain::registers::{DIRECTIVE_PARTS, Record, Value};
use store::{Fault, Reader};

/// A part with who holds it and how far they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRow {
    pub part: Part,
    /// Its first and last sentence, counted from one.
    pub first: usize,
    pub last: usize,
    /// Whose it is, in Chinese and English.
    pub name: (String, String),
    pub progress: Progress,
}

/// A section of the text, under its heading, by the numbers of its sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionRow {
    pub heading: String,
    pub first: usize,
    pub last: usize,
}

/// A directive divided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Division {
    pub parts: Vec<PartRow>,
    /// Of proposals that are in nobody's part.
    pub rest: Progress,
    pub sections: Vec<SectionRow>,
}

impl Division {
    pub(super) fn of(
        reader: &mut Reader<'_>,
        directive: &Directive,
        proposals: &[ProposalRow],
        instant: Option<i64>,
    ) -> Result<Division, Fault> {
        let runs = sentences(&directive.text);
        let (mut parts, mut rest) = (Vec::new(), Progress::default());
        for part in parts_of(reader, &directive.code, instant)? {
            let name = person_behind(reader, &part.holder)?;
            let first = runs.iter().position(|run| run.from == part.span.from).map_or(0, |at| at + 1);
            let last = runs.iter().position(|run| run.to == part.span.to).map_or(0, |at| at + 1);
            parts.push(PartRow { part, first, last, name, progress: Progress::default() });
        }
        for proposal in proposals {
            let of = parts.iter_mut().find(|row| row.part.holds(proposal.proposal.span));
            of.map_or(&mut rest, |row| &mut row.progress).count(proposal.outcome);
        }
        Ok(Division { parts, rest, sections: sections(&directive.text, &runs) })
    }

    /// Whose part a proposal is of.
    pub fn part_of(&self, proposal: Span) -> Option<&PartRow> {
        self.parts.iter().find(|row| row.part.holds(proposal))
    }
}

impl Office {
    /// Give the sentences from one number to another to an account, one's own or another's; without an account they are nobody's
    /// part again.
    pub fn give_part(&self, caller: &Caller, code: &str, (first, last): (usize, usize), holder: &str) -> Result<(), Error> {
        allow(&caller.actor, Request::of(Action::KeepTasks))?;
        let holder = holder.trim();
        let act = self.act(caller, "directives.give_part", format!("{code} {first}–{last}"), holder);
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let mut reader = tx.clerk()?;
            let record = directive_of(&mut reader, code)?.ok_or(Error::NotFound)?;
            let there = parts_of(&mut reader, code, None)?;
            let span = run_of(&sentences(record.text("text")), first, last, &there).map_err(Error::Proposal)?;
            let deciders = deciders(&*Directory::read(&mut reader)?, self.today);
            if !holder.is_empty() && deciders.iter().all(|one| one.code != holder) {
                return Err(Error::Proposal(Unsound::DecidesNothing));
            }
            if there.iter().any(|part| part.span == span && part.holder == holder) {
                return Ok(());
            }
            let place = |n: usize| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
            let cells = [
                ("directive_id", text(code)),
                ("from_char", place(span.from)),
                ("to_char", place(span.to)),
                ("holder", text(holder)),
            ];
            let values = row(&DIRECTIVE_PARTS, &cells);
            enter(tx, vec![Row { register: &DIRECTIVE_PARTS, values, recorded_at: known }], known)?;
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    /// Those who may hold a part, by their accounts.
    pub fn part_holders(&self, county: i32) -> Result<Vec<Candidate>, Error> {
        Ok(deciders(&*self.directory(county)?, self.today))
    }
}

/// Accounts that decide on proposals today.
fn deciders(directory: &Directory, today: Date) -> Vec<Candidate> {
    let decides = |role: &Role| decide(*role, Request::of(Action::KeepTasks)).is_ok();
    Role::held().filter(decides).flat_map(|role| candidates(directory, role, today)).collect()
}

/// Parts of a directive that somebody holds, in the order of its text.
fn parts_of(reader: &mut Reader<'_>, directive: &str, instant: Option<i64>) -> Result<Vec<Part>, Fault> {
    let mut records = reader.records_with(&DIRECTIVE_PARTS, &[(0, vec![Value::Text(directive.to_owned())])])?;
    records.retain(|record| instant.is_none_or(|instant| record.recorded_at <= instant));
    let mut parts: Vec<Part> = records.iter().filter_map(Part::from_record).collect();
    parts.sort_by_key(|part| part.span.from);
    Ok(parts)
}

/// Parts of every directive that an account holds.
pub(crate) fn parts_held(reader: &mut Reader<'_>, account: &str) -> Result<Vec<(String, Part)>, Fault> {
    let column = DIRECTIVE_PARTS.column("holder").unwrap_or(0);
    let held = reader.records_with(&DIRECTIVE_PARTS, &[(column, vec![Value::Text(account.to_owned())])])?;
    let part = |record: &Record| Some((record.text("directive_id").to_owned(), Part::from_record(record)?));
    Ok(held.iter().filter_map(part).collect())
}

/// Sections by the numbers of their sentences: each from its heading to the next of its rank or a higher one.
fn sections(text: &str, runs: &[Span]) -> Vec<SectionRow> {
    // A text that the reader would clean stands otherwise, and its places would be wrong.
    if reading::cleaned(text) != text {
        return Vec::new();
    }
    let found = reading::sections(text);
    let begins = |at: usize| found[at].heading.chars(text).0;
    let section = |at: usize| {
        let next = (at + 1..found.len()).find(|other| found[*other].rank <= found[at].rank);
        let (from, until) = (begins(at), next.map_or(usize::MAX, begins));
        let first = runs.iter().position(|run| run.to > from)?;
        let last = runs.iter().rposition(|run| run.from < until)?;
        let heading = found[at].heading.of(text).trim().to_owned();
        (first <= last).then_some(SectionRow { heading, first: first + 1, last: last + 1 })
    };
    (0..found.len()).filter(|at| found[*at].rank <= 2).filter_map(section).collect()
}
