//! Written 设置成文: settings as a TOML text that reads back unchanged — those that stand, or those of a workbook.

use super::paper::{Entry, Paper};
use crate::exports::file_text;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::day_text;
use domain::lang::Lang;
use domain::registers::{Kind, REGISTERS, Register};
use std::fmt::Write;

impl Office {
    /// The settings that somebody sees who reads business, or keeps.
    pub(crate) fn settings_of(&self, actor: &Actor) -> Result<Vec<&'static Register>, Error> {
        let mut seen = Vec::new();
        for register in REGISTERS.iter().copied().filter(|r| r.keeper.is_setting()) {
            if actor.scope().business() || self.may_add(actor, register)? {
                seen.push(register);
            }
        }
        Ok(seen)
    }

    /// Every setting that somebody may see, as a file that changes nothing when it is applied.
    pub fn settings_file(&self, actor: &Actor) -> Result<String, Error> {
        let mut out = format!(
            "# 挂图设置，{}；格式见 docs/settings.md\n# Guatu settings, {}; see docs/settings.md\n\n# reason = \"文号或理由 / document or reason\"\n",
            day_text(self.today, Lang::Zh),
            day_text(self.today, Lang::En),
        );
        for register in self.settings_of(actor)? {
            let (records, books) = self.register_for(actor, register, self.today)?;
            if !records.is_empty() {
                let _ = write!(out, "\n# {} {}\n", register.zh, register.en);
            }
            for record in records.iter() {
                let _ = write!(out, "\n[[{}]]\n", register.noun);
                for (at, column) in register.columns.iter().enumerate().filter(|(at, _)| !record.values[*at].is_null()) {
                    let text = file_text(record, at, &books);
                    let _ = writeln!(out, "{} = {}", column.name, value(column.kind, documents::guard::unguarded(&text)));
                }
            }
        }
        Ok(out)
    }
}

impl Paper {
    /// The same entries as a TOML text: what was uploaded as a workbook is shown, corrected and applied as one.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        if !self.reason.is_empty() {
            let _ = writeln!(out, "reason = {}", quoted(&self.reason));
        }
        for Entry { register, fields, .. } in &self.entries {
            let _ = write!(out, "\n[[{}]]\n", register.noun);
            for field in fields {
                let _ = writeln!(out, "{} = {}", quoted(&field.heading), quoted(&field.text));
            }
        }
        out
    }
}

/// Numbers and days stand bare, everything else in quotes.
fn value(kind: Kind, text: &str) -> String {
    let bare = match kind {
        Kind::Count | Kind::Money | Kind::Land | Kind::Percent | Kind::Amount | Kind::Year => is_number(text),
        Kind::Day => domain::calendar::parse_day(text).is_some(),
        Kind::Text | Kind::Code | Kind::Ref(_) | Kind::Unit | Kind::Indicator | Kind::Month | Kind::Flag | Kind::Choice(_) => {
            false
        }
    };
    if bare { text.to_owned() } else { quoted(text) }
}

/// As TOML writes numbers: no leading zero, digits on both sides of the point.
fn is_number(text: &str) -> bool {
    let plain = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = plain.split_once('.').map_or((plain, None), |(whole, part)| (whole, Some(part)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && part.is_none_or(digits) && whole.len() <= 18
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other if other.is_control() => _ = write!(out, "\\u{:04X}", u32::from(other)),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_written_so_that_they_read_back() {
        assert_eq!(quoted("一\"二\"\n\\\u{1}"), "\"一\\\"二\\\"\\n\\\\\\u0001\"");
        for (text, bare) in
            [("12.50", true), ("-10", true), ("0.5", true), ("007", false), ("1.", false), ("1e5", false), ("", false)]
        {
            assert_eq!(is_number(text), bare, "{text}");
        }
        let paper = Paper::of_toml("x", "reason = \"云办字\"\n[[units]]\n\"单位编号\" = \"a\"\nunit_name = \"甲\\n乡\"\n");
        let again = Paper::of_toml("x", &paper.to_toml());
        assert_eq!(again.to_toml(), paper.to_toml());
        assert_eq!(again.entries[0].fields.len(), 2);
    }
}
