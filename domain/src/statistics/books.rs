//! Books 账簿: everything a county's statistics read, brought by the caller as of one instant.

use super::Filings;
use crate::calendar::Date;
use crate::indicators::Indicator;
use crate::ledger::Tally;
use crate::registers::Record;
use crate::returns::Deadlines;
use crate::targets::{LightRule, Targets};
use crate::units::Unit;
use rustc_hash::FxHashMap;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// For indicator and unit, a bit for each month reported, as in [`crate::calendar::Period::month_bits`].
pub type ReportedMonths = Vec<((i32, i32), u16)>;

/// The county's books as of a day, for one period's year and the year before, at one stage.
#[derive(Clone, Debug)]
pub struct Books {
    pub county: i32,
    /// End of this day in the reporting zone.
    pub as_of: Date,
    pub stage: crate::stage::Stage,
    pub units: Vec<Unit>,
    pub indicators: Vec<Indicator>,
    pub targets: Arc<Targets>,
    pub light_rules: Vec<LightRule>,
    tallies: FxHashMap<(i32, i32, i16), Tally>,
    reported: FxHashMap<(i32, i32), u16>,
    deadlines: Arc<Deadlines>,
    groups: Vec<i32>,
    records: HashMap<&'static str, Listed>,
    filings: Option<Filings>,
}

/// The records of a register, shared with whoever else reads them, found by key once somebody asks.
#[derive(Clone, Debug)]
struct Listed {
    records: Arc<Vec<Record>>,
    places: OnceLock<HashMap<String, usize>>,
}

impl Listed {
    fn of(records: Arc<Vec<Record>>) -> Listed {
        Listed { records, places: OnceLock::new() }
    }

    fn find(&self, key: &str) -> Option<&Record> {
        let places = self.places.get_or_init(|| self.records.iter().enumerate().map(|(place, r)| (r.key(), place)).collect());
        places.get(key).map(|&place| &self.records[place])
    }
}

impl Books {
    #[expect(clippy::too_many_arguments, reason = "each is one thing statistics stand on, named at the single call")]
    pub fn new(
        county: i32,
        as_of: Date,
        stage: crate::stage::Stage,
        units: Vec<Unit>,
        indicators: Vec<Indicator>,
        targets: impl Into<Arc<Targets>>,
        light_rules: Vec<LightRule>,
        tallies: Vec<Tally>,
    ) -> Books {
        let mut names: HashMap<&str, i32> = HashMap::new();
        let mut groups = vec![0; units.iter().map(|u| u.number).max().unwrap_or(0).unsigned_abs() as usize + 1];
        for unit in &units {
            let next = i32::try_from(names.len()).unwrap_or(i32::MAX);
            groups[unit.number.unsigned_abs() as usize] = *names.entry(&unit.group).or_insert(next);
        }
        let tallies = tallies.into_iter().map(|t| ((t.indicator, t.unit, t.year), t)).collect();
        Books {
            county,
            as_of,
            stage,
            units,
            indicators,
            targets: targets.into(),
            light_rules,
            tallies,
            reported: FxHashMap::default(),
            deadlines: Arc::default(),
            groups,
            records: HashMap::new(),
            filings: None,
        }
    }

    /// When the returns of the period's last month first came: for bulletins.
    pub fn with_filings(mut self, filings: Option<Filings>) -> Books {
        self.filings = filings;
        self
    }

    pub fn filings(&self) -> Option<&Filings> {
        self.filings.as_ref()
    }

    /// Months of the year reported by indicator and unit, so that "reported, not yet verified" can be told from "not reported".
    pub fn with_reported(mut self, months: ReportedMonths) -> Books {
        self.reported = months.into_iter().collect();
        self
    }

    /// The county's own rules for when books close.
    pub fn with_deadlines(mut self, deadlines: impl Into<Arc<Deadlines>>) -> Books {
        self.deadlines = deadlines.into();
        self
    }

    pub fn deadlines(&self) -> &Deadlines {
        &self.deadlines
    }

    /// Records of the registers that stocks and counts are counted from.
    pub fn with_records(mut self, records: HashMap<&'static str, impl Into<Arc<Vec<Record>>>>) -> Books {
        self.records = records.into_iter().map(|(noun, records)| (noun, Listed::of(records.into()))).collect();
        self
    }

    pub fn records(&self, noun: &str) -> &[Record] {
        self.records.get(noun).map_or(&[], |listed| listed.records.as_slice())
    }

    /// The record of a register with this key.
    pub fn record(&self, noun: &str, key: &str) -> Option<&Record> {
        self.records.get(noun)?.find(key)
    }

    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.code == code)
    }

    pub fn unit(&self, number: i32) -> Option<&Unit> {
        self.units.iter().find(|u| u.number == number)
    }

    pub fn unit_of_code(&self, code: &str) -> Option<&Unit> {
        self.units.iter().find(|u| u.code == code)
    }

    pub(super) fn tally(&self, indicator: i32, unit: i32, year: i16) -> Option<&Tally> {
        self.tallies.get(&(indicator, unit, year))
    }

    pub(super) fn reported_months(&self, indicator: i32, unit: i32) -> u16 {
        self.reported.get(&(indicator, unit)).copied().unwrap_or(0)
    }

    /// A number for the unit's ranking group.
    pub(super) fn group_of(&self, unit: i32) -> i32 {
        self.groups.get(unit.unsigned_abs() as usize).copied().unwrap_or(-1)
    }
}
