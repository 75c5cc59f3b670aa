//! Running text 叙述文字: tasks that sentences ask for by a subject and a word of duty, a deadline, or a quantity.

use super::{Desk, Draft, targets};
use crate::lexicon::LEXICON;
use crate::numbers::{Amount, Bound};
use crate::owners::{self, Subject};
use crate::proposals::{Cue, Due, Owner, OwnerSource, Part};
use crate::sentences::{Fate, Line};
use crate::shape::{Block, Kind};
use crate::tense;
use crate::text::Run;
use crate::times::{self, Time};
use domain::calendar::Date;

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
    /// It has a word of duty behind words that name nobody who could be held to it: 重点项目要全面启动.
    of_things: bool,
    /// A label opens it: “一上”：.
    labelled: bool,
    /// 会同省公安厅: who helps.
    helpers: Vec<Run>,
    /// 县财政局配合.
    part: Part,
}

/// Clauses that belong to one task.
#[derive(Clone, Debug)]
struct Segment {
    run: Run,
    action: Run,
    owners: Vec<Owner>,
    named: bool,
    duty: bool,
    /// 将 is its only word of duty.
    promise: bool,
    times: Vec<Time>,
    amounts: Vec<(Run, Vec<Amount>)>,
    closed: bool,
}

pub(crate) fn read(desk: &Desk<'_>, taken: &[Run]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    // Who the sentence before spoke of, in the same paragraph.
    let mut before: Option<(usize, Vec<Run>)> = None;
    // 预算“一下”：10月23日前完成。 and what is done by then stands in the next sentence.
    let mut stage: Option<(usize, Draft)> = None;
    for (at, line) in desk.lines.iter().enumerate() {
        let free = taken.iter().all(|run| run.end <= line.run.start || run.start >= line.run.end);
        if line.block != Block::Body || !free {
            continue;
        }
        if closing_time(desk, line).is_some() {
            continue;
        }
        let earlier = before.take().filter(|(paragraph, _)| *paragraph == line.paragraph).map(|(_, owners)| owners);
        let (mut found, subject) = sentence(desk, at, line, earlier);
        before = subject.map(|owners| (line.paragraph, owners));
        if let Some((paragraph, mut opened)) = stage.take() {
            match found.first_mut() {
                Some(first) if paragraph == line.paragraph && first.time.is_none() && !first.owners.is_empty() => {
                    first.run.start = opened.run.start;
                    first.time = opened.time.take();
                }
                None if paragraph == line.paragraph && detail(desk, line) => {
                    (opened.owners, opened.action) = details(desk, line);
                    opened.run.end = line.run.end - 1;
                    drafts.push(opened);
                }
                Some(_) | None => drafts.push(opened),
            }
        }
        match found.as_slice() {
            [only] if is_stage(desk, only) => stage = found.pop().map(|only| (line.paragraph, only)),
            _ => drafts.extend(found),
        }
    }
    drafts.extend(stage.map(|(_, opened)| opened));
    drafts
}

/// A label, a time and 完成, and nothing else.
fn is_stage(desk: &Desk<'_>, draft: &Draft) -> bool {
    let signs = desk.signs();
    let label = label(signs, &draft.run);
    let timed = draft.time.as_ref().map_or(0, |time| time.run.len());
    label > 0 && timed > 0 && draft.owners.is_empty() && draft.run.len() <= label + timed + 3
}

/// A sentence that tells who does what, without a word of duty: 各单位细化资金安排。
fn detail(desk: &Desk<'_>, line: &Line) -> bool {
    let timed = !times::within(desk.signs(), &line.body, &desk.anchor).is_empty();
    !timed && owners::subject(desk.signs(), &line.body, desk.register).is_some_and(|subject| !subject.alone)
}

fn details(desk: &Desk<'_>, line: &Line) -> (Vec<Owner>, Run) {
    let subject = owners::subject(desk.signs(), &line.body, desk.register);
    let end = subject.as_ref().map_or(line.body.start, |subject| subject.end);
    let owners = subject.map(|subject| desk.owners(&subject.owners, Part::Lead, OwnerSource::Clause)).unwrap_or_default();
    (owners, end..line.body.end)
}

/// 以上工作要在6月底前完成: dates the tasks before it that have no time of their own.
pub(crate) fn close(desk: &Desk<'_>, drafts: &mut [Draft]) {
    for line in desk.lines.iter().filter(|line| line.block == Block::Body) {
        let Some(time) = closing_time(desk, line) else { continue };
        let before = drafts.iter_mut().filter(|draft| draft.run.end <= line.run.start && desk.lines[draft.line].section == line.section);
        for draft in before.filter(|draft| draft.time.is_none() && draft.recurrence.is_none()) {
            draft.time = Some(time.clone());
        }
    }
}

