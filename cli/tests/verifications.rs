//! Verification and evidence 核验与佐证 from the command line: listed, decided, shown for a record, held against the disk.

use crate::bench::{Demo, demo};
use std::fs;

const OF: [&str; 8] =
    ["--office", "anjianju", "--unit", "chengguanju", "--indicator", "hazards_rectified", "--period", "2026-03"];

fn ask(demo: &Demo, words: &[&str], rest: &[&str]) -> crate::bench::Answer {
    demo.guatu(&[words, rest, &["--lang", "en"][..]].concat())
}

#[test]
fn a_report_waits_is_recognised_less_and_is_gone() {
    let demo = demo();
    let list = |office: &[&str]| ask(&demo, &["verifications", "list"], office).ok().out;
    assert_eq!(list(&["--office", "anjianju"]).lines().count(), 1);
    assert!(list(&[]).contains("weijiwei  petitions_resolved  2026-03"), "the supervision office sees all");
    let same = ask(&demo, &["verifications", "recognise", "--amount", "4", "--reason", "x"], &OF);
    assert!(same.code == Some(2) && same.err.contains("[verifications.same_as_reported]"), "{same:#?}");
    let bad = ask(&demo, &["verifications", "recognise", "--amount", "four", "--reason", "x"], &OF);
    assert!(bad.code == Some(2) && bad.err.contains("[amounts.unreadable]"), "{bad:#?}");
    let other = ["--office", "fagaiwei", "--unit", "chengguanju", "--indicator", "hazards_rectified", "--period", "2026-03"];
    let not_theirs = ask(&demo, &["verifications", "accept"], &other);
    assert!(not_theirs.code == Some(2) && not_theirs.err.contains("[records.not_found]"), "{not_theirs:#?}");
    ask(&demo, &["verifications", "recognise", "--amount", "3", "--credited", "2", "--reason", "one is not done"], &OF).ok();
    assert_eq!(list(&["--office", "anjianju"]), "");
    let again = ask(&demo, &["verifications", "accept"], &OF);
    assert!(again.code == Some(2) && again.err.contains("[verifications.changed]"), "{again:#?}");
    let figure = "361099:hazards_rectified:value:chengguanju:2026-03:verified:2026-04-08";
    assert_eq!(demo.guatu(&["explain", figure, "--format", "json"]).ok().json()["value"], "3");
    ask(&demo, &["ledger", "verify"], &[]).ok();
}

#[test]
fn files_are_shown_listed_and_held_against_the_disk() {
    let demo = demo();
    let file = demo.path("slip.pdf");
    fs::write(&file, "%PDF-1.7\n").unwrap();
    let of = ["--register", "returns", "--record", "chengguanju/hazards_rectified/2026-03"];
    let add = |name: &str| {
        let path = demo.path(name);
        ask(&demo, &["evidence", "add", path.to_str().unwrap(), "--kind", "slip", "--number", "JZ-1"], &of)
    };
    let id = add("slip.pdf").ok().out;
    let listed = ask(&demo, &["evidence", "list"], &of).ok().out;
    assert!(listed.starts_with(id.trim()) && listed.contains("slip.pdf  JZ-1"), "{listed}");
    fs::write(demo.path("page.pdf"), "<html>").unwrap();
    let refused = add("page.pdf");
    assert!(refused.code == Some(2) && refused.err.contains("[evidence.web_page]"), "{refused:#?}");

    assert!(ask(&demo, &["evidence", "check"], &[]).ok().out.starts_with("1 files hold, 0 missing"));
    let sm3 = listed.trim().rsplit(' ').next().unwrap();
    fs::remove_file(demo.path("evidence").join(&sm3[..2]).join(sm3)).unwrap();
    let lost = ask(&demo, &["evidence", "check"], &[]);
    assert_eq!(lost.code, Some(1), "{lost:#?}");
    assert!(lost.out.contains(&format!("missing  {}  slip.pdf", id.trim())), "{}", lost.out);
}
