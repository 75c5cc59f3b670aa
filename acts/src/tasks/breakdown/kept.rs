//! Kept 入账: the tasks and stages that a sheet asks for beyond what stands.

use super::{Breakdown, Read, Row, Standing};
use crate::intake;
use crate::supervision::{day, row, text};
use domain::calendar::Period;
use domain::registers::{Record, TASK_STAGES, TASKS, Value};
use domain::tasks::Recurrence;
use domain::tasks::breakdown::{Goal, stages};

/// A task with its stages, as rows.
struct Change {
    /// The part that stands; none: a new one, which has no number yet.
    code: Option<String>,
    task: Option<Vec<Value>>,
    stages: Vec<Vec<Value>>,
}

/// What is to be written.
#[derive(Default)]
pub(super) struct Changes {
    list: Vec<Change>,
    /// Something that stands is changed.
    pub corrects: bool,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The rows, new parts numbered; and how many are of tasks and of stages.
    pub fn rows(&self, mut keys: Vec<String>, known: i64) -> (Vec<intake::Row>, (usize, usize)) {
        let (mut tasks, mut all) = (Vec::new(), Vec::new());
        for change in &self.list {
            let code = change.code.clone().unwrap_or_else(|| crate::supervision::following(&TASKS, keys.iter()));
            let numbered = |values: &Vec<Value>| {
                let mut values = values.clone();
                values[0] = Value::Text(code.clone());
                values
            };
            tasks.extend(change.task.as_ref().map(numbered));
            all.extend(change.stages.iter().map(numbered));
            keys.push(code.clone());
        }
        let counted = (tasks.len(), all.len());
        let of =
            |register: &'static domain::registers::Register| move |values| intake::Row { register, values, recorded_at: known };
        (tasks.into_iter().map(of(&TASKS)).chain(all.into_iter().map(of(&TASK_STAGES))).collect(), counted)
    }
}

impl Breakdown {
    pub(super) fn changes(&self, read: &Read) -> Changes {
        let mut changes = Changes::default();
        for row in &read.rows {
            let part = self.part_of(&row.unit.code);
            let task = self.task_row(row, part);
            let task = Some(task).filter(|task| part.is_none_or(|part| part.record.values != *task));
            let kept: Vec<(Period, &Record)> = part.map(|part| Breakdown::kept_stages(part).collect()).unwrap_or_default();
            let stages: Vec<Vec<Value>> = self
                .stage_rows(row, part.map_or("", |part| part.task.code.as_str()))
                .into_iter()
                .filter(|(month, values)| kept.iter().all(|(other, stage)| other != month || stage.values != *values))
                .map(|(month, values)| {
                    changes.corrects |= kept.iter().any(|(other, _)| *other == month);
                    values
                })
                .collect();
            changes.corrects |= part.is_some() && task.is_some();
            if task.is_some() || !stages.is_empty() {
                changes.list.push(Change { code: part.map(|part| part.task.code.clone()), task, stages });
            }
        }
        changes
    }

    /// The record of a part: what the sheet says in the place of what stands, and the rest of the whole's. A result that was left
    /// as it stands leaves what counts it, too.
    fn task_row(&self, read: &Row, part: Option<&Standing>) -> Vec<Value> {
        let before = part.map(|part| &part.record);
        let stays = part.is_some_and(|part| self.result(&self.result_of(&part.task)).as_ref() == Ok(&read.part.goal));
        let results = self.results(&read.part.goal);
        let target = match read.part.goal {
            Goal::Amount(amount) if self.indicator.is_some() => Value::Int(amount),
            Goal::Amount(_) | Goal::Open | Goal::Words(_) | Goal::Share(..) => Value::Null,
        };
        let counted = self.task.indicator.filter(|_| target != Value::Null);
        let said = [
            ("due_on", day(read.part.due)),
            ("results", text(&results)),
            ("indicator_id", counted.map_or(Value::Null, |number| Value::Int(number.into()))),
            ("target", target),
        ];
        let place = |from: bool| {
            let span = self.task.span.map(|(start, end)| if from { start } else { end });
            span.and_then(|at| i64::try_from(at).ok()).map_or(Value::Null, Value::Int)
        };
        let recurrence = self.task.recurrence;
        let mut values = match before {
            Some(before) => before.values.clone(),
            None => row(
                &TASKS,
                &[
                    ("lead_unit", Value::Int(read.unit.number.into())),
                    (
                        "recurrence",
                        if recurrence == Recurrence::Once { Value::Null } else { crate::supervision::recurrence(recurrence) },
                    ),
                    ("whole_id", text(&self.task.code)),
                    ("directive_id", text(&self.task.directive)),
                    ("from_char", place(true)),
                    ("to_char", place(false)),
                ],
            ),
        };
        let mut set = |name: &str, value: Value| {
            if let Some(at) = TASKS.column(name) {
                values[at] = value;
            }
        };
        let own = before.map_or("", |before| before.text("action"));
        let worded_by_hand = before.is_some_and(|before| own != self.action(before.text("results")));
        let action = if worded_by_hand || stays { own.to_owned() } else { self.action(&results) };
        set("action", text(&action));
        let [due, result @ ..] = said;
        set(due.0, due.1);
        result.into_iter().filter(|_| !stays).for_each(|(name, value)| set(name, value));
        values
    }

    /// The words of the whole, with the part's amount where they have the whole's: 完成征地1200亩, 完成征地560亩.
    fn action(&self, results: &str) -> String {
        let whole = self.whole.amount.map(|amount| self.results(&Goal::Amount(amount)));
        match whole.filter(|whole| !results.is_empty() && self.task.action.contains(whole.as_str())) {
            Some(whole) => self.task.action.replacen(&whole, results, 1),
            None => self.task.action.clone(),
        }
    }

    fn results(&self, goal: &Goal) -> String {
        match goal {
            Goal::Amount(amount) => format!("{}{}", self.measure.exact(*amount), self.measure.name),
            Goal::Words(words) => words.clone(),
            Goal::Share(share, words) => format!("{}%{words}", domain::measure::decimal(*share, 2)),
            Goal::Open => String::new(),
        }
    }

    /// Its stages, each with the words it was given in.
    fn stage_rows(&self, read: &Row, code: &str) -> Vec<(Period, Vec<Value>)> {
        let (shares, _) = stages(&read.part);
        let values = |(month, share): (Period, i64)| {
            let goal = &read.part.stages.iter().find(|stage| stage.0 == month)?.1;
            let plan = match goal {
                Goal::Share(_, words) => words.clone(),
                Goal::Amount(_) | Goal::Words(_) | Goal::Open => self.results(goal),
            };
            let cells = [
                ("task_id", text(code)),
                ("month", Value::Int(i64::from(month.year) * 100 + i64::from(month.from_month))),
                ("share", Value::Int(share)),
                ("plan", text(&plan)),
            ];
            Some((month, row(&TASK_STAGES, &cells)))
        };
        shares.into_iter().filter_map(values).collect()
    }
}
