//! The browser (浏览器检验) on a small site of its own: what a person does, and what a page complains about.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::thread;

use harness::browser::{Browser, Media, Viewport};

const FIRST: &str = r#"<!doctype html><html lang="zh"><meta charset="utf-8"><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><title>挂图</title>
<style>body{margin:0;background:#fff}.paper{display:none}
@media print{.paper{display:block}} @media (prefers-color-scheme:dark){body{background:#000}}
#tall{height:3000px} #lid{position:fixed;inset:0 0 auto 0;height:40px;background:#eee}#under{position:fixed;top:0;left:0}</style>
<p class="paper">只在纸上</p><button id="under">下面</button><div id="lid"></div>
<div id="tall"></div>
<form action="/second"><input name="q" id="q" value="旧的"><button id="count" type="button">点我</button></form>
<a id="on" href="/second">下一页</a>
<script>let n=0; count.onclick=()=>{n++;count.textContent='已点 '+n}; q.oninput=()=>{document.title=q.value}</script></html>"#;

const SECOND: &str =
    r#"<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>第二页</title><h1>第二页</h1>"#;

const BROKEN: &str = r#"<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>坏页</title>
<img src="/missing.png"><img src="http://127.0.0.1:1/refused.png"><script src="/own.js"></script><p onclick="x()">p</p>
<script>document.title='inline ran'</script>"#;

const OWN: &str = "console.error('表格', 3); setTimeout(() => { nothing.here() }, 0)";

/// Serves the pages above until the test process ends.
fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut line = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut line).unwrap();
            let mut header = String::new();
            while reader.read_line(&mut header).is_ok_and(|read| read > 2) {
                header.clear();
            }
            let path = line.split_whitespace().nth(1).unwrap_or("/").to_owned();
            let (status, kind, policy, body) = match path.split('?').next().unwrap() {
                "/" => ("200 OK", "text/html", "", FIRST),
                "/second" => ("200 OK", "text/html", "", SECOND),
                "/broken" => ("200 OK", "text/html", "Content-Security-Policy: script-src 'self'\r\n", BROKEN),
                "/own.js" => ("200 OK", "text/javascript; charset=utf-8", "", OWN),
                _ => ("404 Not Found", "text/plain", "", "no"),
            };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{policy}Content-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        }
    });
    address
}

/// Width and height from the head of a PNG.
fn size_of(picture: &Path) -> (u32, u32) {
    let bytes = std::fs::read(picture).unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n"));
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn browser_clicks_types_follows_and_takes_pictures() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    let mut browser = Browser::start().unwrap();
    let mut page = browser.page().unwrap();
    page.go(&site).unwrap();
    assert_eq!(page.string("document.title").unwrap(), "挂图");
    assert_eq!(page.evaluate("new Promise(done => setTimeout(() => done(6 * 7), 10))").unwrap(), 42);

    page.click("#count").unwrap();
    page.click("#count").unwrap();
    assert_eq!(page.text("#count").unwrap(), "已点 2");
    let covered = page.click("#under").unwrap_err();
    assert!(covered.to_string().contains("lies over it"), "{covered}");
    assert!(page.click(".paper").unwrap_err().to_string().contains("not visible"));
    assert!(page.click("#nobody").unwrap_err().to_string().contains("#nobody"));

    page.type_text("#q", "gydy 供电").unwrap();
    page.press("7").unwrap();
    assert_eq!(page.string("q.value").unwrap(), "gydy 供电7");
    assert_eq!(page.string("document.title").unwrap(), "gydy 供电7");

    page.viewport(Viewport { width: 390, height: 700, scale: 2.0, mobile: true }).unwrap();
    assert_eq!(page.evaluate("[innerWidth, devicePixelRatio, 'ontouchstart' in window]").unwrap().as_array().unwrap()[0], 390);
    let (window, whole) = (folder.path().join("window.png"), folder.path().join("whole.png"));
    page.screenshot(&window).unwrap();
    page.screenshot_whole(&whole).unwrap();
    assert_eq!(size_of(&window), (780, 1400));
    assert!(size_of(&whole).1 > 6000, "{:?}", size_of(&whole));

    page.emulate(Media { print: true, dark: true, ..Media::default() }).unwrap();
    assert_eq!(page.string("getComputedStyle(document.querySelector('.paper')).display").unwrap(), "block");
    assert_eq!(page.string("getComputedStyle(document.body).backgroundColor").unwrap(), "rgb(0, 0, 0)");
    page.emulate(Media::default()).unwrap();
    assert_eq!(page.string("getComputedStyle(document.body).backgroundColor").unwrap(), "rgb(255, 255, 255)");
    let paper = folder.path().join("paper.pdf");
    page.print(&paper).unwrap();
    assert!(std::fs::read(&paper).unwrap().starts_with(b"%PDF"));

    page.follow("#on").unwrap();
    assert_eq!(page.text("h1").unwrap(), "第二页");
    page.go(&site).unwrap();
    page.type_text("#q", "通报").unwrap();
    page.press("Enter").unwrap();
    page.wait_for("location.pathname === '/second' && document.title === '第二页'").unwrap();
    assert!(page.address().unwrap().ends_with("/second?q=%E9%80%9A%E6%8A%A5"));
    assert_eq!(page.complaints().unwrap(), Vec::<String>::new());
    assert!(page.requests().unwrap().iter().all(|address| address.starts_with(&site) || address == "data:,"));
}

#[test]
fn browser_hears_script_errors_failed_requests_and_forbidden_scripts() {
    let site = site();
    let mut browser = Browser::start().unwrap();
    let mut page = browser.page().unwrap();
    page.go(&format!("{site}/broken")).unwrap();
    let complaints = page.complaints().unwrap();
    let has = |words: &str| assert!(complaints.iter().any(|line| line.contains(words)), "no `{words}` in {complaints:#?}");
    has("console: 表格");
    has("nothing is not defined");
    has("request: 404 ");
    has("refused.png");
    has("Content Security Policy");
    assert_eq!(page.string("document.title").unwrap(), "坏页", "the forbidden script ran");
    let failure = page.evaluate("throw new Error('故意')").unwrap_err();
    assert!(failure.to_string().contains("故意"));
    assert_eq!(page.complaints().unwrap(), Vec::<String>::new(), "complaints are given once");
}

#[test]
fn browser_is_gone_when_dropped() {
    let browser = Browser::start().unwrap();
    let process = Path::new("/proc").join(browser.pid().unwrap().to_string());
    assert!(process.exists());
    drop(browser);
    assert!(!process.exists(), "Chromium still runs");
}
