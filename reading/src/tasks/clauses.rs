//! Clauses 分句: what stands in a clause of running text: who, the word of duty, times and amounts.

use super::{Desk, targets};
use crate::lexicon::LEXICON;
use crate::numbers::Amount;
use crate::owners::{self, Subject};
use crate::proposals::{Due, Part};
use crate::text::Run;
use crate::times::{self, Time};

/// A clause and what stands in it.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub run: Run,
    pub subject: Option<Subject>,
    /// A word of duty begins what is done, without a subject: 要…
    pub duty: bool,
    pub times: Vec<Time>,
    pub amounts: Vec<Amount>,
    /// Nothing but a time stands in it.
    pub only_time: bool,
    pub sanction: bool,
    /// It has a word of duty behind words that name nobody who could be held to it: 重点项目要全面启动.
    pub of_things: bool,
    /// 请于3月底前报送: those whom the text addresses are asked.
    pub asked_of_readers: bool,
    /// A label opens it: “一上”：.
    pub labelled: bool,
    /// It only says to what the next clause applies.
    pub leads: bool,
    /// A semicolon stands before it.
    pub apart: bool,
    /// 会同省公安厅: who helps.
    pub helpers: Vec<Run>,
    /// 县财政局配合.
    pub part: Part,
}

/// 一季度达到30%、二季度达到60%: each with a time and an amount of its own is a clause of its own.
pub(super) fn milestones(desk: &Desk<'_>, run: &Run) -> Vec<Run> {
    let signs = desk.signs();
    let parts = crate::sentences::cut(signs, run, |c| c == '、');
    let whole = |part: &Run| {
        let times = times::within(signs, part, &desk.anchor);
        let sure = times.iter().any(|time| time.due().is_some() && !time.weak) && part.len() >= 8;
        sure || times.iter().any(|time| time.due().is_some()) && !targets::amounts(signs, part, &times).is_empty()
    };
    let timed = |part: &Run| times::within(signs, part, &desk.anchor).iter().any(|time| time.due().is_some());
    let series = parts.len() >= 2 && parts[..2].iter().all(whole) && parts.iter().all(timed);
    if !series {
        return vec![run.clone()];
    }
    parts.into_iter().map(|part| part.start..part.end - usize::from(signs[part.end - 1] == '、')).collect()
}

/// 截至5月底: up to when something was counted.
fn closes_a_count(signs: &[char], run: &Run, time: &Time) -> bool {
    let before = &signs[run.start..time.run.start];
    [['截', '至'], ['截', '止'], ['截', '到']].iter().any(|word| before.ends_with(word))
        || signs[time.run.clone()].first() == Some(&'至') && before.last() == Some(&'截')
}

/// 11月份启动验收: a bare period that opens what is to be done in it is as good as a day.
fn opening_time(signs: &[char], run: &Run, mut times: Vec<Time>) -> Vec<Time> {
    if let Some(first) = times.first_mut().filter(|time| time.weak && time.run.start == run.start && time.due().is_some()) {
        let period = matches!(signs[first.run.end - 1], '月' | '份' | '底' | '末' | '度')
            || signs[first.run.clone()].ends_with(&['半', '年']);
        let rest = &signs[first.run.end..run.end];
        let done =
            LEXICON.actions.verbs.begins(rest).or_else(|| LEXICON.actions.prepositions.begins(rest)).is_some_and(|n| n >= 2);
        if period && done && !crate::numbers::has_quantity(signs, run) {
            first.weak = false;
        }
    }
    times
}

pub(super) fn clause(desk: &Desk<'_>, run: &Run) -> Clause {
    let signs = desk.signs();
    let actions = &LEXICON.actions;
    let times: Vec<Time> =
        times::within(signs, run, &desk.anchor).into_iter().filter(|time| !closes_a_count(signs, run, time)).collect();
    let times = opening_time(signs, run, times);
    let label = label(signs, run);
    let start = skipped(signs, &(run.start + label..run.end), &times);
    let body = start..run.end;
    let amounts = targets::amounts(signs, run, &times);
    let lone = lone(desk, &body);
    let subject = (start < run.end).then(|| owners::subject(signs, &body, desk.register)).flatten();
    let subject = lone.as_ref().map(|(subject, _)| subject.clone()).or(subject);
    let subject =
        subject.or_else(|| by(desk, &body)).or_else(|| each(desk, &body, &amounts)).or_else(|| whose(desk, &body, &times));
    let timed: usize = times.iter().map(|time| time.run.len()).sum();
    let named_event = times.iter().any(|time| time.due() == Some(Due::AfterEvent));
    let rest = times.iter().map(|time| time.run.end).max().unwrap_or(run.start).max(run.start)..run.end;
    let done = actions.verbs.within(signs, &rest);
    let only_time = timed > 0 && !done && run.len() <= label + timed + 2 && (subject.is_none() || named_event);
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
        asked_of_readers: signs[run.start] == '请',
        leads: leads(signs, run, start),
        apart: signs[run.start.saturating_sub(4)..run.start].contains(&';'),
    }
}

/// 对未开工的6个项目, 对于跨地区执法的: says to what the next clause applies, and nothing that is done.
fn leads(signs: &[char], run: &Run, start: usize) -> bool {
    // 对比, 对接 are done; 对 only leads over.
    let rest = &signs[start..run.end];
    let opens = LEXICON.actions.leads.begins(rest).is_some() && LEXICON.actions.verbs.begins(rest).is_none();
    let acts = LEXICON.actions.acts.within(signs, &(start + 1..run.end));
    opens && (!acts || signs[run.end - 1] == '的')
}

/// Length of a label that opens a clause: “一上”：, 第二步：.
pub(super) fn label(signs: &[char], run: &Run) -> usize {
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

/// 各牵头单位的实施方案务于2月3日前报送: whose the thing is that is due, and asked for by a word of duty.
fn whose(desk: &Desk<'_>, body: &Run, times: &[Time]) -> Option<Subject> {
    let signs = desk.signs();
    let due = times.iter().any(|time| time.due().is_some() && !time.weak);
    let of = body.clone().take(16).find(|at| signs[*at] == '的').filter(|_| due)?;
    let asked = (of..body.end).any(|at| owners::modal(signs, at, body).is_some());
    let owners = owners::people(signs, &(body.start..of), desk.register, true).filter(|_| asked)?;
    Some(Subject { owners, end: of + 1, duty: true, alone: false })
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
        let of_time = matches!(rest.first(), Some('在' | '到' | '于'))
            .then_some(1)
            .filter(|_| times.iter().any(|time| time.run.start == start + 1));
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
