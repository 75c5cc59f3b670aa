//! Numbers 数量: an amount and its unit of measure, in Arabic digits or Chinese numerals, exact.

use crate::lexicon::LEXICON;
use crate::proposals::Quantity;
use crate::text::{Run, Text, number};
use domain::document::Number;

/// An amount that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// From the first digit to the last sign of the unit, with 余 and 多 between.
    pub run: Run,
    pub value: Number,
    /// As the text has it, with its scale: 万户.
    pub unit: String,
    pub bound: Bound,
    pub approximate: bool,
    /// Chinese numerals: 三项, 一千二百亩.
    pub chinese: bool,
    /// What it limits follows: 50亿元以上项目.
    pub threshold: bool,
    /// Up to where the words around it go: 以上.
    pub end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    Exact,
    Least,
    Most,
    About,
}

impl Amount {
    pub fn is_share(&self) -> bool {
        matches!(self.unit.as_str(), "%" | "％" | "‰") || self.unit.ends_with("百分点") || self.unit == "个点"
    }

    pub fn is_money(&self) -> bool {
        self.unit.ends_with('元')
            || matches!(self.unit.as_str(), "万" | "亿" | "万亿" | "千万" | "百万" | "千亿" | "百亿" | "十亿")
    }

    pub fn quantity(&self, text: &Text) -> Quantity {
        Quantity { value: self.value, unit: self.unit.clone(), span: text.span(&self.run), approximate: self.approximate }
    }

    /// The number is large enough, or measured, to be more than a manner of speaking: not 三项, 五个.
    pub fn counts(&self) -> bool {
        let units = i128::from(self.value.mantissa) / 10_i128.pow(u32::from(self.value.decimals.min(18)));
        !self.chinese || units >= 100 || self.is_share() || self.unit.len() > '个'.len_utf8() && units >= 10
    }
}

/// Whether a run has an amount in Arabic digits with a unit.
pub(crate) fn has_quantity(signs: &[char], run: &Run) -> bool {
    run.clone().any(|at| amount(signs, at, run).is_some_and(|found| !found.chinese && !found.unit.is_empty()))
}

/// All amounts of a run, in order.
pub(crate) fn within(signs: &[char], run: &Run) -> Vec<Amount> {
    let (mut at, mut found) = (run.start, Vec::new());
    while at < run.end {
        if signs[at] == '《'
            && let Some(close) = signs[at..run.end].iter().position(|c| *c == '》')
        {
            at += close + 1;
            continue;
        }
        match amount(signs, at, run) {
            Some(amount) => {
                at = amount.run.end;
                found.push(amount);
            }
            None => at = past(signs, at, run.end),
        }
    }
    shared_units(signs, &mut found);
    found
}

/// 分别完成47.2和11.1亿元: the unit of the last is that of all.
fn shared_units(signs: &[char], found: &mut [Amount]) {
    for at in (1..found.len()).rev() {
        let (before, after) = found.split_at_mut(at);
        let (first, last) = (&mut before[at - 1], &after[0]);
        let between = &signs[first.run.end..last.run.start];
        if first.unit.is_empty() && !last.unit.is_empty() && matches!(between, ['和' | '、' | '与' | '及']) && !first.chinese
        {
            first.unit.clone_from(&last.unit);
        }
    }
}

/// The next place where an amount may begin: digits are left as a whole.
fn past(signs: &[char], at: usize, end: usize) -> usize {
    let digits = signs[at..end].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
    at + digits.max(1)
}

fn amount(signs: &[char], at: usize, run: &Run) -> Option<Amount> {
    let c = *signs.get(at)?;
    if c.is_ascii_digit() { arabic(signs, at, run) } else { chinese(signs, at, run) }
}

fn arabic(signs: &[char], at: usize, run: &Run) -> Option<Amount> {
    let before = at.checked_sub(1).filter(|b| *b >= run.start).map(|b| signs[b]);
    // Part of a number or a name: 第3, A4, “131”, 5·12, 7×24.
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '第' | '.' | '·' | '×' | '/' | '_' | '+')) {
        return None;
    }
    // The second part of a ratio or of a time of day: 8.7:48.5, 23:57.
    if before == Some(':') && at.checked_sub(2).filter(|b| *b >= run.start).is_some_and(|b| signs[b].is_ascii_digit()) {
        return None;
    }
    let rest = &signs[at..run.end];
    let (digits, length) = arabic_digits(rest);
    let mut value = number(&digits)?;
    let mut i = length;
    // A range gives its lower end: 30—50个.
    if let Some(dash) = range(&rest[i..]) {
        i += dash;
    }
    if matches!(rest.get(i), Some(':' | '×' | '·' | '+')) && rest.get(i + 1).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let quoted = before == Some('"') && rest.get(i) == Some(&'"');
    let (unit, end, between) = unit(rest, i);
    if quoted || unit.is_none() && named(rest, i) {
        return None;
    }
    if negative(signs, at, run) {
        value.mantissa = -value.mantissa;
    }
    let unit = unit.map(|(scale, name)| format!("{scale}{name}")).unwrap_or_default();
    Some(finish(signs, run, at..at + end, value, unit, between, false))
}

