//! Calendar 历: days, months, periods 期别, instants of the reporting zone, and working days.
//!
//! The reporting zone is Asia/Shanghai, which has kept one offset since 1991 (DECISIONS.md, Time).

pub use jiff::civil::Date;

use crate::lang::Lang;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

const OFFSET_MS: i64 = 8 * 3_600_000;
/// Milliseconds of a day; the reporting zone has no summer time.
pub const DAY_MS: i64 = 86_400_000;

/// 20260408, the stored form of a day.
pub fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The day of a stored number, if there is such a day.
pub fn day_of(number: i64) -> Option<Date> {
    let year = i16::try_from(number / 10_000).ok()?;
    Date::new(year, i8::try_from(number / 100 % 100).ok()?, i8::try_from(number % 100).ok()?).ok()
}

/// `2026-04-08`, strictly.
pub fn parse_day(text: &str) -> Option<Date> {
    let text = text.trim();
    let shape = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    if shape { text.parse().ok() } else { None }
}

/// Days from 1970-01-01.
fn days_from_epoch(day: Date) -> i64 {
    i64::from((day - Date::constant(1970, 1, 1)).get_days())
}

/// First instant of a day in the reporting zone, ms since the epoch.
pub fn start_of_day(day: Date) -> i64 {
    days_from_epoch(day) * DAY_MS - OFFSET_MS
}

/// Last instant of a day: a date given as `as_of` means this.
pub fn end_of_day(day: Date) -> i64 {
    start_of_day(day) + DAY_MS - 1
}

/// The day in the reporting zone on which an instant falls.
pub fn day_at(instant_ms: i64) -> Date {
    let days = (instant_ms + OFFSET_MS).div_euclid(DAY_MS);
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
}

