//! Words of `guatu registers` 台账.

use clap::{Args, Subcommand};

pub const REGISTERS: &str = "\
Columns are named as `guatu export list --format md` lists them; 1.2亿, 3500万 and 2026年4月8日 are understood.
Examples:
  guatu registers list projects
  guatu registers keep project_arrivals project_id=prj-001 on=2026-04-08 amount=3500 voucher=银2604-11
  guatu registers keep projects --key prj-001 remark=二期 --reason 补充
  guatu registers history projects prj-001";

#[derive(Debug, Subcommand)]
pub enum RegistersCommand {
    /// List the records of a register as CSV · 列表
    List { noun: String },
    /// Add a record, or correct one, by the same rules as the pages · 登记、更正
    Keep(RegistersKeep),
    /// Versions of a record: when, by whom, what changed, why · 沿革
    History { noun: String, key: String },
}

#[derive(Debug, Args)]
pub struct RegistersKeep {
    pub noun: String,
    /// Columns with their values · 栏目=值
    #[arg(value_name = "COLUMN=VALUE", required = true)]
    pub fields: Vec<String>,
    /// The record corrected; else a new one, with the next free number where the program gives numbers · 更正的记录
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Why it is corrected · 更正理由
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    /// What is said to a question that was asked · 对提问的说明
    #[arg(long = "answer", value_name = "CODE=TEXT")]
    pub answers: Vec<String>,
}
