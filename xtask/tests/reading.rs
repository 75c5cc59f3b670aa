//! Scores (评分): the scorer of `cargo xtask reading` counts as `score.py` does, on the same predictions.

use reading::{Annotated, Context, Score, json, measure, read};
use std::path::{Path, PathBuf};
use std::process::Command;

fn corpus() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().join("reading/corpus")
}

fn annotated() -> Vec<Annotated> {
    let names = std::fs::read_dir(corpus()).unwrap().flatten();
    let names = names.filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".gold.json")?.to_owned()));
    let file = |name: &str| std::fs::read_to_string(corpus().join(name)).unwrap();
    let text = |name: String| Annotated {
        text: file(&format!("{name}.txt")),
        gold: serde_json::from_str(&file(&format!("{name}.gold.json"))).unwrap(),
        name,
    };
    names.map(text).collect()
}

/// `tasks  P 0.976 R 0.984 F1 0.980   (tp 124, predicted 127, gold 126)`: the numbers in brackets.
fn counts(report: &str, measure: &str) -> Vec<usize> {
    let line = report.lines().find(|line| line.split(" P ").next().is_some_and(|name| name.trim() == measure)).unwrap();
    let inside = line.rsplit('(').next().unwrap();
    inside.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// Readings that are right, and readings that are wrong in every measure: nothing is dated, and every third task is left out.
#[test]
fn both_scorers_count_alike() {
    for spoiled in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let mut total = Score::default();
        for text in annotated() {
            let mut predicted = json(&read(&text.text, &Context::default()));
            if spoiled {
                let tasks = predicted["tasks"].as_array_mut().unwrap();
                let mut at = 0;
                tasks.retain(|_| {
                    at += 1;
                    at % 3 > 0
                });
            }
            total.add(&measure(&text, &predicted));
            std::fs::write(folder.path().join(format!("{}.pred.json", text.name)), predicted.to_string()).unwrap();
        }
        let output = Command::new("python3").arg(corpus().join("score.py")).arg(folder.path()).output().unwrap();
        let report = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for (name, measured) in total.measures() {
            let ours = [measured.right, measured.proposed, measured.annotated];
            assert_eq!(counts(&report, name), ours, "{name}, spoiled: {spoiled}\n{report}");
        }
    }
}
