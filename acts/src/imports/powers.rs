//! Powers 权限: for which registers somebody may bring a file, and what each of its rows is held against.

use super::duties::Duties;
use crate::acting::allow;
use crate::books::{indicators, units};
use crate::intake::Check;
use crate::registers::{action_of, lead_of};
use crate::{Error, Office};
use domain::actors::{Actor, Role, Scope};
use domain::policy::{Action, Denied, Relation, Request};
use domain::registers::{CAMPAIGNS, REGISTERS, Register};
use domain::returns::Status;
use domain::stage::Stage;
use domain::statistics::Books;
use domain::targets::Targets;
use std::collections::HashMap;

/// What somebody may bring for one register.
#[derive(Default)]
pub(crate) struct Powers<'o> {
    /// Only rows of this unit.
    pub unit: Option<i32>,
    pub check: Option<Check<'o>>,
}

impl Office {
    /// The registers for which somebody may bring a file.
    pub fn importable(&self, actor: &Actor) -> Result<Vec<&'static Register>, Error> {
        if actor.role == Role::System {
            return Ok(REGISTERS.to_vec());
        }
        let leading = self.leading(&actor.scope())?;
        Ok(REGISTERS.iter().copied().filter(|register| may(actor, register, &leading).is_ok()).collect())
    }

    /// What somebody may bring for a register, or why not. A system post brings what a file brings.
    pub(crate) fn powers(&self, actor: &Actor, register: &'static Register) -> Result<Powers<'_>, Error> {
        if actor.role == Role::System {
            return Ok(Powers::default());
        }
        let action = may(actor, register, &self.leading(&actor.scope())?)?;
        if action != Action::FileReturn {
            return Ok(Powers::default());
        }
        let duties = Duties::of(self, actor)?;
        let check: Check<'_> = Box::new(move |record| duties.refusal(record));
        Ok(Powers { unit: actor.unit, check: Some(check) })
    }

    /// Indicators and campaigns, from which it follows who leads a register.
    fn leading(&self, scope: &Scope) -> Result<Books, Error> {
        Ok(self.store.read(scope, |reader| {
            let (units, indicators) = (units(reader, None)?, indicators(reader, None)?);
            let campaigns = HashMap::from([(CAMPAIGNS.noun, reader.records(&CAMPAIGNS, None)?)]);
            let (targets, rules, tallies) = (Targets::default(), Vec::new(), Vec::new());
            let books = Books::new(scope.county(), self.today, Stage::Verified, units, indicators, targets, rules, tallies);
            Ok(books.with_records(campaigns))
        })?)
    }
}

/// The action for which somebody brings a file, if the policy lets them.
fn may(actor: &Actor, register: &Register, leading: &Books) -> Result<Action, Error> {
    let action = action_of(register).ok_or(Error::Denied(Denied::NotYourRole))?;
    let relation = match (action, actor.unit) {
        // The rows are held to the own unit one by one.
        (Action::FileReturn, Some(_)) => Relation::Own,
        (Action::KeepRegister, Some(unit)) if lead_of(register, leading).contains(&unit) => Relation::Led,
        _ => Relation::Other,
    };
    // Whether a line is owed and open is found out line by line.
    allow(actor, Request { action, relation, status: Status::Open, open: true })?;
    Ok(action)
}
