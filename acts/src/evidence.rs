//! Evidence 佐证材料: files shown for facts — taken in, withdrawn, listed and read; every read is a line of record.

mod audit;
mod chunks;
mod flags;
mod jpeg;
mod kinds;
mod pdf;
mod places;
mod shelf;
mod zipped;

pub use audit::Audit;
pub use flags::{Flag, Papers};
pub use kinds::{FileKind, Looked, MOST_BYTES, MOST_PIXELS, Unfit, clean_name};
pub use places::{Named, Place};
pub(crate) use places::{find, leads};
pub use shelf::{Digests, Shelf};

use crate::accounts::person_behind;
use crate::acting::{Caller, allow};
use crate::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, day_number, end_of_day};
use domain::policy::{Action, Denied, Relation, Request};
use domain::registers::{EVIDENCE, EVIDENCE_KINDS, ORDERS, RETURNS, Record, SITE_PROBLEMS, Value};
use domain::stage::COUNTY;
use domain::units::Unit;
use shelf::Draft;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::sync::Arc;
use std::sync::{Mutex, PoisonError};
use store::{Database, Fault, Filings, Reader, Written};

/// A file as it is offered: for which record, and what it is said to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    pub register: String,
    pub record: String,
    /// One of [`EVIDENCE_KINDS`].
    pub kind: String,
    /// Contract, slip, invoice or document number; may be empty.
    pub number: String,
    pub file_name: String,
}

/// A file of a record as it is listed.
#[derive(Clone, Debug)]
pub struct Attached {
    pub record: Record,
    /// Who showed it: the person's name, in Chinese and English; else the account or system post.
    pub by: (String, String),
    /// The unit it is shown by.
    pub unit: Option<Unit>,
    pub may_withdraw: bool,
}

/// The files of one record.
#[derive(Clone, Debug, Default)]
pub struct Attachments {
    pub files: Vec<Attached>,
    /// This person may attach another.
    pub may_add: bool,
}

/// Longest number of a paper, characters.
const NUMBER_CHARS: usize = 100;

/// What one unit may show in all: so many files, of so many bytes. More than a county needs in ten years; it keeps one careless
/// or hostile account from filling the disk of all.
const MOST_FILES: usize = 50_000;
const MOST_OF_A_UNIT: i64 = 50 << 30;

/// Held while a file is looked through.
static LOOKING: Mutex<()> = Mutex::new(());

impl Office {
    /// Where the files lie: the folder given, or `evidence` beside the database.
    pub fn evidence_shelf(&self) -> Shelf {
        match (&self.evidence, self.store.database()) {
            (Some(folder), _) => Shelf::at(folder),
            (None, Database::Sqlite(path)) => Shelf::at(path.with_file_name("evidence")),
            (None, Database::Postgres(_)) => Shelf::at("evidence"),
        }
    }

    /// Take a file in. It is on the disk for good before the row that names it is written. Gives its number.
    pub fn attach(&self, caller: &Caller, offered: &Offered, source: &mut dyn Read) -> Result<String, Error> {
        // Asked before the file is read, and once more when it is written down.
        let place =
            self.store.read(&caller.actor.scope(), |reader| find(reader, &caller.actor, &offered.register, &offered.record))?;
        let place = may_attach(&caller.actor, place, self.today)?;
        if !EVIDENCE_KINDS.iter().any(|k| k.0 == offered.kind) || offered.number.chars().count() > NUMBER_CHARS {
            return Err(Error::Unfit(Unfit::Unknown));
        }
        let shelf = self.evidence_shelf();
        let (draft, looked) = self.received(&shelf, source, &offered.file_name)?;
        let digests = draft.keep(&shelf).map_err(|e| self.unwritable(&e))?;
        let id = format!("ev-{}", crate::acting::fresh_key());
        let name = clean_name(&offered.file_name, looked.kind);
        let subject = format!("{} {} {name}", place.register.zh, place.key);
        let act = self.act(caller, "evidence.add", subject, "");
        let written = self.store.write(act, |tx| {
            let place = find(&mut tx.reader()?, &caller.actor, &offered.register, &offered.record)?;
            let place = may_attach(&caller.actor, place, self.today)?;
            let there = of_place(&mut tx.reader()?, &place)?;
            if there.iter().any(|e| e.text("sm3") == digests.sm3 && e.get("withdrawn_on").is_null()) {
                return Err(Error::Unfit(Unfit::Already));
            }
            let unit = shown_by(&caller.actor, &place);
            room_for(&mut tx.reader()?, unit, digests.bytes)?;
            let text = |t: &str| Value::Text(t.to_owned());
            let number = offered.number.trim();
            let values = vec![
                text(&id),
                text(place.register.noun),
                text(&place.key),
                Value::Int(unit.into()),
                text(&offered.kind),
                if number.is_empty() { Value::Null } else { text(number) },
                text(&name),
                text(&looked.media_type()),
                Value::Int(i64::try_from(digests.bytes).unwrap_or(i64::MAX)),
                text(&digests.sm3),
                text(&digests.sha256),
                Value::Null,
            ];
            tx.add(&EVIDENCE, values)?;
            Ok(())
        })?;
        match written {
            Written::Done { .. } => Ok(id),
            // The same form came twice: the first one's number, if it can be told.
            Written::Already { .. } => Ok(self.by_digest(&caller.actor, &place, &digests)?.unwrap_or(id)),
        }
    }

