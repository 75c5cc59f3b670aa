//! Problems on site 现场办公: written down at a project, decided on, raised, solved, struck off; one function takes every step, and
//! what may follow is asked of `domain::site_problems` inside the transaction.

mod list;
mod page;

pub(crate) use list::Shelf;
pub use list::{ProblemQuery, ProblemRow};
pub use page::{ProblemPage, ProblemStepRow};

use crate::acting::{Caller, allow, relation};
use crate::intake::Row;
use crate::orders::files_of;
use crate::posting::enter;
use crate::supervision::{day, row, rules, text, unit_there};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, WorkingDays, day_number};
use domain::lang::Lang;
use domain::policy::{Action, Relation, Request};
use domain::registers::{KEY_PROJECTS, PROJECTS, Record, SITE_PROBLEM_LEVELS, SITE_PROBLEM_STEPS, SITE_PROBLEMS, Value};
use domain::returns::Status;
use domain::site_problems::{Level, Levels, Problem, Refusal, State, Step, Taken, Wish};
use store::{Fault, Reader, Written};

/// A problem as it is written down, with what was decided on the spot.
#[derive(Clone, Debug, Default)]
pub struct NewProblem<'a> {
    pub problem: &'a str,
    /// One of the two: a promoted project, or a key project.
    pub project: &'a str,
    pub key_project: &'a str,
    /// Who led the visit.
    pub visitor: &'a str,
    /// Empty: nothing was decided yet.
    pub decision: &'a str,
    pub unit: &'a str,
    pub due: Option<Date>,
}

/// A step as somebody wants to take it.
#[derive(Clone, Copy, Debug)]
pub struct ProblemDoing<'a> {
    pub step: Step,
    /// Code of the unit that is to solve it.
    pub unit: &'a str,
    pub due: Option<Date>,
    pub note: &'a str,
    /// Steps that were seen: another one meanwhile, and nothing is done.
    pub seen: u32,
}

impl ProblemDoing<'_> {
    pub fn of(step: Step, seen: u32) -> ProblemDoing<'static> {
        ProblemDoing { step, unit: "", due: None, note: "", seen }
    }
}

/// What the climb is reckoned by.
pub(crate) struct Climb {
    pub levels: Levels,
    pub days: WorkingDays,
}

