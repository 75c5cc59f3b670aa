//! The catalogue of registers 台账目录: columns taken from real ledgers (DOMAIN.md §2.8, §2.9, §4, §5).

use super::{Column, Kind, Register};

const fn col(name: &'static str, zh: &'static str, en: &'static str, kind: Kind) -> Column {
    Column { name, zh, en, kind, required: false }
}
const fn must(name: &'static str, zh: &'static str, en: &'static str, kind: Kind) -> Column {
    Column { name, zh, en, kind, required: true }
}

use Kind::{Amount, Choice, Code, Count, Day, Flag, Indicator, Land, Money, Month, Percent, Ref, Text, Unit, Year};

/// In the order of loading: a register refers only to those before it.
pub const REGISTERS: &[&Register] = &[
    &COUNTIES,
    &UNITS,
    &PERSONS,
    &POSTS,
    &TERMS,
    &HOLIDAYS,
    &CAMPAIGNS,
    &INDICATORS,
    &LIGHT_RULES,
    &TARGETS,
    &COMMITMENTS,
    &TEAMS,
    &TASK_FORCES,
    &POSTINGS,
    &TRIPS,
    &LEADS,
    &VISITS,
    &PROJECTS,
    &PROJECT_CREDITS,
    &PROJECT_STAGES,
    &PROJECT_ARRIVALS,
    &KEY_PROJECTS,
    &KEY_PROJECT_NODES,
    &FUNDS,
    &FUND_STEPS,
    &FUND_CONTACTS,
    &PARCELS,
    &PARCEL_STEPS,
    &RETURNS,
];

pub const COUNTIES: Register = Register {
    noun: "counties",
    zh: "县",
    en: "Counties",
    key: &["name"],
    known_from: None,
    columns: &[
        must("name", "名称", "Name", Text),
        col("name_en", "英文名称", "Name in English", Text),
        col("office", "督查机关", "Supervision office", Text),
        col("office_en", "督查机关英文", "Supervision office in English", Text),
        col("number_prefix", "发文机关代字", "Prefix of document numbers", Text),
        col("addressees", "主送机关", "Main addressees", Text),
        col("addressees_en", "主送机关英文", "Main addressees in English", Text),
        col("copies", "抄送机关", "Copies to", Text),
        col("copies_en", "抄送机关英文", "Copies to, in English", Text),
    ],
};

pub const UNIT_KINDS: &[(&str, &str, &str)] = &[
    ("township", "乡镇", "township"),
    ("department", "县直单位", "county department"),
    ("vertical", "垂管单位", "vertically managed unit"),
    ("enterprise", "企业单位", "enterprise unit"),
    ("park", "园区", "park committee"),
];

pub const UNITS: Register = Register {
    noun: "units",
    zh: "单位",
    en: "Units",
    key: &["unit_id"],
    known_from: Some("valid_from"),
    columns: &[
        must("unit_id", "单位编号", "Unit no.", Code),
        must("unit_name", "单位名称", "Unit", Text),
        must("group", "排名组", "Ranking group", Text),
        col("kind", "类别", "Kind", Choice(UNIT_KINDS)),
        col("unit_name_en", "英文名称", "Name in English", Text),
        col("valid_from", "设立日期", "Valid from", Day),
        col("valid_to", "撤销日期", "Valid until", Day),
        col("aliases", "别名", "Aliases, separated by ;", Text),
        col("group_en", "排名组英文", "Ranking group in English", Text),
    ],
};

pub const PERSONS: Register = Register {
    noun: "persons",
    zh: "人员",
    en: "Persons",
    key: &["person_id"],
    known_from: None,
    columns: &[
        must("person_id", "人员编号", "Person no.", Code),
        must("name", "姓名", "Name", Text),
        col("name_en", "英文姓名", "Name in English", Text),
    ],
};

