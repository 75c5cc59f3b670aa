//! The demo county 演示县, loaded by the door everyone uses: its bulletin, its explanations, and what cannot be changed.

use acts::acting::Caller;
use acts::books::Breadth;
use acts::bulletins::{Asked, Corrects, Format, Press, check};
use acts::directives::{NewDirective, OF_BULLETIN};
use acts::keys::CountyKey;
use acts::{Error, Office};
use domain::calendar::{Date, Period};
use domain::lang::Lang;
use domain::measure::Measure;
use domain::registers::COMMITMENTS;
use domain::stage::Stage;
use domain::statistics::{Quantity, Query};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use store::Database;

const TODAY: Date = Date::constant(2026, 4, 8);
const QUARTER: Period = Period { year: 2026, from_month: 1, to_month: 3 };
const ASKED: Asked = Asked { period: QUARTER, as_of: TODAY, stage: Stage::Verified };

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo")
}

/// The demo loaded once a process; whoever writes takes a copy.
fn loaded() -> &'static Path {
    static LOADED: OnceLock<tempfile::TempDir> = OnceLock::new();
    let dir = LOADED.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let office = Office::create(&Database::Sqlite(dir.path().join("guatu.db")), Some(TODAY)).expect("created");
        if let Err(error) = office.load(&demo(), "demo loader", &mut |_, _| {}) {
            panic!("{}", told(&error));
        }
        dir
    });
    dir.path()
}

fn told(error: &Error) -> String {
    match error {
        Error::Problems(problems) => problems.iter().map(|p| p.sentence(Lang::En)).collect::<Vec<_>>().join("\n"),
        other => other.sentence(Lang::En),
    }
}

fn office() -> Office {
    Office::open(&Database::Sqlite(loaded().join("guatu.db")), Some(TODAY)).expect("opened")
}

/// An office over a copy of its own.
fn writable(dir: &Path) -> Office {
    let copy = dir.join("guatu.db");
    // Everything is in the file once the loader's connections are closed; opening here makes no difference to it.
    for name in ["guatu.db", "guatu.db-wal"] {
        if loaded().join(name).exists() {
            std::fs::copy(loaded().join(name), dir.join(name)).expect("copied");
        }
    }
    Office::open(&Database::Sqlite(copy), Some(TODAY)).expect("opened")
}

#[test]
fn every_figure_of_the_bulletin_is_given_again_by_its_query() {
    let office = office();
    let reader = Office::operator(361_099);
    let books = office.books(&reader.scope(), QUARTER, TODAY, Stage::Verified, Breadth::Everything).expect("books");
    for document in office.compose(&reader, ASKED).expect("composed") {
        assert!(document.figures.len() > 500, "{} figures", document.figures.len());
        for figure in &document.figures {
            let query = Query::parse(&figure.id).unwrap_or_else(|| panic!("not a query: {}", figure.id));
            let answer = books.answer(&query).unwrap_or_else(|| panic!("no answer: {}", figure.id));
            assert!(!figure.sentence.is_empty() && figure.query.contains(&figure.id));
            if document.lang == Lang::Zh {
                let exact = answer.ratio.number(4).mantissa;
                let stated = domain::measure::parse_decimal(&figure.value, 10).expect("a decimal");
                assert!((stated - exact * 1_000_000).abs() <= 1_000_000, "{}: {} and {exact}", figure.id, figure.value);
            }
        }
    }
}

#[test]
fn entries_add_up_to_the_figure_they_explain() {
    // 1-03, 1-04, 1-05, 1-19, 1-36: flows counted from five registers; a returned one; units' shares too.
    let office = office();
    let scope = Office::operator(361_099).scope();
    for (indicator, unit) in [
        ("signed_projects", None),
        ("signed_projects", Some("jianchangzhen")),
        ("contract_investment", None),
        ("fund_arrivals", None),
        ("trips", None),
        ("land_acquired", None),
        ("hazards_found", None),
    ] {
        for quantity in [Quantity::Cumulative, Quantity::LastYear] {
            let query = Query {
                county: 361_099,
                indicator: indicator.to_owned(),
                quantity,
                unit: unit.map(str::to_owned),
                period: QUARTER,
                stage: Stage::Verified,
                as_of: TODAY,
                part: String::new(),
            };
            let explained = office.explain(&scope, &query.to_string()).unwrap_or_else(|e| panic!("{}", told(&e)));
            assert_eq!(explained.entries_sum, explained.value, "{query}");
            assert!(!explained.records.is_empty(), "{query} has records behind it");
        }
    }
}

