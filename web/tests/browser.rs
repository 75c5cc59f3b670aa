//! Browser 浏览器检验: the walk an official takes through the pages, in a real Chromium, with pictures of every main page.

#[path = "browser/verifier.rs"]
mod verifier;

use acts::Office;
use acts::bulletins::Asked;
use acts::keys::CountyKey;
use domain::actors::{Actor, Role};
use domain::calendar::{Date, Period};
use domain::stage::Stage;
use harness::browser::{Browser, Media, Page, Viewport};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

const COUNTY: i32 = 361_099;
const TODAY: Date = Date::constant(2026, 4, 8);
const DESK: Viewport = Viewport { width: 1440, height: 900, scale: 1.0, mobile: false };
const WALL: Viewport = Viewport { width: 1920, height: 1080, scale: 1.0, mobile: false };
const PHONE: Viewport = Viewport { width: 360, height: 740, scale: 2.0, mobile: true };

/// Pages that are looked at in every size and language: name of the picture, path.
const PAGES: [(&str, &str); 15] = [
    ("wall", "/wall"),
    ("scoreboard", "/statistics"),
    ("figure", "/figures/361099:signed_projects:cumulative:-:2026-Q1:verified:2026-04-08"),
    ("campaign", "/campaigns/funds"),
    ("unit", "/units/jianchangzhen"),
    ("projects", "/projects"),
    ("project", "/projects/prj-001"),
    ("key-projects", "/key-projects"),
    ("key-project", "/key-projects/key-01"),
    ("register", "/registers/teams"),
    ("bulletins", "/bulletins"),
    ("draft", "/bulletins/draft"),
    ("burden", "/burden"),
    ("search", "/search?q=fdgy"),
    ("help", "/help"),
];

/// The demo county served on a free port until the test ends.
struct Served {
    address: SocketAddr,
    _dir: tempfile::TempDir,
}

fn serve() -> Served {
    serve_on(TODAY)
}

fn serve_on(today: Date) -> Served {
    let dir = tempfile::tempdir().expect("a folder");
    let database = store::Database::parse(&format!("sqlite:{}", dir.path().join("demo.db").display())).expect("an address");
    let office = Office::create(&database, Some(today)).unwrap_or_else(|e| panic!("{e:?}"));
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo");
    office.load(&files, "demo loader", &mut |_, _| {}).unwrap_or_else(|e| panic!("{e:?}"));
    let keys = dir.path().join("keys");
    let actor = Actor { county: COUNTY, name: "supervision".to_owned(), role: Role::Supervision, unit: None };
    let asked = Asked { period: Period::parse("2026-Q1").expect("a period"), as_of: TODAY, stage: Stage::Verified };
    office.issue(&actor, asked, &CountyKey::of(&keys, COUNTY).expect("a key"), None).unwrap_or_else(|e| panic!("{e:?}"));
    let (ready, told) = mpsc::channel();
    let (address, (font_dirs, proxies)) = (SocketAddr::from(([127, 0, 0, 1], 0)), Default::default());
    let on_ready = Box::new(move |address| ready.send(address).expect("the test waits"));
    let options = web::Options { address, font_dirs, keys, proxies, on_ready };
    std::thread::spawn(move || web::serve(office, options));
    Served { address: told.recv().expect("served"), _dir: dir }
}

impl Served {
    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// Where all pictures go; a chosen few also into `docs/screenshots`.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots").join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn choose(page: &mut Page, served: &Served, role: &str) {
    page.go(&served.at("/")).unwrap();
    page.follow(&format!("button[value={role}]")).unwrap();
}

