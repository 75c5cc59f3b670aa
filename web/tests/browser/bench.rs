//! The demo county served to a browser; persons who come to it; and pages looked at in every size and language.

use acts::Office;
use acts::bulletins::Asked;
use acts::keys::CountyKey;
use domain::actors::{Actor, Role};
use domain::calendar::{Date, Period};
use domain::stage::Stage;
use harness::browser::{Browser, Media, Page, Viewport};
use harness::office;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

const COUNTY: i32 = 361_099;
pub const TODAY: Date = Date::constant(2026, 4, 8);
pub const DESK: Viewport = Viewport { width: 1440, height: 900, scale: 1.0, mobile: false };
pub const PHONE: Viewport = Viewport { width: 360, height: 740, scale: 2.0, mobile: true };

/// The demo county served on a free port until the test ends.
pub struct Served {
    address: SocketAddr,
    dir: Arc<tempfile::TempDir>,
}

impl Served {
    /// As on a day; the bulletin of the first quarter is issued.
    pub fn on(today: Date) -> Served {
        let dir = tempfile::tempdir().expect("a folder");
        let database = store::Database::parse(&format!("sqlite:{}", dir.path().join("demo.db").display())).expect("an address");
        let office = Office::create(&database, Some(today)).unwrap_or_else(|e| panic!("{e:?}"));
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo");
        office.load(&files, "demo loader", &mut |_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
        let keys = dir.path().join("keys");
        let actor = Actor { county: COUNTY, name: "supervision".to_owned(), role: Role::Supervision, unit: None };
        let asked = Asked { period: Period::parse("2026-Q1").expect("a period"), as_of: TODAY, stage: Stage::Verified };
        office.issue(&actor, asked, &CountyKey::of(&keys, COUNTY).expect("a key"), None).unwrap_or_else(|e| panic!("{e:?}"));
        Served::over(office, Arc::new(dir))
    }

    /// The same county on a later day, by a server of its own.
    pub fn later(&self, today: Date) -> Served {
        let database = format!("sqlite:{}", self.dir.path().join("demo.db").display());
        let office = Office::open(&store::Database::parse(&database).expect("an address"), Some(today));
        Served::over(office.unwrap_or_else(|e| panic!("{e:?}")), Arc::clone(&self.dir))
    }

    /// The same county beside a model of its own.
    pub fn beside(&self, model: &str) -> Served {
        let database = format!("sqlite:{}", self.dir.path().join("demo.db").display());
        let office = Office::open(&store::Database::parse(&database).expect("an address"), Some(TODAY));
        let model = acts::models::Model::at(model, "乡村一号", self.dir.path()).expect("a model");
        Served::over(Office { model: Some(model), ..office.unwrap_or_else(|e| panic!("{e:?}")) }, Arc::clone(&self.dir))
    }

    fn over(office: Office, dir: Arc<tempfile::TempDir>) -> Served {
        let (ready, told) = mpsc::channel();
        let (address, (font_dirs, proxies)) = (SocketAddr::from(([127, 0, 0, 1], 0)), Default::default());
        let on_ready = Box::new(move |address| ready.send(address).expect("the test waits"));
        let options = web::Options { address, font_dirs, keys: dir.path().join("keys"), proxies, on_ready };
        std::thread::spawn(move || web::serve(office, options));
        Served { address: told.recv().expect("served"), dir }
    }

    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where files of this test may lie.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// Somebody at a computer of their own, reading Chinese; a browser of its own prefers English.
    pub fn visitor(&self, browser: &mut Browser) -> Page {
        let mut page = browser.page().unwrap();
        page.viewport(DESK).unwrap();
        page.go(&self.at("/?lang=zh")).unwrap();
        page
    }

    /// The same, entered with an identity of the demonstration.
    pub fn person(&self, browser: &mut Browser, role: &str) -> Page {
        let mut page = self.visitor(browser);
        self.choose(&mut page, role);
        page
    }

    /// Enter with an identity of the demonstration, whoever was here before.
    pub fn choose(&self, page: &mut Page, role: &str) {
        page.go(&self.at("/")).unwrap();
        page.follow(&format!("button[value={role}]")).unwrap();
    }
}

/// Where the pictures of a size go.
pub fn folder(size: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots").join(size);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Pages in both sizes and some languages, each kept as a picture: what is wrong with them.
pub fn looked_at(page: &mut Page, served: &Served, langs: &[&str], pages: &[(&str, &str)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (size, viewport) in [("phone", PHONE), ("desk", DESK)] {
        page.viewport(viewport).unwrap();
        for lang in langs {
            for (name, path) in pages {
                let mark = if path.contains('?') { '&' } else { '?' };
                page.go(&served.at(&format!("{path}{mark}lang={lang}"))).unwrap();
                wrong.extend(seen(page, size, &format!("{name}-{lang}")));
            }
        }
    }
    page.go(&served.at("/me?lang=zh")).unwrap();
    wrong
}

/// The page as it stands, in both sizes.
pub fn seen_whole(page: &mut Page, name: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (size, viewport) in [("phone", PHONE), ("desk", DESK)] {
        page.viewport(viewport).unwrap();
        wrong.extend(seen(page, size, name));
    }
    wrong
}

/// A picture of the page as it stands, and what is wrong with it: wider than the window, or complaining.
pub fn seen(page: &mut Page, size: &str, name: &str) -> Vec<String> {
    page.screenshot_whole(&folder(size).join(format!("{name}.png"))).unwrap();
    let over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").unwrap();
    let too_wide = (over.as_i64() != Some(0)).then(|| format!("{over} px too wide"));
    // Refusals that a test provokes are noted by the browser, and no fault of the page.
    let complaints = page.complaints().unwrap().into_iter().filter(|c| !c.starts_with("request: 4"));
    complaints.chain(too_wide).map(|what| format!("{size} {name}: {what}")).collect()
}

/// The page on paper, and what is wrong with it: wider than the paper, so that it would be cut off or shrunk.
pub fn printed(page: &mut Page, name: &str) -> Vec<String> {
    let file = folder("paper").join(format!("{name}.pdf"));
    // As wide as the paper between its margins.
    let turned = page.count("body.broad").unwrap() == 1;
    page.viewport(Viewport { width: if turned { 1031 } else { 702 }, height: 900, scale: 1.0, mobile: false }).unwrap();
    page.emulate(Media { print: true, ..Media::default() }).unwrap();
    let over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").unwrap();
    page.print(&file).unwrap();
    let head = page.string("document.querySelector('h1').firstChild.textContent.trim()").unwrap();
    page.emulate(Media::default()).unwrap();
    page.viewport(DESK).unwrap();
    let is_there = office::text(&file).unwrap().contains(&head);
    let too_wide = (over.as_i64() != Some(0)).then(|| format!("{name}: {over} px wider than the paper"));
    too_wide.into_iter().chain((!is_there).then(|| format!("{name}: “{head}” is not on paper"))).collect()
}

/// Put texts into the boxes of the page's form, the last of each name.
pub fn fill(page: &mut Page, fields: &[(&str, &str)]) {
    for (name, text) in fields {
        let set = format!(
            "(() => {{ const box = document.getElementsByName('{name}'); box[box.length - 1].value = '{text}'; return true; }})()"
        );
        page.evaluate(&set).unwrap();
    }
}

/// Fill the form of a record and save it.
pub fn keep(page: &mut Page, fields: &[(&str, &str)]) {
    fill(page, fields);
    page.follow(".keeping .do button").unwrap();
}
