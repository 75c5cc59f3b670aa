//! Statistics 统计: the JSON that scripts depend on, every format, and counties by themselves.

use crate::bench::{demo, guatu, path_text};
use std::fs;

const FIELDS: [&str; 16] = [
    "indicator",
    "unit",
    "cumulative",
    "last_year",
    "change",
    "change_percent",
    "target",
    "share_percent",
    "time_progress_percent",
    "gap_points",
    "rank",
    "group",
    "light",
    "rule",
    "status",
    "uom",
];

#[test]
fn the_json_keeps_its_contract() {
    let demo = demo();
    let arguments =
        ["statistics", "--database", &demo.database, "--period", "2026-Q1", "--as-of", "2026-04-08", "--format", "json"];
    let rows = guatu(&[&arguments[..], &["--today", "2026-04-08"]].concat()).ok().json();
    let rows = rows.as_array().unwrap();
    assert!(rows.len() > 1000, "{} rows", rows.len());
    for row in rows {
        for field in FIELDS {
            assert!(row.get(field).is_some(), "{field} is missing: {row}");
        }
    }
    let fund = rows
        .iter()
        .find(|r| r["indicator"] == "fund_arrivals" && r["target"].is_number() && r["cumulative"].as_f64() > Some(0.0));
    let fund = fund.expect("a unit with funds");
    let number = |field: &str| fund[field].as_f64().unwrap();
    assert!((number("share_percent") - 100.0 * number("cumulative") / number("target")).abs() < 0.0001, "{fund}");
    assert!((number("gap_points") - (number("share_percent") - 25.0)).abs() < 0.0002, "{fund}");
    assert!((number("change") - (number("cumulative") - number("last_year"))).abs() < 0.0001, "{fund}");
    assert!(["green", "yellow", "red"].contains(&fund["light"].as_str().unwrap()), "{fund}");
    assert!(fund["rule"].as_str().unwrap().contains("gap>="), "{fund}");
}

#[test]
fn filters_and_totals() {
    let demo = demo();
    let asked = ["statistics", "--period", "2026-Q1", "--format", "json", "--indicator", "signed_projects"];
    let all = demo.guatu(&asked).ok().json();
    let some = demo.guatu(&[&asked[..], &["--unit", "gongxinwei", "--totals"]].concat()).ok().json();
    let some = some.as_array().unwrap();
    assert!(all.as_array().unwrap().len() > 40 && some.len() == 2, "{some:?}");
    assert_eq!((&some[0]["unit"], &some[1]["unit"]), (&"gongxinwei".into(), &"-".into()));
    // A county's own figure is not the sum of credits: 20 projects.
    assert_eq!(some[1]["cumulative"], 20);
}

#[test]
fn every_format_says_the_same() {
    let demo = demo();
    let asked = ["statistics", "--period", "2026-Q1", "--indicator", "fund_arrivals", "--lang", "zh", "--format"];
    let table = demo.guatu(&[&asked[..], &["table"]].concat()).ok().out;
    assert!(table.contains("争资到位") && table.contains("占年度目标"), "{table}");
    let md = demo.guatu(&[&asked[..], &["md"]].concat()).ok().out;
    assert!(md.contains("| 争资到位 |"), "{md}");
    let csv = demo.guatu(&[&asked[..], &["csv"]].concat()).ok().out;
    let rows = demo.guatu(&[&asked[..], &["json"]].concat()).ok().json().as_array().unwrap().len();
    assert_eq!(csv.lines().count(), rows + 1);
    let file = demo.path("figures.xlsx");
    assert_eq!(demo.guatu(&[&asked[..], &["xlsx", "--out", file.to_str().unwrap()]].concat()).ok().out, "");
    let read = harness::office::openpyxl(&file, "print(book.worksheets[0].max_row)").unwrap();
    assert!(read.trim().parse::<usize>().unwrap() > rows, "{read}");
}

#[test]
fn as_of_an_earlier_day_the_earlier_figure() {
    let demo = demo();
    let first_quarter = |as_of: &str| {
        let asked = [
            "statistics",
            "--period",
            "2025-Q1",
            "--indicator",
            "signed_projects",
            "--totals",
            "--format",
            "json",
            "--as-of",
            as_of,
        ];
        let rows = demo.guatu(&asked).ok().json();
        rows.as_array().unwrap().iter().find(|r| r["unit"] == "-").unwrap()["cumulative"].clone()
    };
    // A signing was entered for the wrong day and corrected on 18 April 2025.
    assert_eq!(first_quarter("2025-04-08"), 36);
    assert_eq!(first_quarter("2026-04-08"), 37);
}

#[test]
fn counties_stand_by_themselves() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("units.csv", "county_id,unit_id,unit_name,group\n110101,a,甲,其他\n110102,a,乙,其他\n110102,b,丙,其他\n");
    write("indicators.csv", "indicator_id,name,uom,direction\nvisits,走访,户,up\n");
    write("targets.csv", "county_id,unit_id,indicator_id,year,target\n110101,a,visits,2026,100\n110102,a,visits,2026,200\n");
    write(
        "returns.csv",
        "county_id,unit_id,indicator_id,period,value\n110101,a,visits,2026-01,10\n110102,a,visits,2026-01,20\n110102,b,visits,2026-01,7\n",
    );
    let database = format!("sqlite:{}", dir.path().join("two.db").display());
    let base = ["--database", &database, "--today", "2026-04-08"];
    guatu(&[&["load", dir.path().to_str().unwrap()], &base[..]].concat()).ok();
    let asked = [&["statistics", "--period", "2026-01", "--format", "json"], &base[..]].concat();
    let which = guatu(&[&asked[..], &["--lang", "en"]].concat());
    crate::bench::is_refusal(&which, "counties.which", "110101, 110102");
    let file = dir.path().join("all.json");
    guatu(&[&asked[..], &["--county", "all", "--out", file.to_str().unwrap()]].concat()).ok();
    let all: serde_json::Value = serde_json::from_str(&path_text(&file)).unwrap();
    let of = |county: &str| guatu(&[&asked[..], &["--county", county]].concat()).ok().json().as_array().unwrap().clone();
    assert_eq!(all.as_array().unwrap().clone(), [of("110101"), of("110102")].concat());
    assert_eq!(all[0]["share_percent"], 10.0);
    // Loading the same folder twice changes nothing.
    let again = guatu(&[&["load", dir.path().to_str().unwrap(), "--lang", "en"], &base[..]].concat()).ok();
    assert!(again.err.contains(" 0 records and 0 entries added"), "{}", again.err);
    assert_eq!(of("110102").len(), 2);
}
