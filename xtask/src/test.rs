//! `cargo xtask test` (测试): install, check the style, then every test on a PostgreSQL of its own.

use std::path::Path;
use std::process::{Command, ExitCode};

use harness::postgres::{self, Cluster};
use harness::program;

use crate::debian::succeeds;
use crate::{root, say, setup};

/// Runs every step even after one failed, so that one run shows all there is to repair.
pub fn run() -> ExitCode {
    if let Err(missing) = setup::everything() {
        return missing.tell();
    }
    let root = root();
    let mut failed = Vec::new();
    let mut step = |name: &'static str, command: &mut Command| {
        if !succeeds(command.current_dir(&root)) {
            failed.push(name);
        }
    };
    say("cargo fmt --check", "检查格式");
    step("fmt", &mut cargo(&["fmt", "--all", "--check"]));
    say("cargo clippy, warnings denied", "检查代码，不许有警告");
    step("clippy", &mut cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    if program::find(&["cargo-deny"]).is_some() {
        say("cargo deny check", "检查依赖许可");
        step("deny", &mut cargo(&["deny", "check", "bans", "licenses", "sources"]));
    } else {
        say("cargo-deny is not installed and is skipped; a test checks the same rules", "未安装 cargo-deny，由测试代查");
    }
    if !tests(&root) {
        failed.push("tests");
    }
    if failed.is_empty() {
        say("all checks and tests passed", "全部通过");
        return ExitCode::SUCCESS;
    }
    say(&format!("failed: {}", failed.join(", ")), "未通过");
    ExitCode::from(1)
}

/// Runs the tests; the cluster is stopped and removed whatever happens to us (see `harness::guard`).
fn tests(root: &Path) -> bool {
    say("starting a PostgreSQL cluster on a socket", "启动试验数据库");
    let cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            return false;
        }
    };
    let mut command = if setup::has_nextest() {
        say("cargo nextest run --workspace", "运行全部测试");
        cargo(&["nextest", "run", "--locked", "--workspace", "--no-fail-fast"])
    } else {
        say("cargo test --workspace", "运行全部测试");
        cargo(&["test", "--locked", "--workspace", "--no-fail-fast"])
    };
    let passed = succeeds(command.env(postgres::VARIABLE, cluster.url()).current_dir(root));
    say("stopping the PostgreSQL cluster", "停止试验数据库");
    passed
}

/// The cargo that runs us.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments);
    command
}
