//! Sheet 分解表: rows as they are typed or pasted, and what they say.

use super::{Breakdown, Read, Row, WrongCell, day_in};
use crate::imports::cells;
use crate::intake::typed_amount;
use crate::lines::Lines;
use crate::{Error, Office};
use domain::calendar::{Date, Period, parse_day};
use domain::lang::Lang;
use domain::measure::{Measure, Ratio, parse_decimal};
use domain::tasks::breakdown::{Column, Goal, MOST_PARTS, Part, Stands, Unfit, wrongs};
use domain::units::Unit;
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;
use std::path::Path;

/// Rows as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub rows: Vec<TypedRow>,
}

/// A row as it was typed. Months by their name: 2026-06.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedRow {
    /// Number, name or alias of the unit.
    pub unit: String,
    pub result: String,
    pub due: String,
    pub stages: BTreeMap<String, String>,
}

/// The heads of a pasted sheet, in the order of its columns where it has none.
const HEADS: [(&[&str], Column); 3] = [
    (&["单位", "责任单位", "牵头单位", "unit", "unit_id", "lead_unit"], Column::Unit),
    (&["量化目标", "目标", "目标数", "任务数", "measurable result", "result", "target"], Column::Result),
    (&["完成时限", "时限", "due", "due on", "due_on"], Column::Due),
];

impl Typed {
    /// A block copied out of a spreadsheet: with heads, or in the order of the page's columns.
    pub fn pasted(block: &str, months: &[Period]) -> Typed {
        Typed::of_rows(cells(block), months)
    }

    /// Rows of cells: with heads, or in the order of the page's columns.
    pub fn of_rows(mut rows: Vec<Vec<String>>, months: &[Period]) -> Typed {
        let year = months.first().map(|month| month.year);
        let heads: Vec<Option<Column>> =
            rows.first().map(|row| row.iter().map(|cell| head(cell, year)).collect()).unwrap_or_default();
        let columns = if heads.contains(&Some(Column::Unit)) {
            rows.remove(0);
            heads
        } else {
            let named = HEADS.iter().map(|(_, column)| *column);
            named.chain(months.iter().map(|month| Column::Month(*month))).map(Some).collect()
        };
        let row = |cells: Vec<String>| {
            let mut row = TypedRow::default();
            for (cell, column) in cells.iter().map(|cell| cell.trim().to_owned()).zip(&columns) {
                match column {
                    Some(Column::Unit) => row.unit = cell,
                    Some(Column::Result) => row.result = cell,
                    Some(Column::Due) => row.due = cell,
                    Some(Column::Month(month)) if !cell.is_empty() => _ = row.stages.insert(month.to_string(), cell),
                    Some(Column::Month(_)) | None => {}
                }
            }
            row
        };
        Typed { rows: rows.into_iter().map(row).filter(|row| !row.unit.is_empty()).collect() }
    }

    /// Put rows on top: of a unit that has one, what they say takes the place of what it said; the others come behind.
    pub fn put(&mut self, rows: Vec<TypedRow>) {
        for new in rows {
            match self.rows.iter_mut().find(|row| row.unit == new.unit) {
                Some(row) => {
                    let said = |old: &mut String, new: String| {
                        if !new.is_empty() {
                            *old = new;
                        }
                    };
                    said(&mut row.result, new.result);
                    said(&mut row.due, new.due);
                    row.stages.extend(new.stages);
                }
                None => self.rows.push(new),
            }
        }
    }
}

impl Office {
    /// The rows of a file: CSV, or the cells of a workbook.
    pub fn breakdown_file(&self, stands: &Breakdown, file: &Path) -> Result<Typed, Error> {
        let is_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let typed = if is_csv {
            Typed::of_rows(lines(file)?, &stands.months)
        } else {
            Typed::pasted(&self.text_of(file)?, &stands.months)
        };
        Ok(stands.named(typed))
    }
}

fn lines(file: &Path) -> Result<Vec<Vec<String>>, Error> {
    let (mut lines, mut rows) = (Lines::open(file, Sm3::new())?, Vec::new());
    while let Some(line) = lines.advance()? {
        match line.cells {
            Ok(cells) => rows.push(cells.iter().map(|cell| cell.trim_start_matches('\u{feff}').to_owned()).collect()),
            Err(wrong) => return Err(Error::Unreadable(file.to_owned(), Lang::Zh.of(&wrong.zh, &wrong.en).to_owned())),
        }
    }
    Ok(rows)
}

