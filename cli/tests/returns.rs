//! Returns 填报 from the command line: shown, filed from a file, filed twice, withdrawn, opened; the act names the operator.

use crate::bench::{guatu, outside};
use std::fs;

const FILES: [(&str, &str); 4] = [
    ("counties.csv", "county_id,name\n110101,试县\n"),
    ("units.csv", "county_id,unit_id,unit_name,group\n110101,a,甲镇,乡镇\n"),
    ("indicators.csv", "indicator_id,name,uom,direction\nfunds,财政收入,万元,up\nhazards,隐患,个,down\n"),
    ("targets.csv", "county_id,unit_id,indicator_id,year,target\n110101,a,funds,2026,1000\n110101,a,hazards,2026,50\n"),
];

#[test]
fn a_month_is_filed_from_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("county");
    fs::create_dir(&folder).unwrap();
    for (name, text) in FILES {
        fs::write(folder.join(name), text).unwrap();
    }
    let database = format!("sqlite:{}", dir.path().join("guatu.db").display());
    guatu(&["load", folder.to_str().unwrap(), "--database", &database]).ok();
    let asked = |words: &[&str]| {
        let common = ["--database", &database, "--today", "2026-05-06", "--lang", "en", "--unit", "a"];
        guatu(&[words, &common[..]].concat())
    };
    let file = dir.path().join("april.csv");
    let path = file.to_str().unwrap();
    let submit = ["returns", "submit", path, "--period", "2026-04"];

    let shown = asked(&["returns", "show", "--period", "2026-04"]).ok();
    assert!(shown.out.starts_with("indicator,name,measure,status,value"), "{}", shown.out);
    assert!(shown.out.contains("funds,财政收入,ten thousand yuan") || shown.out.contains("funds,"), "{}", shown.out);

    fs::write(&file, "indicator,value,zero\nfunds,0.008亿,\nhazards,0,\n").unwrap();
    let refused = asked(&submit);
    assert_eq!(refused.code, Some(2), "{}", refused.err);
    assert!(refused.err.contains("hazards: 0 was entered"), "{}", refused.err);
    fs::write(&file, "indicator,value,zero\nfunds,0.008亿,\nhazards,0,yes\n").unwrap();
    asked(&submit).ok();
    let twice = asked(&submit).ok();
    assert!(twice.err.contains("filed before"), "{}", twice.err);
    let listed = asked(&["returns", "list"]).ok();
    assert!(listed.out.contains("2026-04") && listed.out.contains("confirmed zero 1, reported 1"), "{}", listed.out);
    asked(&["returns", "withdraw", "--period", "2026-04", "--indicator", "funds", "--reason", "typo"]).ok();
    let open =
        ["returns", "open", "--period", "2026-02", "--until", "2026-05-09", "--reason", "outage", "--approver", "Office Head"];
    asked(&open).ok();

    let query = "select verb, actor, reason, origin from acts order by seq";
    let acts = outside(&dir.path().join("guatu.db"), &format!("for row in db.execute('{query}'): print(*row)"));
    assert!(acts.contains("returns.submit command-line operator  command line"), "{acts}");
    assert!(acts.contains("returns.withdraw command-line operator typo command line"), "{acts}");
    assert!(acts.contains("openings.open command-line operator outage（批准：Office Head）"), "{acts}");
}
