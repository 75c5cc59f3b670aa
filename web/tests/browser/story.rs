//! Story 全过程: a new unit from its founding to its line in the bulletin, each step by the person whose work it is, in a browser of
//! their own (issue of filing, items 1–8). The same through acts on both engines: `acts/tests/story.rs`.

use crate::bench::{Served, fill, keep, looked_at, printed, seen_whole};
use domain::calendar::Date;
use harness::browser::{Browser, Page};
use harness::office;
use std::fs;
use std::path::Path;

/// April is due on the second working day of May: the 7th.
const FILING: Date = Date::constant(2026, 5, 6);
const UNIT: &str = "fenglinzhen";
const FIRST_PASSWORD: &str = "Maple-2026-first";
const PASSWORD: &str = "Maple-2026-own";

/// The clerk who files, and the head who opens the same form: account, name, name in English, title, role.
const PEOPLE: [[&str; 5]; 2] = [
    ["linxiaoman", "林小满", "Lin Xiaoman", "统计员", "filer"],
    ["zhouyuanshan", "周远山", "Zhou Yuanshan", "镇长", "unit_head"],
];

/// What the unit shall do this year, and reports by itself: fiscal revenue in 万元, petitions and hazards in numbers (speech 1-26: by
/// whom it is done belongs to the post).
const TARGETS: [(&str, u32); 5] = [
    ("fiscal_revenue", 1_200),
    ("hazards_found", 120),
    ("hazards_rectified", 110),
    ("petitions_received", 60),
    ("petitions_resolved", 55),
];

struct Story {
    served: Served,
    browser: Browser,
    wrong: Vec<String>,
}

#[test]
fn browser_tells_the_whole_story_of_a_month() {
    let mut story = Story { served: Served::on(FILING), browser: Browser::start().unwrap(), wrong: Vec::new() };
    let invitations = story.the_administrator_sets_up_the_unit_and_its_people();
    story.the_security_officer_grants_and_the_supervision_office_sets_targets();
    let mut head = story.signs_in(PEOPLE[1][0], &invitations[1]);
    let mut filer = story.signs_in(PEOPLE[0][0], &invitations[0]);
    let (revenue, petitions) = (story.figure("fiscal_revenue"), story.figure("petitions_received"));
    assert_eq!((revenue.as_str(), petitions.as_str()), ("6,305.3", "265"));

    story.two_open_one_form_and_nothing_is_lost(&mut filer, &mut head);
    story.a_second_filer_sees_nothing_of_it(&[]);
    let upload = story.files_by_workbooks(&mut filer);
    story.files_by_a_pasted_block(&mut filer);
    let record = story.own_record(&mut filer);
    story.a_second_filer_sees_nothing_of_it(&[&upload, &record]);

    let mut verifier = story.served.person(&mut story.browser, "supervision");
    story.is_sent_back(&mut verifier);
    story.corrects_what_was_sent_back(&mut filer);
    story.recognises_less_and_accepts_the_rest(&mut verifier);
    story.board_and_bulletin_follow(&mut verifier);
    story.the_auditor_sees_it();
    story.the_post_is_handed_over(&mut filer);
    assert!(story.wrong.is_empty(), "{:#?}", story.wrong);
}

/// Put words into a field, as if typed.
fn typed(page: &mut Page, fields: &[(&str, &str)]) {
    for (selector, text) in fields {
        page.type_text(selector, text).unwrap();
    }
}

impl Story {
    fn at(&self, path: &str) -> String {
        self.served.at(path)
    }

    /// Look at the page as it stands, in both sizes and languages.
    fn look(&mut self, page: &mut Page, name: &str) {
        self.wrong.extend(seen_whole(page, name));
    }

    fn the_administrator_sets_up_the_unit_and_its_people(&mut self) -> Vec<String> {
        let mut page = self.served.person(&mut self.browser, "administrator");
        let mut add = |register: &str, fields: &[(&str, &str)]| {
            page.go(&self.served.at(&format!("/registers/{register}/new"))).unwrap();
            keep(&mut page, fields);
            let address = page.address().unwrap();
            let key = address.split("record?key=").nth(1).unwrap_or_else(|| panic!("{}", page.text("main").unwrap()));
            key.to_owned()
        };
        let named = [("f.unit_id", UNIT), ("f.unit_name", "枫林镇"), ("f.unit_name_en", "Fenglin Town")];
        let placed = [("f.group", "乡镇"), ("f.kind", "township"), ("f.valid_from", "2026-04-01")];
        add("units", &[named, placed].concat());
        let mut persons = Vec::new();
        for [_, name, english, title, role] in PEOPLE {
            let person = add("persons", &[("f.name", name), ("f.name_en", english)]);
            let post = format!("{UNIT}-{role}");
            add("posts", &[("f.post_id", &post), ("f.unit_id", UNIT), ("f.title", title), ("f.duty", "business")]);
            add("terms", &[("f.post_id", &post), ("f.person_id", &person), ("f.from_on", "2026-05-01")]);
            persons.push(person);
        }
        let people = PEOPLE.into_iter().zip(&persons);
        let invitations = people.map(|([account, ..], person)| self.opens_an_account(&mut page, account, person)).collect();
        self.look(&mut page, "story-accounts-invited-zh");
        invitations
    }

