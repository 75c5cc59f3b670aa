//! Segments 任务段: clauses that belong to one task are brought together, each with whom it asks and until when.

use super::clauses::Clause;
use super::{Desk, targets};
use crate::lexicon::LEXICON;
use crate::numbers::{Amount, Bound};
use crate::owners;
use crate::proposals::{Owner, OwnerSource, Part};
use crate::shape::{Block, Kind};
use crate::text::Run;
use crate::times::Time;

/// Clauses that belong to one task.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub run: Run,
    pub action: Run,
    pub owners: Vec<Owner>,
    pub named: bool,
    pub duty: bool,
    /// 将 is its only word of duty.
    pub promise: bool,
    pub times: Vec<Time>,
    pub amounts: Vec<(Run, Vec<Amount>)>,
    pub closed: bool,
    /// 其中: its number is told part by part.
    pub breaks_down: bool,
}

/// Whom a sentence speaks of, and how that is known.
type Whom = Vec<(Run, Part, OwnerSource)>;

pub(super) fn segments(desk: &Desk<'_>, clauses: &[Clause], earlier: Option<&[Run]>) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    let mut whom: Whom = Vec::new();
    // The time that holds for the rest of the sentence.
    let mut when: Vec<Time> = Vec::new();
    // Where a subject that stood alone began.
    let mut begun: Option<usize> = None;
    // Where a time stood alone that dates the next clause.
    let mut since: Option<usize> = None;
    // Something was asked in this sentence before.
    let mut asked = false;
    for (i, clause) in clauses.iter().enumerate() {
        if clause.only_time {
            when = clause.times.clone();
            begun = begun.or(clause.labelled.then_some(clause.run.start));
            since = Some(clause.run.start);
            continue;
        }
        let next = clauses.get(i + 1);
        asked |= clause.duty || clause.subject.as_ref().is_some_and(|subject| subject.duty);
        if clause.leads && next.is_some() && clause.subject.is_none() {
            when.extend(clause.times.iter().cloned());
            begun = begun.or(Some(clause.run.start));
            continue;
        }
        if let Some(subject) = &clause.subject {
            if begun.is_none() {
                whom.clear();
            }
            whom.extend(subject.owners.iter().map(|run| (run.clone(), clause.part, OwnerSource::Clause)));
            whom.extend(clause.helpers.iter().map(|run| (run.clone(), Part::Support, OwnerSource::Clause)));
            // What is asked of them stands in the next clause.
            let bare = clause.amounts.is_empty() && !clause.times.iter().any(|time| !time.weak);
            let waits = subject.alone
                && next.is_some_and(|next| next.duty || next.subject.as_ref().is_none_or(|s| s.alone || s.duty && !next.apart));
            if waits || !subject.duty && bare && next.is_some_and(|next| next.duty) {
                begun = begun.or(Some(clause.run.start));
                continue;
            }
        } else if i == 0
            && clause.duty
            && let Some(owners) = earlier
        {
            whom = owners.iter().map(|run| (run.clone(), Part::Lead, OwnerSource::SentenceBefore)).collect();
        } else if clause.of_things || desk.signs()[clause.run.start] == '由' {
            whom.clear();
        }
        if clause.asked_of_readers && clause.subject.is_none() && whom.is_empty() {
            whom = addressees(desk).into_iter().map(|run| (run, Part::Lead, OwnerSource::Addressee)).collect();
        }
        // 6月底前全面完成甲；乙全部竣工: the time that opens a sentence holds behind its semicolons.
        if opens_with_time(clause, i) {
            when = clause.times.clone();
        }
        let dated = !when.is_empty() && completes(desk, clause) && (clause.apart || since.is_some() || of_all(desk, clause));
        let anchored = dated || clause.subject.is_some() || begun.is_some() || starts(clause) || i == 0 && clause.duty && !whom.is_empty();
        if desk.signs()[clause.run.clone()].starts_with(&['其', '中'])
            && let Some(last) = out.last_mut().filter(|last| last.amounts.iter().any(|(_, amounts)| !amounts.is_empty()))
        {
            last.breaks_down = true;
            if clause.run.len() <= 3 {
                continue;
            }
        }
        let joins = out.last().is_some_and(|last| joins(desk, last, clause));
        if anchored && !joins {
            let start = begun.or(since.filter(|_| dated)).unwrap_or(clause.run.start);
            out.push(segment(desk, clause, start, &whom, &when));
            if let Some(last) = out.last_mut().filter(|_| asked && (begun.is_some() || starts(clause))) {
                last.duty = true;
            }
        } else if let Some(last) = out.last_mut() {
            extend(desk, last, clause, joins);
        }
        (begun, since) = (None, None);
        for (_, _, source) in &mut whom {
            if *source == OwnerSource::Clause {
                *source = OwnerSource::ClauseBefore;
            }
        }
    }
    out
}

