//! Rosters 名单: who stands behind a count — units without a first result, without any action, teams with one posted member.

use super::facts::{At, Facts, Stated, Style, is_shortcoming};
use super::rankings::{INLINE, not_reported, unbroken};
use super::sentences::{inside, level, names};
use super::sheet::{Grid, Line, Sheet, Slot};
use super::{Campaign, phases};
use crate::document::{Align, RowKind};
use crate::indicators::{Counting, Indicator, Op, Test, UnitsWhere};
use crate::statistics::{Quantity, Subject};
use crate::units::Unit;

/// A list of names with the sentence that introduces it.
pub struct Roster<'f> {
    name: String,
    caption: String,
    lead: Line,
    members: Vec<Member<'f>>,
    /// The indicator whose target and days the units' table shows.
    duty: Option<&'f Indicator>,
    /// Bodies are listed with the number of their members: parts of this count.
    members_of: Option<At<'f>>,
}

struct Member<'f> {
    name: String,
    unit: Option<&'f Unit>,
    /// Of a team: its lead unit, and the condition of those who belong to it.
    under: String,
    part: String,
}

/// All lists of a campaign in the order in which they are told.
pub fn of_campaign<'f>(facts: &'f Facts<'_>, campaign: &Campaign) -> Vec<Roster<'f>> {
    let phases = phases::parts(facts, campaign);
    let mut rosters: Vec<Roster<'f>> = facts
        .indicators(campaign)
        .into_iter()
        .filter(|indicator| !phases.iter().any(|split| split.is_part(indicator)))
        .filter_map(|indicator| counted(facts, indicator))
        .filter(|roster| !roster.members.is_empty())
        .collect();
    for indicator in facts.ranking(campaign) {
        if !facts.cut.books.indicators.iter().any(|i| counts_zeros_of(i, indicator)) {
            rosters.extend(zero_break(facts, indicator));
        }
    }
    let returned = facts.indicators(campaign).into_iter().filter(|i| i.by_unit() && i.counting == Counting::Returned);
    rosters.extend(returned.filter_map(|indicator| missing(facts, indicator)));
    rosters
}

/// A count of the units at zero is itself the zero-break list of an indicator.
fn counts_zeros_of(count: &Indicator, of: &Indicator) -> bool {
    match &count.counting {
        Counting::UnitsWhere(UnitsWhere { of: sums, test: Test { op: Op::Equal, bound: 0 }, .. }) => sums.contains(&of.code),
        Counting::UnitsWhere(_)
        | Counting::Returned
        | Counting::Flow(_)
        | Counting::Stock(_)
        | Counting::Ratio { .. }
        | Counting::OwnersWhere(_) => false,
    }
}

fn counted<'f>(facts: &'f Facts<'_>, indicator: &Indicator) -> Option<Roster<'f>> {
    let books = facts.cut.books;
    let duty = match &indicator.counting {
        Counting::UnitsWhere(rule) => books.indicator(&rule.duty),
        Counting::OwnersWhere(_) => None,
        Counting::Stock(_) if is_shortcoming(indicator) => None,
        Counting::Returned | Counting::Flow(_) | Counting::Stock(_) | Counting::Ratio { .. } => return None,
    };
    let subjects = books.counted(indicator, facts.cut.period).subjects;
    let at = facts.county(indicator)?;
    let members = subjects.iter().filter_map(|subject| member(facts, indicator, subject)).collect();
    let members_of = matches!(indicator.counting, Counting::OwnersWhere(_)).then_some(at);
    let caption = indicator.label(facts.lang).to_owned();
    Some(Roster { name: indicator.code.clone(), caption, lead: level(facts, at), members, duty, members_of })
}

fn member<'f>(facts: &'f Facts<'_>, indicator: &Indicator, subject: &Subject) -> Option<Member<'f>> {
    let (books, lang) = (facts.cut.books, facts.lang);
    match *subject {
        Subject::Unit { unit, .. } => {
            let unit = books.unit(unit)?;
            Some(Member { name: unit.label(lang).to_owned(), unit: Some(unit), under: String::new(), part: String::new() })
        }
        Subject::Record { noun, seq, .. } => {
            let record = books.records(noun).iter().find(|r| r.seq == seq)?;
            let lead = record.int("lead_unit").and_then(|n| i32::try_from(n).ok()).and_then(|n| books.unit(n));
            let name = lang.name(record.text("name"), record.text("name_en")).to_owned();
            Some(Member {
                name,
                unit: None,
                under: lead.map_or("", |u| u.label(lang)).to_owned(),
                part: part(indicator, &record.key()),
            })
        }
    }
}

fn of_units<'f>(facts: &Facts<'_>, units: &[At<'f>]) -> Vec<Member<'f>> {
    let member = |at: &At<'f>| {
        let unit = at.unit?;
        let name = unit.label(facts.lang).to_owned();
        Some(Member { name, unit: Some(unit), under: String::new(), part: String::new() })
    };
    units.iter().filter_map(member).collect()
}

fn zero_break<'f>(facts: &'f Facts<'_>, indicator: &'f Indicator) -> Option<Roster<'f>> {
    let units = unbroken(facts, indicator);
    units.first()?;
    let name = indicator.label(facts.lang);
    let mut lead = Line::new();
    lead.say(&facts.say(&format!("{name}未破零的单位有"), &format!("units without a first result in {}", inside(name))));
    let caption = facts.say(&format!("{name}未破零单位"), &format!("{name}: units without a first result"));
    let members = of_units(facts, &units);
    Some(Roster { name: format!("{}_unbroken", indicator.code), caption, lead, members, duty: Some(indicator), members_of: None })
}

