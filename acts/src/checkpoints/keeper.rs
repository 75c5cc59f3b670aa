//! Keeper 存证员 (T-10): the scheduler's post that signs checkpoints by itself while the server runs, and keeps one a day.
//!
//! What the county recorded is covered by a signed file within a minute: `checkpoints/COUNTY/DAY.json` beside the keys, put anew
//! whenever something was recorded. When something is recorded on a later day, the file of the day before stays for ever, and that
//! is an act. The signing in between is none, or signing would itself be something to sign, and every page would have to be made
//! anew each minute (docs/decisions/0015).

use super::Checkpoint;
use crate::acting::Caller;
use crate::keys::{CountyKey, PublicKey};
use crate::{Error, Office, true_day};
use domain::actors::Actor;
use domain::calendar::{Date, parse_day};
use domain::lang::Lang;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use store::{Digests, Fault};

/// The system post that does it.
const POST: &str = "scheduler";

/// What is done once in every span: each county that recorded something gets a checkpoint.
pub struct Round {
    office: Office,
    /// The day the program was told to take for today.
    given: Option<Date>,
    keys: PathBuf,
    /// What was signed last, and on which day: all of the chain is recomputed once a run and once a day.
    last: BTreeMap<i32, (Date, Digests)>,
}

/// Checkpoints made, and counties for which none could be.
#[derive(Default)]
pub struct Made {
    pub checkpoints: Vec<Checkpoint>,
    pub failed: Vec<(i32, Error)>,
}

impl Round {
    pub fn new(office: Office, keys: &Path) -> Round {
        let given = (office.today != true_day()).then_some(office.today);
        Round { office, given, keys: keys.to_owned(), last: BTreeMap::new() }
    }

    pub fn go(&mut self) -> Made {
        self.on(self.given.unwrap_or_else(true_day))
    }

    /// The same on a day. One county's failure does not keep another from its own.
    pub fn on(&mut self, today: Date) -> Made {
        self.office.today = today;
        let mut made = Made::default();
        match self.office.store.counties() {
            Err(fault) => made.failed.push((0, fault.into())),
            Ok(heads) => {
                for head in heads {
                    match self.county(head.county, head.seq) {
                        Ok(checkpoint) => made.checkpoints.extend(checkpoint),
                        Err(error) => made.failed.push((head.county, error)),
                    }
                }
            }
        }
        made
    }

    fn county(&mut self, county: i32, head: i64) -> Result<Option<Checkpoint>, Error> {
        let (today, signed) = (self.office.today, self.last.get(&county).copied());
        // Nothing recorded since: nothing to sign, whatever day it is.
        if signed.is_some_and(|(_, last)| last.seq == head) {
            return Ok(None);
        }
        let key = CountyKey::of(&self.keys, county)?;
        let newest = kept(&self.keys, county).into_iter().next();
        let since = match (signed, &newest) {
            (Some((day, last)), Some(newest)) if day == today && newest.seq == last.seq => Some(last),
            (_, Some(newest)) => Some(self.proved(county, newest, &key.public())?),
            (_, None) => None,
        };
        if let Some(since) = since.filter(|since| since.seq == head) {
            self.last.insert(county, (today, since));
            return Ok(None);
        }
        if let Some(over) = newest.filter(|newest| newest.day != today.to_string()) {
            self.note(county, &over)?;
        }
        let found = match &since {
            Some(since) => self.office.store.follows(county, since)?,
            None => self.office.store.prefix(county, None)?,
        };
        if let Some(row) = found.bad {
            return Err(Error::ChainDoesNotHold(row.zh, row.en));
        }
        let digests = found.digests.ok_or(Error::UnknownCounty(county))?;
        let checkpoint = self.office.signed(county, &digests, &key)?;
        put(&self.keys, &checkpoint)?;
        self.last.insert(county, (today, digests));
        Ok(Some(checkpoint))
    }

