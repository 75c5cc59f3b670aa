//! Running text 叙述文字: tasks that sentences ask for by a subject and a word of duty, a deadline, or a quantity.

use super::{Desk, Draft, targets};
use crate::lexicon::LEXICON;
use crate::numbers::Amount;
use crate::owners::{self, Subject};
use crate::proposals::{Cue, OwnerSource, Owner, Part};
use crate::sentences::{Fate, Line};
use crate::shape::{Block, Kind};
use crate::tense;
use crate::text::Run;
use crate::times::{self, Time};

/// A clause and what stands in it.
#[derive(Clone, Debug)]
struct Clause {
    run: Run,
    subject: Option<Subject>,
    /// A word of duty begins what is done, without a subject: 要…
    duty: bool,
    times: Vec<Time>,
    amounts: Vec<Amount>,
    /// Nothing but a time stands in it.
    only_time: bool,
    sanction: bool,
}

/// Clauses that belong to one task.
#[derive(Clone, Debug)]
struct Segment {
    run: Run,
    action: Run,
    owners: Vec<Owner>,
    named: bool,
    duty: bool,
    times: Vec<Time>,
    amounts: Vec<(Run, Vec<Amount>)>,
    closed: bool,
}

pub(crate) fn read(desk: &Desk<'_>, taken: &[Run]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    // Who the sentence before spoke of, in the same paragraph.
    let mut before: Option<(usize, Vec<Run>)> = None;
    for (at, line) in desk.lines.iter().enumerate() {
        let free = taken.iter().all(|run| run.end <= line.run.start || run.start >= line.run.end);
        if line.block != Block::Body || !free {
            continue;
        }
        if closes(desk, line, &mut drafts) {
            continue;
        }
        let earlier = before.take().filter(|(paragraph, _)| *paragraph == line.paragraph).map(|(_, owners)| owners);
        let (found, subject) = sentence(desk, at, line, earlier);
        before = subject.map(|owners| (line.paragraph, owners));
        drafts.extend(found);
    }
    drafts
}

/// 以上工作要在6月底前完成: dates the tasks before it that have no time of their own.
fn closes(desk: &Desk<'_>, line: &Line, drafts: &mut [Draft]) -> bool {
    let closing = LEXICON.actions.closing.first(desk.signs(), &(line.body.start..line.body.end.min(line.body.start + 12))).is_some();
    let times = times::within(desk.signs(), &line.body, &desk.anchor);
    let Some(time) = times.iter().find(|time| time.due().is_some() && !time.weak).filter(|_| closing) else { return false };
    let mut dated = false;
    for draft in drafts.iter_mut().rev().take_while(|draft| draft.time.is_none() && draft.recurrence.is_none()) {
        let near = desk.lines[draft.line].section == line.section;
        if near {
            draft.time = Some(time.clone());
            dated = true;
        }
    }
    dated
}

/// The tasks of a sentence, and of whom the next may go on speaking.
fn sentence(desk: &Desk<'_>, at: usize, line: &Line, earlier: Option<Vec<Run>>) -> (Vec<Draft>, Option<Vec<Run>>) {
    let clauses: Vec<Clause> = line.clauses.iter().map(|run| clause(desk, run)).collect();
    let segments = segments(desk, line, &clauses, earlier.as_deref());
    // Only of whom something was asked goes on being asked.
    let asked = |clause: &Clause| clause.subject.clone().filter(|subject| subject.duty);
    let subject = clauses.iter().rev().find_map(asked).map(|subject| subject.owners);
    let goes_on = subject.or_else(|| earlier.filter(|_| clauses.first().is_some_and(|clause| clause.duty)));
    let drafts = segments.into_iter().filter_map(|segment| draft(desk, at, segment)).collect();
    (drafts, goes_on)
}

fn clause(desk: &Desk<'_>, run: &Run) -> Clause {
    let signs = desk.signs();
    let actions = &LEXICON.actions;
    let times = times::within(signs, run, &desk.anchor);
    let start = skipped(signs, run, &times);
    let body = start..run.end;
    let subject = (start < run.end).then(|| owners::subject(signs, &body, desk.register)).flatten();
    let subject = subject.or_else(|| by(desk, &body));
    let timed: usize = times.iter().map(|time| time.run.len()).sum();
    let only_time = timed > 0 && run.len() <= timed + 2 && subject.is_none();
    Clause {
        duty: owners::modal(signs, start, run).is_some(),
        amounts: targets::amounts(signs, run, &times),
        sanction: actions.sanctions.within(signs, run),
        run: run.clone(),
        subject,
        times,
        only_time,
    }
}

