//! Import 导入: one file of an office, a workbook or a CSV, into one register of one county, in one act.
//!
//! A file with problems changes nothing and all of them come back; by choice its good rows are filed. The same file twice
//! changes nothing.

pub mod apart;
mod duties;
mod guard;
mod pasted;
mod powers;
mod returned;
mod seeker;
mod workbook;

pub use pasted::as_lines;
pub(crate) use pasted::cells;

pub use returned::{Findings, Kept};

use crate::acting::Caller;
use crate::intake::{Cell, Intake, Rows};
use crate::lines::Lines;
use crate::load::{Progress, all_or_nothing};
use crate::posting::Posted;
use crate::problems::{Ignored, Problem};
use crate::{Error, Office, posting};
use domain::actors::{Act, Role};
use domain::calendar::Period;
use domain::registers::Register;
use domain::stage::Stage;
use seeker::{Seeker, Told};
use sm3::{Digest, Sm3};
use std::cell;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use store::Tx;

/// More rows than this are no import but a load.
pub const MOST_ROWS: usize = 200_000;

/// Who is told what stands in a workbook.
pub(crate) trait Sink {
    /// A new sheet begins; is it wanted?
    fn sheet(&mut self, name: &str) -> Result<bool, Error>;
    /// A row of it. False: no more of this sheet is wanted.
    fn line(&mut self, row: u64, cells: &[Cell<'_>]) -> Result<bool, Error>;
    fn progress(&mut self, done: usize, total: usize) -> Result<(), Error>;
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub register: &'static Register,
    /// The period of the returns, where the file leaves it open.
    pub period: Option<Period>,
    /// The stage of returns that name none.
    pub stage: Stage,
    /// File the good rows though others are bad.
    pub good_rows: bool,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub records: usize,
    pub entries: usize,
    /// Records that stood there already, word for word.
    pub unchanged: usize,
    /// Lines that were filled in beforehand and left without a figure.
    pub left_open: usize,
    /// The rows that were not filed, and why.
    pub findings: Findings,
}

impl Imported {
    pub fn problems(&self) -> &[Problem] {
        &self.findings.problems
    }

    /// Columns and sheets that were not read.
    pub fn ignored(&self) -> &[Ignored] {
        &self.findings.ignored
    }
}

/// A file as it was read: what would be filed, and what was found.
pub(crate) struct FileRead {
    pub rows: Rows,
    pub findings: Findings,
    pub left_open: usize,
    digest: String,
}

impl Office {
    /// Import a file on somebody's behalf.
    pub fn import(&self, caller: &Caller, file: &Path, wanted: Wanted, progress: Progress<'_>) -> Result<Imported, Error> {
        loop {
            let read = self.read_for(caller, file, wanted, progress)?;
            if !wanted.good_rows {
                all_or_nothing(read.findings.problems.clone())?;
            }
            let (posted, moved) = if read.rows.is_empty() {
                (Ok(Posted::default()), false)
            } else {
                self.file_read(caller, file, wanted, &read, progress)
            };
            // Somebody filed one of these lines since the file was read: read again, it is a problem now.
            if moved {
                continue;
            }
            let Posted { records, entries, unchanged } = posted?;
            return Ok(Imported { records, entries, unchanged, findings: read.findings, left_open: read.left_open });
        }
    }

    /// Write the good rows. True: nothing was written, since one of them is good no longer.
    fn file_read(
        &self,
        caller: &Caller,
        file: &Path,
        wanted: Wanted,
        read: &FileRead,
        progress: Progress<'_>,
    ) -> (Result<Posted, Error>, bool) {
        let (actor, rows, noun) = (&caller.actor, &read.rows, wanted.register.noun);
        let act = |_: usize, recorded_at: i64| Act {
            actor: actor.clone(),
            verb: format!("{noun}.import"),
            subject: file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            reason: String::new(),
            origin: caller.origin.clone(),
            // A page gives each form a key of its own. Else it is the file: rows that were bad yesterday may be good today, and then
            // it is not the same import.
            key: match caller.key.as_str() {
                "" => format!("import {noun} {} {}", rows.len(), read.digest),
                key => format!("import {noun} {key}"),
            },
            recorded_at,
        };
        let moved = cell::Cell::new(false);
        let first = |tx: &mut Tx<'_>| {
            moved.set(!self.still_good(actor, wanted.register, rows, tx)?);
            if moved.get() { Err(Error::NotFound) } else { Ok(()) }
        };
        let (total, mut done) = (rows.len(), 0);
        let posted = posting::file(&self.store, rows, self.now(), &act, &first, &mut |more| {
            done += more;
            progress(done, total);
        });
        (posted, moved.get())
    }

    /// Tell what stands in a workbook; by a process of its own where there is a program for it.
    pub(crate) fn read_workbook(&self, file: &Path, sink: &mut dyn Sink) -> Result<(), Error> {
        match &self.reader {
            Some(program) => apart::read(program, file, sink),
            None => workbook::read(file, sink),
        }
    }

    /// Read a file with somebody's powers, and write nothing.
    pub(crate) fn read_for(
        &self,
        caller: &Caller,
        file: &Path,
        wanted: Wanted,
        progress: Progress<'_>,
    ) -> Result<FileRead, Error> {
        let actor = &caller.actor;
        let powers = self.powers(actor, wanted.register)?;
        let form = Form::of(file)?;
        let intake = Intake::new(self, [actor.county])?.filed_at(self.now()).at_stage(wanted.stage).of_period(wanted.period);
        let intake = intake.only_of(powers.unit).held_against(powers.check);
        let intake = if actor.role == Role::System { intake } else { intake.of_now() };
        let mut seeker = Seeker::new(intake, wanted.register).leaving_open(powers.unit.is_some());
        let digest = match form {
            Form::Workbook => {
                let mut sink = Told { seeker: &mut seeker, progress };
                self.read_workbook(file, &mut sink)?;
                digest_of(file)?
            }
            Form::Lines => read_lines(file, &mut seeker)?,
        };
        let (mut taken, seen) = seeker.finish()?;
        let left_open = seen.left_open;
        // Our own templates bring columns and sheets that are only there to be looked at.
        taken.ignored.retain(|ignored| !crate::templates::is_ours(ignored));
        let rows = taken.rows.remove(&actor.county).unwrap_or_default();
        let kept = if matches!(form, Form::Workbook) { Kept::Workbook } else { Kept::Lines };
        let findings = Findings::new(kept, seen, taken.problems, taken.ignored);
        Ok(FileRead { rows, findings, left_open, digest })
    }
}

/// What a file is, by its first bytes; its name proves nothing.
#[derive(Clone, Copy)]
enum Form {
    Workbook,
    Lines,
}

/// Bytes by which a file is known.
const FIRST: u64 = 8 << 10;

/// Tell what stands in a workbook, in this very process: the reader that is apart already.
pub(crate) fn read_workbook_here(file: &Path, sink: &mut dyn Sink) -> Result<(), Error> {
    workbook::read(file, sink)
}

/// The name of the part that holds a workbook under a password, as its container spells it.
const ENCRYPTED: &str = "EncryptedPackage";

/// So much of an old container is looked through for that name.
const OLD_MOST: u64 = 32 << 20;

impl Form {
    fn of(file: &Path) -> Result<Form, Error> {
        let unreadable = |e: std::io::Error| Error::Unreadable(file.to_owned(), e.to_string());
        let mut first = Vec::new();
        File::open(file).map_err(unreadable)?.take(FIRST).read_to_end(&mut first).map_err(unreadable)?;
        match first.as_slice() {
            [] => Err(Error::EmptyFile(file.to_owned())),
            [b'P', b'K', ..] => Ok(Form::Workbook),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => {
                let mut whole = Vec::new();
                File::open(file).map_err(unreadable)?.take(OLD_MOST).read_to_end(&mut whole).map_err(unreadable)?;
                let name: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let is_locked = whole.windows(name.len()).any(|part| part == name);
                Err(if is_locked { Error::Locked(file.to_owned()) } else { Error::OldWorkbook(file.to_owned()) })
            }
            // No text holds such a byte: a picture, a PDF, a program under a borrowed name.
            bytes if bytes.contains(&0) => Err(Error::NotAWorkbook(file.to_owned())),
            _ => Ok(Form::Lines),
        }
    }
}

fn digest_of(file: &Path) -> Result<String, Error> {
    Ok(crate::hex(&Lines::open(file, Sm3::new())?.finish()?.finalize()))
}

/// A CSV file, as a spreadsheet saves it.
fn read_lines(file: &Path, seeker: &mut Seeker<'_>) -> Result<String, Error> {
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    guard::check_lines(file)?;
    let mut lines = Lines::open(file, Sm3::new())?;
    seeker.begin(&name)?;
    let mut rows = 0;
    while let Some(line) = lines.advance()? {
        rows += 1;
        if rows > MOST_ROWS + seeker::LINES_BEFORE_HEAD {
            return Err(Error::TooManyRows(file.to_owned(), MOST_ROWS));
        }
        match line.cells {
            Ok(record) => {
                let cells: Vec<_> = record.iter().map(Into::into).collect();
                seeker.take(line.number, &cells)?;
            }
            Err(bad) => seeker.wrong_line(line.number, bad),
        }
    }
    Ok(crate::hex(&lines.finish()?.finalize()))
}
