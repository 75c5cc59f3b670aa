//! Audit 材料核对: every row has its file with the right digests, and no file lies there that no row names.

use crate::{Error, Office};
use domain::actors::Actor;
use domain::registers::EVIDENCE;
use std::collections::BTreeSet;
use std::io;

/// What an audit of the shelf found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Files that were looked at and hold.
    pub good: usize,
    /// Number and name of files that rows name and that are not there.
    pub missing: Vec<(String, String)>,
    /// … that are there with other bytes.
    pub changed: Vec<(String, String)>,
    /// Files that no row names: uploads that were refused after they were kept.
    pub orphans: Vec<String>,
}

impl Audit {
    pub fn is_good(&self) -> bool {
        self.missing.is_empty() && self.changed.is_empty()
    }
}

impl Office {
    /// Hold all counties' rows against the shelf, which they share.
    pub fn audit_evidence(&self) -> Result<Audit, Error> {
        let (shelf, mut audit, mut named) = (self.evidence_shelf(), Audit::default(), BTreeSet::new());
        for head in self.store.counties()? {
            let scope = Actor::system(head.county, "audit of evidence").scope();
            for row in self.store.read(&scope, |reader| reader.records(&EVIDENCE, None))?.iter() {
                let which = || (row.text("evidence_id").to_owned(), row.text("file_name").to_owned());
                if !named.insert(row.text("sm3").to_owned()) {
                    continue;
                }
                match shelf.measure(row.text("sm3")) {
                    Ok(found) => {
                        let bytes = row.int("bytes").and_then(|n| u64::try_from(n).ok());
                        let same = found.sm3 == row.text("sm3") && found.sha256 == row.text("sha256");
                        if same && Some(found.bytes) == bytes { audit.good += 1 } else { audit.changed.push(which()) }
                    }
                    Err(e) if e.kind() == io::ErrorKind::NotFound => audit.missing.push(which()),
                    Err(e) => return Err(Error::Unreadable(shelf.root().to_owned(), e.to_string())),
                }
            }
        }
        let names = shelf.names().map_err(|e| Error::Unreadable(shelf.root().to_owned(), e.to_string()))?;
        audit.orphans = names.into_iter().filter(|name| !named.contains(name)).collect();
        Ok(audit)
    }
}
