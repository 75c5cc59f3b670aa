//! Key projects 重点项目: the list and the backward schedule.

use super::demo::{LEADER, get};

#[test]
fn forty_three_key_projects_stand_in_their_phases() {
    let page = get("/key-projects", LEADER).is(200).says(&["<small>43</small>"]);
    assert_eq!(page.text().matches("href=\"/key-projects/key-").count(), 43);
    let in_phase = |phase: &str| {
        get(&format!("/key-projects?phase={phase}"), LEADER).is(200).text().matches("href=\"/key-projects/key-").count()
    };
    let sum: usize = ["planning", "building", "completed", "producing"].into_iter().map(in_phase).sum();
    assert_eq!(sum, 43);
    get("/key-projects?phase=nothing", LEADER).is(400);
    get("/key-projects?late=1", LEADER).is(200);
}

/// Requirements 1-40, 1-41: the schedule counted backward from its end, of the projects that the speech names.
#[test]
fn a_key_project_draws_its_schedule_with_today() {
    let page = get("/key-projects/key-01", LEADER).is(200).says(&[
        "<svg class=\"gantt\"",
        "今天 2026-04-08",
        "环评批复",
        "按期完成",
        "推进小组",
    ]);
    assert!(page.text().contains("class=\"today\""));
    for (code, name) in [("key-01", "飞达钢业"), ("key-03", "联益电子"), ("key-05", "卓成纺织")] {
        get(&format!("/key-projects/{code}"), LEADER).is(200).says(&[name, "<svg class=\"gantt\"", "推进小组"]);
    }
    get("/key-projects/none", LEADER).is(404);
    get("/key-projects/key-01?lang=en", LEADER).is(200).says(&["Backward schedule", "Environmental approval"]);
}
