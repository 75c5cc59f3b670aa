//! Orders 督办: the eight steps through the pages, the notice and its code, and what is nobody else's to see.

use super::demo::{Answer, Bench, LEADER, TODAY, Who, get};
use super::keeping::who;
use axum::http::Method;
use domain::actors::Role;

/// Send the step of an order as its page offers it.
fn step(bench: &Bench, identity: &str, code: &str, fields: &str) -> Answer {
    let path = format!("/orders/{code}");
    let page = bench.ask(identity, Method::GET, &path, "").is(200);
    let body = format!("token={}&key={}&seen={}&{fields}", page.field("token"), page.field("key"), page.field("seen"));
    bench.ask(identity, Method::POST, &path, &body)
}

#[test]
fn a_matter_goes_from_its_opening_to_its_closure() {
    let bench = Bench::on(TODAY);
    let (office, leader, unit) = (who(Role::Supervision, ""), who(Role::Leader, "shuji"), who(Role::Filer, "jianchangzhen"));
    let form = bench.ask(&office, Method::GET, "/orders/new?task=task-006", "").is(200).says(&["完成征地560亩", "攻坚行动方案"]);
    let carried = format!("token={}&key={}", form.field("token"), form.field("key"));
    let typed = "matter=Resettlement&basis=Meeting&unit=jianchangzhen&cadence=weekly&task=";
    bench
        .ask(&office, Method::POST, "/orders/new", &format!("{carried}&{typed}&due=2026-04-08"))
        .is(422)
        .says(&["办理时限应晚于当日"]);
    let opened = bench.ask(&office, Method::POST, "/orders/new", &format!("{carried}&{typed}&due=2026-04-24")).is(303);
    assert_eq!(opened.header("location"), "/orders/ord-010");
    bench.ask(&unit, Method::GET, "/orders/ord-010", "").is(404);
    bench.ask(&unit, Method::GET, "/registers/orders", "").is(200).says_not(&["ord-010"]);
    // The head sees what else is under way with the unit before one more is approved.
    let seen = bench.ask(&leader, Method::GET, "/orders/ord-010", "").is(200);
    seen.says(&["待审批", "该单位其他督办", "园区三期征地拆迁清零"]);
    step(&bench, &leader, "ord-010", "step=approved").is(303);
    step(&bench, &office, "ord-010", "step=issued").is(303);
    bench.ask(&unit, Method::GET, "/todo", "").is(200).says(&["督办待签收", "Resettlement"]);
    step(&bench, &unit, "ord-010", "step=signed").is(303);
    step(&bench, &unit, "ord-010", "step=answered&note=done").is(422).says(&["没有佐证材料"]);
    // Somebody else's step is refused by the office, not only left out of the page.
    step(&bench, &unit, "ord-010", "step=closed").is(403);
    let page = bench.ask(&unit, Method::GET, "/orders/ord-010", "").is(200).says(&["云督字督办〔2026〕10号", "办理中"]);
    let fields = [("token", page.field("token")), ("key", "a-key-of-its-own".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let of = [("register", "orders"), ("record", "ord-010"), ("kind", "document"), ("back", "/orders/ord-010")];
    bench.upload(&unit, &[fields.as_slice(), &of].concat(), "list.txt", b"all of them").is(303);
    step(&bench, &unit, "ord-010", "step=answered&note=done").is(303);
    step(&bench, &office, "ord-010", "step=accepted").is(303);
    step(&bench, &office, "ord-010", "step=closed").is(303);
    let over = bench.ask(&leader, Method::GET, "/orders/ord-010?lang=en", "").is(200).says(&["closed", "No step is yours"]);
    let code = over.link("/check?code=").replace("/check?code=", "");
    get(&format!("/check?code={code}"), Who::Nobody).is(200).says(&["没有这个核验码"]);
    bench.ask(&leader, Method::GET, &format!("/check?code={code}"), "").is(200).says(&["Genuine", "10号"]);
}

#[test]
fn the_list_tells_blue_yellow_and_red_apart_and_so_does_the_sheet_of_a_unit() {
    get("/orders", LEADER).is(200).says(&["■ 逾期", "▲ 滞后", "◆ 临期", "报主要领导"]);
    get("/orders?slip=overdue", LEADER).is(200).says(&["16个招商团队成员全部外出招商"]).says_not(&["43个重点项目全面启动"]);
    get("/orders?state=paused&lang=en", LEADER).is(200).says(&["paused"]).says_not(&["overdue</td>"]);
    get("/orders?state=nothing", LEADER).is(400);
    get("/orders?format=csv&over=1", LEADER).is(200).says(&["园区东扩地块征地协议签订"]);
    // A unit sees its own and nothing of others'.
    get("/orders", Who::A(Role::Filer)).is(200).says(&["园区三期征地拆迁清零"]).says_not(&["16个招商团队成员"]);
    get("/orders/ord-001", Who::A(Role::Filer)).is(404);
    let paper = get("/orders/ord-001?format=docx", LEADER).is(200);
    assert!(paper.bytes.starts_with(b"PK"), "a Word file");
    let sheet = get("/tasks/sheet?unit=jianchangzhen&format=docx", LEADER).is(200);
    assert!(sheet.bytes.len() > 4_000);
    get("/tasks/sheet?unit=nobody&format=docx", LEADER).is(404);
}

#[test]
fn a_task_shows_its_sentence_and_its_count() {
    let page = get("/tasks/task-006", LEADER).is(200);
    page.says(&["<mark>全年完成征地1200亩</mark>", "一季度完成25%", "计数指标", "/figures/361099"]);
    get("/tasks/task-006?as_of=2026-02-20", LEADER).is(404);
    get("/tasks?lang=en&unit=zhaoshangju", LEADER).is(200).says(&["monthly", "in hand"]);
}
