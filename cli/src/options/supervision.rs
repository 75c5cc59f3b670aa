//! Words of `guatu tasks` 任务 and `guatu orders` 督办.

use clap::{Args, Subcommand};
use std::path::PathBuf;

pub const TASKS: &str = "\
The most pressing first. STATE is draft, in_hand, done or withdrawn; SLIP is due_soon, behind or overdue.
Examples:
  guatu tasks list --unit jianchangzhen
  guatu tasks list --slip behind --format csv > behind.csv
  guatu tasks show task-001
  guatu tasks break-down task-006                        print how it is broken down, as a sheet to fill in
  guatu tasks break-down task-006 units.csv --fill stages
  guatu tasks break-down task-006 units.xlsx --reason 云府办〔2026〕9号";

pub const ORDERS: &str = "\
The most pressing first; what is closed only with --over. STATE is proposed, approved, issued, handling, answered, accepted, paused, closed or refused.
Examples:
  guatu orders list --slip overdue
  guatu orders list --unit jianchangzhen --over --format csv
  guatu orders show ord-001
  guatu orders check 4F7K-9QXM-2B3D";

#[derive(Debug, Subcommand)]
pub enum TasksCommand {
    /// Tasks, the most pressing first · 任务清单
    List(SupervisedList),
    /// One task with its sentence, stages and steps · 一项任务
    Show(SupervisedOne),
    /// Divide a task among units by a sheet of units, results, due days and months; without one, print how it stands · 任务分解
    BreakDown(TasksBreakDown),
}

#[derive(Debug, Args)]
pub struct TasksBreakDown {
    /// Number of the task · 任务编号
    #[arg(value_name = "TASK")]
    pub code: String,
    /// The sheet, CSV or XLSX: a row for each unit, put over what stands · 分解表
    pub file: Option<PathBuf>,
    /// Fill the empty cells: evenly, last_year or targets for results and stages, stages for stages alone · 预填空格
    #[arg(long, value_name = "HOW")]
    pub fill: Option<String>,
    /// Why what was kept before is changed · 理由
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Print the sheet as it would be kept, and keep nothing · 只看不保存
    #[arg(long)]
    pub preview: bool,
}

#[derive(Debug, Subcommand)]
pub enum OrdersCommand {
    /// Orders, the most pressing first · 督办清单
    List(SupervisedList),
    /// One order with its steps and what fell on the way · 一件督办
    Show(SupervisedOne),
    /// Is a notice ours, by its verification code? · 核验督办通知
    Check(SupervisedOne),
}

#[derive(Debug, Args)]
pub struct SupervisedList {
    /// Only of this unit, by its code · 单位
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Only in this state · 状态
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// Only under this slip · 警示
    #[arg(long, value_name = "SLIP")]
    pub slip: Option<String>,
    /// What is over, too · 含已结
    #[arg(long)]
    pub over: bool,
    /// Lines at most · 最多几行
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub most: usize,
    /// How to print: text or csv · 格式
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    Text,
    Csv,
}

#[derive(Debug, Args)]
pub struct SupervisedOne {
    /// Its number, or the verification code · 编号
    pub code: String,
}
