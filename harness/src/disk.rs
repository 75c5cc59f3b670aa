//! Disk (模拟磁盘): a disk in memory under SQLite whose power can be cut between any two operations.
//!
//! The first disk of a process takes the place of the system's files for every SQLite connection of that process; the
//! program under test opens its file as always and has no way in of its own (docs/decisions/0008). What was written since
//! a file's last flush survives a power cut by chance only: kept, dropped, or torn into sectors. Limits: making and
//! deleting a file is durable at once, and the connections must be used by one thread.

mod files;
mod locks;
mod vfs;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

use crate::chance::Chance;
use crate::{Failure, Outcome};
use files::Files;

/// A disk with one database; its other files lie beside it.
#[derive(Debug)]
pub struct Disk {
    folder: TempDir,
    state: Arc<Mutex<State>>,
}

/// What a disk does wrong besides losing its power.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Power goes out at this operation from now, counted from 1; the operation may be half done.
    pub cut: Option<u64>,
    /// This flush from now fails once, and what it should have kept is forgotten without another word.
    pub flush: Option<u64>,
    /// This write from now fails once.
    pub write: Option<u64>,
    /// No file grows beyond this sum of all sizes.
    pub room: Option<usize>,
    /// Says that it has flushed, and has not.
    pub lies: bool,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    files: Files,
    faults: Faults,
    dark: bool,
    /// Which time the power is on: handles of an earlier time are dead.
    boot: u64,
    operations: u64,
    handles: u64,
}

impl Disk {
    /// A new, empty disk.
    pub fn new() -> Outcome<Disk> {
        vfs::install()?;
        let folder = TempDir::new()?;
        let state = Arc::new(Mutex::new(State::default()));
        vfs::attach(folder.path(), &state);
        let disk = Disk { folder, state };
        fs::write(disk.path(), "")?;
        Ok(disk)
    }

    /// The address of its database. A file of that name stands in the system's folder, empty as long as the database is, so
    /// that who looks before opening finds what he would find.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("guatu.db")
    }

    /// From now on the disk is so; counting begins anew.
    pub fn set(&self, faults: Faults) {
        self.state().faults = faults;
    }

    /// Is the power out?
    pub fn is_dark(&self) -> bool {
        self.state().dark
    }

    /// Writes, flushes, changes of length and deletions since the disk was made.
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Bytes in all files.
    pub fn used(&self) -> usize {
        self.state().files.sum()
    }

    /// Cut the power now, if it is not out, and give it back: what survived is what the next connections find.
    pub fn power_cycle(&self, chance: &mut Chance) -> Outcome<()> {
        let mut state = self.state();
        state.files.lose_power(chance);
        state.dark = false;
        state.boot += 1;
        state.faults = Faults::default();
        let there = state.files.size(&text(&self.path())).unwrap_or(0) > 0;
        drop(state);
        fs::write(self.path(), if there { "kept on the simulated disk" } else { "" })?;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        vfs::detach(self.folder.path());
    }
}

impl State {
    /// Before anything that reaches the medium: is there power, and does this operation lose it?
    fn operate(&mut self) -> bool {
        self.operations += 1;
        let out = counted_down(&mut self.faults.cut);
        self.dark |= out;
        out
    }
}

/// Counts down; true once, when it has come to its end.
fn counted_down(counter: &mut Option<u64>) -> bool {
    match counter {
        Some(0 | 1) => {
            *counter = None;
            true
        }
        Some(left) => {
            *left -= 1;
            false
        }
        None => false,
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

impl From<sqlite_vfs::RegisterError> for Failure {
    fn from(error: sqlite_vfs::RegisterError) -> Failure {
        Failure::new(format!("the simulated disk cannot be put under SQLite: {error} / 无法装入模拟磁盘"))
    }
}
