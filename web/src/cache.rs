//! Cache 现成品: pages, books and lists made of the archive, each kept for as long as nothing it was made of has changed.
//!
//! The one rule: what was made at a place of the county's chain stands until one of the tables read in making it has a later row. Which
//! tables those are is noted where they are read (`store::Notes`), so that no page can forget what it depends on. Whose page it is, the
//! day, the language and whatever else is asked for is its key.

use acts::todo::Item;
use axum::body::Bytes;
use domain::actors::Scope;
use domain::calendar::{Date, Period};
use domain::stage::Stage;
use domain::statistics::{Books, Statistic};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use store::{Changes, Notes};

/// Bytes of pages kept.
const PAGE_BYTES: usize = 16 * 1024 * 1024;
/// Gathered books kept.
const BOOKS: usize = 8;
/// To-do lists kept.
const LISTS: usize = 512;

pub struct Cache {
    pub pages: Shelf<String, Kept>,
    pub books: Shelf<BooksKey, Arc<Gathered>>,
    /// What somebody has to do, by who it is and the day.
    pub todo: Shelf<(String, Date), Arc<Vec<Item>>>,
}

impl Default for Cache {
    fn default() -> Cache {
        Cache { pages: Shelf::new(PAGE_BYTES, Kept::bytes), books: Shelf::new(BOOKS, |_| 1), todo: Shelf::new(LISTS, |_| 1) }
    }
}

/// What one request stands on: where the county's tables had last changed when it began, and what it has read since.
pub struct Basis {
    pub changes: Arc<Changes>,
    pub notes: Arc<Notes>,
}

/// Something made, at which place of the chain, and of which tables.
struct Made<T> {
    value: T,
    at: i64,
    of: BTreeSet<&'static str>,
}

/// The place of one key: whoever makes what belongs there holds it, and whoever wants the same waits for it.
type Slot<T> = Arc<Mutex<Option<Made<T>>>>;

struct Entry<T> {
    slot: Slot<T>,
    weight: usize,
    used: u64,
}

struct Entries<K, T> {
    by_key: HashMap<K, Entry<T>>,
    weight: usize,
    uses: u64,
}

/// A shelf 架 of things of one kind. What was used longest ago makes room.
pub struct Shelf<K, T> {
    entries: Mutex<Entries<K, T>>,
    most: usize,
    weigh: fn(&T) -> usize,
}

impl<K: Clone + Eq + Hash, T: Clone> Shelf<K, T> {
    fn new(most: usize, weigh: fn(&T) -> usize) -> Shelf<K, T> {
        Shelf { entries: Mutex::new(Entries { by_key: HashMap::new(), weight: 0, uses: 0 }), most, weigh }
    }

    /// What is kept under a key, if it still stands.
    pub fn find(&self, key: &K, basis: &Basis) -> Option<T> {
        let slot = self.slot(key, false)?;
        let made = lock(&slot);
        standing(made.as_ref(), basis)
    }

    /// Put away what was made.
    pub fn keep(&self, key: &K, value: T, basis: &Basis) {
        let weight = (self.weigh)(&value);
        if weight > self.most / 4 {
            return;
        }
        let Some(slot) = self.slot(key, true) else { return };
        *lock(&slot) = Some(made(value, basis));
        self.weigh(key, weight);
    }

    /// What is kept under a key if it still stands, else what is made now. Of two who want the same, one makes it.
    pub fn get<E>(&self, key: &K, basis: &Basis, make: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let Some(slot) = self.slot(key, true) else { return make() };
        let mut kept = lock(&slot);
        if let Some(found) = standing(kept.as_ref(), basis) {
            return Ok(found);
        }
        let value = make().inspect_err(|_| self.drop_empty(key))?;
        let weight = (self.weigh)(&value);
        *kept = Some(made(value.clone(), basis));
        drop(kept);
        self.weigh(key, weight);
        Ok(value)
    }

    fn slot(&self, key: &K, make: bool) -> Option<Slot<T>> {
        let mut entries = lock(&self.entries);
        entries.uses += 1;
        let uses = entries.uses;
        if make && !entries.by_key.contains_key(key) {
            entries.by_key.insert(key.clone(), Entry { slot: Slot::default(), weight: 0, used: uses });
        }
        let entry = entries.by_key.get_mut(key)?;
        entry.used = uses;
        Some(entry.slot.clone())
    }

