//! Owners 责任主体: who is named, as the subject of a clause or in a list; matched against the county's register of units.

use crate::lexicon::LEXICON;
use crate::proposals::{Owner, OwnerSource, Part};
use crate::text::{Run, Text, fold};
use domain::calendar::Date;
use domain::units::Unit;
use std::collections::HashMap;

/// The county's units by name and alias.
#[derive(Debug, Default)]
pub(crate) struct Register {
    /// Folded name or alias → numbers of units.
    names: HashMap<String, Vec<i32>>,
    /// Ranking group → its units.
    groups: Vec<(String, Vec<i32>)>,
    abolished: Vec<i32>,
}

impl Register {
    pub fn new(units: &[Unit], date: Option<Date>) -> Register {
        let mut register = Register::default();
        for unit in units {
            if date.is_some_and(|date| !unit.existed(date, date)) {
                register.abolished.push(unit.number);
            }
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                let units = register.names.entry(name.chars().map(fold).collect()).or_default();
                if !units.contains(&unit.number) {
                    units.push(unit.number);
                }
            }
            match register.groups.iter_mut().find(|(name, _)| *name == unit.group) {
                Some((_, units)) => units.push(unit.number),
                None => register.groups.push((unit.group.clone(), vec![unit.number])),
            }
        }
        register
    }

    pub fn knows(&self, folded: &str) -> bool {
        self.names.contains_key(folded)
    }

    pub fn is_abolished(&self, unit: i32) -> bool {
        self.abolished.contains(&unit)
    }

    /// The units that words mean, and whether a person has to choose among them.
    pub fn units(&self, folded: &str) -> (Vec<i32>, bool) {
        let person = ["党政主要领导", "主要领导", "主要负责人", "主要负责同志", "负责人", "分管领导", "领导"];
        let bare =
            person.iter().find_map(|post| folded.strip_suffix(post)).filter(|rest| rest.chars().count() >= 2).unwrap_or(folded);
        let forms = [bare, bare.trim_start_matches(['县', '市', '区']), bare.trim_start_matches("全县")];
        for form in forms {
            if let Some(units) = self.names.get(form) {
                return (units.clone(), units.len() > 1);
            }
        }
        // 各乡(镇) is the group 乡镇.
        let Some(rest) = bare.strip_prefix('各') else { return (Vec::new(), false) };
        let plain =
            |name: &str| name.chars().filter(|c| !matches!(c, '(' | ')' | '、' | '级' | '有' | '关' | '相')).collect::<String>();
        let wanted = plain(rest);
        let all = wanted == "单位" || wanted == "部门单位";
        let fits = |name: &str| {
            all || wanted == plain(name) || wanted == "部门" && name.contains("直") || wanted == "镇" && name.contains('镇')
        };
        let units = self.groups.iter().filter(|(name, _)| fits(name)).flat_map(|(_, units)| units.clone()).collect();
        (units, false)
    }

    pub fn owner(&self, text: &Text, run: &Run, part: Part, source: OwnerSource) -> Owner {
        let (units, ambiguous) = self.units(&text.folded(run));
        Owner { words: text.words(run), span: text.span(run), part, source, units, ambiguous }
    }
}

/// The subject of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    pub owners: Vec<Run>,
    /// Where what they do begins: at the word of duty, if there is one.
    pub end: usize,
    /// It is followed by 要, 必须, 应.
    pub duty: bool,
    /// Nothing but the subject stands in the clause.
    pub alone: bool,
}

/// The furthest that a subject reaches into its clause.
const LONGEST_SUBJECT: usize = 90;

