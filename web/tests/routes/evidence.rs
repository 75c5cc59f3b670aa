//! Evidence 佐证材料: attached by form, shown with headers under which nothing acts, and found by nobody who may not see it.

use super::demo::{Answer, Bench, TODAY, Who, get};
use axum::http::Method;
use domain::calendar::Date;

const LEAD: &str = "361099~lead_office~zhaoshangju.qt";
const SUPERVISION: &str = "361099~supervision~";
const LEADER: &str = "361099~leader~";
const PROJECT: &str = "/projects/prj-001";
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x0A\0\0\0\x0A\x08\x06\0\0\0\0\0\0\0";

fn attach(bench: &Bench, who: &str, name: &str, content: &[u8]) -> Answer {
    let page = bench.ask(who, Method::GET, PROJECT, "").is(200).says(&["上传材料"]);
    let [token, key] = ["token", "key"].map(|f| page.field(f));
    // The panel's own key, not that of another form of the page.
    let key = format!("{key} {name}");
    let fields = [
        ("token", token.as_str()),
        ("key", &key),
        ("register", "projects"),
        ("record", "prj-001"),
        ("back", PROJECT),
        ("kind", "contract"),
        ("number", "HT-2026-001"),
    ];
    bench.upload(who, &fields, name, content)
}

fn address(bench: &Bench) -> String {
    bench.ask(LEAD, Method::GET, PROJECT, "").is(200).link("/evidence/ev-")
}

#[test]
fn a_picture_is_attached_shown_and_withdrawn() {
    let bench = Bench::on(TODAY);
    let done = attach(&bench, LEAD, "合同.png", PNG).is(303);
    assert_eq!(done.header("location"), PROJECT);
    let page = bench.ask(LEAD, Method::GET, PROJECT, "").is(200).says(&["合同.png", "HT-2026-001", "合同"]);
    let href = page.link("/evidence/ev-");
    for who in [LEAD, SUPERVISION, LEADER] {
        let shown = bench.ask(who, Method::GET, &href, "").is(200);
        assert_eq!(shown.bytes, PNG);
        assert_eq!(shown.header("content-type"), "image/png");
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        let policy = shown.header("content-security-policy");
        assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
        assert_eq!(
            shown.header("content-disposition"),
            "inline; filename=\"evidence.png\"; filename*=UTF-8''%E5%90%88%E5%90%8C.png"
        );
    }
    let kept = bench.ask(LEAD, Method::GET, &format!("{href}?download=1"), "").is(200);
    assert!(kept.header("content-disposition").starts_with("attachment;"));
    // Other units, other lead offices, the three officers: as if it were not there, to the byte of the sentence.
    for who in ["361099~filer~jianchangzhen", "361099~lead_office~fagaiwei.qt", "361099~organisation~"] {
        bench.ask(who, Method::GET, &href, "").is(404).says(&["没有找到您要的内容"]);
    }
    bench.ask("361099~auditor~", Method::GET, &href, "").is(403);
    get(&href, Who::Nobody).is(303);
    bench.ask(LEADER, Method::GET, PROJECT, "").is(200).says(&["合同.png"]).says_not(&["上传材料"]);

    let page = bench.ask(LEAD, Method::GET, PROJECT, "").is(200);
    let form = format!("token={}&key=w1&back=%2F%2Fevil.example", page.field("token"));
    let done = bench.ask(LEAD, Method::POST, &format!("{href}/withdraw"), &form).is(303);
    assert_eq!(done.header("location"), "/wall", "no address of somebody else's is gone to");
    bench.ask(LEAD, Method::GET, PROJECT, "").is(200).says(&["已撤下"]);
}

#[test]
fn what_could_act_is_only_handed_out() {
    let bench = Bench::on(TODAY);
    attach(&bench, LEAD, "plan.pdf", b"%PDF-1.7\n").is(303);
    let plain = bench.ask(LEAD, Method::GET, &address(&bench), "").is(200);
    assert!(plain.header("content-disposition").starts_with("inline;"));
    assert!(plain.header("content-security-policy").starts_with("default-src 'none'"));

    let bench = Bench::on(TODAY);
    attach(&bench, LEAD, "js.pdf", b"%PDF-1.7 << /S /JavaScript /JS (1) >>").is(303);
    let active = bench.ask(LEAD, Method::GET, &address(&bench), "").is(200);
    assert!(active.header("content-disposition").starts_with("attachment;"));
    assert!(active.header("content-security-policy").starts_with("sandbox;"));
    assert_eq!(active.header("content-type"), "application/pdf");
}

