//! Places 材料归属: whose record a file is shown for, and which lead offices look after it.

use crate::acting::relation;
use crate::books;
use crate::merit::{objections, person_of, request};
use crate::proceedings::{Eyes, held};
use domain::accountability::{Proceeding, Step};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, Period};
use domain::indicators::{Counting, Indicator};
use domain::policy::{Action, Denied, Relation, Request, decide};
use domain::registers::{
    CAMPAIGNS, Kind, MERIT_DECISIONS, MERIT_OBJECTIONS, PROCEEDING_STEPS, PROCEEDINGS, PROJECT_CREDITS, RETURNS, Record,
    Register, register,
};
use domain::stage::Stage;
use std::collections::BTreeSet;
use store::{Fault, Reader};

/// A record that files can be shown for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub register: &'static Register,
    pub key: String,
    /// Units whose record it is.
    pub units: BTreeSet<i32>,
    /// Units that lead a campaign it counts for.
    pub leads: BTreeSet<i32>,
    /// Of a proceeding or an objection only.
    pub hearing: Option<Hearing>,
}

/// A proceeding 陈述申辩 and an objection 实绩异议 are seen by eyes of their own, and take files from whom they hear, while they hear
/// them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hearing {
    /// Who looks is the one that is heard.
    pub answers: bool,
    /// What was shown up to here was decided on, and stays.
    pub judged_at: Option<i64>,
    matter: Matter,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Matter {
    Proceeding(Proceeding),
    /// An objection, and whether it was decided.
    Objection(bool),
}

impl Hearing {
    /// May a file be shown today? As long as a statement may be made.
    pub fn is_open(&self, today: Date) -> Result<(), Denied> {
        let hears = match &self.matter {
            Matter::Proceeding(proceeding) => proceeding.state(today).followed_by().contains(&Step::Stated),
            Matter::Objection(decided) => !decided,
        };
        match (self.answers, hears) {
            (false, _) => Err(Denied::NotYourRole),
            (true, false) => Err(Denied::WrongState),
            (true, true) => Ok(()),
        }
    }
}

/// The figure a return's key names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Named {
    pub unit: i32,
    pub indicator: i32,
    pub month: Period,
}

impl Named {
    /// From the key of a return: `12|40|202603|reported`.
    pub fn of_key(key: &str) -> Option<Named> {
        let mut parts = key.split('|');
        let (unit, indicator) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let month: i64 = parts.next()?.parse().ok()?;
        let named = Named { unit, indicator, month: Period::parse(&format!("{}-{:02}", month / 100, month % 100))? };
        (named.key() == key).then_some(named)
    }

    /// Evidence is shown for what the unit reports.
    pub fn key(&self) -> String {
        format!("{}|{}|{}|{}", self.unit, self.indicator, self.number(), Stage::Reported.code())
    }

    /// The month as it is stored.
    pub fn number(&self) -> i64 {
        i64::from(self.month.year) * 100 + i64::from(self.month.to_month)
    }
}

/// Find a record; `None` if there is none for these eyes.
pub fn find(reader: &mut Reader<'_>, actor: &Actor, noun: &str, key: &str) -> Result<Option<Place>, Fault> {
    let Some(register) = register(noun) else { return Ok(None) };
    if register.noun == RETURNS.noun {
        return of_return(reader, key);
    }
    if register.noun == PROCEEDINGS.noun || register.noun == PROCEEDING_STEPS.noun {
        return of_proceeding(reader, actor, register, key);
    }
    if register.noun == MERIT_OBJECTIONS.noun || register.noun == MERIT_DECISIONS.noun {
        return of_objection(reader, actor, register, key);
    }
    let versions = reader.versions(register, key)?;
    let Some(record) = versions.last() else { return Ok(None) };
    let mut units = own_units(record);
    if let Some(project) = record.register.column("project_id").map(|i| record.values[i].clone()) {
        let credits = reader.records(&PROJECT_CREDITS, None)?;
        units.extend(credits.iter().filter(|c| *c.get("project_id") == project).filter_map(unit_of));
    }
    let indicators = books::indicators(reader, None)?;
    let counts = |i: &&Indicator| source(i).is_some_and(|s| s.noun == register.noun || refers(s, register));
    let campaigns: BTreeSet<&str> = indicators.iter().filter(counts).map(|i| i.campaign.as_str()).collect();
    let leads = leads(reader)?.into_iter().filter(|(code, _)| campaigns.contains(code.as_str())).map(|l| l.1).collect();
    Ok(Some(Place { register, key: key.to_owned(), units, leads, hearing: None }))
}

