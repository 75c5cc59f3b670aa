//! Fuzz 乱发: (S-02) every address of the route table is sent what nobody should send — in its path, query, form, headers and
//! method, by everybody. Nothing answers with a fault, nothing of it comes back as markup or as a header.

use super::demo::{Answer, Bench};
use super::walk::{Examples, Route, callers, routes};
use axum::body::Body;
use axum::http::{Method, Request};
use harness::chance::{Chance, report, rounds};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// What must not come back as it is.
const MARKUP: &str = "<x7y onmouseover=1>";

const BAD: [&str; 44] = [
    "",
    "0",
    "-1",
    "1",
    "99999999999999999999",
    "1e400",
    "-0",
    "NaN",
    "0x10",
    "1,234",
    "１２３",
    "1.2亿",
    "%00",
    "\u{0}",
    "\u{202e}abc",
    "\u{200b}",
    "'; DROP TABLE acts;--",
    "' OR '1'='1",
    "%' ESCAPE '",
    "<x7y onmouseover=1>",
    "\"><x7y onmouseover=1>",
    "'x7y",
    "../../../etc/passwd",
    "..\\..\\x",
    "/etc/passwd",
    "con",
    "2026-13",
    "2026-02-30",
    "9999-12-31",
    "0000-00-00",
    "2026-Q5",
    "2026-12..2026-01",
    "=cmd|' /C calc'!A0",
    "a\r\nX-X7: 1",
    "{{7*7}}",
    "${7*7}",
    "null",
    "[]",
    "all",
    "auto",
    "//evil.example",
    "javascript:alert(1)",
    "361099:fund_arrivals:cumulative:-:2026-Q1:verified:2026-04-08",
    "e\u{301}é",
];

const NAMES: [&str; 22] = [
    "as_of", "period", "stage", "lang", "q", "sort", "page", "format", "key", "seq", "register", "unit", "back", "campaign",
    "group", "verb", "before", "after", "from", "order", "download", "name",
];

