//! Returns 填报: a filer's month from draft to submission, what is refused, two browsers, openings, and nobody else's form.

use super::demo::{Answer, Bench, COUNTY, LEADER, Who, get};
use axum::http::Method;
use domain::actors::Role;
use domain::calendar::Date;
use std::fmt::Write;

/// April can be filed: it is due on 7 May.
const MAY: Date = Date::constant(2026, 5, 6);

fn filer(unit: &str) -> String {
    format!("{COUNTY}~filer~{unit}")
}

/// The hidden fields of the page's first form.
fn hidden(page: &Answer) -> String {
    let text = page.text();
    let field = |name: &str| {
        let mark = format!("name=\"{name}\" value=\"");
        text.split_once(&mark).and_then(|(_, rest)| rest.split_once('"')).map_or("", |(value, _)| value).to_owned()
    };
    format!("token={}&key={}&revision={}", field("token"), field("key"), field("revision"))
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        let _ = write!(out, "%{b:02X}");
        out
    })
}

impl Bench {
    fn page(&self, who: &str) -> Answer {
        self.ask(who, Method::GET, "/returns/2026-04", "").is(200)
    }

    fn send(&self, who: &str, page: &Answer, fields: &str) -> Answer {
        self.ask(who, Method::POST, "/returns/2026-04", &format!("{}&{fields}", hidden(page)))
    }
}

#[test]
fn a_month_is_drafted_reviewed_and_filed() {
    let bench = Bench::on(MAY);
    let me = filer("jianchangzhen");
    bench.ask(&me, Method::GET, "/returns", "").is(200).says(&["2026年4月", "待报"]);
    let page =
        bench.page(&me).says(&["受理信访事项", "件", "上月", "上年同月", "年度目标", "由台账自动统计，不需填报", "/figures/"]);
    let saved = bench.send(&me, &page, "v.petitions_received=7&do=save").is(303);
    assert_eq!(saved.header("location"), "/returns/2026-04?done=saved");
    let page = bench.page(&me).says(&["name=\"v.petitions_received\" value=\"7\"", "草稿已保存"]);

    // Wrong at the field, with a link on top; what was typed is still there.
    let wrong = bench.send(&me, &page, "v.petitions_received=7&v.petitions_resolved=abc&v.safety_accidents=0&do=review").is(422);
    wrong.says(&["href=\"#v.petitions_resolved\"", "不是数字", "本月确为零", "value=\"abc\"", "value=\"7\""]);

    let fields = "v.petitions_received=7&v.safety_accidents=0&z.safety_accidents=1";
    let review = bench.send(&me, &page, &format!("{fields}&do=review")).is(200);
    let review = review.says(&["确认报送", "本月确为零", "以下空着，不报送", "办结信访事项"]);
    let answers = "n.petitions_received=ok&n.safety_accidents=ok";
    let filed = bench.send(&me, &review, &format!("{fields}&{answers}&do=submit")).is(303);
    assert_eq!(filed.header("location"), "/returns/2026-04?done=submitted");
    bench.page(&me).says(&["已报", "零报告", "撤回所选"]);
    // A double click and the back button change nothing and lose nothing.
    bench.send(&me, &review, &format!("{fields}&{answers}&do=submit")).is(303);

    let page = bench.page(&me);
    bench.send(&me, &page, "w.petitions_received=1&do=withdraw&reason=").is(422).says(&["请说明撤回理由"]);
    let back = bench.send(&me, &page, &format!("w.petitions_received=1&do=withdraw&reason={}", encoded("填错"))).is(303);
    assert_eq!(back.header("location"), "/returns/2026-04?done=withdrawn");
    // The lead office has one line to verify now: the confirmed zero.
    bench.ask(&format!("{COUNTY}~supervision~"), Method::GET, "/todo", "").is(200).says(&["建昌镇 2026年4月填报", "1项"]);
}

#[test]
fn two_browsers_at_one_form_see_both_values() {
    let bench = Bench::on(MAY);
    let me = filer("jianchangzhen");
    let (first, second) = (bench.page(&me), bench.page(&me));
    bench.send(&me, &first, "v.petitions_received=7&do=save").is(303);
    // A form that saves itself is told in a line; the button shows both.
    let line = bench.send(&me, &second, "v.petitions_received=8&do=save&quiet=1").is(422);
    line.says(&["id=\"saved\" role=\"alert\"", "保存过这张表", "您的没有自动保存"]);
    let told = bench.send(&me, &second, "v.petitions_received=8&do=save").is(422);
    let told = told.says(&["保存过这张表", "value=\"8\"", "对方填的：", "7"]);
    bench.send(&me, &told, "v.petitions_received=8&do=save").is(303);
    bench
        .send(&me, &bench.page(&me), "v.petitions_received=8&do=save&quiet=1")
        .is(200)
        .says(&["data-revision=\"3\"", "草稿已保存"]);
    bench.page(&me).says(&["name=\"v.petitions_received\" value=\"8\""]);
}

