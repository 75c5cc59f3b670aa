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
    let mut sentence = Sentence::new(desk);
    for (at, clause) in clauses.iter().enumerate() {
        let next = clauses.get(at + 1);
        if sentence.leads_over(clause, next) || sentence.names(clause, next, earlier.filter(|_| at == 0)) {
            continue;
        }
        // 6月底前全面完成甲；乙全部竣工: the time that opens a sentence holds behind its semicolons.
        if at == 0 && opens_with_time(clause) {
            sentence.when = clause.times.clone();
        }
        if !sentence.breaks_down(clause) {
            sentence.place(clause, at == 0 && clause.duty && !sentence.whom.is_empty());
        }
    }
    sentence.out
}

/// A sentence while its clauses are brought together.
struct Sentence<'d> {
    desk: &'d Desk<'d>,
    out: Vec<Segment>,
    whom: Whom,
    /// The time that holds for the rest of the sentence.
    when: Vec<Time>,
    /// Where a subject that stood alone began.
    begun: Option<usize>,
    /// Where a time stood alone that dates the next clause.
    since: Option<usize>,
    /// Something was asked in this sentence before.
    asked: bool,
}

impl<'d> Sentence<'d> {
    fn new(desk: &'d Desk<'d>) -> Sentence<'d> {
        Sentence { desk, out: Vec::new(), whom: Vec::new(), when: Vec::new(), begun: None, since: None, asked: false }
    }

    /// A clause that only says when, or to what the next applies.
    fn leads_over(&mut self, clause: &Clause, next: Option<&Clause>) -> bool {
        if clause.only_time {
            self.when = clause.times.clone();
            self.begun = self.begun.or(clause.labelled.then_some(clause.run.start));
            self.since = Some(clause.run.start);
            return true;
        }
        self.asked |= clause.duty || clause.subject.as_ref().is_some_and(|subject| subject.duty);
        let leads = clause.leads && next.is_some() && clause.subject.is_none();
        if leads {
            self.when.extend(clause.times.iter().cloned());
            self.begun = self.begun.or(Some(clause.run.start));
        }
        leads
    }

    /// Of whom the clause speaks; true if what is asked of them stands in the next.
    fn names(&mut self, clause: &Clause, next: Option<&Clause>, earlier: Option<&[Run]>) -> bool {
        if let Some(subject) = &clause.subject {
            if self.begun.is_none() {
                self.whom.clear();
            }
            self.whom.extend(subject.owners.iter().map(|run| (run.clone(), clause.part, OwnerSource::Clause)));
            self.whom.extend(clause.helpers.iter().map(|run| (run.clone(), Part::Support, OwnerSource::Clause)));
            let bare = clause.amounts.is_empty() && !clause.times.iter().any(|time| !time.weak);
            let waits = subject.alone
                && next.is_some_and(|next| next.duty || next.subject.as_ref().is_none_or(|s| s.alone || s.duty && !next.apart));
            if waits || !subject.duty && bare && next.is_some_and(|next| next.duty) {
                self.begun = self.begun.or(Some(clause.run.start));
                return true;
            }
        } else if clause.duty
            && let Some(owners) = earlier
        {
            self.whom = owners.iter().map(|run| (run.clone(), Part::Lead, OwnerSource::SentenceBefore)).collect();
        } else if clause.of_things || self.desk.signs()[clause.run.start] == '由' {
            self.whom.clear();
        }
        if clause.asked_of_readers && clause.subject.is_none() && self.whom.is_empty() {
            self.whom = addressees(self.desk).into_iter().map(|run| (run, Part::Lead, OwnerSource::Addressee)).collect();
        }
        false
    }

    /// 其中: from here the number before is told part by part; true if nothing else stands in the clause.
    fn breaks_down(&mut self, clause: &Clause) -> bool {
        let parts = self.desk.signs()[clause.run.clone()].starts_with(&['其', '中']);
        let counted = |last: &&mut Segment| last.amounts.iter().any(|(_, amounts)| !amounts.is_empty());
        let Some(last) = self.out.last_mut().filter(|last| parts && counted(last)) else { return false };
        last.breaks_down = true;
        clause.run.len() <= 3
    }

    /// The clause begins a segment of its own, or goes with the last.
    fn place(&mut self, clause: &Clause, goes_on: bool) {
        let completed = !self.when.is_empty() && completes(self.desk, clause);
        let dated = completed && (clause.apart || self.since.is_some() || of_all(self.desk, clause));
        let anchored = dated || clause.subject.is_some() || self.begun.is_some() || starts(clause) || goes_on;
        let joins = self.out.last().is_some_and(|last| joins(self.desk, last, clause));
        if anchored && !joins {
            let start = self.begun.or(self.since.filter(|_| dated)).unwrap_or(clause.run.start);
            let mut segment = segment(self.desk, clause, start, &self.whom, &self.when);
            segment.duty |= self.asked && (self.begun.is_some() || starts(clause));
            self.out.push(segment);
        } else if let Some(last) = self.out.last_mut() {
            extend(self.desk, last, clause, joins);
        }
        (self.begun, self.since) = (None, None);
        for (_, _, source) in self.whom.iter_mut().filter(|(_, _, source)| *source == OwnerSource::Clause) {
            *source = OwnerSource::ClauseBefore;
        }
    }
}

/// Whom a notice addresses.
fn addressees(desk: &Desk<'_>) -> Vec<Run> {
    let Some(line) = desk.lines.iter().find(|line| line.block == Block::Addressees) else { return Vec::new() };
    let named = owners::elements(desk.signs(), &line.run, desk.register);
    named.into_iter().filter(|run| desk.shape.kind != Kind::Speech && run.len() >= 2).collect()
}

fn opens_with_time(clause: &Clause) -> bool {
    let opening = clause.times.first().filter(|time| !time.weak && time.due().is_some());
    opening.is_some_and(|time| time.run.start <= clause.run.start + 1)
}

/// 全部竣工: says what will then be done.
fn completes(desk: &Desk<'_>, clause: &Clause) -> bool {
    clause.subject.is_none() && LEXICON.actions.checkable.within(desk.signs(), &clause.run)
}

/// 安置房全部交付: of something named, all is said to be done.
fn of_all(desk: &Desk<'_>, clause: &Clause) -> bool {
    let words = &desk.signs()[clause.run.clone()];
    let all =
        [['全', '部'], ['全', '面'], ['基', '本']].iter().filter_map(|all| words.windows(2).position(|pair| pair == all)).min();
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

/// 新建甲10座, 占比达到48%以上: says of itself what is to be reached.
fn delivers(signs: &[char], clause: &Clause) -> bool {
    let actions = &LEXICON.actions;
    let words = &signs[clause.run.clone()];
    let Some(amount) = clause.amounts.first() else { return true };
    let reached = amount.bound != Bound::Exact || LEXICON.tense.level.ends(&signs[clause.run.start..amount.run.start]).is_some();
    let part = words.starts_with(&['其', '中']);
    reached || !part && actions.delivers.begins(words).or_else(|| actions.verbs.begins(words)).is_some()
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
        && !(last.named
            && last.amounts.iter().all(|(_, amounts)| amounts.is_empty())
            && !actions.checkable.within(signs, &last.action));
    last.closed |= !joins && (clause.apart || !last.named || clause.sanction || idle);
    if last.closed {
        return;
    }
    last.run.end = clause.run.end;
    last.action.end = clause.run.end;
    last.times.extend(clause.times.iter().cloned());
    last.amounts.push((clause.run.clone(), clause.amounts.clone()));
}
