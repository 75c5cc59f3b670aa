//! Attacks (攻击): docs/attacks.md names every case of the list once, and every test that it names is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Cases of RELIABILITY.md §7.3.
const CASES: u32 = 112;

fn root() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_path_buf()
}

/// The rows of the tables: first cell and last.
fn rows(text: &str) -> Vec<(String, String)> {
    let lines =
        text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| no.") && !line.starts_with("| attack |"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            assert!(cells.len() >= 2 && cells.iter().all(|cell| !cell.is_empty()), "a cell is empty: {line}");
            (cells[0].to_owned(), cells[cells.len() - 1].to_owned())
        })
        .collect()
}

/// Tests named in a cell: file and function.
fn named(cell: &str) -> Vec<(&str, &str)> {
    cell.split('`').skip(1).step_by(2).filter_map(|name| name.split_once("::")).collect()
}

fn is_there(root: &Path, file: &str, test: &str) -> bool {
    let text = fs::read_to_string(root.join(file)).unwrap_or_default();
    // A test of one engine is written out by a macro from its name.
    let mark = format!("fn {test}(");
    text.contains("#[test]") && text.contains(&mark)
}

#[test]
fn every_case_has_a_test_or_a_reason_and_every_test_is_there() {
    let root = root();
    let text = fs::read_to_string(root.join("docs/attacks.md")).unwrap();
    let rows = rows(&text);
    let numbers: Vec<u32> = rows.iter().filter_map(|row| row.0.parse().ok()).collect();
    assert_eq!(numbers, (1..=CASES).collect::<Vec<_>>(), "every case once, in order");
    let mut missing = BTreeSet::new();
    for (case, cell) in &rows {
        let tests = named(cell);
        let reason = cell.len() > 15 && !cell.contains('`');
        assert!(!tests.is_empty() || reason, "case {case} has neither test nor reason");
        missing.extend(
            tests.into_iter().filter(|(file, test)| !is_there(&root, file, test)).map(|(file, test)| format!("{file}::{test}")),
        );
    }
    assert!(missing.is_empty(), "docs/attacks.md names tests that are not there: {missing:#?}");
    assert!(!is_there(&root, "docs/attacks.md", "nothing"), "what is not there is seen");
}

#[test]
fn case_109_nobody_matches_patterns_on_texts() {
    let root = root();
    for room in ["domain", "store", "documents", "acts", "web", "cli"] {
        let manifest = fs::read_to_string(root.join(room).join("Cargo.toml")).unwrap();
        for engine in ["regex", "fancy-regex", "pcre2", "onig"] {
            assert!(!manifest.lines().any(|line| line.starts_with(engine)), "{room} takes {engine}");
        }
    }
}
