//! Archive 档案: the current records that rows are held against while they are written.
//!
//! For few rows every question goes to the store by its key, and nothing is fetched in bulk. For many, a register is fetched
//! when it is first asked about and kept packed; of returns, only the periods and indicators that the rows are of.

use super::FEW;
use crate::intake::Row;
use crate::packed::{pack, pack_key, put, unpack};
use domain::registers::{INDICATORS, Kind, RETURNS, Record, Register, Value};
use foldhash::{HashMap, HashMapExt};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Fault, Tx};

/// Packed values: a key, one value, or all of a record.
type Packed = Box<[u8]>;

/// Keys of records by a value they have.
type Keys = HashMap<Packed, Vec<Packed>>;

pub(super) enum Archive {
    ByKey,
    InBulk { wanted: Wanted, shelves: HashMap<&'static str, Shelf> },
}

/// The returns that rows are of.
#[derive(Default)]
pub(super) struct Wanted {
    indicators: BTreeSet<Value>,
    periods: BTreeSet<Value>,
}

/// Current records of a register, packed.
pub(super) struct Shelf {
    register: &'static Register,
    held: HashMap<Packed, Held>,
    /// Keys by the value of a column, for the columns asked about. A key may stand where its record no longer belongs.
    by: HashMap<usize, Keys>,
}

struct Held {
    seq: i64,
    recorded_at: i64,
    values: Packed,
}

impl Archive {
    pub fn for_rows(len: usize, rows: &mut dyn Iterator<Item = Row>) -> Archive {
        let (mut wanted, mut rules) = (Wanted::default(), false);
        for row in rows {
            // A changed rule is held against every record it counts.
            rules |= row.register.noun == INDICATORS.noun;
            if row.register.noun == RETURNS.noun {
                wanted.add(&row);
            }
        }
        if len <= FEW && !rules {
            return Archive::ByKey;
        }
        Archive::InBulk { wanted, shelves: HashMap::new() }
    }

    /// The current record of a key.
    pub fn current(&mut self, tx: &mut Tx<'_>, register: &'static Register, key: &[Value]) -> Result<Option<Record>, Fault> {
        match self {
            Archive::ByKey => tx.clerk()?.current(register, key),
            Archive::InBulk { wanted, shelves } => {
                let mut packed = Vec::new();
                for (name, value) in register.key.iter().zip(key) {
                    let kind = register.column(name).map_or(Kind::Text, |i| register.columns[i].kind);
                    put(&mut packed, kind, value);
                }
                Ok(shelf(tx, wanted, shelves, register)?.get(&packed))
            }
        }
    }

    /// The current records with a value in a column.
    pub fn with(
        &mut self,
        tx: &mut Tx<'_>,
        register: &'static Register,
        column: usize,
        value: &Value,
    ) -> Result<Vec<Record>, Fault> {
        if value.is_null() {
            return Ok(Vec::new());
        }
        match self {
            Archive::ByKey => tx.clerk()?.records_with(register, &[(column, vec![value.clone()])]),
            Archive::InBulk { wanted, shelves } => Ok(shelf(tx, wanted, shelves, register)?.with(column, value)),
        }
    }

    /// A record was written.
    pub fn keep(&mut self, record: &Record) {
        if let Archive::InBulk { shelves, .. } = self
            && let Some(shelf) = shelves.get_mut(record.register.noun)
        {
            shelf.keep(record);
        }
    }
}

impl Wanted {
    fn add(&mut self, row: &Row) {
        for (name, set) in [("indicator_id", &mut self.indicators), ("period", &mut self.periods)] {
            if let Some(value) = row.register.column(name).map(|i| &row.values[i])
                && !set.contains(value)
            {
                set.insert(value.clone());
            }
        }
    }

    fn returns(&self, tx: &mut Tx<'_>) -> Result<Vec<Record>, Fault> {
        let named = [("indicator_id", &self.indicators), ("period", &self.periods)];
        let asked = named.into_iter().filter_map(|(name, set)| Some((RETURNS.column(name)?, set.iter().cloned().collect())));
        tx.clerk()?.records_with(&RETURNS, &asked.collect::<Vec<_>>())
    }
}

/// The shelf of a register, fetched the first time.
fn shelf<'s>(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    shelves: &'s mut HashMap<&'static str, Shelf>,
    register: &'static Register,
) -> Result<&'s mut Shelf, Fault> {
    if !shelves.contains_key(register.noun) {
        let records =
            if register.noun == RETURNS.noun { Arc::new(wanted.returns(tx)?) } else { tx.clerk()?.records(register, None)? };
        let mut shelf = Shelf { register, held: HashMap::with_capacity(records.len()), by: HashMap::new() };
        for record in records.iter() {
            shelf.keep(record);
        }
        shelves.insert(register.noun, shelf);
    }
    shelves.get_mut(register.noun).ok_or_else(|| Fault::Internal { place: String::new(), detail: register.noun.to_owned() })
}

impl Shelf {
    fn keep(&mut self, record: &Record) {
        let key = pack_key(self.register, &record.values);
        for (&column, keys) in &mut self.by {
            let of_value = keys.entry(packed_value(self.register, column, &record.values[column])).or_default();
            if !of_value.contains(&key) {
                of_value.push(key.clone());
            }
        }
        let values = pack(self.register, &record.values);
        self.held.insert(key, Held { seq: record.seq, recorded_at: record.recorded_at, values });
    }

    fn get(&self, key: &[u8]) -> Option<Record> {
        let held = self.held.get(key)?;
        let values = unpack(self.register, &mut &held.values[..]);
        Some(Record { register: self.register, seq: held.seq, recorded_at: held.recorded_at, values })
    }

    fn with(&mut self, column: usize, value: &Value) -> Vec<Record> {
        if !self.by.contains_key(&column) {
            let keys = self.keys_by(column);
            self.by.insert(column, keys);
        }
        let keys = self.by.get(&column).and_then(|keys| keys.get(&packed_value(self.register, column, value)));
        let records = keys.into_iter().flatten().filter_map(|key| self.get(key));
        records.filter(|record| record.values[column] == *value).collect()
    }

    fn keys_by(&self, column: usize) -> Keys {
        let mut keys = Keys::new();
        for (key, held) in &self.held {
            let values = unpack(self.register, &mut &held.values[..]);
            keys.entry(packed_value(self.register, column, &values[column])).or_default().push(key.clone());
        }
        keys
    }
}

fn packed_value(register: &Register, column: usize, value: &Value) -> Packed {
    let mut packed = Vec::new();
    put(&mut packed, register.columns[column].kind, value);
    packed.into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(register: &'static Register, len: usize) -> impl Iterator<Item = Row> {
        (0..len).map(move |_| Row { register, values: vec![Value::Int(202_603); register.columns.len()], recorded_at: 0 })
    }

    #[test]
    fn few_rows_fetch_nothing_in_bulk_and_many_only_what_they_are_of() {
        let archive = |register, len| Archive::for_rows(len, &mut rows(register, len));
        assert!(matches!(archive(&RETURNS, FEW), Archive::ByKey));
        // A changed rule is held against all records it counts.
        assert!(matches!(archive(&INDICATORS, 1), Archive::InBulk { .. }));
        let Archive::InBulk { wanted, shelves } = archive(&RETURNS, FEW + 1) else { panic!("many rows") };
        assert!(shelves.is_empty(), "nothing is fetched before it is asked about");
        assert_eq!((wanted.indicators.len(), wanted.periods.len()), (1, 1));
    }
}