fn closing_time(desk: &Desk<'_>, line: &Line) -> Option<Time> {
    let opening = line.body.start..line.body.end.min(line.body.start + 12);
    LEXICON.actions.closing.first(desk.signs(), &opening)?;
    let times = times::within(desk.signs(), &line.body, &desk.anchor);
    times.into_iter().find(|time| time.due().is_some() && !time.weak)
}

/// The tasks of a sentence, and of whom the next may go on speaking.
fn sentence(desk: &Desk<'_>, at: usize, line: &Line, earlier: Option<Vec<Run>>) -> (Vec<Draft>, Option<Vec<Run>>) {
    let series = |run: &Run| milestones(desk, run);
    let clauses: Vec<Clause> = line.clauses.iter().flat_map(series).map(|run| clause(desk, &run)).collect();
    let segments = segments(desk, &clauses, earlier.as_deref());
    // Only of whom something was asked goes on being asked.
    let asked = |clause: &Clause| clause.subject.clone().filter(|subject| subject.duty);
    let subject = clauses.iter().rev().find_map(asked).map(|subject| subject.owners);
    let goes_on = subject.or_else(|| earlier.filter(|_| clauses.first().is_some_and(|clause| clause.duty)));
    let drafts = segments.into_iter().filter_map(|segment| draft(desk, at, segment)).collect();
    (drafts, goes_on)
}

/// 一季度达到30%、二季度达到60%: each with a time and an amount of its own is a clause of its own.
fn milestones(desk: &Desk<'_>, run: &Run) -> Vec<Run> {
    let signs = desk.signs();
    let parts = crate::sentences::cut(signs, run, |c| c == '、');
    let whole = |part: &Run| {
        let times = times::within(signs, part, &desk.anchor);
        times.iter().any(|time| time.due().is_some()) && !targets::amounts(signs, part, &times).is_empty()
    };
    if parts.len() < 2 || !parts.iter().all(whole) {
        return vec![run.clone()];
    }
    parts.into_iter().map(|part| part.start..part.end - usize::from(signs[part.end - 1] == '、')).collect()
}

fn clause(desk: &Desk<'_>, run: &Run) -> Clause {
    let signs = desk.signs();
    let actions = &LEXICON.actions;
    let times = times::within(signs, run, &desk.anchor);
    let label = label(signs, run);
    let start = skipped(signs, &(run.start + label..run.end), &times);
    let body = start..run.end;
    let amounts = targets::amounts(signs, run, &times);
    let lone = lone(desk, &body);
    let subject = (start < run.end).then(|| owners::subject(signs, &body, desk.register)).flatten();
    let subject = lone.as_ref().map(|(subject, _)| subject.clone()).or(subject);
    let subject = subject.or_else(|| by(desk, &body)).or_else(|| each(desk, &body, &amounts));
    let timed: usize = times.iter().map(|time| time.run.len()).sum();
    let named_event = times.iter().any(|time| time.due() == Some(Due::AfterEvent));
    let only_time = timed > 0 && run.len() <= label + timed + 2 && (subject.is_none() || named_event);
    let duty = owners::modal(signs, start, run).is_some() || signs[run.start] == '请';
    let later = body.clone().skip(2).take(20).any(|at| owners::modal(signs, at, run).is_some());
    Clause {
        duty,
        amounts,
        sanction: actions.sanctions.within(signs, run),
        run: run.clone(),
        of_things: subject.is_none() && !duty && later,
        helpers: subject.as_ref().map(|subject| helpers(desk, &(subject.end..run.end))).unwrap_or_default(),
        part: lone.map_or(Part::Lead, |(_, part)| part),
        subject,
        times,
        only_time,
        labelled: label > 0,
    }
}

/// Length of a label that opens a clause: “一上”：, 第二步：.
fn label(signs: &[char], run: &Run) -> usize {
    let colon = signs[run.clone()].iter().take(12).position(|c| *c == ':');
    colon.filter(|at| at + 3 < run.len()).map_or(0, |at| at + 1)
}

/// 由县住建局牵头, 县财政局配合: nothing but who, and in what part.
fn lone(desk: &Desk<'_>, body: &Run) -> Option<(Subject, Part)> {
    let signs = desk.signs();
    let by = usize::from(signs.get(body.start) == Some(&'由'));
    let (list, part) = crate::duties::without_tail(signs, &(body.start + by..body.end));
    let part = part?;
    let owners = owners::people(signs, &list, desk.register, true)?;
    Some((Subject { owners, end: list.end, duty: true, alone: true }, part))
}