    fn by_digest(&self, actor: &Actor, place: &Place, digests: &Digests) -> Result<Option<String>, Error> {
        let there = self.store.read(&actor.scope(), |reader| of_place(reader, place))?;
        Ok(there.iter().find(|e| e.text("sm3") == digests.sm3).map(|e| e.text("evidence_id").to_owned()))
    }

    /// Read an upload to its end, look into it, and leave out what a camera wrote beside the picture.
    fn received(&self, shelf: &Shelf, source: &mut dyn Read, name: &str) -> Result<(Draft, Looked), Error> {
        let mut draft = shelf.draft().map_err(|e| self.unwritable(&e))?;
        let mut piece = vec![0; 64 * 1024];
        loop {
            let read = match source.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => read,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) if e.kind() == io::ErrorKind::FileTooLarge => return Err(Error::Unfit(Unfit::TooLarge)),
                Err(_) => return Err(Error::Unfit(Unfit::CutOff)),
            };
            draft.write_all(&piece[..read]).map_err(|e| self.unwritable(&e))?;
            if draft.bytes() > MOST_BYTES {
                return Err(Error::Unfit(Unfit::TooLarge));
            }
        }
        let bytes = draft.bytes();
        let fault = |e: io::Error| self.unwritable(&e);
        let file = draft.reread().map_err(fault)?;
        // Some kinds are looked through as a whole: one at a time, so that fifty files take the memory of one.
        let looking = LOOKING.lock().unwrap_or_else(PoisonError::into_inner);
        let looked = kinds::look(file, bytes, name);
        drop(looking);
        let looked = looked.map_err(fault)?.map_err(Error::Unfit)?;
        let file = draft.reread().map_err(fault)?;
        let mut plain = shelf.draft().map_err(fault)?;
        let mut target = BufWriter::new(&mut plain);
        let stripped = match looked.kind {
            FileKind::Jpeg => jpeg::strip(&mut BufReader::new(file), &mut target),
            FileKind::Png => chunks::strip_png(&mut BufReader::new(file), &mut target),
            FileKind::Webp => chunks::strip_webp(&mut BufReader::new(file), &mut target),
            FileKind::Tiff if chunks::tiff_says_where(&mut BufReader::new(file)).map_err(fault)? => Ok(Err(Unfit::SaysWhere)),
            FileKind::Tiff | FileKind::Pdf | FileKind::Xlsx | FileKind::Docx | FileKind::Ofd | FileKind::Csv | FileKind::Text => {
                drop(target);
                return Ok((draft, looked));
            }
        };
        stripped.map_err(fault)?.map_err(Error::Unfit)?;
        target.flush().map_err(fault)?;
        drop(target);
        Ok((plain, looked))
    }

    fn unwritable(&self, error: &io::Error) -> Error {
        Error::Unwritable(self.evidence_shelf().root().to_owned(), error.to_string())
    }

    /// Take a file back before what it is shown for is verified. The row says so from now on; the bytes stay.
    pub fn withdraw_evidence(&self, caller: &Caller, id: &str, reason: &str) -> Result<Record, Error> {
        let record = self.evidence_record(&caller.actor, id)?;
        let subject = format!("{} {}", record.text("record"), record.text("file_name"));
        let act = self.act(caller, "evidence.withdraw", subject, reason.trim());
        self.store.write(act, |tx| {
            let mut reader = tx.reader()?;
            let (mut record, place) = seen(&mut reader, &caller.actor, id)?;
            may_withdraw(&caller.actor, &record, &place)?;
            if !record.get("withdrawn_on").is_null() {
                return Err(Error::Denied(Denied::WrongState));
            }
            let filings = filings_of(&mut reader, std::slice::from_ref(&place.key))?;
            if judged_at(&mut reader, &place, &filings)? >= Some(record.recorded_at) {
                return Err(Error::Denied(Denied::WrongState));
            }
            let at = EVIDENCE.column("withdrawn_on").unwrap_or(0);
            record.values[at] = Value::Int(day_number(self.today));
            tx.add(&EVIDENCE, record.values)?;
            Ok::<_, Error>(())
        })?;
        Ok(record)
    }

    /// The row of a file that somebody may see.
    pub fn evidence_record(&self, actor: &Actor, id: &str) -> Result<Record, Error> {
        let found = self.store.read(&actor.scope(), |reader| Ok(seen(reader, actor, id)))?;
        found.map(|(record, _)| record)
    }

    /// Files shown for a record that somebody may see, oldest first; withdrawn ones too.
    pub fn evidence_of(&self, actor: &Actor, register: &str, record: &str) -> Result<Vec<Record>, Error> {
        let found = self.store.read(&actor.scope(), |reader| {
            let Some(place) = find(reader, actor, register, record)? else { return Ok(Vec::new()) };
            let mut files = of_place(reader, &place)?;
            files.retain(|e| place.shows(actor, unit_of(e)));
            Ok(files)
        })?;
        Ok(found)
    }

    /// Every file that somebody may open, as of a day: the list holds what [`Office::evidence_record`] gives, and nothing else.
    pub fn evidence_seen(&self, actor: &Actor, as_of: Date) -> Result<Vec<Record>, Error> {
        let found = self.store.read(&actor.scope(), |reader| {
            let (mut seen, mut places) = (Vec::new(), BTreeMap::new());
            for file in Arc::unwrap_or_clone(reader.clerk().records(&EVIDENCE, Some(end_of_day(as_of)))?) {
                let at = (file.text("register").to_owned(), file.text("record").to_owned());
                if !places.contains_key(&at) {
                    let place = find(reader, actor, &at.0, &at.1)?;
                    places.insert(at.clone(), place);
                }
                let place: Option<&Place> = places.get(&at).and_then(Option::as_ref);
                if place.is_some_and(|place| place.shows(actor, unit_of(&file))) {
                    seen.push(file);
                }
            }
            Ok(seen)
        })?;
        Ok(found)
    }

    /// Files that stand for some records, by key, for those who may see them.
    pub fn evidence_by_record(
        &self,
        actor: &Actor,
        register: &str,
        keys: &[String],
    ) -> Result<BTreeMap<String, Vec<Record>>, Error> {
        let found = self.store.read(&actor.scope(), |reader| {
            let mut by_record = files_for(reader, register, keys)?;
            for (key, files) in &mut by_record {
                let place = find(reader, actor, register, key)?;
                let shows = |file: &Record| place.as_ref().is_some_and(|p| p.shows(actor, unit_of(file)));
                files.retain(|file| file.get("withdrawn_on").is_null() && shows(file));
            }
            Ok(by_record)
        })?;
        Ok(found)
    }

    /// Files of some records of a register: who showed each, the newest last, and what this person may do about them.
    pub fn attached(&self, actor: &Actor, register: &str, records: &[String]) -> Result<Vec<Attachments>, Error> {
        let found = self.store.read(&actor.scope(), |reader| {
            let mut files = files_for(reader, register, records)?;
            let mut who = Who::of(reader, files.values().flatten())?;
            let filings = filings_of(reader, records)?;
            let mut found = Vec::with_capacity(records.len());
            for record in records {
                let Some(place) = find(reader, actor, register, record)? else {
                    found.push(Attachments::default());
                    continue;
                };
                let mut files = files.remove(&place.key).unwrap_or_default();
                files.retain(|e| place.shows(actor, unit_of(e)));
                let judged_at = if files.is_empty() { None } else { judged_at(reader, &place, &filings)? };
                let is_open = |file: &Record| judged_at < Some(file.recorded_at) && may_withdraw(actor, file, &place).is_ok();
                let files = files.into_iter().map(|file| Attached { may_withdraw: is_open(&file), ..who.showed(file) }).collect();
                found.push(Attachments { files, may_add: may_attach(actor, Some(place), self.today).is_ok() });
            }
            Ok(found)
        })?;
        Ok(found)
    }

    /// Open a file: a line of record says who and when, before the first byte is handed out.
    pub fn read_evidence(&self, caller: &Caller, id: &str) -> Result<(Record, File), Error> {
        let record = self.evidence_record(&caller.actor, id)?;
        let file = self.evidence_shelf().open(record.text("sm3"));
        let place = self.evidence_shelf().place(record.text("sm3")).unwrap_or_default();
        let file = file.map_err(|e| Error::Unreadable(place, e.to_string()))?;
        let act = self.act(caller, "evidence.read", format!("{id} {}", record.text("file_name")), "");
        self.store.write(act, |_| Ok::<_, Error>(()))?;
        Ok((record, file))
    }
}

