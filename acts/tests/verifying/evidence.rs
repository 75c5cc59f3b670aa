//! Evidence 佐证材料: hostile files are refused each with its sentence, good ones lie there once, and only those see them who may.

use crate::bench::{A, B, LEAD, RETURN, both, caller, county, filer, lead, supervision};
use acts::Error;
use acts::evidence::{Offered, Unfit};
use domain::actors::Role;
use domain::policy::Denied;
use domain::registers::{EVIDENCE, Value};
use std::io::{self, Cursor, Read, Write};
use std::time::{Duration, Instant};
use store::Database;

fn offered(name: &str) -> Offered {
    Offered {
        register: "returns".to_owned(),
        record: RETURN.to_owned(),
        kind: "slip".to_owned(),
        number: String::new(),
        file_name: name.to_owned(),
    }
}

/// A stored zip of names and contents, with what its table of contents claims.
fn zip(entries: &[(&str, &[u8])], flags: u16, claimed: Option<u32>) -> Vec<u8> {
    let (mut body, mut table) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let at = u32::try_from(body.len()).unwrap();
        let size = u32::try_from(content.len()).unwrap();
        let length = u16::try_from(name.len()).unwrap();
        let common = [&20_u16.to_le_bytes()[..], &flags.to_le_bytes(), &[0; 6], &[0; 4], &size.to_le_bytes()].concat();
        let unpacked = claimed.unwrap_or(size).to_le_bytes();
        let lengths = [length.to_le_bytes(), [0, 0]].concat();
        body.extend([b"PK\x03\x04", &common[..], &unpacked, &lengths, name.as_bytes(), content].concat());
        let rest = [&[0; 10][..], &at.to_le_bytes()].concat();
        table.extend([b"PK\x01\x02\x14\0", &common[..], &unpacked, &lengths, &rest, name.as_bytes()].concat());
    }
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX).to_le_bytes();
    let (at, size) = (u32::try_from(body.len()).unwrap(), u32::try_from(table.len()).unwrap());
    [body, table, [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &size.to_le_bytes(), &at.to_le_bytes(), &[0, 0]].concat()].concat()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    [&b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"[..], &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0], &[0; 24]].concat()
}

fn jpeg(width: u16) -> Vec<u8> {
    let frame = [&[0xFF, 0xC0, 0, 11, 8, 0, 16][..], &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xFF, 0xD9];
    [&[0xFF, 0xD8][..], &frame, &scan].concat()
}

fn xlsx() -> Vec<u8> {
    zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")], 0, None)
}