/// Whom a notice addresses.
fn addressees(desk: &Desk<'_>) -> Vec<Run> {
    let Some(line) = desk.lines.iter().find(|line| line.block == Block::Addressees) else { return Vec::new() };
    let named = owners::elements(desk.signs(), &line.run, desk.register);
    named.into_iter().filter(|run| desk.shape.kind != Kind::Speech && run.len() >= 2).collect()
}

fn opens_with_time(clause: &Clause, at: usize) -> bool {
    let opening = clause.times.first().filter(|time| !time.weak && time.due().is_some());
    at == 0 && opening.is_some_and(|time| time.run.start <= clause.run.start + 1)
}

/// 全部竣工: says what will then be done.
fn completes(desk: &Desk<'_>, clause: &Clause) -> bool {
    clause.subject.is_none() && LEXICON.actions.checkable.within(desk.signs(), &clause.run)
}

/// 安置房全部交付: of something named, all is said to be done.
fn of_all(desk: &Desk<'_>, clause: &Clause) -> bool {
    let words = &desk.signs()[clause.run.clone()];
    let all = [['全', '部'], ['全', '面'], ['基', '本']].iter().filter_map(|all| words.windows(2).position(|pair| pair == all)).min();
    all.is_some_and(|at| at >= 2)
}

/// Does a clause begin a task of its own, though it names nobody?
fn starts(clause: &Clause) -> bool {
    !clause.amounts.is_empty() || clause.times.iter().any(|time| !time.weak)
}

/// Does a clause go with the task before it: a short one of time (做到一月一通报), a number that measures it (演练人数不少于200人),
/// or how much more that is (比上年增长40%)?
fn joins(desk: &Desk<'_>, last: &Segment, clause: &Clause) -> bool {
    let signs = desk.signs();
    if last.closed || clause.apart || clause.subject.is_some() || clause.of_things {
        return false;
    }
    if last.breaks_down && clause.times.is_empty() && !clause.duty && !delivers(signs, clause) {
        return true;
    }
    // 要亲自上手，务必在4月底前完成: an exhortation and what is asked with it are one task.
    let empty = last.named && last.times.is_empty() && last.amounts.iter().all(|(_, amounts)| amounts.is_empty());
    // 要逐一制定方案，4月15日前报县政府审定: who is asked twice in a row is asked once.
    let dated = clause.amounts.is_empty() && clause.times.iter().any(|time| !time.weak);
    if last.named && last.times.is_empty() && dated && !clause.duty {
        return true;
    }
    let idle = !LEXICON.actions.checkable.within(signs, &last.action);
    if empty && starts(clause) && (idle || !clause.duty) {
        return true;
    }
    if clause.duty {
        return false;
    }
    let all = || last.amounts.iter().flat_map(|(_, amounts)| amounts);
    let counted = all().any(|amount| !targets::is_occasion(amount));
    let times_only = clause.amounts.is_empty() && !clause.times.is_empty() && clause.run.len() <= 12;
    if last.named && last.times.is_empty() && times_only {
        return true;
    }
    let Some(amount) = clause.amounts.first() else { return false };
    let before = &signs[clause.run.start..amount.run.start];
    let bare = LEXICON.least_before.ends(before).or_else(|| LEXICON.most_before.ends(before)).unwrap_or(0);
    let measured = LEXICON.actions.measures.ends(&before[..before.len() - bare]).is_some();
    let verb = !measured && LEXICON.actions.verbs.begins(before).is_some() || LEXICON.actions.delivers.begins(before).is_some();
    let measures = last.named
        && !counted
        && amount.bound != Bound::Exact
        && amount.end == amount.run.end
        && !verb
        && clause.times.iter().all(|time| time.weak);
    let opening = clause.run.start..(clause.run.start + 6).min(amount.run.start);
    let more = counted && amount.is_share() && LEXICON.tense.year_on_year.within(signs, &opening);
    // 每个月要外出招商一次，全年外出招商至少10次: the same doing, counted again.
    let again =
        last.named && all().any(|other| other.unit == amount.unit) && repeats(signs, last, &(clause.run.start..amount.run.start));
    measures || more || again
}

