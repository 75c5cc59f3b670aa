//! One directive 部署: its text cut into sentences with what became of each, and the proposals beside it.

use super::bulletin::bulletin_of;
use super::{Division, directive_of, proposals_of};
use crate::tasks::{TaskQuery, TaskRow};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, end_of_day};
use domain::directives::{Directive, Fate, Outcome, Proposal, Span, sentences};
use domain::policy::{Action, Request, decide};
use domain::registers::{DIRECTIVES, PROPOSALS, Record};

/// A directive in a list.
#[derive(Clone, Debug)]
pub struct DirectiveRow {
    pub directive: Directive,
    pub sentences: usize,
    pub fate: Fate,
}

/// A sentence with what became of it.
#[derive(Clone, Debug)]
pub struct SentenceRow {
    pub span: Span,
    pub words: String,
    pub fate: Fate,
    pub tasks: Vec<TaskRow>,
}

/// A proposal as it stands.
#[derive(Clone, Debug)]
pub struct ProposalRow {
    pub place: i64,
    /// The version that was seen.
    pub seq: i64,
    pub proposal: Proposal,
    pub outcome: Outcome,
    pub reason: String,
}

/// Everything about one directive.
#[derive(Clone, Debug)]
pub struct DirectivePage {
    pub directive: Directive,
    /// Number of the issued bulletin whose next steps it has; empty: of none.
    pub bulletin: String,
    pub sentences: Vec<SentenceRow>,
    pub proposals: Vec<ProposalRow>,
    pub fate: Fate,
    /// For those who decide on proposals; for others empty.
    pub division: Division,
}

impl Office {
    /// Directives known as of a day, newest first, each with what became of it in all.
    pub fn directives(&self, actor: &Actor, as_of: Date) -> Result<Vec<DirectiveRow>, Error> {
        if !actor.scope().business() {
            return Err(Error::NotFound);
        }
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let (directives, proposals) = self
            .store
            .read(&actor.scope(), |reader| Ok((reader.records(&DIRECTIVES, instant)?, reader.records(&PROPOSALS, instant)?)))?;
        let mut rows = Vec::new();
        for directive in directives.iter().filter_map(Directive::from_record) {
            let mut fate = Fate::default();
            for proposal in proposals.iter().filter(|p| p.text("directive_id") == directive.code) {
                fate.proposal(Outcome::parse(proposal.text("outcome")).unwrap_or_default());
            }
            let asked = TaskQuery { directive: directive.code.clone(), ..TaskQuery::default() };
            self.tasks(actor, as_of, &asked, 0, usize::MAX)?.rows.iter().for_each(|t| fate.task(t.state, t.slip));
            rows.push(DirectiveRow { sentences: sentences(&directive.text).len(), directive, fate });
        }
        rows.sort_by(|a, b| (b.directive.on, &b.directive.code).cmp(&(a.directive.on, &a.directive.code)));
        Ok(rows)
    }

    /// A directive as of a day.
    pub fn directive(&self, actor: &Actor, as_of: Date, code: &str) -> Result<DirectivePage, Error> {
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let known = |r: &Record| instant.is_none_or(|instant| r.recorded_at <= instant);
        let decides = decide(actor.role, Request::of(Action::KeepTasks)).is_ok();
        let found = self.store.read(&actor.scope(), |reader| {
            let record = directive_of(reader, code)?.filter(known);
            let Some(directive) = record.as_ref().and_then(Directive::from_record) else { return Ok(None) };
            let mut records = proposals_of(reader, code)?;
            records.retain(known);
            let proposals: Vec<ProposalRow> = records.iter().map(proposal).collect();
            let division = if decides { Division::of(reader, &directive, &proposals, instant)? } else { Division::default() };
            let bulletin = bulletin_of(reader, &directive)?;
            Ok(Some((directive, proposals, division, bulletin)))
        })?;
        let (directive, proposals, division, bulletin) = found.ok_or(Error::NotFound)?;
        let asked = TaskQuery { directive: code.to_owned(), ..TaskQuery::default() };
        let tasks = self.tasks(actor, as_of, &asked, 0, usize::MAX)?.rows;
        let mut fate = Fate::default();
        proposals.iter().for_each(|p| fate.proposal(p.outcome));
        tasks.iter().for_each(|t| fate.task(t.state, t.slip));
        let sentences = sentences(&directive.text).into_iter().map(|span| sentence(&directive, span, &proposals, &tasks));
        Ok(DirectivePage { sentences: sentences.collect(), proposals, fate, division, bulletin, directive })
    }
}

fn proposal(record: &Record) -> ProposalRow {
    ProposalRow {
        place: record.int("place").unwrap_or(0),
        seq: record.seq,
        proposal: Proposal::from_record(record),
        outcome: Outcome::parse(record.text("outcome")).unwrap_or_default(),
        reason: record.text("reason").to_owned(),
    }
}

fn sentence(directive: &Directive, span: Span, proposals: &[ProposalRow], tasks: &[TaskRow]) -> SentenceRow {
    let of_it = |task: &&TaskRow| task.span.is_some_and(|(from, to)| Span { from, to }.meets(span));
    let tasks: Vec<TaskRow> = tasks.iter().filter(of_it).cloned().collect();
    let mut fate = Fate::default();
    proposals.iter().filter(|p| p.proposal.span.meets(span)).for_each(|p| fate.proposal(p.outcome));
    tasks.iter().for_each(|t| fate.task(t.state, t.slip));
    SentenceRow { span, words: span.of(&directive.text), fate, tasks }
}
