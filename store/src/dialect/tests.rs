//! Tests of what only the working connections can show: append-only (T-09) and unsafe settings (D-01).

use super::{Purpose, connect, postgres, sqlite};
use crate::cell::Cell;
use crate::conn::{Conn, refuse_unsafe};
use crate::database::Database;
use crate::fault::Fault;
use crate::table::Keep;
use crate::{NewBulletin, Store, tables};
use domain::actors::{Act, Actor};
use domain::ledger::Posting;
use domain::registers::{REGISTERS, Value};
use domain::stage::Stage;
use std::path::Path;
use std::time::Duration;

fn act(key: &str) -> Act {
    Act {
        actor: Actor::system(1, "operator"),
        verb: "test.fill".into(),
        subject: "s".into(),
        origin: String::new(),
        reason: "r".into(),
        key: key.into(),
        recorded_at: 1,
    }
}

/// One row in every fact table.
fn archive(database: &Database) -> Store {
    let store = Store::create(database).unwrap();
    let filled = store.write(act("k"), |tx| {
        for register in REGISTERS {
            let fill = |kind: domain::registers::Kind| if kind.is_integer() { Value::Int(1) } else { Value::Text("x".into()) };
            tx.add(register, register.columns.iter().map(|c| fill(c.kind)).collect())?;
        }
        let posting = Posting { indicator: 1, unit: 1, on: 20_260_101, amount: 1, stage: Stage::Verified };
        let seq = tx.post(&posting, "returns", 2)?;
        let entry = tx.reader()?.entries_of("returns", 2)?.remove(0);
        assert_eq!(entry.seq, seq);
        tx.reverse(&entry)?;
        tx.issue(NewBulletin { number: "1".into(), supersedes: Some("0".into()), ..NewBulletin::default() })
    });
    filled.unwrap();
    store
}

fn refused(conn: &mut dyn Conn, sql: &str) {
    let answer = conn.batch(sql);
    let by_rule = matches!(answer, Err(Fault::AppendOnly { .. } | Fault::Taken { .. } | Fault::Denied { .. }));
    assert!(by_rule, "{sql}: {answer:?}");
}

fn fact_names() -> impl Iterator<Item = &'static str> {
    tables::all().iter().filter(|t| t.keep == Keep::Fact).map(|t| t.name)
}

#[test]
fn facts_are_append_only_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::Sqlite(folder.path().join("guatu.db"));
    let store = archive(&database);
    let mut conn = connect(&database, Purpose::Write).unwrap();
    for name in fact_names() {
        for sql in [
            format!("UPDATE \"{name}\" SET \"seq\" = \"seq\" + 1000"),
            format!("UPDATE OR REPLACE \"{name}\" SET \"recorded_at\" = 0"),
            format!("DELETE FROM \"{name}\""),
            format!("INSERT OR REPLACE INTO \"{name}\" SELECT * FROM \"{name}\""),
            format!("REPLACE INTO \"{name}\" SELECT * FROM \"{name}\""),
            format!("INSERT INTO \"{name}\" SELECT * FROM \"{name}\" WHERE true ON CONFLICT DO UPDATE SET \"recorded_at\" = 0"),
            format!("DROP TABLE \"{name}\""),
            format!("ALTER TABLE \"{name}\" RENAME TO \"gone\""),
            format!("DROP TRIGGER \"{name}_unchanged\""),
        ] {
            refused(conn.as_mut(), &sql);
        }
    }
    refused(conn.as_mut(), "CREATE TABLE \"more\" (\"a\" INTEGER)");
    refused(conn.as_mut(), "ATTACH 'other.db' AS \"other\"");
    conn.batch("PRAGMA writable_schema = ON").unwrap();
    assert!(conn.batch("DELETE FROM sqlite_schema").is_err(), "defensive");
    // The other unique keys are guarded too: the same act, the same bulletin number, in a new place.
    for (name, columns) in [("acts", "9000"), ("bulletins", "9000")] {
        let table = tables::all().iter().find(|t| t.name == name).unwrap();
        let rest = table.list.replacen("\"county_id\", \"seq\"", &format!("\"county_id\", {columns}"), 1);
        refused(conn.as_mut(), &format!("INSERT OR REPLACE INTO \"{name}\" SELECT {rest} FROM \"{name}\""));
    }
    assert_eq!(store.verify(1, &|_| crate::CreditMode::Sum).unwrap().bad, None);
}

