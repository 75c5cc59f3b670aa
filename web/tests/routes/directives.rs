//! Directives 部署: a text kept, its sentences marked by what became of them, its proposals decided one by one.

use super::demo::{Answer, Bench, ISSUED, LEADER, TODAY, Who, get};
use super::keeping::who;
use axum::http::Method;
use domain::actors::Role;

const HAND: [&str; 10] = ["token", "key", "place", "seq", "with", "leads", "supports", "due", "results", "reason"];

fn encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn action_of(page: &Answer) -> String {
    page.text().split("name=\"action\"").nth(1).and_then(|t| t.split('>').nth(1)).unwrap_or("").replace("</textarea", "")
}

/// Send the form of the proposal at hand as it stands, with some fields typed over.
fn decide(bench: &Bench, path: &str, typed: &[(&str, &str)]) -> Answer {
    let office = who(Role::Supervision, "");
    let page = bench.ask(&office, Method::GET, path, "").is(200);
    let action = action_of(&page);
    let mut fields: Vec<(&str, String)> = HAND[..9].iter().map(|name| (*name, page.field(name))).collect();
    fields.push(("action", action));
    fields.retain(|(name, _)| typed.iter().all(|(other, _)| other != name));
    fields.extend(typed.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let body = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&");
    bench.ask(&office, Method::POST, "/directives/dir-002", &body)
}

#[test]
fn every_sentence_says_what_became_of_it() {
    let page = get("/directives/dir-001", LEADER).is(200);
    page.says(&["句 →", "class=\"late\"", "2项任务，1项办结，1项滞后", "class=\"refused\"", "1项不立项"]);
    // Whoever breaks no tasks down reads, and is offered nothing.
    get("/directives/dir-002", LEADER).is(200).says(&["坚忍不拔"]).says_not(&["data-key=\"a\"", "不立项的理由"]);
    get("/directives/dir-009", LEADER).is(404);
    get("/directives?as_of=2026-04-01", LEADER).is(200).says(&["攻坚行动方案"]).says_not(&["调度会上的讲话"]);
}

#[test]
fn proposals_are_taken_split_turned_down_and_issued() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let page = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200);
    page.says(&["data-key=\"a\"", "data-key=\"r\"", "党政主要领导一人负责业务"]);
    decide(&bench, "/directives/dir-002", &[("do", "accept"), ("leads", "没有这个局")]).is(422).says(&["没有这个局"]);
    decide(&bench, "/directives/dir-002", &[("do", "accept"), ("leads", "招商局"), ("recurrence", "once")]).is(303);
    decide(&bench, "/directives/dir-002", &[("do", "reject")]).is(422).says(&["不立项要写明理由"]);
    decide(&bench, "/directives/dir-002", &[("do", "reject"), ("reason", "已有任务")]).is(303);
    let parts = "倒算投资账\n倒排时间表";
    decide(&bench, "/directives/dir-002", &[("do", "split"), ("action", parts), ("recurrence", "once")]).is(303);
    let page = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200);
    let page = page.says(&["倒算投资账", "倒排时间表", "下达任务"]);
    let issue = format!("token={}&key=of-its-own&do=issue&number=12", page.field("token"));
    bench.ask(&office, Method::POST, "/directives/dir-002", &issue).is(303);
    bench.ask(&office, Method::GET, "/tasks/task-018", "").is(200).says(&["在办", "党政主要领导一人负责业务"]);
    // A sentence of one's own, by its words; what the text does not say is not taken.
    let mark = |words: &str, key: &str| {
        let body = format!("token={}&key={key}&do=propose&quote={}", page.field("token"), encoded(words));
        bench.ask(&office, Method::POST, "/directives/dir-002", &body)
    };
    mark("没有说过的话", "k1").is(422).says(&["所引语句不在原文里"]);
    assert!(mark("争先不易，保先更难。", "k2").is(303).header("location").starts_with("/directives/dir-002?at="));
}

