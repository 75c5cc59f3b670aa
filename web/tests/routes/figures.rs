//! Figures 查数: a figure opens to formula, inputs, rule, entries that add up to it, and records.

use super::demo::{LEADER, Who, get};
use domain::actors::Role;

const SIGNED: &str = "/figures/361099:signed_projects:cumulative:-:2026-Q1:verified:2026-04-08";

#[test]
fn entries_add_up_and_records_stand_behind() {
    let page = get(SIGNED, LEADER).is(200).says(&[
        "id=\"printed\">20<",
        "id=\"sum\">20<",
        "与本数一致",
        "背后的记录",
        "合计",
        "亮灯规则",
    ]);
    assert_eq!(page.text().matches("class=\"record\"").count(), 20, "twenty signings, twenty records");
    let record = page.link("/projects/prj-");
    get(&record, LEADER).is(200).says(&["签约", "归属"]);
    let entry = page.link("/registers/project_stages?seq=");
    get(&entry, LEADER).is(200).says(&["项目阶段", "签约", "看整本台账"]);
}

#[test]
fn a_ratio_opens_its_inputs() {
    let page = get("/figures/361099:fund_arrivals:gap_points:-:2026-Q1:verified:2026-04-08", LEADER).is(200);
    let page = page.says(&["−7.0", "个百分点", "占年度目标 − 时序进度", "输入"]);
    let share = page.link("/figures/361099:fund_arrivals:share_percent");
    let page = get(&share, LEADER).is(200).says(&["18.0"]);
    get(&page.link("/figures/361099:fund_arrivals:cumulative"), LEADER).is(200).says(&["与本数一致"]);
}

#[test]
fn entries_are_exported_with_their_sum() {
    let csv = get(&format!("{SIGNED}?format=csv"), LEADER).is(200).text();
    assert!(csv.contains("合计"), "{csv}");
    assert_eq!(csv.lines().filter(|l| l.contains("2026-0") || l.contains("2026年")).count(), 20, "{csv}");
}

#[test]
fn what_is_no_figure_or_not_ones_own_is_not_found() {
    get("/figures/nonsense", LEADER).is(404).says(&["没有数字“nonsense”"]);
    get("/figures/110000:signed_projects:cumulative:-:2026-Q1:verified:2026-04-08", LEADER).is(404);
    get("/figures/361099:nothing:cumulative:-:2026-Q1:verified:2026-04-08", LEADER).is(404).says(&["没有指标“nothing”"]);
    get("/figures/361099:signed_projects:cumulative:nobody:2026-Q1:verified:2026-04-08", LEADER).is(404);
    get("/figures/361099:signed_projects:cumulative:-:2026-Q1:verified:2027-01-01", LEADER).is(400);
    let others = "/figures/361099:signed_projects:cumulative:qingpingzhen:2026-Q1:reported:2026-04-08";
    get(others, LEADER).is(200);
    get(others, Who::A(Role::Filer)).is(404);
    get(others, Who::A(Role::Organisation)).is(404);
    get("/figures/361099:signed_projects:cumulative:jianchangzhen:2026-Q1:reported:2026-04-08", Who::A(Role::Filer)).is(200);
}