/// Names and contents that are not taken, and why.
fn hostile() -> Vec<(&'static str, Vec<u8>, Unfit)> {
    let ole = |inside: &str| {
        let words: Vec<u8> = inside.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600], &words].concat()
    };
    let book = |more: &'static str| zip(&[("xl/workbook.xml", b"<w/>"), (more, b"x")], 0, None);
    let many: Vec<String> = (0..10_001).map(|n| format!("e{n}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|n| (n.as_str(), &b""[..])).collect();
    let behind = |front: Vec<u8>| [front, zip(&[("Evil.class", b"x")], 0, None)].concat();
    vec![
        ("empty.pdf", Vec::new(), Unfit::Empty),
        ("large.txt", vec![b'a'; 20 * 1024 * 1024 + 1], Unfit::TooLarge),
        ("page.pdf", b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), Unfit::WebPage),
        ("note.txt", b"\xEF\xBB\xBF \n<html><body onload=alert(1)>".to_vec(), Unfit::WebPage),
        ("hidden.csv", b"a,b\n1,<ScRiPt>alert(1)</script>\n".to_vec(), Unfit::WebPage),
        ("entity.txt", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>".to_vec(), Unfit::WebPage),
        ("plan.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), Unfit::Svg),
        ("plan.svg", b"<?xml version='1.0'?><svg><script/></svg>".to_vec(), Unfit::Svg),
        ("slip.pdf", b"MZ\x90\0\x03\0\0\0".to_vec(), Unfit::Program),
        ("slip.jpg", b"\x7FELF\x02\x01\x01".to_vec(), Unfit::Program),
        ("slip.txt", b"#!/bin/sh\nrm -rf /\n".to_vec(), Unfit::Program),
        ("slip.bat", b"format c:\r\n".to_vec(), Unfit::Program),
        ("slip.docm", book("word/vbaProject.bin"), Unfit::Macros),
        ("slip.xlsx", book("xl/macrosheets/sheet1.xml"), Unfit::Macros),
        ("locked.xlsx", zip(&[("xl/workbook.xml", b"<w/>")], 1, None), Unfit::Locked),
        ("locked.docx", ole("EncryptedPackage"), Unfit::Locked),
        ("old.doc", ole("WordDocument"), Unfit::OldOffice),
        ("bomb.xlsx", zip(&[("xl/workbook.xml", b"<w/>")], 0, Some(1 << 30)), Unfit::Bomb),
        ("dense.xlsx", zip(&[("xl/workbook.xml", b"<w/>")], 0, Some(11 << 20)), Unfit::Bomb),
        ("many.xlsx", zip(&many, 0, None), Unfit::Bomb),
        ("slip.xlsx", book("../../etc/cron.d/x"), Unfit::BadNames),
        ("slip.xlsx", book("C:\\windows\\x"), Unfit::BadNames),
        ("files.zip", zip(&[("a.pdf", b"%PDF-"), ("inner.zip", b"PK")], 0, None), Unfit::Archive),
        ("cut.xlsx", xlsx()[..60].to_vec(), Unfit::Broken),
        ("flood.png", png(50_000, 50_000), Unfit::TooManyPixels),
        ("wide.jpg", jpeg(12_001), Unfit::TooManyPixels),
        ("none.png", png(0, 10), Unfit::Broken),
        ("cut.jpg", jpeg(16)[..20].to_vec(), Unfit::Broken),
        ("gifar.png", behind(png(10, 10)), Unfit::TwoInOne),
        ("gifar.pdf", behind(b"%PDF-1.7\n".to_vec()), Unfit::TwoInOne),
        ("both.pdf", b"%PDF-1.7\n<html><script>alert(1)</script>".to_vec(), Unfit::TwoInOne),
        ("noise.bin", vec![0, 1, 2, 3, 4], Unfit::Unknown),
        ("old.gif", b"GIF89a\x01\0\x01\0".to_vec(), Unfit::Unknown),
        ("utf16.txt", b"\xFF\xFE<\0s\0c\0r\0i\0p\0t\0".to_vec(), Unfit::Unknown),
    ]
}

#[test]
fn hostile_files_are_refused_with_a_sentence_and_leave_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let county = county(&Database::Sqlite(dir.path().join("guatu.db")));
    for (n, (name, bytes, why)) in hostile().into_iter().enumerate() {
        let began = Instant::now();
        let refused = county.office.attach(&filer(&format!("k{n}")), &offered(name), &mut &bytes[..]);
        assert!(matches!(refused, Err(Error::Unfit(found)) if found == why), "{name}: {refused:?} for {why:?}");
        assert!(began.elapsed() < Duration::from_secs(5), "{name} took {:?}", began.elapsed());
    }
    let shelf = county.office.evidence_shelf();
    assert_eq!(shelf.names().unwrap(), Vec::<String>::new());
    assert_eq!(std::fs::read_dir(shelf.root().join("temp")).unwrap().count(), 0, "nothing half-written is left");
    assert!(!county.acts().contains(&"evidence.add".to_owned()));
}

#[test]
fn the_content_decides_what_a_file_is_and_its_name_harms_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let county = county(&Database::Sqlite(dir.path().join("guatu.db")));
    let long = format!("{}.pdf", "长".repeat(300));
    let cut = format!("{}.pdf", "长".repeat(100));
    let pdf = |n: u8| [&b"%PDF-1.7\n% "[..], &[b'0' + n]].concat();
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("进账单.pdf", pdf(0), "进账单.pdf", "application/pdf"),
        ("现场.jpg", png(10, 10), "现场.png", "image/png"),
        ("..\\..\\windows\\con.exe", jpeg(16), "_con.jpg", "image/jpeg"),
        ("../../etc/passwd", b"plain text".to_vec(), "passwd.txt", "text/plain"),
        ("a\r\nSet-Cookie: x=1.pdf", pdf(1), "aSet-Cookie x=1.pdf", "application/pdf"),
        ("nul\0byte.pdf", pdf(2), "nulbyte.pdf", "application/pdf"),
        ("annexe\u{202E}fdp.exe", pdf(3), "annexefdp.pdf", "application/pdf"),
        ("slip.pdf.exe", pdf(4), "slip.pdf", "application/pdf"),
        ("\"><img src=x onerror=alert(1)>.csv", b"a,b\n1,2\n".to_vec(), "img src=x onerror=alert(1).csv", "text/csv"),
        (long.as_str(), pdf(5), cut.as_str(), "application/pdf"),
        (".pdf", pdf(6), "pdf.pdf", "application/pdf"),
        ("名单.csv", b"\xCF\xEE\xC4\xBF,\xBD\xF0\xB6\xEE\n".to_vec(), "名单.csv", "text/csv"),
        ("表.zip", xlsx(), "表.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("公文.ofd", zip(&[("OFD.xml", b"<o/>")], 0, None), "公文.ofd", "application/ofd"),
        ("js.pdf", b"%PDF-1.7 /OpenAction << /S /JavaScript /JS (1) >>".to_vec(), "js.pdf", "application/pdf;active=javascript"),
        ("run.pdf", b"%PDF-1.7 << /S /L#61unch >>".to_vec(), "run.pdf", "application/pdf;active=launch"),
    ];
    for (n, (given, bytes, name, media)) in cases.iter().enumerate() {
        let id = county
            .office
            .attach(&filer(&format!("k{n}")), &offered(given), &mut &bytes[..])
            .unwrap_or_else(|e| panic!("{given:?}: {e:?}"));
        let record = county.office.evidence_record(&filer("").actor, &id).unwrap();
        assert_eq!((record.text("file_name"), record.text("media_type")), (*name, *media), "{given:?}");
    }
    let audit = county.office.audit_evidence().unwrap();
    assert_eq!((audit.good, audit.is_good(), audit.orphans.len()), (cases.len(), true, 0));
}

