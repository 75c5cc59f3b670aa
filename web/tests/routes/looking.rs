//! Looking 回看: from which day, for which period and in which language the whole site is seen.

use super::demo::{LEADER, Who, cookie as session, get, request, send};
use axum::body::Body;
use axum::http::{Method, header};

#[test]
fn an_earlier_day_shows_what_was_known_then_and_offers_the_way_back() {
    let page = get("/wall?as_of=2026-02-20", LEADER).is(200);
    assert!(page.headers.get_all("set-cookie").iter().any(|c| c.to_str().unwrap_or("").starts_with("guatu_as_of=2026-02-20;")));
    let page = page.says(&["回看：", "2026年2月20日", "统计截至2026年2月20日", "期别2026年1月", "回到今天"]);
    let back = page.link("/wall?as_of=today");
    let page = get(&back, LEADER).is(200).says_not(&["回看："]);
    assert!(page.headers.get_all("set-cookie").iter().any(|c| c.to_str().unwrap_or("").contains("guatu_as_of=; ")));
}

#[test]
fn the_choice_is_kept_for_the_pages_that_follow() {
    let with = |cookie: &str, path: &str| {
        let identity = session(LEADER).expect("signed in");
        let builder = request(Method::GET, path, Who::Nobody).header(header::COOKIE, format!("{identity}; {cookie}"));
        send(builder.body(Body::empty()).expect("a request"))
    };
    with("guatu_as_of=2025-10-20", "/statistics").is(200).says(&["回看：", "2025年10月20日", "2025年1—9月"]);
    with("guatu_lang=en; guatu_period=2025", "/statistics").is(200).says(&["<html lang=\"en\"", "period 2025;"]);
    // A link that somebody sends wins over what is kept.
    with("guatu_as_of=2025-10-20", "/statistics?as_of=2026-03-31").is(200).says(&["统计截至2026年3月31日"]);
}

#[test]
fn a_later_day_and_no_day_are_refused_with_the_way_back() {
    get("/wall?as_of=2026-04-09", LEADER).is(400).says(&["晚于今天（2026-04-08）", "回到今天"]);
    get("/wall?as_of=2026-02-30", LEADER).is(400).says(&["日期“2026-02-30”无法识别"]);
    get("/wall?as_of=2026-04-09&lang=en", LEADER).is(400).says(&["later than today", "Back to today"]);
}

#[test]
fn before_the_first_record_there_is_an_empty_page() {
    get("/wall?as_of=2020-01-01&period=2019", LEADER).is(200).says(&["那时还没有数据", "最早的记录", "回到今天"]);
}

#[test]
fn every_page_states_what_it_stands_on() {
    for path in
        ["/wall", "/statistics", "/units", "/projects", "/key-projects", "/registers/teams", "/bulletins", "/search?q=xyzxyz"]
    {
        get(path, LEADER).is(200).says(&["统计截至2026年4月8日，期别2026年一季度，口径：核定，总账第", "本页链接"]);
    }
    let link = get("/projects?q=a", LEADER).is(200).link("/projects?q=a&as_of=2026-04-08");
    assert_eq!(link, "/projects?q=a&as_of=2026-04-08&period=2026-Q1&stage=verified&lang=zh");
}

#[test]
fn errors_have_pages_of_their_own() {
    get("/nothing-here", LEADER).is(404).says(&["没有这一页", "web.not_found", "<nav class=\"side\""]);
    get("/nothing-here?lang=en", Who::Nobody).is(404).says(&["No such page"]);
    get("/projects/none", LEADER).is(404).says(&["没有这一页"]);
}
