//! Preview 预览: what a file would change, row by row before → after, and everything wrong with it. Nothing is written.

use crate::acting::Caller;
use crate::books::{indicators, units};
use crate::imports::{FileRead, Findings, Wanted};
use crate::intake::since_ever;
use crate::load::Progress;
use crate::posting::FEW;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::registers::{Record, Register, Value};
use domain::stage::Stage;
use domain::statistics::Books;
use domain::targets::Targets;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use store::Reader;

/// Changes that are listed; the others are counted.
pub const MOST_LISTED: usize = 200;

/// What a file would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Records that are not there yet.
    pub new: usize,
    /// Records that would say otherwise.
    pub changed: usize,
    /// Records that stand there already, word for word.
    pub unchanged: usize,
    /// Lines that were filled in beforehand and left without a figure.
    pub left_open: usize,
    /// The first new and changed ones.
    pub changes: Vec<Change>,
    pub findings: Findings,
    /// Names of units and indicators.
    pub names: Books,
}

/// One record before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `None`: it is new.
    pub before: Option<Record>,
    pub after: Record,
}

impl Change {
    /// Columns that say something else, or something at all if the record is new.
    pub fn fields(&self) -> Vec<usize> {
        let before = |at: usize| self.before.as_ref().map_or(&Value::Null, |before| &before.values[at]);
        (0..self.after.values.len()).filter(|&at| *before(at) != self.after.values[at]).collect()
    }
}

impl Office {
    /// What an import would do, without doing it.
    pub fn preview(&self, caller: &Caller, file: &Path, wanted: Wanted, progress: Progress<'_>) -> Result<Preview, Error> {
        let FileRead { rows, findings, left_open, .. } = self.read_for(caller, file, wanted, progress)?;
        // What stands there is compared as the books will compare it, whatever of it the caller may see: only rows that the
        // caller may bring come this far.
        let scope = Actor::system(caller.actor.county, "preview").scope();
        let (total, mut done) = (rows.len(), 0);
        let preview = self.store.read(&scope, |reader| {
            let (units, indicators) = (units(reader, None)?, indicators(reader, None)?);
            let (targets, rules, tallies) = (Targets::default(), Vec::new(), Vec::new());
            let names = Books::new(
                scope.county(),
                self.today,
                Stage::Verified,
                units.to_vec(),
                indicators.to_vec(),
                targets,
                rules,
                tallies,
            );
            let mut preview =
                Preview { new: 0, changed: 0, unchanged: 0, left_open, changes: Vec::new(), findings: findings.clone(), names };
            let mut standing = Standing::of(reader, wanted.register, rows.len())?;
            for row in rows.iter() {
                done += 1;
                if done % 4_096 == 0 {
                    progress(done, total);
                }
                let recorded_at = if row.recorded_at == since_ever() { self.now() } else { row.recorded_at };
                let after = Record { register: row.register, seq: 0, recorded_at, values: row.values };
                let before = standing.take(reader, &after)?;
                // A later row of the same file is a version of the earlier one.
                standing.keep(&after);
                preview.count(before, after);
            }
            Ok(preview)
        })?;
        Ok(preview)
    }
}

impl Preview {
    fn count(&mut self, before: Option<Record>, after: Record) {
        match &before {
            Some(before) if before.values == after.values => {
                self.unchanged += 1;
                return;
            }
            Some(_) => self.changed += 1,
            None => self.new += 1,
        }
        if self.changes.len() < MOST_LISTED {
            self.changes.push(Change { before, after });
        }
    }
}

/// The current records of a register: asked for one by one for a short file, fetched at once for a long one.
struct Standing {
    register: &'static Register,
    singly: bool,
    known: HashMap<String, Record>,
}

impl Standing {
    fn of(reader: &mut Reader<'_>, register: &'static Register, rows: usize) -> Result<Standing, store::Fault> {
        let singly = rows <= FEW;
        let records = if singly { Arc::default() } else { reader.records(register, None)? };
        Ok(Standing { register, singly, known: records.iter().map(|r| (r.key(), r.clone())).collect() })
    }

    fn take(&mut self, reader: &mut Reader<'_>, record: &Record) -> Result<Option<Record>, store::Fault> {
        if let Some(found) = self.known.remove(&record.key()) {
            return Ok(Some(found));
        }
        let key: Vec<Value> = self.register.key.iter().map(|name| record.get(name).clone()).collect();
        if self.singly { reader.current(self.register, &key) } else { Ok(None) }
    }

    fn keep(&mut self, record: &Record) {
        self.known.insert(record.key(), record.clone());
    }
}
