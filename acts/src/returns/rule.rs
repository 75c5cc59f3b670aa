//! Rule 填报规则: whether a line may be filed as somebody wishes. A form and a file are judged by this one function.

use super::Line;
use crate::acting::relation;
use domain::actors::Actor;
use domain::calendar::Date;
use domain::policy::{Action, Denied, Request, decide};
use domain::returns::{Question, Refusal, Wish, questions};

/// What speaks against filing a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Against {
    Refusal(Refusal),
    Denied(Denied),
    /// Asked, and not answered by the note.
    Questions(Vec<Question>),
}

/// Duty, window, state and amount first; then whether the role may; then what is asked about the amount.
pub(crate) fn judge(actor: &Actor, unit: i32, line: &Line, wish: &Wish<'_>, today: Date) -> Result<(), Against> {
    line.standing.check(wish, today).map_err(Against::Refusal)?;
    let (relation, open) = (relation(actor, Some(unit), None), line.standing.is_open(today));
    let request = Request { action: Action::FileReturn, relation, status: line.status, open };
    decide(actor.role, request).map_err(Against::Denied)?;
    if !wish.note.trim().is_empty() {
        return Ok(());
    }
    let asked = questions(&line.indicator, wish.amount, &line.background);
    if asked.is_empty() { Ok(()) } else { Err(Against::Questions(asked)) }
}
