//! `guatu verifications` 核验: what waits, and what an office decides on it; by the same acts as the pages.

use crate::desk::Desk;
use crate::options::{VerificationsCommand, VerificationsList, VerificationsOf};
use crate::output;
use crate::stop::Stop;
use acts::acting::{Caller, fresh_key};
use acts::verifications::{Item, Order, What};
use acts::{Error, Office, true_day};
use domain::actors::{Actor, Role};
use domain::calendar::{Period, day_at};
use domain::verifications::Ruling;
use std::fmt::Write;

pub fn run(desk: &Desk, command: &VerificationsCommand) -> Result<(), Stop> {
    match command {
        VerificationsCommand::List(asked) => list(desk, asked),
        VerificationsCommand::Accept(of) => decide(desk, of, |_| Ok(Ruling::accept())),
        VerificationsCommand::Return(asked) => decide(desk, &asked.of, |_| Ok(Ruling::send_back(&asked.reason))),
        VerificationsCommand::Recognise(asked) => decide(desk, &asked.of, |sheet| {
            let read = |text: &str| {
                let bad = |e: domain::measure::AmountError| Error::BadAmount(text.to_owned(), e);
                sheet.indicator.measure.parse(text).map_err(bad)
            };
            let ruling = Ruling::recognise(read(&asked.amount)?, &asked.reason);
            Ok(match &asked.credited {
                Some(credited) => ruling.crediting(read(credited)?),
                None => ruling,
            })
        }),
    }
}

/// Nothing is decided on a day that has not come, whatever --today says.
pub fn office(desk: &Desk) -> Result<Office, Stop> {
    desk.with_evidence(Office::open(&desk.database()?, desk.today.map(|day| day.min(true_day())))?)
}

/// The command line acting for an office, recorded as such; without one, for the supervision office.
fn caller(desk: &Desk, office: &Office, unit: Option<&str>) -> Result<Caller, Stop> {
    let operator = Office::operator(desk.scope(office)?.county());
    let actor = match unit {
        None => Actor { role: Role::Supervision, ..operator },
        Some(code) => {
            let number = number(office, &operator, code)?;
            Actor { name: format!("{} for {code}", operator.name), role: Role::LeadOffice, unit: Some(number), ..operator }
        }
    };
    Ok(Caller { actor, origin: "command line".to_owned(), key: fresh_key() })
}

/// An office that does something, and whom it is done for.
pub fn acting(desk: &Desk, unit: Option<&str>) -> Result<(Office, Caller), Stop> {
    let office = office(desk)?;
    let caller = caller(desk, &office, unit)?;
    Ok((office, caller))
}

/// A unit by its code or name.
fn number(office: &Office, operator: &Actor, unit: &str) -> Result<i32, Stop> {
    let units = office.store.read(&operator.scope(), |reader| acts::books::units(reader, None))?;
    let found = units.iter().find(|u| u.code == unit || u.name == unit);
    Ok(found.ok_or_else(|| Error::UnknownUnit(unit.to_owned()))?.number)
}

fn list(desk: &Desk, asked: &VerificationsList) -> Result<(), Stop> {
    let (office, caller) = acting(desk, asked.office.as_deref())?;
    let (items, docket) = office.verification_queue(&caller.actor, Order::Age)?;
    let mut out = String::new();
    for item in &items {
        let measure = docket.indicator(item.named.indicator).map(|i| &i.measure);
        let amount = measure.map_or_else(String::new, |m| format!("{} {}", m.exact(item.amount), m.label(desk.lang)));
        let _ = writeln!(out, "{}", line(desk, item, &amount));
    }
    output::print(&out)
}

/// `unit indicator month amount status day age marks`, one line each.
fn line(desk: &Desk, item: &Item, amount: &str) -> String {
    let age = item.age.map_or("-".to_owned(), |a| a.to_string());
    let marks = item.questions.len() + item.flags.len();
    format!(
        "{}  {}  {}  {amount}  {}  {}  {age}  {}",
        item.unit,
        item.indicator,
        item.named.month,
        item.status.label(desk.lang),
        day_at(item.reported_at),
        if marks == 0 { String::new() } else { format!("⚑{marks}") }
    )
    .trim_end()
    .to_owned()
}

/// A return by its words.
pub fn what(unit: &str, indicator: &str, month: &str) -> Result<What, Stop> {
    let period = Period::parse(month).filter(|p| p.from_month == p.to_month);
    let month = period.ok_or_else(|| Error::BadPeriod(month.to_owned()))?;
    Ok(What { unit: unit.to_owned(), indicator: indicator.to_owned(), month })
}

fn decide(
    desk: &Desk,
    of: &VerificationsOf,
    ruling: impl FnOnce(&acts::verifications::Sheet) -> Result<Ruling, Error>,
) -> Result<(), Stop> {
    let (office, caller) = acting(desk, Some(&of.office))?;
    let what = what(&of.unit, &of.indicator, &of.period)?;
    // Decided on what stands there now; a change in between is told.
    let sheet = office.verification_sheet(&caller.actor, &what)?;
    office.rule(&caller, &what, sheet.seen, &ruling(&sheet)?)?;
    desk.say("已办结", "done");
    Ok(())
}