/// Where a clause begins to speak of somebody: after 同时, 要求, 6月底前.
fn skipped(signs: &[char], run: &Run, times: &[Time]) -> usize {
    let mut start = run.start;
    loop {
        let rest = &signs[start..run.end];
        let time = times.iter().find(|time| time.run.start <= start && start < time.run.end).map(|time| time.run.end - start);
        let connective = LEXICON.actions.connectives.begins(rest);
        let mark = matches!(rest.first(), Some(':' | ',' | '"')).then_some(1);
        let of_time = matches!(rest.first(), Some('在' | '到' | '于')).then_some(1).filter(|_| times.iter().any(|time| time.run.start == start + 1));
        match time.or(connective).or(mark).or(of_time) {
            Some(length) if length > 0 && start + length < run.end => start += length,
            _ => return start,
        }
    }
}

/// 由发展和财政局批复.
fn by(desk: &Desk<'_>, body: &Run) -> Option<Subject> {
    let signs = desk.signs();
    let at = body.clone().take(40).find(|at| signs[*at] == '由')?;
    let from = at + 1..body.end;
    if from.is_empty() {
        return None;
    }
    owners::subject(signs, &from, desk.register).filter(|subject| !subject.alone)
}

fn segments(desk: &Desk<'_>, line: &Line, clauses: &[Clause], earlier: Option<&[Run]>) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    // Whom the sentence speaks of, and the time that holds for the rest of it.
    let mut whom: Option<(Vec<Run>, OwnerSource)> = None;
    let mut when: Vec<Time> = Vec::new();
    // Where a subject or time that stood alone began.
    let mut begun: Option<usize> = None;
    for (i, clause) in clauses.iter().enumerate() {
        if clause.only_time {
            when = clause.times.clone();
            begun = begun.or(Some(clause.run.start));
            continue;
        }
        if let Some(subject) = &clause.subject {
            whom = Some((subject.owners.clone(), OwnerSource::Clause));
            if subject.alone && clauses.get(i + 1).is_some_and(|next| next.duty || next.subject.is_none()) {
                begun = begun.or(Some(clause.run.start));
                continue;
            }
        } else if i == 0 && clause.duty && let Some(owners) = earlier {
            whom = Some((owners.to_vec(), OwnerSource::SentenceBefore));
        }
        let anchored = clause.subject.is_some() || begun.is_some() || starts(clause) || i == 0 && clause.duty && whom.is_some();
        let joins = out.last().is_some_and(|last| joins(last, clause));
        if anchored && !joins {
            // A time alone holds for what follows, but its words are not of the task's sentence unless nothing else opens it.
            let alone_time = begun.is_some_and(|_| clauses[..i].last().is_some_and(|before| before.only_time));
            let start = match begun {
                Some(start) if !alone_time => start,
                _ => clause.run.start,
            };
            out.push(segment(desk, line, clause, start, &whom, &when));
        } else if let Some(last) = out.last_mut() {
            extend(last, clause);
        }
        begun = None;
        if let Some((_, source)) = &mut whom
            && *source == OwnerSource::Clause
        {
            *source = OwnerSource::ClauseBefore;
        }
    }
    out
}

/// Does a clause begin a task of its own, though it names nobody?
fn starts(clause: &Clause) -> bool {
    !clause.amounts.is_empty() || clause.times.iter().any(|time| !time.weak)
}

/// A short clause of time or result goes with the task before it: 做到一月一通报.
fn joins(last: &Segment, clause: &Clause) -> bool {
    let times_only = clause.amounts.is_empty() && clause.subject.is_none() && clause.run.len() <= 12;
    last.named && !last.closed && !clause.duty && last.times.is_empty() && times_only
}

