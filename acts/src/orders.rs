//! Orders 督办: a matter opened, approved, given out, signed for, handled, answered, reviewed and struck off; one function takes
//! every step, and what may follow is asked of `domain::supervision` inside the transaction.

mod list;
mod page;
mod papers;

pub(crate) use list::names;
pub use list::{OrderQuery, OrderRow};
pub use page::{Checked, Noticed, OrderPage, StepRow};
pub(crate) use papers::{listed, numbered};

use crate::acting::{Caller, allow, relation};
use crate::evidence::files_for;
use crate::intake::Row;
use crate::posting::enter;
use crate::supervision::{day, recurrence, row, rules, text, unit_there};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, day_number};
use domain::policy::{Action, Request};
use domain::registers::{COUNTIES, ORDER_STEPS, ORDERS, Record, TASK_STEPS, Value};
use domain::returns::Status;
use domain::supervision::{Order, Refusal, State, Step, Taken, Wish};
use domain::tasks::{Recurrence, TaskState, TaskStep};
use store::{Fault, Reader, Tx, Written};

/// A matter as it is opened 立项单.
#[derive(Clone, Debug, Default)]
pub struct Matter<'a> {
    /// Code of the unit that is to handle it.
    pub unit: &'a str,
    pub matter: &'a str,
    /// On what grounds: a meeting, an instruction, a task that is behind.
    pub basis: &'a str,
    /// The task it follows up; empty: none.
    pub task: &'a str,
    pub due: Option<Date>,
    pub cadence: Recurrence,
}

/// A step as somebody wants to take it.
#[derive(Clone, Copy, Debug)]
pub struct Doing<'a> {
    pub step: Step,
    /// Code of the unit it is handed over to.
    pub unit: &'a str,
    pub due: Option<Date>,
    pub note: &'a str,
    /// Steps that were seen: another one meanwhile, and nothing is done.
    pub seen: u32,
}

impl Doing<'_> {
    pub fn of(step: Step, seen: u32) -> Doing<'static> {
        Doing { step, unit: "", due: None, note: "", seen }
    }
}

