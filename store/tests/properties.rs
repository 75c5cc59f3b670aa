//! Properties 性质: whatever the history, now and any earlier instant are what a plain replay says, and stay so.

mod common;

use common::*;
use domain::calendar::Period;
use domain::ledger::{Page, Tally};
use domain::registers::{RETURNS, Record, UNITS, Value};
use domain::stage::Stage;
use proptest::prelude::*;
use std::collections::BTreeMap;
use store::{Fault, Reader, Store};

/// One line of a random history.
#[derive(Clone, Debug)]
struct Line {
    /// Not in order: a history is loaded as it comes.
    recorded: i64,
    unit: i64,
    month: i64,
    value: i64,
    stage: usize,
    /// Starts a new act.
    act: bool,
}

fn line() -> impl Strategy<Value = Line> {
    let year = prop_oneof![Just(2024_i64), Just(2025), Just(2026)];
    (0..30_i64, 1..4_i64, (year, 1..13_i64), -5..50_i64, 0..4_usize, any::<bool>()).prop_map(
        |(recorded, unit, (year, month), value, stage, act)| Line {
            recorded,
            unit,
            month: year * 100 + month,
            value,
            stage,
            act,
        },
    )
}

type Live = BTreeMap<String, i64>;

/// Each line is a new version of the return with its key: what the earlier version posted is taken back.
fn load(store: &Store, lines: &[Line], live: &mut Live, first: usize) {
    let mut rest = lines;
    let mut number = first;
    while !rest.is_empty() {
        let more = rest[1..].iter().position(|l| l.act).map_or(rest.len(), |i| i + 1);
        let (now, later) = rest.split_at(more);
        number += 1;
        ok(store.write(act(COUNTY, &format!("act {number}"), now[0].recorded * DAY), |tx| {
            for line in now {
                tx.at(line.recorded * DAY);
                let own = [
                    ("unit_id", Value::Int(line.unit)),
                    ("indicator_id", Value::Int(1)),
                    ("period", Value::Int(line.month)),
                    ("value", Value::Int(line.value)),
                    ("stage", text(Stage::ALL[line.stage].code())),
                ];
                let seq = tx.add(&RETURNS, values(&RETURNS, &own))?;
                let key = format!("{}|{}|{}", line.unit, line.month, line.stage);
                if let Some(before) = live.insert(key, seq) {
                    for entry in tx.reader()?.entries_of("returns", before)? {
                        tx.reverse(&entry)?;
                    }
                }
                let on = i32::try_from(line.month * 100 + 15).unwrap();
                let posting = domain::ledger::Posting {
                    stage: Stage::ALL[line.stage],
                    ..posting(1, i32::try_from(line.unit).unwrap(), on, line.value)
                };
                tx.post(&posting, "returns", seq)?;
            }
            Ok::<_, Fault>(())
        }));
        rest = later;
    }
}

/// Everything a reader can say about an instant.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    tallies: Vec<Vec<Tally>>,
    returns: Vec<(i64, Vec<Value>)>,
    lines: usize,
}

const PERIODS: [Period; 3] = [
    Period { year: 2026, from_month: 3, to_month: 5 },
    Period { year: 2025, from_month: 1, to_month: 12 },
    Period { year: 2026, from_month: 12, to_month: 12 },
];

fn ask(store: &Store, as_of: Option<i64>, entries_only: bool) -> Answer {
    let all = store::EntryQuery { indicator: None, unit: None, from_on: 0, to_on: i32::MAX, stage: None, as_of };
    let figures = |r: &mut Reader<'_>| {
        let mut tallies = Vec::new();
        for period in PERIODS {
            for stage in Stage::ALL {
                tallies.push(if entries_only {
                    r.tallies_from_entries(stage, period, as_of)?
                } else {
                    r.tallies(stage, period, as_of)?
                });
            }
        }
        let returns = r.records(&RETURNS, as_of)?.iter().map(|x| (x.seq, x.values.clone())).collect();
        Ok(Answer { tallies, returns, lines: r.entries(all)?.len() })
    };
    ok(store.read(&all_eyes(COUNTY), |r| figures(r)))
}

