//! Lines 行: a CSV file line by line, never held as a whole, with the digest of its bytes.

use crate::Error;
use crate::intake::wrongs::{self, Wrong};
use sm3::{Digest, Sm3};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A CSV file being read.
pub(crate) struct Lines {
    path: PathBuf,
    reader: csv::Reader<Weighed>,
    record: csv::StringRecord,
    ended: bool,
}

/// One line: its cells, or why it cannot be cut into cells.
pub(crate) struct Line<'a> {
    /// The first line is 1.
    pub number: u64,
    pub cells: Result<&'a csv::StringRecord, Wrong>,
    /// Bytes of the file read so far.
    pub read: usize,
}

/// Takes the digest of what passes.
struct Weighed {
    file: File,
    digest: Sm3,
    /// Lines end with two signs: the reader takes the second for the beginning of the next line, and counts it there.
    two_signs: Option<bool>,
}

impl Read for Weighed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.update(&buffer[..read]);
        if self.two_signs.is_none() {
            let end = buffer[..read].iter().position(|b| *b == b'\n');
            self.two_signs = end.map(|end| end > 0 && buffer[end - 1] == b'\r');
        }
        Ok(read)
    }
}

impl Lines {
    /// Open a file; its bytes go into the digest as they are read.
    pub fn open(path: &Path, digest: Sm3) -> Result<Lines, Error> {
        let file = File::open(path).map_err(|e| Error::Unreadable(path.to_owned(), e.to_string()))?;
        let reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).buffer_capacity(1 << 16).from_reader(Weighed {
            file,
            digest,
            two_signs: None,
        });
        Ok(Lines { path: path.to_owned(), reader, record: csv::StringRecord::new(), ended: false })
    }

    /// The next line; after one that is not text there is none.
    pub fn advance(&mut self) -> Result<Option<Line<'_>>, Error> {
        if self.ended {
            return Ok(None);
        }
        let read = self.reader.read_record(&mut self.record);
        let end = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let two_signs = self.reader.get_ref().two_signs == Some(true);
        let line = |at: Option<&csv::Position>| at.map_or(0, |at| at.line() + u64::from(two_signs && at.byte() > 0));
        let (number, cells) = match read {
            Ok(false) => return Ok(None),
            Ok(true) => (line(self.record.position()), Ok(&self.record)),
            Err(error) => {
                self.ended = true;
                let number = line(error.position());
                match error.into_kind() {
                    csv::ErrorKind::Utf8 { .. } => (number, Err(wrongs::not_utf8())),
                    csv::ErrorKind::Io(error) => return Err(Error::Unreadable(self.path.clone(), error.to_string())),
                    _ => (number, Err(wrongs::broken_line())),
                }
            }
        };
        Ok(Some(Line { number, cells, read: end }))
    }

    /// Read to the end, and give the digest back.
    pub fn finish(self) -> Result<Sm3, Error> {
        let mut rest = self.reader.into_inner();
        io::copy(&mut rest, &mut io::sink()).map_err(|e| Error::Unreadable(self.path, e.to_string()))?;
        Ok(rest.digest)
    }
}
