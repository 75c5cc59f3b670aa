//! One problem on site 现场问题: its steps with who took them, how it climbed, and what this person may do next.

use super::list::{ProblemRow, Shelf};
use super::{may_step, on_site, steps_of, whose};
use crate::accounts::person_behind;
use crate::orders::names;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, day_of, end_of_day};
use domain::lang::Lang;
use domain::registers::Record;
use domain::site_problems::{Climbed, Level, Step};

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemStepRow {
    pub step: Step,
    pub on: Date,
    /// The level after it, from 1.
    pub level: usize,
    pub unit_name: (String, String),
    pub due: Option<Date>,
    pub note: String,
    pub by: (String, String),
    pub recorded_at: i64,
}

/// Everything about one problem.
#[derive(Clone, Debug)]
pub struct ProblemPage {
    pub row: ProblemRow,
    pub visitor: String,
    pub steps: Vec<ProblemStepRow>,
    pub climbs: Vec<Climbed>,
    /// The day on which it climbs next if nothing is done.
    pub climbs_on: Option<Date>,
    pub levels: Vec<Level>,
    /// The rule of the climb, in Chinese and English.
    pub rule: (String, String),
    /// Steps this person may take today.
    pub open: Vec<Step>,
}

impl Office {
    /// A problem as of a day.
    pub fn site_problem(&self, actor: &Actor, as_of: Date, code: &str) -> Result<ProblemPage, Error> {
        if !actor.scope().business() {
            return Err(Error::NotFound);
        }
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let scope = Actor::system(actor.county, "supervision").scope();
        let (shelf, steps, whose) = self.store.read(&scope, |reader| {
            let shelf = Shelf::read(reader, instant)?;
            let mut records = steps_of(reader, code)?;
            records.retain(|step| instant.is_none_or(|instant| step.recorded_at <= instant));
            let mut steps = Vec::with_capacity(records.len());
            for step in &records {
                steps.extend(step_row(step, &shelf, person_behind(reader, step.text("by"))?));
            }
            let record = shelf.problems.iter().find(|(record, _)| record.text("problem_id") == code);
            let whose = record.map(|(record, _)| whose(reader, record)).transpose()?.flatten();
            Ok((shelf, steps, whose))
        })?;
        let found = shelf.problems.iter().find(|(record, _)| record.text("problem_id") == code);
        let ((record, problem), whose) = found.zip(whose).ok_or(Error::NotFound)?;
        let (climb, levels) = (&shelf.climb, shelf.climb.levels.in_force(problem.found_on));
        let row = shelf.row(record, problem, as_of)?;
        let mut open = Vec::new();
        if instant.is_none() {
            let by_leader = levels[row.level - 1].by_leader;
            for &step in problem.state.followed_by() {
                let may = self
                    .store
                    .read(&scope, |reader| Ok(may_step(reader, actor, &whose, problem.unit, step.action(by_leader)).is_ok()))?;
                let top = step == Step::Raised && row.level >= levels.len();
                open.extend((may && !top).then_some(step));
            }
        }
        Ok(ProblemPage {
            visitor: record.text("visitor").to_owned(),
            steps,
            climbs: problem.climbs(levels, &climb.days, as_of).map_err(on_site)?,
            climbs_on: problem.climbs_on(levels, &climb.days, as_of).ok().flatten(),
            levels: levels.to_vec(),
            rule: (climb.levels.sentence(problem.found_on, Lang::Zh), climb.levels.sentence(problem.found_on, Lang::En)),
            open,
            row,
        })
    }
}

fn step_row(record: &Record, shelf: &Shelf, by: (String, String)) -> Option<ProblemStepRow> {
    let day = |column: &str| record.int(column).and_then(day_of);
    let unit = record.int("unit_id").and_then(|n| shelf.units.iter().find(|u| i64::from(u.number) == n));
    Some(ProblemStepRow {
        step: Step::parse(record.text("step"))?,
        on: day("on")?,
        level: record.int("level").and_then(|n| usize::try_from(n).ok())?,
        unit_name: names(unit),
        due: day("due_on"),
        note: record.text("note").to_owned(),
        by,
        recorded_at: record.recorded_at,
    })
}
