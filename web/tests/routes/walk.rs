//! Walk 走遍: every address of the route table × every role × own and another's (P-03), with the headers that each answer must
//! carry (S-11) and what an officer must not see (P-06). What comes out is one table that people review,
//! `snapshots/routes.txt`; a route without an example here fails (case 43).

use super::demo::{Answer, Bench, COUNTY, ISSUED, OWN_UNIT, TODAY};
use super::headers::REQUIRED;
use super::record::encoded;
use axum::body::Body;
use axum::http::{Method, Request};
use domain::actors::Role;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

const OTHER_UNIT: &str = "qingpingzhen";

/// A route of the table and the methods it takes.
pub struct Route {
    pub template: String,
    pub methods: Vec<Method>,
}

/// The routes, from the table itself.
pub fn routes() -> Vec<Route> {
    let table = include_str!("../../src/router.rs");
    let mut routes = Vec::new();
    for piece in table.split(".route(").skip(1) {
        let piece = piece.split(".fallback(").next().unwrap_or(piece);
        let template = piece.split('"').nth(1).expect("an address").to_owned();
        let takes = |word: &str| piece.contains(&format!("{word}(")) && !piece.contains(&format!("_{word}("));
        let methods = [(Method::GET, "get"), (Method::POST, "post")].into_iter().filter(|m| takes(m.1)).map(|m| m.0).collect();
        routes.push(Route { template, methods });
    }
    assert!(routes.len() > 50, "the table was not understood");
    routes
}

/// Who walks: nobody, and each role that can be held; a unit's people are of the same unit.
pub fn callers() -> Vec<(&'static str, String)> {
    let identity = |role: Role| {
        let account = if role == Role::Filer { OWN_UNIT } else { "" };
        format!("{COUNTY}~{}~{account}", role.code())
    };
    std::iter::once(("nobody", String::new())).chain(Role::held().map(|role| (role.code(), identity(role)))).collect()
}

pub fn of_role(role: Role) -> String {
    callers().into_iter().find(|c| c.0 == role.code()).expect("a caller").1
}

/// Examples of every route's parameters: whose it is, and the address.
pub struct Examples {
    by_template: BTreeMap<&'static str, Vec<(&'static str, String)>>,
}

fn attached(bench: &Bench, who: &str, page: &str, register: &str, record: &str) -> String {
    let token = bench.ask(who, Method::GET, page, "").is(200).field("token");
    let fields = [("token", token.as_str()), ("key", register), ("register", register), ("record", record), ("kind", "contract")];
    // The auditor's own session is an act, too: opened before.
    bench.newest();
    bench.upload(who, &fields, "contract.txt", register.as_bytes()).is(303);
    let newest = bench.audit(&format!("/acts/{}", bench.newest())).is(200).text();
    let id = newest.split("<h2>佐证材料：").nth(1).and_then(|rest| rest.split(' ').next());
    id.unwrap_or_else(|| panic!("no evidence:\n{newest}")).to_owned()
}

