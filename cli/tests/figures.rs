//! The speech's figures 讲话数字: every one is counted from the demo county's records and stated by a sentence of its bulletin.
//!
//! The bounds are those of the speech ("9000余万", "过了1个亿"); the ids are the requirements each figure answers (1-03 …).

use crate::bench::{Demo, demo, sources};
use serde_json::Value;
use std::collections::BTreeMap;

/// (requirement, indicator, quantity, least, most, what the Chinese sentence must say).
type Expected = (&'static str, &'static str, &'static str, f64, f64, &'static str);

#[rustfmt::skip]
const FIGURES: &[Expected] = &[
    ("1-03", "signed_projects", "cumulative", 20.0, 20.0, "全县新签工业项目20个"),
    ("1-03", "signed_projects", "last_year", 37.0, 37.0, "比去年同期（37个）"),
    ("1-03", "signed_projects", "change", -17.0, -17.0, "少17个"),
    ("1-03", "signed_projects", "change_percent", -45.95, -45.94, "同比下降45.9%"),
    ("1-04", "contract_investment", "cumulative", 14.55, 14.65, "合同固定资产总投资14.6亿元"),
    ("1-04", "contract_investment", "last_year", 44.15, 44.25, "比去年同期（44.2亿元）"),
    ("1-04", "contract_investment", "change", -29.65, -29.55, "少29.6亿元"),
    ("1-04", "contract_investment", "change", -29.65, -29.55, "少近30亿元"),
    ("1-04", "contract_investment", "change_percent", -67.05, -66.95, "同比下降67.0%"),
    ("1-04", "average_investment", "cumulative", 0.725, 0.735, "平均每个合同固定资产投资0.73亿元"),
    ("1-04", "average_investment", "last_year", 1.185, 1.195, "1.19亿元"),
    ("1-05", "fund_arrivals", "cumulative", 9000.0, 9999.0, "争资到位9000余万元"),
    ("1-05", "fund_arrivals", "last_year", 10000.1, 10999.0, "去年同期1亿余元"),
    ("1-05", "fund_arrivals", "change", -1999.0, -1000.0, "余万元"),
    ("1-06", "fund_arrivals", "share_percent", 17.95, 18.05, "完成年度任务的18.0%"),
    ("1-06", "fund_arrivals", "gap_points", -7.05, -6.95, "低于时序进度7.0个百分点"),
    ("1-06", "fund_arrivals", "last_share_percent", 29.95, 30.05, "去年同期30.0%"),
    ("1-06", "fund_arrivals", "last_gap_points", 4.95, 5.05, "高于时序进度5.0个百分点"),
    ("1-06", "fund_arrivals", "target", 49500.0, 50500.0, "年度任务50060万元"),
    ("1-42", "fund_arrivals", "time_progress_percent", 25.0, 25.0, "时序进度"),
    ("1-07", "teams", "cumulative", 16.0, 16.0, "招商团队16个"),
    ("1-08", "task_forces", "cumulative", 19.0, 19.0, "项目推进小组19个"),
    ("1-09", "key_projects", "cumulative", 43.0, 43.0, "重点项目43个"),
    ("1-10", "teams_single_posted", "cumulative", 9.0, 9.0, "有9个团队只派出1名驻点人员"),
    ("1-10", "teams_single_posted", "over", 16.0, 16.0, "16个招商团队中"),
    ("1-11", "fund_units_without_action", "cumulative", 25.0, 25.0, "还有25个单位至今未有任何行动"),
    ("1-11", "fund_units_without_action", "over", 55.0, 55.0, "55个有跑项争资任务的单位中"),
    ("1-12", "key_projects_planning", "cumulative", 22.0, 43.0, "规划设计等前期"),
    ("1-12", "key_projects_building", "cumulative", 0.0, 21.0, "在建"),
    ("1-13", "park_cadres", "change", -99.0, -1.0, "园区驻点干部"),
    ("1-14", "schedules_unsettled", "cumulative", 1.0, 19.0, "项目推进小组还没有敲定倒排工期表"),
    ("1-16", "large_projects", "cumulative", 0.0, 0.0, "10亿元以上工业项目0个"),
    ("1-16", "investment_unbroken", "cumulative", 32.0, 32.0, "还有32个单位未破零"),
    ("1-16", "arrival_ratio", "cumulative", 0.1, 50.0, "实际进资"),
    ("1-17", "fund_unbroken", "cumulative", 4.0, 4.0, "4个单位未破零：工信委、旅游局、交警大队、供电公司"),
    ("1-18", "development_unbroken_departments", "cumulative", 25.0, 25.0, "项目开发还有25个县直单位未破零"),
    ("1-18", "development_unbroken_townships", "cumulative", 8.0, 8.0, "项目开发还有8个乡镇未破零"),
    ("1-19", "trips", "change_percent", -28.0, -28.0, "同比下降28.0%"),
    ("1-19", "valued_leads", "change_percent", -40.0, -40.0, "同比下降40.0%"),
    ("1-19", "invited_guests", "change_percent", -20.0, -20.0, "同比下降20.0%"),
    ("1-36", "land_acquired", "target", 1200.0, 1200.0, "年度任务1200亩"),
    ("1-36", "land_levelled", "target", 1000.0, 1000.0, "年度任务1000亩"),
];

