//! The county's model 本县模型 on the page: not there unless the server was told of one; asked by a button that says what is sent; what it
//! adds is marked, and markup in it is words.

use super::demo::{Bench, TODAY};
use super::keeping::{supervision, who};
use super::walk::callers;
use axum::http::Method;
use domain::actors::Role;
use harness::model::{Model, Says};

const PAGE: &str = "/directives/dir-002";
const QUOTE: &str = "现在园区企业对供水、供电问题反映非常强烈";

fn claim(quote: &str, leads: &str) -> Says {
    Says::Words(format!(r#"{{"tasks":[{{"quote":"{quote}","leads":[{leads}]}}]}}"#))
}

fn form(bench: &Bench, identity: &str, lang: &str) -> String {
    let page = bench.ask(identity, Method::GET, &format!("{PAGE}?lang={lang}"), "").is(200);
    format!("token={}&key={}-m&do=model", page.field("token"), page.field("key"))
}

#[test]
fn without_a_model_there_is_nothing_to_press_and_nothing_is_asked() {
    let bench = Bench::on(TODAY);
    bench.ask(&supervision(), Method::GET, PAGE, "").is(200).says_not(&["补读", "value=\"model\""]);
    let asked = bench.ask(&supervision(), Method::POST, PAGE, &form(&bench, &supervision(), "zh"));
    asked.is(422).says(&["没有接入本县模型", "规则读出的建议不变"]);
}

#[test]
fn what_the_model_adds_is_marked_in_both_languages_and_the_rules_stand() {
    let fake = Model::start(claim(QUOTE, r#""供电局""#)).unwrap();
    let bench = Bench::beside(&fake.address());
    let office = supervision();
    let before = bench.ask(&office, Method::GET, PAGE, "").is(200);
    let before = before
        .says(&["请本县模型补读", "乡村一号", "全文、日期和全县单位名称", "涉密文本不得发送"])
        .says_not(&["模型提出，请核对"]);
    assert!(fake.heard().is_empty(), "looking at a page sends nothing");
    let items = |page: &str| page.matches("<li").count();
    let proposed = items(&before.text());
    let asked = bench.ask(&office, Method::POST, PAGE, &form(&bench, &office, "zh")).is(200);
    let asked = asked.says(&["模型新增1项", "删去无据的责任单位1处", "class=\"by-model\""]);
    assert_eq!((items(&asked.text()), fake.heard().len()), (proposed + 1, 1));
    let text = asked.text();
    let place = text.split("class=\"by-model\"").next().and_then(|before| before.rsplit("?at=").next()).expect("its place");
    let place: String = place.chars().take_while(char::is_ascii_digit).collect();
    let one = |lang: &str| bench.ask(&office, Method::GET, &format!("{PAGE}?at={place}&lang={lang}"), "").is(200);
    one("zh").says(&["模型提出，请核对（乡村一号）", QUOTE]);
    one("en").says(&["proposed by the county&#39;s model; check it (乡村一号)"]);
    // The rules' own cues are said in the reader's language, too.
    bench.ask(&office, Method::GET, &format!("{PAGE}?at=1&lang=en"), "").is(200).says_not(&["有责任主体", "有时限", "动作可查"]);
    // The act is on record with model and digests.
    bench.audit("/acts").is(200).says(&["本县模型：答复", "本县模型：发送全文提问", "乡村一号", "sm3:"]);
    // Taken by a person, it is still the model's.
    let shown = one("zh");
    let taken =
        format!("token={}&key=turned-down&do=reject&place={place}&seq={}&reason=x", shown.field("token"), shown.field("seq"));
    bench.ask(&office, Method::POST, PAGE, &taken).is(303);
    one("zh").says(&["模型提出，请核对（乡村一号）", "不立项"]);
}

#[test]
fn answers_that_are_none_are_told_and_markup_stays_words() {
    let fake = Model::start(Says::Body(500, String::new())).unwrap();
    let bench = Bench::beside(&fake.address());
    let office = supervision();
    let ask = || bench.ask(&office, Method::POST, PAGE, &form(&bench, &office, "zh"));
    ask().is(422).says(&["模型答复出错（HTTP 500）。规则读出的建议不变。", "role=\"alert\""]);
    fake.says(Says::Words("<script>alert(1)</script>".to_owned()));
    ask().is(422).says(&["没有按要求的格式回答"]).says_not(&["<script>alert"]);
    fake.says(claim("<img src=x onerror=alert(1)>请立即办理", "\"<b>财政局</b>\""));
    ask().is(200).says(&["原文没有的1项"]).says_not(&["onerror", "<b>财政局"]);
    // A text with markup in it, which the model quotes.
    let words = "据说模型就会写&#60;script&#62;这样的话";
    let (fields, text) =
        (form(&bench, &office, "zh"), "关于测试的通知\n各乡镇：\n据说模型就会写<script>这样的话。各乡镇要在5月1日前报送。");
    let token = fields.split('&').next().and_then(|pair| pair.split_once('=')).expect("a token").1.to_owned();
    let new = [
        ("token", token.as_str()),
        ("key", "k9"),
        ("do", "keep"),
        ("kind", "notice"),
        ("title", "测试"),
        ("on", "2026-04-08"),
        ("text", text),
    ];
    bench.send_file(&office, "/directives/new", &new, "", b"").is(303);
    fake.says(claim("据说模型就会写<script>这样的话", ""));
    let (path, fields) = ("/directives/dir-003", form(&bench, &office, "zh"));
    bench.ask(&office, Method::POST, path, &fields).is(200).says(&[words, "模型新增1项"]).says_not(&["写<script>"]);
}

#[test]
fn nobody_else_asks_and_nothing_is_sent_for_them() {
    let fake = Model::start(claim(QUOTE, "")).unwrap();
    let bench = Bench::beside(&fake.address());
    for (name, identity) in callers() {
        if identity.is_empty() || identity == supervision() {
            continue;
        }
        let token = bench.ask(&identity, Method::GET, "/me", "").is(200).field("token");
        bench.ask(&identity, Method::GET, PAGE, "").says_not(&["补读"]);
        let asked = bench.ask(&identity, Method::POST, PAGE, &format!("token={token}&key=k&do=model"));
        assert_eq!(asked.status.as_u16(), 403, "{name}");
    }
    // Without the token of the page, and with fields that are not its own.
    let asked = bench.ask(&supervision(), Method::POST, PAGE, "token=x&key=k&do=model");
    assert!(asked.status.is_client_error(), "{}", asked.status);
    let more = format!("{}&address=http%3A%2F%2F10.0.0.1", form(&bench, &supervision(), "zh"));
    bench.ask(&supervision(), Method::POST, PAGE, &more).is(400);
    let nobody = bench.ask(&who(Role::Leader, ""), Method::GET, PAGE, "").is(200);
    nobody.says_not(&["value=\"model\""]);
    assert!(fake.heard().is_empty());
}
