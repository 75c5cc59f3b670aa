//! A server restarted under load 数据库重启 (D-05, D-13): writers hear a clear refusal and go on; no act is lost or done twice.

mod common;

use common::*;
use domain::registers::UNITS;
use harness::chance::{Chance, report, rounds};
use harness::postgres::{Cluster, Stop};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use store::{Database, Store};

const WRITERS: usize = 16;

/// What the writers saw.
#[derive(Default)]
struct Seen {
    acknowledged: Mutex<Vec<String>>,
    refusals: Mutex<BTreeSet<&'static str>>,
    /// The server is being stopped and started, which takes as long as it takes on a busy machine: nobody's patience runs meanwhile.
    away: AtomicBool,
}

/// The same act with the same key until it is acknowledged, as a client does that does not know what became of it.
fn write_until_done(store: &Store, key: &str, seen: &Seen) {
    let mut deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let written = store.write(act(COUNTY, key, DAY), |tx| {
            let seq = tx.add(&UNITS, full(&UNITS, 1))?;
            tx.post(&posting(1, 1, 20_260_101, 1), "units", seq)
        });
        match written {
            Ok(_) => return seen.acknowledged.lock().unwrap().push(key.to_owned()),
            Err(fault) => {
                assert!(fault.zh().contains("连接不上") || fault.code() == "store.locked", "{fault:?}");
                seen.refusals.lock().unwrap().insert(fault.code());
                if seen.away.load(Ordering::Acquire) {
                    deadline = Instant::now() + Duration::from_secs(90);
                }
                assert!(Instant::now() < deadline, "{key} was never written: {fault}");
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

#[test]
fn d05_a_server_killed_and_restarted_under_load_loses_nothing() {
    let cluster = Cluster::start().unwrap();
    let database = Database::Postgres(cluster.database("restart").unwrap());
    let store = ok(Store::create(&database));
    let (seen, stop, mut chance) = (Seen::default(), AtomicBool::new(false), Chance::of_run(5));
    let restarts = rounds(2, 100);
    let mut slowest = Duration::ZERO;
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (store, seen, stop) = (&store, &seen, &stop);
            scope.spawn(move || {
                for n in 0.. {
                    if stop.load(Ordering::Acquire) {
                        return;
                    }
                    write_until_done(store, &format!("{writer}.{n}"), seen);
                }
            });
        }
        for round in 0..restarts {
            thread::sleep(Duration::from_millis(chance.within(100..500)));
            let way = if round % 4 == 0 { Stop::Fast } else { Stop::Kill };
            seen.away.store(true, Ordering::Release);
            let restarted = cluster.restart(way);
            seen.away.store(false, Ordering::Release);
            // A writer that waits for its end must hear of a failure, too.
            if restarted.is_err() {
                stop.store(true, Ordering::Release);
            }
            slowest = slowest.max(restarted.unwrap());
        }
        thread::sleep(Duration::from_millis(200));
        stop.store(true, Ordering::Release);
    });
    let acknowledged = seen.acknowledged.into_inner().unwrap();
    let acts = ok(store.read(&all_eyes(COUNTY), |r| r.acts(10_000_000, None)));
    let stored: BTreeSet<&String> = acts.iter().map(|a| &a.key).collect();
    assert_eq!(stored.len(), acts.len(), "an act was done twice");
    assert_eq!(stored, acknowledged.iter().collect(), "every act asked for was acknowledged once and is there");
    assert_eq!(verified(&store, COUNTY).rows, i64::try_from(acts.len() * 3).unwrap(), "whole acts only");
    let refusals = seen.refusals.into_inner().unwrap();
    assert!(refusals.contains("store.unreachable"), "nobody noticed a restart: {refusals:?}");
    assert!(slowest < Duration::from_secs(30), "{slowest:?}");
    let told = format!(
        "{restarts} restarts under {WRITERS} writers, {} acts, 0 lost, 0 double, slowest restart {slowest:.1?}",
        acts.len()
    );
    report("D-05", &told);
}
