//! Power cuts 断电 on a simulated disk (D-02, D-03), a disk that fails (D-10) and one that is full (D-09).
//!
//! Every SQLite connection of this program goes to simulated disks (`harness::disk`); the archive opens its file as always.

mod common;

use common::*;
use domain::calendar::Period;
use domain::registers::UNITS;
use domain::stage::Stage;
use harness::chance::{Chance, report, rounds};
use harness::disk::{Disk, Faults};
use std::collections::BTreeMap;
use store::{Database, Fault, Store, Written};

/// A disk with an archive on it, and what was acknowledged: amounts by key.
struct World {
    disk: Disk,
    chance: Chance,
    acknowledged: BTreeMap<String, i64>,
    next: i64,
}

/// What a round of writes came to.
#[derive(Debug, Default)]
struct Losses {
    cuts: usize,
    acknowledged: usize,
    lost: usize,
    broken: usize,
}

impl World {
    fn new(seed: u64) -> World {
        World { disk: Disk::new().unwrap(), chance: Chance::of_run(seed), acknowledged: BTreeMap::new(), next: 1 }
    }

    fn database(&self) -> Database {
        Database::Sqlite(self.disk.path())
    }

    /// The usual act: a record, an entry for it, and now and then the entry before taken back.
    fn write(&mut self, store: &Store) -> Result<(), Fault> {
        let amount = self.next;
        let key = amount.to_string();
        self.next += 1;
        let back = self.chance.percent(25);
        let written = store.write(act(COUNTY, &key, amount * DAY), |tx| {
            let seq = tx.add(&UNITS, full(&UNITS, amount % 60))?;
            tx.post(&posting(1, 1, 20_260_101, amount), "units", seq)?;
            if back {
                let entry = tx.reader()?.entries_of("units", seq)?.remove(0);
                tx.reverse(&entry)?;
            }
            Ok::<_, Fault>(())
        })?;
        assert!(matches!(written, Written::Done { .. }));
        self.acknowledged.insert(key, if back { 0 } else { amount });
        Ok(())
    }

    /// Open, write until the power goes out or enough is done, close; then give the power back.
    fn live(&mut self, faults: Faults) {
        self.disk.set(faults);
        if let Ok(store) = Store::create(&self.database()) {
            for _ in 0..self.chance.within(1..24) {
                if self.write(&store).is_err() {
                    break;
                }
            }
        }
        let chance = &mut self.chance;
        self.disk.power_cycle(chance).unwrap();
    }

    /// Everything acknowledged is there, at most the one act in flight besides, whole, and the archive holds in every way.
    fn judge(&mut self, losses: &mut Losses) {
        losses.cuts += 1;
        losses.acknowledged = losses.acknowledged.max(self.acknowledged.len());
        match self.look() {
            Ok(lost) => losses.lost += lost,
            Err(why) => {
                losses.broken += 1;
                println!("cut {}: {why}", losses.cuts);
            }
        }
    }

    /// How many acknowledged acts are gone.
    fn look(&mut self) -> Result<usize, String> {
        let told = |fault: Fault| fault.to_string();
        let store = match Store::open(&self.database()) {
            Err(Fault::NotGuatu { .. } | Fault::Missing { .. } | Fault::Unsafe { .. }) if self.acknowledged.is_empty() => {
                return Ok(0);
            }
            other => other.map_err(told)?,
        };
        let acts = store.read(&all_eyes(COUNTY), |r| r.acts(1_000_000, None)).map_err(told)?;
        let stored: std::collections::BTreeSet<String> = acts.into_iter().map(|a| a.key).collect();
        let lost = self.acknowledged.keys().filter(|key| !stored.contains(*key)).count();
        let found = store.verify(COUNTY, &sum).map_err(told)?;
        if let Some(bad) = found.bad {
            return Err(bad.en);
        }
        let unasked: Vec<&String> = stored.iter().filter(|key| !self.acknowledged.contains_key(*key)).collect();
        if unasked.len() > 1 {
            return Err(format!("more than the act in flight was kept: {unasked:?}"));
        }
        // The act in flight came through after all: from here on it counts, with whatever it posted.
        let total = total(&store).map_err(told)?;
        let known: i64 = self.acknowledged.iter().filter(|(key, _)| stored.contains(*key)).map(|(_, amount)| amount).sum();
        if let Some(key) = unasked.first() {
            let own = key.parse::<i64>().unwrap_or(0);
            if ![0, own].contains(&(total - known)) {
                return Err(format!("half of act {key}: {} of {own}", total - known));
            }
            self.acknowledged.insert((*key).clone(), total - known);
        } else if total != known {
            return Err(format!("balances of {total}, acts of {known}"));
        }
        Ok(lost)
    }
}