    /// Gives the link with which the person sets the first password.
    fn opens_an_account(&self, administrator: &mut Page, account: &str, person: &str) -> String {
        administrator.go(&self.at("/accounts")).unwrap();
        fill(administrator, &[("person", person)]);
        typed(administrator, &[("form.filter input[name=account]", account)]);
        administrator.follow("button[value=open]").unwrap();
        administrator.follow(&format!("form.row:has(input[value={account}]) button[value=invite]")).unwrap();
        administrator.text("#invitation").unwrap()
    }

    fn the_security_officer_grants_and_the_supervision_office_sets_targets(&mut self) {
        let mut page = self.served.person(&mut self.browser, "security_officer");
        for [.., role] in PEOPLE {
            page.go(&self.at(&format!("/roles?q={UNIT}"))).unwrap();
            let row = format!("form.row:has(input[value={UNIT}-{role}])");
            page.evaluate(&format!("document.querySelector('{row} select').value = '{role}'; true")).unwrap();
            page.follow(&format!("{row} button[value=grant]")).unwrap();
        }
        self.look(&mut page, "story-roles-zh");
        self.served.choose(&mut page, "supervision");
        let targets = TARGETS.map(|(indicator, target)| {
            format!("[[targets]]\\nunit_id = \"{UNIT}\"\\nindicator_id = \"{indicator}\"\\nyear = 2026\\ntarget = {target}\\ndocument = \"云办字〔2026〕31号\"\\n")
        });
        page.go(&self.at("/settings/file")).unwrap();
        page.evaluate(&format!("document.querySelector('#text').value = '{}'; true", targets.concat())).unwrap();
        page.follow("button[value=preview]").unwrap();
        self.look(&mut page, "story-targets-zh");
        typed(&mut page, &[("#reason", "云办字〔2026〕31号")]);
        page.follow("button[value=apply]").unwrap();
        assert!(page.text(".note.told").unwrap().contains("新增5条"), "{}", page.text("main").unwrap());
    }

    /// With the first password through the invitation; made to change it before anything else.
    fn signs_in(&mut self, account: &str, invitation: &str) -> Page {
        let mut page = self.served.visitor(&mut self.browser);
        page.go(&self.at(invitation)).unwrap();
        self.look(&mut page, "story-invitation-zh");
        typed(&mut page, &[("input[name=password]", FIRST_PASSWORD), ("input[name=again]", FIRST_PASSWORD)]);
        page.follow("main form button").unwrap();
        let mut administrator = self.served.person(&mut self.browser, "administrator");
        administrator.go(&self.at("/accounts")).unwrap();
        administrator.follow(&format!("form.row:has(input[value={account}]) button[value=require_change]")).unwrap();
        typed(&mut page, &[("input[name=account]", account), ("input[name=password]", FIRST_PASSWORD)]);
        page.follow("main form button").unwrap();
        page.go(&self.at("/returns/2026-04")).unwrap();
        assert!(page.text("main").unwrap().contains("请先修改口令"), "{}", page.text("main").unwrap());
        self.look(&mut page, "story-must-change-zh");
        let fields = [("present", FIRST_PASSWORD), ("password", PASSWORD), ("again", PASSWORD)];
        fields.iter().for_each(|(name, text)| page.type_text(&format!("#password input[name={name}]"), text).unwrap());
        page.follow("#password button").unwrap();
        assert!(!page.text("main").unwrap().contains("请先修改口令"));
        page
    }

    fn open_form(&self, page: &mut Page) {
        page.go(&self.at("/returns/2026-04")).unwrap();
    }

