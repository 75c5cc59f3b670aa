//! Tasks 任务: who has to bring about what by when, how far it is, and how its stages stand.
//!
//! Where an indicator counts a task its progress is read from the ledger; elsewhere it is reported. A recurring task is due at
//! the end of each of its periods until it is told of in that period.

pub mod breakdown;

use crate::calendar::{Date, Period, day_of};
use crate::document::Light;
use crate::lang::Lang;
use crate::measure::Ratio;
use crate::registers::{RECURRENCES, Record};
use crate::steps;

/// How often 频次.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Recurrence {
    #[default]
    Once,
    Weekly,
    Monthly,
    Quarterly,
}

impl Recurrence {
    pub const ALL: [Recurrence; 4] = [Recurrence::Once, Recurrence::Weekly, Recurrence::Monthly, Recurrence::Quarterly];

    pub fn code(self) -> &'static str {
        RECURRENCES[self as usize].0
    }

    /// Of an empty cell: once.
    pub fn parse(code: &str) -> Option<Recurrence> {
        if code.is_empty() { Some(Recurrence::Once) } else { Recurrence::ALL.into_iter().find(|r| r.code() == code) }
    }

    pub fn label(self, lang: Lang) -> &'static str {
        let (_, zh, en) = RECURRENCES[self as usize];
        lang.of(zh, en)
    }

    /// The last day of the week, month or quarter of a day.
    fn period_end(self, day: Date) -> Option<Date> {
        let month = day.month().unsigned_abs();
        match self {
            Recurrence::Once => None,
            Recurrence::Weekly => {
                let left = 7 - i64::from(day.weekday().to_monday_one_offset());
                day.checked_add(jiff::Span::new().days(left)).ok()
            }
            Recurrence::Monthly => Some(day.last_of_month()),
            Recurrence::Quarterly => Some(Period::month(day.year(), month.div_ceil(3) * 3).last_day()),
        }
    }

    /// The day by which it has to be told of next: of what began on a day and was last told of on another. Telling of it once
    /// does for its period.
    pub fn next(self, since: Date, told_on: Option<Date>) -> Option<Date> {
        match told_on.filter(|told| *told >= since) {
            None => self.period_end(since),
            Some(told) => self.period_end(self.period_end(told)?.tomorrow().ok()?),
        }
    }
}

/// A task as its record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub code: String,
    pub action: String,
    pub lead: i32,
    /// Unit numbers as files know them.
    pub supports: Vec<String>,
    pub due: Option<Date>,
    pub recurrence: Recurrence,
    pub results: String,
    pub indicator: Option<i32>,
    pub target: Option<i64>,
    /// The task it is a part of.
    pub whole: String,
    pub directive: String,
    /// Characters of the directive's text it was made of.
    pub span: Option<(usize, usize)>,
}

impl Task {
    pub fn from_record(record: &Record) -> Option<Task> {
        let place = |column: &str| record.int(column).and_then(|n| usize::try_from(n).ok());
        Some(Task {
            code: record.text("task_id").to_owned(),
            action: record.text("action").to_owned(),
            lead: i32::try_from(record.int("lead_unit")?).ok()?,
            supports: codes(record.text("supports")),
            due: record.int("due_on").and_then(day_of),
            recurrence: Recurrence::parse(record.text("recurrence")).unwrap_or_default(),
            results: record.text("results").to_owned(),
            indicator: record.int("indicator_id").and_then(|n| i32::try_from(n).ok()),
            target: record.int("target"),
            whole: record.text("whole_id").to_owned(),
            directive: record.text("directive_id").to_owned(),
            span: place("from_char").zip(place("to_char")).filter(|(from, to)| from < to),
        })
    }

    /// The day by which something is due next: of a recurring task the end of the period not told of, and never after the last.
    pub fn due_next(&self, standing: &Standing) -> Option<Date> {
        let recurring = standing.issued_on.and_then(|since| self.recurrence.next(since, standing.told_on));
        match (recurring, self.due) {
            (Some(next), Some(last)) => Some(next.min(last)),
            (next, last) => next.or(last),
        }
    }
}

/// A task as a sheet lists it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub number: String,
    pub words: String,
    pub results: String,
    pub due: String,
    pub light: Option<Light>,
    pub state: String,
}

/// Codes separated by semicolons, as units' aliases are.
pub fn codes(text: &str) -> Vec<String> {
    text.split([';', '；', '、']).map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

/// A dated step of a task 任务步骤.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskStep {
    /// 下达
    Issued,
    /// 进展
    Reported,
    /// 办结
    Done,
    /// 撤销
    Withdrawn,
    /// 重启
    Reopened,
}

impl TaskStep {
    pub const ALL: [TaskStep; 5] =
        [TaskStep::Issued, TaskStep::Reported, TaskStep::Done, TaskStep::Withdrawn, TaskStep::Reopened];

    pub fn code(self) -> &'static str {
        match self {
            TaskStep::Issued => "issued",
            TaskStep::Reported => "reported",
            TaskStep::Done => "done",
            TaskStep::Withdrawn => "withdrawn",
            TaskStep::Reopened => "reopened",
        }
    }

    pub fn parse(code: &str) -> Option<TaskStep> {
        TaskStep::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            TaskStep::Issued => lang.of("下达", "issued"),
            TaskStep::Reported => lang.of("进展", "progress reported"),
            TaskStep::Done => lang.of("办结", "completed"),
            TaskStep::Withdrawn => lang.of("撤销", "withdrawn"),
            TaskStep::Reopened => lang.of("重启", "reopened"),
        }
    }
}

