//! Cache 现成页: pages already made and books already gathered, for as long as the county's chain has not moved.
//!
//! The key holds everything a page depends on, above all the place in the chain, so nothing here can be stale.

use acts::todo::Item;
use axum::body::Bytes;
use domain::actors::Scope;
use domain::calendar::{Date, Period};
use domain::returns::Deadlines;
use domain::stage::Stage;
use domain::statistics::{Books, Statistic};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::{HashMap, VecDeque};
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::search::Index;

/// Bytes of pages kept, plain and compressed together.
const PAGE_BYTES: usize = 16 * 1024 * 1024;
/// Gathered books kept.
const BOOKS: usize = 4;

#[derive(Default)]
pub struct Cache {
    pages: Mutex<Shelf>,
    books: Mutex<Vec<(BooksKey, Arc<Gathered>)>>,
    /// A county's deadlines as they stood at a place of its chain.
    deadlines: Mutex<HashMap<i32, (i64, Arc<Deadlines>)>>,
    /// What somebody has to do, by who it is.
    todo: Mutex<HashMap<String, List>>,
}

/// At which place of the chain and on which day a to-do list was made.
pub type TodoKey = (i64, Date);

type List = (TodoKey, Arc<Vec<Item>>);

/// To-do lists kept.
const LISTS: usize = 512;

/// A page as it goes out, compressed or not.
#[derive(Clone)]
pub struct Kept {
    pub gzip: Bytes,
    pub plain: Bytes,
}

impl Kept {
    pub fn new(html: String) -> Kept {
        let mut encoder = GzEncoder::new(Vec::with_capacity(html.len() / 6), Compression::new(5));
        // Writing into memory cannot fail.
        let _ = encoder.write_all(html.as_bytes());
        Kept { gzip: Bytes::from(encoder.finish().unwrap_or_default()), plain: Bytes::from(html) }
    }

    fn bytes(&self) -> usize {
        self.gzip.len() + self.plain.len()
    }
}

#[derive(Default)]
struct Shelf {
    pages: HashMap<String, Kept>,
    order: VecDeque<String>,
    bytes: usize,
}

/// Whose books, as they stood at which place of the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BooksKey {
    pub scope: Scope,
    pub seq: i64,
    pub period: Period,
    pub as_of: Date,
    pub stage: Stage,
}

/// Books with what pages derive from them again and again.
pub struct Gathered {
    pub books: Books,
    pub period: Period,
    statistics: OnceLock<Vec<Statistic>>,
    places: OnceLock<HashMap<(i32, i32), usize>>,
    pub index: OnceLock<Index>,
}

impl Gathered {
    pub fn new(books: Books, period: Period) -> Gathered {
        Gathered { books, period, statistics: OnceLock::new(), places: OnceLock::new(), index: OnceLock::new() }
    }

    /// Statistics of all units in the period.
    pub fn statistics(&self) -> &[Statistic] {
        self.statistics.get_or_init(|| self.books.statistics(self.period))
    }

    /// The statistic of an indicator and a unit.
    pub fn statistic(&self, indicator: i32, unit: i32) -> Option<&Statistic> {
        let all = self.statistics();
        let places =
            self.places.get_or_init(|| all.iter().enumerate().map(|(place, s)| ((s.indicator, s.unit), place)).collect());
        places.get(&(indicator, unit)).map(|&place| &all[place])
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half-done inside these locks.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cache {
    pub fn page(&self, key: &str) -> Option<Kept> {
        lock(&self.pages).pages.get(key).cloned()
    }

    pub fn keep_page(&self, key: String, page: Kept) {
        let mut shelf = lock(&self.pages);
        let size = page.bytes() + key.len();
        if size > PAGE_BYTES / 4 || shelf.pages.contains_key(&key) {
            return;
        }
        shelf.bytes += size;
        shelf.order.push_back(key.clone());
        shelf.pages.insert(key, page);
        while shelf.bytes > PAGE_BYTES {
            let Some(oldest) = shelf.order.pop_front() else { break };
            if let Some(gone) = shelf.pages.remove(&oldest) {
                shelf.bytes -= gone.bytes() + oldest.len();
            }
        }
    }

    pub fn deadlines<E>(&self, county: i32, seq: i64, read: impl FnOnce() -> Result<Deadlines, E>) -> Result<Arc<Deadlines>, E> {
        if let Some((at, found)) = lock(&self.deadlines).get(&county)
            && *at == seq
        {
            return Ok(found.clone());
        }
        let read = Arc::new(read()?);
        lock(&self.deadlines).insert(county, (seq, read.clone()));
        Ok(read)
    }

    /// A to-do list from the shelf, or made and put there.
    pub fn todo<E>(&self, who: &str, key: TodoKey, make: impl FnOnce() -> Result<Vec<Item>, E>) -> Result<Arc<Vec<Item>>, E> {
        if let Some((at, found)) = lock(&self.todo).get(who)
            && *at == key
        {
            return Ok(found.clone());
        }
        let made = Arc::new(make()?);
        let mut shelf = lock(&self.todo);
        if shelf.len() >= LISTS {
            shelf.clear();
        }
        shelf.insert(who.to_owned(), (key, made.clone()));
        Ok(made)
    }

    /// Books from the shelf, or gathered and put there.
    pub fn books<E>(&self, key: BooksKey, gather: impl FnOnce() -> Result<Books, E>) -> Result<Arc<Gathered>, E> {
        if let Some(found) = lock(&self.books).iter().find(|b| b.0 == key) {
            return Ok(found.1.clone());
        }
        let gathered = Arc::new(Gathered::new(gather()?, key.period));
        let mut shelf = lock(&self.books);
        if shelf.len() >= BOOKS {
            shelf.remove(0);
        }
        shelf.push((key, gathered.clone()));
        Ok(gathered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shelf_stays_bounded_and_gives_back_what_was_put() {
        let cache = Cache::default();
        // Incompressible enough that a thousand of them do not fit.
        let text = |n: u64| (0..4000_u64).map(|i| (n * 7919 + i * i * 2_654_435_761 % 1_000_003).to_string()).collect::<String>();
        for n in 0..700 {
            cache.keep_page(n.to_string(), Kept::new(text(n)));
        }
        let shelf = lock(&cache.pages);
        assert!(shelf.bytes <= PAGE_BYTES, "{} bytes", shelf.bytes);
        assert_eq!(shelf.bytes, shelf.pages.iter().map(|(k, p)| k.len() + p.bytes()).sum::<usize>());
        assert!(!shelf.pages.contains_key("0") && shelf.pages.contains_key("699"));
        drop(shelf);
        assert_eq!(cache.page("699").map(|p| p.plain), Some(Bytes::from(text(699))));
    }
}
