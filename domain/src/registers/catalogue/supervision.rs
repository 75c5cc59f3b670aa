//! Supervision 督办: what was said or ordered, the tasks made of it, the pledges signed for them, and the orders by which they
//! are followed up in eight steps (DOMAIN.md §6).

use super::{col, must};
use crate::registers::Kind::{Amount, Choice, Code, Count, Day, Indicator, Month, Percent, Ref, Text, Unit};
use crate::registers::{Keeper, Register};

type List = &'static [(&'static str, &'static str, &'static str)];

pub const DIRECTIVE_KINDS: List = &[
    ("speech", "讲话", "speech"),
    ("minutes", "会议纪要", "minutes"),
    ("plan", "工作方案", "work plan"),
    ("notice", "通知", "notice"),
    ("instruction", "批示", "written instruction"),
    ("bulletin", "通报", "bulletin"),
    ("other", "其他", "other"),
];

/// How often something has to be done or told.
pub const RECURRENCES: List = &[
    ("once", "一次", "once"),
    ("weekly", "每周", "weekly"),
    ("monthly", "每月", "monthly"),
    ("quarterly", "每季度", "quarterly"),
];

/// A text by which work was given out, kept as it was.
pub const DIRECTIVES: Register = Register {
    noun: "directives",
    zh: "部署",
    en: "Directives",
    key: &["directive_id"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: None,
    columns: &[
        must("directive_id", "部署编号", "Directive no.", Code).numbered("dir-"),
        must("kind", "文种", "Kind of document", Choice(DIRECTIVE_KINDS)),
        must("title", "标题", "Title", Text),
        col("number", "文号", "Document no.", Text),
        col("issuer", "发文机关", "Issuing body", Text),
        col("speaker", "讲话人", "Speaker", Text),
        must("on", "日期", "Day", Day),
        must("text", "全文", "Text", Text).long(),
    ],
};

/// Who decides on the proposals of a run of sentences. A part without a holder was given back.
pub const DIRECTIVE_PARTS: Register = Register {
    noun: "directive_parts",
    zh: "部署分工",
    en: "Parts of directives",
    key: &["directive_id", "from_char"],
    known_from: None,
    keeper: Keeper::Filing,
    part_of: Some("directive_id"),
    columns: &[
        must("directive_id", "部署", "Directive", Ref("directives")),
        must("from_char", "起字", "From character", Count),
        must("to_char", "止字", "To character", Count),
        // An account.
        col("holder", "负责人", "Held by", Text),
    ],
};

/// A task that a sentence seems to ask for, and what a person made of it. Places are counted in characters of the text.
pub const PROPOSALS: Register = Register {
    noun: "proposals",
    zh: "任务建议",
    en: "Proposed tasks",
    key: &["directive_id", "place"],
    known_from: None,
    keeper: Keeper::Filing,
    part_of: Some("directive_id"),
    columns: &[
        must("directive_id", "部署", "Directive", Ref("directives")),
        must("place", "序号", "Place", Count),
        must("from_char", "起字", "From character", Count),
        must("to_char", "止字", "To character", Count),
        must("action", "事项", "Task", Text).long(),
        // Unit numbers as files know them, separated by semicolons.
        col("leads", "牵头单位", "Lead units", Text),
        col("supports", "配合单位", "Supporting units", Text),
        col("due_on", "完成时限", "Due on", Day),
        col("recurrence", "频次", "How often", Choice(RECURRENCES)),
        col("results", "量化目标", "Measurable results", Text),
        col("certainty", "把握", "Certainty", Percent),
        col("cue", "依据", "Why", Text),
        must(
            "outcome",
            "处理",
            "Outcome",
            Choice(&[
                ("open", "待定", "undecided"),
                ("accepted", "采纳", "taken"),
                ("split", "拆分", "split"),
                ("merged", "合并", "merged"),
                ("rejected", "不立项", "not made a task"),
            ]),
        ),
        col("reason", "理由", "Reason", Text),
        // Empty: the rules read it. `person`, or `model:NAME`.
        col("origin", "来源", "Origin", Text),
    ],
};

/// What somebody has to bring about, by when, measured by what.
pub const TASKS: Register = Register {
    noun: "tasks",
    zh: "任务",
    en: "Tasks",
    key: &["task_id"],
    known_from: None,
    keeper: Keeper::Tasks,
    part_of: None,
    columns: &[
        must("task_id", "任务编号", "Task no.", Code).numbered("task-"),
        must("action", "任务事项", "Task", Text).long(),
        must("lead_unit", "牵头单位", "Lead unit", Unit),
        col("supports", "配合单位", "Supporting units", Text)
            .help("单位编号，用分号隔开", "unit numbers, separated by semicolons"),
        col("due_on", "完成时限", "Due on", Day),
        col("recurrence", "频次", "How often", Choice(RECURRENCES)),
        col("results", "量化目标", "Measurable results", Text).long(),
        // Where an indicator counts it, progress is read from the ledger and nobody types it.
        col("indicator_id", "计数指标", "Counted by indicator", Indicator),
        col("target", "目标值", "Target", Amount),
        col("whole_id", "分解自", "Part of task", Ref("tasks")),
        col("directive_id", "出自部署", "From directive", Ref("directives")),
        col("from_char", "起字", "From character", Count),
        col("to_char", "止字", "To character", Count),
    ],
};

/// What of a task has to be there by the end of a month 阶段目标.
pub const TASK_STAGES: Register = Register {
    noun: "task_stages",
    zh: "任务阶段",
    en: "Stages of tasks",
    key: &["task_id", "month"],
    known_from: None,
    keeper: Keeper::Tasks,
    part_of: Some("task_id"),
    columns: &[
        must("task_id", "任务", "Task", Ref("tasks")),
        must("month", "月份", "Month", Month),
        must("share", "累计应完成", "Share due", Percent),
        col("plan", "阶段目标", "What is due", Text),
    ],
};

/// The dated steps of a task, from which its state follows.
pub const TASK_STEPS: Register = Register {
    noun: "task_steps",
    zh: "任务进程",
    en: "Steps of tasks",
    key: &["task_id", "place"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: Some("task_id"),
    columns: &[
        must("task_id", "任务", "Task", Ref("tasks")),
        must("place", "序号", "Place", Count),
        must(
            "step",
            "步骤",
            "Step",
            Choice(&[
                ("issued", "下达", "issued"),
                ("reported", "进展", "progress reported"),
                ("done", "办结", "completed"),
                ("withdrawn", "撤销", "withdrawn"),
                ("reopened", "重启", "reopened"),
            ]),
        ),
        must("on", "日期", "Day", Day),
        col("number", "文号", "Document no.", Text),
        // Typed only where no indicator counts.
        col("share", "完成比例", "Share done", Percent),
        col("note", "说明", "Note", Text),
        col("evidence", "佐证件数", "Files of evidence", Count),
        must("by", "经办", "By", Text),
    ],
};

/// A signed undertaking 责任书（军令状） of a unit for the tasks of a directive; the signed sheet is its evidence.
pub const PLEDGES: Register = Register {
    noun: "pledges",
    zh: "责任书",
    en: "Pledges",
    key: &["pledge_id"],
    known_from: Some("on"),
    keeper: Keeper::Tasks,
    part_of: None,
    columns: &[
        must("pledge_id", "责任书编号", "Pledge no.", Code).numbered("pledge-"),
        must("unit_id", "责任单位", "Unit", Unit),
        must("directive_id", "依据部署", "Directive", Ref("directives")),
        must("person", "责任人", "Who answers", Text),
        must("on", "签发日期", "Issued on", Day),
        col("signed_on", "签订日期", "Signed on", Day),
    ],
};

/// A matter that is followed up 督办事项.
pub const ORDERS: Register = Register {
    noun: "orders",
    zh: "督办",
    en: "Supervision orders",
    key: &["order_id"],
    known_from: None,
    keeper: Keeper::Filing,
    part_of: None,
    columns: &[
        must("order_id", "督办编号", "Order no.", Code).numbered("ord-"),
        must("matter", "督办事项", "Matter", Text).long(),
        must("basis", "立项依据", "Grounds", Text),
        must("unit_id", "承办单位", "Unit", Unit),
        col("task_id", "所督任务", "Task", Ref("tasks")),
        must("cadence", "反馈频次", "Feedback", Choice(RECURRENCES)),
    ],
};

/// The steps of an order, in their order.
pub const ORDER_STEP_CODES: List = &[
    ("proposed", "立项", "matter opened"),
    ("approved", "审批", "approved"),
    ("refused", "不予立项", "not approved"),
    ("issued", "交办", "notice given"),
    ("signed", "签收", "signed for"),
    ("handled", "办理", "handling"),
    ("answered", "反馈", "feedback"),
    ("accepted", "审核通过", "accepted on review"),
    ("returned", "退回重办", "sent back"),
    ("closed", "销号", "closed"),
    ("extension_asked", "申请延期", "extension asked for"),
    ("extended", "同意延期", "extension granted"),
    ("held", "不同意延期", "extension refused"),
    ("paused", "暂停", "paused"),
    ("resumed", "恢复", "resumed"),
    ("handed_over", "转办", "handed over"),
    ("reopened", "回头看重启", "reopened on recheck"),
];

/// The dated steps of an order, from which its state and its clock follow.
pub const ORDER_STEPS: Register = Register {
    noun: "order_steps",
    zh: "督办进程",
    en: "Steps of orders",
    key: &["order_id", "place"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: Some("order_id"),
    columns: &[
        must("order_id", "督办", "Order", Ref("orders")),
        must("place", "序号", "Place", Count),
        must("step", "步骤", "Step", Choice(ORDER_STEP_CODES)),
        must("on", "日期", "Day", Day),
        // Who has it and until when, after this step.
        must("unit_id", "承办单位", "Unit", Unit),
        must("due_on", "办理时限", "Due on", Day),
        // The day asked for with an extension.
        col("wanted_on", "申请延至", "Extension asked until", Day),
        col("number", "文号", "Document no.", Text),
        col("code", "核验码", "Verification code", Text),
        col("note", "说明", "Note", Text),
        // Files that stood for the order when this step was taken.
        col("evidence", "佐证件数", "Files of evidence", Count),
        must("by", "经办", "By", Text),
    ],
};

/// Clocks of supervision in working days, in force for orders given out from a day on.
pub const SUPERVISION_RULES: Register = Register {
    noun: "supervision_rules",
    zh: "督办规则",
    en: "Rules of supervision",
    key: &["from_on"],
    known_from: Some("from_on"),
    keeper: Keeper::Rules,
    part_of: None,
    columns: &[
        must("from_on", "施行日期", "From", Day),
        must("sign_days", "签收时限", "Signed for within", Count).help("工作日", "working days"),
        must("soon_days", "临期提醒", "Due soon from", Count).help("到期前工作日", "working days before the due day"),
        must("overdue_days", "逾期", "Overdue from", Count).help("到期后工作日", "working days after the due day"),
        must("again_days", "退回重办", "At least after a return", Count).help("工作日", "working days"),
        must("first_climb", "报单位负责人", "Told to the unit's head", Count)
            .help("到期后工作日", "working days after the due day"),
        must("second_climb", "报分管领导", "Told to the leader in charge", Count)
            .help("到期后工作日", "working days after the due day"),
        must("third_climb", "报主要领导", "Told to the county's head", Count)
            .help("到期后工作日", "working days after the due day"),
        col("document", "依据文号", "Document", Text),
    ],
};
