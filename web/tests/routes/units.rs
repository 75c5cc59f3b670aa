//! Units 单位: the directory and one unit's page.

use super::demo::{LEADER, get};

#[test]
fn the_directory_lists_all_units_and_finds_by_alias_and_initials() {
    let page = get("/units", LEADER).is(200).says(&["建昌镇", "乡镇"]);
    let count = page.text().matches("href=\"/units/").count();
    assert!(count >= 130, "{count} units");
    get("/units?q=gdgs", LEADER).is(200).says(&["供电公司"]).says_not(&["建昌镇"]);
    get("/units?format=csv", LEADER).is(200).says(&["jianchangzhen"]);
}

#[test]
fn a_unit_shows_every_indicator_with_its_rank_and_its_projects() {
    let page = get("/units/jianchangzhen", LEADER).is(200).says(&[
        "建昌镇",
        "乡镇",
        "新签工业项目",
        "组内排名",
        " / 12",
        "计入的项目",
        "岗位",
    ]);
    get(&page.link("/figures/361099:signed_projects:cumulative:jianchangzhen"), LEADER).is(200);
    get("/units/jianchangzhen?lang=en", LEADER).is(200).says(&[
        "Jianchang Town",
        "Industrial projects signed",
        "Projects credited",
    ]);
    get("/units/nobody", LEADER).is(404).says(&["没有单位“nobody”"]);
}
