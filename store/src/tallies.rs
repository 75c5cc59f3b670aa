//! Tallies 汇总: the figures of a period, from balances for now and from entries for an earlier instant.
//!
//! Two ways to the same answer; a test holds them to it. Pages with nothing filed up to the end of the period are left out.

use crate::fault::Fault;
use crate::pages;
use crate::reader::Reader;
use domain::calendar::Period;
use domain::ledger::{Page, Tally};
use domain::stage::Stage;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

impl Reader<'_> {
    /// Figures of the period and of the same months a year before, as of an instant (`None`: now), ordered by year, indicator
    /// and unit. For now the cost depends on units and indicators; earlier, on the entries of those two years.
    pub fn tallies(&mut self, stage: Stage, period: Period, as_of: Option<i64>) -> Result<Vec<Tally>, Fault> {
        match as_of {
            Some(instant) if instant < self.head.last_recorded_at => self.tallies_from_entries(stage, period, as_of),
            Some(_) | None => self.tallies_from_balances(stage, period),
        }
    }

    /// Months of the period's year, up to its end, for which anything was reported, by indicator and unit: what tells "reported,
    /// not yet verified" from "not reported".
    pub fn reported_months(&mut self, period: Period, as_of: Option<i64>) -> Result<Vec<((i32, i32), u16)>, Fault> {
        if as_of.is_some_and(|instant| instant < self.head.last_recorded_at) {
            let tallies = self.tallies_from_entries(Stage::Reported, period, as_of)?;
            return Ok(tallies.iter().filter(|t| t.year == period.year).map(|t| ((t.indicator, t.unit), t.months)).collect());
        }
        let mut months = Vec::new();
        let scope = self.scope;
        if !scope.business() {
            return Ok(months);
        }
        self.add_up()?;
        let sql = format!(
            "SELECT \"indicator_id\", \"unit_id\", {} FROM \"balances\" WHERE \"county_id\" = $1 AND \"stage\" = $2 AND \"year\" = $3",
            month_bits(1..=period.to_month)
        );
        let params = [self.county(), Stage::Reported.number().into(), i64::from(period.year).into()];
        self.conn.gather(&sql, &params, &mut |row| {
            let (unit, bits) = (row.at(1).small(), u16::try_from(row.at(2).int()).unwrap_or(0));
            if bits != 0 && scope.allows(Stage::Reported, unit) {
                months.push(((row.at(0).small(), unit), bits));
            }
            Ok(())
        })?;
        Ok(months)
    }

    /// What this transaction has posted is added to the balances before they are read.
    fn add_up(&mut self) -> Result<(), Fault> {
        match self.pending.as_deref_mut() {
            Some(pages) => pages::add_up(self.conn, self.head.county, pages),
            None => Ok(()),
        }
    }

    fn tallies_from_balances(&mut self, stage: Stage, period: Period) -> Result<Vec<Tally>, Fault> {
        let mut tallies = Vec::new();
        let scope = self.scope;
        if !scope.business() {
            return Ok(tallies);
        }
        self.add_up()?;
        let year = i64::from(period.year);
        let params = [self.county(), stage.number().into(), (year - 1).into(), year.into()];
        // A year to date is asked most: it is the sum of the period already.
        let cumulative = if period.from_month == 1 { 3 } else { 6 };
        self.conn.gather(&statement(period), &params, &mut |row| {
            let tally = Tally {
                year: i16::try_from(row.at(0).int()).unwrap_or(0),
                indicator: row.at(1).small(),
                unit: row.at(2).small(),
                value: row.at(3).int(),
                level: row.at(4).int(),
                months: u16::try_from(row.at(5).int()).unwrap_or(0),
                cumulative: row.at(cumulative).int(),
            };
            if tally.months != 0 && scope.allows(stage, tally.unit) {
                tallies.push(tally);
            }
            Ok(())
        })?;
        Ok(tallies)
    }

    /// The same from the entries themselves, whatever the instant.
    pub fn tallies_from_entries(&mut self, stage: Stage, period: Period, as_of: Option<i64>) -> Result<Vec<Tally>, Fault> {
        if !self.scope.business() {
            return Ok(Vec::new());
        }
        let year = i32::from(period.year);
        let params = [
            self.county(),
            ((year - 1) * 10_000).into(),
            ((year + 1) * 10_000 - 1).into(),
            stage.number().into(),
            as_of.unwrap_or(i64::MAX).into(),
        ];
        let sql = "SELECT \"on\" / 100 AS \"month\", \"indicator_id\", \"unit_id\", cast(sum(\"amount\") AS bigint), \
                   cast(sum(CASE WHEN \"reverses\" IS NULL THEN 1 ELSE -1 END) AS bigint) FROM \"entries\" \
                   WHERE \"county_id\" = $1 AND \"on\" BETWEEN $2 AND $3 AND \"stage\" = $4 AND \"recorded_at\" <= $5 \
                   GROUP BY \"on\" / 100, \"indicator_id\", \"unit_id\"";
        let mut pages: BTreeMap<(i32, i32, i32), Page> = BTreeMap::new();
        self.conn.each(sql, &params, &mut |row| {
            let month = row.at(0).small();
            let page = pages.entry((month / 100, row.at(1).small(), row.at(2).small())).or_default();
            let place = usize::try_from(month % 100 - 1).unwrap_or(0).min(11);
            page.amounts[place] += row.at(3).int();
            page.counts[place] += row.at(4).small();
            Ok(())
        })?;
        let scope = self.scope;
        let tally = |((year, indicator, unit), page): (&(i32, i32, i32), &Page)| {
            page.tally(*indicator, *unit, Period { year: i16::try_from(*year).unwrap_or(0), ..period })
        };
        Ok(pages.iter().map(tally).filter(|t| t.months != 0 && scope.allows(stage, t.unit)).collect())
    }
}

/// Sums of the months needed, added up by the database; the sum to date only where the period does not begin the year.
fn statement(period: Period) -> String {
    let to_date = 1..=period.to_month;
    let level: Vec<String> = to_date.clone().rev().map(|m| format!("WHEN \"n{m:02}\" > 0 THEN \"a{m:02}\"")).collect();
    let cumulative = if period.from_month == 1 { String::new() } else { format!(", {}", sum(to_date.clone())) };
    format!(
        "SELECT \"year\", \"indicator_id\", \"unit_id\", {}, CASE {} ELSE 0 END, {}{cumulative} FROM \"balances\" \
         WHERE \"county_id\" = $1 AND \"stage\" = $2 AND \"year\" BETWEEN $3 AND $4 ORDER BY \"year\", \"indicator_id\", \"unit_id\"",
        sum(period.from_month..=period.to_month),
        level.join(" "),
        month_bits(to_date),
    )
}

fn sum(months: RangeInclusive<u8>) -> String {
    months.map(|m| format!("\"a{m:02}\"")).collect::<Vec<_>>().join(" + ")
}

/// A bit for each month filed, as in [`Period::month_bits`].
fn month_bits(months: RangeInclusive<u8>) -> String {
    months.map(|m| format!("CASE WHEN \"n{m:02}\" > 0 THEN {} ELSE 0 END", 1 << (m - 1))).collect::<Vec<_>>().join(" + ")
}
