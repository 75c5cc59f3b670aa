//! Rankings 排名: tables of units inside their groups, and who is named as advanced 先进 or lagging 后进.

use super::facts::{At, Facts, Style};
use super::sentences::{inside, names};
use super::sheet::{Grid, Line, Slot, light};
use crate::document::{Align, RowKind};
use crate::indicators::Indicator;
use crate::lang::Lang;
use crate::returns::Status;
use crate::statistics::Quantity;
use std::cmp::Ordering;

/// Units named at each end of a group.
const NAMED: usize = 3;
/// Names that still read in a sentence; a longer list goes to an annex.
pub const INLINE: usize = 12;

/// Units with the duty, group by group in the order of the units, best first; the unranked follow.
pub fn groups<'f>(facts: &'f Facts<'_>, indicator: &Indicator) -> Vec<(&'f str, Vec<At<'f>>)> {
    let mut groups: Vec<(&str, Vec<At<'_>>)> = Vec::new();
    for at in facts.units(indicator) {
        let Some(unit) = at.unit else { continue };
        let label = unit.group_label(facts.lang);
        match groups.iter_mut().find(|(group, _)| *group == label) {
            Some((_, members)) => members.push(at),
            None => groups.push((label, vec![at])),
        }
    }
    for (_, members) in &mut groups {
        members.sort_by_key(|at| at.statistic.rank.unwrap_or(u32::MAX));
    }
    groups
}

fn has_targets(facts: &Facts<'_>, indicator: &Indicator) -> bool {
    facts.units(indicator).iter().any(|at| at.statistic.target.is_some_and(|t| t > 0))
}

/// The county has no rank.
fn rank(at: At<'_>) -> Slot<'_> {
    if at.unit.is_some() { Slot::Figure(at, Quantity::Rank, "—") } else { Slot::Words(String::new()) }
}

fn status(at: At<'_>, lang: Lang) -> &'static str {
    if at.statistic.cumulative.is_none() { at.statistic.status.label(lang) } else { "—" }
}

/// The ranking of one indicator as printed in the text: narrow enough for an upright page.
pub fn table<'f>(facts: &'f Facts<'_>, indicator: &Indicator) -> Grid {
    let (lang, uom) = (facts.lang, indicator.measure.label(facts.lang));
    let targets = has_targets(facts, indicator);
    let caption = match lang {
        Lang::Zh => format!("{}排名", indicator.label(lang)),
        Lang::En => format!("{}: ranking", indicator.label(lang)),
    };
    let mut grid = Grid::new(&format!("{}_ranking", indicator.code), &caption)
        .column(lang.of("名次", "Rank"), "", Align::Center, 0.7)
        .column(lang.of("单位", "Unit"), "", Align::Left, 2.2)
        .column(lang.of("累计", "To date"), uom, Align::Right, 1.0)
        .column(lang.of("上年同期", "Last year"), uom, Align::Right, 1.0)
        .column(lang.of("同比", "Change"), "%", Align::Right, 0.9);
    if targets {
        grid = grid
            .column(lang.of("年度任务", "Target"), uom, Align::Right, 1.0)
            .column(lang.of("占任务", "Share"), "%", Align::Right, 0.9)
            .column(lang.of("与时序差", "Gap"), lang.of("百分点", "points"), Align::Right, 1.0)
            .column(lang.of("亮灯", "Light"), "", Align::Center, 1.7);
    }
    let slots = |at: At<'f>, name: &str| {
        let mut slots = vec![
            rank(at),
            Slot::Words(name.to_owned()),
            Slot::Figure(at, Quantity::Cumulative, status(at, lang)),
            Slot::Figure(at, Quantity::LastYear, "—"),
            Slot::Figure(at, Quantity::ChangePercent, "—"),
        ];
        if targets {
            slots.push(Slot::Figure(at, Quantity::Target, "—"));
            slots.push(Slot::Figure(at, Quantity::SharePercent, "—"));
            slots.push(Slot::Figure(at, Quantity::GapPoints, "—"));
            slots.push(light(at, lang));
        }
        slots
    };
    each_row(facts, indicator, &mut grid, slots);
    if !grid.is_empty() {
        rules(facts, indicator, targets, &mut grid);
    }
    grid
}

