//! Load 装载: a folder of CSV files into the books of one county or many, by the door that every record goes through.
//!
//! Read everything and list every problem first; only then write, each county by an act of its own, in the order in which the
//! county knew things. Loading the same folder twice changes nothing.

mod cells;
pub(crate) mod files;
mod numbers;
pub(crate) mod posting;

use crate::problems::Problem;
use crate::{Error, Office};
use domain::actors::{Act, Actor};
use domain::registers::{Register, Value};
use files::Row;
use std::collections::BTreeMap;
use std::path::Path;

pub use files::read_folder;

/// A folder read and found good, ready to be written.
pub struct Folder {
    rows: BTreeMap<i32, Vec<Row>>,
    /// What was read, file by file: name and number of rows.
    pub files: Vec<(String, usize)>,
    /// Files of the folder that no register claims.
    pub ignored: Vec<String>,
    digest: String,
}

/// What a load did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    pub counties: usize,
    pub records: usize,
    pub entries: usize,
    /// Records that stood there already, word for word.
    pub unchanged: usize,
}

/// How far a long load has come: rows done of all.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// Rows of one act: large enough to be fast, small enough for a server to answer others between two.
const BATCH: usize = 200_000;

impl Office {
    /// Read a folder and write it. Any problem: nothing is written and all problems come back.
    pub fn load(&self, dir: &Path, actor_name: &str, progress: Progress<'_>) -> Result<Loaded, Error> {
        let folder = read_folder(dir, self)?;
        self.write_folder(folder, actor_name, progress)
    }

    pub fn write_folder(&self, folder: Folder, actor_name: &str, progress: Progress<'_>) -> Result<Loaded, Error> {
        let total = folder.rows.values().map(Vec::len).sum();
        let mut loaded = Loaded { counties: folder.rows.len(), ..Loaded::default() };
        let mut done = 0;
        for (county, rows) in folder.rows {
            for (batch, rows) in rows.chunks(BATCH).enumerate() {
                let act = Act {
                    actor: Actor::system(county, actor_name),
                    verb: "registers.load".to_owned(),
                    subject: folder.files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" "),
                    reason: String::new(),
                    origin: String::new(),
                    key: format!("load {} {batch}", folder.digest),
                    recorded_at: rows.iter().map(|r| r.recorded_at).max().unwrap_or(0),
                };
                let written = self.store.write(act, |tx| posting::write(tx, rows))?;
                if let store::Written::Done { value, .. } = written {
                    loaded.records += value.records;
                    loaded.entries += value.entries;
                    loaded.unchanged += value.unchanged;
                } else {
                    loaded.unchanged += rows.len();
                }
                done += rows.len();
                progress(done, total);
            }
        }
        Ok(loaded)
    }
}

/// The register's row as read: values in the order of its columns.
pub(crate) type Values = Vec<Value>;

pub(crate) fn file_name(register: &Register) -> String {
    format!("{}.csv", register.noun)
}

pub(crate) fn all_or_nothing(problems: Vec<Problem>) -> Result<(), Error> {
    if problems.is_empty() { Ok(()) } else { Err(Error::Problems(problems)) }
}
