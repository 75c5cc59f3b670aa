//! Tallies 汇总: the figures of a period, from balances for now and from entries for an earlier instant.
//!
//! Two ways to the same answer; a test holds them to it. Pages with nothing filed up to the end of the period are left out.

use crate::fault::Fault;
use crate::pages;
use crate::reader::Reader;
use crate::standing::Sums;
use domain::calendar::Period;
use domain::ledger::{Page, Tally};
use domain::stage::Stage;
use domain::statistics::ReportedMonths;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Reader<'_> {
    /// Figures of the period and of the same months a year before, as of an instant (`None`: now), ordered by year, indicator
    /// and unit. For now the cost depends on units and indicators; earlier, on the entries of those two years.
    pub fn tallies(&mut self, stage: Stage, period: Period, as_of: Option<i64>) -> Result<Vec<Tally>, Fault> {
        self.note("entries");
        match as_of {
            Some(instant) if instant < self.head.last_recorded_at => self.tallies_from_entries(stage, period, as_of),
            Some(_) | None => self.tallies_from_balances(stage, period),
        }
    }

    /// Months of the period's year, up to its end, for which anything was reported, by indicator and unit: what tells "reported,
    /// not yet verified" from "not reported".
    pub fn reported_months(&mut self, period: Period, as_of: Option<i64>) -> Result<ReportedMonths, Fault> {
        let tallies = self.tallies(Stage::Reported, period, as_of)?;
        Ok(tallies.iter().filter(|t| t.year == period.year).map(|t| ((t.indicator, t.unit), t.months)).collect())
    }

    /// What this transaction has posted is added to the balances before they are read.
    fn add_up(&mut self) -> Result<(), Fault> {
        match self.pending.as_deref_mut() {
            Some(pages) => pages::add_up(self.conn, self.head.county, pages),
            None => Ok(()),
        }
    }

    fn tallies_from_balances(&mut self, stage: Stage, period: Period) -> Result<Vec<Tally>, Fault> {
        let scope = self.scope;
        if !scope.business() {
            return Ok(Vec::new());
        }
        let sums = self.sums(stage, period)?;
        Ok(sums.iter().filter(|tally| scope.allows(stage, tally.unit)).copied().collect())
    }

    /// The sums of a period, from memory as far as they are there: pages to which nothing was posted since are as they were.
    fn sums(&mut self, stage: Stage, period: Period) -> Result<Arc<Vec<Tally>>, Fault> {
        let (county, head, key) = (self.scope.county(), self.head.seq, (stage.number(), period));
        let kept = self.standing.sums(county, &key);
        if let Some(kept) = &kept
            && (kept.up_to == head || (self.pending.is_none() && self.changes()?.last_in([&"entries"]) <= kept.up_to))
        {
            return Ok(kept.tallies.clone());
        }
        self.add_up()?;
        let touched = match &kept {
            Some(kept) if kept.up_to < head => self.posted_since(stage, kept.up_to)?,
            Some(_) | None => None,
        };
        let tallies = match (kept, touched) {
            (Some(kept), Some(touched)) => self.with_pages(stage, period, kept.tallies, &touched)?,
            (Some(_) | None, Some(_) | None) => Arc::new(self.added_up(stage, period, None)?),
        };
        if self.pending.is_none() {
            self.standing.keep_sums(county, key, &Sums { tallies: tallies.clone(), up_to: head });
        }
        Ok(tallies)
    }

    /// The indicators and units to which anything was posted at a stage since a place of the chain; `None`: too many to look at
    /// one by one.
    fn posted_since(&mut self, stage: Stage, place: i64) -> Result<Option<BTreeSet<(i32, i32)>>, Fault> {
        let sql = format!(
            "SELECT \"stage\", \"indicator_id\", \"unit_id\" FROM \"entries\" WHERE \"county_id\" = $1 AND \"seq\" > $2 \
             ORDER BY \"seq\" LIMIT {}",
            MOST_POSTED + 1
        );
        let (mut touched, mut rows) = (BTreeSet::new(), 0);
        self.conn.gather(&sql, &[self.county(), place.into()], &mut |row| {
            rows += 1;
            if row.at(0).int() == stage.number() {
                touched.insert((row.at(1).small(), row.at(2).small()));
            }
            Ok(())
        })?;
        Ok((rows <= MOST_POSTED && touched.len() <= MOST_TOUCHED).then_some(touched))
    }

    fn with_pages(
        &mut self,
        stage: Stage,
        period: Period,
        mut tallies: Arc<Vec<Tally>>,
        touched: &BTreeSet<(i32, i32)>,
    ) -> Result<Arc<Vec<Tally>>, Fault> {
        if touched.is_empty() {
            return Ok(tallies);
        }
        let sums = Arc::make_mut(&mut tallies);
        for &page in touched {
            for year in [period.year - 1, period.year] {
                if let Ok(place) = sums.binary_search_by_key(&(year, page.0, page.1), place_of) {
                    sums.remove(place);
                }
            }
            for tally in self.added_up(stage, period, Some(page))? {
                if let Err(place) = sums.binary_search_by_key(&place_of(&tally), place_of) {
                    sums.insert(place, tally);
                }
            }
        }
        Ok(tallies)
    }

    /// The pages of a period: of all, or of one indicator and unit.
    fn added_up(&mut self, stage: Stage, period: Period, of: Option<(i32, i32)>) -> Result<Vec<Tally>, Fault> {
        let mut tallies = Vec::new();
        let year = i64::from(period.year);
        let mut params = vec![self.county(), stage.number().into(), (year - 1).into(), year.into()];
        params.extend(of.into_iter().flat_map(|(indicator, unit)| [indicator.into(), unit.into()]));
        let months = usize::from(period.to_month);
        self.conn.gather(&statement(period.to_month, of.is_some()), &params, &mut |row| {
            let mut page = Page::default();
            let filed = row.at(3).small();
            for month in 0..months {
                page.amounts[month] = row.at(4 + month).int();
                page.counts[month] = filed >> month & 1;
            }
            let year = i16::try_from(row.at(0).int()).unwrap_or(0);
            let tally = page.tally(row.at(1).small(), row.at(2).small(), Period { year, ..period });
            if tally.months != 0 {
                tallies.push(tally);
            }
            Ok(())
        })?;
        Ok(tallies)
    }

    /// The same from the entries themselves, whatever the instant.
    pub fn tallies_from_entries(&mut self, stage: Stage, period: Period, as_of: Option<i64>) -> Result<Vec<Tally>, Fault> {
        self.note("entries");
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

/// More entries than this, or of more pages, are not looked at one by one: all pages are added up once more.
const MOST_POSTED: usize = 4_096;
const MOST_TOUCHED: usize = 256;

/// The order in which sums are kept.
fn place_of(tally: &Tally) -> (i16, i32, i32) {
    (tally.year, tally.indicator, tally.unit)
}

/// Pages up to a month, as they lie: a server takes longer to add amounts up than to hand them over. Of counts it is enough to
/// know which are any, a bit a month.
fn statement(to_month: u8, of_one: bool) -> String {
    let filed: Vec<String> =
        (1..=to_month).map(|m| format!("CASE WHEN \"n{m:02}\" > 0 THEN {} ELSE 0 END", 1 << (m - 1))).collect();
    let amounts: Vec<String> = (1..=to_month).map(|month| format!("\"a{month:02}\"")).collect();
    // A page is found by its key, whatever else is asked.
    let one = if of_one { " AND \"indicator_id\" = $5 AND \"unit_id\" = $6" } else { "" };
    format!(
        "SELECT \"year\", \"indicator_id\", \"unit_id\", {}, {} FROM \"balances\" WHERE \"county_id\" = $1 AND \"stage\" = $2 \
         AND \"year\" BETWEEN $3 AND $4{one} ORDER BY \"year\", \"indicator_id\", \"unit_id\"",
        filed.join(" + "),
        amounts.join(", ")
    )
}
