//! Changed rules 改规则: a new or changed counting rule is applied to the records that are there already.
//!
//! Entries are only ever added: what the old rule gave is taken back, and what the new one gives is posted, as of the day the
//! new version became known. What was known of a closed period on an earlier day stays as it was.

use super::{Desk, Error, correct, weigh};
use domain::indicators::{Counting, Indicator};
use domain::ledger::Entry;
use domain::registers::{RETURNS, Record, Register, Value, register};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::{Fault, Tx};

impl Desk {
    /// A declaration of an indicator was written: know it, and post what it counts of what is there. Gives the entries written.
    pub(super) fn rule(&mut self, tx: &mut Tx<'_>, record: &Record) -> Result<usize, Error> {
        let code = record.text("indicator_id");
        let place = self.codes.iter().position(|known| known == code).unwrap_or(self.codes.len());
        if place == self.codes.len() {
            self.codes.push(code.to_owned());
        }
        let number = i32::try_from(place + 1).unwrap_or(i32::MAX);
        let Ok(now) = Indicator::from_record(record, number) else { return Ok(0) };
        let before = self.indicators.insert(number, now.clone());
        self.ways.clear();
        let same = |old: &Indicator| old.counting == now.counting && old.measure.decimals == now.measure.decimals;
        // Nothing can have been filed for an indicator that was not there.
        if before.as_ref().map_or(now.counting == Counting::Returned, same) {
            return Ok(0);
        }
        let entries = if before.is_some() { tx.clerk()?.entries_of_indicator(number)? } else { Vec::new() };
        Ok(self.apply(tx, &now, entries, record.recorded_at)?)
    }

    /// Hold every record of the rule's register against the entries that stand for it.
    fn apply(&mut self, tx: &mut Tx<'_>, rule: &Indicator, entries: Vec<Entry>, recorded_at: i64) -> Result<usize, Fault> {
        let source = source(rule);
        let mut standing: BTreeMap<i64, Vec<Entry>> = BTreeMap::new();
        let mut written = 0;
        for entry in entries {
            if source.is_some_and(|s| s.noun == entry.source) {
                standing.entry(entry.source_seq).or_default().push(entry);
            } else {
                // Counted from another register until now.
                tx.at(recorded_at);
                tx.reverse(&entry)?;
                written += 1;
            }
        }
        let Some(source) = source else { return Ok(written) };
        let mut by_key = by_key(tx, source, standing)?;
        for record in counted(tx, source, rule)?.iter() {
            let before = by_key.remove(&record.key()).unwrap_or_default();
            let now = weigh(tx, &mut self.archive, record, [rule])?;
            if !before.is_empty() || !now.is_empty() {
                tx.at(recorded_at.max(record.recorded_at));
                written += correct(tx, record, &before, &now)?;
            }
        }
        Ok(written)
    }
}

/// The register a rule counts from.
fn source(rule: &Indicator) -> Option<&'static Register> {
    match &rule.counting {
        Counting::Flow(flow) => register(&flow.source),
        Counting::Returned => Some(&RETURNS),
        Counting::Stock(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => None,
    }
}

/// The records that may count for a rule: of returns, only its own.
fn counted(tx: &mut Tx<'_>, source: &'static Register, rule: &Indicator) -> Result<Arc<Vec<Record>>, Fault> {
    let own = (source.noun == RETURNS.noun).then(|| source.column("indicator_id")).flatten();
    match own {
        Some(column) => tx.clerk()?.records_with(source, &[(column, vec![Value::Int(rule.number.into())])]).map(Arc::new),
        None => tx.clerk()?.records(source, None),
    }
}

/// Entries by the key of their record: an entry names the version that gave it, which need not be the current one.
fn by_key(
    tx: &mut Tx<'_>,
    source: &'static Register,
    standing: BTreeMap<i64, Vec<Entry>>,
) -> Result<HashMap<String, Vec<Entry>>, Fault> {
    let mut by_key: HashMap<String, Vec<Entry>> = HashMap::new();
    for (seq, entries) in standing {
        if let Some(version) = tx.clerk()?.record(source, seq)? {
            by_key.entry(version.key()).or_default().extend(entries);
        }
    }
    Ok(by_key)
}