fn segment(desk: &Desk<'_>, _: &Line, clause: &Clause, start: usize, whom: &Option<(Vec<Run>, OwnerSource)>, when: &[Time]) -> Segment {
    let owners = whom.as_ref().map(|(runs, source)| desk.owners(runs, Part::Lead, *source)).unwrap_or_default();
    let action = clause.subject.as_ref().map_or(clause.run.start, |subject| subject.end)..clause.run.end;
    let own_time = clause.times.iter().any(|time| time.due().is_some());
    let mut times = clause.times.clone();
    if !own_time {
        times.extend(when.iter().cloned());
    }
    Segment {
        run: start..clause.run.end,
        action,
        named: clause.subject.is_some() || clause.duty && !owners.is_empty() || start < clause.run.start,
        duty: clause.duty || clause.subject.as_ref().is_some_and(|subject| subject.duty),
        owners,
        times,
        amounts: vec![(clause.run.clone(), clause.amounts.clone())],
        closed: false,
    }
}

fn extend(last: &mut Segment, clause: &Clause) {
    if last.closed || !last.named {
        last.closed = true;
        return;
    }
    if clause.sanction || clause.run.is_empty() {
        last.closed = true;
        return;
    }
    last.run.end = clause.run.end;
    last.times.extend(clause.times.iter().cloned());
    last.amounts.push((clause.run.clone(), clause.amounts.clone()));
}

/// A segment becomes a task if somebody can be held to it.
fn draft(desk: &Desk<'_>, line: usize, mut segment: Segment) -> Option<Draft> {
    trim(desk, &mut segment);
    let signs = desk.signs();
    let counted = segment.amounts.iter().any(|(_, amounts)| !amounts.is_empty());
    let deadline = segment.times.iter().any(|time| time.due().is_some() && !time.weak);
    let recurs = segment.times.iter().any(|time| time.recurrence().is_some());
    let owned = !segment.owners.is_empty() && segment.named;
    let checkable = LEXICON.actions.checkable.within(signs, &segment.action);
    let exhorts = LEXICON.actions.exhortations.count(signs, &segment.action);
    let sanction = LEXICON.actions.sanctions.within(signs, &segment.action);
    let bulletin = desk.shape.kind == Kind::Bulletin && !segment.duty;
    let asks = segment.duty || desk.plans(line) || tense::own(signs, &segment.run) > 3;
    if !asks || bulletin || sanction && !counted && !deadline {
        return None;
    }
    let supervisable = counted && (desk.plans(line) || segment.duty)
        || (deadline || recurs) && (LEXICON.actions.verbs.within(signs, &segment.action) || owned)
        || owned && segment.duty && checkable && exhorts <= 1;
    if !supervisable {
        return None;
    }
    let mut cues = Vec::new();
    if segment.duty {
        cues.push(Cue::Duty);
    }
    if checkable {
        cues.push(Cue::Checkable);
    }
    let amounts = segment.amounts.iter().flat_map(|(run, amounts)| targets::targets(desk.text, run, amounts)).collect();
    let mut draft = Draft { run: segment.run, line, action: segment.action, owners: segment.owners, time: None, recurrence: None, targets: amounts, cues };
    draft.timed(&segment.times);
    Some(draft)
}

/// What for and with what result is not part of what is asked.
fn trim(desk: &Desk<'_>, segment: &mut Segment) {
    let signs = desk.signs();
    let actions = &LEXICON.actions;
    while segment.amounts.len() > 1 {
        let Some((run, amounts)) = segment.amounts.last() else { return };
        let timed = segment.times.iter().any(|time| time.run.start >= run.start);
        let result = actions.results.begins(&signs[run.clone()]).is_some() && !actions.checkable.within(signs, run);
        let exhorts = actions.exhortations.within(signs, run);
        if !amounts.is_empty() || timed || !(result || exhorts) {
            break;
        }
        segment.amounts.pop();
    }
    if let Some((run, _)) = segment.amounts.last() {
        segment.run.end = run.end;
        segment.action.end = segment.action.end.max(run.end).min(run.end);
    }
}

/// What a sentence without task or figure is.
pub(crate) fn untasked(desk: &Desk<'_>, line: &Line) -> Fate {
    let signs = desk.signs();
    let actions = &LEXICON.actions;
    if actions.sanctions.within(signs, &line.run) {
        return Fate::Rule;
    }
    let asks = line.run.clone().any(|at| owners::modal(signs, at, &line.run).is_some());
    let exhorts = actions.exhortations.within(signs, &line.run);
    if asks || exhorts || desk.lines.iter().position(|other| other.run == line.run).is_some_and(|at| desk.plans(at)) {
        Fate::Exhortation
    } else {
        Fate::Narration
    }
}