impl Office {
    /// Open a matter. Gives its number.
    pub fn open_order(&self, caller: &Caller, matter: &Matter<'_>) -> Result<String, Error> {
        allow(&caller.actor, Request::of(Action::ProposeOrder))?;
        if matter.matter.trim().is_empty() || matter.basis.trim().is_empty() {
            return Err(Error::Order(Refusal::WordsMissing));
        }
        let act = self.act(caller, "orders.open", matter.matter.trim(), matter.basis.trim());
        let known = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let unit = unit_there(&mut tx.clerk()?, matter.unit, self.today)?;
            let wish = Wish { unit: Some(unit.number), due: matter.due, ..Wish::of(Step::Proposed, self.today) };
            let taken = Order::open(&wish).map_err(Error::Order)?;
            if !matter.task.is_empty() && crate::tasks::standing(&mut tx.clerk()?, matter.task)?.is_none() {
                return Err(Error::NotFound);
            }
            let keys = tx.clerk()?.keys(&ORDERS)?;
            let code = ORDERS.next_number(keys.iter().map(String::as_str)).unwrap_or_default();
            let order = row(
                &ORDERS,
                &[
                    ("order_id", text(&code)),
                    ("matter", text(matter.matter)),
                    ("basis", text(matter.basis)),
                    ("unit_id", Value::Int(unit.number.into())),
                    ("task_id", text(matter.task)),
                    ("cadence", recurrence(matter.cadence)),
                ],
            );
            let step = step_row(&code, 1, &taken, &caller.actor, &Words::default());
            enter(tx, vec![Row { register: &ORDERS, values: order, recorded_at: known }, at(step, known)], known)?;
            Ok::<_, Error>(code)
        })?;
        match written {
            Written::Done { value, .. } => Ok(value),
            // The same form came twice: the matter it opened is the newest of these words.
            Written::Already { .. } => self.opened_before(caller, matter),
        }
    }

    fn opened_before(&self, caller: &Caller, matter: &Matter<'_>) -> Result<String, Error> {
        let found = self.with_roll(caller.actor.county, self.today, |roll| {
            roll.orders().filter(|o| o.matter == matter.matter.trim()).map(|o| o.code.clone()).max()
        })?;
        found.ok_or(Error::NotFound)
    }

    /// Take a step of an order.
    pub fn step_order(&self, caller: &Caller, code: &str, doing: &Doing<'_>) -> Result<(), Error> {
        let subject = format!("{code} {}", doing.step.label(domain::lang::Lang::Zh));
        let act = self.act(caller, &format!("orders.{}", doing.step.code()), subject, doing.note.trim());
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let (record, order) = order_of(&mut tx.clerk()?, code)?.ok_or(Error::NotFound)?;
            may_step(&caller.actor, &order, doing.step)?;
            if order.steps != doing.seen {
                return Err(Error::Changed);
            }
            let rules = rules(&mut tx.clerk()?, None)?;
            let unit = match doing.unit {
                "" => None,
                code => Some(unit_there(&mut tx.clerk()?, code, self.today)?.number),
            };
            let evidence = files_of(&mut tx.clerk()?, ORDERS.noun, code)?;
            let wish = Wish { step: doing.step, on: self.today, unit, due: doing.due, note: doing.note, evidence };
            let taken = order.check(&wish, &rules).map_err(Error::Order)?;
            let words = self.words(tx, code, doing)?;
            let mut rows = vec![step_row(code, order.steps + 1, &taken, &caller.actor, &words)];
            if doing.step == Step::HandedOver {
                rows.insert(0, handed_over(&record, taken.unit));
            }
            rows.extend(on_the_task(&mut tx.clerk()?, &record, &taken, &caller.actor)?);
            enter(tx, rows.into_iter().map(|row| at(row, known)).collect(), known)?;
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    /// What is written beside a step: a notice gets its number and a code by which anybody can ask whether it is ours.
    fn words(&self, tx: &mut Tx<'_>, code: &str, doing: &Doing<'_>) -> Result<Words, Error> {
        let note = doing.note.trim().to_owned();
        if doing.step != Step::Issued {
            return Ok(Words { note, ..Words::default() });
        }
        let counties = tx.clerk()?.records(&COUNTIES, None)?;
        let prefix = counties.last().map_or_else(String::new, |c| c.text("number_prefix").to_owned());
        let number = papers::numbered(&prefix, "督办", Some(self.today), code);
        Ok(Words { number, code: code_of(&crate::acting::fresh_key()), note })
    }
}

/// What stands beside a step in words.
#[derive(Default)]
struct Words {
    number: String,
    code: String,
    note: String,
}

/// A verification code 核验码: twelve signs that are told from each other on paper, in three groups.
pub(crate) fn code_of(random: &str) -> String {
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = u128::from_str_radix(random, 16).unwrap_or_default();
    let sign = |at: u32| char::from(SIGNS[usize::try_from(bits >> (5 * at) & 31).unwrap_or(0)]);
    let group = |from: u32| (from..from + 4).map(sign).collect::<String>();
    format!("{}-{}-{}", group(0), group(4), group(8))
}

/// May somebody take this step of this order? Another unit's order does not exist, nor one that was not given out.
pub(crate) fn may_step(actor: &Actor, order: &Order, step: Step) -> Result<(), Error> {
    if !crate::supervision::Part::of_orders(actor).shows(order) {
        return Err(Error::NotFound);
    }
    let relation = relation(actor, Some(order.unit), None);
    allow(actor, Request { action: step.action(), relation, status: Status::NoDuty, open: false })
}

