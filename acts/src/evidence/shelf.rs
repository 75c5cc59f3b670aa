//! Shelf 材料架: files of evidence outside the web root, each once under its SM3 digest, whatever its name was.
//!
//! Temp → fsync → rename → fsync directory, and only then the row (RELIABILITY.md §4): a row never names a file that a power
//! cut can take away. What an upload that was cut off leaves in `temp` is removed when the program starts.

use sha2::Digest as _;
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the files lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    root: PathBuf,
}

/// What a file is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digests {
    pub bytes: u64,
    pub sm3: String,
    pub sha256: String,
}

impl Shelf {
    pub fn at(root: impl Into<PathBuf>) -> Shelf {
        Shelf { root: root.into() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    fn temp(&self) -> PathBuf {
        self.root.join("temp")
    }

    /// Remove what uploads of an earlier run left behind. Gives how many files there were.
    pub fn tidy(&self) -> io::Result<usize> {
        let entries = match fs::read_dir(self.temp()) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(e) => return Err(e),
        };
        let mut removed = 0;
        for entry in entries {
            fs::remove_file(entry?.path())?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Where the file of a digest lies. What is no digest has no place.
    pub fn place(&self, sm3: &str) -> Option<PathBuf> {
        let is_digest = sm3.len() == 64 && sm3.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        is_digest.then(|| self.root.join(&sm3[..2]).join(sm3))
    }

    pub fn open(&self, sm3: &str) -> io::Result<File> {
        File::open(self.place(sm3).ok_or(io::ErrorKind::NotFound)?)
    }

    /// A file to write into; it is gone again unless it is kept.
    pub fn draft(&self) -> io::Result<Draft> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let temp = self.temp();
        fs::create_dir_all(&temp)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = temp.join(format!("{}-{number}-{}", std::process::id(), crate::acting::fresh_key()));
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        Ok(Draft { file, path, kept: false, bytes: 0, sm3: sm3::Sm3::default(), sha256: sha2::Sha256::new() })
    }

    /// Digests of a file that lies here, read again from the disk.
    pub fn measure(&self, sm3: &str) -> io::Result<Digests> {
        let mut file = self.open(sm3)?;
        let (mut bytes, mut sm3, mut sha256) = (0, sm3::Sm3::default(), sha2::Sha256::new());
        let mut piece = vec![0; 64 * 1024];
        loop {
            let read = file.read(&mut piece)?;
            if read == 0 {
                return Ok(Digests { bytes, sm3: finished(sm3), sha256: crate::hex(&sha256.finalize()) });
            }
            bytes += read as u64;
            sm3::Digest::update(&mut sm3, &piece[..read]);
            sha256.update(&piece[..read]);
        }
    }

    /// Names of all files on the shelf.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        let folders = match fs::read_dir(&self.root) {
            Ok(folders) => folders,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(names),
            Err(e) => return Err(e),
        };
        for folder in folders {
            let folder = folder?;
            if folder.file_name() == "temp" || !folder.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                names.push(file?.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort();
        Ok(names)
    }
}

fn finished(sm3: sm3::Sm3) -> String {
    crate::hex(&sm3::Digest::finalize(sm3))
}

/// A file on its way to the shelf; both digests grow while it is written.
pub struct Draft {
    file: File,
    path: PathBuf,
    kept: bool,
    bytes: u64,
    sm3: sm3::Sm3,
    sha256: sha2::Sha256,
}

impl Write for Draft {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let written = self.file.write(piece)?;
        sm3::Digest::update(&mut self.sm3, &piece[..written]);
        self.sha256.update(&piece[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Draft {
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Read what was written, from its beginning.
    pub fn reread(&mut self) -> io::Result<&mut File> {
        self.file.rewind()?;
        Ok(&mut self.file)
    }

    /// Put it on the shelf under its digest: there for ever once this returns. The same bytes are kept once.
    pub fn keep(mut self, shelf: &Shelf) -> io::Result<Digests> {
        let digests = Digests {
            bytes: self.bytes,
            sm3: finished(std::mem::take(&mut self.sm3)),
            sha256: crate::hex(&std::mem::take(&mut self.sha256).finalize()),
        };
        let place = shelf.place(&digests.sm3).ok_or(io::ErrorKind::InvalidData)?;
        let folder = place.parent().ok_or(io::ErrorKind::InvalidData)?.to_owned();
        self.file.sync_all()?;
        if !folder.is_dir() {
            fs::create_dir_all(&folder)?;
            sync_folder(&shelf.root)?;
        }
        // Over the same bytes or a half-written ruin of them: either way these are whole.
        fs::rename(&self.path, &place)?;
        self.kept = true;
        sync_folder(&folder)?;
        Ok(digests)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            // Removed at the next start if not now.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The name in the directory must be on the disk as well. Windows keeps it with the file and opens no folder.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_lie_there_once_and_leftovers_go() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(dir.path().join("evidence"));
        assert_eq!((shelf.tidy().unwrap(), shelf.names().unwrap()), (0, Vec::new()));
        let put = || {
            let mut draft = shelf.draft().unwrap();
            draft.write_all(b"abc").unwrap();
            draft.keep(&shelf).unwrap()
        };
        let digests = put();
        // GB/T 32905, appendix A.1, and FIPS 180-2, appendix B.1.
        assert_eq!(digests.sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        assert_eq!(digests.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((put(), shelf.names().unwrap().len()), (digests.clone(), 1));
        assert_eq!(shelf.measure(&digests.sm3).unwrap(), digests);
        drop(shelf.draft().unwrap());
        assert_eq!(shelf.tidy().unwrap(), 0, "a draft that is given up removes itself");
        fs::write(shelf.temp().join("left"), b"half").unwrap();
        assert_eq!(shelf.tidy().unwrap(), 1);
    }

    #[test]
    fn what_is_no_digest_has_no_place() {
        let shelf = Shelf::at("evidence");
        for name in ["", "../../etc/passwd", "66C7", &"g".repeat(64), &"A".repeat(64), &"../".repeat(22)] {
            assert_eq!(shelf.place(name), None, "{name}");
        }
    }
}
