//! Story 全过程 through acts, on both engines: a unit is set up, its clerk signs in, files, is sent back, corrects; less is recognised;
//! figure and bulletin follow; the auditor sees it; another unit sees nothing. In a browser: `web/tests/browser/story.rs`.

use acts::accounts::Cost;
use acts::acting::{Caller, fresh_key};
use acts::bulletins::Asked;
use acts::registers::{Draft, Kept};
use acts::returns::{Outcome, Saved, Sent, Typed};
use acts::sessions::{Door, Patience, Step, Visitor};
use acts::todo::Kind;
use acts::verifications::What;
use acts::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, Period};
use domain::lang::Lang;
use domain::registers::{PERSONS, POSTS, Register, TARGETS, TERMS, UNITS};
use domain::stage::Stage;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use store::{ActQuery, Database};
use tempfile::TempDir;

const COUNTY: i32 = 990_003;
/// April is due on the second working day of May: the 7th.
const TODAY: Date = Date::constant(2026, 5, 6);
const APRIL: Period = Period { year: 2026, from_month: 4, to_month: 4 };
const OTHER: i32 = 1;
const FIRST_PASSWORD: &str = "Fenglin-2026-first";
const PASSWORD: &str = "Fenglin-2026-own";

const FILES: [(&str, &str); 5] = [
    ("counties.csv", "county_id,name,office,recorded_on\n990003,试县,试县督查室,2025-12-01\n"),
    ("units.csv", "unit_id,unit_name,group,recorded_on\na,甲乡,乡镇,2025-12-01\nl,信访局,县直,2025-12-01\n"),
    ("campaigns.csv", "campaign_id,name,lead_unit,position,recorded_on\npetitions,信访工作,l,1,2025-12-01\n"),
    (
        "indicators.csv",
        "indicator_id,name,uom,kind,source,campaign_id,position,since,recorded_on\n\
         received,受理信访事项,件,flow,returns,petitions,1,2025-01-01,2025-12-01\n\
         revenue,财政收入,万元,flow,returns,petitions,2,2025-01-01,2025-12-01\n",
    ),
    ("targets.csv", "unit_id,indicator_id,year,target,recorded_on\na,received,2026,60,2026-01-10\n"),
];

struct County {
    office: Office,
    door: Door,
    _keys: TempDir,
}

/// The same story on each engine.
#[test]
fn postgres_the_whole_story_of_a_month() {
    let dir = TempDir::new().expect("a folder");
    tell(&Database::Sqlite(dir.path().join("guatu.db")));
    tell(&Database::Postgres(harness::postgres::database("story").unwrap()));
}

