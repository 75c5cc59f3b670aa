//! Notes 依据: what an answer was read from, so that it can be kept for as long as nothing of it has changed.
//!
//! They are taken where the tables are read, so that nobody has to say beforehand what a page depends on, or can forget to.

use crate::standing::Changes;
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names of tables.
#[derive(Debug, Default)]
pub struct Notes {
    tables: Mutex<BTreeSet<&'static str>>,
}

/// Stands for all that is in no chain: it may change at any moment, and nothing made of it is kept.
pub(crate) const ASIDE: &str = "aside";

impl Notes {
    fn tables(&self) -> MutexGuard<'_, BTreeSet<&'static str>> {
        // Nothing is left half-done inside this lock.
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, table: &'static str) {
        self.tables().insert(table);
    }

    /// What was read so far.
    pub fn so_far(&self) -> BTreeSet<&'static str> {
        self.tables().clone()
    }

    /// Something was taken that had been made of these tables.
    pub fn take(&self, tables: &BTreeSet<&'static str>) {
        self.tables().extend(tables);
    }
}

impl Changes {
    /// Is what was made of some tables, at a place of the chain, still what would be made of them now?
    pub fn leave(&self, tables: &BTreeSet<&'static str>, made_at: i64) -> bool {
        self.last_in(tables) <= made_at
    }
}
