//! Numbers 编号: the keys that outsiders use for units, indicators and records, known county by county while a folder is read.

use crate::{Error, Office};
use domain::actors::Actor;
use domain::indicators::{Counting, Indicator};
use domain::measure::Measure;
use domain::registers::{INDICATORS, REGISTERS, Register, UNITS};
use std::collections::{HashMap, HashSet};

/// What a county's rows may refer to.
#[derive(Default)]
pub(super) struct Known {
    units: HashMap<String, i32>,
    indicators: HashMap<String, KnownIndicator>,
    keys: HashMap<&'static str, HashSet<String>>,
}

/// An indicator as far as reading a file needs it.
#[derive(Clone)]
pub(super) struct KnownIndicator {
    pub number: i32,
    pub measure: Measure,
    /// Filed by units, not counted from a register.
    pub returned: bool,
}

impl Known {
    /// What the store already knows of a county (nothing, for a new one).
    pub fn of(office: &Office, county: i32) -> Result<Known, Error> {
        let scope = Actor::system(county, "load").scope();
        let mut known = Known::default();
        if !office.store.counties()?.iter().any(|h| h.county == county) {
            return Ok(known);
        }
        office.store.read(&scope, |reader| {
            for register in REGISTERS.iter().filter(|r| r.key.len() == 1) {
                for key in reader.keys(register)? {
                    known.remember(register, &key);
                }
            }
            for record in reader.records(&INDICATORS, None)? {
                let number = known.indicators.get(record.text("indicator_id")).map_or(0, |k| k.number);
                if let Ok(indicator) = Indicator::from_record(&record, number) {
                    known.declare(&indicator);
                }
            }
            Ok(())
        })?;
        Ok(known)
    }

    /// A record of this key exists now; units and indicators get the next number when they are new.
    pub fn remember(&mut self, register: &'static Register, key: &str) {
        if register.noun == UNITS.noun && !self.units.contains_key(key) {
            let number = i32::try_from(self.units.len() + 1).unwrap_or(i32::MAX);
            self.units.insert(key.to_owned(), number);
        } else if register.noun == INDICATORS.noun && !self.indicators.contains_key(key) {
            let number = i32::try_from(self.indicators.len() + 1).unwrap_or(i32::MAX);
            let blank = KnownIndicator { number, measure: Measure::new("", ""), returned: true };
            self.indicators.insert(key.to_owned(), blank);
        }
        let keys = self.keys.entry(register.noun).or_default();
        if !keys.contains(key) {
            keys.insert(key.to_owned());
        }
    }

    /// How an indicator is measured and whether it is filed.
    pub fn declare(&mut self, indicator: &Indicator) {
        if let Some(known) = self.indicators.get_mut(&indicator.code) {
            known.measure = indicator.measure.clone();
            known.returned = indicator.counting == Counting::Returned;
        }
    }

    pub fn unit(&self, key: &str) -> Option<i32> {
        self.units.get(key).copied()
    }

    pub fn indicator(&self, key: &str) -> Option<&KnownIndicator> {
        self.indicators.get(key)
    }

    pub fn has(&self, noun: &str, key: &str) -> bool {
        self.keys.get(noun).is_some_and(|keys| keys.contains(key))
    }
}
