//! Pages 网页 timed from outside: the server as a process of its own, plain HTTP over the loopback.

use crate::{Line, Outcome, clock, http};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PORT: u16 = 18_420;

pub fn all(guatu: &Path, folder: &Path) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    let started = Instant::now();
    let mut server = serve(guatu, folder)?;
    let first = loop {
        if let Ok(mut caller) = Caller::call()
            && caller.get("/").is_ok()
        {
            break started.elapsed().as_secs_f64() * 1000.0;
        }
        if started.elapsed() > Duration::from_secs(20) {
            return Err("the server did not answer".into());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    lines.push(Line { what: "start to first page".to_owned(), measured: format!("{first:.0} ms"), bar: "≤ 300 ms" });
    std::thread::sleep(Duration::from_secs(1));
    lines.push(Line {
        what: "idle memory".to_owned(),
        measured: format!("{:.0} MB", clock::megabytes(server.id(), "VmRSS")),
        bar: "≤ 60 MB",
    });
    for page in ["/wall", "/statistics"] {
        lines.push(one_connection(page)?);
        lines.push(sixteen_connections(page, server.id())?);
    }
    server.kill()?;
    server.wait()?;
    Ok(lines)
}

fn serve(guatu: &Path, folder: &Path) -> Outcome<Child> {
    let database = format!("sqlite:{}", folder.join("guatu.db").display());
    let mut command = Command::new(guatu);
    command.args(["serve", "--database", &database, "--today", "2026-04-08", "--port", &PORT.to_string()]);
    Ok(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
}

fn one_connection(page: &str) -> Outcome<Line> {
    let mut caller = Caller::call()?;
    let mut spent = Vec::new();
    for i in 0..1_020 {
        let started = Instant::now();
        caller.get(page)?;
        if i >= 20 {
            spent.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let p95 = clock::quantile(&mut spent, 0.95);
    Ok(Line { what: format!("{page}, one connection"), measured: format!("p95 {p95:.2} ms"), bar: "p95 ≤ 10 ms" })
}

fn sixteen_connections(page: &str, server: u32) -> Outcome<Line> {
    let until = Instant::now() + Duration::from_secs(5);
    let before = clock::cpu_of(server);
    let counts: Vec<usize> = std::thread::scope(|scope| {
        let callers: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    let Ok(mut caller) = Caller::call() else { return 0 };
                    let mut count = 0;
                    while Instant::now() < until && caller.get(page).is_ok() {
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        callers.into_iter().map(|c| c.join().unwrap_or(0)).collect()
    });
    let count: usize = counts.iter().sum();
    let cpu = clock::milliseconds(clock::cpu_of(server) - before) / count.max(1) as f64;
    Ok(Line {
        what: format!("{page}, sixteen connections"),
        measured: format!("{:.0} requests/s, {cpu:.2} ms server CPU a request", count as f64 / 5.0),
        bar: "≥ 1,000 requests/s, ≤ 1 ms",
    })
}

/// A connection that is kept open, signed in as the county leader of the demo.
struct Caller {
    line: http::Line,
    cookie: String,
}

impl Caller {
    fn call() -> Outcome<Caller> {
        let mut line = http::Line::to(SocketAddr::from(([127, 0, 0, 1], PORT)))?;
        let cookie = line.post("/identity", "", &[("role", "leader")])?.cookies();
        Ok(Caller { line, cookie })
    }

    fn get(&mut self, page: &str) -> Outcome<()> {
        let status = self.line.get(page, &self.cookie)?.status;
        if status == 200 { Ok(()) } else { Err(format!("{page}: {status}").into()) }
    }
}
