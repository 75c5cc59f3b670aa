//! Breaking a task down 任务分解: a row for each unit with its measurable result, its day and its stages, kept in one act or not at all.
//!
//! A part is a task of its own that names the whole. What was withdrawn is no part; what is completed is counted and not changed here.

mod fill;
mod kept;
mod sheet;

pub use fill::Fill;
pub use sheet::{Typed, TypedRow};

use super::TaskRow;
use super::page::month;
use crate::acting::{Caller, allow};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period, day_of};
use domain::indicators::Indicator;
use domain::lang::Lang;
use domain::measure::Measure;
use domain::policy::{Action, Request};
use domain::registers::{Record, TASK_STAGES, TASKS, Value};
use domain::tasks::breakdown::{Balance, Column, Goal, MOST_MONTHS, Part, Unfit, Whole};
use domain::tasks::{Recurrence, Task, TaskState};
use domain::units::Unit;
use sheet::Reading;
use std::sync::Arc;
use store::{Reader, Written};

/// A task as it stands broken down.
#[derive(Clone, Debug)]
pub struct Breakdown {
    pub row: TaskRow,
    pub whole: Whole,
    /// What its parts are counted in; a nameless one counts nothing but words.
    pub measure: Measure,
    /// The indicator that counts it, whose measure it is.
    pub indicator: Option<Indicator>,
    /// Months that have a column.
    pub months: Vec<Period>,
    /// What stands, as it would be typed.
    pub typed: Typed,
    /// Parts that are not changed here: completed, or the second of a unit.
    pub fixed: Vec<TaskRow>,
    /// The latest place in the chain that it was made of.
    pub seen: i64,
    units: Arc<Vec<Unit>>,
    task: Task,
    /// The parts that may be changed, with their records and stages.
    parts: Vec<Standing>,
    today: Date,
}

/// A part with its record and its stages.
#[derive(Clone, Debug)]
struct Standing {
    task: Task,
    record: Record,
    stages: Vec<Record>,
}

/// A cell that does not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongCell {
    /// Code of the unit of the row, or the words that name none.
    pub unit: String,
    pub unit_name: (String, String),
    pub column: Column,
    pub why: Unfit,
}

impl WrongCell {
    /// Only nothing was typed yet where something is wanted.
    pub fn is_empty_cell(&self) -> bool {
        matches!(self.why, Unfit::Nothing | Unfit::NoDue)
    }

    /// 建昌镇，完成时限：已过。
    pub fn sentence(&self, lang: Lang) -> String {
        let name = lang.name(&self.unit_name.0, &self.unit_name.1);
        let (column, why) = (self.column.label(lang), self.why.sentence(lang));
        match lang {
            Lang::Zh => format!("{name}，{column}：{why}"),
            Lang::En => format!("{name}, {column}: {why}"),
        }
    }
}

/// What became of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrokenDown {
    /// So many tasks and stages were written.
    Done { tasks: usize, stages: usize },
    /// It says what stands already.
    Unchanged,
    /// Nothing was written: these cells do not do.
    Wrong(Vec<WrongCell>),
    /// Nothing was written: something stands otherwise, and nobody said why it is changed.
    NoReason,
    /// Nothing was written: somebody changed it since it was looked at.
    Changed,
}

impl BrokenDown {
    /// Why nothing was written; nothing where it was, or where it stood already.
    pub fn refusals(&self, lang: Lang) -> Vec<String> {
        match self {
            BrokenDown::Done { .. } | BrokenDown::Unchanged => Vec::new(),
            BrokenDown::Wrong(wrongs) => wrongs.iter().map(|wrong| wrong.sentence(lang)).collect(),
            BrokenDown::NoReason => {
                vec![lang.of("改动了已登记的分解，请写明理由", "something kept before is changed: say why").to_owned()]
            }
            BrokenDown::Changed => vec![
                lang.of(
                    "打开之后有人改过这份分解，请对照任务页核对，再保存即以您填的为准",
                    "somebody changed it since it was opened: look at the task’s page; kept again, yours holds",
                )
                .to_owned(),
            ],
        }
    }
}

