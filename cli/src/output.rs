//! Output 输出: answers go to standard output or to files that appear whole or not at all.

use crate::stop::{Stop, unwritable};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Print an answer. A reader that has gone stops us quietly.
pub fn print(text: &str) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Where a stream of rows goes: standard output, or a file that takes its name only when it is complete.
pub enum Sink {
    Stdout(BufWriter<io::Stdout>),
    File(BufWriter<File>, Draft),
}

impl Sink {
    pub fn new(path: Option<&Path>) -> Result<Sink, Stop> {
        match path {
            None => Ok(Sink::Stdout(BufWriter::with_capacity(1 << 16, io::stdout()))),
            Some(path) => {
                let (file, draft) = Draft::create(path)?;
                Ok(Sink::File(BufWriter::with_capacity(1 << 16, file), draft))
            }
        }
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.with(|out| out.write_all(bytes))
    }

    /// Let somebody write into it.
    pub fn with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Stop> {
        match self {
            Sink::Stdout(out) => Ok(write(out)?),
            Sink::File(out, draft) => write(out).map_err(|e| unwritable(&draft.path, &e)),
        }
    }

    pub fn finish(self) -> Result<(), Stop> {
        match self {
            Sink::Stdout(mut out) => Ok(out.flush()?),
            Sink::File(out, draft) => {
                let file = out.into_inner().map_err(|e| unwritable(&draft.path, e.error()))?;
                draft.keep(&file)
            }
        }
    }
}

/// Write one file, whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    write_files(&[(path.to_owned(), bytes.to_vec())])
}

/// Write several files: all are complete on the disk before the first takes its name.
pub fn write_files(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Stop> {
    let mut drafts = Vec::new();
    for (path, bytes) in files {
        let (mut file, draft) = Draft::create(path)?;
        file.write_all(bytes).map_err(|e| unwritable(path, &e))?;
        drafts.push((file, draft));
    }
    drafts.into_iter().try_for_each(|(file, draft)| draft.keep(&file))
}

/// Make a folder for output, and say so now if nothing can be written there.
pub fn folder(dir: &Path) -> Result<(), Stop> {
    fs::create_dir_all(dir).map_err(|e| unwritable(dir, &e))?;
    let (_, draft) = Draft::create(&dir.join("guatu")).map_err(|stop| match stop {
        Stop::Refused(acts::Error::Unwritable(_, why)) => Stop::Refused(acts::Error::Unwritable(dir.to_owned(), why)),
        other => other,
    })?;
    drop(draft);
    Ok(())
}

/// A file under another name; removed again unless it is kept.
pub struct Draft {
    path: PathBuf,
    temporary: PathBuf,
    kept: bool,
}

impl Draft {
    fn create(path: &Path) -> Result<(File, Draft), Stop> {
        let name = path.file_name().map_or_else(|| "out".into(), |n| n.to_string_lossy().into_owned());
        let temporary = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = File::create(&temporary).map_err(|e| unwritable(path, &e))?;
        Ok((file, Draft { path: path.to_owned(), temporary, kept: false }))
    }

    fn keep(mut self, file: &File) -> Result<(), Stop> {
        let moved = file.sync_all().and_then(|()| fs::rename(&self.temporary, &self.path));
        moved.map_err(|e| unwritable(&self.path, &e))?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            // Already failing: a temporary file that cannot be removed changes nothing.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