/// Issue 4, 2: one task in the place of two, with the words of both.
#[test]
fn two_proposals_are_merged_into_one() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let before = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200);
    let (place, with) = (before.field("place"), before.field("with"));
    assert_ne!(place, with);
    let other = bench.ask(&office, Method::GET, &format!("/directives/dir-002?at={with}"), "").is(200);
    let second = action_of(&other);
    decide(&bench, "/directives/dir-002", &[("do", "merge"), ("with", "999")]).is(404);
    decide(&bench, "/directives/dir-002", &[("do", "merge")]).is(303);
    let page = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200).text();
    assert!(page.contains(&format!("；{second}")), "the words of both stand in one proposal:\n{page}");
    for merged in [place, with] {
        let path = format!("/directives/dir-002?at={merged}");
        bench.ask(&office, Method::GET, &path, "").is(200).says_not(&["data-key=\"a\""]);
    }
}

/// Issue 4, 2: two people divide a long speech; who comes second to a proposal is told, and neither loses anything.
#[test]
fn of_two_who_decide_on_one_speech_the_second_is_told() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let first = bench.ask(&office, Method::GET, "/directives/dir-002", "").is(200);
    let place = first.field("place");
    let another = first.field("with");
    // Another sits at another desk with the same page open.
    bench.forget(&office);
    let second = bench.ask(&office, Method::GET, &format!("/directives/dir-002?at={place}"), "").is(200);
    let turn_down = |page: &Answer, reason: &str| {
        let fields = ["token", "key", "place", "seq", "with"].map(|name| format!("{name}={}", page.field(name)));
        let body = format!("{}&do=reject&reason={reason}", fields.join("&"));
        bench.ask(&office, Method::POST, "/directives/dir-002", &body)
    };
    turn_down(&second, "By-the-second").is(303);
    bench.forget(&office);
    let stale = bench.ask(&office, Method::GET, &format!("/directives/dir-002?at={another}"), "").is(200);
    let late = ["key", "place", "seq", "with"].map(|name| format!("{name}={}", first.field(name))).join("&");
    let late = format!("token={}&{late}&do=reject&reason=By-the-first", stale.field("token"));
    bench.ask(&office, Method::POST, "/directives/dir-002", &late).is(422).says(&["已处理为“不立项”，不能再改"]);
    // What the quicker one decided stands, and the rest of the speech is there for either.
    bench.ask(&office, Method::GET, &format!("/directives/dir-002?at={place}"), "").is(200).says_not(&["By-the-first"]);
    // One words a proposal anew that the other still sees as it was.
    decide(&bench, &format!("/directives/dir-002?at={another}"), &[("do", "edit"), ("action", "换个说法")]).is(303);
    turn_down(&stale, "Part-of-the-first").is(409);
    let path = format!("/directives/dir-002?at={another}");
    let anew = bench.ask(&office, Method::GET, &path, "").is(200).says(&["换个说法"]);
    turn_down(&anew, "Part-of-the-first").is(303);
}

