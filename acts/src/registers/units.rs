//! Units that change 单位调整: renamed, merged or split from a day. What was before stays under the old names.

use crate::acting::{Caller, allow};
use crate::intake::Row;
use crate::{Error, Office, posting};
use domain::calendar::{Date, day_number, day_of};
use domain::policy::{Action, Request};
use domain::records::Finding;
use domain::registers::{Record, UNITS, Value};
use store::Fault;

/// A unit as it is called from a day on.
#[derive(Clone, Debug, Default)]
pub struct Successor {
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub group: String,
    /// One of `UNIT_KINDS`.
    pub kind: String,
}

impl Office {
    /// Close units and open others from a day on, in one act: two into one is a merger, one into two a split. The old names
    /// become aliases of the new unit, so that files that still use them are understood. Gives what is wrong, if anything is.
    pub fn reorganise(
        &self,
        caller: &Caller,
        old: &[&str],
        new: &[Successor],
        from: Date,
        reason: &str,
    ) -> Result<Vec<Finding>, Error> {
        allow(&caller.actor, Request::of(Action::KeepOrganisation))?;
        let subject = format!("{} → {}", old.join("、"), new.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join("、"));
        let wrong = wrong(old, new, reason);
        if !wrong.is_empty() {
            return Ok(wrong);
        }
        let (now, open_from) = (self.now(), self.open_from(caller.actor.county)?);
        let act = self.act(caller, "units.reorganise", subject, reason);
        let done = self.store.write(act, |tx| -> Result<(), Stop> {
            let mut stands = |code: &str| tx.clerk()?.current(&UNITS, &[text(code)]);
            let found = reorganised(&mut stands, old, new, from, open_from, reason)?.map_err(Stop::Wrong)?;
            let rows = found.into_iter().map(|values| Row { register: &UNITS, values, recorded_at: now });
            posting::enter(tx, rows.collect(), now)?;
            Ok(())
        });
        match done {
            Ok(_) => Ok(Vec::new()),
            Err(Stop::Wrong(finding)) => Ok(vec![*finding]),
            Err(Stop::Error(error)) => Err(error),
        }
    }
}

/// Why a write is broken off.
enum Stop {
    Error(Error),
    Wrong(Box<Finding>),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Error(fault.into())
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Error(error)
    }
}

fn finding(code: &'static str, column: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Finding {
    Finding { code, column, hard: true, zh: zh.into(), en: en.into() }
}

/// What is missing, before anything is looked up.
fn wrong(old: &[&str], new: &[Successor], reason: &str) -> Vec<Finding> {
    let mut wrong = Vec::new();
    if old.is_empty() || new.is_empty() {
        wrong.push(finding("units.nothing", "old", "请选原单位并填新单位", "choose the old units and give the new ones"));
    }
    if new.iter().any(|n| n.code.is_empty() || n.name.is_empty() || n.group.is_empty()) {
        wrong.push(finding(
            "units.incomplete",
            "code",
            "新单位要有编号、名称和排名组",
            "a new unit needs a number, a name and a group",
        ));
    }
    if reason.trim().is_empty() {
        wrong.push(finding("records.reason", "reason", "请填依据文号或理由", "give the document or the reason"));
    }
    wrong
}

/// What stands under a unit's number.
type Stands<'s> = &'s mut dyn FnMut(&str) -> Result<Option<Record>, Fault>;

/// The versions of units that a reorganisation writes: old units end the day before, new ones begin on the day; or what is wrong.
pub(crate) fn reorganised(
    stands: Stands<'_>,
    old: &[&str],
    new: &[Successor],
    from: Date,
    open_from: Date,
    reason: &str,
) -> Result<Result<Vec<Vec<Value>>, Box<Finding>>, Fault> {
    if let Some(first) = wrong(old, new, reason).into_iter().next() {
        return Ok(Err(Box::new(first)));
    }
    if from < open_from {
        let zh = format!("{open_from}以前已封账，单位调整不得改变已封账的月份");
        let en = format!("books before {open_from} are closed; a reorganisation never changes a closed month");
        return Ok(Err(Box::new(finding("rules.closed", "from", zh, en))));
    }
    let mut rows = Vec::new();
    let mut names = Vec::new();
    for code in old {
        let Some(mut unit) = stands(code)? else {
            let (zh, en) = (format!("没有单位{code}"), format!("there is no unit {code}"));
            return Ok(Err(Box::new(finding("units.unknown", "old", zh, en))));
        };
        let begun = unit.int("valid_from").and_then(day_of).is_none_or(|begun| begun < from);
        if !unit.get("valid_to").is_null() || !begun {
            let (zh, en) = (format!("单位{code}那时不在"), format!("unit {code} does not exist then"));
            return Ok(Err(Box::new(finding("units.not_there", "from", zh, en))));
        }
        names.extend([unit.text("unit_name").to_owned(), unit.text("aliases").to_owned()]);
        let last = from.yesterday().unwrap_or(from);
        set(&mut unit, "valid_to", Value::Int(day_number(last)));
        // Its names lead to the unit that goes on.
        set(&mut unit, "aliases", Value::Null);
        rows.push(unit.values);
    }
    names.retain(|name| !name.is_empty());
    for unit in new {
        if stands(&unit.code)?.is_some() {
            let (zh, en) = (format!("编号{}已经用过", unit.code), format!("the number {} is taken", unit.code));
            return Ok(Err(Box::new(finding("records.key_taken", "code", zh, en))));
        }
        let mut record = Record { register: &UNITS, seq: 0, recorded_at: 0, values: vec![Value::Null; UNITS.columns.len()] };
        let given = [
            ("unit_id", &unit.code),
            ("unit_name", &unit.name),
            ("unit_name_en", &unit.name_en),
            ("group", &unit.group),
            ("kind", &unit.kind),
        ];
        for (column, value) in given.into_iter().filter(|(_, value)| !value.is_empty()) {
            set(&mut record, column, text(value));
        }
        set(&mut record, "valid_from", Value::Int(day_number(from)));
        // Of a split unit nobody can say which part an old name means.
        if let [_] = new {
            set(&mut record, "aliases", Value::Text(names.join(";")));
        }
        rows.push(record.values);
    }
    Ok(Ok(rows))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn set(record: &mut Record, column: &str, value: Value) {
    if let Some(place) = record.register.column(column) {
        record.values[place] = value;
    }
}
