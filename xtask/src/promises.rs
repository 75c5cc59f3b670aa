//! `cargo xtask promises` (承诺验证): the tests that show what docs/promises.md promises, and the figures of this run:
//! the archive's by itself, then those of the real server and the real program.

use std::process::{Command, ExitCode, Stdio};

use harness::chance;

use crate::{root, say};

/// How long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As in `cargo xtask test`: seconds.
    Quick,
    /// Thousands of cuts and kills: the better part of an hour.
    Long,
}

/// Runs the tests one after the other and shows the line that each gives; all of it when one fails.
pub fn run(form: Form) -> ExitCode {
    say("running the tests of the promises", "运行承诺的验证");
    let mut held = true;
    for (package, tests, words) in TESTS {
        let mut command = Command::new("cargo");
        command.args(["test", "--locked", "--package", package]);
        for test in tests {
            command.args(["--test", test]);
        }
        // The disk of a process is used by one thread; and figures of one test are not to be those of two.
        command.arg("--").args(words).args(["--nocapture", "--test-threads=1"]).current_dir(root()).stderr(Stdio::inherit());
        match form {
            Form::Quick => command.env_remove(chance::LONG),
            Form::Long => command.env(chance::LONG, "long"),
        };
        let output = match command.output() {
            Ok(output) => output,
            Err(error) => {
                eprintln!("xtask: cargo cannot be started: {error} / 无法启动 cargo");
                return ExitCode::from(2);
            }
        };
        let text = String::from_utf8_lossy(&output.stdout);
        let shown = results(&text);
        for (promise, result) in &shown {
            println!("| {promise} | {result} |");
        }
        // A package whose tests have another name by now shows nothing, and that is a failure too.
        if !output.status.success() || shown.is_empty() {
            println!("{text}");
            held = false;
        }
    }
    if held {
        return ExitCode::SUCCESS;
    }
    say("a promise does not hold", "有承诺未能兑现");
    ExitCode::from(1)
}

/// Package, its test programs, and which of their tests.
const TESTS: [(&str, &[&str], &[&str]); 2] =
    [("store", &["disk", "settings", "crash", "restart", "backups", "log"], &[]), ("guatu", &["cli"], &["promises::"])];

/// The lines of `harness::chance::report`.
pub fn results(text: &str) -> Vec<(&str, &str)> {
    text.lines().filter_map(|line| line.strip_prefix("promise ")?.split_once(": ")).collect()
}

#[cfg(test)]
mod tests {
    use super::results;

    #[test]
    fn results_are_found_among_the_talk_of_the_tests() {
        let text = "running 2 tests\npromise D-02: 300 power cuts; seed 7\ntest d02 ... ok\n\npromise D-03 settings: seen: 4\n";
        assert_eq!(results(text), [("D-02", "300 power cuts; seed 7"), ("D-03 settings", "seen: 4")]);
        assert!(results("promise that nothing").is_empty());
    }
}
