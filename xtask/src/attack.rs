//! `cargo xtask attack` (攻击验证): the tests of docs/attacks.md on pages and the real program, and the figures of this run.

use std::process::{Command, ExitCode, Stdio};

use harness::chance;

use crate::promises::{Form, results};
use crate::{root, say};

/// Where the attacks are: package, its test program, and the beginnings of their names (all, if there are none).
const TESTS: [(&str, &str, &[&str]); 8] = [
    ("xtask", "attacks", &[]),
    ("xtask", "mutants", &[]),
    ("domain", "policy", &[]),
    ("domain", "scope", &[]),
    ("acts", "signing_in", &["s_10", "case_", "p_05"]),
    ("web", "server", &["case_"]),
    ("web", "routes", &["walk::", "fuzz::", "attacks::", "sessions::", "headers::"]),
    ("guatu", "cli", &["attacks::"]),
];

/// Runs them one after the other, so that one does not take the other's time, and shows the line that each gives.
pub fn run(form: Form) -> ExitCode {
    let mut failed = Vec::new();
    for (package, program, names) in TESTS {
        say(&format!("attacks of {package}, {program}"), "运行攻击验证");
        let mut command = Command::new("cargo");
        command.args(["test", "--locked", "--package", package, "--test", program, "--"]).args(names);
        command.args(["--nocapture", "--test-threads=1"]).current_dir(root()).stderr(Stdio::inherit());
        match form {
            Form::Quick => command.env_remove(chance::LONG),
            Form::Long => command.env(chance::LONG, "long"),
        };
        let Ok(output) = command.output() else {
            eprintln!("xtask: cargo cannot be started / 无法启动 cargo");
            return ExitCode::from(2);
        };
        let text = String::from_utf8_lossy(&output.stdout);
        for (promise, result) in results(&text) {
            println!("| {promise} | {result} |");
        }
        if !output.status.success() {
            println!("{text}");
            failed.push(program);
        }
    }
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    say(&format!("an attack came through: {}", failed.join(", ")), "有攻击得手");
    ExitCode::from(1)
}
