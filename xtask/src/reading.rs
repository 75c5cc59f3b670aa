//! `cargo xtask reading` (读文检验): how well the annotated texts of a folder are read, text by text, with the worst errors.

use crate::{root, say};
use std::path::Path;
use std::process::{Command, ExitCode};

/// The texts of `reading/corpus`, or those of another folder in the same form.
pub fn run(folder: Option<&str>) -> ExitCode {
    say("reading the annotated texts", "对照标注文本读文");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--quiet", "--locked", "-p", "reading", "--example", "score"]);
    if let Some(folder) = folder {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| Path::new(folder).to_owned());
        command.arg("--").arg(folder);
    }
    let held = command.current_dir(root()).status().is_ok_and(|status| status.success());
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
