//! Cases 情形: the rules in the office's own words, read from `cases/*.case` and held against `domain`.
//!
//! Each line is one fact, one question or one expectation; `cases/README.md` says how they are written.

mod county;
mod reading;

use reading::Reader;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Requirements whose figures these cases prove (the figure part of 1-01 … 1-19, 1-27, 1-36, 1-42; the supervision of 1-07, 1-24,
/// 1-46, the visits of 1-44, the merit of 1-26 and 1-43, the meetings of 1-01 and 1-02 and the ladder of 1-47).
const REQUIREMENTS: [&str; 28] = [
    "1-01", "1-02", "1-03", "1-04", "1-05", "1-06", "1-07", "1-08", "1-09", "1-10", "1-11", "1-12", "1-13", "1-14", "1-15",
    "1-16", "1-17", "1-18", "1-19", "1-24", "1-26", "1-27", "1-36", "1-42", "1-43", "1-44", "1-46", "1-47",
];

/// Everything `domain` refuses, each by the name the reader gives it.
const REFUSALS: [&str; 116] = [
    "amount: not a number",
    "amount: too large",
    "amount: too many decimals",
    "day",
    "filing: already_filed",
    "filing: closed",
    "filing: month_not_over",
    "filing: negative",
    "filing: not_owed",
    "filing: nothing_changed",
    "filing: reason_needed",
    "filing: zero_not_confirmed",
    "indicator: amount",
    "indicator: credit",
    "indicator: exclude",
    "indicator: minimum_base",
    "indicator: pace",
    "indicator: where",
    "meeting: backwards",
    "meeting: cut_not_over",
    "meeting: day_over",
    "meeting: no_notice",
    "meeting: no_topic",
    "meeting: not_held",
    "meeting: not_now",
    "meeting: not_packed",
    "meeting: not_proposed",
    "meeting: not_yet",
    "meeting: over",
    "meeting: too_soon",
    "meeting: window_closed",
    "meeting: words_missing",
    "merit: backwards",
    "merit: decided_already",
    "merit: nobody",
    "merit: not_on_record",
    "merit: not_theirs",
    "merit: objected_already",
    "merit: words_missing",
    "order: already_asked",
    "order: backwards",
    "order: due_in_the_past",
    "order: no_evidence",
    "order: no_notice",
    "order: not_later",
    "order: not_now",
    "order: nothing_asked",
    "order: same_unit",
    "order: too_short",
    "order: words_missing",
    "period",
    "problem: at_the_top",
    "problem: backwards",
    "problem: no_due_day",
    "problem: no_evidence",
    "problem: no_notice",
    "problem: no_project",
    "problem: nobody_owns",
    "problem: not_now",
    "problem: words_missing",
    "proceeding: backwards",
    "proceeding: nobody",
    "proceeding: not_lighter",
    "proceeding: not_named",
    "proceeding: not_now",
    "proceeding: reviewed_already",
    "proceeding: same_person",
    "proceeding: too_late",
    "proceeding: words_missing",
    "proposal: decided",
    "proposal: due_in_the_past",
    "proposal: leads_and_supports",
    "proposal: no_due_day",
    "proposal: nobody_leads",
    "proposal: nothing_to_do",
    "proposal: one_part",
    "proposal: outside_the_text",
    "proposal: words_missing",
    "query",
    "record: fund_steps.amount_missing",
    "record: fund_steps.arrived_over_issued",
    "record: fund_steps.order",
    "record: parcel_steps.over_area",
    "record: project_arrivals.before_signing",
    "record: project_stages.after_the_end",
    "record: project_stages.order",
    "record: project_stages.shares",
    "record: projects.credit_code",
    "record: projects.fixed_over_total",
    "record: projects.industry_code",
    "record: records.backwards",
    "record: records.in_the_future",
    "record: records.negative",
    "record: rules.closed",
    "record: supervision_rules.climbs",
    "record: supervision_rules.overdue",
    "record: supervision_rules.past",
    "record: targets.document",
    "record: task_stages.falls",
    "record: task_stages.over",
    "record: tasks.unit_gone",
    "record: tasks.unknown_unit",
    "record: terms.officer_alone",
    "record: terms.overlap",
    "task: backwards",
    "task: not_now",
    "task: not_proved",
    "task: words_missing",
    "verification: amount_missing",
    "verification: credited_outside",
    "verification: nothing_reported",
    "verification: other number",
    "verification: reason_missing",
    "verification: same_as_reported",
    "verification: same_as_verified",
    "working day: no notice",
];

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = std::fs::read_dir(folder).expect("the folder of cases");
    let mut files: Vec<PathBuf> = entries.map(|e| e.expect("a file").path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "case"));
    files.sort();
    files
}

fn read_all() -> Reader {
    let mut reader = Reader::default();
    for file in files() {
        let text = std::fs::read_to_string(&file).expect("a case file in UTF-8");
        reader.file(&file.file_name().expect("a name").to_string_lossy(), &text);
    }
    reader
}

#[test]
fn every_case_holds() {
    let reader = read_all();
    assert!(reader.wrong.is_empty(), "{} of {} expectations:\n{}", reader.wrong.len(), reader.held, reader.wrong.join("\n"));
    assert!(reader.held > 150, "only {} expectations were read", reader.held);
}

#[test]
fn every_requirement_and_every_refusal_appears() {
    let reader = read_all();
    let missing: Vec<_> = REQUIREMENTS.iter().filter(|id| !reader.requirements.contains(**id)).collect();
    assert!(missing.is_empty(), "no case names {missing:?}");
    let refusals: BTreeSet<String> = REFUSALS.iter().map(|r| (*r).to_owned()).collect();
    assert_eq!(reader.refusals, refusals);
}

#[test]
fn a_wrong_expectation_is_found() {
    let text = "情形 试\n指标 投资 亿元\n单位 甲县 全市\n目标 甲县 2019 647.4\n累计 甲县 2019-10 629.0\n\
                问 2019-01..2019-10 截至 2019-11-08\n得 甲县 与时序差 +13.9\n得 甲县 与时序差 +13.8\n得 甲县 状态 未报\n认 期别 2026-13\n拒 期别 2026-12";
    let mut reader = Reader::default();
    reader.file("wrong.case", text);
    assert_eq!(reader.held, 1);
    let lines: Vec<&str> = reader.wrong.iter().map(|w| w.split(' ').next().unwrap_or("")).collect();
    assert_eq!(lines, ["wrong.case:7", "wrong.case:9", "wrong.case:10", "wrong.case:11"]);
}
