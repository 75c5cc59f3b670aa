//! Words of `guatu meetings` 会议.

use super::bulletins::Files;
use super::{ListFormat, SupervisedOne};
use clap::{Args, Subcommand};
use std::path::PathBuf;

pub const MEETINGS: &str = "\
plan → send → hold → minutes. `send` freezes the cut, and units comment until the window is over; a pack is made from that cut and prints
the same at any time. The meeting is held only afterwards. Speakers are proposed by the rankings and decided on by a person. The minutes
are read for tasks, which open the next meeting. `comment` speaks for the unit named with --office, the others for the supervision office.
Examples:
  guatu meetings list
  guatu meetings show mtg-002
  guatu meetings plan 一季度调度会 --on 2026-04-20 --period 2026-Q1 --topic 招商引资=investment --topic 安全生产
  guatu meetings send mtg-003 --cut 2026-04-07
  guatu meetings comment mtg-003 --office jianchangzhen --words 签约数请再核
  guatu meetings speaker mtg-003 jianchangzhen --side advanced
  guatu meetings speaker mtg-003 lvyouju --side lagging --excuse --note 已书面说明
  guatu meetings hold mtg-003
  guatu meetings attend mtg-003 jianchangzhen=present:镇长 lvyouju=leave
  guatu meetings minutes mtg-003 minutes.docx --title 调度会纪要
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
    /// Plan one, with its topics; prints its number · 拟定
    Plan(MeetingsPlan),
    /// Freeze the cut and send the pack out for comments · 材料送审
    Send {
        /// Its number · 编号
        code: String,
        /// The day whose end is the cut (else the day before) · 材料截面
        #[arg(long, value_name = "DAY")]
        cut: Option<String>,
    },
    /// What a unit thinks of the pack, or that it agrees · 提意见
    Comment(MeetingsComment),
    /// Confirm a unit that is proposed, name another, or excuse one · 定发言单位
    Speaker(MeetingsSpeaker),
    /// Another day for it · 改期
    Postpone {
        /// Its number · 编号
        code: String,
        #[arg(long, value_name = "DAY")]
        to: String,
        #[arg(long, value_name = "REASON", default_value = "")]
        note: String,
    },
    /// It is held · 召开
    Hold {
        /// Its number · 编号
        code: String,
    },
    /// Who came; told again, it is corrected · 签到
    Attend(MeetingsAttend),
    /// Keep its minutes and read them for tasks; prints the number of the directive · 印发纪要
    Minutes(MeetingsMinutes),
    /// It will not be held · 取消
    Cancel {
        /// Its number · 编号
        code: String,
        #[arg(long, value_name = "REASON", default_value = "")]
        note: String,
    },
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

#[derive(Debug, Args)]
pub struct MeetingsPlan {
    /// What it is called · 会议名称
    pub title: String,
    /// Its day · 开会日期
    #[arg(long, value_name = "DAY")]
    pub on: String,
    /// The period its figures are of · 期别
    #[arg(long, value_name = "PERIOD")]
    pub period: String,
    /// A topic; with =CAMPAIGN its units are ranked · 议题
    #[arg(long = "topic", value_name = "TITLE[=CAMPAIGN]")]
    pub topics: Vec<String>,
    /// 地点
    #[arg(long, value_name = "PLACE", default_value = "")]
    pub venue: String,
    /// 主持人
    #[arg(long, value_name = "NAME", default_value = "")]
    pub chair: String,
    /// Working days in which units may comment on the pack · 征求意见工作日
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub days: u32,
}

#[derive(Debug, Args)]
pub struct MeetingsComment {
    /// Its number · 编号
    pub code: String,
    /// The unit that is spoken for · 单位
    #[arg(long, value_name = "UNIT")]
    pub office: String,
    /// It agrees · 无意见
    #[arg(long)]
    pub agree: bool,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub words: String,
}

#[derive(Debug, Args)]
pub struct MeetingsSpeaker {
    /// Its number · 编号
    pub code: String,
    /// Code of the unit · 单位
    pub unit: String,
    /// advanced or lagging · 先进或后进
    #[arg(long, value_name = "SIDE")]
    pub side: String,
    /// It does not speak · 不安排
    #[arg(long)]
    pub excuse: bool,
    /// Why, where the rankings say otherwise · 理由
    #[arg(long, value_name = "REASON", default_value = "")]
    pub note: String,
}

#[derive(Debug, Args)]
pub struct MeetingsAttend {
    /// Its number · 编号
    pub code: String,
    /// present, deputised, leave or absent, and who came · 单位=到会情况:参会人
    #[arg(value_name = "UNIT=PRESENCE[:NAME]", required = true)]
    pub came: Vec<String>,
}

#[derive(Debug, Args)]
pub struct MeetingsMinutes {
    /// Its number · 编号
    pub code: String,
    /// The minutes: TXT, DOCX or a PDF with text · 纪要
    pub file: PathBuf,
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    /// Document number · 文号
    #[arg(long, value_name = "NUMBER", default_value = "")]
    pub number: String,
}
