//! `guatu directives read` 读文: what is printed, from every kind of file, and what is refused.

use crate::bench::{Answer, demo, guatu, refused};
use harness::model::{Model, Says};
use std::fs;
use std::io::Write;
use std::path::Path;

const TEXT: &str =
    "关于做好一季度招商引资工作的通知\n各乡镇人民政府：\n各乡（镇）要在4月20日前报送外出招商计划。县商务局要每月通报一次。\n";

fn read(file: &Path, more: &[&str]) -> Answer {
    guatu(&[&["directives", "read", file.to_str().expect("UTF-8"), "--date", "2026-04-08"], more].concat())
}

fn tasks(answer: &Answer) -> Vec<serde_json::Value> {
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    let found: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    found["tasks"].as_array().expect("tasks").clone()
}

#[test]
fn the_same_tasks_come_out_of_utf8_gb18030_word_and_workbook() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("text.txt"), TEXT).expect("a file");
    // GB18030 of 各乡镇要在6月底前完成普查
    let gb: [u8; 25] = [
        0xb8, 0xf7, 0xcf, 0xe7, 0xd5, 0xf2, 0xd2, 0xaa, 0xd4, 0xda, 0x36, 0xd4, 0xc2, 0xb5, 0xd7, 0xc7, 0xb0, 0xcd, 0xea, 0xb3,
        0xc9, 0xc6, 0xd5, 0xb2, 0xe9,
    ];
    fs::write(at("gb.txt"), gb).expect("a file");
    word(&at("text.docx"), TEXT);
    for name in ["text.txt", "text.docx"] {
        let found = tasks(&read(&at(name), &["--format", "json"]));
        assert_eq!(found.len(), 2, "{name}");
        assert_eq!(
            (found[0]["deadline"].as_str(), found[1]["recurrence"].as_str()),
            (Some("2026-04-20"), Some("monthly")),
            "{name}"
        );
    }
    let found = tasks(&read(&at("gb.txt"), &["--format", "json"]));
    assert_eq!(found[0]["deadline"], "2026-06-30");
    let table = read(&at("text.txt"), &["--lang", "en"]).out;
    assert!(table.contains("Owner") && table.contains("各乡（镇）") && table.contains("2026-04-20"), "{table}");
}

/// The county's own model adds to what the rules read: by flags only, on record where a database is named, marked, and never instead.
#[test]
fn a_model_adds_marked_proposals_and_its_failures_change_nothing() {
    const MORE: &str = "甲乡的断头路到现在还没有接通，群众意见很大";
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("text.txt");
    fs::write(&file, format!("{TEXT}{MORE}。\n")).expect("a file");
    let fake = Model::start(Says::Words(format!(
        r#"{{"tasks":[{{"quote":"{MORE}","leads":["甲乡"]}},{{"quote":"甲乡要修通断头路"}}]}}"#
    )));
    let fake = fake.unwrap();
    let address = fake.address();
    let model = ["--model", "--model-address", &address, "--model-name", "乡村一号"];
    let demo = demo();
    let named = [&model[..], &["--format", "json", "--database", &demo.database]].concat();
    let answer = read(&file, &named);
    let found = tasks(&answer);
    let origins: Vec<&str> = found.iter().filter_map(|task| task["origin"].as_str()).collect();
    assert_eq!(origins, ["rules", "rules", "model:乡村一号"]);
    assert_eq!(found[2]["quote"], MORE);
    assert!(answer.err.contains("模型新增1项") && answer.err.contains("原文没有的1项"), "{}", answer.err);
    // Sent once, and on record: which file, which model, the digest of the question.
    assert_eq!(fake.heard().len(), 1);
    let acts = guatu(&["acts", "list", "--limit", "1", "--database", &demo.database]).ok().out;
    assert!(acts.contains("本县模型：发送全文提问") && acts.contains("text.txt"), "{acts}");
    let table = read(&file, &[&model[..], &["--lang", "en"]].concat());
    assert!(table.out.contains("proposed by the county's model; check it (乡村一号)"), "{}", table.out);
    // Whatever goes wrong, the rules' reading is printed.
    fake.says(Says::Body(500, String::new()));
    let failed = read(&file, &[&model[..], &["--format", "json"]].concat());
    assert_eq!(tasks(&failed).len(), 2);
    assert!(failed.err.contains("HTTP 500") && failed.err.contains("规则读出的建议不变"), "{}", failed.err);
    let asked = fake.heard().len();
    fs::write(&file, format!("机密★1年\n{TEXT}")).expect("a file");
    assert!(read(&file, &model).err.contains("密级标志"));
    assert_eq!(fake.heard().len(), asked, "a secret text is not sent");
    // Without the flag nothing is asked; half of what is needed is refused, and so is an address elsewhere.
    assert_eq!(read(&file, &[]).code, Some(0));
    assert_eq!(read(&file, &["--model"]).code, Some(2));
    let elsewhere = read(&file, &["--model", "--model-address", "http://8.8.8.8:80/v1", "--model-name", "m"]);
    assert!(elsewhere.code != Some(0) && elsewhere.err.contains("models.bad_address"), "{}", elsewhere.err);
    assert_eq!(fake.heard().len(), asked);
}

