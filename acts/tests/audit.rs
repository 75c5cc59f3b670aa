//! Audit 审计 and burden 填报负担 on the demo county: what an auditor sees, what is recorded of it, and archives that can be checked.

use acts::acting::Caller;
use acts::audit::check_archive;
use acts::burden::read_proposals;
use acts::keys::CountyKey;
use acts::{Error, Office};
use domain::actors::{Actor, Role};
use domain::burden::Form;
use domain::calendar::Date;
use domain::lang::Lang;
use domain::policy::Denied;
use domain::registers::{FUND_CONTACTS, Value};
use std::path::{Path, PathBuf};
use store::{ActQuery, Database};

const TODAY: Date = Date::constant(2026, 4, 8);
/// Two days after the last loaded record.
const AUDITED: Date = Date::constant(2026, 4, 10);
const COUNTY: i32 = 361_099;

fn county(dir: &Path) -> Office {
    let mut office = Office::create(&Database::Sqlite(dir.join("guatu.db")), Some(TODAY)).expect("created");
    let demo = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../demo");
    office.load(&demo, "demo loader", &mut |_, _| {}).unwrap_or_else(|e| panic!("{}", e.sentence(Lang::En)));
    office.today = AUDITED;
    office
}

fn caller(role: Role, key: &str) -> Caller {
    let actor = Actor { county: COUNTY, name: "shenji".to_owned(), role, unit: None };
    Caller { actor, origin: "10.1.2.3".to_owned(), key: key.to_owned() }
}

fn newest(office: &Office, n: usize) -> Vec<(String, String, String)> {
    let query = ActQuery { limit: n, ..ActQuery::default() };
    let acts = office.acts(&caller(Role::Auditor, "").actor, &query).expect("acts");
    acts.into_iter().map(|a| (a.verb, a.subject, a.origin)).collect()
}

#[test]
fn an_auditor_sees_what_changed_and_opening_it_is_an_act() {
    let dir = tempfile::tempdir().expect("a folder");
    let office = county(dir.path());
    let auditor = caller(Role::Auditor, "form 1");
    let first = newest(&office, 1);

    // Shut: the county's business is named, its values are not; rules and organisation are open.
    let shut = office.act_at(&auditor.actor, 1, Lang::Zh).expect("the first act");
    assert!(shut.held_back && shut.entries.is_empty() && !shut.changes.is_empty());
    for change in &shut.changes {
        let open = ["counties", "units", "persons", "posts", "terms", "accounts", "holidays"];
        let rules = ["campaigns", "indicators", "light_rules", "deadlines", "openings"];
        let may = open.contains(&change.register.noun) || rules.contains(&change.register.noun);
        assert!(!change.fields.is_empty(), "{change:?}");
        assert!(change.fields.iter().all(|f| f.values.is_some() == may), "{change:?}");
    }
    assert_eq!(newest(&office, 1), first, "looking at the shut act is no act");

    // Opened: business shows before and after, and is on record once however often the form is sent.
    let query = ActQuery { limit: 200, ..ActQuery::default() };
    let seq = contacted(&office, "继续对接");
    let held = office.act_at(&auditor.actor, seq, Lang::Zh).expect("an act");
    let change = &held.changes[0];
    assert_eq!((change.register.noun, change.is_new, change.fields.len()), ("fund_contacts", false, 1));
    assert_eq!((change.fields[0].column.name, &change.fields[0].values, held.held_back), ("result", &None, true));
    let before = newest(&office, 1);
    let opened = office.open_act(&auditor, seq, "年度审计", Lang::Zh).expect("opened");
    assert!(!opened.held_back && opened.changes.iter().flat_map(|c| &c.fields).all(|f| f.values.is_some()));
    assert_eq!(opened.changes[0].fields[0].values, Some(("已列入储备".to_owned(), "继续对接".to_owned())));
    let record = newest(&office, 2);
    assert_eq!((record[0].0.as_str(), record[0].2.as_str()), ("acts.read", "10.1.2.3"));
    assert!(record[0].1.starts_with(&format!("第{seq}号 ")), "{record:?}");
    assert_eq!(record[1..], before[..]);
    let again = office.open_act(&auditor, seq, "年度审计", Lang::Zh).expect("the same form again");
    assert_eq!((again.changes, newest(&office, 2)), (opened.changes, record));
    // The form's key opens no other act unseen.
    office.open_act(&auditor, 1, "年度审计", Lang::Zh).expect("another act");
    assert!(newest(&office, 1)[0].1.starts_with("第1号 "));

    // Nobody else reads any of it, and what does not exist is not found.
    for role in Role::held().filter(|r| *r != Role::Auditor) {
        let other = caller(role, "x");
        let refused = |e: Result<_, Error>| matches!(e, Err(Error::Denied(Denied::NotYourRole)));
        assert!(refused(office.acts(&other.actor, &query).map(drop)), "{role:?}");
        assert!(refused(office.act_at(&other.actor, 1, Lang::Zh).map(drop)), "{role:?}");
        assert!(refused(office.open_act(&other, 1, "", Lang::Zh).map(drop)), "{role:?}");
        assert!(refused(office.verify_for(&other).map(drop)), "{role:?}");
    }
    assert!(matches!(office.act_at(&auditor.actor, 2, Lang::Zh), Err(Error::NotFound)));

    // Verification and checkpoints are acts of the auditor's, too.
    assert_eq!(office.verify_for(&caller(Role::Auditor, "v")).expect("verified").bad, None);
    assert_eq!(newest(&office, 1)[0].0, "ledger.verify");
    let key = CountyKey::of(dir.path(), COUNTY).expect("a key");
    let kept = office.checkpoint_for(&caller(Role::Auditor, "c"), &key).expect("signed");
    assert_eq!(newest(&office, 1)[0].1, format!("存证到第{}号", kept.seq));
    let proof = office.prove_for(&caller(Role::Auditor, "p"), kept, &key.public()).expect("judged");
    assert!(proof.holds() && newest(&office, 1)[0].0 == "ledger.prove");

    archives(&office);
    burden(&office, dir.path());
}

