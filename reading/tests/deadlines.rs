//! Deadlines 时限: what a text says, and the day or the rhythm that is meant, counted from the day of the text.

use domain::calendar::{WorkingDays, parse_day};
use reading::{Context, Due, Recurrence, read};

/// A sentence with the words, read on a day.
fn due(words: &str, on: &str) -> (String, Option<Due>, Option<Recurrence>) {
    let text = format!("县财政局要{words}报送资金使用情况。");
    let days = WorkingDays::default();
    let found = read(&text, &Context { date: parse_day(on), units: &[], working_days: Some(&days) });
    let task = found.tasks.first().unwrap_or_else(|| panic!("no task in {text}"));
    let words = task.deadline.as_ref().map(|deadline| deadline.words.clone()).unwrap_or_default();
    (words, task.deadline.as_ref().map(|deadline| deadline.due), task.recurrence)
}

#[test]
fn deadlines_are_the_last_day_of_what_is_named() {
    let cases = [
        ("在2022年6月底前", "2022-04-14", "2022-06-30"),
        ("于6月30日前", "2022-04-14", "2022-06-30"),
        ("于12月10日前", "2022-04-14", "2022-12-10"),
        ("于10日前", "2026-04-08", "2026-04-10"),
        ("在本月底前", "2026-02-08", "2026-02-28"),
        ("在下月5日前", "2026-12-08", "2027-01-05"),
        ("在年底前", "2026-04-08", "2026-12-31"),
        ("在年内", "2026-04-08", "2026-12-31"),
        ("在明年6月底前", "2026-04-08", "2027-06-30"),
        ("在3月底前", "2022-04-14", "2022-03-31"),
        ("在上半年", "2026-04-08", "2026-06-30"),
        ("在三季度末前", "2026-04-08", "2026-09-30"),
        ("在2025年底前", "2022-04-14", "2025-12-31"),
        ("在5月中旬前", "2026-04-08", "2026-05-20"),
        ("在本周五前", "2026-04-08", "2026-04-10"),
        ("在下周一前", "2026-04-08", "2026-04-13"),
        ("在清明节前", "2026-03-08", "2026-04-05"),
        ("在春节前", "2025-11-20", "2026-02-17"),
        ("在国庆节前", "2026-04-08", "2026-10-01"),
        ("在农历正月初九前", "2026-04-08", "2026-02-25"),
        ("在正月十五前", "2026-02-20", "2026-03-03"),
        ("在“十四五”末", "2022-04-14", "2025-12-31"),
        ("自通知印发之日起30日内", "2022-04-14", "2022-05-14"),
        // 清明 2026 is 4–6 April; Labour Day 1–5 May with make-up days on 26 April and 9 May.
        ("在本通知印发后3个工作日内", "2026-04-02", "2026-04-08"),
        ("在二〇二六年五月十日前", "2026-04-08", "2026-05-10"),
    ];
    for (words, on, expected) in cases {
        let day = parse_day(expected).map(Due::On);
        assert_eq!(due(words, on).1, day, "{words}, read on {on}");
    }
}

#[test]
fn what_has_no_day_says_why() {
    assert_eq!(due("在2月30日前", "2026-01-08").1, Some(Due::NoSuchDay));
    assert_eq!(due("于2023日前", "2026-04-08").1, Some(Due::NoSuchDay));
    assert_eq!(due("在项目验收后20日内", "2026-04-08").1, Some(Due::AfterEvent));
    assert_eq!(due("在本通知印发后5个工作日内", "2031-03-03").1, Some(Due::NoNotice));
    let undated = read("县财政局要在6月底前报送资金使用情况。", &Context::default());
    assert_eq!(undated.tasks[0].deadline.as_ref().map(|deadline| deadline.due), Some(Due::NoYear));
}

#[test]
fn rhythms_are_read() {
    let cases = [
        ("每月", Recurrence::Monthly),
        ("每月10日前", Recurrence::Monthly),
        ("每周五", Recurrence::Weekly),
        ("每季度末", Recurrence::Quarterly),
        ("每半年", Recurrence::HalfYearly),
        ("每年3月", Recurrence::Annual),
        ("每两个月", Recurrence::Bimonthly),
        ("定期", Recurrence::Periodic),
        ("每日", Recurrence::Daily),
    ];
    for (words, expected) in cases {
        let (_, deadline, recurrence) = due(words, "2026-04-08");
        assert_eq!((deadline, recurrence), (None, Some(expected)), "{words}");
    }
}
