//! Duties 责任括注: the bracket, label or column that says who is responsible for an item and until when.

use crate::lexicon::LEXICON;
use crate::owners::{self, Register};
use crate::proposals::{Part, Recurrence};
use crate::sentences;
use crate::text::Run;
use crate::times::{self, Anchor, Means, Time};

/// What a bracket or a line of labels says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Duty {
    pub run: Run,
    pub owners: Vec<(Run, Part)>,
    pub times: Vec<Time>,
}

impl Duty {
    fn says_something(&self) -> bool {
        !self.owners.is_empty() || !self.times.is_empty()
    }
}

/// The brackets of a run that say who or until when, in order.
pub(crate) fn brackets(signs: &[char], run: &Run, register: &Register, anchor: &Anchor<'_>) -> Vec<Duty> {
    let (mut found, mut at) = (Vec::new(), run.start);
    while at < run.end {
        let open = matches!(signs[at], '(' | '[');
        match sentences::closing(signs, at, run.end) {
            Some(close) if open => {
                let inside = at + 1..close;
                let closes = signs
                    .get(close + 1..run.end)
                    .is_none_or(|rest| rest.first().is_none_or(|c| matches!(c, '。' | ';' | ',' | '(' | '!')))
                    || signs[at - usize::from(at > run.start)] == '。';
                if closes && let Some(mut duty) = duty(signs, &inside, register, anchor, closes) {
                    duty.run = at..close + 1;
                    found.push(duty);
                }
                at = close + 1;
            }
            _ => at += 1,
        }
    }
    found
}

/// A run of labels: 责任单位：市发改委；完成时限：6月底. It begins at the first label.
pub(crate) fn labels(signs: &[char], run: &Run, register: &Register, anchor: &Anchor<'_>) -> Option<Duty> {
    let owners = &LEXICON.owners;
    let label = |at: usize| {
        let rest = &signs[at..run.end];
        let lists = [&owners.lead_labels, &owners.support_labels, &owners.time_columns];
        lists.iter().filter_map(|words| words.begins(rest)).max().filter(|n| rest.get(*n) == Some(&':'))
    };
    let mut at = run.start;
    let start = loop {
        if at >= run.end {
            return None;
        }
        if label(at).is_some() {
            break at;
        }
        // What stands in a bracket is read with it.
        at = match sentences::closing(signs, at, run.end) {
            Some(close) if signs[at] != '"' => close + 1,
            _ => at + 1,
        };
    };
    let mut duty = duty(signs, &(start..run.end), register, anchor, true)?;
    duty.run = start..run.end;
    Some(duty)
}

/// What a label opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Owner(Part),
    Time,
}

fn duty(signs: &[char], inside: &Run, register: &Register, anchor: &Anchor<'_>, closes: bool) -> Option<Duty> {
    let mut duty = Duty { run: inside.clone(), ..Duty::default() };
    let mut label = None;
    let mut plain = false;
    let segments = sentences::cut(signs, inside, |c| matches!(c, ',' | ';' | '。' | '/'));
    for segment in segments.iter().flat_map(|segment| at_labels(signs, segment)) {
        let closing = signs[segment.clone()].iter().rev().take_while(|c| matches!(c, ',' | ';' | '。' | '、' | '/')).count();
        let segment = segment.start..segment.end - closing;
        let (opened, rest) = opened(signs, &segment);
        label = opened.or(label);
        if let Some(time) = time_limit(signs, &rest, anchor, label == Some(Label::Time)) {
            duty.times.extend(time);
            continue;
        }
        let (list, tail) = without_tail(signs, &rest);
        let part = match (tail, label) {
            (Some(part), _) => part,
            (None, Some(Label::Owner(part))) => part,
            (None, Some(Label::Time)) => continue,
            // Several bodies in a row at the end of an item, and nothing else.
            (None, None) if closes => {
                plain = true;
                Part::Lead
            }
            (None, None) => return None,
        };
        if list.is_empty() {
            continue;
        }
        let elements = owners::elements(signs, &list, register);
        let labelled = label.is_some() || tail.is_some();
        let elements: Vec<Run> =
            elements.into_iter().map(|run| without_tail(signs, &run).0).filter(|run| run.len() >= 2).collect();
        let fit = |run: &Run| if labelled { run.len() <= 24 } else { owners::is_owner(signs, run, register, false) };
        if !elements.iter().all(fit) {
            return None;
        }
        duty.owners.extend(elements.into_iter().map(|run| (run, part)));
    }
    // A bracket with a plain list must not be a remark: （公安局、统计局）says who only if each is a body, which was asked above.
    let remark = plain && duty.owners.len() == 1 && signs[duty.owners[0].0.clone()].len() < 3;
    (duty.says_something() && !remark).then_some(duty)
}

