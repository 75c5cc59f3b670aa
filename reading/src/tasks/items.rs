//! Items 条目: numbered points of a plan that close with who is responsible, and points under a lead-in that names them.

use super::{Desk, Draft, targets};
use crate::duties::{self, Duty};
use crate::lexicon::LEXICON;
use crate::owners;
use crate::proposals::{Cue, OwnerSource};
use crate::sentences;
use crate::shape::{self, Block};
use crate::text::Run;
use crate::times::{self, Time};

pub(crate) fn read(desk: &Desk<'_>, taken: &mut Vec<Run>) -> Vec<Draft> {
    let mut drafts = with_duties(desk);
    taken.extend(drafts.iter().map(|draft| draft.run.clone()));
    let led = under_lead_ins(desk, taken);
    taken.extend(led.iter().map(|draft| draft.run.clone()));
    drafts.extend(led);
    drafts
}

/// Paragraphs that are cut into items where a bracket or a line of labels closes one.
fn with_duties(desk: &Desk<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut open: Option<Run> = None;
    for (at, paragraph) in desk.text.paragraphs.iter().enumerate() {
        let Some(line) = desk.line_of(at) else { continue };
        if desk.lines[line].block != Block::Body {
            // A heading ends the item before it; its own text may be an item that labels close.
            open = matches!(desk.lines[line].block, Block::Heading(3 | 4)).then(|| paragraph.run.clone());
            continue;
        }
        let labels = duties::labels(desk.signs(), &paragraph.run, desk.register, &desk.anchor);
        if let Some(duty) = labels {
            let alone = duty.run.start < paragraph.run.start + 4;
            let start = match (&open, alone) {
                (Some(open), true) => open.start,
                (_, _) => paragraph.run.start,
            };
            match drafts.last_mut() {
                // A second line of labels speaks of the same item.
                Some(last) if alone && open.is_none() && last.run.end == paragraph.run.start => add(desk, last, &duty),
                _ => drafts.push(item(desk, start..paragraph.run.end, &duty, line)),
            }
            open = None;
            continue;
        }
        let found = duties::brackets(desk.signs(), &paragraph.run, desk.register, &desk.anchor);
        if found.is_empty() {
            let begins = shape::enumerator(desk.signs(), &paragraph.run).is_some();
            open = match open {
                Some(open) if !begins => Some(open.start..paragraph.run.end),
                _ => Some(paragraph.run.clone()),
            };
            continue;
        }
        let mut start = paragraph.run.start;
        // A bracket alone in its paragraph closes what stands above it.
        if found[0].run.start <= start + 1
            && let Some(open) = &open
        {
            start = open.start;
        }
        for (duty, end) in grouped(desk, found) {
            let line = desk.line_at(start).unwrap_or(line);
            if end > start {
                drafts.push(item(desk, start..end, &duty, line));
            }
            start = end;
        }
        open = None;
    }
    drafts.retain(|draft| draft.action.len() >= 4);
    drafts
}

/// Brackets that stand side by side speak of one item; each with where the item ends.
fn grouped(desk: &Desk<'_>, found: Vec<Duty>) -> Vec<(Duty, usize)> {
    let mut out: Vec<(Duty, usize)> = Vec::new();
    for duty in found {
        let marks = desk.signs().get(duty.run.end).is_some_and(|c| matches!(c, '。' | ';' | '!'));
        let end = duty.run.end + usize::from(marks);
        match out.last_mut() {
            Some((last, ends)) if *ends == duty.run.start => {
                last.owners.extend(duty.owners);
                last.times.extend(duty.times);
                *ends = end;
            }
            _ => out.push((duty, end)),
        }
    }
    out
}

fn item(desk: &Desk<'_>, run: Run, duty: &Duty, line: usize) -> Draft {
    let body = sentences::unnumbered(desk.signs(), &(run.start..duty.run.start.max(run.start))).0;
    let mut draft = Draft {
        run,
        line,
        action: first_sentence(desk, &body),
        owners: Vec::new(),
        time: None,
        recurrence: None,
        targets: of_item(desk, &body),
        cues: vec![Cue::Bracket],
    };
    add(desk, &mut draft, duty);
    if draft.time.is_none() && draft.recurrence.is_none() {
        draft.timed(&surely(desk, &body));
    }
    draft
}

/// Only what is surely a deadline: a bare year or month of an item may be a name, unless so much is to be reached in it.
fn surely(desk: &Desk<'_>, body: &Run) -> Vec<Time> {
    let within = |run: &Run| times::within(desk.signs(), run, &desk.anchor);
    let clauses = sentences::clauses(desk.signs(), body);
    let goals = clauses.iter().filter(|clause| !of_item(desk, clause).is_empty());
    let goals: Vec<&Run> = goals.collect();
    let sure = |time: &Time| !time.weak || goals.iter().any(|goal| goal.start == time.run.start);
    within(body).into_iter().filter(sure).collect()
}

