//! Queue 待核清单: reports that wait for an office, oldest or largest first, with what speaks against accepting them unseen.

use super::docket::Docket;
use super::{Seen, seen};
use crate::acting::{allow, relation};
use crate::evidence::{Flag, Named};
use crate::{Error, Office};
use domain::actors::{Actor, Role};
use domain::measure::Ratio;
use domain::policy::{Action, Denied, Relation, Request, decide};
use domain::registers::{RETURNS, Record};
use domain::returns::{Question, Status};

/// A report that waits.
#[derive(Clone, Debug)]
pub struct Item {
    pub named: Named,
    pub unit: String,
    pub indicator: String,
    pub campaign: String,
    pub status: Status,
    pub amount: i64,
    pub reported_at: i64,
    /// Working days it has waited.
    pub age: Option<u32>,
    /// Part of the year's target; `None` without one.
    pub share: Option<Ratio>,
    pub note: String,
    pub files: usize,
    pub flags: Vec<Flag>,
    pub questions: Vec<Question>,
    pub seen: Seen,
}

/// Which come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The longest waiting.
    #[default]
    Age,
    /// The largest part of a year's target.
    Size,
}

impl Item {
    /// Nothing is flagged and nothing was asked: may be accepted in bulk.
    pub fn is_plain(&self) -> bool {
        self.flags.is_empty() && self.questions.is_empty()
    }
}

impl Office {
    /// All that waits for somebody's office.
    pub fn verification_queue(&self, actor: &Actor, order: Order) -> Result<(Vec<Item>, Docket), Error> {
        may_judge(actor)?;
        let docket = self.store.read(&actor.scope(), |reader| Docket::read(reader, self.today))?;
        Ok((docket.queue(actor, order), docket))
    }
}

/// Those whose role judges at all.
pub(super) fn may_judge(actor: &Actor) -> Result<(), Error> {
    let relation = if actor.role == Role::LeadOffice { Relation::Led } else { Relation::Other };
    let asked = Request { relation, status: Status::Reported, open: true, action: Action::VerifyReturn };
    match decide(actor.role, asked) {
        Err(Denied::NotYourRole) => allow(actor, asked),
        Ok(()) | Err(_) => Ok(()),
    }
}

impl Docket {
    pub fn queue(&self, actor: &Actor, order: Order) -> Vec<Item> {
        let mut items: Vec<Item> = self.returns.keys().filter_map(|&named| self.waiting(actor, named)).collect();
        items.sort_by(|a, b| {
            let by_age = b.age.cmp(&a.age).then(a.reported_at.cmp(&b.reported_at)).then(a.named.cmp(&b.named));
            match order {
                Order::Age => by_age,
                Order::Size => {
                    let size = |i: &Item| i.share.unwrap_or(Ratio::new(0, 1));
                    size(b).compare(size(a)).then(by_age)
                }
            }
        });
        items
    }

    /// The item of a return, if it waits for this very office.
    pub fn waiting(&self, actor: &Actor, named: Named) -> Option<Item> {
        let standing = self.returns.get(&named)?;
        let (_, amount) = standing.report()?;
        let status = self.status(named);
        if !matches!(status, Status::Reported | Status::ConfirmedZero) {
            return None;
        }
        let (unit, indicator) = (self.unit(named.unit)?, self.indicator(named.indicator)?);
        let relation = relation(actor, Some(named.unit), self.lead(indicator));
        decide(actor.role, Request { action: Action::VerifyReturn, relation, status, open: true }).ok()?;
        let report = standing.reported.as_ref()?;
        let target = self.targets.get(named.indicator, named.unit, named.month.year).map(|t| t.amount);
        Some(Item {
            named,
            unit: unit.code.clone(),
            indicator: indicator.code.clone(),
            campaign: indicator.campaign.clone(),
            status,
            amount,
            reported_at: report.recorded_at,
            age: self.age(report),
            share: target.filter(|&t| t != 0).map(|t| Ratio::new(amount, t)),
            note: report.text("note").to_owned(),
            files: self.files(named).len(),
            flags: self.flags(named),
            questions: self.questions(named, amount),
            seen: self.seen(named),
        })
    }

    pub fn files(&self, named: Named) -> Vec<&Record> {
        self.papers.of(RETURNS.noun, &named.key())
    }

    pub fn flags(&self, named: Named) -> Vec<Flag> {
        self.files(named).into_iter().flat_map(|file| self.papers.flags(file)).collect()
    }

    /// What there is to be looked at, withdrawn files included.
    pub fn seen(&self, named: Named) -> Seen {
        let standing = self.returns.get(&named).cloned().unwrap_or_default();
        seen(&standing, &self.papers.every(RETURNS.noun, &named.key()))
    }

    /// Flagged or asked about: not to be accepted unseen.
    pub fn needs_a_look(&self, named: Named) -> bool {
        let amount = self.returns.get(&named).and_then(|s| s.report()).map_or(0, |r| r.1);
        !self.flags(named).is_empty() || !self.questions(named, amount).is_empty()
    }
}