/// 会同省公安厅, 联合县统计局: who is named as helping.
fn helpers(desk: &Desk<'_>, rest: &Run) -> Vec<Run> {
    let signs = desk.signs();
    let opens = |at: &usize| signs[*at..rest.end].starts_with(&['会', '同']) || signs[*at..rest.end].starts_with(&['联', '合']);
    let Some(at) = rest.clone().take(6).find(opens) else { return Vec::new() };
    let named = owners::subject(signs, &(at + 2..rest.end), desk.register);
    named.map(|subject| subject.owners).unwrap_or_default()
}

/// 甲区、乙区销售收入分别增长13%和18%: each is to reach a number of its own.
fn each(desk: &Desk<'_>, body: &Run, amounts: &[Amount]) -> Option<Subject> {
    let signs = desk.signs();
    let at = body.clone().find(|at| signs[*at..body.end].starts_with(&['分', '别']))?;
    let mut owners = owners::elements(signs, &(body.start..at), desk.register);
    if owners.len() < 2 || owners.len() != amounts.len() {
        return None;
    }
    // The last carries what is counted as well.
    let last = owners.pop()?;
    let end = (last.start + 2..last.end).rev().find(|end| owners::is_owner(signs, &(last.start..*end), desk.register, true))?;
    owners.push(last.start..end);
    let named = owners.iter().all(|owner| owners::is_owner(signs, owner, desk.register, true));
    named.then_some(Subject { owners, end, duty: false, alone: false })
}

