//! Files (文件): what a file seems to hold, what of it is durable, and what a power cut leaves.

use std::collections::BTreeMap;

use super::locks::{Index, Locks};
use crate::chance::Chance;

/// A change that no flush has made durable yet.
#[derive(Debug)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

#[derive(Debug, Default)]
struct File {
    current: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Change>,
    locks: Locks,
    index: Index,
}

/// All files by name.
#[derive(Debug, Default)]
pub(super) struct Files(BTreeMap<String, File>);

impl Files {
    pub fn exists(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub fn make(&mut self, name: &str) {
        self.0.entry(name.to_owned()).or_default();
    }

    pub fn delete(&mut self, name: &str) -> bool {
        self.0.remove(name).is_some()
    }

    pub fn size(&self, name: &str) -> Option<usize> {
        self.0.get(name).map(|file| file.current.len())
    }

    /// Of all files together.
    pub fn sum(&self) -> usize {
        self.0.values().map(|file| file.current.len()).sum()
    }

    /// Fills the front of `into`; says how much.
    pub fn read(&self, name: &str, at: usize, into: &mut [u8]) -> Option<usize> {
        let from = self.0.get(name)?.current.get(at..).unwrap_or_default();
        let length = from.len().min(into.len());
        into[..length].copy_from_slice(&from[..length]);
        Some(length)
    }

    pub fn write(&mut self, name: &str, at: usize, bytes: &[u8]) -> Option<()> {
        self.change(name, Change::Write { at, bytes: bytes.to_vec() })
    }

    pub fn set_length(&mut self, name: &str, length: usize) -> Option<()> {
        self.change(name, Change::Length(length))
    }

    fn change(&mut self, name: &str, change: Change) -> Option<()> {
        let file = self.0.get_mut(name)?;
        change.apply(&mut file.current);
        file.pending.push(change);
        Some(())
    }

    /// What was written is durable.
    pub fn flush(&mut self, name: &str) -> Option<()> {
        let file = self.0.get_mut(name)?;
        for change in file.pending.drain(..) {
            change.apply(&mut file.durable);
        }
        Some(())
    }

    /// A flush that failed: the system takes its pages for clean, and they never reach the medium.
    pub fn forget(&mut self, name: &str) -> Option<()> {
        self.0.get_mut(name)?.pending.clear();
        Some(())
    }

    pub fn locks(&mut self, name: &str) -> Option<&mut Locks> {
        self.0.get_mut(name).map(|file| &mut file.locks)
    }

    pub fn index(&mut self, name: &str) -> Option<&mut Index> {
        self.0.get_mut(name).map(|file| &mut file.index)
    }

    /// Only what was flushed is sure to be there afterwards; of the rest chance decides, file by file.
    pub fn lose_power(&mut self, chance: &mut Chance) {
        let sector = if chance.percent(50) { 512 } else { 4096 };
        for file in self.0.values_mut() {
            let (all, none) = (chance.percent(15), chance.percent(15));
            for change in file.pending.drain(..) {
                if all {
                    change.apply(&mut file.durable);
                } else if !none {
                    change.survive(&mut file.durable, sector, chance);
                }
            }
            file.current.clone_from(&file.durable);
            file.locks = Locks::default();
            file.index = Index::default();
        }
    }
}

impl Change {
    fn apply(&self, medium: &mut Vec<u8>) {
        match self {
            Change::Length(length) => medium.resize(*length, 0),
            Change::Write { at, bytes } => put(medium, *at, bytes),
        }
    }

    /// Kept, dropped, or torn: each sector it touches for itself, some with garbage in place of what was written.
    fn survive(&self, medium: &mut Vec<u8>, sector: usize, chance: &mut Chance) {
        match (self, chance.within(0..10)) {
            (_, 0..4) => self.apply(medium),
            (_, 4..7) | (Change::Length(_), _) => {}
            (Change::Write { at, bytes }, _) => {
                let mut from = *at;
                while from < at + bytes.len() {
                    let to = (from / sector * sector + sector).min(at + bytes.len());
                    match chance.within(0..8) {
                        0..4 => put(medium, from, &bytes[from - at..to - at]),
                        4 => put(medium, from, &vec![chance.draw().to_le_bytes()[0]; to - from]),
                        _ => {}
                    }
                    from = to;
                }
            }
        }
    }
}

fn put(medium: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if medium.len() < end {
        medium.resize(end, 0);
    }
    medium[at..end].copy_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after_a_cut(seed: u64) -> Vec<u8> {
        let mut files = Files::default();
        files.make("a");
        files.write("a", 0, &[1; 2_000]).unwrap();
        files.flush("a").unwrap();
        files.write("a", 0, &[2; 2_000]).unwrap();
        files.write("a", 2_000, &[3; 2_000]).unwrap();
        assert_eq!(files.size("a"), Some(4_000));
        files.lose_power(&mut Chance::new(seed));
        let mut held = vec![0; files.size("a").unwrap()];
        files.read("a", 0, &mut held).unwrap();
        held
    }

    #[test]
    fn what_was_not_flushed_survives_by_chance_only() {
        let cuts: Vec<Vec<u8>> = (0..200).map(after_a_cut).collect();
        assert_eq!(cuts[7], after_a_cut(7), "the same seed gives the same cut");
        assert!(cuts.iter().all(|held| held.len() >= 2_000), "what was flushed is there, or what was written over it");
        assert!(cuts.iter().any(|held| held == &[1; 2_000]), "all dropped");
        assert!(cuts.iter().any(|held| held == &[vec![2; 2_000], vec![3; 2_000]].concat()), "all kept");
        let torn = |held: &Vec<u8>| held[..512] != held[512..1_024] && held[..512].iter().all(|b| *b == held[0]);
        assert!(cuts.iter().any(torn), "torn between sectors");
        let garbage = |held: &Vec<u8>| held[..2_000].iter().any(|b| ![1, 2].contains(b));
        assert!(cuts.iter().any(garbage), "garbage in place of what was written");
    }

    #[test]
    fn a_failed_flush_forgets() {
        let mut files = Files::default();
        files.make("a");
        files.write("a", 0, b"gone").unwrap();
        files.forget("a").unwrap();
        files.flush("a").unwrap();
        assert_eq!(files.size("a"), Some(4), "still seen");
        files.lose_power(&mut Chance::new(1));
        assert_eq!(files.size("a"), Some(0));
    }
}
