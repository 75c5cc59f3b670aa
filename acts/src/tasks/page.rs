//! One task 任务: the sentence it was made of in its paragraph, its stages, its count, its steps, and what may be done next.

use super::{TaskQuery, TaskRow, may_step, steps_of};
use crate::accounts::person_behind;
use crate::books::Breadth;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period, day_of, end_of_day};
use domain::directives::Directive;
use domain::indicators::Indicator;
use domain::registers::{DIRECTIVES, TASK_STAGES, Value};
use domain::stage::Stage;
use domain::statistics::{Quantity, Query};
use domain::tasks::{Standing, Task, TaskStep, share_counted, share_due};

/// What an indicator counts of a task.
#[derive(Clone, Debug)]
pub struct Counted {
    pub indicator: Indicator,
    pub amount: i64,
    pub target: Option<i64>,
    /// Name of the figure, which is its address.
    pub figure: String,
}

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskStepRow {
    pub step: TaskStep,
    pub on: Date,
    pub number: String,
    pub share: Option<i64>,
    pub note: String,
    pub by: (String, String),
}

/// Everything about one task.
#[derive(Clone, Debug)]
pub struct TaskPage {
    pub row: TaskRow,
    pub task: Task,
    pub standing: Standing,
    pub directive: Option<Directive>,
    pub counted: Option<Counted>,
    /// Share done, in 0.01 %: counted, else as reported.
    pub share: Option<i64>,
    /// Share that was due by the last full month.
    pub share_due: Option<i64>,
    pub stages: Vec<(Period, i64, String)>,
    pub steps: Vec<TaskStepRow>,
    pub parts: Vec<TaskRow>,
    pub open: Vec<TaskStep>,
}

impl Office {
    /// A task as of a day.
    pub fn task(&self, actor: &Actor, as_of: Date, code: &str) -> Result<TaskPage, Error> {
        let asked = TaskQuery { words: code.to_owned(), ..TaskQuery::default() };
        let found = self.tasks(actor, as_of, &asked, 0, usize::MAX)?;
        let row = found.rows.into_iter().find(|row| row.code == code).ok_or(Error::NotFound)?;
        let (task, standing) = self
            .with_roll(actor.county, as_of, |roll| roll.task(code).map(|t| (t.task.clone(), t.standing.clone())))?
            .ok_or(Error::NotFound)?;
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let scope = Actor::system(actor.county, "supervision").scope();
        let (directive, stages, steps) = self.store.read(&scope, |reader| {
            let directive = reader.current(&DIRECTIVES, &[Value::Text(task.directive.clone())])?;
            let stages = reader.records_with(&TASK_STAGES, &[(0, vec![Value::Text(code.to_owned())])])?;
            let mut steps = Vec::new();
            for step in steps_of(reader, code)? {
                if instant.is_some_and(|instant| step.recorded_at > instant) {
                    continue;
                }
                let by = person_behind(reader, step.text("by"))?;
                let kinds = TaskStep::parse(step.text("step")).zip(step.int("on").and_then(day_of));
                steps.extend(kinds.map(|(kind, on)| TaskStepRow {
                    step: kind,
                    on,
                    number: step.text("number").to_owned(),
                    share: step.int("share"),
                    note: step.text("note").to_owned(),
                    by,
                }));
            }
            Ok((directive.as_ref().and_then(Directive::from_record), stages, steps))
        })?;
        let mut stages: Vec<(Period, i64, String)> =
            stages.iter().filter_map(|s| Some((month(s.int("month")?)?, s.int("share")?, s.text("plan").to_owned()))).collect();
        stages.sort_by_key(|s| s.0);
        let counted = self.count_of_task(actor, as_of, code)?;
        let of_count = counted.as_ref().and_then(|c| share_counted(c.amount, c.target?));
        let due: Vec<(Period, i64)> = stages.iter().map(|s| (s.0, s.1)).collect();
        let may = |step: &TaskStep| {
            let follows = standing.check(*step, self.today, "…", true).is_ok();
            instant.is_none() && follows && may_step(actor, &task, &standing, *step).is_ok()
        };
        let parts = self.tasks(actor, as_of, &TaskQuery { whole: code.to_owned(), ..TaskQuery::default() }, 0, 500)?.rows;
        Ok(TaskPage {
            share: of_count.or(standing.share),
            share_due: share_due(&due, as_of),
            open: TaskStep::ALL.into_iter().filter(may).collect(),
            row,
            directive,
            counted,
            stages,
            steps,
            parts,
            task,
            standing,
        })
    }

    /// What the ledger counts of a task in the year of its due day, at stage verified; `None`: no indicator counts it.
    pub fn count_of_task(&self, actor: &Actor, as_of: Date, code: &str) -> Result<Option<Counted>, Error> {
        let task = self.with_roll(actor.county, as_of, |roll| roll.task(code).map(|t| t.task.clone()))?;
        let Some((task, number)) = task.and_then(|task| task.indicator.map(|number| (task, number))) else { return Ok(None) };
        let year = task.due.map_or(as_of, |due| due.min(as_of)).year();
        let through = if year == as_of.year() { as_of.month().unsigned_abs() } else { 12 };
        let period = Period { year, from_month: 1, to_month: through };
        let scope = Actor::system(actor.county, "supervision").scope();
        let books = match self.books(&scope, period, as_of, Stage::Verified, Breadth::Figures) {
            Ok(books) => books,
            // Before the first record there is nothing to count.
            Err(Error::BeforeTheFirstRecord(..)) => return Ok(None),
            Err(other) => return Err(other),
        };
        let Some(indicator) = books.indicators.iter().find(|i| i.number == number).cloned() else { return Ok(None) };
        let statistics = books.statistics_of(&indicator, period);
        let mine = statistics.iter().find(|s| s.unit == task.lead);
        let amount = mine.and_then(|s| books.quantity(&indicator, s, Quantity::Cumulative, period));
        let query = Query {
            county: actor.county,
            indicator: indicator.code.clone(),
            part: String::new(),
            quantity: Quantity::Cumulative,
            unit: books.units.iter().find(|u| u.number == task.lead).map(|u| u.code.clone()),
            period,
            stage: Stage::Verified,
            as_of,
        };
        Ok(Some(Counted {
            amount: amount.map_or(0, |a| a.ratio.round(indicator.measure.decimals)),
            target: task.target,
            figure: query.to_string(),
            indicator,
        }))
    }
}

pub(super) fn month(number: i64) -> Option<Period> {
    let year = i16::try_from(number / 100).ok()?;
    let month = u8::try_from(number % 100).ok().filter(|m| (1..=12).contains(m))?;
    Some(Period::month(year, month))
}
