//! Child 子进程: a command run to its end, with the CPU time and the memory it took by the kernel's own account.

use crate::{Outcome, clock};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a command took.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub wall: Duration,
    /// CPU seconds, user and system.
    pub cpu: f64,
    /// Peak memory, MB.
    pub peak: f64,
}

/// Run to the end; `good` says which exit codes are no failure.
pub fn run(command: &mut Command, good: &[i32]) -> Outcome<Taken> {
    let before = clock::spent_by_children();
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).spawn()?;
    let mut peak = 0.0;
    let status = loop {
        // The peak only rises, so that the last look is good enough.
        peak = clock::megabytes(child.id(), "VmHWM").max(peak);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let taken = Taken { wall: started.elapsed(), cpu: clock::spent_by_children() - before, peak };
    match status.code() {
        Some(code) if good.contains(&code) => Ok(taken),
        _ => Err(format!("{:?} ended with {status}", command.get_program()).into()),
    }
}
