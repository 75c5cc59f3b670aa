//! Rush 截止日: the last hour before the deadline at its worst: drafts, files, submissions and readers, all at once (L-01).

use super::county::{COUNTY, County, LEADERS, LINES, MONTHS, UNITS, leader};
use super::crowd::{self, Kinds, Times};
use super::filing::{Place, Session, expect, filers, form, prove};
use super::server::{Day, Server};
use super::{Form, proven, told};
use crate::http::Line as Wire;
use crate::{Line, Outcome};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Requests a second; 12 of 25 are writes.
const PACE: f64 = 250.0;
const CYCLE: usize = 25;
const WRITES: [&str; 3] = ["draft", "file", "submit"];
/// A scanned page, bytes.
const PAGE: usize = 512 * 1024;

pub fn run(guatu: &Path, work: &Path, length: Form) -> Outcome<Vec<Line>> {
    let county = County::found(work)?;
    let server = Server::start(guatu, &county, Day::Told)?;
    let of_each = length.choose(2, 10);
    let pieces = (PACE * length.choose(20.0, 600.0)) as usize;
    let people = People {
        filers: filers(&server, of_each)?,
        leaders: leaders(&server)?,
        turn: pieces / of_each,
        taken: Mutex::default(),
        sent: Mutex::default(),
    };
    let kinds = crowd::run(server.address, pieces, PACE, |n, wire| people.piece(n, wire))?;
    let peak = server.peak();
    drop(server);
    let (taken, sent) = (inside(people.taken), inside(people.sent));
    let (mut writes, mut reads) = split(kinds);
    Ok(vec![
        told("writes", &mut writes, &[0.95, 0.99], "p95 ≤ 300 ms, p99 ≤ 1 s, 0 errors")?,
        told("reads", &mut reads, &[0.95, 0.99], "p95 ≤ 200 ms")?,
        Line { what: "memory of the server".to_owned(), measured: format!("peak {peak:.0} MB"), bar: "—" },
        proven(&prove(&county, &taken, &sent)?, taken.len())?,
    ])
}

/// Leaders who look at the county.
pub fn leaders(server: &Server) -> Outcome<Vec<Session>> {
    crowd::each(server.address, LEADERS, |n, wire| {
        let cookie = server.identity(wire, "leader", &leader(n))?;
        Ok(Session::new(cookie, String::new(), 0))
    })
}

struct People {
    filers: Vec<Session>,
    leaders: Vec<Session>,
    /// Pieces during which one person of a unit keeps its draft; then the next goes on with it.
    turn: usize,
    /// What was acknowledged, and all that was sent.
    taken: Mutex<Vec<Place>>,
    sent: Mutex<Vec<Place>>,
}

fn inside<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl People {
    fn piece(&self, n: usize, wire: &mut Wire) -> (&'static str, Outcome<()>) {
        let (cycle, key) = (n / CYCLE, format!("k{n}"));
        // Everybody does everything in turn: 27 has no factor in common with the number of filers.
        let filer = &self.filers[(n + 2 * cycle) % self.filers.len()];
        let leader = &self.leaders[n % self.leaders.len()];
        // The month of which the unit still has a line to file.
        let month = Place::number(cycle + UNITS).month;
        let lines: Vec<Place> = (0..LINES).map(|line| Place { unit: filer.unit, line, month }).collect();
        match n % CYCLE {
            0..=8 => ("draft", self.keeper(n, filer.unit).save(wire, &key, &lines[..1 + n % LINES])),
            9 | 10 => ("file", show(filer, wire, &key, &lines[cycle % LINES])),
            11 => ("submit", self.submit(wire, &key, Place::number(cycle))),
            // A month of which nothing is submitted here: what was filed is not reviewed once more.
            12 => ("review", filer.review(wire, &key, &[Place { unit: filer.unit, line: 0, month: 3 }])),
            13..=17 => ("form", filer.read(wire, &form(month))),
            18 | 19 => ("to do", filer.read(wire, "/todo")),
            20..=22 => ("wall", leader.read(wire, "/wall")),
            _ => ("scoreboard", leader.read(wire, "/statistics")),
        }
    }

    /// Whose turn it is to keep the draft of a unit. The unit's people stand a hundred apart.
    fn keeper(&self, n: usize, unit: usize) -> &Session {
        &self.filers[(unit + UNITS * (n / self.turn)) % self.filers.len()]
    }

    fn submit(&self, wire: &mut Wire, key: &str, place: Place) -> Outcome<()> {
        let filer = &self.filers[place.unit];
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(place);
        filer.submit(wire, key, &[place])?;
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(place);
        Ok(())
    }
}

/// Attach a scanned page to a line of a month.
fn show(filer: &Session, wire: &mut Wire, key: &str, place: &Place) -> Outcome<()> {
    let record = format!("{}|{}|{}|reported", place.unit + 1, place.line + 1, MONTHS[place.month].replace('-', ""));
    let fields = [
        ("token", filer.token.as_str()),
        ("key", key),
        ("register", "returns"),
        ("record", &record),
        ("kind", "other"),
        ("back", "/todo"),
    ];
    expect(&wire.upload("/evidence", &filer.cookie, &fields, &format!("{COUNTY}-{key}.pdf"), &page(key, PAGE))?, 303, "")
}

/// A PDF of some size, no two alike.
pub fn page(key: &str, bytes: usize) -> Vec<u8> {
    let mut page = format!("%PDF-1.7\n% {key}\n").into_bytes();
    page.resize(bytes, b' ');
    page.extend_from_slice(b"\n%%EOF\n");
    page
}

fn split(kinds: Kinds) -> (Times, Times) {
    let (mut writes, mut reads) = (Times::default(), Times::default());
    for (kind, times) in kinds {
        let side = if WRITES.contains(&kind) { &mut writes } else { &mut reads };
        side.ms.extend(times.ms);
        for (why, count) in times.failed {
            *side.failed.entry(format!("{kind}: {why}")).or_default() += count;
        }
    }
    (writes, reads)
}
