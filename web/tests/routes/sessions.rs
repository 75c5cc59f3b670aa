//! Sessions 会话: signing in on a live server, step by step and attack by attack (RELIABILITY §7.3, cases 21–37 and 84–87).

use super::demo::{Answer, COUNTY, ask, loaded, session_of};
use acts::Office;
use acts::acting::{Caller, fresh_key};
use acts::sessions::Cost;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub const PASSWORD: &str = "Tall-Pines-77";

/// The demo county on a live server: its today is the true day, so nobody enters without a password.
pub struct Live {
    router: axum::Router,
    pub office: Office,
    pub now: Arc<AtomicI64>,
    _dir: tempfile::TempDir,
}

pub fn live() -> Live {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("live.db");
    fs::copy(loaded(), &path).expect("a copy");
    let database = store::Database::parse(&format!("sqlite:{}", path.display())).expect("an address");
    let office = Office::open(&database, None).unwrap_or_else(|e| panic!("{e:?}"));
    let now = Arc::new(AtomicI64::new(acts::true_now()));
    let told = now.clone();
    let clock = Arc::new(move || told.load(Ordering::Relaxed));
    let setup = web::Setup { cost: Cost::CHEAP, clock, ..web::Setup::new(Vec::new(), dir.path().join("keys")) };
    Live { router: web::router_with(office.clone(), setup), office, now, _dir: dir }
}

pub fn operator() -> Caller {
    Caller { key: fresh_key(), ..Caller::operator(COUNTY) }
}

impl Live {
    pub fn get(&self, path: &str, cookie: &str) -> Answer {
        let asked = Request::builder().uri(path).header(header::COOKIE, cookie);
        ask(&self.router, asked.body(Body::empty()).expect("a request"))
    }

    /// A form sent from an address beyond the proxy, over TLS; empty: from this machine.
    fn post_from(&self, address: &str, path: &str, form: &str, cookie: &str) -> Answer {
        let mut asked = Request::builder().method(Method::POST).uri(path).header(header::COOKIE, cookie);
        if !address.is_empty() {
            asked = asked.header("x-forwarded-proto", "https");
        }
        let mut asked = asked.body(Body::from(form.to_owned())).expect("a request");
        if !address.is_empty() {
            let from: SocketAddr = format!("{address}:40000").parse().expect("an address");
            asked.extensions_mut().insert(ConnectInfo(from));
        }
        ask(&self.router, asked)
    }

    pub fn post(&self, path: &str, form: &str, cookie: &str) -> Answer {
        self.post_from("", path, form, cookie)
    }

    /// Let an account have the password, by its invitation.
    pub fn settle(&self, account: &str) {
        let invitation = self.office.invite(&operator(), account).expect("invited").expect("once");
        self.get(&invitation.path, "").is(200).says(&[account, "设定口令"]);
        let form = format!("password={PASSWORD}&again={PASSWORD}");
        self.post(&invitation.path, &form, "").is(303);
        // Case 35: it works once.
        self.get(&invitation.path, "").is(404).says(&["已用过"]);
        self.post(&invitation.path, &form, "").is(404);
    }

    pub fn sign_in(&self, account: &str) -> String {
        let form = format!("county={COUNTY}&account={account}&password={PASSWORD}");
        session_of(&self.post("/sign-in", &form, "").is(303))
    }

    fn pass(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::Relaxed);
    }
}

