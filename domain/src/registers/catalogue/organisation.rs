//! Organisation 机构人员: counties, units, persons, posts, who held them and signs in, and the yearly notice of holidays.

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Day, Ref, Text, Unit};
use crate::registers::{Keeper, Register};

pub const COUNTIES: Register = Register {
    noun: "counties",
    zh: "县",
    en: "Counties",
    key: &["name"],
    known_from: None,
    keeper: Keeper::Rules,
    part_of: None,
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
    keeper: Keeper::Organisation,
    part_of: None,
    columns: &[
        must("unit_id", "单位编号", "Unit no.", Code),
        must("unit_name", "单位名称", "Unit", Text),
        must("group", "排名组", "Ranking group", Text),
        col("kind", "类别", "Kind", Choice(UNIT_KINDS)),
        col("unit_name_en", "英文名称", "Name in English", Text),
        col("valid_from", "设立日期", "Valid from", Day),
        col("valid_to", "撤销日期", "Valid until", Day).help("撤销后仍保留以前的数字", "earlier figures stay"),
        col("aliases", "别名", "Aliases, separated by ;", Text)
            .help("用分号隔开；导入时按别名也认得", "separated by semicolons; imports know the unit by them"),
        col("group_en", "排名组英文", "Ranking group in English", Text),
    ],
};

pub const PERSONS: Register = Register {
    noun: "persons",
    zh: "人员",
    en: "Persons",
    key: &["person_id"],
    known_from: None,
    keeper: Keeper::Organisation,
    part_of: None,
    columns: &[
        must("person_id", "人员编号", "Person no.", Code).numbered("p"),
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
    keeper: Keeper::Organisation,
    part_of: None,
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
        // What its holder may do here (domain::policy); empty: does not sign in.
        col("role", "角色", "Role", Choice(ROLES)).help("由安全保密员授予", "granted by the security officer"),
    ],
};

/// Roles a post can carry, as `domain::actors::Role` has them; the system posts belong to no person.
pub const ROLES: &[(&str, &str, &str)] = &[
    ("leader", "县领导", "county leader"),
    ("supervision", "两办督查室", "supervision office"),
    ("lead_office", "牵头部门", "lead office"),
    ("filer", "单位填报员", "unit filer"),
    ("unit_head", "单位负责人", "unit head"),
    ("team_member", "招商团队成员", "team member"),
    ("task_force_member", "推进小组成员", "task-force member"),
    ("organisation", "组织部", "organisation department"),
    ("administrator", "系统管理员", "administrator"),
    ("security_officer", "安全保密员", "security officer"),
    ("auditor", "审计员", "auditor"),
];

pub const TERMS: Register = Register {
    noun: "terms",
    zh: "任职",
    en: "Terms of office",
    key: &["post_id", "from_on"],
    known_from: Some("from_on"),
    keeper: Keeper::Organisation,
    part_of: Some("post_id"),
    columns: &[
        must("post_id", "岗位", "Post", Ref("posts")),
        must("person_id", "人员", "Person", Ref("persons")),
        must("from_on", "任职日期", "From", Day),
        col("until_on", "离任日期", "Until", Day),
    ],
};

/// Who may sign in: bound to a person, and through the person's terms of office to posts, units and roles. Passwords are not kept here.
pub const ACCOUNTS: Register = Register {
    noun: "accounts",
    zh: "账号",
    en: "Accounts",
    key: &["account"],
    known_from: None,
    keeper: Keeper::Accounts,
    part_of: None,
    columns: &[
        must("account", "账号", "Account", Code),
        must("person_id", "人员", "Person", Ref("persons")),
        must("state", "状态", "State", Choice(&[("active", "启用", "active"), ("suspended", "停用", "suspended")])),
    ],
};

pub const HOLIDAYS: Register = Register {
    noun: "holidays",
    zh: "节假日安排",
    en: "Holidays",
    key: &["day"],
    known_from: None,
    keeper: Keeper::Organisation,
    part_of: None,
    columns: &[
        must("day", "日期", "Day", Day),
        must("kind", "类别", "Kind", Choice(&[("rest", "放假", "rest day"), ("work", "调休上班", "make-up working day")])),
        col("name", "名称", "Name", Text),
    ],
};
