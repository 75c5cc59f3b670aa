//! Standing 现存: what stands now, kept in memory and brought up to date by what was added since it was read.
//!
//! Facts are only ever added. So what was read at one place of the chain is right at a later one as soon as the rows between the
//! two are applied to it: nothing is thrown away when something is written, and nothing can be out of date. A view that is older
//! than what is kept reads for itself, and so does a write once it has written: others see that when it is done.

use crate::filings::Months;
use crate::records::latest;
use domain::calendar::Period;
use domain::ledger::Tally;
use domain::registers::{Record, Register};
use domain::targets::Targets;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counties of which something is kept: beyond them, what was used longest ago is forgotten.
const COUNTIES: usize = 32;

/// Periods of a county, each at one stage, of which figures are kept: the year that accountability looks through, months and
/// quarters at two stages, and as many besides.
const PERIODS: usize = 64;

/// Is a register kept, for all eyes alike?
pub(crate) fn keeps(register: &Register) -> bool {
    !register.is_apart()
}

/// The current records of a register.
#[derive(Clone)]
pub(crate) struct Kept {
    pub records: Arc<Vec<Record>>,
    /// Every version up to this place of the chain is counted in.
    pub up_to: i64,
    /// Place of the newest version counted in, and the latest instant at which any was recorded.
    pub newest: i64,
    pub latest: i64,
}

impl Kept {
    /// From every version up to a place of the chain.
    pub fn of(register: &Register, versions: Vec<Record>, up_to: i64) -> Kept {
        let newest = versions.last().map_or(0, |version| version.seq);
        let known = versions.iter().map(|version| version.recorded_at).max().unwrap_or(i64::MIN);
        Kept { records: Arc::new(latest(register, versions)), up_to, newest, latest: known }
    }

    /// With the versions added since.
    pub fn with(mut self, register: &Register, since: Vec<Record>, up_to: i64) -> Kept {
        self.up_to = up_to;
        let Some(newest) = since.last().map(|version| version.seq) else { return self };
        let mut versions = Vec::with_capacity(self.records.len() + since.len());
        versions.extend(self.records.iter().cloned());
        let known = since.iter().map(|version| version.recorded_at).fold(self.latest, i64::max);
        versions.extend(since);
        Kept { records: Arc::new(latest(register, versions)), up_to, newest, latest: known }
    }
}

/// Figures at a stage for the months of a period and of the same months a year before.
#[derive(Clone)]
pub(crate) struct Sums {
    /// By year, indicator and unit.
    pub tallies: Arc<Vec<Tally>>,
    /// Every entry up to this place of the chain is counted in.
    pub up_to: i64,
}

/// Targets of some years.
#[derive(Clone)]
pub(crate) struct KeptTargets {
    pub targets: Arc<Targets>,
    /// Every target set up to this place of the chain is counted in.
    pub up_to: i64,
}

/// What was made of some registers, and of which records.
type Derived = (Vec<Arc<Vec<Record>>>, Arc<dyn Any + Send + Sync>);

/// Stage and period.
pub(crate) type SumsKey = (i64, Period);

#[derive(Default)]
struct County {
    used: u64,
    /// By the noun of the register.
    registers: HashMap<&'static str, Kept>,
    derived: HashMap<TypeId, Derived>,
    sums: HashMap<SumsKey, Sums>,
    filings: Months,
    /// By first and last year.
    targets: HashMap<(i16, i16), KeptTargets>,
    changes: Option<Arc<Changes>>,
}

/// The last place of every table of facts in a county's chain, up to a place.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Place of the last fact.
    pub seq: i64,
    pub(crate) last: HashMap<&'static str, i64>,
}

impl Changes {
    /// The last place in any of some tables. What is in no chain may change at any moment.
    pub fn last_in<'t>(&self, tables: impl IntoIterator<Item = &'t &'static str>) -> i64 {
        tables.into_iter().map(|table| self.last.get(table).copied().unwrap_or(i64::MAX)).max().unwrap_or(0)
    }
}

/// What is kept of each county.
#[derive(Default)]
pub(crate) struct Standing {
    counties: Mutex<Counties>,
}