impl Climb {
    pub fn read(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Climb, Fault> {
        let levels = Levels::from_records(reader.records(&SITE_PROBLEM_LEVELS, as_of)?.iter());
        Ok(Climb { levels, days: rules(reader, as_of)?.days().clone() })
    }
}

impl Office {
    /// Write a problem down. What was decided on the spot is its second step, in the same act. Gives its number.
    pub fn record_problem(&self, caller: &Caller, new: &NewProblem<'_>) -> Result<String, Error> {
        let projects = [new.project, new.key_project].iter().filter(|code| !code.is_empty()).count();
        let recorded = Problem::record(new.problem, projects, self.today).map_err(Error::OnSite)?;
        let act = self.act(caller, "site_problems.record", new.problem.trim(), new.decision.trim());
        let known = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let mut reader = tx.clerk()?;
            let whose = project_of(&mut reader, new.project, new.key_project)?.ok_or(Error::NotFound)?;
            may_step(&mut reader, &caller.actor, &whose, None, Step::Recorded.action(false))?;
            let keys = reader.keys(&SITE_PROBLEMS)?;
            let code = crate::supervision::following(&SITE_PROBLEMS, keys.iter());
            let mut steps = vec![(recorded, "", 0)];
            if !new.decision.trim().is_empty() {
                let climb = Climb::read(&mut reader, None)?;
                let levels = climb.levels.in_force(self.today);
                let by_leader = levels.first().is_some_and(|level| level.by_leader);
                may_step(&mut reader, &caller.actor, &whose, None, Step::Decided.action(by_leader))?;
                let unit = unit_named(&mut reader, new.unit, self.today)?;
                let wish = Wish { unit, due: new.due, note: new.decision, ..Wish::of(Step::Decided, self.today) };
                let problem = Problem::of([recorded]).ok_or(Error::NotFound)?;
                steps.push((problem.check(&wish, levels, &climb.days).map_err(Error::OnSite)?, new.decision, 0));
            }
            let unit = steps.last().and_then(|(taken, ..)| taken.unit);
            let number = |unit: Option<i32>| unit.map_or(Value::Null, |unit| Value::Int(unit.into()));
            let values = row(
                &SITE_PROBLEMS,
                &[
                    ("problem_id", text(&code)),
                    ("problem", text(new.problem)),
                    ("found_on", Value::Int(day_number(self.today))),
                    ("project_id", text(new.project)),
                    ("key_project_id", text(new.key_project)),
                    ("visitor", text(new.visitor)),
                    ("found_by", number(caller.actor.unit)),
                    ("unit_id", number(unit)),
                ],
            );
            let mut rows = vec![Row { register: &SITE_PROBLEMS, values, recorded_at: known }];
            for (place, (taken, note, evidence)) in (1..).zip(steps) {
                rows.push(Row {
                    register: &SITE_PROBLEM_STEPS,
                    values: step_row(&code, place, &taken, note, evidence, &caller.actor),
                    recorded_at: known,
                });
            }
            enter(tx, rows, known)?;
            Ok::<_, Error>(code)
        })?;
        match written {
            Written::Done { value, .. } => Ok(value),
            // The same form came twice: the problem it wrote down is the newest of these words.
            Written::Already { .. } => self.recorded_before(caller, new.problem.trim()),
        }
    }

    /// May somebody write down a problem of this project?
    pub fn may_record_problem(&self, actor: &Actor, register: &str, key: &str) -> Result<bool, Error> {
        let scope = Actor::system(actor.county, "supervision").scope();
        Ok(self.store.read(&scope, |reader| {
            let (project, key_project) = if register == PROJECTS.noun { (key, "") } else { ("", key) };
            let Some(whose) = project_of(reader, project, key_project)? else { return Ok(false) };
            Ok(may_step(reader, actor, &whose, None, Step::Recorded.action(false)).is_ok())
        })?)
    }

    /// The levels in force on a day.
    pub fn problem_levels(&self, actor: &Actor, as_of: Date) -> Result<Vec<Level>, Error> {
        let records = self.store.read(&actor.scope(), |reader| reader.records(&SITE_PROBLEM_LEVELS, None))?;
        Ok(Levels::from_records(records.iter()).in_force(as_of).to_vec())
    }

    fn recorded_before(&self, caller: &Caller, words: &str) -> Result<String, Error> {
        let all = self.store.read(&caller.actor.scope(), |reader| reader.records(&SITE_PROBLEMS, None))?;
        let newest = all.iter().filter(|r| r.text("problem") == words).max_by_key(|r| r.seq).ok_or(Error::NotFound)?;
        Ok(newest.text("problem_id").to_owned())
    }

    /// Take a step of a problem.
    pub fn step_problem(&self, caller: &Caller, code: &str, doing: &ProblemDoing<'_>) -> Result<(), Error> {
        let subject = format!("{code} {}", doing.step.label(Lang::Zh));
        let act = self.act(caller, &format!("site_problems.{}", doing.step.code()), subject, doing.note.trim());
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let mut reader = tx.clerk()?;
            let (mut record, problem) = problem_of(&mut reader, code)?.ok_or(Error::NotFound)?;
            let climb = Climb::read(&mut reader, None)?;
            let levels = climb.levels.in_force(problem.found_on);
            let level = problem.level(levels, &climb.days, self.today).map_err(on_site)?;
            let whose = whose(&mut reader, &record)?.ok_or(Error::NotFound)?;
            may_step(&mut reader, &caller.actor, &whose, problem.unit, doing.step.action(levels[level].by_leader))?;
            if problem.steps != doing.seen {
                return Err(Error::Changed);
            }
            let unit = unit_named(&mut reader, doing.unit, self.today)?;
            let evidence = files_of(&mut reader, SITE_PROBLEMS.noun, code)?;
            let wish = Wish { step: doing.step, on: self.today, unit, due: doing.due, note: doing.note, evidence };
            let taken = problem.check(&wish, levels, &climb.days).map_err(Error::OnSite)?;
            let values = step_row(code, problem.steps + 1, &taken, doing.note, evidence, &caller.actor);
            let mut rows = vec![Row { register: &SITE_PROBLEM_STEPS, values, recorded_at: known }];
            if taken.unit != problem.unit
                && let Some((column, unit)) = SITE_PROBLEMS.column("unit_id").zip(taken.unit)
            {
                record.values[column] = Value::Int(unit.into());
                rows.insert(0, Row { register: &SITE_PROBLEMS, values: record.values, recorded_at: known });
            }
            enter(tx, rows, known)?;
            Ok::<_, Error>(())
        })?;
        Ok(())
    }
}