/// Where a clause begins to speak of somebody: after 同时, 要求, 6月底前.
fn skipped(signs: &[char], run: &Run, times: &[Time]) -> usize {
    let mut start = run.start;
    loop {
        let rest = &signs[start..run.end];
        // Whoever an event happens to may be the one who is to act: 督查室收到报告后5日内.
        let skips = |time: &&Time| time.run.start <= start && start < time.run.end && time.due() != Some(Due::AfterEvent);
        let time = times.iter().find(skips).map(|time| time.run.end - start);
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

/// Whom a sentence speaks of, and how that is known.
type Whom = Vec<(Run, Part, OwnerSource)>;

fn segments(desk: &Desk<'_>, clauses: &[Clause], earlier: Option<&[Run]>) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    let mut whom: Whom = Vec::new();
    // The time that holds for the rest of the sentence.
    let mut when: Vec<Time> = Vec::new();
    // Where a subject that stood alone began.
    let mut begun: Option<usize> = None;
    for (i, clause) in clauses.iter().enumerate() {
        if clause.only_time {
            when = clause.times.clone();
            begun = begun.or(clause.labelled.then_some(clause.run.start));
            continue;
        }
        let next = clauses.get(i + 1);
        if let Some(subject) = &clause.subject {
            if begun.is_none() {
                whom.clear();
            }
            whom.extend(subject.owners.iter().map(|run| (run.clone(), clause.part, OwnerSource::Clause)));
            whom.extend(clause.helpers.iter().map(|run| (run.clone(), Part::Support, OwnerSource::Clause)));
            // What is asked of them stands in the next clause.
            let bare = clause.amounts.is_empty() && !clause.times.iter().any(|time| !time.weak);
            let waits = subject.alone && next.is_some_and(|next| next.duty || next.subject.is_none() || next.subject.as_ref().is_some_and(|s| s.alone));
            if waits || !subject.duty && bare && next.is_some_and(|next| next.duty) {
                begun = begun.or(Some(clause.run.start));
                continue;
            }
        } else if i == 0 && clause.duty && let Some(owners) = earlier {
            whom = owners.iter().map(|run| (run.clone(), Part::Lead, OwnerSource::SentenceBefore)).collect();
        } else if clause.of_things {
            whom.clear();
        }
        let anchored = clause.subject.is_some() || begun.is_some() || starts(clause) || i == 0 && clause.duty && !whom.is_empty();
        let joins = out.last().is_some_and(|last| joins(desk, last, clause));
        if anchored && !joins {
            out.push(segment(desk, clause, begun.unwrap_or(clause.run.start), &whom, &when));
        } else if let Some(last) = out.last_mut() {
            extend(desk, last, clause, joins);
        }
        begun = None;
        for (_, _, source) in &mut whom {
            if *source == OwnerSource::Clause {
                *source = OwnerSource::ClauseBefore;
            }
        }
    }
    out
}

/// Does a clause begin a task of its own, though it names nobody?
fn starts(clause: &Clause) -> bool {
    !clause.amounts.is_empty() || clause.times.iter().any(|time| !time.weak)
}

/// Does a clause go with the task before it: a short one of time (做到一月一通报), a number that measures it (演练人数不少于200人),
/// or how much more that is (比上年增长40%)?
fn joins(desk: &Desk<'_>, last: &Segment, clause: &Clause) -> bool {
    let signs = desk.signs();
    if last.closed || clause.duty || clause.subject.is_some() {
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
    let verb = LEXICON.actions.verbs.begins(before).is_some() || LEXICON.actions.delivers.begins(before).is_some();
    let measures = last.named && !counted && amount.bound != Bound::Exact && amount.end == amount.run.end && !verb && clause.times.is_empty();
    let opening = clause.run.start..(clause.run.start + 6).min(amount.run.start);
    let more = counted && amount.is_share() && LEXICON.tense.year_on_year.within(signs, &opening);
    // 每个月要外出招商一次，全年外出招商至少10次: the same doing, counted again.
    let again = last.named && all().any(|other| other.unit == amount.unit) && repeats(signs, last, &(clause.run.start..amount.run.start));
    measures || more || again
}

/// Do four signs in a row of the last task come again?
fn repeats(signs: &[char], last: &Segment, run: &Run) -> bool {
    let done = &signs[last.action.clone()];
    signs[run.clone()].windows(4).any(|words| done.windows(4).any(|other| other == words))
}

fn segment(desk: &Desk<'_>, clause: &Clause, start: usize, whom: &Whom, when: &[Time]) -> Segment {
    let owners = whom.iter().flat_map(|(run, part, source)| desk.owners(std::slice::from_ref(run), *part, *source)).collect::<Vec<_>>();
    let action = clause.subject.as_ref().map_or(clause.run.start, |subject| subject.end)..clause.run.end;
    let own_time = clause.times.iter().any(|time| time.due().is_some());
    let mut times = clause.times.clone();
    if !own_time {
        times.extend(when.iter().cloned());
    }
    Segment {
        run: start..clause.run.end,
        promise: promises(desk, clause),
        action,
        named: clause.subject.is_some() || clause.duty && !owners.is_empty() || start < clause.run.start,
        duty: clause.duty || clause.of_things || clause.subject.as_ref().is_some_and(|subject| subject.duty),
        owners,
        times,
        amounts: vec![(clause.run.clone(), clause.amounts.clone())],
        closed: false,
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
    let idle = result && !checkable || actions.exhortations.within(signs, &clause.run);
    last.closed |= !joins && (!last.named || clause.sanction || idle);
    if last.closed {
        return;
    }
    last.run.end = clause.run.end;
    last.action.end = clause.run.end;
    last.times.extend(clause.times.iter().cloned());
    last.amounts.push((clause.run.clone(), clause.amounts.clone()));
}

/// A segment becomes a task if somebody can be held to it.
fn draft(desk: &Desk<'_>, line: usize, segment: Segment) -> Option<Draft> {
    let signs = desk.signs();
    let actions = &LEXICON.actions;
    let counted = segment.amounts.iter().any(|(_, amounts)| !amounts.is_empty());
    let deadline = segment.times.iter().any(|time| time.due().is_some() && !time.weak);
    let recurs = segment.times.iter().any(|time| time.recurrence().is_some());
    let duty = segment.duty && !(segment.promise && !counted && !deadline && !recurs);
    let owned = !segment.owners.is_empty() && segment.named;
    let checkable = actions.checkable.within(signs, &segment.action);
    let exhorts = actions.exhortations.count(signs, &segment.action);
    let sanction = actions.sanctions.within(signs, &segment.action) && !counted && !deadline && !recurs;
    let penalty = actions.penalties.within(signs, &segment.run);
    let told = desk.shape.kind == Kind::Bulletin && !duty;
    let asks = duty || desk.plans(line) || tense::own(signs, &segment.run) > 3 || ahead(desk, &segment.times);
    if !asks || told || sanction || penalty {
        return None;
    }
    let supervisable = counted && (desk.plans(line) || duty || tense::own(signs, &segment.run) > 3)
        || (deadline || recurs) && (actions.verbs.within(signs, &segment.action) || owned)
        || owned && duty && checkable && exhorts <= 1;
    if !supervisable {
        return None;
    }
    let mut cues = Vec::new();
    if duty {
        cues.push(Cue::Duty);
    }
    if checkable {
        cues.push(Cue::Checkable);
    }
    let amounts = segment.amounts.iter().flat_map(|(run, amounts)| targets::targets(desk.text, run, amounts)).collect();
    let mut draft =
        Draft { run: segment.run, line, action: segment.action, owners: segment.owners, time: None, recurrence: None, targets: amounts, cues };
    draft.timed(&segment.times);
    Some(draft)
}

/// A deadline that lies ahead of the text's own day is set, not told.
fn ahead(desk: &Desk<'_>, times: &[Time]) -> bool {
    let after = |day: Date| desk.anchor.date.is_none_or(|date| day >= date);
    times.iter().filter(|time| !time.weak).filter_map(Time::due).any(|due| match due {
        Due::On(day) => after(day),
        Due::AfterEvent => true,
        Due::NoYear | Due::NoSuchDay | Due::NoNotice => false,
    })
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
