//! Times 时限: until when and how often, as a text says it, counted from the day of the text.
//!
//! A deadline is the last day of what is named. Where the year is named nowhere it is left open; where it hangs on an event it
//! is said so. Nothing is guessed beyond that.

use crate::lexicon::{Festival, LEXICON};
use crate::numbers::numeral;
use crate::proposals::{Due, Recurrence};
use crate::shape::Block;
use crate::text::{Run, Text};
use domain::calendar::{Date, WorkingDays, days_after, lunar_day, solar_term};

/// A time that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    pub run: Run,
    pub means: Means,
    /// A bare period (今年, 12月), which is a deadline only where something is to be done.
    pub weak: bool,
    /// The year is named.
    pub dated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Means {
    Deadline(Due),
    Recurrence(Recurrence),
}

impl Time {
    pub fn due(&self) -> Option<Due> {
        match self.means {
            Means::Deadline(due) => Some(due),
            Means::Recurrence(_) => None,
        }
    }

    pub fn recurrence(&self) -> Option<Recurrence> {
        match self.means {
            Means::Deadline(_) => None,
            Means::Recurrence(recurrence) => Some(recurrence),
        }
    }
}

/// From which day times count.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Anchor<'a> {
    pub date: Option<Date>,
    pub working_days: Option<&'a WorkingDays>,
}

/// All times of a run, in order. Titles in 《》 are names and hold none.
pub(crate) fn within(signs: &[char], run: &Run, anchor: &Anchor<'_>) -> Vec<Time> {
    let (mut at, mut found) = (run.start, Vec::new());
    while at < run.end {
        if signs[at] == '《'
            && let Some(close) = signs[at..run.end].iter().position(|c| *c == '》')
        {
            at += close + 1;
            continue;
        }
        match time(signs, at, run, anchor) {
            Some(time) => {
                at = time.run.end.max(at + 1);
                found.push(time);
            }
            None => at += 1,
        }
    }
    found
}

fn time(signs: &[char], at: usize, run: &Run, anchor: &Anchor<'_>) -> Option<Time> {
    let rest = &signs[at..run.end];
    // 每人每年5280元 is a measure.
    let measure = signs[run.start..at].ends_with(&['每', '人']) || signs[run.start..at].ends_with(&['每', '户']);
    if measure {
        return None;
    }
    recurrence(rest, at)
        .or_else(|| since(signs, at, run, anchor))
        .or_else(|| old_calendar(rest, at, anchor))
        .or_else(|| phrase(rest, at, anchor))
        .or_else(|| festival(rest, at, anchor))
        .or_else(|| weekday(rest, at, anchor))
        .or_else(|| calendar(signs, at, run, anchor))
}

fn recurrence(rest: &[char], at: usize) -> Option<Time> {
    let (length, &recurrence) = LEXICON.recurrences.begins(rest)?;
    // 每月10日前 and 每周五 are said once.
    let tail = match recurrence {
        Recurrence::Monthly | Recurrence::Quarterly | Recurrence::Annual => day_tail(&rest[length..]),
        Recurrence::Weekly => {
            let named = usize::from(rest.get(length).is_some_and(|c| "一二三四五六日".contains(*c)));
            named + LEXICON.ends.begins(&rest[length + named..]).unwrap_or(0)
        }
        _ => 0,
    };
    Some(Time { run: at..at + length + tail, means: Means::Recurrence(recurrence), weak: false, dated: false })
}

/// Length of `6月30日前`, `10日前`, `底前` after 每年 or 每月.
fn day_tail(rest: &[char]) -> usize {
    let mut at = 0;
    while let Some((_, length)) = numeral(&rest[at..]).filter(|(n, _)| *n <= 31) {
        let after = at + length;
        if !matches!(rest.get(after), Some('月' | '日' | '号')) {
            return at;
        }
        at = after + 1;
    }
    at + LEXICON.ends.begins(&rest[at..]).unwrap_or(0)
}