pub(crate) fn on_site(gone: domain::calendar::NoNotice) -> Error {
    Error::OnSite(Refusal::from(gone))
}

fn unit_named(reader: &mut Reader<'_>, code: &str, today: Date) -> Result<Option<i32>, Error> {
    if code.is_empty() { Ok(None) } else { Ok(Some(unit_there(reader, code, today)?.number)) }
}

/// The project whose problem it is: a promoted project, or a key project.
fn project_of(reader: &mut Reader<'_>, project: &str, key_project: &str) -> Result<Option<Record>, Fault> {
    let (register, code) = if project.is_empty() { (&KEY_PROJECTS, key_project) } else { (&PROJECTS, project) };
    reader.current(register, &[Value::Text(code.to_owned())])
}

pub(crate) fn whose(reader: &mut Reader<'_>, record: &Record) -> Result<Option<Record>, Fault> {
    project_of(reader, record.text("project_id"), record.text("key_project_id"))
}

/// May somebody do this with a problem of this project? It is theirs who keep the project, and theirs who have to solve it.
pub(crate) fn may_step(
    reader: &mut Reader<'_>,
    actor: &Actor,
    project: &Record,
    unit: Option<i32>,
    action: Action,
) -> Result<(), Error> {
    let of_unit = relation(actor, unit, None);
    // Answering and striking off are between the office and the unit that solves it; that unit raises it, too.
    let between = matches!(action, Action::AnswerOrder | Action::ReviewOrder);
    let raises = action == Action::RecordProblem && of_unit == Relation::Own;
    let relation = if between || raises { of_unit } else { crate::registers::relation(reader, actor, project)? };
    allow(actor, Request { action, relation, status: Status::NoDuty, open: false })
}

fn step_row(code: &str, place: u32, taken: &Taken, note: &str, evidence: u32, actor: &Actor) -> Vec<Value> {
    let files = matches!(taken.step, Step::Solved | Step::Closed).then_some(evidence);
    row(
        &SITE_PROBLEM_STEPS,
        &[
            ("problem_id", text(code)),
            ("place", Value::Int(place.into())),
            ("step", text(taken.step.code())),
            ("on", Value::Int(day_number(taken.on))),
            ("level", Value::Int(i64::try_from(taken.level + 1).unwrap_or(1))),
            ("unit_id", taken.unit.map_or(Value::Null, |unit| Value::Int(unit.into()))),
            ("due_on", day(taken.due)),
            ("note", text(note)),
            ("evidence", files.map_or(Value::Null, |n| Value::Int(n.into()))),
            ("by", text(&actor.name)),
        ],
    )
}

/// A problem with the life its steps come to.
pub(crate) fn problem_of(reader: &mut Reader<'_>, code: &str) -> Result<Option<(Record, Problem)>, Fault> {
    let Some(record) = reader.current(&SITE_PROBLEMS, &[Value::Text(code.to_owned())])? else { return Ok(None) };
    let steps = steps_of(reader, code)?;
    Ok(Problem::of(steps.iter().filter_map(Taken::from_record)).map(|problem| (record, problem)))
}

/// The steps of a problem in their order.
pub(crate) fn steps_of(reader: &mut Reader<'_>, code: &str) -> Result<Vec<Record>, Fault> {
    let mut steps = reader.records_with(&SITE_PROBLEM_STEPS, &[(0, vec![Value::Text(code.to_owned())])])?;
    steps.sort_by_key(|step| step.int("place"));
    Ok(steps)
}

/// What a problem was struck off on is not taken back.
pub(crate) fn is_judged(reader: &mut Reader<'_>, code: &str) -> Result<bool, Fault> {
    Ok(problem_of(reader, code)?.is_some_and(|(_, problem)| problem.state == State::Closed))
}
