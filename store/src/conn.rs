//! Connection 连接: the little that the two engines have in common. Statements are written once, with `$1…` in ascending order.

use crate::cell::{Cell, Seen};
use crate::fault::Fault;
use crate::table::Table;
use std::collections::{BTreeMap, BTreeSet};

/// What a row of an answer gives.
pub(crate) trait Row {
    fn at(&self, column: usize) -> Seen<'_>;
}

/// A row that is looked at once.
pub(crate) type Look<'f> = &'f mut dyn FnMut(&dyn Row) -> Result<(), Fault>;

/// Table names with their columns, as the database has them.
pub(crate) type Layout = BTreeMap<String, BTreeSet<String>>;

/// An open connection.
pub(crate) trait Conn: Send {
    /// The address, without a password: every fault names it.
    fn place(&self) -> &str;
    fn batch(&mut self, sql: &str) -> Result<(), Fault>;
    fn exec(&mut self, sql: &str, params: &[Cell]) -> Result<u64, Fault>;
    fn each(&mut self, sql: &str, params: &[Cell], look: Look<'_>) -> Result<(), Fault>;

    /// The same for answers known to be small enough to be held at once, which a server hands over faster.
    fn gather(&mut self, sql: &str, params: &[Cell], look: Look<'_>) -> Result<(), Fault> {
        self.each(sql, params, look)
    }
    /// Add many rows of a table; `tail` says what to do with those that are there already.
    fn put(&mut self, table: &Table, rows: &[Vec<Cell>], tail: &str) -> Result<(), Fault>;
    fn begin_write(&mut self) -> Result<(), Fault>;
    /// One consistent view until the next `COMMIT`.
    fn begin_read(&mut self) -> Result<(), Fault>;
    /// Lift the time limit of statements for a long check, inside a transaction.
    fn unhurried(&mut self) -> Result<(), Fault>;
    /// What a `SELECT` adds to lock the rows it found.
    fn for_update(&self) -> &'static str;
    /// Is this connection of no more use?
    fn broken(&self) -> bool;
    fn layout(&mut self) -> Result<Layout, Fault>;
    /// Statements that make or complete the tables, one object each.
    fn definitions(&self, layout: &Layout) -> Vec<String>;
    /// Does the engine know what the tables are like, so that it finds rows by the right index?
    fn is_tuned(&self, layout: &Layout) -> bool;
    /// After many new rows: let the engine look at the tables anew, so that it soon finds rows by the right index again.
    fn settle(&mut self) -> Result<(), Fault>;
    /// What only the owner does before (users) and after (rights) tables are made.
    fn prepare_owner(&mut self) -> Result<(), Fault>;
    /// The start-up self-check (D-01).
    fn check_settings(&mut self) -> Result<(), Fault>;
}

/// A place in a chain or a number, from a statement that answers with at most one.
pub(crate) fn one(conn: &mut dyn Conn, sql: &str, params: &[Cell]) -> Result<Option<i64>, Fault> {
    let mut found = None;
    conn.each(sql, params, &mut |row| {
        found = row.at(0).maybe_int();
        Ok(())
    })?;
    Ok(found)
}

/// A setting on which the safety of acknowledged writes depends.
pub(crate) struct Setting {
    pub name: &'static str,
    pub found: String,
    pub wanted: &'static str,
    pub safe: bool,
}

impl Setting {
    pub fn new(name: &'static str, found: String, wanted: &'static str, safe: bool) -> Setting {
        Setting { name, found, wanted, safe }
    }
}

/// Refuse to start with the first unsafe setting.
pub(crate) fn refuse_unsafe(place: &str, settings: Vec<Setting>) -> Result<(), Fault> {
    match settings.into_iter().find(|setting| !setting.safe) {
        Some(Setting { name, found, wanted, .. }) => {
            Err(Fault::Unsafe { place: place.to_owned(), setting: name.to_owned(), found, wanted: wanted.to_owned() })
        }
        None => Ok(()),
    }
}
