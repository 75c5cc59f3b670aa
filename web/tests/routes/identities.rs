//! Identities 身份: the first page, and choosing with whose eyes to look.

use super::demo::{Answer, COUNTY, LEADER, Who, get, request, send, session_of};
use axum::body::Body;
use axum::http::{Method, header};

fn choose(form: &str, headers: &[(&str, &str)]) -> Answer {
    let mut builder =
        request(Method::POST, "/identity", Who::Nobody).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    send(builder.body(Body::from(form.to_owned())).expect("a request"))
}

#[test]
fn the_first_page_offers_every_role_and_warns_of_secrets() {
    let page = get("/", Who::Nobody).is(200);
    let page = page.says(&["云麓县", "县领导", "两办督查室", "牵头部门", "组织部", "系统管理员", "审计员", "严禁录入涉密信息"]);
    page.says(&["演示：今天是2026年4月8日（星期三）", "建昌镇"]).says_not(&["系统岗位"]);
    get("/?lang=en", Who::Nobody).is(200).says(&["county leader", "Demonstration: today is Wednesday, 8 Apr 2026"]);
}

#[test]
fn case_26_choosing_opens_a_session_that_no_script_and_no_other_site_can_use() {
    let answer = choose(&format!("county={COUNTY}&role=leader&back="), &[("sec-fetch-site", "same-origin")]).is(303);
    assert_eq!(answer.header("location"), "/wall");
    let set = answer.header("set-cookie").to_owned();
    assert!(
        set.starts_with(&format!("guatu_session={COUNTY}.")) && set.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
        "{set}"
    );
    // Over TLS the cookie travels over TLS only, and no other host can have set it.
    let secure = choose(&format!("county={COUNTY}&role=leader"), &[("x-forwarded-proto", "https")]).is(303);
    let set = secure.header("set-cookie").to_owned();
    assert!(set.starts_with("__Host-guatu_session=") && set.contains("; Secure"), "{set}");
    let plain = set.replace("__Host-", "");
    let cookie = plain.split(';').next().unwrap_or_default();
    let smuggled = request(Method::GET, "/wall", Who::Nobody).header(header::COOKIE, cookie).header("x-forwarded-proto", "https");
    send(smuggled.body(Body::empty()).expect("a request")).is(303);
    let unit = choose(&format!("county={COUNTY}&role=filer&as.filer=qingpingzhen&back=%2Fprojects"), &[]).is(303);
    assert_eq!(unit.header("location"), "/projects");
    let cookie = session_of(&unit);
    let page = request(Method::GET, "/me", Who::Nobody).header(header::COOKIE, cookie);
    send(page.body(Body::empty()).expect("a request")).is(200).says(&["qingpingzhen", "统计员", "单位填报员"]);
    // An officer begins where officers work.
    let officer = choose(&format!("county={COUNTY}&role=administrator"), &[]).is(303);
    assert_eq!(officer.header("location"), "/accounts");
}

#[test]
fn a_form_of_another_site_is_refused() {
    let form = format!("county={COUNTY}&role=leader");
    choose(&form, &[("sec-fetch-site", "cross-site")]).is(403);
    choose(&form, &[("origin", "https://evil.example"), ("host", "127.0.0.1:8420")]).is(403);
    choose(&form, &[("origin", "null"), ("host", "127.0.0.1:8420")]).is(403);
    choose(&form, &[("origin", "http://127.0.0.1:8420"), ("host", "127.0.0.1:8420")]).is(303);
}

#[test]
fn what_is_no_identity_is_refused() {
    choose(&format!("county={COUNTY}&role=system"), &[]).is(400).says(&["没有选定身份"]);
    choose(&format!("county={COUNTY}&role=filer&as.filer=nobody"), &[]).is(404).says(&["没有账号“nobody”"]);
    // The account of another role is none of this one.
    choose(&format!("county={COUNTY}&role=filer&as.filer=shuji"), &[]).is(404);
    choose(&format!("county={COUNTY}&role=filer&unit_id=1"), &[]).is(400).says(&["没有“unit_id”这一栏"]);
    choose("county=110000&role=leader", &[]).is(404);
    assert_eq!(
        choose(&format!("county={COUNTY}&role=leader&back=https://evil.example"), &[]).is(303).header("location"),
        "/wall"
    );
    let forged =
        request(Method::GET, "/wall", Who::Nobody).header(header::COOKIE, format!("guatu_session={COUNTY}.{}", "0".repeat(64)));
    send(forged.body(Body::empty()).expect("a request")).is(303);
    get("/", LEADER).is(200).says(&["class=\"chosen\""]);
}
