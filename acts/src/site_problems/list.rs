//! The list of problems on site 问题清单, the most pressing first.

use super::{Climb, on_site};
use crate::orders::names;
use crate::{Error, Office, books};
use domain::actors::Actor;
use domain::calendar::{Date, day_of, end_of_day};
use domain::registers::{KEY_PROJECTS, PROJECTS, Record, SITE_PROBLEM_STEPS, SITE_PROBLEMS};
use domain::site_problems::{Problem, State, Taken};
use domain::units::Unit;
use std::collections::HashMap;
use store::{Fault, Reader};

/// Which problems are asked for.
#[derive(Clone, Debug, Default)]
pub struct ProblemQuery {
    /// Of these projects, by register and key; none: all.
    pub projects: Vec<(&'static str, String)>,
    /// Code of the unit that has to solve it; empty: all.
    pub unit: String,
    pub state: Option<State>,
    /// Only those that lie at this level, from 1.
    pub level: Option<usize>,
    /// Those that are over, too.
    pub over: bool,
    /// Words of the problem, or its number.
    pub words: String,
}

/// One problem of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemRow {
    pub code: String,
    pub problem: String,
    /// Register, key and names of the project.
    pub project: (&'static str, String, (String, String)),
    pub unit: String,
    pub unit_name: (String, String),
    pub state: State,
    /// The level it lies at, from 1, with its names.
    pub level: usize,
    pub level_name: (String, String),
    pub found_on: Date,
    pub due: Option<Date>,
    pub is_late: bool,
    pub closed_on: Option<Date>,
}

/// Every problem there is, with what a list says of it.
pub(crate) struct Shelf {
    pub climb: Climb,
    pub problems: Vec<(Record, Problem)>,
    pub units: std::sync::Arc<Vec<Unit>>,
    projects: [std::sync::Arc<Vec<Record>>; 2],
}

impl Shelf {
    pub fn read(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Shelf, Fault> {
        let mut steps: HashMap<String, Vec<Record>> = HashMap::new();
        for step in reader.records(&SITE_PROBLEM_STEPS, as_of)?.iter() {
            steps.entry(step.text("problem_id").to_owned()).or_default().push(step.clone());
        }
        let lived = |record: &Record| {
            let mut steps = steps.remove(record.text("problem_id"))?;
            steps.sort_by_key(|step| step.int("place"));
            Some((record.clone(), Problem::of(steps.iter().filter_map(Taken::from_record))?))
        };
        Ok(Shelf {
            problems: reader.records(&SITE_PROBLEMS, as_of)?.iter().filter_map(lived).collect(),
            climb: Climb::read(reader, as_of)?,
            units: books::units(reader, as_of)?,
            projects: [reader.records(&PROJECTS, as_of)?, reader.records(&KEY_PROJECTS, as_of)?],
        })
    }

    pub fn row(&self, record: &Record, problem: &Problem, today: Date) -> Result<ProblemRow, Error> {
        let levels = self.climb.levels.in_force(problem.found_on);
        let level = problem.level(levels, &self.climb.days, today).map_err(on_site)?;
        let unit = self.units.iter().find(|u| Some(u.number) == problem.unit);
        Ok(ProblemRow {
            code: record.text("problem_id").to_owned(),
            problem: record.text("problem").to_owned(),
            project: self.project(record),
            unit: unit.map_or_else(String::new, |u| u.code.clone()),
            unit_name: names(unit),
            state: problem.state,
            level: level + 1,
            level_name: (levels[level].name.to_string(), levels[level].name_en.to_string()),
            found_on: record.int("found_on").and_then(day_of).unwrap_or(problem.found_on),
            due: problem.due,
            is_late: problem.is_late(today),
            closed_on: problem.closed_on,
        })
    }

    fn project(&self, record: &Record) -> (&'static str, String, (String, String)) {
        let promoted = record.text("project_id");
        let (register, column, key) = if promoted.is_empty() {
            (&KEY_PROJECTS, "key_project_id", record.text("key_project_id"))
        } else {
            (&PROJECTS, "project_id", promoted)
        };
        let all = &self.projects[usize::from(promoted.is_empty())];
        let found = all.iter().find(|p| p.text(column) == key);
        let name = found.map_or_else(Default::default, |p| (p.text("name").to_owned(), p.text("name_en").to_owned()));
        (register.noun, key.to_owned(), name)
    }
}

impl Office {
    /// Problems known as of a day, late ones first, then by level, then by what is due.
    pub fn site_problems(&self, actor: &Actor, as_of: Date, asked: &ProblemQuery) -> Result<Vec<ProblemRow>, Error> {
        if !actor.scope().business() {
            return Err(Error::NotFound);
        }
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let scope = Actor::system(actor.county, "supervision").scope();
        let shelf = self.store.read(&scope, |reader| Shelf::read(reader, instant))?;
        if !asked.unit.is_empty() && !shelf.units.iter().any(|u| u.code == asked.unit) {
            return Err(Error::UnknownUnit(asked.unit.clone()));
        }
        let mut rows = Vec::new();
        for (record, problem) in &shelf.problems {
            let row = shelf.row(record, problem, as_of)?;
            let meant = (asked.projects.is_empty()
                || asked.projects.iter().any(|p| p.0 == row.project.0 && p.1 == row.project.1))
                && (asked.unit.is_empty() || row.unit == asked.unit)
                && asked.state.is_none_or(|state| row.state == state)
                && asked.level.is_none_or(|level| row.level == level)
                && (asked.over || asked.state.is_some() || row.state != State::Closed)
                && (asked.words.is_empty() || row.problem.contains(&asked.words) || row.code == asked.words);
            if meant {
                rows.push(row);
            }
        }
        rows.sort_by_key(|row| {
            let over = row.state == State::Closed;
            (over, !row.is_late, usize::MAX - row.level, row.due.unwrap_or(row.found_on), row.code.clone())
        });
        Ok(rows)
    }
}
