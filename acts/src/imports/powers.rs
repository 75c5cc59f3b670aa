//! Powers 权限: for which registers somebody may bring a file, and what each of its rows is held against.

use super::duties::Duties;
use crate::acting::allow;
use crate::intake::{Check, Row, Rows};
use crate::registers::Judge;
use crate::{Error, Office};
use domain::actors::{Actor, Role};
use domain::policy::{Action, Denied, Relation, Request};
use domain::registers::{Keeper, REGISTERS, RETURNS, Record, Register};
use domain::returns::Status;
use store::Tx;

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
        let mut registers = Vec::new();
        for &register in REGISTERS {
            if self.may_bring(actor, register)? {
                registers.push(register);
            }
        }
        Ok(registers)
    }

    /// What somebody may bring for a register, or why not. A system post brings what a file brings.
    pub(crate) fn powers(&self, actor: &Actor, register: &'static Register) -> Result<Powers<'_>, Error> {
        if !self.may_bring(actor, register)? {
            return Err(Error::Denied(Denied::NotYourRole));
        }
        if actor.role == Role::System {
            return Ok(Powers::default());
        }
        if register.noun != RETURNS.noun {
            let judge = Judge::of(self, actor)?;
            let check: Check<'_> = Box::new(move |record| judge.hold(record).err());
            return Ok(Powers { unit: None, check: Some(check) });
        }
        let duties = Duties::of(self, actor)?;
        let check: Check<'_> = Box::new(move |record| duties.refusal(record));
        Ok(Powers { unit: actor.unit, check: Some(check) })
    }

    /// Inside the transaction: is every row as good as when it was read? Of two who file a line at once the second is told.
    pub(super) fn still_good(
        &self,
        actor: &Actor,
        register: &'static Register,
        rows: &Rows,
        tx: &mut Tx<'_>,
    ) -> Result<bool, Error> {
        if actor.role == Role::System || register.noun != RETURNS.noun {
            return Ok(true);
        }
        let duties = Duties::read(self, actor, &mut tx.reader()?)?;
        let is_good = |row: Row| {
            let record = Record { register: row.register, seq: 0, recorded_at: row.recorded_at, values: row.values };
            duties.refusal(&record).is_none()
        };
        Ok(rows.iter().all(is_good))
    }

    fn may_bring(&self, actor: &Actor, register: &'static Register) -> Result<bool, Error> {
        if actor.role == Role::System {
            return Ok(true);
        }
        if register.noun == RETURNS.noun {
            // The rows are held to the own unit one by one; whether a line is owed and open is found out there too.
            let own = Request { action: Action::FileReturn, relation: Relation::Own, status: Status::Open, open: true };
            return Ok(actor.unit.is_some() && allow(actor, own).is_ok());
        }
        match register.keeper {
            // Whoever keeps a record by the form brings it by file; whose each row is, is asked row by row.
            Keeper::Campaign | Keeper::Tasks | Keeper::Targets | Keeper::Rules | Keeper::Organisation => {
                self.may_add(actor, register)
            }
            // Who may sign in, what was approved, decided and shown: none of it comes by file.
            Keeper::Accounts | Keeper::Roles | Keeper::Filing => Ok(false),
        }
    }
}