/// A minus, not a dash between two words.
fn negative(signs: &[char], at: usize, run: &Run) -> bool {
    let before = |n: usize| at.checked_sub(n).filter(|b| *b >= run.start).map(|b| signs[b]);
    before(1) == Some('-') && !before(2).is_some_and(|c| c.is_alphanumeric() || matches!(c, '%' | ')'))
}

fn arabic_digits(rest: &[char]) -> (String, usize) {
    let (mut digits, mut i) = (String::new(), 0);
    while let Some(&c) = rest.get(i) {
        let three = || rest[i + 1..].iter().take(4).take_while(|c| c.is_ascii_digit()).count() == 3;
        match c {
            '0'..='9' => digits.push(c),
            '.' if !digits.contains('.') && rest.get(i + 1).is_some_and(char::is_ascii_digit) => digits.push(c),
            ',' if !digits.contains('.') && digits.len() <= 15 && three() => {}
            _ => break,
        }
        i += 1;
    }
    (digits, i)
}

/// Length of the upper end of a range: -50, 至50, ~50%.
fn range(rest: &[char]) -> Option<usize> {
    let dash = match rest.first()? {
        '-' | '~' => 1 + usize::from(matches!(rest.get(1), Some('-'))),
        '至' | '到' => 1,
        _ => return None,
    };
    let (_, length) = arabic_digits(rest.get(dash..)?);
    (length > 0).then_some(dash + length)
}

/// What follows makes a date or a name of the digits: 2023年, 6月, 10日, 3号, 12345热线, 4A.
fn named(rest: &[char], i: usize) -> bool {
    match rest.get(i) {
        None => false,
        // 47.2和11.1亿元: the unit is told with the last.
        Some('和' | '与' | '及') => !rest.get(i + 1).is_some_and(char::is_ascii_digit),
        Some(c) => !matches!(c, ',' | ';' | '。' | ')' | '、' | ':'),
    }
}

type Named = Option<(String, String)>;

/// The unit after the digits: (scale, name), its end, and whether 余 or 多 stands between.
fn unit(rest: &[char], from: usize) -> (Named, usize, bool) {
    let lexicon = &*LEXICON;
    let (mut i, mut between) = (from, false);
    let about = |i: &mut usize, between: &mut bool| {
        if let Some(length) = lexicon.about_between.begins(rest.get(*i..).unwrap_or_default()) {
            *i += length;
            *between = true;
        }
    };
    // 千公顷 and 千瓦 are units, not scales.
    if let Some(length) = lexicon.units.begins(rest.get(i..).unwrap_or_default())
        && rest[i] == '千'
    {
        return (Some((String::new(), rest[i..i + length].iter().collect())), i + length, false);
    }
    about(&mut i, &mut between);
    // 1个亿, but not 340个亿元以上项目.
    let counter = usize::from(
        rest.get(i) == Some(&'个') && rest.get(i + 1).is_some_and(|c| matches!(c, '亿' | '万')) && rest.get(i + 2) != Some(&'元'),
    );
    i += counter;
    let scale_at = i;
    if let Some(length) = lexicon.scales.begins(rest.get(i..).unwrap_or_default()) {
        i += length;
    }
    let scale: String = rest[scale_at..i].iter().collect();
    about(&mut i, &mut between);
    if let Some(length) = lexicon.units.begins(rest.get(i..).unwrap_or_default()) {
        let name: String = rest[i..i + length].iter().collect();
        let name_follows = |name: &str| match name {
            // A letter makes a name of it: 5G基站, 4P.
            "G" | "P" | "m" => true,
            _ => false,
        };
        if !name_follows(&name) {
            return (Some((scale, name)), i + length, between);
        }
    }
    if scale.is_empty() { (None, from, false) } else { (Some((scale, String::new())), i, between) }
}

