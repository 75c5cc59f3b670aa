//! The record of acts under attack 留痕 (T-04): acts deleted, added, swapped, cut off at the end, and a whole database of yesterday put
//! back: the chain finds it, and where the rest is sound in itself, a checkpoint does.

mod common;

use common::*;
use domain::registers::UNITS;
use harness::chance::{Chance, report, rounds};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use store::{Database, Digests, Store};

const ACTS: i64 = 20;

/// Acts with a fact each, and a copy of the database as it was after half of them.
fn archive(folder: &Path) -> Digests {
    let path = folder.join("guatu.db");
    let store = ok(Store::create(&Database::Sqlite(path.clone())));
    for n in 1..=ACTS {
        done(ok(store.write(act(COUNTY, &format!("{n}"), n * DAY), |tx| tx.add(&UNITS, full(&UNITS, n)))));
        if n == ACTS / 2 {
            let old = Connection::open(&path).unwrap();
            old.execute("VACUUM INTO ?1", [folder.join("yesterday.db").to_str().unwrap()]).unwrap();
        }
    }
    let found = ok(store.prefix(COUNTY, None)).digests.unwrap();
    drop(store);
    let whole = Connection::open(&path).unwrap();
    whole.execute("VACUUM INTO ?1", [folder.join("whole.db").to_str().unwrap()]).unwrap();
    found
}

/// What the attacker does to a copy.
fn attack(outside: &mut Outside, way: usize, chance: &mut Chance) {
    // Acts stand at the odd places, their facts at the even ones.
    let mut any = |below: u64| i64::try_from(chance.within(0..below)).unwrap() * 2 + 1;
    let most = u64::try_from(ACTS).unwrap();
    let (one, two) = (any(most), any(most - 1));
    let two = if two >= one { two + 2 } else { two };
    let sql = match way {
        0 => format!("DELETE FROM acts WHERE seq = {one}"),
        1 => format!(
            "CREATE TABLE x AS SELECT * FROM acts WHERE seq = {one}; UPDATE x SET seq = {}, key = 'added'; INSERT INTO acts SELECT * FROM x",
            [one + 1, 2 * ACTS + 1][usize::from(one > ACTS)]
        ),
        2 => format!(
            "UPDATE acts SET seq = -1 WHERE seq = {one}; UPDATE acts SET seq = {one} WHERE seq = {two}; UPDATE acts SET seq = {two} WHERE seq = -1"
        ),
        // The tail is cut off, and the head left or put back.
        3 => format!("DELETE FROM acts WHERE seq >= {one}; DELETE FROM units WHERE seq >= {one}"),
        _other => {
            let end = one.max(3);
            format!(
                "DELETE FROM acts WHERE seq >= {end}; DELETE FROM units WHERE seq >= {end}; UPDATE county_head SET seq = {end} - 1, \
                 chain_hash = (SELECT hash FROM units WHERE seq = {end} - 1), \
                 last_recorded_at = (SELECT recorded_at FROM units WHERE seq = {end} - 1)"
            )
        }
    };
    outside.run(&sql).unwrap();
}

#[test]
fn t04_whatever_is_done_to_the_record_of_acts_is_found() {
    let folder = tempfile::TempDir::new().unwrap();
    let (kept, mut chance) = (archive(folder.path()), Chance::of_run(104));
    let (tries, path) = (rounds(60, 1_000), folder.path().join("attacked.db"));
    let (mut by_chain, mut by_checkpoint) = (0, 0);
    for n in 0..tries {
        let yesterday = n % 6 == 5;
        fs::copy(folder.path().join(if yesterday { "yesterday.db" } else { "whole.db" }), &path).unwrap();
        let database = Database::Sqlite(path.clone());
        let mut outside = Outside::open(&database);
        outside.run("PRAGMA journal_mode=WAL").unwrap();
        if !yesterday {
            outside.drop_guards();
            attack(&mut outside, n % 6, &mut chance);
        }
        drop(outside);
        let store = ok(Store::open(&database));
        let sound = ok(store.verify(COUNTY, &sum)).bad.is_none();
        let holds = ok(store.prefix(COUNTY, Some(kept.seq))).digests == Some(kept);
        assert!(!holds, "attack {} of {n} passes the checkpoint", n % 6);
        assert_eq!(sound, n % 6 >= 4, "attack {} of {n}", n % 6);
        if sound {
            by_checkpoint += 1
        } else {
            by_chain += 1
        }
        drop(store);
        for end in ["", "-wal", "-shm"] {
            drop(fs::remove_file(folder.path().join(format!("attacked.db{end}"))));
        }
    }
    fs::copy(folder.path().join("whole.db"), &path).unwrap();
    let store = ok(Store::open(&Database::Sqlite({
        ok_wal(&path);
        path
    })));
    assert_eq!(ok(store.prefix(COUNTY, Some(kept.seq))).digests, Some(kept), "and the whole one passes");
    report(
        "T-04",
        &format!(
            "{tries} attacks on the record of acts: {by_chain} found by the chain, {by_checkpoint} (cut off, rolled back) by the checkpoint"
        ),
    );
}

fn ok_wal(path: &Path) {
    Outside::open(&Database::Sqlite(path.to_owned())).run("PRAGMA journal_mode=WAL").unwrap();
}