/// Many rows are added without the guard against `REPLACE`; it is there again when anybody else looks, whatever became of them.
#[test]
fn the_guard_against_replacing_is_back_after_many_rows_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("guatu.db");
    let store = archive(&Database::Sqlite(file.clone()));
    let eyes = Actor::system(1, "reader").scope();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| add_many(&store, &file));
        // Whoever reads meanwhile notices nothing.
        while !writing.is_finished() {
            assert!(store.read(&eyes, |reader| reader.entries_of("returns", 100)).unwrap().len() <= 1);
        }
        writing.join().unwrap();
    });
    assert_eq!(store.verify(1, &|_| crate::CreditMode::Sum).unwrap().bad, None);
}

fn add_many(store: &Store, file: &Path) {
    // Another program's connection: nothing but the guard holds it.
    let outside = rusqlite::Connection::open(file).unwrap();
    outside.busy_timeout(Duration::ZERO).unwrap();
    let replaced = || outside.execute("REPLACE INTO entries SELECT * FROM entries LIMIT 1", []).unwrap_err().to_string();
    for (key, whole) in [("kept", true), ("given up", false)] {
        let done = store.write(act(key), |tx| -> Result<(), Fault> {
            for source in 100..3_100 {
                let posting = Posting { indicator: 1, unit: 1, on: 20_260_101, amount: 1, stage: Stage::Verified };
                tx.post(&posting, "returns", source)?;
            }
            tx.reader()?.head();
            assert!(replaced().contains("locked"));
            if whole { Ok(()) } else { Err(Fault::Unstorable { what: "enough".into() }) }
        });
        assert_eq!(done.is_ok(), whole);
        assert_eq!(replaced(), "taken: entries");
        let mut conn = connect(&Database::Sqlite(file.to_owned()), Purpose::Write).unwrap();
        refused(conn.as_mut(), "DROP TRIGGER entries_unreplaced");
        // A place that is taken is refused by the table's own key, as it is by the guard.
        let numbers = [1, 90_000, 1, 1, 1, 1, 20_260_101, 1, 0].map(Cell::Int);
        let row = [&numbers[..], &[Cell::Word("returns"), Cell::Int(5), Cell::Null, Cell::Hash([0; 32])]].concat();
        conn.begin_write().unwrap();
        let twice = conn.put(&tables::all()[tables::ENTRIES], &vec![row; 1_000], "");
        assert_eq!(twice, Err(Fault::Taken { what: "entries".into() }));
        conn.batch("ROLLBACK").unwrap();
        assert_eq!(replaced(), "taken: entries");
    }
}

#[test]
fn facts_are_append_only_on_postgres() {
    let database = Database::Postgres(harness::postgres::database("append_only").unwrap());
    let store = archive(&database);
    let mut conn = connect(&database, Purpose::Write).unwrap();
    for name in fact_names() {
        for sql in [
            format!("UPDATE \"{name}\" SET \"recorded_at\" = 0"),
            format!("DELETE FROM \"{name}\""),
            format!(
                "INSERT INTO \"{name}\" SELECT * FROM \"{name}\" ON CONFLICT (\"county_id\", \"seq\") DO UPDATE SET \"recorded_at\" = 0"
            ),
            format!("TRUNCATE \"{name}\""),
            format!("DROP TABLE \"{name}\""),
            format!("ALTER TABLE \"{name}\" ADD COLUMN \"more\" int"),
            format!("INSERT INTO \"{name}\" SELECT * FROM \"{name}\""),
        ] {
            refused(conn.as_mut(), &sql);
        }
    }
    refused(conn.as_mut(), "UPDATE \"meta\" SET \"value\" = '0'");
    assert_eq!(store.verify(1, &|_| crate::CreditMode::Sum).unwrap().bad, None);
}

/// The fault names the setting.
fn unsafe_setting(answer: Result<(), Fault>) -> String {
    match answer {
        Err(Fault::Unsafe { setting, .. }) => setting,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn unsafe_sqlite_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::Sqlite(folder.path().join("guatu.db"));
    drop(archive(&database));
    for (pragma, setting) in [
        ("synchronous = NORMAL", "synchronous"),
        ("synchronous = OFF", "synchronous"),
        ("foreign_keys = OFF", "foreign_keys"),
        ("recursive_triggers = OFF", "recursive_triggers"),
        ("trusted_schema = ON", "trusted_schema"),
        ("journal_mode = DELETE", "journal_mode"),
    ] {
        let mut conn = connect(&database, Purpose::Write).unwrap();
        conn.check_settings().unwrap();
        conn.batch(&format!("PRAGMA {pragma}")).unwrap();
        assert_eq!(unsafe_setting(conn.check_settings()), setting);
    }
    // The file itself keeps its journal mode: it is refused at the door.
    assert_eq!(unsafe_setting(Store::open(&database).map(drop)), "journal_mode");
    assert_eq!(unsafe_setting(refuse_unsafe("x", vec![sqlite::version(3_051_002)])), "sqlite_version");
    assert_eq!(refuse_unsafe("x", vec![sqlite::version(3_051_003)]), Ok(()));
}

#[test]
fn unsafe_postgres_is_refused() {
    for (name, found) in [
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "off"),
        ("data_checksums", "off"),
        ("server_encoding", "SQL_ASCII"),
        ("server_version_num", "140011"),
    ] {
        assert_eq!(unsafe_setting(refuse_unsafe("x", vec![postgres::judge(name, found.to_owned())])), name);
    }
    let database = Database::Postgres(harness::postgres::database("unsafe").unwrap());
    drop(archive(&database));
    let mut conn = connect(&database, Purpose::Write).unwrap();
    conn.check_settings().unwrap();
    conn.batch("SET synchronous_commit = off").unwrap();
    assert_eq!(unsafe_setting(conn.check_settings()), "synchronous_commit");
}

