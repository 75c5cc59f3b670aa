//! Words of `guatu problems` 现场问题.

use super::{ListFormat, SupervisedOne};
use clap::{Args, Subcommand};

pub const PROBLEMS: &str = "\
record → decide → solve → close. A problem that nobody decides on or solves in time climbs by itself, level by level; `raise` is for
those that cannot wait. `decide` names the unit that solves it, and names another when it is handed over. Nothing is solved or closed
without evidence. `list` prints late ones first, then by level; what is closed only with --over. STATE is open, in_hand, solved or closed.
What a unit does is told with --office UNIT; without it, it is the supervision office's.
Examples:
  guatu problems list --project prj-001
  guatu problems list --level 2 --format csv > raised.csv
  guatu problems show prob-001
  guatu problems record 便道与省道平交 --key-project key-02 --visitor 县长
  guatu problems record 围墙未拆 --project prj-001 --decision 三日内拆除 --unit zhujianju --due 2026-04-13
  guatu problems decide prob-003 --unit gonganju --due 2026-04-15 --note 夜间限时通行
  guatu problems tell prob-003 --office gonganju --note 已办通行证
  guatu problems raise prob-003 --note 须县里协调
  guatu evidence add photo.jpg --register site_problems --record prob-003 --kind photo
  guatu problems solve prob-003 --office gonganju --note 已开通
  guatu problems return prob-003 --due 2026-04-20 --note 标志未设
  guatu problems close prob-003";

#[derive(Debug, Subcommand)]
pub enum ProblemsCommand {
    /// Problems on site, the most pressing first · 问题清单
    List(ProblemsList),
    /// One problem with its steps and how it climbed · 一个问题
    Show(SupervisedOne),
    /// Write one down, with what was decided on the spot; prints its number · 记录
    Record(ProblemsRecord),
    /// What is to be done, by whom, by when · 决定
    Decide(ProblemStep),
    /// How far it is · 报进展
    Tell(ProblemStep),
    /// To the next level, before it climbs by itself · 提级
    Raise(ProblemStep),
    /// It is solved; shown by evidence · 报结
    Solve(ProblemStep),
    /// It is not; back to the unit · 退回重办
    Return(ProblemStep),
    /// Struck off · 销号
    Close(ProblemStep),
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

#[derive(Debug, Args)]
pub struct ProblemsRecord {
    /// What is the matter · 问题
    pub problem: String,
    /// The promoted project whose problem it is, by its number · 招商项目
    #[arg(long, value_name = "PROJECT", default_value = "")]
    pub project: String,
    /// Or the key project · 重点项目
    #[arg(long, value_name = "PROJECT", default_value = "")]
    pub key_project: String,
    /// Who led the visit · 带队领导
    #[arg(long, value_name = "NAME", default_value = "")]
    pub visitor: String,
    /// What was decided on the spot · 现场决定
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub decision: String,
    #[command(flatten)]
    pub charge: Charge,
    /// The unit acted for · 代办单位
    #[arg(long, value_name = "UNIT")]
    pub office: Option<String>,
}

/// Who solves it, and by when.
#[derive(Debug, Args)]
pub struct Charge {
    /// Code of the unit that solves it, where something is decided · 责任单位
    #[arg(long, value_name = "UNIT", default_value = "")]
    pub unit: String,
    /// By this day, where something is decided or sent back · 时限
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
}

#[derive(Debug, Args)]
pub struct ProblemStep {
    /// Its number · 编号
    pub code: String,
    /// The decision, what was done, or why · 决定、情况或理由
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    #[command(flatten)]
    pub charge: Charge,
    /// The unit acted for · 代办单位
    #[arg(long, value_name = "UNIT")]
    pub office: Option<String>,
}