    /// Nothing came of it: what cannot be made takes no place.
    fn drop_empty(&self, key: &K) {
        let mut entries = lock(&self.entries);
        if entries.by_key.get(key).is_some_and(|entry| entry.weight == 0) {
            entries.by_key.remove(key);
        }
    }

    /// Note what a key weighs now, and make room.
    fn weigh(&self, key: &K, weight: usize) {
        let mut entries = lock(&self.entries);
        let Some(entry) = entries.by_key.get_mut(key) else { return };
        let before = std::mem::replace(&mut entry.weight, weight);
        entries.weight = entries.weight - before + weight;
        while entries.weight > self.most {
            let longest_ago = entries.by_key.iter().min_by_key(|e| e.1.used).map(|e| e.0.clone());
            let Some(gone) = longest_ago.and_then(|key| entries.by_key.remove(&key)) else { return };
            entries.weight -= gone.weight;
        }
    }
}

fn made<T>(value: T, basis: &Basis) -> Made<T> {
    Made { value, at: basis.changes.seq, of: basis.notes.so_far() }
}

/// What was made, if nothing it was made of has changed. Whoever takes it stands on the same.
fn standing<T: Clone>(made: Option<&Made<T>>, basis: &Basis) -> Option<T> {
    let made = made.filter(|made| basis.changes.leave(&made.of, made.at))?;
    basis.notes.take(&made.of);
    Some(made.value.clone())
}

/// A page as it goes out, compressed: as nearly every browser takes it.
#[derive(Clone)]
pub struct Kept {
    gzip: Bytes,
}

impl Kept {
    pub fn new(html: &str) -> Kept {
        let mut encoder = GzEncoder::new(Vec::with_capacity(html.len() / 6), Compression::new(LEVEL));
        // Writing into memory cannot fail.
        let _ = encoder.write_all(html.as_bytes());
        Kept { gzip: Bytes::from(encoder.finish().unwrap_or_default()) }
    }

    pub fn gzip(&self) -> Bytes {
        self.gzip.clone()
    }

    /// For the few who do not take it compressed.
    pub fn plain(&self) -> Bytes {
        let mut html = Vec::new();
        // What was packed here can be unpacked.
        let _ = GzDecoder::new(&self.gzip[..]).read_to_end(&mut html);
        Bytes::from(html)
    }

    fn bytes(&self) -> usize {
        self.gzip.len()
    }
}

/// How hard pages are pressed together: a page is made more often than it is carried far.
const LEVEL: u32 = 2;

/// Whose books, of when.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BooksKey {
    pub scope: Scope,
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
}

impl Gathered {
    pub fn new(books: Books, period: Period) -> Gathered {
        Gathered { books, period, statistics: OnceLock::new(), places: OnceLock::new() }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn basis() -> Basis {
        Basis { changes: Arc::default(), notes: Arc::default() }
    }

    #[test]
    fn the_shelf_stays_bounded_and_gives_back_what_was_put() {
        let shelf: Shelf<u32, String> = Shelf::new(1_000, String::len);
        for n in 0..700 {
            shelf.keep(&n, format!("{n:0>10}"), &basis());
        }
        let entries = lock(&shelf.entries);
        assert!(entries.weight <= 1_000, "{}", entries.weight);
        assert_eq!(entries.weight, entries.by_key.values().map(|e| e.weight).sum::<usize>());
        drop(entries);
        assert_eq!(shelf.find(&0, &basis()), None);
        assert_eq!(shelf.find(&699, &basis()), Some("0000000699".to_owned()));
        shelf.keep(&1, "x".repeat(500), &basis());
        assert_eq!(shelf.find(&1, &basis()), None, "what would take a good part of the shelf is not put there");
    }

    #[test]
    fn a_page_is_the_same_compressed_or_not() {
        let html = "<p>作战图</p>".repeat(500);
        let kept = Kept::new(&html);
        assert!(kept.bytes() < html.len() / 10);
        assert_eq!(kept.plain(), Bytes::from(html));
    }
}
