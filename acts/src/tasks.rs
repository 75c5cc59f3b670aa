//! Tasks 任务: broken down, issued with a number, told of, completed on evidence or by the count; listed the most pressing first.

pub mod breakdown;
mod page;

pub use page::{Counted, TaskPage, TaskStepRow};

use crate::acting::{Caller, allow, relation};
use crate::intake::Row;
use crate::orders::files_of;
use crate::posting::enter;
use crate::supervision::{row, text};
use crate::{Error, Office, Rows};
use domain::actors::Actor;
use domain::calendar::{Date, day_number};
use domain::policy::{Action, Request};
use domain::registers::{Record, TASK_STEPS, TASKS, Value};
use domain::returns::Status;
use domain::supervision::Slip;
use domain::tasks::{Recurrence, Standing, Task, TaskState, TaskStep};
use store::{Fault, Reader};

/// A step of a task as somebody wants to take it.
#[derive(Clone, Copy, Debug)]
pub struct TaskDoing<'a> {
    pub step: TaskStep,
    /// Number of the document it is issued by.
    pub number: &'a str,
    /// Share done, in 0.01 %, where no indicator counts.
    pub share: Option<i64>,
    pub note: &'a str,
    /// Steps that were seen.
    pub seen: u32,
}

impl TaskDoing<'_> {
    pub fn of(step: TaskStep, seen: u32) -> TaskDoing<'static> {
        TaskDoing { step, number: "", share: None, note: "", seen }
    }
}

/// Which tasks are asked for.
#[derive(Clone, Debug, Default)]
pub struct TaskQuery {
    /// Code of a unit that leads or supports; empty: all.
    pub unit: String,
    pub state: Option<TaskState>,
    pub slip: Option<Slip>,
    /// Only those made of this directive.
    pub directive: String,
    /// Only parts of this task.
    pub whole: String,
    pub words: String,
}

/// One task of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    pub code: String,
    pub action: String,
    pub unit: String,
    pub unit_name: (String, String),
    pub supports: Vec<(String, String)>,
    pub state: TaskState,
    pub slip: Option<Slip>,
    pub due: Option<Date>,
    pub recurrence: Recurrence,
    pub results: String,
    pub directive: String,
    pub number: String,
    pub span: Option<(usize, usize)>,
    pub done_on: Option<Date>,
}

impl Office {
    /// Tasks as of a day: those after `skip`, at most `take`. Before they are issued only the office that keeps them sees them.
    pub fn tasks(&self, actor: &Actor, as_of: Date, asked: &TaskQuery, skip: usize, take: usize) -> Result<Rows<TaskRow>, Error> {
        if !actor.scope().business() {
            return Err(Error::NotFound);
        }
        let keeps = keeps(actor);
        self.with_roll(actor.county, as_of, |roll| {
            let bands = roll.bands(as_of)?;
            let unit = roll.unit_of_code(&asked.unit);
            if !asked.unit.is_empty() && unit.is_none() {
                return Err(Error::UnknownUnit(asked.unit.clone()));
            }
            let mut tasks = Rows::none();
            for tasked in roll.tasks() {
                let crate::supervision::Tasked { task, standing, due } = tasked;
                let meant = (keeps || standing.state != TaskState::Draft)
                    && unit.is_none_or(|unit| task.lead == unit.number || task.supports.contains(&unit.code))
                    && asked.state.is_none_or(|state| standing.state == state)
                    && (asked.directive.is_empty() || task.directive == asked.directive)
                    && (asked.whole.is_empty() || task.whole == asked.whole)
                    && (asked.words.is_empty() || task.action.contains(&asked.words) || task.code == asked.words);
                if !meant {
                    continue;
                }
                let slip = tasked.slip(&bands);
                if asked.slip.is_some_and(|wanted| slip != Some(wanted)) {
                    continue;
                }
                tasks.total += 1;
                if tasks.total > skip && tasks.rows.len() < take {
                    tasks.rows.push(task_row(roll, task, standing, slip, *due));
                }
            }
            Ok(tasks)
        })?
    }