/// The sum of the balances.
fn total(store: &Store) -> Result<i64, Fault> {
    let period = Period { year: 2026, from_month: 1, to_month: 12 };
    let tallies = store.read(&all_eyes(COUNTY), |r| r.tallies(Stage::Verified, period, None))?;
    Ok(tallies.iter().map(|tally| tally.value).sum())
}

/// Worlds of twelve power cuts each, also during recovery and closing; the control gives every disk the same fault.
fn cut(cuts: usize, lies: bool) -> Losses {
    let mut losses = Losses::default();
    let mut acknowledged = 0;
    for seed in 0.. {
        let mut world = World::new(seed);
        if lies {
            // So that a sound archive is what the lies come upon.
            world.live(Faults::default());
        }
        for generation in 0..12 {
            if losses.cuts >= cuts || losses.broken > 0 {
                break;
            }
            // The first time a whole archive is made; later a few operations may be enough to be in the middle of recovery.
            let last = if generation == 0 { 400 } else { [12, 120, 700][usize::try_from(world.chance.within(0..3)).unwrap()] };
            let faults = Faults { cut: Some(world.chance.within(1..last)), lies, ..Faults::default() };
            world.live(faults);
            world.judge(&mut losses);
        }
        acknowledged += world.acknowledged.len();
        // A broken world of the control is enough.
        if losses.cuts >= cuts || losses.broken > 0 {
            break;
        }
    }
    losses.acknowledged = acknowledged;
    losses
}

#[test]
fn d02_a_power_cut_loses_nothing_acknowledged() {
    let losses = cut(rounds(120, 100_000), false);
    assert_eq!((losses.lost, losses.broken), (0, 0), "{losses:?}");
    assert!(losses.acknowledged > losses.cuts, "hardly anything was written: {losses:?}");
    report("D-02", &format!("{} power cuts, {} acknowledged acts, 0 lost, 0 half", losses.cuts, losses.acknowledged));
}

/// D-03: the test must see a disk that lies, or it would see nothing.
#[test]
fn d03_a_disk_that_lies_is_seen() {
    let losses = cut(300, true);
    assert!(losses.lost + losses.broken > 0, "{losses:?}");
    report("D-03 lying disk", &format!("seen at cut {}", losses.cuts));
}

/// Transactions of two rows that belong together, without the archive: which settings survive. Gives cuts until a loss.
fn raw(synchronous: &str, cuts: usize) -> Option<usize> {
    let disk = Disk::new().unwrap();
    let mut chance = Chance::of_run(3);
    let (mut acknowledged, mut n) = (0, 0);
    for count in 1..=cuts {
        disk.set(Faults { cut: Some(chance.within(1..200)), ..Faults::default() });
        let mut work = || -> rusqlite::Result<()> {
            let conn = rusqlite::Connection::open(disk.path())?;
            conn.execute_batch(&format!(
                "PRAGMA synchronous={synchronous}; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=8"
            ))?;
            conn.execute_batch("CREATE TABLE IF NOT EXISTS a (n INTEGER PRIMARY KEY, t TEXT); CREATE TABLE IF NOT EXISTS b (n INTEGER PRIMARY KEY)")?;
            loop {
                n += 1;
                conn.execute_batch(&format!(
                    "BEGIN; INSERT INTO a VALUES ({n}, hex(zeroblob(3000))); INSERT INTO b VALUES ({n}); COMMIT"
                ))?;
                acknowledged = n;
            }
        };
        assert!(work().is_err(), "until the power goes out");
        disk.power_cycle(&mut chance).unwrap();
        let look = || -> rusqlite::Result<(i64, i64, String)> {
            let conn = rusqlite::Connection::open(disk.path())?;
            let check: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
            let sql = "SELECT coalesce((SELECT max(n) FROM a), 0), coalesce((SELECT max(n) FROM b), 0)";
            let (a, b) = conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok((a, b, check))
        };
        let good = match look() {
            Ok((a, b, check)) => a == b && a >= acknowledged && check == "ok",
            // Nothing was acknowledged yet, so nothing need be there.
            Err(_) => acknowledged == 0,
        };
        if !good {
            return Some(count);
        }
        disk.power_cycle(&mut chance).unwrap();
    }
    None
}