fn bad(chance: &mut Chance) -> String {
    match chance.within(0..12) {
        0 => "长".repeat(usize::try_from(chance.within(1..700)).unwrap_or(1)),
        1 => (0..chance.within(1..40))
            .map(|_| char::from_u32(u32::try_from(chance.within(1..0x3000)).unwrap_or(65)).unwrap_or('?'))
            .collect(),
        2 => chance.draw().to_string(),
        _ => BAD[usize::try_from(chance.within(0..BAD.len() as u64)).unwrap_or(0)].to_owned(),
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b == b'-' { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Some of these, some of those.
fn pairs(chance: &mut Chance, names: &[String], most: u64) -> String {
    let count = chance.within(0..most);
    let pair = |chance: &mut Chance| {
        let name = match chance.within(0..8) {
            0 => bad(chance),
            1..=3 => NAMES[usize::try_from(chance.within(0..NAMES.len() as u64)).unwrap_or(0)].to_owned(),
            _ if names.is_empty() => "do".to_owned(),
            _ => names[usize::try_from(chance.within(0..names.len() as u64)).unwrap_or(0)].clone(),
        };
        format!("{}={}", encoded(&name), encoded(&bad(chance)))
    };
    (0..count).map(|_| pair(chance)).collect::<Vec<_>>().join("&")
}

/// An address like the example, with a part of it replaced.
fn bent(chance: &mut Chance, template: &str, example: &str) -> String {
    let (path, query) = example.split_once('?').unwrap_or((example, ""));
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    for (part, named) in parts.iter_mut().zip(template.split('/')) {
        if named.starts_with('{') && chance.percent(40) {
            *part = encoded(&bad(chance)).chars().take(600).collect();
        }
    }
    let mut address = parts.join("/");
    let more = if chance.percent(60) { pairs(chance, &[], 4) } else { String::new() };
    let query = [if chance.percent(70) { query.to_owned() } else { String::new() }, more].join("&");
    let query: String = query.trim_matches('&').chars().take(1_200).collect();
    if !query.is_empty() {
        address = format!("{address}?{query}");
    }
    address
}

/// Names of the fields on a page.
fn fields(page: &Answer) -> Vec<String> {
    let text = page.text();
    let names = text.split("name=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned);
    names.filter(|name| !["token", "viewport"].contains(&name.as_str())).take(60).collect()
}

fn body(chance: &mut Chance, token: &str, names: &[String]) -> (&'static str, Vec<u8>) {
    const FORM: &str = "application/x-www-form-urlencoded";
    let form = format!("token={token}&key=f{}&{}", chance.draw(), pairs(chance, names, 8));
    match chance.within(0..10) {
        0 => ("application/json", format!("{}{}", "[".repeat(3_000), form).into_bytes()),
        1 => (FORM, (0..chance.within(0..3_000)).map(|_| u8::try_from(chance.within(0..256)).unwrap_or(0)).collect()),
        2 => ("multipart/form-data; boundary=x", format!("--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\r\n{form}\r\n--x--\r\n", MARKUP).into_bytes()),
        3 => ("multipart/form-data", form.into_bytes()),
        _ => (FORM, form.into_bytes()),
    }
}

fn looked_at(answer: &Answer, what: &str) {
    assert!(
        answer.status.as_u16() < 500,
        "{what}\ngave {} {}",
        answer.status,
        answer.text().chars().take(600).collect::<String>()
    );
    assert!(answer.headers.get("x-x7").is_none(), "{what}: a header came back");
    if answer.header("content-type").starts_with("text/html") {
        assert!(!answer.text().contains(MARKUP), "{what}: markup came back");
    }
    let location = answer.header("location");
    assert!(location.is_empty() || location.starts_with('/') && !location.starts_with("//"), "{what}: sent to {location}");
}

#[test]
fn s_02_nothing_answers_with_a_fault_whatever_it_is_sent() {
    let bench = Bench::small();
    let (examples, callers) = (Examples::of(&bench), callers());
    callers.iter().filter(|c| !c.1.is_empty()).for_each(|c| _ = bench.ask_as(&c.1, "/assets/mark.svg"));
    let mut chance = Chance::of_run(2);
    let (mut slowest, mut statuses) = ((Duration::ZERO, String::new()), BTreeMap::new());
    let mut names: BTreeMap<(String, String), (String, Vec<String>)> = BTreeMap::new();
    let mut sent = 0;
    // What is read first: after every act the pages are made anew.
    for method in [Method::GET, Method::POST] {
        let cases = if method == Method::GET { rounds(10, 2_000) } else { rounds(4, 2_000) };
        for Route { template, methods } in routes() {
            if !methods.contains(&method) {
                continue;
            }
            let shown = examples.for_route(&template);
            for _ in 0..cases {
                let (_, example) = &shown[usize::try_from(chance.within(0..shown.len() as u64)).unwrap_or(0)];
                let (_, who) = &callers[usize::try_from(chance.within(0..callers.len() as u64)).unwrap_or(0)];
                let mut token = String::new();
                let (mut kind, mut content) = ("text/plain", Vec::new());
                if method == Method::POST {
                    let known = names.entry((who.clone(), example.clone())).or_insert_with(|| {
                        let page = bench.ask_as(who, example);
                        let own = bench.ask_as(who, "/me");
                        let token = if own.status == 200 { own.field("token") } else { String::new() };
                        (token, fields(&page))
                    });
                    token.clone_from(&known.0);
                    (kind, content) = body(&mut chance, &token, &known.1);
                }
                let address = bent(&mut chance, &template, example);
                let said = format!(
                    "{method} {address} by “{who}”, {kind}: {}",
                    String::from_utf8_lossy(&content).chars().take(900).collect::<String>()
                );
                let mut request = Request::builder().method(&method).uri(&address).header("content-type", kind);
                if chance.percent(15) {
                    let junk: String = bad(&mut chance).chars().filter(char::is_ascii_graphic).collect();
                    request = request.header("accept-language", junk.clone()).header("x-forwarded-for", junk.clone());
                    request = request.header("cookie", format!("guatu_as_of={junk}; guatu_stage={junk}; guatu_period={junk}"));
                }
                // What no client can send is no case.
                let Ok(request) = request.body(Body::from(content)) else { continue };
                let from = Instant::now();
                let answer = bench.raw(who, request);
                looked_at(&answer, &said);
                if from.elapsed() > slowest.0 {
                    slowest = (from.elapsed(), template.clone());
                }
                *statuses.entry(answer.status.as_u16()).or_insert(0_u32) += 1;
                sent += 1;
                let renews = ["/sign-out", "/me/", "/identity"].iter().any(|path| template.starts_with(path));
                if method == Method::POST && renews && matches!(answer.status.as_u16(), 200 | 303) {
                    bench.forget(who);
                    names.retain(|known, _| known.0 != *who);
                }
            }
        }
    }
    report("S-02", &format!("{sent} requests: {statuses:?}; slowest {:.2} s ({})", slowest.0.as_secs_f64(), slowest.1));
    assert!(slowest.0 < Duration::from_secs(10), "{slowest:?}");
    assert!(statuses.get(&200).is_some_and(|n| *n > sent / 20), "hardly anything was let in: {statuses:?}");
}

impl Bench {
    fn ask_as(&self, who: &str, path: &str) -> Answer {
        self.raw(who, Request::builder().uri(path).body(Body::empty()).expect("a request"))
    }
}
