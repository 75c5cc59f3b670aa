//! What objections to merit ask of somebody 实绩异议待办: the organisation department decides, and who objected is told.

use super::{Item, Kind};
use crate::merit::{objections, person_of};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::days_between;
use domain::merit::Objection;
use domain::policy::{Action, Relation, Request, decide};

/// So many days a decision stands on the list of whom it is told to.
const TOLD_DAYS: i64 = 30;

impl Office {
    /// Objections that wait for somebody, or whose decision they are told.
    pub(super) fn objected(&self, actor: &Actor) -> Result<Vec<Item>, Error> {
        if !actor.scope().business() {
            return Ok(Vec::new());
        }
        let scope = Actor::system(actor.county, "merit").scope();
        let (all, own) = self.store.read(&scope, |reader| Ok((objections(reader, None)?, person_of(reader, actor)?)))?;
        let item = |o: &Objection| {
            let relation = if own.as_ref() == Some(&o.person) { Relation::Own } else { Relation::Other };
            let decides = decide(actor.role, Request { relation, ..Request::of(Action::DecideMeritObjection) }).is_ok();
            let told = |on| relation == Relation::Own && days_between(on, self.today) <= TOLD_DAYS;
            let (kind, since, reason) = match &o.decided {
                None => (Kind::Objected, decides.then_some(o.on)?, o.reason.clone()),
                Some(decided) => (Kind::ObjectionDecided, Some(decided.on).filter(|on| told(*on))?, decided.reason.clone()),
            };
            Some(Item {
                kind,
                month: None,
                matter: (o.code.clone(), o.code.clone()),
                due: None,
                overdue: false,
                unit: String::new(),
                unit_name: Default::default(),
                lines: 1,
                reason,
                since: Some(since),
            })
        };
        Ok(all.iter().filter_map(item).collect())
    }
}
