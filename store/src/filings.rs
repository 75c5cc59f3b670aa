//! Filings 报送: how every return of a month stands — what was reported, verified and decided — and when it was first filed.
//!
//! A month of all units is kept in memory and brought up to date by what was filed and decided since, as everything in `standing` is.

use crate::cell::Cell;
use crate::conn::Row;
use crate::fault::Fault;
use crate::reader::Reader;
use domain::actors::Scope;
use domain::returns::{Decision, Filed};
use domain::stage::Stage;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// One return as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    pub filed: Filed,
    /// When the report that stands was made; none after a withdrawal.
    pub reported_at: Option<i64>,
    /// Of the last report.
    pub note: Box<str>,
    pub voucher: Box<str>,
    /// Of the last decision.
    pub reason: Box<str>,
    first_reported: Option<i64>,
    first_verified: Option<i64>,
}

impl Filing {
    /// When it was first filed, as known at an instant: the first report, or the first verified figure where none was reported.
    pub fn first(&self, as_of: Option<i64>) -> Option<i64> {
        let known = |at: Option<i64>| at.filter(|at| as_of.is_none_or(|instant| *at <= instant));
        known(self.first_reported).or_else(|| known(self.first_verified))
    }

    /// What was said when the last report was decided on.
    pub fn reason(&self) -> &str {
        let of_it = self.filed.decision.is_some_and(|(_, of)| self.filed.reported.is_none_or(|(seq, _)| of >= seq));
        if of_it { &self.reason } else { "" }
    }

    fn report(&mut self, row: &dyn Row) {
        let (seq, at, value) = (row.at(0).int(), row.at(1).int(), row.at(6).maybe_int());
        let first = |known: Option<i64>| value.map(|_| known.map_or(at, |k| k.min(at))).or(known);
        match Stage::parse(&row.at(5).text()) {
            Some(Stage::Reported) => {
                self.filed.reported = Some((seq, value));
                self.reported_at = value.map(|_| at);
                self.voucher = row.at(7).text().into();
                self.note = row.at(8).text().into();
                self.first_reported = first(self.first_reported);
            }
            Some(Stage::Verified) => {
                self.filed.verified = value.map(|value| (seq, value));
                self.first_verified = first(self.first_verified);
            }
            // Credited and statistical figures are of other hands and are not filed here.
            Some(Stage::Credited | Stage::Statistical) | None => {}
        }
    }

    fn decide(&mut self, row: &dyn Row) {
        self.filed.decision = Decision::parse(&row.at(5).text()).zip(row.at(6).maybe_int());
        self.reason = row.at(7).text().into();
    }
}

/// The returns of a month, by unit and indicator.
type Month = BTreeMap<(i32, i32), Filing>;

/// Months of returns, each as 202603, up to a place of the chain.
#[derive(Clone, Default)]
pub(crate) struct Months {
    pub up_to: i64,
    pub by_month: BTreeMap<i64, Arc<Month>>,
}

/// More months than a report of three years with the year before it are not kept.
const MONTHS: usize = 48;

/// The returns of some months, for whoever asked for them.
pub struct Filings {
    scope: Scope,
    months: BTreeMap<i64, Arc<Month>>,
}

impl Filings {
    /// How a return stands. What a unit files is for those who see its reports.
    pub fn of(&self, unit: i32, indicator: i32, month: i64) -> Option<&Filing> {
        let filing = self.months.get(&month)?.get(&(unit, indicator))?;
        Some(filing).filter(|_| self.scope.allows(Stage::Reported, unit))
    }

    /// When the returns of a month were first filed, by unit and indicator.
    pub fn first(&self, month: i64, as_of: Option<i64>) -> impl Iterator<Item = ((i32, i32), i64)> {
        let seen = |(unit, _): (i32, i32)| self.scope.allows(Stage::Reported, unit);
        let all = self.months.get(&month).into_iter().flat_map(|month| month.iter());
        all.filter(move |(key, _)| seen(**key)).filter_map(move |(key, filing)| Some((*key, filing.first(as_of)?)))
    }
}

/// What is done with a row: its month, unit and indicator, and what it makes of its return.
type Take<'t> = &'t mut dyn FnMut(i64, (i32, i32), &dyn Fn(&mut Filing));

/// Place, instant and key first, the same in both registers.
const HEAD: &str = "\"seq\", \"recorded_at\", \"period\", \"unit_id\", \"indicator_id\"";

