//! Tampering 篡改: what an insider with the database's own rights changes, verification names.

mod common;

use common::*;
use domain::registers::{REGISTERS, UNITS};
use domain::stage::COUNTY as WHOLE;
use store::dictionary::{Col, Keep, Table, Type, all};
use store::{CreditMode, Fault, NewBulletin, Store, Verification};

/// Several rows in every fact table.
fn archive(place: &Place) -> Store {
    let store = ok(Store::create(&place.database));
    for n in 1..=3 {
        ok(store.write(act(COUNTY, &format!("fill {n}"), n * DAY), |tx| {
            for register in REGISTERS {
                tx.add(register, full(register, n))?;
            }
            let seq = tx.add(&UNITS, full(&UNITS, 9))?;
            for (unit, amount) in [(WHOLE, 7), (1, 4), (2, 3), (3, 0)] {
                tx.post(&posting(1, unit, 20_260_101, amount), "units", seq)?;
            }
            let entry = tx.reader()?.entries_of("units", seq)?.remove(3);
            tx.reverse(&entry)?;
            tx.issue(NewBulletin { number: format!("{n}号"), supersedes: Some("0号".to_owned()), ..NewBulletin::default() })
        }));
    }
    let found = verified(&store, COUNTY);
    assert_eq!(found.reconciled, 3);
    store
}

fn check(store: &Store) -> Verification {
    ok(store.verify(COUNTY, &sum))
}

/// Some other value of the column's type.
fn other(column: &Col) -> String {
    let name = format!("\"{}\"", column.name);
    match column.kind {
        Type::Small | Type::Int | Type::Big => format!("coalesce({name}, 0) + 1000"),
        Type::Text => format!("coalesce({name}, '') || '改'"),
        Type::Hash => String::new(),
    }
}

fn facts() -> impl Iterator<Item = &'static Table> {
    all().iter().filter(|table| table.keep == Keep::Fact)
}

/// The place of a row in the middle of a table.
fn a_place(outside: &mut Outside, table: &str) -> i64 {
    let sql = format!("SELECT max(\"seq\") FROM \"{table}\" WHERE \"seq\" < (SELECT max(\"seq\") FROM \"{table}\")");
    match outside {
        Outside::Sqlite(conn) => conn.query_row(&sql, [], |row| row.get(0)).unwrap(),
        Outside::Postgres(client) => client.query_one(&sql, &[]).unwrap().get(0),
    }
}

/// T-02: each column of each fact table, one changed value at a time.
fn every_column(place: &Place) {
    let store = archive(place);
    let mut outside = Outside::open(&place.database);
    outside.drop_guards();
    let mut changed = 0;
    for table in facts() {
        let seq = a_place(&mut outside, table.name);
        for column in &table.columns {
            let (name, c) = (table.name, &column.name);
            let hash = column.kind == Type::Hash;
            let keep = format!("CREATE TABLE \"kept\" AS SELECT * FROM \"{name}\" WHERE \"seq\" = {seq}");
            outside.run(&keep).unwrap();
            let value = if hash {
                format!("(SELECT x.\"hash\" FROM \"{name}\" AS x WHERE x.\"seq\" <> {seq} LIMIT 1)")
            } else {
                other(column)
            };
            outside.run(&format!("UPDATE \"{name}\" SET \"{c}\" = {value} WHERE \"seq\" = {seq}")).unwrap();
            let bad = check(&store).bad.unwrap_or_else(|| panic!("{name}.{c} changed unseen"));
            let expected = if c == "seq" { seq + 1_000 } else { seq };
            assert_eq!((bad.table.as_str(), bad.seq), (name, expected), "{name}.{c}: {bad:?}");
            assert!(bad.en.contains(name) && bad.zh.contains(&expected.to_string()), "{bad:?}");
            if hash || c == "county_id" {
                assert_eq!(bad.column.as_deref(), Some(c.as_str()), "{bad:?}");
            }
            let (now, back) =
                (if c == "seq" { seq + 1_000 } else { seq }, format!("INSERT INTO \"{name}\" SELECT * FROM \"kept\""));
            outside.run(&format!("DELETE FROM \"{name}\" WHERE \"seq\" = {now}; {back}; DROP TABLE \"kept\"")).unwrap();
            changed += 1;
        }
    }
    assert_eq!(changed, facts().map(|t| t.columns.len()).sum::<usize>());
    assert_eq!(check(&store).bad, None);
}

#[test]
fn every_changed_column_is_named_on_sqlite() {
    every_column(&sqlite());
}

#[test]
fn every_changed_column_is_named_on_postgres() {
    every_column(&postgres("columns"));
}

