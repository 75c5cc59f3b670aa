//! Days 日期: days, months and years as real files write them.

use super::amounts::squeezed;
use domain::calendar::{Date, Period, day_of};

/// `2026-04-08`, `2026-4-8`, `2026/4/8`, `2026.4.8`, `2026年4月8日`, `20260408`, also with a time of midnight behind.
pub(super) fn day(text: &str) -> Option<Date> {
    let trimmed = text.trim();
    let date = match trimmed.split_once([' ', 'T']) {
        Some((date, time)) if is_midnight(time) => date,
        Some(_) | None => trimmed,
    };
    let numbers = numbers(date)?;
    let (year, month, day) = match numbers.as_slice() {
        [(eight, 8)] => (eight / 10_000, eight / 100 % 100, eight % 100),
        [(year, 4), (month, 1..=2), (day, 1..=2)] => (*year, *month, *day),
        _ => return None,
    };
    day_of(i64::from(year * 10_000 + month * 100 + day)).filter(|_| (1900..=2999).contains(&year) && month > 0)
}

/// `2026-04`, `2026/4`, `2026.4`, `2026年4月`, `2026年4月份`, `202604`; `4月` only in a year that is known. A day of a month is
/// refused, unless the source itself says that the cell is a date: a spreadsheet makes 1 April of “2026-4”.
pub(super) fn month(text: &str, is_date: bool, year_of: Option<i16>) -> Option<i64> {
    if is_date {
        return day(text).map(|d| i64::from(d.year()) * 100 + i64::from(d.month()));
    }
    if let Some(plain) = plain_month(text) {
        return plain;
    }
    let squeezed = squeezed(text);
    let text = squeezed.strip_suffix('份').unwrap_or(&squeezed);
    if let Some(alone) = text.strip_suffix('月').filter(|t| t.len() <= 2) {
        return valid_month(year_of?.into(), alone.parse().ok()?);
    }
    match numbers(text)?.as_slice() {
        [(six, 6)] => valid_month(six / 100, six % 100),
        [(year, 4), (month, 1..=2)] => valid_month(*year, *month),
        _ => None,
    }
}

/// 2026-04, as nearly every row of a long file has it; `None`: it is written otherwise.
fn plain_month(text: &str) -> Option<Option<i64>> {
    let &[a, b, c, d, b'-', e, f] = text.as_bytes() else { return None };
    let digits = [a, b, c, d, e, f];
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0'));
    Some(valid_month(number / 100, number % 100))
}

pub(super) fn year(text: &str) -> Option<i64> {
    let squeezed = squeezed(text);
    let text = squeezed.trim_end_matches('度').trim_end_matches('年');
    text.parse().ok().filter(|y| (1990..=2999).contains(y) && !text.starts_with('+'))
}

fn valid_month(year: i32, month: i32) -> Option<i64> {
    let valid = Period::YEARS.contains(&year) && (1..=12).contains(&month);
    valid.then(|| i64::from(year) * 100 + i64::from(month))
}

/// The numbers of a date with how many digits each has; only the usual signs may stand between them.
fn numbers(text: &str) -> Option<Vec<(i32, usize)>> {
    let plain = squeezed(text);
    let mut numbers = Vec::new();
    for part in plain.trim_end_matches(['日', '号', '月']).split(['-', '/', '.', '年', '月']) {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        numbers.push((part.parse().ok()?, part.len()));
    }
    Some(numbers)
}

fn is_midnight(time: &str) -> bool {
    !time.is_empty() && time.bytes().all(|b| matches!(b, b'0' | b':' | b'.' | b'Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_real_files() {
        let eighth = Some(Date::constant(2026, 4, 8));
        for text in [
            "2026-04-08",
            "2026-4-8",
            "2026/4/8",
            "2026.4.8",
            "2026年4月8日",
            " 2026 年 4 月 8 日 ",
            "20260408",
            "２０２６－０４－０８",
            "2026-04-08 00:00:00",
            "2026-04-08T00:00:00",
        ] {
            assert_eq!(day(text), eighth, "{text}");
        }
        for text in
            ["2026-02-30", "26-4-8", "4月8日", "2026-4", "2026-13-01", "2026-04-08 09:30", "2026-4-8-1", "", "46120", "昨天"]
        {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn months_of_real_files() {
        for text in ["2026-04", "2026-4", "2026/4", "2026.4", "2026年4月", "2026年04月份", "202604", "２０２６０４"] {
            assert_eq!(month(text, false, None), Some(202_604), "{text}");
        }
        for text in ["2026-13", "1989-12", "2026-00", "2026", "2026-04-08", "4月", "202613", "2026Q1", ""] {
            assert_eq!(month(text, false, None), None, "{text}");
        }
        assert_eq!(month("4月", false, Some(2026)), Some(202_604));
        assert_eq!(month("13月", false, Some(2026)), None);
        assert_eq!(month("2026-04-01", true, None), Some(202_604));
        assert_eq!((year("2026年"), year("２０２６年度"), year("+2026"), year("26")), (Some(2026), Some(2026), None, None));
    }
}