/// A record of business gets a new version; gives the act's place.
fn contacted(office: &Office, result: &str) -> i64 {
    let act = office.act(&caller(Role::LeadOffice, result), "registers.change", "contact-0001", "");
    let eyes = Office::operator(COUNTY).scope();
    let mut versions = office.store.read(&eyes, |r| r.versions(&FUND_CONTACTS, "contact-0001")).expect("versions");
    let mut values = versions.pop().expect("a contact").values;
    values[FUND_CONTACTS.column("result").expect("a column")] = Value::Text(result.to_owned());
    office.store.write(act, |tx| tx.add(&FUND_CONTACTS, values)).expect("written").act_seq()
}

/// What is written out can be checked without the database, and any change to it is found with its line.
fn archives(office: &Office) {
    let operator = Office::operator(COUNTY);
    let mut file = Vec::new();
    let head = office.archive_acts(&operator, AUDITED, AUDITED, &mut file).expect("written");
    assert_eq!(check_archive(file.as_slice()), Ok(head.clone()));
    let text = String::from_utf8(file).expect("UTF-8");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(i64::try_from(lines.len()).expect("few"), head.last - head.first + 2);
    assert!(head.first > 1, "the archive begins in the middle of the chain");
    let broken = |lines: &[&str]| check_archive((lines.join("\n") + "\n").as_bytes()).expect_err("changed").line;
    let without = |n: usize| lines.iter().enumerate().filter(|(i, _)| *i != n).map(|(_, l)| *l).collect::<Vec<_>>();
    assert_eq!(broken(&without(3)), 4);
    assert_eq!(broken(&without(lines.len() - 1)), lines.len());
    assert_eq!(broken(&without(0)), 1);
    let place = lines.iter().position(|l| l.contains("acts.read")).expect("the opening is in it");
    let forged = lines[place].replacen("shenji", "shenjj", 1);
    let mut changed = lines.clone();
    changed[place] = &forged;
    assert_eq!(broken(&changed), place + 1);
    let mut swapped = lines.clone();
    swapped.swap(2, 3);
    assert_eq!(broken(&swapped), 3);
    let nothing = office.archive_acts(&operator, Date::constant(2001, 1, 1), Date::constant(2001, 1, 2), &mut Vec::new());
    assert!(matches!(nothing, Err(Error::NotFound)));
    let auditor = caller(Role::Filer, "").actor;
    assert!(matches!(office.archive_acts(&auditor, TODAY, TODAY, &mut Vec::new()), Err(Error::Denied(_))));
}

/// The demo county's forms, and a new indicator before it is issued.
fn burden(office: &Office, dir: &Path) {
    let leader = caller(Role::Leader, "").actor;
    let (found, given) = office.burden(&leader, 2026, TODAY).expect("the burden");
    let returns: i64 = found.lines.iter().filter(|l| matches!(l.form, Form::Return(_))).map(|l| l.typed).sum();
    let returned = given.indicators.iter().filter(|i| i.counting == domain::indicators::Counting::Returned);
    let owed = returned.flat_map(|i| given.units.iter().filter(|u| given.targets.get(i.number, u.number, 2026).is_some()));
    assert_eq!(returns, owed.count() as i64 * 12, "each target of a returned indicator is typed each month");
    assert!(found.lines.iter().any(|l| l.form == Form::Register("fund_contacts") && l.units > 5 && l.typed > 100));
    assert!(found.lines.is_sorted_by_key(|l| -l.typed) && found.units.is_sorted_by_key(|u| -u.typed()));
    assert!(found.twice.iter().any(|t| t.zh.contains("总投资")), "{:?}", found.twice);

    let file = dir.join("new.csv");
    std::fs::write(&file, "\u{feff}indicator_id,name,uom,unit_id\nn1,新增用电户数,户,乡镇\nn1,新增用电户数,户,fagaiwei\nn2,受理信访事项,件,建昌镇\n").expect("written");
    let proposals = read_proposals(&file, &given).expect("read");
    let added = office.burden_with(&given, &proposals, TODAY);
    let townships = given.units.iter().filter(|u| u.group == "乡镇").count() as i64;
    assert_eq!((added[0].units, added[0].typed), (townships + 1, (townships + 1) * 9));
    assert!(added[1].twice.iter().any(|t| t.zh.contains("受理信访事项")), "{:?}", added[1]);
    std::fs::write(&file, "name,uom,unit_id\n无单位,个,nowhere\n,个,建昌镇\n").expect("written");
    match read_proposals(&file, &given) {
        Err(Error::Problems(problems)) => {
            let places: Vec<(u64, &str)> = problems.iter().map(|p| (p.line, p.column.as_str())).collect();
            assert_eq!(places, [(2, "unit_id"), (3, "name")]);
        }
        other => panic!("{other:?}"),
    }
    let auditor = caller(Role::Auditor, "").actor;
    assert!(matches!(office.burden(&auditor, 2026, TODAY), Err(Error::Denied(_))));
}
