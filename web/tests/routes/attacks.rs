//! Attacks 攻击: cases of RELIABILITY §7.3 that belong to no page of its own (docs/attacks.md lists all 112).

use super::demo::{Answer, Bench, COUNTY, LEADER, OWN_UNIT, TODAY, Who, get};
use super::record::encoded;
use super::walk::of_role;
use axum::body::Body;
use axum::http::{Method, Request};
use domain::actors::Role;
use domain::calendar::Date;
use std::sync::atomic::{AtomicUsize, Ordering};

const MAY: Date = Date::constant(2026, 5, 6);
const SCRIPT: &str = "<script>alert(7)</script>\"'><img src=x onerror=alert(7)>";

fn hidden(page: &Answer, names: &[&str]) -> String {
    names.iter().map(|name| format!("{name}={}", encoded(&page.field(name)))).collect::<Vec<_>>().join("&")
}

/// What of a page depends on the address alone is left out, so that pages can be held against each other.
fn without(page: &Answer, words: &[&str]) -> String {
    words.iter().fold(page.text(), |text, word| text.replace(word, "…"))
}

#[test]
fn case_1_2_6_13_what_is_anothers_looks_like_what_is_not_there() {
    let bench = Bench::on(TODAY);
    let filer = of_role(Role::Filer);
    let ask = |path: &str| bench.ask(&filer, Method::GET, path, "").is(404);
    let same = |one: &str, two: &str| {
        let plain = |path: &str| {
            let key = ["99|1|202603", "2|1|202603", "99%7C1%7C", "2%7C1%7C", "qingpingzhen", "anjianju"];
            without(&ask(path), &[&key[..], &[path, &path.replace(':', "%3A")]].concat())
        };
        let (one, two) = (plain(one), plain(two));
        let at = one.bytes().zip(two.bytes()).position(|(a, b)| a != b).unwrap_or(one.len().min(two.len()));
        let around = |text: &str| {
            String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(200)..(at + 200).min(text.len())]).into_owned()
        };
        assert!(one == two, "they differ:\n{}\n---\n{}", around(&one), around(&two));
    };
    same(
        "/figures/361099:fund_arrivals:cumulative:qingpingzhen:2026-Q1:reported:2026-04-08",
        "/figures/361099:fund_arrivals:cumulative:anjianju:2026-Q1:reported:2026-04-08",
    );
    same("/registers/returns/record?key=99%7C1%7C202603%7Creported", "/registers/returns/record?key=2%7C1%7C202603%7Creported");
    same("/evidence/ev-nothing", "/evidence/ev-nothing-else");
    // Another county's: as if there were none.
    ask("/figures/110101:fund_arrivals:cumulative:-:2026-Q1:verified:2026-04-08");
    ask("/invitation/110101.0000");
}

#[test]
fn case_3_81_evidence_has_numbers_nobody_guesses_and_tells_nobody_of_anothers() {
    let bench = Bench::on(TODAY);
    let lead = format!("{COUNTY}~lead_office~zhaoshangju.qt");
    let attach = |who: &str, record: &str| {
        let token = bench.ask(who, Method::GET, "/me", "").is(200).field("token");
        let fields =
            [("token", token.as_str()), ("key", record), ("register", "projects"), ("record", record), ("kind", "contract")];
        let done = bench.upload(who, &fields, "contract.txt", b"the very same contract").is(303);
        (done.headers.len(), done.header("location").to_owned(), done.bytes)
    };
    // The same bytes for another record are answered like new ones.
    assert_eq!(attach(&lead, "prj-001"), attach(&of_role(Role::Supervision), "prj-002"));
    let number = |record: &str| {
        let page = bench.ask(&lead, Method::GET, &format!("/projects/{record}"), "").is(200);
        page.link("/evidence/ev-").trim_start_matches("/evidence/ev-").to_owned()
    };
    let (one, two) = (number("prj-001"), number("prj-002"));
    assert!(one.len() >= 32 && two.len() >= 32 && one[..8] != two[..8], "{one} {two}");
}

