//! Registers 台账: the records of one register as they stood on a day, with the books that give their codes a name.

use crate::{Error, Office, books};
use domain::actors::{Actor, Scope};
use domain::calendar::{Date, end_of_day};
use domain::registers::{DEADLINES, Record, Register};
use domain::returns::Deadlines;
use domain::stage::Stage;
use domain::statistics::Books;
use domain::targets::Targets;

impl Office {
    /// The county's deadlines as they stand. They are no secret: read under a system post.
    pub fn deadlines(&self, county: i32) -> Result<Deadlines, Error> {
        let scope = Actor::system(county, "deadlines").scope();
        Ok(self.store.read(&scope, |reader| Ok(Deadlines::from_records(&reader.records(&DEADLINES, None)?)))?)
    }

    /// A register as of a day, in the order in which its records first came.
    pub fn register(&self, scope: &Scope, register: &'static Register, as_of: Date) -> Result<(Vec<Record>, Books), Error> {
        let day = self.as_of(Some(as_of))?;
        let instant = Some(end_of_day(day));
        Ok(self.store.read(scope, |reader| {
            let (units, indicators) = (books::units(reader, instant)?, books::indicators(reader, instant)?);
            let records = reader.records(register, instant)?;
            let names =
                Books::new(scope.county(), day, Stage::Verified, units, indicators, Targets::default(), Vec::new(), Vec::new());
            Ok((records, names))
        })?)
    }
}
