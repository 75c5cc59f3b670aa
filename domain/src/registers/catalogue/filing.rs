//! Returns 填报: what units file month by month for indicators that have no register, until when, against which evidence,
//! and what became of it.

use super::{col, must};
use crate::registers::Kind::{Amount, Choice, Code, Count, Day, Indicator, Month, Text, Unit};
use crate::registers::{Keeper, Register};

pub const RETURNS: Register = Register {
    noun: "returns",
    zh: "填报",
    en: "Returns",
    key: &["unit_id", "indicator_id", "period", "stage"],
    known_from: Some("period"),
    keeper: Keeper::Filing,
    part_of: None,
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
        // What the filer answered when a soft check asked, or remarked.
        col("note", "备注", "Note", Text),
    ],
};

/// Days by which a month is due, is accepted late, and is closed (DECISIONS.md, Demo county): in force from a month on.
pub const DEADLINES: Register = Register {
    noun: "deadlines",
    zh: "报送时限",
    en: "Deadlines",
    key: &["from_month"],
    known_from: Some("from_month"),
    keeper: Keeper::Rules,
    part_of: None,
    columns: &[
        must("from_month", "自期别", "From period", Month),
        must("due_working_day", "应报工作日", "Due on working day", Count),
        must("late_working_day", "迟报截止工作日", "Accepted late until working day", Count),
        must("closing_day", "封账日", "Books close on day", Count),
        col("document", "依据文号", "Document", Text),
    ],
};

/// A month opened again for a unit after its deadline, by the approver who acted, for the reason given.
pub const OPENINGS: Register = Register {
    noun: "openings",
    zh: "补报审批",
    en: "Late openings",
    key: &["unit_id", "period"],
    known_from: Some("until_on"),
    keeper: Keeper::Filing,
    part_of: None,
    columns: &[
        must("unit_id", "单位", "Unit", Unit),
        must("period", "期别", "Period", Month),
        must("until_on", "开放至", "Open until", Day),
        must("reason", "理由", "Reason", Text),
    ],
};

/// What became of a reported return: sent back, verified as reported, recognised differently, or overturned by a recheck.
pub const VERIFICATIONS: Register = Register {
    noun: "verifications",
    zh: "核验",
    en: "Verifications",
    key: &["unit_id", "indicator_id", "period"],
    known_from: Some("period"),
    keeper: Keeper::Filing,
    part_of: None,
    columns: &[
        must("unit_id", "单位", "Unit", Unit),
        must("indicator_id", "指标", "Indicator", Indicator),
        must("period", "期别", "Period", Month),
        must(
            "decision",
            "核验结果",
            "Decision",
            Choice(&[
                ("accepted", "属实", "accepted"),
                ("returned", "退回", "returned"),
                ("recognised", "核减核增", "recognised differently"),
                ("overturned", "回头看推翻", "overturned on recheck"),
            ]),
        ),
        // Place in the chain of the reported return decided on: a later report is not covered by an earlier decision.
        must("return_seq", "所核记录", "Return decided on", Count),
        col("amount", "核定数", "Recognised amount", Amount),
        col("reason", "理由", "Reason", Text),
    ],
};

/// Kinds of evidence (DOMAIN.md §2.4, §2.5, §4).
pub const EVIDENCE_KINDS: &[(&str, &str, &str)] = &[
    ("contract", "合同", "contract"),
    ("licence", "营业执照", "business licence"),
    ("slip", "进账单", "bank slip"),
    ("invoice", "发票", "invoice"),
    ("document", "文件文号", "official document"),
    ("photo", "现场照片", "site photograph"),
    ("approval", "立项核准备案", "approval or filing"),
    ("permit", "许可证", "permit"),
    ("minutes", "会议纪要", "minutes"),
    ("other", "其他", "other"),
];

/// A file shown for a fact. The bytes lie beside the database under their digest, once however often they are used.
pub const EVIDENCE: Register = Register {
    noun: "evidence",
    zh: "佐证材料",
    en: "Evidence",
    key: &["evidence_id"],
    known_from: None,
    keeper: Keeper::Filing,
    part_of: None,
    columns: &[
        must("evidence_id", "材料编号", "Evidence no.", Code),
        // The register and the key of the record it is shown for.
        must("register", "台账", "Register", Text),
        must("record", "记录", "Record", Text),
        must("unit_id", "单位", "Unit", Unit),
        must("kind", "类别", "Kind", Choice(EVIDENCE_KINDS)),
        // Contract, slip, invoice or document number: the same number for two facts is flagged to the verifier.
        col("number", "编号文号", "Number", Text),
        must("file_name", "文件名", "File name", Text),
        must("media_type", "文件类型", "Media type", Text),
        must("bytes", "字节数", "Bytes", Count),
        must("sm3", "SM3摘要", "SM3 digest", Text),
        must("sha256", "SHA-256摘要", "SHA-256 digest", Text),
        col("withdrawn_on", "撤下日期", "Withdrawn on", Day),
    ],
};
