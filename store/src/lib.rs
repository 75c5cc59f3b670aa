//! Store 档案: the only room that knows SQL. It keeps facts, never edits them, and can prove that nobody else did.
//!
//! One road for every engine: a [`table::Table`] describes a table once; the statements that make it, the canonical
//! bytes of the chain and the verification all follow from it. What differs between SQLite and PostgreSQL is in `dialect`.
//! Everything is synchronous: call it from a thread of its own, never from an async worker.
#![forbid(unsafe_code)]

mod database;
mod fault;
mod cell;
mod table;
mod tables;
mod chain;
mod conn;
mod dialect;
mod schema;
mod head;
mod pool;
mod reader;
mod notes;
mod standing;
mod acts;
mod records;
mod tallies;
mod targets;
mod entries;
mod filings;
mod bulletins;
mod aside;
mod backup;
mod tx;
mod vault;
mod pages;
mod reconcile;
mod verify;

pub use acts::{ActFacts, ActQuery, ActRow, Change, Link, hash_of};
pub use aside::{Aside, Credential, Draft, Session};
pub use backup::{Manifest, backup_to};
pub use bulletins::{Bulletin, NewBulletin};
pub use database::Database;
pub use entries::EntryQuery;
pub use fault::Fault;
pub use filings::{Filing, Filings};
pub use head::Head;
pub use notes::Notes;
pub use reader::Reader;
pub use reconcile::CreditMode;
pub use standing::Changes;
pub use tx::Tx;
pub use vault::{Store, Written};
pub use verify::{BadRow, Digests, Prefix, Verification};

/// The tables for documents of the data dictionary and for tests: (name, kind, columns).
pub mod dictionary {
    pub use crate::table::{Col, Keep, Table, Type};
    pub use crate::tables::all;
}
