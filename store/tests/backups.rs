//! Backups 备份 (K-01, K-05): made under load they hold everything acknowledged before; damaged ones are refused by name and leave nothing.

mod common;

use common::*;
use domain::registers::{REGISTERS, UNITS};
use harness::chance::{Chance, report, rounds};
use sm3::{Digest, Sm3};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use store::dictionary::{Keep, all};
use store::{Credential, Database, Draft, Session, Store, backup_to};
use tempfile::TempDir;

const WRITERS: usize = 4;

/// What the writers have heard.
#[derive(Default)]
struct Heard {
    keys: Mutex<BTreeSet<String>>,
    slowest: Mutex<Duration>,
    over: AtomicBool,
}

fn write_on(store: &Store, writer: usize, heard: &Heard) {
    for n in 0.. {
        if heard.over.load(Ordering::Acquire) {
            return;
        }
        let (key, started) = (format!("{writer}.{n}"), Instant::now());
        ok(store.write(act(COUNTY, &key, n * DAY), |tx| {
            let seq = tx.add(&UNITS, full(&UNITS, n))?;
            tx.post(&posting(1, 1, 20_260_101, n), "units", seq)
        }));
        let mut slowest = heard.slowest.lock().unwrap();
        *slowest = slowest.max(started.elapsed());
        drop(slowest);
        heard.keys.lock().unwrap().insert(key);
        thread::sleep(Duration::from_millis(8));
    }
}

fn keys(store: &Store) -> BTreeSet<String> {
    ok(store.read(&all_eyes(COUNTY), |r| r.acts(10_000_000, None))).into_iter().map(|act| act.key).collect()
}

/// A backup while others write, and what came of it in a new database.
fn under_load(place: &Place, engine: &str, backups: usize) {
    let (store, heard, dir) = (ok(Store::create(&place.database)), Heard::default(), TempDir::new().unwrap());
    let started = Instant::now();
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (store, heard) = (&store, &heard);
            scope.spawn(move || write_on(store, writer, heard));
        }
        let checked = scope.spawn(|| {
            for n in 0..backups {
                thread::sleep(Duration::from_millis(30));
                let (file, copy) = (dir.path().join(format!("{n}.backup")), dir.path().join(format!("{n}.db")));
                let before = heard.keys.lock().unwrap().clone();
                let manifest = ok(backup_to(&store, &file));
                let database = Database::Sqlite(copy);
                assert_eq!(ok(Store::restore(&database, &file)), manifest);
                let restored = ok(Store::open(&database));
                verified(&restored, COUNTY);
                let there = keys(&restored);
                assert!(there.is_superset(&before), "lost: {:?}", before.difference(&there).collect::<Vec<_>>());
                assert_eq!(ok(restored.head(&all_eyes(COUNTY))), manifest.heads[0]);
                drop(restored);
                [&file, &dir.path().join(format!("{n}.db"))].iter().for_each(|file| fs::remove_file(file).unwrap());
            }
        });
        let checked = checked.join();
        heard.over.store(true, Ordering::Release);
        checked.unwrap();
    });
    let (written, slowest) = (heard.keys.into_inner().unwrap().len(), heard.slowest.into_inner().unwrap());
    let rate = u128::try_from(written).unwrap() * 1000 / started.elapsed().as_millis().max(1);
    assert!(written > backups, "hardly anything was written");
    let told = format!(
        "{engine}: {backups} backups while {written} acts were written ({rate} a second, slowest {slowest:.0?}), each restored and verified, 0 lost"
    );
    report("K-01", &told);
}

#[test]
fn k01_a_backup_under_load_holds_everything_acknowledged_before_on_sqlite() {
    under_load(&sqlite(), "SQLite", rounds(10, 100));
}

#[test]
fn k01_a_backup_under_load_holds_everything_acknowledged_before_on_postgres() {
    under_load(&postgres("backup"), "PostgreSQL", rounds(3, 100));
}

