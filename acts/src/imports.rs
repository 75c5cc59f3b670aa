//! Import 导入: one file of an office, a workbook or a CSV, into one register of one county, in one act.
//!
//! A file with problems changes nothing and all of them come back; by choice its good rows are filed. The same file twice
//! changes nothing.

mod guard;
mod seeker;
mod workbook;

use crate::acting::Caller;
use crate::intake::{Intake, Taken};
use crate::lines::Lines;
use crate::load::{Progress, all_or_nothing};
use crate::problems::{Ignored, Problem};
use crate::{Error, Office, posting};
use domain::actors::{Act, Actor};
use domain::calendar::Period;
use domain::registers::Register;
use domain::stage::Stage;
use seeker::Seeker;
use sm3::{Digest, Sm3};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// More rows than this are no import but a load.
pub const MOST_ROWS: usize = 200_000;

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
    /// The rows that were not filed, and why.
    pub problems: Vec<Problem>,
    /// Columns and sheets that were not read.
    pub ignored: Vec<Ignored>,
}

impl Office {
    /// Import a file on somebody's behalf.
    pub fn import(&self, caller: &Caller, file: &Path, wanted: Wanted, progress: Progress<'_>) -> Result<Imported, Error> {
        let actor = &caller.actor;
        let (taken, digest) = self.take_file(actor, file, wanted, progress)?;
        let Taken { mut rows, problems, ignored } = taken;
        if !wanted.good_rows {
            all_or_nothing(problems.clone())?;
        }
        let mut imported = Imported { problems, ignored, ..Imported::default() };
        let Some(rows) = rows.remove(&actor.county) else { return Ok(imported) };
        let act = |_: usize, recorded_at: i64| Act {
            actor: actor.clone(),
            verb: format!("{}.import", wanted.register.noun),
            subject: file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            reason: String::new(),
            origin: caller.origin.clone(),
            // Rows that were bad yesterday may be good today: then it is not the same import.
            key: format!("import {} {} {digest}", wanted.register.noun, rows.len()),
            recorded_at,
        };
        let (total, mut done) = (rows.len(), 0);
        let posted = posting::file(&self.store, &rows, self.now(), &act, &mut |more| {
            done += more;
            progress(done, total);
        })?;
        imported.records = posted.records;
        imported.entries = posted.entries;
        imported.unchanged = posted.unchanged;
        Ok(imported)
    }

    /// Read a file and write nothing: what would be filed, and what is wrong. With the digest of the file.
    pub fn take_file(
        &self,
        actor: &Actor,
        file: &Path,
        wanted: Wanted,
        progress: Progress<'_>,
    ) -> Result<(Taken, String), Error> {
        let intake = Intake::new(self, [actor.county])?.filed_at(self.now()).at_stage(wanted.stage).of_period(wanted.period);
        let mut seeker = Seeker::new(intake, wanted.register);
        let digest = match Form::of(file)? {
            Form::Workbook => {
                workbook::read(file, &mut seeker, progress)?;
                digest_of(file)?
            }
            Form::Lines => read_lines(file, &mut seeker)?,
        };
        Ok((seeker.finish()?, digest))
    }
}

/// What a file is, by its first bytes; its name proves nothing.
enum Form {
    Workbook,
    Lines,
}

impl Form {
    fn of(file: &Path) -> Result<Form, Error> {
        let unreadable = |e: std::io::Error| Error::Unreadable(file.to_owned(), e.to_string());
        let mut first = Vec::new();
        File::open(file).map_err(unreadable)?.take(8).read_to_end(&mut first).map_err(unreadable)?;
        match first.as_slice() {
            [b'P', b'K', ..] => Ok(Form::Workbook),
            // The container of the old binary workbooks, and of those under a password.
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(Error::NotAWorkbook(file.to_owned())),
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
    let mut lines = Lines::open(file, Sm3::new())?;
    seeker.source(&name)?;
    let mut rows = 0;
    while let Some(line) = lines.advance()? {
        rows += 1;
        if rows > MOST_ROWS + seeker::LINES_BEFORE_HEAD {
            return Err(Error::TooManyRows(file.to_owned(), MOST_ROWS));
        }
        match line.cells {
            Ok(record) => {
                let cells: Vec<_> = record.iter().map(Into::into).collect();
                seeker.line(line.number, &cells)?;
            }
            Err(bad) => seeker.wrong_line(line.number, bad),
        }
    }
    Ok(crate::hex(&lines.finish()?.finalize()))
}