    fn two_open_one_form_and_nothing_is_lost(&mut self, filer: &mut Page, head: &mut Page) {
        filer.follow("a.due").unwrap();
        assert!(filer.text(".todo").unwrap().contains("5项"));
        self.wrong.extend(looked_at(
            filer,
            &self.served,
            &["zh", "en"],
            &[("story-todo", "/todo"), ("story-months", "/returns")],
        ));
        self.wrong.extend(looked_at(filer, &self.served, &["zh", "en"], &[("story-month", "/returns/2026-04")]));
        self.open_form(filer);
        self.open_form(head);
        // A column from a spreadsheet fills the boxes downward, and is kept as a draft by itself.
        let paste = "(() => { const data = new DataTransfer(); data.setData('text', '7\\n6\\n'); \
            document.querySelectorAll('input[data-cell]')[0].dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); \
            return [...document.querySelectorAll('input[data-cell]')].slice(0, 2).map(c => c.value).join(' '); })()";
        assert_eq!(filer.string(paste).unwrap(), "7 6");
        filer.wait_for("document.querySelector('output.saved').textContent.includes('草稿已保存')").unwrap();
        fill(head, &[("v.petitions_received", "9")]);
        // What saves itself is told in a line; the button shows both.
        let typed = "document.getElementsByName('v.petitions_received')[0].dispatchEvent(new Event('input', {bubbles: true}))";
        head.evaluate(typed).unwrap();
        head.wait_for("document.querySelector('output.saved').textContent.includes('没有自动保存')").unwrap();
        self.look(head, "story-told-while-typing-zh");
        head.follow("button[value=save]").unwrap();
        let told = head.text(".note.wrong").unwrap();
        assert!(told.contains("林小满") && told.contains("没有写入"), "{told}");
        assert_eq!(
            head.string("document.getElementsByName('v.petitions_received')[0].value").unwrap(),
            "9",
            "mine is in the box"
        );
        assert!(head.text(".filing").unwrap().contains("对方填的：7"), "theirs stands beside it");
        self.look(head, "story-two-at-once-zh");
        head.follow("button[value=save]").unwrap();
        self.open_form(filer);
        assert_eq!(
            filer.string("document.getElementsByName('v.petitions_received')[0].value").unwrap(),
            "9",
            "saved again, it stands"
        );
    }

    /// His own template, downloaded from the form: filled by openpyxl, and filled and saved by LibreOffice.
    fn files_by_workbooks(&mut self, filer: &mut Page) -> String {
        let template = filer.string("document.querySelector('a[href$=\"template.xlsx\"]').getAttribute('href')").unwrap();
        let blank = filer.fetch(&template).unwrap();
        let filled = |name: &str, rows: &str| {
            let path = self.served.folder().join(name);
            fs::write(&path, &blank).unwrap();
            let lines = format!(
                "rows = {rows}\nfor row in book.worksheets[0].iter_rows(min_row=5):\n    if row[1].value in rows:\n        row[3].value, row[5].value = rows[row[1].value]\nbook.save(path)"
            );
            office::openpyxl(&path, &lines).unwrap();
            path
        };
        let by_python = filled("openpyxl.xlsx", "{'财政收入': (110, '一季度以来首次单列')}");
        let by_office = filled("office.xlsx", "{'排查安全隐患': (12, ''), '整改安全隐患': (11, '')}");
        let saved = self.served.folder().join("saved");
        fs::create_dir(&saved).unwrap();
        let by_office = office::convert(&by_office, "xlsx", &saved).unwrap();
        let upload = self.uploads(filer, &by_python, 1);
        self.uploads(filer, &by_office, 2);
        // The same file once more changes nothing.
        self.begins_upload(filer, &by_python);
        assert_eq!(filer.count("button[value=all]").unwrap(), 0, "{}", filer.text("main").unwrap());
        upload
    }

    fn begins_upload(&self, filer: &mut Page, file: &Path) {
        filer.go(&self.at("/imports?register=returns")).unwrap();
        filer.choose_file("#file", file).unwrap();
        filer.follow(".upload button").unwrap();
        filer.wait_for("document.querySelector('.tally') !== null").unwrap();
    }

    fn uploads(&mut self, filer: &mut Page, file: &Path, rows: usize) -> String {
        self.begins_upload(filer, file);
        assert!(filer.text(".tally").unwrap().contains(&rows.to_string()), "{}", filer.text("main").unwrap());
        self.look(filer, "story-upload-zh");
        filer.follow("button[value=all]").unwrap();
        filer.wait_for("document.querySelector('main').textContent.includes('已全部导入')").unwrap();
        filer.address().unwrap().replace(&self.at(""), "")
    }

