//! Words of `guatu problems` 现场问题.

use super::{ListFormat, SupervisedOne};
use clap::{Args, Subcommand};

pub const PROBLEMS: &str = "\
Late ones first, then by level; what is closed only with --over. STATE is open, in_hand, solved or closed.
Examples:
  guatu problems list --project prj-001
  guatu problems list --level 2 --format csv > raised.csv
  guatu problems show prob-001";

#[derive(Debug, Subcommand)]
pub enum ProblemsCommand {
    /// Problems on site, the most pressing first · 问题清单
    List(ProblemsList),
    /// One problem with its steps and how it climbed · 一个问题
    Show(SupervisedOne),
}

#[derive(Debug, Args)]
pub struct ProblemsList {
    /// Only of this project or key project, by its number · 项目
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,
    /// Only of this unit in charge, by its code · 责任单位
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Only in this state · 状态
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// Only at this level, the lowest being 1 · 层级
    #[arg(long, value_name = "N")]
    pub level: Option<usize>,
    /// What is closed, too · 含已销号
    #[arg(long)]
    pub over: bool,
    /// How to print: text or csv · 格式
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}