/// 印发之日起30日内, 审议通过后20日内, 3个工作日内.
fn since(signs: &[char], at: usize, run: &Run, anchor: &Anchor<'_>) -> Option<Time> {
    let rest = &signs[at..run.end];
    let before = &signs[run.start..at];
    // 压缩至10个工作日以内 is how long it may take.
    let limits = LEXICON.most_before.ends(before).is_some() || before.last().is_some_and(|c| matches!(c, '至' | '到' | '过'));
    if limits || before.last().is_some_and(|c| c.is_ascii_digit() || *c == '.') {
        return None;
    }
    let issue = LEXICON.issue.begins(rest);
    let start = issue.unwrap_or(0);
    let lead = rest[start..].iter().take_while(|c| matches!(c, ',' | '的' | '在')).count();
    let (n, length) = numeral(&rest[start + lead..])?;
    let after = &rest[start + lead + length..];
    let (span, unit) = SPANS.iter().find_map(|(word, span)| {
        let word: Vec<char> = word.chars().collect();
        after.starts_with(&word).then_some((*span, word.len()))
    })?;
    let inside = ["以内", "之内", "内"].iter().find(|word| after[unit..].starts_with(&word.chars().collect::<Vec<_>>()))?;
    let length = start + lead + length + unit + inside.chars().count();
    // 自本措施印发之日起: whatever it is called that is issued.
    let issued = issue.is_some() || LEXICON.issue.ends(before).is_some();
    let due = if issued { counted(n, span, anchor) } else { Due::AfterEvent };
    let event = if issue.is_none() { event_before(signs, at).max(run.start) } else { at };
    Some(Time { run: event..at + length, means: Means::Deadline(due), weak: false, dated: true })
}

/// Where the words of an event begin that end in 后 or 起 just before: 市人民代表大会审议通过新区预算草案后.
fn event_before(signs: &[char], at: usize) -> usize {
    let ends = at.checked_sub(1).and_then(|last| signs.get(last)).is_some_and(|c| matches!(c, '后' | '起'));
    if !ends {
        return at;
    }
    let open = signs[..at].iter().rposition(|c| matches!(c, ',' | '。' | ';' | ':' | '(' | '!'));
    open.map_or(0, |open| open + 1).max(at.saturating_sub(40))
}

#[derive(Clone, Copy)]
enum Count {
    Days,
    WorkingDays,
    Weeks,
    Months,
    Years,
    Hours,
}

const SPANS: [(&str, Count); 14] = [
    ("个工作日", Count::WorkingDays),
    ("工作日", Count::WorkingDays),
    ("个自然日", Count::Days),
    ("个月", Count::Months),
    ("个季度", Count::Months),
    ("个小时", Count::Hours),
    ("小时", Count::Hours),
    ("个星期", Count::Weeks),
    ("周", Count::Weeks),
    ("日", Count::Days),
    ("天", Count::Days),
    ("年时间", Count::Years),
    ("年", Count::Years),
    ("月", Count::Months),
];

fn counted(n: u32, span: Count, anchor: &Anchor<'_>) -> Due {
    let Some(from) = anchor.date else { return Due::NoYear };
    let days = |days: u32| days_after(from, i64::from(days)).map_or(Due::NoSuchDay, Due::On);
    match span {
        Count::Days => days(n),
        Count::Hours => days(n.div_ceil(24)),
        Count::Weeks => days(n.saturating_mul(7)),
        Count::Months => months_later(from, n).map_or(Due::NoSuchDay, Due::On),
        Count::Years => months_later(from, n.saturating_mul(12)).map_or(Due::NoSuchDay, Due::On),
        Count::WorkingDays => {
            let none = WorkingDays::default();
            let known = anchor.working_days.unwrap_or(&none);
            let next = from.tomorrow().unwrap_or(from);
            if n > 1000 {
                return Due::NoSuchDay;
            }
            known.nth_from(next, n).map_or(Due::NoNotice, Due::On)
        }
    }
}

fn months_later(from: Date, months: u32) -> Option<Date> {
    let all = i32::from(from.year()) * 12 + i32::from(from.month()) - 1 + i32::try_from(months).ok()?;
    let (year, month) = (i16::try_from(all.div_euclid(12)).ok()?, i8::try_from(all.rem_euclid(12) + 1).ok()?);
    let first = Date::new(year, month, 1).ok()?;
    Date::new(year, month, from.day().min(first.days_in_month())).ok()
}

