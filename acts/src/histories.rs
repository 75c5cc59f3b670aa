//! Histories 沿革: every version of a record, a register as of a day, and the bulletins issued by then.

use crate::{Error, Office};
use domain::actors::Scope;
use domain::calendar::{Date, end_of_day};
use domain::registers::{Record, Register};
use std::sync::Arc;
use store::Bulletin;

impl Office {
    /// Every version of a record known on a day, oldest first.
    pub fn versions(&self, scope: &Scope, register: &'static Register, key: &str, as_of: Date) -> Result<Vec<Record>, Error> {
        let mut versions = self.store.read(scope, |reader| reader.versions(register, key))?;
        versions.retain(|r| r.recorded_at <= end_of_day(as_of));
        Ok(versions)
    }

    /// The records of a register as they stood on a day: for those that books do not bring along.
    pub fn records(&self, scope: &Scope, register: &'static Register, as_of: Date) -> Result<Arc<Vec<Record>>, Error> {
        Ok(self.store.read(scope, |reader| reader.records(register, Some(end_of_day(as_of))))?)
    }

    /// Bulletins issued up to a day, newest first.
    pub fn issued(&self, scope: &Scope, as_of: Date) -> Result<Vec<Bulletin>, Error> {
        let mut bulletins = self.store.read(scope, |reader| reader.bulletins())?;
        bulletins.retain(|b| b.recorded_at <= end_of_day(as_of));
        bulletins.sort_by_key(|b| std::cmp::Reverse(b.seq));
        Ok(bulletins)
    }
}