fn county(database: &Database) -> County {
    let (files, keys) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    for (name, text) in FILES {
        std::fs::write(files.path().join(name), text).expect("written");
    }
    let office = Office::create(database, Some(TODAY)).expect("created");
    office.load(Path::new(files.path()), "test loader", &mut |_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
    let door = Door::new(keys.path().join("keys"), Patience::LIVE, Cost::CHEAP, Arc::new(acts::true_now));
    County { office, door, _keys: keys }
}

/// Somebody of a role without an account in this story, once.
fn of(role: Role) -> Caller {
    of_unit(role, None)
}

fn of_unit(role: Role, unit: Option<i32>) -> Caller {
    let actor = Actor { county: COUNTY, name: role.code().to_owned(), role, unit };
    Caller { actor, origin: "test".to_owned(), key: fresh_key() }
}

fn what(indicator: &str) -> What {
    What { unit: "f".to_owned(), indicator: indicator.to_owned(), month: APRIL }
}

fn line(indicator: &str, value: &str, note: &str) -> Sent {
    let typed = Typed { value: value.to_owned(), note: note.to_owned(), ..Typed::default() };
    Sent { indicator: indicator.to_owned(), typed }
}

fn tell(database: &Database) {
    let county = county(database);
    county.is_set_up();
    let filer = county.signs_in();
    let before = (county.figure("received"), county.bulletin());
    county.drafts_and_files(&filer);
    county.is_sent_back_and_corrected(&filer);
    county.less_is_recognised();
    // 18 reported, 15 after the correction, 12 recognised; the revenue as reported.
    assert_eq!((before.0, county.figure("received"), county.figure("revenue")), (0, 120_000, 110_000_000));
    let after = county.bulletin();
    assert!(!before.1.contains("受理信访事项12件") && after.contains("受理信访事项12件"), "{after}");
    county.is_audited();
    county.is_handed_over(&filer);
    let verified = county.office.verify(COUNTY).expect("verified");
    assert!(verified.bad.is_none(), "{verified:?}");
}

impl County {
    fn add(&self, role: Role, register: &'static Register, fields: &[(&str, &str)]) {
        let draft = Draft {
            register,
            key: None,
            fields,
            version: 0,
            proposed: "",
            answers: &[("targets.cascade", "新设单位")],
            reason: "",
        };
        let kept = self.office.keep(&of(role), &draft).unwrap_or_else(|e| panic!("{e:?}"));
        assert!(matches!(kept, Kept::Done(_)), "{kept:?}");
    }

    /// Units, persons and posts by the administrator, the role by the security officer, the targets by the supervision office.
    fn is_set_up(&self) {
        let unit = [("unit_id", "f"), ("unit_name", "枫林镇"), ("group", "乡镇"), ("valid_from", "2026-04-01")];
        self.add(Role::Administrator, &UNITS, &unit);
        self.add(Role::Administrator, &POSTS, &[("post_id", "f-1"), ("unit_id", "f"), ("title", "统计员")]);
        for (person, name, account) in [("p1", "林小满", "xiaoman"), ("p2", "许知秋", "zhiqiu")] {
            self.add(Role::Administrator, &PERSONS, &[("person_id", person), ("name", name)]);
            self.office.open_account(&of(Role::Administrator), account, person).expect("opened");
        }
        self.add(Role::Administrator, &TERMS, &[("post_id", "f-1"), ("person_id", "p1"), ("from_on", "2026-05-01")]);
        let granted = self.office.grant(&of(Role::Administrator), "f-1", Some(Role::Filer), "");
        assert!(matches!(granted, Err(Error::Denied(_))), "the administrator grants nothing");
        self.office.grant(&of(Role::SecurityOfficer), "f-1", Some(Role::Filer), "").expect("granted");
        for (indicator, target) in [("received", "60"), ("revenue", "1200")] {
            let target = [("unit_id", "f"), ("indicator_id", indicator), ("year", "2026"), ("target", target)];
            self.add(Role::Supervision, &TARGETS, &[&target[..], &[("document", "云办字〔2026〕31号")]].concat());
        }
    }

    /// By the invitation, with a password of one's own afterwards.
    fn signs_in(&self) -> Actor {
        let visitor = Visitor { address: "10.0.0.1".to_owned(), local: false, agent: "test".to_owned() };
        let invitation = self.office.invite(&of(Role::Administrator), "xiaoman").expect("invited").expect("once");
        let token = invitation.path.strip_prefix("/invitation/").expect("a path");
        self.door.accept(&self.office, token, FIRST_PASSWORD, &visitor).expect("accepted");
        self.office.require_change(&of(Role::Administrator), "xiaoman").expect("required");
        let step = self.door.sign_in(&self.office, COUNTY, "xiaoman", FIRST_PASSWORD, &visitor).expect("in");
        let Step::In(opened) = step else { panic!("{step:?}") };
        let (seated, _) = self.door.enter(&self.office, &opened.token).expect("read").expect("in");
        assert!(seated.must.is_some(), "the first password is to be changed");
        let caller = Caller { actor: seated.actor.clone(), origin: visitor.address, key: fresh_key() };
        let token = self.door.change_password(&self.office, &seated, &caller, (FIRST_PASSWORD, PASSWORD)).expect("changed");
        let (seated, _) = self.door.enter(&self.office, &token).expect("read").expect("in");
        assert_eq!((seated.must, seated.actor.role, seated.actor.unit), (None, Role::Filer, Some(3)));
        seated.actor.clone()
    }

    fn caller(&self, actor: &Actor) -> Caller {
        Caller { actor: actor.clone(), origin: "10.0.0.1".to_owned(), key: fresh_key() }
    }

    fn drafts_and_files(&self, filer: &Actor) {
        let typed = |value: &str| BTreeMap::from([("received".to_owned(), line("received", value, "").typed)]);
        let head = of_unit(Role::UnitHead, filer.unit);
        let saved = self.office.save_draft(&self.caller(filer), APRIL, typed("18"), 0).expect("saved");
        assert!(matches!(saved, Saved::Kept(_)), "{saved:?}");
        // Two at one form: the second is told, with what the first has saved.
        let told = self.office.save_draft(&head, APRIL, typed("9"), 0).expect("told");
        let Saved::Newer(theirs) = told else { panic!("{told:?}") };
        assert_eq!((theirs.account.as_str(), theirs.lines["received"].value.as_str()), ("xiaoman", "18"));
        // Another unit has a month of its own, and no draft.
        let other = self.office.my_month(&of_unit(Role::Filer, Some(OTHER)).actor, APRIL).expect("a month");
        assert!(other.draft.is_none() && other.unit.code == "a");
        let lines = [line("received", "18", "首次单列"), line("revenue", "110", "首次单列")];
        let filed = self.office.submit_returns(&self.caller(filer), APRIL, &lines, theirs.revision).expect("taken");
        assert!(matches!(&filed, Outcome::Filed(f) if f.lines == 2), "{filed:?}");
        assert_eq!(self.figure("received"), 0, "what is only reported counts for nothing verified");
    }

    fn is_sent_back_and_corrected(&self, filer: &Actor) {
        let own = self.office.send_back(&self.caller(filer), &what("received"), self.seen("received"), "x");
        assert!(own.is_err(), "nobody verifies their own");
        let reason = "与信访系统登记数不符";
        self.office.send_back(&of(Role::Supervision), &what("received"), self.seen("received"), reason).expect("sent back");
        let todo = self.office.todo(filer).expect("a list");
        assert!(todo.iter().any(|i| i.kind == Kind::Returned && i.reason == reason), "{todo:?}");
        let corrected = [line("received", "15", "剔除重复")];
        let filed = self.office.submit_returns(&self.caller(filer), APRIL, &corrected, 0).expect("taken");
        assert!(matches!(&filed, Outcome::Filed(f) if f.lines == 1), "{filed:?}");
        assert!(self.office.todo(filer).expect("a list").iter().all(|i| i.kind != Kind::Returned));
    }

    fn seen(&self, indicator: &str) -> acts::verifications::Seen {
        self.office.verification_sheet(&of(Role::Supervision).actor, &what(indicator)).expect("a sheet").seen
    }

    fn less_is_recognised(&self) {
        let amount = 12 * 10_000;
        self.office
            .recognise(&of(Role::Supervision), &what("received"), self.seen("received"), amount, "三件重复")
            .expect("recognised");
        self.office.accept(&of(Role::Supervision), &what("revenue"), self.seen("revenue")).expect("accepted");
    }

    /// April of the new unit, verified.
    fn figure(&self, indicator: &str) -> i64 {
        let number = if indicator == "received" { 1 } else { 2 };
        let scope = Office::operator(COUNTY).scope();
        let tallies = self.office.store.read(&scope, |reader| reader.tallies(Stage::Verified, APRIL, None)).expect("read");
        tallies.iter().filter(|t| t.indicator == number && t.unit == 3 && t.year == 2026).map(|t| t.value).sum()
    }

    fn bulletin(&self) -> String {
        let asked = Asked { period: APRIL, as_of: TODAY, stage: Stage::Verified };
        match self.office.compose(&of(Role::Supervision).actor, asked) {
            Ok([zh, _]) => documents::markdown::write(&zh),
            Err(error) => error.sentence(Lang::Zh),
        }
    }

    fn is_audited(&self) {
        let auditor = of(Role::Auditor);
        let query = ActQuery { verb: "returns.".to_owned(), oldest: true, limit: 50, ..ActQuery::default() };
        let acts = self.office.acts(&auditor.actor, &query).expect("acts");
        let verbs: Vec<&str> = acts.iter().map(|act| act.verb.as_str()).collect();
        assert_eq!(verbs, ["returns.submit", "returns.send_back", "returns.submit", "returns.recognise", "returns.accept"]);
        let opened = self.office.open_act(&auditor, acts[3].seq, "年度审计", Lang::Zh).expect("opened");
        let fields = opened.changes.iter().flat_map(|change| &change.fields);
        let after: Vec<&str> = fields.filter_map(|field| field.values.as_ref()).map(|values| values.1.as_str()).collect();
        assert!(after.contains(&"12"), "{opened:?}");
    }

    /// What was done stays with who did it; who holds the post no longer holds nothing.
    fn is_handed_over(&self, filer: &Actor) {
        self.office.hand_over(&of(Role::Administrator), "f-1", "p2", TODAY).expect("handed over");
        let directory = self.office.directory(COUNTY).expect("read");
        let holders: Vec<&str> = directory.holders("f-1", TODAY).map(|term| term.person.as_str()).collect();
        assert_eq!(holders, ["p2"]);
        assert_eq!(directory.seats("p1", TODAY).count(), 0);
        let submitted = ActQuery { verb: "returns.submit".to_owned(), limit: 9, ..ActQuery::default() };
        let acts = self.office.acts(&of(Role::Auditor).actor, &submitted).expect("acts");
        assert!(acts.iter().all(|act| act.actor == filer.name), "{acts:?}");
    }
}