/// Who showed files: it stands in the act that wrote the first version of each. Whoever sees the file sees the name.
struct Who {
    units: Arc<Vec<Unit>>,
    /// By the number of the file.
    names: HashMap<String, (String, String)>,
}

impl Who {
    fn of<'f>(reader: &mut Reader<'_>, files: impl Iterator<Item = &'f Record>) -> Result<Who, Fault> {
        let mut reader = reader.clerk();
        let mut firsts = HashMap::new();
        for file in files {
            let id = file.text("evidence_id");
            // Whoever takes a file back writes its second version.
            let as_shown =
                if file.get("withdrawn_on").is_null() { None } else { reader.versions(&EVIDENCE, id)?.into_iter().next() };
            firsts.insert(as_shown.map_or(file.seq, |first| first.seq), id.to_owned());
        }
        let places: Vec<i64> = firsts.keys().copied().collect();
        let (mut people, mut names) = (HashMap::new(), HashMap::new());
        for (place, account) in reader.writers(&EVIDENCE, &places)? {
            let Some(id) = firsts.remove(&place) else { continue };
            if !people.contains_key(&account) {
                people.insert(account.clone(), person_behind(&mut reader, &account)?);
            }
            names.insert(id, people[&account].clone());
        }
        Ok(Who { units: crate::books::units(&mut reader, None)?, names })
    }

    fn showed(&mut self, record: Record) -> Attached {
        let by = self.names.remove(record.text("evidence_id")).unwrap_or_default();
        let unit = self.units.iter().find(|u| u.number == unit_of(&record)).cloned();
        Attached { record, by, unit, may_withdraw: false }
    }
}