/// Issue 4, 2: a part is taken, handed over, told to whoever decides on it, and off the list when it is done.
#[test]
fn a_speech_is_divided_and_each_sees_their_own_part() {
    let bench = Bench::on(TODAY);
    let (wang, li) = (who(Role::Supervision, "ducha"), who(Role::Supervision, "ducha.zf"));
    let page =
        bench.ask(&wang, Method::GET, "/directives/dir-002", "").is(200).says(&["分工", "由谁处理"]).says_not(&["只看我的"]);
    let give = |who: &str, fields: &str| {
        let page = bench.ask(who, Method::GET, "/directives/dir-002", "").is(200);
        let body = format!("token={}&key={}&do=part&{fields}", page.field("token"), acts::acting::fresh_key());
        bench.ask(who, Method::POST, "/directives/dir-002", &body)
    };
    let sentences = page.text().matches("<span id=\"s").count();
    // The proposal at hand is in the first half, another is not.
    let half = page.text().split("<span id=\"s").take_while(|piece| !piece.contains(" here\"")).count();
    assert!(half < sentences);
    give(&wang, &format!("range=1-{half}&holder=ducha")).is(303);
    give(&wang, &format!("first={}&last={sentences}&holder=ducha.zf", half + 1)).is(303);
    give(&wang, "first=1&last=2000&holder=ducha").is(422).says(&["没有这几句"]);
    give(&wang, "first=one&last=two&holder=ducha").is(422).says(&["没有这几句"]);
    give(&wang, &format!("first=2&last={sentences}&holder=ducha")).is(422).says(&["别的部分"]);
    give(&wang, &format!("range=1-{half}&holder=shuji")).is(422).says(&["不能处理任务建议"]);
    let places = |page: &Answer| page.text().matches("?at=").count();
    let whole = bench.ask(&wang, Method::GET, "/directives/dir-002", "").is(200).says(&["只看我的", "part own", "未分工", "0/0"]);
    let mine =
        bench.ask(&wang, Method::GET, "/directives/dir-002?mine=1", "").is(200).says(&["看全部", "name=\"mine\" value=\"1\""]);
    let theirs = bench.ask(&li, Method::GET, "/directives/dir-002?mine=1&lang=en", "").is(200).says(&["Show all"]);
    assert!(places(&mine) < places(&whole) && places(&theirs) < places(&whole), "each is shown their own");
    bench.ask(&wang, Method::GET, "/todo", "").is(200).says(&["部署分工", "项待定", "/directives/dir-002?mine=1"]);
    bench.ask(&li, Method::GET, "/todo?lang=en", "").is(200).says(&["your part", "undecided"]);
    // On another's part one is told whose it is, and may decide all the same.
    let at = whole.field("place");
    let told = bench.ask(&li, Method::GET, &format!("/directives/dir-002?at={at}"), "").is(200).says(&["这一部分由"]);
    bench.ask(&wang, Method::GET, &format!("/directives/dir-002?at={at}"), "").is(200).says_not(&["这一部分由"]);
    let fields = ["token", "key", "place", "seq", "with"].map(|name| format!("{name}={}", told.field(name))).join("&");
    let decided = bench.ask(&li, Method::POST, "/directives/dir-002", &format!("{fields}&mine=1&do=reject&reason=Done")).is(303);
    assert_eq!(decided.header("location"), "/directives/dir-002?mine=1", "one stays among one's own");
    let decided = |page: &Answer| -> u32 {
        let found = page.text().split("</small> <b>").nth(1).and_then(|rest| rest.split('/').next().and_then(|n| n.parse().ok()));
        found.unwrap_or_else(|| panic!("no progress"))
    };
    let after = bench.ask(&wang, Method::GET, "/directives/dir-002", "").is(200);
    assert_eq!(decided(&after), decided(&whole) + 1, "counted for whose part it is, whoever decides");
    give(&li, &format!("range=1-{half}&holder=")).is(303);
    bench.ask(&wang, Method::GET, "/todo", "").is(200).says_not(&["部署分工"]);
    // Nobody else is shown who decides on what.
    bench.ask(&who(Role::Leader, ""), Method::GET, "/directives/dir-002?mine=1", "").is(200).says_not(&["分工", "未分工"]);
    bench.ask(&who(Role::Filer, ""), Method::GET, "/registers/directive_parts", "").is(200).says_not(&["ducha.zf"]);
    bench.ask(&wang, Method::GET, "/registers/directive_parts", "").is(200).says(&["ducha.zf"]);
}

#[test]
fn a_text_is_kept_once_and_an_empty_one_not_at_all() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let form = bench.ask(&office, Method::GET, "/directives/new", "").is(200);
    let keep = |text: &str, key: &str| {
        let body = format!("token={}&key={key}&kind=minutes&title=M&on=2026-04-08&text={}", form.field("token"), encoded(text));
        bench.ask(&office, Method::POST, "/directives/new", &body)
    };
    keep("  \n ", "k1").is(422).says(&["没有正文"]);
    let kept = keep("第一句。\r\n第二句！", "k2").is(303);
    assert_eq!(kept.header("location"), "/directives/dir-003");
    assert_eq!(keep("第一句。\r\n第二句！", "k3").is(303).header("location"), "/directives/dir-003");
    bench.ask(&office, Method::GET, "/directives/dir-003", "").is(200).says(&["第一句。", "2句"]);
}

