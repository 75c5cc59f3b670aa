//! What parts of directives ask of somebody 部署分工待办: to decide on the proposals in the part they hold, until none is open.

use super::{Item, Kind};
use crate::directives::{directive_of, parts_held, proposals_of};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::directives::{Outcome, Proposal};
use domain::policy::{Action, Request, decide};

impl Office {
    /// Parts that somebody holds with proposals nobody decided on, a part an item.
    pub(super) fn parts(&self, actor: &Actor) -> Result<Vec<Item>, Error> {
        if decide(actor.role, Request::of(Action::KeepTasks)).is_err() {
            return Ok(Vec::new());
        }
        Ok(self.store.read(&actor.scope(), |reader| {
            let mut items = Vec::new();
            for (code, part) in parts_held(reader, &actor.name)? {
                let proposals = proposals_of(reader, &code)?;
                let is_open = |outcome: &str| Outcome::parse(outcome).unwrap_or_default() == Outcome::Open;
                let waiting = proposals.iter().filter(|record| is_open(record.text("outcome")));
                let lines = waiting.filter(|record| part.holds(Proposal::from_record(record).span)).count();
                let Some(directive) = directive_of(reader, &code)?.filter(|_| lines > 0) else { continue };
                items.push(Item {
                    kind: Kind::Part,
                    month: None,
                    matter: (code, directive.text("title").to_owned()),
                    due: None,
                    overdue: false,
                    unit: String::new(),
                    unit_name: Default::default(),
                    lines,
                    reason: String::new(),
                    since: Some(part.since),
                });
            }
            Ok(items)
        })?)
    }
}
