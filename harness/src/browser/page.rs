//! One page (网页): go there, click, type, look, and hear what it complains about.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::wire::Wire;
use crate::{Failure, Outcome};

/// How long a page may take to load, or a condition to come true.
const LIMIT: Duration = Duration::from_secs(30);

/// The size of the window.
#[derive(Debug, Clone, Copy)]
pub struct Viewport {
    pub width: u32,
    pub height: u32,
    /// Device pixels for each CSS pixel.
    pub scale: f64,
    /// A telephone: touch, and the page's own viewport settings count.
    pub mobile: bool,
}

/// How the page is to be shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Media {
    pub print: bool,
    pub dark: bool,
    pub reduced_motion: bool,
}

/// A page of the browser; one person's.
#[derive(Debug)]
pub struct Page {
    wire: Wire,
    complaints: Vec<String>,
    /// Request id → address, to name a request that fails.
    requests: HashMap<String, String>,
    addresses: Vec<String>,
    /// Documents (by loader) whose load event has fired.
    loaded: HashSet<String>,
}

impl Page {
    pub(super) fn open(wire: Wire) -> Outcome<Page> {
        let mut page =
            Page { wire, complaints: Vec::new(), requests: HashMap::new(), addresses: Vec::new(), loaded: HashSet::new() };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            page.call(&format!("{domain}.enable"), json!({}))?;
        }
        page.call("Page.setLifecycleEventsEnabled", json!({ "enabled": true }))?;
        Ok(page)
    }

    /// Goes to an address and waits until the page and its fonts are loaded.
    pub fn go(&mut self, address: &str) -> Outcome<()> {
        let answer = self.call("Page.navigate", json!({ "url": address }))?;
        if let Some(error) = answer["errorText"].as_str().filter(|error| !error.is_empty()) {
            return Err(Failure::new(format!("{address}: {error} / 页面无法打开")));
        }
        // No loader: only the fragment changed, nothing is loaded.
        match answer["loaderId"].as_str() {
            Some(loader) => self.await_load(address, |loaded| loaded.contains(loader)),
            None => Ok(()),
        }
    }

    /// The address the page is at.
    pub fn address(&mut self) -> Outcome<String> {
        self.string("location.href")
    }

    /// The value of a JavaScript expression; a promise is awaited.
    pub fn evaluate(&mut self, expression: &str) -> Outcome<Value> {
        let parameters = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true });
        let mut answer = self.call("Runtime.evaluate", parameters)?;
        if let Some(details) = answer.get("exceptionDetails") {
            return Err(Failure::new(format!("`{expression}`: {}", exception(details))));
        }
        Ok(answer["result"]["value"].take())
    }

    /// The value of an expression that gives text.
    pub fn string(&mut self, expression: &str) -> Outcome<String> {
        match self.evaluate(expression)? {
            Value::String(text) => Ok(text),
            other => Err(Failure::new(format!("`{expression}` gave {other}, not text"))),
        }
    }

    /// The visible text of the first element that matches.
    pub fn text(&mut self, selector: &str) -> Outcome<String> {
        self.string(&format!("{}.innerText", element(selector)))
    }

    /// How many elements match.
    pub fn count(&mut self, selector: &str) -> Outcome<u64> {
        let value = self.evaluate(&format!("document.querySelectorAll({}).length", json!(selector)))?;
        value.as_u64().ok_or_else(|| Failure::new(format!("`{selector}` cannot be counted")))
    }

    /// Waits until an expression is true.
    pub fn wait_for(&mut self, expression: &str) -> Outcome<()> {
        let deadline = Instant::now() + LIMIT;
        let question = format!("Boolean({expression})");
        let mut last = None;
        while Instant::now() < deadline {
            // While a page is being replaced there is nobody to ask.
            match self.evaluate(&question) {
                Ok(Value::Bool(true)) => return Ok(()),
                Ok(_) => last = None,
                Err(failure) => last = Some(failure),
            }
            thread::sleep(Duration::from_millis(25));
        }
        let last = last.map(|failure| format!(" ({failure})")).unwrap_or_default();
        Err(Failure::new(format!("`{expression}` did not come true within {} s{last} / 等待超时", LIMIT.as_secs())))
    }

    /// Clicks the middle of an element with the mouse; fails when something else lies over it.
    pub fn click(&mut self, selector: &str) -> Outcome<()> {
        let place = self.evaluate(&format!(
            "(() => {{ const e = {}; e.scrollIntoView({{block:'center',inline:'center',behavior:'instant'}}); \
             const r = e.getClientRects()[0]; if (!r) return {{hidden:true}}; \
             const x = r.left + r.width / 2, y = r.top + r.height / 2, top = document.elementFromPoint(x, y); \
             const hit = top && (e.contains(top) || top.contains(e) || (e.labels && [...e.labels].some(l => l.contains(top)))); \
             return {{x, y, over: hit ? null : (top ? top.outerHTML.slice(0, 120) : 'the edge of the window')}} }})()",
            element(selector)
        ))?;
        if place["hidden"] == json!(true) {
            return Err(Failure::new(format!("`{selector}` is not visible and cannot be clicked / 元素不可见")));
        }
        if let Some(over) = place["over"].as_str() {
            return Err(Failure::new(format!("`{selector}` cannot be clicked: {over} lies over it / 元素被遮挡")));
        }
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let parameters = json!({
                "type": kind, "x": place["x"], "y": place["y"], "button": button, "buttons": buttons, "clickCount": 1
            });
            self.call("Input.dispatchMouseEvent", parameters)?;
        }
        Ok(())
    }

    /// Clicks a link or button that leads to another page, and waits until that is loaded.
    pub fn follow(&mut self, selector: &str) -> Outcome<()> {
        self.settle()?;
        let before = self.loaded.clone();
        self.click(selector)?;
        self.await_load(selector, |loaded| loaded.len() > before.len())
    }

    /// Replaces what a field holds by this text, as if typed.
    pub fn type_text(&mut self, selector: &str, text: &str) -> Outcome<()> {
        self.evaluate(&format!("(() => {{ const e = {}; e.focus(); if (e.select) e.select() }})()", element(selector)))?;
        self.call("Input.insertText", json!({ "text": text })).map(drop)
    }

    /// Chooses a file in a file field, as its dialogue would.
    pub fn choose_file(&mut self, selector: &str, file: &Path) -> Outcome<()> {
        let field = self.call("Runtime.evaluate", json!({ "expression": element(selector) }))?;
        if let Some(details) = field.get("exceptionDetails") {
            return Err(Failure::new(format!("`{selector}`: {}", exception(details))));
        }
        let parameters = json!({ "files": [file], "objectId": field["result"]["objectId"] });
        self.call("DOM.setFileInputFiles", parameters).map(drop)
    }

    /// The bytes at an address, asked for by the page itself: a file that a link of it offers.
    pub fn fetch(&mut self, address: &str) -> Outcome<Vec<u8>> {
        let encoded = self.string(&format!(
            "fetch({}).then(answer => {{ if (!answer.ok) throw new Error(answer.status); return answer.blob() }}) \
             .then(blob => new Promise(done => {{ const reader = new FileReader(); \
             reader.onload = () => done(reader.result.slice(reader.result.indexOf(',') + 1)); reader.readAsDataURL(blob) }}))",
            json!(address)
        ))?;
        STANDARD.decode(encoded).map_err(|error| Failure::new(format!("{address}: {error}")))
    }

    /// Presses a key in whatever has the focus: `Enter`, `Tab`, `Escape`, `ArrowDown` … or one character.
    pub fn press(&mut self, key: &str) -> Outcome<()> {
        let (code, number, text) = keystroke(key)?;
        let kind = if text.is_some() { "keyDown" } else { "rawKeyDown" };
        let mut parameters = json!({ "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number });
        if let Some(text) = text {
            parameters["text"] = json!(text);
        }
        self.call("Input.dispatchKeyEvent", parameters.clone())?;
        parameters["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", parameters).map(drop)
    }

    /// Sets the size of the window.
    pub fn viewport(&mut self, size: Viewport) -> Outcome<()> {
        let Viewport { width, height, scale, mobile } = size;
        let parameters = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile });
        self.call("Emulation.setDeviceMetricsOverride", parameters)?;
        self.call("Emulation.setTouchEmulationEnabled", json!({ "enabled": mobile })).map(drop)
    }

    /// Shows the page as on paper, in the dark, or without motion.
    pub fn emulate(&mut self, media: Media) -> Outcome<()> {
        let features = json!([
            { "name": "prefers-color-scheme", "value": if media.dark { "dark" } else { "light" } },
            { "name": "prefers-reduced-motion", "value": if media.reduced_motion { "reduce" } else { "no-preference" } },
        ]);
        let shown_on = if media.print { "print" } else { "screen" };
        self.call("Emulation.setEmulatedMedia", json!({ "media": shown_on, "features": features })).map(drop)
    }

    /// Takes a picture of the window as PNG.
    pub fn screenshot(&mut self, file: &Path) -> Outcome<()> {
        self.keep("Page.captureScreenshot", json!({ "format": "png" }), file)
    }

    /// Takes a picture of the whole page, as far as it scrolls.
    pub fn screenshot_whole(&mut self, file: &Path) -> Outcome<()> {
        let size = self.call("Page.getLayoutMetrics", json!({}))?;
        let (width, height) = (&size["cssContentSize"]["width"], &size["cssContentSize"]["height"]);
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        self.keep("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true, "clip": clip }), file)
    }

    /// Prints the page as PDF, on the paper its own style asks for.
    pub fn print(&mut self, file: &Path) -> Outcome<()> {
        self.keep("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": true }), file)
    }

    /// Everything that went wrong so far: script errors, `console.error`, failed requests, answers of 400 and
    /// above, and what the Content-Security-Policy forbade. Empties the list.
    pub fn complaints(&mut self) -> Outcome<Vec<String>> {
        self.settle()?;
        Ok(std::mem::take(&mut self.complaints))
    }

    /// Every address the page has asked for so far.
    pub fn requests(&mut self) -> Outcome<Vec<String>> {
        self.settle()?;
        Ok(self.addresses.clone())
    }

    fn keep(&mut self, method: &str, parameters: Value, file: &Path) -> Outcome<()> {
        let answer = self.call(method, parameters)?;
        let bytes = STANDARD.decode(answer["data"].as_str().unwrap_or_default());
        let bytes = bytes.map_err(|error| Failure::new(format!("{method}: {error}")))?;
        Ok(fs::write(file, bytes)?)
    }

    /// A short pause inside the page: what it has done until now has been reported when that answers.
    fn settle(&mut self) -> Outcome<()> {
        self.evaluate("new Promise(done => setTimeout(done, 50))").map(drop)
    }

    fn await_load(&mut self, what: &str, is_loaded: impl Fn(&HashSet<String>) -> bool) -> Outcome<()> {
        let deadline = Instant::now() + LIMIT;
        while !is_loaded(&self.loaded) {
            match self.wire.event(deadline)? {
                Some(event) => self.hear(&event),
                None => return Err(Failure::new(format!("{what}: not loaded within {} s / 页面加载超时", LIMIT.as_secs()))),
            }
        }
        self.evaluate("document.fonts.ready.then(() => true)").map(drop)
    }

    fn call(&mut self, method: &str, parameters: Value) -> Outcome<Value> {
        let answer = self.wire.call(method, parameters);
        for event in self.wire.kept_events() {
            self.hear(&event);
        }
        answer
    }

    /// Takes one event to heart.
    fn hear(&mut self, event: &Value) {
        let said = &event["params"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match event["method"].as_str().unwrap_or_default() {
            "Page.lifecycleEvent" if said["name"] == "load" => drop(self.loaded.insert(text(&said["loaderId"]))),
            "Runtime.exceptionThrown" => self.complaints.push(format!("script: {}", exception(&said["exceptionDetails"]))),
            "Runtime.consoleAPICalled" if said["type"] == "error" || said["type"] == "assert" => {
                let words = said["args"].as_array().into_iter().flatten();
                let words = words.map(|word| word["value"].as_str().or(word["description"].as_str()).unwrap_or("…"));
                self.complaints.push(format!("console: {}", words.collect::<Vec<_>>().join(" ")));
            }
            // Failed requests are heard below, with their address.
            "Log.entryAdded" if said["entry"]["level"] == "error" && said["entry"]["source"] != "network" => {
                self.complaints.push(format!("{}: {}", text(&said["entry"]["source"]), text(&said["entry"]["text"])));
            }
            "Network.requestWillBeSent" => {
                let address = text(&said["request"]["url"]);
                self.addresses.push(address.clone());
                self.requests.insert(text(&said["requestId"]), address);
            }
            "Network.responseReceived" if said["response"]["status"].as_u64().unwrap_or(0) >= 400 => {
                self.complaints.push(format!("request: {} {}", said["response"]["status"], text(&said["response"]["url"])));
            }
            // A request that its own page gave up, by going elsewhere, has not failed.
            "Network.loadingFailed" if said["canceled"] != true => {
                let address = self.requests.get(&text(&said["requestId"])).cloned().unwrap_or_default();
                self.complaints.push(format!("request: {} {address}", text(&said["errorText"])));
            }
            _ => {}
        }
    }
}

