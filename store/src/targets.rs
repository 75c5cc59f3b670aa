//! Targets 目标: read narrowly, since every figure asks for them.

use crate::conn::one;
use crate::fault::Fault;
use crate::reader::Reader;
use crate::standing::KeptTargets;
use domain::stage::COUNTY;
use domain::targets::{Target, TargetKey, Targets};
use std::ops::RangeInclusive;
use std::sync::Arc;

impl Reader<'_> {
    /// The targets of some years that held at an instant (`None`: now).
    pub fn targets(&mut self, years: RangeInclusive<i16>, as_of: Option<i64>) -> Result<Arc<Targets>, Fault> {
        self.note("targets");
        if !self.scope.business() {
            return Ok(Arc::default());
        }
        if as_of.is_some() {
            return Ok(Arc::new(self.targets_of(years, as_of)?));
        }
        let (county, head, key) = (self.scope.county(), self.head.seq, (*years.start(), *years.end()));
        if let Some(kept) = self.standing.targets(county, key)
            && self.holds(kept.up_to)?
        {
            return Ok(kept.targets);
        }
        let targets = Arc::new(self.targets_of(years, None)?);
        // What a write has written is nobody else's to see before it is done.
        if self.pending.is_none() {
            self.standing.keep_targets(county, key, KeptTargets { targets: targets.clone(), up_to: head });
        }
        Ok(targets)
    }

    /// Was no target set since a place? A view of the archive as it was before reads for itself.
    fn holds(&mut self, up_to: i64) -> Result<bool, Fault> {
        if up_to >= self.head.seq {
            return Ok(up_to == self.head.seq);
        }
        let sql = "SELECT max(\"seq\") FROM \"targets\" WHERE \"county_id\" = $1 AND \"seq\" > $2";
        let params = [self.county(), up_to.into()];
        Ok(one(self.conn, sql, &params)?.is_none())
    }

    fn targets_of(&mut self, years: RangeInclusive<i16>, as_of: Option<i64>) -> Result<Targets, Fault> {
        let mut found: Vec<(TargetKey, Target)> = Vec::new();
        let (first, last) = years.into_inner();
        // In the order in which they were set: of several versions the last holds. The years are written out, so that the
        // database knows that it is asked for most rows of a county and reads them in the order in which they lie.
        let sql = format!(
            "SELECT \"indicator_id\", \"unit_id\", \"year\", \"target\", \"pace\", \"seq\" FROM \"targets\" \
             WHERE \"county_id\" = $1 AND \"recorded_at\" <= $2 AND \"year\" BETWEEN {first} AND {last} ORDER BY \"seq\""
        );
        let params = [self.county(), as_of.unwrap_or(i64::MAX).into()];
        self.conn.gather(&sql, &params, &mut |row| {
            let unit = row.at(1).maybe_int().map_or(COUNTY, |_| row.at(1).small());
            let key = (row.at(0).small(), unit, i16::try_from(row.at(2).int()).unwrap_or(0));
            let pace = Target::own_pace(&row.at(4).text());
            found.push((key, Target { amount: row.at(3).int(), pace, seq: row.at(5).int() }));
            Ok(())
        })?;
        Ok(found.into_iter().collect())
    }
}
