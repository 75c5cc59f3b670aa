//! Backups by command 备份与恢复: the demo county with a file of evidence goes into a file and comes back elsewhere; a damaged file is
//! refused by name.

use crate::bench::{demo, guatu, is_refusal};
use std::fs;

#[test]
fn k05_a_county_goes_into_a_backup_and_comes_back() {
    let (demo, dir) = (demo(), tempfile::tempdir().unwrap());
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("contract.txt"), "已签").unwrap();
    let shown = ["evidence", "add", "--register", "projects", "--record", "prj-001", "--kind", "contract", "--number", "1"];
    demo.guatu(&[&shown[..], &[&at("contract.txt")]].concat()).ok();
    let (file, carried) = (at("day.guatu"), at("carried"));
    let made = demo.guatu(&["backup", "--out", &file, "--with-evidence", &carried, "--lang", "en"]).ok();
    assert!(made.out.contains("county 361099: chain head no. ") && made.out.contains("1 copied, 0 there"), "{made:#?}");
    assert!(made.err.contains("keys are not in it"), "{made:#?}");
    // Never over another file.
    is_refusal(&demo.guatu(&["backup", "--out", &file, "--lang", "en"]), "store.file_there", "is there already");

    let there = format!("sqlite:{}", at("new.db"));
    let back = guatu(&["restore", &file, "--database", &there, "--with-evidence", &carried, "--lang", "en"]).ok();
    let first = |text: &str| text.lines().next().unwrap().to_owned();
    assert_eq!(first(&back.out), first(&made.out));
    assert!(guatu(&["ledger", "verify", "--database", &there, "--lang", "en"]).ok().out.contains("  OK"));
    assert!(guatu(&["evidence", "check", "--database", &there, "--lang", "en"]).ok().out.contains("1 files hold, 0 missing"));
    let acts = guatu(&["acts", "list", "--database", &there, "--lang", "en"]).ok().out;
    assert!(acts.contains("database: restored") && acts.contains("database: backed up"), "{acts}");
    let asked = ["statistics", "--period", "2026-Q1", "--format", "json", "--today", "2026-04-08", "--database"];
    assert_eq!(guatu(&[&asked[..], &[&there]].concat()).ok().out, guatu(&[&asked[..], &[&demo.database]].concat()).ok().out);
    is_refusal(&guatu(&["restore", &file, "--database", &there, "--lang", "zh"]), "store.not_empty", "已有数据");

    // Without its files: the database is back, and the file that lacks is named.
    let bare = format!("sqlite:{}", at("bare/guatu.db"));
    fs::create_dir(at("bare")).unwrap();
    let back = guatu(&["restore", &file, "--database", &bare, "--lang", "en"]);
    assert!(back.code == Some(1) && back.out.contains("1 missing or changed"), "{back:#?}");

    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let (bad, nowhere) = (at("bad.guatu"), format!("sqlite:{}", at("nowhere.db")));
    fs::write(&bad, bytes).unwrap();
    let refused = guatu(&["restore", &bad, "--database", &nowhere, "--lang", "en"]);
    is_refusal(&refused, "store.bad_backup", "bad.guatu is not a whole backup (block ");
    assert!(!dir.path().join("nowhere.db").exists());
    is_refusal(&guatu(&["restore", &at("none"), "--database", &nowhere, "--lang", "en"]), "store.missing", "does not exist");
}