/// 单位, 2026-06, 2026年6月, 6月底.
fn head(text: &str, year: Option<i16>) -> Option<Column> {
    let text = text.trim().to_lowercase();
    let plain = text.split(['（', '(']).next().unwrap_or_default().trim();
    if let Some((_, column)) = HEADS.iter().find(|(names, _)| names.contains(&plain)) {
        return Some(*column);
    }
    if let Some(month) = Period::parse(plain).filter(|period| period.from_month == period.to_month) {
        return Some(Column::Month(month));
    }
    let (before, _) = plain.split_once('月')?;
    let (given, month) = before.split_once('年').map_or((None, before), |(year, month)| (year.parse().ok(), month));
    let month: u8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    Some(Column::Month(Period::month(given.or(year)?, month)))
}

/// 1200亩: an amount and what it is counted in, and nothing else.
pub(super) fn counted(results: &str) -> Option<(i64, String)> {
    let results = results.trim();
    let end = results.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(results.len());
    let (number, name) = results.split_at(end);
    let plain = !name.is_empty() && name.chars().count() <= 6 && name.chars().all(|c| c.is_alphabetic() || c == '%');
    let measure = Measure::new(name, "");
    plain.then(|| measure.parse(number).ok()).flatten().map(|amount| (amount, name.to_owned()))
}

/// How cells are read.
pub(super) struct Reading<'a> {
    pub measure: &'a Measure,
    pub today: Date,
}

impl Reading<'_> {
    /// 560, 560亩, 1.2亿; else words.
    pub fn result(&self, text: &str) -> Result<Goal, Unfit> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Goal::Open);
        }
        match typed_amount(text, self.measure) {
            Ok(amount) if !self.measure.name.is_empty() => Ok(Goal::Amount(amount)),
            // What is nothing but a number is no words.
            Ok(_) | Err(_) if is_number(text) => Err(Unfit::NoAmount(text.to_owned())),
            Ok(_) | Err(_) => Ok(Goal::Words(text.to_owned())),
        }
    }

    /// 140, 140亩, 25%, 25% 签完协议; else words.
    pub fn stage(&self, text: &str) -> Result<Goal, Unfit> {
        let text = text.trim();
        if let Some((number, words)) = text.split_once(['%', '％'])
            && is_number(number)
        {
            let share = parse_decimal(number.trim(), 2).map_err(|_| Unfit::NoAmount(text.to_owned()))?;
            return Ok(Goal::Share(share, words.trim().to_owned()));
        }
        self.result(text)
    }

    fn due(&self, text: &str) -> Result<Option<Date>, Unfit> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let dashed = text.replace(['年', '月', '/', '.'], "-").replace('日', "");
        let padded: Vec<String> = dashed.split('-').map(|part| format!("{part:0>2}")).collect();
        let whole = if padded.len() == 2 { format!("{}-{}", self.today.year(), padded.join("-")) } else { padded.join("-") };
        parse_day(&whole).map(Some).ok_or_else(|| Unfit::NoDay(text.to_owned()))
    }
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || ".,-+ ，．".contains(c))
}

impl Breakdown {
    /// What stands, as it would be typed.
    pub(super) fn standing(&self) -> Typed {
        let row = |part: &super::Standing| {
            let unit = self.units.iter().find(|unit| unit.number == part.task.lead)?;
            let stages = Breakdown::kept_stages(part).map(|(month, stage)| {
                let (share, plan) = (stage.int("share").unwrap_or(0), stage.text("plan"));
                let said = Ratio::new(share, 10_000).times(100);
                let share = domain::measure::fixed(&said, 2);
                let share = share.trim_end_matches('0').trim_end_matches('.');
                let amount = self.amount_of(part, plan, stage.int("share"));
                (month.to_string(), amount.unwrap_or_else(|| format!("{share}% {plan}").trim_end().to_owned()))
            });
            Some(TypedRow {
                unit: unit.code.clone(),
                result: self.result_of(&part.task),
                due: day_in(&part.record, "due_on").map_or_else(String::new, |due| due.to_string()),
                stages: stages.collect(),
            })
        };
        Typed { rows: self.parts.iter().filter_map(row).collect() }
    }

    /// Its target where an indicator counts it, else its words; an amount without the name of the measure, which heads the column.
    pub(super) fn result_of(&self, task: &domain::tasks::Task) -> String {
        let amount = task.target.filter(|_| self.indicator.is_some() && task.indicator == self.task.indicator);
        match amount.map(Goal::Amount).map_or_else(|| self.result(&task.results), Ok) {
            Ok(Goal::Amount(amount)) => self.measure.exact(amount),
            Ok(Goal::Open | Goal::Words(_) | Goal::Share(..)) | Err(_) => task.results.clone(),
        }
    }

