//! Merit 实绩 through the pages (1-43): the cadre reads and objects, the organisation department decides and hands out, nobody else
//! finds it.

use super::demo::{Answer, Bench, LEADER, TODAY, Who, get};
use super::keeping::who;
use axum::http::Method;
use calamine::{Reader, Xlsx};
use domain::actors::Role;
use std::io::Cursor;

/// 建昌镇's head, whose unit answered an order a day early.
const PERSON: &str = "/merit/p0024";
pub const EVENT: &str = "/merit/p0024/orders:ord-005%402026-03-12";

/// Send the form of an event as its page offers it.
fn send(bench: &Bench, identity: &str, carried: &[&str], fields: &str) -> Answer {
    let page = bench.ask(identity, Method::GET, EVENT, "").is(200);
    let carried: String = carried.iter().map(|name| format!("{name}={}&", page.field(name))).collect();
    bench.ask(identity, Method::POST, EVENT, &format!("{carried}{fields}"))
}

#[test]
fn the_cadre_objects_and_the_organisation_department_decides() {
    let bench = Bench::on(TODAY);
    let (head, office) = (who(Role::UnitHead, "jianchangzhen.fz"), who(Role::Organisation, ""));
    let own = bench.ask(&head, Method::GET, "/merit", "").is(200);
    own.says(&["任职单位的事项", "督办提前办结", "提前1天", "单位：建昌镇（任镇长）", "打开该事项提出异议", "不打分、不排名"])
        .says_not(&["导出 docx", "人员</a>"])
        .link(EVENT);
    bench.ask(&head, Method::GET, EVENT, "").is(200).says(&["通知时限", "2026年3月13日", "/orders/ord-005", "提出异议"]);
    let objecting = ["token", "key"];
    send(&bench, &head, &objecting, "reason=+").is(422).says(&["请写明理由"]);
    // Somebody else's, in sight of those who read all: each objects for themselves.
    let leader = who(Role::Leader, "shuji");
    let token = bench.ask(&leader, Method::GET, "/me", "").is(200).field("token");
    bench.ask(&leader, Method::GET, EVENT, "").is(200).says(&["没有异议"]).says_not(&["<textarea"]);
    bench.ask(&leader, Method::POST, EVENT, &format!("token={token}&key=k1&reason=x")).is(422).says(&["异议由本人提出"]);
    let page = bench.ask(&head, Method::GET, EVENT, "").is(200);
    let again = format!("token={}&key=k2&reason=Away", page.field("token"));
    assert_eq!(send(&bench, &head, &objecting, "reason=On+leave+then").is(303).header("location"), EVENT);
    bench.ask(&head, Method::POST, EVENT, &again).is(422).says(&["不重复受理"]);
    bench.ask(&head, Method::GET, PERSON, "").is(200).says(&["有异议，待决定", "On leave then"]);

    bench.ask(&office, Method::GET, "/todo", "").is(200).says(&["实绩异议待决定", "/merit/objections", "On leave then"]);
    let list = bench.ask(&office, Method::GET, "/merit/objections?lang=en", "").is(200);
    assert_eq!(list.says(&["awaiting a decision", "On leave then"]).link(EVENT), EVENT);
    let deciding = ["token", "key", "objection"];
    send(&bench, &office, &deciding, "outcome=kept&reason=").is(422).says(&["请写明理由"]);
    send(&bench, &office, &deciding, "outcome=maybe&reason=x").is(400);
    let head_decides = format!("token={}&key=k3&objection=obj-001&outcome=upheld&reason=x", page.field("token"));
    bench.ask(&head, Method::POST, EVENT, &head_decides).is(409).says(&["您的角色不办理此事项"]);
    send(&bench, &office, &deciding, "outcome=upheld&reason=Another+was+in+charge").is(303);
    let page = bench.ask(&office, Method::GET, EVENT, "").is(200).says(&["异议成立", "Another was in charge"]);
    let twice = format!("token={}&key=k4&objection=obj-001&outcome=kept&reason=x", office_token(&bench, &office));
    bench.ask(&office, Method::POST, EVENT, &twice).is(422).says(&["不再改动"]);
    page.says_not(&["作出决定</button>"]);
    bench.ask(&head, Method::GET, "/todo", "").is(200).says(&["实绩异议已决定"]);
    let after = bench.ask(&head, Method::GET, PERSON, "").is(200);
    after.says(&["异议成立，不再计入", "On leave then", "Another was in charge"]);
    // Before the decision it stood.
    bench.ask(&head, Method::GET, &format!("{PERSON}?as_of=2026-04-07"), "").is(200).says_not(&["不再计入", "On leave"]);
}

