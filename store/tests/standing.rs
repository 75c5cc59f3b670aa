//! Standing 现存: what is kept in memory is at every moment what an archive that was just opened reads, and nobody sees what is not written.

mod common;

use common::*;
use domain::calendar::Period;
use domain::ledger::Tally;
use domain::registers::{RETURNS, TARGETS, UNITS, VERIFICATIONS, Value};
use domain::returns::Filed;
use domain::stage::Stage;
use proptest::prelude::*;
use store::{Fault, Reader, Store, Tx};

const MONTHS: [i64; 2] = [202_603, 202_604];
const Q1: Period = Period { year: 2026, from_month: 1, to_month: 3 };

/// One thing written.
#[derive(Clone, Debug)]
enum Written {
    Unit { unit: i64, name: i64 },
    Report { unit: i64, month: usize, value: Option<i64>, verified: bool },
    Decision { unit: i64, month: usize, accepted: bool },
}

fn written() -> impl Strategy<Value = Written> {
    let (unit, month) = (1..4_i64, 0..2_usize);
    prop_oneof![
        (unit.clone(), 0..50_i64).prop_map(|(unit, name)| Written::Unit { unit, name }),
        (unit.clone(), month.clone(), proptest::option::of(0..90_i64), any::<bool>())
            .prop_map(|(unit, month, value, verified)| Written::Report { unit, month, value, verified }),
        (unit, month, any::<bool>()).prop_map(|(unit, month, accepted)| Written::Decision { unit, month, accepted }),
    ]
}

fn write(tx: &mut Tx<'_>, what: &Written) -> Result<(), Fault> {
    let of = |unit: i64, month: usize| {
        [("unit_id", Value::Int(unit)), ("indicator_id", Value::Int(1)), ("period", Value::Int(MONTHS[month]))]
    };
    match *what {
        Written::Unit { unit, name } => {
            tx.add(
                &UNITS,
                values(&UNITS, &[("unit_id", text(&format!("u{unit}"))), ("unit_name", text(&format!("单位{name}")))]),
            )?;
        }
        Written::Report { unit, month, value, verified } => {
            let mut own = of(unit, month).to_vec();
            own.push(("value", value.map_or(Value::Null, Value::Int)));
            own.push(("stage", text(if verified { "verified" } else { "reported" })));
            let seq = tx.add(&RETURNS, values(&RETURNS, &own))?;
            if let Some(value) = value {
                let on = i32::try_from(MONTHS[month] * 100 + 15).unwrap();
                let stage = if verified { Stage::Verified } else { Stage::Reported };
                let posting = posting(1, i32::try_from(unit).unwrap(), on, value);
                tx.post(&domain::ledger::Posting { stage, ..posting }, "returns", seq)?;
            }
        }
        Written::Decision { unit, month, accepted } => {
            let mut own = of(unit, month).to_vec();
            own.push(("decision", text(if accepted { "accepted" } else { "returned" })));
            own.push(("return_seq", Value::Int(tx.head().seq)));
            own.push(("reason", text("看过")));
            tx.add(&VERIFICATIONS, values(&VERIFICATIONS, &own))?;
        }
    }
    Ok(())
}

/// All that is kept, as a reader gives it.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    units: Vec<(i64, Vec<Value>)>,
    then: Vec<i64>,
    tallies: Vec<Tally>,
    filed: Vec<Option<(Filed, Option<i64>, String)>>,
}

fn see(r: &mut Reader<'_>) -> Result<Seen, Fault> {
    let units = r.records(&UNITS, None)?.iter().map(|u| (u.seq, u.values.clone())).collect();
    let then = r.records(&UNITS, Some(5 * DAY))?.iter().map(|u| u.seq).collect();
    let mut tallies = r.tallies(Stage::Verified, Q1, None)?;
    tallies.extend(r.tallies(Stage::Reported, Q1, None)?);
    let filings = r.filings(&MONTHS)?;
    let keys = (1..4).flat_map(|unit| MONTHS.map(|month| (unit, month)));
    let filed = keys.map(|(unit, month)| filings.of(unit, 1, month).map(|f| (f.filed, f.first(None), f.reason().to_owned())));
    Ok(Seen { units, then, tallies, filed: filed.collect() })
}

fn seen(store: &Store) -> Seen {
    ok(store.read(&all_eyes(COUNTY), see))
}

