//! Verifier 核验人: looks at a report beside its evidence, recognises less, and the figure changes.

use super::{COUNTY, DESK, PHONE, TODAY, choose, folder, serve};
use acts::Office;
use domain::actors::{Actor, Role};
use domain::calendar::Period;
use harness::browser::Browser;

#[test]
fn browser_verifier_recognises_less_and_the_scoreboard_changes() {
    let served = serve();
    let mut browser = Browser::start().unwrap();
    let mut page = browser.page().unwrap();
    page.viewport(DESK).unwrap();
    page.go(&served.at("/?lang=zh")).unwrap();
    choose(&mut page, &served, "supervision");
    let figure = "/figures/361099:hazards_rectified:value:chengguanju:2026-03:verified:2026-04-08";
    page.go(&served.at(figure)).unwrap();
    let before = page.text("#printed").unwrap();
    page.follow(".side a[href='/verifications']").unwrap();
    assert_eq!(page.count("table.queue tbody tr").unwrap(), 2);
    page.screenshot(&folder("desk").join("verify-queue-zh.png")).unwrap();

    // The unit shows a picture and a PDF, here sent by the supervision office in its stead.
    let database = store::Database::Sqlite(served._dir.path().join("demo.db"));
    let actor = Actor { county: COUNTY, name: "supervision".to_owned(), role: Role::Supervision, unit: None };
    let month = Period::parse("2026-03").expect("a month");
    let what = acts::verifications::What { unit: "chengguanju".into(), indicator: "hazards_rectified".into(), month };
    let record = Office::open(&database, Some(TODAY)).expect("opened").return_key(&actor, &what).expect("a key");
    let send = format!(
        "(async () => {{ const pdf = '%PDF-1.4\\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj \
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj \
         4 0 obj<</Length 40>>stream\\nBT /F 20 Tf 40 100 Td (Slip JZ-001) Tj ET\\nendstream endobj\\ntrailer<</Root 1 0 R>>\\n%%EOF'; \
         const canvas = document.createElement('canvas'); canvas.width = 600; canvas.height = 300; \
         const pen = canvas.getContext('2d'); pen.fillStyle = '#2a6'; pen.fillRect(20, 20, 560, 260); \
         const png = await new Promise(r => canvas.toBlob(r, 'image/png')); const done = []; \
         for (const [kind, name, blob] of [['photo', '现场.png', png], ['slip', '进账单.pdf', new Blob([pdf])]]) {{ \
         const form = new FormData(); form.set('token', document.querySelector('[name=token]').value); form.set('key', 'k' + name); \
         form.set('register', 'returns'); form.set('record', '{record}'); form.set('kind', kind); form.set('number', 'JZ-001'); \
         form.set('back', '/verifications'); form.set('file', blob, name); \
         done.push((await fetch('/evidence', {{ method: 'POST', body: form }})).status); }} return done.join(); }})()"
    );
    assert_eq!(page.string(&send).unwrap(), "200,200");
    page.follow("table.queue tbody th a[href*=chengguanju]").unwrap();
    page.wait_for("document.querySelector('.paper img').complete && document.querySelector('.paper img').naturalWidth === 600")
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    page.screenshot_whole(&folder("desk").join("verify-sheet-zh.png")).unwrap();

    // j and k walk the queue.
    let here = page.address().unwrap();
    let (on, back) = if page.count("a[data-key=j]").unwrap() == 1 { ("j", "k") } else { ("k", "j") };
    page.press(on).unwrap();
    page.wait_for("location.pathname.includes('weijiwei') && document.readyState === 'complete'").unwrap();
    page.press(back).unwrap();
    page.wait_for("location.pathname.includes('chengguanju') && document.readyState === 'complete'").unwrap();
    assert_eq!(page.address().unwrap(), here);

    // Recognised less, with the reason; the next one comes by itself.
    page.click("input[value=recognised]").unwrap();
    page.type_text("input[name=amount]", "3").unwrap();
    page.type_text("textarea[name=reason]", "一条未整改").unwrap();
    page.follow("form.decision button").unwrap();
    assert!(page.address().unwrap().contains("/verifications/weijiwei/"), "{}", page.address().unwrap());
    page.go(&served.at(figure)).unwrap();
    assert_eq!((page.text("#printed").unwrap().as_str(), before == "3"), ("3", false));
    assert_eq!(page.count(".records a.file").unwrap(), 2, "the figure opens down to its evidence");
    page.go(&served.at("/verifications/report?lang=en")).unwrap();
    page.screenshot(&folder("desk").join("verify-report-en.png")).unwrap();

    page.viewport(PHONE).unwrap();
    let mut wrong = Vec::new();
    for (name, path) in [
        ("queue", "/verifications"),
        ("sheet", "/verifications/chengguanju/hazards_rectified/2026-03"),
        ("report", "/verifications/report"),
    ] {
        page.go(&served.at(&format!("{path}?lang=zh"))).unwrap();
        page.screenshot_whole(&folder("phone").join(format!("verify-{name}-zh.png"))).unwrap();
        let over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth").unwrap();
        if over.as_i64() != Some(0) {
            wrong.push(format!("{name}: {over} px too wide"));
        }
    }
    wrong.extend(page.complaints().unwrap());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
