//! Posting 记账: accepted rows become records, and records that count become entries, inside one act.
//!
//! A corrected record takes back what it posted and posts anew; so do the records that refer to it, and those that a changed
//! counting rule counts otherwise. A few rows are written by asking for what they need; many by fetching it at once.

mod archive;
mod rules;

use crate::intake::{Row, Rows, since_ever};
use crate::{Error, Office};
use archive::Archive;
use domain::actors::Act;
use domain::indicators::{Counting, Credit, Flow, Indicator};
use domain::ledger::{Entry, Posting, corrections, post};
use domain::registers::{Fact, INDICATORS, Kind, REGISTERS, RETURNS, Record, Register, Value};
use foldhash::{HashMap, HashMapExt};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use store::{Fault, Store, Tx, Written};

/// What rows became.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    pub records: usize,
    pub entries: usize,
    /// Rows that stood there already, word for word.
    pub unchanged: usize,
}

/// Up to so many rows, what they need is asked for by key.
pub(crate) const FEW: usize = 64;

/// Rows of one act of a long load: large enough to be fast, small enough for a server to answer others between two.
pub(crate) const BATCH: usize = 200_000;

/// Rows after which the caller hears how far it has come.
const TELL: usize = 2_000;

impl Office {
    /// File accepted rows of one county under an act: a form of one record, rows pasted into a page. Its key used before: nothing
    /// is done again.
    pub fn file(&self, act: &Act, rows: &Rows) -> Result<Posted, Error> {
        let of_batch = |number: usize, _: i64| {
            let key = if number == 0 { act.key.clone() } else { format!("{} {number}", act.key) };
            Act { key, ..act.clone() }
        };
        file(&self.store, rows, self.now(), &of_batch, &|_| Ok(()), &mut |_| {})
    }
}

