//! Record 办事留痕: filtered, paged, opened for the record, verified, signed.

use super::demo::{Answer, Bench, COUNTY, LEADER, Who, get};
use axum::http::Method;
use domain::actors::Role;
use domain::calendar::Date;
use std::fmt::Write;

const AUDITOR: Who = Who::A(Role::Auditor);
const MAY: Date = Date::constant(2026, 5, 6);

pub fn auditor() -> String {
    format!("{COUNTY}~auditor~")
}

pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        let _ = write!(out, "%{b:02X}");
        out
    })
}

/// A value of the page's form that leads to an address.
pub fn field(page: &str, action: &str, name: &str) -> String {
    let form = page.split_once(&format!("action=\"{action}\"")).map_or(page, |p| p.1);
    let mark = format!("name=\"{name}\" value=\"");
    form.split_once(&mark).and_then(|(_, rest)| rest.split_once('"')).map_or("", |(value, _)| value).to_owned()
}

pub fn hidden(page: &str, action: &str) -> String {
    format!("token={}&key={}", field(page, action, "token"), field(page, action, "key"))
}

/// Place of the newest act on the list.
pub fn newest_of(list: &str) -> i64 {
    let places = list.split("href=\"/acts/").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok());
    places.max().unwrap_or_else(|| panic!("no act on the page:\n{list}"))
}

impl Bench {
    pub fn audit(&self, path: &str) -> Answer {
        self.ask(&auditor(), Method::GET, path, "")
    }

    /// Place of the newest act.
    pub fn newest(&self) -> i64 {
        newest_of(&self.audit("/acts").is(200).text())
    }

    pub fn audits(&self, path: &str, from: &str, fields: &str) -> Answer {
        let page = self.audit(from).is(200).text();
        self.ask(&auditor(), Method::POST, path, &format!("{}{fields}", hidden(&page, path)))
    }
}

#[test]
fn acts_are_listed_filtered_and_paged() {
    let page = get("/acts", AUDITOR).is(200).says(&["办事留痕", "台账：装载", "demo loader", "不少于六个月", "核验与存证"]);
    assert!(page.text().contains("href=\"/acts\" aria-current=\"page\""), "the auditor's navigation shows it");
    assert!(!page.text().contains("href=\"/projects\""), "and nothing of business");
    get("/acts?verb=bulletins.", AUDITOR).is(200).says(&["通报：印发", "看全部"]).says_not(&["台账：装载"]);
    get("/acts?actor=nobody", AUDITOR).is(200).says(&["没有符合条件的办事留痕"]);
    get("/acts?actor=nobody&lang=en", AUDITOR).is(200).says(&["No act meets the conditions", "six months"]);
    get("/acts?from=2026-13-01", AUDITOR).is(400);
    get("/acts?before=abc", AUDITOR).is(400);
    get("/acts?q=%27%20OR%201%3D1", AUDITOR).is(200).says(&["没有符合条件的办事留痕"]);
    let oldest = get("/acts?order=oldest", AUDITOR).is(200);
    let next = if oldest.text().contains("rel=\"next\"") { oldest.link("/acts?order=oldest&after=") } else { String::new() };
    if !next.is_empty() {
        get(&next, AUDITOR).is(200).says(&["回到第一页"]);
    }
    let csv = get("/acts?format=csv", AUDITOR).is(200).text();
    assert!(csv.contains("链上位置") && csv.contains("demo loader"), "{csv}");
    assert!(get("/acts?format=xlsx", AUDITOR).is(200).bytes.starts_with(b"PK"));
}

#[test]
fn an_act_is_opened_for_the_record() {
    let bench = Bench::on(MAY);
    let shut = bench.audit("/acts/1").is(200).says(&["台账：装载", "只列出哪些栏目变了", "查阅事由"]);
    assert!(!shut.text().contains("本次查阅已记入"));
    let before = bench.newest();
    let opened = bench.audits("/acts/1", "/acts/1", &format!("&reason={}", encoded("年度审计"))).is(200);
    opened.says(&["本次查阅已记入办事留痕"]).says_not(&["未打开"]);
    let after = bench.newest();
    assert!(after > before);
    bench.audit("/acts").is(200).says(&["办事留痕：查阅", "年度审计", "第1号 registers.load"]);
    bench.audit(&format!("/acts/{after}")).is(200).says(&["只有这一行留痕"]);
    bench.audit("/acts/2").is(404);
    bench.audit("/acts/zzz").is(404);
    let leader = format!("{COUNTY}~leader~");
    bench.ask(&leader, Method::GET, "/acts/1", "").is(403);
    let after = after.max(bench.newest());
    let stranger = bench.ask(&auditor(), Method::POST, "/acts/1", "token=x&key=y&reason=z");
    stranger.is(403);
    bench.ask(&leader, Method::POST, "/acts/1", "token=x&key=y").is(403);
    assert_eq!(bench.newest(), after, "what is refused is no act");
}

#[test]
fn the_books_are_verified_signed_and_held_against_what_was_kept() {
    let bench = Bench::on(MAY);
    bench.audit("/acts/verification").is(200).says(&["现在核验", "签名并下载", "SM3"]);
    bench.audits("/acts/verification", "/acts/verification", "").is(200).says(&["核验无误", "无删、无增、无改"]);
    let file = bench.audits("/acts/verification/checkpoint", "/acts/verification", "").is(200);
    assert!(file.header("content-disposition").contains("attachment"));
    let kept = file.text();
    let prove =
        |text: &str| bench.audits("/acts/verification/proof", "/acts/verification", &format!("&checkpoint={}", encoded(text)));
    prove(&kept).is(200).says(&["存证点成立", "✓"]);
    prove(&kept.replacen("\"seq\": ", "\"seq\": 1", 1)).is(200).says(&["存证点不成立", "签名无效", "✗"]);
    prove("{\"format\": 1}").is(422).says(&["这不是存证点文件的内容", "{&#34;format&#34;: 1}"]);
    bench.audit("/acts?verb=ledger.").is(200).says(&["总账：核验", "总账：存证", "总账：核对存证点"]);
}

#[test]
fn forms_have_a_price_and_so_has_a_new_one() {
    let page = get("/burden", LEADER).is(200).says(&["填报负担", "月报：", "争资进度", "估计工时", "总投资", "不统计个人"]);
    assert!(page.text().contains("href=\"/registers/fund_contacts\""));
    get("/burden?lang=en", LEADER).is(200).says(&["Burden of forms", "Monthly return: ", "Forms are counted, never persons"]);
    let query = format!("/burden?name={}&uom={}&source=returns", encoded("新增用电户数"), encoded("户"));
    get(&query, LEADER).is(200).says(&["请至少选一个排名组"]);
    get(&format!("{query}&group={}", encoded("乡镇")), LEADER).is(200).says(&["本年内增加", "9个月"]);
    get(&query.replace("returns", "counted"), LEADER).is(200).says(&["各单位不多填一栏"]);
    let again = format!("/burden?name={}&uom={}&group={}", encoded("受理信访事项"), encoded("件"), encoded("乡镇"));
    get(&again, LEADER).is(200).says(&["已经由", "向同一单位要过"]);
    let csv = get("/burden?format=csv", LEADER).is(200).text();
    assert!(csv.lines().count() > 10 && csv.contains("估计工时"), "{csv}");
}
