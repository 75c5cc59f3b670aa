//! Breaking a task down 任务分解 through its page: rows by group, filled in, pasted, refused by row and column in both languages with nothing
//! typed lost, kept in one act; and nobody else's to do. Issue 4, 3; requirement 1-36.

use super::demo::{Answer, Bench, LEADER, TODAY, get};
use super::keeping::{fill, supervision, who};
use super::record::encoded;
use axum::http::Method;
use domain::actors::Role;

const PAGE: &str = "/tasks/task-018/breakdown";

/// A whole task of 1,200 mu, which the demo has only in its parts.
fn bench() -> Bench {
    let bench = Bench::on(TODAY);
    let whole = [
        ("f.task_id", "task-018"),
        ("f.action", "全年完成征地1200亩"),
        ("f.lead_unit", "guotuju"),
        ("f.due_on", "2026-12-31"),
        ("f.results", "1200亩"),
        ("f.indicator_id", "land_acquired"),
        ("f.target", "1200"),
    ];
    fill(&bench, &supervision(), "/registers/tasks/new", &whole).is(303);
    bench
}

/// The boxes of the sheet as they stand on a page, in their order.
fn boxes(page: &Answer) -> Vec<(String, String)> {
    let text = page.text();
    let inputs = text.split("<input").skip(1).filter_map(|input| input.split('>').next());
    let attribute = |input: &str, name: &str| {
        let value = input.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        value.map_or_else(String::new, str::to_owned)
    };
    let cell = |name: &String| ["r.", "d.", "m."].iter().any(|begins| name.starts_with(begins));
    inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).filter(|(name, _)| cell(name)).collect()
}

fn boxed(page: &Answer, name: &str) -> String {
    boxes(page).into_iter().find(|(field, _)| field == name).map(|(_, value)| value).unwrap_or_default()
}

/// Send the sheet of a page as it stands, with some boxes typed over.
fn send(bench: &Bench, page: &Answer, lang: &str, typed: &[(&str, &str)]) -> Answer {
    let mut fields = boxes(page);
    fields.retain(|(name, _)| typed.iter().all(|(other, _)| other != name));
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let sent: String = fields.iter().map(|(name, value)| format!("&{}={}", encoded(name), encoded(value))).collect();
    let key = acts::acting::fresh_key();
    let body = format!("token={}&key={key}&seen={}{sent}", page.field("token"), page.field("seen"));
    bench.ask(&supervision(), Method::POST, &format!("{PAGE}?lang={lang}"), &body)
}

#[test]
fn a_group_is_added_filled_in_put_right_and_kept() {
    let bench = bench();
    let page = bench.ask(&supervision(), Method::GET, "/tasks/task-018", "").is(200);
    assert_eq!(page.link("/tasks/task-018/b"), PAGE);
    let page = bench.ask(&supervision(), Method::GET, PAGE, "").is(200);
    let page = page.says(&["整任务1200亩，2026年12月31日前", "还没有分解到单位", "乡镇 (12)"]);
    let page = send(&bench, &page, "zh", &[("do", "add"), ("group", "乡镇")]).is(200);
    assert_eq!(boxes(&page).iter().filter(|(name, _)| name.starts_with("r.")).count(), 12);
    let page = page.says(&["建昌镇", "天井源乡", "2026年12月", "各单位合计0亩，整任务1200亩，还差1200亩"]);
    // In proportion to the targets of the year; whoever has none stays empty.
    let page = send(&bench, &page, "zh", &[("do", "targets")]).is(200).says(&["与整任务1200亩相等；8行没有目标数"]);
    let amounts = ["jianchangzhen", "tianjingyuanxiang", "qingpingzhen", "lilingzhen", "yunduzhen"];
    assert_eq!(amounts.map(|unit| boxed(&page, &format!("r.{unit}"))), ["560", "440", "120", "80", ""]);
    send(&bench, &page, "zh", &[("do", "evenly")]).is(422).says(&["没有可预填的", "value=\"560\""]);
    // Four units, with their stages, one put wrong.
    let others =
        ["yunduzhen", "baichazhen", "shuangxizhen", "guzhangzhen", "fenggangzhen", "zhuyuanxiang", "longhuixiang", "wutangxiang"];
    let dropped: Vec<(String, &str)> = others.iter().map(|unit| (format!("x.{unit}"), "1")).collect();
    let mut typed: Vec<(&str, &str)> = dropped.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    typed.push(("do", "stages"));
    let page = send(&bench, &page, "zh", &typed).is(200);
    assert_eq!(boxed(&page, "m.2026-12.jianchangzhen"), "560");
    let wrong = [("r.qingpingzhen", "100"), ("d.lilingzhen", "2027-01-31"), ("m.2026-05.jianchangzhen", "900"), ("do", "save")];
    for (lang, sentences) in [
        ("zh", ["没有保存，请改正", "建昌镇，2026年5月：超过了本行目标", "栗岭镇，完成时限：晚于整任务的完成时限2026-12-31"]),
        (
            "en",
            ["Nothing was kept", "Jianchang Town, May 2026: more than the result", "Liling Town, Due on: later than the due day"],
        ),
    ] {
        let again = send(&bench, &page, lang, &wrong).is(422).says(&sentences).says(&["aria-invalid=\"true\""]);
        let typed = ["r.qingpingzhen", "d.lilingzhen", "m.2026-05.jianchangzhen"].map(|name| boxed(&again, name));
        assert_eq!(typed, ["100", "2027-01-31", "900"], "nothing that was typed is lost");
    }
    bench.ask(&supervision(), Method::GET, "/tasks/task-019", "").is(404);
    let right = [("r.qingpingzhen", "100"), ("m.2026-12.qingpingzhen", "100"), ("m.2026-11.qingpingzhen", "95"), ("do", "save")];
    let saved = send(&bench, &page, "zh", &right).is(303);
    assert_eq!(saved.header("location"), "/tasks/task-018");
    let page = bench.ask(&supervision(), Method::GET, "/tasks/task-018", "").is(200);
    page.says(&["分解任务", "全年完成征地560亩", "全年完成征地100亩", "待下达"]);
    bench.ask(&supervision(), Method::GET, "/tasks/task-019", "").is(200).says(&["task-018", "2026年12月", "100.0", "560亩"]);
    // Again it shows what stands, and that the units come to less.
    let page = bench.ask(&supervision(), Method::GET, PAGE, "").is(200);
    let page = page.says(&["各单位合计1180亩，整任务1200亩，还差20亩", "改动已登记内容的理由"]);
    assert_eq!((boxed(&page, "r.jianchangzhen"), boxed(&page, "m.2026-11.qingpingzhen")), ("560".to_owned(), "95".to_owned()));
    let change = [("r.qingpingzhen", "120"), ("m.2026-12.qingpingzhen", "120"), ("do", "save")];
    send(&bench, &page, "zh", &change).is(422).says(&["请写明理由", "value=\"120\""]);
    send(&bench, &page, "en", &change).is(422).says(&["say why"]);
    let reason = [("reason", "云府办〔2026〕9号")];
    send(&bench, &page, "zh", &[&change[..], &reason].concat()).is(303);
    // Whoever had the page open before is told, and what they typed is there.
    let late = [("r.lilingzhen", "90"), ("reason", "改"), ("do", "save")];
    send(&bench, &page, "zh", &late).is(422).says(&["有人改过这份分解", "value=\"90\""]);
    send(&bench, &page, "en", &late).is(422).says(&["somebody changed it since"]);
}

