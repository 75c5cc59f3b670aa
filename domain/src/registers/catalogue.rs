//! The catalogue of registers 台账目录: columns taken from real ledgers (DOMAIN.md §2.8, §2.9, §4, §5).

use super::{Column, Kind, Register};

mod organisation;
mod accountability;
mod campaigns;
mod promotion;
mod projects;
mod funds;
mod land;
mod filing;
mod meetings;
mod merit;
mod supervision;
mod site_problems;

pub use accountability::*;
pub use campaigns::*;
pub use filing::*;
pub use funds::*;
pub use land::*;
pub use meetings::*;
pub use merit::*;
pub use organisation::*;
pub use projects::*;
pub use promotion::*;
pub use site_problems::*;
pub use supervision::*;

const fn col(name: &'static str, zh: &'static str, en: &'static str, kind: Kind) -> Column {
    Column { name, zh, en, kind, required: false, help: ("", ""), numbered: "", long: false }
}
const fn must(name: &'static str, zh: &'static str, en: &'static str, kind: Kind) -> Column {
    Column { required: true, ..col(name, zh, en, kind) }
}

pub const REGISTERS: &[&Register] = &[
    &COUNTIES,
    &UNITS,
    &PERSONS,
    &POSTS,
    &TERMS,
    &ACCOUNTS,
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
    &DEADLINES,
    &OPENINGS,
    &RETURNS,
    &VERIFICATIONS,
    &EVIDENCE,
    &DIRECTIVES,
    &PROPOSALS,
    &DIRECTIVE_PARTS,
    &TASKS,
    &TASK_STAGES,
    &TASK_STEPS,
    &PLEDGES,
    &ORDERS,
    &ORDER_STEPS,
    &SUPERVISION_RULES,
    &SITE_PROBLEMS,
    &SITE_PROBLEM_STEPS,
    &SITE_PROBLEM_LEVELS,
    &MEETINGS,
    &MEETING_TOPICS,
    &MEETING_STEPS,
    &MEETING_COMMENTS,
    &MEETING_SPEAKERS,
    &MEETING_ATTENDANCES,
    &LADDER_RULES,
    &PROCEEDINGS,
    &PROCEEDING_STEPS,
    &MERIT_OBJECTIONS,
    &MERIT_DECISIONS,
];