/// Who is the subject of this clause, if it begins with somebody.
pub(crate) fn subject(signs: &[char], clause: &Run, register: &Register) -> Option<Subject> {
    let actions = &LEXICON.actions;
    let start = clause.start;
    let limit = clause.end.min(start + LONGEST_SUBJECT);
    let mut best = None;
    let mut at = start + 1;
    while at <= limit {
        let rest = &signs[at..clause.end];
        let duty = at < clause.end && modal(signs, at, clause).is_some();
        // 在10日前要: the word of duty may stand behind a time.
        // 各县，要…: behind a comma.
        let next = clause.end + 1..(clause.end + 4).min(signs.len());
        let soon = rest.is_empty() && signs.get(clause.end) == Some(&',') && modal(signs, next.start, &next).is_some();
        let soon = soon || duty || (at..clause.end.min(at + DUTY_WITHIN)).any(|at| modal(signs, at, clause).is_some());
        let follows = rest.is_empty()
            || duty
            || actions.prepositions.begins(rest).is_some()
            || actions.verbs.begins(rest).is_some()
            || crate::times::within(signs, &(at..clause.end.min(at + 8)), &crate::times::Anchor::default())
                .first()
                .is_some_and(|t| t.run.start == at);
        if follows && let Some(owners) = people(signs, &(start..at), register, soon) {
            best = Some(Subject { owners, end: at, duty: soon, alone: rest.is_empty() });
        }
        if duty {
            break;
        }
        at += 1;
    }
    best
}

/// So far behind its subject a word of duty may stand.
const DUTY_WITHIN: usize = 14;

/// Length of a word of duty here that is not part of another word.
pub(crate) fn modal(signs: &[char], at: usize, within: &Run) -> Option<usize> {
    let actions = &LEXICON.actions;
    let length = actions.modals.begins(signs.get(at..within.end)?)?;
    // 重要, 反应: a longer word that covers it.
    let covered = (at.saturating_sub(3).max(within.start)..=at).any(|from| {
        actions
            .not_modals
            .begins(&signs[from..within.end])
            .is_some_and(|other| from + other > at && (from < at || other > length))
    });
    (!covered).then_some(length)
}

/// The owners of a run, if it is a list of nothing but owners.
pub(crate) fn people(signs: &[char], run: &Run, register: &Register, duty: bool) -> Option<Vec<Run>> {
    let owners = elements(signs, run, register);
    // 栋川、光禄等乡镇: what the last is called, all are.
    let alike = owners.split_last().is_some_and(|(last, _)| {
        signs[last.clone()].iter().position(|c| *c == '等').is_some_and(|at| at >= 2) && is_owner(signs, last, register, duty)
    });
    let is =
        |owner: &Run| is_owner(signs, owner, register, duty) || alike && owner.len() <= LONGEST_SHORT && is_name(signs, owner);
    (!owners.is_empty() && owners.iter().all(is)).then_some(owners)
}

/// The elements of a list: cut at 、 and , and at 和, 及, 以及, 与 where both sides are somebody.
pub(crate) fn elements(signs: &[char], run: &Run, register: &Register) -> Vec<Run> {
    let marked = crate::sentences::cut(signs, run, |c| matches!(c, '、' | ',' | ';' | ' '));
    let bare = marked.into_iter().map(|part| {
        let closing = signs[part.clone()].iter().rev().take_while(|c| matches!(c, '、' | ',' | ';' | '。' | ':')).count();
        let opening = if signs[part.clone()].starts_with(&['以', '及']) {
            2
        } else {
            usize::from(matches!(signs.get(part.start), Some('和' | '及' | '与')))
        };
        part.start + opening..(part.end - closing).max(part.start + opening)
    });
    bare.filter(|part| !part.is_empty()).flat_map(|part| joined(signs, part, register)).collect()
}

fn joined(signs: &[char], part: Run, register: &Register) -> Vec<Run> {
    let whole = LEXICON.owners.groups.is(&signs[part.clone()]) || register.knows(&signs[part.clone()].iter().collect::<String>());
    if whole {
        return vec![part];
    }
    for at in part.start + 2..part.end.saturating_sub(1) {
        let length = match signs[at] {
            '以' if signs.get(at + 1) == Some(&'及') => 2,
            '和' | '及' | '与' => 1,
            _ => continue,
        };
        let (left, right) = (part.start..at, at + length..part.end);
        // 有关部门和单位 are one.
        let generic = LEXICON.owners.suffixes.is(&signs[right.clone()]);
        if right.len() >= 2 && !generic && is_owner(signs, &left, register, true) && ends_like_a_body(signs, &right) {
            return std::iter::once(left).chain(joined(signs, right, register)).collect();
        }
    }
    vec![part]
}