impl Examples {
    pub fn of(bench: &Bench) -> Examples {
        let supervision = of_role(Role::Supervision);
        let returned = |unit: &str| {
            let name = if unit == OWN_UNIT { "建昌镇" } else { "青萍镇" };
            let list = format!("/registers/returns?q={}", encoded(name));
            let page = bench.ask(&supervision, Method::GET, &list, "").is(200);
            let link = page.link("/registers/returns/record?key=");
            let key = link.split("key=").nth(1).expect("a key").split('&').next().unwrap_or_default();
            (link.clone(), key.replace("%7C", "|"))
        };
        let ((own, own_key), (other, _)) = (returned(OWN_UNIT), returned(OTHER_UNIT));
        let lead = format!("{COUNTY}~lead_office~zhaoshangju.qt");
        let project = attached(bench, &lead, "/projects/prj-001", "projects", "prj-001");
        let own_key = own_key.rsplit_once('|').map_or(own_key.clone(), |(front, _)| format!("{front}|reported"));
        let slip = attached(bench, &of_role(Role::Filer), "/returns/2026-03", "returns", &own_key);
        let figure = |unit: &str| format!("/figures/{COUNTY}:fund_arrivals:cumulative:{unit}:2026-Q1:reported:{TODAY}");
        let sheet = |unit: &str| format!("/verifications/{unit}/hazards_rectified/2026-03");
        let any = |path: &str| vec![("any", path.to_owned())];
        let both = |own: String, other: String| vec![("own", own), ("other", other)];
        let by_template = BTreeMap::from([
            ("/invitation/{token}", any("/invitation/361099.0000")),
            ("/returns/{month}", any("/returns/2026-03")),
            ("/returns/{month}/template.xlsx", any("/returns/2026-03/template.xlsx")),
            ("/figures/{id}", both(figure(OWN_UNIT), figure(OTHER_UNIT))),
            ("/campaigns/{id}", any("/campaigns/investment")),
            ("/units/{id}", both(format!("/units/{OWN_UNIT}"), format!("/units/{OTHER_UNIT}"))),
            ("/projects/{id}", any("/projects/prj-001")),
            ("/key-projects/{id}", any("/key-projects/key-01")),
            (
                "/registers/{noun}",
                vec![
                    ("business", "/registers/funds".into()),
                    ("organisation", "/registers/persons".into()),
                    ("rules", "/registers/light_rules".into()),
                    ("accounts", "/registers/accounts".into()),
                    ("evidence", "/registers/evidence".into()),
                ],
            ),
            ("/registers/{noun}/record", both(own, other)),
            (
                "/registers/{noun}/new",
                vec![
                    ("campaign", "/registers/projects/new".into()),
                    ("organisation", "/registers/persons/new".into()),
                    ("rules", "/registers/light_rules/new".into()),
                    ("targets", "/registers/targets/new".into()),
                    ("filing", "/registers/returns/new".into()),
                ],
            ),
            (
                "/registers/{noun}/edit",
                vec![
                    ("campaign", "/registers/projects/edit?key=prj-001".into()),
                    ("organisation", "/registers/persons/edit?key=p0001".into()),
                    ("accounts", "/registers/accounts/edit?key=baomi".into()),
                ],
            ),
            ("/registers/{noun}/template.xlsx", any("/registers/teams/template.xlsx")),
            ("/imports/{key}", any("/imports/nothing")),
            ("/imports/{key}/{what}", any("/imports/nothing/annotated")),
            ("/bulletins/{number}", any(&format!("/bulletins/{}", encoded(ISSUED)))),
            ("/verifications/{unit}/{indicator}/{month}", both(sheet(OWN_UNIT), sheet("chengguanju"))),
            ("/directives/{id}", any("/directives/dir-002")),
            ("/tasks/{id}", any("/tasks/task-006")),
            ("/tasks/{id}/breakdown", any("/tasks/task-008/breakdown")),
            ("/pledges/{id}", any("/pledges/pledge-001?format=docx")),
            ("/orders/{id}", both("/orders/ord-008".into(), "/orders/ord-001".into())),
            ("/proceedings/{id}", any("/proceedings/pro-001")),
            ("/merit/{person}", both("/merit/p0024".into(), "/merit/p0002".into())),
            ("/merit/{person}/{event}", any(super::merit::EVENT)),
            ("/meetings/{id}", any("/meetings/mtg-002")),
            ("/meetings/{id}/pack", any("/meetings/mtg-002/pack?format=json")),
            ("/meetings/{id}/minutes", any("/meetings/mtg-003/minutes")),
            ("/problems/{id}", any("/problems/prob-002")),
            ("/evidence/{id}", both(format!("/evidence/{slip}"), format!("/evidence/{project}"))),
            ("/evidence/{id}/withdraw", both(format!("/evidence/{slip}/withdraw"), format!("/evidence/{project}/withdraw"))),
            ("/acts/checkpoints/{day}", any("/acts/checkpoints/2020-01-01")),
            ("/acts/{seq}", any("/acts/1")),
            ("/acts/checkpoints/{day}", any("/acts/checkpoints/2026-04-08")),
        ]);
        Examples { by_template }
    }

    /// The addresses of a route: itself, if it has no parameters.
    #[track_caller]
    pub fn for_route(&self, template: &str) -> Vec<(&'static str, String)> {
        if !template.contains('{') {
            return vec![("", template.to_owned())];
        }
        let found = self.by_template.get(template).cloned();
        found.unwrap_or_else(|| panic!("the route {template} has no example in web/tests/routes/walk.rs"))
    }
}

fn token_of(bench: &Bench, who: &str) -> String {
    if who.is_empty() { String::new() } else { bench.ask(who, Method::GET, "/me", "").is(200).field("token") }
}

/// A request of a method; a form carries nothing but the token of the session.
fn asked(bench: &Bench, who: &str, method: &Method, path: &str, token: &str) -> Answer {
    let body = if *method == Method::POST { format!("token={token}&key=walk") } else { String::new() };
    let kind = if path == "/evidence" || path == "/imports" { "text/plain" } else { "application/x-www-form-urlencoded" };
    let request = Request::builder().method(method).uri(path).header("content-type", kind);
    bench.raw(who, request.body(Body::from(body)).expect("a request"))
}

/// Words of business that no officer reads: a township, a project, a campaign, an amount of one.
const BUSINESS: [&str; 4] = ["云麓精密", "fund_arrivals", "招商引资", "prj-001"];

/// An officer reads nothing of business, but for what stands in the address they typed; the auditor's own work is to read acts.
fn look_for_business(answer: &Answer, role: &str, method: &Method, path: &str) {
    if ["administrator", "security_officer", "auditor"].contains(&role) && !path.starts_with("/acts") {
        let page = answer.text();
        let seen = BUSINESS.iter().find(|word| page.contains(*word) && !path.contains(*word));
        assert!(seen.is_none(), "P-06: {method} {path} shows {seen:?} to {role}");
    }
}

