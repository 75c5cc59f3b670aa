//! Directives 部署: a text kept, its sentences marked by what became of them, its proposals decided one by one.

use super::demo::{Answer, Bench, LEADER, TODAY, get};
use super::keeping::who;
use axum::http::Method;
use domain::actors::Role;

const HAND: [&str; 10] = ["token", "key", "place", "seq", "with", "leads", "supports", "due", "results", "reason"];

fn encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn action_of(page: &Answer) -> String {
    page.text().split("name=\"action\"").nth(1).and_then(|t| t.split('>').nth(1)).unwrap_or("").replace("</textarea", "")
}

/// Send the form of the proposal at hand as it stands, with some fields typed over.
fn decide(bench: &Bench, path: &str, typed: &[(&str, &str)]) -> Answer {
    let office = who(Role::Supervision, "");
    let page = bench.ask(&office, Method::GET, path, "").is(200);
    let action = action_of(&page);
    let mut fields: Vec<(&str, String)> = HAND[..9].iter().map(|name| (*name, page.field(name))).collect();
    fields.push(("action", action));
    fields.retain(|(name, _)| typed.iter().all(|(other, _)| other != name));
    fields.extend(typed.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let body = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&");
    bench.ask(&office, Method::POST, "/directives/dir-002", &body)
}

#[test]
fn every_sentence_says_what_became_of_it() {
    let page = get("/directives/dir-001", LEADER).is(200);
    page.says(&["句 →", "class=\"late\"", "2项任务，1项办结，1项滞后", "class=\"refused\"", "1项不立项"]);
    // Whoever breaks no tasks down reads, and is offered nothing.
    get("/directives/dir-002", LEADER).is(200).says(&["坚忍不拔"]).says_not(&["data-key=\"a\"", "不立项的理由"]);
    get("/directives/dir-009", LEADER).is(404);
    get("/directives?as_of=2026-04-01", LEADER).is(200).says(&["攻坚行动方案"]).says_not(&["调度会上的讲话"]);
}

#[test]
fn proposals_are_taken_split_turned_down_and_issued() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let page = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200);
    page.says(&["data-key=\"a\"", "data-key=\"r\"", "党政主要领导一人负责业务"]);
    decide(&bench, "/directives/dir-002", &[("do", "accept"), ("leads", "没有这个局")]).is(422).says(&["没有这个局"]);
    decide(&bench, "/directives/dir-002", &[("do", "accept"), ("leads", "招商局"), ("recurrence", "once")]).is(303);
    decide(&bench, "/directives/dir-002", &[("do", "reject")]).is(422).says(&["不立项要写明理由"]);
    decide(&bench, "/directives/dir-002", &[("do", "reject"), ("reason", "已有任务")]).is(303);
    let parts = "倒算投资账\n倒排时间表";
    decide(&bench, "/directives/dir-002", &[("do", "split"), ("action", parts), ("recurrence", "once")]).is(303);
    let page = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200);
    let page = page.says(&["倒算投资账", "倒排时间表", "下达任务"]);
    let issue = format!("token={}&key=of-its-own&do=issue&number=12", page.field("token"));
    bench.ask(&office, Method::POST, "/directives/dir-002", &issue).is(303);
    bench.ask(&office, Method::GET, "/tasks/task-018", "").is(200).says(&["在办", "党政主要领导一人负责业务"]);
    // A sentence of one's own, by its words; what the text does not say is not taken.
    let mark = |words: &str, key: &str| {
        let body = format!("token={}&key={key}&do=propose&quote={}", page.field("token"), encoded(words));
        bench.ask(&office, Method::POST, "/directives/dir-002", &body)
    };
    mark("没有说过的话", "k1").is(422).says(&["所引语句不在原文里"]);
    assert!(mark("争先不易，保先更难。", "k2").is(303).header("location").starts_with("/directives/dir-002?at="));
}

/// Issue 4, 2: one task in the place of two, with the words of both.
#[test]
fn two_proposals_are_merged_into_one() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let before = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200);
    let (place, with) = (before.field("place"), before.field("with"));
    assert_ne!(place, with);
    let other = bench.ask(&office, Method::GET, &format!("/directives/dir-002?at={with}"), "").is(200);
    let second = action_of(&other);
    decide(&bench, "/directives/dir-002", &[("do", "merge"), ("with", "999")]).is(404);
    decide(&bench, "/directives/dir-002", &[("do", "merge")]).is(303);
    let page = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200).text();
    assert!(page.contains(&format!("；{second}")), "the words of both stand in one proposal:\n{page}");
    for merged in [place, with] {
        let path = format!("/directives/dir-002?at={merged}");
        bench.ask(&office, Method::GET, &path, "").is(200).says_not(&["data-key=\"a\""]);
    }
}

/// Issue 4, 2: two people divide a long speech; who comes second to a proposal is told, and neither loses anything.
#[test]
fn of_two_who_decide_on_one_speech_the_second_is_told() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let first = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200);
    let place = first.field("place");
    let another = first.field("with");
    // Another sits at another desk with the same page open.
    bench.forget(&office);
    let second = bench.ask(&office, Method::GET, &format!("/directives/dir-002?at={place}"), "").is(200);
    let turn_down = |page: &Answer, reason: &str| {
        let fields = ["token", "key", "place", "seq", "with"].map(|name| format!("{name}={}", page.field(name)));
        let body = format!("{}&do=reject&reason={reason}", fields.join("&"));
        bench.ask(&office, Method::POST, "/directives/dir-002", &body)
    };
    turn_down(&second, "By-the-second").is(303);
    bench.forget(&office);
    let stale = bench.ask(&office, Method::GET, &format!("/directives/dir-002?at={another}"), "").is(200);
    let late = ["key", "place", "seq", "with"].map(|name| format!("{name}={}", first.field(name))).join("&");
    let late = format!("token={}&{late}&do=reject&reason=By-the-first", stale.field("token"));
    bench.ask(&office, Method::POST, "/directives/dir-002", &late).is(422).says(&["已处理为“不立项”，不能再改"]);
    // What the quicker one decided stands, and the rest of the speech is there for either.
    bench.ask(&office, Method::GET, &format!("/directives/dir-002?at={place}"), "").is(200).says_not(&["By-the-first"]);
    // One words a proposal anew that the other still sees as it was.
    decide(&bench, &format!("/directives/dir-002?at={another}"), &[("do", "edit"), ("action", "换个说法")]).is(303);
    turn_down(&stale, "Part-of-the-first").is(409);
    let path = format!("/directives/dir-002?at={another}");
    let anew = bench.ask(&office, Method::GET, &path, "").is(200).says(&["换个说法"]);
    turn_down(&anew, "Part-of-the-first").is(303);
}

#[test]
fn a_text_is_kept_once_and_an_empty_one_not_at_all() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let form = bench.ask(&office, Method::GET, "/directives/new", "").is(200);
    let keep = |text: &str, key: &str| {
        let body = format!("token={}&key={key}&kind=minutes&title=M&on=2026-04-08&text={}", form.field("token"), encoded(text));
        bench.ask(&office, Method::POST, "/directives/new", &body)
    };
    keep("  \n ", "k1").is(422).says(&["没有正文"]);
    let kept = keep("第一句。\r\n第二句！", "k2").is(303);
    assert_eq!(kept.header("location"), "/directives/dir-003");
    assert_eq!(keep("第一句。\r\n第二句！", "k3").is(303).header("location"), "/directives/dir-003");
    bench.ask(&office, Method::GET, "/directives/dir-003", "").is(200).says(&["第一句。", "2句"]);
}
