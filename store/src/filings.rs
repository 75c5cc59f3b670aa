//! Filings 首次报送: when each return was first filed, for judging whether it came in time.

use crate::fault::Fault;
use crate::reader::Reader;
use domain::stage::Stage;

/// When a return of a period first got a figure at a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstFiled {
    pub unit: i32,
    pub indicator: i32,
    pub stage: Stage,
    pub recorded_at: i64,
}

impl Reader<'_> {
    /// The first filing of every return of a month (202603) known at an instant, reported or verified.
    pub fn first_filed(&mut self, period: i64, as_of: Option<i64>) -> Result<Vec<FirstFiled>, Fault> {
        self.note("returns");
        let mut found = Vec::new();
        if !self.scope.business() {
            return Ok(found);
        }
        let sql = "SELECT \"unit_id\", \"indicator_id\", \"stage\", min(\"recorded_at\") AS \"first\" FROM \"returns\" \
                   WHERE \"county_id\" = $1 AND \"period\" = $2 AND \"recorded_at\" <= $3 AND \"value\" IS NOT NULL \
                   GROUP BY \"unit_id\", \"indicator_id\", \"stage\"";
        let scope = self.scope;
        let params = [self.county(), period.into(), as_of.unwrap_or(i64::MAX).into()];
        self.conn.gather(sql, &params, &mut |row| {
            let (unit, indicator) = (row.at(0).small(), row.at(1).small());
            let stage = Stage::parse(&row.at(2).text()).unwrap_or(Stage::Verified);
            if matches!(stage, Stage::Reported | Stage::Verified) && scope.allows(stage, unit) {
                found.push(FirstFiled { unit, indicator, stage, recorded_at: row.at(3).int() });
            }
            Ok(())
        })?;
        Ok(found)
    }
}
