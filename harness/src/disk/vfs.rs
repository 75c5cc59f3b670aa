//! The door of SQLite (接口): its calls for files, answered by the disk whose folder the file's name begins with.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use sqlite_vfs::wip::{WalIndex, WalIndexLock};
use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenOptions, Vfs};

use super::locks::Region;
use super::{State, counted_down, text};
use crate::chance::Chance;
use crate::{Failure, Outcome};

/// Older ones have the lost-commit fault of the write-ahead log.
const OLDEST: i32 = 3_051_003;

type Shared = Arc<Mutex<State>>;

static DISKS: Mutex<BTreeMap<String, Shared>> = Mutex::new(BTreeMap::new());

fn disks() -> MutexGuard<'static, BTreeMap<String, Shared>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Once a process: every connection made from now on goes to a simulated disk.
pub(super) fn install() -> Outcome<()> {
    static DONE: OnceLock<std::result::Result<(), String>> = OnceLock::new();
    let done = DONE.get_or_init(|| {
        // Asked here, so that SQLite is linked wherever this is.
        let linked = rusqlite::version_number();
        if linked < OLDEST {
            return Err(format!("SQLite {linked} is too old to be tested on / SQLite 版本过低"));
        }
        let door = Door { chance: Mutex::new(Chance::of_run(0)) };
        sqlite_vfs::register("guatu-disk", door, true).map_err(|error| Failure::from(error).to_string())
    });
    done.clone().map_err(Failure::new)
}

pub(super) fn attach(folder: &Path, state: &Shared) {
    disks().insert(text(folder), Arc::clone(state));
}

pub(super) fn detach(folder: &Path) {
    disks().remove(&text(folder));
}

struct Door {
    /// What SQLite makes its salts of.
    chance: Mutex<Chance>,
}

/// An open file, as long as the power does not go out.
struct Handle {
    state: Shared,
    name: String,
    id: u64,
    boot: u64,
}

/// The shared index as one connection sees it.
struct View {
    state: Shared,
    name: String,
    id: u64,
    boot: u64,
}

fn no_power() -> Error {
    Error::other("no power")
}

fn gone() -> Error {
    ErrorKind::NotFound.into()
}

/// The state of a disk that has power, for a handle of this time.
fn powered(state: &Shared, boot: Option<u64>) -> Result<MutexGuard<'_, State>> {
    let state = state.lock().unwrap_or_else(PoisonError::into_inner);
    if state.dark || boot.is_some_and(|boot| boot != state.boot) { Err(no_power()) } else { Ok(state) }
}

fn disk_of(name: &str) -> Result<Shared> {
    let folder = Path::new(name).parent().map(text).unwrap_or_default();
    disks().get(&folder).cloned().ok_or_else(gone)
}

fn place(offset: u64) -> Result<usize> {
    usize::try_from(offset).map_err(Error::other)
}

impl Vfs for Door {
    type Handle = Handle;

    fn open(&self, name: &str, options: OpenOptions) -> Result<Handle> {
        let shared = disk_of(name)?;
        let mut state = powered(&shared, None)?;
        match (options.access, state.files.exists(name)) {
            (OpenAccess::CreateNew, true) => return Err(ErrorKind::AlreadyExists.into()),
            (OpenAccess::Read | OpenAccess::Write, false) => return Err(gone()),
            (OpenAccess::Create | OpenAccess::CreateNew, false) => state.files.make(name),
            (OpenAccess::Read | OpenAccess::Write | OpenAccess::Create, true) => {}
        }
        state.handles += 1;
        let (id, boot) = (state.handles, state.boot);
        drop(state);
        Ok(Handle { state: shared, name: name.to_owned(), id, boot })
    }

    fn delete(&self, name: &str) -> Result<()> {
        let shared = disk_of(name)?;
        let mut state = powered(&shared, None)?;
        if state.operate() {
            return Err(no_power());
        }
        if state.files.delete(name) { Ok(()) } else { Err(gone()) }
    }

    fn exists(&self, name: &str) -> Result<bool> {
        Ok(powered(&disk_of(name)?, None)?.files.exists(name))
    }

    fn temporary_name(&self) -> String {
        "temporary".to_owned()
    }

    fn random(&self, buffer: &mut [i8]) {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        buffer.fill_with(|| i8::from_le_bytes([chance.draw().to_le_bytes()[0]]));
    }

    /// Who waits for a lock here waits for himself: no time is spent on it.
    fn sleep(&self, duration: Duration) -> Duration {
        duration
    }
}

