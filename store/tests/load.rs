//! Load 装载: many returns in one act, and the figures of all counties. Prints rates; the bound is one that even a slow machine keeps.

mod common;

use common::*;
use domain::calendar::Period;
use domain::registers::{RETURNS, Value};
use domain::stage::Stage;
use std::time::Instant;
use store::{Fault, Store};

const COUNTIES: i32 = 2;
const UNITS: i64 = 60;
const INDICATORS: i64 = 20;
const MONTHS: [i64; 16] = [
    202_501, 202_502, 202_503, 202_504, 202_505, 202_506, 202_507, 202_508, 202_509, 202_510, 202_511, 202_512, 202_601, 202_602,
    202_603, 202_604,
];

#[test]
fn a_history_loads_fast() {
    for place in both("load") {
        loads_fast(&place);
    }
}

fn loads_fast(place: &Place) {
    let store = ok(Store::create(&place.database));
    let (start, mut facts) = (Instant::now(), 0);
    for county in 1..=COUNTIES {
        facts += county_history(&store, county);
    }
    let rate = f64::from(facts) / start.elapsed().as_secs_f64();
    let start = Instant::now();
    let period = Period { year: 2026, from_month: 1, to_month: 4 };
    let mut rows = 0;
    for county in 1..=COUNTIES {
        rows += ok(store.read(&all_eyes(county), |r| r.tallies(Stage::Verified, period, None))).len();
    }
    let reading = start.elapsed();
    let start = Instant::now();
    let earlier = ok(store.read(&all_eyes(1), |r| r.tallies(Stage::Verified, period, Some(100 * DAY))));
    let as_of = start.elapsed();
    let start = Instant::now();
    verified(&store, 1);
    println!(
        "{rate:.0} facts a second; {rows} tallies in {reading:?}; {} as of in {as_of:?}; verified in {:?}",
        earlier.len(),
        start.elapsed()
    );
    assert_eq!(rows, usize::try_from(i64::from(COUNTIES) * UNITS * INDICATORS * 2).unwrap());
    assert!(rate > 3_000.0, "{rate} facts a second");
}

fn county_history(store: &Store, county: i32) -> i32 {
    done(ok(store.write(act(county, "history", 200 * DAY), |tx| {
        let mut facts = 0;
        for (n, month) in MONTHS.into_iter().enumerate() {
            tx.at((i64::try_from(n).unwrap() + 90) * DAY);
            for unit in 1..=UNITS {
                for indicator in 1..=INDICATORS {
                    let own = vec![
                        Value::Int(unit),
                        Value::Int(indicator),
                        Value::Int(month),
                        Value::Int(unit * indicator),
                        text("verified"),
                        Value::Null,
                        Value::Null,
                    ];
                    let seq = tx.add(&RETURNS, own)?;
                    let (unit, indicator) = (i32::try_from(unit).unwrap(), i32::try_from(indicator).unwrap());
                    let on = i32::try_from(month * 100 + 28).unwrap();
                    tx.post(&posting(indicator, unit, on, i64::from(unit * indicator)), "returns", seq)?;
                    facts += 2;
                }
            }
        }
        Ok::<_, Fault>(facts)
    })))
}
