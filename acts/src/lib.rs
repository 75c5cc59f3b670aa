//! Acts 办事: one function is one administrative act and one line of record. Web and command line only ask here.

pub mod accounts;
pub mod acting;
pub mod audit;
pub mod backups;
pub mod books;
pub mod bulletins;
pub mod directives;
pub mod orders;
pub mod supervision;
pub mod tasks;
pub mod burden;
pub mod checkpoints;
pub mod evidence;
pub mod exports;
pub mod explanations;
pub mod finding;
pub mod histories;
pub mod imports;
pub mod intake;
pub mod keys;
mod ledger;
mod lines;
pub mod load;
pub mod meetings;
pub mod merit;
pub mod models;
mod packed;
pub mod posting;
pub mod proceedings;
pub mod problems;
pub mod previews;
mod refusals;
pub mod registers;
pub mod returns;
pub mod sessions;
pub mod settings;
pub mod site_problems;
pub mod statistics;
pub mod todo;
pub mod templates;
pub mod texts;
pub mod verifications;

pub use refusals::Error;

use domain::actors::Actor;
use domain::calendar::{Date, day_at};
use std::path::PathBuf;
use store::{Database, Store};

/// The office 办公室: a county's books open on a day, on somebody's behalf.
#[derive(Clone)]
pub struct Office {
    pub store: Store,
    /// The clock the program was given; a live server takes the true day.
    pub today: Date,
    /// Where files of evidence lie; `None`: beside the database.
    pub evidence: Option<PathBuf>,
    /// The program that reads workbooks apart from this one (`imports::apart`); `None`: they are read here.
    pub reader: Option<PathBuf>,
    /// The county's own language model, where the program was told of one.
    pub model: Option<models::Model>,
    /// Tasks and orders as they stand, kept at hand for all who ask.
    pub rolls: supervision::Rolls,
    /// What frozen packs propose, kept at hand.
    pub packs: meetings::Packs,
}

/// A part of a long list, and how many rows it has in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<R> {
    pub rows: Vec<R>,
    pub total: usize,
}

impl<R> Rows<R> {
    pub fn none() -> Rows<R> {
        Rows { rows: Vec::new(), total: 0 }
    }
}

impl Office {
    pub fn open(database: &Database, today: Option<Date>) -> Result<Office, Error> {
        Ok(Office::over(Store::open(database)?, today))
    }

    /// Make the database if it is not there, or bring it to this version.
    pub fn create(database: &Database, today: Option<Date>) -> Result<Office, Error> {
        Ok(Office::over(Store::create(database)?, today))
    }

    fn over(store: Store, today: Option<Date>) -> Office {
        let today = today.unwrap_or_else(true_day);
        Office {
            store,
            today,
            evidence: None,
            reader: None,
            model: None,
            rolls: supervision::Rolls::default(),
            packs: meetings::Packs::default(),
        }
    }

    /// The day asked for: today, or an earlier one; the future is refused.
    pub fn as_of(&self, asked: Option<Date>) -> Result<Date, Error> {
        let day = asked.unwrap_or(self.today);
        if day > self.today { Err(Error::AsOfInTheFuture(day, self.today)) } else { Ok(day) }
    }

    /// The county meant: the one asked for, or the only one there is.
    pub fn county(&self, asked: Option<i32>) -> Result<i32, Error> {
        let heads = self.store.counties()?;
        match (asked, heads.as_slice()) {
            (Some(county), heads) if heads.iter().any(|h| h.county == county) => Ok(county),
            (Some(county), _) => Err(Error::UnknownCounty(county)),
            (None, [only]) => Ok(only.county),
            (None, []) => Err(Error::NoCounty),
            (None, heads) => Err(Error::WhichCounty(heads.iter().map(|h| h.county).collect())),
        }
    }

    /// The post under which the command line acts.
    pub fn operator(county: i32) -> Actor {
        Actor::system(county, "command-line operator")
    }
}

/// Today in the reporting zone, by the machine's clock.
pub fn true_day() -> Date {
    day_at(true_now())
}

/// The machine's clock, ms.
pub fn true_now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// SM3 of a text under a secret, in hexadecimal: for tokens that only we can make.
pub fn keyed_digest(secret: &str, text: &str) -> String {
    use sm3::Digest;
    // Twice, as HMAC does, so that nothing can be appended.
    let inner = sm3::Sm3::digest(format!("{secret}\n{text}"));
    hex(&sm3::Sm3::new().chain_update(secret).chain_update(inner).finalize())
}

/// Bytes in hexadecimal, as digests and keys are written.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