#[test]
fn browser_walks_from_the_wall_to_the_record() {
    let served = serve();
    let mut browser = Browser::start().unwrap();
    let mut page = browser.page().unwrap();
    page.viewport(DESK).unwrap();

    // Nobody: sent to the first page; a leader comes to the wall. The browser itself prefers English.
    page.go(&served.at("/?lang=zh")).unwrap();
    page.go(&served.at("/wall")).unwrap();
    assert!(page.text("main").unwrap().contains("以谁的身份查看"));
    page.follow("button[value=leader]").unwrap();
    assert!(page.address().unwrap().ends_with("/wall"), "{}", page.address().unwrap());
    assert!(page.text("body").unwrap().contains("演示：今天是2026年4月8日（星期三）"));

    // Wall → scoreboard → cell → explanation → record.
    page.follow(".side a[href='/statistics']").unwrap();
    let columns = page.count("table.grid thead th").unwrap();
    assert!(columns > 4, "{columns} columns");
    page.go(&served.at("/statistics?show=cumulative&only=duty&sort=-signed_projects")).unwrap();
    let shown = page.text("tr.total td a.fig").unwrap();
    assert_eq!(shown.trim(), "20");
    page.follow("tr.total td a.fig").unwrap();
    assert_eq!(page.text("#printed").unwrap(), "20");
    assert_eq!(page.text("#sum").unwrap(), "20");
    let sum = "[...document.querySelectorAll('table[data-grid=entries] tbody tr:not(.total) td:nth-child(4)')].reduce((a, c) => a + Number(c.textContent.replace(/,/g, '')), 0)";
    assert_eq!(page.evaluate(sum).unwrap(), 20, "the entries on the page add up to the figure");
    page.follow("a.record").unwrap();
    assert!(page.address().unwrap().contains("/projects/prj-"));
    assert!(page.text(".ribbon").unwrap().contains("签约"));

    // Typing filters the table without asking the server.
    page.go(&served.at("/units")).unwrap();
    let all = page.evaluate("[...document.querySelectorAll('tbody tr')].filter(r => !r.hidden).length").unwrap();
    page.type_text("input[data-filter]", "建昌").unwrap();
    let left = page.evaluate("[...document.querySelectorAll('tbody tr')].filter(r => !r.hidden).length").unwrap();
    assert!(all.as_u64() > Some(100) && left.as_u64() < Some(5), "{all} → {left}");

    // Search by initials, from the key "/" on.
    page.press("/").unwrap();
    page.go(&served.at("/wall")).unwrap();
    page.press("/").unwrap();
    assert_eq!(page.string("document.activeElement.id").unwrap(), "find");
    page.type_text("#find", "fdgy").unwrap();
    page.press("Enter").unwrap();
    page.wait_for("location.pathname === '/search' && document.querySelector('main') !== null").unwrap();
    assert!(page.text("main").unwrap().contains("飞达钢业"));

    // As of an earlier day: the whole site, with a banner, and back.
    page.go(&served.at("/wall?as_of=2026-02-20")).unwrap();
    assert!(page.text(".note.past").unwrap().contains("2026年2月20日"));
    page.follow(".side a[href='/projects']").unwrap();
    assert!(page.text(".note.past").unwrap().contains("2026年2月20日"), "the day is kept from page to page");
    page.follow(".note.past a").unwrap();
    assert_eq!(page.count(".note.past").unwrap(), 0);

    // Language, and back.
    page.follow(".me a[hreflang=en]").unwrap();
    assert_eq!(page.string("document.documentElement.lang").unwrap(), "en");
    assert!(page.text(".side").unwrap().contains("Scoreboard"));
    page.follow(".me a[hreflang='zh-CN']").unwrap();
    assert_eq!(page.string("document.documentElement.lang").unwrap(), "zh-CN");

    // Exports come as files.
    let export = "fetch('/statistics?format=xlsx').then(r => r.arrayBuffer()).then(b => String.fromCharCode(...new Uint8Array(b).slice(0, 2)))";
    page.go(&served.at("/statistics")).unwrap();
    assert_eq!(page.string(export).unwrap(), "PK");
    let draft = "fetch('/bulletins/draft?format=docx').then(r => r.arrayBuffer()).then(b => b.byteLength > 5000 ? 'a document' : 'too small')";
    assert_eq!(page.string(draft).unwrap(), "a document");
    assert_eq!(page.complaints().unwrap(), Vec::<String>::new());

    // The administrator has the accounts, and is told why there is nothing else to see; that answer is a 403.
    choose(&mut page, &served, "administrator");
    page.go(&served.at("/accounts")).unwrap();
    assert!(page.text("main").unwrap().contains("guanliyuan"));
    page.go(&served.at("/wall")).unwrap();
    assert!(page.text("main").unwrap().contains("没有权限"));
    assert!(page.complaints().unwrap().iter().all(|c| c.starts_with("request: 403")));
}

