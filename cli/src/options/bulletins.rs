//! Words of `guatu bulletin` 通报.

use super::Asked;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum BulletinCommand {
    /// Compose a draft and write it in any format · 拟稿
    #[command(
        after_help = "Examples:\n  guatu bulletin compose --period 2026-Q1 --out out/\n  guatu bulletin compose --period 2026-Q1 --out out/ --formats docx,pdf --lang en"
    )]
    Compose(Compose),
    /// Issue it: number, day and signature for ever · 印发
    #[command(
        after_help = "Examples:\n  guatu bulletin issue --period 2026-Q1 --out out/ --formats docx,pdf,html\n  guatu bulletin issue --period 2026-Q1 --corrects 南督通〔2026〕1号 --reason 数据更正"
    )]
    Issue(Issue),
    /// Print an issued bulletin again · 重印
    #[command(after_help = "Example:\n  guatu bulletin print 南督通〔2026〕1号 --out out/")]
    Print(Print),
    /// List the issued bulletins · 已印发通报
    List,
    /// Is this file the issued one? Without database or network · 核验
    #[command(
        after_help = "Exit code 0: issued and unchanged. 1: changed, and the changed numbers are named. 2: not a bulletin, or no usable key.\nExample:\n  guatu bulletin check bulletin.docx --key keys/361099.pub"
    )]
    Check(Check),
}

#[derive(Debug, Args)]
pub struct Compose {
    #[command(flatten)]
    pub asked: Asked,
    #[command(flatten)]
    pub files: Files,
}

/// What to write and where.
#[derive(Debug, Args)]
pub struct Files {
    /// Folder for bulletin.docx, bulletin.pdf … · 输出目录
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Any of docx,pdf,xlsx,html,md,json · 格式
    #[arg(long, value_delimiter = ',', value_name = "LIST", default_value = "docx,pdf,xlsx,html,md,json")]
    pub formats: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Issue {
    #[command(flatten)]
    pub asked: Asked,
    /// Number of the bulletin this one corrects · 更正的文号
    #[arg(long, value_name = "NUMBER")]
    pub corrects: Option<String>,
    /// Why it is corrected · 更正原因
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Write the issued sheet here too · 输出目录
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Any of docx,pdf,xlsx,html,md,json · 格式
    #[arg(long, value_delimiter = ',', value_name = "LIST", default_value = "docx,pdf,xlsx,html,md,json")]
    pub formats: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Print {
    /// Document number · 文号
    pub number: String,
    #[command(flatten)]
    pub files: Files,
}

#[derive(Debug, Args)]
pub struct Check {
    /// A DOCX, PDF or HTML file · 文件
    pub file: PathBuf,
    /// The county's public key, such as keys/361099.pub · 公钥
    #[arg(long, value_name = "PUB")]
    pub key: PathBuf,
}