fn office_token(bench: &Bench, office: &str) -> String {
    bench.ask(office, Method::GET, "/me", "").is(200).field("token")
}

#[test]
fn who_has_no_part_in_it_does_not_find_it() {
    let bench = Bench::on(TODAY);
    send(&bench, &who(Role::UnitHead, "jianchangzhen.fz"), &["token", "key"], "reason=Quite+wrong").is(303);
    let registers = ["/registers/merit_objections", "/merit/objections", "/registers/merit_decisions"];
    for role in [Role::Supervision, Role::LeadOffice, Role::Filer, Role::TeamMember, Role::TaskForceMember] {
        let other = who(role, "");
        bench.ask(&other, Method::GET, PERSON, "").is(404);
        bench.ask(&other, Method::GET, EVENT, "").is(404);
        bench.ask(&other, Method::GET, &format!("{PERSON}?format=docx"), "").is(409);
        bench.ask(&other, Method::GET, "/merit", "").is(200).says(&["我的实绩"]).says_not(&["name=\"unit\"", "建昌镇（任镇长）"]);
        bench.ask(&other, Method::GET, "/registers/merit_objections/record?key=obj-001", "").is(404);
        for list in registers {
            bench.ask(&other, Method::GET, list, "").is(200).says_not(&["Quite wrong", "obj-001"]);
        }
    }
    bench.ask(&who(Role::Leader, ""), Method::GET, "/merit/objections", "").is(200).says(&["Quite wrong"]);
    bench.ask(&who(Role::Organisation, ""), Method::GET, "/registers/merit_objections", "").is(200).says(&["Quite wrong"]);
    for officer in [Role::Administrator, Role::SecurityOfficer, Role::Auditor] {
        for path in ["/merit", PERSON, EVENT, "/merit/objections", "/merit?unit=jianchangzhen&format=xlsx"] {
            bench.ask(&who(officer, ""), Method::GET, path, "").is(403).says_not(&["Quite wrong", "督办提前办结"]);
        }
    }
}