#[test]
fn browser_files_a_month_with_a_pasted_column() {
    let served = serve_on(Date::constant(2026, 5, 6));
    let mut browser = Browser::start().unwrap();
    let mut page = browser.page().unwrap();
    page.viewport(DESK).unwrap();
    page.go(&served.at("/?lang=zh")).unwrap();
    page.evaluate("document.querySelectorAll('select[name=unit]').forEach(s => s.value = 'jianchangzhen'); true").unwrap();
    page.follow("button[value=filer]").unwrap();
    page.follow("a.due").unwrap();
    page.screenshot(&folder("desk").join("todo-zh.png")).unwrap();
    page.follow(".todo a[href='/returns/2026-04']").unwrap();
    page.screenshot(&folder("desk").join("return-zh.png")).unwrap();

    // A column from a spreadsheet fills the boxes downward, and is kept as a draft by itself.
    let paste = "(() => { const data = new DataTransfer(); data.setData('text', '5\\n4\\n3\\n'); \
        const cells = document.querySelectorAll('input[data-cell]'); \
        cells[0].dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); \
        return [...cells].slice(0, 3).map(c => c.value).join(' '); })()";
    assert_eq!(page.string(paste).unwrap(), "5 4 3");
    page.wait_for("document.querySelector('output.saved').textContent.includes('草稿已保存')").unwrap();
    page.go(&served.at("/returns/2026-04")).unwrap();
    assert_eq!(page.string("document.querySelectorAll('input[data-cell]')[2].value").unwrap(), "3");

    // Errors at the field, then the review with its questions, then filed.
    page.evaluate("document.querySelectorAll('input[data-cell]')[1].value = 'x'; true").unwrap();
    page.follow("button[value=review]").unwrap();
    assert!(page.text(".note.wrong").unwrap().contains("不是数字"));
    page.screenshot(&folder("desk").join("return-wrong-zh.png")).unwrap();
    page.evaluate("document.querySelectorAll('input[data-cell]')[1].value = '4'; true").unwrap();
    page.follow("button[value=review]").unwrap();
    page.screenshot(&folder("desk").join("return-review-zh.png")).unwrap();
    page.evaluate("document.querySelectorAll('input[name^=\"n.\"]').forEach(n => n.value = '已核对'); true").unwrap();
    page.follow("button[value=submit]").unwrap();
    assert!(page.text(".note.told").unwrap().contains("已报送"));
    page.screenshot(&folder("desk").join("return-filed-zh.png")).unwrap();

    for (name, path) in [
        ("return", "/returns/2026-04"),
        ("returns", "/returns"),
        ("progress", "/returns/progress?period=2026-03"),
        ("todo", "/todo"),
    ] {
        for (size, viewport) in [("desk", DESK), ("phone", PHONE)] {
            page.viewport(viewport).unwrap();
            let mark = if path.contains('?') { '&' } else { '?' };
            page.go(&served.at(&format!("{path}{mark}lang=en"))).unwrap();
            page.screenshot(&folder(size).join(format!("{name}-en.png"))).unwrap();
            let over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").unwrap();
            assert_eq!(over.as_i64(), Some(0), "{path} on the {size} is {over} px too wide");
        }
    }
    // The browser notes the 422 of the wrong form; nothing else.
    assert!(page.complaints().unwrap().iter().all(|c| c.contains("422")), "{:?}", page.complaints());
}

/// Type into the boxes of a form and save it.
fn fill(page: &mut Page, fields: &[(&str, &str)]) {
    for (name, text) in fields {
        let set = format!(
            "(() => {{ const box = document.getElementsByName('{name}'); box[box.length - 1].value = '{text}'; return true; }})()"
        );
        page.evaluate(&set).unwrap();
    }
    page.follow(".keeping .do button").unwrap();
}