    /// Nothing is signed on top of a file that does not hold: history was written anew, or the file is not ours.
    fn proved(&self, county: i32, newest: &Checkpoint, key: &PublicKey) -> Result<Digests, Error> {
        let proof = self.office.prove(&Actor::system(county, POST).scope(), newest.clone(), key)?;
        let does_not_hold = || Error::ChainDoesNotHold(proof.sentence(Lang::Zh), proof.sentence(Lang::En));
        if proof.holds() { newest.digests().ok_or_else(does_not_hold) } else { Err(does_not_hold()) }
    }

    /// A day is over: its last checkpoint stays, and stands in the record of acts. A day is noted once.
    fn note(&self, county: i32, checkpoint: &Checkpoint) -> Result<(), Error> {
        let key = format!("checkpoint {}", checkpoint.day);
        let caller = Caller { actor: Actor::system(county, POST), origin: String::new(), key };
        let subject = format!("{} 第{}号 SM3 {}", checkpoint.day, checkpoint.seq, checkpoint.sm3);
        self.office.store.write(self.office.act(&caller, "checkpoints.keep", subject, ""), |_| Ok::<_, Fault>(()))?;
        Ok(())
    }
}

/// Rounds on a thread of their own, until this is dropped.
pub struct Keeper {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// A round in every `pace`; `tell` hears why a county could not be signed for, once for each reason.
    pub fn start(mut round: Round, pace: Duration, tell: impl Fn(i32, &Error) + Send + 'static) -> Keeper {
        let over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&over);
        let work = move || {
            let mut before: BTreeMap<i32, String> = BTreeMap::new();
            while !stop.load(Ordering::Acquire) {
                let failed = round.go().failed;
                for (county, error) in &failed {
                    if before.get(county) != Some(&error.sentence(Lang::En)) {
                        tell(*county, error);
                    }
                }
                before = failed.into_iter().map(|(county, error)| (county, error.sentence(Lang::En))).collect();
                let next = Instant::now() + pace;
                while Instant::now() < next && !stop.load(Ordering::Acquire) {
                    thread::sleep(Duration::from_millis(50).min(pace));
                }
            }
        };
        // Without a thread there are no checkpoints, and the pages are served all the same.
        let thread = thread::Builder::new().name("checkpoints".to_owned()).spawn(work).ok();
        Keeper { over, thread }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        let Some(thread) = self.thread.take() else { return };
        // A round that reads a long chain is not waited for.
        let patience = Instant::now() + Duration::from_secs(2);
        while !thread.is_finished() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(10));
        }
    }
}

fn folder(keys: &Path, county: i32) -> PathBuf {
    keys.with_file_name("checkpoints").join(county.to_string())
}

/// The checkpoints kept of a county, the furthest first; files that are none are passed over.
pub fn kept(keys: &Path, county: i32) -> Vec<Checkpoint> {
    let files = fs::read_dir(folder(keys, county)).into_iter().flatten().flatten();
    let days = files.filter_map(|file| parse_day(file.path().file_name()?.to_str()?.strip_suffix(".json")?));
    let mut kept: Vec<Checkpoint> = days.filter_map(|day| kept_on(keys, county, day)).collect();
    kept.sort_by(|a, b| (b.seq, &b.day).cmp(&(a.seq, &a.day)));
    kept
}

/// The checkpoint kept of a day.
pub fn kept_on(keys: &Path, county: i32, day: Date) -> Option<Checkpoint> {
    Checkpoint::parse(&fs::read(folder(keys, county).join(format!("{day}.json"))).ok()?)
}

/// Temp → fsync → rename → fsync folder: the file of a day is always whole.
fn put(keys: &Path, checkpoint: &Checkpoint) -> Result<(), Error> {
    let folder = folder(keys, checkpoint.county);
    let (place, draft) = (folder.join(format!("{}.json", checkpoint.day)), folder.join("draft"));
    let write = || -> io::Result<()> {
        fs::create_dir_all(&folder)?;
        let mut file = File::create(&draft)?;
        file.write_all(checkpoint.text().as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, &place)?;
        // Windows keeps the name with the file and opens no folder.
        if cfg!(unix) { File::open(&folder)?.sync_all() } else { Ok(()) }
    };
    write().map_err(|e| Error::Unwritable(place.clone(), e.to_string()))
}