/// Each from a fresh archive: (what is done, table named, words of the sentence).
fn rows(make: impl Fn() -> Place) {
    let cases: [(&str, &str, &str); 14] = [
        ("DELETE FROM \"returns\" WHERE \"seq\" = (SELECT min(\"seq\") FROM \"returns\")", "", "deleted"),
        ("DELETE FROM \"acts\" WHERE \"seq\" = 1", "", "deleted"),
        ("DELETE FROM \"bulletins\" WHERE \"seq\" = (SELECT max(\"seq\") FROM \"bulletins\")", "", "deleted"),
        ("DELETE FROM \"entries\"", "", "deleted"),
        ("DELETE FROM \"county_head\"", "acts", "outside the chain"),
        (
            "CREATE TABLE \"x\" AS SELECT * FROM \"units\" WHERE \"seq\" = (SELECT min(\"seq\") FROM \"units\"); \
             UPDATE \"x\" SET \"seq\" = 1; INSERT INTO \"units\" SELECT * FROM \"x\"",
            "units",
            "place of another row",
        ),
        (
            "CREATE TABLE \"x\" AS SELECT * FROM \"units\" WHERE \"seq\" = (SELECT min(\"seq\") FROM \"units\"); \
             UPDATE \"x\" SET \"seq\" = 100000; INSERT INTO \"units\" SELECT * FROM \"x\"",
            "units",
            "outside the chain",
        ),
        ("UPDATE \"county_head\" SET \"seq\" = \"seq\" + 1", "", "deleted"),
        (
            "UPDATE \"county_head\" SET \"chain_hash\" = (SELECT \"hash\" FROM \"acts\" WHERE \"seq\" = 1)",
            "county_head",
            "last row",
        ),
        ("UPDATE \"county_head\" SET \"last_recorded_at\" = 5", "county_head", "instant"),
        ("UPDATE \"balances\" SET \"a01\" = \"a01\" + 1 WHERE \"unit_id\" = 1", "balances", "sum of its entries"),
        ("UPDATE \"balances\" SET \"n12\" = 1 WHERE \"unit_id\" = 1", "balances", "sum of its entries"),
        ("DELETE FROM \"balances\" WHERE \"unit_id\" = 2", "balances", "deleted"),
        ("DROP TABLE \"persons\"", "persons", "dropped"),
    ];
    for (sql, table, words) in cases {
        let place = make();
        let store = archive(&place);
        let mut outside = Outside::open(&place.database);
        outside.drop_guards();
        outside.run(sql).unwrap();
        let bad = check(&store).bad.unwrap_or_else(|| panic!("unseen: {sql}"));
        assert_eq!(bad.table, table, "{sql}: {bad:?}");
        assert!(bad.en.contains(words), "{sql}: {bad:?}");
        if table == "balances" {
            ok(store.rebuild(COUNTY));
            assert_eq!(check(&store).bad, None, "rebuilt after {sql}");
        }
    }
}

#[test]
fn deleted_added_and_moved_rows_are_found_on_sqlite() {
    rows(sqlite);
}

#[test]
fn deleted_added_and_moved_rows_are_found_on_postgres() {
    rows(|| postgres("rows"));
}

/// Two rows change places: every column stays, only the order is another.
#[test]
fn swapped_rows_are_found() {
    for place in both("swap") {
        let store = archive(&place);
        let mut outside = Outside::open(&place.database);
        outside.drop_guards();
        outside
            .run(
                "UPDATE \"units\" SET \"seq\" = -1 WHERE \"seq\" = 3; UPDATE \"units\" SET \"seq\" = 3 WHERE \"seq\" = \
                 (SELECT min(\"seq\") FROM \"units\" WHERE \"seq\" > 3); UPDATE \"units\" SET \"seq\" = \
                 (SELECT min(\"act\") + 30 FROM \"units\") WHERE \"seq\" = -1",
            )
            .unwrap();
        let bad = check(&store).bad.unwrap();
        assert_eq!(bad.seq, 3, "{bad:?}");
    }
}

/// Units against the county, in each credit mode.
#[test]
fn parts_are_held_against_the_whole() {
    let place = sqlite();
    let store = archive(&place);
    let as_each = ok(store.verify(COUNTY, &|_| CreditMode::Each));
    assert!(as_each.bad.is_some_and(|bad| bad.table == "units" && bad.en.contains("over its units")));
    assert_eq!(ok(store.verify(COUNTY, &|_| CreditMode::None)).reconciled, 0);
    ok(store.write(act(COUNTY, "uneven", 9 * DAY), |tx| {
        let seq = tx.add(&UNITS, full(&UNITS, 4))?;
        tx.post(&posting(2, WHOLE, 20_260_101, 10), "units", seq)?;
        tx.post(&posting(3, WHOLE, 20_260_101, 10), "units", seq)?;
        tx.post(&posting(3, 1, 20_260_101, 9), "units", seq)
    }));
    let found = check(&store);
    assert_eq!(found.uncredited, 1, "no unit has a part of indicator 2, which is not an error");
    assert!(found.bad.is_some_and(|bad| bad.en.contains("indicator 3 is 10 for the county but 9")));
    let fault: Result<Store, Fault> = Store::open(&store::Database::parse("sqlite:/nowhere/guatu.db").unwrap());
    assert_eq!(fault.err().map(|f| f.code()), Some("store.missing"));
}
