//! Words 用语: days, money, percents and choices as pages print them, in both languages.

use crate::asked::encode;
use domain::calendar::{Date, day_of, day_text};
use domain::lang::Lang;
use domain::measure::{Ratio, WAN_IN_ENGLISH, fixed, grouped};
use domain::registers::{Kind, Record};
use jiff::civil::Weekday;

/// One decimal: "18.0".
pub fn percent(ratio: Ratio) -> String {
    grouped(&fixed(&ratio.times(100), 1))
}

/// With its sign: "+7.0", "−7.0".
pub fn signed(ratio: Ratio) -> String {
    let text = percent(ratio);
    if ratio.signum() > 0 && text != "0.0" { format!("+{text}") } else { text }
}

/// Fen in 万元, one decimal.
pub fn wan(fen: i64) -> String {
    grouped(&fixed(&Ratio::new(fen, 1_000_000), 1))
}

/// Fen in words: "9,012.0 万元", "90.1 million yuan".
pub fn money(fen: i64, lang: Lang) -> String {
    let (amount, unit) = domain::measure::money(fen, lang);
    format!("{amount}{}{unit}", lang.of("", " "))
}

/// What tables and boxes of money are counted in.
pub fn wan_unit(lang: Lang) -> &'static str {
    lang.of("万元", WAN_IN_ENGLISH)
}

/// 0.0001 mu in mu, one decimal.
pub fn mu(land: i64) -> String {
    grouped(&fixed(&Ratio::new(land, 10_000), 1))
}

/// So many days, in words.
pub fn days(count: i64, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Zh, _) => format!("{count}天"),
        (Lang::En, 1) => "1 day".to_owned(),
        (Lang::En, _) => format!("{count} days"),
    }
}

/// A day as stored, in words; empty if there is none.
pub fn day(number: Option<i64>, lang: Lang) -> String {
    number.and_then(day_of).map_or_else(String::new, |d| day_text(d, lang))
}

/// A day as stored, short: 2026-04-08.
pub fn iso(number: Option<i64>) -> String {
    number.and_then(day_of).map_or_else(String::new, |d| d.to_string())
}

pub fn weekday(day: Date, lang: Lang) -> &'static str {
    match day.weekday() {
        Weekday::Monday => lang.of("星期一", "Monday"),
        Weekday::Tuesday => lang.of("星期二", "Tuesday"),
        Weekday::Wednesday => lang.of("星期三", "Wednesday"),
        Weekday::Thursday => lang.of("星期四", "Thursday"),
        Weekday::Friday => lang.of("星期五", "Friday"),
        Weekday::Saturday => lang.of("星期六", "Saturday"),
        Weekday::Sunday => lang.of("星期日", "Sunday"),
    }
}

/// The label of a choice column.
pub fn choice(record: &Record, column: &str, lang: Lang) -> String {
    let code = record.text(column);
    let declared = record.register.columns.iter().find(|c| c.name == column).map(|c| c.kind);
    match declared {
        Some(Kind::Choice(choices)) => {
            choices.iter().find(|c| c.0 == code).map_or_else(|| code.to_owned(), |c| lang.of(c.1, c.2).to_owned())
        }
        _ => code.to_owned(),
    }
}

/// The name of a record that has `name` and `name_en`.
pub fn name(record: &Record, lang: Lang) -> &str {
    lang.name(record.text("name"), record.text("name_en"))
}

/// An address of one thing of a noun.
pub fn at(noun: &str, key: &str) -> String {
    format!("/{noun}/{}", encode(key))
}

/// Where a record of a register can be looked at.
pub fn record_address(noun: &str, key: &str) -> String {
    match noun {
        "units" => at("units", key),
        "projects" => at("projects", key),
        "key_projects" => at("key-projects", key),
        "campaigns" => at("campaigns", key),
        "directives" => at("directives", key),
        "proposals" => at("directives", key.split('|').next().unwrap_or(key)),
        "tasks" => at("tasks", key),
        "task_steps" | "task_stages" => at("tasks", key.split('|').next().unwrap_or(key)),
        "orders" => at("orders", key),
        "order_steps" => at("orders", key.split('|').next().unwrap_or(key)),
        "proceedings" => at("proceedings", key),
        "proceeding_steps" => at("proceedings", key.split('|').next().unwrap_or(key)),
        "merit_objections" | "merit_decisions" => "/merit/objections".to_owned(),
        "meetings" => at("meetings", key),
        "meeting_topics" | "meeting_steps" | "meeting_comments" | "meeting_speakers" | "meeting_attendances" => {
            at("meetings", key.split('|').next().unwrap_or(key))
        }
        "site_problems" => at("problems", key),
        "site_problem_steps" => at("problems", key.split('|').next().unwrap_or(key)),
        "project_stages" | "project_credits" => at("projects", key.split('|').next().unwrap_or(key)),
        "key_project_nodes" => at("key-projects", key.split('|').next().unwrap_or(key)),
        _ => crate::asked::address(&format!("/registers/{noun}"), [("key", key)].into_iter()),
    }
}
