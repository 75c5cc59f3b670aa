//! Judge 审查: rows of a file held one by one to the policy and to the rules of records, as the form holds one record.
//!
//! What stands is fetched once, register by register, and the rows found good so far count as standing for those that follow.

use super::reach::may_keep;
use crate::intake::wrongs::{Wrong, wrong};
use crate::{Error, Office};
use domain::actors::{Actor, Role};
use domain::calendar::Date;
use domain::lang::Lang;
use domain::policy::{Action, Denied, Request, decide};
use domain::records::{Archive, Around, Finding, findings};
use domain::registers::{Keeper, Record, Register, Value};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;
use store::{Fault, Store};

/// Why a row is refused: at which column, and what to do.
pub(crate) type Refusal = (&'static str, Wrong);

pub(crate) struct Judge<'o> {
    office: &'o Office,
    actor: Actor,
    open_from: Date,
    standing: Standing<'o>,
}

impl<'o> Judge<'o> {
    pub fn of(office: &'o Office, actor: &Actor) -> Result<Judge<'o>, Error> {
        let standing = Standing {
            store: &office.store,
            county: actor.county,
            shelves: RefCell::new(HashMap::new()),
            fault: Cell::new(None),
        };
        Ok(Judge { office, actor: actor.clone(), open_from: office.open_from(actor.county)?, standing })
    }

    /// The version that stands, a row of the file before this one included.
    pub fn stands(&self, record: &Record) -> Option<Record> {
        self.standing.one(record.register, &record.key())
    }

    /// Hold a row against everything; a good one stands from now on. What would be asked at the form comes back with it.
    pub fn hold(&self, record: &Record) -> Result<Vec<Finding>, Refusal> {
        let before = self.stands(record);
        if before.as_ref().is_some_and(|before| before.values == record.values) {
            return Ok(Vec::new());
        }
        self.power(record, before.as_ref())?;
        let around = Around { archive: &self.standing, today: self.office.today, open_from: self.open_from };
        let mut found = findings(record, before.as_ref(), &around);
        if self.standing.fault.take().is_some() {
            return Err(unchecked());
        }
        if let Some(at) = found.iter().position(|f| f.hard) {
            let hard = found.swap_remove(at);
            return Err((hard.column, wrong(hard.code, hard.zh, hard.en)));
        }
        self.standing.keep(record);
        Ok(found)
    }

    /// What is to be asked of a record that was found good, now that those after it are known.
    pub fn again(&self, record: &Record) -> Vec<Finding> {
        let around = Around { archive: &self.standing, today: self.office.today, open_from: self.open_from };
        findings(record, Some(record), &around)
    }

    /// Whether this record is this person's to set, and every column of it.
    fn power(&self, record: &Record, before: Option<&Record>) -> Result<(), Refusal> {
        let register = record.register;
        for (place, column) in register.columns.iter().enumerate() {
            let keeper = register.keeper_of(column);
            let said = before.map_or(&Value::Null, |before| &before.values[place]);
            if keeper != register.keeper && *said != record.values[place] && !sets(self.actor.role, keeper) {
                let (zh, en) = ("这一栏不由您设定，请照原样填", "this column is not yours to set; leave it as it stands");
                return Err((column.name, wrong("records.not_yours_to_set", zh, en)));
            }
        }
        if !is_held_by_row(self.actor.role, register) {
            return Ok(());
        }
        let scope = Actor::system(self.actor.county, "register").scope();
        for version in before.into_iter().chain([record]) {
            match self.office.store.read(&scope, |reader| may_keep(reader, &self.actor, version)) {
                Ok(Ok(())) => {}
                Ok(Err(Error::Denied(denied))) => return Err(refused(register, denied)),
                Ok(Err(_)) => return Err(refused(register, Denied::NotYours)),
                Err(_) => return Err(unchecked()),
            }
        }
        Ok(())
    }
}

/// Of these the policy asks whose each record is; all others it has answered for the register as a whole.
fn is_held_by_row(role: Role, register: &Register) -> bool {
    let answered = register.keeper.action().is_some_and(|action| decide(role, Request::of(action)).is_ok());
    let by_campaign = register.column("campaign_id").is_some() || register.keeper == Keeper::Targets;
    !answered && (role.is_of_a_unit() || by_campaign)
}

fn sets(role: Role, keeper: Keeper) -> bool {
    let action = match keeper {
        Keeper::Roles => Some(Action::GrantRoles),
        Keeper::Organisation
        | Keeper::Accounts
        | Keeper::Rules
        | Keeper::Targets
        | Keeper::Campaign
        | Keeper::Tasks
        | Keeper::Filing => keeper.action(),
    };
    action.is_some_and(|action| decide(role, Request::of(action)).is_ok())
}

fn refused(register: &Register, denied: Denied) -> Refusal {
    let (zh, en) = match denied {
        Denied::NotYours => {
            ("不是您可以登记的记录，请由其单位或牵头部门登记", "not a record of yours; its unit or lead office keeps it")
        }
        other => (other.sentence(Lang::Zh), other.sentence(Lang::En)),
    };
    (register.key.first().copied().unwrap_or(""), wrong(denied.code(), zh, en))
}

fn unchecked() -> Refusal {
    let (zh, en) = ("一时无法核对，请再试一次", "it cannot be checked just now; try again");
    ("", wrong("records.unchecked", zh, en))
}

/// What stands: the store's records, and on top of them the rows of the file so far.
struct Standing<'o> {
    store: &'o Store,
    county: i32,
    shelves: RefCell<HashMap<&'static str, Shelf>>,
    fault: Cell<Option<Fault>>,
}

