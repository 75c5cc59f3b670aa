//! Load 装载: many returns in one act, and the figures of all counties.

mod common;

use common::*;
use domain::calendar::Period;
use domain::registers::{RETURNS, Value};
use domain::stage::Stage;
use store::{Fault, Store};

const COUNTIES: i32 = 2;
const UNITS: i64 = 60;
const INDICATORS: i64 = 20;
const MONTHS: [i64; 16] = [
    202_501, 202_502, 202_503, 202_504, 202_505, 202_506, 202_507, 202_508, 202_509, 202_510, 202_511, 202_512, 202_601, 202_602,
    202_603, 202_604,
];

#[test]
fn a_history_loads_whole() {
    for place in both("load") {
        loads_whole(&place);
    }
}

fn loads_whole(place: &Place) {
    let store = ok(Store::create(&place.database));
    let facts: i32 = (1..=COUNTIES).map(|county| county_history(&store, county)).sum();
    ok(store.settle());
    if let Outside::Postgres(client) = &mut Outside::open(&place.database) {
        let sql = "SELECT sum(reltuples)::int FROM pg_class WHERE relname IN ('returns', 'entries')";
        let known: i32 = client.query_one(sql, &[]).unwrap().get(0);
        assert_eq!(known, facts, "the server knows how many rows there are");
    }
    let period = Period { year: 2026, from_month: 1, to_month: 4 };
    for county in 1..=COUNTIES {
        let now = ok(store.read(&all_eyes(county), |r| r.tallies(Stage::Verified, period, None)));
        let earlier = ok(store.read(&all_eyes(county), |r| r.tallies(Stage::Verified, period, Some(100 * DAY))));
        assert_eq!(i64::try_from(now.len()).unwrap(), UNITS * INDICATORS * 2);
        assert!(!earlier.is_empty() && earlier.len() < now.len(), "{} pages were known then", earlier.len());
        verified(&store, county);
    }
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
