//! Checkpoints 存证点: what the chain came to once is found again later, and what was rewritten or taken away is not.

mod common;

use common::*;
use domain::registers::UNITS;
use store::{Digests, Store};

const LATER: i64 = 5;

/// An archive with a few facts; the unit's number tells one history from another.
fn archive(place: &Place, unit: i64) -> Store {
    let store = ok(Store::create(&place.database));
    add(&store, unit, 1);
    add(&store, 2, 2);
    store
}

fn add(store: &Store, unit: i64, day: i64) {
    done(ok(store.write(act(COUNTY, &format!("unit {unit}"), day * DAY), |tx| tx.add(&UNITS, full(&UNITS, unit)))));
}

fn whole(store: &Store) -> Digests {
    let found = ok(store.prefix(COUNTY, None));
    assert_eq!(found.bad, None);
    let digests = found.digests.unwrap();
    assert_eq!(digests.seq, found.head);
    digests
}

#[test]
fn what_the_chain_came_to_is_found_again() {
    for place in both("prefix") {
        let store = archive(&place, 1);
        let then = whole(&store);
        assert_eq!(then.sm3, ok(store.head(&all_eyes(COUNTY))).chain_hash);
        assert_ne!(then.sm3, then.sha256);
        add(&store, 3, LATER);
        let now = ok(store.prefix(COUNTY, Some(then.seq)));
        assert!(now.bad.is_none() && now.head > then.seq, "{now:?}");
        assert_eq!(now.digests, Some(then), "what was added since changes nothing");
        assert_ne!(whole(&store).sha256, then.sha256);
        verified(&store, COUNTY);
    }
}

#[test]
fn an_altered_or_deleted_row_is_named() {
    let places = "SELECT min(\"seq\") FROM \"units\"";
    for sql in ["UPDATE \"units\" SET \"act\" = 77 WHERE \"seq\" = ", "DELETE FROM \"units\" WHERE \"seq\" = "] {
        for place in both("prefix_rows") {
            let store = archive(&place, 1);
            let then = whole(&store);
            add(&store, 3, LATER);
            let mut outside = Outside::open(&place.database);
            outside.drop_guards();
            outside.run(&format!("{sql}({places})")).unwrap();
            let found = ok(store.prefix(COUNTY, Some(then.seq)));
            assert!(found.digests.is_none() && found.bad.is_some_and(|bad| (1..=then.seq).contains(&bad.seq)), "{sql}");
            assert!(ok(store.prefix(COUNTY, None)).bad.is_some(), "and the whole chain does not hold");
        }
    }
}

/// Somebody who can recompute every hash leaves a chain that is sound in itself: only what was kept elsewhere tells.
#[test]
fn history_written_anew_comes_to_something_else() {
    let [place, anew] = [sqlite(), sqlite()];
    let then = whole(&archive(&place, 1));
    let found = ok(archive(&anew, 9).prefix(COUNTY, Some(then.seq)));
    assert_eq!(found.bad, None);
    let now = found.digests.unwrap();
    assert_eq!(now.seq, then.seq);
    assert!(now.sm3 != then.sm3 && now.sha256 != then.sha256);
}

/// The last facts are removed and the head put back: sound in every way, but shorter.
#[test]
fn a_truncated_chain_does_not_reach_the_checkpoint() {
    for place in both("prefix_short") {
        let store = archive(&place, 1);
        let before = ok(store.head(&all_eyes(COUNTY)));
        add(&store, 3, LATER);
        let then = whole(&store);
        let mut outside = Outside::open(&place.database);
        outside.drop_guards();
        let hash = before.chain_hash.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let hash = match outside {
            Outside::Sqlite(_) => format!("x'{hash}'"),
            Outside::Postgres(_) => format!("'\\x{hash}'::bytea"),
        };
        let (seq, at) = (before.seq, before.last_recorded_at);
        outside
            .run(&format!(
                "DELETE FROM \"units\" WHERE \"seq\" > {seq}; DELETE FROM \"acts\" WHERE \"seq\" > {seq}; \
                 UPDATE \"county_head\" SET \"seq\" = {seq}, \"chain_hash\" = {hash}, \"last_recorded_at\" = {at}"
            ))
            .unwrap();
        verified(&store, COUNTY);
        let found = ok(store.prefix(COUNTY, Some(then.seq)));
        assert_eq!((found.head, found.digests, found.bad), (seq, None, None));
    }
}
