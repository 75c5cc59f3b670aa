//! The ladder looked through 问责研判: what the rules in force propose for the closed periods, with the figures that led to it.

use super::evidence::{evidence_of, ground_of, told};
use super::{Evidence, Held, all, held};
use crate::acting::allow;
use crate::books::{Breadth, deadlines, gather};
use crate::orders::names;
use crate::{Error, Office};
use domain::accountability::{
    Cause, Ground, LadderRule, Opened, Overdue, Proposal, Reached, Trigger, closed_periods, proposals, standings,
};
use domain::actors::Actor;
use domain::calendar::{Date, NoNotice, Period, end_of_day};
use domain::policy::{Action, Request};
use domain::registers::LADDER_RULES;
use domain::stage::Stage;
use domain::statistics::{Books, Query};
use store::{Fault, Reader};

/// A measure that a rule proposes; nothing is kept of it until it is put before who decides.
#[derive(Clone, Debug)]
pub struct Proposed {
    pub unit: String,
    pub unit_name: (String, String),
    /// By what it is found again.
    pub ground: String,
    /// The gravest, whose measure is proposed.
    pub first: Grounded,
    /// Whatever else the figures of the unit reach.
    pub beside: Vec<Grounded>,
}

/// A rule that is reached, with what it stands on.
#[derive(Clone, Debug)]
pub struct Grounded {
    pub rule: LadderRule,
    pub cause: Cause,
    /// Queries of the figures that led to it, newest first; or its order.
    pub evidence: Vec<String>,
}

impl Proposed {
    /// Everything it stands on.
    pub fn all(&self) -> impl Iterator<Item = &Grounded> {
        std::iter::once(&self.first).chain(&self.beside)
    }

    pub fn evidence(&self) -> Vec<String> {
        self.all().flat_map(|of| of.evidence.iter().cloned()).collect()
    }
}

/// What is proposed as of a day, gravest first, with the books it was judged by.
#[derive(Default)]
pub struct Ladder {
    pub proposals: Vec<Proposed>,
    /// How many times a unit was looked at in an indicator and a period.
    pub standings: usize,
    books: Vec<(Period, Books)>,
}

impl Ladder {
    pub fn find(&self, unit: &str, ground: &str) -> Option<&Proposed> {
        self.proposals.iter().find(|p| p.unit == unit && p.ground == ground)
    }

    /// What the newest figure says; nothing for an order.
    pub fn newest(&self, grounded: &Grounded) -> Option<Evidence> {
        let query = grounded.evidence.first().and_then(|id| Query::parse(id))?;
        let (_, books) = self.books.iter().find(|(period, _)| *period == query.period)?;
        Some(told(books, &query))
    }
}

impl Office {
    /// Look the ladder through as of a day. Whoever sees all proceedings sees what is proposed.
    pub fn ladder(&self, actor: &Actor, as_of: Date) -> Result<Ladder, Error> {
        allow(actor, Request::of(Action::ReadMeasure))?;
        let as_of = self.as_of(Some(as_of))?;
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let scope = Actor::system(actor.county, "ladder").scope();
        let (rules, books, opened) = self.store.read(&scope, |reader| {
            let rules = rules(reader, instant)?;
            let rules = LadderRule::in_force(&rules, as_of);
            let deadlines = deadlines(reader, instant)?;
            let mut books = Vec::new();
            for period in closed_periods(&rules, &deadlines, as_of) {
                let of = gather(reader, actor.county, period, as_of, Stage::Verified, Breadth::Figures, instant)?;
                books.push((period, of.0));
            }
            Ok((rules, books, all(reader, instant)?))
        })?;
        let overdue = self.overdue(actor.county, as_of, &rules)?;
        let Some((_, names_of)) = books.first() else { return Ok(Ladder::default()) };
        let opened: Vec<Opened> = opened.iter().flat_map(|held| brought_up(held, names_of, as_of)).collect();
        let standings: Vec<_> = books.iter().flat_map(|(period, books)| standings(books, *period, &rules)).collect();
        let found = proposals(&rules, &standings, &overdue, &opened);
        let proposals = found.into_iter().filter_map(|p| proposed(p, names_of)).collect();
        Ok(Ladder { proposals, standings: standings.len(), books })
    }

    /// Orders past their due day by so many working days.
    fn overdue(&self, county: i32, as_of: Date, rules: &[LadderRule]) -> Result<Vec<Overdue>, Error> {
        if rules.iter().all(|rule| rule.trigger != Trigger::Overdue) {
            return Ok(Vec::new());
        }
        let found = self.with_roll(county, as_of, |roll| {
            let late = roll.orders().filter(|o| o.order.state.runs() && o.order.due < as_of);
            let of = late.map(|o| {
                let days = roll.rules.days().between(o.order.due, as_of)?;
                Ok(Overdue { order: o.code.clone(), unit: o.order.unit, days })
            });
            of.collect::<Result<Vec<Overdue>, NoNotice>>()
        })?;
        found.map_err(|gone| Error::Order(gone.into()))
    }
}

fn proposed(proposal: Proposal, books: &Books) -> Option<Proposed> {
    let unit = books.unit(proposal.unit)?;
    let grounded = |reached: Reached| {
        let evidence = evidence_of(unit, &reached, books);
        Grounded { rule: reached.rule, cause: reached.cause, evidence }
    };
    let first = grounded(proposal.first);
    Some(Proposed {
        unit: unit.code.clone(),
        unit_name: names(Some(unit)),
        ground: ground_of(first.evidence.first()?),
        first,
        beside: proposal.beside.into_iter().map(grounded).collect(),
    })
}

/// What a proceeding was opened on, so that it is not proposed again, and the measure it came to, as long as that runs.
fn brought_up(held: &Held, books: &Books, as_of: Date) -> Vec<Opened> {
    let Some(unit) = held.unit() else { return Vec::new() };
    let under = (!held.proceeding.state(as_of).is_over()).then_some(held.proceeding.rung);
    let ground = |id: &str| match Query::parse(id) {
        Some(query) => Some(Ground::Period(books.indicator(&query.indicator)?.number, query.period)),
        None => Some(Ground::Order(id.to_owned())),
    };
    let rung = held.proposed();
    held::grounds(&held.record).filter_map(ground).map(|ground| Opened { unit, ground, rung, under }).collect()
}

/// The county's rules as known then.
pub(super) fn rules(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Vec<LadderRule>, Fault> {
    Ok(reader.records(&LADDER_RULES, as_of)?.iter().filter_map(LadderRule::from_record).collect())
}
