//! Chromium (浏览器程序): started headless with a fresh profile, and stopped.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::page::Page;
use super::wire::Wire;
use super::{NAMES, find};

use crate::guard::Guard;
use crate::{Failure, Outcome, program};

/// Nothing but the pages under test may use the network, and pictures must come out alike on every machine.
/// Root cannot have Chromium's sandbox, and containers have a small /dev/shm.
const FLAGS: [&str; 18] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--metrics-recording-only",
    "--password-store=basic",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--remote-debugging-port=0",
];

/// A running Chromium; stopped, and its profile removed, when dropped.
#[derive(Debug)]
pub struct Browser {
    port: u16,
    wire: Wire,
    guard: Guard,
}

impl Browser {
    /// Starts Chromium with a fresh profile.
    pub fn start() -> Outcome<Browser> {
        let chromium = find().map_or_else(|| program::need(&NAMES[..1]), Ok)?;
        let folder = tempfile::Builder::new().prefix("guatu-chromium-").tempdir()?;
        let mut command = Command::new(chromium);
        command.args(FLAGS).arg(format!("--user-data-dir={}", folder.path().join("profile").display())).arg("about:blank");
        // Dates of the browser itself must not depend on where the test runs.
        command.env("TZ", "Asia/Shanghai");
        let guard = Guard::start(folder, None, "TERM", &command)?;
        let (port, path) = await_port(&guard)?;
        let wire = Wire::open(port, &path)?;
        Ok(Browser { port, wire, guard })
    }

    /// A new page with cookies and storage of its own, as if another person sat at another computer.
    pub fn page(&mut self) -> Outcome<Page> {
        let person = self.wire.call("Target.createBrowserContext", json!({}))?;
        let target = self.wire.call(
            "Target.createTarget",
            json!({ "url": "about:blank", "browserContextId": person["browserContextId"], "width": 1280, "height": 800 }),
        )?;
        let id = target["targetId"].as_str().ok_or_else(|| Failure::new("Chromium opened no page / 浏览器未能打开页面"))?;
        Page::open(Wire::open(self.port, &format!("/devtools/page/{id}"))?)
    }

    /// Chromium's process id.
    pub fn pid(&self) -> Option<u32> {
        self.guard.pid()
    }
}

/// Chromium writes the port it took, and the path of its own socket, into a file of its profile.
fn await_port(guard: &Guard) -> Outcome<(u16, String)> {
    let note = guard.folder().join("profile").join("DevToolsActivePort");
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        guard.check("Chromium")?;
        let said = fs::read_to_string(&note).unwrap_or_default();
        if let Some((port, path)) = said.split_once('\n')
            && let Ok(port) = port.trim().parse()
            && path.starts_with("/devtools/browser/")
        {
            return Ok((port, path.trim().to_owned()));
        }
        thread::sleep(Duration::from_millis(30));
    }
    Err(Failure::new(format!("Chromium did not start within a minute / 浏览器一分钟内未启动:\n{}", guard.log())))
}
