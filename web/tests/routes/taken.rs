//! Taken 受理: (T-03) every address that takes a form writes an act when it takes one. The addresses are read from the route table
//! itself, so that a new one without a case here fails.
//!
//! That act and facts stand in one transaction is the store's: it hands out a transaction for an act only, and without the act
//! nothing is written (`store/tests/acts.rs`).

use super::demo::{Answer, Bench, COUNTY, TODAY, Who, get, session_of};
use super::record::{auditor, encoded, hidden, newest_of};
use super::sessions::{Live, PASSWORD, live, operator, totp};
use super::{imports, keeping, settings};
use axum::http::Method;
use domain::actors::Role;
use domain::calendar::Date;
use domain::registers::{TERMS, Value};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

const MAY: Date = Date::constant(2026, 5, 6);

/// Addresses that take a form, from the route table.
fn table() -> BTreeSet<String> {
    let table = include_str!("../../src/router.rs");
    let routes = table.split(".route(").skip(1);
    let takes = routes.filter(|route| ["post(", "put(", "patch(", "delete("].iter().any(|method| route.contains(method)));
    takes.filter_map(|route| route.split('"').nth(1)).map(str::to_owned).collect()
}

#[test]
fn every_form_that_is_taken_is_an_act() {
    let mut taken = BTreeSet::new();
    business(&mut taken);
    keeping(&mut taken);
    supervising(&mut taken);
    importing(&mut taken);
    signing_in(&mut taken);
    // A file is laid beside the books for a preview: what is decided on it is the act.
    taken.insert("/imports".to_owned());
    assert_eq!(table(), taken, "an address that takes a form has no case here");
}

/// The act count of a county before and after something is sent.
struct Counted<'a, F: Fn() -> i64> {
    newest: F,
    taken: &'a mut BTreeSet<String>,
}

impl<F: Fn() -> i64> Counted<'_, F> {
    #[track_caller]
    fn case(&mut self, route: &str, send: impl FnOnce() -> Answer) -> Answer {
        let before = (self.newest)();
        let answer = send();
        assert!(matches!(answer.status.as_u16(), 200 | 303), "{route}: {} {}", answer.status, answer.text());
        assert!((self.newest)() > before, "{route} was taken without an act");
        self.taken.insert(route.to_owned());
        answer
    }
}

fn business(taken: &mut BTreeSet<String>) {
    let bench = Bench::on(MAY);
    let who = |role: &str, account: &str| format!("{COUNTY}~{role}~{account}");
    let (filer, supervision) = (who("filer", "jianchangzhen"), who("supervision", ""));
    let page = |who: &str, path: &str| bench.ask(who, Method::GET, path, "").is(200).text();
    let send = |who: &str, path: &str, from: &str, fields: &str| {
        let body = format!("{}&{fields}", hidden(&page(who, from), path));
        bench.ask(who, Method::POST, path, body.trim_end_matches('&'))
    };
    let mut counted = Counted { newest: || bench.newest(), taken };
    counted.case("/identity", || bench.door(&who("leader", "")));

    let revision = super::record::field(&page(&filer, "/returns/2026-04"), "/returns/2026-04", "revision");
    let month = "v.petitions_received=7&n.petitions_received=ok&v.petitions_resolved=6&n.petitions_resolved=ok&do=submit";
    let month = format!("{month}&revision={revision}");
    counted.case("/returns/{month}", || send(&filer, "/returns/2026-04", "/returns/2026-04", &month));
    let open = "unit=jianchangzhen&month=2026-03&until=2026-05-08&reason=x";
    counted.case("/returns/openings", || send(&supervision, "/returns/openings", "/returns/openings", open));

    let queue = page(&supervision, "/verifications");
    let picked = |queue: &str| {
        let pick = queue.split("name=\"pick.").nth(1).unwrap_or_else(|| panic!("nothing to accept in bulk:\n{queue}"));
        let parts: Vec<&str> = pick.split('"').collect();
        format!("pick.{}={}", encoded(parts[0]), encoded(parts[2]))
    };
    let pick = picked(&queue);
    counted.case("/verifications", || send(&supervision, "/verifications", "/verifications", &pick));
    let queue = bench.ask(&supervision, Method::GET, "/verifications", "").is(200);
    let sheet = queue.link("/verifications/jianchangzhen");
    let seen = super::record::field(&page(&supervision, &sheet), &sheet, "seen");
    let ruling = format!("decision=accepted&seen={}", encoded(&seen));
    counted.case("/verifications/{unit}/{indicator}/{month}", || send(&supervision, &sheet, &sheet, &ruling));

    let form = hidden(&page(&supervision, "/returns/openings"), "/returns/openings");
    counted.case("/evidence", || {
        let mut fields: Vec<(&str, &str)> = form.split('&').filter_map(|pair| pair.split_once('=')).collect();
        fields.extend([
            ("register", "projects"),
            ("record", "prj-001"),
            ("kind", "contract"),
            ("number", "T-03"),
            ("back", "/wall"),
        ]);
        bench.upload(&supervision, &fields, "contract.txt", b"signed")
    });
    let act = bench.audit(&format!("/acts/{}", bench.newest())).is(200).text();
    let id = act
        .split("<h2>佐证材料：")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .unwrap_or_else(|| panic!("no evidence: {act}"));
    let form = hidden(&page(&supervision, "/returns/openings"), "/returns/openings");
    counted.case("/evidence/{id}/withdraw", || {
        bench.ask(&supervision, Method::POST, &format!("/evidence/{id}/withdraw"), &format!("{form}&reason=x&back=/wall"))
    });

    let proof = "/acts/verification";
    counted.case("/acts/{seq}", || send(&auditor(), "/acts/1", "/acts/1", "reason=x"));
    counted.case("/acts/verification", || send(&auditor(), proof, proof, ""));
    let path = "/acts/verification/checkpoint";
    let kept = counted.case(path, || send(&auditor(), path, proof, "")).text();
    let path = "/acts/verification/proof";
    counted.case(path, || send(&auditor(), path, proof, &format!("checkpoint={}", encoded(&kept))));
}