/// Files are shown for a proceeding as a whole, for none of its steps.
fn of_proceeding(reader: &mut Reader<'_>, actor: &Actor, register: &'static Register, key: &str) -> Result<Option<Place>, Fault> {
    let held = if register.noun == PROCEEDINGS.noun { held::find(&mut reader.clerk(), key)? } else { None };
    let eyes = Eyes::of(&mut reader.clerk(), actor)?;
    let Some(held) = held.filter(|held| eyes.shows(&held.record)) else { return Ok(None) };
    let judged =
        held.steps.iter().rfind(|step| Step::parse(step.text("step")).is_some_and(|s| s.decides() || s.decides_review()));
    let hearing = Hearing {
        answers: eyes.may(&held.record, Action::AnswerMeasure),
        judged_at: judged.map(|step| step.recorded_at),
        matter: Matter::Proceeding(held.proceeding.clone()),
    };
    let units = held.unit().into_iter().collect();
    Ok(Some(Place { register, key: key.to_owned(), units, leads: BTreeSet::new(), hearing: Some(hearing) }))
}

/// Files are shown for an objection, for no decision on it, and seen by those who read it (1-43).
fn of_objection(reader: &mut Reader<'_>, actor: &Actor, register: &'static Register, key: &str) -> Result<Option<Place>, Fault> {
    let mut clerk = reader.clerk();
    let all = if register.noun == MERIT_OBJECTIONS.noun { objections(&mut clerk, None)? } else { Vec::new() };
    let own = person_of(&mut clerk, actor)?;
    let may = |action, person: &str| decide(actor.role, request(action, own.as_deref(), person)).is_ok();
    let objection = all.into_iter().find(|o| o.code == key).filter(|o| may(Action::ReadMerit, &o.person));
    let Some(objection) = objection else { return Ok(None) };
    let decided = objection.decided.is_some();
    let hearing = Hearing {
        answers: may(Action::ObjectToMerit, &objection.person),
        judged_at: decided.then_some(i64::MAX),
        matter: Matter::Objection(decided),
    };
    let (units, leads) = (BTreeSet::new(), BTreeSet::new());
    Ok(Some(Place { register, key: key.to_owned(), units, leads, hearing: Some(hearing) }))
}

fn of_return(reader: &mut Reader<'_>, key: &str) -> Result<Option<Place>, Fault> {
    let Some(named) = Named::of_key(key) else { return Ok(None) };
    let indicators = books::indicators(reader, None)?;
    let Some(indicator) = indicators.iter().find(|i| i.number == named.indicator && i.counting == Counting::Returned) else {
        return Ok(None);
    };
    if !books::units(reader, None)?.iter().any(|u| u.number == named.unit) {
        return Ok(None);
    }
    let leads = leads(reader)?.into_iter().filter(|l| l.0 == indicator.campaign).map(|l| l.1).collect();
    Ok(Some(Place { register: &RETURNS, key: named.key(), units: BTreeSet::from([named.unit]), leads, hearing: None }))
}

/// Campaigns and their lead offices.
pub fn leads(reader: &mut Reader<'_>) -> Result<Vec<(String, i32)>, Fault> {
    let lead = |c: &Record| Some((c.text("campaign_id").to_owned(), i32::try_from(c.int("lead_unit")?).ok()?));
    Ok(reader.records(&CAMPAIGNS, None)?.iter().filter_map(lead).collect())
}

fn own_units(record: &Record) -> BTreeSet<i32> {
    let columns = record.register.columns.iter().enumerate();
    // Who recognised a stage does not own it.
    let own = columns.filter(|(_, c)| c.kind == Kind::Unit && c.name != "recogniser");
    own.filter_map(|(i, _)| record.values[i].int().and_then(|n| i32::try_from(n).ok())).filter(|&n| n > 0).collect()
}

fn unit_of(record: &Record) -> Option<i32> {
    i32::try_from(record.int("unit_id")?).ok()
}

fn source(indicator: &Indicator) -> Option<&'static Register> {
    match &indicator.counting {
        Counting::Flow(flow) => register(&flow.source),
        Counting::Stock(stock) => register(&stock.source),
        Counting::Returned | Counting::Ratio { .. } | Counting::UnitsWhere(_) | Counting::OwnersWhere(_) => None,
    }
}

fn refers(from: &Register, to: &Register) -> bool {
    from.columns.iter().any(|c| c.kind == Kind::Ref(to.noun))
}

impl Place {
    /// How somebody stands to the record.
    pub fn relation(&self, actor: &Actor) -> Relation {
        match actor.unit {
            Some(own) if self.units.contains(&own) => Relation::Own,
            Some(own) => relation(actor, None, self.leads.contains(&own).then_some(own)),
            None => Relation::Other,
        }
    }

    /// May somebody see a file that a unit showed for this record? Their own unit's, what their office leads, or all.
    pub fn shows(&self, actor: &Actor, shown_by: i32) -> bool {
        let relation = match actor.unit {
            Some(own) if own == shown_by => Relation::Own,
            Some(own) => relation(actor, None, self.leads.contains(&own).then_some(own)),
            None => Relation::Other,
        };
        let asked = Request { relation, open: true, ..Request::of(Action::AttachEvidence) };
        // Who finds a proceeding or an objection sees what is shown in it. A leader attaches nothing and sees everything.
        self.hearing.is_some() || actor.role == Role::Leader || decide(actor.role, asked).is_ok()
    }
}
