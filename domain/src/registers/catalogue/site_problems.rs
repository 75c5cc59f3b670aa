//! Problems on site 现场办公: what was found at a project, who decides on it at which level, who has to solve it by when (speech 1-44).

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Count, Day, Flag, Ref, Text, Unit};
use crate::registers::{Keeper, Register};

/// A problem found during a visit to a project.
pub const SITE_PROBLEMS: Register = Register {
    noun: "site_problems",
    zh: "现场问题",
    en: "Problems on site",
    key: &["problem_id"],
    known_from: Some("found_on"),
    keeper: Keeper::Filing,
    part_of: None,
    columns: &[
        must("problem_id", "问题编号", "Problem no.", Code).numbered("prob-"),
        must("problem", "问题", "Problem", Text).long(),
        must("found_on", "现场日期", "Found on", Day),
        // One of the two: whose problem it is.
        col("project_id", "招商项目", "Promoted project", Ref("projects")),
        col("key_project_id", "重点项目", "Key project", Ref("key_projects")),
        col("visitor", "带队领导", "Who led the visit", Text),
        // Whoever wrote it down, and who has to solve it; both show files for it.
        col("found_by", "记录单位", "Recorded by unit", Unit),
        col("unit_id", "责任单位", "Unit in charge", Unit),
    ],
};

/// The steps of a problem, in their order.
pub const SITE_PROBLEM_STEP_CODES: &[(&str, &str, &str)] = &[
    ("recorded", "记录", "recorded"),
    ("decided", "决定", "decided"),
    ("told", "报进展", "progress told"),
    ("raised", "提级", "raised"),
    ("solved", "报结", "reported solved"),
    ("returned", "退回重办", "sent back"),
    ("closed", "销号", "closed"),
];

/// The dated steps of a problem, from which its state and its level follow.
pub const SITE_PROBLEM_STEPS: Register = Register {
    noun: "site_problem_steps",
    zh: "现场问题进程",
    en: "Steps of problems on site",
    key: &["problem_id", "place"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: Some("problem_id"),
    columns: &[
        must("problem_id", "问题", "Problem", Ref("site_problems")),
        must("place", "序号", "Place", Count),
        must("step", "步骤", "Step", Choice(SITE_PROBLEM_STEP_CODES)),
        must("on", "日期", "Day", Day),
        // Whose desk it lies on after this step, counted from 1.
        must("level", "层级", "Level", Count),
        // Who has it and until when, after this step; nobody before a decision.
        col("unit_id", "责任单位", "Unit in charge", Unit),
        col("due_on", "解决时限", "Due on", Day),
        col("note", "决定、情况或理由", "Decision, progress or reason", Text),
        col("evidence", "佐证件数", "Files of evidence", Count),
        must("by", "经办", "By", Text),
    ],
};

/// The levels a problem climbs, in force for problems found from a day on.
pub const SITE_PROBLEM_LEVELS: Register = Register {
    noun: "site_problem_levels",
    zh: "问题层级",
    en: "Levels of problems",
    key: &["from_on", "level"],
    known_from: Some("from_on"),
    keeper: Keeper::Rules,
    part_of: None,
    columns: &[
        must("from_on", "施行日期", "From", Day),
        must("level", "层级", "Level", Count).help("从1起", "from 1"),
        must("name", "名称", "Name", Text),
        col("name_en", "英文名称", "Name in English", Text),
        must("days", "停留时限", "Stays for", Count)
            .help("工作日，到时自动提级；最高一级不再提", "working days, then it climbs; from the highest it climbs no more"),
        must("by_leader", "由县领导决定", "Decided by a county leader", Flag),
        col("document", "依据文号", "Document", Text),
    ],
};
