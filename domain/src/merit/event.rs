//! Event 实绩事项: a node reached, a stage of a project, a problem solved, an order or a task done before its day.

use super::Named;
use crate::calendar::{Date, day_of, days_between, parse_day};
use crate::lang::Lang;
use crate::registers::{KEY_PROJECT_NODES, ORDERS, PROJECT_STAGES, Record, Register, SITE_PROBLEMS, TASKS};
use crate::site_problems::{Problem, State as ProblemState};
use crate::supervision::{Order, State as OrderState};
use crate::tasks::{Recurrence, Standing, Task, TaskState};

/// What came about 事项类别.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// 重点项目节点
    Node,
    /// 招商项目阶段
    Stage,
    /// 现场问题
    Problem,
    /// 督办
    Order,
    /// 任务
    Task,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Node, Kind::Stage, Kind::Problem, Kind::Order, Kind::Task];

    /// The register whose record says so.
    pub fn register(self) -> &'static Register {
        match self {
            Kind::Node => &KEY_PROJECT_NODES,
            Kind::Stage => &PROJECT_STAGES,
            Kind::Problem => &SITE_PROBLEMS,
            Kind::Order => &ORDERS,
            Kind::Task => &TASKS,
        }
    }

    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Kind::Node => lang.of("重点项目节点完成", "key project node reached"),
            Kind::Stage => lang.of("招商项目进展", "promoted project advanced"),
            Kind::Problem => lang.of("现场问题解决", "problem on site solved"),
            Kind::Order => lang.of("督办提前办结", "order done early"),
            Kind::Task => lang.of("任务提前完成", "task done early"),
        }
    }
}

/// Stages of a promoted project that are somebody's merit: leads and talks are not, nor is its end.
const STAGES: [&str; 6] = ["signed", "landed", "started", "completed", "producing", "full"];

/// What an event is called by: its register, its record and its day. A corrected day makes it another event, so that an objection
/// stays with the fact it was made against.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    pub kind: Kind,
    pub record: String,
    pub on: Date,
}

impl Id {
    pub fn parse(text: &str) -> Option<Id> {
        let (noun, rest) = text.split_once(':')?;
        let (record, on) = rest.rsplit_once('@')?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.register().noun == noun)?;
        let on = parse_day(on)?;
        (!record.is_empty()).then(|| Id { kind, record: record.to_owned(), on })
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}@{}", self.kind.register().noun, self.record, self.on)
    }
}

/// How the day it came about lies to the day it was planned for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// So many days early.
    Early(i64),
    OnTheDay,
    /// So many days late.
    Late(i64),
}

impl Timing {
    pub fn text(self, lang: Lang) -> String {
        match (self, lang) {
            (Timing::Early(days), Lang::Zh) => format!("提前{days}天"),
            (Timing::Early(1), Lang::En) => "1 day early".to_owned(),
            (Timing::Early(days), Lang::En) => format!("{days} days early"),
            (Timing::OnTheDay, _) => lang.of("按期", "on the day").to_owned(),
            (Timing::Late(days), Lang::Zh) => format!("晚{days}天"),
            (Timing::Late(1), Lang::En) => "1 day late".to_owned(),
            (Timing::Late(days), Lang::En) => format!("{days} days late"),
        }
    }
}

/// An event with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: Id,
    /// The day it was planned for, where there was one.
    pub planned: Option<Date>,
    /// Units whose it is, with their shares in 0.01 % where they share.
    pub units: Vec<(i32, Option<i64>)>,
    /// Persons named for it in their own right.
    pub named: Vec<Named>,
}

impl Event {
    fn of(kind: Kind, record: String, on: Date, planned: Option<Date>, units: Vec<(i32, Option<i64>)>) -> Event {
        Event { id: Id { kind, record, on }, planned, units, named: Vec::new() }
    }

    /// A node of a key project that was reached: both days are told, early or late.
    pub fn of_node(record: &Record) -> Option<Event> {
        let day = |column: &str| record.int(column).and_then(day_of);
        let units = unit(record).map(|unit| (unit, None)).into_iter().collect();
        Some(Event::of(Kind::Node, record.key(), day("done_on")?, day("due_on"), units))
    }

    /// A stage that a promoted project reached, to the units by their shares.
    pub fn of_stage<'r>(record: &Record, credits: impl IntoIterator<Item = &'r Record>) -> Option<Event> {
        if !STAGES.contains(&record.text("stage")) {
            return None;
        }
        let on = record.int("on").and_then(day_of)?;
        let units = credits.into_iter().filter_map(|credit| Some((unit(credit)?, credit.int("share"))));
        Some(Event::of(Kind::Stage, record.key(), on, None, units.collect()))
    }

    /// A problem on site that was solved, once it is struck off; the day is that on which its owner reported it solved.
    pub fn of_problem(code: &str, problem: &Problem) -> Option<Event> {
        let (unit, on) = (problem.unit?, problem.solved_on?);
        let closed = problem.state == ProblemState::Closed;
        closed.then(|| Event::of(Kind::Problem, code.to_owned(), on, problem.due, vec![(unit, None)]))
    }

    /// An order that is struck off and was answered before the day its notice gave. Time bought by an extension or a return
    /// makes nothing early; a pause moves the day, because its clock stood still.
    pub fn of_order(code: &str, order: &Order) -> Option<Event> {
        let given = order.running.iter().find(|stretch| Some(stretch.from) == order.given_on)?;
        let due = order.running.iter().rfind(|stretch| stretch.term == given.term)?.due;
        let on = order.answered_on.filter(|on| order.state == OrderState::Closed && *on < due)?;
        Some(Event::of(Kind::Order, code.to_owned(), on, Some(due), vec![(order.unit, None)]))
    }

    /// A task that was completed before its day; one that recurs is never early.
    pub fn of_task(task: &Task, standing: &Standing) -> Option<Event> {
        let due = task.due.filter(|_| task.recurrence == Recurrence::Once && standing.state == TaskState::Done)?;
        let on = standing.done_on.filter(|on| *on < due)?;
        Some(Event::of(Kind::Task, task.code.clone(), on, Some(due), vec![(task.lead, None)]))
    }

    pub fn timing(&self) -> Option<Timing> {
        let days = days_between(self.id.on, self.planned?);
        Some(match days {
            0 => Timing::OnTheDay,
            1.. => Timing::Early(days),
            _ => Timing::Late(-days),
        })
    }
}

fn unit(record: &Record) -> Option<i32> {
    record.int("unit_id").and_then(|n| i32::try_from(n).ok())
}
