//! Texts 文本: `guatu directives read` on files as offices make them: Word, PDF and workbooks out of office programs, scans, locked files.

use crate::bench::{Answer, demo, guatu, refused};
use harness::office;
use std::fs;
use std::path::{Path, PathBuf};

/// A plan as it is found on a document site: its notice above, page numbers between, quotation marks exchanged.
const PLAN: &str = "温馨提示：下载前请仔细阅读文档内容，本站文档由用户上传，如有版权问题请联系客服。\n\
                    青萍县2026年招商引资工作方案\n\
                    一、工作任务\n\
                    1.各乡（镇）要在4月20日前报送〝外出招商〞计划。\n\
                    — 1 —\n\
                    2.县商务局要每月通报一次，年底前引进亿元以上项目12个。\n";

fn read(file: &Path) -> Answer {
    guatu(&["directives", "read", path(file), "--date", "2026-04-08", "--format", "json"])
}

fn path(file: &Path) -> &str {
    file.to_str().expect("UTF-8")
}

/// Quote, owners, deadline or recurrence of each task; every quote is where the answer says.
#[track_caller]
fn tasks(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    let found = answer.json();
    let told = |task: &serde_json::Value| {
        let owners: Vec<&str> = task["owners"].as_array().expect("owners").iter().filter_map(|o| o.as_str()).collect();
        let when = task["deadline"].as_str().or(task["recurrence"].as_str()).unwrap_or_default();
        format!("{} {when}", owners.join("、"))
    };
    found["tasks"].as_array().expect("tasks").iter().map(told).collect()
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let file = folder.join(name);
    fs::write(&file, text).expect("a file");
    file
}

/// The same plan comes out of the text, out of Word, and out of the PDF that an office program prints of it.
#[test]
fn word_and_pdf_of_an_office_program_are_read_like_their_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = written(folder.path(), "plan.txt", PLAN);
    let expected = ["各乡（镇） 2026-04-20", "县商务局 monthly", "县商务局 2026-12-31"];
    assert_eq!(tasks(&read(&text)), expected);
    for format in ["docx:MS Word 2007 XML", "pdf"] {
        let made = office::convert(&text, format, folder.path()).expect("an office program");
        assert_eq!(tasks(&read(&made)), expected, "{format}");
    }
    let remarks = read(&text).json()["remarks"].to_string();
    assert!(remarks.contains("noise"), "the notice and the page number are said to be passed over: {remarks}");
}

/// A table of tasks, as a workbook and as the table of a Word file, with a merged cell.
#[test]
fn a_table_of_tasks_is_read_from_workbook_and_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path().join("tasks.xlsx");
    let lines = "book = openpyxl.Workbook()\nsheet = book.active\n\
                 rows = [['序号', '重点任务', '责任单位', '完成时限'], [1, '改造农村公路60公里', '县交通局', '9月底'], \
                 [2, '新建公办幼儿园3所', None, '12月底']]\n\
                 [sheet.append(row) for row in rows]\nsheet.merge_cells('C2:C3')\nbook.save(path)\n";
    office::openpyxl(&book, lines).expect("openpyxl");
    let expected = ["县交通局 2026-09-30", "县交通局 2026-12-31"];
    assert_eq!(tasks(&read(&book)), expected);
    let rows = "<table border=1><tr><td>序号</td><td>重点任务</td><td>责任单位</td><td>完成时限</td></tr>\
                <tr><td>1</td><td>改造农村公路60公里</td><td rowspan=2>县交通局</td><td>9月底</td></tr>\
                <tr><td>2</td><td>新建公办幼儿园3所</td><td>12月底</td></tr></table>";
    let page = written(folder.path(), "table.html", &format!("<html><meta charset=\"utf-8\"><body>{rows}</body></html>"));
    let odt = office::convert(&page, "odt:writer8", folder.path()).expect("an office program");
    let word = office::convert(&odt, "docx:MS Word 2007 XML", folder.path()).expect("an office program");
    assert_eq!(tasks(&read(&word)), expected);
}