/// What was found: the address with whose it is, and who got what, in the order of the walk.
type Found = Vec<(String, BTreeMap<u16, Vec<&'static str>>)>;

fn walk(bench: &Bench, mut goes: impl FnMut(&str) -> bool) -> Found {
    let (examples, mut found) = (Examples::of(bench), Vec::new());
    // Everybody comes in first: each session is an act, after which the pages are made anew.
    callers().iter().filter(|c| !c.1.is_empty()).for_each(|c| _ = bench.ask(&c.1, Method::GET, "/assets/mark.svg", ""));
    let (mut tokens, mut walked) = (BTreeMap::new(), Vec::new());
    // What is read first.
    for method in [Method::GET, Method::POST] {
        let taking = routes().into_iter().filter(|route| route.methods.contains(&method));
        walked.extend(taking.map(|route| (method.clone(), route.template)));
    }
    // Reading a file and ending a session are acts, too.
    walked
        .sort_by_key(|(method, template)| (*method == Method::POST, template.starts_with("/evidence"), template == "/sign-out"));
    for (method, template) in walked {
        for (whose, path) in examples.for_route(&template) {
            let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
            for (role, who) in callers().into_iter().filter(|c| goes(c.0)) {
                let token = tokens.entry(who.clone()).or_insert_with(|| token_of(bench, &who)).clone();
                let answer = asked(bench, &who, &method, &path, &token);
                look_at_headers(&answer, &method, &path);
                look_for_business(&answer, role, &method, &path);
                let taken = matches!(answer.status.as_u16(), 200 | 303);
                if taken && method == Method::POST && (path == "/sign-out" || path.starts_with("/me/")) {
                    bench.forget(&who);
                    tokens.remove(&who);
                }
                by_status.entry(answer.status.as_u16()).or_default().push(role);
            }
            found.push((format!("{method} {template} {whose}"), by_status));
        }
    }
    found
}

fn written(found: &Found) -> String {
    let mut text = String::from("Every route × whose × role: what it answers (a form carries its token and nothing else).\n");
    for (address, by_status) in found {
        let _ = writeln!(text, "\n{address}");
        for (status, roles) in by_status {
            let roles = if roles.len() == callers().len() { "everybody".to_owned() } else { roles.join(" ") };
            let _ = writeln!(text, "  {status} {roles}");
        }
    }
    text
}

/// What somebody got that the reviewed table does not say.
fn unlike(found: &Found, reviewed: &str) -> Vec<String> {
    let mut unlike = Vec::new();
    for (address, by_status) in found {
        let lines = reviewed.split("\n\n").find_map(|part| part.strip_prefix(&format!("{address}\n"))).unwrap_or_default();
        for (status, roles) in by_status {
            let line = lines.lines().find_map(|line| line.strip_prefix(&format!("  {status} "))).unwrap_or_default();
            let says = |role: &&str| line == "everybody" || line.split(' ').any(|word| word == *role);
            unlike.extend(roles.iter().filter(|role| !says(role)).map(|role| format!("{address}: {role} got {status}")));
        }
    }
    unlike
}

fn look_at_headers(answer: &Answer, method: &Method, path: &str) {
    for (name, value) in REQUIRED {
        let found = answer.header(name);
        // A file of evidence has a policy of its own: nothing of it acts, and a PDF may stand in a page of ours.
        let of_its_own = match name {
            "content-security-policy" => found.contains("default-src 'none'"),
            "x-frame-options" => found == "SAMEORIGIN",
            _ => false,
        };
        let stricter = path.starts_with("/evidence/") && of_its_own;
        assert!(found.starts_with(value) || stricter, "S-11: {method} {path}: {name} is “{found}”");
    }
    let kept = answer.header("cache-control").contains("no-store");
    assert_eq!(kept, !path.starts_with("/assets/"), "case 88: {method} {path}");
    assert!(answer.header("access-control-allow-origin").is_empty(), "case 86: {method} {path}");
    assert!(answer.status.as_u16() < 500, "{method} {path} gave {}", answer.status);
}

#[test]
fn p_03_s_11_p_06_every_route_for_every_role_is_the_reviewed_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/routes.txt");
    let review = std::env::var_os("GUATU_REVIEW").is_some();
    // The short form sends nobody, the three officers, the supervision office, which does first what others then find done, and two
    // others by chance to every address; the long form everybody.
    let whole = review || harness::chance::rounds(0, 1) == 1;
    let mut chance = harness::chance::Chance::of_run(3);
    let always = ["nobody", "administrator", "security_officer", "auditor", "supervision"];
    let found = walk(&Bench::small(), |role| whole || always.contains(&role) || chance.percent(25));
    if review {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, written(&found)).expect("written");
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    let unlike = unlike(&found, &reviewed);
    assert!(unlike.is_empty(), "the answers changed; review them with GUATU_REVIEW=1 and commit routes.txt: {unlike:#?}");
    assert!(!whole || written(&found) == reviewed, "the table names what is gone: review it with GUATU_REVIEW=1");
    let routes: usize = routes().iter().map(|route| route.methods.len()).sum();
    let asked: usize = found.iter().flat_map(|(_, by_status)| by_status.values()).map(Vec::len).sum();
    harness::chance::report("P-03, S-11, P-06", &format!("{routes} routes, {asked} answers, own and other's"));
}
