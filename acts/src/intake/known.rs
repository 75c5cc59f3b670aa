//! Known names 已知名目: how a source may name the units, indicators and records of a county while it is read.
//!
//! Units and indicators are few and fetched once. Keys of other registers are asked for one by one, and fetched all together
//! only when so many were asked that this is cheaper.

use super::amounts::squeezed;
use crate::{Error, Office};
use domain::actors::{Actor, Scope};
use domain::indicators::{Counting, Indicator};
use domain::measure::Measure;
use domain::registers::{INDICATORS, Record, Register, UNITS, Value, register};
use foldhash::{HashMap, HashMapExt, HashSet};

/// Keys of a register asked for one by one before all are fetched.
const ASKED_SINGLY: usize = 64;

/// What a county's rows may refer to.
pub(crate) struct Known {
    scope: Scope,
    /// The county has records in the store.
    stored: bool,
    units: Names,
    indicators: Names,
    /// By number - 1.
    declared: Vec<KnownIndicator>,
    keys: HashMap<&'static str, Keys>,
}

/// An indicator as far as reading a source needs it.
#[derive(Clone, Debug)]
pub(crate) struct KnownIndicator {
    pub measure: Measure,
    /// Filed by units, not counted from a register.
    pub returned: bool,
}

/// Whom a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    One(i32),
    /// Their codes.
    Several(Vec<String>),
    Nobody,
}

/// Codes and names of numbered records.
#[derive(Default)]
struct Names {
    codes: HashMap<String, i32>,
    /// By number - 1.
    in_order: Vec<String>,
    names: HashMap<String, Vec<i32>>,
}

#[derive(Default)]
struct Keys {
    seen: HashSet<String>,
    asked: usize,
    complete: bool,
}

impl Names {
    /// The number of a code; a new one gets the next.
    fn number(&mut self, code: &str) -> i32 {
        if let Some(&number) = self.codes.get(code) {
            return number;
        }
        self.in_order.push(code.to_owned());
        let number = i32::try_from(self.in_order.len()).unwrap_or(i32::MAX);
        self.codes.insert(code.to_owned(), number);
        self.call(number, code);
        number
    }

    fn call(&mut self, number: i32, name: &str) {
        let name = folded(name);
        if !name.is_empty() {
            let called = self.names.entry(name).or_default();
            if !called.contains(&number) {
                called.push(number);
            }
        }
    }

    fn who(&self, text: &str) -> Named {
        if let Some(&number) = self.codes.get(text) {
            return Named::One(number);
        }
        // Most texts are written as they are remembered: then nothing is folded.
        match self.names.get(text).or_else(|| self.names.get(&folded(text))).map(Vec::as_slice) {
            None | Some([]) => Named::Nobody,
            Some([number]) => Named::One(*number),
            Some(several) => {
                let code = |n: &i32| self.in_order.get(n.unsigned_abs() as usize - 1).cloned();
                Named::Several(several.iter().filter_map(code).collect())
            }
        }
    }
}

fn folded(text: &str) -> String {
    squeezed(text).to_lowercase()
}

impl Known {
    /// Nothing is known of a county that is new.
    pub fn of(office: &Office, county: i32) -> Result<Known, Error> {
        let scope = Actor::system(county, "intake").scope();
        let mut known = Known {
            scope,
            stored: office.store.counties()?.iter().any(|head| head.county == county),
            units: Names::default(),
            indicators: Names::default(),
            declared: Vec::new(),
            keys: HashMap::new(),
        };
        if known.stored {
            office.store.read(&scope, |reader| {
                for register in [&UNITS, &INDICATORS] {
                    // The order of first versions gives the numbers; what holds now gives the names.
                    for record in reader.records(register, None)?.iter() {
                        known.remember(record);
                    }
                }
                Ok(())
            })?;
        }
        Ok(known)
    }

    /// This record exists from now on.
    pub fn remember(&mut self, record: &Record) {
        match record.register.noun {
            noun if noun == UNITS.noun => {
                let number = self.units.number(record.text("unit_id"));
                let aliases = record.text("aliases").split([';', '；', '、', ',', '，']);
                for name in aliases.chain([record.text("unit_name"), record.text("unit_name_en")]) {
                    self.units.call(number, name);
                }
            }
            noun if noun == INDICATORS.noun => {
                let number = self.indicators.number(record.text("indicator_id"));
                for name in [record.text("name"), record.text("name_en")] {
                    self.indicators.call(number, name);
                }
                // What is kept was found good when it came; a bad declaration counts nothing and is filed like a return.
                let read = Indicator::from_record(record, number);
                let known = read.map_or_else(
                    |_| KnownIndicator { measure: Measure::new("", ""), returned: true },
                    |i| KnownIndicator { returned: i.counting == Counting::Returned, measure: i.measure },
                );
                let place = number.unsigned_abs() as usize - 1;
                if let Some(before) = self.declared.get_mut(place) { *before = known } else { self.declared.push(known) }
            }
            _ => {}
        }
        if record.register.key.len() == 1 {
            let keys = self.keys.entry(record.register.noun).or_default();
            let key = record.key();
            if !keys.seen.contains(&key) {
                keys.seen.insert(key);
            }
        }
    }

    pub fn unit(&self, text: &str) -> Named {
        self.units.who(text)
    }

    pub fn indicator(&self, text: &str) -> Named {
        self.indicators.who(text)
    }

    /// The number an indicator has or would get.
    pub fn indicator_number(&self, code: &str) -> i32 {
        let next = i32::try_from(self.indicators.in_order.len() + 1).unwrap_or(i32::MAX);
        self.indicators.codes.get(code).copied().unwrap_or(next)
    }

    pub fn declared(&self, number: i32) -> Option<&KnownIndicator> {
        self.declared.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Is there a record of this key?
    pub fn has(&mut self, office: &Office, noun: &'static str, key: &str) -> Result<bool, Error> {
        let keys = self.keys.entry(noun).or_default();
        if keys.seen.contains(key) {
            return Ok(true);
        }
        let Some(register) = register(noun).filter(|_| self.stored && !keys.complete) else { return Ok(false) };
        if keys.asked >= ASKED_SINGLY {
            keys.seen.extend(office.store.read(&self.scope, |reader| reader.keys(register))?);
            keys.complete = true;
            return Ok(keys.seen.contains(key));
        }
        keys.asked += 1;
        let found = office.store.read(&self.scope, |reader| current(reader, register, key))?;
        if found {
            keys.seen.insert(key.to_owned());
        }
        Ok(found)
    }
}

fn current(reader: &mut store::Reader<'_>, register: &'static Register, key: &str) -> Result<bool, store::Fault> {
    Ok(reader.current(register, &[Value::Text(key.to_owned())])?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_two_is_nobodys() {
        let mut names = Names::default();
        for (code, name) in [("a", "建昌镇"), ("b", "城关"), ("c", "城关"), ("d", "a")] {
            let number = names.number(code);
            names.call(number, name);
        }
        assert_eq!(names.who("a"), Named::One(1), "a code comes before a name");
        assert_eq!(names.who(" 建 昌 镇 "), Named::One(1));
        assert_eq!(names.who("B"), Named::One(2));
        assert_eq!(names.who("城关"), Named::Several(vec!["b".to_owned(), "c".to_owned()]));
        assert_eq!(names.who("无"), Named::Nobody);
    }
}
