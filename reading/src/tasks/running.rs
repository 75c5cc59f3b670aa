//! Running text 叙述文字: tasks that sentences ask for by a subject and a word of duty, a deadline, or a quantity.

use super::clauses::{Clause, clause, label, milestones};
use super::closing::closing_time;
use super::judged::judged;
use super::segments::{Segment, segments};
use super::{Desk, Draft, targets};
use crate::lexicon::LEXICON;
use crate::owners;
use crate::proposals::{Cue, Owner, OwnerSource, Part};
use crate::sentences::{Line, Nature};
use crate::shape::Block;
use crate::text::Run;
use crate::times;

pub(crate) fn read(desk: &Desk<'_>, taken: &[Run]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    // Who the sentence before spoke of, in the same paragraph.
    let mut before: Option<(usize, Vec<Run>)> = None;
    // 预算“一下”：10月23日前完成。 and what is done by then stands in the next sentence.
    let mut stage: Option<(usize, Draft)> = None;
    let covered = desk.covered(taken.iter());
    for (at, line) in desk.lines.iter().enumerate() {
        if line.block != Block::Body || covered[at] {
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

/// The tasks of a sentence, and of whom the next may go on speaking.
fn sentence(desk: &Desk<'_>, at: usize, line: &Line, earlier: Option<Vec<Run>>) -> (Vec<Draft>, Option<Vec<Run>>) {
    let series = |run: &Run| milestones(desk, run);
    // 该项工作于12月15日前完成 was heard already.
    let closes = closing_time(desk, line).is_some();
    let clauses: Vec<Clause> =
        line.clauses.iter().skip(usize::from(closes)).flat_map(series).map(|run| clause(desk, &run)).collect();
    let segments = segments(desk, &clauses, earlier.as_deref());
    // Only of whom something was asked goes on being asked.
    let asked = |clause: &Clause| clause.subject.clone().filter(|subject| subject.duty);
    let subject = clauses.iter().rev().find_map(asked).map(|subject| subject.owners);
    let goes_on = subject.or_else(|| earlier.filter(|_| clauses.first().is_some_and(|clause| clause.duty)));
    let drafts = segments.into_iter().filter_map(|segment| draft(desk, at, segment)).collect();
    (drafts, goes_on)
}

/// A segment becomes a task if somebody can be held to it.
fn draft(desk: &Desk<'_>, line: usize, segment: Segment) -> Option<Draft> {
    let judged = judged(desk, line, &segment);
    if !judged.supervisable {
        return None;
    }
    let mut cues = Vec::new();
    if judged.duty {
        cues.push(Cue::Duty);
    }
    if judged.checkable {
        cues.push(Cue::Checkable);
    }
    let amounts = segment.amounts.iter().flat_map(|(run, amounts)| targets::targets(desk.text, run, amounts)).collect();
    let mut draft = Draft {
        run: segment.run,
        line,
        action: segment.action,
        owners: segment.owners,
        time: None,
        recurrence: None,
        targets: amounts,
        cues,
    };
    draft.timed(&segment.times);
    Some(draft)
}

/// What a sentence without task or figure is.
pub(crate) fn untasked(desk: &Desk<'_>, at: usize) -> Nature {
    let (signs, line) = (desk.signs(), &desk.lines[at]);
    let actions = &LEXICON.actions;
    if actions.sanctions.within(signs, &line.run) {
        return Nature::Rule;
    }
    let asks = line.run.clone().any(|at| owners::modal(signs, at, &line.run).is_some());
    let exhorts = actions.exhortations.within(signs, &line.run);
    if asks || exhorts || desk.plans(at) { Nature::Exhortation } else { Nature::Narration }
}
