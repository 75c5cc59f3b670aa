//! Bulletins 通报: composed in every format, issued, checked offline, and found out when one number is altered.

use crate::bench::{Demo, demo, guatu};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

#[test]
fn a_draft_in_every_format_and_language() {
    let demo = demo();
    let out = demo.path("out");
    for (lang, word) in [("zh", "新签工业项目"), ("en", "ndustrial projects signed")] {
        let formats = "docx,pdf,xlsx,html,md,json";
        let out = out.to_str().unwrap();
        demo.guatu(&["bulletin", "compose", "--period", "2026-Q1", "--out", out, "--formats", formats, "--lang", lang]).ok();
        for format in formats.split(',') {
            let bytes = fs::read(Path::new(out).join(format!("bulletin.{format}"))).unwrap();
            assert!(bytes.len() > 1000, "{format} has {} bytes", bytes.len());
        }
        let md = demo.text("out/bulletin.md");
        assert!(md.contains(word), "{md}");
        assert!(harness::office::text(&Path::new(out).join("bulletin.pdf")).unwrap().contains(word));
    }
    let json: serde_json::Value = serde_json::from_str(&demo.text("out/bulletin.json")).unwrap();
    for figure in json["figures"].as_array().unwrap() {
        for field in ["id", "value", "unit", "sentence", "query"] {
            assert!(figure[field].is_string(), "{field} is missing: {figure}");
        }
    }
    let none = ["bulletin", "compose", "--period", "2026-Q1", "--out", out.to_str().unwrap(), "--formats", "doc"];
    demo.refused(&none, "formats.unknown", "没有格式“doc”", "no format “doc”");
}

/// Issue the first quarter; gives the folder with the sheets.
fn issue(demo: &Demo) -> PathBuf {
    let out = demo.path("issued");
    let asked = ["bulletin", "issue", "--period", "2026-Q1", "--as-of", "2026-04-08", "--out", out.to_str().unwrap()];
    let database = ["--database", &demo.database, "--formats", "docx,pdf,html,json", "--lang", "zh"];
    let number = guatu(&[&asked[..], &database].concat()).ok().out;
    assert!(number.starts_with("云督字〔"), "{number}");
    out
}

fn check(demo: &Demo, file: &Path) -> crate::bench::Answer {
    let key = demo.path("keys/361099.pub");
    // No database is there to be asked.
    guatu(&[
        "bulletin",
        "check",
        file.to_str().unwrap(),
        "--key",
        key.to_str().unwrap(),
        "--lang",
        "en",
        "--database",
        "sqlite:none.db",
    ])
}

