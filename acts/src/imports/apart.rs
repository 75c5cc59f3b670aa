//! Apart 隔开读表: a workbook is read by a process of its own, so that a file that eats memory or time ends that process and nothing
//! else. An abort cannot be caught: 1.4 KB of legal XLSX end a careless reader (RELIABILITY.md §3.7).
//!
//! The process is this program again. It may have so much memory and time, writes no file and leaves no core; it hands the rows
//! over through a pipe, and asks of each sheet whether it is wanted.

use super::{MOST_ROWS, Sink, guard, workbook};
use crate::Error;
use crate::intake::Cell;
use crate::texts::{self, Unread};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The words by which this program is told that it is the reader, of a workbook or of a text.
pub const WORD: &str = "read-workbook-apart";
pub const TEXT: &str = "read-text-apart";

/// Memory of the reader, bytes: all addresses it may have.
#[cfg(unix)]
const MEMORY: u64 = 512 << 20;

/// Processor time of the reader, seconds.
#[cfg(unix)]
const SECONDS: u64 = 30;

/// Time by the clock until it is ended, whatever it does.
const WALL: Duration = Duration::from_secs(60);

/// Readers at one time; the others wait.
const READERS: usize = 2;

/// The longest text and the most cells of a row that are taken from the pipe.
const MOST_TEXT: usize = 128 << 10;
const MOST_CELLS: usize = 1_024;

// What comes through the pipe, one letter before each.
const SHEET: u8 = b'S';
const ROW: u8 = b'R';
const PROGRESS: u8 = b'P';
const REFUSED: u8 = b'E';
const END: u8 = b'.';

/// How this program is started again, even if its file was replaced meanwhile.
pub fn this_program() -> Option<PathBuf> {
    let own = Path::new("/proc/self/exe");
    if own.exists() { Some(own.to_owned()) } else { std::env::current_exe().ok() }
}

/// The reader's side: read the workbook within the limits, and say on the standard output what stands in it.
pub fn run(file: &Path) -> io::Result<()> {
    say(file, workbook::read)
}

/// The reader's side for a text.
pub fn run_text(file: &Path) -> io::Result<()> {
    say(file, texts::read)
}

fn say(file: &Path, read: fn(&Path, &mut dyn Sink) -> Result<(), Error>) -> io::Result<()> {
    limit()?;
    let mut wire = Wire { to: BufWriter::with_capacity(1 << 16, io::stdout().lock()), from: io::stdin().lock() };
    match read(file, &mut wire) {
        Ok(()) => wire.to.write_all(&[END])?,
        Err(error) => {
            wire.to.write_all(&[REFUSED])?;
            put_text(&mut wire.to, error.code())?;
        }
    }
    wire.to.flush()
}

#[cfg(unix)]
fn limit() -> io::Result<()> {
    use rlimit::Resource;
    Resource::AS.set(MEMORY, MEMORY)?;
    Resource::CPU.set(SECONDS, SECONDS)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)
}

#[cfg(not(unix))]
fn limit() -> io::Result<()> {
    Ok(())
}

struct Wire<'a> {
    to: BufWriter<io::StdoutLock<'a>>,
    from: io::StdinLock<'a>,
}

fn put_text(to: &mut impl Write, text: &str) -> io::Result<()> {
    to.write_all(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes())?;
    to.write_all(text.as_bytes())
}

impl Wire<'_> {
    fn say_row(&mut self, row: u64, cells: &[Cell<'_>]) -> io::Result<()> {
        self.to.write_all(&[ROW])?;
        self.to.write_all(&row.to_le_bytes())?;
        self.to.write_all(&u32::try_from(cells.len()).unwrap_or(u32::MAX).to_le_bytes())?;
        for cell in cells {
            self.to.write_all(&[u8::from(cell.is_date) | u8::from(cell.is_error) << 1])?;
            put_text(&mut self.to, cell.text)?;
        }
        Ok(())
    }

    fn ask_for(&mut self, name: &str) -> io::Result<bool> {
        self.to.write_all(&[SHEET])?;
        put_text(&mut self.to, name)?;
        self.to.flush()?;
        let mut answer = [0];
        self.from.read_exact(&mut answer)?;
        Ok(answer == [1])
    }

    fn say_progress(&mut self, done: usize, total: usize) -> io::Result<()> {
        self.to.write_all(&[PROGRESS])?;
        self.to.write_all(&(done as u64).to_le_bytes())?;
        self.to.write_all(&(total as u64).to_le_bytes())
    }
}

