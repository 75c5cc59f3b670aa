//! `guatu tasks` 任务 and `guatu orders` 督办 on the demo county: the lists, one of each, and the code of a notice.

use crate::bench::demo;

#[test]
fn tasks_and_orders_are_listed_shown_and_checked() {
    let demo = demo();
    let said = |words: &[&str]| demo.guatu(&[words, &["--lang", "en"][..]].concat()).ok().out;
    let orders = said(&["orders", "list"]);
    assert!(orders.lines().next().is_some_and(|first| first.starts_with("ord-001  2026-03-20")), "{orders}");
    assert!(orders.contains("■ overdue") && orders.contains("▲ behind") && orders.contains("◆ due soon"), "{orders}");
    assert!(!orders.contains("ord-005") && said(&["orders", "list", "--over"]).contains("ord-005"));
    let one = said(&["orders", "show", "ord-001"]);
    let fell = ["2026-03-17  due soon", "2026-03-23  behind", "2026-03-27  overdue", "2026-03-31  told to the county's head"];
    assert!(fell.iter().all(|line| one.contains(line)), "{one}");
    assert!(said(&["orders", "check", "7kq2-m4xa-0p9d"]).contains("云督字督办〔2026〕1号"));
    let none = demo.guatu(&["orders", "check", "AAAA-BBBB-CCCC", "--lang", "en"]);
    assert!(none.code == Some(2) && none.err.contains("[records.not_found]"), "{none:#?}");
    let csv = said(&["tasks", "list", "--slip", "overdue", "--format", "csv"]);
    assert!(csv.starts_with("task_id,due_on,") && csv.contains("task-001,2026-02-25"), "{csv}");
    let counted = said(&["tasks", "show", "task-006"]);
    assert!(
        counted.contains("《2026年“三大战役”攻坚行动方案》 全年完成征地1200亩") && counted.contains("361099:land_acquired"),
        "{counted}"
    );
    let word = demo.guatu(&["tasks", "list", "--slip", "late", "--lang", "en"]);
    assert!(word.code == Some(2) && word.err.contains("[usage.unknown_word]"), "{word:#?}");
    // As of a day before, what was not known is not there.
    assert!(!said(&["orders", "list", "--as-of", "2026-03-05"]).contains("ord-002"));
}

/// Requirement 1-44.
#[test]
fn problems_on_site_are_listed_and_shown_with_the_level_they_climbed_to() {
    let demo = demo();
    let said = |words: &[&str]| demo.guatu(&[words, &["--lang", "en"][..]].concat()).ok().out;
    let list = said(&["problems", "list"]);
    let first = list.lines().next().unwrap_or_default();
    assert!(first.starts_with("prob-002  2026-03-27  being solved  ■  headquarters"), "{list}");
    assert!(!list.contains("prob-001") && said(&["problems", "list", "--over"]).contains("prob-001"), "{list}");
    let raised = said(&["problems", "list", "--level", "2", "--format", "csv"]);
    assert!(raised.starts_with("problem_id,due_on,") && raised.contains("prob-004,2026-04-17"), "{raised}");
    assert!(!raised.contains("prob-002") && said(&["problems", "list", "--project", "key-02"]).lines().count() == 1);
    let one = said(&["problems", "show", "prob-002"]);
    let climbed = ["2026-04-01  climbed by itself to leader in charge", "2026-04-07  climbed by itself to headquarters"];
    assert!(climbed.iter().all(|line| one.contains(line)), "{one}");
    let none = demo.guatu(&["problems", "show", "prob-999", "--lang", "en"]);
    assert!(none.code == Some(2) && none.err.contains("[records.not_found]"), "{none:#?}");
}

/// Requirements 1-01, 1-02.
#[test]
fn meetings_are_listed_and_shown_and_their_packs_printed() {
    let demo = demo();
    let said = |words: &[&str]| demo.guatu(&[words, &["--lang", "en"][..]].concat()).ok().out;
    let list = said(&["meetings", "list"]);
    assert!(list.lines().next().is_some_and(|first| first.starts_with("mtg-003  2026-04-17  being prepared")), "{list}");
    assert!(said(&["meetings", "list", "--format", "csv"]).starts_with("meeting_id,meeting_on,state,title,topics\n"));
    let one = said(&["meetings", "show", "mtg-002"]);
    assert!(one.contains("✓  task-m1") && one.contains("○  task-m2") && one.contains("2026-04-03"), "{one}");
    assert!(
        one.contains("advanced  ") && one.contains("lagging  ") && one.contains("confirmed") && one.contains("excused"),
        "{one}"
    );
    let out = demo.path("pack");
    let folder = out.to_str().expect("a path");
    said(&["meetings", "pack", "mtg-002", "--out", folder, "--formats", "docx,html,json"]);
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("pack.json")).expect("written")).expect("JSON");
    let figures = json["figures"].as_array().expect("figures");
    assert!(figures.len() > 100 && figures.iter().all(|f| f["id"].as_str().is_some_and(|id| id.ends_with("2026-03-30"))));
    let none = demo.guatu(&["meetings", "show", "mtg-999", "--lang", "en"]);
    assert!(none.code == Some(2) && none.err.contains("[records.not_found]"), "{none:#?}");
}

