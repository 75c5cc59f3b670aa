//! What the tests of the archive share: databases of both engines, an actor, and rows of registers by their columns.
#![expect(dead_code, reason = "every test takes what it needs")]

use domain::actors::{Act, Actor, Role, Scope};
use domain::ledger::Posting;
use domain::registers::{Register, Value};
use domain::stage::Stage;
use store::{CreditMode, Database, Fault, Store};
use tempfile::TempDir;

pub const COUNTY: i32 = 990_001;
pub const DAY: i64 = 86_400_000;

/// A new archive; the folder lives as long as the test.
pub struct Place {
    pub database: Database,
    folder: Option<TempDir>,
}

pub fn sqlite() -> Place {
    let folder = TempDir::new().unwrap();
    Place { database: Database::Sqlite(folder.path().join("guatu.db")), folder: Some(folder) }
}

pub fn postgres(name: &str) -> Place {
    Place { database: Database::Postgres(harness::postgres::database(name).unwrap()), folder: None }
}

pub fn both(name: &str) -> [Place; 2] {
    [sqlite(), postgres(name)]
}

pub fn actor(county: i32, role: Role, unit: Option<i32>) -> Actor {
    Actor { county, name: "clerk".to_owned(), role, unit }
}

pub fn all_eyes(county: i32) -> Scope {
    Actor::system(county, "test").scope()
}

pub fn act(county: i32, key: &str, recorded_at: i64) -> Act {
    Act {
        actor: Actor::system(county, "command-line operator"),
        verb: "returns.load".to_owned(),
        subject: "三月份填报".to_owned(),
        origin: String::new(),
        reason: "monthly return".to_owned(),
        key: key.to_owned(),
        recorded_at,
    }
}

/// Values by column; what is not named is empty.
pub fn values(register: &'static Register, given: &[(&str, Value)]) -> Vec<Value> {
    let mut values = vec![Value::Null; register.columns.len()];
    for (name, value) in given {
        values[register.column(name).unwrap()] = value.clone();
    }
    values
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A row with something in every column.
pub fn full(register: &'static Register, n: i64) -> Vec<Value> {
    let fill = |c: &domain::registers::Column| {
        if c.kind.is_integer() { Value::Int(20_260_100 + n) } else { Value::Text(format!("{} {n} 甲", c.name)) }
    };
    register.columns.iter().map(fill).collect()
}

pub fn posting(indicator: i32, unit: i32, on: i32, amount: i64) -> Posting {
    Posting { indicator, unit, on, amount, stage: Stage::Verified }
}

pub fn sum(_: i32) -> CreditMode {
    CreditMode::Sum
}

/// The archive holds in every way.
pub fn verified(store: &Store, county: i32) -> store::Verification {
    let found = store.verify(county, &sum).unwrap();
    assert_eq!(found.bad, None, "{found:?}");
    found
}

/// The database as somebody with its owner's rights sees it.
pub enum Outside {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>),
}

impl Outside {
    pub fn open(database: &Database) -> Outside {
        match database {
            Database::Sqlite(path) => Outside::Sqlite(rusqlite::Connection::open(path).unwrap()),
            Database::Postgres(url) => Outside::Postgres(Box::new(postgres::Client::connect(url, postgres::NoTls).unwrap())),
        }
    }

    pub fn run(&mut self, sql: &str) -> Result<(), String> {
        match self {
            Outside::Sqlite(conn) => conn.execute_batch(sql).map_err(|e| e.to_string()),
            Outside::Postgres(client) => client.batch_execute(sql).map_err(|e| format!("{e:?}")),
        }
    }

    /// The insider takes the guards away first; PostgreSQL's owner has none.
    pub fn drop_guards(&mut self) {
        if let Outside::Sqlite(conn) = self {
            let sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
            let names: Vec<String> =
                conn.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            for name in names {
                conn.execute_batch(&format!("DROP TRIGGER \"{name}\"")).unwrap();
            }
        }
    }
}

pub fn done<T>(written: store::Written<T>) -> T {
    match written {
        store::Written::Done { value, .. } => value,
        store::Written::Already { act_seq } => panic!("already done by act {act_seq}"),
    }
}

pub fn ok<T>(answer: Result<T, Fault>) -> T {
    answer.unwrap_or_else(|fault| panic!("{fault}"))
}
