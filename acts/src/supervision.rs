//! Roll 督办名册: every task and order of a county as it stands, kept at hand so that a list of a hundred thousand costs what it shows.
//!
//! It is made once from the records and then only learns what was added to the chain since; whoever asks is shown their part of
//! it. Nothing is decided by it: an act reads the records themselves again inside its transaction.

mod learn;

use crate::{Error, Office, books};
use domain::actors::{Actor, Role};
use domain::calendar::{Date, end_of_day};
use domain::registers::{
    DIRECTIVE_PARTS, HOLIDAYS, MERIT_DECISIONS, MERIT_OBJECTIONS, ORDER_STEPS, ORDERS, PROCEEDING_STEPS, PROCEEDINGS, PROPOSALS,
    Record, Register, SUPERVISION_RULES, TASK_STAGES, TASK_STEPS, TASKS, UNITS, Value,
};
use domain::supervision::{Bands, Order, Rule, Rules, Slip};
use domain::tasks::{Recurrence, Standing, Task, TaskState};
use domain::units::Unit;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use store::{Fault, Reader};

/// What a roll is made of.
const MADE_OF: [&Register; 7] = [&TASKS, &TASK_STEPS, &ORDERS, &ORDER_STEPS, &UNITS, &HOLIDAYS, &SUPERVISION_RULES];

/// The rolls of all counties, shared by clones of an office.
#[derive(Clone, Default)]
pub struct Rolls(Arc<Mutex<HashMap<i32, Arc<RwLock<Roll>>>>>);

/// A task with what its steps come to.
#[derive(Clone, Debug)]
pub struct Tasked {
    pub task: Task,
    pub standing: Standing,
    /// Day by which something is due next.
    pub due: Option<Date>,
}

impl Tasked {
    pub fn slip(&self, bands: &Bands) -> Option<Slip> {
        let in_hand = self.standing.state == TaskState::InHand;
        self.due.filter(|_| in_hand).and_then(|due| bands.slip(due))
    }
}

/// An order with what its steps come to.
#[derive(Clone, Debug)]
pub struct Ordered {
    pub code: String,
    pub matter: String,
    pub basis: String,
    pub task: String,
    pub order: Order,
    /// Number and verification code of the notice; empty before it.
    pub number: String,
    pub check_code: String,
}

/// Tasks and orders of a county up to a place of its chain.
#[derive(Default)]
pub struct Roll {
    seq: i64,
    pub units: Arc<Vec<Unit>>,
    pub rules: Rules,
    tasks: Vec<Tasked>,
    task_places: HashMap<String, usize>,
    /// Places of the tasks, the most pressing first.
    pressing_tasks: Vec<usize>,
    orders: Vec<Ordered>,
    order_places: HashMap<String, usize>,
    pressing_orders: Vec<usize>,
    codes: HashMap<String, usize>,
    /// Orders whose steps have not come yet.
    unopened: HashMap<String, Record>,
}

impl Office {
    /// Look at a county's roll as of a day: now at hand, an earlier day read anew.
    pub fn with_roll<T>(&self, county: i32, as_of: Date, look: impl FnOnce(&Roll) -> T) -> Result<T, Error> {
        let scope = Actor::system(county, "supervision").scope();
        if as_of < self.today {
            let instant = Some(end_of_day(as_of));
            let roll = self.store.read(&scope, |reader| Roll::read(reader, instant))?;
            return Ok(look(&roll));
        }
        let shared = self.rolls.0.lock().unwrap_or_else(PoisonError::into_inner).entry(county).or_default().clone();
        self.store.read(&scope, |reader| {
            reader.made_of(&MADE_OF);
            if shared.read().unwrap_or_else(PoisonError::into_inner).seq < reader.head().seq {
                shared.write().unwrap_or_else(PoisonError::into_inner).learn(reader)?;
            }
            Ok(())
        })?;
        let roll = shared.read().unwrap_or_else(PoisonError::into_inner);
        Ok(look(&roll))
    }
}

impl Roll {
    pub fn task(&self, code: &str) -> Option<&Tasked> {
        self.task_places.get(code).map(|&at| &self.tasks[at])
    }

    pub fn order(&self, code: &str) -> Option<&Ordered> {
        self.order_places.get(code).map(|&at| &self.orders[at])
    }