#[test]
fn case_4_5_10_12_lists_exports_and_searches_hold_only_what_one_may_see() {
    let bench = Bench::on(TODAY);
    let filer = of_role(Role::Filer);
    for format in ["file", "csv"] {
        let path = format!("/registers/returns?format={format}&q={}", encoded("青萍镇"));
        let seen = |who: &str| {
            let list = bench.ask(who, Method::GET, &path, "").is(200).text();
            let is_reported = |l: &&str| ["reported", "上报"].iter().any(|word| l.contains(word));
            (list.lines().filter(is_reported).count(), list.lines().count())
        };
        let (theirs, _) = seen(&of_role(Role::Supervision));
        let (mine, lines) = seen(&filer);
        assert!(
            theirs > 10 && mine == 0 && lines > 1,
            "{format}: {theirs} reported, of which a filer sees {mine} in {lines} lines"
        );
    }
    for query in ["q=qingpingzhen", "unit_id=qingpingzhen", "unit=qingpingzhen", "key=2%7C1%7C202603%7Creported"] {
        let page = bench.ask(&filer, Method::GET, &format!("/registers/returns?{query}&format=file"), "").is(200).text();
        assert!(!page.lines().any(|l| l.contains("qingpingzhen") && l.contains("reported")), "{query}");
    }
    // A column that is not shown sorts nothing and is told to nobody.
    let plain = bench.ask(&filer, Method::GET, "/registers/funds?format=file", "").is(200).text();
    for column in ["password", "seq", "recorded_at", "hash", "1;--"] {
        let path = format!("/registers/funds?format=file&sort={}", encoded(column));
        assert_eq!(bench.ask(&filer, Method::GET, &path, "").is(200).text(), plain, "{column}");
    }
    get("/search?q=ev-", Who::A(Role::Filer)).is(200).says_not(&["/evidence/"]);
}

#[test]
fn case_42_a_verb_in_a_header_or_a_field_is_no_verb() {
    let bench = Bench::on(TODAY);
    for (name, value) in [("x-http-method-override", "POST"), ("x-http-method", "DELETE"), ("x-method-override", "PUT")] {
        let request = Request::builder().uri("/wall").header(name, value).body(Body::empty()).expect("a request");
        bench.raw(&of_role(Role::Leader), request).is(200);
        let request =
            Request::builder().method(Method::POST).uri("/wall").header(name, "GET").body(Body::empty()).expect("a request");
        bench.raw(&of_role(Role::Leader), request).is(405);
    }
    bench.ask(&of_role(Role::Filer), Method::GET, "/wall", "").is(200);
    bench.newest();
    let before = bench.newest();
    bench.ask(&of_role(Role::Filer), Method::GET, "/returns/2026-03?_method=POST&do=submit&v.petitions_received=9", "").is(200);
    assert_eq!(bench.newest(), before, "reading writes nothing");
}

#[test]
fn case_35_the_host_header_is_written_into_no_link() {
    let bench = Bench::on(TODAY);
    for (path, who) in [
        ("/sign-in", String::new()),
        ("/", String::new()),
        ("/accounts", of_role(Role::Administrator)),
        ("/wall", of_role(Role::Leader)),
    ] {
        let request = Request::builder().uri(path).header("host", "evil.example").header("x-forwarded-host", "evil.example");
        let answer = bench.raw(&who, request.body(Body::empty()).expect("a request"));
        assert!(!answer.text().contains("evil.example") && !answer.header("location").contains("evil"), "{path}");
    }
}

#[test]
fn case_49_50_nothing_typed_into_a_search_is_sql() {
    let auditor = Who::A(Role::Auditor);
    for word in ["' OR '1'='1", "%", "\\", "%' ESCAPE '\\", "') UNION SELECT 1,2,3--", "\"; DROP TABLE acts; --", "$1", "?1"] {
        for name in ["q", "actor", "verb"] {
            get(&format!("/acts?{name}={}", encoded(word)), auditor).is(200).says(&["没有符合条件的办事留痕"]);
        }
        for path in ["/projects?q=", "/search?q=", "/registers/funds?q=", "/units?q=", "/key-projects?q="] {
            let page = get(&format!("{path}{}", encoded(word)), LEADER).is(200);
            assert!(!page.text().contains("prj-001"), "{path}{word}");
        }
        for path in ["/projects?sort=", "/registers/funds?sort=", "/statistics?sort=", "/units?group="] {
            let status = get(&format!("{path}{}", encoded(word)), LEADER).status.as_u16();
            assert!(matches!(status, 200 | 400 | 404), "{path}{word} gave {status}");
        }
    }
    get("/acts", auditor).is(200).says(&["demo loader"]);
}

