//! Faults 故障: what is at the place is told from what is wrong with it, and the sentence names the place.

mod common;

use common::*;
use domain::registers::{UNITS, VISITS};
use std::fs;
use store::{Database, Fault, Store};

fn code(answer: Result<Store, Fault>) -> &'static str {
    let fault = answer.err().expect("a fault");
    assert!(!fault.zh().is_empty() && fault.en().len() > 20);
    fault.code()
}

#[test]
fn what_is_no_archive_is_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| Database::Sqlite(folder.path().join(name));
    assert_eq!(code(Store::open(&at("none.db"))), "store.missing");
    assert_eq!(code(Store::create(&at("no/such/folder.db"))), "store.missing");
    assert_eq!(code(Store::create(&Database::Sqlite(folder.path().to_owned()))), "store.denied");
    let text = folder.path().join("letter.txt");
    fs::write(&text, "县委督查室：".repeat(500)).unwrap();
    let before = fs::read(&text).unwrap();
    assert_eq!(code(Store::create(&at("letter.txt"))), "store.not_guatu");
    assert_eq!(fs::read(&text).unwrap(), before);
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE meta (a)").unwrap();
    let before = fs::read(&other).unwrap();
    assert_eq!(code(Store::create(&at("other.db"))), "store.not_guatu");
    assert_eq!(fs::read(&other).unwrap(), before);
    fs::write(folder.path().join("empty.db"), "").unwrap();
    assert_eq!(code(Store::open(&at("empty.db"))), "store.not_guatu");
}

#[test]
fn servers_that_do_not_answer_are_told() {
    let Database::Postgres(url) = postgres("faults").database else { panic!("a server") };
    let (server, parameters) = url.split_once("/faults").map(|(s, p)| (s, p.split_once('?').unwrap().1)).unwrap();
    let at = |text: String| ok(Database::parse(&text));
    assert_eq!(code(Store::open(&at(format!("{server}/none?{parameters}")))), "store.missing");
    assert_eq!(code(Store::open(&at("postgres://guatu@/x?host=%2Fnowhere".to_owned()))), "store.unreachable");
    assert_eq!(code(Store::open(&at("postgres://guatu@127.0.0.1:1/x".to_owned()))), "store.unreachable");
    let stranger = postgres("stranger");
    Outside::open(&stranger.database).run("CREATE TABLE theirs (a int)").unwrap();
    assert_eq!(code(Store::create(&stranger.database)), "store.not_guatu");
    let nobody = at(format!("{}/{}", server.replace("guatu@", "nobody_known@"), &url[server.len() + 1..]));
    assert_eq!(code(Store::create(&nobody)), "store.unreachable");
}

#[test]
fn newer_archives_are_refused_and_older_ones_completed() {
    for place in both("versions") {
        let store = ok(Store::create(&place.database));
        let plain = [("unit_id", text("a")), ("unit_name", text("甲")), ("group", text("县直"))];
        ok(store.write(act(COUNTY, "1", DAY), |tx| tx.add(&UNITS, values(&UNITS, &plain))));
        let mut outside = Outside::open(&place.database);
        outside.run("UPDATE \"meta\" SET \"value\" = '3' WHERE \"key\" = 'version'").unwrap();
        assert_eq!(code(Store::create(&place.database)), "store.newer");
        // The first form, whose chain was written otherwise.
        outside.run("UPDATE \"meta\" SET \"value\" = '1' WHERE \"key\" = 'version'").unwrap();
        assert_eq!(code(Store::open(&place.database)), "store.older");
        outside.run("UPDATE \"meta\" SET \"value\" = '2' WHERE \"key\" = 'version'").unwrap();
        outside.run("ALTER TABLE \"units\" ADD COLUMN \"invented_later\" text").unwrap();
        assert_eq!(code(Store::open(&place.database)), "store.newer");
        outside.run("ALTER TABLE \"units\" DROP COLUMN \"invented_later\"").unwrap();

        // As if written before aliases and visits were thought of.
        outside.drop_guards();
        outside.run("ALTER TABLE \"units\" DROP COLUMN \"aliases\"").unwrap();
        outside.run("DROP TABLE \"visits\"").unwrap();
        let store = ok(Store::open(&place.database));
        verified(&store, COUNTY);
        ok(store.write(act(COUNTY, "2", 2 * DAY), |tx| {
            tx.add(&UNITS, full(&UNITS, 1))?;
            tx.add(&VISITS, full(&VISITS, 1))
        }));
        verified(&store, COUNTY);
        let names = ok(store.read(&all_eyes(COUNTY), |r| {
            Ok(r.records(&UNITS, None)?.iter().map(|u| u.text("aliases").to_owned()).collect::<Vec<_>>())
        }));
        assert_eq!(names, ["", "aliases 1 甲"]);
    }
}