impl Office {
    /// A task as it stands broken down, for those who break tasks down.
    pub fn breakdown(&self, actor: &Actor, code: &str) -> Result<Breakdown, Error> {
        allow(actor, Request::of(Action::KeepTasks))?;
        let page = self.task(actor, self.today, code)?;
        let (units, (parts, seen)) =
            self.store.read(&actor.scope(), |reader| Ok((crate::books::units(reader, None)?, parts(reader, code)?)))?;
        let indicator = page.counted.map(|counted| counted.indicator);
        let (open, fixed) = self.with_roll(actor.county, self.today, |roll| {
            let state = |part: &Standing| roll.task(&part.task.code).map_or(TaskState::Draft, |tasked| tasked.standing.state);
            let mut open: Vec<Standing> = Vec::new();
            let mut fixed: Vec<String> = Vec::new();
            for part in parts {
                match state(&part) {
                    TaskState::Withdrawn => {}
                    TaskState::Draft | TaskState::InHand if open.iter().all(|other| other.task.lead != part.task.lead) => {
                        open.push(part);
                    }
                    TaskState::Draft | TaskState::InHand | TaskState::Done => fixed.push(part.task.code.clone()),
                }
            }
            (open, fixed)
        })?;
        let whole = Whole {
            amount: page.task.target.or_else(|| sheet::counted(&page.task.results).map(|(amount, _)| amount)),
            due: page.task.due,
            recurs: page.task.recurrence != Recurrence::Once,
            stages: page.stages.iter().map(|stage| (stage.0, stage.1)).collect(),
        };
        let fixed = page.parts.into_iter().filter(|part| fixed.contains(&part.code)).collect();
        let mut breakdown = Breakdown {
            measure: measure(indicator.as_ref(), &page.task, &open),
            months: Vec::new(),
            typed: Typed::default(),
            row: page.row,
            task: page.task,
            today: self.today,
            parts: open,
            whole,
            indicator,
            fixed,
            seen,
            units,
        };
        breakdown.months = breakdown.columns();
        breakdown.typed = breakdown.standing();
        Ok(breakdown)
    }

    /// Keep a task broken down as it was typed: everything in one act, or nothing.
    pub fn break_down(&self, caller: &Caller, code: &str, typed: &Typed, seen: i64, reason: &str) -> Result<BrokenDown, Error> {
        let stands = self.breakdown(&caller.actor, code)?;
        let read = stands.read(typed);
        if !read.wrongs.is_empty() {
            return Ok(BrokenDown::Wrong(read.wrongs));
        }
        let changes = stands.changes(&read);
        // Pressed twice, or typed alike by two: it stands already, whoever kept it.
        if changes.is_empty() {
            return Ok(BrokenDown::Unchanged);
        }
        if stands.seen != seen {
            return Ok(BrokenDown::Changed);
        }
        if changes.corrects && reason.trim().is_empty() {
            return Ok(BrokenDown::NoReason);
        }
        let act = self.act(caller, "tasks.break_down", code, reason.trim());
        let known = act.recorded_at;
        let written = self.store.write(act, |tx| {
            if parts(&mut tx.clerk()?, code)?.1 != seen {
                return Err(Error::Changed);
            }
            let keys = tx.clerk()?.keys(&TASKS)?;
            let (rows, counted) = changes.rows(keys, known);
            crate::posting::enter(tx, rows, known)?;
            Ok::<_, Error>(counted)
        });
        match written {
            Ok(Written::Done { value: (tasks, stages), .. }) => Ok(BrokenDown::Done { tasks, stages }),
            Ok(Written::Already { .. }) => Ok(BrokenDown::Unchanged),
            Err(Error::Changed) => Ok(BrokenDown::Changed),
            Err(other) => Err(other),
        }
    }
}

/// The parts of a task with their stages, and the latest place of all that a breakdown shows.
fn parts(reader: &mut Reader<'_>, code: &str) -> Result<(Vec<Standing>, i64), store::Fault> {
    let (key, whole) = (vec![Value::Text(code.to_owned())], TASKS.column("whole_id").unwrap_or(0));
    let mut seen = reader.current(&TASKS, &key)?.map_or(0, |record| record.seq);
    let mut parts = Vec::new();
    for record in reader.records_with(&TASKS, &[(whole, key.clone())])? {
        let stages = reader.records_with(&TASK_STAGES, &[(0, vec![Value::Text(record.text("task_id").to_owned())])])?;
        seen = stages.iter().map(|stage| stage.seq).chain([record.seq, seen]).max().unwrap_or(seen);
        parts.extend(Task::from_record(&record).map(|task| Standing { task, record, stages }));
    }
    Ok((parts, seen))
}