/// 一千二百亩, 百分之二十, 三分之一.
fn chinese(signs: &[char], at: usize, run: &Run) -> Option<Amount> {
    let before = at.checked_sub(1).filter(|b| *b >= run.start).map(|b| signs[b]);
    if before.is_some_and(|c| is_numeral(c) || matches!(c, '第' | '数' | '几' | '十' | '初')) {
        return None;
    }
    let rest = &signs[at..run.end];
    if rest.starts_with(&['百', '分', '之']) {
        let (value, length) = chinese_number(&rest[3..]).or_else(|| {
            let (digits, length) = arabic_digits(&rest[3..]);
            Some((number(&digits)?, length))
        })?;
        return Some(finish(signs, run, at..at + 3 + length, value, "%".to_owned(), false, true));
    }
    let (value, length) = chinese_number(rest)?;
    if rest[length..].starts_with(&['分', '之']) {
        let (part, more) = chinese_number(&rest[length + 2..])?;
        let unit = format!("/{}", value.mantissa);
        return Some(finish(signs, run, at..at + length + 2 + more, part, unit, false, true));
    }
    let (unit, end, between) = unit(rest, length);
    let (scale, name) = unit?;
    Some(finish(signs, run, at..at + end, value, format!("{scale}{name}"), between, true))
}

fn is_numeral(c: char) -> bool {
    "〇零一二三四五六七八九十百千万亿两".contains(c)
}

/// A Chinese numeral of at least one sign; 万 and 亿 are left to the unit if nothing follows them.
fn chinese_number(rest: &[char]) -> Option<(Number, usize)> {
    let run = rest.iter().take_while(|c| is_numeral(**c)).count();
    let scaled = rest[..run].iter().rev().take_while(|c| matches!(c, '万' | '亿')).count();
    let length = if scaled < run { run - scaled } else { return None };
    let (mut total, mut section, mut digit) = (0_i64, 0_i64, 0_i64);
    let mut plain = String::new();
    for c in &rest[..length] {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' => 10_000,
            '亿' => 100_000_000,
            c => {
                digit = digit_of(*c)?;
                plain.push(char::from_digit(u32::try_from(digit).ok()?, 10)?);
                continue;
            }
        };
        if unit >= 10_000 {
            total = total.checked_add(section.checked_add(digit)?.checked_mul(unit)?)?;
            section = 0;
        } else {
            // 十 alone is ten.
            section = section.checked_add(digit.max(i64::from(unit == 10)).checked_mul(unit)?)?;
        }
        digit = 0;
    }
    // 二〇二三 is read sign by sign.
    let by_sign = plain.len() == length && length > 1;
    let mantissa = if by_sign { plain.parse().ok()? } else { total.checked_add(section)?.checked_add(digit)? };
    Some((Number { mantissa, decimals: 0 }, length))
}

fn digit_of(c: char) -> Option<i64> {
    let at = match c {
        '〇' | '零' => 0,
        '两' => 2,
        c => "一二三四五六七八九".chars().position(|d| d == c)? + 1,
    };
    i64::try_from(at).ok()
}

/// A small whole number at the beginning, Arabic or Chinese, and its length: of years, months, days.
pub(crate) fn numeral(rest: &[char]) -> Option<(u32, usize)> {
    let digits: String = rest.iter().take_while(|c| c.is_ascii_digit()).take(7).collect();
    if !digits.is_empty() {
        return Some((digits.parse().ok()?, digits.len()));
    }
    let (value, length) = chinese_number(rest)?;
    Some((u32::try_from(value.mantissa).ok()?, length))
}

/// Look around an amount for what bounds it.
fn finish(signs: &[char], run: &Run, found: Run, value: Number, unit: String, between: bool, chinese: bool) -> Amount {
    let lexicon = &*LEXICON;
    let before = &signs[run.start..found.start];
    let after = signs.get(found.end..run.end).unwrap_or_default();
    let mut end = found.end;
    let begins =
        [(&lexicon.about_before, Bound::About), (&lexicon.least_before, Bound::Least), (&lexicon.most_before, Bound::Most)];
    // The longest word is the one that is said: 不少于 ends with 少于 and means the other thing.
    let said = begins.iter().filter_map(|(words, means)| Some((words.ends(before)?, *means))).max_by_key(|(length, _)| *length);
    let mut bound = said.map_or(Bound::Exact, |(_, means)| means);
    let mut threshold = false;
    let ends = [(&lexicon.least_after, Bound::Least), (&lexicon.most_after, Bound::Most), (&lexicon.about_after, Bound::About)];
    for (words, means) in ends {
        if let Some(length) = words.begins(after) {
            bound = means;
            end += length;
            let next = after.get(length).copied();
            threshold = means != Bound::About && next.is_some_and(|c| c.is_alphabetic() && !"且并的后及和与".contains(c));
            break;
        }
    }
    let approximate = between || bound == Bound::About || lexicon.about_before.ends(before).is_some();
    Amount { run: found, value, unit, bound, approximate, chinese, threshold, end }
}