/// Something in every table.
fn archive(place: &Place) -> Store {
    let store = ok(Store::create(&place.database));
    for n in 1..=3 {
        ok(store.write(act(COUNTY, &format!("fill {n}"), n * DAY), |tx| {
            for register in REGISTERS {
                tx.add(register, full(register, n))?;
            }
            tx.issue(store::NewBulletin { number: format!("{n}号"), ..store::NewBulletin::default() })?;
            tx.post(&posting(1, 1, 20_260_101, n), "units", 2)
        }));
    }
    ok(store.put_aside(COUNTY, |aside| {
        aside.keep_credential(&Credential { account: "a".to_owned(), password: "argon2".to_owned(), ..Credential::default() })?;
        aside.keep_session(&Session { digest: "d".to_owned(), account: "a".to_owned(), ..Session::default() })?;
        aside.keep_draft(&Draft { unit: 1, form: "f".to_owned(), content: "半张表".to_owned(), ..Draft::default() })
    }));
    store
}

fn backed_up(store: &Store, dir: &Path) -> PathBuf {
    let file = dir.join("whole.backup");
    ok(backup_to(store, &file));
    file
}

/// From either engine into either: the same facts, the same chain, the same backup again; sessions are left behind.
#[test]
fn a_backup_of_one_engine_is_restored_into_the_other() {
    let mut files = Vec::new();
    for (from, into) in both("backup_from").iter().zip([postgres("backup_into"), sqlite()]) {
        let (store, dir) = (archive(from), TempDir::new().unwrap());
        let file = backed_up(&store, dir.path());
        let manifest = ok(Store::restore(&into.database, &file));
        let restored = ok(Store::open(&into.database));
        assert_eq!(verified(&restored, COUNTY), verified(&store, COUNTY));
        let aside =
            |store: &Store| ok(store.look_aside(COUNTY, |a| Ok((a.credentials()?, a.draft(1, "f")?, a.sessions()?.len()))));
        assert_eq!((aside(&store).2, aside(&restored).2), (1, 0));
        assert_eq!((aside(&store).0, aside(&store).1), (aside(&restored).0, aside(&restored).1));
        // Whoever has it goes on with it; once there is something in it, nothing is put on top.
        assert_eq!(ok(restored.head(&all_eyes(COUNTY))), manifest.heads[0]);
        let fault = Store::restore(&into.database, &file).unwrap_err();
        assert_eq!(fault.code(), "store.not_empty");
        done(ok(restored.write(act(COUNTY, "after", 9 * DAY), |tx| tx.add(&UNITS, full(&UNITS, 9)))));
        verified(&restored, COUNTY);
        assert_eq!(backup_to(&store, &file).unwrap_err().code(), "store.file_there");
        files.push(manifest);
    }
    assert_eq!((files[0].rows, &files[0].heads.len()), (files[1].rows, &1));
}

/// What a backup begins with.
const MARK: &[u8] = b"guatu-backup/2\n";

/// (start, kind, length of the content) of every block.
fn blocks(bytes: &[u8]) -> Vec<(usize, u8, usize)> {
    let mut found = Vec::new();
    let mut at = MARK.len();
    while at < bytes.len() {
        let length = u32::from_be_bytes(bytes[at + 1..at + 5].try_into().unwrap()) as usize;
        found.push((at, bytes[at], length));
        at += 5 + length + 32;
    }
    found
}

/// All digests made anew, as somebody does who knows how.
fn sealed(bytes: &mut [u8]) {
    let mut digest: [u8; 32] = Sm3::digest(MARK).into();
    for (at, _, length) in blocks(bytes) {
        let end = at + 5 + length;
        digest = Sm3::new().chain_update(digest).chain_update(&bytes[at..end]).finalize().into();
        bytes[end..end + 32].copy_from_slice(&digest);
    }
}

/// Blocks of rows that the chain or the sums answer for.
fn answerable(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut name = String::new();
    let mut found = Vec::new();
    for (at, kind, length) in blocks(bytes) {
        let content = &bytes[at + 5..at + 5 + length];
        match kind {
            b'T' => {
                let long = u32::from_be_bytes(content[..4].try_into().unwrap()) as usize;
                name = String::from_utf8(content[4..4 + long].to_vec()).unwrap();
            }
            b'R' if all().iter().any(|t| t.name == name && (t.keep == Keep::Fact || name == "balances")) => {
                found.push((at + 5, length))
            }
            _other => {}
        }
    }
    found
}

