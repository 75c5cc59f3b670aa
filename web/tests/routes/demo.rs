//! The demo county for route tests: loaded once, kept beside the build, and a copy of it for each test process.

use acts::Office;
use acts::bulletins::Asked;
use acts::keys::CountyKey;
use acts::models::Model;
use acts::sessions::Cost;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, Period};
use domain::stage::Stage;
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use tower::ServiceExt;

pub const COUNTY: i32 = 361_099;
pub const TODAY: Date = Date::constant(2026, 4, 8);
/// Number of the bulletin issued in the copy.
pub const ISSUED: &str = "云督字〔2026〕1号";

struct Demo {
    router: axum::Router,
    /// Kept as long as the process: the copy lies in it.
    _dir: tempfile::TempDir,
}

static DEMO: OnceLock<Demo> = OnceLock::new();

fn open(path: &Path, create: bool) -> Office {
    let database = store::Database::parse(&format!("sqlite:{}", path.display())).expect("an address");
    let office = if create { Office::create(&database, Some(TODAY)) } else { Office::open(&database, Some(TODAY)) };
    office.unwrap_or_else(|e| panic!("{}", e.sentence(domain::lang::Lang::En)))
}

/// The loaded county, made by the first test that needs it. Its name holds the age of this program, so that a new build loads anew.
pub fn loaded() -> PathBuf {
    loaded_as("demo", |_| true)
}

/// The county with few duties and returns: every page is there, and made anew quickly after every act.
fn loaded_small() -> PathBuf {
    const UNITS: [&str; 4] = [OWN_UNIT, "qingpingzhen", "chengguanju", "anjianju"];
    let names = |line: &str| line.split(',').take(2).any(|cell| UNITS.contains(&cell));
    loaded_as("small", move |line| {
        line.contains("_id,") || names(line) && (!line.contains(",2025-") || line.contains(",2025-12"))
    })
}

/// The county with those lines of returns and targets that are kept.
fn loaded_as(name: &str, keeps: impl Fn(&str) -> bool) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let built = std::env::current_exe().and_then(fs::metadata).and_then(|m| m.modified()).expect("this program has an age");
    let age = built.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_millis();
    let finished = folder.join(format!("{name}-{age}.db"));
    let lock = fs::File::create(folder.join(format!("{name}.lock"))).expect("a lock file");
    lock.lock().expect("the lock");
    if !finished.exists() {
        let is_old = |file: &fs::DirEntry| file.file_name().to_string_lossy().starts_with(&format!("{name}-"));
        for old in fs::read_dir(&folder).expect("the folder").flatten().filter(is_old) {
            let _ = fs::remove_file(old.path());
        }
        let draft = tempfile::tempdir_in(&folder).expect("a folder");
        let path = draft.path().join("demo.db");
        let office = open(&path, true);
        let files = draft.path().join("files");
        fs::create_dir(&files).expect("a folder");
        for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo")).expect("the demo").flatten() {
            let text = fs::read_to_string(file.path()).expect("a list");
            let is_cut = ["returns.csv", "targets.csv"].iter().any(|cut| file.file_name() == *cut);
            let lines = text.lines().filter(|line| !is_cut || keeps(line));
            fs::write(files.join(file.file_name()), lines.collect::<Vec<_>>().join("\n") + "\n").expect("written");
        }
        office.load(&files, "demo loader", &mut |_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
        drop(office);
        fs::rename(&path, &finished).expect("put in place");
    }
    finished
}

fn demo() -> &'static Demo {
    DEMO.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("demo.db");
        fs::copy(loaded(), &path).expect("a copy");
        let office = open(&path, false);
        let keys = dir.path().join("keys");
        issue(&office, &keys);
        let setup = web::Setup { cost: Cost::CHEAP, ..web::Setup::new(Vec::new(), keys) };
        Demo { router: web::router_with(office, setup), _dir: dir }
    })
}