    /// Take a step of one or several tasks in one act: all of them or none.
    pub fn step_tasks(&self, caller: &Caller, codes: &[&str], doing: &TaskDoing<'_>) -> Result<(), Error> {
        let subject = format!("{} {}", codes.join(" "), doing.step.label(domain::lang::Lang::Zh));
        let act = self.act(caller, &format!("tasks.{}", doing.step.code()), subject, doing.note.trim());
        let known = act.recorded_at;
        // What an indicator counts is read before the write begins: it only grows while the books are open.
        let reached: Vec<bool> = codes.iter().map(|code| self.is_reached(caller, code, doing.step)).collect::<Result<_, _>>()?;
        self.store.write(act, |tx| {
            let mut rows = Vec::new();
            for (code, reached) in codes.iter().zip(&reached) {
                let mut reader = tx.clerk()?;
                let task = task_of(&mut reader, code)?.ok_or(Error::NotFound)?;
                let stands = standing(&mut reader, code)?.unwrap_or_default();
                may_step(&caller.actor, &task, &stands, doing.step)?;
                if codes.len() == 1 && stands.steps != doing.seen {
                    return Err(Error::Changed);
                }
                let files = files_of(&mut reader, TASKS.noun, code)?;
                let proved = files > 0 || *reached;
                stands.check(doing.step, self.today, doing.note, proved).map_err(Error::Task)?;
                let values = step_row(code, &stands, doing, self.today, files, &caller.actor);
                rows.push(Row { register: &TASK_STEPS, values, recorded_at: known });
            }
            enter(tx, rows, known)?;
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    fn is_reached(&self, caller: &Caller, code: &str, step: TaskStep) -> Result<bool, Error> {
        if step != TaskStep::Done {
            return Ok(false);
        }
        let counted = self.count_of_task(&caller.actor, self.today, code)?;
        Ok(counted.is_some_and(|c| c.target.is_some_and(|target| c.amount >= target)))
    }
}

fn keeps(actor: &Actor) -> bool {
    allow(actor, Request::of(Action::KeepTasks)).is_ok()
}

fn task_row(roll: &crate::supervision::Roll, task: &Task, standing: &Standing, slip: Option<Slip>, due: Option<Date>) -> TaskRow {
    let lead = roll.unit(task.lead);
    let name = |code: &String| {
        let unit = roll.unit_of_code(code);
        unit.map_or_else(|| (code.clone(), String::new()), |u| (u.name.clone(), u.name_en.clone()))
    };
    TaskRow {
        code: task.code.clone(),
        action: task.action.clone(),
        unit: lead.map_or_else(String::new, |u| u.code.clone()),
        unit_name: lead.map_or_else(Default::default, |u| (u.name.clone(), u.name_en.clone())),
        supports: task.supports.iter().map(name).collect(),
        state: standing.state,
        slip,
        due,
        recurrence: task.recurrence,
        results: task.results.clone(),
        directive: task.directive.clone(),
        number: standing.number.clone(),
        span: task.span,
        done_on: standing.done_on,
    }
}

/// May somebody take this step of this task? The unit that leads tells of it; the office does the rest.
pub(crate) fn may_step(actor: &Actor, task: &Task, standing: &Standing, step: TaskStep) -> Result<(), Error> {
    if standing.state == TaskState::Draft && !keeps(actor) {
        return Err(Error::NotFound);
    }
    let action = match step {
        TaskStep::Reported => Action::AnswerOrder,
        TaskStep::Issued | TaskStep::Done | TaskStep::Withdrawn | TaskStep::Reopened => Action::KeepTasks,
    };
    let relation = relation(actor, Some(task.lead), None);
    allow(actor, Request { action, relation, status: Status::NoDuty, open: false })
}

fn step_row(code: &str, stands: &Standing, doing: &TaskDoing<'_>, today: Date, files: u32, actor: &Actor) -> Vec<Value> {
    row(
        &TASK_STEPS,
        &[
            ("task_id", text(code)),
            ("place", Value::Int(i64::from(stands.steps) + 1)),
            ("step", text(doing.step.code())),
            ("on", Value::Int(day_number(today))),
            ("number", text(doing.number)),
            ("share", doing.share.map_or(Value::Null, Value::Int)),
            ("note", text(doing.note)),
            ("evidence", Value::Int(files.into())),
            ("by", text(&actor.name)),
        ],
    )
}

pub(crate) fn task_of(reader: &mut Reader<'_>, code: &str) -> Result<Option<Task>, Fault> {
    let record = reader.current(&TASKS, &[Value::Text(code.to_owned())])?;
    Ok(record.as_ref().and_then(Task::from_record))
}

/// What the steps of a task come to; `None` if there is no such task.
pub(crate) fn standing(reader: &mut Reader<'_>, code: &str) -> Result<Option<Standing>, Fault> {
    if reader.current(&TASKS, &[Value::Text(code.to_owned())])?.is_none() {
        return Ok(None);
    }
    let mut standing = Standing::default();
    steps_of(reader, code)?.iter().for_each(|step| standing.take_record(step));
    Ok(Some(standing))
}

/// The steps of a task in their order.
pub(crate) fn steps_of(reader: &mut Reader<'_>, code: &str) -> Result<Vec<Record>, Fault> {
    let mut steps = reader.records_with(&TASK_STEPS, &[(0, vec![Value::Text(code.to_owned())])])?;
    steps.sort_by_key(|step| step.int("place"));
    Ok(steps)
}