/// Nobody listens any more: there is nobody to be told why.
fn unheard(error: io::Error) -> Error {
    Error::ReaderStopped(error.to_string())
}

impl Sink for Wire<'_> {
    fn sheet(&mut self, name: &str) -> Result<bool, Error> {
        self.ask_for(name).map_err(unheard)
    }

    fn line(&mut self, row: u64, cells: &[Cell<'_>]) -> Result<bool, Error> {
        self.say_row(row, cells).map_err(unheard)?;
        Ok(true)
    }

    fn progress(&mut self, done: usize, total: usize) -> Result<(), Error> {
        self.say_progress(done, total).map_err(unheard)
    }
}

/// The office's side: let a reader read the file, and hand on what it finds.
pub(super) fn read(program: &Path, file: &Path, sink: &mut dyn Sink) -> Result<(), Error> {
    ask(program, WORD, file, sink)
}

/// The same for a text.
pub(crate) fn read_text(program: &Path, file: &Path, sink: &mut dyn Sink) -> Result<(), Error> {
    ask(program, TEXT, file, sink)
}

fn ask(program: &Path, word: &str, file: &Path, sink: &mut dyn Sink) -> Result<(), Error> {
    let _place = Place::taken();
    let stopped = |error: io::Error| Error::ReaderStopped(error.to_string());
    let mut reader = Reader::start(program, word, file).map_err(stopped)?;
    reader.listen(file, sink)
}

/// One of the places for readers.
struct Place;

static TAKEN: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

impl Place {
    fn taken() -> Place {
        let taken = TAKEN.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = TAKEN.1.wait_while(taken, |taken| *taken >= READERS);
        *waited.unwrap_or_else(PoisonError::into_inner) += 1;
        Place
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *TAKEN.0.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        TAKEN.1.notify_one();
    }
}

/// A reader at work; it ends with us, or when its time is over.
struct Reader {
    child: Arc<Mutex<Child>>,
    to: ChildStdin,
    from: BufReader<std::process::ChildStdout>,
    done: Option<Sender<()>>,
    watch: Option<JoinHandle<()>>,
}

impl Reader {
    fn start(program: &Path, word: &str, file: &Path) -> io::Result<Reader> {
        let mut child = Command::new(program)
            .arg(word)
            .arg(file)
            .env_clear()
            // The allocator must not set a gigabyte of addresses aside before the limit is drawn.
            .env("MIMALLOC_ARENA_RESERVE", "16384")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let child = Arc::new(Mutex::new(child));
        let (done, told) = channel();
        let watched = Arc::clone(&child);
        let watch = thread::spawn(move || {
            if told.recv_timeout(WALL) == Err(RecvTimeoutError::Timeout) {
                end(&watched);
            }
        });
        Ok(Reader { child, to, from: BufReader::with_capacity(1 << 16, from), done: Some(done), watch: Some(watch) })
    }

    fn listen(&mut self, file: &Path, sink: &mut dyn Sink) -> Result<(), Error> {
        let stopped = |error: io::Error| Error::ReaderStopped(error.to_string());
        let mut row = Row::default();
        let mut wanted = true;
        loop {
            match self.letter().map_err(stopped)? {
                SHEET => {
                    let name = self.text().map_err(stopped)?;
                    wanted = sink.sheet(&name)?;
                    self.to.write_all(&[u8::from(wanted)]).map_err(stopped)?;
                }
                ROW => {
                    let number = self.number().map_err(stopped)?;
                    row.take(&mut self.from).map_err(stopped)?;
                    // Rows on their way when no more were wanted are let pass.
                    wanted = wanted && sink.line(number, &row.cells())?;
                }
                PROGRESS => {
                    let (done, total) = (self.number().map_err(stopped)?, self.number().map_err(stopped)?);
                    let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
                    sink.progress(count(done), count(total))?;
                }
                REFUSED => return Err(refusal(&self.text().map_err(stopped)?, file)),
                END => return Ok(()),
                _ => return Err(stopped(io::ErrorKind::InvalidData.into())),
            }
        }
    }