fn issue(office: &Office, keys: &Path) {
    let actor = Actor { county: COUNTY, name: "supervision".to_owned(), role: Role::Supervision, unit: None };
    let asked = Asked { period: Period::parse("2026-Q1").expect("a period"), as_of: TODAY, stage: Stage::Verified };
    let issued = office
        .issue(&actor, asked, &CountyKey::of(keys, COUNTY).expect("a key"), None)
        .unwrap_or_else(|e| panic!("{}", e.sentence(domain::lang::Lang::En)));
    assert_eq!(issued.number, ISSUED);
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Nobody,
    A(Role),
}

pub const LEADER: Who = Who::A(Role::Leader);

/// The unit of the unit caller.
pub const OWN_UNIT: &str = "jianchangzhen";

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("")
    }

    /// The status, with the page beside it when it is another.
    #[track_caller]
    pub fn is(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}", self.text().chars().take(3000).collect::<String>());
        self
    }

    #[track_caller]
    pub fn says(self, words: &[&str]) -> Answer {
        let text = self.text();
        for word in words {
            assert!(text.contains(word), "“{word}” is not on the page:\n{}", main_of(&text));
        }
        self
    }

    #[track_caller]
    pub fn says_not(self, words: &[&str]) -> Answer {
        let text = self.text();
        for word in words {
            assert!(!text.contains(word), "“{word}” is on the page:\n{}", main_of(&text));
        }
        self
    }

    /// The value of a hidden field, the first of its name.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        let text = self.text();
        let after = text
            .split(&format!("name=\"{name}\" value=\""))
            .nth(1)
            .unwrap_or_else(|| panic!("no field {name}:\n{}", main_of(&text)));
        after.split('"').next().unwrap_or_default().to_owned()
    }

    /// The first address on the page that begins so.
    #[track_caller]
    pub fn link(&self, begins: &str) -> String {
        let text = self.text().replace("&#38;", "&");
        let found = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|href| href.starts_with(begins));
        found.unwrap_or_else(|| panic!("no link to {begins}:\n{}", main_of(&text))).to_owned()
    }
}

fn main_of(page: &str) -> String {
    page.split_once("<main").map_or(page, |p| p.1).chars().take(6000).collect()
}

/// The session of a caller, opened by the door of the demonstration, once for each test process.
pub fn cookie(who: Who) -> Option<String> {
    static OPENED: Mutex<BTreeMap<&str, String>> = Mutex::new(BTreeMap::new());
    let role = match who {
        // Nobody signs in with a system post.
        Who::Nobody | Who::A(Role::System) => return None,
        Who::A(role) => role,
    };
    let mut opened = OPENED.lock().expect("nobody failed here");
    let cookie = opened.entry(role.code()).or_insert_with(|| demo_session(role));
    Some(cookie.clone())
}

/// A session of its own.
pub fn demo_session(role: Role) -> String {
    let account = if role == Role::Filer { format!("&as.filer={OWN_UNIT}") } else { String::new() };
    let form = format!("county={COUNTY}&role={}{account}", role.code());
    let asked = Request::builder().method(Method::POST).uri("/identity");
    session_of(&send(asked.body(Body::from(form)).expect("a request")).is(303))
}

/// The session's cookie that an answer gives.
#[track_caller]
pub fn session_of(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().filter_map(|c| c.to_str().ok());
    let mut pairs = cookies.filter_map(|c| c.split(';').next());
    pairs.find(|c| c.contains("guatu_session=")).expect("a session").to_owned()
}

pub fn request(method: Method, path: &str, who: Who) -> axum::http::request::Builder {
    let builder = Request::builder().method(method).uri(path);
    match cookie(who) {
        Some(cookie) => builder.header(header::COOKIE, cookie),
        None => builder,
    }
}

pub fn send(request: Request<Body>) -> Answer {
    ask(&demo().router, request)
}

pub fn ask(router: &axum::Router, request: Request<Body>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let response = router.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    })
}

/// A copy of the county of its own, on another day: for tests that file something.
pub struct Bench {
    router: axum::Router,
    opened: Mutex<BTreeMap<String, String>>,
    _dir: tempfile::TempDir,
}

impl Bench {
    pub fn on(today: Date) -> Bench {
        Bench::of(&loaded(), today)
    }

    /// The county with few duties, for those who ask for everything.
    pub fn small() -> Bench {
        Bench::of(&loaded_small(), TODAY)
    }