pub const POSTS: Register = Register {
    noun: "posts",
    zh: "岗位",
    en: "Posts",
    key: &["post_id"],
    known_from: None,
    columns: &[
        must("post_id", "岗位编号", "Post no.", Code),
        must("unit_id", "单位", "Unit", Unit),
        must("title", "职务", "Title", Text),
        col("title_en", "职务英文", "Title in English", Text),
        // 1-26: one of the two leaders minds business, the other goes out to promote.
        col(
            "duty",
            "分工",
            "Duty",
            Choice(&[
                ("business", "抓业务", "minds business"),
                ("promotion", "外出招商", "goes out to promote"),
                ("other", "其他", "other"),
            ]),
        ),
    ],
};

pub const TERMS: Register = Register {
    noun: "terms",
    zh: "任职",
    en: "Terms of office",
    key: &["post_id", "from_on"],
    known_from: Some("from_on"),
    columns: &[
        must("post_id", "岗位", "Post", Ref("posts")),
        must("person_id", "人员", "Person", Ref("persons")),
        must("from_on", "任职日期", "From", Day),
        col("until_on", "离任日期", "Until", Day),
    ],
};

pub const HOLIDAYS: Register = Register {
    noun: "holidays",
    zh: "节假日安排",
    en: "Holidays",
    key: &["day"],
    known_from: None,
    columns: &[
        must("day", "日期", "Day", Day),
        must("kind", "类别", "Kind", Choice(&[("rest", "放假", "rest day"), ("work", "调休上班", "make-up working day")])),
        col("name", "名称", "Name", Text),
    ],
};

pub const CAMPAIGNS: Register = Register {
    noun: "campaigns",
    zh: "战役",
    en: "Campaigns",
    key: &["campaign_id"],
    known_from: None,
    columns: &[
        must("campaign_id", "战役编号", "Campaign no.", Code),
        must("name", "名称", "Name", Text),
        col("name_en", "英文名称", "Name in English", Text),
        must("lead_unit", "牵头单位", "Lead office", Unit),
        col("position", "次序", "Position", Count),
        // Indicator by which the campaign's units are ranked and called advanced or lagging.
        col("ranked_by", "排名指标", "Ranked by", Text),
        col("summary", "综述", "Summary", Text),
        col("summary_en", "综述英文", "Summary in English", Text),
    ],
};

pub const INDICATORS: Register = Register {
    noun: "indicators",
    zh: "指标",
    en: "Indicators",
    key: &["indicator_id"],
    known_from: None,
    columns: &[
        must("indicator_id", "指标编号", "Indicator no.", Code),
        must("name", "名称", "Name", Text),
        must("uom", "计量单位", "Measure", Text),
        col(
            "direction",
            "方向",
            "Direction",
            Choice(&[("up", "越高越好", "higher is better"), ("down", "越低越好", "lower is better")]),
        ),
        col("name_en", "英文名称", "Name in English", Text),
        col(
            "kind",
            "类型",
            "Kind",
            Choice(&[
                ("flow", "流量", "flow"),
                ("stock", "存量", "stock"),
                ("ratio", "比率", "ratio"),
                ("count", "单位数", "count of units"),
            ]),
        ),
        // `returns`, or the noun of the register it is counted from.
        col("source", "来源", "Source", Text),
        // `linear`, or twelve cumulative percents of the year separated by spaces (a curve 计划曲线).
        col("pace", "时序", "Pace", Text),
        col("uom_en", "计量单位英文", "Measure in English", Text),
        col("campaign_id", "战役", "Campaign", Ref("campaigns")),
        col("position", "次序", "Position", Count),
        // How records count (domain::indicators): see docs/load-format.md.
        col("where", "条件", "Condition", Text),
        col("on", "计入日期栏", "Day column", Text),
        col("until", "终止日期栏", "Until column", Text),
        col("amount", "计量栏", "Amount column", Text),
        col("credit", "计入单位", "Credit", Text),
        // Records counted as verified but credited as nothing (DOMAIN.md §4: averaged, needs county match).
        col("exclude", "认定剔除条件", "Not credited when", Text),
        col("of", "分子指标", "Of", Text),
        col("over", "分母指标", "Over", Text),
        col("minimum_base", "参与排名的最低任务", "Minimum target to be ranked", Text),
        // Where an adverse fact of this indicator belongs in 三、存在问题.
        col(
            "aspect",
            "问题类别",
            "Aspect",
            Choice(&[
                ("compare", "相比去年差距大", "gap to last year"),
                ("pace", "推进速度慢", "slow progress"),
                ("result", "实际成效不理想", "poor results"),
            ]),
        ),
        col("sentence", "句式", "Sentence", Text),
        col("sentence_en", "句式英文", "Sentence in English", Text),
        col("since", "启用日期", "In use since", Day),
    ],
};