fn word(file: &Path, text: &str) {
    let mut package = zip::ZipWriter::new(fs::File::create(file).expect("a file"));
    package.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    let lines: String = text.lines().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    write!(package, "<w:document xmlns:w=\"w\"><w:body>{lines}</w:body></w:document>").expect("its words");
    package.finish().expect("a package");
}

#[test]
fn what_is_no_text_is_refused_in_both_languages() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let novel = "他推开门，看见雪落在院子里。她站在树下，没有说话。风很冷，月亮很亮。".repeat(30);
    let old = [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 600]].concat();
    let locked: Vec<u8> = [&old[..], &"EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()].concat();
    let files: [(&str, Vec<u8>, &str, &str, &str); 9] = [
        ("empty.txt", Vec::new(), "texts.empty", "文件是空的", "empty"),
        ("blank.txt", b" \n \n".to_vec(), "texts.empty", "没有文字", "no words"),
        ("large.txt", vec![b'a'; 50 << 20], "texts.too_large", "超过20MB", "larger than 20 MB"),
        ("novel.txt", novel.into_bytes(), "not_official", "不像讲话", "does not look like"),
        ("english.txt", b"The committee shall report by June.".to_vec(), "not_chinese", "不是中文", "not in Chinese"),
        ("picture.txt", vec![0x89, b'P', b'N', b'G', 0, 0, 0, 1], "texts.unknown", "认不出的文件类型", "not a kind of file"),
        ("old.doc", old, "texts.old_office", "旧版Office", "old Office"),
        ("locked.docx", locked, "texts.locked", "加了密码", "password"),
        ("broken.pdf", b"%PDF-1.7 and then nothing".to_vec(), "texts.broken", "已损坏", "damaged"),
    ];
    for (name, bytes, code, zh, en) in files {
        fs::write(at(name), bytes).expect("a file");
        refused(&["directives", "read", at(name).to_str().expect("UTF-8")], code, zh, en);
    }
}

/// A Word file of a few kilobytes that unpacks to a hundred megabytes of words ends its reader, not us.
#[test]
fn a_file_that_unpacks_without_end_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bomb.docx");
    let lines = format!("{}\n", "要".repeat(10_000)).repeat(2_000);
    word(&file, &lines);
    assert!(fs::metadata(&file).expect("a file").len() < 1 << 20, "it is small");
    refused(&["directives", "read", file.to_str().expect("UTF-8")], "texts.too_long", "文字过多", "too much text");
}

/// Kept by the same act as on the page: with what the text says of itself, its proposals beside it, and once only.
#[test]
fn a_text_is_kept_listed_and_shown() {
    let demo = crate::bench::demo();
    let notice = demo.path("造林通知.txt");
    fs::write(&notice, format!("{TEXT}县物价局要在3月1日前完成普查。\n云麓县人民政府办公室\n2026年4月2日\n")).expect("a file");
    let notice = notice.to_str().expect("UTF-8");
    let kept = demo.guatu(&["directives", "keep", notice, "--lang", "zh"]).ok();
    assert_eq!(kept.out, "dir-003  2026-04-02  关于做好一季度招商引资工作的通知\n");
    assert!(kept.err.contains("任务建议3项") && kept.err.contains("时限早于文本日期"), "{kept:#?}");
    let again = demo.guatu(&["directives", "keep", notice]).ok();
    assert!(again.out.starts_with("dir-003 "), "the same text of the same day is kept once: {again:#?}");
    let list = demo.guatu(&["directives", "list", "--lang", "en", "--format", "csv"]).ok().out;
    assert!(list.starts_with("directive_id,on,kind,title,sentences,fate\n"), "{list}");
    assert!(list.contains("dir-003,2026-04-02,notice,关于做好一季度招商引资工作的通知,") && list.contains("dir-001,"), "{list}");
    let one = demo.guatu(&["directives", "show", "dir-003", "--lang", "en"]).ok().out;
    assert!(one.contains("undecided") && one.contains("2026-04-20") && one.contains("各乡（镇）要在4月20日前报送"), "{one}");
    let spoken = demo.guatu(&["directives", "show", "dir-001", "--lang", "en"]).ok().out;
    assert!(spoken.contains("task-001") && spoken.contains("not made a task"), "{spoken}");
    // A text that says neither title nor day has the name of its file, and wants a day.
    let bare = demo.path("部署.txt");
    fs::write(&bare, "各乡镇要在10月31日前完成造林地块落实。").expect("a file");
    let bare = bare.to_str().expect("UTF-8");
    demo.refused(&["directives", "keep", bare], "directives.no_day", "没有写明日期", "does not say its day");
    demo.refused(&["directives", "keep", bare, "--date", "2026-02-30"], "days.unreadable", "无法识别", "no such day");
    demo.refused(&["directives", "keep", bare, "--kind", "poem"], "usage.unknown_word", "poem", "poem");
    demo.refused(&["directives", "show", "dir-999"], "records.not_found", "", "");
    let kept = demo.guatu(&["directives", "keep", bare, "--date", "2026-04-08", "--kind", "instruction"]).ok();
    assert!(kept.out.ends_with("2026-04-08  部署\n"), "{kept:#?}");
}

