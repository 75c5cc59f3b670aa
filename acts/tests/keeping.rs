//! Keeping checkpoints 自动存证 (T-10): every event is covered by the next round, quiet days make nothing, and nothing is signed on top
//! of a history that was written anew.

use acts::acting::Caller;
use acts::checkpoints::{Checkpoint, Keeper, Round, kept, kept_on};
use acts::keys::CountyKey;
use acts::{Error, Office};
use domain::calendar::Date;
use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use store::{ActRow, Database, Fault};

const COUNTY: i32 = 7;

fn day(number: i8) -> Date {
    Date::constant(2026, 5, number)
}

fn office(dir: &Path, today: Date) -> Office {
    Office::create(&Database::Sqlite(dir.join("guatu.db")), Some(today)).expect("made")
}

/// Something happens.
fn event(office: &Office, key: &str) -> i64 {
    let caller = Caller { key: key.to_owned(), ..Caller::operator(COUNTY) };
    let done = office.store.write(office.act(&caller, "returns.submit", "三月份", ""), |_| Ok::<_, Fault>(()));
    done.expect("written").act_seq()
}

fn acts(office: &Office) -> Vec<ActRow> {
    office.store.read(&Office::operator(COUNTY).scope(), |r| r.acts(1_000, None)).expect("acts")
}

fn one(round: &mut Round, today: Date) -> Option<Checkpoint> {
    let mut made = round.on(today);
    assert!(made.failed.is_empty(), "{:?}", made.failed);
    assert!(made.checkpoints.len() < 2);
    made.checkpoints.pop()
}

#[test]
fn every_event_is_covered_and_quiet_time_makes_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let (office, keys) = (office(dir.path(), day(1)), dir.path().join("keys"));
    let mut round = Round::new(office.clone(), &keys);
    assert!(one(&mut round, day(1)).is_none(), "no county, nothing to sign");
    for n in 0..3 {
        let seq = event(&office, &format!("first day {n}"));
        assert_eq!(one(&mut round, day(1)).expect("signed").seq, seq);
        assert!(one(&mut round, day(1)).is_none());
    }
    assert_eq!((kept(&keys, COUNTY).len(), acts(&office).len()), (1, 3), "one file a day, and signing is no act");
    // Quiet days, and a server started again and again: no act, no file.
    for quiet in 2..6 {
        assert!(one(&mut round, day(quiet)).is_none());
        assert!(one(&mut Round::new(office.clone(), &keys), day(quiet)).is_none());
    }
    assert_eq!((kept(&keys, COUNTY).len(), acts(&office).len()), (1, 3));
    // Somebody comes: the first day's file stays, which is one act, and both are covered.
    let seq = event(&office, "sixth day");
    assert_eq!(one(&mut round, day(6)).expect("signed").seq, seq + 1);
    assert!(one(&mut round, day(6)).is_none() && one(&mut round, day(7)).is_none(), "its own act is nothing new to it");
    let noted = acts(&office).into_iter().next().expect("acts");
    let first = kept_on(&keys, COUNTY, day(1)).expect("kept");
    assert_eq!((noted.actor.as_str(), noted.verb.as_str(), noted.role.as_str()), ("scheduler", "checkpoints.keep", "system"));
    assert_eq!(noted.subject, format!("2026-05-01 第3号 SM3 {}", first.sm3));
    // Both hold, each by itself, after more was recorded.
    event(&office, "again");
    assert!(one(&mut Round::new(office.clone(), &keys), day(6)).is_some());
    let key = CountyKey::of(&keys, COUNTY).expect("a key").public();
    for checkpoint in kept(&keys, COUNTY) {
        let whole = office.store.prefix(COUNTY, Some(checkpoint.seq)).expect("read").digests.expect("it holds");
        assert_eq!(acts::hex(&whole.sha256), checkpoint.sha256, "signed in steps, the same as at once");
        assert!(office.prove(&Office::operator(COUNTY).scope(), checkpoint, &key).expect("judged").holds());
    }
    assert_eq!(kept(&keys, COUNTY).len(), 2);
}

#[test]
fn nothing_is_signed_on_top_of_a_history_written_anew() {
    let (dir, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (office, keys) = (office(dir.path(), day(1)), dir.path().join("keys"));
    let mut round = Round::new(office.clone(), &keys);
    event(&office, "true");
    let first = one(&mut round, day(1)).expect("signed");
    // The same number of facts, but others; sound in themselves.
    let forged = self::office(other.path(), day(1));
    event(&forged, "false");
    event(&forged, "more");
    let made = Round::new(forged.clone(), &keys).on(day(1));
    assert!(made.checkpoints.is_empty());
    assert!(matches!(made.failed.as_slice(), [(COUNTY, Error::ChainDoesNotHold(_, en))] if en.contains("rewritten")));
    // A file that somebody else signed.
    let mut altered = first.clone();
    altered.seq = 0;
    let place = dir.path().join("checkpoints").join("7").join("2026-05-01.json");
    fs::write(&place, altered.text()).expect("written");
    event(&office, "more");
    let made = Round::new(office, &keys).on(day(1));
    assert!(made.checkpoints.is_empty());
    assert!(matches!(made.failed.as_slice(), [(COUNTY, Error::ChainDoesNotHold(_, en))] if en.contains("signature is wrong")));
}

#[test]
fn the_keeper_works_by_itself_and_ends_at_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let (office, keys) = (office(dir.path(), day(1)), dir.path().join("keys"));
    let (tell, told) = mpsc::channel();
    let hear = move |county: i32, error: &Error| drop(tell.send((county, error.code().to_owned())));
    let keeper = Keeper::start(Round::new(office.clone(), &keys), Duration::from_millis(20), hear);
    for n in 0..5 {
        let (seq, deadline) = (event(&office, &format!("{n}")), Instant::now() + Duration::from_secs(10));
        while kept(&keys, COUNTY).first().is_none_or(|newest| newest.seq < seq) {
            assert!(Instant::now() < deadline, "event {n} was never covered");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    // A folder that cannot be written is told once, not in every round.
    let folder = dir.path().join("checkpoints").join("7");
    fs::remove_dir_all(&folder).expect("removed");
    fs::write(&folder, "in the way").expect("written");
    event(&office, "in vain");
    assert_eq!(told.recv_timeout(Duration::from_secs(10)).expect("told"), (COUNTY, "files.unwritable".to_owned()));
    assert!(told.recv_timeout(Duration::from_millis(200)).is_err());
    let started = Instant::now();
    drop(keeper);
    assert!(started.elapsed() < Duration::from_secs(2));
}