pub const LIGHT_RULES: Register = Register {
    noun: "light_rules",
    zh: "亮灯规则",
    en: "Light rules",
    key: &["rule_id", "effective_on"],
    known_from: Some("effective_on"),
    columns: &[
        must("rule_id", "规则编号", "Rule no.", Code),
        must("effective_on", "生效日期", "Effective on", Day),
        // Gap to time progress, in percentage points, from which the light is green and from which it is yellow.
        must("green_from", "绿灯下限", "Green from (points)", Percent),
        must("yellow_from", "黄灯下限", "Yellow from (points)", Percent),
        col("indicator_id", "适用指标", "Indicator", Indicator),
        col("document", "依据文件", "Document", Text),
    ],
};

pub const TARGETS: Register = Register {
    noun: "targets",
    zh: "目标",
    en: "Targets",
    key: &["unit_id", "indicator_id", "year"],
    known_from: Some("year"),
    columns: &[
        // Empty: the county's own target.
        col("unit_id", "单位", "Unit", Unit),
        must("indicator_id", "指标", "Indicator", Indicator),
        must("year", "年度", "Year", Year),
        must("target", "目标", "Target", Amount),
        col("document", "下达文号", "Document number", Text),
        // Overrides the indicator's pace for this target.
        col("pace", "时序", "Pace", Text),
    ],
};

pub const COMMITMENTS: Register = Register {
    noun: "commitments",
    zh: "下步打算",
    en: "Next steps",
    key: &["commitment_id"],
    known_from: None,
    columns: &[
        must("commitment_id", "编号", "No.", Code),
        must("campaign_id", "战役", "Campaign", Ref("campaigns")),
        must("text", "内容", "Text", Text),
        col("text_en", "英文", "In English", Text),
        col("due_on", "完成时限", "Due", Day),
        col("recurrence", "周期", "Recurrence", Text),
        col("quantity", "数量", "Quantity", Count),
        col("requirement", "出处", "Requirement", Text),
        col("unit_id", "责任单位", "Unit", Unit),
    ],
};