#[test]
fn bad_uploads_are_told_and_leave_nothing() {
    let bench = Bench::on(TODAY);
    attach(&bench, LEAD, "a.svg", b"<svg onload=alert(1)>").is(400).says(&["不收SVG图", "evidence.svg"]);
    attach(&bench, LEAD, "a.pdf", b"").is(400).says(&["文件是空的"]);
    let large = vec![b'a'; 20 * 1024 * 1024 + 1];
    attach(&bench, LEAD, "a.txt", &large).is(400).says(&["超过20MB"]);
    let huge = vec![b'a'; 22 * 1024 * 1024];
    attach(&bench, LEAD, "a.txt", &huge).is(400).says(&["超过20MB"]);
    // A quote, a line end and a folder in the name of the file.
    let odd = attach(&bench, LEAD, "../../x%0d%0aSet-Cookie: a=b.txt", b"text").is(303);
    assert_eq!(odd.header("set-cookie"), "");
    let shown = bench.ask(LEAD, Method::GET, &address(&bench), "").is(200);
    let name = shown.header("content-disposition").to_owned();
    assert!(name.starts_with("attachment; filename=\"evidence.txt\"") && !name.contains("..") && !name.contains('/'), "{name}");

    // Without a token, with one field too many, without a file, not multipart at all.
    let page = bench.ask(LEAD, Method::GET, PROJECT, "").is(200);
    let token = page.field("token");
    let base = [("key", "k"), ("register", "projects"), ("record", "prj-001"), ("kind", "contract")];
    bench.upload(LEAD, &base, "a.txt", b"x").is(403);
    let mut more = vec![("token", token.as_str()), ("unit_id", "3")];
    more.extend(base);
    bench.upload(LEAD, &more, "a.txt", b"x").is(400).says(&["没有“unit_id”这一栏"]);
    bench.ask(LEAD, Method::POST, "/evidence", "token=x").is(400).says(&["上传的表单无法识别"]);
    // Who may not attach here, and to what is not there.
    let as_filer = "361099~filer~jianchangzhen";
    let their = bench.ask(as_filer, Method::GET, "/returns/2026-03", "").is(200).field("token");
    let mut fields = vec![("token", their.as_str()), ("key", "k2")];
    fields.extend(&base[1..]);
    bench.upload(as_filer, &fields, "a.txt", b"x").is(404);
    bench.upload("361099~leader~", &fields, "a.txt", b"x").is(403);
    bench.upload("361099~auditor~", &fields, "a.txt", b"x").is(403);
}

const FILER: &str = "361099~filer~jianchangzhen";
const MONTH: &str = "/returns/2026-04";
const UNIT: &str = "/units/jianchangzhen?period=2026-04";
/// April is being filed.
const MAY: Date = Date::constant(2026, 5, 6);

/// The form of a panel: its token, its own key and the record it is for.
fn panel(page: &Answer, anchor: &str) -> (String, String, String) {
    let text = page.text();
    let panel = text.split(&format!("id=\"{anchor}\"")).nth(1).expect("a panel").split("</section>").next().unwrap_or_default();
    let form = panel.split("action=\"/evidence\"").nth(1).expect("a form that takes files");
    let field = |name: &str| {
        let found = form.split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
        found.expect("a field").to_owned()
    };
    (field("token"), field("key"), field("record"))
}

