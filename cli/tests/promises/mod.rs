//! Promises 承诺: the real server process under clients that speak HTTP, killed, restarted and refused its disk (docs/promises.md).

mod backups;
mod checkpoints;
mod disks;
mod kills;
mod sheets;
mod uploads;

use crate::bench::{Demo, PROGRAM, command, demo};
use harness::http::{Answer, Request};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// A demo county served by a process that may be killed and started again.
pub struct Service {
    pub demo: Demo,
    today: &'static str,
    words: &'static [&'static str],
    environment: Vec<(String, String)>,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    child: Option<Child>,
    address: Option<SocketAddr>,
    /// How often it was started: forms of an earlier run have to be opened again.
    run: u64,
}

impl Service {
    pub fn start(today: &'static str) -> Service {
        Service::with(demo(), today, &[], Vec::new())
    }

    /// … with more words on its command line, and something in its environment.
    pub fn with(demo: Demo, today: &'static str, words: &'static [&'static str], environment: Vec<(String, String)>) -> Service {
        let service = Service { demo, today, words, environment, running: Mutex::default() };
        service.again();
        service
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Start the process; gives how long it took until pages could be had.
    pub fn again(&self) -> Duration {
        assert!(PROGRAM.ends_with("guatu"));
        let started = Instant::now();
        let mut asked = command(&["serve", "--database", &self.demo.database, "--today", self.today, "--port", "0", "--quiet"]);
        asked.args(self.words).envs(self.environment.iter().map(|(name, value)| (name, value)));
        let mut child = asked.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("its address");
        let address = line.trim().strip_prefix("http://").and_then(|a| a.parse().ok()).expect("an address");
        let mut running = self.running();
        (running.child, running.address, running.run) = (Some(child), Some(address), running.run + 1);
        started.elapsed()
    }

    /// SIGKILL, at whatever it is doing.
    pub fn kill(&self) {
        let mut running = self.running();
        running.address = None;
        if let Some(mut child) = running.child.take() {
            child.kill().expect("killed");
            child.wait().expect("ended");
        }
    }

    /// Wait until it has ended by itself: its exit code.
    pub fn ended(&self, within: Duration) -> Option<i32> {
        let deadline = Instant::now() + within;
        loop {
            if let Some(code) = self.left() {
                return code;
            }
            assert!(Instant::now() < deadline, "the server did not end");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The exit code, if it has ended.
    fn left(&self) -> Option<Option<i32>> {
        let mut running = self.running();
        let status = running.child.as_mut()?.try_wait().expect("asked")?;
        (running.child, running.address) = (None, None);
        Some(status.code())
    }

    /// Where it is now, and which run this is.
    fn place(&self) -> (SocketAddr, u64) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let running = self.running();
            if let Some(address) = running.address {
                return (address, running.run);
            }
            drop(running);
            assert!(Instant::now() < deadline, "the server never came back");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Chain, balances and reconciliation hold.
    pub fn verify(&self) {
        let found = self.demo.guatu(&["ledger", "verify", "--lang", "en"]).ok();
        assert!(found.out.contains("  OK"), "{found:#?}");
    }

    /// Accounts that the first page offers for a role.
    pub fn accounts(&self, role: &str) -> Vec<String> {
        let page = Request::get("/").send(self.place().0).expect("the first page").text();
        let list = page.split(&format!("name=\"as.{role}\"")).nth(1).and_then(|rest| rest.split("</select>").next());
        let values = list.unwrap_or_default().split("value=\"").skip(1);
        values.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Somebody signed in, who goes on when the server was killed.
pub struct Clerk<'s> {
    service: &'s Service,
    /// A page with a form, for its token.
    page: &'static str,
    cookie: String,
    token: String,
    run: u64,
    /// Times that no answer came.
    pub unanswered: usize,
}

impl<'s> Clerk<'s> {
    /// With an identity of the demonstration.
    pub fn enter(service: &'s Service, role: &str, account: &str) -> Clerk<'s> {
        // Who brings files has a page that is made at once.
        let page = if role == "filer" { "/imports" } else { "/me" };
        let mut clerk = Clerk { service, page, cookie: String::new(), token: String::new(), run: 0, unanswered: 0 };
        let field = format!("as.{role}");
        let fields = [("county", "361099"), ("role", role), (&field, account)];
        let answer = clerk.until_answered(|_| Request::form("/identity", &fields));
        assert_eq!(answer.status, 303, "{}", answer.text());
        let cookies = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
        let pair = cookies.filter_map(|(_, value)| value.split(';').next()).find(|pair| pair.contains("guatu_session="));
        clerk.cookie = pair.expect("a session").to_owned();
        clerk
    }

    /// One try, with the token of this run of the server.
    fn attempt(&mut self, make: &dyn Fn(&str) -> Request) -> std::io::Result<Answer> {
        let (address, run) = self.service.place();
        if run != self.run && !self.cookie.is_empty() {
            let page = Request::get(self.page).with_cookie(&self.cookie).send(address)?;
            assert_eq!(page.status, 200, "the session outlives the server: {}", page.text());
            (self.token, self.run) = (page.field("token"), run);
        }
        make(&self.token).with_cookie(&self.cookie).send(address)
    }

    /// Send it again and again until an answer comes; where the server was killed nobody knows what became of it.
    pub fn until_answered(&mut self, make: impl Fn(&str) -> Request) -> Answer {
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            match self.attempt(&make) {
                // A form of the run before, opened again.
                Ok(answer) if answer.status == 403 && answer.text().contains("web.foreign_form") => self.run = 0,
                Ok(answer) => return answer,
                Err(_) => self.unanswered += 1,
            }
            assert!(Instant::now() < deadline, "no answer came");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// One try only; `None`: no whole answer came.
    pub fn once(&mut self, make: impl Fn(&str) -> Request) -> Option<Answer> {
        self.attempt(&make).ok()
    }
}
