//! Entries 分录: the lines of the ledger behind a figure.

use crate::cell::Cell;
use crate::fault::Fault;
use crate::reader::Reader;
use domain::ledger::{Entry, Posting};
use domain::stage::Stage;

/// Which entries: `None` means any. Reversed entries and their reversals are both given, so that the lines add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryQuery {
    pub indicator: Option<i32>,
    pub unit: Option<i32>,
    /// First and last business day, as 20260331.
    pub from_on: i32,
    pub to_on: i32,
    pub stage: Option<Stage>,
    pub as_of: Option<i64>,
}

const COLUMNS: &str = "SELECT \"seq\", \"indicator_id\", \"unit_id\", \"on\", \"amount\", \"stage\", \"source\", \"source_seq\", \
                       \"recorded_at\", \"act\", \"reverses\" FROM \"entries\" AS e WHERE \"county_id\" = $1";

impl Reader<'_> {
    /// Entries of a query, in the order of the chain.
    pub fn entries(&mut self, query: EntryQuery) -> Result<Vec<Entry>, Fault> {
        let sql = format!(
            "{COLUMNS} AND \"on\" BETWEEN $2 AND $3 AND \"indicator_id\" BETWEEN $4 AND $5 AND \"unit_id\" BETWEEN $6 AND $7 \
             AND \"stage\" BETWEEN $8 AND $9 AND \"recorded_at\" <= $10 ORDER BY \"seq\""
        );
        let both = |one: Option<i32>| [Cell::from(one.unwrap_or(i32::MIN)), Cell::from(one.unwrap_or(i32::MAX))];
        let stage = query.stage.map(|stage| i32::try_from(stage.number()).unwrap_or(0));
        let mut params = vec![self.county(), query.from_on.into(), query.to_on.into()];
        params.extend(both(query.indicator));
        params.extend(both(query.unit));
        params.extend([Cell::from(stage.unwrap_or(0)), Cell::from(stage.unwrap_or(i32::from(i16::MAX)))]);
        params.push(query.as_of.unwrap_or(i64::MAX).into());
        self.collect_entries(&sql, &params)
    }

    /// The live entries a record gave: those that no later entry takes back. Neither reversed ones nor reversals are among them.
    pub fn entries_of(&mut self, source: &str, source_seq: i64) -> Result<Vec<Entry>, Fault> {
        // A reversal names the same source as what it takes back, so that one index finds both.
        let sql = format!(
            "{COLUMNS} AND \"source_seq\" = $2 AND \"source\" = $3 AND \"reverses\" IS NULL AND NOT EXISTS \
             (SELECT 1 FROM \"entries\" AS r WHERE r.\"county_id\" = e.\"county_id\" AND r.\"source_seq\" = e.\"source_seq\" \
             AND r.\"reverses\" = e.\"seq\") ORDER BY \"seq\""
        );
        let params = [self.county(), source_seq.into(), source.into()];
        self.collect_entries(&sql, &params)
    }

    /// Entries between two places of the chain, both left out.
    pub(crate) fn entries_between(&mut self, range: &[Cell; 3], most: usize) -> Result<Vec<Entry>, Fault> {
        self.collect_entries(&format!("{COLUMNS} AND \"seq\" > $2 AND \"seq\" < $3 ORDER BY \"seq\" LIMIT {most}"), range)
    }

    /// The live entries of an indicator, whatever records gave them: what a new counting rule is held against.
    pub fn entries_of_indicator(&mut self, indicator: i32) -> Result<Vec<Entry>, Fault> {
        let sql = format!(
            "{COLUMNS} AND \"indicator_id\" = $2 AND \"reverses\" IS NULL AND NOT EXISTS \
             (SELECT 1 FROM \"entries\" AS r WHERE r.\"county_id\" = e.\"county_id\" AND r.\"source_seq\" = e.\"source_seq\" \
             AND r.\"reverses\" = e.\"seq\") ORDER BY \"seq\""
        );
        let params = [self.county(), indicator.into()];
        self.collect_entries(&sql, &params)
    }

    fn collect_entries(&mut self, sql: &str, params: &[Cell]) -> Result<Vec<Entry>, Fault> {
        self.note("entries");
        let scope = self.scope;
        let mut entries = Vec::new();
        if !scope.business() {
            return Ok(entries);
        }
        let place = self.conn.place().to_owned();
        self.conn.each(sql, params, &mut |row| {
            let number = row.at(5).int();
            let Some(stage) = Stage::of_number(number) else {
                return Err(Fault::Corrupt { place: place.clone(), detail: format!("entries.stage = {number}") });
            };
            let posting = Posting {
                indicator: row.at(1).small(),
                unit: row.at(2).small(),
                on: row.at(3).small(),
                amount: row.at(4).int(),
                stage,
            };
            if scope.allows(stage, posting.unit) {
                entries.push(Entry {
                    seq: row.at(0).int(),
                    posting,
                    source: row.at(6).text(),
                    source_seq: row.at(7).int(),
                    recorded_at: row.at(8).int(),
                    act: row.at(9).int(),
                    reverses: row.at(10).maybe_int(),
                });
            }
            Ok(())
        })?;
        Ok(entries)
    }
}
