//! One order 督办单: its steps with who took them, what fell on the way, and what this person may do next.

use super::list::names;
use super::{OrderQuery, OrderRow, may_step, order_of, steps_of};
use crate::accounts::person_behind;
use crate::supervision::{Part, rules};
use crate::{Error, Office, books};
use domain::actors::Actor;
use domain::calendar::{Date, day_of, end_of_day};
use domain::registers::{ORDER_STEPS, Record};
use domain::supervision::{Fallen, Order, Rule, Step, Taken};
use domain::tasks::Recurrence;

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    pub step: Step,
    pub on: Date,
    pub due: Date,
    pub wanted: Option<Date>,
    pub unit_name: (String, String),
    pub note: String,
    pub evidence: Option<i64>,
    /// Who took it, in Chinese and English.
    pub by: (String, String),
    pub recorded_at: i64,
}

/// Everything about one order.
#[derive(Clone, Debug)]
pub struct OrderPage {
    pub code: String,
    pub matter: String,
    pub basis: String,
    pub task: String,
    pub number: String,
    pub check_code: String,
    pub order: Order,
    pub unit: String,
    pub unit_name: (String, String),
    pub steps: Vec<StepRow>,
    /// What fell up to the day looked from; `None` where a year's holidays are not known.
    pub fallen: Option<Vec<(Fallen, (String, String))>>,
    pub rule: Rule,
    /// Steps this person may take today.
    pub open: Vec<Step>,
    /// Other open orders of the same unit, shown before one more is approved (政府督查工作条例 15).
    pub others: Vec<OrderRow>,
}

/// What a notice gives notice of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    Order,
    Measure,
}

/// What anybody may know of a notice by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub what: Noticed,
    pub county: i32,
    pub number: String,
    pub unit_name: (String, String),
    pub issued_on: Date,
    pub over: bool,
}

impl Office {
    /// An order as somebody may see it, as of a day.
    pub fn order(&self, actor: &Actor, as_of: Date, code: &str) -> Result<OrderPage, Error> {
        let scope = Actor::system(actor.county, "supervision").scope();
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let found = self.store.read(&scope, |reader| {
            let Some((record, now)) = order_of(reader, code)? else { return Ok(None) };
            let mut records = steps_of(reader, code)?;
            records.retain(|step| instant.is_none_or(|instant| step.recorded_at <= instant));
            let cadence = Recurrence::parse(record.text("cadence")).unwrap_or_default();
            let then = Order::of(records.iter().filter_map(Taken::from_record), cadence);
            let Some(order) = (if instant.is_some() { then } else { Some(now) }) else { return Ok(None) };
            let (units, rules) = (books::units(reader, instant)?, rules(reader, instant)?);
            let mut steps = Vec::with_capacity(records.len());
            for step in &records {
                let by = person_behind(reader, step.text("by"))?;
                let unit = step.int("unit_id").and_then(|n| units.iter().find(|u| i64::from(u.number) == n));
                steps.extend(step_row(step, names(unit), by));
            }
            Ok(Some((record, order, records, steps, units, rules)))
        })?;
        let (record, order, records, steps, units, rules) = found.ok_or(Error::NotFound)?;
        if !Part::of_orders(actor).shows(&order) {
            return Err(Error::NotFound);
        }
        let name = |number: i32| names(units.iter().find(|u| u.number == number));
        let fallen = order.fallen(&rules, as_of).ok();
        let may = |step: &Step| instant.is_none() && may_step(actor, &order, *step).is_ok();
        let notice = records.iter().rfind(|step| step.text("step") == Step::Issued.code());
        let told = |column: &str| notice.map_or_else(String::new, |step| step.text(column).to_owned());
        let unit = units.iter().find(|u| u.number == order.unit).map_or_else(String::new, |u| u.code.clone());
        Ok(OrderPage {
            code: code.to_owned(),
            matter: record.text("matter").to_owned(),
            basis: record.text("basis").to_owned(),
            task: record.text("task_id").to_owned(),
            number: told("number"),
            check_code: told("code"),
            unit_name: name(order.unit),
            steps,
            fallen: fallen.map(|all| all.into_iter().map(|f| (f, name(f.unit))).collect()),
            rule: order.rule(&rules, as_of),
            open: order.state.followed_by().iter().copied().filter(may).filter(|step| follows(&order, *step)).collect(),
            others: self.others(actor, as_of, code, &unit)?,
            order,
            unit,
        })
    }

    fn others(&self, actor: &Actor, as_of: Date, code: &str, unit: &str) -> Result<Vec<OrderRow>, Error> {
        let asked = OrderQuery { unit: unit.to_owned(), ..OrderQuery::default() };
        let mut rows = self.orders(actor, as_of, &asked, 0, 50)?.rows;
        rows.retain(|row| row.code != code);
        Ok(rows)
    }

    /// Is a notice ours? By its verification code, whoever asks.
    pub fn notice(&self, code: &str) -> Result<Option<Checked>, Error> {
        let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        if plain.len() != 12 {
            return Ok(None);
        }
        let code = format!("{}-{}-{}", &plain[..4], &plain[4..8], &plain[8..]);
        for head in self.store.counties()? {
            let found = self.with_roll(head.county, self.today, |roll| {
                let ordered = roll.order_of_code(&code)?;
                Some(Checked {
                    what: Noticed::Order,
                    county: head.county,
                    number: ordered.number.clone(),
                    unit_name: names(roll.unit(ordered.order.unit)),
                    issued_on: ordered.order.issued_on?,
                    over: ordered.order.state.is_over(),
                })
            })?;
            let found = found.map_or_else(|| self.measure_of_code(head.county, &code), |order| Ok(Some(order)))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

/// Of the steps of a state, those that this order is ready for.
fn follows(order: &Order, step: Step) -> bool {
    match step {
        Step::Extended | Step::Held => order.wanted.is_some(),
        Step::ExtensionAsked => order.wanted.is_none(),
        Step::Proposed
        | Step::Approved
        | Step::Refused
        | Step::Issued
        | Step::Signed
        | Step::Handled
        | Step::Answered
        | Step::Accepted
        | Step::Returned
        | Step::Closed
        | Step::Paused
        | Step::Resumed
        | Step::HandedOver
        | Step::Reopened => true,
    }
}

fn step_row(record: &Record, unit_name: (String, String), by: (String, String)) -> Option<StepRow> {
    debug_assert_eq!(record.register.noun, ORDER_STEPS.noun);
    let day = |column: &str| record.int(column).and_then(day_of);
    Some(StepRow {
        step: Step::parse(record.text("step"))?,
        on: day("on")?,
        due: day("due_on")?,
        wanted: day("wanted_on"),
        unit_name,
        note: record.text("note").to_owned(),
        evidence: record.int("evidence"),
        by,
        recorded_at: record.recorded_at,
    })
}