/// A segment is cut again where a label stands in it without a mark before: 牵头单位：甲 配合单位：乙.
fn at_labels(signs: &[char], segment: &Run) -> Vec<Run> {
    let owners = &LEXICON.owners;
    let (mut out, mut start) = (Vec::new(), segment.start);
    for at in segment.start + 1..segment.end {
        let rest = &signs[at..segment.end];
        let label = [&owners.lead_labels, &owners.support_labels, &owners.time_columns]
            .iter()
            .filter_map(|words| words.begins(rest))
            .max();
        let inner = signs[start..at].iter().all(|c| *c != ':');
        if label.is_some_and(|n| rest.get(n) == Some(&':')) && !inner {
            out.push(start..at);
            start = at;
        }
    }
    out.push(start..segment.end);
    out
}

fn opened(signs: &[char], segment: &Run) -> (Option<Label>, Run) {
    let owners = &LEXICON.owners;
    let rest = &signs[segment.clone()];
    let colon = |n: usize| rest.get(n) == Some(&':');
    let lists = [
        (&owners.lead_labels, Label::Owner(Part::Lead)),
        (&owners.support_labels, Label::Owner(Part::Support)),
        (&owners.time_columns, Label::Time),
    ];
    let found = lists.iter().filter_map(|(words, label)| Some((words.begins(rest)?, *label))).max_by_key(|(n, _)| *n);
    match found {
        Some((n, label)) if colon(n) => (Some(label), segment.start + n + 1..segment.end),
        Some(_) | None => {
            // 市级牵头单位:甲
            let at = segment.clone().take(14).find(|at| signs[*at] == ':');
            let label = at.and_then(|at| {
                let before = &signs[segment.start..at];
                let ends = |words: &crate::words::Words| words.ends(before).is_some();
                lists.iter().find(|(words, _)| ends(words)).map(|(_, label)| (*label, at + 1..segment.end))
            });
            label.map_or((None, segment.clone()), |(label, run)| (Some(label), run))
        }
    }
}

/// 6月底完成, 持续推进, 2022年12月: nothing but a limit of time.
fn time_limit(signs: &[char], rest: &Run, anchor: &Anchor<'_>, labelled: bool) -> Option<Vec<Time>> {
    let words = signs.get(rest.clone())?;
    let mut found = times::within(signs, rest, anchor);
    let ongoing = LEXICON.ongoing.first(signs, rest);
    let deadline = found.iter().any(|time| time.due().is_some());
    if !deadline && let Some(run) = ongoing {
        let recurring = found.iter().any(|time| time.recurrence().is_some());
        if !recurring {
            found = vec![Time { run, means: Means::Recurrence(Recurrence::Ongoing), weak: false, dated: false }];
        }
    }
    let length: usize = found.iter().map(|time| time.run.len()).sum();
    let finishing = words.len() <= length + 16;
    let owner = LEXICON.owners.suffixes.ends(words).is_some() && !labelled;
    (!found.is_empty() && finishing && !owner).then_some(found)
}

/// A list without the words of duty at its end, and the part they give.
pub(crate) fn without_tail(signs: &[char], list: &Run) -> (Run, Option<Part>) {
    let owners = &LEXICON.owners;
    let (mut end, mut part) = (list.end, None);
    while let Some(length) = owners.trailing.ends(&signs[list.start..end]) {
        let words: String = signs[end - length..end].iter().collect();
        if owners.duty_tails.ends(&signs[list.start..end]).is_some() {
            let supports = ["配合", "参加", "参与", "协助"].iter().any(|word| words.contains(word));
            part = Some(if supports { Part::Support } else { part.unwrap_or(Part::Lead) });
        }
        end -= length;
    }
    (list.start..end, part)
}
