//! Registers 台账: a record kept, corrected, refused and fought over, on both engines; what is refused leaves nothing behind.

use acts::acting::Caller;
use acts::registers::{Draft, Kept};
use acts::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::Date;
use domain::registers::{FUND_STEPS, FUNDS, Register};
use store::Database;
use tempfile::TempDir;

const COUNTY: i32 = 990_002;
const TODAY: Date = Date::constant(2026, 4, 8);
const LEAD: i32 = 3;

const FILES: [(&str, &str); 5] = [
    ("counties.csv", "county_id,name,recorded_on\n990002,试县,2025-12-01\n"),
    (
        "units.csv",
        "unit_id,unit_name,group,recorded_on\na,甲乡,乡镇,2025-12-01\nb,乙乡,乡镇,2025-12-01\nl,发改委,县直,2025-12-01\n",
    ),
    ("campaigns.csv", "campaign_id,name,lead_unit,recorded_on\nfunds,跑项争资,l,2025-12-01\n"),
    (
        "indicators.csv",
        "indicator_id,name,uom,kind,source,campaign_id,where,on,amount,credit,recorded_on\n\
         arrivals,争资到位,万元,flow,fund_steps,funds,step=arrived,on,amount,single:fund_id.unit_id,2025-12-01\n",
    ),
    ("funds.csv", "fund_id,unit_id,name,registered_on,recorded_on\nfund-001,a,水库,2026-01-05,2026-01-05\n"),
];

/// The same county on each engine.
fn both(name: &str, test: impl Fn(&Office)) {
    let dir = TempDir::new().expect("a folder");
    let sqlite = Database::Sqlite(dir.path().join("guatu.db"));
    let postgres = Database::Postgres(harness::postgres::database(name).unwrap());
    let files = TempDir::new().expect("a folder");
    for (name, text) in FILES {
        std::fs::write(files.path().join(name), text).expect("written");
    }
    for database in [sqlite, postgres] {
        let office = Office::create(&database, Some(TODAY)).expect("created");
        office.load(files.path(), "test loader", &mut |_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
        test(&office);
    }
}

fn caller(role: Role, unit: i32, key: &str) -> Caller {
    let actor = Actor { county: COUNTY, name: format!("{}-{unit}", role.code()), role, unit: Some(unit) };
    Caller { actor, origin: "test".to_owned(), key: key.to_owned() }
}

fn lead(key: &str) -> Caller {
    caller(Role::LeadOffice, LEAD, key)
}

fn draft<'a>(register: &'static Register, fields: &'a [(&'a str, &'a str)]) -> Draft<'a> {
    Draft { register, key: None, fields, version: 0, proposed: "", answers: &[], reason: "" }
}

fn correction<'a>(key: &'a str, version: i64, fields: &'a [(&'a str, &'a str)]) -> Draft<'a> {
    Draft { key: Some(key), version, reason: "核对", ..draft(&FUNDS, fields) }
}

fn head(office: &Office) -> i64 {
    office.store.counties().expect("read")[0].seq
}

#[test]
fn postgres_a_record_is_kept_counted_and_corrected_with_its_history() {
    both("registers_kept", |office| {
        let step = [
            ("fund_step_id", "fs-001"),
            ("fund_id", "fund-001"),
            ("step", "到账"),
            ("on", "2026年3月5日"),
            ("amount", "1.2亿"),
            ("document", "银5"),
        ];
        let kept = office.keep(&lead("1"), &draft(&FUND_STEPS, &step)).expect("kept");
        assert!(matches!(kept, Kept::Done(key) if key == "fs-001"));
        let before = head(office);
        // The same form twice does nothing.
        assert!(matches!(office.keep(&lead("1"), &draft(&FUND_STEPS, &step)).expect("kept"), Kept::Done(_)));
        assert_eq!(head(office), before);
        let funds = office.newest(&lead("").actor, &FUNDS, "fund-001").expect("read").expect("there");
        let kept = office.keep(&lead("2"), &correction("fund-001", funds.seq, &[("unit_id", "乙乡")])).expect("kept");
        assert!(matches!(kept, Kept::Done(_)));
        let history = office.history(&lead("").actor, &FUNDS, "fund-001", TODAY).expect("read");
        let [first, second] = &history[..] else { panic!("{history:?}") };
        assert_eq!(second.changed(first), [FUNDS.column("unit_id").expect("a column")]);
        let act = second.act.as_ref().expect("the lead office sees who did it");
        assert_eq!((act.actor.as_str(), act.reason.as_str(), act.verb.as_str()), ("lead_office-3", "核对", "funds.keep"));
        // The step counts for the other unit now.
        let verified = office.verify(COUNTY).expect("verified");
        assert!(verified.bad.is_none() && verified.reconciled > 0, "{verified:?}");
    });
}

#[test]
fn postgres_what_is_stale_foreign_or_wrong_leaves_nothing_behind() {
    both("registers_refused", |office| {
        let before = head(office);
        let funds = office.newest(&lead("").actor, &FUNDS, "fund-001").expect("read").expect("there");
        let stale = office.keep(&lead("1"), &correction("fund-001", funds.seq - 1, &[("name", "x")])).expect("told");
        assert!(matches!(stale, Kept::Changed { now, .. } if now.seq == funds.seq));
        let moved = office.keep(&lead("2"), &correction("fund-001", funds.seq, &[("fund_id", "fund-009")])).expect("told");
        assert!(matches!(moved, Kept::Refused(f) if f[0].code == "records.key_stays"));
        let silent = Draft { reason: " ", ..correction("fund-001", funds.seq, &[("name", "x")]) };
        assert!(matches!(office.keep(&lead("3"), &silent).expect("told"), Kept::Refused(f) if f[0].code == "records.reason"));
        let unknown = office.keep(&lead("4"), &draft(&FUNDS, &[("name", "x")])).expect("told");
        assert!(matches!(unknown, Kept::Refused(f) if f.iter().all(|f| f.code == "load.empty") && f.len() == 3));
        let taken = [("fund_id", "fund-001"), ("unit_id", "a"), ("name", "x"), ("registered_on", "2026-04-01")];
        assert!(
            matches!(office.keep(&lead("5"), &draft(&FUNDS, &taken)).expect("told"), Kept::Refused(f) if f[0].code == "records.key_taken")
        );
        let step = [("fund_step_id", "s"), ("fund_id", "fund-001"), ("step", "issued"), ("on", "2026-04-01"), ("amount", "5")];
        assert!(
            matches!(office.keep(&lead("6"), &draft(&FUND_STEPS, &step)).expect("told"), Kept::Asked(f) if f[0].code == "fund_steps.document")
        );
        // A team member of another unit, and roles that never keep a register.
        let other = office.keep(&caller(Role::TeamMember, 2, "7"), &correction("fund-001", funds.seq, &[("name", "x")]));
        assert!(matches!(other, Err(Error::NotFound)));
        // Nobody makes another's record their own.
        let own = office.keep(&caller(Role::TeamMember, 2, "8"), &correction("fund-001", funds.seq, &[("unit_id", "b")]));
        assert!(matches!(own, Err(Error::NotFound)));
        for role in [Role::Filer, Role::Leader, Role::Administrator, Role::Auditor] {
            assert!(matches!(office.keep(&caller(role, 1, "9"), &draft(&FUNDS, &taken)), Err(Error::Denied(_))), "{role:?}");
        }
        assert_eq!(head(office), before);
    });
}