impl Handle {
    fn powered(&self) -> Result<MutexGuard<'_, State>> {
        powered(&self.state, Some(self.boot))
    }
}

impl DatabaseHandle for Handle {
    type WalIndex = View;

    fn size(&self) -> Result<u64> {
        self.powered()?.files.size(&self.name).map(|size| size as u64).ok_or_else(gone)
    }

    fn read_exact_at(&mut self, buffer: &mut [u8], offset: u64) -> Result<()> {
        let length = self.powered()?.files.read(&self.name, place(offset)?, buffer).ok_or_else(gone)?;
        buffer[length..].fill(0);
        if length < buffer.len() { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn write_all_at(&mut self, buffer: &[u8], offset: u64) -> Result<()> {
        let mut state = self.powered()?;
        let (out, at) = (state.operate(), place(offset)?);
        if !out && counted_down(&mut state.faults.write) {
            return Err(Error::other("input/output error"));
        }
        let size = state.files.size(&self.name).ok_or_else(gone)?;
        let grown = state.files.sum() + (at + buffer.len()).saturating_sub(size);
        if at + buffer.len() > size && state.faults.room.is_some_and(|room| grown > room) {
            return Err(ErrorKind::WriteZero.into());
        }
        state.files.write(&self.name, at, buffer).ok_or_else(gone)?;
        if out { Err(no_power()) } else { Ok(()) }
    }

    fn sync(&mut self, _data_only: bool) -> Result<()> {
        let mut state = self.powered()?;
        if state.operate() {
            return Err(no_power());
        }
        if counted_down(&mut state.faults.flush) {
            state.files.forget(&self.name).ok_or_else(gone)?;
            return Err(Error::other("input/output error"));
        }
        if state.faults.lies {
            return Ok(());
        }
        state.files.flush(&self.name).ok_or_else(gone)
    }

    fn set_len(&mut self, size: u64) -> Result<()> {
        let mut state = self.powered()?;
        let out = state.operate();
        state.files.set_length(&self.name, place(size)?).ok_or_else(gone)?;
        if out { Err(no_power()) } else { Ok(()) }
    }

    fn lock(&mut self, lock: LockKind) -> Result<bool> {
        let (id, name) = (self.id, self.name.clone());
        Ok(self.powered()?.files.locks(&name).ok_or_else(gone)?.take(id, lock))
    }

    fn reserved(&mut self) -> Result<bool> {
        let name = self.name.clone();
        Ok(self.powered()?.files.locks(&name).ok_or_else(gone)?.reserved())
    }

    fn current_lock(&self) -> Result<LockKind> {
        Ok(self.powered()?.files.locks(&self.name).ok_or_else(gone)?.held(self.id))
    }

    fn wal_index(&self, _readonly: bool) -> Result<View> {
        Ok(View { state: Arc::clone(&self.state), name: self.name.clone(), id: self.id, boot: self.boot })
    }
}

/// A closed file holds no lock.
impl Drop for Handle {
    fn drop(&mut self) {
        let Ok(mut state) = powered(&self.state, Some(self.boot)) else { return };
        if let Some(locks) = state.files.locks(&self.name) {
            locks.take(self.id, LockKind::None);
        }
        if let Some(index) = state.files.index(&self.name) {
            index.let_go(self.id);
        }
    }
}

impl View {
    fn with<T>(&self, f: impl FnOnce(&mut super::locks::Index) -> T) -> Result<T> {
        powered(&self.state, Some(self.boot))?.files.index(&self.name).map(f).ok_or_else(gone)
    }
}

impl WalIndex for View {
    fn map(&mut self, region: u32) -> Result<Region> {
        self.with(|index| **index.regions.entry(region).or_insert_with(|| Box::new([0; 32_768])))
    }

    fn lock(&mut self, slots: Range<u8>, lock: WalIndexLock) -> Result<bool> {
        let id = self.id;
        self.with(|index| index.lock(id, slots, lock))
    }

    fn delete(self) -> Result<()> {
        self.with(|index| index.regions.clear())
    }

    fn pull(&mut self, region: u32, data: &mut Region) -> Result<()> {
        self.with(|index| {
            if let Some(shared) = index.regions.get(&region) {
                data.copy_from_slice(&shared[..]);
            }
        })
    }

    fn push(&mut self, region: u32, data: &Region) -> Result<()> {
        self.with(|index| {
            index.regions.insert(region, Box::new(*data));
        })
    }
}
