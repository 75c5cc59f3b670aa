//! `cargo xtask bench` (测量): builds in release, measures, and prints the tables that `docs/benchmarks.md` quotes.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::{root, say, setup};

/// Measure everything, or only the parts named: county, province, history, ladder, sheets, pages, import, filing, registers, reading, demo.
pub fn run(parts: &[String]) -> ExitCode {
    if let Err(missing) = setup::everything() {
        return missing.tell();
    }
    let Some(Programs { guatu, benches }) = build() else { return ExitCode::FAILURE };
    let asked = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    let demo = std::env::temp_dir().join(format!("guatu-bench-demo-{}", std::process::id()));
    println!("| what | measured | bar |\n|---|---|---|");
    let mut good = true;
    if ["sheets", "pages", "demo"].iter().any(|p| asked(p)) {
        let started = std::time::Instant::now();
        let made = Command::new(&guatu).args(["demo", "--no-serve", "--quiet", "--dir"]).arg(&demo).output();
        good &= made.is_ok_and(|m| m.status.success());
        println!("| demo from nothing to all files | {:.1} s | ≤ 8 s |", started.elapsed().as_secs_f64());
    }
    for part in ["county", "history", "province", "ladder", "reading"] {
        good &= !asked(part) || measure(Command::new(&benches).arg(part));
    }
    good &= !asked("sheets") || measure(Command::new(&benches).arg("sheets").arg(&demo));
    good &= !asked("pages") || measure(Command::new(&benches).arg("pages").arg(&guatu).arg(&demo));
    for part in ["import", "filing", "registers"].into_iter().filter(|part| asked(part)) {
        let work = std::env::temp_dir().join(format!("guatu-bench-{part}-{}", std::process::id()));
        good &= measure(Command::new(&benches).arg(part).arg(&guatu).arg(&work));
        let _ = std::fs::remove_dir_all(&work);
    }
    let _ = std::fs::remove_dir_all(&demo);
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The programs that are measured and that measure.
pub struct Programs {
    pub guatu: PathBuf,
    pub benches: PathBuf,
}

/// Both, built in release.
pub fn build() -> Option<Programs> {
    say("building in release", "发布版编译");
    let built = cargo().args(["build", "--release", "--locked", "-p", "guatu", "-p", "benches"]).status();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let release = target.join("release");
    let programs = Programs { guatu: release.join("guatu"), benches: release.join("benches") };
    built.is_ok_and(|status| status.success()).then_some(programs)
}

pub fn measure(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}
