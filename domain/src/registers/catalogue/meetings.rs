//! Meetings 调度会: what is dealt with, the pack and what units said of it, who spoke, who came, and the minutes (speech 1-01, 1-02).

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Count, Day, Flag, Indicator, Ref, Text, Unit};
use crate::registers::{Keeper, Register};

type List = &'static [(&'static str, &'static str, &'static str)];

/// A meeting at which work is told of and moved on.
pub const MEETINGS: Register = Register {
    noun: "meetings",
    zh: "会议",
    en: "Meetings",
    key: &["meeting_id"],
    known_from: Some("planned_on"),
    keeper: Keeper::Filing,
    part_of: None,
    columns: &[
        must("meeting_id", "会议编号", "Meeting no.", Code).numbered("mtg-"),
        must("title", "会议名称", "Meeting", Text),
        must("planned_on", "拟定日期", "Planned on", Day),
        must("period", "期别", "Period", Text).help("例如 2026-Q1", "such as 2026-Q1"),
        col("venue", "地点", "Venue", Text),
        col("chair", "主持人", "Chair", Text),
        must("comment_days", "征求意见期", "Open for comments", Count).help("工作日", "working days"),
    ],
};

/// What a meeting deals with, in its order.
pub const MEETING_TOPICS: Register = Register {
    noun: "meeting_topics",
    zh: "会议议题",
    en: "Topics of meetings",
    key: &["meeting_id", "place"],
    known_from: None,
    keeper: Keeper::Filing,
    part_of: Some("meeting_id"),
    columns: &[
        must("meeting_id", "会议", "Meeting", Ref("meetings")),
        must("place", "序号", "Place", Count),
        must("title", "议题", "Topic", Text),
        // Its figures and rankings go into the pack.
        col("campaign_id", "战役", "Campaign", Ref("campaigns")),
    ],
};

/// The steps of a meeting, in their order.
pub const MEETING_STEP_CODES: List = &[
    ("planned", "拟定", "planned"),
    ("packed", "材料送审", "pack sent out"),
    ("postponed", "改期", "postponed"),
    ("held", "召开", "held"),
    ("minuted", "印发纪要", "minutes kept"),
    ("cancelled", "取消", "cancelled"),
];

/// The dated steps of a meeting, from which its state and its comment window follow.
pub const MEETING_STEPS: Register = Register {
    noun: "meeting_steps",
    zh: "会议进程",
    en: "Steps of meetings",
    key: &["meeting_id", "place"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: Some("meeting_id"),
    columns: &[
        must("meeting_id", "会议", "Meeting", Ref("meetings")),
        must("place", "序号", "Place", Count),
        must("step", "步骤", "Step", Choice(MEETING_STEP_CODES)),
        must("on", "日期", "Day", Day),
        // The day of the meeting after this step.
        must("meeting_on", "开会日期", "Day of the meeting", Day),
        // The cut the pack is made from, and the last day for comments on it.
        col("as_of", "材料截面", "Cut of the pack", Day),
        col("comments_to", "意见截止", "Comments until", Day),
        col("directive_id", "会议纪要", "Minutes", Ref("directives")),
        col("note", "说明", "Note", Text),
        must("by", "经办", "By", Text),
    ],
};

/// What units said of a pack while they could.
pub const MEETING_COMMENTS: Register = Register {
    noun: "meeting_comments",
    zh: "会议材料意见",
    en: "Comments on packs",
    key: &["meeting_id", "unit_id", "place"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: Some("meeting_id"),
    columns: &[
        must("meeting_id", "会议", "Meeting", Ref("meetings")),
        must("unit_id", "单位", "Unit", Unit),
        must("place", "序号", "Place", Count),
        must("on", "日期", "Day", Day),
        must("agrees", "无意见", "No objection", Flag),
        col("words", "意见", "Comment", Text).long(),
        must("by", "经办", "By", Text),
    ],
};

pub const SIDES: List = &[("advanced", "先进", "advanced"), ("lagging", "后进", "lagging")];

pub const SPEAKER_STANDINGS: List = &[("confirmed", "确定发言", "speaks"), ("excused", "不安排发言", "does not speak")];

/// Who speaks at a meeting, as a person decided: what the rankings propose is not kept.
pub const MEETING_SPEAKERS: Register = Register {
    noun: "meeting_speakers",
    zh: "会议发言",
    en: "Speakers at meetings",
    key: &["meeting_id", "unit_id"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: Some("meeting_id"),
    columns: &[
        must("meeting_id", "会议", "Meeting", Ref("meetings")),
        must("unit_id", "单位", "Unit", Unit),
        must("side", "先进或后进", "Advanced or lagging", Choice(SIDES)),
        col("indicator_id", "排名指标", "Ranked by", Indicator),
        must("standing", "安排", "Arrangement", Choice(SPEAKER_STANDINGS)),
        must("on", "日期", "Day", Day),
        col("note", "理由", "Reason", Text),
        must("by", "经办", "By", Text),
    ],
};

pub const PRESENCES: List = &[
    ("present", "到会", "present"),
    ("deputised", "代会", "sent a deputy"),
    ("leave", "请假", "on leave"),
    ("absent", "缺席", "absent"),
];

/// Who came to a meeting.
pub const MEETING_ATTENDANCES: Register = Register {
    noun: "meeting_attendances",
    zh: "会议签到",
    en: "Attendance at meetings",
    key: &["meeting_id", "unit_id"],
    known_from: None,
    keeper: Keeper::Filing,
    part_of: Some("meeting_id"),
    columns: &[
        must("meeting_id", "会议", "Meeting", Ref("meetings")),
        must("unit_id", "单位", "Unit", Unit),
        must("presence", "到会情况", "Attendance", Choice(PRESENCES)),
        col("person", "参会人", "Who came", Text),
    ],
};
