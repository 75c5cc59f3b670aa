//! A small county for tests: eight units, four teams, five key projects, and an indicator of each kind.

use crate::bulletins::{Campaign, Commitment, CountyNames, Cut};
use crate::calendar::Period;
use crate::indicators::Indicator;
use crate::ledger::Tally;
use crate::registers::{Record, Value, register};
use crate::stage::Stage;
use crate::statistics::Books;
use crate::targets::Targets;
use crate::units::Unit;
use jiff::civil::date;
use std::collections::HashMap;

/// A record of a register from some of its columns; digits alone in an integer column are an integer.
pub fn record(noun: &str, seq: i64, columns: &[(&str, &str)]) -> Record {
    let register = register(noun).expect("a register");
    let value = |column: &crate::registers::Column| match columns.iter().find(|(name, _)| *name == column.name) {
        None => Value::Null,
        Some((_, text)) if column.kind.is_integer() => Value::Int(text.parse().expect("an integer")),
        Some((_, text)) => Value::Text((*text).to_owned()),
    };
    Record { register, seq, recorded_at: 0, values: register.columns.iter().map(value).collect() }
}

const UNITS: [(&str, &str, &str, &str); 8] = [
    ("jianchang", "建昌镇", "乡镇", "Townships"),
    ("tianjing", "天井源乡", "乡镇", "Townships"),
    ("xu", "徐家镇", "乡镇", "Townships"),
    ("li", "里塔镇", "乡镇", "Townships"),
    ("gongxin", "工信委", "县直单位", "Departments"),
    ("lvyou", "旅游局", "县直单位", "Departments"),
    ("fagai", "发改委", "县直单位", "Departments"),
    ("nongye", "农业局", "县直单位", "Departments"),
];

/// Codes of the indicators, in the order of their numbers from 1.
pub const SIGNED: i32 = 1;
pub const CONTRACT: i32 = 2;
pub const FUNDS: i32 = 6;
pub const HAZARDS: i32 = 11;

