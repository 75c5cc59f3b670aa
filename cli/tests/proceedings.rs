//! `guatu proceedings` 问责 on the demo county: what the rules propose, put before a leader; the command line decides nothing.

use crate::bench::{demo, is_refusal};
use serde_json::Value;

#[test]
fn the_ladder_proposes_and_the_office_puts_one_forward() {
    let demo = demo();
    let said = |words: &[&str]| demo.guatu(&[words, &["--lang", "en"][..]].concat()).ok();
    let proposals = said(&["proceedings", "ladder", "--format", "json"]).json();
    let late = |p: &&Value| p["ground"].as_str().is_some_and(|ground| ground.starts_with("ord-"));
    let order = proposals.as_array().and_then(|all| all.iter().find(late)).expect("an overdue order");
    let (unit, ground) = (order["unit"].as_str().unwrap_or_default(), order["ground"].as_str().unwrap_or_default());
    let last = proposals.as_array().and_then(|all| all.iter().find(|p| p["rule"] == "last-1")).expect("last in a quarter");
    let figure = last["evidence"][0].as_str().unwrap_or_default();
    assert!(figure.contains(":rank:") && said(&["explain", figure]).out.contains("rank"), "{figure}");
    // As many as an office can decide in a month, a unit one matter with all it stands on (1-47).
    let all = proposals.as_array().expect("proposals");
    let beside = all.iter().map(|p| p["beside"].as_array().map_or(0, Vec::len)).sum::<usize>();
    let units: std::collections::BTreeSet<&str> = all.iter().filter(|p| !late(p)).filter_map(|p| p["unit"].as_str()).collect();
    assert!((10..=30).contains(&all.len()) && beside > 10, "{} and {beside} beside", all.len());
    assert_eq!(units.len(), all.iter().filter(|p| !late(p)).count(), "one for a unit");
    let table = said(&["proceedings", "ladder", "--unit", unit]).out;
    assert!(table.contains(ground) && table.lines().all(|line| line.starts_with(unit)), "{table}");

    let nobody = demo.guatu(&["proceedings", "open", unit, ground, "--approver", "ducha", "--lang", "en"]);
    assert!(nobody.code == Some(2) && nobody.err.contains("[proceedings.nobody]"), "{nobody:#?}");
    assert_eq!(said(&["proceedings", "open", unit, ground, "--approver", "xianzhang"]).out, "pro-001\n");
    let again = demo.guatu(&["proceedings", "open", unit, ground, "--approver", "xianzhang", "--lang", "en"]);
    assert!(again.code == Some(2) && again.err.contains("[records.not_found]"), "proposed no more: {again:#?}");
    let listed = said(&["proceedings", "list"]).out;
    assert!(listed.starts_with("pro-001  2026-04-08  awaiting decision  "), "{listed}");
    let one = said(&["proceedings", "show", "pro-001", "--format", "json"]).json();
    assert_eq!((&one["state"], &one["evidence"][0]["id"]), (&Value::from("proposed"), &Value::from(ground)));
    // How late the order was is kept in both languages, and read in one's own.
    let shown = said(&["proceedings", "show", "pro-001"]).out;
    assert!(shown.contains("working days overdue") && !shown.contains("个工作日"), "{shown}");
    let undecided = demo.guatu(&["proceedings", "serve", "pro-001", "--lang", "en"]);
    assert!(undecided.code == Some(2) && undecided.err.contains("[proceedings.not_now]"), "{undecided:#?}");
    let file = demo.path("reply.pdf");
    std::fs::write(&file, "%PDF-1.7\n").expect("written");
    let path = file.to_str().expect("UTF-8");
    let show = |office: &[&str]| {
        let words = ["evidence", "add", path, "--register", "proceedings", "--record", "pro-001", "--lang", "en"];
        demo.guatu(&[&words, office].concat())
    };
    is_refusal(&show(&[]), "policy.not_your_role", "your role");
    is_refusal(&show(&["--office", "qingpingzhen"]), "records.not_found", "no such");
    show(&["--office", unit]).ok();
    assert!(said(&["evidence", "list", "--register", "proceedings", "--record", "pro-001"]).out.contains("reply.pdf"));
    let word = demo.guatu(&["proceedings", "list", "--state", "punished", "--lang", "en"]);
    assert!(word.code == Some(2) && word.err.contains("[usage.unknown_word]"), "{word:#?}");
    let help = demo.guatu(&["proceedings", "--help"]).ok().out;
    assert!(help.contains("guatu proceedings open jianchangzhen") && help.contains("提请决定"), "{help}");
}
