//! Targets 目标数量: which of the amounts in a clause are to be delivered.

use crate::lexicon::LEXICON;
use crate::numbers::{self, Amount, Bound};
use crate::proposals::Target;
use crate::text::{Run, Text};
use crate::times::Time;

/// The amounts of a clause that are to be delivered.
pub(crate) fn amounts(signs: &[char], clause: &Run, times: &[Time]) -> Vec<Amount> {
    let recurs = times.iter().any(|time| time.recurrence().is_some());
    // 每月一次: the one counts where something recurs.
    let counts = |amount: &Amount| amount.counts() || recurs && is_occasion(amount);
    let found: Vec<Amount> =
        numbers::within(signs, clause).into_iter().filter(|amount| !amount.unit.is_empty() && counts(amount)).collect();
    let kept = |at: &usize| {
        let amount = &found[*at];
        let timed = times.iter().any(|time| time.run.start < amount.run.end && time.run.end > amount.run.start);
        !timed
            && !amount.threshold
            && !is_example(signs, &found, *at)
            && !is_size(signs, clause, &found, *at)
            && !is_name(signs, clause, amount)
    };
    (0..found.len()).filter(kept).map(|at| found[at].clone()).collect()
}

pub(crate) fn targets(text: &Text, clause: &Run, amounts: &[Amount]) -> Vec<Target> {
    amounts
        .iter()
        .enumerate()
        .map(|(at, amount)| Target {
            what: what(text, clause, amounts, at),
            quantity: amount.quantity(text),
            at_least: matches!(amount.bound, Bound::Exact | Bound::Least),
            at_most: amount.bound == Bound::Most,
        })
        .collect()
}

/// How long something lasts.
const LASTING: [&str; 8] = ["小时", "分钟", "天", "岁", "个工作日", "工作日", "个月", "个小时"];

/// What is done on an occasion is counted in these.
const OCCASIONS: [&str; 5] = ["次", "场", "期", "篇", "场次"];

pub(crate) fn is_occasion(amount: &Amount) -> bool {
    OCCASIONS.contains(&amount.unit.as_str())
}

/// 100万吨铝制品、永昌锦纶等154个项目: what stands before 等 and a count is an example of it.
fn is_example(signs: &[char], found: &[Amount], at: usize) -> bool {
    let Some(later) = found.get(at + 1..) else { return false };
    later.iter().any(|other| {
        let between = &signs[found[at].end..other.run.start];
        between.last() == Some(&'等')
    })
}

/// 产值超10亿元企业10家, 500千伏变电站2座: the size of what is counted later, or of what is named.
fn is_size(signs: &[char], clause: &Run, found: &[Amount], at: usize) -> bool {
    let amount = &found[at];
    let after = signs.get(amount.end..clause.end).unwrap_or_default();
    let Some(next) = after.first().filter(|c| c.is_alphabetic()) else { return false };
    let counts = |other: &Amount| !other.is_money() && !other.is_share() && !is_physical(other);
    let counted_later = found.get(at + 1..).is_some_and(|later| {
        later.iter().any(|other| {
            let gap = &signs[amount.end..other.run.start];
            counts(other) && !gap.contains(&'、')
        })
    });
    // 年度投资1100亿元的221个项目 is both; 和, 及 lead to the next target.
    let joined = *next == '的' && after.get(1).is_some_and(char::is_ascii_digit) || "和及并、以".contains(*next);
    let sized = LEXICON.tense.size.begins(after).is_some();
    let measured = amount.is_money() || is_physical(amount);
    // 总投资50亿元的电池项目
    let attribute = measured && *next == '的' && !after.get(1).is_some_and(char::is_ascii_digit);
    attribute
        || measured
            && !joined
            && (counted_later || (sized || is_physical(amount)) && *next != '的' && !after_verb(signs, clause, amount))
}

fn is_physical(amount: &Amount) -> bool {
    ["千伏", "兆瓦", "千瓦", "吨", "平方米", "KV", "kV", "MW", "kW", "兆", "公里"].iter().any(|unit| amount.unit.ends_with(unit))
}

/// 完成10亿元投资: the amount is the object of the verb before it.
fn after_verb(signs: &[char], clause: &Run, amount: &Amount) -> bool {
    let before = &signs[clause.start..amount.run.start];
    LEXICON.actions.verbs.ends(before).is_some() || LEXICON.least_before.ends(before).is_some()
}

/// A number that belongs to a name: in quotation marks, or in a bracket of remarks.
fn is_name(signs: &[char], clause: &Run, amount: &Amount) -> bool {
    let before = &signs[clause.start..amount.run.start];
    let quotes = before.iter().filter(|c| **c == '"').count();
    let open = before.iter().filter(|c| **c == '(').count() > before.iter().filter(|c| **c == ')').count();
    let granted =
        (amount.is_money() || amount.is_share()) && LEXICON.actions.policy.within(signs, &(clause.start..amount.run.start));
    // 24小时巡查: how long, not how much.
    let measured = LEXICON.actions.measures.within(signs, &(clause.start..amount.run.start));
    let lasting = amount.bound == Bound::Exact && LASTING.contains(&amount.unit.as_str()) && !measured;
    let points = granted || lasting || amount.unit == "分" || before.last().is_some_and(|c| matches!(c, '前' | '第'));
    quotes % 2 == 1 || open || points
}

/// What is counted: the words between the amount before and this one, or those after it.
fn what(text: &Text, clause: &Run, amounts: &[Amount], at: usize) -> String {
    let amount = &amounts[at];
    let next = amounts.get(at + 1).map_or(clause.end, |other| other.run.start);
    let after =
        crate::sentences::cut(&text.signs, &(amount.end..next), |c| matches!(c, '、' | ',' | ';' | ')')).into_iter().next();
    let after = after.filter(|run| run.len() >= 2 && text.signs[run.start] != '、');
    let from = at.checked_sub(1).map_or(clause.start, |last| amounts[last].end);
    let mut before = from..amount.run.start;
    if let Some(mark) =
        text.signs[before.clone()].iter().rposition(|c| matches!(c, '、' | '"')).filter(|mark| mark + 3 < before.len())
    {
        before.start += mark + 1;
    }
    while let Some(length) =
        LEXICON.actions.verbs.begins(&text.signs[before.clone()]).filter(|n| *n >= 2 && before.len() >= n + 2)
    {
        before.start += length;
    }
    for words in [&LEXICON.least_before, &LEXICON.most_before, &LEXICON.about_before, &LEXICON.tense.growth, &LEXICON.tense.level]
    {
        if let Some(length) = words.ends(&text.signs[before.clone()]) {
            before.end -= length;
        }
    }
    let words = if before.len() >= 2 { Some(before) } else { after };
    words.map(|run| text.words(&run).trim_end_matches(['、', ',', '，', '；', '。']).to_owned()).unwrap_or_default()
}