/// The same from a plain replay of every row known by then.
fn replay(store: &Store, as_of: i64) -> Answer {
    let all = store::EntryQuery { indicator: None, unit: None, from_on: 0, to_on: i32::MAX, stage: None, as_of: None };
    let (versions, entries) = ok(store.read(&all_eyes(COUNTY), |r| {
        let mut versions: Vec<Record> = Vec::new();
        for key in r.keys(&RETURNS)? {
            versions.extend(r.versions(&RETURNS, &key)?);
        }
        Ok((versions, r.entries(all)?))
    }));
    // What was not known yet has no say, not even in the order.
    let mut known_versions: Vec<Record> = versions.into_iter().filter(|v| v.recorded_at <= as_of).collect();
    known_versions.sort_by_key(|v| v.seq);
    let mut latest: Vec<(String, Record)> = Vec::new();
    for version in known_versions {
        match latest.iter_mut().find(|(key, _)| *key == version.key()) {
            Some(place) => place.1 = version,
            None => latest.push((version.key(), version)),
        }
    }
    let known: Vec<_> = entries.into_iter().filter(|e| e.recorded_at <= as_of).collect();
    let mut tallies = Vec::new();
    for period in PERIODS {
        for stage in Stage::ALL {
            let mut pages: BTreeMap<(i32, i32), Page> = BTreeMap::new();
            for e in known.iter().filter(|e| e.posting.stage == stage) {
                let page = pages.entry((e.posting.on / 10_000, e.posting.unit)).or_default();
                page.add(e.posting.on, e.posting.amount, e.reverses.is_some());
            }
            let year = i32::from(period.year);
            let mine = pages.iter().filter(|((y, _), _)| *y == year || *y == year - 1);
            let read = mine.map(|((y, unit), page)| page.tally(1, *unit, Period { year: i16::try_from(*y).unwrap(), ..period }));
            tallies.push(read.filter(|t| t.months != 0).collect());
        }
    }
    let returns = latest.into_iter().map(|(_, r)| (r.seq, r.values)).collect();
    Answer { tallies, returns, lines: known.len() }
}

fn histories(make: impl Fn() -> Place, cases: u32) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
    let both_parts = (proptest::collection::vec(line(), 1..60), proptest::collection::vec(line(), 1..10));
    proptest!(config, |((lines, later) in both_parts)| {
        let place = make();
        let store = ok(Store::create(&place.database));
        let mut live = Live::new();
        load(&store, &lines, &mut live, 0);
        let head = ok(store.head(&all_eyes(COUNTY)));
        prop_assert_eq!(head.last_recorded_at, lines.iter().map(|l| l.recorded * DAY).max().unwrap());

        // Now from balances is now from entries, and so is the last instant.
        prop_assert_eq!(ask(&store, None, false), ask(&store, None, true));
        prop_assert_eq!(ask(&store, Some(head.last_recorded_at), false), ask(&store, None, true));
        let instants: Vec<i64> = (-1..31).step_by(5).map(|d| d * DAY).collect();
        let before: Vec<Answer> = instants.iter().map(|&t| ask(&store, Some(t), false)).collect();
        for (&t, answer) in instants.iter().zip(&before) {
            prop_assert_eq!(answer, &replay(&store, t), "as of {}", t / DAY);
        }

        // What is recorded later changes no earlier instant.
        let later: Vec<Line> = later.into_iter().map(|l| Line { recorded: l.recorded + 100, ..l }).collect();
        load(&store, &later, &mut live, 1_000);
        for (&t, answer) in instants.iter().zip(&before) {
            prop_assert_eq!(answer, &ask(&store, Some(t), false), "as of {} changed", t / DAY);
        }
        prop_assert_eq!(ask(&store, None, false), ask(&store, None, true));
        prop_assert_eq!(store.verify(COUNTY, &sum).unwrap().bad, None);
    });
}

#[test]
fn the_past_stays_true_on_sqlite() {
    histories(sqlite, 24);
}

#[test]
fn the_past_stays_true_on_postgres() {
    histories(|| postgres("history"), 3);
}

/// D-16: ten random data sets; balances made anew are the same, byte for byte.
#[test]
fn rebuilt_balances_are_identical() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10) };
    proptest!(config, |(lines in proptest::collection::vec(line(), 1..80))| {
        let place = sqlite();
        let store = ok(Store::create(&place.database));
        ok(store.write(act(COUNTY, "org", 0), |tx| tx.add(&UNITS, full(&UNITS, 1))));
        load(&store, &lines, &mut Live::new(), 0);
        let before = dump(&place);
        prop_assert!(!before.is_empty());
        let mut outside = Outside::open(&place.database);
        outside.run("UPDATE \"balances\" SET \"a03\" = 1; DELETE FROM \"balances\" WHERE \"unit_id\" = 2").unwrap();
        ok(store.rebuild(COUNTY));
        prop_assert_eq!(before, dump(&place));
    });
}

fn dump(place: &Place) -> Vec<String> {
    let Outside::Sqlite(conn) = Outside::open(&place.database) else { panic!("a file") };
    let mut statement = conn.prepare("SELECT * FROM \"balances\" ORDER BY 1, 2, 3, 4, 5").unwrap();
    let width = statement.column_count();
    let row = |row: &rusqlite::Row<'_>| (0..width).map(|i| row.get::<_, i64>(i)).collect::<rusqlite::Result<Vec<_>>>();
    statement.query_map([], row).unwrap().map(|r| format!("{:?}", r.unwrap())).collect()
}