/// How a task stands 任务状态.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TaskState {
    /// 待下达
    #[default]
    Draft,
    /// 在办
    InHand,
    /// 已办结
    Done,
    /// 已撤销
    Withdrawn,
}

impl TaskState {
    pub const ALL: [TaskState; 4] = [TaskState::Draft, TaskState::InHand, TaskState::Done, TaskState::Withdrawn];

    pub fn code(self) -> &'static str {
        match self {
            TaskState::Draft => "draft",
            TaskState::InHand => "in_hand",
            TaskState::Done => "done",
            TaskState::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(code: &str) -> Option<TaskState> {
        TaskState::ALL.into_iter().find(|s| s.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            TaskState::Draft => lang.of("待下达", "not issued yet"),
            TaskState::InHand => lang.of("在办", "in hand"),
            TaskState::Done => lang.of("已办结", "completed"),
            TaskState::Withdrawn => lang.of("已撤销", "withdrawn"),
        }
    }
}

/// What the steps of a task come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub state: TaskState,
    pub steps: u32,
    pub number: String,
    pub issued_on: Option<Date>,
    pub told_on: Option<Date>,
    pub done_on: Option<Date>,
    pub last_on: Option<Date>,
    /// Reported share, in 0.01 %.
    pub share: Option<i64>,
}

impl Standing {
    /// Put a step of a record on top of those before it.
    pub fn take_record(&mut self, record: &Record) {
        if let (Some(step), Some(on)) = (TaskStep::parse(record.text("step")), record.int("on").and_then(day_of)) {
            self.take(step, on, record.text("number"), record.int("share"));
        }
    }

    pub fn take(&mut self, step: TaskStep, on: Date, number: &str, share: Option<i64>) {
        self.steps += 1;
        (self.last_on, self.share) = (Some(on), share.or(self.share));
        match step {
            TaskStep::Issued => {
                (self.state, self.issued_on) = (TaskState::InHand, Some(on));
                number.clone_into(&mut self.number);
            }
            TaskStep::Reported => self.told_on = Some(on),
            TaskStep::Done => (self.state, self.done_on) = (TaskState::Done, Some(on)),
            TaskStep::Withdrawn => self.state = TaskState::Withdrawn,
            TaskStep::Reopened => (self.state, self.done_on) = (TaskState::InHand, None),
        }
    }

    /// May this step be taken? Finishing stands on evidence, or on an indicator that has reached the target.
    pub fn check(&self, step: TaskStep, on: Date, note: &str, proved: bool) -> Result<(), Unready> {
        if self.last_on.is_some_and(|last| on < last) {
            return Err(Unready::Backwards);
        }
        let follows = match self.state {
            TaskState::Draft => matches!(step, TaskStep::Issued | TaskStep::Withdrawn),
            TaskState::InHand => matches!(step, TaskStep::Reported | TaskStep::Done | TaskStep::Withdrawn),
            TaskState::Done => step == TaskStep::Reopened,
            TaskState::Withdrawn => false,
        };
        if !follows {
            return Err(Unready::NotNow(self.state, step));
        }
        let speaks = matches!(step, TaskStep::Reported | TaskStep::Withdrawn | TaskStep::Reopened);
        if speaks && note.trim().is_empty() {
            return Err(Unready::WordsMissing);
        }
        if step == TaskStep::Done && !proved { Err(Unready::NotProved) } else { Ok(()) }
    }
}

/// Why a step of a task cannot be taken, in the order in which it is found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unready {
    Backwards,
    NotNow(TaskState, TaskStep),
    WordsMissing,
    NotProved,
}

impl Unready {
    pub fn code(self) -> &'static str {
        match self {
            Unready::Backwards => "tasks.backwards",
            Unready::NotNow(..) => "tasks.not_now",
            Unready::WordsMissing => "tasks.words_missing",
            Unready::NotProved => "tasks.not_proved",
        }
    }

    pub fn sentence(self, lang: Lang) -> String {
        let plain = |zh: &str, en: &str| lang.of(zh, en).to_owned();
        match self {
            Unready::Backwards => plain("早于上一步，不能倒签", "earlier than the step before it; nothing is dated back"),
            Unready::NotNow(state, step) => steps::not_now(state.label(lang), step.label(lang), lang),
            Unready::WordsMissing => plain("请写明情况或理由", "say what was done, or why"),
            Unready::NotProved => plain(
                "没有佐证材料，计数指标也没有达到目标，不能办结",
                "there is no evidence, and no indicator has reached the target; it cannot be completed",
            ),
        }
    }
}

/// The share of a task that has to be done by the end of each month 阶段目标, in 0.01 %.
pub fn share_due(stages: &[(Period, i64)], today: Date) -> Option<i64> {
    stages.iter().filter(|(month, _)| month.last_day() < today).max_by_key(|(month, _)| *month).map(|s| s.1)
}

/// The share that an indicator counts of a target, in 0.01 %, never more than can be shown.
pub fn share_counted(counted: i64, target: i64) -> Option<i64> {
    if target <= 0 { None } else { Some(Ratio::new(counted, target).round(4).clamp(0, 1_000_000)) }
}
