//! Land 地块: parcels of the park and what was acquired, levelled and supplied (DOMAIN.md §5.4).

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Count, Day, Land, Ref, Text, Unit};
use crate::registers::{Keeper, Register};

pub const PARCELS: Register = Register {
    noun: "parcels",
    zh: "地块",
    en: "Parcels",
    key: &["parcel_id"],
    known_from: Some("listed_on"),
    keeper: Keeper::Campaign,
    part_of: None,
    columns: &[
        must("parcel_id", "地块编号", "Parcel no.", Code).numbered("parcel-"),
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
    keeper: Keeper::Campaign,
    part_of: Some("parcel_id"),
    columns: &[
        must("parcel_step_id", "进度编号", "Step no.", Code).numbered("ps-"),
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
        col("document", "文号或协议", "Document", Text).help("协议、批文或供地文号", "agreement, approval or supply document"),
    ],
};
