//! Locks (锁): who holds which lock of a file, and the shared index of its write-ahead log with the locks of that.

use std::collections::BTreeMap;
use std::ops::Range;

use sqlite_vfs::LockKind;
use sqlite_vfs::wip::WalIndexLock;

/// A region of the shared index.
pub(super) type Region = [u8; 32_768];

/// Locks of a file by handle.
#[derive(Debug, Default)]
pub(super) struct Locks(BTreeMap<u64, LockKind>);

impl Locks {
    pub fn held(&self, handle: u64) -> LockKind {
        self.0.get(&handle).copied().unwrap_or(LockKind::None)
    }

    /// Is somebody about to write?
    pub fn reserved(&self) -> bool {
        self.0.values().any(|kind| !matches!(kind, LockKind::None | LockKind::Shared))
    }

    pub fn take(&mut self, handle: u64, wanted: LockKind) -> bool {
        let raises = rank(wanted) > rank(self.held(handle));
        let highest = self.0.iter().filter(|(other, _)| **other != handle).map(|(_, kind)| rank(*kind)).max().unwrap_or(0);
        let bearable = match wanted {
            LockKind::None => 4,
            // Nobody new begins to read once a writer waits for the readers to end.
            LockKind::Shared => rank(LockKind::Reserved),
            LockKind::Reserved => rank(LockKind::Shared),
            LockKind::Pending | LockKind::Exclusive => rank(LockKind::None),
        };
        if raises && highest > bearable {
            return false;
        }
        if wanted == LockKind::None {
            self.0.remove(&handle)
        } else {
            self.0.insert(handle, wanted)
        };
        true
    }
}

fn rank(kind: LockKind) -> u8 {
    match kind {
        LockKind::None => 0,
        LockKind::Shared => 1,
        LockKind::Reserved => 2,
        LockKind::Pending => 3,
        LockKind::Exclusive => 4,
    }
}

/// The index of a write-ahead log, which all connections share.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub regions: BTreeMap<u32, Box<Region>>,
    /// By slot and handle.
    locks: BTreeMap<(u8, u64), WalIndexLock>,
}

impl Index {
    /// All of these slots or none.
    pub fn lock(&mut self, handle: u64, slots: Range<u8>, wanted: WalIndexLock) -> bool {
        let in_the_way = |((slot, other), held): (&(u8, u64), &WalIndexLock)| {
            slots.contains(slot)
                && *other != handle
                && (wanted == WalIndexLock::Exclusive || *held == WalIndexLock::Exclusive && wanted == WalIndexLock::Shared)
        };
        if self.locks.iter().any(in_the_way) {
            return false;
        }
        for slot in slots {
            if wanted == WalIndexLock::None {
                self.locks.remove(&(slot, handle));
            } else {
                self.locks.insert((slot, handle), wanted);
            }
        }
        true
    }

    pub fn let_go(&mut self, handle: u64) {
        self.locks.retain(|(_, holder), _| *holder != handle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writes_when_nobody_reads() {
        let mut locks = Locks::default();
        assert!(locks.take(1, LockKind::Shared) && locks.take(2, LockKind::Shared));
        assert!(locks.take(1, LockKind::Reserved) && !locks.take(2, LockKind::Reserved));
        assert!(!locks.take(1, LockKind::Exclusive), "another reads");
        assert!(locks.take(2, LockKind::None) && locks.take(1, LockKind::Exclusive));
        assert!(!locks.take(2, LockKind::Shared) && locks.reserved());
        assert!(locks.take(1, LockKind::None) && !locks.reserved());
    }

    #[test]
    fn slots_of_the_index_are_shared_or_of_one() {
        let mut index = Index::default();
        assert!(index.lock(1, 3..4, WalIndexLock::Shared) && index.lock(2, 3..4, WalIndexLock::Shared));
        assert!(!index.lock(1, 3..5, WalIndexLock::Exclusive), "another reads there");
        index.let_go(2);
        assert!(index.lock(1, 3..5, WalIndexLock::Exclusive) && !index.lock(2, 4..5, WalIndexLock::Shared));
        assert!(index.lock(1, 3..5, WalIndexLock::None) && index.lock(2, 4..5, WalIndexLock::Shared));
    }
}