    /// The block wants the names of the indicators beside the figures; what was read is shown before it is kept.
    fn files_by_a_pasted_block(&mut self, filer: &mut Page) {
        self.open_form(filer);
        self.attaches(filer, "petitions_received");
        self.open_form(filer);
        filer.evaluate("document.querySelector('details:has(#block)').open = true; document.querySelector('#block').value = '受理信访事项\\t１８\\n办结信访事项\\t1７件\\n没有的指标\\t3'; true").unwrap();
        filer.follow("button[value=paste]").unwrap();
        assert!(filer.text("main").unwrap().contains("没有的指标"));
        self.look(filer, "story-pasted-zh");
        filer.follow("button[value=save]").unwrap();
        // Wrong, corrected, looked through, filed.
        fill(filer, &[("v.petitions_resolved", "x")]);
        filer.follow("button[value=review]").unwrap();
        assert!(filer.text(".note.wrong").unwrap().contains("不是数字"));
        self.look(filer, "story-wrong-zh");
        fill(filer, &[("v.petitions_resolved", "17")]);
        filer.follow("button[value=review]").unwrap();
        let line = filer.text("tr:has(input[name='v.petitions_received'])").unwrap();
        assert!(line.contains("18") && line.contains("2份"), "the review counts the files of evidence: {line}");
        self.look(filer, "story-review-zh");
        self.prints(filer, "story-review");
        filer.follow("button[value=submit]").unwrap();
        assert!(filer.text(".note.told").unwrap().contains("已报送"), "{}", filer.text("main").unwrap());
        self.look(filer, "story-filed-zh");
        self.prints(filer, "story-filed");
    }

    /// A PDF and a picture, for one line.
    fn attaches(&mut self, filer: &mut Page, indicator: &str) {
        const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n\
            4 0 obj<</Length 40>>stream\nBT /F 20 Tf 40 100 Td (List XF-004) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
        let (pdf, picture) = (self.served.folder().join("台账.pdf"), self.served.folder().join("现场.png"));
        fs::write(&pdf, PDF).unwrap();
        filer.screenshot(&picture).unwrap();
        for (file, kind) in [(&pdf, "slip"), (&picture, "photo")] {
            let panel = format!("#for\\\\.{indicator}");
            filer.evaluate(&format!("document.querySelector('{panel}').open = true; document.querySelector('{panel} select').value = '{kind}'; true")).unwrap();
            filer.choose_file(&format!("#for\\.{indicator} input[type=file]"), file).unwrap();
            filer.follow(&format!("#for\\.{indicator} form.filter button")).unwrap();
        }
    }

    fn is_sent_back(&mut self, verifier: &mut Page) {
        verifier.go(&self.at("/verifications?unit=枫林镇")).unwrap();
        assert_eq!(verifier.count("table.queue tbody tr").unwrap(), 5);
        let queue = [("story-queue", "/verifications"), ("story-verified", "/verifications/report?period=2026-04")];
        self.wrong.extend(looked_at(verifier, &self.served, &["zh", "en"], &queue));
        verifier.go(&self.at("/verifications?unit=枫林镇")).unwrap();
        verifier.follow("table.queue tbody th a[href*=petitions_received]").unwrap();
        verifier
            .wait_for("document.querySelector('.paper img').complete && document.querySelector('.paper img').naturalWidth > 0")
            .unwrap();
        self.look(verifier, "story-sheet-zh");
        // j and k walk the queue.
        let here = verifier.address().unwrap();
        let (on, back) = if verifier.count("a[data-key=j]").unwrap() == 1 { ("j", "k") } else { ("k", "j") };
        verifier.press(on).unwrap();
        verifier.wait_for("!location.pathname.includes('petitions_received') && document.readyState === 'complete'").unwrap();
        verifier.press(back).unwrap();
        verifier.wait_for("location.pathname.includes('petitions_received') && document.readyState === 'complete'").unwrap();
        assert_eq!(verifier.address().unwrap(), here);
        self.decides(verifier, "returned", &[("textarea[name=reason]", "与信访系统登记数不符，请核对")]);
    }

    fn decides(&self, verifier: &mut Page, decision: &str, fields: &[(&str, &str)]) {
        verifier.click(&format!("input[value={decision}]")).unwrap();
        typed(verifier, fields);
        verifier.follow("form.decision button").unwrap();
        assert_eq!(verifier.count("[role=alert]").unwrap(), 0, "{}", verifier.text("main").unwrap());
    }