fn at((register, values): (&'static domain::registers::Register, Vec<Value>), recorded_at: i64) -> Row {
    Row { register, values, recorded_at }
}

type Cells = (&'static domain::registers::Register, Vec<Value>);

fn step_row(code: &str, place: u32, taken: &Taken, actor: &Actor, words: &Words) -> Cells {
    let files = taken.step.needs_evidence().then_some(taken.evidence);
    let values = row(
        &ORDER_STEPS,
        &[
            ("order_id", text(code)),
            ("place", Value::Int(place.into())),
            ("step", text(taken.step.code())),
            ("on", Value::Int(day_number(taken.on))),
            ("unit_id", Value::Int(taken.unit.into())),
            ("due_on", Value::Int(day_number(taken.due))),
            ("wanted_on", day(taken.wanted)),
            ("number", text(&words.number)),
            ("code", text(&words.code)),
            ("note", text(&words.note)),
            ("evidence", files.map_or(Value::Null, |n| Value::Int(n.into()))),
            ("by", text(&actor.name)),
        ],
    );
    (&ORDER_STEPS, values)
}

/// The order itself under its new unit.
fn handed_over(record: &Record, unit: i32) -> Cells {
    let mut values = record.values.clone();
    if let Some(column) = ORDERS.column("unit_id") {
        values[column] = Value::Int(unit.into());
    }
    (&ORDERS, values)
}

/// Striking an order off completes the task it follows up; reopening it opens the task again.
fn on_the_task(reader: &mut Reader<'_>, record: &Record, taken: &Taken, actor: &Actor) -> Result<Option<Cells>, Fault> {
    let task = record.text("task_id");
    let Some(standing) = crate::tasks::standing(reader, task)?.filter(|_| !task.is_empty()) else { return Ok(None) };
    let step = if taken.step == Step::Closed && standing.state == TaskState::InHand {
        TaskStep::Done
    } else if taken.step == Step::Reopened && standing.state == TaskState::Done {
        TaskStep::Reopened
    } else {
        return Ok(None);
    };
    let values = row(
        &TASK_STEPS,
        &[
            ("task_id", text(task)),
            ("place", Value::Int(i64::from(standing.steps) + 1)),
            ("step", text(step.code())),
            ("on", Value::Int(day_number(taken.on))),
            ("note", text(record.text("order_id"))),
            ("evidence", Value::Int(taken.evidence.into())),
            ("by", text(&actor.name)),
        ],
    );
    Ok(Some((&TASK_STEPS, values)))
}

/// An order with the life its steps come to.
pub(crate) fn order_of(reader: &mut Reader<'_>, code: &str) -> Result<Option<(Record, Order)>, Fault> {
    let Some(record) = reader.current(&ORDERS, &[Value::Text(code.to_owned())])? else { return Ok(None) };
    let cadence = Recurrence::parse(record.text("cadence")).unwrap_or_default();
    let steps = steps_of(reader, code)?;
    let order = Order::of(steps.iter().filter_map(Taken::from_record), cadence);
    Ok(order.map(|order| (record, order)))
}

/// The steps of an order in their order.
pub(crate) fn steps_of(reader: &mut Reader<'_>, code: &str) -> Result<Vec<Record>, Fault> {
    let mut steps = reader.records_with(&ORDER_STEPS, &[(0, vec![Value::Text(code.to_owned())])])?;
    steps.sort_by_key(|step| step.int("place"));
    Ok(steps)
}

/// Files that stand for a record now.
pub(crate) fn files_of(reader: &mut Reader<'_>, register: &str, key: &str) -> Result<u32, Fault> {
    let files = files_for(reader, register, &[key.to_owned()])?;
    Ok(u32::try_from(files.values().flatten().filter(|file| file.get("withdrawn_on").is_null()).count()).unwrap_or(u32::MAX))
}

/// What an order was accepted or closed on is not taken back.
pub(crate) fn is_judged(reader: &mut Reader<'_>, code: &str) -> Result<bool, Fault> {
    let state = order_of(reader, code)?.map(|(_, order)| order.state);
    Ok(matches!(state, Some(State::Accepted | State::Closed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_of_plain_signs_in_three_groups() {
        let code = code_of("ffffffffffffffff0000000000000000");
        assert_eq!(code, "0000-0000-0000");
        let other = code_of("000000000000000000f0000000000001");
        assert_eq!((other.len(), other.starts_with("1000-")), (14, true));
        assert_ne!(code_of(&crate::acting::fresh_key()), code_of(&crate::acting::fresh_key()));
    }
}
