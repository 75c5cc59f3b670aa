//! Shelf 待办件: uploaded files between preview and decision, in a folder of the server's own that is bounded and swept.

use acts::imports::{Imported, Wanted};
use acts::previews::Preview;
use domain::lang::Lang;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tempfile::TempDir;

/// Files are kept for so long.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// So many files of one session, and of all.
const OF_ONE: usize = 3;
const OF_ALL: usize = 24;
/// The beginning of our folders' names.
const PREFIX: &str = "guatu-imports-";

/// Where an upload stands.
#[derive(Debug)]
pub enum State {
    Working { done: usize, total: usize },
    Ready(Box<Preview>),
    Filed(Box<Imported>),
    Stopped { code: String, zh: String, en: String },
}

/// One uploaded file.
pub struct Upload {
    pub key: String,
    /// The session it belongs to; for others it is not there.
    session: String,
    pub wanted: Wanted,
    pub name: String,
    folder: PathBuf,
    since: Instant,
    state: Mutex<State>,
    changed: Condvar,
}

impl Upload {
    pub fn file(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set(&self, state: State) {
        *self.state() = state;
        self.changed.notify_all();
    }

    /// Stop with a sentence, in which the place of the file is nobody's business.
    pub fn stop(&self, error: &acts::Error) {
        let place = format!("{}/", self.folder.display());
        let sentence = |lang| error.sentence(lang).replace(&place, "");
        self.set(State::Stopped { code: error.code().to_owned(), zh: sentence(Lang::Zh), en: sentence(Lang::En) });
    }

    /// Take up the work, unless it is being done already.
    pub fn begin(&self) -> bool {
        let mut state = self.state();
        let is_idle = matches!(*state, State::Ready(_));
        if is_idle {
            *state = State::Working { done: 0, total: 0 };
        }
        is_idle
    }

    /// The state once the work is done, or as it is after waiting.
    pub fn wait(&self, most: Duration) -> MutexGuard<'_, State> {
        let is_working = |state: &mut State| matches!(state, State::Working { .. });
        let waited = self.changed.wait_timeout_while(self.state(), most, is_working);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

#[derive(Default)]
pub struct Shelf {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    folder: Option<TempDir>,
    uploads: HashMap<String, Arc<Upload>>,
}

/// Nothing more can be taken just now.
#[derive(Debug)]
pub enum Full {
    TooMany,
    Disk(io::Error),
}

impl Shelf {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A folder for one upload; it is on the shelf once it is put there.
    pub fn folder(&self, key: &str) -> Result<PathBuf, Full> {
        let mut held = self.held();
        held.sweep();
        if held.uploads.len() >= OF_ALL {
            return Err(Full::TooMany);
        }
        if held.folder.is_none() {
            sweep_remains(&std::env::temp_dir());
            held.folder = Some(tempfile::Builder::new().prefix(PREFIX).tempdir().map_err(Full::Disk)?);
        }
        let folder = held.folder.as_ref().map(|folder| folder.path().join(key)).unwrap_or_default();
        std::fs::create_dir(&folder).map_err(Full::Disk)?;
        Ok(folder)
    }

    /// Put an upload on the shelf; the oldest of the same session make room.
    pub fn put(&self, key: &str, session: &str, folder: PathBuf, name: &str, wanted: Wanted) -> Arc<Upload> {
        let upload = Arc::new(Upload {
            key: key.to_owned(),
            session: session.to_owned(),
            wanted,
            name: name.to_owned(),
            folder,
            since: Instant::now(),
            state: Mutex::new(State::Working { done: 0, total: 0 }),
            changed: Condvar::new(),
        });
        let mut held = self.held();
        let mut mine: Vec<_> = held.uploads.values().filter(|u| u.session == session).map(|u| (u.since, u.key.clone())).collect();
        mine.sort();
        let surplus = (mine.len() + 1).saturating_sub(OF_ONE);
        for (_, oldest) in mine.into_iter().take(surplus) {
            held.remove(&oldest);
        }
        held.uploads.insert(key.to_owned(), Arc::clone(&upload));
        upload
    }

    /// An upload of this very session.
    pub fn get(&self, key: &str, session: &str) -> Option<Arc<Upload>> {
        let mut held = self.held();
        held.sweep();
        held.uploads.get(key).filter(|upload| upload.session == session).cloned()
    }

    pub fn remove(&self, key: &str) {
        self.held().remove(key);
    }
}

impl Held {
    fn remove(&mut self, key: &str) {
        if let Some(upload) = self.uploads.remove(key) {
            // A folder that cannot be removed now goes with the whole.
            let _ = std::fs::remove_dir_all(&upload.folder);
        }
    }

    fn sweep(&mut self) {
        let old: Vec<String> = self.uploads.values().filter(|u| u.since.elapsed() > KEPT).map(|u| u.key.clone()).collect();
        for key in old {
            self.remove(&key);
        }
    }
}

/// What an earlier run left behind when it was cut off.
fn sweep_remains(place: &Path) {
    let Ok(entries) = std::fs::read_dir(place) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX)) {
        let age = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| SystemTime::now().duration_since(at).ok());
        if age.is_some_and(|age| age > KEPT) {
            // Another server's folder is not ours to remove, and will not go.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::registers::RETURNS;
    use domain::stage::Stage;

    #[test]
    fn an_upload_belongs_to_its_session_and_the_oldest_make_room() {
        let shelf = Shelf::default();
        let wanted = Wanted { register: &RETURNS, period: None, stage: Stage::Reported, good_rows: false };
        let mut folders = Vec::new();
        for key in ["a", "b", "c", "d"] {
            let folder = shelf.folder(key).unwrap();
            std::fs::write(folder.join("x.csv"), "x").unwrap();
            shelf.put(key, "mine", folder.clone(), "x.csv", wanted);
            folders.push(folder);
        }
        assert!(shelf.get("a", "mine").is_none() && !folders[0].exists(), "three are kept");
        assert!(shelf.get("d", "mine").is_some() && shelf.get("d", "another's").is_none());
        shelf.remove("d");
        assert!(shelf.get("d", "mine").is_none() && !folders[3].exists());
        drop(shelf);
        assert!(!folders[1].exists(), "the folder goes with the server");
    }
}
