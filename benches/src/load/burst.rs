//! Burst 集中报送: a thousand submissions in ten seconds, every tenth clicked twice (L-02).

use super::county::County;
use super::crowd;
use super::filing::{Place, filers, prove};
use super::server::{Day, Server};
use super::{Form, proven};
use crate::{Line, Outcome};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

const SUBMISSIONS: usize = 1_000;
const SECONDS: f64 = 10.0;
/// One in so many is sent twice.
const TWICE: usize = 10;

pub fn run(guatu: &Path, work: &Path, form: Form) -> Outcome<Vec<Line>> {
    let county = County::found(work)?;
    let server = Server::start(guatu, &county, Day::Told)?;
    let sessions = filers(&server, form.choose(1, 10))?;
    // A double click is two requests with one key, a moment apart.
    let clicks: Vec<usize> = (0..SUBMISSIONS).flat_map(|n| std::iter::repeat_n(n, 1 + usize::from(n % TWICE == 0))).collect();
    let taken = Mutex::new(Vec::new());
    let started = Instant::now();
    let mut kinds = crowd::run(server.address, clicks.len(), clicks.len() as f64 / SECONDS, |piece, wire| {
        let n = clicks[piece];
        let done = sessions[n % sessions.len()].submit(wire, &format!("b{n}"), &[Place::number(n)]);
        if done.is_ok() {
            taken.lock().unwrap_or_else(PoisonError::into_inner).push(Place::number(n));
        }
        ("submit", done)
    })?;
    let seconds = started.elapsed().as_secs_f64();
    drop(server);
    let mut taken = taken.into_inner().unwrap_or_else(PoisonError::into_inner);
    taken.sort_unstable();
    taken.dedup();
    let sent: Vec<Place> = (0..SUBMISSIONS).map(Place::number).collect();
    let mut times = kinds.remove("submit").unwrap_or_default();
    let answered = super::told("submissions in 10 s, every tenth clicked twice", &mut times, &[0.95, 0.99], "—")?;
    Ok(vec![
        answered,
        Line { what: "the last one acknowledged".to_owned(), measured: format!("after {seconds:.1} s"), bar: "≤ 15 s" },
        proven(&prove(&county, &taken, &sent)?, taken.len())?,
    ])
}