fn missing<'f>(facts: &'f Facts<'_>, indicator: &'f Indicator) -> Option<Roster<'f>> {
    let units = not_reported(facts, indicator);
    units.first()?;
    let name = indicator.label(facts.lang);
    let mut lead = Line::new();
    lead.say(&facts.say(&format!("未按时报送{name}的单位有"), &format!("units that have not reported {}", inside(name))));
    let caption = facts.say(&format!("{name}未报单位"), &format!("{name}: not reported"));
    let members = of_units(facts, &units);
    Some(Roster { name: format!("{}_not_reported", indicator.code), caption, lead, members, duty: None, members_of: None })
}

/// Tell a list: its names in the sentence if they are few, else where they stand.
pub fn tell(facts: &Facts<'_>, roster: Roster<'_>, annex: &str, sheet: &mut Sheet) {
    let lang = facts.lang;
    let days = days_without(facts, &roster);
    let Roster { mut lead, members, .. } = roster;
    if members.len() <= INLINE {
        let list: Vec<&str> = members.iter().map(|m| m.name.as_str()).collect();
        lead.say(lang.of("：", ": ")).say(&names(&list, lang));
    } else {
        lead.say(&facts.say(&format!("（名单见{annex}）"), &format!(" (listed in {annex})")));
    }
    if let Some(days) = days {
        lead.say(lang.of("，今年以来已", ", ")).state(days).say(lang.of("未破零", " into the year"));
    }
    lead.say(lang.of("。", ".")).capital();
    sheet.paragraph(lang, vec![lead]);
}

/// Days since 1 January, where the list is of units without a first result of their duty (they are the same for all).
fn days_without(facts: &Facts<'_>, roster: &Roster<'_>) -> Option<Stated> {
    let duty = roster.duty?;
    let first = facts.unit(duty, roster.members.first()?.unit?.number)?;
    let of_all = roster.members.iter().all(|m| {
        let at = m.unit.and_then(|u| facts.unit(duty, u.number));
        at.is_some_and(|at| at.statistic.unbroken_days == first.statistic.unbroken_days)
    });
    facts.stated(first, Quantity::UnbrokenDays, Style::Exact).filter(|_| of_all)
}

/// The list as a table of an annex.
pub fn table(facts: &Facts<'_>, roster: &Roster<'_>) -> Grid {
    let lang = facts.lang;
    let of_units = roster.members.iter().any(|m| m.unit.is_some());
    let mut grid = Grid::new(&roster.name, &roster.caption).column(lang.of("序号", "No."), "", Align::Center, 0.6);
    grid = if of_units { unit_columns(facts, roster, grid) } else { body_columns(facts, roster, grid) };
    for (place, member) in roster.members.iter().enumerate() {
        let mut slots = vec![Slot::Words((place + 1).to_string()), Slot::Words(member.name.clone())];
        match member.unit {
            Some(unit) => {
                slots.push(Slot::Words(unit.group_label(lang).to_owned()));
                if let Some(duty) = roster.duty {
                    let at = facts.unit(duty, unit.number);
                    let figure = |quantity| match at {
                        Some(at) => Slot::Figure(at, quantity, "—"),
                        None => Slot::Words("—".to_owned()),
                    };
                    slots.extend([figure(Quantity::Target), figure(Quantity::Cumulative), figure(Quantity::UnbrokenDays)]);
                }
            }
            None => {
                slots.push(Slot::Words(member.under.clone()));
                if let Some(at) = roster.members_of {
                    slots.push(Slot::Figure(At { part: &member.part, ..at }, Quantity::Cumulative, "—"));
                }
            }
        }
        grid.row(facts, &member.name, RowKind::Item, slots);
    }
    grid
}

fn unit_columns(facts: &Facts<'_>, roster: &Roster<'_>, grid: Grid) -> Grid {
    let lang = facts.lang;
    let grid =
        grid.column(lang.of("单位", "Unit"), "", Align::Left, 2.4).column(lang.of("排名组", "Group"), "", Align::Left, 1.4);
    let Some(duty) = roster.duty else { return grid };
    let uom = duty.measure.label(lang);
    grid.column(lang.of("年度任务", "Annual target"), uom, Align::Right, 1.0)
        .column(lang.of("累计", "To date"), uom, Align::Right, 1.0)
        .column(lang.of("未破零", "Without a result"), lang.of("天", "days"), Align::Right, 1.0)
}

fn body_columns(facts: &Facts<'_>, roster: &Roster<'_>, grid: Grid) -> Grid {
    let lang = facts.lang;
    let grid =
        grid.column(lang.of("名称", "Name"), "", Align::Left, 2.4).column(lang.of("牵头单位", "Lead unit"), "", Align::Left, 2.0);
    if roster.members_of.is_some() {
        grid.column(lang.of("人数", "Members"), lang.of("人", "persons"), Align::Right, 0.8)
    } else {
        grid
    }
}

/// The condition of a count that leaves what belongs to one body.
fn part(indicator: &Indicator, body: &str) -> String {
    match &indicator.counting {
        Counting::OwnersWhere(rule) => format!("{}={body}", rule.owner_column),
        Counting::Returned | Counting::Flow(_) | Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) => {
            String::new()
        }
    }
}