/// Issue 4, 3: a task divided among units by a sheet, as at the page: all of it or nothing, every wrong cell by its row and column.
#[test]
fn a_task_is_broken_down_by_a_sheet_or_not_at_all() {
    let demo = demo();
    let run = |words: &[&str]| demo.guatu(&[&["tasks", "break-down", "task-008"], words, &["--lang", "zh"][..]].concat());
    let empty = run(&[]).ok().out;
    assert_eq!(empty, "单位,量化目标,完成时限,2026-04,2026-05,2026-06,2026-07,2026-08,2026-09,2026-10,2026-11,2026-12\n");
    let file = demo.path("分解.csv");
    let write = |text: &str| std::fs::write(&file, text).expect("written");
    let path = file.to_str().expect("a path");
    write("单位,目标数,完成时限,2026-06\n建昌镇,600,2027-01-31,700\n没有这个乡,1,,\n");
    let wrong = run(&[path]);
    let said = ["[tasks.not_broken_down]", "建昌镇，完成时限：晚于", "建昌镇，2026年6月：超过", "没有这个乡，单位：没有这个单位"];
    assert!(wrong.code == Some(2) && said.iter().all(|words| wrong.err.contains(words)), "{wrong:#?}");
    let english = demo.guatu(&["tasks", "break-down", "task-008", path, "--lang", "en"]);
    assert!(english.err.contains("Jianchang Town, Due on: later than") && english.err.contains("no such unit"), "{english:#?}");
    write("单位,目标数,完成时限,2026-06\n建昌镇,600,2026-11-30,200\n天井源乡,,,\n");
    let looked = run(&[path, "--fill", "evenly", "--preview"]).ok();
    assert!(looked.out.contains("天井源乡,400,") && looked.err.contains("与整任务1000亩相等"), "{looked:#?}");
    assert_eq!(run(&[]).ok().out, empty, "a preview keeps nothing");
    let kept = run(&[path, "--fill", "evenly"]).ok();
    assert!(kept.err.contains("写入任务2项") && kept.out.contains("建昌镇,600,2026-11-30,"), "{kept:#?}");
    assert!(demo.guatu(&["tasks", "list", "--unit", "jianchangzhen"]).ok().out.contains("平整土地600亩"));
    // What is printed is brought again and changes nothing; changed, it wants a reason.
    write(&kept.out);
    assert!(run(&[path]).ok().err.contains("没有任何变化"));
    write("单位,目标数\n建昌镇,610\n");
    let asked = run(&[path]);
    assert!(asked.code == Some(2) && asked.err.contains("写明理由"), "{asked:#?}");
    let changed = run(&[path, "--reason", "云府办〔2026〕9号"]).ok();
    assert!(changed.err.contains("多出10亩") && changed.out.contains("建昌镇,610,"), "{changed:#?}");
    assert!(run(&[path, "--fill", "luck"]).err.contains("[usage.unknown_word]"));
    // A workbook of an office, with days and amounts as cells of their own kind.
    let book = demo.path("分解.xlsx");
    let lines = "import datetime\nbook = openpyxl.Workbook()\nsheet = book.active\n\
                 rows = [['单位', '量化目标', '完成时限', '2026年6月'], ['青萍镇', 90, datetime.date(2026, 10, 31), '40%']]\n\
                 [sheet.append(row) for row in rows]\nbook.save(path)\n";
    harness::office::openpyxl(&book, lines).expect("openpyxl");
    let brought = run(&[book.to_str().expect("a path")]).ok();
    assert!(brought.out.contains("青萍镇,90,2026-10-31,,,40%,") && brought.err.contains("写入任务1项"), "{brought:#?}");
    let none = demo.guatu(&["tasks", "break-down", "task-999", "--lang", "en"]);
    assert!(none.code == Some(2) && none.err.contains("[records.not_found]"), "{none:#?}");
}
