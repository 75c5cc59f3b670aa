//! `guatu proceedings` 问责: what the rules propose, what became of it, and what the office does about it; by the same acts as the
//! pages. Nobody decides at the command line: a leader does, by name.

use crate::commands::verifications;
use crate::desk::Desk;
use crate::options::{
    LadderList, ProceedingsCommand, ProceedingsFormat, ProceedingsList, ProceedingsOne, ProceedingsOpen, ProceedingsServe,
};
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::Office;
use acts::acting::{Caller, fresh_key};
use acts::proceedings::{Doing, Evidence, Grounded, Opening, ProceedingPage, ProceedingQuery, ProceedingRow, Proposed};
use domain::accountability::{State, Step};
use domain::actors::Actor;
use domain::calendar::Date;
use domain::lang::Lang;
use serde_json::{Value, json};
use std::fmt::Write;

pub fn run(desk: &Desk, command: &ProceedingsCommand) -> Result<(), Stop> {
    match command {
        ProceedingsCommand::Ladder(asked) => ladder(desk, asked),
        ProceedingsCommand::List(asked) => list(desk, asked),
        ProceedingsCommand::Show(asked) => show(desk, asked),
        ProceedingsCommand::Open(asked) => open(desk, asked),
        ProceedingsCommand::Serve(asked) => serve(desk, asked),
    }
}

/// The office, whoever sits at the command line, and the day looked from.
fn asked(desk: &Desk) -> Result<(Office, Actor, Date), Stop> {
    let office = desk.office()?;
    let actor = Office::operator(desk.scope(&office)?.county());
    let as_of = office.as_of(desk.as_of)?;
    Ok((office, actor, as_of))
}

/// An office that does something, and on whose behalf.
fn acting(desk: &Desk) -> Result<(Office, Caller), Stop> {
    let office = verifications::office(desk)?;
    let caller = Caller { key: fresh_key(), ..Caller::operator(desk.scope(&office)?.county()) };
    Ok((office, caller))
}

/// One line for each, or all as JSON.
fn printed<T>(format: ProceedingsFormat, of: &[T], line: impl Fn(&T) -> String, value: impl Fn(&T) -> Value) -> Result<(), Stop> {
    output::print(&match format {
        ProceedingsFormat::Table => of.iter().map(|one| line(one).trim_end().to_owned() + "\n").collect(),
        ProceedingsFormat::Json => pretty(&Value::Array(of.iter().map(value).collect())),
    })
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn ladder(desk: &Desk, asked_for: &LadderList) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let mut ladder = office.ladder(&actor, as_of)?;
    ladder.proposals.retain(|p| asked_for.unit.as_ref().is_none_or(|unit| *unit == p.unit));
    let lang = desk.lang;
    let newest =
        |of: &Grounded| ladder.newest(of).map_or_else(String::new, |e| format!("{} {}", e.label.of(lang), e.said.of(lang)));
    let line = |p: &Proposed| {
        let beside: String =
            p.beside.iter().map(|of| format!("\n{}  +  {}  {}", p.unit, of.rule.rung.label(lang), newest(of))).collect();
        format!("{}  {}  {}  {}{beside}", p.unit, p.ground, p.first.rule.rung.label(lang), newest(&p.first))
    };
    let grounded = |of: &Grounded| {
        json!({
            "rung": of.rule.rung.code(), "rule": of.rule.id, "sentence": of.rule.sentence(lang), "evidence": of.evidence,
        })
    };
    printed(asked_for.format, &ladder.proposals, line, |p| {
        let mut value = grounded(&p.first);
        value["unit"] = json!(p.unit);
        value["unit_name"] = json!(lang.name(&p.unit_name.0, &p.unit_name.1));
        value["ground"] = json!(p.ground);
        value["beside"] = p.beside.iter().map(grounded).collect();
        value
    })
}