#[test]
fn a_figure_of_an_earlier_day_is_what_was_known_then() {
    let office = office();
    let scope = Office::operator(361_099).scope();
    let signed = |as_of: Date| {
        let quarter = Period { year: 2025, ..QUARTER };
        let books = office.books(&scope, quarter, as_of, Stage::Verified, Breadth::Figures).expect("books");
        let indicator = books.indicator("signed_projects").expect("declared").clone();
        let measure = Measure::new("个", "");
        measure.exact(books.county(&indicator, quarter).cumulative.unwrap_or(-1))
    };
    // One signing of March 2025 was registered late, on 18 April.
    assert_eq!(signed(Date::constant(2025, 4, 8)), "36");
    assert_eq!(signed(Date::constant(2025, 4, 30)), "37");
    assert_eq!(signed(TODAY), "37");
}

#[test]
fn an_issued_bulletin_never_changes_and_a_forged_number_is_named() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let office = writable(dir.path());
    let actor = Office::operator(361_099);
    let key = CountyKey::of(&dir.path().join("keys"), 361_099).expect("a key");
    let issued = office.issue(&actor, ASKED, &key, None).expect("issued");
    let (_, [zh, _]) = office.bulletin(&actor.scope(), &issued.number).expect("kept");

    let press = Press::new(&[]);
    let sheet = press.print(&zh, Format::Html, Some((&key, 361_099))).expect("printed");
    let path = dir.path().join("bulletin.html");
    std::fs::write(&path, &sheet).expect("written");
    let good = check(&path, &key.public()).expect("checked");
    assert!(good.passes(), "{:?}", good.differences);
    assert_eq!(good.number, issued.number);

    let text = String::from_utf8(sheet).expect("text");
    let forged = text.replacen(">9012<", ">9812<", 1);
    assert_ne!(forged, text, "the sheet states 9012");
    std::fs::write(&path, forged).expect("written");
    let bad = check(&path, &key.public()).expect("checked");
    assert!(bad.signed && !bad.passes());
    assert_eq!((bad.differences[0].issued.as_str(), bad.differences[0].found.as_str()), ("9012", "9812"));
    assert!(bad.differences[0].figure.as_deref().is_some_and(|f| f.contains("fund_arrivals:cumulative")), "{bad:?}");

    // T-11: what the county learns later changes neither the sheet nor its digest; a corrigendum is another sheet.
    let later = dir.path().join("later");
    std::fs::create_dir(&later).expect("made");
    let csv = "unit_id,indicator_id,period,value,recorded_on\njianchangzhen,hazards_found,2026-03,99,2026-04-08\n";
    std::fs::write(later.join("returns.csv"), csv).expect("written");
    office.load(&later, "command-line operator", &mut |_, _| {}).unwrap_or_else(|e| panic!("{}", told(&e)));
    let (again, [same, _]) = office.bulletin(&actor.scope(), &issued.number).expect("kept");
    assert_eq!((again.content.digest, &same), (issued.digest.clone(), &zh));
    let corrects = Corrects { number: issued.number.clone(), reason: "一处填报更正".to_owned() };
    let corrigendum = office.issue(&actor, ASKED, &key, Some(&corrects)).expect("issued");
    assert_ne!((&corrigendum.number, &corrigendum.digest), (&issued.number, &issued.digest));
    let unknown = Corrects { number: "无此号".to_owned(), reason: String::new() };
    assert!(matches!(office.issue(&actor, ASKED, &key, Some(&unknown)), Err(Error::UnknownBulletin(_))));
}

