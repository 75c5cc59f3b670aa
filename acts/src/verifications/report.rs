//! Report 核验情况: who has verified what, how long it took, how often it went back — by lead office and by unit.

use super::docket::{Docket, Standing};
use super::queue::may_judge;
use crate::evidence::Named;
use crate::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::{Period, day_at};
use domain::registers::VERIFICATIONS;
use domain::returns::{Decision, Status};
use std::collections::BTreeMap;

/// What an office or a unit comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub unit: i32,
    /// Reports there are.
    pub reported: usize,
    pub verified: usize,
    pub waiting: usize,
    /// Times a report went back, and how many stand as sent back now.
    pub sent_back: usize,
    pub returned: usize,
    /// Verified with another amount than was reported.
    pub otherwise: usize,
    /// Working days from report to decision, summed over `timed`.
    pub days: u64,
    pub timed: usize,
    /// The longest that one waits now, working days.
    pub longest: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub offices: Vec<Line>,
    pub units: Vec<Line>,
}

impl Office {
    /// What became of the reports of a period. A lead office sees what it leads, the supervision office everything.
    pub fn verification_report(&self, actor: &Actor, period: Period) -> Result<(Report, Docket), Error> {
        may_judge(actor)?;
        let (docket, sent_back) = self.store.read(&actor.scope(), |reader| {
            let docket = Docket::read(reader, self.today)?;
            let mut sent_back = BTreeMap::new();
            // Only returns that somebody decided on have versions worth counting.
            for (named, standing) in &docket.returns {
                if standing.decision.is_some() && inside(named, period) {
                    let key = format!("{}|{}|{}", named.unit, named.indicator, named.number());
                    let versions = reader.versions(&VERIFICATIONS, &key)?;
                    let back = versions.iter().filter(|v| v.text("decision") == Decision::Returned.code()).count();
                    sent_back.insert(*named, back);
                }
            }
            Ok((docket, sent_back))
        })?;
        let mut report = Tables::default();
        for (&named, standing) in docket.returns.iter().filter(|(named, _)| inside(named, period)) {
            let Some(lead) = docket.indicator(named.indicator).and_then(|i| docket.lead(i)) else { continue };
            if actor.role == Role::LeadOffice && actor.unit != Some(lead) {
                continue;
            }
            let line = line(&docket, named, standing, sent_back.get(&named).copied().unwrap_or(0));
            report.add(lead, named.unit, line);
        }
        Ok((report.done(), docket))
    }
}

fn inside(named: &Named, period: Period) -> bool {
    named.month.year == period.year && (period.from_month..=period.to_month).contains(&named.month.to_month)
}

fn line(docket: &Docket, named: Named, standing: &Standing, sent_back: usize) -> Line {
    let Some(report) = &standing.reported else { return Line::default() };
    let status = docket.status(named);
    let waits = matches!(status, Status::Reported | Status::ConfirmedZero);
    let is_verified = matches!(status, Status::Verified | Status::Locked);
    let decided = standing.decision.as_ref().filter(|d| d.int("return_seq") >= Some(report.seq));
    let decided_at = decided.or(standing.verified.as_ref().filter(|v| v.seq > report.seq)).map(|r| r.recorded_at);
    let took = decided_at.and_then(|at| docket.calendar.working_days(day_at(report.recorded_at), day_at(at)));
    Line {
        unit: 0,
        reported: 1,
        verified: usize::from(is_verified),
        waiting: usize::from(waits),
        sent_back,
        returned: usize::from(status == Status::Returned),
        otherwise: usize::from(is_verified && standing.verified_amount() != standing.report().map(|r| r.1)),
        days: took.map_or(0, u64::from),
        timed: usize::from(took.is_some()),
        longest: if waits { docket.age(report).unwrap_or(0) } else { 0 },
    }
}

#[derive(Default)]
struct Tables {
    offices: BTreeMap<i32, Line>,
    units: BTreeMap<i32, Line>,
}

impl Tables {
    fn add(&mut self, office: i32, unit: i32, line: Line) {
        for (number, table) in [(office, &mut self.offices), (unit, &mut self.units)] {
            let sum = table.entry(number).or_default();
            *sum = Line {
                unit: number,
                reported: sum.reported + line.reported,
                verified: sum.verified + line.verified,
                waiting: sum.waiting + line.waiting,
                sent_back: sum.sent_back + line.sent_back,
                returned: sum.returned + line.returned,
                otherwise: sum.otherwise + line.otherwise,
                days: sum.days + line.days,
                timed: sum.timed + line.timed,
                longest: sum.longest.max(line.longest),
            };
        }
    }

    fn done(self) -> Report {
        Report { offices: self.offices.into_values().collect(), units: self.units.into_values().collect() }
    }
}
