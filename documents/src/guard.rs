//! Guard 防公式: text that a spreadsheet would run is written so that it stays text, and read back as it was.
//!
//! One apostrophe goes before a text that begins like a formula. So that reading can take it away again without a doubt, a text
//! that begins with apostrophes and then like a formula gets one too.

use std::borrow::Cow;

/// Marks with which a spreadsheet begins a formula, also in their full-width form; tab and line breaks hide one.
const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text as a CSV cell holds it.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_dangerous(text) && !is_number(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text as a cell of a workbook holds it: there every text is typed as text, so that only a guard of its own needs one.
pub fn guarded_in_workbook(text: &str) -> Cow<'_, str> {
    if text.starts_with('\'') { guarded(text) } else { Cow::Borrowed(text) }
}

/// What was meant by a cell that is read: without the guard.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_dangerous(rest)).unwrap_or(text)
}

fn is_dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(BEGINNINGS)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    all(whole) && all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guarded_reads_back_as_it_was() {
        for text in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "'=1",
            "''@a",
            "a=1",
            "'a",
            "-5",
            "",
        ] {
            for written in [guarded(text), guarded_in_workbook(text)] {
                assert_eq!(unguarded(&written), text, "{written}");
            }
            assert!(guarded(text) == text || guarded(text).starts_with('\''));
        }
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!((guarded("-5.50"), guarded("+3"), guarded("'a")), ("-5.50".into(), "+3".into(), "'a".into()));
        assert_eq!(unguarded("'-5"), "-5", "somebody typed the apostrophe of a spreadsheet");
    }
}
