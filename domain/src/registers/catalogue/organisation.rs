//! Organisation 机构人员: counties, units, persons, posts and who held them, and the yearly notice of holidays.

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Day, Ref, Text, Unit};
use crate::registers::Register;

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
