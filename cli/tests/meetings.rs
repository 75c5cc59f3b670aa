//! `guatu meetings` 会议 on the demo county: a meeting from its plan to its minutes, and what is refused on the way.

use crate::bench::{Answer, Demo, demo, guatu, is_refusal};
use std::fs;

fn on(demo: &Demo, today: &str, words: &[&str]) -> Answer {
    guatu(&[words, &["--database", &demo.database, "--today", today, "--lang", "en"]].concat())
}

/// Requirements 1-01, 1-02.
#[test]
fn a_meeting_goes_from_its_plan_to_tasks_out_of_its_minutes() {
    let demo = demo();
    let refused = |today: &str, words: &[&str], code: &str, sentence: &str| is_refusal(&on(&demo, today, words), code, sentence);
    let plan = |on_day: &str, more: &[&str]| {
        on(&demo, "2026-04-08", &[&["meetings", "plan", "April", "--period", "2026-Q1", "--on", on_day], more].concat())
    };
    let topics = ["--topic", "Investment=investment", "--topic", "Safety", "--chair", "县长"];
    is_refusal(&plan("2026-04-20", &[]), "meetings.no_topic", "one topic at least");
    is_refusal(&plan("2026-04-07", &topics), "meetings.day_over", "before today");
    is_refusal(&plan("20 April", &topics), "days.unreadable", "20 April");
    is_refusal(&plan("2026-04-20", &["--topic", "A=nothing"]), "records.not_found", "no such");
    assert_eq!(plan("2026-04-20", &topics).ok().out, "mtg-004\n");

    let comment = ["meetings", "comment", "mtg-004", "--office", "jianchangzhen", "--words", "签约数请再核"];
    refused("2026-04-08", &comment, "meetings.not_packed", "not been sent out");
    let too_new = ["meetings", "send", "mtg-004", "--cut", "2026-04-08"];
    refused("2026-04-08", &too_new, "meetings.cut_not_over", "the cut has to be before");
    let sent = on(&demo, "2026-04-08", &["meetings", "send", "mtg-004"]).ok().out;
    assert_eq!(sent, "mtg-004  2026-04-20  pack sent out\n");
    on(&demo, "2026-04-09", &comment).ok();
    on(&demo, "2026-04-13", &["meetings", "comment", "mtg-004", "--office", "shuiliju", "--agree"]).ok();
    refused("2026-04-13", &["meetings", "comment", "mtg-004", "--office", "shuiliju"], "meetings.words_missing", "say what");
    refused("2026-04-14", &comment, "meetings.window_closed", "comments were taken until");

    let shown = || on(&demo, "2026-04-14", &["meetings", "show", "mtg-004"]).ok().out;
    let proposed = shown().lines().find(|line| line.starts_with("lagging") && line.ends_with("proposed")).map(str::to_owned);
    assert!(proposed.is_some_and(|line| line.contains(" of ")), "whom the rankings propose, and why: {}", shown());
    let speaker = |unit: &'static str, more: &[&'static str]| [&["meetings", "speaker", "mtg-004", unit], more].concat();
    refused("2026-04-14", &speaker("lvyouju", &["--side", "middle"]), "usage.unknown_word", "middle");
    refused("2026-04-14", &speaker("lvyouju", &["--side", "lagging"]), "meetings.not_proposed", "say why it is chosen");
    on(&demo, "2026-04-14", &speaker("lvyouju", &["--side", "lagging", "--note", "nobody went out"])).ok();
    assert!(shown().contains("confirmed  nobody went out"), "{}", shown());

    refused("2026-04-20", &["meetings", "attend", "mtg-004", "lvyouju=present"], "meetings.not_held", "once the meeting is held");
    refused("2026-04-17", &["meetings", "hold", "mtg-004"], "meetings.not_yet", "change its day first");
    refused("2026-04-17", &["meetings", "postpone", "mtg-004", "--to", "2026-04-21"], "meetings.words_missing", "or why");
    let later = on(&demo, "2026-04-17", &["meetings", "postpone", "mtg-004", "--to", "2026-04-21", "--note", "flood"]).ok().out;
    assert_eq!(later, "mtg-004  2026-04-21  pack sent out\n");
    assert_eq!(on(&demo, "2026-04-21", &["meetings", "hold", "mtg-004"]).ok().out, "mtg-004  2026-04-21  held\n");
    refused("2026-04-21", &["meetings", "cancel", "mtg-004", "--note", "late"], "meetings.not_now", "it is held now");
    refused("2026-04-21", &["meetings", "attend", "mtg-004", "lvyouju"], "registers.not_a_pair", "lvyouju");
    refused("2026-04-21", &["meetings", "attend", "mtg-004", "lvyouju=late"], "usage.unknown_word", "late");
    on(&demo, "2026-04-21", &["meetings", "attend", "mtg-004", "jianchangzhen=present:镇长", "lvyouju=leave"]).ok();
    assert!(shown_attendance(&demo).contains("mtg-004,jianchangzhen,present,镇长"), "{}", shown_attendance(&demo));

    let minutes = demo.path("minutes.txt");
    fs::write(&minutes, "会议纪要\n会议议定：县文旅局要在5月10日前完成一次外出招商。\n").expect("written");
    let file = minutes.to_str().expect("UTF-8");
    let kept = on(&demo, "2026-04-22", &["meetings", "minutes", "mtg-004", file, "--title", "April: minutes"]).ok().out;
    let after = on(&demo, "2026-04-22", &["meetings", "show", "mtg-004"]).ok().out;
    assert!(after.contains(&format!("{}  April: minutes", kept.trim())) && after.contains("minutes kept"), "{kept}{after}");
    on(&demo, "2026-04-22", &["ledger", "verify"]).ok();
    let help = demo.guatu(&["meetings", "--help"]).ok().out;
    assert!(help.contains("guatu meetings send mtg-003 --cut 2026-04-07") && help.contains("材料送审"), "{help}");
}

fn shown_attendance(demo: &Demo) -> String {
    on(demo, "2026-04-21", &["export", "meeting_attendances"]).ok().out
}
