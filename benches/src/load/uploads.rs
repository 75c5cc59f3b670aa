//! Uploads 上传: fifty people send a large file at once, over lines of their own speed, while the others go on working (L-09).

use super::county::{COUNTY, County};
use super::crowd;
use super::filing::{Session, expect, filers};
use super::rush::{leaders, page};
use super::server::{Day, Server};
use super::{Form, told};
use crate::http::Line as Wire;
use crate::{Line, Outcome};
use std::path::Path;
use std::time::{Duration, Instant};

/// A little less than the largest file that is taken, bytes.
const FILE: usize = 20 * 1024 * 1024 - 4_096;
const AT_ONCE: usize = 50;
const READS: f64 = 20.0;
const PAGES: [&str; 3] = ["/wall", "/statistics", "/returns/progress"];

pub fn run(guatu: &Path, work: &Path, form: Form) -> Outcome<Vec<Line>> {
    let county = County::found(work)?;
    let server = Server::start(guatu, &county, Day::Told)?;
    let (filers, leaders) = (filers(&server, 1)?, leaders(&server)?);
    // How long a file takes to come: an office's line, not the loopback.
    let patience = Duration::from_secs(form.choose(15, 60));
    // At rest is a server whose pages have been looked at.
    for (n, leader) in leaders.iter().enumerate() {
        leader.read(&mut Wire::to(server.address)?, PAGES[n % PAGES.len()])?;
    }
    let before = server.memory();
    let mut reads = Vec::new();
    let uploaded: Vec<Result<f64, String>> = std::thread::scope(|scope| {
        let uploads: Vec<_> = filers
            .iter()
            .take(AT_ONCE)
            .map(|filer| {
                let address = server.address;
                scope.spawn(move || send(&mut Wire::to(address).map_err(|e| e.to_string())?, filer, patience))
            })
            .collect();
        let reader = scope.spawn(|| {
            let pieces = (READS * patience.as_secs_f64()) as usize;
            crowd::run(server.address, pieces, READS, |n, wire| {
                ("read", leaders[n % leaders.len()].read(wire, PAGES[n % PAGES.len()]))
            })
            .map_err(|e| e.to_string())
        });
        reads.extend(reader.join());
        uploads.into_iter().map(|upload| upload.join().unwrap_or_else(|_| Err("an upload panicked".to_owned()))).collect()
    });
    let more = server.peak() - before;
    let seconds: Vec<f64> = uploaded.into_iter().collect::<Result<_, _>>()?;
    let last = seconds.iter().copied().fold(0.0, f64::max);
    let mut kinds = reads.pop().ok_or("no reader")??;
    let mut times = kinds.remove("read").unwrap_or_default();
    Ok(vec![
        told("pages read during fifty uploads of 20 MB", &mut times, &[0.95, 0.99], "p95 ≤ 500 ms")?,
        Line {
            what: format!("{} uploads, each {} s on its way", seconds.len(), patience.as_secs()),
            measured: format!("all kept, the last after {last:.1} s"),
            bar: "all kept",
        },
        Line { what: "memory beside that at rest".to_owned(), measured: format!("peak +{more:.0} MB"), bar: "≤ +100 MB" },
    ])
}

/// One file, as fast as its line is; gives the seconds until it was acknowledged.
fn send(wire: &mut Wire, filer: &Session, patience: Duration) -> Result<f64, String> {
    let (key, started) = (format!("u{}", filer.unit), Instant::now());
    let record = format!("{}|1|202604|reported", filer.unit + 1);
    let fields = [
        ("token", filer.token.as_str()),
        ("key", &key),
        ("register", "returns"),
        ("record", &record),
        ("kind", "other"),
        ("back", "/todo"),
    ];
    wire.slowly(patience);
    let answer = wire.upload("/evidence", &filer.cookie, &fields, &format!("{COUNTY}.pdf"), &page(&key, FILE));
    answer.and_then(|answer| expect(&answer, 303, "")).map_err(|e| format!("upload: {e}"))?;
    Ok(started.elapsed().as_secs_f64())
}