/// The indicator's measure; else the one in which the whole or a part is told.
fn measure(indicator: Option<&Indicator>, task: &Task, parts: &[Standing]) -> Measure {
    let told = || std::iter::once(&task.results).chain(parts.iter().map(|part| &part.task.results));
    match indicator {
        Some(indicator) => indicator.measure.clone(),
        None => Measure::new(&told().find_map(|results| Some(sheet::counted(results)?.1)).unwrap_or_default(), ""),
    }
}

impl Breakdown {
    /// The cells of a sheet that do not do.
    pub fn wrongs(&self, typed: &Typed) -> Vec<WrongCell> {
        self.read(typed).wrongs
    }

    /// Months from now, or from the first stage there is, to the last that anything is due in.
    fn columns(&self) -> Vec<Period> {
        let stages = self.parts.iter().flat_map(|part| &part.stages);
        let kept: Vec<Period> = stages.filter_map(|stage| month(stage.int("month")?)).collect();
        let of = |day: Date| Period::month(day.year(), day.month().unsigned_abs());
        let year_end = Period::month(self.today.year(), 12);
        let dues = self.parts.iter().filter_map(|part| part.task.due).chain(self.whole.due).map(of);
        let last = dues.chain(kept.iter().copied()).max().unwrap_or(year_end);
        let mut next = kept.iter().copied().min().map_or(of(self.today), |first| first.min(of(self.today)));
        let mut months = Vec::new();
        while next <= last && months.len() < MOST_MONTHS {
            months.push(next);
            next = of(next.last_day().tomorrow().unwrap_or(next.last_day()));
        }
        months
    }

    /// What the rows come to, with what is not changed here, against the whole.
    pub fn balance(&self, typed: &Typed) -> Balance {
        let read = self.read(typed);
        let fixed: Vec<Goal> = self.fixed.iter().map(|row| self.result(&row.results).unwrap_or_default()).collect();
        Balance::of(self.whole.amount, read.rows.iter().map(|row| &row.part.goal).chain(&fixed))
    }

    /// What a result says, in the measure of the sheet.
    fn result(&self, text: &str) -> Result<Goal, Unfit> {
        Reading { measure: &self.measure, today: self.today }.result(text)
    }

    /// The groups of units that are there, each with how many it has.
    pub fn groups(&self) -> Vec<((String, String), usize)> {
        let mut groups: Vec<((String, String), usize)> = Vec::new();
        for unit in self.units.iter().filter(|unit| self.is_there(unit)) {
            match groups.iter_mut().find(|(name, _)| name.0 == unit.group) {
                Some((_, count)) => *count += 1,
                None => groups.push(((unit.group.clone(), unit.group_en.clone()), 1)),
            }
        }
        groups
    }

    /// The units of a group that are there, by their numbers.
    pub fn group(&self, name: &str) -> Vec<String> {
        let of_it = |unit: &&Unit| unit.group == name && self.is_there(unit);
        self.units.iter().filter(of_it).map(|unit| unit.code.clone()).collect()
    }

    /// Units that can be given a part, by number and name.
    pub fn choices(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(|unit| self.is_there(unit))
    }

    fn is_there(&self, unit: &Unit) -> bool {
        unit.existed(self.today, self.today)
    }

    /// The name of a unit, or the words that name none.
    pub fn unit_name(&self, code: &str) -> (String, String) {
        let unit = self.units.iter().find(|unit| unit.code == code);
        unit.map_or_else(|| (code.to_owned(), String::new()), |unit| (unit.name.clone(), unit.name_en.clone()))
    }

    /// A part of it was kept for this unit before.
    pub fn stands_for(&self, unit: &str) -> Option<&str> {
        self.part_of(unit).map(|part| part.task.code.as_str())
    }

    fn part_of(&self, unit: &str) -> Option<&Standing> {
        let number = self.units.iter().find(|other| other.code == unit)?.number;
        self.parts.iter().find(|part| part.task.lead == number)
    }

    /// The stages of a part as they are kept, month by month.
    fn kept_stages(part: &Standing) -> impl Iterator<Item = (Period, &Record)> {
        part.stages.iter().filter_map(|stage| Some((month(stage.int("month")?)?, stage)))
    }
}

/// A row as it was read.
#[derive(Clone, Debug)]
struct Row {
    unit: Unit,
    part: Part,
}

/// A sheet as it was read.
#[derive(Clone, Debug, Default)]
struct Read {
    rows: Vec<Row>,
    wrongs: Vec<WrongCell>,
}

/// The day of a column of a record.
fn day_in(record: &Record, column: &str) -> Option<Date> {
    record.int(column).and_then(day_of)
}
