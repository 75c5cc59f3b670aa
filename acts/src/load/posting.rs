//! Posting 记账: rows become records, and records that count become entries; a corrected record takes back what it posted.

pub(crate) use super::files::Row;
use crate::Error;
use domain::indicators::{Counting, Credit, Indicator};
use domain::ledger::{corrections, post};
use domain::registers::{Fact, INDICATORS, Kind, REGISTERS, RETURNS, Record, Register, Value};
use std::collections::HashMap;
use store::{Fault, Tx};

/// What one batch of rows became.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Posted {
    pub records: usize,
    pub entries: usize,
    pub unchanged: usize,
}

pub(crate) fn write(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Posted, Error> {
    let mut desk = Desk::open(tx, rows)?;
    let mut posted = Posted::default();
    for row in rows {
        tx.at(row.recorded_at);
        desk.row(tx, row, &mut posted)?;
    }
    Ok(posted)
}

/// The county's current records while rows are added to them.
struct Desk {
    indicators: Vec<Indicator>,
    /// Current version by register and key.
    current: HashMap<&'static str, HashMap<Vec<Value>, Record>>,
}

impl Desk {
    fn open(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Desk, Fault> {
        let mut current: HashMap<&'static str, HashMap<Vec<Value>, Record>> = HashMap::new();
        for &register in REGISTERS {
            // Returns are many: they are only fetched when this batch brings some.
            if register.noun == RETURNS.noun && !rows.iter().any(|r| r.register.noun == RETURNS.noun) {
                continue;
            }
            let records = tx.reader()?.records(register, None)?;
            current.insert(register.noun, records.into_iter().map(|r| (key_of(&r), r)).collect());
        }
        let keys = tx.reader()?.keys(&INDICATORS)?;
        let mut desk = Desk { indicators: Vec::new(), current };
        for (i, key) in keys.into_iter().enumerate() {
            if let Some(record) = desk.get(INDICATORS.noun, &[Value::Text(key)]).cloned() {
                desk.declare(&record, i + 1);
            }
        }
        Ok(desk)
    }

    fn get(&self, noun: &str, key: &[Value]) -> Option<&Record> {
        self.current.get(noun)?.get(key)
    }

    fn declare(&mut self, record: &Record, number: usize) {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        if let Ok(indicator) = Indicator::from_record(record, number) {
            self.indicators.retain(|i| i.number != number);
            self.indicators.push(indicator);
        }
    }

    fn row(&mut self, tx: &mut Tx<'_>, row: &Row, posted: &mut Posted) -> Result<(), Error> {
        let mut record = Record { register: row.register, seq: 0, recorded_at: row.recorded_at, values: row.values.clone() };
        let key = key_of(&record);
        let earlier = self.get(row.register.noun, &key).cloned();
        if let Some(earlier) = &earlier
            && (earlier.values == record.values || is_an_earlier_version(tx, &record)?)
        {
            posted.unchanged += 1;
            return Ok(());
        }
        record.seq = tx.add(row.register, row.values.clone())?;
        posted.records += 1;
        let records = self.current.entry(row.register.noun).or_default();
        records.insert(key, record.clone());
        if row.register.noun == INDICATORS.noun {
            let known = self.indicators.iter().find(|i| i.code == record.text("indicator_id")).map(|i| i.number);
            let number = known.map_or(self.indicators.len() + 1, |n| n.unsigned_abs() as usize);
            self.declare(&record, number);
        }
        posted.entries += self.count(tx, &record, earlier.is_some())?;
        for child in self.children(&record, earlier.is_some()) {
            posted.entries += self.count(tx, &child, true)?;
        }
        Ok(())
    }

    /// Post what a record counts for; if it (or what it refers to) changed, take back what no longer holds.
    fn count(&self, tx: &mut Tx<'_>, record: &Record, changed: bool) -> Result<usize, Fault> {
        let parent = |r: &Record, column: &str| self.parent(r, column);
        let shares = |noun: &str| self.shares(record, noun);
        let fact = Fact { record, parent: &parent, shares: &shares };
        let mut now = Vec::new();
        for indicator in self.indicators.iter().filter(|i| counts(i, record)) {
            now.extend(post(indicator, &fact));
        }
        if !changed {
            for posting in &now {
                tx.post(posting, record.register.noun, record.seq)?;
            }
            return Ok(now.len());
        }
        let mut before = Vec::new();
        for version in tx.reader()?.versions(record.register, &record.key())? {
            before.extend(tx.reader()?.entries_of(record.register.noun, version.seq)?);
        }
        let (reversed, added) = corrections(&before, &now);
        for entry in &reversed {
            tx.reverse(entry)?;
        }
        for posting in &added {
            tx.post(posting, record.register.noun, record.seq)?;
        }
        Ok(reversed.len() + added.len())
    }

    /// Records that count by way of this one: those that refer to it when it changes, those it shares out in any case.
    fn children(&self, record: &Record, changed: bool) -> Vec<Record> {
        let mut children = Vec::new();
        for source in self.sources() {
            let register = source;
            for (i, column) in register.columns.iter().enumerate() {
                let Kind::Ref(noun) = column.kind else { continue };
                let owner = if noun == record.register.noun && changed {
                    Value::Text(record.key())
                } else if self.shares_out(register, record.register) && record.register.column(column.name).is_some() {
                    record.get(column.name).clone()
                } else {
                    continue;
                };
                let of_source = self.current.get(register.noun).into_iter().flat_map(HashMap::values);
                children.extend(of_source.filter(|r| r.values[i] == owner).cloned());
            }
        }
        children.sort_by_key(|r| r.seq);
        children.dedup_by_key(|r| r.seq);
        children
    }

    /// Registers that some indicator counts from.
    fn sources(&self) -> Vec<&'static Register> {
        REGISTERS.iter().copied().filter(|r| self.indicators.iter().any(|i| source(i) == Some(r.noun))).collect()
    }

    /// Does some indicator split records of `source` by shares kept in `shares`?
    fn shares_out(&self, from: &Register, shares: &Register) -> bool {
        self.indicators.iter().any(|i| match &i.counting {
            Counting::Flow(flow) => {
                flow.source == from.noun
                    && matches!(&flow.credit, Credit::Split(noun) | Credit::Dual(noun) if noun == shares.noun)
            }
            Counting::Returned
            | Counting::Stock(_)
            | Counting::Ratio { .. }
            | Counting::UnitsWhere(_)
            | Counting::OwnersWhere(_) => false,
        })
    }

    fn parent(&self, record: &Record, column: &str) -> Option<Record> {
        let at = record.register.column(column)?;
        let Kind::Ref(noun) = record.register.columns[at].kind else { return None };
        self.get(noun, std::slice::from_ref(&record.values[at])).cloned()
    }

    /// Shares of the project a record belongs to.
    fn shares(&self, record: &Record, noun: &str) -> Vec<(i32, i64)> {
        let owner = record.get("project_id");
        let mut shares: Vec<(i32, i64)> = self
            .current
            .get(noun)
            .into_iter()
            .flat_map(HashMap::values)
            .filter(|r| r.get("project_id") == owner)
            .filter_map(|r| Some((i32::try_from(r.int("unit_id")?).ok()?, r.int("share")?)))
            .collect();
        shares.sort_unstable();
        shares
    }
}

/// A history loaded again brings versions that were corrected since: known that day, in these words.
fn is_an_earlier_version(tx: &mut Tx<'_>, record: &Record) -> Result<bool, Fault> {
    let versions = tx.reader()?.versions(record.register, &record.key())?;
    Ok(versions.iter().any(|v| v.recorded_at == record.recorded_at && v.values == record.values))
}

fn source(indicator: &Indicator) -> Option<&str> {
    match &indicator.counting {
        Counting::Flow(flow) => Some(&flow.source),
        Counting::Returned => Some(RETURNS.noun),
        Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => None,
    }
}

fn counts(indicator: &Indicator, record: &Record) -> bool {
    match &indicator.counting {
        Counting::Returned => {
            record.register.noun == RETURNS.noun && record.int("indicator_id") == Some(i64::from(indicator.number))
        }
        Counting::Flow(flow) => flow.source == record.register.noun,
        Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => false,
    }
}

fn key_of(record: &Record) -> Vec<Value> {
    record.register.key.iter().map(|k| record.get(k).clone()).collect()
}
