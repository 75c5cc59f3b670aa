//! Sheet 核验单: everything about one return that a verifier holds against each other.

use super::docket::{Docket, Standing};
use super::queue::may_judge;
use super::{Seen, What};
use crate::acting::relation;
use crate::evidence::{Flag, Named};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::Period;
use domain::indicators::Indicator;
use domain::policy::{Action, Denied, Request, decide};
use domain::registers::{RETURNS, Record, VERIFICATIONS};
use domain::returns::{Background, Question, Status};
use domain::units::Unit;

/// A month of the history.
#[derive(Clone, Debug)]
pub struct Month {
    pub month: Period,
    pub reported: Option<i64>,
    pub verified: Option<i64>,
}

/// A file with what is to be said about it.
#[derive(Clone, Debug)]
pub struct Paper {
    pub record: Record,
    pub flags: Vec<Flag>,
}

#[derive(Clone, Debug)]
pub struct Sheet {
    pub named: Named,
    pub unit: Unit,
    pub indicator: Indicator,
    pub lead: Option<Unit>,
    pub status: Status,
    pub standing: Standing,
    /// Every report, oldest first.
    pub reports: Vec<Record>,
    /// Every decision, oldest first.
    pub decisions: Vec<Record>,
    /// Twelve months before and this one, oldest first.
    pub history: Vec<Month>,
    pub background: Background,
    pub questions: Vec<Question>,
    pub papers: Vec<Paper>,
    pub seen: Seen,
    /// Why this caller may not decide, if so.
    pub verify: Result<(), Denied>,
    pub recheck: Result<(), Denied>,
}

impl Office {
    /// One return, for an office that judges or leads it, or somebody who sees everything.
    pub fn verification_sheet(&self, actor: &Actor, what: &What) -> Result<Sheet, Error> {
        may_judge(actor)?;
        let (named, _) = self.named(actor, what)?;
        let (docket, reports, decisions) = self.store.read(&actor.scope(), |reader| {
            let docket = Docket::read(reader, self.today)?;
            let reports = reader.versions(&RETURNS, &named.key())?;
            let key = format!("{}|{}|{}", named.unit, named.indicator, named.number());
            Ok((docket, reports, reader.versions(&VERIFICATIONS, &key)?))
        })?;
        docket.sheet(actor, named, reports, decisions).ok_or(Error::NotFound)
    }
}

impl Docket {
    fn sheet(&self, actor: &Actor, named: Named, reports: Vec<Record>, decisions: Vec<Record>) -> Option<Sheet> {
        let standing = self.returns.get(&named)?.clone();
        let (unit, indicator) = (self.unit(named.unit)?.clone(), self.indicator(named.indicator)?.clone());
        let lead = self.lead(&indicator);
        let status = self.status(named);
        let relation = relation(actor, Some(named.unit), lead);
        let may = |action| decide(actor.role, Request { action, relation, status, open: true });
        let (verify, recheck) = (may(Action::VerifyReturn), may(Action::RecheckReturn));
        // What another office leads does not exist for this one.
        if verify == Err(Denied::NotYours) {
            return None;
        }
        let amount = standing.report().map(|r| r.1);
        let papers = self.files(named).into_iter();
        Some(Sheet {
            named,
            lead: lead.and_then(|n| self.unit(n)).cloned(),
            status,
            history: self.history(named),
            background: self.background(named),
            questions: amount.map(|a| self.questions(named, a)).unwrap_or_default(),
            papers: papers.map(|r| Paper { record: r.clone(), flags: self.papers.flags(r) }).collect(),
            seen: self.seen(named),
            unit,
            indicator,
            standing,
            reports,
            decisions,
            verify,
            recheck,
        })
    }

    fn history(&self, named: Named) -> Vec<Month> {
        let last = i32::from(named.month.year) * 12 + i32::from(named.month.to_month) - 1;
        let month = |at: i32| {
            let (year, month) = (i16::try_from(at.div_euclid(12)), u8::try_from(at.rem_euclid(12) + 1));
            Period::month(year.unwrap_or(0), month.unwrap_or(1))
        };
        let of = |month: Period| {
            let standing = self.returns.get(&Named { month, ..named });
            Month {
                month,
                reported: standing.and_then(Standing::report).map(|r| r.1),
                verified: standing.and_then(Standing::verified_amount),
            }
        };
        (last - 12..=last).map(|at| of(month(at))).collect()
    }
}
