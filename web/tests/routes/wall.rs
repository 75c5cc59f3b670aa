//! Wall 作战图: campaigns against target, time and last year; townships; what is due; what came last.

use super::demo::{LEADER, Who, get};
use domain::actors::Role;

#[test]
fn the_wall_shows_every_campaign_with_target_time_and_last_year() {
    let page = get("/wall", LEADER).is(200);
    let page = page.says(&[
        "招商引资",
        "跑项争资",
        "园区平台建设",
        "争资到位",
        "最落后",
        "未破零",
        "两周内到期",
        "最新核定动态",
        "示意图",
    ]);
    // FIGURES.md: signings 20 of 140 (last year 37: a fall of 45.9 %); funds at 18.0 %, 7.0 points behind time.
    let page = page.says(&[">20</a>", "−45.9%", ">18.0%</a>", "−7.0", "时序进度25.0%"]);
    let page =
        page.says(&["演示：今天是2026年4月8日（星期三）", "严禁录入涉密信息", "统计截至2026年4月8日", "口径：核定", "总账第"]);
    assert_eq!(
        page.text().matches("<li class=\"green\"").count()
            + page.text().matches("<li class=\"red\"").count()
            + page.text().matches("<li class=\"yellow\"").count()
            + page.text().matches("<li class=\"none\"").count(),
        12,
        "a tile for each township"
    );
}

#[test]
fn the_big_wall_refreshes_itself_and_the_ordinary_one_does_not() {
    let big =
        get("/wall?big=1", LEADER).is(200).says(&["http-equiv=\"refresh\" content=\"60\"", "class=\"big\"", "云麓县作战图"]);
    big.says_not(&["class=\"side\""]);
    get("/wall", LEADER).is(200).says_not(&["http-equiv"]);
}

#[test]
fn townships_can_be_coloured_by_another_campaign() {
    get("/wall?map=funds", LEADER).is(200).says(&["乡镇 · 争资到位"]);
    get("/wall?lang=en", LEADER).is(200).says(&["Townships", "schematic", "Farthest behind", "As of 8 Apr 2026"]);
}

#[test]
fn key_projects_stand_in_their_phases() {
    // 1-12: 43 key projects, by phase.
    let text = get("/wall", LEADER).is(200).text();
    let counts = text.split("class=\"counts\"").nth(1).expect("phases").split("</ul>").next().expect("a list");
    let numbers: Vec<u32> = counts.split("<b>").skip(1).filter_map(|n| n.split('<').next()?.parse().ok()).collect();
    assert_eq!(numbers.len(), 4);
    assert_eq!(numbers.iter().sum::<u32>(), 43);
}

#[test]
fn a_unit_sees_the_wall_with_verified_figures_only() {
    get("/wall", Who::A(Role::Filer)).is(200).says(&["建昌镇", "口径：核定"]).says_not(&["name=\"stage\""]);
    get("/wall?stage=reported", Who::A(Role::Filer)).is(404);
    get("/wall?stage=reported", LEADER).is(200).says(&["口径：上报"]);
}