/// `2026-04-08 10:20:30` in the reporting zone.
pub fn instant_text(instant_ms: i64) -> String {
    let seconds = (instant_ms + OFFSET_MS).rem_euclid(DAY_MS) / 1000;
    format!("{} {:02}:{:02}:{:02}", day_at(instant_ms), seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Whole days between two days.
pub fn days_between(from: Date, to: Date) -> i64 {
    days_from_epoch(to) - days_from_epoch(from)
}

/// The day so many days later, or earlier.
pub fn days_after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The same day so many months later; the last of the month where it has no such day.
pub fn months_after(day: Date, months: u32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

/// A day of the old calendar 农历, in the lunar year that begins in this one: 正月初九 is (1, 9).
pub fn lunar_day(year: i16, month: u32, day: u32) -> Option<Date> {
    let known = (1900..=2100).contains(&year) && (1..=12).contains(&month) && (1..=30).contains(&day);
    let (month, day) = (isize::try_from(month).ok()?, usize::try_from(day).ok()?);
    let found = tyme4rs::tyme::lunar::LunarDay::new(known.then_some(isize::from(year))?, month, day).ok()?;
    civil(found.get_solar_day())
}

/// The day of a solar term 节气 of a year, counted from 冬至 of the year before: 清明 is 7.
pub fn solar_term(year: i16, number: u8) -> Option<Date> {
    let known = (1900..=2100).contains(&year) && number < 24;
    let term = tyme4rs::tyme::solar::SolarTerm::from_index(known.then_some(isize::from(year))?, isize::from(number));
    civil(term.get_solar_day())
}

fn civil(day: tyme4rs::tyme::solar::SolarDay) -> Option<Date> {
    let (year, month) = (i16::try_from(day.get_year()).ok()?, i8::try_from(day.get_month()).ok()?);
    Date::new(year, month, i8::try_from(day.get_day()).ok()?).ok()
}

/// 2026年4月8日 · 8 Apr 2026.
pub fn day_text(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => format!("{} {} {}", day.day(), MONTHS[usize::from(day.month().unsigned_abs()) - 1], day.year()),
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A period 期别: whole months inside one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    pub year: i16,
    /// 1–12
    pub from_month: u8,
    /// `from_month`–12
    pub to_month: u8,
}

impl Period {
    /// Years that a period may be of.
    pub const YEARS: std::ops::RangeInclusive<i32> = 1990..=2999;

    pub fn month(year: i16, month: u8) -> Period {
        Period { year, from_month: month, to_month: month }
    }

    /// `2026`, `2026-Q1`, `2026-H1`, `2026-03`, `2026-01..2026-05`.
    pub fn parse(text: &str) -> Option<Period> {
        let text = text.trim();
        if let Some((from, to)) = text.split_once("..") {
            // A range of ranges is no period, nor are ends that overlap.
            if to.contains("..") {
                return None;
            }
            let (from, to) = (Period::parse(from)?, Period::parse(to)?);
            let one_year = from.year == to.year && (from == to || from.to_month < to.from_month);
            return one_year.then_some(Period { year: from.year, from_month: from.from_month, to_month: to.to_month });
        }
        let (year, part) = text.split_once('-').map_or((text, None), |(y, p)| (y, Some(p)));
        // `+3` would parse as a number.
        if year.len() != 4 || text.contains('+') {
            return None;
        }
        let year: i16 = year.parse().ok().filter(|&y| Period::YEARS.contains(&i32::from(y)))?;
        let (from_month, to_month) = match part {
            None => (1, 12),
            Some("Q1") => (1, 3),
            Some("Q2") => (4, 6),
            Some("Q3") => (7, 9),
            Some("Q4") => (10, 12),
            Some("H1") => (1, 6),
            Some("H2") => (7, 12),
            Some(month) if month.len() == 2 => {
                let month = month.parse().ok().filter(|m| (1..=12).contains(m))?;
                (month, month)
            }
            Some(_) => return None,
        };
        Some(Period { year, from_month, to_month })
    }

    /// The same months a year before.
    pub fn last_year(self) -> Period {
        Period { year: self.year - 1, ..self }
    }

    /// From January to the end of this period: what `cumulative` means.
    pub fn to_date(self) -> Period {
        Period { from_month: 1, ..self }
    }

    pub fn first_day(self) -> Date {
        Date::constant(self.year, self.from_month.cast_signed(), 1)
    }

    pub fn last_day(self) -> Date {
        Date::constant(self.year, self.to_month.cast_signed(), 1).last_of_month()
    }

    pub fn contains(self, day: Date) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    pub fn months(self) -> impl Iterator<Item = u8> {
        self.from_month..=self.to_month
    }

    /// Its months as a set, a bit each: bit 0 is January.
    pub fn month_bits(self) -> u16 {
        self.months().map(|m| 1_u16 << (m - 1)).sum()
    }

    /// 一季度 · first quarter, with the year.
    pub fn text(self, lang: Lang) -> String {
        let (zh, en) = match (self.from_month, self.to_month) {
            (1, 12) => (String::new(), String::new()),
            (1, 6) => ("上半年".to_owned(), "the first half of ".to_owned()),
            (7, 12) => ("下半年".to_owned(), "the second half of ".to_owned()),
            (1, 3) => ("一季度".to_owned(), "the first quarter of ".to_owned()),
            (4, 6) => ("二季度".to_owned(), "the second quarter of ".to_owned()),
            (7, 9) => ("三季度".to_owned(), "the third quarter of ".to_owned()),
            (10, 12) => ("四季度".to_owned(), "the fourth quarter of ".to_owned()),
            (m, n) if m == n => (format!("{m}月"), format!("{} ", MONTHS[usize::from(m) - 1])),
            (m, n) => (format!("{m}—{n}月"), format!("{}–{} ", MONTHS[usize::from(m) - 1], MONTHS[usize::from(n) - 1])),
        };
        match lang {
            Lang::Zh => format!("{}年{zh}", self.year),
            Lang::En => format!("{en}{}", self.year),
        }
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.from_month, self.to_month) {
            (1, 12) => write!(f, "{}", self.year),
            (1, 6) => write!(f, "{}-H1", self.year),
            (7, 12) => write!(f, "{}-H2", self.year),
            (m, n) if n == m + 2 && m % 3 == 1 => write!(f, "{}-Q{}", self.year, n / 3),
            (m, n) if m == n => write!(f, "{}-{m:02}", self.year),
            (m, n) => write!(f, "{0}-{m:02}..{0}-{n:02}", self.year),
        }
    }
}

/// The notices that come with the calendar crate: day, and whether it is worked. Each is written as the eight digits of the day,
/// 0 if it is worked, and four signs that nothing is made of here. The crate itself looks a day up with a pattern made for it,
/// which takes longer than the rest of a page.
static NOTICES: LazyLock<HashMap<Date, bool>> = LazyLock::new(|| {
    let notice = |text: &[u8]| {
        let day = std::str::from_utf8(text.get(..8)?).ok()?.parse().ok().and_then(day_of)?;
        Some((day, *text.get(8)? == b'0'))
    };
    tyme4rs::tyme::holiday::LEGAL_HOLIDAY_DATA.as_bytes().chunks(13).filter_map(notice).collect()
});

/// Working days 工作日: weekends, overridden by the State Council's yearly notice kept as data (register `holidays`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingDays {
    days: BTreeMap<Date, bool>,
}

/// No notice is known for a year, so its working days cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoNotice(pub i16);

impl NoNotice {
    pub fn sentence(self, lang: Lang) -> String {
        let NoNotice(year) = self;
        match lang {
            Lang::Zh => format!("{year}年的放假安排还没有登记，算不出工作日"),
            Lang::En => format!("the holidays of {year} are not known yet, so its working days cannot be counted"),
        }
    }
}

impl WorkingDays {
    /// From (day, is a working day).
    pub fn new(days: impl IntoIterator<Item = (Date, bool)>) -> WorkingDays {
        WorkingDays { days: days.into_iter().collect() }
    }

    fn knows(&self, year: i16) -> bool {
        self.days.range(Date::constant(year, 1, 1)..=Date::constant(year, 12, 31)).next().is_some()
    }

    pub fn is_working(&self, day: Date) -> Result<bool, NoNotice> {
        if let Some(&working) = self.days.get(&day) {
            return Ok(working);
        }
        if let Some(&working) = NOTICES.get(&day) {
            return Ok(working);
        }
        // The crate knows the notices up to 2026; later years must come as data.
        if day.year() > 2026 && !self.knows(day.year()) {
            return Err(NoNotice(day.year()));
        }
        Ok(!matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday))
    }

    /// Working days after one day, up to and with another.
    pub fn between(&self, from: Date, to: Date) -> Result<u32, NoNotice> {
        let (mut day, mut count) = (from, 0);
        while day < to {
            day = day.tomorrow().unwrap_or(to);
            count += u32::from(self.is_working(day)?);
        }
        Ok(count)
    }

    /// The `n`-th working day after a day; the day itself for none.
    pub fn after(&self, day: Date, n: u32) -> Result<Date, NoNotice> {
        if n == 0 { Ok(day) } else { self.nth_from(day.tomorrow().unwrap_or(day), n) }
    }

    /// The `n`-th latest working day up to and with a day.
    pub fn nth_back(&self, last: Date, n: u32) -> Result<Date, NoNotice> {
        let (mut day, mut left) = (last, n.max(1));
        loop {
            if self.is_working(day)? {
                left -= 1;
                if left == 0 {
                    return Ok(day);
                }
            }
            day = day.yesterday().unwrap_or(day);
        }
    }

    /// The `n`-th working day from `first` on, counting `first` itself if it is one; there is no day before the first (n = 0 means 1).
    pub fn nth_from(&self, first: Date, n: u32) -> Result<Date, NoNotice> {
        let (mut day, mut left) = (first, n.max(1));
        loop {
            if self.is_working(day)? {
                left -= 1;
                if left == 0 {
                    return Ok(day);
                }
            }
            day = day.tomorrow().unwrap_or(day);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn instants_are_shanghai_days() {
        assert_eq!(end_of_day(date(2026, 4, 8)) - start_of_day(date(2026, 4, 8)), DAY_MS - 1);
        assert_eq!(day_at(end_of_day(date(2026, 4, 8))), date(2026, 4, 8));
        assert_eq!(instant_text(end_of_day(date(2026, 4, 8))), "2026-04-08 23:59:59");
        assert_eq!(day_of(20_260_230), None);
    }

    #[test]
    fn periods_are_read_and_written() {
        for text in ["2026", "2026-Q1", "2026-Q4", "2026-H2", "2026-03", "2026-01..2026-05"] {
            assert_eq!(Period::parse(text).map(|p| p.to_string()).as_deref(), Some(text));
        }
        for text in ["2026-13", "2026-Q5", "26-01", "2026-05..2026-01", "2025-01..2026-01", ""] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    /// Every day of the years that are reported on, as the crate itself would say.
    #[test]
    fn notices_are_read_as_their_crate_reads_them() {
        let mut day = date(2025, 9, 20);
        while day < date(2026, 7, 1) {
            let (year, month) = (isize::from(day.year()), usize::from(day.month().unsigned_abs()));
            let theirs = tyme4rs::tyme::holiday::LegalHoliday::from_ymd(year, month, usize::from(day.day().unsigned_abs()));
            assert_eq!(NOTICES.get(&day).copied(), theirs.map(|holiday| holiday.is_work()), "{day}");
            day = day.tomorrow().expect("a day");
        }
        assert!(NOTICES.len() > 800, "{}", NOTICES.len());
    }

    #[test]
    fn days_of_the_old_calendar_and_solar_terms_are_found() {
        // Printed calendars: 正月初九 of 2023 and 2026, 除夕 of the year 2025, 清明 of 2026.
        assert_eq!(lunar_day(2023, 1, 9), Some(date(2023, 1, 30)));
        assert_eq!(lunar_day(2026, 1, 9), Some(date(2026, 2, 25)));
        assert_eq!(lunar_day(2025, 12, 29), Some(date(2026, 2, 16)));
        assert_eq!(lunar_day(2026, 13, 1), None);
        assert_eq!(lunar_day(2026, 1, 31), None);
        assert_eq!(solar_term(2026, 7), Some(date(2026, 4, 5)));
        assert_eq!(days_after(date(2026, 2, 27), 2), Some(date(2026, 3, 1)));
    }

    #[test]
    fn due_day_of_a_month_is_its_second_working_day() {
        // 清明 2026 is 4–6 April; books of March are due on 2 April (DECISIONS.md, Demo county).
        assert_eq!(WorkingDays::default().nth_from(date(2026, 4, 1), 2), Ok(date(2026, 4, 2)));
        assert_eq!(WorkingDays::default().is_working(date(2027, 4, 1)), Err(NoNotice(2027)));
    }
}