/// D-03: settings that the archive refuses are refused for a reason.
#[test]
fn d03_settings_that_flush_less_lose_acknowledged_writes() {
    let cuts = rounds(60, 300);
    assert_eq!(raw("FULL", cuts), None);
    let (Some(normal), Some(off)) = (raw("NORMAL", cuts), raw("OFF", cuts)) else { panic!("a loss was not seen") };
    report("D-03 settings", &format!("NORMAL lost at cut {normal}, OFF at cut {off}, FULL never in {cuts}"));
}

/// D-10: a failed flush or write ends all writing; reading goes on; after a restart nothing acknowledged is missing.
#[test]
fn d10_a_disk_that_fails_ends_writing_until_a_restart() {
    let (mut stopped, tries) = (0, rounds(16, 400));
    for k in 1..=tries {
        let mut world = World::new(1_000 + k as u64);
        let store = ok(Store::create(&world.database()));
        ok(world.write(&store));
        let at = Some(k as u64);
        world.disk.set(if k % 2 == 0 {
            Faults { flush: at, ..Faults::default() }
        } else {
            Faults { write: at, ..Faults::default() }
        });
        let failed = (0..400).find_map(|_| world.write(&store).err());
        if let Some(fault) = failed {
            assert_eq!(fault.code(), "store.stopped", "{fault}");
            assert!(fault.zh().contains("已停止写入") && fault.en().contains("restart"), "{fault}");
            assert_eq!(world.write(&store).unwrap_err().code(), "store.stopped", "not before a restart");
            assert_eq!(ok(store.read(&all_eyes(COUNTY), |r| r.acts(1_000, None))).len(), world.acknowledged.len());
            stopped += 1;
        }
        drop(store);
        let chance = &mut world.chance;
        world.disk.power_cycle(chance).unwrap();
        let mut losses = Losses::default();
        world.judge(&mut losses);
        assert_eq!((losses.lost, losses.broken), (0, 0), "fault {k}: {losses:?}");
    }
    assert!(stopped * 2 > tries, "most of them hit a commit: {stopped} of {tries}");
    report("D-10", &format!("{tries} failing flushes and writes, {stopped} at a commit, 0 lost; no write after them"));
}

/// D-09: a full disk refuses writes and says so; reading goes on; with room again writing goes on without a restart.
#[test]
fn d09_a_full_disk_is_told_and_outlived() {
    let mut refused = 0;
    for seed in 0..rounds(4, 40) as u64 {
        let mut world = World::new(2_000 + seed);
        let store = ok(Store::create(&world.database()));
        for step in 1..=5 {
            world.disk.set(Faults { room: Some(1), ..Faults::default() });
            let fault = (0..3_000).find_map(|_| world.write(&store).err()).expect("full at last");
            assert_eq!(fault.code(), "store.disk_full", "{fault}");
            assert!(fault.zh().contains("已满") && fault.en().contains("full"), "{fault}");
            for _ in 0..3 {
                assert_eq!(world.write(&store).unwrap_err().code(), "store.disk_full");
                refused += 1;
            }
            assert_eq!(ok(store.read(&all_eyes(COUNTY), |r| r.acts(100_000, None))).len(), world.acknowledged.len());
            verified(&store, COUNTY);
            // Room for a part of an act only, then for all.
            world.disk.set(Faults { room: Some(world.disk.used() + 5_000 * step), ..Faults::default() });
            let _ = world.write(&store);
            world.disk.set(Faults::default());
            ok(world.write(&store));
        }
        drop(store);
        let chance = &mut world.chance;
        world.disk.power_cycle(chance).unwrap();
        let mut losses = Losses::default();
        world.judge(&mut losses);
        assert_eq!((losses.lost, losses.broken), (0, 0), "{losses:?}");
    }
    report("D-09", &format!("{refused} writes refused on a full disk, reads and verify went on, writes resumed, 0 lost"));
}
