//! Promotion 招商活动: teams, task forces, postings, trips, leads and visits (DOMAIN.md §2.2, §2.8).

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Count, Day, Ref, Text, Unit};
use crate::registers::{Keeper, Register};

pub const TEAMS: Register = Register {
    noun: "teams",
    zh: "招商团队",
    en: "Promotion teams",
    key: &["team_id"],
    known_from: Some("formed_on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("team_id", "团队编号", "Team no.", Code).numbered("team-"),
        must("name", "名称", "Name", Text),
        col("name_en", "英文名称", "Name in English", Text),
        col("lead_unit", "牵头单位", "Lead unit", Unit),
        col("leader_id", "团长", "Leader", Ref("persons")),
        col("city", "驻点城市", "City", Text),
        col("required_posted", "应驻点人数", "Members required", Count),
        col("formed_on", "组建日期", "Formed on", Day),
        col("disbanded_on", "撤销日期", "Disbanded on", Day),
    ],
};

pub const TASK_FORCES: Register = Register {
    noun: "task_forces",
    zh: "项目推进小组",
    en: "Task forces",
    key: &["task_force_id"],
    known_from: Some("formed_on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("task_force_id", "小组编号", "Task force no.", Code).numbered("tf-"),
        must("name", "名称", "Name", Text),
        col("name_en", "英文名称", "Name in English", Text),
        col("leader_id", "组长", "Leader", Ref("persons")),
        col("lead_unit", "牵头单位", "Lead unit", Unit),
        col("formed_on", "组建日期", "Formed on", Day),
        // 1-14: the day the backward schedule 倒排工期表 was settled.
        col("settled_on", "倒排工期敲定日期", "Schedule settled on", Day),
        col("on_site_on", "入驻一线日期", "On site since", Day),
    ],
};

pub const POSTINGS: Register = Register {
    noun: "postings",
    zh: "驻点",
    en: "Postings",
    key: &["posting_id"],
    known_from: Some("from_on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("posting_id", "驻点编号", "Posting no.", Code).numbered("post-"),
        must(
            "place",
            "驻点类别",
            "Place",
            Choice(&[("team", "招商团队", "team"), ("park", "园区", "park"), ("task_force", "推进小组", "task force")]),
        ),
        // Which team or task force; empty for the park.
        col("body", "团队或小组", "Team or task force", Text),
        must("person_id", "人员", "Person", Ref("persons")),
        must("unit_id", "派出单位", "Sending unit", Unit),
        must("from_on", "到岗日期", "From", Day),
        col("until_on", "离岗日期", "Until", Day),
    ],
};

pub const TRIPS: Register = Register {
    noun: "trips",
    zh: "外出招商",
    en: "Promotion trips",
    key: &["trip_id"],
    known_from: Some("until_on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("trip_id", "批次编号", "Trip no.", Code).numbered("trip-"),
        must("team_id", "团队", "Team", Ref("teams")),
        col("unit_id", "单位", "Unit", Unit),
        col("leader_id", "带队领导", "Led by", Ref("persons")),
        must("from_on", "出发日期", "From", Day),
        must("until_on", "返回日期", "Until", Day),
        col("destination", "目的地", "Destination", Text),
        col("visited", "拜访企业", "Enterprises visited", Text).long(),
        col("result", "成效", "Result", Text)
            .long()
            .help("返回后填写：签约、意向、线索", "after the return: contracts, intentions, leads"),
        col("leave_no", "请假审批号", "Leave approval no.", Text).help("外出招商请假审批号", "number of the leave approval"),
    ],
};

pub const LEADS: Register = Register {
    noun: "leads",
    zh: "招商线索",
    en: "Leads",
    key: &["lead_id"],
    known_from: Some("valued_on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("lead_id", "线索编号", "Lead no.", Code).numbered("lead-"),
        must("team_id", "团队", "Team", Ref("teams")),
        col("trip_id", "来源批次", "Trip", Ref("trips")),
        must("found_on", "获取日期", "Found on", Day),
        must("enterprise", "企业", "Enterprise", Text),
        col("content", "内容", "Content", Text).long(),
        // The day the promotion bureau recognised it as valuable 有价值线索 (DOMAIN.md §2.2); empty: not recognised.
        col("valued_on", "认定日期", "Recognised on", Day)
            .help("招商局认定为有价值线索的日期；未认定留空", "day of recognition as a valuable lead; empty if not"),
    ],
};

pub const VISITS: Register = Register {
    noun: "visits",
    zh: "客商来访",
    en: "Visits received",
    key: &["visit_id"],
    known_from: Some("on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("visit_id", "来访编号", "Visit no.", Code).numbered("visit-"),
        col("team_id", "邀请团队", "Inviting team", Ref("teams")),
        must("on", "日期", "Day", Day),
        must("enterprise", "企业", "Enterprise", Text),
        must("guests", "来访客商人数", "Guests", Count),
        col("host", "陪同领导", "Host", Text),
        col("topic", "意向", "Topic", Text).long(),
    ],
};
