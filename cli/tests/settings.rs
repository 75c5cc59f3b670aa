//! Settings 设置 from the command line (issue of filing, item 10): exported and applied again nothing changes; the example of the
//! manual changes what it says; a bad file changes nothing and names file, line and what to do.

use crate::bench::{Answer, Demo, demo, is_refusal};
use std::fs;
use std::path::Path;

impl Demo {
    fn settings(&self, words: &[&str]) -> Answer {
        self.guatu(&[&["settings"], words].concat())
    }

    fn apply(&self, text: &str, words: &[&str]) -> Answer {
        let file = self.path("settings.toml");
        fs::write(&file, text).unwrap();
        self.settings(&[&["apply", file.to_str().unwrap()], words].concat())
    }

    fn head(&self) -> String {
        self.guatu(&["ledger", "verify"]).ok().out
    }
}

#[test]
fn what_is_exported_is_applied_and_nothing_changes() {
    let demo = demo();
    let (file, before) = (demo.path("all.toml"), demo.head());
    demo.settings(&["export", "--out", file.to_str().unwrap()]).ok();
    let text = fs::read_to_string(&file).unwrap();
    for noun in [
        "counties",
        "units",
        "persons",
        "posts",
        "terms",
        "holidays",
        "campaigns",
        "indicators",
        "light_rules",
        "deadlines",
        "targets",
    ] {
        assert!(text.contains(&format!("\n[[{noun}]]\n")), "{noun}");
    }
    assert!(!text.contains("[[accounts]]") && !text.contains("[[returns]]"));
    let done = demo.settings(&["apply", file.to_str().unwrap(), "--lang", "en"]).ok();
    assert!(done.err.contains("0 new, 0 changed") && done.err.contains("there already, 0 entries"), "{}", done.err);
    assert_eq!(demo.head(), before, "not even an act was written");
    let all = done.err;
    // So is the workbook of all, in either language: every sheet is read, and nothing would change.
    for lang in ["zh", "en"] {
        let book = demo.path(&format!("all-{lang}.xlsx"));
        demo.settings(&["export", "--format", "xlsx", "--lang", lang, "--out", book.to_str().unwrap()]).ok();
        let done = demo.settings(&["apply", book.to_str().unwrap(), "--preview", "--lang", "en"]).ok();
        let there = |text: &str| text.rsplit("0 changed, ").next().and_then(|rest| rest.split(' ').next()).map(str::to_owned);
        assert!(done.out.contains("0 new, 0 changed"), "{}", done.out);
        assert_eq!(there(&done.out), there(&all), "as many as the TOML file has");
    }
    // A workbook of one register, as its template writes it, comes back unchanged too.
    let book = demo.path("targets.xlsx");
    demo.guatu(&["export", "targets", "--format", "xlsx", "--out", book.to_str().unwrap()]).ok();
    let done = demo.settings(&["apply", book.to_str().unwrap(), "--preview", "--lang", "en"]).ok();
    assert!(done.out.contains("0 new, 0 changed"), "{}", done.out);
}

#[test]
fn the_example_of_the_manual_changes_what_it_says_and_no_closed_month() {
    let demo = demo();
    let quarter = |demo: &Demo| {
        let words = ["statistics", "--period", "2026-Q1", "--as-of", "2026-04-08", "--format", "csv"];
        let out = demo.guatu(&words).ok().out;
        // A unit that is new has no line in the quarter; the lines there are stay.
        out.lines().map(str::to_owned).collect::<Vec<String>>()
    };
    let before = quarter(&demo);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/settings-example.toml");
    let apply = |words: &[&str]| demo.settings(&[&["apply", file.to_str().unwrap(), "--lang", "en"], words].concat());
    let seen = apply(&["--preview"]).ok();
    for said in [
        "new Units yingshangju",
        "change Units shebaoju",
        "burden of Days to open a business: 2 units, 18 more fields",
        "nothing is written yet",
    ] {
        assert!(seen.out.contains(said), "{said}\n{}", seen.out);
    }
    let done = apply(&[]).ok();
    assert!(done.err.contains("settings applied: 11 new, 3 changed"), "{}", done.err);
    let again = apply(&[]);
    // Merged units are merged: the reorganisation is not done twice, and says so.
    assert!(again.err.contains("settings-example.toml, line 16") && again.err.contains("does not exist then"), "{}", again.err);
    let acts = demo.guatu(&["acts", "list", "--verb", "settings."]).ok().out;
    assert!(acts.contains("settings.apply") && acts.contains("云办字〔2026〕31号"), "{acts}");
    let after = quarter(&demo);
    let lost: Vec<&String> = before.iter().filter(|line| !after.contains(line)).collect();
    assert!(lost.is_empty(), "a closed quarter says otherwise: {lost:?}");
    demo.guatu(&["ledger", "verify"]).ok();
}