#[test]
fn browser_registers_a_project_and_the_scoreboard_follows() {
    let served = serve();
    let (mut first, mut second) = (Browser::start().unwrap(), Browser::start().unwrap());
    let (mut page, mut other) = (first.page().unwrap(), second.page().unwrap());
    for (page, role) in [(&mut page, "lead_office"), (&mut other, "supervision")] {
        page.viewport(DESK).unwrap();
        page.go(&served.at("/?lang=zh")).unwrap();
        choose(page, &served, role);
    }
    let board = served.at("/figures/361099:signed_projects:cumulative:jianchangzhen:2026:verified:2026-04-08");
    page.go(&board).unwrap();
    let before: i64 = page.text("#printed").unwrap().parse().unwrap();

    page.go(&served.at("/registers/projects")).unwrap();
    page.follow(".tools a.main").unwrap();
    page.screenshot_whole(&folder("desk").join("project-new-zh.png")).unwrap();
    let project = [
        ("f.name", "云麓精密铸造项目"),
        ("f.registered_on", "2026-04-07"),
        ("f.sector", "industry"),
        ("f.credit_code", "91449900MAGQ7FGN92"),
        ("f.total_investment", "1.2亿"),
        ("f.fixed_investment", "9000"),
    ];
    fill(&mut page, &project);
    assert!(page.text(".note.wrong").unwrap().contains("GB 32100"));
    page.screenshot_whole(&folder("desk").join("project-wrong-zh.png")).unwrap();
    fill(&mut page, &[("f.credit_code", "91449900MAGQ7FGN91")]);
    assert!(page.text(".asks").unwrap().contains("首谈"));
    page.screenshot_whole(&folder("desk").join("project-asked-zh.png")).unwrap();
    fill(&mut page, &[("a.projects.first_talk", "二期")]);
    assert!(page.text("h1").unwrap().contains("prj-"));
    let record = page.address().unwrap();

    page.follow("a[href*='/project_credits/new']").unwrap();
    fill(&mut page, &[("f.unit_id", "jianchangzhen"), ("f.share", "100"), ("f.role", "referrer")]);
    page.go(&record).unwrap();
    page.follow("a[href*='/project_stages/new']").unwrap();
    fill(&mut page, &[("f.stage", "signed"), ("f.on", "2026-04-08"), ("f.evidence", "投资合同")]);
    page.go(&board).unwrap();
    assert_eq!(page.text("#printed").unwrap(), (before + 1).to_string());

    // Two at once on one record: the second is told, and what was typed is still there.
    let edit = record.replace("/record?", "/edit?");
    page.go(&edit).unwrap();
    other.go(&edit).unwrap();
    fill(&mut page, &[("f.remark", "先改的"), ("reason", "核对")]);
    fill(&mut other, &[("f.remark", "后改的"), ("reason", "补充")]);
    assert!(other.text(".note.wrong").unwrap().contains("先改的"));
    assert_eq!(other.string("document.getElementsByName('f.remark')[0].value").unwrap(), "后改的");
    other.screenshot_whole(&folder("desk").join("record-changed-zh.png")).unwrap();
    fill(&mut other, &[]);

    let (edit, record) = (edit.replacen(&served.at(""), "", 1), record.replacen(&served.at(""), "", 1));
    for (name, path) in [
        ("record", record.as_str()),
        ("record-edit", edit.as_str()),
        ("settings", "/settings"),
        ("record-new", "/registers/trips/new"),
    ] {
        for (size, viewport) in [("desk", DESK), ("phone", PHONE)] {
            other.viewport(viewport).unwrap();
            let mark = if path.contains('?') { '&' } else { '?' };
            other.go(&served.at(&format!("{path}{mark}lang=en"))).unwrap();
            other.screenshot(&folder(size).join(format!("{name}-en.png"))).unwrap();
            let over = other.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").unwrap();
            assert_eq!(over.as_i64(), Some(0), "{path} on the {size} is {over} px too wide");
        }
    }
    choose(&mut other, &served, "administrator");
    other.go(&served.at("/settings/units?lang=zh")).unwrap();
    other.screenshot(&folder("phone").join("settings-units-zh.png")).unwrap();
}