/// A hidden field of a page.
#[track_caller]
pub fn field(page: &Answer, name: &str) -> String {
    let text = page.text();
    let rest = text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name}:\n{text}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn a_live_server_leads_to_the_sign_in_and_back_to_where_one_wanted_to_go() {
    let live = live();
    assert_eq!(live.get("/statistics?campaign=funds", "").is(303).header("location"), "/?back=%2Fstatistics%3Fcampaign%3Dfunds");
    let first = live.get("/?back=%2Fstatistics%3Fcampaign%3Dfunds", "").is(303);
    assert_eq!(first.header("location"), "/sign-in?back=%2Fstatistics%3Fcampaign%3Dfunds");
    live.get("/sign-in?back=%2Fstatistics%3Fcampaign%3Dfunds", "")
        .is(200)
        .says(&["value=\"/statistics?campaign=funds\"", "云麓县"]);
    live.get("/sign-in?lang=en", "").is(200).says(&["Sign in", "Password"]);
    // No door of a demonstration here.
    live.post("/identity", &format!("county={COUNTY}&role=leader"), "").is(404);
    live.settle("shuji");
    let form = format!("county={COUNTY}&account=shuji&password={PASSWORD}");
    let back = live.post("/sign-in", &format!("{form}&back=%2Fstatistics%3Fcampaign%3Dfunds"), "").is(303);
    assert_eq!(back.header("location"), "/statistics?campaign=funds");
    // Case 87: nobody is sent to another's pages.
    for evil in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"] {
        let answer = live.post("/sign-in", &format!("{form}&back={evil}"), "").is(303);
        assert_eq!(answer.header("location"), "/wall", "{evil}");
    }
    // Case 37: a field that the form does not have.
    live.post("/sign-in", &format!("{form}&role=administrator"), "").is(400).says(&["没有“role”这一栏"]);
    let cookie = live.sign_in("shuji");
    assert_eq!(live.get("/", &cookie).is(303).header("location"), "/wall");
    live.get("/wall", &cookie).is(200).says(&["乔春娟 · 县委书记", "action=\"/sign-out\""]);
}

#[test]
fn case_21_22_a_token_set_before_is_replaced_and_one_signed_out_is_worth_nothing() {
    let live = live();
    live.settle("shuji");
    let planted = format!("guatu_session={COUNTY}.{}", "a".repeat(64));
    let form = format!("county={COUNTY}&account=shuji&password={PASSWORD}");
    let cookie = session_of(&live.post("/sign-in", &form, &planted).is(303));
    assert_ne!(cookie, planted);
    live.get("/wall", &planted).is(303);
    live.get("/wall", &cookie).is(200);
    let out = live.post("/sign-out", "", &cookie).is(303);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    live.get("/wall", &cookie).is(303);
}

#[test]
fn case_23_84_the_password_is_changed_with_the_form_of_this_session_and_others_die() {
    let live = live();
    live.settle("shuji");
    let (one, two) = (live.sign_in("shuji"), live.sign_in("shuji"));
    let page = live.get("/me", &one).is(200).says(&["乔春娟", "县委书记", "本次", "退出该会话"]);
    let (token, key) = (field(&page, "token"), field(&page, "key"));
    let words =
        |token: &str| format!("token={token}&key={key}&present={PASSWORD}&password=Broad-Rivers-88&again=Broad-Rivers-88");
    live.post("/me/password", &words("0"), &one).is(403).says(&["页面已过期"]);
    let other = field(&live.get("/me", &two).is(200), "token");
    live.post("/me/password", &words(&other), &one).is(403);
    let weak = format!("token={token}&key={key}&present={PASSWORD}&password=short&again=short");
    live.post("/me/password", &weak, &one).is(422).says(&["至少10个字符", "四类中至少要有三类"]);
    live.post("/me/password", &format!("{weak}&account=zhang"), &one).is(400);
    let renewed = session_of(&live.post("/me/password", &words(&token), &one).is(303));
    live.get("/me?done=password", &renewed).is(200).says(&["口令已改"]);
    live.get("/wall", &one).is(303);
    live.get("/wall", &two).is(303);
}

#[test]
fn sessions_are_listed_and_ended_one_by_one_and_all_at_once() {
    let live = live();
    live.settle("shuji");
    let (one, two, three) = (live.sign_in("shuji"), live.sign_in("shuji"), live.sign_in("shuji"));
    let page = live.get("/me", &one).is(200);
    let id = page.text().split("name=\"session\" value=\"").nth(1).expect("another").chars().take(12).collect::<String>();
    live.post("/me/sessions", &format!("token={}&key=k1&session={id}", field(&page, "token")), &one).is(303);
    let living = [&two, &three].into_iter().filter(|cookie| live.get("/wall", cookie).status == 200).count();
    assert_eq!(living, 1);
    live.post("/me/sessions", &format!("token={}&key=k2&session=all", field(&page, "token")), &one).is(303);
    for cookie in [&one, &two, &three] {
        live.get("/wall", cookie).is(303);
    }
}

