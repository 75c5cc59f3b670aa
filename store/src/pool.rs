//! Pool 读连接: a few read-only connections, lent one at a time.

use crate::conn::Conn;
use crate::database::Database;
use crate::dialect::{self, Purpose};
use crate::fault::Fault;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

const MOST: usize = 8;

#[derive(Default)]
struct Stock {
    idle: Vec<Box<dyn Conn>>,
    lent: usize,
}

pub(crate) struct Pool {
    stock: Mutex<Stock>,
    returned: Condvar,
}

/// A lent connection; goes back when dropped, unless it is of no more use.
pub(crate) struct Lent<'p> {
    pool: &'p Pool,
    conn: Option<Box<dyn Conn>>,
    /// Set when the work ended well: only then is the connection known to be outside a transaction.
    pub clean: bool,
}

impl Pool {
    pub fn new() -> Pool {
        Pool { stock: Mutex::new(Stock::default()), returned: Condvar::new() }
    }

    fn stock(&self) -> MutexGuard<'_, Stock> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn lend(&self, database: &Database) -> Result<Lent<'_>, Fault> {
        let mut stock = self.returned.wait_while(self.stock(), |s| s.lent >= MOST).unwrap_or_else(PoisonError::into_inner);
        stock.lent += 1;
        let idle = stock.idle.pop();
        drop(stock);
        // Lent before it is opened, so that a failure to open is counted back by `Drop`.
        let mut lent = Lent { pool: self, conn: idle, clean: false };
        if lent.conn.as_ref().is_none_or(|conn| conn.broken()) {
            lent.renew(database)?;
        }
        Ok(lent)
    }
}

impl Lent<'_> {
    /// Another connection in place of a lost one.
    pub fn renew(&mut self, database: &Database) -> Result<(), Fault> {
        self.conn = None;
        let mut conn = dialect::connect(database, Purpose::Read)?;
        conn.check_settings()?;
        self.conn = Some(conn);
        Ok(())
    }

    pub fn conn(&mut self) -> Result<&mut dyn Conn, Fault> {
        match &mut self.conn {
            Some(conn) => Ok(conn.as_mut()),
            None => Err(Fault::Internal { place: "pool".to_owned(), detail: "no connection".to_owned() }),
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut stock = self.pool.stock();
        stock.lent -= 1;
        if let Some(conn) = self.conn.take().filter(|conn| self.clean && !conn.broken()) {
            stock.idle.push(conn);
        }
        drop(stock);
        self.pool.returned.notify_one();
    }
}