/// 1-43: a file with an objection is read by those who read the objection, by its page, its address and the register alike.
#[test]
fn a_file_of_an_objection_is_seen_by_those_who_read_it() {
    let bench = Bench::on(TODAY);
    let (head, office) = (who(Role::UnitHead, "jianchangzhen.fz"), who(Role::Organisation, ""));
    let attach = |identity: &str, name: &str| {
        let token = bench.ask(identity, Method::GET, "/me", "").is(200).field("token");
        let key = acts::acting::fresh_key();
        let fields = [("token", token.as_str()), ("key", &key), ("register", "merit_objections"), ("record", "obj-001")];
        let fields = [&fields[..], &[("back", EVENT), ("kind", "other"), ("number", "")]].concat();
        bench.upload(identity, &fields, name, format!("%PDF-1.7 {name}").as_bytes())
    };
    attach(&head, "early.pdf").is(404);
    bench.ask(&head, Method::GET, EVENT, "").is(200).says_not(&["上传材料"]);
    send(&bench, &head, &["token", "key"], "reason=On+leave+then").is(303);
    bench.ask(&head, Method::GET, EVENT, "").is(200).says(&["上传材料"]);
    assert_eq!(attach(&head, "leave.pdf").is(303).header("location"), EVENT);
    let href = bench.ask(&head, Method::GET, EVENT, "").is(200).says(&["leave.pdf", "撤下"]).link("/evidence/ev-");
    let leader = who(Role::Leader, "");
    for reads in [&office, &leader] {
        bench.ask(reads, Method::GET, EVENT, "").is(200).says(&["leave.pdf"]).says_not(&["上传材料", "撤下理由"]);
        bench.ask(reads, Method::GET, &href, "").is(200);
        bench.ask(reads, Method::GET, "/registers/evidence", "").is(200).says(&["leave.pdf"]);
        attach(reads, "other.pdf").is(409);
    }
    for role in [Role::Supervision, Role::LeadOffice, Role::Filer, Role::TeamMember, Role::TaskForceMember] {
        let other = who(role, "");
        bench.ask(&other, Method::GET, &href, "").is(404);
        bench.ask(&other, Method::GET, "/registers/evidence", "").is(200).says_not(&["leave.pdf"]);
        attach(&other, "other.pdf").is(404);
    }
    for officer in [Role::Administrator, Role::SecurityOfficer, Role::Auditor] {
        bench.ask(&who(officer, ""), Method::GET, &href, "").is(403);
    }
    send(&bench, &office, &["token", "key", "objection"], "outcome=kept&reason=On+duty").is(303);
    attach(&head, "late.pdf").is(409);
    bench.ask(&head, Method::GET, EVENT, "").is(200).says(&["leave.pdf"]).says_not(&["上传材料", "撤下理由"]);
}

#[test]
fn persons_are_listed_without_a_count_and_handed_out_as_files() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Organisation, "");
    let list = bench.ask(&office, Method::GET, "/merit?unit=jianchangzhen", "").is(200);
    list.says(&["党委书记", "镇长", PERSON, "导出本单位 docx"]).says_not(&["sort=", "件数"]);
    get("/merit?unit=jianchangzhen", LEADER).is(200).says(&["镇长"]).says_not(&["导出本单位"]);
    get("/merit?unit=jianchangzhen&format=docx", LEADER).is(409);
    get("/merit?unit=nowhere", LEADER).is(404);
    get("/merit?format=xlsx", Who::A(Role::Organisation)).is(400).says(&["请先选定单位"]);
    get("/merit?period=2027-Q1", LEADER).is(400).says(&["还没有开始"]);
    get("/merit?period=2026-Q9", LEADER).is(400).says(&["无法识别"]);
    get("/merit/p9999", LEADER).is(404);
    get("/merit/p0024/no-event", LEADER).is(404);
    get("/merit/p0024/orders:ord-001%402026-03-12", LEADER).is(404);
    get("/merit/p0403?period=2025-01", LEADER).is(200).says(&["本期没有可对应到人的事项"]);
    get("/merit/p0403?period=2025-01&lang=en", LEADER).is(200).says(&["No facts tied to events in this period."]);
    get("/merit/p0024?format=odt", Who::A(Role::Organisation)).is(400);

    let before = bench.newest();
    let docx = bench.ask(&office, Method::GET, &format!("{PERSON}?format=docx"), "").is(200);
    assert!(docx.bytes.starts_with(b"PK") && bench.newest() > before, "a Word file, and a line of record");
    bench.audit(&format!("/acts/{}", bench.newest())).is(200).says(&["merit.export", "p0024"]);
    let book = bench.ask(&office, Method::GET, "/merit?unit=yuanquguanweihui&format=xlsx", "").is(200);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book.bytes)).expect("a workbook");
    let cells: Vec<String> =
        book.worksheet_range_at(0).expect("a sheet").expect("cells").cells().map(|c| c.2.to_string()).collect();
    for words in ["姓名", "本人或单位", "招商项目进展", "计划"] {
        assert!(cells.iter().any(|cell| cell == words), "{words}: {cells:?}");
    }
    assert!(cells.iter().any(|cell| cell.contains("份额70%（任管委会主任）")), "{cells:?}");
}
