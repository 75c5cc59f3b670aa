//! Rules of settings 设置规则: no revised target without its document, no rule for months that are closed, and sums that meet.

use super::{Coming, Findings};
use crate::burden::{minutes, of_new};
use crate::calendar::day_number;
use crate::indicators::{Counting, Indicator};
use crate::measure::{Ratio, fixed};
use crate::registers::{INDICATORS, Record, TARGETS, UNITS};
use crate::stage::COUNTY;
use crate::targets::Targets;
use crate::units::Unit;

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
    let Some(before) = coming.before else { return burden(coming, found) };
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

/// A new indicator that units file says what it costs them before it is issued, and what it asks a second time.
fn burden(coming: &Coming<'_>, found: &mut Findings) {
    let archive = coming.around.archive;
    let numbered = |at: usize| i32::try_from(at + 1).unwrap_or(i32::MAX);
    let indicators: Vec<Indicator> =
        archive.all(&INDICATORS).iter().enumerate().filter_map(|(at, r)| Indicator::from_record(r, numbered(at)).ok()).collect();
    let Ok(new) = Indicator::from_record(coming.record, i32::MAX) else { return };
    if new.counting != Counting::Returned {
        return;
    }
    let targets = Targets::from_records(&archive.all(&TARGETS));
    let units: Vec<Unit> = archive.all(&UNITS).iter().enumerate().map(|(at, r)| Unit::from_record(r, numbered(at))).collect();
    let (today, year) = (coming.around.today, coming.around.today.year());
    // Whoever has a task in its campaign; in a new campaign whoever is there.
    let of_campaign = |unit: &&Unit| {
        let mut own = indicators.iter().filter(|i| i.campaign == new.campaign);
        own.any(|i| targets.get(i.number, unit.number, year).is_some())
    };
    let there = |unit: &&Unit| unit.existed(today, today);
    let mut asked: Vec<i32> = units.iter().filter(there).filter(of_campaign).map(|u| u.number).collect();
    if asked.is_empty() {
        asked = units.iter().filter(there).map(|u| u.number).collect();
    }
    let added = of_new(&new, &asked, today, &indicators, &targets, &units);
    let hours = fixed(&Ratio::new(minutes(added.typed), 60), 1);
    let (units, typed) = (added.units, added.typed);
    let twice =
        |zh: bool| added.twice.iter().map(|t| if zh { format!("；{}", t.zh) } else { format!("; {}", t.en) }).collect::<String>();
    found.ask(
        "indicators.burden",
        "source",
        format!("由单位填报：下达给本战役{units}个任务单位，今年再填{typed}栏，约{hours}小时{}。请说明为何不能由已有台账计数", twice(true)),
        format!("units file it: issued to the {units} units of its campaign it adds {typed} fields this year, about {hours} hours{}; say why no register can count it", twice(false)),
    );
}
