//! What accountability asks of somebody 问责待办: to decide, to serve, to be heard; and the conclusion, told to those it is about.

use super::{Item, Kind};
use crate::orders::names;
use crate::proceedings::{Eyes, Held, all};
use crate::{Error, Office, books};
use domain::accountability::{State, Step};
use domain::actors::Actor;
use domain::calendar::{Date, days_between};
use domain::policy::Action;
use domain::units::Unit;

/// What a proceeding waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Calls {
    /// 待决定
    Decide,
    /// 复核待决定
    DecideReview,
    /// 待送达
    Serve,
    /// 可陈述申辩
    State,
    /// 已送达，可申请复核
    AskReview,
    /// 结论告知 (政府督查工作条例 16)
    Told,
}

/// So many days a conclusion stands on the list of whom it is told to.
const TOLD_DAYS: i64 = 30;

impl Office {
    /// Proceedings that wait for somebody, or whose conclusion they are told.
    pub(super) fn measures(&self, actor: &Actor) -> Result<Vec<Item>, Error> {
        if !actor.scope().business() {
            return Ok(Vec::new());
        }
        let scope = Actor::system(actor.county, "proceedings").scope();
        Ok(self.store.read(&scope, |reader| {
            let held = all(reader, None)?;
            if held.is_empty() {
                return Ok(Vec::new());
            }
            let (eyes, units) = (Eyes::of(reader, actor)?, books::units(reader, None)?);
            let item = |held: &Held| {
                let (calls, due) = call(&eyes, held, &actor.name, self.today)?;
                Some(item(held, units.iter().find(|u| Some(u.number) == held.unit()), calls, due, self.today))
            };
            Ok(held.iter().filter(|h| eyes.shows(&h.record)).filter_map(item).collect())
        })?)
    }
}

/// What a proceeding asks of who looks, and by when.
fn call(eyes: &Eyes<'_>, held: &Held, account: &str, today: Date) -> Option<(Calls, Option<Date>)> {
    let (proceeding, record) = (&held.proceeding, &held.record);
    let (decides, runs) = (eyes.may(record, Action::DecideMeasure), eyes.may(record, Action::RunMeasure));
    let theirs = eyes.may(record, Action::AnswerMeasure);
    let approver = record.text("approver");
    match proceeding.state(today) {
        State::Proposed if decides => (approver.is_empty() || approver == account).then_some((Calls::Decide, None)),
        State::Proposed => (theirs && held.step(Step::Stated).is_none()).then_some((Calls::State, None)),
        State::UnderReview if decides => {
            let other = proceeding.decided_by.as_deref() != Some(account);
            other.then_some((Calls::DecideReview, proceeding.review_due()))
        }
        State::Decided => runs.then_some((Calls::Serve, None)),
        State::InEffect if theirs => match proceeding.review_until() {
            Some(until) if until >= today => Some((Calls::AskReview, Some(until))),
            Some(_) => None,
            None => is_new(proceeding.last_on, today).then_some((Calls::Told, None)),
        },
        State::Refused | State::Excused | State::Withdrawn | State::Lifted if theirs => {
            is_new(proceeding.last_on, today).then_some((Calls::Told, None))
        }
        State::UnderReview
        | State::InEffect
        | State::Refused
        | State::Excused
        | State::Withdrawn
        | State::Lifted
        | State::Expired => None,
    }
}

fn is_new(on: Date, today: Date) -> bool {
    days_between(on, today) <= TOLD_DAYS
}

fn item(held: &Held, unit: Option<&Unit>, calls: Calls, due: Option<Date>, today: Date) -> Item {
    let proceeding = &held.proceeding;
    Item {
        kind: Kind::Measure(calls, proceeding.rung, proceeding.state(today)),
        month: None,
        matter: (held.code().to_owned(), held.number().to_owned()),
        due,
        // A right that runs out is not a duty that is late.
        overdue: calls == Calls::DecideReview && due.is_some_and(|due| due < today),
        unit: unit.map_or_else(String::new, |u| u.code.clone()),
        unit_name: names(unit),
        lines: 1,
        reason: String::new(),
        since: due.is_none().then_some(proceeding.last_on),
    }
}
