//! Reconciliation 对账: the units' parts of a record against the county's whole.

use crate::conn::Conn;
use crate::fault::Fault;
use crate::verify::BadRow;
use domain::stage::COUNTY;

/// How an indicator is credited to units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditMode {
    /// Not credited, or returned by units themselves: nothing to compare.
    None,
    /// Single or split: units add up to the county's amount.
    Sum,
    /// Dual: each unit has the whole amount.
    Each,
}

#[derive(Debug, Default)]
pub(crate) struct Reconciled {
    /// Records × indicators × stages that were compared.
    pub compared: i64,
    /// Those that no unit has a part of.
    pub uncredited: i64,
    pub bad: Option<BadRow>,
}

/// One record, indicator and stage: unit by unit, the county first.
#[derive(Debug, Default, PartialEq, Eq)]
struct Group {
    source_seq: i64,
    source: String,
    indicator: i32,
    stage: i64,
    county: Option<i64>,
    units: i64,
    sum: i128,
    uneven: bool,
}

/// Sums are made and put in order by the database, so that memory does not grow with history.
pub(crate) fn reconcile(conn: &mut dyn Conn, county: i32, credit_of: &dyn Fn(i32) -> CreditMode) -> Result<Reconciled, Fault> {
    let sql = "SELECT \"source_seq\", \"source\", \"indicator_id\", \"stage\", \"unit_id\", cast(sum(\"amount\") AS bigint), \
               cast(sum(CASE WHEN \"reverses\" IS NULL THEN 1 ELSE -1 END) AS bigint) FROM \"entries\" WHERE \"county_id\" = $1 \
               GROUP BY \"source_seq\", \"source\", \"indicator_id\", \"stage\", \"unit_id\" \
               ORDER BY \"source_seq\", \"source\", \"indicator_id\", \"stage\", \"unit_id\"";
    let mut done = Reconciled::default();
    let mut group = Group::default();
    conn.each(sql, &[county.into()], &mut |row| {
        let (source_seq, indicator, stage) = (row.at(0).int(), row.at(2).small(), row.at(3).int());
        let source = row.at(1).text();
        let same = (group.source_seq, group.indicator, group.stage) == (source_seq, indicator, stage) && group.source == source;
        if !same {
            group.close(credit_of, &mut done);
            group = Group { source_seq, source, indicator, stage, ..Group::default() };
        }
        // What was taken back is no longer there to be compared.
        if row.at(6).int() > 0 {
            group.add(row.at(4).small(), row.at(5).int());
        }
        Ok(())
    })?;
    group.close(credit_of, &mut done);
    Ok(done)
}

impl Group {
    fn add(&mut self, unit: i32, amount: i64) {
        if unit == COUNTY {
            self.county = Some(amount);
            return;
        }
        self.units += 1;
        self.sum += i128::from(amount);
        self.uneven |= self.county.is_some_and(|whole| whole != amount);
    }

    fn close(&self, credit_of: &dyn Fn(i32) -> CreditMode, done: &mut Reconciled) {
        let Some(whole) = self.county else { return };
        let differs = match credit_of(self.indicator) {
            CreditMode::None => return,
            CreditMode::Sum => self.sum != i128::from(whole),
            CreditMode::Each => self.uneven,
        };
        done.compared += 1;
        if self.units == 0 {
            done.uncredited += 1;
        } else if differs && done.bad.is_none() {
            done.bad = Some(BadRow {
                table: self.source.clone(),
                seq: self.source_seq,
                column: None,
                zh: format!(
                    "{} 第{}号记录：指标{}的全县数为{whole}，各单位合计为{}，两者不符",
                    self.source, self.source_seq, self.indicator, self.sum
                ),
                en: format!(
                    "{} record {}: indicator {} is {whole} for the county but {} over its units",
                    self.source, self.source_seq, self.indicator, self.sum
                ),
            });
        }
    }
}
