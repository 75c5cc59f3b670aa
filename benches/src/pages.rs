//! Pages 网页 timed from outside: the server as a process of its own, plain HTTP over the loopback.

use crate::{Line, Outcome, clock};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PORT: u16 = 18_420;

pub fn all(guatu: &Path, folder: &Path) -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    let started = Instant::now();
    let mut server = serve(guatu, folder)?;
    let first = loop {
        if let Ok(mut caller) = Caller::call("/")
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
    let mut caller = Caller::call(page)?;
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
                    let Ok(mut caller) = Caller::call(page) else { return 0 };
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
    stream: BufReader<TcpStream>,
    cookie: String,
}

impl Caller {
    fn call(_page: &str) -> Outcome<Caller> {
        let stream = TcpStream::connect(("127.0.0.1", PORT))?;
        stream.set_nodelay(true)?;
        let mut caller = Caller { stream: BufReader::new(stream), cookie: String::new() };
        let body = "role=leader";
        let head = format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", body.len());
        let answer = caller.ask(
            "POST",
            "/identity",
            &format!("Origin: http://127.0.0.1:{PORT}\r\nSec-Fetch-Site: same-origin\r\n{head}"),
            body,
        )?;
        let cookies = answer.lines().filter(|l| l.to_lowercase().starts_with("set-cookie:"));
        let pairs = cookies.map(|l| l[11..].split(';').next().unwrap_or_default().trim());
        caller.cookie = pairs.collect::<Vec<_>>().join("; ");
        Ok(caller)
    }

    fn get(&mut self, page: &str) -> Outcome<()> {
        let head = self.ask("GET", page, "", "")?;
        if head.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(head.lines().next().unwrap_or_default().to_owned().into()) }
    }

    /// Ask and read the whole answer; the head comes back.
    fn ask(&mut self, method: &str, page: &str, more: &str, body: &str) -> Outcome<String> {
        let cookie = if self.cookie.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookie) };
        write!(self.stream.get_mut(), "{method} {page} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n{cookie}{more}\r\n{body}")?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                return Err("the server hung up".into());
            }
        }
        let field = |name: &str| head.lines().find_map(|l| l.to_lowercase().strip_prefix(name).map(|v| v.trim().to_owned()));
        if let Some(length) = field("content-length:").and_then(|v| v.parse().ok()) {
            let mut rest = vec![0; length];
            self.stream.read_exact(&mut rest)?;
        } else if field("transfer-encoding:").is_some() {
            self.skip_chunks()?;
        }
        Ok(head)
    }

    fn skip_chunks(&mut self) -> Outcome<()> {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16)?;
            let mut chunk = vec![0; length + 2];
            self.stream.read_exact(&mut chunk)?;
            if length == 0 {
                return Ok(());
            }
        }
    }
}
