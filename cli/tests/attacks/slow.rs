//! Slow clients 慢客户端 (S-09; cases 103–105, 108, 112): heads and bodies that come in drops, answers nobody takes, more connections than
//! there is room for. Others are served meanwhile, and everything is freed again.

use super::server::Server;
use harness::chance::{report, rounds};
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Connections the program keeps at one time (web/src/server.rs), and handles it needs beside them.
const ROOM: usize = 512;
const BESIDE: usize = 120;

fn opened(server: &Server, words: &[u8]) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(server.address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(40))).ok()?;
    // The other side may have left already.
    let _ = stream.write_all(words);
    Some(stream)
}

/// How long somebody honest waits for a page.
fn honest(server: &Server, session: &str) -> Duration {
    let from = Instant::now();
    server.get("/me", session).is(200);
    from.elapsed()
}

/// What a test may open itself, with some to spare.
fn handles_of_our_own() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap_or_default();
    line.split_whitespace().nth(3).and_then(|most| most.parse::<usize>().ok()).unwrap_or(1_024).saturating_sub(150)
}

fn nearly_longest(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[(times.len() * 95 / 100).min(times.len() - 1)]
}

#[test]
fn s_09_slow_heads_and_bodies_are_freed_and_others_served() {
    let mut server = Server::start();
    let session = server.enter("leader", "");
    honest(&server, &session);
    let head = b"GET /wall HTTP/1.1\r\nHost: x\r\nX-Slow: ".as_slice();
    let body =
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\na="
            .as_slice();
    let upload = b"POST /imports HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 900000\r\n\r\n--x".as_slice();
    // As many as one process may have open on our side of it.
    let count = rounds(600, 2_000).min(handles_of_our_own());
    let mut held: Vec<TcpStream> = (0..count).filter_map(|n| opened(&server, [head, body, upload][n % 3])).collect();
    let began = Instant::now();
    let mut times = Vec::new();
    let handles = fs::read_dir(format!("/proc/{}/fd", server.id())).map_or(0, Iterator::count);
    // A drop now and then does not keep a connection.
    while began.elapsed() < Duration::from_secs(6) {
        for stream in held.iter_mut().step_by(7) {
            let _ = stream.write_all(b"b");
        }
        times.push(honest(&server, &session));
    }
    let mut freed = 0;
    for mut stream in held.drain(..) {
        let mut answer = Vec::new();
        // Closed or broken off, it ends; one that is still open runs into our own limit.
        let still_open =
            stream.read_to_end(&mut answer).is_err_and(|e| matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
        freed += usize::from(!still_open);
    }
    let (took, p95) = (began.elapsed(), nearly_longest(times));
    report(
        "S-09",
        &format!(
            "{count} slow connections: freed in {:.1} s, honest p95 {} ms, {handles} handles",
            took.as_secs_f64(),
            p95.as_millis()
        ),
    );
    assert_eq!(freed, count);
    assert!(took < Duration::from_secs(15), "freed only after {took:?}");
    assert!(p95 < Duration::from_millis(300), "an honest reader waited {p95:?}");
    assert!(handles <= ROOM + BESIDE, "{handles} handles");
    assert!(server.is_alive() && server.get("/health", "").is(200).text().contains("ok"));
}

#[test]
fn case_108_what_two_readers_would_read_differently_is_refused() {
    let server = Server::start();
    let refused = |request: &str| {
        let heard = server.say(request.as_bytes());
        assert!(matches!(heard.status, 0 | 400 | 413), "{request:?} gave {}", heard.status);
    };
    refused("POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabcde");
    refused("GET /health HTTP/1.1\r\nHost: x\r\nX-Space : a\r\nConnection: close\r\n\r\n");
    refused("GET /health HTTP/1.1\r\nHost: x\r\nA: b\0c\r\nConnection: close\r\n\r\n");
    refused("POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\nabc\r\n0\r\n\r\n");
    // Both lengths: the chunks are taken, the number is not, and the connection does not go on.
    let both = "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let heard = server.say(both.as_bytes());
    assert!(heard.text().matches("HTTP/1.1 200").count() <= 1 && heard.status != 200, "{} {}", heard.head, heard.text());
    server.get("/health", "").is(200);
}
