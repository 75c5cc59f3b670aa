//! What supervision asks of somebody 督办待办: the next step of an order that is theirs to take, the tasks their unit leads, and
//! what has climbed to them.

use super::{Item, Kind};
use crate::supervision::{OrderBands, Ordered, Part, Roll, Tasked};
use crate::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::Date;
use domain::policy::{Action, Request, decide};
use domain::returns::Status;
use domain::supervision::{Call, Slip};
use domain::tasks::TaskState;

/// Rungs of the climb that end at the desk of a role.
fn rung_of(role: Role) -> Option<usize> {
    match role {
        Role::UnitHead => Some(0),
        // The leader in charge and the county's head are both leaders here.
        Role::Leader => Some(1),
        Role::Supervision
        | Role::LeadOffice
        | Role::Filer
        | Role::TeamMember
        | Role::TaskForceMember
        | Role::Organisation
        | Role::Administrator
        | Role::SecurityOfficer
        | Role::Auditor
        | Role::System => None,
    }
}

impl Office {
    /// Orders and tasks that wait for somebody.
    pub(super) fn supervised(&self, actor: &Actor) -> Result<Vec<Item>, Error> {
        let part = Part::of_orders(actor);
        if part == Part::Nothing || actor.role == Role::System {
            return Ok(Vec::new());
        }
        self.with_roll(actor.county, self.today, |roll| {
            let bands = roll.bands_of_orders(self.today)?;
            let mut items = Vec::new();
            for ordered in roll.orders().filter(|o| part.shows(&o.order) && !o.order.state.is_over()) {
                items.extend(order_item(roll, &bands, actor, ordered, self.today)?);
            }
            let of_tasks = roll.bands(self.today)?;
            for tasked in roll.tasks() {
                if let Some(kind) = task_kind(actor, tasked) {
                    items.extend(task_item(roll, kind, tasked, tasked.slip(&of_tasks), self.today));
                }
            }
            Ok(items)
        })?
    }
}

/// The most pressing thing that this person has to do with an order.
fn order_item(roll: &Roll, bands: &OrderBands, actor: &Actor, ordered: &Ordered, today: Date) -> Result<Option<Item>, Error> {
    let order = &ordered.order;
    let relation = crate::acting::relation(actor, Some(order.unit), None);
    let theirs = |call: Call| {
        let request = Request { action: call.step().action(), relation, status: Status::NoDuty, open: false };
        decide(actor.role, request).is_ok()
    };
    let calls = order.calls(&roll.rules).map_err(|gone| Error::Order(gone.into()))?;
    // A paused order waits for nobody of the office until whatever it waits for has come.
    let call = calls.into_iter().find(|(call, _)| *call != Call::Resume && theirs(*call));
    let rung = bands.rung(order, &roll.rules).filter(|rung| rung_of(actor.role).is_some_and(|least| *rung >= least));
    let (kind, due) = match (call, rung) {
        (Some((call, due)), _) => (Kind::Order(call), due),
        (None, Some(rung)) => (Kind::Climbed(rung), Some(order.due)),
        (None, None) => return Ok(None),
    };
    let slip = bands.slip(order, &roll.rules);
    let late = matches!(slip, Some(Slip::Behind | Slip::Overdue)) || due.is_some_and(|due| due < today);
    let unit = roll.unit(order.unit);
    Ok(Some(Item {
        kind,
        month: None,
        matter: (ordered.code.clone(), ordered.matter.clone()),
        due,
        overdue: late && due.is_some(),
        unit: unit.map_or_else(String::new, |u| u.code.clone()),
        unit_name: unit.map_or_else(Default::default, |u| (u.name.clone(), u.name_en.clone())),
        lines: 1,
        reason: String::new(),
        since: due.is_none().then_some(order.last_on),
    }))
}

/// What a task asks of this person: its unit brings it about, the office issues it.
fn task_kind(actor: &Actor, tasked: &Tasked) -> Option<Kind> {
    let own = actor.unit == Some(tasked.task.lead);
    let answers = || decide(actor.role, Request { relation: domain::policy::Relation::Own, ..Request::of(Action::AnswerOrder) });
    match tasked.standing.state {
        TaskState::InHand if own && answers().is_ok() => Some(Kind::Task),
        TaskState::Draft if decide(actor.role, Request::of(Action::KeepTasks)).is_ok() => Some(Kind::ToIssue),
        TaskState::Draft | TaskState::InHand | TaskState::Done | TaskState::Withdrawn => None,
    }
}

/// A task of a unit is shown when it is due soon or late; before that the list of tasks has it.
fn task_item(roll: &Roll, kind: Kind, tasked: &Tasked, slip: Option<Slip>, today: Date) -> Option<Item> {
    if kind == Kind::Task && slip.is_none() {
        return None;
    }
    let unit = roll.unit(tasked.task.lead);
    Some(Item {
        kind,
        month: None,
        matter: (tasked.task.code.clone(), tasked.task.action.clone()),
        due: tasked.due,
        overdue: slip.is_some_and(|slip| slip >= Slip::Behind) && tasked.due.is_some_and(|due| due < today),
        unit: unit.map_or_else(String::new, |u| u.code.clone()),
        unit_name: unit.map_or_else(Default::default, |u| (u.name.clone(), u.name_en.clone())),
        lines: 1,
        reason: String::new(),
        since: None,
    })
}