/// 农历正月初九, 正月十五前, 腊月二十三前.
fn old_calendar(rest: &[char], at: usize, anchor: &Anchor<'_>) -> Option<Time> {
    let marked = rest.starts_with(&['农', '历']);
    let mut i = if marked { 2 } else { 0 };
    let month = match rest.get(i)? {
        '正' => 1,
        '冬' => 11,
        '腊' => 12,
        _ if marked => {
            let (n, length) = numeral(&rest[i..])?;
            i += length - 1;
            n
        }
        _ => return None,
    };
    (rest.get(i + 1) == Some(&'月')).then_some(())?;
    i += 2;
    if rest.get(i) == Some(&'初') {
        i += 1;
    }
    let (day, length) = numeral(&rest[i..])?;
    i += length;
    i += usize::from(matches!(rest.get(i), Some('日')));
    i += LEXICON.ends.begins(&rest[i..]).unwrap_or(0);
    let due = match anchor.date {
        None => Due::NoYear,
        Some(date) => lunar_day(date.year(), month, day).map_or(Due::NoSuchDay, Due::On),
    };
    Some(Time { run: at..at + i, means: Means::Deadline(due), weak: false, dated: false })
}

fn phrase(rest: &[char], at: usize, anchor: &Anchor<'_>) -> Option<Time> {
    let (length, phrase) = LEXICON.phrases.begins(rest)?;
    let year = phrase.year.or_else(|| anchor.date.map(|date| date.year() + phrase.years));
    let due = match year {
        None => Due::NoYear,
        Some(year) => Date::new(year, phrase.month, phrase.day).map_or(Due::NoSuchDay, Due::On),
    };
    // 今年前三季度 is no 今年前.
    let tail = LEXICON.ends.begins(&rest[length..]).filter(|tail| numeral(&rest[length + tail..]).is_none()).unwrap_or(0);
    // 年底 of 年底前 was taken with the word; 三季度末前 is one.
    let run = at..at + length + tail;
    Some(Time { run, means: Means::Deadline(due), weak: phrase.weak && tail == 0, dated: phrase.year.is_some() })
}

fn festival(rest: &[char], at: usize, anchor: &Anchor<'_>) -> Option<Time> {
    let (length, festival) = LEXICON.festivals.begins(rest)?;
    // A festival is a deadline only with 前: 春节前.
    let tail = LEXICON.ends.begins(&rest[length..])?;
    let due = anchor.date.map_or(Due::NoYear, |date| festival_day(festival, date).map_or(Due::NoSuchDay, Due::On));
    Some(Time { run: at..at + length + tail, means: Means::Deadline(due), weak: false, dated: false })
}

fn festival_day(festival: &Festival, date: Date) -> Option<Date> {
    // What opens the year is meant of the next one in the second half of this.
    let year = date.year() + i16::from(festival.next && date.month() > 6);
    let day = |pair: [u8; 2]| Date::new(year, pair[0].cast_signed(), pair[1].cast_signed()).ok();
    festival
        .solar
        .and_then(day)
        .or_else(|| lunar_day(year, u32::from(festival.lunar?[0]), u32::from(festival.lunar?[1])))
        .or_else(|| solar_term(year, festival.term?))
}

/// 本周五, 下周一前.
fn weekday(rest: &[char], at: usize, anchor: &Anchor<'_>) -> Option<Time> {
    let weeks = match rest.first()? {
        '本' | '这' => 0,
        '下' => 1,
        _ => return None,
    };
    let week = 1 + usize::from(rest.get(1) == Some(&'个'));
    let named = match rest.get(week)? {
        '周' => week + 1,
        '星' if rest.get(week + 1) == Some(&'期') => week + 2,
        _ => return None,
    };
    let day = rest.get(named).and_then(|c| "一二三四五六日".find(*c)).map(|at| at / '一'.len_utf8());
    let length = named + usize::from(day.is_some());
    let tail = LEXICON.ends.begins(&rest[length..]).unwrap_or(0);
    (day.is_some() || tail > 0).then_some(())?;
    // A week without a day ends on its Friday, when offices do.
    let offset = i64::try_from(day.unwrap_or(4)).ok()? + 7 * weeks;
    let due = match anchor.date {
        None => Due::NoYear,
        Some(date) => {
            let monday = -i64::from(date.weekday().to_monday_zero_offset());
            days_after(date, monday + offset).map_or(Due::NoSuchDay, Due::On)
        }
    };
    Some(Time { run: at..at + length + tail, means: Means::Deadline(due), weak: false, dated: false })
}

/// Parts of a day of the calendar, as far as they are named.
#[derive(Default)]
struct Parts {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    length: usize,
    ends: bool,
    third: Option<u32>,
}

