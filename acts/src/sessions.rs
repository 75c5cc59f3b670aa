//! Sessions 会话: from a token in a cookie to the actor it stands for, on every request; what is kept is the token's digest.
//!
//! Who may do what is looked up as the county stands: a session that is ended, an account suspended, a term over, a role taken away
//! are all acts, every act moves the chain, and what is remembered here holds for one place of the chain only. So each takes effect
//! at the next request (RELIABILITY P-05) and costs no query while nothing changes.

mod opening;
mod own;
mod tallies;

pub use crate::accounts::Cost;
pub use opening::{Code, Opened, Step, Visitor};
pub use own::{Enrolment, Listed};

use crate::accounts::{Directory, Hasher, Name, county_of, digest};
use crate::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::Date;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Changes, Session, Store};
use tallies::{Halves, Tallies};

/// How long a session lasts: unused, and at all, ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    pub idle: i64,
    pub absolute: i64,
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Who came in, and where each table of facts last changed.
pub type Entered = (Arc<Seated>, Arc<Changes>);

impl Patience {
    /// 等保 8.1.4.1 b asks that a connection left alone ends; RELIABILITY.md §7.2 puts it at 15 minutes, and 8 hours at most.
    pub const LIVE: Patience = Patience { idle: 15 * MINUTE, absolute: 8 * HOUR };
    /// Nothing of value lies behind the door of a demonstration.
    pub const DEMONSTRATION: Patience = Patience { idle: 8 * HOUR, absolute: 24 * HOUR };
}

/// That a session was used is written down at most so often, ms.
const SEEN_EVERY: i64 = MINUTE;

/// Most sessions remembered; the store knows the others.
const REMEMBERED: usize = 10_000;

/// What somebody must do before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    ChangePassword,
    EnrolSecondFactor,
}

/// Somebody signed in, in a post 在座.
#[derive(Clone, Debug)]
pub struct Seated {
    pub actor: Actor,
    /// Digest of the session's token.
    pub digest: String,
    pub person: Name,
    pub post: String,
    pub title: Name,
    pub unit: Option<Name>,
    pub county: Name,
    /// Another post could be acted in.
    pub several: bool,
    pub must: Option<Must>,
    opened_at: i64,
}

impl Seated {
    /// How a session is named in lists and acts.
    pub fn short(&self) -> &str {
        short(&self.digest)
    }
}

pub(crate) fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

/// A session as it was found at a place of the chain.
struct Remembered {
    seq: i64,
    today: Date,
    seated: Arc<Seated>,
    seen_at: i64,
    written_at: i64,
}

pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The door 门禁: what all requests of one program share.
pub struct Door {
    keys: PathBuf,
    pub patience: Patience,
    /// The true clock, whatever day a demonstration was told.
    clock: Clock,
    hasher: Hasher,
    tallies: Mutex<Tallies>,
    halves: Mutex<Halves>,
    remembered: Mutex<HashMap<String, Remembered>>,
    /// Digests of sessions used but not yet written down; taken by one thread at a time.
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    waiting: HashSet<(i32, String, i64)>,
    running: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half-done inside these locks.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Door {
    pub fn new(keys: PathBuf, patience: Patience, cost: Cost, clock: Clock) -> Door {
        Door {
            keys,
            patience,
            clock,
            hasher: Hasher::new(cost),
            tallies: Mutex::default(),
            halves: Mutex::default(),
            remembered: Mutex::default(),
            seen: Arc::default(),
        }
    }

    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Passwords looked at since the start.
    pub fn looked_at(&self) -> u64 {
        self.hasher.looked_at()
    }

    /// Who comes with a token, and where the county's tables last changed. None: whoever it is signs in again.
    pub fn enter(&self, office: &Office, token: &str) -> Result<Option<Entered>, Error> {
        let Some(county) = county_of(token) else { return Ok(None) };
        let changes = office.store.changes(county)?;
        let seq = changes.seq;
        // No session was ever opened there.
        if seq == 0 {
            return Ok(None);
        }
        let (digest, now) = (digest(token), self.now());
        if let Some(found) = self.recall(office, &digest, seq, now) {
            return Ok(found.map(|seated| (seated, changes)));
        }
        let Some((session, seated)) = self.look_up(office, county, &digest)? else {
            lock(&self.remembered).remove(&digest);
            return Ok(None);
        };
        let mut remembered = lock(&self.remembered);
        let seen_at = remembered.get(&digest).map_or(session.seen_at, |r| r.seen_at.max(session.seen_at));
        if self.is_over(session.opened_at, seen_at, now) {
            remembered.remove(&digest);
            return Ok(None);
        }
        if remembered.len() >= REMEMBERED {
            remembered.clear();
        }
        let seated = Arc::new(seated);
        let kept = Remembered { seq, today: office.today, seated: seated.clone(), seen_at, written_at: session.seen_at };
        remembered.insert(digest.clone(), kept);
        drop(remembered);
        self.recall(office, &digest, seq, now);
        Ok(Some((seated, changes)))
    }

    /// From memory, if nothing was written since. Some(None): the session is over.
    fn recall(&self, office: &Office, digest: &str, seq: i64, now: i64) -> Option<Option<Arc<Seated>>> {
        let mut remembered = lock(&self.remembered);
        let found = remembered.get_mut(digest).filter(|r| r.seq == seq && r.today == office.today)?;
        if self.is_over(found.seated.opened_at, found.seen_at, now) {
            remembered.remove(digest);
            return Some(None);
        }
        found.seen_at = found.seen_at.max(now);
        let seated = found.seated.clone();
        let write = now - found.written_at >= SEEN_EVERY;
        if write {
            found.written_at = now;
        }
        drop(remembered);
        if write {
            self.note_seen(&office.store, seated.actor.county, digest, now);
        }
        Some(Some(seated))
    }

    fn is_over(&self, opened_at: i64, seen_at: i64, now: i64) -> bool {
        now - seen_at > self.patience.idle || now - opened_at > self.patience.absolute
    }

    /// The session and whom it stands for, as the county stands now.
    fn look_up(&self, office: &Office, county: i32, digest: &str) -> Result<Option<(Session, Seated)>, Error> {
        let found = office.store.look_aside(county, |aside| {
            let Some(session) = aside.session(digest)? else { return Ok(None) };
            let credential = aside.credential(&session.account)?;
            Ok(Some((session, credential)))
        })?;
        let Some((session, credential)) = found else { return Ok(None) };
        let directory = office.directory(county)?;
        let seated = seat(&directory, &session, office.today, credential.is_some_and(|c| c.must_change));
        Ok(seated.map(|seated| (session, seated)))
    }

    /// Written in the background: a page does not wait until a long import lets go of the writer.
    fn note_seen(&self, store: &Store, county: i32, digest: &str, at: i64) {
        let mut seen = lock(&self.seen);
        seen.waiting.insert((county, digest.to_owned(), at));
        if std::mem::replace(&mut seen.running, true) {
            return;
        }
        drop(seen);
        let (seen, store) = (self.seen.clone(), store.clone());
        std::thread::spawn(move || {
            loop {
                let batch = {
                    let mut seen = lock(&seen);
                    if seen.waiting.is_empty() {
                        seen.running = false;
                        return;
                    }
                    std::mem::take(&mut seen.waiting)
                };
                for (county, digest, at) in batch {
                    // A session that was ended meanwhile stays ended. What cannot be written is written a minute later.
                    let _ = store.put_aside(county, |aside| {
                        if let Some(session) = aside.session(&digest)? {
                            aside.keep_session(&Session { seen_at: session.seen_at.max(at), ..session })?;
                        }
                        Ok::<(), store::Fault>(())
                    });
                }
            }
        });
    }
}

/// Whom a session stands for today; none if the account is suspended or the post is no longer held with a role.
fn seat(directory: &Directory, session: &Session, today: Date, must_change: bool) -> Option<Seated> {
    let account = directory.account(&session.account).filter(|a| a.active)?;
    let post = directory.seats(&account.person, today).find(|p| p.code == session.post)?;
    let role = post.role?;
    let unit = directory.unit(post.unit).map(|u| Name { zh: u.name.clone(), en: u.name_en.clone() });
    Some(Seated {
        actor: Actor { county: directory.county, name: account.name.clone(), role, unit: post.unit },
        digest: session.digest.clone(),
        person: directory.person(&account.person).cloned().unwrap_or_default(),
        post: post.code.clone(),
        title: post.title.clone(),
        unit,
        county: directory.name.clone(),
        several: directory.seats(&account.person, today).count() > 1,
        must: obligation(role, session.second_factor, must_change),
        opened_at: session.opened_at,
    })
}

fn obligation(role: Role, second_factor: bool, must_change: bool) -> Option<Must> {
    if must_change {
        Some(Must::ChangePassword)
    } else if role.needs_second_factor() && !second_factor {
        Some(Must::EnrolSecondFactor)
    } else {
        None
    }
}
