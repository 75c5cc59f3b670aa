//! Guard (看护): keeps one server program for exactly as long as its owner lives.
//!
//! A small shell stands between us and the server. It waits on a pipe that only we hold, so it notices our end however
//! that comes: a normal return, a panic, Ctrl-C, or being killed by the test runner. Then it stops the server by its
//! process id and removes the server's folder. It has a process group of its own, so Ctrl-C does not reach it first.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{Failure, Outcome};

/// `$1` folder, `$2` signal, `$3` seconds of grace before KILL, then the program and its arguments.
const SCRIPT: &str = r#"
dir=$1 signal=$2 grace=$3
shift 3
( until [ -e "$dir/over" ]; do
    sh -c 'echo $$ > "$0/pid"; exec "$@"' "$dir" "$@" </dev/null
    echo $? > "$dir/ended"
    until [ -e "$dir/again" ] || [ -e "$dir/over" ]; do sleep 0.05; done
    [ -e "$dir/over" ] || rm -f "$dir/pid" "$dir/again" "$dir/ended"
  done ) &
runner=$!
cat >/dev/null
: > "$dir/over"
until [ -s "$dir/pid" ] || [ -e "$dir/ended" ]; do sleep 0.05; done
if [ ! -e "$dir/ended" ]; then
  server=$(cat "$dir/pid")
  kill -"$signal" "$server"
  ( sleep "$grace"; kill -KILL "$server" ) &
  killer=$!
  wait "$runner"
  kill "$killer"
fi
for attempt in 1 2 3 4 5 6 7 8 9 10; do rm -rf -- "$dir" && break; sleep 0.2; done
"#;

/// The user that a server runs as when we are root.
#[derive(Debug, Clone, Copy)]
pub struct User {
    pub uid: u32,
    pub gid: u32,
}

/// A running server with its folder; both are gone when this is dropped.
#[derive(Debug)]
pub struct Guard {
    folder: PathBuf,
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Guard {
    /// Starts `server` under guard. `signal` is its polite way of being stopped (`TERM`, `INT` …).
    pub fn start(folder: TempDir, user: Option<User>, signal: &str, server: &Command) -> Outcome<Guard> {
        let log = File::create(folder.path().join("log"))?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SCRIPT, "guard"]).arg(folder.path()).args([signal, "8"]);
        command.arg(server.get_program()).args(server.get_args());
        for (name, value) in server.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(User { uid, gid }) = user {
            command.uid(uid).gid(gid);
        }
        command.current_dir("/").process_group(0);
        command.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log);
        let mut shell = command.spawn()?;
        let pipe = shell.stdin.take();
        // From here on the shell removes the folder.
        Ok(Guard { folder: folder.keep(), shell, pipe })
    }

    /// The server's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The server's process id, once it runs.
    pub fn pid(&self) -> Option<u32> {
        fs::read_to_string(self.folder.join("pid")).ok()?.trim().parse().ok()
    }

    /// Has the server ended, by itself or by somebody's signal?
    pub fn ended(&self) -> bool {
        self.folder.join("ended").exists()
    }

    /// Starts the server anew after it has ended, with the same arguments in the same folder.
    pub fn again(&self) -> Outcome<()> {
        fs::write(self.folder.join("again"), "")?;
        // The shell takes the mark away when it starts the server.
        let deadline = Instant::now() + Duration::from_secs(10);
        while self.folder.join("again").exists() {
            if Instant::now() > deadline {
                return Err(Failure::new("the server was not started again / 未能重新启动"));
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// A failure with the last lines the server wrote, if it has ended by itself.
    pub fn check(&self, name: &str) -> Outcome<()> {
        if self.ended() {
            return Err(Failure::new(format!("{name} ended at once / {name} 启动后退出:\n{}", self.log())));
        }
        Ok(())
    }

    /// The last lines the server wrote.
    pub fn log(&self) -> String {
        let log = fs::read(self.folder.join("log")).unwrap_or_default();
        let text = String::from_utf8_lossy(&log).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _ = self.shell.wait();
    }
}