#[test]
fn a_pasted_block_is_shown_before_it_is_kept() {
    let bench = Bench::on(MAY);
    let me = filer("jianchangzhen");
    let page = bench.page(&me);
    let block = encoded("受理信访事项\t7\n办结信访事项（件）\t1.2万\n没有的指标\t5\n排查安全隐患\tabc\n");
    let shown = bench.send(&me, &page, &format!("block={block}&do=paste")).is(200);
    let shown = shown.says(&["粘贴预览", "本单位本月没有这项指标", "不是数字", "1.2万"]);
    bench.page(&me).says_not(&["value=\"1.2万\""]);
    bench.send(&me, &shown, "v.petitions_received=7&do=save").is(303);
}

#[test]
fn nothing_of_another_unit_and_nothing_that_is_not_on_the_form() {
    let bench = Bench::on(MAY);
    let (mine, theirs) = (filer("jianchangzhen"), filer("tianjingyuanxiang"));
    let page = bench.page(&mine);
    bench.send(&mine, &page, "v.petitions_received=77777&do=save").is(303);
    bench.page(&theirs).says_not(&["77777", "建昌镇"]);
    // Another's token, an unknown field, a unit that somebody names.
    bench.ask(&theirs, Method::POST, "/returns/2026-04", &format!("{}&do=save", hidden(&page))).is(403);
    bench.send(&mine, &page, "unit=tianjingyuanxiang&do=save").is(400);
    bench.ask(&mine, Method::GET, "/returns/2026-06", "").is(404);
    bench.ask(&mine, Method::GET, "/returns/2026-Q1", "").is(404);
    for role in ["leader", "supervision", "lead_office", "organisation"] {
        let who = format!("{COUNTY}~{role}~");
        bench.ask(&who, Method::POST, "/returns/2026-04", "do=save").is(403);
    }
}

#[test]
fn a_closed_month_is_opened_and_filed_late() {
    let bench = Bench::on(MAY);
    let supervision = format!("{COUNTY}~supervision~");
    let page = bench.ask(&supervision, Method::GET, "/returns/openings", "").is(200).says(&["批准补报", "建昌镇"]);
    let form = hidden(&page).replace("&revision=", "");
    let ask = |until: &str, reason: &str| {
        let body = format!("{form}&unit=jianchangzhen&month=2026-03&until={until}&reason={}", encoded(reason));
        bench.ask(&supervision, Method::POST, "/returns/openings", &body)
    };
    ask("2026-05-01", "停电").is(422).says(&["开放至应为"]);
    ask("2026-05-08", "").is(422).says(&["请说明补报理由"]);
    ask("2026-05-08", "停电").is(303);
    let me = filer("jianchangzhen");
    bench.ask(&me, Method::GET, "/returns/2026-03", "").is(200).says(&["补报至2026年5月8日", "停电", "更正已核数字"]);
    bench.ask(&me, Method::GET, "/returns/openings", "").is(403);
}

#[test]
fn who_has_filed_is_counted_by_the_first_report() {
    let page = get("/returns/progress?period=2026-03", LEADER).is(200);
    page.says(&["填报情况", "按时率", "2026年4月2日", "迟报"]);
    let csv = get("/returns/progress?period=2026-03&format=csv", LEADER).is(200).text();
    let total = csv.lines().find(|l| l.starts_with("合计")).expect("a total");
    assert!(total.split(',').any(|cell| cell == "13"), "13 returns of March came late: {total}");
    get("/returns/progress?period=2026-03", Who::A(Role::Filer)).is(200).says(&["建昌镇"]).says_not(&["合计", "青萍镇"]);
    get("/returns/progress", Who::A(Role::Organisation)).is(200).says(&["看不到填报情况"]);
    get("/todo", Who::A(Role::Auditor)).is(200).says(&["您的角色不办业务"]);
    get("/todo", Who::A(Role::Organisation)).is(200).says(&["没有待办事项"]);
    // A head approves what the supervision office opens, decides on extensions, and is told of what is long behind.
    get("/todo", LEADER).is(200).says(&["督办待审批", "延期待批", "滞后，请过问"]);
}
