//! Registers 台账 from the command line: a record kept, asked about, corrected and looked back at.

use crate::bench::guatu;
use std::fs;

const FILES: [(&str, &str); 3] = [
    ("counties.csv", "county_id,name\n110101,试县\n"),
    ("units.csv", "county_id,unit_id,unit_name,group\n110101,a,甲镇,乡镇\n"),
    ("teams.csv", "county_id,team_id,name\n110101,team-01,驻深圳团队\n"),
];

#[test]
fn a_record_is_kept_asked_about_corrected_and_looked_back_at() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("county");
    fs::create_dir(&folder).unwrap();
    for (name, text) in FILES {
        fs::write(folder.join(name), text).unwrap();
    }
    let database = format!("sqlite:{}", dir.path().join("guatu.db").display());
    guatu(&["load", folder.to_str().unwrap(), "--database", &database]).ok();
    let asked = |words: &[&str]| {
        let common = ["--database", &database, "--today", "2026-05-06", "--lang", "en"];
        guatu(&[&["registers"], words, &common[..]].concat())
    };
    let trip = ["keep", "trips", "team_id=team-01", "from_on=2026-04-01", "until_on=2026年4月3日"];
    let question = asked(&trip);
    assert_eq!(question.code, Some(2), "{}", question.out);
    assert!(question.err.contains("trips.result: the trip is over") && question.err.contains("--answer"), "{}", question.err);
    let kept = asked(&[&trip[..], &["--answer", "trips.result=企业停产"]].concat()).ok();
    assert_eq!(kept.out, "trips trip-001\n");
    let backwards = asked(&["keep", "trips", "--key", "trip-001", "from_on=2026-04-09", "--reason", "x"]);
    assert!(backwards.err.contains("records.backwards"), "{}", backwards.err);
    asked(&["keep", "trips", "--key", "trip-001", "result=获得线索", "--reason", "补报"]).ok();
    let history = asked(&["history", "trips", "trip-001"]).ok();
    assert!(history.out.contains("Result:  → 获得线索") && history.out.contains("补报"), "{}", history.out);
    assert!(asked(&["list", "trips"]).ok().out.contains("trip-001,team-01"));
    assert_eq!(asked(&["history", "trips", "trip-009"]).code, Some(2));
    assert!(asked(&["keep", "trips", "nonsense"]).err.contains("COLUMN=VALUE"));
}
