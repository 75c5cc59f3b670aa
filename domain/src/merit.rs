//! Merit 实绩: what came about, as the county's records have it, tied to the persons who answered for it on that day.
//!
//! Nothing is typed and nothing is added up: a record of merit is a list of facts, each with the days, the share and the post, and
//! whoever it names may object (requirement 1-43; DOMAIN.md §9). No score, no order of persons, no advice.

mod event;
mod objection;
mod refusal;
mod tie;

pub use event::{Event, Id, Kind, Timing};
pub use objection::{Decided, Objection, Outcome, Ruling, Wish};
pub use refusal::Refusal;
pub use tie::{Named, Part, Roster, Tie, as_known, named_on_key_project, named_on_project};