#[test]
fn an_issued_sheet_is_known_again_and_a_changed_number_is_named() {
    let demo = demo();
    let out = issue(&demo);
    for name in ["bulletin.docx", "bulletin.pdf", "bulletin.html"] {
        let answer = check(&demo, &out.join(name)).ok();
        assert!(answer.out.contains("nothing was changed"), "{name}: {answer:#?}");
    }
    let html = fs::read_to_string(out.join("bulletin.html")).unwrap();
    let altered = out.join("altered.html");
    // The first 14.6 that a reader sees.
    let at = html.find(">14.6<").expect("the figure stands in the page");
    fs::write(&altered, format!("{}>41.6<{}", &html[..at], &html[at + 6..])).unwrap();
    is_changed(&check(&demo, &altered), "41.6");

    let altered = out.join("altered.docx");
    alter_docx(&out.join("bulletin.docx"), &altered, ">14.6<", ">41.6<");
    is_changed(&check(&demo, &altered), "41.6");

    // Another county's key, a file that is no bulletin, a key that is none.
    let other = crate::bench::demo();
    guatu(&["bulletin", "list", "--database", &other.database]).ok();
    let foreign = demo.path("foreign.pub");
    fs::write(&foreign, format!("guatu-ed25519 {}\n", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
        .unwrap();
    let sheet = out.join("bulletin.html");
    let answer = guatu(&["bulletin", "check", sheet.to_str().unwrap(), "--key", foreign.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(answer.code, Some(1), "{answer:#?}");
    let draft = demo.path("bulletin.html");
    let answer = check(&demo, &draft);
    assert_eq!(answer.code, Some(2), "{answer:#?}");
    assert!(answer.err.contains("[bulletins.not_a_bulletin]"), "{answer:#?}");
    let answer = guatu(&["bulletin", "check", sheet.to_str().unwrap(), "--key", sheet.to_str().unwrap(), "--lang", "en"]);
    assert!(answer.code == Some(2) && answer.err.contains("[keys.unreadable]"), "{answer:#?}");
}

#[test]
fn a_county_that_signs_with_sm2_is_checked_the_same_way() {
    let demo = demo();
    let ed25519 = demo.path("ed25519.pub");
    fs::copy(demo.path("keys/361099.pub"), &ed25519).unwrap();
    demo.refused(&["init", "--signer", "sm2"], "keys.stays", "已有Ed25519密钥", "has its Ed25519 key already");
    fs::remove_dir_all(demo.path("keys")).unwrap();
    demo.guatu(&["init", "--signer", "sm2"]).ok();
    let out = issue(&demo);
    assert!(demo.text("keys/361099.pub").starts_with("guatu-sm2 04"));
    for name in ["bulletin.docx", "bulletin.pdf", "bulletin.html"] {
        let answer = check(&demo, &out.join(name)).ok();
        assert!(answer.out.contains("nothing was changed"), "{name}: {answer:#?}");
    }
    let altered = out.join("altered.docx");
    alter_docx(&out.join("bulletin.docx"), &altered, ">14.6<", ">41.6<");
    is_changed(&check(&demo, &altered), "41.6");
    let sheet = out.join("bulletin.pdf");
    let asked = ["bulletin", "check", sheet.to_str().unwrap(), "--key", ed25519.to_str().unwrap()];
    crate::bench::refused(&asked, "keys.other_algorithm", "请用该县的SM2公钥核验", "check it with the county's SM2 key");
}

#[track_caller]
fn is_changed(answer: &crate::bench::Answer, found: &str) {
    assert_eq!(answer.code, Some(1), "{answer:#?}");
    assert!(answer.out.contains("issued as “14.6") && answer.out.contains(found), "{answer:#?}");
}

fn alter_docx(from: &Path, to: &Path, old: &str, new: &str) {
    let mut whole = zip::ZipArchive::new(fs::File::open(from).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(fs::File::create(to).unwrap());
    let mut altered = false;
    for i in 0..whole.len() {
        let mut part = whole.by_index(i).unwrap();
        let name = part.name().to_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name == "word/document.xml" {
            let text = String::from_utf8(bytes).unwrap();
            altered = text.contains(old);
            bytes = text.replacen(old, new, 1).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap();
    assert!(altered, "{old} does not stand in the document");
}

#[test]
fn a_pdf_set_again_with_another_number_is_found_out() {
    let demo = demo();
    let out = issue(&demo);
    // A forger sets the very sheet again with one figure altered, and attaches the note of the true one.
    let whole: serde_json::Value = serde_json::from_str(&fs::read_to_string(out.join("bulletin.json")).unwrap()).unwrap();
    let text = whole.to_string();
    let altered = text.replacen("\"text\":\"14.6\"", "\"text\":\"41.6\"", 1);
    assert_ne!(text, altered);
    let sheet: domain::document::Document = serde_json::from_str(&altered).unwrap();
    let note = typeset::note(&fs::read(out.join("bulletin.pdf")).unwrap()).expect("an issued PDF carries its note");
    let fonts = documents::fonts::Fonts::find(&[]);
    let file = out.join("altered.pdf");
    fs::write(&file, typeset::pdf(&sheet, &fonts, Some(&note)).unwrap()).unwrap();
    is_changed(&check(&demo, &file), "41.6");
}

#[test]
fn issued_sheets_are_listed_printed_again_and_corrected() {
    let demo = demo();
    issue(&demo);
    let list = guatu(&["bulletin", "list", "--database", &demo.database]).ok().out;
    let number = list.split('\t').next().unwrap().to_owned();
    let again = demo.path("again");
    guatu(&["bulletin", "print", &number, "--out", again.to_str().unwrap(), "--formats", "html", "--database", &demo.database])
        .ok();
    assert_eq!(fs::read(again.join("bulletin.html")).unwrap(), fs::read(demo.path("issued/bulletin.html")).unwrap());

    let asked = [
        "bulletin",
        "issue",
        "--period",
        "2026-Q1",
        "--as-of",
        "2026-04-08",
        "--corrects",
        &number,
        "--database",
        &demo.database,
    ];
    let silent = guatu(&[&asked[..], &["--lang", "en"]].concat());
    crate::bench::is_refusal(&silent, "bulletins.reason_needed", "must say why");
    guatu(&[&asked[..], &["--reason", "数据更正"]].concat()).ok();
    let list = guatu(&["bulletin", "list", "--database", &demo.database, "--lang", "zh"]).ok().out;
    assert!(list.lines().count() == 2 && list.contains(&format!("更正{number}")), "{list}");
    guatu(&["ledger", "verify", "--database", &demo.database]).ok();
}
