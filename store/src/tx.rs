//! Tx 办理: one act and its facts, in one transaction. Only `Store::write` hands it out: no write without an act.
//!
//! Rows get their place and hash at once and are written in bulk; a read inside the transaction writes them out first.

use crate::aside::Aside;
use crate::bulletins::NewBulletin;
use crate::cell::Cell;
use crate::chain;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::head::{self, Head};
use crate::pages::{self, Address, Pages};
use crate::reader::Reader;
use crate::standing::Standing;
use crate::tables::{self, ACTS, BULLETINS, ENTRIES};
use domain::actors::{Act, Actor, Scope};
use domain::ledger::{Entry, Posting};
use domain::registers::{REGISTERS, Register, Value};

/// Rows kept back before they are written out.
const MOST_WAITING: usize = 8_192;

/// A write in progress.
pub struct Tx<'c> {
    conn: &'c mut dyn Conn,
    scope: Scope,
    head: Head,
    act: i64,
    recorded_at: i64,
    /// By the table's place in `tables::all()`.
    waiting: Vec<Vec<Vec<Cell>>>,
    count: usize,
    pages: Pages,
    canonical: Vec<u8>,
    standing: &'c Standing,
}

impl<'c> Tx<'c> {
    /// With the head locked: the act's own row is the first.
    pub(crate) fn begin(
        conn: &'c mut dyn Conn,
        head: Head,
        act: &Act,
        written_at: i64,
        standing: &'c Standing,
    ) -> Result<Tx<'c>, Fault> {
        let mut tx = Tx {
            conn,
            scope: act.actor.scope(),
            head,
            act: head.seq + 1,
            recorded_at: act.recorded_at,
            waiting: tables::all().iter().map(|_| Vec::new()).collect(),
            count: 0,
            pages: Pages::default(),
            canonical: Vec::new(),
            standing,
        };
        for (what, text) in [
            ("subject", &act.subject),
            ("reason", &act.reason),
            ("origin", &act.origin),
            ("actor", &act.actor.name),
            ("key", &act.key),
        ] {
            storable(what, text)?;
        }
        let cells = vec![
            act.verb.as_str().into(),
            act.actor.name.as_str().into(),
            Cell::Word(act.actor.role.code()),
            act.subject.as_str().into(),
            act.reason.as_str().into(),
            act.origin.as_str().into(),
            act.key.as_str().into(),
            act.recorded_at.into(),
            written_at.into(),
        ];
        let mut row = vec![head.county.into(), tx.act.into()];
        row.extend(cells);
        tx.link(ACTS, row, act.recorded_at)?;
        Ok(tx)
    }

    /// The instant that the following rows are recorded at: a loaded history brings its own days.
    pub fn at(&mut self, recorded_at: i64) {
        self.recorded_at = recorded_at;
    }

    /// Place of the act in the chain.
    pub fn act(&self) -> i64 {
        self.act
    }

    /// Head as it will be when this transaction ends here.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Add a record or a new version of one; gives its place in the chain.
    pub fn add(&mut self, register: &'static Register, values: Vec<Value>) -> Result<i64, Fault> {
        let place = tables::of_register(register).ok_or_else(|| self.misuse(format!("no register {}", register.noun)))?;
        if values.len() != register.columns.len() {
            return Err(self.misuse(format!(
                "{}: {} values for {} columns",
                register.noun,
                values.len(),
                register.columns.len()
            )));
        }
        let mut row = self.row(values.len(), self.recorded_at);
        for (column, value) in register.columns.iter().zip(values) {
            let fits = match &value {
                Value::Null => true,
                Value::Int(_) => column.kind.is_integer(),
                Value::Text(text) => {
                    storable(column.name, text)?;
                    !column.kind.is_integer()
                }
            };
            if !fits {
                return Err(self.misuse(format!("{}.{} cannot hold {value:?}", register.noun, column.name)));
            }
            row.push(Cell::from(value));
        }
        self.link(place, row, self.recorded_at)
    }

    /// Post an entry for a record.
    pub fn post(&mut self, posting: &Posting, source: &str, source_seq: i64) -> Result<i64, Fault> {
        self.enter(posting, source, source_seq, None, self.recorded_at)
    }

    /// Take an entry back: the same with the opposite amount. It names the same record as its source.
    pub fn reverse(&mut self, entry: &Entry) -> Result<i64, Fault> {
        let amount = entry.posting.amount.checked_neg().ok_or_else(|| self.misuse("amount out of range".to_owned()))?;
        let posting = Posting { amount, ..entry.posting };
        // Never before the entry itself, or an instant between the two would see something negative.
        let recorded_at = self.recorded_at.max(entry.recorded_at);
        self.enter(&posting, &entry.source, entry.source_seq, Some(entry.seq), recorded_at)
    }

    /// Keep an issued bulletin.
    pub fn issue(&mut self, bulletin: NewBulletin) -> Result<i64, Fault> {
        let cells = bulletin.cells();
        for cell in &cells {
            if let crate::cell::Seen::Text(text) = cell.seen() {
                storable("bulletin", text)?;
            }
        }
        let mut row = self.row(cells.len(), self.recorded_at);
        row.extend(cells);
        self.link(BULLETINS, row, self.recorded_at)
    }

    /// Read inside the transaction, with the actor's own eyes, including what it has just written.
    pub fn reader(&mut self) -> Result<Reader<'_>, Fault> {
        self.reader_of(self.scope)
    }

    /// What is kept beside the facts, changed in the same transaction.
    pub fn aside(&mut self) -> Aside<'_> {
        Aside::new(&mut *self.conn, self.head.county)
    }

    /// Read what posting needs, with the clerk's eyes: what a unit may not see is counted right all the same. Nothing read
    /// this way is shown to anybody.
    pub fn clerk(&mut self) -> Result<Reader<'_>, Fault> {
        self.reader_of(Actor::system(self.head.county, "posting").scope())
    }

    fn reader_of(&mut self, scope: Scope) -> Result<Reader<'_>, Fault> {
        self.flush()?;
        let (head, standing) = (self.head, self.standing);
        Ok(Reader { conn: &mut *self.conn, scope, head, pending: Some(&mut self.pages), standing, notes: None })
    }

    pub(crate) fn finish(mut self) -> Result<Head, Fault> {
        self.flush()?;
        pages::add_up(self.conn, self.head.county, &mut self.pages)?;
        head::advance(self.conn, &self.head)?;
        Ok(self.head)
    }

    fn enter(
        &mut self,
        posting: &Posting,
        source: &str,
        source_seq: i64,
        reverses: Option<i64>,
        recorded_at: i64,
    ) -> Result<i64, Fault> {
        let stage = posting.stage.number();
        let known = REGISTERS.iter().find(|r| r.noun == source);
        let mut row = self.row(8, recorded_at);
        row.extend([
            posting.indicator.into(),
            posting.unit.into(),
            posting.on.into(),
            posting.amount.into(),
            stage.into(),
            known.map_or_else(|| Cell::from(source), |r| Cell::Word(r.noun)),
            source_seq.into(),
            reverses.map_or(Cell::Null, Cell::Int),
        ]);
        let address = Address { stage, year: posting.on / 10_000, indicator: posting.indicator, unit: posting.unit };
        pages::post(&mut self.pages, address, posting.on, posting.amount, reverses.is_some());
        self.link(ENTRIES, row, recorded_at)
    }

    /// The beginning of a fact's row, with room for its own columns and its hash.
    fn row(&self, own: usize, recorded_at: i64) -> Vec<Cell> {
        let mut row = Vec::with_capacity(own + 5);
        row.extend([self.head.county.into(), (self.head.seq + 1).into(), self.act.into(), recorded_at.into()]);
        row
    }

    /// Give a row the next place and its hash.
    fn link(&mut self, table: usize, mut row: Vec<Cell>, recorded_at: i64) -> Result<i64, Fault> {
        chain::encode(&mut self.canonical, &tables::all()[table], |i| row[i].seen());
        self.head.chain_hash = chain::link(&self.head.chain_hash, &self.canonical);
        self.head.seq += 1;
        self.head.last_recorded_at = self.head.last_recorded_at.max(recorded_at);
        row.push(Cell::Hash(self.head.chain_hash));
        self.waiting[table].push(row);
        self.count += 1;
        if self.count >= MOST_WAITING {
            self.flush()?;
        }
        Ok(self.head.seq)
    }

    fn flush(&mut self) -> Result<(), Fault> {
        if self.count == 0 {
            return Ok(());
        }
        for (table, rows) in tables::all().iter().zip(&mut self.waiting) {
            if !rows.is_empty() {
                self.conn.put(table, rows, "")?;
                rows.clear();
            }
        }
        self.count = 0;
        Ok(())
    }

    fn misuse(&self, detail: String) -> Fault {
        Fault::Internal { place: self.conn.place().to_owned(), detail }
    }
}

/// PostgreSQL keeps no NUL, so neither engine does.
fn storable(what: &str, text: &str) -> Result<(), Fault> {
    if text.contains('\0') { Err(Fault::Unstorable { what: format!("{what}: NUL") }) } else { Ok(()) }
}