#[test]
fn case_28_29_31_failures_are_answered_alike_and_an_address_that_goes_on_waits() {
    let live = live();
    live.settle("shuji");
    live.settle("xianzhang");
    let body = |address: &str, account: &str, password: &str| {
        let form = format!("county={COUNTY}&account={account}&password={password}");
        let answer = live.post_from(address, "/sign-in", &form, "").is(422);
        answer.text().replace(account, "ACCOUNT")
    };
    let unknown = body("10.1.0.1", "nobody", "Wrong-Pines-77");
    for n in 2..7 {
        assert_eq!(body(&format!("10.1.0.{n}"), "shuji", "Wrong-Pines-77"), unknown);
    }
    assert_eq!(body("10.1.0.9", "shuji", PASSWORD), unknown, "the sixth try, though right");
    let administrator = Caller { key: fresh_key(), ..operator() };
    live.office.unlock(&administrator, "shuji").expect("unlocked");
    live.sign_in("shuji");
    // One password against everybody, from one address.
    for n in 0..10 {
        let form = format!("county={COUNTY}&account=someone{n}&password={PASSWORD}");
        live.post_from("10.1.0.99", "/sign-in", &form, "").is(422);
    }
    let form = format!("county={COUNTY}&account=xianzhang&password={PASSWORD}");
    live.post_from("10.1.0.99", "/sign-in", &form, "").is(429).says(&["15分钟"]);
    live.post_from("10.1.0.98", "/sign-in", &form, "").is(303);
    // In the clear from another machine no password is taken.
    let mut plain = Request::builder().method(Method::POST).uri("/sign-in").body(Body::from(form)).expect("a request");
    plain.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 1, 0, 97], 40000))));
    ask(&live.router, plain).is(409).says(&["明文"]);
}

#[test]
fn case_24_25_a_session_is_over_when_suspended_and_when_left_alone() {
    let live = live();
    live.settle("shuji");
    live.settle("anjianju");
    let (leader, filer) = (live.sign_in("shuji"), live.sign_in("anjianju"));
    live.get("/wall", &filer).is(200);
    live.office.suspend(&operator(), "anjianju", "").expect("suspended");
    live.get("/wall", &filer).is(303);
    live.pass(14 * 60_000);
    live.get("/wall", &leader).is(200);
    live.pass(16 * 60_000);
    live.get("/wall", &leader).is(303);
}

#[test]
fn an_officer_enrols_a_second_factor_first_and_then_does_only_its_own_work() {
    let live = live();
    live.settle("guanliyuan");
    let cookie = live.sign_in("guanliyuan");
    assert_eq!(live.get("/accounts", &cookie).is(303).header("location"), "/me/second-factor");
    let page = live.get("/me/second-factor", &cookie).is(200).says(&["二次验证", "otpauth://totp/Guatu", "class=\"qr\""]);
    let (token, sealed) = (field(&page, "token"), field(&page, "sealed"));
    let wrong = format!("token={token}&key=k1&sealed={sealed}&code=000000");
    let again = live.post("/me/second-factor", &wrong, &cookie).is(422).says(&["验证码不对"]);
    assert_eq!(field(&again, "sealed"), sealed, "the telephone need not be scanned again");
    let secret = page.text().split("id=\"secret\">").nth(1).expect("a key").split('<').next().unwrap_or_default().to_owned();
    let right = format!("token={token}&key=k2&sealed={sealed}&code={}", totp(&secret, live.now.load(Ordering::Relaxed)));
    let done = live.post("/me/second-factor", &right, &cookie).is(200).says(&["恢复码", "只显示这一次"]);
    let renewed = session_of(&done);
    live.get("/me", &cookie).is(303);
    live.get("/accounts", &renewed).is(200).says(&["guanliyuan", "系统管理员"]);
    live.get("/wall", &renewed).is(403);
    live.get("/roles", &renewed).is(403);
    // Now the second step is asked for; a recovery code passes it.
    let form = format!("county={COUNTY}&account=guanliyuan&password={PASSWORD}&back=%2Faccounts");
    let step = live.post("/sign-in", &form, "").is(200).says(&["验证码"]);
    let code = done.text().split("<li><code>").nth(1).expect("a code").split('<').next().unwrap_or_default().to_owned();
    let ticket = field(&step, "ticket");
    live.post("/sign-in/code", &format!("ticket={ticket}&code=123456&back=%2Faccounts"), "").is(422).says(&["验证码不对"]);
    let inside = live.post("/sign-in/code", &format!("ticket={ticket}&code={code}&back=%2Faccounts"), "").is(303);
    assert_eq!(inside.header("location"), "/accounts");

    // Open an account, invite, suspend.
    let cookie = session_of(&inside);
    let page = live.get("/accounts", &cookie).is(200);
    let token = field(&page, "token");
    let act = |key: &str, rest: &str| live.post("/accounts", &format!("token={token}&key={key}&{rest}"), &cookie);
    act("a1", "do=open&account=zhang.san&person=p0003").is(303);
    act("a2", "do=open&account=zhang.san&person=p0003").is(422).says(&["已经有了"]);
    act("a3", "do=open&account=%3Cb%3E&person=p0003").is(422).says(&["不能用"]).says_not(&["<b>”"]);
    act("a4", "do=invite&account=zhang.san").is(200).says(&["/invitation/361099.", "只显示这一次"]);
    act("a5", "do=suspend&account=zhang.san").is(303);
    act("a6", "do=suspend&account=guanliyuan").is(422).says(&["不能停用自己的账号"]);
    act("a7", "do=open&account=x1&person=p0003&role=leader").is(400);
    live.post("/roles", &format!("token={token}&key=a8&do=grant&post=xianweiban-2&role=leader"), &cookie).is(403);
}

