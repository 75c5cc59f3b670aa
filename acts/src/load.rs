//! Load 装载: a folder of CSV files into the books of one county or many, by the door that every record goes through.
//!
//! Read everything and list every problem first; only then write, each county by an act of its own, in the order in which the
//! county knew things. Loading the same folder twice changes nothing.

use crate::intake::{Cell, Intake, Place, Rows, county_code, wrongs};
use crate::lines::Lines;
use crate::problems::{Ignored, Problem};
use crate::{Error, Office, posting};
use domain::actors::{Act, Actor};
use domain::calendar::start_of_day;
use domain::registers::{REGISTERS, Register};
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A folder read and found good, ready to be written.
pub struct Folder {
    rows: BTreeMap<i32, Rows>,
    /// What was read, file by file: name and number of rows.
    pub files: Vec<(String, usize)>,
    /// Files of the folder that no register claims.
    pub ignored: Vec<String>,
    /// Columns that no register declares.
    pub ignored_columns: Vec<Ignored>,
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

/// How far a long act has come: so much done of all.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// Rows after which a reader tells how far it has come.
const TELL: u64 = 4_096;

/// After so many new records a database looks at its tables anew; fewer do not mislead it.
const MANY: usize = 50_000;

impl Office {
    /// Read a folder and write it. Any problem: nothing is written and all problems come back.
    pub fn load(&self, dir: &Path, actor_name: &str, progress: Progress<'_>) -> Result<Loaded, Error> {
        let folder = read_folder(dir, self, progress)?;
        self.write_folder(folder, actor_name, progress)
    }

    pub fn write_folder(&self, folder: Folder, actor_name: &str, progress: Progress<'_>) -> Result<Loaded, Error> {
        let total = folder.rows.values().map(Rows::len).sum();
        let mut loaded = Loaded { counties: folder.rows.len(), ..Loaded::default() };
        let subject = folder.files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ");
        let mut done = 0;
        for (county, rows) in folder.rows {
            let act = |batch: usize, recorded_at: i64| Act {
                actor: Actor::system(county, actor_name),
                verb: "registers.load".to_owned(),
                subject: subject.clone(),
                reason: String::new(),
                origin: String::new(),
                key: format!("load {} {batch}", folder.digest),
                recorded_at,
            };
            let posted = posting::file(&self.store, &rows, start_of_day(self.today), &act, &|_| Ok(()), &mut |more| {
                done += more;
                progress(done, total);
            })?;
            loaded.records += posted.records;
            loaded.entries += posted.entries;
            loaded.unchanged += posted.unchanged;
        }
        if loaded.records >= MANY {
            self.store.settle()?;
        }
        Ok(loaded)
    }
}

/// Read every CSV file of a folder that a register claims. Progress is told in bytes read of all.
pub fn read_folder(dir: &Path, office: &Office, progress: Progress<'_>) -> Result<Folder, Error> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .map_err(|e| Error::Unreadable(dir.to_owned(), e.to_string()))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".csv"))
        .collect();
    names.sort();
    let claimed: Vec<&'static Register> =
        REGISTERS.iter().copied().filter(|r| names.iter().any(|n| *n == file_name(r))).collect();
    if claimed.is_empty() {
        return Err(Error::NothingToLoad(dir.to_owned()));
    }
    let paths: Vec<PathBuf> = claimed.iter().map(|r| dir.join(file_name(r))).collect();
    let size = |path: &PathBuf| path.metadata().map_or(0, |file| usize::try_from(file.len()).unwrap_or(usize::MAX));
    let (total, mut before) = (paths.iter().map(size).sum(), 0);
    let mut intake = Intake::new(office, counties_of(dir, office)?)?;
    let mut digest = Sm3::new();
    let mut files = Vec::new();
    for (register, path) in claimed.iter().zip(&paths) {
        digest.update(file_name(register).as_bytes());
        let mut lines = Lines::open(path, digest)?;
        let count = read_file(&mut lines, &mut intake, register, &mut |read| progress(before + read, total))?;
        digest = lines.finish()?;
        before += size(path);
        files.push((file_name(register), count));
    }
    let taken = intake.finish();
    all_or_nothing(taken.problems)?;
    let ignored = names.into_iter().filter(|n| !claimed.iter().any(|r| file_name(r) == *n)).collect();
    let digest = crate::hex(&digest.finalize());
    Ok(Folder { rows: taken.rows, files, ignored, ignored_columns: taken.ignored, digest })
}

/// One file, its head in the first line. Gives the number of rows.
fn read_file(
    lines: &mut Lines,
    intake: &mut Intake<'_>,
    register: &'static Register,
    progress: &mut dyn FnMut(usize),
) -> Result<usize, Error> {
    let name = file_name(register);
    let (mut head, mut width, mut count) = (None, 0, 0);
    while let Some(line) = lines.advance()? {
        let place = Place { source: &name, row: line.number };
        let cells: Vec<Cell<'_>> = match line.cells {
            Ok(record) => record.iter().map(Cell::from).collect(),
            Err(bad) => {
                intake.wrong_line(place, bad);
                return Ok(count);
            }
        };
        let Some(known) = &head else {
            width = cells.len();
            match intake.head(register, place, &cells) {
                found @ Some(_) => head = found,
                None => return Ok(0),
            }
            continue;
        };
        if cells.iter().all(|c| c.text.trim().is_empty()) {
            continue;
        }
        if cells.len() != width {
            intake.wrong_line(place, wrongs::wrong_width(width, cells.len()));
            continue;
        }
        count += 1;
        intake.row(known, place, &cells)?;
        if place.row.is_multiple_of(TELL) {
            progress(line.read);
        }
    }
    if head.is_none() {
        intake.head(register, Place { source: &name, row: 1 }, &[]);
    }
    Ok(count)
}

/// Counties that the folder itself names, else the single county of the store.
fn counties_of(dir: &Path, office: &Office) -> Result<BTreeSet<i32>, Error> {
    let mut counties = BTreeSet::new();
    for name in ["counties.csv", "units.csv", "targets.csv", "returns.csv"] {
        let Ok(mut reader) = csv::ReaderBuilder::new().flexible(true).from_path(dir.join(name)) else { continue };
        let is_county =
            |heading: &str| matches!(heading.trim_matches(['\u{feff}', ' ']).to_lowercase().as_str(), "county_id" | "县代码");
        let Some(at) = reader.headers().ok().and_then(|h| h.iter().position(is_county)) else { continue };
        let mut record = csv::StringRecord::new();
        // A line that cannot be read is reported when the file itself is read.
        while !matches!(reader.read_record(&mut record), Ok(false)) {
            counties.extend(record.get(at).and_then(county_code));
        }
        if !counties.is_empty() {
            break;
        }
    }
    if counties.is_empty() {
        counties.extend(office.store.counties()?.iter().map(|h| h.county));
    }
    Ok(counties)
}

fn file_name(register: &Register) -> String {
    format!("{}.csv", register.noun)
}

pub(crate) fn all_or_nothing(problems: Vec<Problem>) -> Result<(), Error> {
    if problems.is_empty() { Ok(()) } else { Err(Error::Problems(problems)) }
}
