//! Faulty disk (故障磁盘): the disk of one server process, made full or made to fail a flush while it runs (`faulty/faulty.c`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::{Outcome, program};

/// A disk under the files of one folder.
#[derive(Debug)]
pub struct Faulty {
    folder: TempDir,
}

impl Faulty {
    /// Compiled with the machine's C compiler, which Rust links with anyway.
    pub fn new() -> Outcome<Faulty> {
        let faulty = Faulty { folder: TempDir::new()? };
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("faulty/faulty.c");
        let mut cc = Command::new(program::need(&["cc", "gcc", "clang"])?);
        cc.args(["-shared", "-fPIC", "-O1", "-o"]).arg(faulty.interposer()).arg(source).arg("-ldl");
        program::run(&mut cc, Duration::from_secs(60))?;
        Ok(faulty)
    }

    fn interposer(&self) -> PathBuf {
        self.folder.path().join("faulty.so")
    }

    /// What a process must have in its environment so that its files under a folder lie on this disk.
    pub fn environment(&self, under: &Path) -> Vec<(String, String)> {
        let interposer = self.interposer();
        let pairs = [("LD_PRELOAD", interposer.as_path()), ("GUATU_FAULTY", self.folder.path()), ("GUATU_FAULTY_UNDER", under)];
        pairs.map(|(name, value)| (name.to_owned(), value.display().to_string())).to_vec()
    }

    /// Full, or with room again.
    pub fn fill(&self, full: bool) -> Outcome<()> {
        let flag = self.folder.path().join("full");
        if full {
            fs::write(flag, "")?
        } else {
            fs::remove_file(flag)?
        }
        Ok(())
    }

    /// The next flush fails.
    pub fn fail_flush(&self) -> Outcome<()> {
        Ok(fs::write(self.folder.path().join("flush"), "")?)
    }

    /// Has the flush that was to fail been asked for?
    pub fn has_failed(&self) -> bool {
        !self.folder.path().join("flush").exists()
    }
}
