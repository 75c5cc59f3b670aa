//! Dash 早八点: everybody opens the dashboards just after the server was started (L-03).

use super::county::County;
use super::crowd;
use super::filing::{Session, filers};
use super::rush::leaders;
use super::server::{Day, Server};
use super::{Form, told};
use crate::{Line, Outcome};
use std::path::Path;
use std::time::{Duration, Instant};

const PACE: f64 = 200.0;
/// The caches may be cold for so long.
const COLD: Duration = Duration::from_secs(5);
const PAGES: [&str; 5] = ["/wall", "/statistics", "/units", "/returns/progress", "/todo"];

pub fn run(guatu: &Path, work: &Path, form: Form) -> Outcome<Vec<Line>> {
    let county = County::found(work)?;
    // Signed in on the evening before.
    let mut people: Vec<Session> = {
        let server = Server::start(guatu, &county, Day::Told)?;
        leaders(&server)?.into_iter().chain(filers(&server, form.choose(1, 3))?).collect()
    };
    people.rotate_left(7);
    let server = Server::start(guatu, &county, Day::Told)?;
    let started = Instant::now();
    let pieces = (PACE * form.choose(15.0, 60.0)) as usize;
    let mut kinds = crowd::run(server.address, pieces, PACE, |n, wire| {
        let kind = if started.elapsed() > COLD { "warm" } else { "cold" };
        (kind, people[n % people.len()].read(wire, PAGES[n % PAGES.len()]))
    })?;
    let (mut cold, mut warm) = (kinds.remove("cold").unwrap_or_default(), kinds.remove("warm").unwrap_or_default());
    Ok(vec![
        told("dashboards at 200/s, the first five seconds after a cold start", &mut cold, &[0.95], "—")?,
        told("dashboards at 200/s, after that", &mut warm, &[0.95, 0.99], "p95 ≤ 300 ms")?,
    ])
}