/// The form for a new text, sent with a file, or with what was typed.
fn looked_at(bench: &Bench, fields: &[(&str, &str)], name: &str, bytes: &[u8], lang: &str) -> Answer {
    let office = who(Role::Supervision, "");
    let form = bench.ask(&office, Method::GET, "/directives/new", "").is(200);
    let (token, key) = (form.field("token"), acts::acting::fresh_key());
    let carried = [&[("token", token.as_str()), ("key", key.as_str())], fields].concat();
    bench.send_file(&office, &format!("/directives/new?lang={lang}"), &carried, name, bytes)
}

/// What stands in a box of the form.
fn boxed(page: &Answer, name: &str) -> String {
    page.text().split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|t| t.split('"').next()).unwrap_or("").to_owned()
}

const NOTICE: &str = "云麓县人民政府办公室关于做好秋冬造林工作的通知\n各乡镇人民政府：\n各乡镇要在2026年10月31日前完成造林地块落实。\
    县林业局要每月通报一次进展。\n云麓县人民政府办公室\n2026年4月2日";

#[test]
fn a_file_fills_the_boxes_with_what_it_says_of_itself() {
    let bench = Bench::on(TODAY);
    let page = looked_at(&bench, &[("do", "look")], "通知.txt", NOTICE.as_bytes(), "zh").is(200);
    let page = page.says(&["读出任务建议2项", "还没有写入", "<option value=\"notice\" selected>", "各乡镇要在2026年10月31日前"]);
    assert_eq!(boxed(&page, "title"), "云麓县人民政府办公室关于做好秋冬造林工作的通知");
    assert_eq!((boxed(&page, "on").as_str(), boxed(&page, "issuer").as_str()), ("2026-04-02", "云麓县人民政府办公室"));
    // What was typed stays; a text without a title has the name of its file.
    let typed = [("do", "keep"), ("title", "我起的标题"), ("on", "2026-04-03"), ("text", "打好的字")];
    let page = looked_at(&bench, &typed, "通知.txt", NOTICE.as_bytes(), "zh").is(200).says_not(&["打好的字"]);
    assert_eq!((boxed(&page, "title").as_str(), boxed(&page, "on").as_str()), ("我起的标题", "2026-04-03"));
    let bare = "各乡镇要在10月31日前完成造林地块落实。";
    let page = looked_at(&bench, &[("do", "look")], "造林.部署.txt", bare.as_bytes(), "en").is(200);
    let page = page.says(&["Found: 1 proposed tasks", "lacks its year"]);
    assert_eq!((boxed(&page, "title").as_str(), boxed(&page, "on").as_str()), ("造林.部署", ""));
    // Pasted, it is looked at by the same button; kept without its day, it stands in the form still.
    let page = looked_at(&bench, &[("do", "look"), ("text", NOTICE)], "", b"", "zh").is(200);
    assert_eq!(boxed(&page, "on"), "2026-04-02");
    let kept = |on: &str, lang: &str| {
        let fields = [("do", "keep"), ("kind", "notice"), ("title", "造林"), ("on", on), ("text", NOTICE)];
        looked_at(&bench, &fields, "", b"", lang)
    };
    kept("", "zh").is(422).says(&["请填日期", "每月通报一次"]);
    kept("2026-02-30", "en").is(422).says(&["no such day", "每月通报一次"]);
    let place = kept("2026-04-02", "zh").is(303).header("location").to_owned();
    let page = bench.ask(&who(Role::Supervision, ""), Method::GET, &place, "").is(200);
    page.says(&["造林地块落实", "data-key=\"a\"", "每月通报一次"]);
}