/// The first element that matches, or an error that names the selector.
fn element(selector: &str) -> String {
    let selector = json!(selector);
    format!("(document.querySelector({selector}) ?? (() => {{ throw new Error('no element ' + {selector}) }})())")
}

fn exception(details: &Value) -> String {
    let description = details["exception"]["description"].as_str().or(details["exception"]["value"].as_str());
    description.or(details["text"].as_str()).unwrap_or("an exception without words").to_owned()
}

/// Code, Windows number and text of a key.
fn keystroke(key: &str) -> Outcome<(String, u32, Option<String>)> {
    let named = |number, text: Option<&str>| Ok((key.to_owned(), number, text.map(str::to_owned)));
    match key {
        "Enter" => named(13, Some("\r")),
        "Tab" => named(9, None),
        "Escape" => named(27, None),
        "Backspace" => named(8, None),
        "Delete" => named(46, None),
        "PageUp" => named(33, None),
        "PageDown" => named(34, None),
        "End" => named(35, None),
        "Home" => named(36, None),
        "ArrowLeft" => named(37, None),
        "ArrowUp" => named(38, None),
        "ArrowRight" => named(39, None),
        "ArrowDown" => named(40, None),
        " " => Ok(("Space".to_owned(), 32, Some(" ".to_owned()))),
        other if other.chars().count() == 1 => {
            let upper = other.to_uppercase();
            let letter = upper.chars().next().filter(char::is_ascii_alphabetic);
            let digit = upper.chars().next().filter(char::is_ascii_digit);
            let code = letter.map(|c| format!("Key{c}")).or(digit.map(|c| format!("Digit{c}"))).unwrap_or_default();
            Ok((code, letter.or(digit).map_or(0, u32::from), Some(other.to_owned())))
        }
        other => Err(Failure::new(format!("the key `{other}` is not known / 未知按键"))),
    }
}