    /// The order whose notice carries a verification code.
    pub fn order_of_code(&self, code: &str) -> Option<&Ordered> {
        self.codes.get(code).map(|&at| &self.orders[at])
    }

    /// Tasks, the most pressing first.
    pub fn tasks(&self) -> impl Iterator<Item = &Tasked> {
        self.pressing_tasks.iter().map(|&at| &self.tasks[at])
    }

    /// Orders, the most pressing first.
    pub fn orders(&self) -> impl Iterator<Item = &Ordered> {
        self.pressing_orders.iter().map(|&at| &self.orders[at])
    }

    pub fn unit(&self, number: i32) -> Option<&Unit> {
        self.units.iter().find(|u| u.number == number)
    }

    pub fn unit_of_code(&self, code: &str) -> Option<&Unit> {
        self.units.iter().find(|u| u.code == code)
    }

    /// The bands by which tasks are told apart today.
    pub fn bands(&self, today: Date) -> Result<Bands, Error> {
        bands(today, &self.rules.in_force(today), &self.rules)
    }

    /// The bands of every rule there is, by the day it came into force: an order keeps the rule it was given out under.
    pub fn bands_of_orders(&self, today: Date) -> Result<OrderBands, Error> {
        let mut by_rule = Vec::new();
        for order in &self.orders {
            let rule = order.order.rule(&self.rules, today);
            if by_rule.iter().all(|(known, _): &(Rule, Bands)| *known != rule) {
                by_rule.push((rule, bands(today, &rule, &self.rules)?));
            }
        }
        Ok(OrderBands { today, by_rule })
    }
}

fn bands(today: Date, rule: &Rule, rules: &Rules) -> Result<Bands, Error> {
    Bands::of(today, rule, rules.days()).map_err(|gone| Error::Order(gone.into()))
}

/// The slip each order is under on a day.
pub struct OrderBands {
    today: Date,
    by_rule: Vec<(Rule, Bands)>,
}

impl OrderBands {
    fn of(&self, order: &Order, rules: &Rules) -> Option<&Bands> {
        let rule = order.rule(rules, self.today);
        self.by_rule.iter().find(|(known, _)| *known == rule).map(|(_, bands)| bands)
    }

    pub fn slip(&self, order: &Order, rules: &Rules) -> Option<Slip> {
        self.of(order, rules).and_then(|bands| order.slip(bands))
    }

    /// The highest rung it has climbed to.
    pub fn rung(&self, order: &Order, rules: &Rules) -> Option<usize> {
        self.of(order, rules).filter(|_| order.state.runs()).and_then(|bands| bands.rung(order.due))
    }
}

/// Whose tasks and orders somebody is shown: of all, of their own unit, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    All,
    Unit(i32),
    Nothing,
}

impl Part {
    /// Orders are between the office and the unit; lead offices, too, see what their own unit has to answer.
    pub fn of_orders(actor: &Actor) -> Part {
        match actor.role {
            Role::Leader | Role::Supervision | Role::System => Part::All,
            Role::LeadOffice | Role::Filer | Role::UnitHead | Role::TeamMember | Role::TaskForceMember => {
                actor.unit.map_or(Part::Nothing, Part::Unit)
            }
            Role::Organisation | Role::Administrator | Role::SecurityOfficer | Role::Auditor => Part::Nothing,
        }
    }

    /// An order that was not given out is nobody's but the office's.
    pub fn shows(self, order: &Order) -> bool {
        match self {
            Part::All => true,
            Part::Unit(unit) => order.unit == unit && order.state.is_given_out(),
            Part::Nothing => false,
        }
    }
}

/// A row of a register by the names of its columns; those not named are empty.
pub(crate) fn row(register: &'static Register, cells: &[(&str, Value)]) -> Vec<Value> {
    let cell = |name: &str| cells.iter().find(|(column, _)| *column == name).map_or(Value::Null, |(_, value)| value.clone());
    register.columns.iter().map(|column| cell(column.name)).collect()
}

/// A text as it is kept: nothing rather than an empty one.
pub(crate) fn text(words: &str) -> Value {
    let words = words.trim();
    if words.is_empty() { Value::Null } else { Value::Text(words.to_owned()) }
}

