//! Words of `guatu meetings` 会议.

use super::bulletins::Files;
use super::{ListFormat, SupervisedOne};
use clap::{Args, Subcommand};

pub const MEETINGS: &str = "\
The newest first. A pack is made from the cut frozen when it was sent out and prints the same at any time.
Examples:
  guatu meetings list
  guatu meetings show mtg-002
  guatu meetings pack mtg-002 --out out/ --formats docx,pdf
  guatu meetings pack mtg-002 --unit jianchangzhen --out out/ --formats pdf";

#[derive(Debug, Subcommand)]
pub enum MeetingsCommand {
    /// Meetings, the newest first · 会议清单
    List(MeetingsList),
    /// One meeting with its topics, speakers, comments and what the last one resolved · 一次会议
    Show(SupervisedOne),
    /// Its pack, or the page of one unit, in any format · 会议材料
    Pack(MeetingsPack),
}

#[derive(Debug, Args)]
pub struct MeetingsList {
    /// How to print: text or csv · 格式
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

#[derive(Debug, Args)]
pub struct MeetingsPack {
    /// Its number · 编号
    pub code: String,
    /// Only the page of this unit, by its code · 单位
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    #[command(flatten)]
    pub files: Files,
}
