//! `guatu problems` 现场问题 on the demo county: a problem from the visit to its closure, and what is refused on the way.

use crate::bench::{demo, is_refusal};
use std::fs;

/// Requirement 1-44.
#[test]
fn a_problem_goes_from_the_visit_to_its_closure() {
    let demo = demo();
    let ask = |words: &[&str]| demo.guatu(&[words, &["--lang", "en"][..]].concat());
    let refused = |words: &[&str], code: &str, sentence: &str| is_refusal(&ask(words), code, sentence);
    refused(&["problems", "record", "围墙未拆"], "site_problems.no_project", "name one project");
    refused(&["problems", "record", "围墙未拆", "--project", "prj-999"], "records.not_found", "no such");
    let decided = ["problems", "record", "围墙未拆", "--project", "prj-001", "--decision", "三日内拆除", "--unit", "zhujianju"];
    refused(&decided, "site_problems.no_due_day", "give the day");
    let elsewhere = ["problems", "record", "围墙未拆", "--project", "prj-001", "--office", "lvyouju"];
    refused(&elsewhere, "records.not_found", "no such");
    let recorded = ask(&[&decided[..], &["--due", "2026-04-13", "--visitor", "县长"]].concat()).ok().out;
    assert_eq!(recorded, "prob-005\n");

    let step = |verb: &str, more: &[&str]| ask(&[&["problems", verb, "prob-005"], more].concat());
    let is_refused = |verb: &str, more: &[&str], code: &str, sentence: &str| is_refusal(&step(verb, more), code, sentence);
    is_refused("close", &[], "site_problems.not_now", "it is being solved now");
    is_refused("tell", &["--note", "拆了一半"], "policy.not_your_role", "your role");
    is_refused("tell", &["--note", "拆了一半", "--office", "lvyouju"], "records.not_found", "no such");
    is_refused("tell", &["--office", "zhujianju"], "site_problems.words_missing", "say what");
    assert_eq!(step("tell", &["--note", "拆了一半", "--office", "zhujianju"]).ok().out, "prob-005  being solved  task force\n");
    let handed = step("decide", &["--unit", "guotuju", "--due", "2026-04-10", "--note", "改由国土局拆除"]).ok().out;
    assert!(handed.starts_with("prob-005  being solved"), "{handed}");
    assert_eq!(step("raise", &["--note", "权属不清"]).ok().out, "prob-005  awaiting a decision  leader in charge\n");
    is_refused("decide", &["--unit", "guotuju", "--due", "soon"], "days.unreadable", "soon");
    step("decide", &["--unit", "guotuju", "--due", "2026-04-10", "--note", "县里已定：国土局先拆"]).ok();
    is_refused("solve", &["--note", "已拆", "--office", "guotuju"], "site_problems.no_evidence", "without evidence");
    let photo = demo.path("slip.pdf");
    fs::write(&photo, "%PDF-1.7\n").expect("written");
    let file = photo.to_str().expect("UTF-8");
    let shown = ["--register", "site_problems", "--record", "prob-005", "--office", "guotuju"];
    ask(&[&["evidence", "add", file], &shown[..]].concat()).ok();
    let solve = || step("solve", &["--note", "已拆", "--office", "guotuju"]).ok().out;
    assert!(solve().contains("awaiting closure"));
    assert!(step("return", &["--note", "基础未清", "--due", "2026-04-20"]).ok().out.contains("being solved"));
    assert!(solve().contains("awaiting closure"));
    is_refused("close", &["--office", "guotuju"], "policy.not_your_role", "your role");
    assert!(step("close", &[]).ok().out.starts_with("prob-005  closed"));
    let page = ask(&["problems", "show", "prob-005"]).ok().out;
    assert!(page.contains("2026-04-08  raised to leader in charge") || page.contains("权属不清"), "{page}");
    ask(&["ledger", "verify"]).ok();
    let help = demo.guatu(&["problems", "--help"]).ok().out;
    assert!(help.contains("guatu problems solve prob-003 --office gonganju") && help.contains("报结"), "{help}");
}