#[test]
fn a_filer_shows_evidence_on_the_form_and_the_unit_page_tells_those_who_may_know() {
    let bench = Bench::on(MAY);
    let page = bench.ask(FILER, Method::GET, MONTH, "").is(200).says(&["佐证材料", "没有材料", "files.hazards_rectified"]);
    let (token, key, record) = panel(&page, "files.hazards_rectified");
    assert!(record.ends_with("|202604|reported"), "{record}");
    let back = format!("{MONTH}#files.hazards_rectified");
    let fields = [
        ("token", token.as_str()),
        ("key", &key),
        ("register", "returns"),
        ("record", &record),
        ("back", &back),
        ("kind", "photo"),
        ("number", ""),
    ];
    let done = bench.upload(FILER, &fields, "整改现场.png", PNG).is(303);
    assert_eq!(done.header("location"), back);
    // Kind, size, who, day; to view and to withdraw.
    let page = bench.ask(FILER, Method::GET, MONTH, "").is(200).says(&[
        "整改现场.png",
        "现场照片",
        "33 B",
        "建昌镇 ",
        "1份",
        "撤下理由",
    ]);
    let href = page.link("/evidence/ev-");
    bench.ask(FILER, Method::GET, "/returns/2026-04?lang=en", "").is(200).says(&["1 file", "site photograph", "Withdraw"]);
    // On the unit's page: for its own people, its lead offices' and the county's, not for its neighbours.
    for who in [FILER, SUPERVISION, LEADER, "361099~lead_office~anjianju.qt"] {
        bench.ask(who, Method::GET, UNIT, "").is(200).says(&["id=\"returns\"", "整改现场.png", "待报"]);
        bench.ask(who, Method::GET, &href, "").is(200);
    }
    let neighbour = bench.ask("361099~filer~qingpingzhen", Method::GET, UNIT, "").is(200);
    neighbour.says_not(&["id=\"returns\"", "整改现场.png"]);
    bench.ask("361099~organisation~", Method::GET, UNIT, "").is(200).says_not(&["id=\"returns\"", "整改现场.png"]);
    bench.ask("361099~filer~qingpingzhen", Method::GET, &href, "").is(404);
    // A lead office of another campaign sees how it stands, and not the file.
    let other = bench.ask("361099~lead_office~zhaoshangju.qt", Method::GET, UNIT, "").is(200);
    other.says(&["id=\"returns\""]).says_not(&["整改现场.png"]);
    // What was verified keeps what it was verified by.
    let march = bench.ask(FILER, Method::GET, "/returns/2026-03", "").is(200);
    let (token, key, record) = panel(&march, "files.hazards_rectified");
    let fields = [
        ("token", token.as_str()),
        ("key", &key),
        ("register", "returns"),
        ("record", &record),
        ("kind", "photo"),
        ("number", ""),
    ];
    bench.upload(FILER, &fields, "三月现场.png", PNG).is(303);
    bench.ask(FILER, Method::GET, "/returns/2026-03", "").is(200).says(&["三月现场.png", "封账"]).says_not(&["撤下理由"]);
    // Taken back it stays listed, struck out, with the day.
    let (token, _, _) = panel(&page, "files.hazards_rectified");
    let form = format!("token={token}&key=w&back=%2Freturns%2F2026-04&reason=x");
    bench.ask("361099~filer~qingpingzhen", Method::POST, &format!("{href}/withdraw"), "token=x&key=y").is(403);
    bench.ask(FILER, Method::POST, &format!("{href}/withdraw"), &form).is(303);
    bench.ask(FILER, Method::GET, MONTH, "").is(200).says(&["整改现场.png", "已撤下", "没有材料"]);
    bench.ask(SUPERVISION, Method::GET, UNIT, "").is(200).says_not(&["整改现场.png"]);
}

#[test]
fn every_record_of_business_has_its_evidence_and_what_is_set_needs_none() {
    let bench = Bench::on(TODAY);
    for path in [
        "/registers/funds/record?key=fund-0001",
        "/registers/trips/record?key=trip-001",
        "/registers/parcels/record?key=parcel-01",
        "/key-projects/key-01",
        PROJECT,
    ] {
        bench.ask(SUPERVISION, Method::GET, path, "").is(200).says(&["佐证材料", "上传材料"]);
        bench.ask(LEADER, Method::GET, path, "").is(200).says(&["佐证材料"]).says_not(&["上传材料"]);
        bench
            .ask(SUPERVISION, Method::GET, &format!("{path}{}lang=en", if path.contains('?') { "&" } else { "?" }), "")
            .says(&["Evidence", "Attach"]);
    }
    bench.ask(SUPERVISION, Method::GET, "/registers/units/record?key=jianchangzhen", "").is(200).says_not(&["佐证材料"]);
    bench.ask(SUPERVISION, Method::GET, "/registers/targets", "").is(200);
    let path = "/registers/funds/record?key=fund-0001";
    let page = bench.ask(SUPERVISION, Method::GET, path, "").is(200);
    let (token, key, record) = panel(&page, "evidence");
    let fields = [
        ("token", token.as_str()),
        ("key", &key),
        ("register", "funds"),
        ("record", &record),
        ("back", path),
        ("kind", "document"),
        ("number", "云发改〔2026〕3号"),
    ];
    bench.upload(SUPERVISION, &fields, "批复.png", PNG).is(303);
    bench.ask(SUPERVISION, Method::GET, path, "").is(200).says(&["批复.png", "云发改〔2026〕3号", "文件文号"]);
}
