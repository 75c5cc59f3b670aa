//! `guatu merit` 实绩: persons, the facts under their names, files of them, objections and decisions; by the same acts as the pages.

use super::supervision::asked;
use super::verifications;
use crate::desk::Desk;
use crate::options::{MeritCommand, MeritDecide, MeritExport, MeritFormat, MeritList, MeritObject, MeritObjections, MeritShow};
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::acting::{Caller, fresh_key};
use acts::bulletins::Format;
use acts::merit::{Deciding, EventRow, MeritQuery, MeritRecord, ObjectionRow, PersonRow, Span, TieRow, Whose};
use acts::{Error, Office};
use domain::calendar::{Date, Period};
use domain::lang::Lang;
use domain::merit::Outcome;
use serde_json::{Value, json};
use std::fmt::Write;

pub fn run(desk: &Desk, command: &MeritCommand) -> Result<(), Stop> {
    match command {
        MeritCommand::List(asked) => list(desk, asked),
        MeritCommand::Show(asked) => show(desk, asked),
        MeritCommand::Export(asked) => export(desk, asked),
        MeritCommand::Objections(asked) => objections(desk, asked),
        MeritCommand::Object(asked) => object(desk, asked),
        MeritCommand::Decide(asked) => decide(desk, asked),
    }
}

/// The period asked for, or the year so far.
fn span(period: Option<&String>, as_of: Date) -> Result<Span, Stop> {
    let so_far = Period { year: as_of.year(), from_month: 1, to_month: as_of.month().unsigned_abs() };
    let parsed = period.map(|text| Period::parse(text).ok_or_else(|| Error::BadPeriod(text.clone()))).transpose()?;
    Ok(Span::of(parsed.unwrap_or(so_far), as_of)?)
}

/// An office that does something, and on whose behalf.
fn acting(desk: &Desk) -> Result<(Office, Caller), Stop> {
    let office = verifications::office(desk)?;
    let caller = Caller { key: fresh_key(), ..Caller::operator(desk.scope(&office)?.county()) };
    Ok((office, caller))
}

/// One line for each, or all as JSON.
fn printed<T>(format: MeritFormat, of: &[T], line: impl Fn(&T) -> String, value: impl Fn(&T) -> Value) -> Result<(), Stop> {
    output::print(&match format {
        MeritFormat::Table => of.iter().map(|one| line(one).trim_end().to_owned() + "\n").collect(),
        MeritFormat::Json => pretty(&Value::Array(of.iter().map(value).collect())),
    })
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn name(lang: Lang, names: &(String, String)) -> &str {
    lang.name(&names.0, &names.1)
}

fn list(desk: &Desk, asked_for: &MeritList) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let query = MeritQuery { unit: asked_for.unit.clone(), words: String::new() };
    let rows = office.merit_persons(&actor, span(asked_for.period.as_ref(), as_of)?, &query)?;
    let lang = desk.lang;
    let line = |row: &PersonRow| {
        let unit = name(lang, &row.held.unit_name);
        format!("{}  {}  {unit}  {}", row.person, name(lang, &row.name), name(lang, &row.held.title))
    };
    printed(asked_for.format, &rows, line, |row| {
        json!({
            "person": row.person, "name": name(lang, &row.name), "unit": row.held.unit, "title": name(lang, &row.held.title),
            "from": row.held.from.map(|day| day.to_string()), "until": row.held.until.map(|day| day.to_string()),
        })
    })
}

fn show(desk: &Desk, asked_for: &MeritShow) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let record = office.merit_record(&actor, span(asked_for.period.as_ref(), as_of)?, &asked_for.person)?;
    output::print(&match asked_for.format {
        MeritFormat::Table => told(&record, desk.lang),
        MeritFormat::Json => pretty(&value(&record, desk.lang)),
    })
}

fn told(record: &MeritRecord, lang: Lang) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}  {}", record.person, name(lang, &record.name));
    for held in &record.posts {
        let _ = writeln!(out, "{}", held.text(lang));
    }
    if record.events.is_empty() {
        let _ = writeln!(out, "{}", domain::notices::nothing(lang));
    }
    for row in &record.events {
        let _ = writeln!(out, "{}", line(row, lang));
    }
    for row in &record.left_out {
        let _ = writeln!(out, "{}  {}", lang.of("不再计入", "left out"), line(row, lang));
    }
    for row in &record.objections {
        let _ = writeln!(out, "{}  {}", row.objection.code, row.sentence(lang));
    }
    out
}

