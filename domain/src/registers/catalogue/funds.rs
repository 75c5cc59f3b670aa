//! Funds 跑项争资: items applied for, their steps and the contacts with upper offices (DOMAIN.md §4).

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Day, Flag, Money, Ref, Text, Unit};
use crate::registers::{Keeper, Register};

pub const FUNDS: Register = Register {
    noun: "funds",
    zh: "争资项目",
    en: "Fund items",
    key: &["fund_id"],
    known_from: Some("registered_on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("fund_id", "争资编号", "Fund item no.", Code).numbered("fund-"),
        must("unit_id", "申报单位", "Applicant", Unit),
        must("name", "项目名称", "Item", Text),
        col("name_en", "英文名称", "Name in English", Text),
        must("registered_on", "登记日期", "Registered on", Day),
        col("channel", "资金渠道", "Channel", Text).help(
            "如中央预算内投资、地方政府专项债券、省级专项资金",
            "such as central budget investment, special bonds, provincial funds",
        ),
        col(
            "nature",
            "资金性质",
            "Nature",
            Choice(&[("grant", "无偿", "grant"), ("bond", "债券", "bond"), ("kind", "实物", "in kind")]),
        ),
        col("upper_office", "上级主管部门", "Upper office", Text),
        // Exclusions of DOMAIN.md §4 [S82]: averaged over all counties; needs county match.
        col("averaged", "平均分配", "Averaged", Flag).help("全市平均分配的不予认定", "averaged over all counties: not credited"),
        col("matched", "需县配套", "Needs county match", Flag).help("需县级配套的不予认定", "needs county match: not credited"),
    ],
};

pub const FUND_STEPS: Register = Register {
    noun: "fund_steps",
    zh: "争资进度",
    en: "Fund steps",
    key: &["fund_step_id"],
    known_from: Some("on"),
    keeper: Keeper::Campaign,
    part_of: Some("fund_id"),
    columns: &[
        must("fund_step_id", "进度编号", "Step no.", Code).numbered("fs-"),
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
        col("document", "文号或凭证", "Document or voucher", Text)
            .help("下达填文号，到账填凭证号", "document number when issued, voucher when arrived"),
    ],
};

pub const FUND_CONTACTS: Register = Register {
    noun: "fund_contacts",
    zh: "跑项对接",
    en: "Contacts with upper offices",
    key: &["contact_id"],
    known_from: Some("on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("contact_id", "对接编号", "Contact no.", Code).numbered("contact-"),
        must("unit_id", "单位", "Unit", Unit),
        must("on", "日期", "Day", Day),
        must("upper_office", "对接部门", "Upper office", Text),
        must("matter", "事项", "Matter", Text)
            .long()
            .help("只记对接事项，不得记录宴请馈赠", "only the matter; no gifts or entertainment"),
        col("result", "结果", "Result", Text).long(),
    ],
};