#[test]
fn postgres_files_lie_there_once_and_every_read_is_a_line_of_record() {
    both("evidence_once", |county| {
        let office = &county.office;
        let id = office.attach(&filer("k1"), &offered("a.txt"), &mut &b"slip 001"[..]).unwrap();
        // A double click is the same file; another form with it is told.
        assert_eq!(office.attach(&filer("k1"), &offered("a.txt"), &mut &b"slip 001"[..]).unwrap(), id);
        let twice = office.attach(&filer("k2"), &offered("b.txt"), &mut &b"slip 001"[..]);
        assert!(matches!(twice, Err(Error::Unfit(Unfit::Already))), "{twice:?}");
        // Another unit's same file is taken without a word: it learns nothing (attack 81).
        let other = Offered { record: "2|1|202604|reported".to_owned(), ..offered("c.txt") };
        let second = office.attach(&caller(Role::Filer, B, "k3"), &other, &mut &b"slip 001"[..]).unwrap();
        assert_eq!(office.evidence_shelf().names().unwrap().len(), 1, "the same bytes once");

        let (record, mut file) = office.read_evidence(&lead("r1"), &id).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), record.int("bytes")), ("slip 001", Some(8)));
        let acts = office.store.read(&supervision("").actor.scope(), |r| r.acts(1, None)).unwrap();
        assert_eq!((acts[0].verb.as_str(), acts[0].actor.as_str()), ("evidence.read", "lead_office-3"));

        // Who may see it: its unit, the lead office, the supervision office, the leaders.
        let sees = |role, unit| office.evidence_record(&caller(role, unit, "").actor, &id).is_ok();
        assert!(sees(Role::Filer, A) && sees(Role::UnitHead, A) && sees(Role::LeadOffice, LEAD));
        assert!(sees(Role::Supervision, B) && sees(Role::Leader, B));
        for (role, unit) in [
            (Role::Filer, B),
            (Role::UnitHead, B),
            (Role::LeadOffice, B),
            (Role::TeamMember, B),
            (Role::Organisation, A),
            (Role::Administrator, A),
            (Role::SecurityOfficer, A),
            (Role::Auditor, A),
        ] {
            let refused = office.read_evidence(&caller(role, unit, "x"), &id);
            assert!(matches!(refused, Err(Error::NotFound)), "{role:?}: {refused:?}");
        }
        assert!(office.evidence_of(&caller(Role::Filer, B, "").actor, "returns", RETURN).unwrap().is_empty());

        // Who may not attach: another unit, a leader, the three officers; nor to what is not there.
        for (role, unit) in [(Role::Filer, B), (Role::Leader, A), (Role::Auditor, A), (Role::Organisation, A)] {
            let refused = office.attach(&caller(role, unit, "y"), &offered("y.txt"), &mut &b"y"[..]);
            assert!(matches!(refused, Err(Error::NotFound | Error::Denied(Denied::NotYourRole))), "{role:?}: {refused:?}");
        }
        for record in ["1|1|202604|verified", "9|1|202604|reported", "1|1|202613|reported", "' OR 1=1 --", ""] {
            let nowhere = Offered { record: record.to_owned(), ..offered("z.txt") };
            assert!(matches!(office.attach(&supervision("z"), &nowhere, &mut &b"z"[..]), Err(Error::NotFound)), "{record}");
        }
        let project = Offered { register: "projects".to_owned(), record: "p1".to_owned(), ..offered("p.txt") };
        office.attach(&filer("p1"), &project, &mut &b"contract"[..]).unwrap();
        assert!(matches!(office.attach(&caller(Role::Filer, B, "p2"), &project, &mut &b"b"[..]), Err(Error::NotFound)));

        // Taken back by who shows it, not by the lead office, and not twice.
        assert!(matches!(office.withdraw_evidence(&lead("w1"), &id, ""), Err(Error::Denied(Denied::NotYourRole))));
        assert!(matches!(office.withdraw_evidence(&filer("w2"), &second, ""), Err(Error::NotFound)));
        office.withdraw_evidence(&filer("w3"), &id, "传错").unwrap();
        assert!(matches!(office.withdraw_evidence(&filer("w4"), &id, ""), Err(Error::Denied(Denied::WrongState))));
    });
}