fn keeping(taken: &mut BTreeSet<String>) {
    let bench = Bench::on(TODAY);
    let mut counted = Counted { newest: || bench.newest(), taken };
    let (lead, new, edit) = (keeping::promotion(), "/registers/projects/new", "/registers/projects/edit?key=prj-254");
    counted.case("/registers/{noun}/new", || keeping::fill(&bench, &lead, new, &keeping::PROJECT));
    let changed = [("f.investor", "云麓精铸有限公司"), ("reason", "更名")];
    counted.case("/registers/{noun}/edit", || keeping::fill(&bench, &lead, edit, &changed));
    let admin = keeping::who(Role::Administrator, "");
    counted.case("/settings/units", || keeping::fill(&bench, &admin, "/settings/units", &keeping::MERGER));
}

fn supervising(taken: &mut BTreeSet<String>) {
    let bench = Bench::on(TODAY);
    let office = keeping::who(Role::Supervision, "");
    let send_as = |who: &str, path: &str, carried: &[&str], fields: &str| {
        let page = bench.ask(who, Method::GET, path, "").is(200).text();
        let carried = carried.iter().map(|name| format!("&{name}={}", encoded(&super::record::field(&page, path, name))));
        let body = format!("{}{}&{fields}", hidden(&page, path), carried.collect::<String>());
        bench.ask(who, Method::POST, path, &body)
    };
    let send = |path: &str, carried: &[&str], fields: &str| send_as(&office, path, carried, fields);
    let mut counted = Counted { newest: || bench.newest(), taken };
    let text = "kind=notice&title=T&on=2026-04-08&text=T";
    counted.case("/directives/new", || send("/directives/new", &[], text));
    counted.case("/directives/{id}", || send("/directives/dir-002", &["place", "seq"], "do=reject&reason=x"));
    counted.case("/tasks/{id}", || send("/tasks/task-009", &["seen"], "step=withdrawn&note=x"));
    let part = "do=save&r.jianchangzhen=500&d.jianchangzhen=2026-12-31";
    counted.case("/tasks/{id}/breakdown", || send("/tasks/task-008/breakdown", &["seen"], part));
    counted.case("/orders/new", || send("/orders/new", &[], "matter=M&basis=B&unit=jianchangzhen&due=2026-04-30"));
    let plan = "title=T&on=2026-04-30&period=2026-Q1&days=3&topic.1=T&campaign.1=";
    counted.case("/meetings/new", || send("/meetings/new", &[], plan));
    counted.case("/meetings/{id}", || send("/meetings/mtg-003", &["seen"], "do=step&step=packed"));
    counted.case("/meetings/{id}/minutes", || {
        let token = bench.ask(&office, Method::GET, "/meetings/mtg-002", "").is(200).field("token");
        let fields = [("token", token.as_str()), ("key", "minutes"), ("title", "T"), ("number", ""), ("words", "")];
        bench.send_file(&office, "/meetings/mtg-002/minutes", &fields, "m.txt", "会议议定：办好一件事。".as_bytes())
    });
    counted.case("/problems/new", || send("/problems/new", &[], "whose=projects%7Cprj-001&problem=P"));
    counted.case("/problems/{id}", || send("/problems/prob-003", &["seen"], "step=raised&note=why"));
    counted.case("/orders/{id}", || send("/orders/ord-009", &["seen"], "step=resumed"));
    let (late, named) = ("/proceedings/new?unit=zhaoshangju&ground=ord-001", "approver=xianzhang&person=");
    counted.case("/proceedings/new", || send(late, &["unit", "ground"], named));
    let head = keeping::who(Role::UnitHead, "jianchangzhen.fz");
    counted.case("/merit/{person}/{event}", || send_as(&head, super::merit::EVENT, &[], "reason=x"));
    let magistrate = keeping::who(Role::Leader, "xianzhang");
    counted.case("/proceedings/{id}", || send_as(&magistrate, "/proceedings/pro-001", &["seen"], "step=refused&note=x"));
}

