//! Headers 安全响应头: RELIABILITY S-11 — all routes × the required set, and what no request may be.

use super::demo::{LEADER, Who, get, request, send};
use axum::body::Body;
use axum::http::Method;

pub const REQUIRED: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("permissions-policy", "camera=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

#[test]
fn s_11_every_answer_carries_the_required_headers() {
    let paths = [
        "/",
        "/wall",
        "/statistics",
        "/statistics?format=xlsx",
        "/units",
        "/units/jianchangzhen",
        "/projects",
        "/key-projects",
        "/registers",
        "/registers/funds",
        "/bulletins",
        "/bulletins/draft",
        "/search?q=a",
        "/help",
        "/assets/guatu.css",
        "/assets/guatu.js",
        "/assets/mark.svg",
        "/health",
        "/nothing-here",
        "/wall?as_of=2030-01-01",
    ];
    for path in paths {
        for who in [LEADER, Who::Nobody] {
            let answer = get(path, who);
            for (name, value) in REQUIRED {
                assert!(answer.header(name).starts_with(value), "{path}: {name} is “{}”", answer.header(name));
            }
            let kept = path.starts_with("/assets/");
            assert_eq!(answer.header("cache-control").contains("no-store"), !kept, "{path}: {}", answer.header("cache-control"));
        }
    }
}

#[test]
fn pages_carry_nothing_that_the_policy_forbids() {
    for path in ["/", "/wall", "/wall?big=1", "/statistics", "/key-projects/key-01", "/bulletins/draft", "/help", "/nothing-here"]
    {
        let text = get(path, LEADER).text();
        for forbidden in [" style=\"", "<style", " onclick=", " onload=", "javascript:"] {
            assert!(!text.contains(forbidden), "{path} has {forbidden}");
        }
        assert_eq!(text.matches("<script").count(), 1, "{path} has one script, from a file");
    }
}

#[test]
fn only_reading_is_possible() {
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
        for path in ["/wall", "/identity", "/nothing-here"] {
            let answer = send(request(method.clone(), path, LEADER).body(Body::empty()).expect("a request"));
            assert_eq!(answer.status.as_u16(), 405, "{method} {path}");
        }
    }
    send(request(Method::POST, "/wall", LEADER).body(Body::empty()).expect("a request")).is(405);
    let head = send(request(Method::HEAD, "/wall", LEADER).body(Body::empty()).expect("a request")).is(200);
    assert!(head.bytes.is_empty());
}

#[test]
fn questions_are_bounded() {
    let long = "x".repeat(2100);
    get(&format!("/projects?q={long}"), LEADER).is(400).says(&["过长"]);
    get(&format!("/projects?q={}", "x".repeat(201)), LEADER).is(400).says(&["过多或过长"]);
    let many: String = (0..30).map(|n| format!("a{n}=1&")).collect();
    get(&format!("/projects?{many}"), LEADER).is(400);
    get("/projects?page=0", LEADER).is(400).says(&["页码应为正整数"]);
    get("/projects?page=99999", LEADER).is(200);
    let big = request(Method::POST, "/me/post", Who::Nobody).body(Body::from("x".repeat(20_000))).expect("a request");
    send(big).is(413).says(&["超过这一页的限度"]);
}

#[test]
fn what_is_asked_is_never_markup() {
    for path in
        ["/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/projects?q=%22%3E%3Cimg%20src%3Dx%3E", "/statistics?campaign=%3Cb%3E"]
    {
        get(path, LEADER).says_not(&["<script>alert", "<img src=x", "campaign=<b>", "“<b>”"]);
    }
}

#[test]
fn pages_are_compressed_and_small() {
    let css = get("/assets/guatu.css", Who::Nobody);
    assert!(css.bytes.len() < 60_000);
    assert!(get("/assets/guatu.js", Who::Nobody).bytes.len() <= 8192);
    for path in ["/wall", "/statistics?campaign=all", "/bulletins/draft", "/projects"] {
        let builder = request(Method::GET, path, LEADER).header("accept-encoding", "gzip, br");
        let answer = send(builder.body(Body::empty()).expect("a request")).is(200);
        assert_eq!(answer.header("content-encoding"), "gzip", "{path}");
        assert!(answer.bytes.len() < 130_000, "{path} weighs {} bytes compressed", answer.bytes.len());
    }
}
