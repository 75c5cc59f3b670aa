//! History 沿革 of a record: its versions, who kept each, when, and for what reason.

use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, end_of_day};
use domain::registers::{Record, Register};
use store::ActRow;

/// A version of a record.
#[derive(Clone, Debug)]
pub struct Version {
    pub record: Record,
    /// The act that wrote it; `None` for those who do not read what others did.
    pub act: Option<ActRow>,
}

impl Version {
    /// Places of the columns that say otherwise than another version.
    pub fn changed(&self, before: &Version) -> Vec<usize> {
        let pairs = self.record.values.iter().zip(&before.record.values);
        pairs.enumerate().filter(|(_, (now, then))| now != then).map(|(place, _)| place).collect()
    }
}

impl Office {
    /// Every version of a record known on a day, oldest first.
    pub fn history(&self, actor: &Actor, register: &'static Register, key: &str, as_of: Date) -> Result<Vec<Version>, Error> {
        let (eyes, own) = (self.eyes(actor, register)?, actor.scope());
        let records = self.store.read(&eyes, |reader| reader.versions(register, key))?;
        let known = records.into_iter().filter(|r| r.recorded_at <= end_of_day(as_of));
        Ok(self.store.read(&own, |reader| {
            // The first row of an act is the act itself, so it is the latest before its records.
            known.map(|record| Ok(Version { act: reader.acts(1, Some(record.seq))?.pop(), record })).collect()
        })?)
    }
}
