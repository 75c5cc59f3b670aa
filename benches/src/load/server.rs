//! Server 被测服务: `guatu serve` as a process of its own, on a free port, and the sessions of those who use it.

use super::county::{COUNTY, County, TODAY};
use crate::http::Line;
use crate::{Outcome, clock};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

/// How the day is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// A told day: identities are entered without a password.
    Told,
    /// The true day: everybody signs in.
    True,
}

impl Server {
    pub fn start(guatu: &Path, county: &County, day: Day) -> Outcome<Server> {
        let mut command = Command::new(guatu);
        command.args(["serve", "--port", "0", "--database", &county.database.to_string()]).current_dir(&county.work);
        if day == Day::Told {
            command.args(["--today", &TODAY.to_string()]);
        }
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut told = String::new();
        if let Some(out) = child.stdout.take() {
            let mut lines = BufReader::new(out);
            lines.read_line(&mut told)?;
            // What else it says is read, so that it never waits for us.
            std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        }
        let address = told.trim().strip_prefix("http://").and_then(|a| a.parse().ok());
        let mut server = Server { child, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        server.address = address.ok_or("the server did not start")?;
        let started = Instant::now();
        while Line::to(server.address).and_then(|mut line| line.get("/health", "")).is_err() {
            if started.elapsed() > Duration::from_secs(20) {
                return Err("the server did not answer".into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn memory(&self) -> f64 {
        clock::megabytes(self.pid(), "VmRSS")
    }

    /// Peak memory since the start.
    pub fn peak(&self) -> f64 {
        clock::megabytes(self.pid(), "VmHWM")
    }

    /// Enter with an identity; gives the cookies of the session.
    pub fn identity(&self, line: &mut Line, role: &str, account: &str) -> Outcome<String> {
        let (county, named) = (COUNTY.to_string(), format!("as.{role}"));
        let answer = line.post("/identity", "", &[("county", &county), ("role", role), (&named, account)])?;
        if answer.status == 303 { Ok(answer.cookies()) } else { Err(format!("{account}: {}", answer.status).into()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
