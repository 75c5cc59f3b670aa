//! Engines 两种数据库: the demo on SQLite and on PostgreSQL gives the same bulletin to the byte.

use crate::bench::{demo, guatu};
use std::fs;

#[test]
fn sqlite_and_postgresql_print_the_same() {
    let demo = demo();
    let url = harness::postgres::database("cli").unwrap();
    let dir = tempfile::tempdir().unwrap();
    guatu(&["demo", "--no-serve", "--dir", dir.path().to_str().unwrap(), "--database", &url, "--quiet"]).ok();
    for name in ["bulletin.md", "bulletin.json", "bulletin.en.md", "bulletin.en.json"] {
        assert_eq!(fs::read(dir.path().join(name)).unwrap(), fs::read(demo.path(name)).unwrap(), "{name}");
    }
    let asked = |database: &str| {
        guatu(&[
            "statistics",
            "--period",
            "2026-Q1",
            "--format",
            "json",
            "--totals",
            "--database",
            database,
            "--today",
            "2026-04-08",
        ])
        .ok()
        .out
    };
    assert_eq!(asked(&url), asked(&demo.database));
    assert!(guatu(&["ledger", "verify", "--database", &url]).ok().out.contains("OK"));
}
