//! Tense 时态: whether a passage speaks of what is to come or reports what was reached.
//!
//! The same words are a target in one chapter and a figure in another (新增规上企业50家), so that a sentence is weighed together
//! with its paragraph, the heading above it and the kind of the text.

use crate::lexicon::LEXICON;
use crate::numbers::{self, Bound};
use crate::sentences::Line;
use crate::shape::{Block, Kind, Shape};
use crate::text::{Run, Text};
use crate::times;
use domain::calendar::Date;

const STRONG: i32 = 3;
/// A line that says it sets goals.
const GOAL: i32 = 40;

/// Weights of each line: above zero it plans, below it reports.
pub(crate) fn weights(text: &Text, lines: &[Line], shape: &Shape, date: Option<Date>) -> Vec<i32> {
    let opening = |line: &Line| line.body.start..line.body.end.min(line.body.start + 12);
    // 2025年，全县改造…: a sentence that opens with a year gone by looks back.
    let past = |line: &Line| year_weight(text, &opening(line), date).min(0);
    let own: Vec<i32> = lines.iter().map(|line| own(&text.signs, &line.body) + past(line)).collect();
    let sections: Vec<i32> = section_weights(text, lines, shape, date);
    let known: Vec<i32> =
        lines.iter().zip(&own).filter(|(line, _)| line.block == Block::Body).map(|(_, w)| w.clamp(&-6, &6)).copied().collect();
    let total: i32 = known.iter().sum();
    let mean = if known.is_empty() { 0 } else { total * 2 / i32::try_from(known.len()).unwrap_or(i32::MAX) };
    let document = kind_weight(shape.kind) + mean.clamp(-4, 4);
    let tense = &LEXICON.tense;
    let mut weights = Vec::with_capacity(lines.len());
    let mut paragraphs = vec![(0_i32, 0_i32); text.paragraphs.len()];
    for (line, weight) in lines.iter().zip(&own) {
        let (sum, count) = &mut paragraphs[line.paragraph];
        (*sum, *count) = (*sum + (*weight).clamp(-6, 6), *count + 1);
    }
    // 今年，我们将重点抓好以下工作： turns what follows, up to the next chapter.
    let mut turn = (0, None);
    for (at, line) in lines.iter().enumerate() {
        let (sum, count) = paragraphs.get(line.paragraph).copied().unwrap_or((0, 1));
        let around = sum / count.max(1);
        let chapter = line
            .section
            .and_then(|section| shape.sections.get(section))
            .filter(|section| section.rank == 1)
            .map(|section| section.heading);
        match turning(text, line) {
            0 if chapter.is_some() && chapter != turn.1 => turn = (0, chapter),
            0 => {}
            weight => turn = (weight, chapter),
        }
        let section = line.section.and_then(|section| sections.get(section)).copied().unwrap_or(0);
        // 预期目标是: what follows is set, whatever words of growth it has.
        let goal = if tense.goals.within(&text.signs, &line.run) { GOAL } else { 0 };
        weights.push(
            own[at].clamp(-8, 8) * 2 + around * 3 + section * 4 + document * 3 + goal + if section == 0 { turn.0 * 4 } else { 0 },
        );
    }
    weights
}

/// The weight of a short paragraph that says what the next ones are about.
fn turning(text: &Text, line: &Line) -> i32 {
    let tense = &LEXICON.tense;
    let opens = text.signs.get(line.run.end - 1) == Some(&':') || LEXICON.actions.lead_ins.within(&text.signs, &line.run);
    let short = line.block == Block::Body && line.run.len() <= 80;
    if !opens || !short {
        return 0;
    }
    let plan = i32::from(tense.plan_heading.within(&text.signs, &line.run))
        + i32::from(tense.plan_strong.within(&text.signs, &line.run));
    let report =
        2 * i32::from(tense.report_heading.within(&text.signs, &line.run)) + i32::from(text.at(&line.run).contains(&'了'));
    6 * (plan - report).signum()
}

fn kind_weight(kind: Kind) -> i32 {
    match kind {
        Kind::Plan | Kind::Notice | Kind::Rules => 4,
        Kind::Bulletin => -10,
        Kind::Minutes => 1,
        // What leaders say is more often meant to be done than told.
        Kind::Speech | Kind::Report | Kind::Other => 1,
        Kind::News => -2,
    }
}

/// The weight of the words of one run.
pub(crate) fn own(signs: &[char], run: &Run) -> i32 {
    let tense = &LEXICON.tense;
    let count = |words: &crate::words::Words| i32::try_from(words.count(signs, run)).unwrap_or(0);
    let mut weight = STRONG * count(&tense.plan_strong).min(3) + count(&tense.plan_weak).min(4);
    weight -= STRONG * count(&tense.report_strong).min(4) + count(&tense.report_weak).min(4);
    for amount in numbers::within(signs, run).iter().filter(|amount| !amount.chinese && !amount.threshold) {
        // Nobody plans to the second decimal, nor growth without 以上 or 左右 as often as with it.
        let grown = amount.is_share() && tense.growth.ends(&signs[run.start..amount.run.start]).is_some();
        let exact = amount.value.decimals > 1;
        weight += match amount.bound {
            Bound::Least if amount.end > amount.run.end => STRONG,
            Bound::About if amount.end > amount.run.end => 2,
            Bound::Exact if exact => -2,
            Bound::Exact if grown => -1,
            Bound::Exact | Bound::Least | Bound::Most | Bound::About => 0,
        };
    }
    weight
}

fn section_weights(text: &Text, lines: &[Line], shape: &Shape, date: Option<Date>) -> Vec<i32> {
    let tense = &LEXICON.tense;
    let mut weights: Vec<i32> = Vec::with_capacity(shape.sections.len());
    for (at, section) in shape.sections.iter().enumerate() {
        let heading = lines.get(lines.partition_point(|line| text.span(&line.run).start < section.heading.start));
        let own = heading.map_or(0, |line| {
            let plan = i32::from(tense.plan_heading.within(&text.signs, &line.run));
            let report = i32::from(tense.report_heading.within(&text.signs, &line.run));
            let goal = i32::from(report == 0 && tense.goal_heading.within(&text.signs, &line.run));
            6 * (plan - report) + GOAL / 4 * goal + year_weight(text, &line.run, date)
        });
        // What a chapter says holds for its parts unless they say otherwise.
        let parent = shape.sections[..at].iter().rposition(|other| other.rank < section.rank).map_or(0, |parent| weights[parent]);
        weights.push(if own == 0 { parent } else { own });
    }
    weights
}

/// 2023年工作回顾 in a text of 2024 looks back.
fn year_weight(text: &Text, run: &Run, date: Option<Date>) -> i32 {
    let Some(date) = date else { return 0 };
    let times = times::within(&text.signs, run, &times::Anchor { date: Some(date), working_days: None });
    let years = times.iter().filter(|time| time.dated).filter_map(|time| match time.due() {
        Some(crate::proposals::Due::On(day)) => Some(day.year()),
        _ => None,
    });
    years.map(|year| if year < date.year() { -4 } else { 3 }).next().unwrap_or(0)
}
