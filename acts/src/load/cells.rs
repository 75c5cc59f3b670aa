//! Cells 单元格: one text of a file into one stored value, or the sentence that says what is wrong with it.

use domain::calendar::{Period, day_number, parse_day};
use domain::measure::{AmountError, parse_decimal};
use domain::registers::{Kind, Value};

/// Why a cell is refused: a stable code and the sentence in both languages.
pub(super) struct BadCell {
    pub code: &'static str,
    pub zh: String,
    pub en: String,
}

fn bad(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> BadCell {
    BadCell { code, zh: zh.into(), en: en.into() }
}

fn amount_error(error: AmountError) -> BadCell {
    use domain::lang::Lang;
    bad("load.not_an_amount", error.sentence(Lang::Zh), error.sentence(Lang::En))
}

/// Spaces, full-width digits and signs of real files come down to their plain forms.
pub(super) fn plain(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
        .chars()
        .map(|c| match c {
            '０'..='９' | '．' | '－' | '＋' | '％' | '，' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// Read a cell of any kind that does not point into another register.
pub(super) fn read(kind: Kind, text: &str) -> Result<Value, BadCell> {
    let number = |decimals: u8| parse_decimal(&plain(text), decimals).map(Value::Int).map_err(amount_error);
    match kind {
        Kind::Text | Kind::Code | Kind::Ref(_) => Ok(Value::Text(text.to_owned())),
        Kind::Day => parse_day(&plain(text)).map(|d| Value::Int(day_number(d))).ok_or_else(|| {
            bad(
                "load.not_a_day",
                "不是日期，请写成 2026-04-08，并确认有这一天",
                "not a day; write 2026-04-08 and make sure that day exists",
            )
        }),
        Kind::Month => month(&plain(text))
            .map(Value::Int)
            .ok_or_else(|| bad("load.not_a_month", "不是月份，请写成 2026-04", "not a month; write 2026-04")),
        Kind::Year => plain(text)
            .parse()
            .ok()
            .filter(|y| (1990..=2999).contains(y))
            .map(Value::Int)
            .ok_or_else(|| bad("load.not_a_year", "不是年份，请写成 2026", "not a year; write 2026")),
        Kind::Count => number(0),
        Kind::Money => number(6),
        Kind::Land => number(4),
        Kind::Percent => parse_decimal(plain(text).trim_end_matches('%'), 2).map(Value::Int).map_err(amount_error),
        Kind::Flag => match plain(text).as_str() {
            "yes" | "是" | "1" | "true" => Ok(Value::Int(1)),
            "no" | "否" | "0" | "false" => Ok(Value::Int(0)),
            _ => Err(bad("load.not_a_flag", "请写 yes 或 no", "write yes or no")),
        },
        Kind::Choice(choices) => choice(choices, text),
        // These depend on other rows and are read by `files`.
        Kind::Unit | Kind::Indicator | Kind::Amount => Ok(Value::Text(text.to_owned())),
    }
}

/// `2026-04`, `2026-4`, `202604`, `2026年4月`; a day of the month is refused.
fn month(text: &str) -> Option<i64> {
    let text = text.replace(['年', '/'], "-").replace('月', "");
    let (year, month) = match text.split_once('-') {
        Some((year, month)) => (year.to_owned(), format!("{month:0>2}")),
        None if text.len() == 6 && text.is_ascii() => (text[..4].to_owned(), text[4..].to_owned()),
        None => return None,
    };
    let period = Period::parse(&format!("{year}-{month}"))?;
    (period.from_month == period.to_month).then(|| i64::from(period.year) * 100 + i64::from(period.from_month))
}

/// By code, or by either name. Common words of other systems for a direction are understood.
fn choice(choices: &'static [(&'static str, &'static str, &'static str)], text: &str) -> Result<Value, BadCell> {
    let asked = text.trim().to_lowercase();
    let asked = match asked.as_str() {
        "higher" | "higher_better" | "higher_is_better" | "increase" | "positive" | "asc" | "正向" | "max" | "1" | "+" => "up",
        "lower" | "lower_better" | "lower_is_better" | "decrease" | "negative" | "desc" | "逆向" | "负向" | "min" | "-1"
        | "-" => "down",
        other => other,
    };
    let found = choices.iter().find(|c| c.0 == asked || c.1 == text.trim() || c.2 == text.trim());
    found.map(|c| Value::Text(c.0.to_owned())).ok_or_else(|| {
        let codes: Vec<&str> = choices.iter().map(|c| c.0).collect();
        let names: Vec<&str> = choices.iter().map(|c| c.1).collect();
        bad(
            "load.not_a_choice",
            format!("应为其中之一：{}（{}）", codes.join("、"), names.join("、")),
            format!("must be one of {}", codes.join(", ")),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_files_are_forgiven_their_forms_but_not_their_errors() {
        let int = |kind, text| read(kind, text).ok().and_then(|v| v.int());
        assert_eq!(int(Kind::Money, " １２．５ "), Some(12_500_000));
        assert_eq!(int(Kind::Month, "2026年4月"), Some(202_604));
        assert_eq!(int(Kind::Month, "2026-13"), None);
        assert_eq!(int(Kind::Day, "2026-02-30"), None);
        assert_eq!(int(Kind::Percent, "12.5%"), Some(1250));
        assert_eq!(int(Kind::Flag, "是"), Some(1));
        assert_eq!(int(Kind::Flag, "maybe"), None);
    }
}