/// The issue's bad input: each says so at the page, in both languages, and what was typed is still there.
#[test]
fn a_file_that_is_no_text_says_so_and_what_was_typed_stays() {
    let bench = Bench::on(TODAY);
    let old = [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 600]].concat();
    let locked: Vec<u8> = [&old[..], &"EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()].concat();
    // 各鄉鎮 in Big5.
    let big5 = [0xa6, 0x55, 0xb6, 0x6d, 0xc2, 0xed].repeat(40);
    // A page with nothing on it that could be read.
    let scan = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    let files: [(&str, Vec<u8>, &str, &str); 9] = [
        ("扫描.pdf", scan.to_vec(), "扫描件", "is a scan without words"),
        ("空.txt", b" \n ".to_vec(), "没有文字", "no words"),
        ("大.txt", vec![b'a'; 50 << 20], "超过20MB", "larger than 20 MB"),
        ("旧.doc", old, "旧版Office", "old Office"),
        ("加密.docx", locked, "加了密码", "password"),
        ("编码.txt", big5, "编码认不出", "encoding of the text is not known"),
        ("坏.pdf", b"%PDF-1.7 and then nothing".to_vec(), "已损坏", "damaged"),
        ("图.txt", vec![0x89, b'P', b'N', b'G', 0, 0, 0, 1], "认不出的文件类型", "not a kind of file"),
        ("乱.docx", b"PK\x03\x04 and then nothing".to_vec(), "认不出的文件类型", "not a kind of file"),
    ];
    for (name, bytes, zh, en) in files {
        let typed = [("do", "look"), ("title", "我起的标题"), ("text", "打好的字。")];
        for (lang, sentence) in [("zh", zh), ("en", en)] {
            let page = looked_at(&bench, &typed, name, &bytes, lang).is(422).says(&[name, sentence, "打好的字。"]);
            assert_eq!(boxed(&page, "title"), "我起的标题", "{name}");
            page.says_not(&["guatu-", "/tmp"]);
        }
    }
    bench.ask(&who(Role::Supervision, ""), Method::GET, "/directives", "").is(200).says_not(&["我起的标题"]);
}

#[test]
fn a_text_that_is_doubtful_says_so_and_is_kept_if_somebody_wants_it() {
    let bench = Bench::on(TODAY);
    let novel = "他推开门，看见雪落在院子里。她站在树下，没有说话。风很冷，月亮很亮。".repeat(30);
    let past = "各乡镇要在6月31日前报送材料。县物价局要在3月1日前完成普查。";
    let cases = [
        (novel.as_str(), ["不像讲话", "does not look like"]),
        ("The committee shall report by June.", ["不是中文", "not in Chinese"]),
        (past, ["没有这一天", "There is no such day"]),
        (past, ["时限早于文本日期", "already passed"]),
        (past, ["责任单位已撤销", "has been abolished"]),
    ];
    for (text, sentences) in cases {
        for (lang, sentence) in ["zh", "en"].into_iter().zip(sentences) {
            let typed = [("do", "look"), ("title", "存疑"), ("on", "2026-04-08"), ("text", text)];
            looked_at(&bench, &typed, "", b"", lang).is(200).says(&[sentence, text.split('。').next().unwrap_or_default()]);
        }
        let typed = [("do", "keep"), ("kind", "other"), ("title", "存疑"), ("on", "2026-04-08"), ("text", text)];
        let place = looked_at(&bench, &typed, "", b"", "zh").is(303).header("location").to_owned();
        bench.ask(&who(Role::Supervision, ""), Method::GET, &place, "").is(200).says(&["存疑", "自己标一项任务"]);
    }
    // The proposal itself says what is doubtful in it, and is not taken before it is put right.
    let list = bench.ask(&who(Role::Supervision, ""), Method::GET, "/directives", "").is(200);
    let place = list.link("/directives/dir-005");
    bench.ask(&who(Role::Supervision, ""), Method::GET, &place, "").is(200).says(&["没有这一天"]);
}

#[test]
fn nobody_else_brings_a_text() {
    let bench = Bench::on(TODAY);
    let unit = who(Role::Filer, "jianchangzhen");
    let offices =
        [Role::Leader, Role::Organisation, Role::Auditor, Role::Administrator, Role::SecurityOfficer].map(|role| who(role, ""));
    for other in [unit, who(Role::LeadOffice, "zhaoshangju.qt")].into_iter().chain(offices) {
        let own = bench.ask(&other, Method::GET, "/me", "").is(200).field("token");
        let fields = [("token", own.as_str()), ("key", "k"), ("do", "look")];
        bench.send_file(&other, "/directives/new", &fields, "通知.txt", NOTICE.as_bytes()).is(403);
        bench.ask(&other, Method::GET, "/directives/new", "").is(403);
    }
    let office = who(Role::Supervision, "");
    bench.send_file(&office, "/directives/new", &[("token", "x"), ("do", "look")], "通知.txt", NOTICE.as_bytes());
    let field = looked_at(&bench, &[("do", "look"), ("outcome", "accepted")], "通知.txt", NOTICE.as_bytes(), "zh");
    field.is(400).says(&["outcome"]);
}