/// 2022年6月底前, 6月30日前, 10日前, 到2025年, 本月底, 12月.
fn calendar(signs: &[char], at: usize, run: &Run, anchor: &Anchor<'_>) -> Option<Time> {
    let end = run.end;
    let before = signs[run.start..at].last().copied();
    // A date does not begin within a number, nor as an ordinal.
    if before.is_some_and(|c| c.is_ascii_digit() || matches!(c, '第' | '.' | '·' | '每' | '-' | '~')) && signs[at] != '本' {
        return None;
    }
    let parts = parts(&signs[at..end], anchor)?;
    let dashed = parts.year.is_some() && before.is_some_and(|c| matches!(c, '-' | '~'));
    let bare_day = parts.month.is_none() && parts.day.is_some();
    let next = signs.get(at + parts.length).copied();
    // 2022年度, 2022年第4次, 5月份 are names of something; a day alone needs 前.
    let named = next.is_some_and(|c| matches!(c, '度' | '第' | '版' | '届' | '来'));
    // From that day on is no deadline: 2024年1月1日起.
    let from = next.is_some_and(|c| matches!(c, '起' | '后' | '以' | '至' | '-' | '~')) && !parts.ends;
    if dashed || bare_day && !parts.ends || named && !parts.ends || from {
        return None;
    }
    // A bare day is told as often as it is set.
    let weak = !parts.ends;
    let lead = before.is_some_and(|c| matches!(c, '到' | '至'));
    // 1到10月, 7月9日至17日: from when until when.
    let spans =
        lead && signs[run.start..at - 1].last().is_some_and(|c| c.is_ascii_digit() || matches!(c, '日' | '月' | '年' | '号'));
    if spans && !parts.ends {
        return None;
    }
    let run = at - usize::from(lead)..(at + parts.length).min(end);
    Some(Time { run, means: Means::Deadline(due(&parts, anchor)), weak: weak && !lead, dated: parts.year.is_some() })
}

fn parts(rest: &[char], anchor: &Anchor<'_>) -> Option<Parts> {
    let mut parts = Parts::default();
    let at = |i: usize| rest.get(i).copied();
    let mut i = 0;
    if rest.starts_with(&['本', '月']) {
        parts.month = anchor.date.map(|d| d.month().unsigned_abs().into()).or(Some(0));
        i = 2;
    } else if rest.starts_with(&['下', '个', '月']) || rest.starts_with(&['下', '月']) {
        let next = anchor.date.and_then(|d| months_later(d, 1));
        parts.year = next.and_then(|d| u32::try_from(d.year()).ok());
        parts.month = next.map(|d| d.month().unsigned_abs().into()).or(Some(0));
        i = if at(1) == Some('个') { 3 } else { 2 };
    } else {
        for word in ["今年", "本年", "当年", "明年"] {
            let word: Vec<char> = word.chars().collect();
            if rest.starts_with(&word) && numeral(&rest[2..]).is_some() {
                let later = u32::from(word[0] == '明');
                parts.year = anchor.date.and_then(|d| u32::try_from(d.year()).ok()).map(|y| y + later);
                i = 2;
            }
        }
        if i == 0
            && let Some((n, length)) = numeral(rest)
            && at(length) == Some('年')
        {
            (1949..=2100).contains(&n).then_some(())?;
            parts.year = Some(n);
            i = length + 1;
        }
        if let Some((n, length)) = numeral(&rest[i..])
            && at(i + length) == Some('月')
        {
            (1..=12).contains(&n).then_some(())?;
            parts.month = Some(n);
            i += length + 1;
            i += usize::from(at(i) == Some('份'));
        }
    }
    if let Some((n, length)) = numeral(&rest[i..])
        && matches!(at(i + length), Some('日' | '号'))
    {
        parts.day = Some(n);
        i += length + 1;
    }
    for (third, word) in ["上旬", "中旬", "下旬"].iter().enumerate() {
        if parts.month.is_some() && rest[i..].starts_with(&word.chars().collect::<Vec<_>>()) {
            parts.third = u32::try_from(third).ok();
            i += 2;
        }
    }
    for word in ["上半年", "年底", "年末", "一季度", "二季度", "三季度", "四季度"] {
        let word: Vec<char> = word.chars().collect();
        if parts.year.is_some() && parts.month.is_none() && rest[i..].starts_with(&word) {
            parts.month = Some(match word[0] {
                '上' | '二' => 6,
                '一' => 3,
                '三' => 9,
                _ => 12,
            });
            parts.ends = word[0] == '年';
            i += word.len();
        }
    }
    (parts.year.is_some() || parts.month.is_some() || parts.day.is_some()).then_some(())?;
    if let Some(length) = LEXICON.ends.begins(&rest[i..]) {
        parts.ends = true;
        i += length;
    }
    parts.length = i;
    (i > 0).then_some(parts)
}