#[test]
fn loading_the_same_folder_twice_changes_nothing() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let office = writable(dir.path());
    let before = office.store.counties().expect("heads");
    let loaded = office.load(&demo(), "demo loader", &mut |_, _| {}).expect("loaded");
    assert_eq!((loaded.records, loaded.entries), (0, 0));
    assert_eq!(office.store.counties().expect("heads"), before);
    // Even under another name, nothing is written twice.
    let loaded = office.load(&demo(), "somebody else", &mut |_, _| {}).expect("loaded");
    assert_eq!((loaded.records, loaded.entries), (0, 0));
}

/// Issue 4, 2: what a bulletin promises comes back out of its own words: every step with the unit and the day it was written from.
#[test]
fn every_next_step_of_an_issued_bulletin_comes_back_as_a_proposal() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let office = writable(dir.path());
    let actor = Office::operator(361_099);
    let key = CountyKey::of(&dir.path().join("keys"), 361_099).expect("a key");
    let number = office.issue(&actor, ASKED, &key, None).expect("issued").number;
    let steps = office.next_steps(&actor, &number).expect("promised");
    assert_eq!((steps.on, steps.issuer.as_str(), &steps.kept_as), (TODAY, "中共云麓县委督查室 云麓县人民政府督查室", &None));
    assert!(steps.text.starts_with("四、下步打算\n") && steps.title.ends_with("：下步打算"), "{steps:?}");

    let caller = |key: &str| Caller { key: key.to_owned(), ..Caller::operator(361_099) };
    let new = NewDirective {
        kind: OF_BULLETIN,
        title: &steps.title,
        number: &number,
        issuer: &steps.issuer,
        speaker: "",
        on: steps.on,
        text: &steps.text,
    };
    let code = office.keep_directive(&caller("keep"), &new).expect("kept");
    office.read_directive(&caller("read"), &code).expect("read");
    let page = office.directive(&actor, TODAY, &code).expect("a page");
    assert_eq!(
        (page.bulletin.as_str(), office.next_steps(&actor, &number).expect("again").kept_as),
        (number.as_str(), Some(code))
    );

    let units = office.store.read(&actor.scope(), |reader| acts::books::units(reader, None)).expect("units");
    let unit = |number: i64| units.iter().find(|u| i64::from(u.number) == number).expect("a unit").code.clone();
    let mut promised: Vec<(String, Option<Date>, String, String)> = Vec::new();
    for record in office.records(&actor.scope(), &COMMITMENTS, TODAY).expect("records").iter() {
        let due = record.int("due_on").and_then(domain::calendar::day_of);
        let lead = record.int("unit_id").map(unit).expect("every step of the demo has a unit");
        promised.push((lead, due, record.text("recurrence").to_owned(), record.text("text").trim_end_matches('。').to_owned()));
    }
    assert_eq!(promised.len(), 27);
    for (lead, due, recurrence, words) in promised {
        let begins: String = words.replace(';', "；").chars().take(8).collect();
        let mut found =
            page.proposals.iter().filter(|row| row.proposal.action.contains(&begins) && row.proposal.leads == [lead.clone()]);
        let proposal =
            &found.next().unwrap_or_else(|| panic!("{words} of {lead} is not proposed: {:#?}", page.proposals)).proposal;
        assert_eq!(found.count(), 0, "{words} is proposed once");
        // What recurs says its round, and a day beside it only where the sentence has one.
        let day = if recurrence.is_empty() { due } else { proposal.due.and(due) };
        assert_eq!(
            (proposal.recurrence.code(), proposal.due),
            (if recurrence.is_empty() { "once" } else { recurrence.as_str() }, day),
            "{words}"
        );
    }
    assert_eq!(page.proposals.len(), 27, "nothing else is made out of it");
    let results = |words: &str| {
        let row = page.proposals.iter().find(|row| row.proposal.action.contains(words)).expect("a proposal");
        row.proposal.results.clone()
    };
    assert!(results("完成征地").contains("1200亩") && results("平整土地").contains("1000亩"));
    assert!(results("争资到位").contains("50%") && results("每月外出招商").contains("不少于10次"), "{}", results("每月外出招商"));
}
