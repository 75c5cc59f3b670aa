//! Reach 权限范围: whose a record is, so that the policy can say who may keep it.

use super::leads::{lead_of, lead_of_campaign};
use crate::acting::allow;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::policy::{Denied, Relation, Request, decide};
use domain::registers::{INDICATORS, Keeper, Kind, PROJECT_CREDITS, PROJECTS, Record, Register, Value, register};
use domain::returns::Status;
use store::{Fault, Reader};

/// Registers by which a record belongs to a unit: the team's or task force's lead unit.
const BODIES: [&str; 2] = ["teams", "task_forces"];

impl Office {
    /// May somebody add records to a register at all? Whose record it is, is asked when it is kept.
    pub fn may_add(&self, actor: &Actor, register: &'static Register) -> Result<bool, Error> {
        let Some(action) = register.keeper.action() else { return Ok(false) };
        match decide(actor.role, Request::of(action)) {
            Ok(()) => Ok(true),
            Err(Denied::NotYourRole) => Ok(false),
            Err(_) if actor.role.is_of_a_unit() => Ok(actor.unit.is_some() && register.keeper == Keeper::Campaign),
            Err(_) => {
                let scope = Actor::system(actor.county, "register").scope();
                let leads = self.store.read(&scope, |reader| match register.keeper {
                    Keeper::Targets => Ok(actor.unit.into_iter().collect()),
                    _ => lead_of(reader, register),
                })?;
                Ok(actor.unit.is_some_and(|own| leads.contains(&own)))
            }
        }
    }

    /// May somebody correct this record?
    pub fn may_correct(&self, actor: &Actor, record: &Record) -> Result<bool, Error> {
        let scope = Actor::system(actor.county, "register").scope();
        Ok(self.store.read(&scope, |reader| Ok(may_keep(reader, actor, record)?.is_ok()))?)
    }
}

/// What the policy says about somebody keeping a record.
pub(super) fn may_keep(reader: &mut Reader<'_>, actor: &Actor, record: &Record) -> Result<Result<(), Error>, Fault> {
    let Some(action) = record.register.keeper.action() else { return Ok(Err(Error::NotFound)) };
    let relation = relation(reader, actor, record)?;
    Ok(allow(actor, Request { action, relation, status: Status::NoDuty, open: false }))
}

/// How somebody stands to a record: their unit's own, of a campaign their office leads, or another's.
pub(crate) fn relation(reader: &mut Reader<'_>, actor: &Actor, record: &Record) -> Result<Relation, Fault> {
    let Some(own) = actor.unit else { return Ok(Relation::Other) };
    let (led, owned) = (leads(reader, record)?.contains(&own), owners(reader, record)?.contains(&own));
    Ok(match (led, owned) {
        // A team member of the lead office is there for the team's own records.
        (true, true) if actor.role.is_of_a_unit() => Relation::Own,
        (true, _) => Relation::Led,
        (false, true) => Relation::Own,
        (false, false) => Relation::Other,
    })
}

/// The offices that lead the campaign of a record.
fn leads(reader: &mut Reader<'_>, record: &Record) -> Result<Vec<i32>, Fault> {
    if !record.text("campaign_id").is_empty() {
        return Ok(lead_of_campaign(reader, record.text("campaign_id"))?.into_iter().collect());
    }
    if record.register.keeper != Keeper::Targets {
        return lead_of(reader, record.register);
    }
    let place = record.int("indicator_id").and_then(|n| usize::try_from(n).ok()).and_then(|n| n.checked_sub(1));
    let Some(code) = place.and_then(|place| reader.keys(&INDICATORS).map(|keys| keys.into_iter().nth(place)).transpose()) else {
        return Ok(Vec::new());
    };
    let indicator = reader.current(&INDICATORS, &[Value::Text(code?)])?;
    let campaign = indicator.map(|i| i.text("campaign_id").to_owned()).unwrap_or_default();
    Ok(lead_of_campaign(reader, &campaign)?.into_iter().collect())
}

/// The units whose record it is: those it names, those of its team, and for a part those of its whole.
fn owners(reader: &mut Reader<'_>, record: &Record) -> Result<Vec<i32>, Fault> {
    let mut owners = Vec::new();
    if let Some(whole) = record.register.part_of {
        if let Some(whole) = parent(reader, record, whole)? {
            owners.extend(owners_of_whole(reader, &whole)?);
        }
        return Ok(owners);
    }
    owners_of_whole(reader, record)
}

fn owners_of_whole(reader: &mut Reader<'_>, record: &Record) -> Result<Vec<i32>, Fault> {
    let number = |value: &Value| value.int().and_then(|n| i32::try_from(n).ok());
    let mut owners = Vec::new();
    for (place, column) in record.register.columns.iter().enumerate() {
        match column.kind {
            Kind::Unit => owners.extend(number(&record.values[place])),
            Kind::Ref(noun) if BODIES.contains(&noun) => {
                let body = parent(reader, record, column.name)?;
                owners.extend(body.and_then(|body| number(body.get("lead_unit"))));
            }
            _ => {}
        }
    }
    if record.register.noun == PROJECTS.noun
        && let Some(column) = PROJECT_CREDITS.column("project_id")
    {
        let credits = reader.records_with(&PROJECT_CREDITS, &[(column, vec![record.get("project_id").clone()])])?;
        owners.extend(credits.iter().filter_map(|credit| number(credit.get("unit_id"))));
    }
    Ok(owners)
}

fn parent(reader: &mut Reader<'_>, record: &Record, column: &str) -> Result<Option<Record>, Fault> {
    let kind = record.register.column(column).map(|i| record.register.columns[i].kind);
    let Some(Kind::Ref(noun)) = kind else { return Ok(None) };
    let Some(whole) = register(noun).filter(|_| !record.get(column).is_null()) else { return Ok(None) };
    reader.current(whole, std::slice::from_ref(record.get(column)))
}
