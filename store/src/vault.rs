//! Store 档案库: open it, read it with somebody's eyes, write it with an act.

use crate::aside::Aside;
use crate::conn::{Conn, one};
use crate::database::Database;
use crate::dialect::{self, Purpose};
use crate::fault::Fault;
use crate::head::{self, Head};
use crate::notes::{self, Notes};
use crate::pages;
use crate::pool::Pool;
use crate::reader::Reader;
use crate::reconcile::CreditMode;
use crate::schema;
use crate::standing::{Changes, Standing};
use crate::tx::Tx;
use crate::verify::{self, Digests, Prefix, Verification};
use domain::actors::{Act, Actor, Scope};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// An open archive. Clones share it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    /// What is read through this handle is noted here.
    notes: Option<Arc<Notes>>,
}

struct Inner {
    database: Database,
    /// One serial writer; `None` until the first write and after a lost connection.
    writer: Mutex<Option<Box<dyn Conn>>>,
    pool: Pool,
    standing: Standing,
    /// A failed flush leaves unknown what is on the disk: nothing is written after it.
    stopped: AtomicBool,
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written<T> {
    Done {
        value: T,
        /// Place of the act in the chain.
        act_seq: i64,
        head: Head,
    },
    /// This actor's key was used before: nothing was done again.
    Already {
        /// Place of the first act.
        act_seq: i64,
    },
}

impl<T> Written<T> {
    pub fn act_seq(&self) -> i64 {
        match self {
            Written::Done { act_seq, .. } | Written::Already { act_seq } => *act_seq,
        }
    }
}

impl Store {
    /// Open an archive, making it if there is none and completing one of an earlier version.
    pub fn create(database: &Database) -> Result<Store, Fault> {
        Store::found(database, true)
    }

    /// Open an archive that must be there.
    pub fn open(database: &Database) -> Result<Store, Fault> {
        Store::found(database, false)
    }

    fn found(database: &Database, create: bool) -> Result<Store, Fault> {
        schema::found(database, create)?;
        let mut writer = dialect::connect(database, Purpose::Write)?;
        writer.check_settings()?;
        let inner = Inner {
            database: database.clone(),
            writer: Mutex::new(Some(writer)),
            pool: Pool::new(),
            standing: Standing::default(),
            stopped: AtomicBool::new(false),
        };
        Ok(Store { inner: Arc::new(inner), notes: None })
    }

    /// The same archive; what is read through this handle is noted.
    pub fn noting(&self) -> (Store, Arc<Notes>) {
        let notes = Arc::new(Notes::default());
        (Store { inner: self.inner.clone(), notes: Some(notes.clone()) }, notes)
    }

    /// Has writing ended until a restart?
    pub fn stopped(&self) -> bool {
        self.inner.stopped.load(Ordering::Acquire)
    }

    pub fn database(&self) -> &Database {
        &self.inner.database
    }

    /// Heads of all counties.
    pub fn counties(&self) -> Result<Vec<Head>, Fault> {
        self.view(|conn| head::all(conn))
    }

    /// The head of a scope's county.
    pub fn head(&self, scope: &Scope) -> Result<Head, Fault> {
        self.read(scope, |reader| Ok(reader.head()))
    }