    fn letter(&mut self) -> io::Result<u8> {
        let mut letter = [0];
        self.from.read_exact(&mut letter)?;
        Ok(letter[0])
    }

    fn number(&mut self) -> io::Result<u64> {
        let mut number = [0; 8];
        self.from.read_exact(&mut number)?;
        Ok(u64::from_le_bytes(number))
    }

    fn text(&mut self) -> io::Result<String> {
        let mut text = String::new();
        take_text(&mut self.from, &mut text)?;
        Ok(text)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        drop(self.done.take());
        end(&self.child);
        if let Some(watch) = self.watch.take() {
            // It has nothing to say.
            let _ = watch.join();
        }
    }
}

fn end(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

/// What the reader refused the file for, as if it had been read here.
fn refusal(code: &str, file: &Path) -> Error {
    let path = file.to_owned();
    if let Some(why) = Unread::ALL.into_iter().find(|why| why.code() == code) {
        return Error::Unread(path, why);
    }
    match code {
        "import.too_large" => guard::too_large(file),
        "import.too_many_rows" => Error::TooManyRows(path, MOST_ROWS),
        "import.entities" => Error::Entities(path),
        "import.macros" => Error::Macros(path),
        "files.unreadable" => Error::Unreadable(path, String::new()),
        _ => Error::NotAWorkbook(path),
    }
}

fn length(from: &mut impl Read, most: usize) -> io::Result<usize> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > most { Err(io::ErrorKind::InvalidData.into()) } else { Ok(length) }
}

fn take_text(from: &mut impl Read, text: &mut String) -> io::Result<()> {
    let length = length(from, MOST_TEXT)?;
    let mut bytes = std::mem::take(text).into_bytes();
    bytes.clear();
    bytes.resize(length, 0);
    from.read_exact(&mut bytes)?;
    *text = String::from_utf8(bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(())
}

/// One row of the pipe; its buffers are used again.
#[derive(Default)]
struct Row {
    slots: Vec<(String, u8)>,
    used: usize,
}

impl Row {
    fn take(&mut self, from: &mut impl Read) -> io::Result<()> {
        self.used = length(from, MOST_CELLS)?;
        if self.slots.len() < self.used {
            self.slots.resize_with(self.used, Default::default);
        }
        for (text, flags) in &mut self.slots[..self.used] {
            let mut flag = [0];
            from.read_exact(&mut flag)?;
            *flags = flag[0];
            take_text(from, text)?;
        }
        Ok(())
    }

    fn cells(&self) -> Vec<Cell<'_>> {
        let cell = |slot: &'_ (String, u8)| (slot.1 & 1 > 0, slot.1 & 2 > 0);
        let used = self.slots[..self.used].iter();
        used.map(|slot| {
            let (is_date, is_error) = cell(slot);
            Cell { text: &slot.0, is_date, is_error }
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_out_of_the_pipe_as_it_went_in_and_lies_are_not_believed() {
        let mut pipe = Vec::new();
        pipe.extend(2_u32.to_le_bytes());
        for (flags, text) in [(1, "2026-03-01"), (2, "#REF!")] {
            pipe.push(flags);
            put_text(&mut pipe, text).unwrap();
        }
        let mut row = Row::default();
        row.take(&mut pipe.as_slice()).unwrap();
        let cells = row.cells();
        assert_eq!((cells[0].text, cells[0].is_date, cells[0].is_error), ("2026-03-01", true, false));
        assert_eq!((cells[1].text, cells[1].is_date, cells[1].is_error), ("#REF!", false, true));
        for lie in [u32::MAX.to_le_bytes(), 1_000_000_u32.to_le_bytes()] {
            assert!(Row::default().take(&mut &lie[..]).is_err() && take_text(&mut &lie[..], &mut String::new()).is_err());
        }
        let mut no_text = 1_u32.to_le_bytes().to_vec();
        no_text.push(0xFF);
        assert!(take_text(&mut no_text.as_slice(), &mut String::new()).is_err());
    }
}