/// Issue 4, 2: who decides on which sentences, by the same act as on the page.
#[test]
fn a_text_is_divided_handed_over_and_given_back() {
    let demo = crate::bench::demo();
    let parts = || demo.guatu(&["directives", "parts", "dir-002", "--lang", "zh"]).ok().out;
    let hand = |first: &'static str, last: &'static str, to: &'static str| {
        ["directives", "hand", "dir-002", "--first", first, "--last", last, "--to", to]
    };
    let whole = parts();
    assert!(whole.starts_with("-  未分工  9/14\n8–47  一、要正视问题"), "{whole}");
    demo.guatu(&hand("48", "86", "ducha")).ok();
    let divided = parts();
    assert!(divided.starts_with("48–86  ducha  ") && !divided.contains("-  未分工  9/14"), "{divided}");
    demo.refused(&hand("47", "48", "ducha"), "directives.parts_meet", "别的部分", "another part");
    demo.refused(&hand("0", "90", "ducha"), "directives.no_such_sentences", "没有这几句", "no such sentences");
    demo.refused(&hand("87", "114", "shuji"), "directives.decides_nothing", "不能处理", "decides on no proposals");
    demo.refused(&["directives", "hand", "dir-999", "--first", "1", "--last", "1"], "records.not_found", "", "");
    demo.guatu(&["directives", "hand", "dir-002", "--first", "48", "--last", "86"]).ok();
    assert_eq!(parts(), whole, "given back");
}

/// Issue 4, 2: the next steps of an issued bulletin by the same act as at the page: in its own words, once.
#[test]
fn the_next_steps_of_a_bulletin_are_kept_as_a_directive_once() {
    let demo = crate::bench::demo();
    let out = demo.path("issued");
    let out = out.to_str().expect("a path");
    let period = ["--period", "2026-Q1", "--as-of", "2026-04-08"];
    demo.guatu(&[&["bulletin", "issue", "--formats", "md", "--out", out][..], &period].concat()).ok();
    let list = demo.guatu(&["bulletin", "list", "--lang", "zh"]).ok().out;
    let number = list.split('\t').next().unwrap_or_default().to_owned();
    let kept = demo.guatu(&["directives", "keep", "--bulletin", &number, "--lang", "zh"]).ok();
    assert!(kept.out.starts_with("dir-003  ") && kept.out.ends_with("：下步打算\n"), "{kept:#?}");
    assert!(kept.err.contains("任务建议27项"), "{kept:#?}");
    let again = demo.guatu(&["directives", "keep", "--bulletin", &number, "--lang", "en"]).ok();
    assert!(again.out.starts_with("dir-003  ") && again.err.contains("kept already"), "{again:#?}");
    let shown = demo.guatu(&["directives", "show", "dir-003", "--lang", "zh"]).ok().out;
    assert!(
        shown.contains(&format!("出自通报{number}")) && shown.contains("zhaoshangju") && shown.contains("2026-04-10"),
        "{shown}"
    );
    let list = demo.guatu(&["bulletin", "list", "--lang", "en"]).ok().out;
    assert!(list.contains("next steps kept as dir-003"), "{list}");
    demo.refused(&["directives", "keep", "--bulletin", "云督字〔2020〕9号"], "bulletins.unknown", "没有通报", "no bulletin");
    // A file and a bulletin at once, or neither, is no command.
    for words in [&["directives", "keep"][..], &["directives", "keep", "a.txt", "--bulletin", &number]] {
        assert_eq!(demo.guatu(words).code, Some(2), "{words:?}");
    }
}
