//! HTTP 请求: a connection to the server, kept open, with the cookie of whoever speaks through it; it takes pages compressed, as
//! browsers do.

use crate::Outcome;
use flate2::read::GzDecoder;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// An answer as it came.
#[derive(Debug, Default)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// Unpacked, if it came compressed.
    pub fn text(&self) -> String {
        if self.header("content-encoding") != Some("gzip") {
            return String::from_utf8_lossy(&self.body).into_owned();
        }
        let mut text = String::new();
        // What is not what it says is no page.
        let _ = GzDecoder::new(&self.body[..]).read_to_string(&mut text);
        text
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find(|l| l.len() > name.len() && l[..name.len()].eq_ignore_ascii_case(name))?;
        line[name.len()..].strip_prefix(':').map(str::trim)
    }

    /// The cookies that it sets, as they are sent back.
    pub fn cookies(&self) -> String {
        let lines = self.head.lines().filter(|l| l.len() > 11 && l[..11].eq_ignore_ascii_case("set-cookie:"));
        lines.map(|l| l[11..].split(';').next().unwrap_or_default().trim()).collect::<Vec<_>>().join("; ")
    }

    /// The value of a hidden field.
    pub fn field(&self, name: &str) -> String {
        let (text, mark) = (self.text(), format!("name=\"{name}\" value=\""));
        text.split_once(&mark).and_then(|(_, rest)| rest.split_once('"')).map_or_else(String::new, |f| f.0.to_owned())
    }
}

/// A connection that is kept open.
pub struct Line {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    /// A long body takes so long to go out.
    patience: Duration,
}

/// Parts in which a body goes out slowly.
const PARTS: u32 = 200;

impl Line {
    pub fn to(address: SocketAddr) -> Outcome<Line> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        // Longer than the server's own patience.
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Line { address, stream: BufReader::new(stream), patience: Duration::ZERO })
    }

    /// From now on a body takes so long to go out, as over an office's line.
    pub fn slowly(&mut self, patience: Duration) {
        self.patience = patience;
    }

    pub fn get(&mut self, page: &str, cookie: &str) -> Outcome<Answer> {
        self.send("GET", page, cookie, "", b"")
    }

    /// A form of ours, sent from a page of ours.
    pub fn post(&mut self, page: &str, cookie: &str, fields: &[(&str, &str)]) -> Outcome<Answer> {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        self.send("POST", page, cookie, "Content-Type: application/x-www-form-urlencoded\r\n", pairs.join("&").as_bytes())
    }

    /// A form with a file in it.
    pub fn upload(&mut self, page: &str, cookie: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Outcome<Answer> {
        const BOUNDARY: &str = "guatu-load-7f3a";
        let mut body = Vec::with_capacity(file.len() + 2_048);
        for (field, value) in fields {
            write!(body, "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")?;
        }
        write!(body, "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")?;
        body.extend_from_slice(file);
        write!(body, "\r\n--{BOUNDARY}--\r\n")?;
        self.send("POST", page, cookie, &format!("Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"), &body)
    }

    fn send(&mut self, method: &str, page: &str, cookie: &str, more: &str, body: &[u8]) -> Outcome<Answer> {
        let address = self.address;
        let mut head = format!("{method} {page} HTTP/1.1\r\nHost: {address}\r\nAccept-Encoding: gzip\r\n{more}");
        if !cookie.is_empty() {
            write!(head, "Cookie: {cookie}\r\n")?;
        }
        if method == "POST" {
            let length = body.len();
            write!(head, "Origin: http://{address}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: {length}\r\n")?;
        }
        head.push_str("\r\n");
        let stream = self.stream.get_mut();
        stream.write_all(head.as_bytes())?;
        for part in body.chunks(body.len().div_ceil(PARTS as usize).max(1 << 14)) {
            stream.write_all(part)?;
            std::thread::sleep(self.patience / PARTS);
        }
        self.answer()
    }

    fn answer(&mut self) -> Outcome<Answer> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                return Err("the server hung up".into());
            }
        }
        let status = head.split_whitespace().nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let mut answer = Answer { status, head, body: Vec::new() };
        if let Some(length) = answer.header("content-length").and_then(|v| v.parse().ok()) {
            answer.body = vec![0; length];
            self.stream.read_exact(&mut answer.body)?;
        } else if answer.header("transfer-encoding").is_some() {
            self.chunks(&mut answer.body)?;
        }
        Ok(answer)
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> Outcome<()> {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16)?;
            let mut chunk = vec![0; length + 2];
            self.stream.read_exact(&mut chunk)?;
            if length == 0 {
                return Ok(());
            }
            body.extend_from_slice(&chunk[..length]);
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}