/// The full table of one indicator, for a turned page.
pub fn full_table<'f>(facts: &'f Facts<'_>, indicator: &Indicator) -> Grid {
    let (lang, uom) = (facts.lang, indicator.measure.label(facts.lang));
    let caption = indicator.label(lang).to_owned();
    let mut grid = Grid::new(&format!("{}_units", indicator.code), &caption)
        .column(lang.of("名次", "Rank"), "", Align::Center, 0.6)
        .column(lang.of("单位", "Unit"), "", Align::Left, 2.2)
        .column(lang.of("本期", "In the period"), uom, Align::Right, 1.0)
        .column(lang.of("累计", "To date"), uom, Align::Right, 1.0)
        .column(lang.of("上年同期", "Last year"), uom, Align::Right, 1.0)
        .column(lang.of("增减", "Change"), uom, Align::Right, 1.0)
        .column(lang.of("同比", "Change"), "%", Align::Right, 0.9)
        .column(lang.of("年度任务", "Target"), uom, Align::Right, 1.0)
        .column(lang.of("占任务", "Share"), "%", Align::Right, 0.9)
        .column(lang.of("时序进度", "Time progress"), "%", Align::Right, 0.9)
        .column(lang.of("与时序差", "Gap"), lang.of("百分点", "points"), Align::Right, 1.0)
        .column(lang.of("亮灯", "Light"), "", Align::Center, 1.6)
        .column(lang.of("状态", "Status"), "", Align::Center, 0.9);
    let slots = |at: At<'f>, name: &str| {
        let mut slots = vec![rank(at), Slot::Words(name.to_owned())];
        slots.push(Slot::Figure(at, Quantity::Value, status(at, lang)));
        slots.push(Slot::Figure(at, Quantity::Cumulative, status(at, lang)));
        let rest = [
            Quantity::LastYear,
            Quantity::Change,
            Quantity::ChangePercent,
            Quantity::Target,
            Quantity::SharePercent,
            Quantity::TimeProgressPercent,
            Quantity::GapPoints,
        ];
        slots.extend(rest.map(|quantity| Slot::Figure(at, quantity, "—")));
        slots.push(light(at, lang));
        let word = if at.unit.is_some() { at.statistic.status.label(lang) } else { "" };
        slots.push(Slot::Words(word.to_owned()));
        slots
    };
    each_row(facts, indicator, &mut grid, slots);
    grid
}

/// Group heads, units, and the county in the last row.
fn each_row<'f>(facts: &'f Facts<'_>, indicator: &Indicator, grid: &mut Grid, slots: impl Fn(At<'f>, &str) -> Vec<Slot<'f>>) {
    let groups = groups(facts, indicator);
    for (label, members) in &groups {
        if groups.len() > 1 {
            grid.group(label);
        }
        for &at in members {
            let name = at.unit.map_or("", |u| u.label(facts.lang));
            grid.row(facts, name, RowKind::Item, slots(at, name));
        }
    }
    if let Some(at) = facts.county(indicator).filter(|_| !groups.is_empty()) {
        let name = facts.lang.of("全县", "County");
        grid.row(facts, name, RowKind::Total, slots(at, name));
    }
}

fn rules(facts: &Facts<'_>, indicator: &Indicator, targets: bool, grid: &mut Grid) {
    let lang = facts.lang;
    grid.note(if targets {
        lang.of(
            "按占年度任务比重在各组内排名，并列同名次；无任务的单位不参加排名；上年同期为零的不计同比。",
            "Ranked inside each group by share of the annual target, ties sharing a rank; units without the duty are not \
             ranked; no change is given on a base of zero.",
        )
    } else {
        lang.of(
            "按累计数在各组内排名，并列同名次；上年同期为零的不计同比。",
            "Ranked inside each group by the figure to date, ties sharing a rank; no change is given on a base of zero.",
        )
    });
    if indicator.minimum_base > 0 {
        let least = indicator.measure.shown(indicator.minimum_base);
        let uom = indicator.measure.label(lang);
        grid.note(&match lang {
            Lang::Zh => format!("年度任务不足{least}{uom}的单位不排名次。"),
            Lang::En => format!("Units with a target below {least} ({uom}) are not ranked."),
        });
    }
    grid.note(lang.of(
        "全县数由项目和填报记录直接统计，不由各单位相加。",
        "The county's figure is counted from the records, not added up from units.",
    ));
}