#[test]
fn case_51_no_text_field_header_or_address_brings_a_script_back() {
    let bench = Bench::on(MAY);
    let (filer, supervision) = (of_role(Role::Filer), of_role(Role::Supervision));
    let bad = encoded(SCRIPT);
    let month = bench.ask(&filer, Method::GET, "/returns/2026-04", "").is(200);
    let form = hidden(&month, &["token", "key", "revision"]);
    let texts = format!("v.petitions_received={bad}&n.petitions_received={bad}&block={bad}");
    for what in ["save", "review", "paste"] {
        let shown = bench.ask(&filer, Method::POST, "/returns/2026-04", &format!("{form}&{texts}&do={what}"));
        shown.says_not(&["<script>alert", "<img src=x"]);
    }
    let opening = bench.ask(&supervision, Method::GET, "/returns/openings", "").is(200);
    let form = hidden(&opening, &["token", "key"]);
    let fields = format!("{form}&unit={OWN_UNIT}&month=2026-03&until=2026-05-08&reason={bad}");
    bench.ask(&supervision, Method::POST, "/returns/openings", &fields).is(303);
    let fields = [
        ("token", opening.field("token")),
        ("key", "x".into()),
        ("register", "projects".into()),
        ("record", "prj-001".into()),
        ("kind", "contract".into()),
        ("number", SCRIPT.into()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    bench.upload(&supervision, &fields, "<script>alert(7)</script>.txt", b"x").is(303);
    // The names of a program, an origin and a county are texts, too.
    let request = Request::builder().method(Method::POST).uri("/identity").header("user-agent", "<script>alert(7)</script>");
    let request = request.header("x-forwarded-for", "<script>alert(7)</script>").header("accept-language", "<script>");
    let entered = bench.raw("", request.body(Body::from(format!("county={COUNTY}&role=leader"))).expect("a request")).is(303);
    let cookie = super::demo::session_of(&entered);
    let mine = Request::builder().uri("/me").header("cookie", cookie).body(Body::empty()).expect("a request");
    bench.raw("", mine).is(200).says(&["alert(7)"]).says_not(&["<script>alert"]);
    for (who, path) in [
        (&filer, "/returns/2026-03"),
        (&filer, "/returns/2026-04"),
        (&supervision, "/returns/openings"),
        (&supervision, "/projects/prj-001"),
        (&supervision, "/registers/openings"),
        (&supervision, "/registers/evidence"),
        (&supervision, "/verifications"),
        (&supervision, "/todo"),
        (&super::record::auditor(), "/acts"),
    ] {
        bench.ask(who, Method::GET, path, "").is(200).says_not(&["<script>alert", "<img src=x"]);
    }
    let newest = bench.newest();
    for act in newest - 12..=newest {
        bench.audit(&format!("/acts/{act}")).says_not(&["<script>alert", "<img src=x"]);
    }
}

#[test]
fn case_53_the_pages_script_makes_no_markup_of_texts() {
    let script = get("/assets/guatu.js", Who::Nobody).is(200).text();
    for word in
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setTimeout(\"", "srcdoc"]
    {
        assert!(!script.contains(word), "the script uses {word}");
    }
}

#[test]
fn case_94_95_a_form_sent_many_times_at_once_is_done_once() {
    let bench = Bench::on(MAY);
    let supervision = of_role(Role::Supervision);
    let page = bench.ask(&supervision, Method::GET, "/returns/openings", "").is(200);
    let form = hidden(&page, &["token", "key"]);
    bench.newest();
    let before = bench.newest();
    let (rounds, done) = (harness::chance::rounds(20, 50), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for n in 0..rounds {
            let (bench, supervision, form, done) = (&bench, &supervision, &form, &done);
            scope.spawn(move || {
                // Half of them say something else under the same key.
                let until = if n % 2 == 0 { "2026-05-08" } else { "2026-05-09" };
                let fields = format!("{form}&unit={OWN_UNIT}&month=2026-03&until={until}&reason=x");
                let status = bench.ask(supervision, Method::POST, "/returns/openings", &fields).status.as_u16();
                assert!(matches!(status, 303 | 409 | 422), "{status}");
                done.fetch_add(usize::from(status == 303), Ordering::Relaxed);
            });
        }
    });
    assert!(done.into_inner() >= 1);
    let acts = bench.audit("/acts?verb=openings.open").is(200).text();
    let mine = acts.split("href=\"/acts/").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<i64>().ok());
    assert_eq!(mine.filter(|seq| *seq > before).collect::<std::collections::BTreeSet<_>>().len(), 1, "one act:\n{acts}");
}