fn what_is_kept_is_what_is_there(make: impl Fn() -> Place, cases: u32) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
    let acts = proptest::collection::vec((proptest::collection::vec(written(), 1..6), any::<bool>()), 1..8);
    proptest!(config, |(acts in acts)| {
        let place = make();
        let store = ok(Store::create(&place.database));
        for (number, (lines, gives_up)) in acts.iter().enumerate() {
            let before = seen(&store);
            let (recorded_at, mut inside) = (i64::try_from(number).unwrap() * 2 * DAY, None);
            let done = store.write(act(COUNTY, &format!("act {number}"), recorded_at), |tx| {
                for line in lines {
                    write(tx, line)?;
                    inside = Some(see(&mut tx.reader()?)?);
                    // Somebody else reads meanwhile, and sees none of it.
                    assert_eq!(seen(&store), before);
                }
                if *gives_up { Err(Fault::Unstorable { what: "nothing of it".to_owned() }) } else { Ok(()) }
            });
            prop_assert_eq!(done.is_err(), *gives_up);
            let after = seen(&store);
            prop_assert_eq!(&after, if *gives_up { &before } else { inside.as_ref().unwrap() });
            prop_assert_eq!(&after, &seen(&ok(Store::open(&place.database))), "as an archive just opened has it");
        }
    });
}

#[test]
fn what_is_kept_is_what_is_there_on_sqlite() {
    what_is_kept_is_what_is_there(sqlite, 40);
}

#[test]
fn what_is_kept_is_what_is_there_on_postgres() {
    what_is_kept_is_what_is_there(|| postgres("standing"), 2);
}

#[test]
fn what_was_read_is_noted_and_a_change_to_it_is_told() {
    let place = sqlite();
    let store = ok(Store::create(&place.database));
    let add = |key: &str, what: Written| ok(store.write(act(COUNTY, key, DAY), |tx| write(tx, &what)));
    add("1", Written::Unit { unit: 1, name: 1 });
    let (noting, notes) = store.noting();
    let at = ok(store.changes(COUNTY)).seq;
    ok(noting.read(&all_eyes(COUNTY), |r| r.records(&UNITS, None).map(|_| ())));
    assert!(ok(store.changes(COUNTY)).leave(&notes.so_far(), at));
    // Another register, and an act that writes nothing.
    add("2", Written::Report { unit: 1, month: 0, value: Some(5), verified: true });
    ok(store.write(act(COUNTY, "3", DAY), |_| Ok::<_, Fault>(())));
    assert!(ok(store.changes(COUNTY)).leave(&notes.so_far(), at));
    add("4", Written::Unit { unit: 2, name: 2 });
    assert!(!ok(store.changes(COUNTY)).leave(&notes.so_far(), at));
    // What lies beside the facts may change at any moment.
    let (noting, notes) = store.noting();
    ok(noting.look_aside(COUNTY, |aside| aside.draft(1, "returns/2026-03")));
    let changes = ok(store.changes(COUNTY));
    assert!(!changes.leave(&notes.so_far(), changes.seq));
}

/// A version that said so once may say otherwise now, and a part of a key may be empty: the county's own target has no unit.
#[test]
fn what_says_so_now_is_found_in_memory_and_in_the_archive_alike() {
    for place in both("said") {
        let store = ok(Store::create(&place.database));
        let target = |key: &str, unit: Option<i64>, document: &str| {
            let own = [
                ("unit_id", unit.map_or(Value::Null, Value::Int)),
                ("indicator_id", Value::Int(1)),
                ("year", Value::Int(2026)),
                ("target", Value::Int(100)),
                ("document", text(document)),
            ];
            ok(store.write(act(COUNTY, key, DAY), |tx| tx.add(&TARGETS, values(&TARGETS, &own))));
        };
        target("county", None, "1号");
        target("unit", Some(3), "1号");
        target("unit again", Some(3), "2号");
        target("county again", None, "3号");
        target("county once more", None, "1号");
        let at = TARGETS.column("document").unwrap();
        let found = |store: &Store, documents: &[&str]| {
            let asked = [(at, documents.iter().map(|d| text(d)).collect())];
            let records = ok(store.read(&all_eyes(COUNTY), |r| r.records_with(&TARGETS, &asked)));
            records.iter().map(|record| record.get("unit_id").clone()).collect::<Vec<_>>()
        };
        for warm in [false, true] {
            let store = ok(Store::open(&place.database));
            if warm {
                ok(store.read(&all_eyes(COUNTY), |r| r.records(&TARGETS, None).map(|_| ())));
            }
            assert_eq!(found(&store, &["1号"]), [Value::Null]);
            assert_eq!(found(&store, &["2号"]), [Value::Int(3)]);
            assert_eq!(found(&store, &["3号"]), []);
            assert_eq!(found(&store, &["1号", "2号"]).len(), 2);
        }
    }
}