/// Issue 4, 2: the next steps of a bulletin go through the same door, in the bulletin's own words, and once.
#[test]
fn the_next_steps_of_a_bulletin_become_a_directive_once() {
    let bench = Bench::on(TODAY);
    let office = who(Role::Supervision, "");
    let bulletin = format!("/bulletins/{}", encoded(ISSUED));
    let page = bench.ask(&office, Method::GET, &bulletin, "").is(200).says(&["把下步打算登记为部署"]);
    let door = page.link("/directives/new?bulletin=");
    let form = bench.ask(&office, Method::GET, &door, "").is(200);
    let form = form.says(&["读出任务建议27项", "value=\"bulletin\" selected", "readonly", "一月一通报", "责任单位：招商局"]);
    let form = form.says_not(&["一、总体情况", "type=\"file\""]);
    assert_eq!((boxed(&form, "number").as_str(), boxed(&form, "on").as_str()), (ISSUED, "2026-04-08"));
    assert_eq!(boxed(&form, "issuer"), "中共云麓县委督查室 云麓县人民政府督查室");
    bench.ask(&office, Method::GET, &format!("{door}&lang=en"), "").is(200).says(&["Found: 27 proposed tasks", "issued with"]);
    // Whatever is sent for them: words, number and day are the bulletin's.
    let kept = |key: &str| {
        let sent = [
            ("bulletin", ISSUED),
            ("kind", "speech"),
            ("title", "一季度通报的下步打算"),
            ("number", "另一号"),
            ("text", "另一句。"),
        ];
        let fields: String = sent.iter().map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
        let body = format!("token={}&key={key}&do=keep&on=2026-01-01{fields}", form.field("token"));
        bench.ask(&office, Method::POST, "/directives/new", &body).is(303).header("location").to_owned()
    };
    let place = kept("k1");
    assert_eq!((place.as_str(), kept("k2")), ("/directives/dir-003", place.clone()));
    let made = bench.ask(&office, Method::GET, &place, "").is(200);
    let made = made.says(&["一季度通报的下步打算", "出自通报", ISSUED, "2026年4月8日", "突出道路交通安全", "data-key=\"a\""]);
    assert_eq!(made.link("/bulletins/").to_lowercase(), bulletin.to_lowercase());
    // The second time it says so and leads there; so does the bulletin, to everybody who reads directives.
    bench.ask(&office, Method::GET, &door, "").is(200).says(&["已登记为部署", "/directives/dir-003"]).says_not(&["<textarea"]);
    bench.ask(&office, Method::GET, &format!("{door}&lang=en"), "").is(200).says(&["kept already"]);
    for other in [office.clone(), who(Role::Leader, ""), who(Role::Filer, "jianchangzhen")] {
        let page = bench.ask(&other, Method::GET, &bulletin, "").is(200).says(&["下步打算已登记为部署 dir-003"]);
        assert_eq!(page.link("/directives/dir-"), "/directives/dir-003");
    }
    bench.ask(&who(Role::Auditor, ""), Method::GET, &bulletin, "").says_not(&["dir-003"]);
    bench.ask(&office, Method::GET, "/directives/new?bulletin=none", "").is(404).says(&["没有通报“none”"]);
}

/// Only those who may keep a directive are offered it.
#[test]
fn a_bulletin_offers_its_next_steps_to_nobody_else() {
    let bulletin = format!("/bulletins/{}", encoded(ISSUED));
    get(&bulletin, LEADER).is(200).says_not(&["directives/new"]);
    get(&format!("/directives/new?bulletin={}", encoded(ISSUED)), LEADER).is(403);
    get("/bulletins/draft", Who::A(Role::Supervision)).is(200).says_not(&["directives/new"]);
}

