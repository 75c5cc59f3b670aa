//! `guatu merit` 实绩 on the demo county (1-43): the same facts, objections and decisions as the pages, and files that open.

use crate::bench::demo;
use serde_json::Value;

const EVENT: &str = "orders:ord-005@2026-03-12";

#[test]
fn the_record_is_shown_objected_to_decided_and_handed_out() {
    let demo = demo();
    let said = |words: &[&str]| demo.guatu(words).ok();
    let listed = said(&["merit", "list", "--unit", "jianchangzhen"]).out;
    assert!(listed.contains("p0024  ") && listed.contains("建昌镇  镇长"), "{listed}");
    let persons = said(&["merit", "list", "--period", "2026-Q1", "--format", "json"]).json();
    assert!(persons.as_array().is_some_and(|all| all.len() > 200 && all.iter().all(|p| p.get("count").is_none())), "no count");
    let shown = said(&["merit", "show", "p0024"]).out;
    let order = "2026-03-12  督办提前办结";
    assert!(shown.contains(order) && shown.contains(EVENT) && shown.contains("提前1天  单位：建昌镇（任镇长）"), "{shown}");
    let json = said(&["merit", "show", "p0024", "--period", "2026-03", "--format", "json"]).json();
    let of_order = |v: &Value| v["event"] == EVENT && v["own"] == false && v["planned"] == "2026-03-13";
    assert!(json["events"].as_array().is_some_and(|events| events.iter().any(of_order)), "{json}");
    let empty = said(&["merit", "show", "p0403", "--lang", "en"]).out;
    assert!(empty.contains("No facts tied to events in this period."), "{empty}");

    let object = ["merit", "object", "p0024", EVENT, "--reason"];
    assert_eq!(said(&[&object[..], &["3月在外学习"]].concat()).out, "obj-001\n");
    let again = [&object[..], &["再提"]].concat();
    demo.refused(&again, "merit.objected_already", "不重复受理", "objected to on");
    demo.refused(
        &["merit", "object", "p0024", "orders:ord-001@2026-03-12", "--reason", "有我"],
        "merit.not_on_record",
        "名下没有",
        "no such fact",
    );
    demo.refused(&["merit", "object", "p9999", EVENT, "--reason", "有我"], "records.not_found", "没有这条记录", "no such record");
    // What was handed in with it is shown to those who read it, and to no office of the county besides.
    let leave = demo.path("leave.txt");
    std::fs::write(&leave, "学习通知").expect("written");
    let leave = leave.to_str().expect("UTF-8");
    let id = said(&["evidence", "add", leave, "--register", "merit_objections", "--record", "obj-001"]).out;
    assert!(id.starts_with("ev-"), "{id}");
    let none = ["evidence", "add", leave, "--register", "merit_objections", "--record", "obj-009"];
    demo.refused(&none, "records.not_found", "", "");
    assert!(said(&["evidence", "list", "--register", "merit_objections", "--record", "obj-001"]).out.contains("leave.txt"));
    let decide = |outcome: &'static str, reason: &'static str, by: &'static str| {
        ["merit", "decide", "obj-001", "--outcome", outcome, "--reason", reason, "--by", by]
    };
    demo.refused(&decide("maybe", "属实", "zuzhibu"), "usage.unknown_word", "没有“maybe”", "no “maybe”");
    demo.refused(&decide("upheld", "属实", "shuji"), "merit.nobody", "组织部何人决定", "organisation department");
    demo.refused(&decide("upheld", " ", "zuzhibu"), "merit.words_missing", "请写明理由", "say why");
    assert_eq!(said(&decide("upheld", "学习期间不主持工作", "zuzhibu")).out, "obj-001  异议成立\n");
    demo.refused(&decide("kept", "再议", "zuzhibu"), "merit.decided_already", "不再改动", "that stands");
    let left_out = said(&["merit", "show", "p0024"]).out;
    assert!(left_out.contains("不再计入  2026-03-12") && left_out.contains("学习期间不主持工作"), "{left_out}");
    let objections = said(&["merit", "objections", "--format", "json"]).json();
    assert_eq!(objections[0]["decided"]["outcome"], "upheld", "{objections}");
    demo.refused(&["merit", "show", "p0024", "--period", "2027-Q1"], "periods.in_the_future", "还没有开始", "has not begun");
    demo.refused(&["merit", "show", "p0024", "--period", "2026-Q7"], "periods.unreadable", "无法识别", "no such period");

    let before = said(&["acts", "list", "--verb", "merit."]).out.lines().count();
    let (docx, xlsx) = (demo.path("record.docx"), demo.path("unit.xlsx"));
    let out = |path: &std::path::Path| path.display().to_string();
    said(&["merit", "export", "--person", "p0024", "--out", &out(&docx)]);
    said(&["merit", "export", "--unit", "gongdiangongsi", "--period", "2026-Q1", "--out", &out(&xlsx)]);
    let after = said(&["acts", "list", "--verb", "merit."]).out.lines().count();
    assert_eq!(after, before + 2, "each export is a line of record");
    let pdf = harness::office::convert(&docx, "pdf", demo.dir.path()).unwrap();
    let text = harness::office::text(&pdf).unwrap().replace(char::is_whitespace, "");
    for words in ["实绩纪实", "任职单位的事项", "本人异议和决定", "学习期间不主持工作", "不计分、不排名，不作任用建议"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let pdf = harness::office::convert(&xlsx, "pdf", demo.dir.path()).unwrap();
    let text = harness::office::text(&pdf).unwrap();
    for words in ["本人或单位", "现场问题解决", "2026-03-19", "提前1天"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let wrong = demo.guatu(&["merit", "export", "--person", "p0024", "--out", &out(&demo.path("record.odt"))]);
    assert!(wrong.code == Some(2) && wrong.err.contains("[formats.unknown]"), "{wrong:#?}");
    let help = demo.guatu(&["merit", "--help"]).ok().out;
    assert!(help.contains("guatu merit decide obj-001") && help.contains("决定异议"), "{help}");
}