/// What a return was verified by, an order or a problem closed by, a proceeding or an objection decided on, stays with it: what
/// was shown up to this instant.
fn judged_at(reader: &mut Reader<'_>, place: &Place, filings: &Filings) -> Result<Option<i64>, Fault> {
    if let Some(hearing) = &place.hearing {
        return Ok(hearing.judged_at);
    }
    let is_judged = if place.register.noun == ORDERS.noun {
        crate::orders::is_judged(reader, &place.key)?
    } else if place.register.noun == SITE_PROBLEMS.noun {
        crate::site_problems::is_judged(reader, &place.key)?
    } else if let Some(named) = Named::of_key(&place.key).filter(|_| place.register.noun == RETURNS.noun) {
        filings.of(named.unit, named.indicator, named.number()).is_some_and(|held| held.filed.is_verified())
    } else {
        false
    };
    Ok(is_judged.then_some(i64::MAX))
}

/// The returns of the months that keys of returns name.
fn filings_of(reader: &mut Reader<'_>, keys: &[String]) -> Result<Filings, Fault> {
    let months: BTreeSet<i64> = keys.iter().filter_map(|key| Some(Named::of_key(key)?.number())).collect();
    reader.filings(&months.into_iter().collect::<Vec<_>>())
}

/// A unit that has shown more than anybody needs shows no more.
fn room_for(reader: &mut Reader<'_>, unit: i32, bytes: u64) -> Result<(), Error> {
    let column = EVIDENCE.column("unit_id").unwrap_or(0);
    let shown = reader.records_with(&EVIDENCE, &[(column, vec![Value::Int(unit.into())])])?;
    let held: i64 = shown.iter().filter_map(|file| file.int("bytes")).sum();
    let more = i64::try_from(bytes).unwrap_or(i64::MAX);
    let has_room = shown.len() < MOST_FILES && held.saturating_add(more) <= MOST_OF_A_UNIT;
    if has_room { Ok(()) } else { Err(Error::Unfit(Unfit::Full)) }
}

