//! Killed writers 强行终止 (D-04): a process killed at any moment loses nothing it has acknowledged, and leaves a chain that holds.

mod common;

use common::*;
use domain::registers::UNITS;
use harness::chance::{Chance, report, rounds};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use store::{Database, Fault, Store};

/// An archive, how many write in it at once, and how many records an act of theirs adds, each with its entry.
const PLACE: &str = "GUATU_CRASH_TEST";
const WRITERS: &str = "GUATU_CRASH_TEST_WRITERS";
const RECORDS: &str = "GUATU_CRASH_TEST_RECORDS";

/// Not a test of its own: the process to be killed, when [`PLACE`] names an archive. Its writers say each key once it is
/// acknowledged.
#[test]
fn writers_that_are_killed() {
    let Ok(address) = std::env::var(PLACE) else { return };
    let [writers, records] = [WRITERS, RECORDS].map(|name| std::env::var(name).unwrap().parse::<usize>().unwrap());
    let store = ok(Store::open(&ok(Database::parse(&address))));
    let from = ok(store.head(&all_eyes(COUNTY))).seq;
    thread::scope(|scope| {
        for writer in 0..writers {
            let store = &store;
            scope.spawn(move || {
                for n in 0.. {
                    let key = format!("{from}.{writer}.{n}");
                    ok(store.write(act(COUNTY, &key, n * DAY), |tx| {
                        for _ in 0..records {
                            let seq = tx.add(&UNITS, full(&UNITS, n))?;
                            tx.post(&posting(1, 1, 20_260_101, n), "units", seq)?;
                        }
                        Ok::<_, Fault>(())
                    }));
                    // One call for a whole line, so that no two lines are mixed.
                    let line = format!("\nacknowledged {key}\n");
                    std::io::stdout().write_all(line.as_bytes()).unwrap();
                }
            });
        }
    });
}

fn address(database: &Database) -> String {
    match database {
        Database::Sqlite(path) => format!("sqlite:{}", path.display()),
        Database::Postgres(url) => url.clone(),
    }
}

/// Starts writers, kills them after some acts and a moment more; gives the keys they had said until then.
fn killed(database: &Database, (writers, records): (usize, usize), acts: usize, moment: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writers_that_are_killed", "--nocapture"])
        .env(PLACE, address(database))
        .env(WRITERS, writers.to_string())
        .env(RECORDS, records.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut keys = lines.filter_map(|line| line.strip_prefix("acknowledged ").map(str::to_owned));
    let mut acknowledged: Vec<String> = keys.by_ref().take(acts).collect();
    thread::sleep(moment);
    // SIGKILL; what it still says until then is acknowledged too.
    child.kill().unwrap();
    acknowledged.extend(keys);
    child.wait().unwrap();
    assert!(acknowledged.len() >= acts);
    acknowledged
}

fn survives(place: &Place, engine: &str, (writers, records): (usize, usize), kills: usize) {
    drop(ok(Store::create(&place.database)));
    let (mut acknowledged, mut chance, mut slowest) = (BTreeSet::new(), Chance::of_run(4), Duration::ZERO);
    for kill in 1..=kills {
        let (acts, moment) = (chance.within(0..40), Duration::from_micros(chance.within(0..60_000)));
        let acts = 1 + usize::try_from(acts).unwrap() / records.min(10);
        acknowledged.extend(killed(&place.database, (writers, records), acts, moment));
        let started = Instant::now();
        let store = ok(Store::open(&place.database));
        slowest = slowest.max(started.elapsed());
        let acts = ok(store.read(&all_eyes(COUNTY), |r| r.acts(10_000_000, None)));
        let stored: BTreeSet<String> = acts.iter().map(|a| a.key.clone()).collect();
        assert_eq!(stored.len(), acts.len(), "an act was done twice");
        let lost: Vec<_> = acknowledged.difference(&stored).collect();
        assert!(lost.is_empty(), "acknowledged but lost: {lost:?}");
        let unsaid = stored.difference(&acknowledged).count();
        // Written, and killed before it was said: a writer may have had one such act in each round.
        assert!(unsaid <= writers * kill, "{unsaid} acts that nobody acknowledged");
        // Long histories take long to verify: often at first, then now and then, and at the end.
        if kill < 10 || kill % 25 == 0 || kill == kills {
            let found = verified(&store, COUNTY);
            assert_eq!(
                found.rows,
                i64::try_from(stored.len() * (1 + 2 * records)).unwrap(),
                "an act and its facts come together"
            );
        }
        let replaced = Outside::open(&place.database).run("REPLACE INTO units SELECT * FROM units");
        assert!(replaced.is_err() || stored.is_empty(), "the guard is gone");
    }
    assert!(acknowledged.len() >= kills, "hardly anything was written");
    let told = format!(
        "{engine}: {kills} kills of {writers} writers of {records}, {} acknowledged acts, 0 lost, slowest open {slowest:.0?}",
        acknowledged.len()
    );
    report("D-04", &told);
}

#[test]
fn d04_nothing_acknowledged_is_lost_on_sqlite() {
    survives(&sqlite(), "SQLite", (32, 1), rounds(10, 1_000));
}

/// So many rows go in without one of their guards (docs/decisions/0032), which must be there again.
#[test]
fn d04_many_rows_of_one_act_are_there_whole_or_not_at_all_on_sqlite() {
    survives(&sqlite(), "SQLite", (2, 1_500), rounds(6, 60));
}

#[test]
fn d04_nothing_acknowledged_is_lost_on_postgres() {
    survives(&postgres("crash"), "PostgreSQL", (32, 1), rounds(3, 100));
}
