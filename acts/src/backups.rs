//! Backups 备份与恢复: the archive in one file and back, on the record, with the files of evidence beside it. The counties' keys are in
//! neither: whoever finds a backup can sign nothing.

use crate::acting::{Caller, fresh_key};
use crate::evidence::Shelf;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::registers::EVIDENCE;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::Path;
use store::{Database, Fault, Manifest, Store};

/// What was carried away, or brought back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    pub manifest: Manifest,
    /// It stands in the record of acts; not so where nothing can be written any more.
    pub noted: bool,
    /// Files of evidence that rows name.
    pub named: usize,
    /// … of them copied now, and there already.
    pub copied: usize,
    pub there: usize,
    /// Digests of those that are missing or have other bytes.
    pub lacking: Vec<String>,
}

impl Office {
    /// Write a backup beside whatever else goes on, and copy the files of evidence into a folder that does not have them yet.
    pub fn back_up(&self, file: &Path, evidence: Option<&Path>) -> Result<Carried, Error> {
        let noted = self.note_everywhere("database.backup", file)?;
        let manifest = store::backup_to(&self.store, file)?;
        // After the rows: every file that they name lay there before them.
        let carried = carry(self, &self.evidence_shelf(), evidence.map(Shelf::at).as_ref())?;
        Ok(Carried { manifest, noted, ..carried })
    }

    /// One line of record in each county. A full or failing disk is no reason to make no backup.
    fn note_everywhere(&self, verb: &str, file: &Path) -> Result<bool, Error> {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        for head in self.store.counties()? {
            let caller = Caller { key: fresh_key(), ..Caller::operator(head.county) };
            match self.store.write(self.act(&caller, verb, name.as_str(), ""), |_| Ok::<_, Fault>(())) {
                Ok(_) => {}
                Err(Fault::DiskFull { .. } | Fault::Stopped { .. }) => return Ok(false),
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(true)
    }
}

/// Fill an empty database from a backup; then bring back the files of evidence that its rows name.
pub fn restore(database: &Database, file: &Path, shelf: Shelf, evidence: Option<&Path>) -> Result<Carried, Error> {
    let manifest = Store::restore(database, file)?;
    let office = Office { evidence: Some(shelf.root().to_owned()), ..Office::open(database, None)? };
    let noted = office.note_everywhere("database.restore", file)?;
    let from = evidence.map_or_else(|| shelf.clone(), Shelf::at);
    let carried = carry(&office, &from, Some(&shelf))?;
    Ok(Carried { manifest, noted, ..carried })
}

/// Copy every file that rows name and the other shelf lacks; each is held against its digest on the way.
fn carry(office: &Office, from: &Shelf, to: Option<&Shelf>) -> Result<Carried, Error> {
    let mut names = BTreeSet::new();
    for head in office.store.counties()? {
        let scope = Actor::system(head.county, "backup").scope();
        let rows = office.store.read(&scope, |reader| reader.records(&EVIDENCE, None))?;
        names.extend(rows.iter().map(|row| row.text("sm3").to_owned()));
    }
    let mut carried = Carried { named: names.len(), ..Carried::default() };
    let Some(to) = to else { return Ok(carried) };
    for name in names {
        if to.measure(&name).is_ok_and(|found| found.sm3 == name) {
            carried.there += 1;
        } else if copy(from, to, &name).map_err(|e| Error::Unwritable(to.root().to_owned(), e.to_string()))? {
            carried.copied += 1;
        } else {
            carried.lacking.push(name);
        }
    }
    Ok(carried)
}

/// False: it is not there, or is another file by now.
fn copy(from: &Shelf, to: &Shelf, name: &str) -> io::Result<bool> {
    let opened: Result<File, io::Error> = from.open(name);
    let Ok(mut source) = opened else { return Ok(false) };
    if !from.measure(name).is_ok_and(|found| found.sm3 == name) {
        return Ok(false);
    }
    let mut draft = to.draft()?;
    io::copy(&mut source, &mut draft)?;
    draft.keep(to).map(|kept| kept.sm3 == name)
}