    /// The amount that a stage was given in, if its share follows from it.
    fn amount_of(&self, part: &super::Standing, plan: &str, share: Option<i64>) -> Option<String> {
        let reading = Reading { measure: &self.measure, today: self.today };
        let (Ok(Goal::Amount(amount)), Ok(Goal::Amount(all))) =
            (reading.result(plan), reading.result(&self.result_of(&part.task)))
        else {
            return None;
        };
        let follows = all > 0 && Some(Ratio::new(amount, all).round(4)) == share;
        follows.then(|| self.measure.exact(amount))
    }

    /// What a sheet says, and what is wrong in it.
    pub(super) fn read(&self, typed: &Typed) -> Read {
        let mut read = Read::default();
        for row in &typed.rows {
            match self.unit(&row.unit) {
                Ok(unit) if read.rows.iter().any(|other| other.unit.number == unit.number) => {
                    read.wrong(&unit.code, self.unit_name(&unit.code), Column::Unit, Unfit::Twice);
                }
                Ok(unit) => self.read_row(&mut read, unit.clone(), row),
                Err(unfit) => read.wrong(&row.unit, self.unit_name(&row.unit), Column::Unit, unfit),
            }
        }
        if let Some(row) = typed.rows.get(MOST_PARTS) {
            read.wrong(&row.unit, self.unit_name(&row.unit), Column::Unit, Unfit::TooMany);
        }
        read
    }

    fn read_row(&self, read: &mut Read, unit: Unit, row: &TypedRow) {
        let reading = Reading { measure: &self.measure, today: self.today };
        let (mut part, mut unread) =
            (Part { gone: unit.valid_to.filter(|until| *until < self.today), ..Part::default() }, Vec::new());
        match reading.result(&row.result) {
            Ok(goal) => part.goal = goal,
            Err(unfit) => unread.push((Column::Result, unfit)),
        }
        let standing = self.part_of(&unit.code);
        // A part that was kept without a day goes on without one.
        let usual = self.whole.due.filter(|_| standing.is_none_or(|standing| standing.task.due.is_some()));
        match reading.due(&row.due) {
            Ok(due) => part.due = due.or(usual),
            Err(unfit) => unread.push((Column::Due, unfit)),
        }
        if let Some(standing) = standing {
            let months: Vec<Period> = Breakdown::kept_stages(standing).map(|(month, _)| month).collect();
            // A column that the sheet does not have stays as it is.
            for month in months.iter().filter(|month| !row.stages.contains_key(&month.to_string())) {
                let kept = self.typed.rows.iter().find(|kept| kept.unit == unit.code);
                let cell = kept.and_then(|kept| kept.stages.get(&month.to_string()));
                part.stages.extend(cell.and_then(|cell| Some((*month, reading.stage(cell).ok()?))));
            }
            part.stands = Some(Stands { due: standing.task.due, months });
        }
        for (name, cell) in &row.stages {
            let Some(month) = Period::parse(name).filter(|month| month.from_month == month.to_month) else { continue };
            match reading.stage(cell) {
                Ok(goal) => part.stages.push((month, goal)),
                Err(unfit) => unread.push((Column::Month(month), unfit)),
            }
        }
        let unread_columns: Vec<Column> = unread.iter().map(|wrong| wrong.0).collect();
        let more = wrongs(&part, &self.whole, self.today).into_iter().filter(|wrong| !unread_columns.contains(&wrong.0));
        for (column, unfit) in unread.into_iter().chain(more) {
            read.wrong(&unit.code, (unit.name.clone(), unit.name_en.clone()), column, unfit);
        }
        read.rows.push(Row { unit, part });
    }

    /// The unit that words name: by its number or full name, else by an alias that nobody else has.
    pub(super) fn unit(&self, words: &str) -> Result<&Unit, Unfit> {
        let words = words.trim();
        let own = |unit: &&Unit| unit.code == words || unit.name == words || unit.name_en == words;
        if let Some(unit) = self.units.iter().find(own) {
            return Ok(unit);
        }
        let called: Vec<&Unit> = self.units.iter().filter(|unit| unit.aliases.iter().any(|alias| alias == words)).collect();
        match called.as_slice() {
            [unit] => Ok(unit),
            [] => Err(Unfit::UnknownUnit),
            several => Err(Unfit::SeveralUnits(several.iter().map(|unit| unit.name.clone()).collect())),
        }
    }

    /// The rows with the numbers of their units, where words name one.
    pub fn named(&self, mut typed: Typed) -> Typed {
        for row in &mut typed.rows {
            if let Ok(unit) = self.unit(&row.unit) {
                row.unit.clone_from(&unit.code);
            }
        }
        typed
    }
}

impl Read {
    fn wrong(&mut self, unit: &str, unit_name: (String, String), column: Column, why: Unfit) {
        self.wrongs.push(WrongCell { unit: unit.to_owned(), unit_name, column, why });
    }
}
