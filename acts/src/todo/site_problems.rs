//! What problems on site ask of somebody 现场问题待办: to decide at their level, to solve as their unit, to strike off.

use super::{Item, Kind};
use crate::site_problems::{Shelf, may_step, on_site, whose};
use crate::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::Date;
use domain::site_problems::{Call, Problem, State};

/// May this role be called at all? The supervision office decides on behalf of others; it is called only to strike off.
fn called(role: Role, call: Call, by_leader: bool) -> bool {
    match call {
        Call::Decide | Call::DecideAgain if by_leader => role == Role::Leader,
        Call::Decide | Call::DecideAgain => matches!(role, Role::LeadOffice | Role::TeamMember | Role::TaskForceMember),
        Call::Solve => matches!(role, Role::Filer | Role::UnitHead | Role::LeadOffice),
        Call::Close => role == Role::Supervision,
    }
}

impl Office {
    /// Problems that wait for somebody.
    pub(super) fn on_site(&self, actor: &Actor) -> Result<Vec<Item>, Error> {
        let no_business = matches!(actor.role, Role::Organisation | Role::System) || actor.role.is_officer();
        if no_business {
            return Ok(Vec::new());
        }
        let scope = Actor::system(actor.county, "supervision").scope();
        self.store.read(&scope, |reader| {
            let shelf = Shelf::read(reader, None)?;
            let mut items = Vec::new();
            for (record, problem) in shelf.problems.iter().filter(|(_, problem)| problem.state != State::Closed) {
                let row = match shelf.row(record, problem, self.today) {
                    Ok(row) => row,
                    Err(error) => return Ok(Err(error)),
                };
                let levels = shelf.climb.levels.in_force(problem.found_on);
                let by_leader = levels[row.level - 1].by_leader;
                let calls = match problem.calls(levels, &shelf.climb.days, self.today) {
                    Ok(calls) => calls,
                    Err(gone) => return Ok(Err(on_site(gone))),
                };
                for (call, due) in calls {
                    let Some(project) = whose(reader, record)?.filter(|_| called(actor.role, call, by_leader)) else { continue };
                    if may_step(reader, actor, &project, problem.unit, call.step().action(by_leader)).is_ok() {
                        items.push(item(&row, problem, call, due, self.today));
                        break;
                    }
                }
            }
            Ok(Ok(items))
        })?
    }
}

fn item(row: &crate::site_problems::ProblemRow, problem: &Problem, call: Call, due: Option<Date>, today: Date) -> Item {
    Item {
        kind: Kind::OnSite(call),
        month: None,
        matter: (row.code.clone(), row.problem.clone()),
        due,
        overdue: due.is_some_and(|due| due < today),
        unit: row.unit.clone(),
        unit_name: if row.unit.is_empty() { row.project.2.clone() } else { row.unit_name.clone() },
        lines: 1,
        reason: String::new(),
        since: due.is_none().then_some(problem.last_on),
    }
}
