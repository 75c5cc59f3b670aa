//! Month 月报: a hundred units each file a month of thirty lines within a minute while leaders read (issue bar of filing).

use super::county::{County, LINES, UNITS};
use super::crowd;
use super::filing::{Place, filers, prove};
use super::rush::leaders;
use super::server::{Day, Server};
use super::{Form, proven, told};
use crate::{Line, Outcome};
use std::path::Path;

/// What a unit does: opens the form, saves twice, looks once more, submits.
const STEPS: usize = 5;
/// Pages that leaders open for each step of a unit.
const READS: usize = 3;

pub fn run(guatu: &Path, work: &Path, form: Form) -> Outcome<Vec<Line>> {
    let county = County::found(work)?;
    let server = Server::start(guatu, &county, Day::Told)?;
    let (filers, leaders) = (filers(&server, 1)?, leaders(&server)?);
    let pieces = UNITS * STEPS * (1 + READS);
    let pace = pieces as f64 / form.choose(20.0, 60.0);
    let mut kinds = crowd::run(server.address, pieces, pace, |n, wire| {
        let (step, kind) = (n / (1 + READS), n % (1 + READS));
        if kind > 0 {
            let pages = ["/wall", "/statistics", "/returns/progress"];
            return ("read", leaders[n % leaders.len()].read(wire, pages[kind - 1]));
        }
        // All units do the first step, then all the second: nobody submits before the form was opened.
        let filer = &filers[step % UNITS];
        let month: Vec<Place> = (0..LINES).map(|line| Place { unit: filer.unit, line, month: 0 }).collect();
        let key = format!("m{step}");
        match step / UNITS {
            0 => ("form", filer.read(wire, "/returns/2026-04")),
            1 => ("draft", filer.save(wire, &key, &month[..LINES / 2])),
            2 => ("draft", filer.save(wire, &key, &month)),
            3 => ("review", filer.review(wire, &key, &month)),
            _ => ("submit", filer.submit(wire, &key, &month)),
        }
    })?;
    drop(server);
    let sent: Vec<Place> = (0..UNITS * LINES).map(Place::number).collect();
    let mut lines = Vec::new();
    for (kind, what) in [
        ("submit", "a month of 30 lines submitted"),
        ("draft", "a draft saved"),
        ("review", "a month reviewed"),
        ("form", "a form opened"),
        ("read", "a leader's page meanwhile"),
    ] {
        let mut times = kinds.remove(kind).unwrap_or_default();
        lines.push(told(what, &mut times, &[0.95, 0.99], "p99 ≤ 200 ms")?);
    }
    lines.push(proven(&prove(&county, &sent, &sent)?, sent.len())?);
    Ok(lines)
}
