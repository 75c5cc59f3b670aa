//! Words of `guatu proceedings` 问责.

use clap::{Args, Subcommand, ValueEnum};

pub const PROCEEDINGS: &str = "\
`ladder` looks the county's rules through for the closed months and quarters and prints what they propose, with unit and GROUND.
Nothing follows from it: `open` puts one before a leader who is named, and the leader decides on the page of the proceeding.
STATE is proposed, decided, in_effect, under_review, refused, excused, withdrawn, lifted or expired.
Exit codes: 0 done, 2 refused or not found.
Examples:
  guatu proceedings ladder
  guatu proceedings ladder --unit jianchangzhen --format json
  guatu proceedings open jianchangzhen fund_arrivals:2026-Q1 --approver xianzhang
  guatu proceedings list --over
  guatu proceedings show pro-001 --format json
  guatu proceedings serve pro-001
  guatu orders check 4F7K-9QXM-2B3D               is a notice ours?";

#[derive(Debug, Subcommand)]
pub enum ProceedingsCommand {
    /// What the rules propose, gravest first · 规则建议
    Ladder(LadderList),
    /// Proceedings, what waits first · 问责清单
    List(ProceedingsList),
    /// One proceeding with its figures and steps · 一件问责事项
    Show(ProceedingsOne),
    /// Put a proposal before a named leader · 提请决定
    Open(ProceedingsOpen),
    /// Serve what was decided: number and verification code · 送达
    Serve(ProceedingsServe),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProceedingsFormat {
    Table,
    Json,
}

#[derive(Debug, Args)]
pub struct LadderList {
    /// Only for this unit, by its code · 单位
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// How to print · 格式
    #[arg(long, value_enum, default_value_t = ProceedingsFormat::Table)]
    pub format: ProceedingsFormat,
}

#[derive(Debug, Args)]
pub struct ProceedingsList {
    /// Only of this unit, by its code · 单位
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Only in this state · 状态
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    /// What is over, too · 含已结
    #[arg(long)]
    pub over: bool,
    /// How to print · 格式
    #[arg(long, value_enum, default_value_t = ProceedingsFormat::Table)]
    pub format: ProceedingsFormat,
}

#[derive(Debug, Args)]
pub struct ProceedingsOne {
    /// Its number · 编号
    pub code: String,
    /// How to print · 格式
    #[arg(long, value_enum, default_value_t = ProceedingsFormat::Table)]
    pub format: ProceedingsFormat,
}

#[derive(Debug, Args)]
pub struct ProceedingsOpen {
    /// Code of the unit · 单位
    pub unit: String,
    /// The ground, as `ladder` prints it · 事由
    pub ground: String,
    /// Account of the leader who decides · 决定人
    #[arg(long, value_name = "ACCOUNT")]
    pub approver: String,
    /// Number of the person it is about; none: the unit · 责任人
    #[arg(long, value_name = "PERSON", default_value = "")]
    pub person: String,
}

#[derive(Debug, Args)]
pub struct ProceedingsServe {
    /// Its number · 编号
    pub code: String,
}
