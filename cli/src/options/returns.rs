//! Words of `guatu returns` 填报.

use clap::{Args, Subcommand};
use std::path::PathBuf;

pub const RETURNS: &str = "\
FILE has the columns indicator and value, and may have note, voucher and zero (yes where the month is truly zero).
Examples:
  guatu returns list --unit jianchangzhen
  guatu returns show --unit jianchangzhen --period 2026-04 > april.csv
  guatu returns submit april.csv --unit jianchangzhen --period 2026-04
  guatu returns submit april.csv --unit jianchangzhen --period 2026-04 --correct \"漏登一件\"
  guatu returns withdraw --unit jianchangzhen --period 2026-04 --indicator petitions_received --reason \"填错\"
  guatu returns open --unit jianchangzhen --period 2026-03 --until 2026-05-10 --reason \"系统停电\" --approver \"督查室 主任\"";

#[derive(Debug, Subcommand)]
pub enum ReturnsCommand {
    /// The unit's months and how they stand · 各月填报
    List(ReturnsUnit),
    /// The lines of a month as CSV · 月报表
    Show(ReturnsMonth),
    /// File the lines of a CSV file · 报送
    Submit(ReturnsSubmit),
    /// Take lines back before they are verified · 撤回
    Withdraw(ReturnsWithdraw),
    /// Open a closed month again · 批准补报
    Open(ReturnsOpen),
}

#[derive(Debug, Args)]
pub struct ReturnsUnit {
    /// Code or name of the unit acted for · 单位
    #[arg(long, value_name = "UNIT")]
    pub unit: String,
}

#[derive(Debug, Args)]
pub struct ReturnsMonth {
    /// Code or name of the unit acted for · 单位
    #[arg(long, value_name = "UNIT")]
    pub unit: String,
    /// The month, such as 2026-04 · 月份
    #[arg(long, value_name = "MONTH")]
    pub period: String,
}

#[derive(Debug, Args)]
pub struct ReturnsSubmit {
    pub file: PathBuf,
    #[command(flatten)]
    pub month: ReturnsMonth,
    /// Correct verified figures, for this reason · 更正理由
    #[arg(long = "correct", value_name = "REASON")]
    pub reason: Option<String>,
}

#[derive(Debug, Args)]
pub struct ReturnsWithdraw {
    #[command(flatten)]
    pub month: ReturnsMonth,
    /// Indicators taken back · 指标
    #[arg(long = "indicator", value_name = "CODE", required = true)]
    pub indicators: Vec<String>,
    #[arg(long, value_name = "REASON")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct ReturnsOpen {
    #[command(flatten)]
    pub month: ReturnsMonth,
    /// Last day on which it is open · 开放至
    #[arg(long, value_name = "DAY")]
    pub until: String,
    #[arg(long, value_name = "REASON")]
    pub reason: String,
    /// Who approved it · 批准人
    #[arg(long, value_name = "NAME")]
    pub approver: String,
}
