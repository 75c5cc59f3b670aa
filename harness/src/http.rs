//! Requests (网页请求): the little of HTTP that a test needs to speak with a server that may be killed at any moment. A request
//! to which no whole answer came is a failure, as it is for a browser.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

const BETWEEN: &str = "----between-the-fields";

/// Something asked of a server, on a connection of its own.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    path: String,
    cookie: String,
    kind: String,
    body: Vec<u8>,
    /// Sent in so many pieces, with a pause before each.
    pieces: usize,
    pause: Duration,
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn get(path: &str) -> Request {
        Request {
            method: "GET",
            path: path.to_owned(),
            cookie: String::new(),
            kind: String::new(),
            body: Vec::new(),
            pieces: 1,
            pause: Duration::ZERO,
        }
    }

    /// A form with its fields.
    pub fn form(path: &str, fields: &[(&str, &str)]) -> Request {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let kind = "application/x-www-form-urlencoded".to_owned();
        Request { method: "POST", kind, body: pairs.join("&").into_bytes(), ..Request::get(path) }
    }

    /// A form with a file after its fields.
    pub fn upload(path: &str, fields: &[(&str, &str)], name: &str, content: &[u8]) -> Request {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!("--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let head = format!("--{BETWEEN}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), content, format!("\r\n--{BETWEEN}--\r\n").as_bytes()].concat());
        Request { method: "POST", kind: format!("multipart/form-data; boundary={BETWEEN}"), body, ..Request::get(path) }
    }

    #[must_use]
    pub fn with_cookie(mut self, cookie: &str) -> Request {
        cookie.clone_into(&mut self.cookie);
        self
    }

    #[must_use]
    pub fn slowly(mut self, pieces: usize, pause: Duration) -> Request {
        (self.pieces, self.pause) = (pieces.max(1), pause);
        self
    }

    /// The answer, or why there is none: refused, broken off, out of time.
    pub fn send(&self, server: SocketAddr) -> io::Result<Answer> {
        let mut stream = TcpStream::connect_timeout(&server, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        stream.write_all(self.head().as_bytes())?;
        for piece in self.body.chunks(self.body.len().div_ceil(self.pieces).max(1)) {
            thread::sleep(self.pause);
            stream.write_all(piece)?;
        }
        let (mut bytes, mut piece) = (Vec::new(), [0; 16 * 1024]);
        loop {
            // The server may keep the connection a while longer than its answer lasts.
            if let Some(answer) = Answer::read(&bytes) {
                return Ok(answer);
            }
            match stream.read(&mut piece)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => bytes.extend_from_slice(&piece[..read]),
            }
        }
    }

    fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n", self.method, self.path);
        let length = if self.method == "POST" { self.body.len().to_string() } else { String::new() };
        for (name, value) in [("Cookie", &self.cookie), ("Content-Type", &self.kind), ("Content-Length", &length)] {
            if !value.is_empty() {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        head + "\r\n"
    }
}

impl Answer {
    /// `None`: not all of it has come.
    fn read(bytes: &[u8]) -> Option<Answer> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
        let headers: Vec<_> = lines.filter_map(pair).collect();
        let body = bytes[end + 4..].to_vec();
        let answer = Answer { status, headers, body };
        let whole = match answer.header("content-length").parse::<usize>() {
            Ok(length) => answer.body.len() == length,
            Err(_) => answer.header("transfer-encoding") == "chunked" && answer.body.ends_with(b"0\r\n\r\n"),
        };
        whole.then_some(answer)
    }

    /// The first header of that name, in small letters; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a hidden field, the first of its name; empty if there is none.
    pub fn field(&self, name: &str) -> String {
        let text = self.text();
        let rest = text.split(&format!("name=\"{name}\" value=\"")).nth(1);
        rest.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn an_answer_counts_only_when_all_of_it_came() {
        let whole = b"HTTP/1.1 303 See Other\r\nLocation: /me\r\nContent-Length: 2\r\n\r\nok";
        let answer = Answer::read(whole).unwrap();
        assert_eq!((answer.status, answer.header("location"), answer.text().as_str()), (303, "/me", "ok"));
        for cut in 0..whole.len() {
            assert_eq!(Answer::read(&whole[..cut]), None, "{cut}");
        }
        assert_eq!(Answer::read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"), None);
    }

    #[test]
    fn a_form_arrives_as_it_was_filled_in() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            let mut heard = Vec::new();
            let mut piece = [0; 512];
            while !heard.ends_with(b"%E6%94%B9") {
                let read = stream.read(&mut piece).unwrap();
                heard.extend_from_slice(&piece[..read]);
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 31\r\n\r\n<input name=\"token\" value=\"t1\">").unwrap();
            String::from_utf8(heard).unwrap()
        });
        let request = Request::form("/me", &[("a b", "1&2"), ("reason", "改")]).with_cookie("s=1");
        let answer = request.slowly(3, Duration::from_millis(1)).send(address).unwrap();
        assert_eq!((answer.field("token").as_str(), answer.field("key").as_str()), ("t1", ""));
        let heard = server.join().unwrap();
        assert!(heard.contains("Cookie: s=1\r\n") && heard.ends_with("\r\n\r\na%20b=1%262&reason=%E6%94%B9"), "{heard}");
    }
}