    fn corrects_what_was_sent_back(&mut self, filer: &mut Page) {
        filer.go(&self.at("/todo")).unwrap();
        let todo = filer.text(".todo").unwrap();
        assert!(todo.contains("退回") && todo.contains("与信访系统登记数不符"), "{todo}");
        self.look(filer, "story-todo-returned-zh");
        filer.follow(".todo a[href='/returns/2026-04']").unwrap();
        assert!(filer.text(".filing").unwrap().contains("与信访系统登记数不符"));
        self.look(filer, "story-returned-zh");
        fill(filer, &[("v.petitions_received", "15"), ("n.petitions_received", "剔除重复3件")]);
        filer.follow("button[value=review]").unwrap();
        filer.follow("button[value=submit]").unwrap();
        assert!(filer.text(".note.told").unwrap().contains("已报送"));
        filer.go(&self.at("/todo")).unwrap();
        assert_eq!(filer.count(".todo li").unwrap(), 0);
    }

    fn recognises_less_and_accepts_the_rest(&mut self, verifier: &mut Page) {
        verifier.go(&self.at("/verifications/fenglinzhen/petitions_received/2026-04")).unwrap();
        assert_eq!(verifier.text("#reported").unwrap(), "15");
        self.look(verifier, "story-sheet-again-zh");
        self.decides(verifier, "recognised", &[("input[name=amount]", "12"), ("textarea[name=reason]", "三件属重复信访")]);
        verifier.go(&self.at("/verifications?unit=枫林镇")).unwrap();
        verifier
            .evaluate("document.querySelectorAll('table.queue input[type=checkbox]').forEach(box => box.checked = true); true")
            .unwrap();
        verifier.follow("form[method=post] .tools button").unwrap();
        verifier.go(&self.at("/verifications?unit=枫林镇")).unwrap();
        assert_eq!(verifier.count("table.queue tbody tr").unwrap(), 0, "{}", verifier.text("main").unwrap());
    }

    /// The county's figure of the year to the end of April, as it stands verified.
    fn figure(&mut self, indicator: &str) -> String {
        let mut page = self.served.person(&mut self.browser, "leader");
        page.go(&self.at(&format!("/figures/361099:{indicator}:cumulative:-:2026-04:verified:2026-05-06"))).unwrap();
        page.text("#printed").unwrap()
    }

    /// 265 + 12 petitions and 6,305.3 + 110 万元: what was recognised, not what was reported.
    fn board_and_bulletin_follow(&mut self, page: &mut Page) {
        assert_eq!((self.figure("fiscal_revenue").as_str(), self.figure("petitions_received").as_str()), ("6,415.3", "277"));
        page.go(&self.at("/statistics?campaign=petitions&show=cumulative&period=2026-04")).unwrap();
        assert_eq!(page.text("tr:has(a[href='/units/fenglinzhen']) td a[href*=petitions_received]").unwrap().trim(), "12");
        page.go(&self.at("/figures/361099:petitions_received:value:fenglinzhen:2026-04:verified:2026-05-06")).unwrap();
        assert_eq!(page.text("#printed").unwrap(), "12");
        assert_eq!(page.count(".records a.file").unwrap(), 2, "the figure opens down to its evidence");
        self.look(page, "story-figure-zh");
        page.go(&self.at("/bulletins/draft?period=2026-04")).unwrap();
        let bulletin = page.text("main").unwrap();
        for said in ["受理信访事项277件", "6,415.3", "枫林镇"] {
            assert!(bulletin.contains(said), "the bulletin does not say {said}");
        }
        page.go(&self.at("/statistics?period=auto")).unwrap();
    }

    fn the_auditor_sees_it(&mut self) {
        let mut page = self.served.person(&mut self.browser, "auditor");
        page.go(&self.at("/acts?actor=linxiaoman")).unwrap();
        for did in ["报送", "口令"] {
            assert!(page.text("table[data-grid=acts]").unwrap().contains(did), "{}", page.text("main").unwrap());
        }
        page.go(&self.at("/acts?verb=returns.")).unwrap();
        assert!(page.text("table[data-grid=acts]").unwrap().contains("三件属重复信访"));
        let act = page.string("[...document.querySelectorAll('table[data-grid=acts] tbody tr')].find(r => r.textContent.includes('三件属重复信访')).querySelector('a[href^=\"/acts/\"]').getAttribute('href')").unwrap();
        page.go(&self.at(&act)).unwrap();
        typed(&mut page, &[("input[name=reason]", "年度审计")]);
        page.follow("main form button").unwrap();
        let opened = page.text("main").unwrap();
        assert!(opened.contains("本次查阅已记入办事留痕") && opened.contains("以前") && opened.contains("12"), "{opened}");
        self.look(&mut page, "story-act-zh");
        page.go(&self.at("/acts/verification")).unwrap();
        page.follow("main form button").unwrap();
        assert!(page.text("main").unwrap().contains("核验无误"));
        self.look(&mut page, "story-proof-found-zh");
        let pages = [("story-acts", "/acts"), ("story-act-first", "/acts/1"), ("story-proof", "/acts/verification")];
        self.wrong.extend(looked_at(&mut page, &self.served, &["zh", "en"], &pages));
    }

