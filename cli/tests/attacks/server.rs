//! Server 被攻击的服务: the program serving a copy of the demo county, and a client that says exactly what it is told to.

use crate::bench::{Demo, command, demo};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

pub const COUNTY: i32 = 361_099;

/// The program at work; it ends with the test.
pub struct Server {
    pub demo: Demo,
    pub address: SocketAddr,
    child: Child,
}

/// What came back.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        let found = self.head.lines().filter_map(|line| line.split_once(": ")).find(|h| h.0.eq_ignore_ascii_case(name));
        found.map_or("", |h| h.1)
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Heard {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.text().chars().take(2_000).collect::<String>());
        self
    }

    /// The value of the first field of a name.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        let text = self.text();
        let found = text.split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
        found.unwrap_or_else(|| panic!("no {name}:\n{text}")).to_owned()
    }
}

impl Server {
    /// Serve a copy of the demo county; what it says on its error output goes to `log`.
    pub fn start() -> Server {
        Server::of(demo(), &["--today", "2026-04-08"])
    }

    pub fn of(demo: Demo, more: &[&str]) -> Server {
        let log = fs::File::create(demo.path("log")).expect("a log");
        // Uploads lie in the folder for temporary files: here one that is looked into afterwards.
        fs::create_dir_all(demo.path("temporary")).expect("a folder");
        let mut asked = command(&[&["serve", "--port", "0", "--database", &demo.database], more].concat());
        asked.env("TMPDIR", demo.path("temporary")).stdout(Stdio::piped()).stderr(log);
        let mut child = asked.spawn().expect("served");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("an address");
        let said = line.trim().strip_prefix("http://").and_then(|address| address.parse().ok());
        let address = said.unwrap_or_else(|| panic!("“{line}”: {}", fs::read_to_string(demo.path("log")).unwrap_or_default()));
        // What else it prints is part of what may be looked through for secrets.
        let printed = demo.path("printed");
        std::thread::spawn(move || {
            let mut rest = line.into_bytes();
            let _ = out.read_to_end(&mut rest);
            let _ = fs::write(printed, rest);
        });
        Server { demo, address, child }
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.demo.path("log")).expect("its log")
    }

    /// Memory that it holds now, and the most it ever held, KB.
    pub fn memory(&self) -> (u64, u64) {
        let process = PathBuf::from(format!("/proc/{}", self.child.id()));
        (memory(&process, "VmRSS:"), memory(&process, "VmHWM:"))
    }

    /// Begin to watch for its most memory anew.
    pub fn watch_memory(&self) {
        let _ = fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5");
    }

    /// Most memory of any of its children just now, KB.
    pub fn memory_of_children(&self) -> u64 {
        let own = self.child.id().to_string();
        let processes = fs::read_dir("/proc").expect("processes").flatten().map(|entry| entry.path());
        let is_ours = |process: &PathBuf| {
            let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
            stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)) == Some(&own)
        };
        processes.filter(is_ours).map(|process| memory(&process, "VmHWM:")).max().unwrap_or(0)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().expect("asked").is_none()
    }

    /// Send bytes and hear everything that comes back.
    pub fn say(&self, bytes: &[u8]) -> Heard {
        let mut stream = TcpStream::connect(self.address).expect("connected");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
        // The other side may have heard enough before the end.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(answer.len());
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Heard { status, head, body: answer.get(end + 4..).unwrap_or_default().to_vec() }
    }

    pub fn get(&self, path: &str, cookie: &str) -> Heard {
        self.say(format!("GET {path} HTTP/1.0\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n").as_bytes())
    }

    pub fn post(&self, path: &str, kind: &str, body: &[u8], cookie: &str) -> Heard {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.0\r\nHost: localhost\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        );
        self.say(&[head.as_bytes(), body].concat())
    }

    pub fn form(&self, path: &str, form: &str, cookie: &str) -> Heard {
        self.post(path, "application/x-www-form-urlencoded", form.as_bytes(), cookie)
    }

    /// Send a form with a file in it.
    pub fn upload(&self, path: &str, fields: &[(&str, &str)], file: (&str, &[u8]), cookie: &str) -> Heard {
        const EDGE: &str = "----guatu-attack";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let (name, bytes) = file;
        let head = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), bytes, format!("\r\n--{EDGE}--\r\n").as_bytes()].concat());
        self.post(path, &format!("multipart/form-data; boundary={EDGE}"), &body, cookie)
    }

    /// A session of a role, by the door of the demonstration.
    pub fn enter(&self, role: &str, account: &str) -> String {
        let heard = self.form("/identity", &format!("county={COUNTY}&role={role}&as.{role}={account}"), "").is(303);
        heard.header("set-cookie").split(';').next().expect("a session").to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn memory(process: &std::path::Path, name: &str) -> u64 {
    let status = fs::read_to_string(process.join("status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}