#[test]
fn a_scan_and_a_locked_pdf_say_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = written(folder.path(), "plan.txt", PLAN);
    let pdf = office::convert(&text, "pdf", folder.path()).expect("an office program");
    let picture = office::pictures(&pdf, folder.path(), 40).expect("poppler").remove(0);
    fs::rename(picture, folder.path().join("scan.png")).expect("its picture");
    // A page that holds nothing but the picture of a page.
    let page = folder.path().join("scan.html");
    let lines = "import base64\npicture = base64.b64encode(open(path.replace('.html', '.png'), 'rb').read()).decode()\n\
                 open(path, 'w').write(f'<img src=\"data:image/png;base64,{picture}\" width=300 height=400>')\n";
    office::openpyxl(&page, lines).expect("python");
    let scan = office::convert(&page, "pdf", folder.path()).expect("an office program");
    refused(&["directives", "read", path(&scan)], "texts.scanned", "扫描件", "is a scan without words");

    let locked = folder.path().join("locked");
    fs::create_dir(&locked).expect("a folder");
    let lock = "pdf:writer_pdf_Export:{\"EncryptFile\":{\"type\":\"boolean\",\"value\":\"true\"},\
                \"DocumentOpenPassword\":{\"type\":\"string\",\"value\":\"one\"}}";
    let locked = office::convert(&text, lock, &locked).expect("an office program");
    refused(&["directives", "read", path(&locked)], "texts.locked", "加了密码", "has a password");
}

/// A text of the islands in Big5, or of Japan in Shift-JIS, is not told as Chinese that nobody wrote.
#[test]
fn another_encoding_is_not_guessed_at() {
    let folder = tempfile::tempdir().expect("a folder");
    // 各鄉鎮應於六月底前完成 in Big5, and 県は六月末までに in Shift-JIS.
    let big5 = [
        0xa6, 0x55, 0xb6, 0x6d, 0xc2, 0xed, 0xc0, 0xb3, 0xa9, 0xf3, 0xa4, 0xbb, 0xa4, 0xeb, 0xa9, 0xb3, 0xab, 0x65, 0xa7, 0xb9,
        0xa6, 0xa8,
    ];
    let japanese = [0x8c, 0xa7, 0x82, 0xcd, 0x98, 0x5a, 0x8c, 0x8e, 0x96, 0x96, 0x82, 0xdc, 0x82, 0xc5, 0x82, 0xc9];
    for (name, bytes) in [("big5.txt", &big5[..]), ("japanese.txt", &japanese[..])] {
        let file = folder.path().join(name);
        fs::write(&file, bytes.repeat(20)).expect("a file");
        refused(&["directives", "read", path(&file)], "texts.encoding", "编码认不出", "encoding of the text is not known");
    }
}

/// A file that was cut off within its last character is read up to there.
#[test]
fn a_file_cut_off_in_a_character_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cut.txt");
    fs::write(&file, &PLAN.as_bytes()[..PLAN.trim_end().len() - 1]).expect("a file");
    assert_eq!(tasks(&read(&file)).len(), 3);
}

/// What is doubtful is said in a sentence beside the proposal, and the proposal is kept.
#[test]
fn a_day_that_is_none_a_deadline_gone_by_and_an_abolished_unit_are_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "各乡镇要在6月31日前报送材料。县物价局要在3月1日前完成普查。";
    let file = written(folder.path(), "doubts.txt", text);
    let county = demo();
    let said = |lang: &str| county.guatu(&["directives", "read", path(&file), "--date", "2026-04-08", "--lang", lang]).ok().out;
    let (zh, en) = (said("zh"), said("en"));
    for (sentence, words) in [("没有这一天", "6月31日前"), ("时限早于文本日期", "3月1日前"), ("责任单位已撤销", "县物价局")]
    {
        assert!(zh.contains(sentence) && zh.contains(words), "{sentence}\n{zh}");
    }
    for sentence in ["There is no such day", "already passed", "has been abolished"] {
        assert!(en.contains(sentence), "{sentence}\n{en}");
    }
    refused(&["directives", "read", path(&file), "--date", "2026-02-30"], "days.unreadable", "无法识别", "no such day");
}
