//! Imports 导入: templates, uploads, previews, decisions, and files that mean harm.

use super::demo::{Answer, LEADER, Who, get, request, send};
use axum::body::Body;
use axum::http::{Method, header};
use domain::actors::Role;
use std::io::Write;
use std::time::{Duration, Instant};

const FILER: Who = Who::A(Role::Filer);
const SUPERVISION: Who = Who::A(Role::Supervision);
const EDGE: &str = "----guatu-test";

/// What a form on a page carries.
pub fn token(who: Who) -> String {
    let page = get("/imports", who).is(200).text();
    let found = page.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    found.expect("a form with a token").to_owned()
}

pub fn post(who: Who, token: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
    post_to("/imports", who, token, fields, file)
}

pub fn post_to(path: &str, who: Who, token: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
    let mut body = Vec::new();
    for (name, value) in [&[("token", token)], fields].concat() {
        write!(body, "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").expect("in memory");
    }
    if let Some((name, bytes)) = file {
        write!(body, "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")
            .expect("in memory");
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    write!(body, "--{EDGE}--\r\n").expect("in memory");
    let kind = format!("multipart/form-data; boundary={EDGE}");
    send(request(Method::POST, path, who).header(header::CONTENT_TYPE, kind).body(Body::from(body)).expect("a request"))
}

/// Upload, and wait until the page shows what became of it.
#[track_caller]
fn upload(who: Who, register: &str, name: &str, bytes: &[u8]) -> (String, Answer) {
    settled(who, post(who, &token(who), &[("register", register)], Some((name, bytes))))
}

#[track_caller]
pub fn settled(who: Who, answer: Answer) -> (String, Answer) {
    let place = answer.is(303).header("location").to_owned();
    let from = Instant::now();
    loop {
        let page = get(&place, who).is(200);
        if !page.text().contains("http-equiv=\"refresh\"") || from.elapsed() > Duration::from_secs(30) {
            return (place, page);
        }
    }
}

pub fn decide(who: Who, place: &str, choice: &str) -> Answer {
    let body = format!("token={}&key=x&do={choice}", token(who));
    let kind = "application/x-www-form-urlencoded";
    send(request(Method::POST, place, who).header(header::CONTENT_TYPE, kind).body(Body::from(body)).expect("a request"))
}

#[test]
fn a_block_is_pasted_previewed_filed_and_the_second_time_changes_nothing() {
    let paste = |text: &str| post(SUPERVISION, &token(SUPERVISION), &[("register", "commitments"), ("pasted", text)], None);
    // Rules are kept by the supervision office.
    let text = "编号\t战役\t内容\t完成时限\nnext-901\tinvestment\t=cmd|' /C calc'!A0\t2026年5月1日\n";
    let (place, page) = settled(SUPERVISION, paste(text));
    page.says(&["<span>新增</span><b>1</b>", "=cmd|", "2026-05-01", "全部导入", "还什么都没有写入"]);
    let (_, page) = settled(SUPERVISION, decide(SUPERVISION, &place, "all"));
    page.says(&["已全部导入", "<span>记录</span><b>1</b>"]);
    let (_, page) = settled(SUPERVISION, paste(text));
    page.says(&["没有任何变化", "<span>原已相同</span><b>1</b>"]).says_not(&["value=\"all\""]);
    // What would be a formula leaves as text, and comes back as it was.
    let file = get("/registers/commitments?format=file", LEADER).is(200).text();
    assert!(file.contains("'=cmd|") && !file.contains(",=cmd"), "{file}");
    let (_, page) = upload(SUPERVISION, "commitments", "commitments.csv", file.as_bytes());
    page.says(&["没有任何变化"]);
    let book = get("/registers/commitments/template.xlsx", LEADER).is(200).bytes;
    let (_, page) = upload(SUPERVISION, "commitments", "commitments.xlsx", &book);
    page.says(&["没有任何变化"]);
    // A change is shown before → after.
    let (place, page) = settled(SUPERVISION, paste("编号\t战役\t内容\nnext-901\tinvestment\t改过的内容\n"));
    page.says(&["<span>修改</span><b>1</b>", "→ 改过的内容"]);
    decide(SUPERVISION, &place, "drop").is(303);
    get(&place, SUPERVISION).is(404);
}

#[test]
fn a_filer_brings_the_own_units_month_and_nobody_elses() {
    let book = get("/returns/2026-03/template.xlsx", FILER).is(200);
    let (_, page) = upload(FILER, "returns", "三月.xlsx", &book.bytes);
    page.says(&["没有任何变化"]);
    let other = "单位,指标,期别,数值\n清平镇,隐患,2026-03,3\n没有的镇,隐患,2026-03,3\n";
    let (place, page) = upload(FILER, "returns", "三月.csv", other.as_bytes());
    let page = page.says(&["有问题的行", "没有这个单位", "清平镇", "没有的镇"]).says_not(&["value=\"good\"", "value=\"all\""]);
    assert_eq!(page.text().matches("没有这个单位").count(), 2, "another's unit looks like none");
    let back = get(&format!("{place}/annotated"), FILER).is(200).text();
    assert!(back.contains("问题 / Problems") && back.starts_with("单位,指标,期别,数值,问题"), "{back}");
    assert!(get(&format!("{place}/bad-rows"), FILER).is(200).bytes.starts_with(b"PK"));
    // For another session it is not there.
    get(&place, SUPERVISION).is(404);
    get(&format!("{place}/annotated"), SUPERVISION).is(404);
    get("/returns/2031-01/template.xlsx", FILER).is(404);
    get("/returns/x/template.xlsx", FILER).is(404);
    get("/returns/2026-03/template.xlsx", LEADER).is(403);
}

#[test]
fn registers_are_brought_by_those_who_keep_them() {
    let form = get("/imports", FILER).is(200);
    form.says(&["value=\"returns\""]).says_not(&["value=\"projects\"", "value=\"posts\"", "value=\"accounts\""]);
    get("/imports", SUPERVISION).is(200).says(&["value=\"projects\""]).says_not(&["value=\"returns\"", "value=\"posts\""]);
    let (_, page) = upload(FILER, "projects", "x.csv", b"project_id,name\np,x\n");
    page.says(&["policy.not_your_role"]);
    get("/registers/projects", SUPERVISION).says(&["/imports?register=projects"]);
    get("/registers/projects", LEADER).says_not(&["/imports?register=projects"]);
    get("/imports", LEADER).is(403);
}

#[test]
fn a_form_without_its_token_or_with_foreign_fields_is_refused() {
    post(FILER, "wrong", &[("register", "returns")], Some(("x.csv", b"x"))).is(403);
    post(FILER, &token(FILER), &[("register", "returns"), ("stage", "verified")], None).is(400);
    post(FILER, &token(FILER), &[("register", "returns")], None).is(400).says(&["没有选文件"]);
    post(FILER, &token(FILER), &[("register", "nothing"), ("pasted", "x")], None).is(404);
    post(Who::Nobody, "x", &[], None).is(303);
}

#[test]
fn files_that_mean_harm_are_named_and_nothing_is_read() {
    let stopped = |name: &str, bytes: &[u8], words: &[&str]| {
        let (_, page) = upload(SUPERVISION, "commitments", name, bytes);
        page.says(words).says_not(&["value=\"all\"", "guatu-imports-"]);
    };
    stopped("old.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], &["旧格式", "另存为"]);
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    stopped("locked.xlsx", &[&[0xD0, 0xCF, 0x11, 0xE0], locked.as_slice()].concat(), &["打开密码"]);
    stopped("none.xlsx", b"", &["空文件"]);
    stopped("picture.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &["不是可以读取的XLSX工作簿"]);
    stopped("torn.xlsx", b"PK\x03\x04 and then nothing", &["不是可以读取的XLSX工作簿"]);
    stopped("../../gbk.csv", b"\xb5\xa5\xce\xbb,x\n", &["UTF-8"]);
    let book = documents::xlsx::write_table(&domain::document::Table::default(), "x", "", domain::lang::Lang::Zh);
    let with = |part: &str, bytes: &[u8]| {
        let mut writer = zip::ZipWriter::new_append(std::io::Cursor::new(book.clone())).expect("a container");
        writer.start_file(part, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("in memory");
        writer.finish().expect("a container").into_inner()
    };
    stopped("macros.xlsm", &with("xl/vbaProject.bin", b"x"), &["带有宏"]);
    stopped("entity.xlsx", &with("xl/worksheets/sheet9.xml", b"<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>"), &["XML实体"]);
    stopped("rows.xlsx", &with("xl/worksheets/sheet9.xml", &b"<row/>".repeat(2_000_000)), &["超过200000行"]);
    stopped("bomb.xlsx", &with("xl/worksheets/sheet9.xml", &b" ".repeat(257 << 20)), &["超过256MB"]);
    let corner = b"<worksheet><sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    stopped("corner.xlsx", &with("xl/worksheets/sheet9.xml", corner), &["缺少必需的栏"]);
    let large = vec![b'x'; (20 << 20) + 1];
    post(SUPERVISION, &token(SUPERVISION), &[("register", "commitments")], Some(("large.csv", &large))).is(400).says(&["20MB"]);
}