    /// The county beside a model of its own.
    pub fn beside(model: &str) -> Bench {
        Bench::made(&loaded(), TODAY, Some(model))
    }

    fn of(county: &Path, today: Date) -> Bench {
        Bench::made(county, today, None)
    }

    fn made(county: &Path, today: Date, model: Option<&str>) -> Bench {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("demo.db");
        fs::copy(county, &path).expect("a copy");
        let database = store::Database::parse(&format!("sqlite:{}", path.display())).expect("an address");
        let office = Office::open(&database, Some(today)).expect("opened");
        if today == TODAY {
            issue(&office, &dir.path().join("keys"));
        }
        let model = model.map(|address| Model::at(address, "乡村一号", dir.path()).expect("a model"));
        let router = web::router(Office { model, ..office }, Vec::new(), dir.path().join("keys"));
        Bench { router, opened: Mutex::default(), _dir: dir }
    }

    /// A request exactly as it is, with the session of an identity (none if that is empty), from an address of its own: what
    /// one fails in makes no other wait.
    pub fn raw(&self, identity: &str, mut request: Request<Body>) -> Answer {
        static ASKED: AtomicU32 = AtomicU32::new(0x0A00_0000);
        let address = std::net::Ipv4Addr::from(ASKED.fetch_add(1, Ordering::Relaxed));
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((address, 40_000))));
        if !identity.is_empty() {
            let cookie = self.session(identity).parse().expect("a cookie");
            request.headers_mut().append(header::COOKIE, cookie);
        }
        ask(&self.router, request)
    }

    /// The next request of an identity opens a session of its own.
    pub fn forget(&self, identity: &str) {
        self.opened.lock().expect("nobody failed here").remove(identity);
    }

    /// As an identity of the demonstration: `361099~filer~jianchangzhen`, the account last.
    pub fn ask(&self, identity: &str, method: Method, path: &str, body: &str) -> Answer {
        let builder = Request::builder().method(method).uri(path).header(header::COOKIE, self.session(identity));
        let builder = builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        ask(&self.router, builder.body(Body::from(body.to_owned())).expect("a request"))
    }

    /// The cookie of an identity, which signs in the first time.
    fn session(&self, identity: &str) -> String {
        let cookie = self.opened.lock().expect("nobody failed here").get(identity).cloned();
        cookie.unwrap_or_else(|| self.enter(identity))
    }

    fn enter(&self, identity: &str) -> String {
        let cookie = session_of(&self.door(identity).is(303));
        self.opened.lock().expect("nobody failed here").insert(identity.to_owned(), cookie.clone());
        cookie
    }

    /// The first page's choice of an identity.
    pub fn door(&self, identity: &str) -> Answer {
        let mut parts = identity.split('~');
        let mut part = || parts.next().unwrap_or_default();
        let (county, role, account) = (part(), part(), part());
        let form = format!("county={county}&role={role}&as.{role}={account}");
        let asked = Request::builder().method(Method::POST).uri("/identity").body(Body::from(form)).expect("a request");
        ask(&self.router, asked)
    }

    /// A form with a file: its fields, then the file's name and content.
    pub fn upload(&self, identity: &str, fields: &[(&str, &str)], name: &str, content: &[u8]) -> Answer {
        self.send_file(identity, "/evidence", fields, name, content)
    }

    /// A multipart form whose last field is a file.
    pub fn send_file(&self, identity: &str, path: &str, fields: &[(&str, &str)], name: &str, content: &[u8]) -> Answer {
        const BETWEEN: &str = "----between";
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!("--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let head = format!("--{BETWEEN}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), content, format!("\r\n--{BETWEEN}--\r\n").as_bytes()].concat());
        let builder = Request::builder().method(Method::POST).uri(path);
        let builder = builder.header(header::COOKIE, self.session(identity));
        let builder = builder.header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BETWEEN}"));
        ask(&self.router, builder.body(Body::from(body)).expect("a request"))
    }
}

pub fn get(path: &str, who: Who) -> Answer {
    send(request(Method::GET, path, who).body(Body::empty()).expect("a request"))
}