pub const TEAMS: Register = Register {
    noun: "teams",
    zh: "招商团队",
    en: "Promotion teams",
    key: &["team_id"],
    known_from: Some("formed_on"),
    columns: &[
        must("team_id", "团队编号", "Team no.", Code),
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
    columns: &[
        must("task_force_id", "小组编号", "Task force no.", Code),
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
    columns: &[
        must("posting_id", "驻点编号", "Posting no.", Code),
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
    columns: &[
        must("trip_id", "批次编号", "Trip no.", Code),
        must("team_id", "团队", "Team", Ref("teams")),
        col("unit_id", "单位", "Unit", Unit),
        col("leader_id", "带队领导", "Led by", Ref("persons")),
        must("from_on", "出发日期", "From", Day),
        must("until_on", "返回日期", "Until", Day),
        col("destination", "目的地", "Destination", Text),
        col("visited", "拜访企业", "Enterprises visited", Text),
        col("result", "成效", "Result", Text),
        col("leave_no", "请假审批号", "Leave approval no.", Text),
    ],
};

pub const LEADS: Register = Register {
    noun: "leads",
    zh: "招商线索",
    en: "Leads",
    key: &["lead_id"],
    known_from: Some("valued_on"),
    columns: &[
        must("lead_id", "线索编号", "Lead no.", Code),
        must("team_id", "团队", "Team", Ref("teams")),
        col("trip_id", "来源批次", "Trip", Ref("trips")),
        must("found_on", "获取日期", "Found on", Day),
        must("enterprise", "企业", "Enterprise", Text),
        col("content", "内容", "Content", Text),
        // The day the promotion bureau recognised it as valuable 有价值线索 (DOMAIN.md §2.2); empty: not recognised.
        col("valued_on", "认定日期", "Recognised on", Day),
    ],
};

pub const VISITS: Register = Register {
    noun: "visits",
    zh: "客商来访",
    en: "Visits received",
    key: &["visit_id"],
    known_from: Some("on"),
    columns: &[
        must("visit_id", "来访编号", "Visit no.", Code),
        col("team_id", "邀请团队", "Inviting team", Ref("teams")),
        must("on", "日期", "Day", Day),
        must("enterprise", "企业", "Enterprise", Text),
        must("guests", "来访客商人数", "Guests", Count),
        col("host", "陪同领导", "Host", Text),
        col("topic", "意向", "Topic", Text),
    ],
};

pub const SECTORS: &[(&str, &str, &str)] = &[
    ("industry", "工业", "industry"),
    ("agriculture", "农业", "agriculture"),
    ("service", "服务业", "services"),
    ("infrastructure", "基础设施", "infrastructure"),
];

pub const PROJECTS: Register = Register {
    noun: "projects",
    zh: "项目",
    en: "Projects",
    key: &["project_id"],
    known_from: Some("registered_on"),
    columns: &[
        must("project_id", "项目编号", "Project no.", Code),
        must("name", "项目名称", "Project", Text),
        col("name_en", "英文名称", "Name in English", Text),
        must("registered_on", "登记日期", "Registered on", Day),
        col("investor", "投资方", "Investor", Text),
        col("credit_code", "统一社会信用代码", "Unified social credit code", Text),
        col("origin", "来源地", "Origin", Text),
        must("sector", "产业", "Sector", Choice(SECTORS)),
        col("industry_code", "行业代码", "GB/T 4754 code", Text),
        col("content", "建设内容", "Content", Text),
        must("total_investment", "总投资", "Total investment", Money),
        must("fixed_investment", "固定资产投资", "Fixed-asset investment", Money),
        col("land", "拟用地", "Land", Land),
        col("tax_per_mu", "亩均税收", "Tax per mu", Money),
        col("high_tech", "高新技术", "High technology", Flag),
        col("team_id", "招商团队", "Team", Ref("teams")),
        col("location_unit", "落户地", "Location", Unit),
        col("leader_id", "挂点县领导", "County leader in charge", Ref("persons")),
        col("remark", "备注", "Remark", Text),
    ],
};

pub const PROJECT_CREDITS: Register = Register {
    noun: "project_credits",
    zh: "项目归属",
    en: "Project credits",
    key: &["project_id", "unit_id"],
    known_from: None,
    columns: &[
        must("project_id", "项目", "Project", Ref("projects")),
        must("unit_id", "单位", "Unit", Unit),
        must("share", "份额", "Share", Percent),
        col(
            "role",
            "角色",
            "Role",
            Choice(&[
                ("referrer", "引荐", "referrer"),
                ("first_talk", "首谈", "first talk"),
                ("undertaker", "承接", "undertaker"),
                ("host", "落地", "host"),
                ("service", "服务", "service"),
            ]),
        ),
    ],
};

pub const STAGES: &[(&str, &str, &str)] = &[
    ("lead", "线索", "lead"),
    ("talk", "在谈", "in talks"),
    ("intent", "意向", "intent"),
    ("signed", "签约", "signed"),
    ("landed", "落地", "landed"),
    ("started", "开工", "started"),
    ("completed", "竣工", "completed"),
    ("producing", "投产", "producing"),
    ("full", "达产", "full output"),
    ("refused", "否决", "refused"),
    ("ended", "终止", "ended"),
];

pub const PROJECT_STAGES: Register = Register {
    noun: "project_stages",
    zh: "项目阶段",
    en: "Project stages",
    key: &["project_id", "stage"],
    known_from: Some("on"),
    columns: &[
        must("project_id", "项目", "Project", Ref("projects")),
        must("stage", "阶段", "Stage", Choice(STAGES)),
        must("on", "日期", "Day", Day),
        col("evidence", "佐证", "Evidence", Text),
        col("recogniser", "认定单位", "Recognised by", Unit),
        col("remark", "说明", "Remark", Text),
    ],
};

pub const PROJECT_ARRIVALS: Register = Register {
    noun: "project_arrivals",
    zh: "实际进资",
    en: "Investment arrived",
    key: &["arrival_id"],
    known_from: Some("on"),
    columns: &[
        must("arrival_id", "进资编号", "Arrival no.", Code),
        must("project_id", "项目", "Project", Ref("projects")),
        must("on", "到位日期", "Day", Day),
        must("amount", "金额", "Amount", Money),
        col("voucher", "凭证号", "Voucher", Text),
    ],
};

pub const KEY_PROJECTS: Register = Register {
    noun: "key_projects",
    zh: "重点项目",
    en: "Key projects",
    key: &["key_project_id"],
    known_from: Some("listed_on"),
    columns: &[
        must("key_project_id", "重点项目编号", "Key project no.", Code),
        must("name", "项目名称", "Project", Text),
        col("name_en", "英文名称", "Name in English", Text),
        col("project_id", "招商项目", "Promoted project", Ref("projects")),
        must(
            "category",
            "类别",
            "Category",
            Choice(&[
                ("industry", "工业", "industry"),
                ("city", "城市建设", "city construction"),
                ("infrastructure", "基础设施", "infrastructure"),
                ("livelihood", "民生", "livelihood"),
            ]),
        ),
        must("task_force_id", "推进小组", "Task force", Ref("task_forces")),
        col("leader_id", "挂点县领导", "County leader in charge", Ref("persons")),
        col("total_investment", "总投资", "Total investment", Money),
        col("year_investment", "年度计划投资", "Planned investment this year", Money),
        must("listed_on", "列入日期", "Listed on", Day),
        col("started_on", "开工日期", "Started on", Day),
        col("completed_on", "竣工日期", "Completed on", Day),
        col("producing_on", "投产日期", "Producing since", Day),
    ],
};

pub const KEY_PROJECT_NODES: Register = Register {
    noun: "key_project_nodes",
    zh: "重点项目节点",
    en: "Key project nodes",
    key: &["key_project_id", "node"],
    known_from: None,
    columns: &[
        must("key_project_id", "重点项目", "Key project", Ref("key_projects")),
        must("node", "节点", "Node", Text),
        col("node_en", "节点英文", "Node in English", Text),
        must("position", "次序", "Position", Count),
        col("start_on", "计划开始", "Planned start", Day),
        must("due_on", "计划完成", "Planned finish", Day),
        col("done_on", "实际完成", "Done on", Day),
        col("unit_id", "责任单位", "Unit in charge", Unit),
        col("document", "文号", "Document", Text),
    ],
};

pub const FUNDS: Register = Register {
    noun: "funds",
    zh: "争资项目",
    en: "Fund items",
    key: &["fund_id"],
    known_from: Some("registered_on"),
    columns: &[
        must("fund_id", "争资编号", "Fund item no.", Code),
        must("unit_id", "申报单位", "Applicant", Unit),
        must("name", "项目名称", "Item", Text),
        col("name_en", "英文名称", "Name in English", Text),
        must("registered_on", "登记日期", "Registered on", Day),
        col("channel", "资金渠道", "Channel", Text),
        col(
            "nature",
            "资金性质",
            "Nature",
            Choice(&[("grant", "无偿", "grant"), ("bond", "债券", "bond"), ("kind", "实物", "in kind")]),
        ),
        col("upper_office", "上级主管部门", "Upper office", Text),
        // Exclusions of DOMAIN.md §4 [S82]: averaged over all counties; needs county match.
        col("averaged", "平均分配", "Averaged", Flag),
        col("matched", "需县配套", "Needs county match", Flag),
    ],
};

pub const FUND_STEPS: Register = Register {
    noun: "fund_steps",
    zh: "争资进度",
    en: "Fund steps",
    key: &["fund_step_id"],
    known_from: Some("on"),
    columns: &[
        must("fund_step_id", "进度编号", "Step no.", Code),
        must("fund_id", "争资项目", "Fund item", Ref("funds")),
        must(
            "step",
            "步骤",
            "Step",
            Choice(&[
                ("planned", "谋划", "planned"),
                ("reserved", "储备入库", "in reserve"),
                ("applied", "申报", "applied"),
                ("reviewed", "评审", "reviewed"),
                ("issued", "下达", "issued"),
                ("arrived", "到账", "arrived"),
                ("used", "拨付使用", "used"),
            ]),
        ),
        must("on", "日期", "Day", Day),
        col("amount", "金额", "Amount", Money),
        col("document", "文号或凭证", "Document or voucher", Text),
    ],
};

pub const FUND_CONTACTS: Register = Register {
    noun: "fund_contacts",
    zh: "跑项对接",
    en: "Contacts with upper offices",
    key: &["contact_id"],
    known_from: Some("on"),
    columns: &[
        must("contact_id", "对接编号", "Contact no.", Code),
        must("unit_id", "单位", "Unit", Unit),
        must("on", "日期", "Day", Day),
        must("upper_office", "对接部门", "Upper office", Text),
        must("matter", "事项", "Matter", Text),
        col("result", "结果", "Result", Text),
    ],
};

pub const PARCELS: Register = Register {
    noun: "parcels",
    zh: "地块",
    en: "Parcels",
    key: &["parcel_id"],
    known_from: Some("listed_on"),
    columns: &[
        must("parcel_id", "地块编号", "Parcel no.", Code),
        must("name", "地块名称", "Parcel", Text),
        must("unit_id", "所在乡镇", "Township", Unit),
        must("land", "任务面积", "Area", Land),
        must("listed_on", "列入日期", "Listed on", Day),
        col("households", "涉及户数", "Households", Count),
    ],
};

pub const PARCEL_STEPS: Register = Register {
    noun: "parcel_steps",
    zh: "地块进度",
    en: "Parcel steps",
    key: &["parcel_step_id"],
    known_from: Some("on"),
    columns: &[
        must("parcel_step_id", "进度编号", "Step no.", Code),
        must("parcel_id", "地块", "Parcel", Ref("parcels")),
        must(
            "step",
            "步骤",
            "Step",
            Choice(&[
                ("acquired", "征地", "acquired"),
                ("levelled", "平整", "levelled"),
                ("reserved", "收储", "reserved"),
                ("approved", "报批", "approved"),
                ("supplied", "供地", "supplied"),
            ]),
        ),
        must("on", "日期", "Day", Day),
        must("land", "面积", "Area", Land),
        col("document", "文号或协议", "Document", Text),
    ],
};

pub const RETURNS: Register = Register {
    noun: "returns",
    zh: "填报",
    en: "Returns",
    key: &["unit_id", "indicator_id", "period", "stage"],
    known_from: Some("period"),
    columns: &[
        must("unit_id", "单位", "Unit", Unit),
        must("indicator_id", "指标", "Indicator", Indicator),
        must("period", "期别", "Period", Month),
        must("value", "数值", "Value", Amount),
        col(
            "stage",
            "口径",
            "Stage",
            Choice(&[
                ("reported", "上报", "reported"),
                ("verified", "核定", "verified"),
                ("credited", "认定", "credited"),
                ("statistical", "统计部门", "statistical"),
            ]),
        ),
        col("voucher", "凭证号", "Voucher", Text),
    ],
};