/// The current records of a register, found by key and by what stands in a column.
#[derive(Default)]
struct Shelf {
    records: Vec<Record>,
    by_key: HashMap<String, usize>,
    /// Made for a column when it is first asked for.
    by_value: HashMap<usize, HashMap<Value, Vec<usize>>>,
}

impl Shelf {
    fn of(records: Vec<Record>) -> Shelf {
        let by_key = records.iter().enumerate().map(|(at, record)| (record.key(), at)).collect();
        Shelf { records, by_key, by_value: HashMap::new() }
    }

    fn keep(&mut self, record: &Record) {
        let at = *self.by_key.entry(record.key()).or_insert(self.records.len());
        if at == self.records.len() {
            self.records.push(record.clone());
        } else {
            self.records[at] = record.clone();
        }
        for (&column, places) in &mut self.by_value {
            let listed = places.entry(record.values[column].clone()).or_default();
            if !listed.contains(&at) {
                listed.push(at);
            }
        }
    }

    fn with(&mut self, column: usize, value: &Value) -> Vec<Record> {
        let records = &self.records;
        let places = self.by_value.entry(column).or_insert_with(|| {
            let mut places: HashMap<Value, Vec<usize>> = HashMap::new();
            for (at, record) in records.iter().enumerate() {
                places.entry(record.values[column].clone()).or_default().push(at);
            }
            places
        });
        // A record that says otherwise by now is still listed under what it said before.
        let holds = |at: &&usize| records[**at].values[column] == *value;
        places.get(value).into_iter().flatten().filter(holds).map(|&at| records[at].clone()).collect()
    }
}

impl Standing<'_> {
    fn shelf<T: Default>(&self, register: &'static Register, look: impl FnOnce(&mut Shelf) -> T) -> T {
        let mut shelves = self.shelves.borrow_mut();
        if !shelves.contains_key(register.noun) {
            let scope = Actor::system(self.county, "register").scope();
            match self.store.read(&scope, |reader| reader.records(register, None)) {
                Ok(records) => _ = shelves.insert(register.noun, Shelf::of(Arc::unwrap_or_clone(records))),
                Err(fault) => {
                    self.fault.set(Some(fault));
                    return T::default();
                }
            }
        }
        shelves.get_mut(register.noun).map(look).unwrap_or_default()
    }

    fn one(&self, register: &'static Register, key: &str) -> Option<Record> {
        self.shelf(register, |shelf| shelf.by_key.get(key).map(|&at| shelf.records[at].clone()))
    }

    fn keep(&self, record: &Record) {
        self.shelf(record.register, |shelf| shelf.keep(record));
    }
}

impl Archive for Standing<'_> {
    fn with(&self, register: &'static Register, column: &str, value: &Value) -> Vec<Record> {
        let Some(place) = register.column(column).filter(|_| !value.is_null()) else { return Vec::new() };
        self.shelf(register, |shelf| shelf.with(place, value))
    }

    fn all(&self, register: &'static Register) -> Vec<Record> {
        self.shelf(register, |shelf| shelf.records.clone())
    }
}
