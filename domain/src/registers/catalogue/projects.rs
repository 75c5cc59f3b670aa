//! Projects 项目: one object from lead to production, its credits, dated stages and money (DOMAIN.md §2.1, §2.9).

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Count, Day, Flag, Land, Money, Percent, Ref, Text, Unit};
use crate::registers::{Keeper, Register};

pub const SECTORS: &[(&str, &str, &str)] = &[
    ("industry", "工业", "industry"),
    ("agriculture", "农业", "agriculture"),
    ("service", "服务业", "services"),
    ("infrastructure", "基础设施", "infrastructure"),
];

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

pub const PROJECTS: Register = Register {
    noun: "projects",
    zh: "项目",
    en: "Projects",
    key: &["project_id"],
    known_from: Some("registered_on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("project_id", "项目编号", "Project no.", Code).numbered("prj-"),
        must("name", "项目名称", "Project", Text),
        col("name_en", "英文名称", "Name in English", Text),
        must("registered_on", "登记日期", "Registered on", Day),
        col("investor", "投资方", "Investor", Text),
        col("credit_code", "统一社会信用代码", "Unified social credit code", Text).help(
            "十八位，按GB 32100校验；同一代码先登记者为首谈",
            "18 characters with the check character of GB 32100; who registers a code first has the first talk",
        ),
        col("origin", "来源地", "Origin", Text),
        must("sector", "产业", "Sector", Choice(SECTORS)),
        col("industry_code", "行业代码", "GB/T 4754 code", Text)
            .help("GB/T 4754：门类字母和2至4位数字，如 C3021", "GB/T 4754: section letter and 2 to 4 digits, such as C3021"),
        col("content", "建设内容", "Content", Text).long(),
        must("total_investment", "总投资", "Total investment", Money).help("合同约定的总投资", "as agreed in the contract"),
        must("fixed_investment", "固定资产投资", "Fixed-asset investment", Money)
            .help("厂房、设备、地价，不含流动资金", "buildings, equipment and land, without working capital"),
        col("land", "拟用地", "Land", Land),
        col("tax_per_mu", "亩均税收", "Tax per mu", Money),
        col("high_tech", "高新技术", "High technology", Flag),
        col("team_id", "招商团队", "Team", Ref("teams")),
        col("location_unit", "落户地", "Location", Unit),
        col("leader_id", "挂点县领导", "County leader in charge", Ref("persons")),
        col("remark", "备注", "Remark", Text).long(),
    ],
};

pub const PROJECT_CREDITS: Register = Register {
    noun: "project_credits",
    zh: "项目归属",
    en: "Project credits",
    key: &["project_id", "unit_id"],
    known_from: None,
    keeper: Keeper::Campaign,
    part_of: Some("project_id"),
    columns: &[
        must("project_id", "项目", "Project", Ref("projects")),
        must("unit_id", "单位", "Unit", Unit),
        must("share", "份额", "Share", Percent).help("同一项目各单位合计100%", "the units of one project add up to 100 %"),
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

pub const PROJECT_STAGES: Register = Register {
    noun: "project_stages",
    zh: "项目阶段",
    en: "Project stages",
    key: &["project_id", "stage"],
    known_from: Some("on"),
    keeper: Keeper::Campaign,
    part_of: Some("project_id"),
    columns: &[
        must("project_id", "项目", "Project", Ref("projects")),
        must("stage", "阶段", "Stage", Choice(STAGES)),
        must("on", "日期", "Day", Day),
        col("evidence", "佐证", "Evidence", Text).help("签约：合同；落地：营业执照；开工：主要建设内容、施工合同、现场照片；竣工、投产：验收", "signed: contract; landed: business licence; started: main works, construction contract, site photographs; completed, producing: acceptance"),
        col("recogniser", "认定单位", "Recognised by", Unit).help("认定这一阶段的牵头部门", "the lead office that recognises this stage"),
        col("remark", "说明", "Remark", Text).long(),
    ],
};

pub const PROJECT_ARRIVALS: Register = Register {
    noun: "project_arrivals",
    zh: "实际进资",
    en: "Investment arrived",
    key: &["arrival_id"],
    known_from: Some("on"),
    keeper: Keeper::Campaign,
    part_of: Some("project_id"),
    columns: &[
        must("arrival_id", "进资编号", "Arrival no.", Code).numbered("arr-"),
        must("project_id", "项目", "Project", Ref("projects")),
        must("on", "到位日期", "Day", Day),
        must("amount", "金额", "Amount", Money).help(
            "县外投资者当年实际到位，凭进账单、验资报告、发票",
            "newly arrived from investors outside the county, by bank slip, capital verification or invoice",
        ),
        col("voucher", "凭证号", "Voucher", Text)
            .help("进账单、验资报告或发票号", "number of the bank slip, verification report or invoice"),
    ],
};

pub const KEY_PROJECTS: Register = Register {
    noun: "key_projects",
    zh: "重点项目",
    en: "Key projects",
    key: &["key_project_id"],
    known_from: Some("listed_on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("key_project_id", "重点项目编号", "Key project no.", Code).numbered("key-"),
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
    keeper: Keeper::Campaign,
    part_of: Some("key_project_id"),
    columns: &[
        must("key_project_id", "重点项目", "Key project", Ref("key_projects")),
        must("node", "节点", "Node", Text),
        col("node_en", "节点英文", "Node in English", Text),
        must("position", "次序", "Position", Count),
        col("start_on", "计划开始", "Planned start", Day),
        must("due_on", "计划完成", "Planned finish", Day),
        col("done_on", "实际完成", "Done on", Day),
        col("unit_id", "责任单位", "Unit in charge", Unit),
        col("document", "文号", "Document", Text).help("批文或备案号", "approval or filing number"),
    ],
};
