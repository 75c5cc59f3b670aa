//! Figures 数据: numbers that a text reports about a state or a result, each with its subject, period and comparison.

use crate::lexicon::LEXICON;
use crate::numbers::{self, Amount};
use crate::proposals::{Comparison, ComparisonKind, ProposedFigure, Quantity};
use crate::sentences::Line;
use crate::text::{Run, Text};
use crate::times::{self, Anchor};

/// What an amount is in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Figure,
    Comparison(ComparisonKind),
    /// The base of a comparison: 去年37个.
    Before,
    /// Ranks, thresholds, sizes, totals of which a part is told.
    Nothing,
}

/// The figures of a sentence that reports.
pub(crate) fn of_line(text: &Text, line: &Line, sentence: usize) -> Vec<ProposedFigure> {
    let mut found: Vec<ProposedFigure> = Vec::new();
    let mut period = String::new();
    // The clause whose amounts the last figures came from; comparisons follow in it or the next.
    let mut subject_before: Option<Run> = None;
    for clause in line.clauses.iter().flat_map(|clause| crate::sentences::at_colons(&text.signs, clause)) {
        if let Some(named) = period_of(text, &clause) {
            period = named;
        }
        let amounts: Vec<Amount> = numbers::within(&text.signs, &clause).into_iter().filter(Amount::counts).collect();
        let shared = shared_subjects(text, &clause, &amounts);
        let base = found.len();
        for (at, amount) in amounts.iter().enumerate() {
            let place = place(text, &clause, &amounts, at, found.len() > base || subject_before.is_some() && !found.is_empty());
            match place {
                Place::Nothing => {}
                Place::Figure => {
                    let subject =
                        shared.get(at).cloned().unwrap_or_else(|| subject(text, &clause, amount, subject_before.as_ref()));
                    let quantity = signed(text, &clause, amount);
                    found.push(ProposedFigure {
                        quote: text.span(&clause),
                        sentence,
                        subject,
                        quantity,
                        period: period.clone(),
                        comparison: None,
                        sureness: 80,
                    });
                }
                Place::Comparison(kind) => compare(text, &clause, &mut found, kind, signed(text, &clause, amount)),
                Place::Before => before(text, &clause, &mut found, amount.quantity(text)),
            }
        }
        if found.len() > base {
            subject_before = Some(clause.clone());
        }
        level_with_last_year(text, &clause, &mut found);
    }
    found
}

fn compare(text: &Text, clause: &Run, found: &mut [ProposedFigure], kind: ComparisonKind, quantity: Quantity) {
    let Some(last) = found.last_mut() else { return };
    last.quote.end = last.quote.end.max(text.span(clause).end);
    match &mut last.comparison {
        // The first comparison is the one that is told.
        Some(_) => {}
        none => *none = Some(Comparison { kind, quantity, before: None }),
    }
}

fn before(text: &Text, clause: &Run, found: &mut [ProposedFigure], quantity: Quantity) {
    let Some(last) = found.last_mut() else { return };
    last.quote.end = last.quote.end.max(text.span(clause).end);
    if let Some(comparison) = &mut last.comparison {
        comparison.before = comparison.before.take().or(Some(quantity));
    }
}

/// 与上年持平 is a comparison of zero.
fn level_with_last_year(text: &Text, clause: &Run, found: &mut [ProposedFigure]) {
    let signs = text.at(clause);
    let level = signs.windows(2).any(|pair| pair == ['持', '平']);
    if let Some(last) = found.last_mut().filter(|last| level && last.comparison.is_none()) {
        let span = text.span(clause);
        last.quote.end = span.end;
        let value = domain::document::Number { mantissa: 0, decimals: 0 };
        let quantity = Quantity { value, unit: "%".to_owned(), span, approximate: false };
        last.comparison = Some(Comparison { kind: ComparisonKind::YearOnYear, quantity, before: None });
    }
}

