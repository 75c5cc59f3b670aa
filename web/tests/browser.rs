//! Browser 浏览器检验: the walks an official takes through the pages, in a real Chromium, with pictures of every page.

#[path = "browser/bench.rs"]
mod bench;
#[path = "browser/measures.rs"]
mod measures;
#[path = "browser/parts.rs"]
mod parts;
#[path = "browser/speech.rs"]
mod speech;
#[path = "browser/story.rs"]
mod story;

use bench::{DESK, PHONE, Served, TODAY, folder, keep, looked_at, printed, seen_whole};
use harness::browser::{Browser, Media, Page, Viewport};
use harness::model::{Model, Says};
use std::path::Path;

const WALL: Viewport = Viewport { width: 1920, height: 1080, scale: 1.0, mobile: false };

/// Pages that are looked at in every size and language: name of the picture, path.
const PAGES: [(&str, &str); 31] = [
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
    ("directives", "/directives"),
    ("directive", "/directives/dir-002"),
    ("tasks", "/tasks"),
    ("task", "/tasks/task-001"),
    ("orders", "/orders"),
    ("order", "/orders/ord-001"),
    ("proposed-measures", "/proceedings?show=proposals"),
    ("merit", "/merit?unit=jianchangzhen"),
    ("merit-record", "/merit/p0024"),
    ("merit-event", "/merit/p0024/orders:ord-005%402026-03-12"),
    ("meetings", "/meetings"),
    ("meeting", "/meetings/mtg-002"),
    ("pack", "/meetings/mtg-002/pack?unit=jianchangzhen"),
    ("problems", "/problems"),
    ("problem", "/problems/prob-002"),
    ("problem-new", "/problems/new?register=key_projects&key=key-01"),
    ("bulletins", "/bulletins"),
    ("draft", "/bulletins/draft"),
    ("burden", "/burden"),
    ("search", "/search?q=fdgy"),
    ("help", "/help"),
];

#[test]
fn browser_walks_from_the_wall_to_the_record() {
    let served = Served::on(TODAY);
    let mut browser = Browser::start().unwrap();
    // Nobody: sent to the first page; a leader comes to the wall.
    let mut page = served.visitor(&mut browser);
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
    served.choose(&mut page, "administrator");
    page.go(&served.at("/accounts")).unwrap();
    assert!(page.text("main").unwrap().contains("guanliyuan"));
    page.go(&served.at("/wall")).unwrap();
    assert!(page.text("main").unwrap().contains("没有权限"));
    assert!(page.complaints().unwrap().iter().all(|c| c.starts_with("request: 403")));
}

