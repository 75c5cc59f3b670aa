//! Words of `guatu settings` 设置.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

pub const SETTINGS: &str = "\
FILE is TOML, or a workbook with a sheet for each register (docs/settings.md). What is exported and applied again changes nothing; a file with
any problem changes nothing, and every problem is listed with file, line and what to do. A closed month is never changed.
Examples:
  guatu settings export --out settings.toml
  guatu settings export --format xlsx --out settings.xlsx
  guatu settings apply new-year.toml --preview
  guatu settings apply new-year.toml --reason 云办字〔2026〕2号
  guatu settings apply targets.xlsx --reason 云办字〔2026〕2号";

#[derive(Debug, Subcommand)]
pub enum SettingsCommand {
    /// Apply units, posts, persons, indicators, targets, rules and calendars from a file, as one act · 按文件设置
    Apply(SettingsApply),
    /// Every setting as a TOML file or a workbook that can be applied again · 导出设置
    Export {
        #[arg(long, value_enum, default_value_t = SettingsFormat::Toml)]
        format: SettingsFormat,
        /// File to write (else printed) · 写入文件
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SettingsFormat {
    Toml,
    /// A sheet for each register.
    Xlsx,
}

#[derive(Debug, Args)]
pub struct SettingsApply {
    /// TOML file or workbook · 设置文件
    pub file: PathBuf,
    /// Document or reason, if the file gives none · 依据文号或理由
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    /// Say what would change, and change nothing · 只预览
    #[arg(long)]
    pub preview: bool,
}
