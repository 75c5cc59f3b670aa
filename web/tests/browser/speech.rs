//! Speech 从讲话到销号: the seed speech from its upload to the bulletin of the next month, each step by the person whose work it is, in a
//! browser of their own — sentences become tasks, tasks are issued and pledged, followed up in eight steps, and held to account by name.

use crate::bench::{Served, TODAY, fill, keep, looked_at, seen_whole};
use domain::calendar::Date;
use harness::browser::{Browser, Page};
use std::fs;
use std::path::{Path, PathBuf};

/// The text as a document site had it, with its notice in front.
const SPEECH: &str = include_str!("../../../reading/corpus/00-seed.txt");
const LATER: Date = Date::constant(2026, 5, 12);
const DIRECTIVE: &str = "/directives/dir-003";

struct Speech {
    served: Served,
    browser: Browser,
    wrong: Vec<String>,
}

#[test]
fn browser_leads_the_speech_to_the_bulletin_of_the_next_month() {
    let mut story = Speech { served: Served::on(TODAY), browser: Browser::start().unwrap(), wrong: Vec::new() };
    let mut office = story.served.person(&mut story.browser, "supervision");
    story.the_speech_is_uploaded_and_kept(&mut office);
    story.sentences_become_tasks(&mut office);
    story.tasks_are_issued_and_pledged(&mut office);
    let teams = story.a_matter_is_opened(&mut office, "16个招商团队", "zhaoshangju", "2026-04-20");
    let ground = story.a_matter_is_opened(&mut office, "平整土地1000亩", "yuanquguanweihui", "2026-04-24");
    let land = story.a_matter_is_opened(&mut office, "完成征地1200亩", "jianchangzhen", "2026-04-15");
    story.one_is_struck_off(&mut office, &teams);
    story.one_is_given_more_time(&ground);
    let mut unit = story.of_unit("filer", "jianchangzhen");
    step(&mut unit, &story.at(&land), "signed", &[]);

    story.served = story.served.later(LATER);
    let mut office = story.served.person(&mut story.browser, "supervision");
    story.one_is_overdue_with_its_slips(&mut office, &land);
    story.one_measure_stands_and_one_is_withdrawn(&mut office);
    story.the_bulletin_of_the_next_month_tells_it(&mut office);
    story.the_speech_shows_what_became_of_it(&mut office);
    assert!(story.wrong.is_empty(), "{:#?}", story.wrong);
}

/// Choose a step of the page's form and take it.
#[track_caller]
fn step(page: &mut Page, address: &str, step: &str, fields: &[(&str, &str)]) {
    page.go(address).unwrap();
    let offered = page.evaluate(&format!("document.querySelector('input[name=step][value={step}]').checked = true"));
    assert!(offered.is_ok(), "no step {step}: {}", page.text("main").unwrap());
    fill(page, fields);
    page.follow("form.decision button").unwrap();
    assert_eq!(page.count("[role=alert]").unwrap(), 0, "{step}: {}", page.text("main").unwrap());
}

impl Speech {
    fn at(&self, path: &str) -> String {
        self.served.at(path)
    }

    /// Look at the page as it stands, in both sizes.
    fn look(&mut self, page: &mut Page, name: &str) {
        self.wrong.extend(seen_whole(page, name));
    }