/// One damage; `None`: this one left the file as it was.
fn damaged(whole: &[u8], way: usize, chance: &mut Chance) -> Option<Vec<u8>> {
    let mut bytes = whole.to_vec();
    let mut place = |below: usize| usize::try_from(chance.within(0..below as u64)).unwrap();
    let all = blocks(whole);
    match way % 8 {
        0 => bytes[place(whole.len())] ^= 1 << place(8),
        1 => bytes.truncate(place(whole.len())),
        2 => bytes.extend_from_slice(&whole[..1 + place(100)]),
        3 => {
            let (at, _, length) = all[place(all.len())];
            bytes.drain(at..at + 5 + length + 32);
        }
        4 => {
            let (at, _, length) = all[place(all.len())];
            let twice = whole[at..at + 5 + length + 32].to_vec();
            bytes.splice(at..at, twice);
        }
        5 => {
            let from = place(whole.len());
            let to = whole.len().min(from + 1 + place(4_096));
            bytes[from..to].fill(0);
        }
        6 => {
            let cut = place(all.len());
            let (at, _, length) = all[cut];
            bytes.drain(at..at + 5 + length + 32);
            sealed(&mut bytes);
        }
        _other => {
            let (at, length) = answerable(whole)[place(answerable(whole).len())];
            bytes[at + place(length)] ^= 1 << place(8);
            sealed(&mut bytes);
        }
    }
    (bytes != whole).then_some(bytes)
}

/// The chain was written otherwise then, so that nothing in such a file would hold.
#[test]
fn a_backup_of_a_trial_version_is_told_from_a_damaged_one() {
    let dir = TempDir::new().unwrap();
    let file = backed_up(&archive(&sqlite()), dir.path());
    fs::write(&file, [b"guatu-backup/1\n", &fs::read(&file).unwrap()[MARK.len()..]].concat()).unwrap();
    let fault = Store::check_backup(&file).unwrap_err();
    assert_eq!(fault.code(), "store.bad_backup");
    assert!(fault.zh().contains("试用版") && fault.en().contains("trial version"), "{fault}");
}

/// K-05: every damage is refused with the file's name and where it is damaged, and nothing is left of the try.
#[test]
fn k05_a_damaged_backup_is_refused_by_name_and_never_half_restored() {
    let (place, dir) = (sqlite(), TempDir::new().unwrap());
    let file = backed_up(&archive(&place), dir.path());
    let (whole, mut chance, tries) = (fs::read(&file).unwrap(), Chance::of_run(55), rounds(40, 200));
    let (bad, target) = (dir.path().join("damaged.backup"), dir.path().join("target.db"));
    let mut forged = 0;
    for way in 0..tries {
        let Some(bytes) = damaged(&whole, way, &mut chance) else { continue };
        fs::write(&bad, &bytes).unwrap();
        let fault = Store::restore(&Database::Sqlite(target.clone()), &bad).expect_err("a damaged backup was restored");
        assert_eq!(fault.code(), "store.bad_backup", "way {}: {fault}", way % 8);
        assert!(
            fault.en().contains("damaged.backup is not a whole backup") && fault.zh().contains("没有恢复任何内容"),
            "{fault}"
        );
        forged += usize::from(way % 8 >= 6);
        let left: Vec<_> = fs::read_dir(dir.path()).unwrap().flatten().map(|f| f.file_name()).collect();
        assert_eq!(left.len(), 2, "something was left: {left:?}");
    }
    ok(Store::restore(&Database::Sqlite(target.clone()), &file));
    verified(&ok(Store::open(&Database::Sqlite(target))), COUNTY);
    report(
        "K-05",
        &format!("{tries} damaged files, {forged} of them with all digests made anew: each refused by name, 0 half-restored"),
    );
}

/// On a server the tables are left empty, and take the whole one afterwards.
#[test]
fn k05_a_forged_backup_leaves_a_server_empty() {
    let (place, into, dir) = (sqlite(), postgres("backup_forged"), TempDir::new().unwrap());
    let file = backed_up(&archive(&place), dir.path());
    let mut bytes = fs::read(&file).unwrap();
    let (at, length) = answerable(&bytes)[3];
    bytes[at + length - 1] ^= 1;
    sealed(&mut bytes);
    let bad = dir.path().join("forged.backup");
    fs::write(&bad, &bytes).unwrap();
    assert_eq!(Store::restore(&into.database, &bad).unwrap_err().code(), "store.bad_backup");
    assert_eq!(ok(ok(Store::open(&into.database)).counties()), []);
    ok(Store::restore(&into.database, &file));
    verified(&ok(Store::open(&into.database)), COUNTY);
}