fn place(text: &Text, clause: &Run, amounts: &[Amount], at: usize, follows: bool) -> Place {
    let tense = &LEXICON.tense;
    let (signs, amount) = (&text.signs, &amounts[at]);
    let from = at.checked_sub(1).map_or(clause.start, |last| amounts[last].end);
    let before = &signs[from..amount.run.start];
    let whole = &signs[clause.start..amount.run.start];
    let after = signs.get(amount.end..clause.end).unwrap_or_default();
    let ranked = is_rank(before) || is_ranked_among(after);
    if amount.threshold || amount.unit.is_empty() && !after.is_empty() || ranked || in_brackets(signs, clause, amount) {
        return Place::Nothing;
    }
    // 市下达的30亿元的任务 is what was asked, not what was reached.
    let asked =
        after.starts_with(&['的', '任', '务']) || after.starts_with(&['任', '务']) || after.starts_with(&['的', '目', '标']);
    if asked || is_size(amounts, at, after) || is_total(amounts, at, after) {
        return Place::Nothing;
    }
    // 完成考核目标61亿元的117%: the whole, and what share of it.
    let base =
        |at: usize| amounts.get(at + 1).is_some_and(|next| next.is_share() && signs[amounts[at].end..next.run.start] == ['的']);
    if base(at) {
        return Place::Nothing;
    }
    if at > 0 && (0..at).any(base) && follows && amount.is_share() {
        return Place::Comparison(ComparisonKind::ShareOfPlan);
    }
    // 是2011年的1.37倍
    if amount.unit == "倍" && follows && before.last() == Some(&'的') {
        return Place::Comparison(ComparisonKind::Change);
    }
    // 由3.2亿元增加到4.1亿元
    let risen =
        after.first().is_some_and(|c| "增提上下降升减".contains(*c)) && after.iter().take(4).any(|c| matches!(c, '到' | '至'));
    if risen && before.iter().any(|c| matches!(c, '由' | '从')) {
        return Place::Nothing;
    }
    if in_words(&tense.before, signs, &(from..amount.run.start))
        && !in_words(&tense.year_on_year, signs, &(from..amount.run.start))
        && !is_change(whole)
    {
        return Place::Before;
    }
    let kind = comparison_kind(signs, clause, amount);
    let changes = is_change(before);
    let own_subject = has_subject(text, clause, amount);
    if text.at(clause).windows(2).any(|pair| pair == ['分', '别']) && (own_subject || !follows || kind.is_none()) {
        return Place::Figure;
    }
    match kind {
        Some(ComparisonKind::ShareOfPlan) => {
            return if follows { Place::Comparison(ComparisonKind::ShareOfPlan) } else { Place::Figure };
        }
        Some(kind) if changes || amount.is_share() => {
            let earlier = follows && (!own_subject || at > 0);
            return if earlier { Place::Comparison(kind) } else { Place::Figure };
        }
        // 同口径完成3.67亿元 is told of itself.
        Some(kind) if follows && !own_subject && LEXICON.tense.level.ends(before).is_none() => return Place::Comparison(kind),
        Some(_) | None => {}
    }
    if changes && follows && (at > 0 || !own_subject) {
        return Place::Comparison(ComparisonKind::YearOnYear);
    }
    Place::Figure
}

fn in_words(words: &crate::words::Words, signs: &[char], run: &Run) -> bool {
    words.within(signs, run)
}

/// 增长, 下降 just before the number, perhaps with 了 between.
fn is_change(before: &[char]) -> bool {
    let tense = &LEXICON.tense;
    let trimmed: &[char] = before.strip_suffix(&['了']).unwrap_or(before);
    let trimmed = trimmed.strip_suffix(&['近']).or_else(|| trimmed.strip_suffix(&['约'])).unwrap_or(trimmed);
    let trimmed = trimmed.strip_suffix(&['了']).unwrap_or(trimmed);
    tense.growth.ends(trimmed).or(tense.fall.ends(trimmed)).is_some()
}

fn is_fall(before: &[char]) -> bool {
    let tense = &LEXICON.tense;
    let within = 0..before.len();
    tense.fall.first(before, &(before.len().saturating_sub(5)..within.end)).is_some()
}

fn is_rank(before: &[char]) -> bool {
    // 没有一个超过10亿元的: a threshold.
    let none = before.windows(2).any(|pair| pair == ['没', '有']);
    none || before.last().is_some_and(|c| matches!(c, '第' | '前')) && before.len() > 1
}

/// 7县(市)第一: among how many.
fn is_ranked_among(after: &[char]) -> bool {
    let close = after.iter().take(10).position(|c| *c == ')').filter(|_| after.first() == Some(&'('));
    after[close.map_or(0, |close| close + 1)..].starts_with(&['第'])
}

/// Within a bracket: a remark, not what is told.
fn in_brackets(signs: &[char], clause: &Run, amount: &Amount) -> bool {
    let before = &signs[clause.start..amount.run.start];
    before.iter().filter(|c| **c == '(').count() > before.iter().filter(|c| **c == ')').count()
}

/// 总投资50亿元的项目20个: the size of what is counted later in the clause.
fn is_size(amounts: &[Amount], at: usize, after: &[char]) -> bool {
    let counted_later =
        amounts.get(at + 1..).is_some_and(|later| later.iter().any(|other| !other.is_money() && !other.is_share()));
    let attribute = after.first().is_some_and(|c| c.is_alphabetic() && !"和及、以并比占较同增下".contains(*c));
    amounts[at].is_money() && attribute && counted_later
}