/// Write a county's rows, an act for each batch. `act` gives the act of a batch by its number and the latest instant of its rows.
/// What was always so and now is said otherwise holds from `now` on. `first` looks, in each transaction, whether the rows may
/// still be written.
pub(crate) fn file(
    store: &Store,
    rows: &Rows,
    now: i64,
    act: &dyn Fn(usize, i64) -> Act,
    first: &dyn Fn(&mut Tx<'_>) -> Result<(), Error>,
    done: &mut dyn FnMut(usize),
) -> Result<Posted, Error> {
    let mut all = Posted::default();
    for (number, batch) in rows.batches(BATCH).iter().enumerate() {
        let written = store.write(act(number, batch.recorded_at), |tx| {
            first(tx)?;
            let archive = Archive::for_rows(batch.len, &mut batch.rows());
            write(tx, archive, batch.rows(), now, done)
        })?;
        match written {
            Written::Done { value, .. } => {
                all.records += value.records;
                all.entries += value.entries;
                all.unchanged += value.unchanged;
            }
            // These very rows were written before.
            Written::Already { .. } => {
                all.unchanged += batch.len;
                done(batch.len);
            }
        }
    }
    Ok(all)
}

/// Write a few rows inside an act that does something else besides: checks how things stand, drops a draft.
pub(crate) fn enter(tx: &mut Tx<'_>, rows: Vec<Row>, now: i64) -> Result<Posted, Error> {
    let archive = Archive::for_rows(rows.len(), &mut rows.iter().cloned());
    write(tx, archive, rows.into_iter(), now, &mut |_| {})
}

fn write(
    tx: &mut Tx<'_>,
    archive: Archive,
    rows: impl Iterator<Item = Row>,
    now: i64,
    done: &mut dyn FnMut(usize),
) -> Result<Posted, Error> {
    let mut desk = Desk::open(tx, archive, now)?;
    let (mut posted, mut told) = (Posted::default(), 0);
    for (number, row) in rows.enumerate() {
        desk.row(tx, row, &mut posted)?;
        if (number + 1) % TELL == 0 {
            done(TELL);
            told = number + 1;
        }
    }
    done(posted.records + posted.unchanged - told);
    Ok(posted)
}

/// Where rows are written: the rules, and the county's current records as far as they are needed.
struct Desk {
    /// By number.
    indicators: BTreeMap<i32, Indicator>,
    /// Codes of all indicators ever declared, in the order of their numbers.
    codes: Vec<String>,
    archive: Archive,
    now: i64,
    /// For each register, by which columns records of others count by way of it.
    ways: HashMap<&'static str, Vec<Way>>,
}

/// How records of a register are found that count by way of another's.
#[derive(Clone, Copy)]
struct Way {
    register: &'static Register,
    column: usize,
    /// The column holds the other's key; else the value that the other has in this column of its own.
    shared: Option<usize>,
}

impl Desk {
    /// The rules are read whole: a county has dozens of them, and any record may count for any.
    fn open(tx: &mut Tx<'_>, archive: Archive, now: i64) -> Result<Desk, Fault> {
        let (mut indicators, mut codes) = (BTreeMap::new(), Vec::new());
        for (place, record) in tx.clerk()?.records(&INDICATORS, None)?.iter().enumerate() {
            let number = i32::try_from(place + 1).unwrap_or(i32::MAX);
            codes.push(record.text("indicator_id").to_owned());
            if let Ok(indicator) = Indicator::from_record(record, number) {
                indicators.insert(number, indicator);
            }
        }
        Ok(Desk { indicators, codes, archive, now, ways: HashMap::new() })
    }

    fn row(&mut self, tx: &mut Tx<'_>, row: Row, posted: &mut Posted) -> Result<(), Error> {
        let mut record = Record { register: row.register, seq: 0, recorded_at: row.recorded_at, values: row.values };
        let mut versions = Vec::new();
        if let Some(stands) = self.archive.current(tx, record.register, &key_of(&record))? {
            if stands.values != record.values {
                versions = tx.clerk()?.versions(record.register, &record.key())?;
            }
            // A history loaded again brings versions that were corrected since: known that day, in these words.
            let was = |v: &Record| v.recorded_at == record.recorded_at && v.values == record.values;
            if versions.is_empty() || versions.iter().any(was) {
                posted.unchanged += 1;
                return Ok(());
            }
            if record.recorded_at == since_ever() {
                // The past stays true: what was always so is otherwise only from now on.
                record.recorded_at = self.now;
            }
        }
        tx.at(record.recorded_at);
        record.seq = tx.add(record.register, record.values.clone())?;
        posted.records += 1;
        self.archive.keep(&record);
        if record.register.noun == INDICATORS.noun {
            posted.entries += self.rule(tx, &record)?;
            return Ok(());
        }
        posted.entries += self.count(tx, &record, &versions)?;
        for child in self.children(tx, &record)? {
            posted.entries += self.recount(tx, &child, record.recorded_at)?;
        }
        Ok(())
    }

    /// Post what a record counts for; what its earlier versions posted and no longer holds is taken back.
    fn count(&mut self, tx: &mut Tx<'_>, record: &Record, earlier: &[Record]) -> Result<usize, Fault> {
        let postings = self.postings(tx, record)?;
        let mut before = Vec::new();
        for version in earlier {
            before.extend(tx.clerk()?.entries_of(record.register.noun, version.seq)?);
        }
        correct(tx, record, &before, &postings)
    }

    /// The same for a record that is there already and did not change itself: not before it was known.
    fn recount(&mut self, tx: &mut Tx<'_>, record: &Record, recorded_at: i64) -> Result<usize, Fault> {
        tx.at(recorded_at.max(record.recorded_at));
        let versions = tx.clerk()?.versions(record.register, &record.key())?;
        self.count(tx, record, &versions)
    }

    /// All that a record counts for, under the rules of now.
    fn postings(&mut self, tx: &mut Tx<'_>, record: &Record) -> Result<Vec<Posting>, Fault> {
        let Desk { indicators, archive, .. } = self;
        if record.register.noun == RETURNS.noun {
            let number = record.int("indicator_id").and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
            return weigh(tx, archive, record, indicators.get(&number));
        }
        let counting = indicators.values().filter(|i| flow(i).is_some_and(|f| f.source == record.register.noun));
        weigh(tx, archive, record, counting)
    }

    /// Records that count by way of this one: those that refer to it, and those it shares out.
    fn children(&mut self, tx: &mut Tx<'_>, record: &Record) -> Result<Vec<Record>, Fault> {
        let noun = record.register.noun;
        if !self.ways.contains_key(noun) {
            let ways = self.ways_by(record.register);
            self.ways.insert(noun, ways);
        }
        let mut children = Vec::new();
        for way in self.ways.get(noun).into_iter().flatten() {
            let owner = way.shared.map_or_else(|| Value::Text(record.key()), |column| record.values[column].clone());
            children.extend(self.archive.with(tx, way.register, way.column, &owner)?);
        }
        children.sort_by_key(|r| r.seq);
        children.dedup_by_key(|r| r.seq);
        Ok(children)
    }

    fn ways_by(&self, other: &'static Register) -> Vec<Way> {
        let mut ways = Vec::new();
        for register in self.sources() {
            for (column, declared) in register.columns.iter().enumerate() {
                let Kind::Ref(noun) = declared.kind else { continue };
                if noun == other.noun && other.key.len() == 1 {
                    ways.push(Way { register, column, shared: None });
                } else if let Some(own) = other.column(declared.name)
                    && self.shares_out(register, other)
                {
                    ways.push(Way { register, column, shared: Some(own) });
                }
            }
        }
        ways
    }

    /// Registers that some indicator counts from.
    fn sources(&self) -> Vec<&'static Register> {
        let counted = |noun: &str| self.indicators.values().filter_map(flow).any(|f| f.source == noun);
        REGISTERS.iter().copied().filter(|r| counted(r.noun)).collect()
    }

    /// Does some indicator split records of `from` by shares kept in `shares`?
    fn shares_out(&self, from: &Register, shares: &Register) -> bool {
        let by_shares = |f: &Flow| matches!(&f.credit, Credit::Split(noun) | Credit::Dual(noun) if noun == shares.noun);
        self.indicators.values().filter_map(flow).any(|f| f.source == from.noun && by_shares(f))
    }
}