/// C-01: what the databases really have, not what was meant.
#[test]
fn distribution_lint() {
    let server = Database::Postgres(harness::postgres::database("lint").unwrap());
    drop(archive(&server));
    let mut conn = connect(&server, Purpose::Found { create: false }).unwrap();
    let bad = "SELECT i.relname::text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
               JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0] \
               WHERE t.relnamespace = current_schema()::regnamespace AND t.relname <> 'meta' AND a.attname <> 'county_id'";
    for (what, sql) in [
        ("index without county_id first", bad),
        ("trigger", "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal"),
        ("sequence", "SELECT relname::text FROM pg_class WHERE relkind = 'S'"),
        ("function", "SELECT proname::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"),
        ("default", "SELECT adrelid::regclass::text FROM pg_attrdef"),
        (
            "table without key",
            "SELECT relname::text FROM pg_class c WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace \
             AND NOT EXISTS (SELECT 1 FROM pg_index WHERE indrelid = c.oid AND indisprimary)",
        ),
        (
            "float",
            "SELECT attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
             WHERE c.relnamespace = current_schema()::regnamespace AND atttypid IN ('float4'::regtype, 'float8'::regtype)",
        ),
    ] {
        let mut found = Vec::new();
        conn.each(sql, &[], &mut |row| {
            found.push(row.at(0).text());
            Ok(())
        })
        .unwrap();
        assert!(found.is_empty(), "{what}: {found:?}");
    }
}

/// One record is found by its key, and a unit's month by its month, however the answer is to be ordered.
#[test]
fn records_are_found_by_their_index() {
    let dir = tempfile::tempdir().unwrap();
    let database = Database::Sqlite(dir.path().join("guatu.db"));
    crate::schema::found(&database, true).unwrap();
    let mut conn = super::connect(&database, Purpose::Read).unwrap();
    let mut plan = |sql: &str| {
        let mut plan = String::new();
        conn.each(&format!("EXPLAIN QUERY PLAN {sql}"), &[], &mut |row| {
            plan.push_str(&row.at(3).text());
            Ok(())
        })
        .unwrap();
        plan
    };
    for (sql, index) in [
        (
            "SELECT \"value\" FROM \"returns\" WHERE \"county_id\" = 1 AND \"unit_id\" = 2 AND \"indicator_id\" = 3 \
             AND \"period\" = 202604 AND \"stage\" = 'reported' ORDER BY \"seq\" DESC LIMIT 1",
            "returns_index_0 (county_id=? AND period=? AND unit_id=? AND indicator_id=? AND stage=?)",
        ),
        (
            "SELECT \"value\" FROM \"returns\" WHERE \"county_id\" = 1 AND \"period\" IN (202603, 202604) AND \"unit_id\" IN (2) \
             ORDER BY \"seq\"",
            "returns_index_0 (county_id=? AND period=? AND unit_id=?)",
        ),
        ("SELECT \"target\" FROM \"targets\" WHERE \"county_id\" = 1 AND \"unit_id\" IN (2) ORDER BY \"seq\"", "targets_index_0"),
        ("SELECT \"amount\" FROM \"entries\" WHERE \"county_id\" = 1 AND \"source_seq\" = 2 ORDER BY \"seq\"", "entries_index_1"),
        (
            "SELECT \"name\" FROM \"projects\" WHERE \"county_id\" = 1 AND \"project_id\" = 'p' ORDER BY \"seq\"",
            "projects_index_0",
        ),
    ] {
        let plan = plan(sql);
        assert!(plan.contains(index), "{sql}: {plan}");
    }
}
