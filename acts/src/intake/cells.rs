//! Cells 单元格: one cell of a source into one stored value, or why it is refused.

use super::amounts::{Scale, counted, money, squeezed};
use super::days;
use super::wrongs::{self, Wrong};
use domain::calendar::{Period, day_number};
use domain::registers::{Kind, Value};

/// A cell as a source gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell<'a> {
    pub text: &'a str,
    /// The source itself says that this is a date (a spreadsheet's serial day, already written as 2026-04-08).
    pub is_date: bool,
    /// The source says that a formula failed here.
    pub is_error: bool,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell { text, is_date: false, is_error: false }
    }
}

/// Characters that surround a text without being part of it.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// The text as it is seen: without signs that take no room, or turn what follows around. Two names that look alike are alike.
fn seen(text: &str) -> String {
    let hides = |c: char| {
        let turns =
            matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}');
        turns || c.is_control() && !matches!(c, '\n' | '\r' | '\t')
    };
    if text.contains(hides) { text.replace(hides, "") } else { text.to_owned() }
}

/// Read a cell of any kind that does not depend on the county. Those that do stay text.
pub(super) fn read(kind: Kind, cell: Cell<'_>, scale: Option<Scale>, period: Option<Period>) -> Result<Value, Wrong> {
    let text = cell.text;
    if text.contains('\0') {
        return Err(wrongs::not_text());
    }
    let int = |number: i64| Ok(Value::Int(number));
    match kind {
        Kind::Text | Kind::Code | Kind::Ref(_) | Kind::Unit | Kind::Indicator | Kind::Amount => Ok(Value::Text(seen(text))),
        Kind::Day => int(day_number(days::day(text).ok_or_else(wrongs::not_a_day)?)),
        Kind::Month => int(days::month(text, cell.is_date, period.map(|p| p.year)).ok_or_else(wrongs::not_a_month)?),
        Kind::Year => int(days::year(text).ok_or_else(wrongs::not_a_year)?),
        Kind::Count => int(counted(text, 0, &["个", "人", "户", "家", "次", "批", "项"])?),
        Kind::Money => int(money(text, scale.unwrap_or(Scale::WAN))?),
        Kind::Land => int(counted(text, 4, &["亩", "mu"])?),
        Kind::Percent => int(counted(text, 2, &["%", "％"])?),
        Kind::Flag => match squeezed(text).to_lowercase().as_str() {
            "yes" | "是" | "1" | "true" | "有" | "√" => int(1),
            "no" | "否" | "0" | "false" | "无" | "×" => int(0),
            _ => Err(wrongs::not_a_flag()),
        },
        Kind::Choice(choices) => choice(choices, text),
    }
}

/// By code, or by either name. Common words of other systems for a direction are understood.
fn choice(choices: &'static [(&'static str, &'static str, &'static str)], text: &str) -> Result<Value, Wrong> {
    let asked = text.trim().to_lowercase();
    let code = match asked.as_str() {
        "higher" | "higher_better" | "higher_is_better" | "increase" | "positive" | "asc" | "正向" | "max" | "1" | "+" => "up",
        "lower" | "lower_better" | "lower_is_better" | "decrease" | "negative" | "desc" | "逆向" | "负向" | "min" | "-1"
        | "-" => "down",
        other => other,
    };
    let found = choices.iter().find(|c| c.0 == code || c.1 == text.trim() || c.2.to_lowercase() == asked);
    found.map(|c| Value::Text(c.0.to_owned())).ok_or_else(|| wrongs::not_a_choice(choices))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::registers::UNIT_KINDS;

    fn int(kind: Kind, text: &str) -> Option<i64> {
        read(kind, text.into(), None, None).ok().and_then(|v| v.int())
    }

    #[test]
    fn case_67_a_text_is_what_is_seen_of_it() {
        let text = |text: &str| read(Kind::Text, text.into(), None, None).map(|v| v.text().unwrap_or_default().to_owned());
        for written in ["建昌镇", "建\u{200b}昌镇", "\u{202e}建昌镇\u{202c}", "\u{feff}建昌\u{2060}镇", "建昌镇\u{1b}\u{7}"]
        {
            assert_eq!(text(written).as_deref(), Ok("建昌镇"), "{written:?}");
        }
        assert_eq!(text("两行\n\t字").as_deref(), Ok("两行\n\t字"));
        assert!(text("a\0b").is_err());
    }

    #[test]
    fn real_files_are_forgiven_their_forms_but_not_their_errors() {
        assert_eq!(int(Kind::Money, " １２．５ "), Some(12_500_000));
        assert_eq!(int(Kind::Month, "2026年4月"), Some(202_604));
        assert_eq!(int(Kind::Month, "2026-13"), None);
        assert_eq!(int(Kind::Day, "2026年4月8日"), Some(20_260_408));
        assert_eq!(int(Kind::Day, "2026-02-30"), None);
        assert_eq!(int(Kind::Percent, "12.5%"), Some(1250));
        assert_eq!(int(Kind::Percent, "１２．５％"), Some(1250));
        assert_eq!(int(Kind::Count, "1,200 户"), Some(1200));
        assert_eq!(int(Kind::Count, "1.5"), None);
        assert_eq!(int(Kind::Flag, "是"), Some(1));
        assert_eq!(int(Kind::Flag, "maybe"), None);
        assert_eq!(read(Kind::Text, "a\0b".into(), None, None).err().map(|w| w.code), Some("load.not_text"));
    }

    #[test]
    fn choices_go_by_code_and_by_either_name() {
        for text in ["township", "Township", "乡镇", " 乡镇 "] {
            assert_eq!(choice(UNIT_KINDS, text).ok(), Some(Value::Text("township".to_owned())), "{text}");
        }
        assert_eq!(choice(UNIT_KINDS, "village").err().map(|w| w.code), Some("load.not_a_choice"));
    }

    #[test]
    fn a_date_of_a_spreadsheet_is_its_month_where_a_month_is_asked() {
        let cell = Cell { text: "2026-04-01", is_date: true, is_error: false };
        assert_eq!(read(Kind::Month, cell, None, None).ok(), Some(Value::Int(202_604)));
        assert_eq!(int(Kind::Month, "2026-04-01"), None);
    }
}
