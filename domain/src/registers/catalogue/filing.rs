//! Returns 填报: what units file month by month for indicators that have no register.

use super::{col, must};
use crate::registers::Kind::{Amount, Choice, Indicator, Month, Text, Unit};
use crate::registers::Register;

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
