//! A county of tests 试县: made of the same files on each engine, and those who come to its counter.

use acts::acting::{Caller, fresh_key};
use acts::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::Date;
use store::{CreditMode, Database};
use tempfile::TempDir;

pub const COUNTY: i32 = 990_001;
/// The books of March closed the day before.
pub const FIRST: Date = Date::constant(2026, 4, 8);

pub struct County {
    pub office: Office,
    /// Its files, and its evidence in a folder of that name.
    pub dir: TempDir,
}

/// The same county on each engine.
pub fn both(name: &str, files: &[(&str, &str)], test: impl Fn(&mut County)) {
    let dir = TempDir::new().expect("a folder");
    let sqlite = Database::Sqlite(dir.path().join("guatu.db"));
    let postgres = Database::Postgres(harness::postgres::database(name).unwrap());
    for database in [sqlite, postgres] {
        test(&mut County::new(&database, files));
    }
}

/// Somebody of a unit, named after role and unit.
pub fn caller(role: Role, unit: i32) -> Caller {
    let actor = Actor { county: COUNTY, name: format!("{}-{unit}", role.code()), role, unit: Some(unit) };
    Caller { actor, origin: "test".to_owned(), key: fresh_key() }
}

impl County {
    pub fn new(database: &Database, files: &[(&str, &str)]) -> County {
        let dir = TempDir::new().expect("a folder");
        let office = Office::create(database, Some(FIRST)).expect("created");
        let office = Office { evidence: Some(dir.path().join("evidence")), ..office };
        let county = County { office, dir };
        county.load(files);
        county
    }

    /// Load some more files.
    pub fn load(&self, files: &[(&str, &str)]) {
        let folder = TempDir::new_in(self.dir.path()).expect("a folder");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        let loaded = self.office.load(folder.path(), "test loader", &mut |_, _| {});
        if let Err(Error::Problems(problems)) = &loaded {
            panic!("{problems:#?}");
        }
        loaded.expect("loaded");
    }

    /// Chain and sums hold.
    pub fn whole(&self) {
        let found = self.office.store.verify(COUNTY, &|_| CreditMode::Sum).expect("verified");
        assert_eq!(found.bad, None, "{found:?}");
    }
}