/// A register, its columns after the head, and what a row of it makes of a return.
type Source = (&'static str, &'static str, fn(&mut Filing, &dyn Row));

/// What is read of a report and of a decision.
const SOURCES: [Source; 2] = [
    ("returns", "\"stage\", \"value\", \"voucher\", \"note\"", Filing::report),
    ("verifications", "\"decision\", \"return_seq\", \"reason\"", Filing::decide),
];

impl Reader<'_> {
    /// The returns of some months, each as 202603.
    pub fn filings(&mut self, months: &[i64]) -> Result<Filings, Fault> {
        SOURCES.iter().for_each(|source| self.note(source.0));
        let scope = self.scope;
        if !scope.business() {
            return Ok(Filings { scope, months: BTreeMap::new() });
        }
        let (county, head) = (scope.county(), self.head.seq);
        let kept = self.standing.filings(county);
        // A view of the archive as it was before reads for itself.
        let usable = kept.up_to <= head || self.pending.is_none() && self.unchanged_since(head)?;
        let mut kept = if usable { kept } else { Months::default() };
        self.bring_up(&mut kept)?;
        for &month in months {
            if let Entry::Vacant(place) = kept.by_month.entry(month) {
                place.insert(Arc::new(self.month(month)?));
            }
        }
        let asked = months.iter().filter_map(|month| Some((*month, kept.by_month.get(month)?.clone()))).collect();
        if self.pending.is_none() {
            if kept.by_month.len() > MONTHS {
                kept.by_month = BTreeMap::clone(&asked);
            }
            self.standing.keep_filings(county, kept);
        }
        Ok(Filings { scope, months: asked })
    }

    /// All that a unit ever filed: a file may be of any month.
    pub fn filings_of(&mut self, unit: i32) -> Result<Filings, Fault> {
        SOURCES.iter().for_each(|source| self.note(source.0));
        let scope = self.scope;
        let mut months: BTreeMap<i64, Month> = BTreeMap::new();
        if scope.business() {
            self.look("\"unit_id\" = $2", unit.into(), &mut |month, key, fill| {
                fill(months.entry(month).or_default().entry(key).or_default());
            })?;
        }
        Ok(Filings { scope, months: months.into_iter().map(|(month, filings)| (month, Arc::new(filings))).collect() })
    }

    /// Nothing was filed or decided after a place.
    fn unchanged_since(&mut self, place: i64) -> Result<bool, Fault> {
        let last =
            self.standing.changes(self.scope.county()).map_or(i64::MAX, |changes| changes.last_in(SOURCES.iter().map(|s| &s.0)));
        Ok(last <= place)
    }

    /// What was filed and decided since.
    fn bring_up(&mut self, kept: &mut Months) -> Result<(), Fault> {
        let (since, head) = (kept.up_to, self.head.seq);
        if since >= head {
            return Ok(());
        }
        kept.up_to = head;
        let unchanged = self.pending.is_none() && self.changes()?.last_in(SOURCES.iter().map(|s| &s.0)) <= since;
        if unchanged || kept.by_month.is_empty() {
            return Ok(());
        }
        let months = &mut kept.by_month;
        self.look("\"seq\" > $2", since.into(), &mut |month, key, fill| {
            // What belongs to no month that is kept is read when somebody asks for that month.
            if let Some(month) = months.get_mut(&month) {
                fill(Arc::make_mut(month).entry(key).or_default());
            }
        })
    }

    fn month(&mut self, month: i64) -> Result<Month, Fault> {
        let mut filings = Month::new();
        self.look("\"period\" = $2", month.into(), &mut |_, key, fill| fill(filings.entry(key).or_default()))?;
        Ok(filings)
    }

    /// Reports and decisions that meet a condition, in the order of the chain; each says what it makes of the return it is of.
    fn look(&mut self, condition: &str, value: Cell, take: Take<'_>) -> Result<(), Fault> {
        let params = [self.county(), value];
        for (table, columns, put) in SOURCES {
            let sql =
                format!("SELECT {HEAD}, {columns} FROM \"{table}\" WHERE \"county_id\" = $1 AND {condition} ORDER BY \"seq\"");
            self.conn.gather(&sql, &params, &mut |row| {
                let key = (row.at(3).small(), row.at(4).small());
                take(row.at(2).int(), key, &|filing| put(filing, row));
                Ok(())
            })?;
        }
        Ok(())
    }
}
