//! Words of `guatu directives` 交办.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

pub const DIRECTIVES: &str = "\
FILE is TXT (UTF-8 or GB18030), DOCX, XLSX or a PDF with text. Nothing is written: what is printed are proposals, each with the sentence it
stands in, the words it was known by, and how sure the reader is. Units are matched where a database is named.
Examples:
  guatu directives read 讲话.docx --date 2026-04-08
  guatu directives read plan.pdf --date 2026-03-01 --format json > plan.json
  guatu directives read 讲话.txt --database sqlite:guatu-demo/guatu.db";

#[derive(Debug, Subcommand)]
pub enum DirectivesCommand {
    /// Read a text for its tasks and figures · 读文
    Read(DirectivesRead),
}

#[derive(Debug, Args)]
pub struct DirectivesRead {
    /// The text · 文本文件
    pub file: PathBuf,
    /// The day of the text, from which its deadlines count (else the one it gives itself) · 文本日期
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// How to print it · 格式
    #[arg(long, value_enum, default_value_t = ReadFormat::Table)]
    pub format: ReadFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadFormat {
    Table,
    Json,
}
