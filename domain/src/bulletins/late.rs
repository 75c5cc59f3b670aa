//! Late list 迟报名单: who filed the period's last month after its due day, and who did not file it at all.

use super::facts::Facts;
use super::rankings::INLINE;
use super::sentences::names;
use super::sheet::{Grid, Line, Sheet, Slot};
use crate::calendar::{Date, day_at, day_text};
use crate::document::{Align, RowKind};
use crate::lang::Lang;
use crate::returns::Timeliness;
use crate::statistics::Quantity;
use crate::units::Unit;

/// A unit with what it filed late, or not at all.
pub struct Entry<'f> {
    pub unit: &'f Unit,
    pub late: usize,
    /// The last day on which something came late.
    pub filed_on: Option<Date>,
    pub missing: usize,
}

/// Units in their order; none if nothing says when the month was due.
pub fn entries<'f>(facts: &'f Facts<'_>) -> Vec<Entry<'f>> {
    let owed = facts.cut.books.owed(None);
    let mut entries: Vec<Entry<'f>> = Vec::new();
    for of_unit in owed.chunk_by(|a, b| a.unit.number == b.unit.number) {
        let late = of_unit.iter().filter(|o| matches!(o.timeliness, Timeliness::Late(_)));
        let missing = of_unit.iter().filter(|o| o.timeliness == Timeliness::Missing).count();
        let filed_on = late.clone().filter_map(|o| o.first.map(day_at)).max();
        let entry = Entry { unit: of_unit[0].unit, late: late.count(), filed_on, missing };
        if entry.late + entry.missing > 0 {
            entries.push(entry);
        }
    }
    entries
}

/// The paragraph that names them, under its own heading.
pub fn write(facts: &Facts<'_>, annex: &str, sheet: &mut Sheet) {
    let entries = entries(facts);
    let Some(filings) = facts.cut.books.filings().filter(|_| !entries.is_empty()) else { return };
    let lang = facts.lang;
    let (month, due) = (filings.month.text(lang), day_text(filings.due, lang));
    let place = facts.cut.campaigns.len();
    sheet.heading(2, format!("{}{}", super::details::ordinal(place, lang), lang.of("数据报送", "Filing of returns")));
    let named =
        |of: fn(&Entry<'_>) -> usize| -> Vec<&str> { entries.iter().filter(|e| of(e) > 0).map(|e| e.unit.label(lang)).collect() };
    let (late, missing) = (named(|e| e.late), named(|e| e.missing));
    let mut lead = Line::new();
    lead.say(&facts.say(&format!("{month}数据应于{due}前报送。"), &format!("Returns of {month} were due on {due}. ")));
    if !late.is_empty() {
        lead.say(lang.of("迟报的单位有", "Filed late by"));
        list(&mut lead, &late, annex, lang);
    }
    if !missing.is_empty() {
        lead.say(lang.of("未报的单位有", "Not filed by"));
        list(&mut lead, &missing, annex, lang);
    }
    sheet.paragraph(lang, vec![lead]);
}

fn list(lead: &mut Line, units: &[&str], annex: &str, lang: Lang) {
    if units.len() <= INLINE {
        lead.say(lang.of("：", ": ")).say(&names(units, lang));
    } else {
        let count = units.len();
        lead.say(&match lang {
            Lang::Zh => format!("{count}个，名单见{annex}"),
            Lang::En => format!(" {count} units, listed in {annex}"),
        });
    }
    lead.say(lang.of("。", ". "));
}

/// The list as a table of an annex.
pub fn table(facts: &Facts<'_>) -> Grid {
    let lang = facts.lang;
    let lines = lang.of("项", "lines");
    let mut grid = Grid::new("late_returns", lang.of("迟报和未报单位", "Units that filed late or not at all"))
        .column(lang.of("序号", "No."), "", Align::Center, 0.6)
        .column(lang.of("单位", "Unit"), "", Align::Left, 2.4)
        .column(lang.of("排名组", "Group"), "", Align::Left, 1.4)
        .column(lang.of("迟报", "Filed late"), lines, Align::Right, 0.9)
        .column(lang.of("报送日期", "Filed on"), "", Align::Left, 1.6)
        .column(lang.of("迟报天数", "Days late"), lang.of("天", "days"), Align::Right, 0.9)
        .column(lang.of("未报", "Not filed"), lines, Align::Right, 0.9);
    for (place, entry) in entries(facts).iter().enumerate() {
        let words = |text: &str| Slot::Words(text.to_owned());
        let name = entry.unit.label(lang);
        let day = entry.filed_on.map_or_else(|| "—".to_owned(), |d| day_text(d, lang));
        let slots = vec![
            words(&(place + 1).to_string()),
            words(name),
            words(entry.unit.group_label(lang)),
            Slot::Filed(entry.unit, Quantity::LateReturns),
            words(&day),
            Slot::Filed(entry.unit, Quantity::LateDays),
            Slot::Filed(entry.unit, Quantity::MissingReturns),
        ];
        grid.row(facts, name, RowKind::Item, slots);
    }
    grid
}
