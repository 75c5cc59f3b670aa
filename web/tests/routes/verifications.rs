//! Verifications 核验: the queue, one return side by side, decisions by form, and what each kind of caller is told.

use super::demo::{Answer, Bench, TODAY};
use axum::http::Method;

/// The two offices whose campaigns have a report of March waiting in the demo, and the supervision office.
const SAFETY: &str = "361099~lead_office~anjianju.qt";
const PETITIONS: &str = "361099~lead_office~xinfangju.qt";
const SUPERVISION: &str = "361099~supervision~";
const SHEET: &str = "/verifications/chengguanju/hazards_rectified/2026-03";

fn form(page: &Answer, rest: &str) -> String {
    format!("token={}&key={}&seen={}&{rest}", page.field("token"), page.field("key"), page.field("seen"))
}

#[test]
fn each_office_sees_its_own_queue() {
    let bench = Bench::on(TODAY);
    let get = |who: &str, path: &str| bench.ask(who, Method::GET, path, "").is(200);
    get(SAFETY, "/verifications").says(&["城管局", "整改安全隐患", "选中"]).says_not(&["卫计委"]);
    get(PETITIONS, "/verifications").says(&["卫计委"]).says_not(&["城管局"]);
    get(SUPERVISION, "/verifications").says(&["城管局", "卫计委"]);
    get(SUPERVISION, "/verifications?campaign=safety").says(&["城管局"]).says_not(&["卫计委"]);
    get(SUPERVISION, "/verifications?unit=weijiwei&month=2026-03").says(&["卫计委"]).says_not(&["城管局"]);
    get(SUPERVISION, "/verifications?age=99").says(&["没有待核的上报"]);
    get(SUPERVISION, "/verifications?lang=en").says(&["Accept the ticked ones as reported", "Waiting"]);
    bench.ask(PETITIONS, Method::GET, SHEET, "").is(404);
    bench.ask("361099~filer~chengguanju", Method::GET, SHEET, "").is(403);
    for nowhere in [
        "/verifications/nobody/hazards_rectified/2026-03",
        "/verifications/chengguanju/x/2026-03",
        "/verifications/chengguanju/hazards_rectified/2026",
    ] {
        bench.ask(SUPERVISION, Method::GET, nowhere, "").is(404);
    }
}

#[test]
fn recognised_less_then_the_next_and_the_figure_changes() {
    let bench = Bench::on(TODAY);
    let page = bench.ask(SUPERVISION, Method::GET, SHEET, "").is(200);
    let page = page.says(&["上报数", "十二个月", "历次上报", "首次上报", "核减核增", "单位没有上传佐证材料"]);
    // What is missing or cannot be read is said beside the form, and what was typed stays.
    let typed = form(&page, "decision=recognised&amount=&credited=&reason=%E4%B8%A4%E6%9D%A1%E6%9C%AA%E6%95%B4%E6%94%B9");
    bench.ask(SUPERVISION, Method::POST, SHEET, &typed).is(422).says(&["请填写核定数", "两条未整改"]);
    let typed = form(&page, "decision=recognised&amount=abc&credited=&reason=x");
    bench.ask(SUPERVISION, Method::POST, SHEET, &typed).is(422).says(&["核定数：不是数字", "value=\"abc\""]);
    let typed = form(&page, "decision=recognised&amount=4&credited=&reason=x");
    bench.ask(SUPERVISION, Method::POST, SHEET, &typed).is(422).says(&["核定数与上报数相同"]);
    let typed = form(&page, "decision=&amount=&credited=&reason=");
    bench.ask(SUPERVISION, Method::POST, SHEET, &typed).is(422).says(&["请选择核验意见"]);
    // Mass assignment, and a form of another session.
    let more = form(&page, "decision=accepted&amount=&credited=&reason=&unit_id=3");
    bench.ask(SUPERVISION, Method::POST, SHEET, &more).is(400).says(&["没有“unit_id”这一栏"]);
    bench.ask(SAFETY, Method::POST, SHEET, &form(&page, "decision=accepted")).is(403).says(&["页面已过期"]);

    let before = "/figures/361099:hazards_rectified:value:chengguanju:2026-03:verified:2026-04-08";
    bench.ask(SUPERVISION, Method::GET, before, "").is(200).says_not(&["id=\"printed\">3<"]);
    let typed = form(&page, "decision=recognised&amount=3&credited=2&reason=%E4%B8%80%E6%9D%A1%E6%9C%AA%E6%95%B4%E6%94%B9");
    let done = bench.ask(SUPERVISION, Method::POST, SHEET, &typed).is(303);
    assert_eq!(done.header("location"), "/verifications/weijiwei/petitions_resolved/2026-03", "on to the next");
    bench.ask(SUPERVISION, Method::GET, before, "").is(200).says(&["id=\"printed\">3<"]);
    bench.ask(SUPERVISION, Method::GET, SHEET, "").is(200).says(&["核减核增", "一条未整改", "回头看，推翻原核定数"]);
    // The office that led it looked at the same report, and is told.
    let stale = bench.ask(SUPERVISION, Method::GET, "/verifications/weijiwei/petitions_resolved/2026-03", "").is(200);
    let other = bench.ask(PETITIONS, Method::GET, "/verifications/weijiwei/petitions_resolved/2026-03", "").is(200);
    let path = "/verifications/weijiwei/petitions_resolved/2026-03";
    bench.ask(PETITIONS, Method::POST, path, &form(&other, "decision=accepted&amount=&credited=&reason=")).is(303);
    let told = bench.ask(SUPERVISION, Method::POST, path, &form(&stale, "decision=accepted&amount=&credited=&reason="));
    told.is(409).says(&["您查看之后情况有变"]);
    let report = bench.ask(SUPERVISION, Method::GET, "/verifications/report", "").is(200);
    report.says(&["核验情况", "各牵头部门", "安监局"]);
    let csv = bench.ask(SUPERVISION, Method::GET, "/verifications/report?format=csv&period=2026-03", "").is(200).text();
    assert!(csv.lines().any(|l| l.contains("城管局")), "{csv}");
}

#[test]
fn the_ticked_ones_are_accepted_together() {
    let bench = Bench::on(TODAY);
    let queue = bench.ask(SUPERVISION, Method::GET, "/verifications", "").is(200);
    let (token, key) = (queue.field("token"), queue.field("key"));
    let none = format!("token={token}&key={key}");
    bench.ask(SUPERVISION, Method::POST, "/verifications", &none).is(400).says(&["没有勾选"]);
    let pick = |path: &str| format!("&pick.{path}={}", queue.field(&format!("pick.{path}")));
    let both = none + &pick("chengguanju/hazards_rectified/2026-03") + &pick("weijiwei/petitions_resolved/2026-03");
    let done = bench.ask(SUPERVISION, Method::POST, "/verifications", &both).is(303);
    assert_eq!(done.header("location"), "/verifications?done=2");
    bench.ask(SUPERVISION, Method::GET, "/verifications?done=2", "").is(200).says(&["已核验2项", "没有待核的上报"]);
    // The same form again does nothing twice.
    bench.ask(SUPERVISION, Method::POST, "/verifications", &both).is(303);
    bench.ask(SUPERVISION, Method::GET, SHEET, "").is(200).says(&["属实"]);
}
