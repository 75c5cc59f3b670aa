//! Seeker 找表头: finds the head of a register among the first lines of a sheet, below titles and notes, and reads what follows.

use super::Sink;
use crate::Error;
use crate::intake::wrongs::{Wrong, missing_column};
use crate::intake::{Cell, Head, Intake, Place, Taken};
use crate::load::Progress;
use crate::problems::Ignored;
use domain::registers::Register;

/// A head stands among so many lines, or there is none.
pub(super) const LINES_BEFORE_HEAD: usize = 30;

/// What is kept of the rows with problems weighs at most so much, bytes; and there are at most so many of them. A file that is
/// wrong in every row says no more by its twenty-thousandth.
const MOST_WEIGHT: usize = 16 << 20;
const MOST_BAD_ROWS: usize = 20_000;

/// A cell and a problem weigh so much beside their texts.
const CELL_WEIGHT: usize = 32;
const PROBLEM_WEIGHT: usize = 400;

/// A line that weighs more is no head.
const MOST_HEAD: usize = 256 << 10;

/// Reads one sheet after another; the first with a head is read, the others are named as not read.
pub(super) struct Seeker<'o> {
    intake: Intake<'o>,
    register: &'static Register,
    source: String,
    state: State,
    /// Lines of the sheet before its head.
    before: usize,
    /// The line most like a head in all sheets: sheet, line, its cells, columns known.
    best: Option<(String, u64, Vec<String>, usize)>,
    skipped: Vec<Ignored>,
    /// Rows that are filled in beforehand and left without a figure are passed over, and counted.
    leaves_open: bool,
    pub(super) seen: Seen,
    /// What is kept of bad rows so far.
    weight: usize,
}

/// What is remembered of a source beside its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Sheet and row of the head, and what stands there.
    pub head: Option<(String, u64, Vec<String>)>,
    /// The rows with problems, as they are written.
    pub bad: Vec<(u64, Vec<String>)>,
    pub left_open: usize,
}

enum State {
    Seeking,
    Reading(Head),
    /// A sheet was read; the others are not.
    Done,
}

impl<'o> Seeker<'o> {
    pub fn new(intake: Intake<'o>, register: &'static Register) -> Seeker<'o> {
        let state = State::Seeking;
        let seen = Seen::default();
        let (source, skipped) = (String::new(), Vec::new());
        Seeker { intake, register, source, state, before: 0, best: None, skipped, leaves_open: false, seen, weight: 0 }
    }

    /// Pass over rows that are left open.
    pub fn leaving_open(mut self, yes: bool) -> Seeker<'o> {
        self.leaves_open = yes;
        self
    }

    /// A new sheet begins. Says whether it is to be read.
    pub fn begin(&mut self, name: &str) -> Result<bool, Error> {
        self.end_of_source();
        if matches!(self.state, State::Done) {
            self.skipped.push(Ignored { file: name.to_owned(), column: String::new() });
            return Ok(false);
        }
        self.source = name.to_owned();
        Ok(true)
    }

    fn end_of_source(&mut self) {
        self.before = 0;
        match self.state {
            State::Reading(_) => self.state = State::Done,
            State::Seeking if !self.source.is_empty() => {
                self.skipped.push(Ignored { file: self.source.clone(), column: String::new() });
            }
            State::Seeking | State::Done => {}
        }
    }

    /// Is there no head in the lines read so far, and none to be expected any more?
    pub fn gives_up(&self) -> bool {
        matches!(self.state, State::Seeking) && self.before >= LINES_BEFORE_HEAD
    }

    /// A line of the sheet. Blank lines are passed over.
    pub fn take(&mut self, row: u64, cells: &[Cell<'_>]) -> Result<(), Error> {
        if cells.iter().all(|c| c.text.trim().is_empty() && !c.is_error) {
            return Ok(());
        }
        let place = Place { source: &self.source, row };
        match &self.state {
            State::Reading(head) => {
                if head.is_blank(cells) {
                    return Ok(());
                }
                if self.leaves_open && head.leaves_open(cells) {
                    self.seen.left_open += 1;
                    return Ok(());
                }
                let before = self.intake.problem_count();
                self.intake.row(head, place, cells)?;
                let found = self.intake.problem_count() - before;
                if found > 0 {
                    // A problem repeats what stands in its cell.
                    self.weight += weight(cells) * 2 + found * PROBLEM_WEIGHT;
                    if self.weight > MOST_WEIGHT || self.seen.bad.len() >= MOST_BAD_ROWS {
                        return Err(Error::TooManyProblems(self.seen.bad.len()));
                    }
                    self.seen.bad.push((row, cells.iter().map(|c| c.text.to_owned()).collect()));
                }
                return Ok(());
            }
            State::Done => return Ok(()),
            State::Seeking if self.before >= LINES_BEFORE_HEAD => return Ok(()),
            State::Seeking => {}
        }
        if weight(cells) > MOST_HEAD {
            self.before += 1;
            return Ok(());
        }
        let (whole, found) = self.intake.resembles_head(self.register, cells);
        if whole {
            self.seen.head = Some((self.source.clone(), row, cells.iter().map(|c| c.text.to_owned()).collect()));
            self.state = self.intake.head(self.register, place, cells).map_or(State::Done, State::Reading);
            return Ok(());
        }
        self.before += 1;
        if found > self.best.as_ref().map_or(0, |best| best.3) {
            let texts = cells.iter().map(|c| c.text.to_owned()).collect();
            self.best = Some((self.source.clone(), row, texts, found));
        }
        Ok(())
    }

    pub fn wrong_line(&mut self, row: u64, bad: Wrong) {
        self.intake.wrong_line(Place { source: &self.source, row }, bad);
    }

    pub fn finish(mut self) -> Result<(Taken, Seen), Error> {
        if matches!(self.state, State::Seeking) {
            match &self.best {
                // The head is told by its own line what it lacks.
                Some((source, row, texts, _)) => {
                    let cells: Vec<Cell<'_>> = texts.iter().map(|text| text.as_str().into()).collect();
                    self.intake.head(self.register, Place { source, row: *row }, &cells);
                    self.seen.head = Some((source.clone(), *row, texts.clone()));
                }
                None => self.intake.wrong_line(Place { source: &self.source, row: 0 }, missing_column()),
            }
        }
        let mut taken = self.intake.finish();
        taken.ignored.extend(self.skipped);
        Ok((taken, self.seen))
    }
}

fn weight(cells: &[Cell<'_>]) -> usize {
    cells.iter().map(|cell| cell.text.len() + CELL_WEIGHT).sum()
}

/// A seeker, and who is told how far it is.
pub(super) struct Told<'s, 'o, 'p> {
    pub seeker: &'s mut Seeker<'o>,
    pub progress: Progress<'p>,
}

impl Sink for Told<'_, '_, '_> {
    fn sheet(&mut self, name: &str) -> Result<bool, Error> {
        self.seeker.begin(name)
    }

    fn line(&mut self, row: u64, cells: &[Cell<'_>]) -> Result<bool, Error> {
        self.seeker.take(row, cells)?;
        Ok(!self.seeker.gives_up())
    }

    fn progress(&mut self, done: usize, total: usize) -> Result<(), Error> {
        (self.progress)(done, total);
        Ok(())
    }
}