    /// Read in one consistent view.
    pub fn read<T>(&self, scope: &Scope, f: impl FnOnce(&mut Reader<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        self.in_view(|conn| {
            let head = head::find(conn, scope.county())?.unwrap_or_else(|| Head::first(scope.county()));
            f(&mut self.reader(conn, *scope, head))
        })
    }

    /// Where each table of a county last changed; before the first fact, at place 0.
    pub fn changes(&self, county: i32) -> Result<Arc<Changes>, Fault> {
        self.in_view(|conn| match head::find(conn, county)? {
            Some(head) => self.reader(conn, Actor::system(county, "changes").scope(), head).changes(),
            None => Ok(Arc::default()),
        })
    }

    fn reader<'c>(&'c self, conn: &'c mut dyn Conn, scope: Scope, head: Head) -> Reader<'c> {
        Reader { conn, scope, head, pending: None, standing: &self.inner.standing, notes: self.notes.as_deref() }
    }

    /// After many records came at once: have the engine look at its tables anew. Takes seconds for millions of rows.
    pub fn settle(&self) -> Result<(), Fault> {
        dialect::connect(&self.inner.database, Purpose::Found { create: false })?.settle()
    }

    /// Prove that nothing was changed outside: chain, balances, and units' parts against the county's whole.
    pub fn verify(&self, county: i32, credit_of: &dyn Fn(i32) -> CreditMode) -> Result<Verification, Fault> {
        self.view(|conn| {
            conn.unhurried()?;
            verify::verify(conn, county, credit_of)
        })
    }

    /// Recompute the chain of a county up to a place, or up to its head: what a checkpoint states and is held against.
    pub fn prefix(&self, county: i32, to: Option<i64>) -> Result<Prefix, Fault> {
        self.view(|conn| {
            conn.unhurried()?;
            verify::prefix(conn, county, None, to)
        })
    }

    /// The same from a place proved before: the chain that follows from it, up to the head.
    pub fn follows(&self, county: i32, since: &Digests) -> Result<Prefix, Fault> {
        self.view(|conn| {
            conn.unhurried()?;
            verify::prefix(conn, county, Some(since), None)
        })
    }

    /// Make the balances of a county anew from its entries.
    pub fn rebuild(&self, county: i32) -> Result<(), Fault> {
        self.transaction(|conn| {
            conn.unhurried()?;
            head::lock(conn, county)?;
            let mut pages = pages::summed(conn, county)?;
            conn.exec("DELETE FROM \"balances\" WHERE \"county_id\" = $1", &[county.into()])?;
            pages::add_up(conn, county, &mut pages)
        })
    }

    /// Write facts under an act: all of them, or, when `f` refuses or anything fails, nothing.
    pub fn write<T, E: From<Fault>>(&self, act: Act, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<Written<T>, E> {
        self.transaction(|conn| {
            let county = act.actor.county;
            let head = head::lock(conn, county)?;
            let sql = "SELECT \"seq\" FROM \"acts\" WHERE \"county_id\" = $1 AND \"actor\" = $2 AND \"key\" = $3";
            let before = one(conn, sql, &[county.into(), act.actor.name.as_str().into(), act.key.as_str().into()])?;
            if let Some(act_seq) = before {
                return Ok(Written::Already { act_seq });
            }
            let mut tx = Tx::begin(conn, head, &act, now(), &self.inner.standing)?;
            let value = f(&mut tx)?;
            let act_seq = tx.act();
            let head = tx.finish()?;
            Ok(Written::Done { value, act_seq, head })
        })
    }

    /// Read what is kept beside the facts.
    pub fn look_aside<T>(&self, county: i32, f: impl FnOnce(&mut Aside<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        self.view(|conn| f(&mut Aside::new(conn, county)))
    }

    /// Change what is kept beside the facts, where nothing happens that is an act: a draft is saved, a session is seen.
    pub fn put_aside<T, E: From<Fault>>(&self, county: i32, f: impl FnOnce(&mut Aside<'_>) -> Result<T, E>) -> Result<T, E> {
        self.transaction(|conn| f(&mut Aside::new(conn, county)))
    }

    /// A look at anything at all: nothing that is made of it is kept.
    pub(crate) fn view<T>(&self, f: impl FnOnce(&mut dyn Conn) -> Result<T, Fault>) -> Result<T, Fault> {
        if let Some(notes) = &self.notes {
            notes.add(notes::ASIDE);
        }
        self.in_view(f)
    }

    fn in_view<T>(&self, f: impl FnOnce(&mut dyn Conn) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut lent = self.inner.pool.lend(&self.inner.database)?;
        if let Err(Fault::Unreachable { .. }) = lent.conn()?.begin_read() {
            // The server was restarted since this connection was last used.
            lent.renew(&self.inner.database)?;
            lent.conn()?.begin_read()?;
        }
        let conn = lent.conn()?;
        let answer = f(conn);
        let clean = conn.batch(if answer.is_ok() { "COMMIT" } else { "ROLLBACK" }).is_ok();
        lent.clean = clean;
        answer
    }

    fn transaction<T, E: From<Fault>>(&self, f: impl FnOnce(&mut dyn Conn) -> Result<T, E>) -> Result<T, E> {
        let mut writer = self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if self.inner.stopped.load(Ordering::Acquire) {
            return Err(Fault::Stopped { place: self.inner.database.to_string() }.into());
        }
        let begun = writer.take().filter(|conn| !conn.broken()).map(|mut conn| conn.begin_write().map(|()| conn));
        let conn = match begun {
            Some(Ok(conn)) => conn,
            // The server was restarted since the last write, or this is the first.
            None | Some(Err(Fault::Unreachable { .. })) => {
                let mut conn = dialect::connect(&self.inner.database, Purpose::Write)?;
                conn.check_settings()?;
                conn.begin_write()?;
                conn
            }
            Some(Err(fault)) => return Err(fault.into()),
        };
        let mut open = Open { conn: writer.insert(conn).as_mut(), ended: false };
        let value = f(open.conn)?;
        let committed = open.conn.batch("COMMIT");
        if matches!(committed, Err(Fault::Stopped { .. })) {
            self.inner.stopped.store(true, Ordering::Release);
        }
        committed?;
        open.ended = true;
        Ok(value)
    }
}

/// An open transaction: undone unless it ended well, also when the work inside panics.
struct Open<'c> {
    conn: &'c mut dyn Conn,
    ended: bool,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.ended {
            // SQLite may have rolled back by itself, and a lost connection has nothing left to undo.
            drop(self.conn.batch("ROLLBACK"));
        }
    }
}

/// The only clock of this room: when a write truly happened, ms.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