/// Who leads and who trails each group: three at each end, ties kept, never more than half the group; the rule is in the text.
pub fn named(facts: &Facts<'_>, indicator: &Indicator, annex: &str) -> Vec<Line> {
    if !has_targets(facts, indicator) {
        return Vec::new();
    }
    let lang = facts.lang;
    let mut lines = Vec::new();
    for (label, members) in groups(facts, indicator) {
        let ranked: Vec<At<'_>> = members.into_iter().filter(|at| at.statistic.rank.is_some()).collect();
        let end = NAMED.min(ranked.len() / 2);
        let (Some(best), Some(worst)) = (ranked.first(), ranked.last()) else { continue };
        if end == 0 || best.statistic.rank == worst.statistic.rank {
            continue;
        }
        let cut = |place: usize| ranked[place].statistic.rank;
        let edge = cut(ranked.len() - end);
        // A tie across the middle counts as trailing, so that nobody is named at both ends.
        let leads = |at: &At<'_>| at.statistic.rank <= cut(end - 1) && at.statistic.rank < edge;
        let top: Vec<At<'_>> = ranked.iter().copied().filter(leads).collect();
        let bottom: Vec<At<'_>> = ranked.iter().copied().filter(|at| at.statistic.rank >= edge).collect();
        let mut line = Line::new();
        line.say(&match lang {
            Lang::Zh => format!("{label}组中，"),
            Lang::En => format!("Among {}, ", inside(label)),
        });
        if !top.is_empty() {
            line.say(lang.of("居前的有", "those ahead are "));
            listed(facts, &top, annex, &mut line);
            line.say(lang.of("；", "; "));
        }
        line.say(lang.of("居后的有", "those behind are "));
        listed(facts, &bottom, annex, &mut line);
        line.say(lang.of("。", ".")).capital();
        lines.push(line);
    }
    lines
}

fn listed(facts: &Facts<'_>, units: &[At<'_>], annex: &str, line: &mut Line) {
    let lang = facts.lang;
    let equal = |a: At<'_>, b: At<'_>| match (a.statistic.share(), b.statistic.share()) {
        (Some(a), Some(b)) => a.compare(b) == Ordering::Equal,
        (Some(_) | None, Some(_) | None) => false,
    };
    let long = units.len() > INLINE;
    let all_tie = units.windows(2).all(|pair| equal(pair[0], pair[1]));
    match units.first() {
        Some(&first) if long && all_tie => {
            line.say(lang.of("占比均为", "all units at "));
            line.number(facts, first, Quantity::SharePercent, Style::Exact);
            line.say(&match lang {
                Lang::Zh => format!("的各单位（并列，见{annex}）"),
                Lang::En => format!(", which tie (see {annex})"),
            });
        }
        Some(&first) if all_tie && units.len() > 1 => {
            let list: Vec<&str> = units.iter().filter_map(|at| at.unit).map(|u| u.label(lang)).collect();
            line.say(&names(&list, lang)).say(lang.of("（均为", " (each at "));
            line.number(facts, first, Quantity::SharePercent, Style::Exact).say(lang.of("）", ")"));
        }
        Some(_) | None => {
            for (place, &at) in units.iter().take(INLINE).enumerate() {
                line.say(if place == 0 { "" } else { lang.of("、", ", ") });
                line.say(at.unit.map_or("", |u| u.label(lang))).say(lang.of("（", " ("));
                line.number(facts, at, Quantity::SharePercent, Style::Exact).say(lang.of("）", ")"));
            }
            if long {
                line.say(&match lang {
                    Lang::Zh => format!("等（见{annex}）"),
                    Lang::En => format!(" and others (see {annex})"),
                });
            }
        }
    }
}

/// Units whose duty has a verified zero since the first of January.
pub fn unbroken<'f>(facts: &'f Facts<'_>, indicator: &Indicator) -> Vec<At<'f>> {
    facts.units(indicator).into_iter().filter(|at| at.statistic.unbroken_days.is_some()).collect()
}

/// Units that owe a return of a closed month.
pub fn not_reported<'f>(facts: &'f Facts<'_>, indicator: &Indicator) -> Vec<At<'f>> {
    facts.units(indicator).into_iter().filter(|at| at.statistic.status == Status::NotReported).collect()
}
