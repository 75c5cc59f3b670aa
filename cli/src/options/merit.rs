//! Words of `guatu merit` 实绩.

use clap::{Args, Subcommand, ValueEnum};

pub const MERIT: &str = "\
Facts read from the records and tied to whoever held the post that day: no score, no rank. Without --period, the year so far.
EVENT is printed by `show`. An objection that was handed in on paper is written down by `object`; `decide` writes down what
somebody of the organisation department decided, by their account. `export` leaves a line of record.
Exit codes: 0 done, 2 refused or not found.
Examples:
  guatu merit list --unit jianchangzhen
  guatu merit show p0024 --period 2026-Q1 --format json
  guatu merit export --person p0024 --out p0024.docx
  guatu merit export --unit jianchangzhen --period 2026-Q1 --out jianchangzhen.xlsx
  guatu merit object p0024 orders:ord-005@2026-03-12 --reason \"3月在外学习\"
  guatu merit objections
  guatu merit decide obj-001 --outcome kept --reason \"任职文件在档\" --by zuzhibu";

#[derive(Debug, Subcommand)]
pub enum MeritCommand {
    /// Persons by unit and post · 人员名册
    List(MeritList),
    /// The facts under one person's name · 一人的实绩
    Show(MeritShow),
    /// A person's or a unit's record as a file: .docx, .xlsx, .pdf · 导出纪实
    Export(MeritExport),
    /// What was objected to, and what was decided · 异议清单
    Objections(MeritObjections),
    /// Write down an objection that was handed in · 提出异议
    Object(MeritObject),
    /// Write down a decision on an objection · 决定异议
    Decide(MeritDecide),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MeritFormat {
    Table,
    Json,
}

#[derive(Debug, Args)]
pub struct MeritList {
    /// Only of this unit, by its code · 单位
    #[arg(long, value_name = "UNIT", default_value = "")]
    pub unit: String,
    /// Who held a post in this period · 期别
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// How to print · 格式
    #[arg(long, value_enum, default_value_t = MeritFormat::Table)]
    pub format: MeritFormat,
}

#[derive(Debug, Args)]
pub struct MeritShow {
    /// Number of the person · 人员编号
    pub person: String,
    /// The period · 期别
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// How to print · 格式
    #[arg(long, value_enum, default_value_t = MeritFormat::Table)]
    pub format: MeritFormat,
}

#[derive(Debug, Args)]
pub struct MeritExport {
    #[command(flatten)]
    pub whose: MeritWhose,
    /// The period · 期别
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// The file; its ending says the format · 文件
    #[arg(long, value_name = "FILE")]
    pub out: std::path::PathBuf,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct MeritWhose {
    /// Number of the person · 人员编号
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
    /// Code of the unit: everybody who held a post of it · 单位
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
}

#[derive(Debug, Args)]
pub struct MeritObjections {
    /// How to print · 格式
    #[arg(long, value_enum, default_value_t = MeritFormat::Table)]
    pub format: MeritFormat,
}

#[derive(Debug, Args)]
pub struct MeritObject {
    /// Number of the person · 人员编号
    pub person: String,
    /// The event, as `show` prints it · 事项
    pub event: String,
    /// Why · 理由
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct MeritDecide {
    /// Number of the objection · 异议编号
    pub code: String,
    /// upheld or kept · 异议成立、维持记载
    #[arg(long, value_name = "OUTCOME")]
    pub outcome: String,
    /// Why · 理由
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Account of who decided · 决定人
    #[arg(long, value_name = "ACCOUNT")]
    pub by: String,
}