/// What the speech sets for the time to come, and what the bulletin itself must be (requirement, words of the sheet).
const WORDS: &[(&str, &str)] = &[
    ("1-01", "招商引资、跑项争资、园区平台建设"),
    ("1-02", "居前的有"),
    ("1-02", "居后的有"),
    ("1-06", "占年度任务的18.0%，未达到时序进度要求，去年同期30.0%，达到时序进度要求"),
    ("1-15", "10亿元以上"),
    ("1-24", "16个招商团队4月10日前全部到位"),
    ("1-25", "团长每月外出招商1次以上，全年不少于10次"),
    ("1-27", "一月一通报"),
    ("1-36", "全年完成征地1200亩"),
    ("1-36", "全年完成平整土地1000亩"),
    ("1-42", "以季度任务完成保证全年任务完成"),
];

/// The two shares that only an opened figure states: 9 of 16 teams, 25 of 55 units.
const SHARES: &[(&str, &str, &str)] =
    &[("1-10", "teams_single_posted", "56.25"), ("1-11", "fund_units_without_action", "45.4545")];

fn id(indicator: &str, quantity: &str) -> String {
    format!("361099:{indicator}:{quantity}:-:2026-Q1:verified:2026-04-08")
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_bulletin_states_every_figure_of_the_speech() {
    let demo = demo();
    let sheet: Value = serde_json::from_str(&demo.text("bulletin.json")).unwrap();
    let printed = plain(&demo.text("bulletin.md"));
    let mut wrong = Vec::new();
    for (requirement, indicator, quantity, least, most, words) in FIGURES {
        let name = format!("{requirement} {indicator} {quantity}");
        let asked = id(indicator, quantity);
        let stated: Vec<&Value> = sheet["figures"].as_array().unwrap().iter().filter(|f| f["id"] == asked.as_str()).collect();
        let Some(first) = stated.first() else {
            wrong.push(format!("{name}: not stated"));
            continue;
        };
        let value: f64 = first["value"].as_str().unwrap().parse().unwrap();
        if !(*least..=*most).contains(&value) {
            wrong.push(format!("{name}: {value} is not in {least}..{most}"));
        }
        let sentences: Vec<String> = stated.iter().map(|f| plain(f["sentence"].as_str().unwrap())).collect();
        if !sentences.iter().any(|s| s.contains(words)) {
            wrong.push(format!("{name}: no sentence says “{words}”: {sentences:?}"));
        }
    }
    wrong.extend(
        WORDS.iter().filter(|(_, words)| !printed.contains(words)).map(|(r, words)| format!("{r}: “{words}” is not printed")),
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn statistics_give_the_same_figures_as_the_bulletin() {
    let demo = demo();
    let asked = ["statistics", "--period", "2026-Q1", "--as-of", "2026-04-08", "--format", "json", "--totals"];
    let rows = demo.guatu(&asked).ok().json();
    let county: Vec<&Value> = rows.as_array().unwrap().iter().filter(|r| r["unit"] == "-").collect();
    let columns =
        ["cumulative", "last_year", "change", "change_percent", "target", "share_percent", "time_progress_percent", "gap_points"];
    let mut compared = 0;
    for (requirement, indicator, quantity, least, most, _) in FIGURES.iter().filter(|f| columns.contains(&f.2)) {
        let row = county.iter().find(|r| r["indicator"] == *indicator).unwrap_or_else(|| panic!("{indicator}"));
        let value = row[*quantity].as_f64().unwrap_or_else(|| panic!("{requirement} {indicator} {quantity}: {row}"));
        assert!((*least..=*most).contains(&value), "{requirement} {indicator} {quantity}: {value}");
        compared += 1;
    }
    assert!(compared > 30);
}

#[test]
fn shares_of_those_who_fall_short() {
    let demo = demo();
    for (requirement, indicator, value) in SHARES {
        let figure = explained(&demo, &id(indicator, "over_percent"));
        assert_eq!(figure["value"], *value, "{requirement}");
    }
    // 1-17 and 1-18: the units are named by the records behind the figure.
    let unbroken = explained(&demo, &id("fund_unbroken", "cumulative"));
    let mut names: Vec<&str> = unbroken["records"].as_array().unwrap().iter().filter_map(|r| r["cells"][0][1].as_str()).collect();
    names.sort_unstable();
    let mut speech = ["工信委", "旅游局", "交警大队", "供电公司"];
    speech.sort_unstable();
    assert_eq!(names, speech);
}

/// Counted here from the file alone: the first report of each return of March, after the due day.
fn late_in_the_file() -> i64 {
    let mut first: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut file = csv::Reader::from_path(sources().join("returns.csv")).unwrap();
    for row in file.records().map(Result::unwrap).filter(|row| &row[2] == "2026-03") {
        let day = first.entry((row[0].to_owned(), row[1].to_owned())).or_insert_with(|| row[6].to_owned());
        *day = day.as_str().min(&row[6]).to_owned();
    }
    i64::try_from(first.values().filter(|day| day.as_str() > "2026-04-02").count()).unwrap()
}

#[test]
fn the_late_list_opens_down_to_the_returns_that_came_late() {
    let demo = demo();
    let late = explained(&demo, &id("returns", "late_returns"));
    assert_eq!(late["value"], late_in_the_file().to_string());
    let sheet: Value = serde_json::from_str(&demo.text("bulletin.json")).unwrap();
    let mut late_of_units = 0;
    for figure in sheet["figures"].as_array().unwrap() {
        let name = figure["id"].as_str().unwrap();
        if !name.starts_with("361099:returns:") {
            continue;
        }
        let opened = explained(&demo, name);
        assert_eq!(opened["value"], figure["value"], "{name}");
        let amounts = opened["records"].as_array().unwrap().iter().map(|r| r["amount"].as_str().unwrap().parse::<i64>().unwrap());
        let counted: i64 = if name.contains(":late_days:") { amounts.max().unwrap() } else { amounts.sum() };
        assert_eq!(counted.to_string(), opened["value"], "{name}");
        late_of_units += if name.contains(":late_returns:") { counted } else { 0 };
    }
    assert_eq!(late_of_units, late_in_the_file());
}

fn explained(demo: &Demo, id: &str) -> Value {
    demo.guatu(&["explain", id, "--format", "json"]).ok().json()
}
