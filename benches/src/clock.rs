//! Clocks 计时: CPU time and memory by the kernel's own account, in nanoseconds and bytes.

use std::fs;

/// CPU nanoseconds of a process, all its threads.
pub fn cpu_of(pid: u32) -> u64 {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return 0 };
    tasks
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("schedstat")).ok())
        .filter_map(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .sum()
}

/// CPU seconds of this process with the threads that have ended, to a hundredth of a second.
pub fn spent() -> f64 {
    hundredths(11)
}

/// The same of the processes that this one started and that have ended.
pub fn spent_by_children() -> f64 {
    hundredths(13)
}

/// User and system time stand beside each other, in hundredths of a second, so many words after the name.
fn hundredths(words_before: usize) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in brackets may hold spaces.
    let words = stat.rsplit(')').next().into_iter().flat_map(str::split_whitespace);
    words.skip(words_before).take(2).filter_map(|word| word.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// CPU of this process and of a database server's backends; its checkpointer and vacuum work after loads, not for questions.
pub fn cpu(server: Option<u32>) -> u64 {
    cpu_of(std::process::id()) + server.map_or(0, |pid| backends(pid).into_iter().map(cpu_of).sum::<u64>())
}

/// Processes of the server that serve a connection over its socket.
fn backends(server: u32) -> Vec<u32> {
    let serves = |pid: &u32| fs::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.contains("[local]"));
    children(server).into_iter().filter(serves).collect()
}

fn children(parent: u32) -> Vec<u32> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = processes.flatten().filter_map(|p| p.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The name in brackets may hold spaces; the parent is the second word after it.
        stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse::<u32>().ok()) == Some(parent)
    })
    .collect()
}

/// A line of `/proc/PID/status` in megabytes: `VmHWM` is the peak, `VmRSS` what is held now.
pub fn megabytes(pid: u32, line: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kilobytes = status.lines().find_map(|l| l.strip_prefix(line)?.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

pub fn milliseconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e6
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The value below which the given part of all lies.
pub fn quantile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len() as f64 * part).ceil() as usize).clamp(1, values.len().max(1)) - 1;
    values.get(at).copied().unwrap_or(0.0)
}