fn add(desk: &Desk<'_>, draft: &mut Draft, duty: &Duty) {
    for (run, part) in &duty.owners {
        draft.owners.extend(desk.owners(std::slice::from_ref(run), *part, OwnerSource::Bracket));
    }
    // What the bracket says goes before what the item tells on the way.
    if !duty.times.is_empty() {
        (draft.time, draft.recurrence) = (None, None);
    }
    draft.timed(&duty.times);
    draft.run.end = draft.run.end.max(duty.run.end);
}

/// What an item sets out to do: its first sentence.
fn first_sentence(desk: &Desk<'_>, run: &Run) -> Run {
    let first = sentences::cut(desk.signs(), run, |c| matches!(c, '。' | '!' | ';')).into_iter().next();
    first.unwrap_or_else(|| run.clone())
}

/// In an item a number is a target only where the text says that it is to be reached.
fn of_item(desk: &Desk<'_>, body: &Run) -> Vec<crate::proposals::Target> {
    let mut found = Vec::new();
    for sentence in sentences::cut(desk.signs(), body, |c| matches!(c, '。' | '!' | ';')) {
        for clause in sentences::clauses(desk.signs(), &sentence) {
            let times = times::within(desk.signs(), &clause, &desk.anchor);
            let amounts = targets::amounts(desk.signs(), &clause, &times);
            let reached = amounts.iter().any(|amount| is_reached(desk, &clause, amount));
            if reached {
                found.extend(targets::targets(desk.text, &clause, &amounts));
            }
        }
    }
    found
}

fn is_reached(desk: &Desk<'_>, clause: &Run, amount: &crate::numbers::Amount) -> bool {
    use crate::numbers::Bound;
    let before = &desk.signs()[clause.start..amount.run.start];
    let verb = LEXICON.actions.delivers.within(desk.signs(), &(clause.start..amount.run.start));
    let verb = verb || LEXICON.actions.verbs.ends(before).is_some();
    let growth = LEXICON.tense.growth.ends(before).is_some();
    // 新开工项目20个: the number closes what is said.
    let closes = amount.end >= clause.end || matches!(desk.signs().get(amount.end), Some('、' | ',' | ';' | '。'));
    !matches!(amount.bound, Bound::Exact) || amount.is_share() || verb || growth || closes
}

/// 各级政府要重点做好以下工作：, and the numbered points below it.
fn under_lead_ins(desk: &Desk<'_>, taken: &[Run]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (at, line) in desk.lines.iter().enumerate() {
        if line.block != Block::Body || !LEXICON.actions.lead_ins.within(desk.signs(), &line.run) {
            continue;
        }
        let last = desk.lines.get(at + 1).is_none_or(|next| next.paragraph != line.paragraph);
        let opens = matches!(desk.signs().get(line.run.end - 1), Some(':' | '。'));
        let subject = line
            .clauses
            .iter()
            .find_map(|clause| owners::subject(desk.signs(), clause, desk.register).filter(|subject| subject.duty));
        let (true, true, Some(subject)) = (last, opens, subject) else { continue };
        drafts.extend(points(desk, at, &subject.owners, taken));
    }
    drafts
}

/// The paragraphs below a lead-in that are numbered alike.
fn points(desk: &Desk<'_>, lead: usize, owners: &[Run], taken: &[Run]) -> Vec<Draft> {
    let first = desk.lines[lead].paragraph + 1;
    let mut rank = None;
    let mut drafts: Vec<Draft> = Vec::new();
    for paragraph in first..desk.text.paragraphs.len() {
        let run = desk.text.paragraphs[paragraph].run.clone();
        let Some(line) = desk.line_of(paragraph) else { break };
        let Some(found) = shape::enumerator(desk.signs(), &run) else { break };
        let same = *rank.get_or_insert(found.rank) == found.rank;
        if !same
            || found.rank < 2
            || desk.lines[line].block != Block::Body
            || taken.iter().any(|t| t.start < run.end && t.end > run.start)
        {
            break;
        }
        let action = sentences::unnumbered(desk.signs(), &run).0;
        let mut draft = Draft {
            line,
            action: first_sentence(desk, &action),
            owners: desk.owners(owners, crate::proposals::Part::Lead, OwnerSource::LeadIn),
            time: None,
            recurrence: None,
            targets: of_item(desk, &run),
            cues: vec![Cue::Owner],
            run,
        };
        draft.timed(&surely(desk, &action));
        drafts.push(draft);
    }
    drafts
}