#[test]
fn case_110_the_most_expensive_page_is_made_once() {
    let path = "/bulletins/draft";
    get(path, LEADER).is(200);
    let from = std::time::Instant::now();
    (0..20).for_each(|_| _ = get(path, LEADER).is(200));
    assert!(from.elapsed() < std::time::Duration::from_secs(2), "{:?}", from.elapsed());
}

#[test]
fn an_upload_of_two_hundred_megabytes_is_cut_short() {
    let bench = Bench::on(TODAY);
    let lead = format!("{COUNTY}~lead_office~zhaoshangju.qt");
    let token = bench.ask(&lead, Method::GET, "/me", "").is(200).field("token");
    let sent = AtomicUsize::new(0);
    let piece = axum::body::Bytes::from(vec![b'a'; 1 << 20]);
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; name=\"register\"\r\n\r\nprojects\r\n--x\r\nContent-Disposition: form-data; name=\"record\"\r\n\r\nprj-001\r\n--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ncontract\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
    );
    let counted = std::sync::Arc::new(sent);
    let count = counted.clone();
    let pieces = std::iter::once(axum::body::Bytes::from(head)).chain((0..200).map(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        piece.clone()
    }));
    let body = Body::from_stream(futures_util::stream::iter(pieces.map(Ok::<_, std::io::Error>)));
    let request =
        Request::builder().method(Method::POST).uri("/evidence").header("content-type", "multipart/form-data; boundary=x");
    bench.raw(&lead, request.body(body).expect("a request")).is(400).says(&["超过20MB"]);
    assert!(counted.load(Ordering::Relaxed) < 30, "{counted:?} MB were taken in");
}

#[test]
fn p_04_what_a_list_an_export_and_a_search_hold_is_what_opens() {
    let bench = Bench::small();
    let examples = super::walk::Examples::of(&bench);
    let files: Vec<String> = examples.for_route("/evidence/{id}").into_iter().map(|e| e.1).collect();
    let all = bench.ask(&of_role(Role::Supervision), Method::GET, "/registers/returns?format=file", "").is(200).text();
    let rows: Vec<&str> = all.lines().skip(1).collect();
    let mut chance = harness::chance::Chance::of_run(4);
    let (worlds, mut looked) = (harness::chance::rounds(1, 20), 0);
    let callers = super::walk::callers();
    // Everybody comes in first: each session is an act, after which the pages are made anew.
    callers.iter().filter(|c| !c.1.is_empty()).for_each(|c| _ = bench.ask(&c.1, Method::GET, "/assets/mark.svg", ""));
    for (role, who) in callers {
        let business = !["nobody", "administrator", "security_officer", "auditor"].contains(&role);
        let list = |path: &str| bench.ask(&who, Method::GET, path, "");
        if !business {
            continue;
        }
        // Files: what the list names opens, and nothing else does.
        let listed = list("/registers/evidence?format=file").is(200).text();
        for file in &files {
            let id = file.trim_start_matches("/evidence/");
            let opens = list(file).status == 200;
            assert_eq!(opens, listed.contains(id), "{role} and {file}");
            assert!(!list(&format!("/search?q={id}")).text().contains(&format!("href=\"{file}")), "{role}: found by search");
        }
        // Returns: of some taken by chance, each is in the export exactly if it opens.
        let mine = list("/registers/returns?format=file").is(200).text();
        let mine: std::collections::HashSet<&str> = mine.lines().collect();
        for _ in 0..worlds * 6 {
            let row = rows[usize::try_from(chance.within(0..rows.len() as u64)).expect("a place")];
            let voucher = row.split(',').nth(6).filter(|cell| cell.len() > 5).unwrap_or("2501-00003");
            let found = list(&format!("/registers/returns?format=file&q={}", encoded(voucher))).is(200).text();
            assert_eq!(mine.contains(row), found.lines().any(|line| line == row), "{role}: {row}");
            looked += 1;
        }
    }
    harness::chance::report(
        "P-04",
        &format!("{} files and {looked} returns for each role that reads business: lists, exports and gets agree", files.len()),
    );
}