fn due(parts: &Parts, anchor: &Anchor<'_>) -> Due {
    let year = parts.year.or_else(|| anchor.date.and_then(|date| u32::try_from(date.year()).ok()));
    if parts.day.is_some_and(|day| day == 0 || day > 31) {
        return Due::NoSuchDay;
    }
    let Some(year) = year.and_then(|year| i16::try_from(year).ok()) else { return Due::NoYear };
    let month = match (parts.month, parts.year, parts.day) {
        (Some(month), _, _) => month,
        // A day alone is of the month of the text.
        (None, None, Some(_)) => anchor.date.map_or(0, |date| date.month().unsigned_abs().into()),
        (None, _, _) => 12,
    };
    let Ok(month) = i8::try_from(month) else { return Due::NoSuchDay };
    let Ok(first) = Date::new(year, month, 1) else { return Due::NoSuchDay };
    let day = match (parts.day, parts.third) {
        (Some(day), _) => i8::try_from(day).unwrap_or(99),
        (None, Some(0)) => 10,
        (None, Some(1)) => 20,
        (None, _) => first.days_in_month(),
    };
    Date::new(year, month, day).map_or(Due::NoSuchDay, Due::On)
}

/// Is the run a day and nothing else: 2022年4月14日, （2023年7月1日）?
pub(crate) fn is_a_day(signs: &[char], run: &Run) -> bool {
    let open = signs[run.clone()].iter().take_while(|c| **c == '(').count();
    let within = run.start + open..run.end;
    let Some(rest) = signs.get(within) else { return false };
    parts(rest, &Anchor::default()).is_some_and(|parts| {
        let all = parts.year.is_some() && parts.month.is_some() && parts.day.is_some();
        all && rest[parts.length.min(rest.len())..].iter().all(|c| *c == ')')
    })
}

/// The day a text gives itself: that of its signature, else the first full day near its beginning, else the year of its number or title.
pub(crate) fn date_of(text: &Text, blocks: &[Block]) -> Option<Date> {
    let full = |run: &Run| {
        run.clone().find_map(|at| {
            let parts = parts(text.signs.get(at..run.end)?, &Anchor::default())?;
            let date =
                Date::new(i16::try_from(parts.year?).ok()?, i8::try_from(parts.month?).ok()?, i8::try_from(parts.day?).ok()?);
            let before = at.checked_sub(1).is_some_and(|b| text.signs[b].is_ascii_digit());
            date.ok().filter(|_| !before)
        })
    };
    let runs = || text.paragraphs.iter().zip(blocks);
    let signed = runs().filter(|(_, block)| **block == Block::Signature).find_map(|(p, _)| full(&p.run));
    let near = || {
        runs()
            .filter(|(_, block)| **block != Block::Noise)
            .take(6)
            .find_map(|(p, _)| full(&(p.run.start..p.run.end.min(p.run.start + 200))))
    };
    let year = || {
        let runs = runs().filter(|(_, block)| **block != Block::Noise).take(6);
        runs.map(|(p, _)| p.run.clone()).find_map(|run| year_within(&text.signs, &(run.start..run.end.min(run.start + 80))))
    };
    signed.or_else(near).or_else(|| Date::new(year()?, 1, 1).ok())
}

/// 〔2022〕43号, or 2024年.
fn year_within(signs: &[char], run: &Run) -> Option<i16> {
    run.clone().find_map(|at| {
        let rest = signs.get(at..run.end)?;
        let inside = if rest.first() == Some(&'[') { &rest[1..] } else { rest };
        let (n, length) = numeral(inside)?;
        let closes = inside.get(length).is_some_and(|c| matches!(c, ']' | '年'));
        (closes && (1949..=2100).contains(&n)).then(|| i16::try_from(n).ok())?
    })
}
