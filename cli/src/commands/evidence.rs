//! `guatu evidence` 佐证材料: a file shown for a record, the files of a record, and all of them held against the disk.

use super::verifications::{acting, office, what};
use crate::desk::Desk;
use crate::options::{EvidenceAdd, EvidenceCommand, EvidenceOf};
use crate::output;
use crate::stop::Stop;
use acts::evidence::Offered;
use acts::{Error, Office};
use domain::actors::Actor;
use domain::calendar::day_at;
use domain::lang::Lang;
use domain::registers::MERIT_OBJECTIONS;
use domain::verifications::evidence_kind;
use std::fmt::Write;

pub fn run(desk: &Desk, command: &EvidenceCommand) -> Result<(), Stop> {
    match command {
        EvidenceCommand::Add(asked) => add(desk, asked),
        EvidenceCommand::List(asked) => list(desk, asked),
        EvidenceCommand::Check => check(desk),
    }
}

/// A return is named by unit/indicator/month, any other record by its key.
fn record(office: &Office, operator: &Actor, of: &EvidenceOf) -> Result<String, Stop> {
    let parts: Vec<&str> = of.record.split('/').collect();
    match (of.register.as_str(), parts.as_slice()) {
        ("returns", [unit, indicator, month]) => Ok(office.return_key(operator, &what(unit, indicator, month)?)?),
        _ => Ok(of.record.clone()),
    }
}

fn add(desk: &Desk, asked: &EvidenceAdd) -> Result<(), Stop> {
    let (office, mut caller) = acting(desk, asked.office.as_deref())?;
    // What is handed in with an objection is written down as the objection is.
    if asked.of.register == MERIT_OBJECTIONS.noun {
        caller.actor = Office::operator(caller.actor.county);
    }
    let record = record(&office, &caller.actor, &asked.of)?;
    let unreadable = |e: std::io::Error| Error::Unreadable(asked.file.clone(), e.to_string());
    let mut file = std::fs::File::open(&asked.file).map_err(unreadable)?;
    let offered = Offered {
        register: asked.of.register.clone(),
        record,
        kind: asked.kind.clone(),
        number: asked.number.clone(),
        file_name: asked.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    let id = office.attach(&caller, &offered, &mut file)?;
    output::print(&format!("{id}\n"))
}

fn list(desk: &Desk, asked: &EvidenceOf) -> Result<(), Stop> {
    let office = office(desk)?;
    let actor = Office::operator(desk.scope(&office)?.county());
    let record = record(&office, &actor, asked)?;
    let mut out = String::new();
    for file in office.evidence_of(&actor, &asked.register, &record)? {
        let withdrawn = if file.get("withdrawn_on").is_null() { "" } else { desk.lang.of("  已撤下", "  withdrawn") };
        let _ = writeln!(
            out,
            "{}  {}  {}  {}  {}  {}{withdrawn}",
            file.text("evidence_id"),
            evidence_kind(file.text("kind"), desk.lang),
            file.text("file_name"),
            file.text("number"),
            day_at(file.recorded_at),
            file.text("sm3")
        );
    }
    output::print(&out)
}

fn check(desk: &Desk) -> Result<(), Stop> {
    let office = office(desk)?;
    let audit = office.audit_evidence()?;
    let mut out = String::new();
    for (words, files) in
        [(desk.lang.of("缺失", "missing"), &audit.missing), (desk.lang.of("内容不符", "changed"), &audit.changed)]
    {
        for (id, name) in files {
            let _ = writeln!(out, "{words}  {id}  {name}");
        }
    }
    for name in &audit.orphans {
        let _ = writeln!(out, "{}  {name}", desk.lang.of("无记录的文件", "no row names"));
    }
    let summary = match desk.lang {
        Lang::Zh => format!(
            "{}个文件无误，缺失{}，不符{}，无记录{}",
            audit.good,
            audit.missing.len(),
            audit.changed.len(),
            audit.orphans.len()
        ),
        Lang::En => format!(
            "{} files hold, {} missing, {} changed, {} without a row",
            audit.good,
            audit.missing.len(),
            audit.changed.len(),
            audit.orphans.len()
        ),
    };
    output::print(&format!("{out}{summary}\n"))?;
    if audit.is_good() { Ok(()) } else { Err(Stop::Bad) }
}