/// 新建甲10座: a verb of its own stands before the number.
fn delivers(signs: &[char], clause: &Clause) -> bool {
    let actions = &LEXICON.actions;
    let words = &signs[clause.run.clone()];
    let part = words.starts_with(&['其', '中']);
    !part && (clause.amounts.is_empty() || actions.delivers.begins(words).or_else(|| actions.verbs.begins(words)).is_some())
}

/// Do four signs in a row of the last task come again?
fn repeats(signs: &[char], last: &Segment, run: &Run) -> bool {
    let done = &signs[last.action.clone()];
    signs[run.clone()].windows(4).any(|words| done.windows(4).any(|other| other == words))
}

fn segment(desk: &Desk<'_>, clause: &Clause, start: usize, whom: &Whom, when: &[Time]) -> Segment {
    let owners =
        whom.iter().flat_map(|(run, part, source)| desk.owners(std::slice::from_ref(run), *part, *source)).collect::<Vec<_>>();
    let action = clause.subject.as_ref().map_or(clause.run.start, |subject| subject.end)..clause.run.end;
    let own_time = clause.times.iter().any(|time| time.due().is_some() && !time.weak);
    let mut times = clause.times.clone();
    if !own_time {
        times.extend(when.iter().cloned());
    }
    Segment {
        run: start..clause.run.end,
        promise: promises(desk, clause),
        action,
        named: clause.subject.is_some() || (clause.duty || starts(clause)) && !owners.is_empty() || start < clause.run.start,
        duty: clause.duty || clause.of_things || clause.subject.as_ref().is_some_and(|subject| subject.duty),
        owners,
        times,
        amounts: vec![(clause.run.clone(), clause.amounts.clone())],
        closed: false,
        breaks_down: false,
    }
}

/// 将 alone tells what somebody means to do, and binds only with a day or a number.
fn promises(desk: &Desk<'_>, clause: &Clause) -> bool {
    let signs = desk.signs();
    let mut modals = clause.run.clone().filter(|at| owners::modal(signs, *at, &clause.run).is_some());
    modals.next().is_some_and(|first| signs[first] == '将') && modals.next().is_none()
}

/// Clauses without an anchor of their own belong to the task before them, up to the first that only says what for.
fn extend(desk: &Desk<'_>, last: &mut Segment, clause: &Clause, joins: bool) {
    let signs = desk.signs();
    let actions = &LEXICON.actions;
    let checkable = actions.checkable.within(signs, &clause.run);
    let result = actions.results.begins(&signs[clause.run.clone()]).is_some();
    // Until something is asked that can be checked, a sentence is still coming to its point.
    let idle = (result && !checkable || actions.exhortations.within(signs, &clause.run))
        && !(last.named && last.amounts.iter().all(|(_, amounts)| amounts.is_empty()) && !actions.checkable.within(signs, &last.action));
    last.closed |= !joins && (clause.apart || !last.named || clause.sanction || idle);
    if last.closed {
        return;
    }
    last.run.end = clause.run.end;
    last.action.end = clause.run.end;
    last.times.extend(clause.times.iter().cloned());
    last.amounts.push((clause.run.clone(), clause.amounts.clone()));
}
