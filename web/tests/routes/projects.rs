//! Projects 项目: the list on the server's paging and one project from lead to production.

use super::demo::{LEADER, get};

#[test]
fn the_list_is_filtered_sorted_and_paged_by_the_server() {
    let first = get("/projects", LEADER).is(200).says(&["1 / ", "下一页"]);
    assert_eq!(first.text().matches("href=\"/projects/prj-").count(), 50);
    let second = get(&first.link("/projects?page=2"), LEADER).is(200).says(&["上一页"]);
    assert_ne!(first.link("/projects/prj-"), second.link("/projects/prj-"));
    let signed = get("/projects?at=signed&sector=industry&format=csv", LEADER).is(200).text();
    assert!(signed.lines().count() > 2);
    assert!(signed.lines().filter(|l| l.contains("prj-")).all(|l| l.contains("签约") && l.contains("工业")), "{signed}");
    get("/projects?q=fdgy", LEADER).says(&["飞达钢业"]);
    get("/projects?at=nothing", LEADER).is(400);
    get("/projects?q=zzzzzz", LEADER).is(200).says(&["没有符合条件的项目"]);
}

#[test]
fn a_project_shows_stages_money_credits_and_history() {
    let page = get("/projects/prj-001", LEADER).is(200);
    let page = page.says(&[
        "飞达钢业",
        "class=\"ribbon\"",
        "aria-current=\"step\"",
        "总投资",
        "已进资",
        "归属",
        "阶段记录",
        "沿革",
        "首次登记",
    ]);
    page.says(&["重点项目："]);
    // On an earlier day the later stages had not happened.
    let then = get("/projects/prj-001?as_of=2025-01-10", LEADER).is(200).text();
    let now = get("/projects/prj-001", LEADER).is(200).text();
    assert!(then.matches("<li class=\"past\"").count() <= now.matches("<li class=\"past\"").count());
    get("/projects/prj-001?lang=en", LEADER).is(200).says(&["Feida Steel", "Credits", "History"]);
}