#[test]
fn the_security_officer_grants_roles_but_not_to_itself() {
    let live = live();
    live.settle("baomi");
    live.settle("anjianju");
    let filer = live.sign_in("anjianju");
    let cookie = live.sign_in("baomi");
    let page = live.get("/me/second-factor", &cookie).is(200);
    let secret = page.text().split("id=\"secret\">").nth(1).expect("a key").split('<').next().unwrap_or_default().to_owned();
    let code = totp(&secret, live.now.load(Ordering::Relaxed));
    let form = format!("token={}&key=k&sealed={}&code={code}", field(&page, "token"), field(&page, "sealed"));
    let cookie = session_of(&live.post("/me/second-factor", &form, &cookie).is(200));
    let page = live.get("/roles?q=%E5%AE%89%E7%9B%91%E5%B1%80", &cookie).is(200).says(&["统计员"]);
    let token = field(&page, "token");
    let act = |key: &str, rest: &str| live.post("/roles", &format!("token={token}&key={key}&{rest}"), &cookie);
    act("r1", "do=grant&post=jiyaoju-2&role=leader").is(422).says(&["不能给自己所在的岗位"]);
    act("r2", "do=grant&post=anjianju-4&role=auditor").is(303);
    // An officer of today sees no business from the next request on.
    live.get("/wall", &filer).is(303);
    act("r3", "do=grant&post=anjianju-4&role=filer").is(303);
    live.get("/wall", &filer).is(200);
    act("r4", "do=grant&post=anjianju-4&role=system").is(404);
    act("r5", "do=end&account=anjianju").is(303);
    live.get("/wall", &filer).is(303);
    live.get("/accounts", &cookie).is(403);
}

#[test]
fn what_was_typed_before_the_session_was_over_is_offered_again() {
    let live = live();
    live.settle("shuji");
    let cookie = live.sign_in("shuji");
    let page = live.get("/me", &cookie).is(200);
    live.pass(16 * 60_000);
    // Any form of a page: here one of the accounts, whose text has everything that must be escaped.
    let form = format!("token={}&key=k&do=open&account=%22%3E%3Cscript%3E%E5%BC%A0&person=p0003", field(&page, "token"));
    let answer = live.post("/accounts", &form, &cookie).is(401).says(&["您填写的内容已保留", "name=\"kept.account\""]);
    let answer = answer.says_not(&["\"><script>", "name=\"kept.token\""]);
    assert_eq!(field(&answer, "back"), "/accounts");
    let kept = "kept.do=open&kept.account=%22%3E%3Cscript%3E%E5%BC%A0&kept.person=p0003";
    let form = format!("county={COUNTY}&account=shuji&password={PASSWORD}&back=%2Faccounts&{kept}");
    let offered =
        live.post("/sign-in", &form, "").is(200).says(&["填写的内容还在", "action=\"/accounts\""]).says_not(&["\"><script>"]);
    let cookie = session_of(&offered);
    // The tokens are those of the new session; whether the leader may open accounts is decided as ever.
    let token = field(&offered, "token");
    assert_eq!(token, field(&live.get("/me", &cookie).is(200), "token"));
    live.post("/accounts", &format!("token={token}&key=k2&do=open&account=x1&person=p0003"), &cookie).is(403);
    // What was carried once is carried again, up to 256 KB; of more it is said that it was not.
    let large =
        |bytes: usize| format!("county={COUNTY}&account=shuji&password=x&back=%2Faccounts&kept.note={}", "x".repeat(bytes));
    live.post("/sign-in", &large(200_000), "").is(422).says(&["name=\"kept.note\""]);
    live.post("/sign-in", &large(300_000), "").is(422).says(&["没有保留"]).says_not(&["name=\"kept.note\""]);
    live.post("/sign-in", &large(2_000_000), "").is(413).says(&["超过这一页的限度"]);
}