#[test]
fn a_file_with_a_problem_changes_nothing_and_says_where_and_what_to_do() {
    let demo = demo();
    let before = demo.head();
    let units = "[[units]]\nunit_id = \"x\"\nunit_name = \"新局\"\ngroup = \"经济部门\"\n";
    let cases: [(&str, &str, &str, &str); 12] = [
        ("[[units]\n", "settings.not_toml", "settings.toml第1行", "see docs/settings.md"),
        ("\n\n[[accounts]]\naccount = \"x\"\n", "settings.unknown_table", "第3行", "one of: counties"),
        (
            "[[units]]\nunit_id = \"x\"\nunit_name = \"新局\"\nranking = \"乡镇\"\n",
            "settings.unknown_column",
            "第4行",
            "there are: unit_id",
        ),
        ("[[units]]\nunit_id = \"x\"\nunit_name = \"新局\"\n", "load.missing_column", "第1行", "group"),
        (
            "[[units]]\nunit_id = \"x\"\nunit_name = \"新局\"\ngroup = \"经济部门\"\nvalid_from = \"明天\"\n",
            "load.not_a_day",
            "第5行",
            "2026-04-08",
        ),
        (
            "[[targets]]\nunit_id = \"jianchangzhen\"\nindicator_id = \"signed_projects\"\nyear = 2026\ntarget = 9\n",
            "targets.document",
            "第1行",
            "new document",
        ),
        (
            "[[light_rules]]\nrule_id = \"default\"\neffective_on = 2026-03-01\ngreen_from = 0\nyellow_from = -5\n",
            "rules.closed",
            "第3行",
            "never changes a closed month",
        ),
        (
            "[[deadlines]]\nfrom_month = \"2026-02\"\ndue_working_day = 3\nlate_working_day = 4\nclosing_day = 9\n",
            "rules.closed",
            "第2行",
            "2026-04-01",
        ),
        (
            "[[indicators]]\nindicator_id = \"signed_projects\"\nwhere = \"stage=signed\"\n",
            "rules.closed",
            "第3行",
            "another indicator",
        ),
        (
            "[[reorganisations]]\nfrom = 2026-03-01\nold = [\"jiuyeju\"]\nnew = [{ unit_id = \"x\", unit_name = \"新局\", group = \"经济部门\" }]\nreason = \"改名\"\n",
            "rules.closed",
            "第1行",
            "closed month",
        ),
        (
            "[[cascades]]\nindicator_id = \"signed_projects\"\nyear = 2026\ncounty = 150\ndocument = \"云办字〔2026〕40号\"\nunits = { jianchangzhen = 5 }\n",
            "targets.cascade",
            "第1行",
            "give it as difference",
        ),
        (units, "records.reason", "settings.toml", "give the document or the reason"),
    ];
    for (text, code, zh, en) in cases {
        is_refusal(&demo.apply(text, &["--lang", "zh"]), code, zh);
        is_refusal(&demo.apply(text, &["--lang", "en"]), code, en);
        // One bad record holds back the good ones.
        if code != "settings.not_toml" && code != "records.reason" {
            is_refusal(
                &demo.apply(&format!("{text}\n{}", units.replace("\"x\"", "\"y\"")), &["--reason", "x", "--lang", "zh"]),
                code,
                zh,
            );
        }
    }
    assert_eq!(demo.head(), before, "nothing was written");
    demo.apply(units, &["--reason", "云编〔2026〕1号"]).ok();
    assert_ne!(demo.head(), before);
}
