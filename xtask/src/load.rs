//! `cargo xtask load` (负荷): the county's busiest hours against a release build, and the proof that nothing was lost or done twice.

use crate::bench::{build, measure};
use crate::say;
use std::process::{Command, ExitCode};

const LOADS: [&str; 5] = ["rush", "burst", "dash", "logins", "uploads"];

/// The loads named, or all; `--long` for as long and with as many people as RELIABILITY.md §12 says.
pub fn run(words: &[String]) -> ExitCode {
    let long = words.iter().any(|word| word == "--long");
    let named: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--long").collect();
    if let Some(unknown) = named.iter().find(|name| !LOADS.contains(name)) {
        eprintln!("xtask: no load is called `{unknown}`; loads: {} / 没有这种负荷", LOADS.join(" "));
        return ExitCode::from(2);
    }
    let Some(programs) = build() else { return ExitCode::FAILURE };
    let mut good = true;
    println!("| what | measured | bar |\n|---|---|---|");
    for name in LOADS.into_iter().filter(|name| named.is_empty() || named.contains(name)) {
        let work = std::env::temp_dir().join(format!("guatu-load-{name}-{}", std::process::id()));
        let mut command = Command::new(&programs.benches);
        command.args(["load", name]).arg(&programs.guatu).arg(&work);
        if long {
            command.arg("long");
        }
        good &= measure(&mut command);
        let _ = std::fs::remove_dir_all(&work);
    }
    if !good {
        say("a load failed", "有负荷检验未通过");
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