    /// Somebody of a unit, by the account.
    fn of_unit(&mut self, role: &str, account: &str) -> Page {
        let mut page = self.served.visitor(&mut self.browser);
        page.evaluate(&format!(
            "document.querySelectorAll('select[name=\"as.{role}\"]').forEach(s => s.value = '{account}'); true"
        ))
        .unwrap();
        page.follow(&format!("button[value={role}]")).unwrap();
        page
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.served.folder().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// First the file of another text, that says no word; then the speech, which fills the boxes with what it says of itself.
    fn the_speech_is_uploaded_and_kept(&mut self, page: &mut Page) {
        // The first line of the corpus says where the text is from.
        let text = SPEECH.split_once('\n').unwrap().1;
        let (scan, speech) = (self.file("扫描件.pdf", b"%PDF-1.7"), self.file("讲话.txt", text.as_bytes()));
        page.go(&self.at("/directives/new")).unwrap();
        fill(page, &[("speaker", "县委书记")]);
        let reads = |page: &mut Page, file: &Path| {
            page.choose_file("input[type=file]", file).unwrap();
            page.follow("button[value=look]").unwrap();
        };
        reads(page, &scan);
        assert!(page.text(".note.wrong").unwrap().contains("扫描件.pdf：文件已损坏"), "{}", page.text("main").unwrap());
        self.look(page, "speech-unread-zh");
        reads(page, &speech);
        let found = page.text(".note[role=status]").unwrap();
        assert!(found.contains("读出任务建议") && found.contains("已跳过文档网站声明"), "{found}");
        let boxed = |page: &mut Page, name: &str| page.string(&format!("document.getElementsByName('{name}')[0].value")).unwrap();
        assert_eq!(boxed(page, "title"), "县委书记在全县一季度招商引资工作会上的讲话");
        assert_eq!((boxed(page, "kind").as_str(), boxed(page, "speaker").as_str()), ("speech", "县委书记"));
        self.look(page, "speech-looked-at-zh");
        fill(page, &[("on", "2026-04-08")]);
        page.follow("button[value=keep]").unwrap();
        assert!(page.address().unwrap().ends_with(DIRECTIVE), "{}", page.text("main").unwrap());
        self.wrong.extend(looked_at(
            page,
            &self.served,
            &["zh", "en"],
            &[("directive-new", "/directives/new"), ("speech", DIRECTIVE)],
        ));
    }

    /// The proposal with these words at hand.
    #[track_caller]
    fn at_hand(&self, page: &mut Page, words: &str) {
        page.go(&self.at(DIRECTIVE)).unwrap();
        let find = format!(
            "(() => {{ const all = [...document.querySelectorAll('.proposals li')].filter(li => !li.querySelector('s') && li.textContent.includes('{words}')); \
             return all.length ? all[0].querySelector('a').getAttribute('href') : '' }})()"
        );
        let place = page.string(&find).unwrap();
        assert!(!place.is_empty(), "no open proposal “{words}”: {}", page.text(".proposals").unwrap());
        page.go(&self.at(&place)).unwrap();
    }

    #[track_caller]
    fn decides(&self, page: &mut Page, how: &str, fields: &[(&str, &str)]) {
        fill(page, fields);
        page.follow(&format!("button[value={how}]")).unwrap();
        assert_eq!(page.count("[role=alert]").unwrap(), 0, "{how}: {}", page.text("main").unwrap());
    }

    /// Requirements 1-07, 1-08, 1-09, 1-24, 1-27, 1-36 … 1-38, 1-46: changed and taken by keyboard, split, merged, turned down.
    fn sentences_become_tasks(&mut self, page: &mut Page) {
        // 1-24: changed first, then taken by its key.
        self.at_hand(page, "日前要全部到位");
        let teams = [("action", "16个招商团队全部到位"), ("leads", "招商局"), ("due", "2026-04-10"), ("results", "16个团队")];
        self.decides(page, "edit", &teams);
        page.press("a").unwrap();
        page.wait_for("location.search === '' && document.readyState === 'complete'").unwrap();
        // 1-07: the ninth day of the first month is over, which is said; another day is set.
        self.at_hand(page, "全部外出招商");
        fill(page, &[("leads", "招商局"), ("due", "2026-02-25")]);
        page.follow("button[value=accept]").unwrap();
        assert!(page.text("[role=alert]").unwrap().contains("已过"), "{}", page.text("main").unwrap());
        self.decides(page, "accept", &[("leads", "招商局"), ("due", "2026-04-30")]);
        // 1-08 and 1-09 become one.
        self.at_hand(page, "必须全部入驻");
        self.decides(page, "merge", &[]);
        self.at_hand(page, "要全面启动");
        assert!(page.string("document.querySelector('textarea[name=action]').value").unwrap().contains("入驻"));
        self.decides(page, "accept", &[("leads", "重点办"), ("due", "2026-04-30")]);
        // 1-36, 1-37: a number that a document site has spoilt is put right.
        let year = ("due", "2026-12-31");
        self.at_hand(page, "完成征地1200亩");
        self.decides(page, "accept", &[("leads", "建昌镇"), year]);
        self.at_hand(page, "平整土地202300亩");
        assert!(page.text(".hint").unwrap().contains("可能被文档网站改动"), "{}", page.text(".hint").unwrap());
        self.decides(page, "accept", &[("action", "平整土地1000亩"), ("leads", "园区管委会"), year]);
        // 1-38: one sentence, two tasks.
        self.at_hand(page, "争取用地指标");
        self.decides(page, "split", &[("action", "争取用地指标\\n做好土地收储"), ("leads", "国土局"), year]);
        for part in ["争取用地指标", "做好土地收储"] {
            self.at_hand(page, part);
            self.decides(page, "accept", &[]);
        }
        // 1-27: how often was read, and the unit was found by its alias.
        self.at_hand(page, "一月一通报");
        assert_eq!(page.string("document.querySelector('select[name=recurrence]').value").unwrap(), "monthly");
        assert_eq!(page.string("document.querySelector('input[name=leads]').value").unwrap(), "招商局");
        self.decides(page, "accept", &[]);
        // 1-46: the two offices' own work.
        self.at_hand(page, "跟踪督查");
        self.decides(page, "accept", &[("leads", "县委办"), ("supports", "县政府办"), ("due", "2026-12-31")]);
        self.at_hand(page, "加强对工作人员的教育");
        self.decides(page, "reject", &[("reason", "号召性要求，无法督办")]);
        self.look(page, "speech-decided-zh");
    }

    /// Requirement 1-45: the task sheet of a unit and its pledge, the map on the wall.
    fn tasks_are_issued_and_pledged(&mut self, page: &mut Page) {
        page.go(&self.at(DIRECTIVE)).unwrap();
        fill(page, &[("number", "云办字〔2026〕12号")]);
        page.follow("button[value=issue]").unwrap();
        assert_eq!(page.count("button[value=issue]").unwrap(), 0, "every task is issued");
        page.go(&self.at("/tasks?directive=dir-003")).unwrap();
        assert_eq!(page.count("table[data-grid=tasks] tbody tr").unwrap(), 9, "{}", page.text("main").unwrap());
        page.go(&self.at("/registers/pledges/new")).unwrap();
        keep(
            page,
            &[("f.unit_id", "jianchangzhen"), ("f.directive_id", "dir-003"), ("f.person", "镇长"), ("f.on", "2026-04-08")],
        );
        page.go(&self.at(DIRECTIVE)).unwrap();
        let pledge = page.string("document.querySelector('.tools a[href^=\"/pledges/\"]').getAttribute('href')").unwrap();
        assert!(page.text(".tools").unwrap().contains("责任书 建昌镇"));
        let paper = page.fetch(&pledge.replace("=pdf", "=docx")).unwrap();
        assert!(paper.starts_with(b"PK"), "a Word file");
        let sheet = page.fetch("/tasks/sheet?unit=jianchangzhen&format=docx").unwrap();
        assert!(sheet.starts_with(b"PK"), "a Word file");
    }

    /// From its task to the notice: opened by the office, approved by a head. Gives its address.
    fn a_matter_is_opened(&mut self, office: &mut Page, words: &str, unit: &str, due: &str) -> String {
        office.go(&self.at("/tasks?directive=dir-003")).unwrap();
        let find = format!(
            "[...document.querySelectorAll('table[data-grid=tasks] a[href^=\"/tasks/\"]')].find(a => a.textContent.includes('{words}')).getAttribute('href')"
        );
        let task = office.string(&find).unwrap();
        office.go(&self.at(&task)).unwrap();
        assert!(office.text("mark").unwrap().chars().count() > 6, "the page of a task shows its sentence");
        office.follow("a.main[href^='/orders/new']").unwrap();
        fill(office, &[("unit", unit), ("due", due), ("cadence", "weekly")]);
        office.follow("form.decision button").unwrap();
        let order = office.address().unwrap();
        let path = order.replace(&self.at(""), "");
        assert!(path.starts_with("/orders/ord-"), "{}", office.text("main").unwrap());
        let mut leader = self.served.person(&mut self.browser, "leader");
        step(&mut leader, &order, "approved", &[]);
        step(office, &order, "issued", &[]);
        assert!(office.text("h1").unwrap().contains("云督字督办〔2026〕"));
        path
    }

    fn attaches(&self, page: &mut Page, address: &str) {
        page.go(address).unwrap();
        page.choose_file("form[action='/evidence'] input[type=file]", &self.file("清单.txt", "到位名单".as_bytes())).unwrap();
        page.follow("form[action='/evidence'] button").unwrap();
    }

    /// Signed for, told of, answered with evidence, accepted, struck off; so its task is done.
    fn one_is_struck_off(&mut self, office: &mut Page, order: &str) {
        let address = self.at(order);
        let mut unit = self.of_unit("lead_office", "zhaoshangju.qt");
        step(&mut unit, &address, "signed", &[]);
        step(&mut unit, &address, "handled", &[("note", "15个团队已到位")]);
        self.attaches(&mut unit, &address);
        step(&mut unit, &address, "answered", &[("note", "16个团队全部到位")]);
        step(office, &address, "accepted", &[]);
        step(office, &address, "closed", &[]);
        assert!(office.text("h1").unwrap().contains("已销号"));
        self.look(office, "speech-struck-off-zh");
        let task = office.string("document.querySelector('dl a[href^=\"/tasks/\"]').getAttribute('href')").unwrap();
        office.go(&self.at(&task)).unwrap();
        assert!(office.text("h1").unwrap().contains("已办结"), "{}", office.text("main").unwrap());
    }

    fn one_is_given_more_time(&mut self, order: &str) {
        let address = self.at(order);
        let mut unit = self.of_unit("filer", "yuanquguanweihui");
        step(&mut unit, &address, "signed", &[]);
        step(&mut unit, &address, "extension_asked", &[("due", "2026-05-29"), ("note", "雨季影响施工")]);
        let mut leader = self.served.person(&mut self.browser, "leader");
        step(&mut leader, &address, "extended", &[("due", "2026-05-29"), ("note", "同意")]);
        assert!(leader.text("main").unwrap().contains("2026年5月29日"));
    }

    /// Blue, yellow and red, each only after the one before, and then to the superior; the dispatch lists it first.
    fn one_is_overdue_with_its_slips(&mut self, office: &mut Page, order: &str) {
        office.go(&self.at(order)).unwrap();
        let slips = office.text("table[data-grid=fallen]").unwrap();
        let at = |word: &str| slips.find(word).unwrap_or_else(|| panic!("no {word}: {slips}"));
        assert!(at("临期") < at("滞后") && at("滞后") < at("逾期") && at("逾期") < at("报主要领导"), "{slips}");
        self.look(office, "speech-overdue-zh");
        office.go(&self.at("/orders?slip=overdue")).unwrap();
        assert!(office.text("main").unwrap().contains("完成征地1200亩"));
        let mut unit = self.of_unit("filer", "jianchangzhen");
        unit.go(&self.at("/todo")).unwrap();
        assert!(unit.text(".todo").unwrap().contains("完成征地1200亩"), "{}", unit.text(".todo").unwrap());
    }

    /// Put the first proposal against a unit forward, to be decided by somebody named.
    fn puts_forward(&self, office: &mut Page, unit: &str, approver: &str) -> String {
        office.go(&self.at(&format!("/proceedings?show=proposals&unit={unit}"))).unwrap();
        office.follow("a[href^='/proceedings/new']").unwrap();
        fill(office, &[("approver", approver)]);
        office.follow("form.decision button").unwrap();
        let address = office.address().unwrap();
        assert!(address.contains("/proceedings/pro-"), "{}", office.text("main").unwrap());
        address
    }

    /// Requirement 1-47: by rules and by name, with the unit heard, and a review by somebody else.
    fn one_measure_stands_and_one_is_withdrawn(&mut self, office: &mut Page) {
        let (mut secretary, mut magistrate) = (self.of_unit("leader", "shuji"), self.of_unit("leader", "xianzhang"));
        let stands = self.puts_forward(office, "zhaoshangju", "shuji");
        step(&mut secretary, &stands, "approved", &[("note", "依规")]);
        step(office, &stands, "served", &[]);
        assert!(office.text("h1").unwrap().contains("执行中"), "{}", office.text("h1").unwrap());
        let doubted = self.puts_forward(office, "jianchangzhen", "shuji");
        let mut unit = self.of_unit("filer", "jianchangzhen");
        step(&mut unit, &doubted, "stated", &[("note", "拆迁户外出未归")]);
        step(&mut secretary, &doubted, "approved", &[("note", "依规")]);
        step(office, &doubted, "served", &[]);
        step(&mut unit, &doubted, "review_asked", &[("note", "数字有误")]);
        step(&mut magistrate, &doubted, "withdrawn", &[("note", "复核属实")]);
        unit.go(&doubted).unwrap();
        assert!(unit.text("h1").unwrap().contains("已撤销"), "{}", unit.text("h1").unwrap());
        self.look(&mut unit, "speech-withdrawn-zh");
    }

    /// What was struck off, given more time and is overdue stands in the bulletin, in both languages.
    fn the_bulletin_of_the_next_month_tells_it(&mut self, office: &mut Page) {
        for (lang, head, told) in [
            ("zh", "督办事项办理情况", ["2026年4月8日销号", "2026年4月8日准予延期", "■ 逾期"]),
            ("en", "Matters under supervision", ["closed on 8 Apr 2026", "extended on 8 Apr 2026", "■ overdue"]),
        ] {
            office.go(&self.at(&format!("/bulletins/draft?period=2026-04&lang={lang}"))).unwrap();
            let bulletin = office.text("main").unwrap();
            assert!(bulletin.contains(head) && told.iter().all(|fate| bulletin.contains(fate)), "{bulletin}");
            self.wrong.extend(seen_whole(office, &format!("speech-bulletin-{lang}")));
        }
        office.go(&self.at("/statistics?period=auto&lang=zh")).unwrap();
    }

    fn the_speech_shows_what_became_of_it(&mut self, office: &mut Page) {
        office.go(&self.at(DIRECTIVE)).unwrap();
        let tally = office.text("main > .lead").unwrap();
        assert!(tally.contains("9项任务") && tally.contains("1项办结") && tally.contains("不立项"), "{tally}");
        assert!(office.count(".said .done").unwrap() > 0 && office.count(".said .late").unwrap() > 0);
        self.look(office, "speech-a-month-later-zh");
    }
}