/// 16个团队中有9个: the whole of which a part is told.
fn is_total(amounts: &[Amount], at: usize, after: &[char]) -> bool {
    // 全县148个重点项目中，已开工112个; 25个项目有3个尚未开工.
    if amounts.len() == at + 1 && after.last() == Some(&'中') {
        return true;
    }
    let part = amounts.get(at + 1).filter(|next| next.unit == amounts[at].unit);
    let between = part.map(|next| &after[..(next.run.start - amounts[at].end).min(after.len())]);
    if between.is_some_and(|between| {
        between.len() >= 2 && (between.ends_with(&['有']) || between.ends_with(&['已']) || between.contains(&'已'))
    }) {
        return true;
    }
    let among = after
        .iter()
        .take(12)
        .position(|c| *c == '中')
        .is_some_and(|p| matches!(after.get(p + 1), Some('有' | ',' | '的')) || after.get(p + 1).is_none());
    among && amounts.len() > at + 1
}

fn comparison_kind(signs: &[char], clause: &Run, amount: &Amount) -> Option<ComparisonKind> {
    let tense = &LEXICON.tense;
    let run = clause.start..amount.run.start;
    if tense.plan_share.within(signs, &run) && amount.is_share() {
        return Some(ComparisonKind::ShareOfPlan);
    }
    // 比上年末 is a change, though it begins like 比上年.
    let change = tense.change.first(signs, &run);
    let year = tense.year_on_year.first(signs, &run);
    match (change, year) {
        (Some(change), Some(year)) => Some(if year.start < change.start || change.len() < year.len() {
            ComparisonKind::YearOnYear
        } else {
            ComparisonKind::Change
        }),
        (Some(_), None) => Some(ComparisonKind::Change),
        (None, Some(_)) => Some(ComparisonKind::YearOnYear),
        (None, None) => None,
    }
}

/// Does the clause say of what, before it says how much more?
fn has_subject(text: &Text, clause: &Run, amount: &Amount) -> bool {
    let tense = &LEXICON.tense;
    let signs = &text.signs;
    let run = clause.start..amount.run.start;
    let firsts = [&tense.growth, &tense.fall, &tense.year_on_year, &tense.change]
        .map(|words| words.first(signs, &run).map_or(run.end, |found| found.start));
    let begins = firsts.into_iter().min().unwrap_or(run.end);
    let mut start = clause.start;
    while let Some(length) = LEXICON.actions.connectives.begins(&signs[start..begins]) {
        start += length;
    }
    if signs[start..begins].starts_with(&['分', '别']) {
        start += 2;
    }
    let times = times::within(signs, &(start..begins), &Anchor::default());
    let timed: usize = times.iter().map(|time| time.run.len()).sum();
    let rate = [['增', '速'], ['增', '幅']].iter().any(|rate| signs[start..begins] == *rate);
    begins.saturating_sub(start + timed) >= 2 && !rate
}

/// A、B、C分别增长x、y、z: whose number each is.
fn shared_subjects(text: &Text, clause: &Run, amounts: &[Amount]) -> Vec<String> {
    let signs = text.at(clause);
    let Some(at) = signs.windows(2).position(|pair| pair == ['分', '别']) else { return Vec::new() };
    let names = crate::sentences::cut(&text.signs, &(clause.start..clause.start + at), |c| c == '、');
    let names: Vec<String> = names.iter().map(|run| text.words(run).trim_end_matches('、').to_owned()).collect();
    if names.len() == amounts.len() { names } else { Vec::new() }
}

/// What the number is of: the words before it, or those of the clause before.
fn subject(text: &Text, clause: &Run, amount: &Amount, before: Option<&Run>) -> String {
    let tense = &LEXICON.tense;
    let cut = |run: &Run| {
        let mut run = run.clone();
        while let Some(length) = LEXICON.actions.connectives.begins(&text.signs[run.clone()]) {
            run.start += length;
        }
        while let Some(time) =
            times::within(&text.signs, &run, &Anchor::default()).first().filter(|time| time.run.start == run.start)
        {
            run.start = time.run.end;
        }
        while let Some(length) = [&tense.level, &tense.growth, &tense.fall, &LEXICON.least_before]
            .iter()
            .find_map(|w| w.ends(&text.signs[run.clone()]))
        {
            run.end -= length;
        }
        text.words(&run)
    };
    let own = cut(&(clause.start..amount.run.start));
    if own.chars().count() >= 2 {
        return own;
    }
    let after = amount.end..clause.end;
    if after.len() >= 2 {
        return text.words(&after);
    }
    before.map(cut).unwrap_or_default()
}

fn signed(text: &Text, clause: &Run, amount: &Amount) -> Quantity {
    let mut quantity = amount.quantity(text);
    let before = &text.signs[clause.start..amount.run.start];
    if is_change(before) && is_fall(before) {
        quantity.value.mantissa = -quantity.value.mantissa.abs();
    }
    quantity
}

/// 今年一季度, 2022年末: of when the numbers are.
fn period_of(text: &Text, clause: &Run) -> Option<String> {
    let times = times::within(&text.signs, clause, &Anchor::default());
    let time = times.iter().find(|time| time.due().is_some())?;
    Some(text.words(&time.run))
}