    /// The post goes to the next clerk: what is open goes along, what was done stays with who did it.
    fn the_post_is_handed_over(&mut self, filer: &mut Page) {
        let mut page = self.served.person(&mut self.browser, "administrator");
        page.go(&self.at("/registers/persons/new")).unwrap();
        keep(&mut page, &[("f.name", "许知秋"), ("f.name_en", "Xu Zhiqiu")]);
        let person = page.address().unwrap().split("key=").nth(1).unwrap().to_owned();
        // A draft of May, half filled by the one who goes.
        filer.go(&self.at("/returns/2026-05")).unwrap();
        fill(filer, &[("v.petitions_received", "4")]);
        filer.follow("button[value=save]").unwrap();
        let invitation = self.opens_an_account(&mut page, "xuzhiqiu", &person);
        page.go(&self.at("/accounts")).unwrap();
        fill(&mut page, &[("post", "fenglinzhen-filer"), ("next", &person), ("from", "2026-05-06")]);
        self.look(&mut page, "story-hand-over-zh");
        page.follow("button[value=hand_over]").unwrap();
        assert_eq!(page.count("[role=alert]").unwrap(), 0, "{}", page.text("main").unwrap());
        // The next request of whoever held it finds no post.
        filer.go(&self.at("/returns/2026-04")).unwrap();
        assert!(!filer.text("body").unwrap().contains("受理信访事项"), "{}", filer.text("body").unwrap());
        let mut next = self.signs_in("xuzhiqiu", &invitation);
        next.go(&self.at("/returns/2026-05")).unwrap();
        assert_eq!(
            next.string("document.getElementsByName('v.petitions_received')[0].value").unwrap(),
            "4",
            "the open draft went along"
        );
        page.go(&self.at("/registers/terms?q=fenglinzhen-filer")).unwrap();
        assert!(page.text("main").unwrap().contains("许知秋") && page.text("main").unwrap().contains("林小满"));
    }

    /// The page of what he has reported, from the list in which he finds it.
    fn own_record(&self, filer: &mut Page) -> String {
        filer.go(&self.at("/registers/returns?q=枫林镇")).unwrap();
        filer.follow("table[data-grid=returns] td a[href*='/record?']").unwrap();
        assert!(filer.text("main").unwrap().contains("上报"));
        filer.address().unwrap().replace(&self.at(""), "")
    }

    /// Not the draft, not the upload, not the record, not the sheet: for another unit's filer there is nothing there.
    fn a_second_filer_sees_nothing_of_it(&mut self, theirs: &[&str]) {
        let mut page = self.served.visitor(&mut self.browser);
        page.evaluate("document.querySelectorAll('select[name=\"as.filer\"]').forEach(s => s.value = 'jianchangzhen'); true")
            .unwrap();
        page.follow("button[value=filer]").unwrap();
        page.go(&self.at("/returns/2026-04")).unwrap();
        let month = page.text("main").unwrap();
        assert!(month.contains("建昌镇") && !month.contains("枫林镇"), "{month}");
        assert_eq!(page.string("document.getElementsByName('v.petitions_received')[0].value").unwrap(), "");
        page.go(&self.at("/registers/returns?q=枫林镇")).unwrap();
        assert_eq!(page.count("table[data-grid=returns] tbody td a[href*='/record?']").unwrap(), 0);
        let reported = "/figures/361099:petitions_received:value:fenglinzhen:2026-04:reported:2026-05-06";
        for path in theirs.iter().copied().chain([reported]) {
            page.go(&self.at(path)).unwrap();
            let said = page.text("main").unwrap();
            assert!(said.contains("没有找到") || said.contains("没有这"), "{path}: {said}");
        }
        self.look(&mut page, "story-not-found-zh");
    }

    fn prints(&mut self, page: &mut Page, name: &str) {
        self.wrong.extend(printed(page, name));
    }
}
