//! `cargo xtask demo` (演示): fonts, a release build, and the demo county.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use crate::{fonts, root, say};

/// Runs `guatu demo` with the same arguments.
pub fn run(arguments: &[String]) -> ExitCode {
    // The program itself says what it cannot set without the fonts; a demo without them is better than none.
    if let Err(refused) = fonts::install() {
        say("going on without the fonts that could not be installed", "部分字体未能安装，继续运行");
        eprintln!("xtask: {refused}");
    }
    say("building guatu in release mode (some minutes the first time)", "编译，首次需数分钟");
    let mut command = Command::new("cargo");
    command.args(["run", "--release", "--package", "guatu", "--manifest-path"]).arg(root().join("Cargo.toml"));
    command.arg("--").arg("demo").args(arguments);
    // We become that program, so that Ctrl-C and its exit code are its own.
    let error = command.exec();
    eprintln!("xtask: cargo cannot be started: {error} / 无法启动 cargo");
    ExitCode::from(2)
}
