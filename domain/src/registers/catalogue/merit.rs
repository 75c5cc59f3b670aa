//! Merit 实绩: what a person says against a fact recorded under their name, and what the organisation department decided (1-43).
//! The facts themselves are read from the registers they stand in; nobody types one.

use super::{col, must};
use crate::registers::Kind::{Choice, Code, Day, Ref, Text};
use crate::registers::{Keeper, Register};

/// An objection to one fact of one's own record.
pub const MERIT_OBJECTIONS: Register = Register {
    noun: "merit_objections",
    zh: "实绩异议",
    en: "Objections to merit",
    key: &["objection_id"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: None,
    columns: &[
        must("objection_id", "异议编号", "Objection no.", Code).numbered("obj-"),
        must("person_id", "人员", "Person", Ref("persons")),
        // The fact as it stood: register, record and day.
        must("event", "事项", "Event", Text),
        must("on", "提出日期", "Day", Day),
        must("reason", "理由", "Reason", Text).long(),
        must("by", "经办", "By", Text),
    ],
};

/// What an objection came to.
pub const MERIT_OUTCOME_CODES: &[(&str, &str, &str)] = &[("upheld", "异议成立", "upheld"), ("kept", "维持记载", "record stands")];

/// What the organisation department decided on an objection.
pub const MERIT_DECISIONS: Register = Register {
    noun: "merit_decisions",
    zh: "实绩异议决定",
    en: "Decisions on objections",
    key: &["objection_id"],
    known_from: Some("on"),
    keeper: Keeper::Filing,
    part_of: Some("objection_id"),
    columns: &[
        must("objection_id", "异议", "Objection", Ref("merit_objections")),
        must("outcome", "决定", "Outcome", Choice(MERIT_OUTCOME_CODES)),
        must("on", "决定日期", "Day", Day),
        must("reason", "理由", "Reason", Text).long(),
        // The account of whoever decided, and of whoever wrote it down for them.
        must("decided_by", "决定人", "Decided by", Text),
        col("by", "经办", "By", Text),
    ],
};
