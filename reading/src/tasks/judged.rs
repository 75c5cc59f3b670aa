//! Judgement 可督办: whether somebody can be held to what a segment of running text says.

use super::Desk;
use super::segments::Segment;
use crate::lexicon::LEXICON;
use crate::owners;
use crate::proposals::Due;
use crate::shape::Kind;
use crate::tense;
use crate::times::Time;
use domain::calendar::Date;

/// What there is to hold somebody to.
pub(super) struct Judged {
    pub duty: bool,
    pub checkable: bool,
    pub supervisable: bool,
}

pub(super) fn judged(desk: &Desk<'_>, line: usize, segment: &Segment) -> Judged {
    let signs = desk.signs();
    let actions = &LEXICON.actions;
    let counted = segment.amounts.iter().any(|(_, amounts)| !amounts.is_empty());
    let deadline = segment.times.iter().any(|time| time.due().is_some() && !time.weak);
    let recurs = segment.times.iter().any(|time| time.recurrence().is_some());
    let measured = counted || deadline || recurs;
    let duty = segment.duty && (measured || !segment.promise);
    let owned = !segment.owners.is_empty() && segment.named;
    // 县气象局 is asked for what it alone does; 各单位 are exhorted as often.
    let particular = owned && segment.owners.iter().all(|owner| owners::is_particular(&owner.words, desk.register, duty));
    let checkable = actions.checkable.within(signs, &segment.action);
    let exhorts = actions.exhortations.count(signs, &segment.action);
    let concrete = exhorts <= 1 && actions.checkable.count(signs, &segment.action) > exhorts;
    let plans = desk.plans(line) || tense::own(signs, &segment.run) > 3;
    let asked = duty || owned && recurs || plans || ahead(desk, &segment.times);
    let supervisable = counted && (plans || duty)
        || (deadline || recurs) && (owned || actions.verbs.within(signs, &segment.action))
        || owned && duty && concrete
        || particular && (duty || checkable && desk.plans(line)) && exhorts == 0;
    Judged { duty, checkable, supervisable: asked && supervisable && !is_none(desk, segment, duty, measured, deadline) }
}

/// Consequences, what a bulletin tells, empty encouragement, and words that only lead over.
fn is_none(desk: &Desk<'_>, segment: &Segment, duty: bool, measured: bool, deadline: bool) -> bool {
    let signs = desk.signs();
    let actions = &LEXICON.actions;
    let sanction = actions.sanctions.within(signs, &segment.action) && !measured;
    let penalty = actions.penalties.within(signs, &segment.run);
    let told = desk.shape.kind == Kind::Bulletin && !duty && !ahead(desk, &segment.times);
    let encouraged = segment.action.len() < 10 && actions.strengthens.begins(&signs[segment.action.start..]).is_some();
    sanction || penalty || told || encouraged && !measured || leads_over(&signs[segment.run.clone()]) && !deadline
}

/// 通知如下：
fn leads_over(words: &[char]) -> bool {
    let words = words.strip_suffix(&[':']).unwrap_or(words);
    words.ends_with(&['如', '下'])
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