#[derive(Default)]
struct Counties {
    by_code: HashMap<i32, County>,
    /// Counts up with every use.
    uses: u64,
}

impl Standing {
    fn counties(&self) -> MutexGuard<'_, Counties> {
        // Nothing is left half-done inside this lock.
        self.counties.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Look at, or put away, what is kept of a county.
    fn with<T>(&self, county: i32, look: impl FnOnce(&mut County) -> T) -> T {
        let mut counties = self.counties();
        counties.uses += 1;
        let uses = counties.uses;
        if !counties.by_code.contains_key(&county) && counties.by_code.len() >= COUNTIES {
            let longest_ago = counties.by_code.iter().min_by_key(|c| c.1.used).map(|c| *c.0);
            longest_ago.and_then(|code| counties.by_code.remove(&code));
        }
        let kept = counties.by_code.entry(county).or_default();
        kept.used = uses;
        look(kept)
    }

    pub fn register(&self, county: i32, register: &Register) -> Option<Kept> {
        self.with(county, |c| c.registers.get(register.noun).cloned())
    }

    /// Of two who read at once, the one who saw more is kept.
    pub fn keep_register(&self, county: i32, register: &Register, kept: &Kept) {
        self.with(county, |c| {
            if c.registers.get(register.noun).is_none_or(|there| there.up_to < kept.up_to) {
                c.registers.insert(register.noun, kept.clone());
            }
        });
    }

    pub fn sums(&self, county: i32, key: &SumsKey) -> Option<Sums> {
        self.with(county, |c| c.sums.get(key).cloned())
    }

    pub fn keep_sums(&self, county: i32, key: SumsKey, kept: &Sums) {
        self.with(county, |c| {
            if c.sums.len() >= PERIODS && !c.sums.contains_key(&key) {
                c.sums.clear();
            }
            if c.sums.get(&key).is_none_or(|there| there.up_to < kept.up_to) {
                c.sums.insert(key, kept.clone());
            }
        });
    }

    pub fn targets(&self, county: i32, years: (i16, i16)) -> Option<KeptTargets> {
        self.with(county, |c| c.targets.get(&years).cloned())
    }

    pub fn keep_targets(&self, county: i32, years: (i16, i16), kept: KeptTargets) {
        self.with(county, |c| {
            if c.targets.len() >= PERIODS && !c.targets.contains_key(&years) {
                c.targets.clear();
            }
            if c.targets.get(&years).is_none_or(|there| there.up_to < kept.up_to) {
                c.targets.insert(years, kept);
            }
        });
    }

    pub fn filings(&self, county: i32) -> Months {
        self.with(county, |c| c.filings.clone())
    }

    pub fn keep_filings(&self, county: i32, kept: Months) {
        self.with(county, |c| {
            if c.filings.up_to == kept.up_to {
                c.filings.by_month.extend(kept.by_month);
            } else if c.filings.up_to < kept.up_to {
                c.filings = kept;
            }
        });
    }

    /// What was made of these very records before.
    pub fn derived<T: Any + Send + Sync>(&self, county: i32, of: &[Arc<Vec<Record>>]) -> Option<Arc<T>> {
        let (made_of, made) = self.with(county, |c| c.derived.get(&TypeId::of::<T>()).cloned())?;
        let same = made_of.len() == of.len() && made_of.iter().zip(of).all(|(a, b)| Arc::ptr_eq(a, b));
        made.downcast().ok().filter(|_| same)
    }

    pub fn keep_derived<T: Any + Send + Sync>(&self, county: i32, of: Vec<Arc<Vec<Record>>>, made: &Arc<T>) {
        self.with(county, |c| c.derived.insert(TypeId::of::<T>(), (of, made.clone())));
    }

    pub fn changes(&self, county: i32) -> Option<Arc<Changes>> {
        self.with(county, |c| c.changes.clone())
    }

    pub fn keep_changes(&self, county: i32, changes: &Arc<Changes>) {
        self.with(county, |c| {
            if c.changes.as_ref().is_none_or(|there| there.seq < changes.seq) {
                c.changes = Some(changes.clone());
            }
        });
    }
}
