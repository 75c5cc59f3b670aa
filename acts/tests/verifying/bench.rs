//! A small county for tests of evidence and verification: two towns, a lead office, one indicator, a project.

use acts::acting::Caller;
use acts::returns::{Outcome, Sent, Typed};
use acts::verifications::{Seen, What};
use acts::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, Period};
use domain::stage::Stage;
use store::Database;
use tempfile::TempDir;

pub const COUNTY: i32 = 990_001;
/// April is open until the second working day of May.
pub const TODAY: Date = Date::constant(2026, 5, 6);
pub const APRIL: Period = Period { year: 2026, from_month: 4, to_month: 4 };
/// Numbers of the units in the order of the file.
pub const A: i32 = 1;
pub const B: i32 = 2;
pub const LEAD: i32 = 3;
/// The record of town A's April return.
pub const RETURN: &str = "1|1|202604|reported";

const FILES: [(&str, &str); 6] = [
    ("counties.csv", "county_id,name,recorded_on\n990001,试县,2025-12-01\n"),
    (
        "units.csv",
        "unit_id,unit_name,group,recorded_on\na,甲乡,乡镇,2025-12-01\nb,乙乡,乡镇,2025-12-01\nl,信访局,县直,2025-12-01\n",
    ),
    ("campaigns.csv", "campaign_id,name,lead_unit,recorded_on\nsafety,信访,l,2025-12-01\n"),
    (
        "indicators.csv",
        "indicator_id,name,uom,kind,source,campaign_id,recorded_on\npetitions,受理信访,件,flow,returns,safety,2025-12-01\n",
    ),
    (
        "targets.csv",
        "unit_id,indicator_id,year,target,recorded_on\na,petitions,2026,60,2026-01-10\nb,petitions,2026,60,2026-01-10\n\
         l,petitions,2026,60,2026-01-10\n",
    ),
    (
        "projects.csv",
        "project_id,name,registered_on,sector,total_investment,fixed_investment,location_unit\n\
         p1,甲厂,2026-02-01,industry,100,80,a\n",
    ),
];

pub struct County {
    pub office: Office,
    _dirs: [TempDir; 2],
}

/// The same county on each engine.
pub fn both(name: &str, test: impl Fn(&County)) {
    let dir = TempDir::new().expect("a folder");
    test(&county(&Database::Sqlite(dir.path().join("guatu.db"))));
    test(&county(&Database::Postgres(harness::postgres::database(name).unwrap())));
}

pub fn county(database: &Database) -> County {
    let (dir, shelf) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    for (name, text) in FILES {
        std::fs::write(dir.path().join(name), text).expect("written");
    }
    let mut office = Office::create(database, Some(TODAY)).expect("created");
    office.evidence = Some(shelf.path().join("evidence"));
    let loaded = office.load(dir.path(), "test loader", &mut |_, _| {});
    if let Err(Error::Problems(problems)) = &loaded {
        panic!("{problems:#?}");
    }
    loaded.expect("loaded");
    County { office, _dirs: [dir, shelf] }
}

pub fn caller(role: Role, unit: i32, key: &str) -> Caller {
    let actor = Actor { county: COUNTY, name: format!("{}-{unit}", role.code()), role, unit: Some(unit) };
    Caller { actor, origin: "test".to_owned(), key: key.to_owned() }
}

pub fn filer(key: &str) -> Caller {
    caller(Role::Filer, A, key)
}

pub fn lead(key: &str) -> Caller {
    caller(Role::LeadOffice, LEAD, key)
}

/// Somebody of the supervision office, whose own unit files nothing.
pub fn supervision(key: &str) -> Caller {
    let mut caller = caller(Role::Supervision, 0, key);
    caller.actor.unit = None;
    caller
}

pub fn what(unit: &str) -> What {
    What { unit: unit.to_owned(), indicator: "petitions".to_owned(), month: APRIL }
}

impl County {
    /// A unit reports its April.
    pub fn report(&self, unit: i32, key: &str, value: &str) {
        let typed = Typed { value: value.to_owned(), note: "说明".to_owned(), ..Typed::default() };
        let sent = [Sent { indicator: "petitions".to_owned(), typed }];
        let caller = caller(Role::Filer, unit, key);
        let outcome = self.office.submit_returns(&caller, APRIL, &sent, 0).unwrap_or_else(|e| panic!("{e:?}"));
        assert!(matches!(outcome, Outcome::Filed(_)), "{outcome:?}");
    }

    pub fn seen(&self, unit: &str) -> Seen {
        self.office.verification_sheet(&supervision("").actor, &what(unit)).unwrap_or_else(|e| panic!("{e:?}")).seen
    }

    /// The figure of a unit's April at a stage, as known on a day.
    pub fn figure(&self, unit: i32, stage: Stage, as_of: Date) -> Option<i64> {
        let scope = supervision("").actor.scope();
        let entries = self
            .office
            .store
            .read(&scope, |reader| {
                reader.entries(store::EntryQuery {
                    indicator: Some(1),
                    unit: Some(unit),
                    from_on: 20_260_401,
                    to_on: 20_260_430,
                    stage: Some(stage),
                    as_of: Some(domain::calendar::end_of_day(as_of)),
                })
            })
            .unwrap();
        (!entries.is_empty()).then(|| entries.iter().map(|e| e.posting.amount).sum())
    }

    pub fn acts(&self) -> Vec<String> {
        let acts = self.office.store.read(&supervision("").actor.scope(), |reader| reader.acts(100, None)).unwrap();
        acts.into_iter().map(|a| a.verb).collect()
    }
}