/// The code as a telephone makes it.
pub fn totp(secret: &str, now: i64) -> String {
    let program = "import base64,hmac,sys\n\
                   k=base64.b32decode(sys.argv[1]+'='*(-len(sys.argv[1])%8)); d=hmac.new(k,(int(sys.argv[2])//30000).to_bytes(8,'big'),'sha1').digest()\n\
                   o=d[19]&15; print('%06d'%((int.from_bytes(d[o:o+4],'big')&0x7fffffff)%1000000),end='')";
    let output = std::process::Command::new("python3").args(["-c", program, secret, &now.to_string()]).output().expect("python");
    String::from_utf8(output.stdout).expect("digits")
}

#[test]
fn what_was_typed_is_offered_again_also_when_something_else_comes_first() {
    let live = live();
    live.settle("baomi");
    // An officer who has to enrol a second factor first, with a form of an earlier session still open.
    let cookie = live.sign_in("baomi");
    let token = field(&live.get("/me", &cookie).is(200), "token");
    let form = format!("token={token}&key=k&do=grant&post=anjianju-4&role=auditor");
    let offered = live.post("/roles", &form, &cookie).is(403);
    let offered = offered.says(&["须先开通二次验证", "href=\"/me/second-factor\"", "name=\"post\" value=\"anjianju-4\""]);
    assert_eq!(field(&offered, "token"), token);
    // The page of another session: what was typed is offered with the token of this one, and is not done.
    live.settle("shuji");
    let (one, two) = (live.sign_in("shuji"), live.sign_in("shuji"));
    let foreign = field(&live.get("/me", &one).is(200), "token");
    let form = format!("token={foreign}&key=k&do=open&account=%3Cscript%3E&person=p0003");
    let offered = live.post("/accounts?q=x", &form, &two).is(403);
    assert!(!offered.text().contains("<script>"), "texts stay texts");
    // A form of signing in itself is never written into a page.
    let page = live.post("/me/password", "token=0&key=k&present=Secret-Pines-1&password=Secret-Pines-2&again=x", &two).is(403);
    page.says(&["页面已过期"]).says_not(&["Secret-Pines"]);
}

#[test]
fn p_05_what_is_taken_away_is_gone_at_the_next_request_under_load() {
    let live = live();
    live.settle("anjianju");
    live.settle("shuji");
    let reader = live.sign_in("shuji");
    let tries = harness::chance::rounds(12, 1_000);
    let (ended, served, mut leaks) = (std::sync::atomic::AtomicBool::new(false), AtomicI64::new(0), 0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !ended.load(Ordering::Relaxed) {
                    live.get("/help", &reader);
                    served.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for n in 0..tries {
            let filer = live.sign_in("anjianju");
            live.get("/me", &filer).is(200);
            let role = |role| live.office.grant(&operator(), "anjianju-4", role, "").expect("granted");
            match n % 3 {
                0 => live.office.suspend(&operator(), "anjianju", "").expect("suspended"),
                1 => live.office.end_sessions(&operator(), "anjianju").expect("ended"),
                _ => role(None),
            }
            leaks += usize::from(live.get("/me", &filer).status != 303);
            match n % 3 {
                0 => live.office.restore(&operator(), "anjianju", "").expect("restored"),
                1 => {}
                _ => role(Some(domain::actors::Role::Filer)),
            }
        }
        ended.store(true, Ordering::Relaxed);
    });
    harness::chance::report("P-05", &format!("{tries} revocations among {} requests: {leaks} leaks", served.into_inner()));
    assert_eq!(leaks, 0);
}
