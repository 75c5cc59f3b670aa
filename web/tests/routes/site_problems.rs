//! Problems on site 现场问题: recorded from a project's page on a phone, decided, solved with a photograph, closed (requirement 1-44).

use super::demo::{Answer, Bench, LEADER, TODAY, Who, get};
use super::keeping::who;
use axum::http::Method;
use domain::actors::Role;

/// Send the step of a problem as its page offers it.
fn step(bench: &Bench, identity: &str, code: &str, fields: &str) -> Answer {
    let path = format!("/problems/{code}");
    let page = bench.ask(identity, Method::GET, &path, "").is(200);
    let body = format!("token={}&key={}&seen={}&{fields}", page.field("token"), page.field("key"), page.field("seen"));
    bench.ask(identity, Method::POST, &path, &body)
}

#[test]
fn a_problem_goes_from_the_visit_to_its_closure() {
    let bench = Bench::on(TODAY);
    let (office, leader, unit) = (who(Role::Supervision, ""), who(Role::Leader, "shuji"), who(Role::Filer, "gongdiangongsi"));
    let project = bench.ask(&leader, Method::GET, "/key-projects/key-01", "").is(200);
    let form = project.link("/problems/new?").replace("&amp;", "&");
    let page = bench.ask(&leader, Method::GET, &form, "").is(200).says(&["value=\"key_projects|key-01\" selected"]);
    let carried = format!("token={}&key={}", page.field("token"), page.field("key"));
    let typed = "whose=key_projects%7Ckey-01&problem=No+water&visitor=Li&decision=Lay+a+pipe&unit=gongdiangongsi";
    bench.ask(&leader, Method::POST, "/problems/new", &format!("{carried}&{typed}&due=2026-04-07")).is(422).says(&[
        "请填解决时限，不早于当日",
        "Lay a pipe",
        "No water",
    ]);
    bench
        .ask(&leader, Method::POST, "/problems/new", &format!("{carried}&problem=No+water&whose="))
        .is(422)
        .says(&["请选定一个项目"]);
    let there = bench.ask(&leader, Method::POST, "/problems/new", &format!("{carried}&{typed}&due=2026-04-15")).is(303);
    assert_eq!(there.header("location"), "/problems/prob-005");
    bench.ask(&unit, Method::GET, "/todo", "").is(200).says(&["现场问题待解决", "No water", "/problems/prob-005"]);
    step(&bench, &unit, "prob-005", "step=solved&note=laid").is(422).says(&["没有佐证材料"]);
    step(&bench, &unit, "prob-005", "step=closed").is(409).says(&["您的角色不办理此事项"]);
    let page = bench.ask(&unit, Method::GET, "/problems/prob-005", "").is(200);
    let fields = [("token", page.field("token")), ("key", "a-key-of-its-own".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let of = [("register", "site_problems"), ("record", "prob-005"), ("kind", "document"), ("back", "/problems/prob-005")];
    bench.upload(&unit, &[fields.as_slice(), &of].concat(), "pipe.txt", b"the pipe").is(303);
    step(&bench, &unit, "prob-005", "step=solved&note=laid").is(303);
    step(&bench, &office, "prob-005", "step=closed").is(303);
    bench.ask(&leader, Method::GET, "/problems/prob-005?lang=en", "").is(200).says(&["closed", "No step is yours"]);
    bench.ask(&leader, Method::GET, "/key-projects/key-01", "").is(200).says_not(&["No water"]);
}

#[test]
fn the_list_tells_the_late_and_the_raised_apart_and_a_project_shows_its_own() {
    let list = get("/problems", LEADER).is(200);
    list.says(&["■ 2026-03-27", "指挥部", "施工便道", "飞达钢业"]).says_not(&["10千伏线路"]);
    get("/problems?over=1", LEADER).is(200).says(&["10千伏线路"]);
    get("/problems?level=3", LEADER).is(200).says(&["东侧3户未签协议"]).says_not(&["施工便道"]);
    get("/problems?state=solved&lang=en", LEADER).is(200).says(&["No problem on site is open."]);
    get("/problems?state=nothing", LEADER).is(400);
    get("/problems?level=0", LEADER).is(400);
    get("/problems?format=csv", LEADER).is(200).says(&["东侧3户未签协议", "prob-002"]);
    // The key project belongs to the promoted project: each page shows the problems of both.
    get("/projects/prj-001", LEADER).is(200).says(&["东侧3户未签协议", "/problems/new?"]);
    get("/key-projects/key-01", LEADER).is(200).says(&["东侧3户未签协议"]);
    get("/projects/prj-010", LEADER).is(200).says(&["没有未解决的现场问题。"]);
    get("/projects/prj-001?as_of=2026-04-01", LEADER).is(200).says_not(&["/problems/new?"]);
    // How it climbed, and that it will not be told before it was known.
    get("/problems/prob-002", LEADER).is(200).says(&["自动提级", "2026-04-07", "（■ 已过）"]);
    get("/problems/prob-002?as_of=2026-03-20&lang=en", LEADER).is(200).says(&["task force"]).says_not(&["climbed by itself"]);
    get("/problems/prob-002?as_of=2026-03-10", LEADER).is(404);
    get("/todo", LEADER).is(200).says(&["现场问题待决定", "现场问题逾期提级"]);
    get("/problems", Who::A(Role::Filer)).is(200).says_not(&["/problems/new"]);
    get("/problems/new", Who::A(Role::Organisation)).is(403);
}