#[test]
fn number_and_speaker_of_a_text_fill_the_empty_boxes() {
    let bench = Bench::on(TODAY);
    let speech = "在全县一季度调度会上的讲话\n县委书记 张三\n（2026年4月7日）\n同志们：\n各乡镇要在4月30日前完成普查。";
    let page = looked_at(&bench, &[("do", "look"), ("text", speech)], "", b"", "zh").is(200);
    assert_eq!((boxed(&page, "speaker").as_str(), boxed(&page, "on").as_str()), ("县委书记 张三", "2026-04-07"));
    let typed = [("do", "look"), ("speaker", "李四"), ("number", "我填的号"), ("issuer", "我填的机关"), ("text", speech)];
    let page = looked_at(&bench, &typed, "", b"", "zh").is(200);
    assert_eq!(["speaker", "number", "issuer"].map(|name| boxed(&page, name)), ["李四", "我填的号", "我填的机关"]);
    let plan = "云麓县人民政府文件\n云府字〔2026〕12号\n秋冬造林工作方案\n各乡镇要在10月31日前完成造林。\n2026年4月2日";
    let page = looked_at(&bench, &[("do", "look")], "方案.txt", plan.as_bytes(), "zh").is(200);
    assert_eq!(["number", "issuer", "speaker"].map(|name| boxed(&page, name)), ["云府字〔2026〕12号", "云麓县人民政府", ""]);
}

/// Two bureaus that people call by one name.
const NAMESAKES: &str = "[[units]]\nunit_id = \"chengzhi\"\nunit_name = \"城市执法局\"\ngroup = \"经济部门\"\naliases = \"执法局\"\n\n\
    [[units]]\nunit_id = \"nongzhi\"\nunit_name = \"农业执法局\"\ngroup = \"经济部门\"\naliases = \"执法局\"\n";

/// Issue 4, bad input: an owner that fits two units is told at its proposal, which is not taken until one is chosen.
#[test]
fn an_owner_that_fits_two_units_waits_for_a_choice() {
    let bench = Bench::on(TODAY);
    let administrator = who(Role::Administrator, "");
    let token = bench.ask(&administrator, Method::GET, "/settings/file", "").is(200).field("token");
    let units =
        [("token", token.as_str()), ("key", "two"), ("do", "apply"), ("name", "新局.toml"), ("reason", "云编〔2026〕1号")];
    bench.send_file(&administrator, "/settings/file", &[&units[..], &[("text", NAMESAKES)]].concat(), "", b"").is(303);

    let text = "县执法局要在4月30日前完成占道经营整治。";
    let typed = [("do", "look"), ("on", "2026-04-08"), ("text", text)];
    looked_at(&bench, &typed, "", b"", "zh").is(200).says(&["“县执法局”：责任主体对应多个单位，请选定"]);
    let typed = [("do", "keep"), ("kind", "notice"), ("title", "整治"), ("on", "2026-04-08"), ("text", text)];
    let place = looked_at(&bench, &typed, "", b"", "zh").is(303).header("location").to_owned();
    let office = who(Role::Supervision, "");
    let page = bench.ask(&office, Method::GET, &place, "").is(200);
    page.says(&["责任主体对应多个单位，请选定", "县执法局（城市执法局、农业执法局）", "name=\"leads\" value=\"\""]);
    // Nobody is chosen for anybody: not by taking it as it stands, not by the name that both have.
    let take = |leads: Option<&str>, lang: &str| {
        let page = bench.ask(&office, Method::GET, &place, "").is(200);
        let fields = ["token", "place", "seq", "with", "due"].map(|name| format!("{name}={}", page.field(name))).join("&");
        let leads = leads.map(encoded).unwrap_or_default();
        let key = acts::acting::fresh_key();
        let body = format!("{fields}&key={key}&action={}&leads={leads}&recurrence=once&do=accept", encoded(&action_of(&page)));
        bench.ask(&office, Method::POST, &format!("{place}?lang={lang}"), &body)
    };
    take(None, "zh").is(422).says(&["请选定牵头单位"]);
    take(Some("执法局"), "zh").is(422).says(&["“执法局”对应多个单位（城市执法局、农业执法局）", "value=\"执法局\""]);
    take(Some("执法局"), "en").is(422).says(&["fits several units", "choose one by its full name"]);
    bench.ask(&office, Method::GET, &place, "").is(200).says_not(&["1项任务"]);
    take(Some("城市执法局"), "zh").is(303);
    bench.ask(&office, Method::GET, &place, "").is(200).says(&["1项任务"]);
}