/// Whose file it is: the unit's whose return it is, else of who shows it.
fn shown_by(actor: &Actor, place: &Place) -> i32 {
    let first = place.units.first().copied().unwrap_or(COUNTY);
    if place.register.noun == RETURNS.noun { first } else { actor.unit.unwrap_or(first) }
}

fn may_attach(actor: &Actor, place: Option<Place>, today: Date) -> Result<Place, Error> {
    let place = place.ok_or(Error::NotFound)?;
    match &place.hearing {
        Some(hearing) => hearing.is_open(today).map_err(Error::Denied)?,
        None => allow(actor, Request { relation: place.relation(actor), open: true, ..Request::of(Action::AttachEvidence) })?,
    }
    Ok(place)
}

/// Only who shows a file takes it back; a lead office does not touch what a unit shows.
fn may_withdraw(actor: &Actor, record: &Record, place: &Place) -> Result<(), Error> {
    let own = actor.unit == Some(unit_of(record));
    if let Some(hearing) = &place.hearing {
        return if own && hearing.answers { Ok(()) } else { Err(Error::Denied(Denied::NotYourRole)) };
    }
    let relation = if own { Relation::Own } else { place.relation(actor) };
    allow(actor, Request { relation, open: true, ..Request::of(Action::AttachEvidence) })?;
    let above = matches!(actor.role, Role::Supervision | Role::System);
    if own || above { Ok(()) } else { Err(Error::Denied(Denied::NotYourRole)) }
}

/// A file's row and its place, for whoever may see it.
fn seen(reader: &mut Reader<'_>, actor: &Actor, id: &str) -> Result<(Record, Place), Error> {
    let record = reader.clerk().versions(&EVIDENCE, id)?.pop().ok_or(Error::NotFound)?;
    let place = find(reader, actor, record.text("register"), record.text("record"))?.ok_or(Error::NotFound)?;
    if place.shows(actor, unit_of(&record)) { Ok((record, place)) } else { Err(Error::NotFound) }
}

/// All files of a place, as they stand, oldest first; whom the place shows them is asked of it.
pub(crate) fn of_place(reader: &mut Reader<'_>, place: &Place) -> Result<Vec<Record>, Fault> {
    let key = std::slice::from_ref(&place.key);
    Ok(files_for(reader, place.register.noun, key)?.remove(&place.key).unwrap_or_default())
}

/// All files of some records of a register by the record; whom its place shows them is asked of that.
pub(crate) fn files_for(
    reader: &mut Reader<'_>,
    register: &str,
    keys: &[String],
) -> Result<BTreeMap<String, Vec<Record>>, Fault> {
    let column = EVIDENCE.column("record").unwrap_or(0);
    let asked = keys.iter().cloned().map(Value::Text).collect();
    let mut by_record: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for file in reader.clerk().records_with(&EVIDENCE, &[(column, asked)])? {
        if file.text("register") == register {
            by_record.entry(file.text("record").to_owned()).or_default().push(file);
        }
    }
    Ok(by_record)
}

pub(crate) fn unit_of(record: &Record) -> i32 {
    record.int("unit_id").and_then(|n| i32::try_from(n).ok()).unwrap_or(COUNTY)
}
