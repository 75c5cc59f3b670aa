//! Accountability 问责: the ladder as the county wrote it, the measures proposed by it, and what people made of each (DOMAIN.md §6.2).

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Count, Day, Indicator, Ref, Text, Unit};
use crate::registers::{Keeper, Register};

type List = &'static [(&'static str, &'static str, &'static str)];

/// Measures from the lightest to the gravest. The last two belong to bodies of their own and can only be suggested to them.
pub const RUNG_CODES: List = &[
    ("reminder", "提醒", "reminder"),
    ("explanation", "书面说明", "written explanation"),
    ("statement", "表态发言", "statement before the meeting"),
    ("criticism", "通报批评", "criticism in a bulletin"),
    ("correction", "限期改进", "improvement by a day"),
    ("talk", "约谈", "talk"),
    ("admonition", "建议诫勉", "suggestion of an admonition"),
    ("reshuffle", "建议组织调整", "suggestion of a change of posts"),
];

/// What a rule looks at.
pub const TRIGGER_CODES: List = &[
    ("red", "红灯", "red light"),
    ("bottom", "排名末位", "bottom of the ranking"),
    ("missing", "未报", "not reported"),
    ("overdue", "督办逾期", "overdue order"),
];

/// A rung of the county's ladder: when it is reached, and what is proposed then.
pub const LADDER_RULES: Register = Register {
    noun: "ladder_rules",
    zh: "问责规则",
    en: "Ladder rules",
    key: &["rule_id", "from_on"],
    known_from: Some("from_on"),
    keeper: Keeper::Rules,
    part_of: None,
    columns: &[
        must("rule_id", "规则编号", "Rule no.", Code),
        must("from_on", "施行日期", "From", Day),
        col("until_on", "废止日期", "Until", Day),
        must("trigger", "触发", "Trigger", Choice(TRIGGER_CODES)),
        col("places", "末几位", "Last places", Count).help("仅用于排名末位", "for the bottom of the ranking"),
        must("times", "连续次数", "Times in a row", Count).help("督办逾期填工作日", "working days for an overdue order"),
        must("span", "按", "By", Choice(&[("month", "月", "month"), ("quarter", "季度", "quarter")])),
        col("indicator_id", "指标", "Indicator", Indicator),
        must("rung", "措施", "Measure", Choice(RUNG_CODES)),
        col("by", "由谁", "By whom", Text),
        must("months", "影响期", "In effect for", Count).help("月", "months"),
        col("document", "依据文号", "Document", Text),
    ],
};

/// What came of a measure that a rule proposed 问责事项.
pub const PROCEEDINGS: Register = Register {
    noun: "proceedings",
    zh: "问责事项",
    en: "Proceedings",
    key: &["proceeding_id"],
    known_from: None,
    keeper: Keeper::Filing,
    part_of: None,
    columns: &[
        must("proceeding_id", "问责编号", "Proceeding no.", Code).numbered("pro-"),
        must("unit_id", "单位", "Unit", Unit),
        must("rule_id", "规则", "Rule", Text),
        // What it stands on: the queries of the figures that led to it, or the order.
        must("evidence", "依据", "Evidence", Text).long(),
        must("months", "影响期", "In effect for", Count),
        // The account of the one who decides.
        col("approver", "决定人", "Decided by", Text),
        col("person_id", "责任人", "Person", Ref("persons")),
    ],
};

/// Steps of a proceeding, in the order of [`crate::accountability::Step`].
pub const PROCEEDING_STEP_CODES: List = &[
    ("proposed", "提出建议", "proposed"),
    ("approved", "批准", "approved"),
    ("lowered", "降档批准", "approved at a lower rung"),
    ("refused", "不予采纳", "not adopted"),
    ("excused", "容错免责", "excused"),
    ("served", "送达", "served"),
    ("stated", "陈述申辩", "statement of the unit"),
    ("review_asked", "申请复核", "review asked for"),
    ("upheld", "维持", "upheld on review"),
    ("eased", "减轻", "eased on review"),
    ("withdrawn", "撤销", "withdrawn on review"),
    ("lifted", "解除", "lifted"),
];

/// The dated steps of a proceeding, from which its state follows.
pub const PROCEEDING_STEPS: Register = Register {
    noun: "proceeding_steps",
    zh: "问责进程",
    en: "Steps of proceedings",
    key: &["proceeding_id", "place"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: Some("proceeding_id"),
    columns: &[
        must("proceeding_id", "问责事项", "Proceeding", Ref("proceedings")),
        must("place", "序号", "Place", Count),
        must("step", "步骤", "Step", Choice(PROCEEDING_STEP_CODES)),
        must("on", "日期", "Day", Day),
        // What it is after this step.
        must("rung", "措施", "Measure", Choice(RUNG_CODES)),
        col("note", "说明", "Note", Text),
        must("by", "经办", "By", Text),
        col("number", "文号", "Number", Text),
        col("code", "核验码", "Verification code", Text),
    ],
};