#[test]
fn browser_registers_a_project_and_the_scoreboard_follows() {
    let served = Served::on(TODAY);
    let mut browser = Browser::start().unwrap();
    let (mut page, mut other) = (served.person(&mut browser, "lead_office"), served.person(&mut browser, "supervision"));
    let board = served.at("/figures/361099:signed_projects:cumulative:jianchangzhen:2026:verified:2026-04-08");
    page.go(&board).unwrap();
    let before: i64 = page.text("#printed").unwrap().parse().unwrap();

    page.go(&served.at("/registers/projects")).unwrap();
    page.follow(".tools a.main").unwrap();
    let mut wrong = seen_whole(&mut page, "project-new-zh");
    let project = [
        ("f.name", "云麓精密铸造项目"),
        ("f.registered_on", "2026-04-07"),
        ("f.sector", "industry"),
        ("f.credit_code", "91449900MAGQ7FGN92"),
        ("f.total_investment", "1.2亿"),
        ("f.fixed_investment", "9000"),
    ];
    keep(&mut page, &project);
    assert!(page.text(".note.wrong").unwrap().contains("GB 32100"));
    wrong.extend(seen_whole(&mut page, "project-wrong-zh"));
    keep(&mut page, &[("f.credit_code", "91449900MAGQ7FGN91")]);
    assert!(page.text(".asks").unwrap().contains("首谈"));
    wrong.extend(seen_whole(&mut page, "project-asked-zh"));
    keep(&mut page, &[("a.projects.first_talk", "二期")]);
    assert!(page.text("h1").unwrap().contains("prj-"));
    let record = page.address().unwrap();

    page.follow("a[href*='/project_credits/new']").unwrap();
    keep(&mut page, &[("f.unit_id", "jianchangzhen"), ("f.share", "100"), ("f.role", "referrer")]);
    page.go(&record).unwrap();
    page.follow("a[href*='/project_stages/new']").unwrap();
    keep(&mut page, &[("f.stage", "signed"), ("f.on", "2026-04-08"), ("f.evidence", "投资合同")]);
    page.go(&board).unwrap();
    assert_eq!(page.text("#printed").unwrap(), (before + 1).to_string());

    // Two at once on one record: the second is told, and what was typed is still there.
    let edit = record.replace("/record?", "/edit?");
    page.go(&edit).unwrap();
    other.go(&edit).unwrap();
    keep(&mut page, &[("f.remark", "先改的"), ("reason", "核对")]);
    keep(&mut other, &[("f.remark", "后改的"), ("reason", "补充")]);
    assert!(other.text(".note.wrong").unwrap().contains("先改的"));
    assert_eq!(other.string("document.getElementsByName('f.remark')[0].value").unwrap(), "后改的");
    wrong.extend(seen_whole(&mut other, "record-changed-zh"));
    keep(&mut other, &[]);

    let (edit, record) = (edit.replacen(&served.at(""), "", 1), record.replacen(&served.at(""), "", 1));
    let pages = [
        ("record", record.as_str()),
        ("record-edit", edit.as_str()),
        ("settings", "/settings"),
        ("record-new", "/registers/trips/new"),
    ];
    wrong.extend(looked_at(&mut other, &served, &["zh", "en"], &pages));
    served.choose(&mut other, "administrator");
    wrong.extend(looked_at(&mut other, &served, &["zh", "en"], &[("settings-units", "/settings/units")]));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn browser_sees_every_page_whole_at_every_size() {
    let served = Served::on(TODAY);
    let mut browser = Browser::start().unwrap();
    let mut page = served.visitor(&mut browser);
    let mut wrong = seen_whole(&mut page, "door-zh");
    served.choose(&mut page, "leader");
    wrong.extend(looked_at(&mut page, &served, &["zh", "en"], &PAGES));
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
    page.viewport(DESK).unwrap();
    page.emulate(Media { dark: true, ..Media::default() }).unwrap();
    page.go(&served.at("/statistics?lang=zh")).unwrap();
    page.screenshot(&folder("desk").join("scoreboard-dark.png")).unwrap();
    if std::env::var_os("GUATU_SCREENSHOTS").is_some() {
        page.emulate(Media::default()).unwrap();
        keep_chosen(&mut page, &served);
    }
    page.emulate(Media::default()).unwrap();
    for (name, path) in [
        ("scoreboard", "/statistics"),
        ("funds", "/registers/funds"),
        ("projects", "/registers/projects"),
        ("merit", "/merit/p0024"),
    ] {
        page.go(&served.at(path)).unwrap();
        wrong.extend(printed(&mut page, name));
    }
    wrong.extend(page.complaints().unwrap());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Pages of signing in, of the officers and of those who prepare a meeting: as whom, name of the picture, path.
const DOORS: [(&str, &str, &str); 15] = [
    ("leader", "sign-in", "/sign-in"),
    ("leader", "me", "/me"),
    ("administrator", "accounts", "/accounts"),
    ("administrator", "second-factor", "/me/second-factor"),
    ("security_officer", "roles", "/roles"),
    ("auditor", "officer", "/wall"),
    ("unit_head", "merit-own", "/merit"),
    ("unit_head", "merit-object", "/merit/p0024/orders:ord-005%402026-03-12"),
    ("organisation", "merit-unit", "/merit?unit=jianchangzhen"),
    ("supervision", "meeting-new", "/meetings/new"),
    ("supervision", "meeting-planned", "/meetings/mtg-003"),
    ("supervision", "meeting-held", "/meetings/mtg-002"),
    ("supervision", "bulletin-issued", "/bulletins/%E4%BA%91%E7%9D%A3%E5%AD%97%E3%80%942026%E3%80%951%E5%8F%B7"),
    ("supervision", "next-steps", "/directives/new?bulletin=%E4%BA%91%E7%9D%A3%E5%AD%97%E3%80%942026%E3%80%951%E5%8F%B7"),
    ("supervision", "breakdown-empty", "/tasks/task-006/breakdown"),
];

#[test]
fn browser_sees_the_pages_of_signing_in_whole_at_every_size() {
    let served = Served::on(TODAY);
    let mut browser = Browser::start().unwrap();
    let mut page = served.visitor(&mut browser);
    let mut wrong = Vec::new();
    for (role, name, path) in DOORS {
        served.choose(&mut page, role);
        wrong.extend(looked_at(&mut page, &served, &["zh", "en"], &[(name, path)]));
    }
    // The button of every page signs out.
    page.follow("form[action='/sign-out'] button").unwrap();
    page.go(&served.at("/wall")).unwrap();
    assert!(page.address().unwrap().contains("/?back="), "{}", page.address().unwrap());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a county's model proposed is told apart at a glance, and the page says what is sent before anything is.
#[test]
fn browser_shows_what_a_model_proposed() {
    let quote = "目前还有工信委、旅游局、交警大队、供电公司4个单位未破零";
    let said =
        format!(r#"{{"tasks":[{{"quote":"{quote}","leads":["工信委","旅游局","供电公司"]}},{{"quote":"由财政局补足资金"}}]}}"#);
    let fake = Model::start(Says::Words(said)).unwrap();
    let county = Served::on(TODAY);
    let served = county.beside(&fake.address());
    let mut browser = Browser::start().unwrap();
    let mut page = served.person(&mut browser, "supervision");
    page.go(&served.at("/directives/dir-002?lang=zh")).unwrap();
    page.evaluate("(document.querySelector(\"button[value=model]\").closest('details').open = true)").unwrap();
    let mut wrong = seen_whole(&mut page, "model-before-zh");
    page.follow("button[value=model]").unwrap();
    assert!(page.text(".note.told").unwrap().contains("模型新增1项"), "{}", page.text("main").unwrap());
    wrong.extend(seen_whole(&mut page, "model-asked-zh"));
    let place = page.string("document.querySelector('.by-model').parentElement.querySelector('a').getAttribute('href')").unwrap();
    wrong.extend(looked_at(&mut page, &served, &["zh", "en"], &[("model-proposal", &place)]));
    page.go(&served.at(&format!("{place}&lang=en"))).unwrap();
    assert!(page.text(".note.model").unwrap().contains("proposed by the county's model; check it"));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Pictures of the README, taken when `GUATU_SCREENSHOTS` is set: file, size, language, path.
const CHOSEN: [(&str, Viewport, &str, &str); 7] = [
    ("wall-big", Viewport { scale: 2.0 / 3.0, ..WALL }, "zh", "/wall?big=1"),
    ("wall-zh", DESK, "zh", "/wall?"),
    ("scoreboard-zh", DESK, "zh", "/statistics?"),
    ("figure-en", DESK, "en", "/figures/361099:signed_projects:cumulative:-:2026-Q1:verified:2026-04-08?"),
    ("key-project-zh", DESK, "zh", "/key-projects/key-01?"),
    ("draft-zh", DESK, "zh", "/bulletins/draft?"),
    ("phone-wall-zh", PHONE, "zh", "/wall?"),
];

fn keep_chosen(page: &mut Page, served: &Served) {
    let into = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshots");
    std::fs::create_dir_all(&into).expect("a folder");
    for (name, viewport, lang, path) in CHOSEN {
        page.viewport(viewport).unwrap();
        page.go(&served.at(&format!("{path}&lang={lang}"))).unwrap();
        page.screenshot(&into.join(format!("{name}.png"))).unwrap();
    }
}

#[test]
fn browser_pastes_a_block_looks_at_it_and_files_the_good_rows() {
    let served = Served::on(TODAY);
    let mut browser = Browser::start().unwrap();
    let mut page = served.person(&mut browser, "supervision");
    page.go(&served.at("/imports?register=commitments")).unwrap();
    let mut wrong = seen_whole(&mut page, "imports-zh");
    let block = "编号\\t战役\\t内容\\t完成时限\\nnext-701\\tinvestment\\t四月底前人员到位\\t2026年4月30日\\nnext-702\\tnowhere\\t没有的战役\\t2026-02-30";
    page.evaluate(&format!("document.querySelector('#pasted').value = '{block}'")).unwrap();
    page.follow(".upload button").unwrap();
    page.wait_for("document.querySelector('form.decide') !== null").unwrap();
    let text = page.text("main").unwrap();
    assert!(text.contains("next-701") && text.contains("不是日期"), "{text}");
    wrong.extend(seen_whole(&mut page, "import-preview-zh"));
    page.follow("button[value=good]").unwrap();
    page.wait_for("document.querySelector('main').textContent.includes('好的行已导入')").unwrap();
    wrong.extend(seen_whole(&mut page, "import-filed-zh"));
    page.go(&served.at("/registers/commitments?q=next-70")).unwrap();
    assert!(page.text("main").unwrap().contains("四月底前人员到位") && !page.text("main").unwrap().contains("next-702"));
    wrong.extend(page.complaints().unwrap());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Issue 4, 3: a task is divided among all townships, filled in, put wrong and kept, by mouse and keyboard.
#[test]
fn browser_breaks_a_task_down() {
    let served = Served::on(TODAY);
    let mut browser = Browser::start().unwrap();
    let mut page = served.person(&mut browser, "supervision");
    let mut wrong = Vec::new();
    page.go(&served.at("/tasks/task-008")).unwrap();
    page.follow("a[href='/tasks/task-008/breakdown']").unwrap();
    page.evaluate("document.querySelector('select[name=group]').value = '乡镇'").unwrap();
    page.follow("button[value=add]").unwrap();
    page.wait_for("document.querySelector('button[value=evenly]') !== null").unwrap();
    page.follow("button[value=evenly]").unwrap();
    page.wait_for("document.querySelector('.balance').textContent.includes('相等')").unwrap();
    page.follow("button[value=stages]").unwrap();
    page.wait_for("document.querySelector('input[name=\"m.2026-12.jianchangzhen\"]').value !== ''").unwrap();
    for lang in ["zh", "en"] {
        wrong.extend(seen_whole(&mut page, &format!("breakdown-{lang}")));
        if lang == "zh" {
            page.evaluate("document.querySelector('form.sheet').action += '?lang=en'").unwrap();
            page.follow("button[value=check]").unwrap();
            page.wait_for("document.documentElement.lang === 'en'").unwrap();
        }
    }
    // A block pasted into a box fills those to the right and below.
    let paste = "(() => { const box = document.querySelector('input[name=\"r.jianchangzhen\"]'); const data = new DataTransfer();\
        data.setData('text', '300\\t2027-01-31\\n200\\t2026-11-30'); \
        box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); \
        return [...document.querySelectorAll('input[name^=\"r.\"]')].slice(0, 2).map(b => b.value).join(' '); })()";
    assert_eq!(page.evaluate(paste).unwrap().as_str(), Some("300 200"));
    page.follow("button[value=save]").unwrap();
    page.wait_for("document.querySelector('[role=alert]') !== null").unwrap();
    wrong.extend(seen_whole(&mut page, "breakdown-wrong-en"));
    // Nothing is due after the day of its row.
    for (name, value) in [("d.jianchangzhen", "2026-12-31"), ("m.2026-12.qingpingzhen", "")] {
        page.evaluate(&format!("document.querySelector('input[name=\"{name}\"]').value = '{value}'")).unwrap();
    }
    page.follow("button[value=save]").unwrap();
    page.wait_for("location.pathname === '/tasks/task-008'").unwrap();
    wrong.extend(seen_whole(&mut page, "breakdown-kept"));
    wrong.extend(page.complaints().unwrap());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