fn importing(taken: &mut BTreeSet<String>) {
    const SUPERVISION: Who = Who::A(Role::Supervision);
    let newest = || newest_of(&get("/acts", Who::A(Role::Auditor)).is(200).text());
    let text = "编号\t战役\t内容\nnext-903\tinvestment\t每月调度\n";
    let sent = imports::post(SUPERVISION, &imports::token(SUPERVISION), &[("register", "commitments"), ("pasted", text)], None);
    let (place, _) = imports::settled(SUPERVISION, sent);
    let mut counted = Counted { newest, taken };
    counted.case("/settings/file", || settings::applied(settings::ADMIN, settings::BUREAU, "k", "云编〔2026〕1号"));
    counted.case("/imports/{key}", || imports::settled(SUPERVISION, imports::decide(SUPERVISION, &place, "all")).1);
}

/// The newest act on a live server.
fn newest(live: &Live) -> i64 {
    let eyes = operator().actor.scope();
    live.office.store.read(&eyes, |r| r.acts(1, None)).expect("acts").first().map_or(0, |a| a.seq)
}

fn signing_in(taken: &mut BTreeSet<String>) {
    let live = live();
    let field = super::sessions::field;
    for account in ["shuji", "guanliyuan", "baomi"] {
        let invitation = live.office.invite(&operator(), account).expect("invited").expect("once");
        let form = format!("password={PASSWORD}&again={PASSWORD}");
        let mut counted = Counted { newest: || newest(&live), taken };
        counted.case("/invitation/{token}", || live.post(&invitation.path, &form, ""));
    }
    let mut counted = Counted { newest: || newest(&live), taken };
    let words = |account: &str| format!("county={COUNTY}&account={account}&password={PASSWORD}");
    let session = session_of(&counted.case("/sign-in", || live.post("/sign-in", &words("shuji"), "")));

    // Somebody with a second post changes to it.
    let mut term = vec![Value::Null; TERMS.columns.len()];
    for (column, value) in [
        ("post_id", Value::Text("xianzhengfuban-1".to_owned())),
        ("person_id", Value::Text("p0001".to_owned())),
        ("from_on", Value::Int(20_250_101)),
    ] {
        term[TERMS.column(column).expect("a column")] = value;
    }
    let second = live.office.act(&operator(), "terms.add", "second post", "");
    live.office.store.write(second, |tx| tx.add(&TERMS, term)).expect("a second post");
    let mine = |cookie: &str, rest: &str| {
        let page = live.get("/me", cookie).is(200);
        format!("token={}&key={}&{rest}", field(&page, "token"), field(&page, "key"))
    };
    let form = mine(&session, "post=xianzhengfuban-1");
    let session = session_of(&counted.case("/me/post", || live.post("/me/post", &form, &session)));
    let form = mine(&session, &format!("present={PASSWORD}&password=Broad-Rivers-88&again=Broad-Rivers-88"));
    let session = session_of(&counted.case("/me/password", || live.post("/me/password", &form, &session)));
    counted.case("/sign-out", || live.post("/sign-out", "", &session));
    let form = words("shuji").replace(PASSWORD, "Broad-Rivers-88");
    let session = session_of(&live.post("/sign-in", &form, "").is(303));
    let form = mine(&session, "session=all");
    counted.case("/me/sessions", || live.post("/me/sessions", &form, &session));

    // The officers enrol a second factor; then each does its own work.
    for (account, path, rest) in [
        ("guanliyuan", "/accounts", "do=open&account=zhang.san&person=p0003"),
        ("baomi", "/roles", "do=grant&post=anjianju-4&role=auditor"),
    ] {
        let cookie = live.sign_in(account);
        let page = live.get("/me/second-factor", &cookie).is(200);
        let secret = page.text().split("id=\"secret\">").nth(1).expect("a key").split('<').next().unwrap_or_default().to_owned();
        let code = totp(&secret, live.now.load(Ordering::Relaxed));
        let form = format!("token={}&key=k&sealed={}&code={code}", field(&page, "token"), field(&page, "sealed"));
        let shown = counted.case("/me/second-factor", || live.post("/me/second-factor", &form, &cookie));
        let recovery = shown.text().split("<li><code>").nth(1).expect("a code").split('<').next().unwrap_or_default().to_owned();
        let step = live.post("/sign-in", &words(account), "").is(200);
        let form = format!("ticket={}&code={recovery}&back=%2F", field(&step, "ticket"));
        let inside = session_of(&counted.case("/sign-in/code", || live.post("/sign-in/code", &form, "")));
        let page = live.get(path, &inside).is(200);
        let form = format!("token={}&key={}&{rest}", field(&page, "token"), field(&page, "key"));
        counted.case(path, || live.post(path, &form, &inside));
    }
}
