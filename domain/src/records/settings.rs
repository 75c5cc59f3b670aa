//! Rules of settings 设置规则: no revised target without its document, no rule for months that are closed, and sums that meet.

use super::{Coming, Findings};
use crate::calendar::day_number;
use crate::registers::{INDICATORS, Record, TARGETS};
use crate::stage::COUNTY;

pub fn target(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    if let Some(before) = coming.before.filter(|before| before.get("target") != record.get("target")) {
        let document = record.text("document");
        if document.is_empty() || document == before.text("document") {
            found.refuse(
                "targets.document",
                "document",
                "修订目标必须填新的文号",
                "a revised target needs the number of a new document",
            );
        }
    }
    cascade(coming, found);
}

/// The units' targets are held against the county's.
fn cascade(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let mut all = coming.around.archive.with(&TARGETS, "indicator_id", record.get("indicator_id"));
    let key = record.key();
    all.retain(|other| other.get("year") == record.get("year") && other.key() != key);
    all.push(record.clone());
    let is_county = |r: &&Record| r.int("unit_id").is_none_or(|unit| unit == i64::from(COUNTY));
    let Some(whole) = all.iter().find(is_county).and_then(|r| r.int("target")) else { return };
    let parts: Vec<i64> = all.iter().filter(|r| !is_county(r)).filter_map(|r| r.int("target")).collect();
    let sum: i64 = parts.iter().sum();
    if !parts.is_empty() && sum != whole {
        let percent = if whole == 0 { String::new() } else { format!("{}%", i128::from(sum) * 100 / i128::from(whole)) };
        found.ask(
            "targets.cascade",
            "target",
            format!("{}个单位目标合计与全县目标不等（合计为全县的{percent}）；如属加码或留有余地，请说明", parts.len()),
            format!(
                "the targets of {} units do not add up to the county's ({percent} of it); if this is meant, say why",
                parts.len()
            ),
        );
    }
}

pub fn rule(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    let (column, day) = match record.int("effective_on") {
        Some(day) => ("effective_on", day),
        None => ("from_month", record.int("from_month").unwrap_or(0) * 100 + 1),
    };
    if day < day_number(coming.around.open_from) {
        found.refuse(
            "rules.closed",
            column,
            format!("{}以前已封账，规则不得改变已封账的月份", coming.around.open_from),
            format!("books before {} are closed; a rule never changes a closed month", coming.around.open_from),
        );
    }
}

/// Columns of an indicator that change how it is said, not how it is counted or judged.
const WORDS: [&str; 9] = ["name", "name_en", "uom_en", "campaign_id", "position", "aspect", "sentence", "sentence_en", "since"];

/// An indicator that was in use in closed months is counted as it was counted then.
pub fn indicator(coming: &Coming<'_>, found: &mut Findings) {
    let Some(before) = coming.before else { return };
    let open_from = coming.around.open_from;
    let is_new = before.int("since").is_some_and(|since| since >= day_number(open_from));
    let differs = |name: &&str| !WORDS.contains(name) && before.get(name) != coming.record.get(name);
    let Some(column) = INDICATORS.columns.iter().map(|c| c.name).find(differs).filter(|_| !is_new) else { return };
    found.refuse(
        "rules.closed",
        column,
        format!("{open_from}以前已封账，改了会改变已封账的月份；请另立指标并填启用日期"),
        format!("books before {open_from} are closed and this would change them; declare another indicator with its first day"),
    );
}
