//! Debian packages (软件包): what is installed, and installing the rest with apt-get.

use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::{Command, Stdio};

use harness::program;

use crate::say;

/// A command that a person has to run, because we may not or cannot.
#[derive(Debug)]
pub struct Refused {
    pub command: String,
    pub reason: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused { command, reason } = self;
        write!(f, "{reason}. Run this yourself, then start again / 请先运行以下命令，再重试:\n\n    {command}\n")
    }
}

/// Installs packages. Each is given with its alternatives, best first; the first that this release has is taken.
pub fn install(wanted: &[&[&str]]) -> Result<(), Refused> {
    if wanted.is_empty() {
        return Ok(());
    }
    let sudo = sudo();
    let by_hand = |packages: &[&str]| format!("{sudo}apt-get update && {sudo}apt-get install -y {}", packages.join(" "));
    let first: Vec<&str> = wanted.iter().map(|alternatives| alternatives[0]).collect();
    let refused = |reason: &str| Refused { command: by_hand(&first), reason: reason.to_owned() };
    if program::find(&["apt-get"]).is_none() {
        return Err(refused("there is no apt-get here; only Debian and its relatives are set up by this command"));
    }
    if !may_install() {
        return Err(refused("installing needs root, and there is no sudo"));
    }
    update();
    let packages: Vec<&str> = wanted.iter().map(|alternatives| choose(alternatives)).collect();
    say(&format!("installing {}", packages.join(" ")), "安装软件包");
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(&packages);
    if !succeeds(&mut as_root("apt-get", &arguments)) {
        return Err(Refused { command: by_hand(&packages), reason: "apt-get could not install the packages".to_owned() });
    }
    Ok(())
}

/// Fetches the list of packages; done only when something is missing. One archive out of reach does not stop us:
/// the packages we want may be in another.
pub fn update() {
    say("reading the list of packages", "更新软件包目录");
    if !succeeds(&mut as_root("apt-get", &["update", "-qq"])) {
        say("the list of packages could not be read in full; going on", "软件包目录未完整更新，继续");
    }
}

/// Whether we are root or can become root.
pub fn may_install() -> bool {
    is_root() || program::find(&["sudo"]).is_some()
}

pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// How a person becomes root for one command.
pub fn sudo() -> &'static str {
    if is_root() { "" } else { "sudo " }
}

/// A command as root; sudo may ask the person for the password.
fn as_root(name: &str, arguments: &[&str]) -> Command {
    const QUIET: &str = "DEBIAN_FRONTEND=noninteractive";
    let mut command = Command::new(if is_root() { "env" } else { "sudo" });
    if !is_root() {
        command.arg("env");
    }
    command.arg(QUIET).arg(name).args(arguments);
    command
}

/// Whether a command ran and ended well.
pub fn succeeds(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

fn choose<'a>(alternatives: &[&'a str]) -> &'a str {
    alternatives.iter().copied().find(|package| is_offered(package)).unwrap_or(alternatives[0])
}

fn is_offered(package: &str) -> bool {
    let mut command = Command::new("apt-cache");
    command.args(["show", "--no-all-versions", package]).stdout(Stdio::null()).stderr(Stdio::null());
    succeeds(&mut command)
}

#[cfg(test)]
mod tests {
    use super::Refused;

    #[test]
    fn a_refusal_names_the_command_to_run() {
        let refused = Refused { command: "sudo apt-get update".to_owned(), reason: "no sudo".to_owned() };
        assert!(refused.to_string().contains("\n    sudo apt-get update\n"), "{refused}");
    }
}