/// What a record counts for under some rules. What it refers to is fetched while the rules ask for it.
fn weigh<'i>(
    tx: &mut Tx<'_>,
    archive: &mut Archive,
    record: &Record,
    rules: impl IntoIterator<Item = &'i Indicator>,
) -> Result<Vec<Posting>, Fault> {
    let (at_hand, fault) = (RefCell::new((tx, archive)), Cell::new(None));
    let parent = |of: &Record, column: &str| {
        let place = of.register.column(column)?;
        let Kind::Ref(noun) = of.register.columns[place].kind else { return None };
        let mut at_hand = at_hand.borrow_mut();
        let (tx, archive) = &mut *at_hand;
        let key = std::slice::from_ref(&of.values[place]);
        archive.current(tx, domain::registers::register(noun)?, key).unwrap_or_else(|e| {
            fault.set(Some(e));
            None
        })
    };
    let shares = |noun: &str| {
        let mut at_hand = at_hand.borrow_mut();
        let (tx, archive) = &mut *at_hand;
        shares_of(tx, archive, record, noun).unwrap_or_else(|e| {
            fault.set(Some(e));
            Vec::new()
        })
    };
    let fact = Fact { record, parent: &parent, shares: &shares };
    let postings = rules.into_iter().flat_map(|rule| post(rule, &fact)).collect();
    match fault.take() {
        Some(fault) => Err(fault),
        None => Ok(postings),
    }
}

/// Shares of the project a record belongs to.
fn shares_of(tx: &mut Tx<'_>, archive: &mut Archive, record: &Record, noun: &str) -> Result<Vec<(i32, i64)>, Fault> {
    let Some(register) = domain::registers::register(noun) else { return Ok(Vec::new()) };
    let Some(column) = register.column("project_id") else { return Ok(Vec::new()) };
    let holders = archive.with(tx, register, column, record.get("project_id"))?;
    let share = |r: &Record| Some((i32::try_from(r.int("unit_id")?).ok()?, r.int("share")?));
    let mut shares: Vec<(i32, i64)> = holders.iter().filter_map(share).collect();
    shares.sort_unstable();
    Ok(shares)
}

/// Bring the entries of a record from what they were to what they are now.
fn correct(tx: &mut Tx<'_>, record: &Record, before: &[Entry], now: &[Posting]) -> Result<usize, Fault> {
    if before.is_empty() {
        for posting in now {
            tx.post(posting, record.register.noun, record.seq)?;
        }
        return Ok(now.len());
    }
    let (reversed, added) = corrections(before, now);
    for entry in &reversed {
        tx.reverse(entry)?;
    }
    for posting in &added {
        tx.post(posting, record.register.noun, record.seq)?;
    }
    Ok(reversed.len() + added.len())
}

/// The flow that an indicator counts from a register.
fn flow(indicator: &Indicator) -> Option<&Flow> {
    match &indicator.counting {
        Counting::Flow(flow) => Some(flow),
        Counting::Returned | Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => {
            None
        }
    }
}

fn key_of(record: &Record) -> Vec<Value> {
    record.register.key.iter().map(|name| record.get(name).clone()).collect()
}