/// 栋川: the name of a place without its kind.
const LONGEST_SHORT: usize = 5;

/// The longest name.
const LONGEST_NAME: usize = 28;

/// Is this somebody who can be made responsible?
pub(crate) fn is_owner(signs: &[char], run: &Run, register: &Register, duty: bool) -> bool {
    let words = &signs[run.clone()];
    let owners = &LEXICON.owners;
    if owners.nobody.is(words) {
        return false;
    }
    if owners.groups.is(words) || register.knows(&words.iter().collect::<String>()) {
        return true;
    }
    // 企业, 成员, 县 are somebody only where something is asked of them, or of each.
    let generic = owners.suffixes.is(words)
        || owners.common.ends(words).is_some_and(|n| owners.suffixes.ends(words) == Some(n)) && !words.contains(&'各');
    (2..=LONGEST_NAME).contains(&words.len())
        && ends_like_a_body(signs, run)
        && (!generic || duty && words.len() >= 2)
        && is_name(signs, run)
}

/// 县气象局, not 各单位 or 有关部门: one body by its name.
pub(crate) fn is_particular(words: &str, register: &Register, asked: bool) -> bool {
    let signs: Vec<char> = words.chars().map(fold).collect();
    // Of whom nothing is asked in so many words, a body is known by its level.
    let level = signs.first().is_some_and(|c| "县市区镇乡省州旗".contains(*c));
    let owners = &LEXICON.owners;
    let some = signs.len() < 3 || signs.contains(&'各') || matches!(signs[0], '全' | '每' | '其') || signs[0].is_ascii_digit();
    let vague = signs.starts_with(&['有', '关']) || signs.starts_with(&['相', '关']) || owners.common.ends(&signs).is_some();
    register.knows(&signs.iter().collect::<String>())
        || (asked || level)
            && !some
            && !vague
            && !owners.groups.is(&signs)
            && owners.suffixes.ends(&signs).is_some_and(|n| n < signs.len())
}

fn ends_like_a_body(signs: &[char], run: &Run) -> bool {
    let words = &signs[run.clone()];
    let owners = &LEXICON.owners;
    let Some(suffix) = owners.suffixes.ends(words) else { return false };
    let other = owners.not_bodies.ends(words).unwrap_or(0);
    other <= suffix && other < words.len()
}

/// Nothing within it says that somebody does something.
fn is_name(signs: &[char], run: &Run) -> bool {
    let (actions, owners) = (&LEXICON.actions, &LEXICON.owners);
    let count = |c: char| signs[run.clone()].iter().filter(|other| **other == c).count();
    if count('(') != count(')') {
        return false;
    }
    if !crate::times::within(signs, run, &crate::times::Anchor::default()).is_empty() {
        return false;
    }
    if matches!(signs[run.start], '前' | '后' | '底' | '内' | '报' | '送' | '经' | '由' | '请' | '至') {
        return false;
    }
    // 推进省级创新型县市区 does something to places, 建设局 is a body.
    let words = &signs[run.clone()];
    if words.len() > 6 && actions.verbs.begins(words).is_some_and(|n| n >= 2) && owners.common.ends(words).is_some() {
        return false;
    }
    let mut at = run.start;
    while at < run.end {
        let rest = &signs[at..run.end];
        if let Some(length) = owners.in_names.begins(rest) {
            at += length;
            continue;
        }
        let acts = at > run.start
            && (actions.verbs.begins(rest).is_some_and(|n| n >= 2) || actions.prepositions.begins(rest).is_some_and(|n| n >= 2));
        let stop = matches!(signs[at], '的' | '了' | '是' | '对' | '把' | '将' | '使' | '让' | '从' | '被' | ':' | '。' | '%');
        // 向 and 于 may begin a name, not stand in it.
        let stop = stop || at > run.start && matches!(signs[at], '向' | '于' | '给');
        let begins = at == run.start
            && (actions.prepositions.begins(rest).is_some() && !matches!(signs[at], '全' | '重' | '和')
                || actions.verbs.begins(rest).is_some_and(|n| n >= 2));
        if acts || stop || begins || modal(signs, at, run).is_some() {
            return false;
        }
        at += 1;
    }
    true
}
