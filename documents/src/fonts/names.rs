//! Names 字体名称: reads what a font file calls itself without reading the outlines.

use super::candidates::{self, Candidate};
use std::cell::OnceCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use ttf_parser::name_id;

/// A font file on the disk; its names are read at most once, and only if asked.
pub(super) struct FoundFile {
    pub path: PathBuf,
    /// Open the file although its name says nothing.
    pub read_names: bool,
    stem: String,
    faces: OnceCell<Vec<Vec<String>>>,
}

impl FoundFile {
    pub fn new(path: PathBuf, read_names: bool) -> FoundFile {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
        FoundFile { path, read_names, stem, faces: OnceCell::new() }
    }

    /// Which face of the file is the candidate, with its name.
    pub fn face(&self, candidate: &Candidate) -> Option<(u32, String)> {
        let by_stem = candidate.stems.contains(&self.stem.as_str());
        if !by_stem && (!self.read_names || candidates::known(&self.stem)) {
            return None;
        }
        let faces = self.faces.get_or_init(|| read(&self.path).unwrap_or_default());
        let named =
            faces.iter().position(|names| names.iter().any(|name| candidate.names.contains(&name.to_lowercase().as_str())));
        let index = match (named, by_stem && faces.len() == 1) {
            (Some(index), _) => index,
            (None, true) => 0,
            (None, false) => return None,
        };
        Some((index as u32, faces[index].first().cloned().unwrap_or_else(|| self.stem.clone())))
    }
}

/// The full name and the family names of every face in the file.
fn read(path: &Path) -> io::Result<Vec<Vec<String>>> {
    let mut file = File::open(path)?;
    let head = bytes_at(&mut file, 0, 12)?;
    let starts: Vec<u64> = if head.starts_with(b"ttcf") {
        let count = u32_at(&head, 8).min(64);
        bytes_at(&mut file, 12, 4 * count as usize)?.chunks_exact(4).map(|start| u32_at(start, 0).into()).collect()
    } else {
        vec![0]
    };
    starts.into_iter().map(|start| names_of_face(&mut file, start)).collect()
}

fn names_of_face(file: &mut File, start: u64) -> io::Result<Vec<String>> {
    let head = bytes_at(file, start, 12)?;
    let tables = usize::from(u16::from_be_bytes([head[4], head[5]]));
    let directory = bytes_at(file, start + 12, 16 * tables)?;
    let Some(entry) = directory.chunks_exact(16).find(|entry| entry.starts_with(b"name")) else { return Ok(Vec::new()) };
    let length = (u32_at(entry, 12) as usize).min(1 << 20);
    let table = bytes_at(file, u32_at(entry, 8).into(), length)?;
    let Some(table) = ttf_parser::name::Table::parse(&table) else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for wanted in [name_id::FULL_NAME, name_id::FAMILY, name_id::TYPOGRAPHIC_FAMILY] {
        // A bold face shares its family name with the regular one: only its full name tells them apart.
        if wanted != name_id::FULL_NAME && names.iter().any(|name: &String| name.to_lowercase().ends_with(" bold")) {
            break;
        }
        names.extend(table.names.into_iter().filter(|name| name.name_id == wanted).filter_map(|name| name.to_string()));
    }
    Ok(names)
}

fn bytes_at(file: &mut File, from: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(from))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
