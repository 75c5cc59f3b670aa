//! Closing 收尾时限: deadlines that a sentence sets for the tasks around it.

use super::{Desk, Draft};
use crate::lexicon::LEXICON;
use crate::sentences::Line;
use crate::shape::Block;
use crate::times::{self, Time};

/// 以上工作要在6月底前完成: dates the tasks before it that have no time of their own.
pub(crate) fn close(desk: &Desk<'_>, drafts: &mut [Draft]) {
    pass_on(desk, drafts);
    for line in desk.lines.iter().filter(|line| line.block == Block::Body) {
        let Some(time) = closing_time(desk, line) else { continue };
        let before =
            drafts.iter_mut().filter(|draft| draft.run.end <= line.run.start && desk.lines[draft.line].section == line.section);
        for draft in before.filter(|draft| draft.time.is_none() && draft.recurrence.is_none()) {
            draft.time = Some(time.clone());
        }
    }
}

/// 到2023年，…： and the points below it that carry a number are due then.
fn pass_on(desk: &Desk<'_>, drafts: &mut [Draft]) {
    for (at, line) in desk.lines.iter().enumerate().filter(|(_, line)| line.block == Block::Body && line.body.start == line.run.start) {
        let opening = line.body.start..line.body.end.min(line.body.start + 14);
        let times = times::within(desk.signs(), &opening, &desk.anchor);
        let Some(time) =
            times.into_iter().find(|time| time.due().is_some() && !time.weak && time.run.start <= line.body.start + 1)
        else {
            continue;
        };
        let below = desk.lines[at + 1..].iter().skip_while(|next| next.paragraph == line.paragraph);
        let points = below
            .take_while(|next| next.block == Block::Body && next.section == line.section && next.body.start > next.run.start);
        for point in points {
            let first = drafts.partition_point(|draft| draft.run.start < point.run.start);
            let within = drafts[first..].iter_mut().take_while(|draft| draft.run.end <= point.run.end);
            for draft in within.filter(|draft| !draft.targets.is_empty() && draft.time.is_none() && draft.recurrence.is_none()) {
                draft.time = Some(time.clone());
            }
        }
    }
}

pub(super) fn closing_time(desk: &Desk<'_>, line: &Line) -> Option<Time> {
    let opening = line.body.start..line.body.end.min(line.body.start + 12);
    LEXICON.actions.closing.first(desk.signs(), &opening)?;
    let times = times::within(desk.signs(), &line.body, &desk.anchor);
    times.into_iter().find(|time| time.due().is_some() && !time.weak)
}