fn list(desk: &Desk, asked_for: &ProceedingsList) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let state = |text: &String| State::parse(text).ok_or_else(|| Stop::from(Wrong::Word(text.clone())));
    let query = ProceedingQuery {
        unit: asked_for.unit.clone().unwrap_or_default(),
        state: asked_for.state.as_ref().map(state).transpose()?,
        over: asked_for.over,
    };
    let lang = desk.lang;
    let rows = office.proceedings(&actor, as_of, &query, 0, usize::MAX)?.rows;
    let line = |p: &ProceedingRow| {
        let unit = lang.name(&p.unit_name.0, &p.unit_name.1);
        format!("{}  {}  {}  {unit}  {}  {}", p.code, p.last_on, p.state.label(lang), p.rung.label(lang), p.number)
    };
    printed(asked_for.format, &rows, line, |p| {
        json!({
            "proceeding": p.code, "number": p.number, "unit": p.unit, "rung": p.rung.code(), "state": p.state.code(),
            "opened_on": day(p.opened_on), "last_on": day(Some(p.last_on)), "review_by": day(p.due), "expires_on": day(p.expires_on),
        })
    })
}

fn show(desk: &Desk, one: &ProceedingsOne) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let page = office.proceeding(&actor, as_of, &one.code)?;
    output::print(&match one.format {
        ProceedingsFormat::Table => told(&page, desk.lang),
        ProceedingsFormat::Json => pretty(&value(&page, desk.lang)),
    })
}

fn told(page: &ProceedingPage, lang: Lang) -> String {
    let mut out = String::new();
    let name = |name: &(String, String)| lang.name(&name.0, &name.1).to_owned();
    let _ = writeln!(out, "{}  {}  {}", page.code, page.number, page.state.label(lang));
    let _ = writeln!(out, "{}  {}  {}", name(&page.unit_name), page.proceeding.rung.label(lang), name(&page.person));
    if let Some(rule) = &page.rule {
        let _ = writeln!(out, "{}", rule.sentence(lang));
    }
    for Evidence { id, label, said, .. } in &page.evidence {
        let _ = writeln!(out, "{}  {}  {id}", label.of(lang), said.of(lang));
    }
    for step in &page.steps {
        let (label, rung) = (step.step.label(lang), step.rung.label(lang));
        let _ = writeln!(out, "{}  {label}  {}  {rung}  {}", step.on, name(&step.by), name(&step.note));
    }
    for (label, on) in [
        (lang.of("影响期至", "in effect until"), page.proceeding.expires_on()),
        (lang.of("可申请复核至", "a review may be asked for until"), page.proceeding.review_until()),
        (lang.of("复核应于", "review to be decided by"), page.proceeding.review_due()),
    ] {
        if let Some(on) = on {
            let _ = writeln!(out, "{label} {on}");
        }
    }
    out
}

fn value(page: &ProceedingPage, lang: Lang) -> Value {
    let step = |s: &acts::proceedings::StepRow| json!({"step": s.step.code(), "on": s.on.to_string(), "rung": s.rung.code(), "by": lang.name(&s.by.0, &s.by.1), "note": lang.name(&s.note.0, &s.note.1)});
    let evidence = |e: &Evidence| json!({"id": e.id, "label": e.label.of(lang), "said": e.said.of(lang)});
    json!({
        "proceeding": page.code, "number": page.number, "code": page.check_code, "unit": page.unit,
        "person": lang.name(&page.person.0, &page.person.1), "approver": lang.name(&page.approver.0, &page.approver.1),
        "rung": page.proceeding.rung.code(), "state": page.state.code(),
        "rule": page.rule.as_ref().map(|rule| rule.sentence(lang)),
        "expires_on": day(page.proceeding.expires_on()), "review_until": day(page.proceeding.review_until()),
        "review_due": day(page.proceeding.review_due()),
        "evidence": page.evidence.iter().map(evidence).collect::<Vec<Value>>(),
        "steps": page.steps.iter().map(step).collect::<Vec<Value>>(),
    })
}

fn day(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn open(desk: &Desk, asked_for: &ProceedingsOpen) -> Result<(), Stop> {
    let (office, caller) = acting(desk)?;
    let ProceedingsOpen { unit, ground, approver, person } = asked_for;
    let code = office.open_proceeding(&caller, &Opening { unit, ground, approver, person })?;
    output::print(&format!("{code}\n"))
}

fn serve(desk: &Desk, asked_for: &ProceedingsServe) -> Result<(), Stop> {
    let (office, caller) = acting(desk)?;
    let seen = office.proceeding(&caller.actor, office.today, &asked_for.code)?.proceeding.steps;
    office.step_proceeding(&caller, &asked_for.code, &Doing::of(Step::Served, seen))?;
    let served = office.proceeding(&caller.actor, office.today, &asked_for.code)?;
    output::print(&format!("{}  {}\n", served.number, served.check_code))
}
