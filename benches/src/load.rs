//! Load 负荷: the county's busiest hours against the server as a process of its own (RELIABILITY L-01 to L-04, L-09).
//!
//! The quick form lasts less than a minute each, at the same pace as the long one; only the time is shorter and the people are
//! fewer. Whatever was acknowledged is looked for in the books afterwards.

mod burst;
mod county;
mod crowd;
mod dash;
mod filing;
mod logins;
mod month;
mod registers;
mod rush;
mod server;
mod uploads;

use crate::{Line, Outcome};
use crowd::Times;
use std::path::Path;

/// For how long, and with how many people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Quick,
    Long,
}

impl Form {
    pub fn choose<T>(self, quick: T, long: T) -> T {
        match self {
            Form::Quick => quick,
            Form::Long => long,
        }
    }
}

/// One load by its name.
pub fn run(name: &str, guatu: &Path, work: &Path, form: Form) -> Outcome<Vec<Line>> {
    std::fs::create_dir_all(work)?;
    match name {
        "rush" => rush::run(guatu, work, form),
        "burst" => burst::run(guatu, work, form),
        "dash" => dash::run(guatu, work, form),
        "logins" => logins::run(guatu, work, form),
        "uploads" => uploads::run(guatu, work, form),
        "filing" => month::run(guatu, work, form),
        "registers" => registers::run(guatu, work),
        other => Err(format!("no load is called {other}").into()),
    }
}

/// A line of the report. What failed ends the load: an answer that did not come is no figure.
fn told(what: &str, times: &mut Times, parts: &[f64], bar: &'static str) -> Outcome<Line> {
    if let Some((why, count)) = times.failed.iter().next() {
        return Err(
            format!("{what}: {} of {} failed, {count} with: {why}", times.failures(), times.ms.len() + times.failures()).into()
        );
    }
    let figures: Vec<String> = parts.iter().map(|&part| format!("p{:.0} {:.0} ms", part * 100.0, times.quantile(part))).collect();
    let longest = times.longest();
    Ok(Line {
        what: format!("{what} ({})", times.ms.len()),
        measured: format!("{}, longest {longest:.0} ms", figures.join(", ")),
        bar,
    })
}

/// The proof as a line; what was lost or done twice is an error.
fn proven(proof: &filing::Proof, count: usize) -> Outcome<Line> {
    let filing::Proof { lost, doubled } = proof;
    let measured = format!("{lost} lost, {doubled} double; chain and balances verify");
    if lost + doubled > 0 {
        return Err(format!("of {count} acknowledged submissions: {measured}").into());
    }
    Ok(Line { what: format!("{count} acknowledged submissions in the books"), measured, bar: "0 lost, 0 double" })
}