pub(crate) fn day(day: Option<Date>) -> Value {
    day.map_or(Value::Null, |day| Value::Int(domain::calendar::day_number(day)))
}

pub(crate) fn recurrence(how: Recurrence) -> Value {
    Value::Text(how.code().to_owned())
}

/// The county's rules of supervision with its working days.
pub(crate) fn rules(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Rules, Fault> {
    let rules = reader.records(&SUPERVISION_RULES, as_of)?.iter().filter_map(Rule::from_record).collect();
    let holidays = reader.records(&HOLIDAYS, as_of)?;
    let deadlines = domain::returns::Deadlines::from_records(&[], &holidays);
    Ok(Rules::new(rules, deadlines.days().clone()))
}

/// A unit that is there on a day, by its code.
pub(crate) fn unit_there(reader: &mut Reader<'_>, code: &str, today: Date) -> Result<Unit, Error> {
    let units = books::units(reader, None)?;
    let unit = units.iter().find(|u| u.code == code).cloned().ok_or_else(|| Error::UnknownUnit(code.to_owned()))?;
    match unit.valid_to.filter(|until| *until < today) {
        Some(until) => Err(Error::UnitGone(unit.name, until)),
        None => Ok(unit),
    }
}

/// The number that follows the highest of some keys: `ord-0012` after `ord-0011`.
pub(crate) fn following<'k>(register: &Register, keys: impl Iterator<Item = &'k String>) -> String {
    register.next_number(keys.map(String::as_str)).unwrap_or_default()
}

impl Office {
    /// Records of a register that is kept apart, as somebody may see them: an order that was not given out and a task that was
    /// not issued are the office's alone.
    pub fn apart_records(&self, actor: &Actor, register: &'static Register, as_of: Date) -> Result<Vec<Record>, Error> {
        if [PROCEEDINGS.noun, PROCEEDING_STEPS.noun].contains(&register.noun) {
            return self.proceeding_records(actor, register, as_of);
        }
        if [MERIT_OBJECTIONS.noun, MERIT_DECISIONS.noun].contains(&register.noun) {
            return self.merit_records(actor, register, as_of);
        }
        let mut records = Arc::unwrap_or_clone(self.records(&actor.scope(), register, as_of)?);
        let part = Part::of_orders(actor);
        let of_orders = [ORDERS.noun, ORDER_STEPS.noun].contains(&register.noun);
        let of_tasks = [TASKS.noun, TASK_STEPS.noun, TASK_STAGES.noun].contains(&register.noun);
        let of_proposals = [PROPOSALS.noun, DIRECTIVE_PARTS.noun].contains(&register.noun);
        if part == Part::All || !(of_orders || of_tasks || of_proposals) {
            return Ok(records);
        }
        self.with_roll(actor.county, as_of, |roll| {
            records.retain(|record| {
                if of_orders {
                    roll.order(record.text("order_id")).is_some_and(|o| part.shows(&o.order))
                } else {
                    of_tasks && roll.task(record.text("task_id")).is_some_and(|t| t.standing.state != TaskState::Draft)
                }
            });
        })?;
        Ok(records)
    }

    /// Units named in a text 单位清单, by number, name or alias, as their numbers; one that nobody has, or that fits several, is told.
    pub fn unit_codes(&self, county: i32, text: &str) -> Result<Vec<String>, Error> {
        let names = domain::tasks::codes(&text.replace(['\n', ',', '，'], ";"));
        self.with_roll(county, self.today, |roll| {
            let find = |name: String| {
                let is_it = |u: &&Unit| u.code == name || u.name == name || u.name_en == name || u.aliases.contains(&name);
                // The number and the full name of a unit are its own, whoever has them for an alias.
                let own = |u: &&Unit| u.code == name || u.name == name;
                let fitting: Vec<&Unit> = roll.units.iter().filter(is_it).collect();
                let owners: Vec<&Unit> = fitting.iter().copied().filter(own).collect();
                match if owners.is_empty() { fitting.as_slice() } else { owners.as_slice() } {
                    [unit] => Ok(unit.code.clone()),
                    [] => Err(Error::UnknownUnit(name)),
                    several => Err(Error::SeveralUnits(name, several.iter().map(|u| u.name.clone()).collect())),
                }
            };
            names.into_iter().map(find).collect()
        })?
    }
}
