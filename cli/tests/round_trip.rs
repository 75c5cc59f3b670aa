//! Round trips 往返: what is exported imports back unchanged, what is loaded twice stands once, and a figure's entries add up.

use crate::bench::{demo, guatu, names, path_text};

#[test]
fn every_register_exported_imports_back_unchanged() {
    let demo = demo();
    let (first, second) = (demo.path("first"), demo.path("second"));
    demo.guatu(&["export", "all", "--out", first.to_str().unwrap()]).ok();
    assert!(names(&first).len() > 25, "{:?}", names(&first));
    // Into the same county: every record is there already.
    let database = demo.database.clone();
    let load = |database: &str| {
        guatu(&["load", first.to_str().unwrap(), "--database", database, "--today", "2026-04-08", "--lang", "en"]).ok()
    };
    assert!(load(&database).err.contains(" 0 records and 0 entries added"));
    // Into an empty database: the same registers come out again.
    let copy = format!("sqlite:{}", demo.path("copy.db").display());
    load(&copy);
    guatu(&["export", "all", "--out", second.to_str().unwrap(), "--database", &copy, "--today", "2026-04-08"]).ok();
    assert_eq!(names(&first), names(&second));
    for name in names(&first) {
        let sorted = |dir: &std::path::Path| {
            let text = path_text(&dir.join(&name));
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines[1..].sort();
            lines
        };
        assert_eq!(sorted(&first), sorted(&second), "{name}");
    }
}

#[test]
fn the_demo_is_made_once() {
    let demo = demo();
    let dir = demo.dir.path().to_str().unwrap();
    std::fs::remove_file(demo.path("bulletin.md")).unwrap();
    let before = demo.guatu(&["ledger", "verify"]).ok().out;
    let again = guatu(&["demo", "--no-serve", "--dir", dir, "--lang", "en"]).ok();
    assert!(again.err.contains("already made"), "{}", again.err);
    assert_eq!(demo.guatu(&["ledger", "verify"]).ok().out, before, "nothing was added");
    assert!(demo.text("bulletin.md").contains("云麓县"));
    for name in ["docx", "pdf", "xlsx", "html", "md", "json"] {
        assert!(demo.path(&format!("bulletin.{name}")).exists() && demo.path(&format!("bulletin.en.{name}")).exists(), "{name}");
    }
    assert!(demo.path("keys/361099.pub").exists());
}

#[test]
fn explanations_add_up() {
    let demo = demo();
    let explain = |id: &str| demo.guatu(&["explain", id, "--format", "json"]).ok().json();
    let number = |text: &serde_json::Value| text.as_str().unwrap().parse::<f64>().unwrap();
    for indicator in ["signed_projects", "fund_arrivals", "contract_investment", "trips"] {
        let figure = explain(&format!("361099:{indicator}:cumulative:-:2026-Q1:verified:2026-04-08"));
        let entries = figure["entries"].as_array().unwrap();
        let sum: f64 = entries.iter().map(|e| number(&e["amount"])).sum();
        assert!(!entries.is_empty() && (sum - number(&figure["entries_sum"])).abs() < 1e-6, "{indicator}: {sum}");
        let printed = figure["printed"].as_str().unwrap().replace(',', "").parse::<f64>().unwrap();
        assert!((sum - printed).abs() < 0.06, "{indicator}: {sum} is printed as {printed}");
        assert!(!figure["records"].as_array().unwrap().is_empty() && figure["rule_version"].is_number());
    }
    let share = explain("361099:fund_arrivals:share_percent:-:2026-Q1:verified:2026-04-08");
    let inputs = share["inputs"].as_array().unwrap();
    let ratio = 100.0 * number(&inputs[0]["value"]) / number(&inputs[1]["value"]);
    assert!((ratio - number(&share["value"])).abs() < 0.001, "{share}");
    let text = demo.guatu(&["explain", share["id"].as_str().unwrap(), "--lang", "zh"]).ok().out;
    assert!(text.contains("累计 ÷ 年度目标"), "{text}");
}