#[test]
fn a_block_is_pasted_and_a_unit_nobody_knows_is_told() {
    let bench = bench();
    let page = bench.ask(&supervision(), Method::GET, PAGE, "").is(200);
    let block = "单位\t目标数\t完成时限\t6月\n建昌镇\t700\t2026-11-30\t300\n天井源\t500\t\t\n没有这个乡\t1\t\t\n";
    let page = send(&bench, &page, "zh", &[("do", "paste"), ("block", block)]).is(200);
    let page = page.says(&["没有这个乡，单位：没有这个单位", "各单位合计1200亩"]);
    assert_eq!(
        (boxed(&page, "r.tianjingyuanxiang"), boxed(&page, "m.2026-06.jianchangzhen")),
        ("500".to_owned(), "300".to_owned())
    );
    send(&bench, &page, "en", &[("do", "save")]).is(422).says(&["没有这个乡, Unit: no such unit"]);
    let page = send(&bench, &page, "zh", &[("do", "check"), ("x.没有这个乡", "1")]).is(200).says(&["没有问题；还没有保存"]);
    let page =
        send(&bench, &page, "zh", &[("do", "add"), ("unit", "建昌镇政府；县物价局")]).is(200).says(&["物价局，单位：该单位已于"]);
    send(&bench, &page, "zh", &[("do", "save"), ("x.wujiaju", "1")]).is(303);
    bench.ask(&supervision(), Method::GET, "/tasks/task-020", "").is(200).says(&["天井源乡", "500亩"]);
    // A field that the page does not have, a step that there is not.
    send(&bench, &page, "zh", &[("do", "save"), ("outcome", "1")]).is(400);
    send(&bench, &page, "zh", &[("do", "burn")]).is(400);
}

#[test]
fn nobody_else_breaks_a_task_down() {
    let bench = bench();
    get("/tasks/task-006/breakdown", LEADER).is(403);
    get("/tasks/task-006", LEADER).is(200).says_not(&["/breakdown"]);
    for other in [who(Role::Filer, "jianchangzhen"), who(Role::LeadOffice, "zhaoshangju.qt"), who(Role::Auditor, "")] {
        let token = bench.ask(&other, Method::GET, "/me", "").is(200).field("token");
        bench.ask(&other, Method::GET, PAGE, "").is(403);
        bench.ask(&other, Method::POST, PAGE, &format!("token={token}&key=k&do=save&r.jianchangzhen=1")).is(403);
    }
    bench.ask(&supervision(), Method::GET, "/tasks/task-999/breakdown", "").is(404);
}