/// Breaks off after its first piece, as a cable that is pulled.
struct Pulled(bool);

impl Read for Pulled {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if std::mem::replace(&mut self.0, true) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Cursor::new(b"%PDF-1.7 half").read(into)
    }
}

#[test]
fn what_breaks_off_leaves_nothing_and_what_is_lost_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let county = county(&Database::Sqlite(dir.path().join("guatu.db")));
    let office = &county.office;
    let cut = office.attach(&filer("k0"), &offered("half.pdf"), &mut Pulled(false));
    assert!(matches!(cut, Err(Error::Unfit(Unfit::CutOff))), "{cut:?}");
    let shelf = office.evidence_shelf();
    assert_eq!((shelf.names().unwrap().len(), shelf.tidy().unwrap()), (0, 0));

    let texts = ["one", "two", "three"];
    let ids = texts.map(|t| office.attach(&filer(t), &offered(&format!("{t}.txt")), &mut t.as_bytes()).unwrap());
    let place = |id: &str| shelf.place(office.evidence_record(&filer("").actor, id).unwrap().text("sm3")).unwrap();
    std::fs::remove_file(place(&ids[0])).unwrap();
    std::fs::OpenOptions::new().append(true).open(place(&ids[1])).unwrap().write_all(b"!").unwrap();
    let orphan = shelf.draft().unwrap().keep(&shelf).unwrap();
    let audit = office.audit_evidence().unwrap();
    assert_eq!((audit.good, audit.is_good()), (1, false));
    assert_eq!(audit.missing, [(ids[0].clone(), "one.txt".to_owned())]);
    assert_eq!(audit.changed, [(ids[1].clone(), "two.txt".to_owned())]);
    assert_eq!(audit.orphans, [orphan.sm3]);
    // A file that is gone is a fault that is told, not an empty answer.
    assert!(matches!(office.read_evidence(&filer("r"), &ids[0]), Err(Error::Unreadable(..))));
}

#[test]
fn case_80_a_unit_that_has_shown_too_much_shows_no_more() {
    both("evidence_full", |county| {
        let office = &county.office;
        let id = office.attach(&filer("k1"), &offered("a.txt"), &mut &b"slip 001"[..]).unwrap();
        let mut record = office.evidence_record(&filer("").actor, &id).unwrap();
        let at = |name: &str| EVIDENCE.column(name).unwrap();
        record.values[at("evidence_id")] = Value::Text("ev-huge".to_owned());
        record.values[at("bytes")] = Value::Int(50 << 30);
        let act = office.act(&filer("k2"), "test.add", "", "");
        office.store.write(act, |tx| tx.add(&EVIDENCE, record.values)).unwrap();
        let full = office.attach(&filer("k3"), &offered("b.txt"), &mut &b"slip 002"[..]);
        assert!(matches!(full, Err(Error::Unfit(Unfit::Full))), "{full:?}");
        // It is no other unit's affair.
        let other = Offered { record: "2|1|202604|reported".to_owned(), ..offered("c.txt") };
        office.attach(&caller(Role::Filer, B, "k4"), &other, &mut &b"slip 003"[..]).unwrap();
    });
}
