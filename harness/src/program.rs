//! Outside programs (外部程序): where they are, and running one to its end within a time limit.

use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Failure, Outcome};

/// The first of these names that is an executable file on PATH.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| is_executable(file))
}

/// The processes that this one has started itself.
pub fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    // After the name in brackets, which may hold anything: the state, then the parent.
    let parent_of = |process: &u32| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok()
    };
    numbers.filter(|process| parent_of(process) == Some(parent)).collect()
}

/// Like [`find`], with a sentence that says what to do when there is none.
pub fn need(names: &[&str]) -> Outcome<PathBuf> {
    find(names).ok_or_else(|| {
        Failure::new(format!(
            "{} is not installed; run `cargo xtask setup` / 未安装 {}，请先运行 cargo xtask setup",
            names.join(" or "),
            names[0]
        ))
    })
}

/// Whether this is a file that may be run.
pub fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// Runs a command to its end and gives back what it printed; a failure carries what it complained about.
pub fn run(command: &mut Command, limit: Duration) -> Outcome<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::new(format!("{name} cannot be started: {error} / 无法启动 {name}")))?;
    let printed = collect(child.stdout.take());
    let complained = collect(child.stderr.take());
    let status = wait(&mut child, limit)?;
    let printed = printed.join().unwrap_or_default();
    let complained = complained.join().unwrap_or_default();
    match status {
        Some(status) if status.success() => Ok(printed),
        Some(status) => {
            Err(Failure::new(format!("{name} failed ({status}) / {name} 运行失败: {}{}", complained.trim(), printed.trim())))
        }
        None => Err(Failure::new(format!("{name} did not end within {} s and was stopped / {name} 超时", limit.as_secs()))),
    }
}

/// Reads a pipe on a thread of its own: a program that fills one pipe while we wait on the other would stand still.
fn collect(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Waits for the end, or stops the program when its time is over (`None`).
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<std::process::ExitStatus>> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(15));
    }
}
