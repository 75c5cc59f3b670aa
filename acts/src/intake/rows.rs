//! Rows 收件: what an intake accepted, packed, in the order in which the county came to know it.

use crate::packed::{pack, put_number, take_number, unpack, unzigzag, zigzag};
use domain::registers::{INDICATORS, REGISTERS, Register, UNITS, Value};
use std::collections::BTreeMap;

/// A row that has been read and found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub register: &'static Register,
    /// In the order of the register's columns.
    pub values: Vec<Value>,
    /// When the county knew it, ms.
    pub recorded_at: i64,
}

/// The accepted rows of one county.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// By rank and instant: units and indicators come first, since their order gives their numbers.
    days: BTreeMap<(u8, i64), Vec<u8>>,
    len: usize,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn push(&mut self, register: &'static Register, values: &[Value], recorded_at: i64) {
        let first = register.noun == UNITS.noun || register.noun == INDICATORS.noun;
        let place = REGISTERS.iter().position(|r| r.noun == register.noun).unwrap_or(0);
        let packed = pack(register, values);
        let day = self.days.entry(if first { (0, 0) } else { (1, recorded_at) }).or_default();
        put_number(day, place as u64);
        put_number(day, zigzag(if first { recorded_at } else { 0 }));
        put_number(day, packed.len() as u64);
        day.extend(&packed);
        self.len += 1;
    }

    pub fn iter(&self) -> Iter<'_> {
        let parts: Vec<(i64, &[u8])> = self.days.iter().map(|(&(_, at), bytes)| (at, bytes.as_slice())).collect();
        Iter { parts, part: 0 }
    }

    /// The rows in portions of at most so many.
    pub(crate) fn batches(&self, most: usize) -> Vec<Batch<'_>> {
        let mut rest = self.iter();
        let mut batches = Vec::new();
        loop {
            let rows = rest.clone();
            let (mut len, mut recorded_at) = (0, 0);
            while len < most {
                let Some(row) = rest.skip_one() else { break };
                recorded_at = recorded_at.max(row);
                len += 1;
            }
            if len == 0 {
                return batches;
            }
            batches.push(Batch { rows, len, recorded_at });
        }
    }
}

/// Some rows that are written by one act.
pub(crate) struct Batch<'a> {
    rows: Iter<'a>,
    pub len: usize,
    /// The latest instant of its rows.
    pub recorded_at: i64,
}

impl Batch<'_> {
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.rows.clone().take(self.len)
    }
}

/// Rows, unpacked one at a time.
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    parts: Vec<(i64, &'a [u8])>,
    part: usize,
}

impl<'a> Iter<'a> {
    /// The next row's register, instant and packed values.
    fn advance(&mut self) -> Option<(&'static Register, i64, &'a [u8])> {
        while self.parts.get(self.part)?.1.is_empty() {
            self.part += 1;
        }
        let (at, bytes) = self.parts.get_mut(self.part)?;
        let register = *REGISTERS.get(usize::try_from(take_number(bytes)).ok()?)?;
        let recorded_at = *at + unzigzag(take_number(bytes));
        let length = usize::try_from(take_number(bytes)).ok()?;
        let (packed, rest) = bytes.split_at_checked(length)?;
        *bytes = rest;
        Some((register, recorded_at, packed))
    }

    fn skip_one(&mut self) -> Option<i64> {
        self.advance().map(|(_, recorded_at, _)| recorded_at)
    }
}

impl Iterator for Iter<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let (register, recorded_at, mut packed) = self.advance()?;
        Some(Row { register, values: unpack(register, &mut packed), recorded_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::registers::{PERSONS, UNITS};

    fn text(t: &str) -> Value {
        Value::Text(t.to_owned())
    }

    #[test]
    fn rows_come_out_as_the_county_knew_them_and_units_first() {
        let mut rows = Rows::default();
        let person = |id: &str| vec![text(id), text("张三"), Value::Null];
        rows.push(&PERSONS, &person("late"), 200);
        rows.push(&PERSONS, &person("early"), -100);
        let mut unit = vec![Value::Null; UNITS.columns.len()];
        unit[0] = text("u");
        rows.push(&UNITS, &unit, 900);
        let seen: Vec<(String, i64)> =
            rows.iter().map(|r| (r.values[0].text().unwrap_or("").to_owned(), r.recorded_at)).collect();
        assert_eq!(seen, [("u".to_owned(), 900), ("early".to_owned(), -100), ("late".to_owned(), 200)]);
        let batches = rows.batches(2);
        assert_eq!(batches.iter().map(|b| (b.len, b.recorded_at)).collect::<Vec<_>>(), [(2, 900), (1, 200)]);
        assert_eq!(batches[1].rows().next(), rows.iter().last());
    }
}
