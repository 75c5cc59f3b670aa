//! Registers 台账: the records of one register as they stood on a day, who may keep them, and the one way they are kept.

mod history;
mod judge;
mod keep;
mod leads;
mod reach;
mod units;

pub use history::Version;
pub(crate) use judge::Judge;
pub use keep::{Draft, Kept};
pub(crate) use reach::relation;
pub use units::Successor;
pub(crate) use units::reorganised;

use crate::{Error, Office, books};
use domain::actors::{Actor, Scope};
use domain::calendar::{Date, end_of_day};
use domain::policy::{Request, decide};
use domain::registers::{Kind, Record, Register};
use domain::returns::Deadlines;
use domain::stage::Stage;
use domain::statistics::Books;
use domain::targets::Targets;
use std::collections::HashMap;
use std::sync::Arc;

impl Office {
    /// The county's deadlines as they stand. They are no secret: read under a system post.
    pub fn deadlines(&self, county: i32) -> Result<Arc<Deadlines>, Error> {
        let scope = Actor::system(county, "deadlines").scope();
        Ok(self.store.read(&scope, |reader| books::deadlines(reader, None))?)
    }

    /// A register as somebody may see it who keeps it or reads the county's business: officers see what they keep, and nothing else.
    pub fn register_for(
        &self,
        actor: &Actor,
        register: &'static Register,
        as_of: Date,
    ) -> Result<(Arc<Vec<Record>>, Books), Error> {
        self.register(&self.eyes(actor, register)?, register, as_of)
    }

    /// With whose eyes an actor reads a register; for whom it does not exist, it is not found.
    pub(crate) fn eyes(&self, actor: &Actor, register: &Register) -> Result<Scope, Error> {
        let own = actor.scope();
        let does = |action| decide(actor.role, Request::of(action)).is_ok();
        let reads = register.keeper.readers().iter().copied().any(does);
        let keeps = register.keeper.action().is_some_and(does);
        match own.business() {
            false if reads || keeps => Ok(Actor::system(actor.county, "register").scope()),
            true if !reads => Err(Error::NotFound),
            true | false => Ok(own),
        }
    }

    /// A register as of a day, in the order in which its records first came.
    pub fn register(&self, scope: &Scope, register: &'static Register, as_of: Date) -> Result<(Arc<Vec<Record>>, Books), Error> {
        let day = self.as_of(Some(as_of))?;
        let instant = Some(end_of_day(day));
        Ok(self.store.read(scope, |reader| {
            let (units, indicators) = (books::units(reader, instant)?, books::indicators(reader, instant)?);
            let records = reader.records(register, instant)?;
            // What its records refer to is read by name: the person of a term, the post of a person.
            let mut referred = HashMap::new();
            for column in register.columns {
                if let Kind::Ref(noun) = column.kind
                    && let Some(other) = domain::registers::register(noun)
                {
                    referred.insert(other.noun, reader.records(other, instant)?);
                }
            }
            let names = Books::new(
                scope.county(),
                day,
                Stage::Verified,
                units.to_vec(),
                indicators.to_vec(),
                Targets::default(),
                Vec::new(),
                Vec::new(),
            );
            Ok((records, names.with_records(referred)))
        })?)
    }
}