fn indicators() -> Vec<Indicator> {
    let rows: [&[(&str, &str)]; 13] = [
        &[
            ("indicator_id", "signed"),
            ("name", "新签工业项目"),
            ("name_en", "Industrial projects signed"),
            ("uom", "个"),
            ("kind", "flow"),
            ("source", "project_stages"),
            ("on", "on"),
            ("credit", "split:project_credits"),
            ("where", "stage=signed"),
            ("campaign_id", "invest"),
            ("position", "1"),
            ("aspect", "compare"),
        ],
        &[
            ("indicator_id", "contract"),
            ("name", "合同固定资产总投资"),
            ("name_en", "Contracted fixed-asset investment"),
            ("uom", "亿元"),
            ("kind", "flow"),
            ("source", "project_stages"),
            ("on", "on"),
            ("amount", "project_id.fixed_investment"),
            ("credit", "split:project_credits"),
            ("campaign_id", "invest"),
            ("position", "2"),
            ("aspect", "compare"),
        ],
        &[
            ("indicator_id", "average"),
            ("name", "平均每个项目投资"),
            ("name_en", "Investment per project"),
            ("uom", "亿元/个"),
            ("kind", "ratio"),
            ("of", "contract"),
            ("over", "signed"),
            ("campaign_id", "invest"),
            ("position", "3"),
            ("sentence", "新签项目平均每个投资{value}亿元"),
            ("sentence_en", "projects signed averaged {value} hundred million yuan"),
        ],
        &[
            ("indicator_id", "unbroken"),
            ("name", "招商引资未破零单位"),
            ("name_en", "Units without any signing"),
            ("uom", "个"),
            ("kind", "count"),
            ("source", "units"),
            ("of", "signed"),
            ("over", "signed"),
            ("amount", "=0"),
            ("direction", "down"),
            ("campaign_id", "invest"),
            ("position", "4"),
            ("aspect", "result"),
            ("sentence", "{over}个有任务的单位中,还有{value}个单位未破零,占{share}"),
            ("sentence_en", "{value} of the {over} units with a duty ({share}) have signed nothing"),
        ],
        &[
            ("indicator_id", "single"),
            ("name", "只派出1名驻点人员的团队"),
            ("name_en", "Teams with a single posted member"),
            ("uom", "个"),
            ("kind", "count"),
            ("source", "postings"),
            ("on", "from_on"),
            ("until", "until_on"),
            ("where", "place=team"),
            ("of", "body"),
            ("over", "teams"),
            ("amount", "=1"),
            ("direction", "down"),
            ("campaign_id", "invest"),
            ("position", "5"),
            ("aspect", "pace"),
            ("sentence", "{over}个招商团队中,有{value}个只派出1名驻点人员。"),
            ("sentence_en", "{value} of the {over} teams have posted only one member."),
        ],
        &[
            ("indicator_id", "funds"),
            ("name", "争资到位资金"),
            ("name_en", "Funds arrived"),
            ("uom", "万元"),
            ("kind", "flow"),
            ("source", "fund_steps"),
            ("on", "on"),
            ("amount", "amount"),
            ("credit", "single:fund_id.unit_id"),
            ("campaign_id", "funds"),
            ("position", "1"),
            ("aspect", "compare"),
        ],
        &[
            ("indicator_id", "trips"),
            ("name", "外出对接"),
            ("name_en", "Contacts made"),
            ("uom", "次"),
            ("kind", "flow"),
            ("source", "fund_contacts"),
            ("on", "on"),
            ("credit", "none"),
            ("campaign_id", "funds"),
            ("position", "2"),
        ],
        &[
            ("indicator_id", "key"),
            ("name", "重点项目"),
            ("name_en", "Key projects"),
            ("uom", "个"),
            ("kind", "stock"),
            ("source", "key_projects"),
            ("on", "listed_on"),
            ("campaign_id", "park"),
            ("position", "1"),
        ],
        &[
            ("indicator_id", "key_planning"),
            ("name", "前期重点项目"),
            ("name_en", "Key projects in preparation"),
            ("uom", "个"),
            ("kind", "stock"),
            ("source", "key_projects"),
            ("on", "listed_on"),
            ("until", "started_on"),
            ("campaign_id", "park"),
            ("position", "2"),
            ("direction", "down"),
            ("aspect", "pace"),
            ("sentence", "{value}个重点项目仍处在前期阶段"),
            ("sentence_en", "{value} key projects are still in preparation"),
        ],
        &[
            ("indicator_id", "key_building"),
            ("name", "在建重点项目"),
            ("name_en", "Key projects under construction"),
            ("uom", "个"),
            ("kind", "stock"),
            ("source", "key_projects"),
            ("on", "started_on"),
            ("campaign_id", "park"),
            ("position", "3"),
        ],
        &[
            ("indicator_id", "hazards"),
            ("name", "整改隐患"),
            ("name_en", "Hazards rectified"),
            ("uom", "项"),
            ("kind", "flow"),
            ("source", "returns"),
            ("campaign_id", "park"),
            ("position", "4"),
            ("aspect", "pace"),
        ],
        &[
            ("indicator_id", "large"),
            ("name", "超大项目"),
            ("name_en", "Very large projects"),
            ("uom", "个"),
            ("kind", "flow"),
            ("source", "project_stages"),
            ("on", "on"),
            ("credit", "none"),
            ("campaign_id", "invest"),
            ("position", "6"),
            ("aspect", "result"),
        ],
        &[
            ("indicator_id", "starts"),
            ("name", "新开工项目"),
            ("name_en", "Projects started"),
            ("uom", "个"),
            ("kind", "flow"),
            ("source", "project_stages"),
            ("on", "on"),
            ("credit", "none"),
            ("campaign_id", "invest"),
            ("position", "7"),
        ],
    ];
    rows.iter()
        .zip(1..)
        .map(|(row, n)| Indicator::from_record(&record("indicators", i64::from(n), row), n).expect("an indicator"))
        .collect()
}

/// Amounts of 2026 and of 2025: for the county (unit 0) and the units.
fn tallies() -> Vec<Tally> {
    let (one, fen_wan, fen_yi) = (10_000, 1_000_000, 10_000_000_000);
    let rows: [(i32, i32, i64, i64); 20] = [
        (SIGNED, 0, 20 * one, 37 * one),
        (SIGNED, 1, 12 * one, 10 * one),
        (SIGNED, 2, 6 * one, 20 * one),
        (SIGNED, 3, 2 * one, 7 * one),
        (CONTRACT, 0, 146 * fen_yi / 10, 442 * fen_yi / 10),
        (CONTRACT, 1, 146 * fen_yi / 10, 442 * fen_yi / 10),
        (FUNDS, 0, 90_125 * fen_wan / 10, 10_047 * fen_wan),
        (FUNDS, 1, 5_000 * fen_wan, 0),
        (FUNDS, 2, 40_125 * fen_wan / 10, 10_047 * fen_wan),
        (7, 0, 5 * one, 0),
        (HAZARDS, 1, 30 * one, 20 * one),
        (HAZARDS, 2, 0, 0),
        (HAZARDS, 3, 2 * one, 8 * one),
        (HAZARDS, 4, 3 * one, 9 * one),
        (HAZARDS, 5, 3 * one, 9 * one),
        (HAZARDS, 6, 3 * one, 9 * one),
        (HAZARDS, 7, 3 * one, 9 * one),
        (12, 0, 0, 0),
        (13, 0, 9 * one, 9 * one),
        (FUNDS, 3, 0, 0),
    ];
    let tally = |indicator, unit, year, amount| Tally {
        indicator,
        unit,
        year,
        value: amount,
        cumulative: amount,
        level: amount,
        months: 0b111,
    };
    rows.into_iter().flat_map(|(i, u, now, then)| [tally(i, u, 2026, now), tally(i, u, 2025, then)]).collect()
}