#[test]
fn browser_sees_every_page_whole_at_every_size() {
    let served = serve();
    let mut browser = Browser::start().unwrap();
    let mut page = browser.page().unwrap();
    page.viewport(DESK).unwrap();
    page.go(&served.at("/?lang=zh")).unwrap();
    page.screenshot(&folder("desk").join("door-zh.png")).unwrap();
    choose(&mut page, &served, "leader");
    let mut wrong = Vec::new();
    for (size, viewport) in [("desk", DESK), ("phone", PHONE)] {
        page.viewport(viewport).unwrap();
        for lang in ["zh", "en"] {
            for (name, path) in PAGES {
                let mark = if path.contains('?') { '&' } else { '?' };
                page.go(&served.at(&format!("{path}{mark}lang={lang}"))).unwrap();
                page.screenshot(&folder(size).join(format!("{name}-{lang}.png"))).unwrap();
                let over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").unwrap();
                if over.as_i64() != Some(0) {
                    wrong.push(format!("{size} {name} {lang}: {over} px too wide"));
                }
                wrong.extend(page.complaints().unwrap().into_iter().map(|c| format!("{size} {name} {lang}: {c}")));
            }
        }
    }
    page.viewport(WALL).unwrap();
    for lang in ["zh", "en"] {
        page.go(&served.at(&format!("/wall?big=1&lang={lang}"))).unwrap();
        page.screenshot(&folder("wall").join(format!("wall-big-{lang}.png"))).unwrap();
        let smallest = "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.childNodes.length === 1 && e.firstChild.nodeType === 3 && e.offsetParent).map(e => parseFloat(getComputedStyle(e).fontSize)))";
        let smallest = page.evaluate(smallest).unwrap();
        assert!(smallest.as_f64() >= Some(18.0), "text of {smallest} px cannot be read from five metres");
        let over = page
            .evaluate("[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]")
            .unwrap();
        let cut = "[...document.querySelectorAll('.cards > *, .aside > .map, .aside > .phases')].filter(c => c.scrollHeight > c.clientHeight + 1).map(c => c.querySelector('h2').textContent)";
        assert_eq!(page.evaluate(cut).unwrap().as_array().map(Vec::len), Some(0), "cards cut off on the big wall ({lang})");
        assert_eq!(over.as_array().map(|o| o.iter().all(|n| n.as_i64() <= Some(0))), Some(true), "the wall does not fit: {over}");
    }
    // For the README: the same wall in fewer pixels.
    page.viewport(Viewport { scale: 2.0 / 3.0, ..WALL }).unwrap();
    page.go(&served.at("/wall?big=1&lang=zh")).unwrap();
    page.screenshot(&folder("wall").join("wall-big.png")).unwrap();
    page.viewport(DESK).unwrap();
    page.emulate(Media { dark: true, ..Media::default() }).unwrap();
    page.go(&served.at("/statistics?lang=zh")).unwrap();
    page.screenshot(&folder("desk").join("scoreboard-dark.png")).unwrap();
    keep_chosen();
    page.emulate(Media { print: true, ..Media::default() }).unwrap();
    page.print(&folder("desk").join("scoreboard.pdf")).unwrap();
    wrong.extend(page.complaints().unwrap());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Pages of signing in and of the officers: as whom, name of the picture, path.
const DOORS: [(&str, &str, &str); 6] = [
    ("leader", "sign-in", "/sign-in"),
    ("leader", "me", "/me"),
    ("administrator", "accounts", "/accounts"),
    ("administrator", "second-factor", "/me/second-factor"),
    ("security_officer", "roles", "/roles"),
    ("auditor", "officer", "/wall"),
];

#[test]
fn browser_sees_the_pages_of_signing_in_whole_at_every_size() {
    let served = serve();
    let mut browser = Browser::start().unwrap();
    let mut page = browser.page().unwrap();
    let mut wrong = Vec::new();
    for (role, name, path) in DOORS {
        page.viewport(DESK).unwrap();
        choose(&mut page, &served, role);
        for (size, viewport) in [("desk", DESK), ("phone", PHONE)] {
            page.viewport(viewport).unwrap();
            for lang in ["zh", "en"] {
                page.go(&served.at(&format!("{path}?lang={lang}"))).unwrap();
                page.screenshot(&folder(size).join(format!("{name}-{lang}.png"))).unwrap();
                let over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").unwrap();
                if over.as_i64() != Some(0) {
                    wrong.push(format!("{size} {name} {lang}: {over} px too wide"));
                }
                let complaints =
                    page.complaints().unwrap().into_iter().filter(|c| name != "officer" || !c.starts_with("request: 403"));
                wrong.extend(complaints.map(|c| format!("{size} {name} {lang}: {c}")));
            }
        }
    }
    // The button of every page signs out.
    page.follow("form[action='/sign-out'] button").unwrap();
    page.go(&served.at("/wall")).unwrap();
    assert!(page.address().unwrap().contains("/?back="), "{}", page.address().unwrap());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Pictures of the README, refreshed when `GUATU_SCREENSHOTS` is set.
const CHOSEN: [&str; 7] = [
    "wall/wall-big.png",
    "desk/wall-zh.png",
    "desk/scoreboard-zh.png",
    "desk/figure-en.png",
    "desk/key-project-zh.png",
    "desk/draft-zh.png",
    "phone/wall-zh.png",
];

fn keep_chosen() {
    if std::env::var_os("GUATU_SCREENSHOTS").is_none() {
        return;
    }
    let into = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshots");
    std::fs::create_dir_all(&into).expect("a folder");
    for picture in CHOSEN {
        let (size, name) = picture.split_once('/').expect("size and name");
        let name = if size == "phone" { format!("phone-{name}") } else { name.to_owned() };
        std::fs::copy(folder(size).join(picture.split_once('/').expect("a name").1), into.join(name)).expect("copied");
    }
}

#[test]
fn browser_pastes_a_block_looks_at_it_and_files_the_good_rows() {
    let served = serve();
    let mut browser = Browser::start().unwrap();
    let mut page = browser.page().unwrap();
    page.viewport(DESK).unwrap();
    page.go(&served.at("/?lang=zh")).unwrap();
    choose(&mut page, &served, "supervision");
    page.go(&served.at("/imports?register=commitments")).unwrap();
    let shots = |page: &mut Page, name: &str| {
        for (size, viewport) in [("phone", PHONE), ("desk", DESK)] {
            page.viewport(viewport).unwrap();
            page.screenshot(&folder(size).join(format!("{name}-zh.png"))).unwrap();
            let over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").unwrap();
            assert_eq!(over.as_i64(), Some(0), "{name} is too wide on {size}");
        }
    };
    shots(&mut page, "imports");
    let block = "编号\\t战役\\t内容\\t完成时限\\nnext-701\\tinvestment\\t四月底前人员到位\\t2026年4月30日\\nnext-702\\tnowhere\\t没有的战役\\t2026-02-30";
    page.evaluate(&format!("document.querySelector('#pasted').value = '{block}'")).unwrap();
    page.follow(".upload button").unwrap();
    page.wait_for("document.querySelector('form.decide') !== null").unwrap();
    let text = page.text("main").unwrap();
    assert!(text.contains("next-701") && text.contains("不是日期"), "{text}");
    shots(&mut page, "import-preview");
    page.follow("button[value=good]").unwrap();
    page.wait_for("document.querySelector('main').textContent.includes('好的行已导入')").unwrap();
    shots(&mut page, "import-filed");
    page.go(&served.at("/registers/commitments?q=next-70")).unwrap();
    assert!(page.text("main").unwrap().contains("四月底前人员到位") && !page.text("main").unwrap().contains("next-702"));
    assert_eq!(page.complaints().unwrap(), Vec::<String>::new());
}

#[test]
fn browser_audits_from_the_list_to_the_proof() {
    let served = serve();
    let mut browser = Browser::start().unwrap();
    let mut page = browser.page().unwrap();
    page.viewport(DESK).unwrap();
    page.go(&served.at("/?lang=zh")).unwrap();
    choose(&mut page, &served, "auditor");
    page.go(&served.at("/acts?order=oldest")).unwrap();
    page.follow("main table a[href^='/acts/']").unwrap();
    assert!(page.text("main").unwrap().contains("查阅事由"));
    page.type_text("input[name=reason]", "年度审计").unwrap();
    page.follow("main form button").unwrap();
    assert!(page.text("main").unwrap().contains("本次查阅已记入办事留痕"));
    page.screenshot(&folder("desk").join("act-opened-zh.png")).unwrap();
    page.go(&served.at("/acts/verification")).unwrap();
    page.follow("main form button").unwrap();
    assert!(page.text("main").unwrap().contains("核验无误"));
    page.screenshot(&folder("desk").join("verified-zh.png")).unwrap();
    let mut wrong = Vec::new();
    for (size, viewport) in [("desk", DESK), ("phone", PHONE)] {
        page.viewport(viewport).unwrap();
        for lang in ["zh", "en"] {
            for (name, path) in [("acts", "/acts"), ("act", "/acts/1"), ("verification", "/acts/verification")] {
                page.go(&served.at(&format!("{path}?lang={lang}"))).unwrap();
                page.screenshot(&folder(size).join(format!("{name}-{lang}.png"))).unwrap();
                let over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").unwrap();
                if over.as_i64() != Some(0) {
                    wrong.push(format!("{size} {name} {lang}: {over} px too wide"));
                }
            }
        }
    }
    wrong.extend(page.complaints().unwrap());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