#[test]
fn a_busy_archive_says_so_and_recovers() {
    let place = sqlite();
    let store = ok(Store::create(&place.database));
    let mut outside = Outside::open(&place.database);
    outside.run("BEGIN IMMEDIATE").unwrap();
    let write = || store.write(act(COUNTY, "1", DAY), |tx| tx.add(&UNITS, full(&UNITS, 1)));
    assert_eq!(write().unwrap_err().code(), "store.locked");
    outside.run("ROLLBACK").unwrap();
    ok(write());
    verified(&store, COUNTY);
}

#[test]
fn a_damaged_file_is_told() {
    let place = sqlite();
    let store = ok(Store::create(&place.database));
    ok(store.write(act(COUNTY, "1", DAY), |tx| {
        for n in 0..2_000 {
            tx.add(&UNITS, full(&UNITS, n))?;
        }
        Ok::<_, Fault>(())
    }));
    drop(store);
    let Database::Sqlite(path) = &place.database else { panic!("a file") };
    let mut bytes = fs::read(path).unwrap();
    let half = bytes.len() / 2;
    bytes[half..half + 40_000].fill(0xA5);
    fs::write(path, bytes).unwrap();
    let found = Store::open(&place.database).and_then(|store| store.verify(COUNTY, &sum));
    assert!(matches!(&found, Err(Fault::Corrupt { .. })) || found.as_ref().is_ok_and(|v| v.bad.is_some()), "{found:?}");
}

/// The server ends our connections, as in a restart: the next read and the next write work again.
#[test]
fn lost_connections_are_made_anew() {
    let place = postgres("lost");
    let store = ok(Store::create(&place.database));
    let write = |key: &str| store.write(act(COUNTY, key, DAY), |tx| tx.add(&UNITS, full(&UNITS, 1)));
    ok(write("1"));
    assert_eq!(ok(store.counties()).len(), 1);
    let mut outside = Outside::open(&place.database);
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'guatu' AND datname = current_database()";
    outside.run(end).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    ok(write("2"));
    assert_eq!(ok(store.counties())[0].seq, 4);
    verified(&store, COUNTY);
}

/// Many readers and writers of one process at once; each read sees whole acts only.
#[test]
fn readers_never_see_half_an_act() {
    for place in both("together") {
        let store = ok(Store::create(&place.database));
        std::thread::scope(|scope| {
            for writer in 0..2 {
                let store = &store;
                scope.spawn(move || {
                    for n in 0..15 {
                        ok(store.write(act(COUNTY, &format!("{writer}.{n}"), DAY), |tx| {
                            let seq = tx.add(&UNITS, full(&UNITS, n))?;
                            tx.post(&posting(1, 1, 20_260_101, 1), "units", seq)
                        }));
                    }
                });
            }
            for _ in 0..12 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let (seq, acts) = ok(store.read(&all_eyes(COUNTY), |r| Ok((r.head().seq, r.acts(1_000, None)?.len()))));
                        assert_eq!(seq, i64::try_from(acts * 3).unwrap());
                    }
                });
            }
        });
        assert_eq!(verified(&store, COUNTY).rows, 90);
    }
}