fn targets() -> Targets {
    let one = 10_000;
    let mut records = Vec::new();
    let mut add = |indicator: i32, unit: Option<i32>, year: i32, target: i64| {
        let (indicator, year, target) = (indicator.to_string(), year.to_string(), target.to_string());
        let unit_text = unit.map(|u| u.to_string());
        let mut columns = vec![("indicator_id", indicator.as_str()), ("year", &year), ("target", &target)];
        if let Some(unit) = &unit_text {
            columns.push(("unit_id", unit));
        }
        records.push(record("targets", 1, &columns));
    };
    for unit in 1..=8 {
        add(SIGNED, Some(unit), 2026, 20 * one);
        add(HAZARDS, Some(unit), 2026, 40 * one);
        add(FUNDS, Some(unit), 2026, 6_250_000_000);
    }
    add(FUNDS, None, 2026, 50_069 * 1_000_000);
    add(FUNDS, None, 2025, 33_490 * 1_000_000);
    Targets::from_records(&records)
}

fn records() -> HashMap<&'static str, Vec<Record>> {
    let team = |(n, name): (i64, &str)| {
        let id = format!("team-{n}");
        record("teams", n, &[("team_id", &id), ("name", name), ("formed_on", "20250101"), ("lead_unit", "5")])
    };
    let posting = |n: i64, team: i64| {
        let (id, body) = (format!("posting-{n}"), format!("team-{team}"));
        record("postings", n, &[("posting_id", &id), ("place", "team"), ("body", &body), ("from_on", "20260105")])
    };
    let project = |n: i64, started: Option<&str>| {
        let (id, name) = (format!("key-{n}"), format!("重点项目{n}号"));
        let mut columns = vec![
            ("key_project_id", id.as_str()),
            ("name", &name),
            ("category", "industry"),
            ("task_force_id", "force-1"),
            ("listed_on", "20250301"),
        ];
        columns.extend(started.map(|day| ("started_on", day)));
        record("key_projects", n, &columns)
    };
    HashMap::from([
        ("teams", (1..).zip(["东队", "南队", "西队", "北队"]).map(team).collect()),
        ("postings", vec![posting(1, 1), posting(2, 1), posting(3, 2), posting(4, 3), posting(5, 3)]),
        (
            "task_forces",
            vec![record("task_forces", 1, &[("task_force_id", "force-1"), ("name", "第一小组"), ("formed_on", "20250101")])],
        ),
        (
            "key_projects",
            vec![
                project(1, None),
                project(2, None),
                project(3, Some("20250901")),
                project(4, Some("20260301")),
                project(5, Some("20260302")),
            ],
        ),
        (
            "key_project_nodes",
            vec![record(
                "key_project_nodes",
                1,
                &[("key_project_id", "key-1"), ("node", "用地审批"), ("position", "1"), ("due_on", "20260401")],
            )],
        ),
    ])
}

pub fn books() -> Books {
    let unit = |(n, (code, name, group, group_en)): (i32, &(&str, &str, &str, &str))| {
        let columns = [("unit_id", *code), ("unit_name", *name), ("group", *group), ("group_en", *group_en)];
        Unit::from_record(&record("units", 1, &columns), n)
    };
    let units = (1..).zip(UNITS.iter()).map(unit).collect();
    Books::new(361_099, date(2026, 4, 8), Stage::Verified, units, indicators(), targets(), Vec::new(), tallies())
        .with_records(records())
}

/// The first quarter of 2026.
pub fn cut(books: &Books) -> Cut<'_> {
    let campaign = |id: &str, name: &str, name_en: &str, ranked_by: &str| {
        let columns = [("campaign_id", id), ("name", name), ("name_en", name_en), ("ranked_by", ranked_by)];
        Campaign::from_record(&record("campaigns", 1, &columns))
    };
    let county = [
        ("name", "云麓县"),
        ("office", "云麓县两办督查室"),
        ("office_en", "Supervision Office of Yunlu County"),
        ("addressees", "各乡(镇)党委、政府,县直各单位"),
    ];
    let step = [
        ("commitment_id", "1"),
        ("campaign_id", "invest"),
        ("text", "16个招商团队全部到位"),
        ("text_en", "All 16 teams shall be in place"),
        ("due_on", "20260410"),
        ("unit_id", "7"),
    ];
    Cut {
        books,
        period: Period::parse("2026-Q1").expect("a period"),
        county: CountyNames::from_record(&record("counties", 1, &county)),
        campaigns: vec![
            campaign("invest", "招商引资", "Investment promotion", "signed"),
            campaign("funds", "跑项争资", "Project funds", "funds"),
            campaign("park", "园区平台建设", "Park construction", ""),
        ],
        commitments: vec![Commitment::from_record(&record("commitments", 1, &step))],
        orders: Vec::new(),
        position: "1234".to_owned(),
    }
}