fn line(row: &EventRow, lang: Lang) -> String {
    let ties: Vec<String> = row.ties.iter().map(|tie| tie.text(lang)).collect();
    let timing = row.timing.map_or_else(String::new, |timing| format!("  {}", timing.text(lang)));
    let (kind, ties) = (row.id.kind.label(lang), ties.join(lang.of("；", "; ")));
    format!("{}  {kind}  {}{timing}  {ties}  {}", row.id.on, name(lang, &row.title), row.id)
}

fn value(record: &MeritRecord, lang: Lang) -> Value {
    let event = |row: &EventRow| {
        json!({
            "event": row.id.to_string(), "on": row.id.on.to_string(), "planned": row.planned.map(|day| day.to_string()),
            "kind": row.id.kind.register().noun, "title": name(lang, &row.title), "own": row.is_own(),
            "ties": row.ties.iter().map(|row| tie(row, lang)).collect::<Vec<Value>>(), "persons": row.persons,
        })
    };
    let events = |rows: &[EventRow]| rows.iter().map(event).collect::<Vec<Value>>();
    json!({
        "person": record.person, "name": name(lang, &record.name),
        "posts": record.posts.iter().map(|held| held.text(lang)).collect::<Vec<String>>(),
        "events": events(&record.events), "left_out": events(&record.left_out),
        "objections": record.objections.iter().map(|row| objection(row, lang)).collect::<Vec<Value>>(),
    })
}

fn tie(row: &TieRow, lang: Lang) -> Value {
    match row {
        TieRow::Own(part) => json!({"own": part.label(lang)}),
        TieRow::Unit { unit, title, share, .. } => {
            // In hundredths of a percent, as it is kept.
            json!({"unit": unit, "post": name(lang, title), "share": share})
        }
    }
}

fn objection(row: &ObjectionRow, lang: Lang) -> Value {
    let o = &row.objection;
    let decided = o.decided.as_ref().map(|decided| {
        json!({
            "outcome": decided.outcome.code(), "on": decided.on.to_string(), "reason": decided.reason,
            "by": name(lang, &row.decided_by),
        })
    });
    json!({
        "objection": o.code, "person": o.person, "event": o.event.to_string(), "title": name(lang, &row.title),
        "on": o.on.to_string(), "reason": o.reason, "decided": decided,
    })
}

fn export(desk: &Desk, asked_for: &MeritExport) -> Result<(), Stop> {
    let ending = asked_for.out.extension().map_or_else(String::new, |ending| ending.to_string_lossy().into_owned());
    let formats = [Format::Docx, Format::Pdf, Format::Xlsx];
    let format = formats.into_iter().find(|format| format.extension() == ending).ok_or(Wrong::Format(ending))?;
    let press = desk.press();
    press.ready(&[format])?;
    let (office, caller) = acting(desk)?;
    let lang = desk.asked_lang.unwrap_or_default();
    let span = span(asked_for.period.as_ref(), office.as_of(desk.as_of)?)?;
    let whose = match (&asked_for.whose.person, &asked_for.whose.unit) {
        (Some(person), _) => Whose::Person(person),
        (None, unit) => Whose::Unit(unit.as_deref().unwrap_or_default()),
    };
    let exported = office.export_merit(&caller, span, whose, lang)?;
    let bytes = match format {
        Format::Xlsx => documents::xlsx::write_table(&exported.table, &exported.title, "", lang),
        Format::Docx | Format::Pdf | Format::Html | Format::Md | Format::Json => press.print(&exported.document, format, None)?,
    };
    output::write_file(&asked_for.out, &bytes)?;
    let path = asked_for.out.display();
    desk.say(&format!("已写出 {path}"), &format!("wrote {path}"));
    Ok(())
}

fn objections(desk: &Desk, asked_for: &MeritObjections) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let (rows, lang) = (office.merit_objections(&actor, as_of)?, desk.lang);
    let line = |row: &ObjectionRow| format!("{}  {}  {}", row.objection.code, name(lang, &row.name), row.sentence(lang));
    printed(asked_for.format, &rows, line, |row| objection(row, lang))
}

fn object(desk: &Desk, asked_for: &MeritObject) -> Result<(), Stop> {
    let (office, caller) = acting(desk)?;
    let code = office.object_to_merit(&caller, &asked_for.person, &asked_for.event, &asked_for.reason)?;
    output::print(&format!("{code}\n"))
}

fn decide(desk: &Desk, asked_for: &MeritDecide) -> Result<(), Stop> {
    let outcome = Outcome::parse(&asked_for.outcome).ok_or_else(|| Wrong::Word(asked_for.outcome.clone()))?;
    let (office, caller) = acting(desk)?;
    let MeritDecide { code, reason, by, .. } = asked_for;
    office.decide_merit_objection(&caller, code, &Deciding { outcome, reason, by })?;
    output::print(&format!("{code}  {}\n", outcome.label(desk.lang)))
}
