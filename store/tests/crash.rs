//! Crash 断电: a writer killed at any moment loses nothing it has acknowledged, and leaves a chain that holds.

mod common;

use common::*;
use domain::registers::UNITS;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use store::{Database, Store};

const PLACE: &str = "GUATU_CRASH_TEST";

/// Not a test of its own: the process to be killed, when [`PLACE`] names an archive. Says each key once it is acknowledged.
#[test]
fn writer_that_is_killed() {
    let Ok(address) = std::env::var(PLACE) else { return };
    let store = ok(Store::open(&ok(Database::parse(&address))));
    let from = ok(store.head(&all_eyes(COUNTY))).seq;
    for n in 0.. {
        let key = format!("{from}.{n}");
        ok(store.write(act(COUNTY, &key, n * DAY), |tx| {
            let seq = tx.add(&UNITS, full(&UNITS, n))?;
            tx.post(&posting(1, 1, 20_260_101, n), "units", seq)
        }));
        println!("\nacknowledged {key}");
        std::io::stdout().flush().unwrap();
    }
}

fn address(database: &Database) -> String {
    match database {
        Database::Sqlite(path) => format!("sqlite:{}", path.display()),
        Database::Postgres(url) => url.clone(),
    }
}

fn kill_after(database: &Database, acts: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer_that_is_killed", "--nocapture"])
        .env(PLACE, address(database))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut keys = lines.filter_map(|line| line.strip_prefix("acknowledged ").map(str::to_owned));
    let mut acknowledged: Vec<String> = keys.by_ref().take(acts).collect();
    // SIGKILL; what it still says until then is acknowledged too.
    child.kill().unwrap();
    acknowledged.extend(keys);
    child.wait().unwrap();
    assert!(acknowledged.len() >= acts);
    acknowledged
}

fn survives(place: &Place, rounds: usize) {
    drop(ok(Store::create(&place.database)));
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        acknowledged.extend(kill_after(&place.database, 3 + round * 7));
        let store = ok(Store::open(&place.database));
        let stored: Vec<String> =
            ok(store.read(&all_eyes(COUNTY), |r| r.acts(10_000, None))).into_iter().map(|a| a.key).collect();
        let lost: Vec<_> = acknowledged.iter().filter(|key| !stored.contains(key)).collect();
        assert!(lost.is_empty(), "acknowledged but lost: {lost:?}");
        let found = verified(&store, COUNTY);
        assert_eq!(found.rows, i64::try_from(stored.len() * 3).unwrap(), "an act and its facts come together");
    }
}

#[test]
fn nothing_acknowledged_is_lost_on_sqlite() {
    survives(&sqlite(), 6);
}

#[test]
fn nothing_acknowledged_is_lost_on_postgres() {
    survives(&postgres("crash"), 3);
}
