//! Records 台账记录: what stands in the registers, now or as the county knew it at an instant.

use crate::cell::Cell;
use crate::conn::Row;
use crate::fault::Fault;
use crate::reader::Reader;
use crate::standing::{self, Changes, Kept};
use crate::table::{quoted, quoted_list};
use crate::tables;
use domain::actors::Scope;
use domain::registers::{Column, Kind, Record, Register, Value};
use domain::stage::{COUNTY, Stage};
use std::any::Any;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};
use std::mem;
use std::sync::{Arc, LazyLock};

impl Reader<'_> {
    /// The version of every record that held at an instant (`None`: now), ordered by the first version of each known then.
    pub fn records(&mut self, register: &'static Register, as_of: Option<i64>) -> Result<Arc<Vec<Record>>, Fault> {
        self.note(register.noun);
        if !self.scope.business() {
            return Ok(Arc::default());
        }
        if standing::keeps(register) {
            let kept = self.standing(register)?;
            // Nothing was recorded since: what held then holds now.
            if as_of.is_none_or(|instant| kept.latest <= instant) {
                return Ok(kept.records);
            }
        }
        Ok(Arc::new(latest(register, self.every_version(register, as_of)?)))
    }

    /// The current records of a register, from memory as far as they are there.
    fn standing(&mut self, register: &'static Register) -> Result<Kept, Fault> {
        let (county, head) = (self.scope.county(), self.head.seq);
        let kept = match self.standing.register(county, register) {
            // A view of the archive as it was before.
            Some(kept) if kept.newest > head => return Ok(Kept::of(register, self.every_version(register, None)?, head)),
            Some(kept) => {
                if kept.up_to >= head || (self.pending.is_none() && self.changes()?.last_in([&register.noun]) <= kept.up_to) {
                    return Ok(kept);
                }
                let since = self.records_after(register, kept.up_to)?;
                kept.with(register, since, head)
            }
            None => Kept::of(register, self.every_version(register, None)?, head),
        };
        // What a write has written is nobody else's to see before it is done.
        if self.pending.is_none() {
            self.standing.keep_register(county, register, &kept);
        }
        Ok(kept)
    }

    /// Every version known at an instant, in the order of the chain.
    fn every_version(&mut self, register: &'static Register, as_of: Option<i64>) -> Result<Vec<Record>, Fault> {
        let sql = format!(
            "SELECT {} FROM {} AS r WHERE \"county_id\" = $1 AND \"recorded_at\" <= $2 ORDER BY \"seq\"",
            columns(register, "r."),
            quoted(register.noun)
        );
        let params = [self.county(), as_of.unwrap_or(i64::MAX).into()];
        self.collect(register, &sql, &params)
    }

    /// What was made of some registers before, if they are still what it was made of; else made now.
    pub fn derived<T: Any + Send + Sync>(
        &mut self,
        of: Vec<Arc<Vec<Record>>>,
        make: impl FnOnce(&[Arc<Vec<Record>>]) -> T,
    ) -> Arc<T> {
        let county = self.scope.county();
        if let Some(made) = self.standing.derived(county, &of) {
            return made;
        }
        let made = Arc::new(make(&of));
        if self.pending.is_none() {
            self.standing.keep_derived(county, of, &made);
        }
        made
    }

    /// What is taken from somebody's memory was made of these registers.
    pub fn made_of(&mut self, registers: &[&'static Register]) {
        registers.iter().for_each(|register| self.note(register.noun));
    }

    /// Where each table of facts last changed.
    pub(crate) fn changes(&mut self) -> Result<Arc<Changes>, Fault> {
        let county = self.scope.county();
        if let Some(kept) = self.standing.changes(county).filter(|kept| kept.seq == self.head.seq) {
            return Ok(kept);
        }
        let mut last = HashMap::new();
        self.conn.gather(&LAST_PLACES, &[self.scope.county().into()], &mut |row| {
            last.insert(tables::named(&row.at(0).text()).name, row.at(1).maybe_int().unwrap_or(0));
            Ok(())
        })?;
        let changes = Arc::new(Changes { seq: self.head.seq, last });
        if self.pending.is_none() {
            self.standing.keep_changes(county, &changes);
        }
        Ok(changes)
    }

    /// The version that holds now of the record with this key (values in the order of the register's key).
    pub fn current(&mut self, register: &'static Register, key: &[Value]) -> Result<Option<Record>, Fault> {
        let mut params = vec![self.county()];
        let mut condition = String::new();
        for (name, value) in register.key.iter().zip(key) {
            if value.is_null() {
                condition.push_str(&format!(" AND {} IS NULL", quoted(name)));
            } else {
                params.push(Cell::from(value.clone()));
                condition.push_str(&format!(" AND {} = ${}", quoted(name), params.len()));
            }
        }
        let sql = format!(
            "SELECT {} FROM {} AS r WHERE \"county_id\" = $1{condition} ORDER BY \"seq\" DESC LIMIT 1",
            columns(register, "r."),
            quoted(register.noun)
        );
        Ok(self.collect(register, &sql, &params)?.pop())
    }

    /// The records that hold now and have one of some values in a column, for each column named. No value is null.
    pub fn records_with(&mut self, register: &'static Register, asked: &[(usize, Vec<Value>)]) -> Result<Vec<Record>, Fault> {
        let meets = |record: &Record| asked.iter().all(|(column, values)| values.contains(&record.values[*column]));
        // What is at hand is looked through; nothing is fetched whole to answer a narrow question.
        if self.standing.register(self.scope.county(), register).is_some() {
            return Ok(self.records(register, None)?.iter().filter(|record| meets(record)).cloned().collect());
        }
        let mut params = vec![self.county()];
        let mut said = String::new();
        for (column, values) in asked {
            said.push_str(&among(register.columns[*column].name, values, &mut params));
        }
        // A version may have said so once and say otherwise now: every version is read of whatever ever said so. What is in the
        // key never changes. A part of a key that may be empty tells nothing apart here, since nothing is in a list of nothings.
        if asked.iter().any(|(column, _)| !register.key.contains(&register.columns[*column].name)) {
            let required = |name: &&str| register.column(name).is_some_and(|i| register.columns[i].required);
            let (key, of) = (quoted_list(register.key.iter().copied().filter(required)), quoted(register.noun));
            said = format!(" AND ({key}) IN (SELECT {key} FROM {of} WHERE \"county_id\" = $1{said})");
        }
        // Put in order here: asked to do it, a database may walk through the whole chain instead of its indexes.
        let sql =
            format!("SELECT {} FROM {} AS r WHERE \"county_id\" = $1{said}", columns(register, "r."), quoted(register.noun));
        let mut versions = self.collect(register, &sql, &params)?;
        versions.sort_unstable_by_key(|version| version.seq);
        let mut records = latest(register, versions);
        records.retain(meets);
        Ok(records)
    }

    /// Every version added after a place in the chain, in its order: what somebody who knew all before has to learn.
    pub fn records_after(&mut self, register: &'static Register, seq: i64) -> Result<Vec<Record>, Fault> {
        let params = [self.county(), seq.into()];
        self.records_where(register, "\"seq\" > $2", &params)
    }

    /// Every version of one record, oldest first; the key as [`Record::key`] writes it.
    pub fn versions(&mut self, register: &'static Register, key: &str) -> Result<Vec<Record>, Fault> {
        let mut params = vec![self.county()];
        let condition = key_condition(register, key, &mut params);
        let sql = format!(
            "SELECT {} FROM {} AS r WHERE \"county_id\" = $1{condition} ORDER BY \"seq\"",
            columns(register, "r."),
            quoted(register.noun)
        );
        let mut versions = self.collect(register, &sql, &params)?;
        versions.retain(|record| record.key() == key);
        Ok(versions)
    }

    /// The record at a place in the chain.
    pub fn record(&mut self, register: &'static Register, seq: i64) -> Result<Option<Record>, Fault> {
        let sql = format!(
            "SELECT {} FROM {} AS r WHERE \"county_id\" = $1 AND \"seq\" = $2",
            columns(register, "r."),
            quoted(register.noun)
        );
        let params = [self.county(), seq.into()];
        Ok(self.collect(register, &sql, &params)?.pop())
    }

    /// Every key in the order of its first version: place + 1 is the number of a unit or an indicator, for ever.
    pub fn keys(&mut self, register: &'static Register) -> Result<Vec<String>, Fault> {
        self.note(register.noun);
        let mut keys = Vec::new();
        if !self.scope.business() {
            return Ok(keys);
        }
        let key = quoted_list(register.key.iter().copied());
        let sql = format!(
            "SELECT {key}, min(\"seq\") AS \"first\" FROM {} WHERE \"county_id\" = $1 GROUP BY {key} ORDER BY \"first\"",
            quoted(register.noun)
        );
        self.conn.gather(&sql, &[self.scope.county().into()], &mut |row| {
            let parts: Vec<String> = (0..register.key.len()).map(|i| key_part(row, i)).collect();
            keys.push(parts.join("|"));
            Ok(())
        })?;
        Ok(keys)
    }

    /// Versions that meet a condition on the columns, `$1` being the county.
    pub(crate) fn records_where(
        &mut self,
        register: &'static Register,
        condition: &str,
        params: &[Cell],
    ) -> Result<Vec<Record>, Fault> {
        let order = if condition.contains("ORDER BY") { "" } else { " ORDER BY \"seq\"" };
        let sql = format!(
            "SELECT {} FROM {} AS r WHERE \"county_id\" = $1 AND {condition}{order}",
            columns(register, "r."),
            quoted(register.noun)
        );
        self.collect(register, &sql, params)
    }

    fn collect(&mut self, register: &'static Register, sql: &str, params: &[Cell]) -> Result<Vec<Record>, Fault> {
        self.note(register.noun);
        let mut records = Vec::new();
        if !self.scope.business() {
            return Ok(records);
        }
        let scope = self.scope;
        self.conn.gather(sql, params, &mut |row| {
            let values = (0..register.columns.len()).map(|i| row.at(i + 2).value()).collect();
            let record = Record { register, seq: row.at(0).int(), recorded_at: row.at(1).int(), values };
            if visible(&scope, &record) {
                records.push(record);
            }
            Ok(())
        })?;
        Ok(records)
    }
}

/// The last place of every table of facts.
static LAST_PLACES: LazyLock<String> = LazyLock::new(|| {
    let of = |table: &str| format!("SELECT '{table}', max(\"seq\") FROM {} WHERE \"county_id\" = $1", quoted(table));
    tables::facts().map(|(_, table)| of(table.name)).collect::<Vec<_>>().join(" UNION ALL ")
});

/// More values than this are asked for by their range; what is too much is dropped afterwards.
const MOST_NAMED: usize = 200;

/// The condition that a column holds one of some values.
pub(crate) fn among(name: &str, values: &[Value], params: &mut Vec<Cell>) -> String {
    if values.len() <= MOST_NAMED {
        let marks: Vec<String> = values
            .iter()
            .map(|value| {
                params.push(Cell::from(value.clone()));
                format!("${}", params.len())
            })
            .collect();
        return format!(" AND {} IN ({})", quoted(name), marks.join(", "));
    }
    let (Some(first), Some(last)) = (values.iter().min(), values.iter().max()) else { return String::new() };
    params.extend([Cell::from(first.clone()), Cell::from(last.clone())]);
    format!(" AND {} BETWEEN ${} AND ${}", quoted(name), params.len() - 1, params.len())
}

/// The last version of each record, in the order of the first. Few records are ever corrected: dropping their earlier versions
/// here is cheaper than asking the database to, and where none was corrected nothing is copied or moved.
pub(crate) fn latest(register: &Register, mut versions: Vec<Record>) -> Vec<Record> {
    let columns: Vec<usize> = register.key.iter().filter_map(|name| register.column(name)).collect();
    let mut places: HashMap<Key<'_>, usize> = HashMap::with_capacity(versions.len());
    let mut last: Vec<usize> = Vec::with_capacity(versions.len());
    for (n, version) in versions.iter().enumerate() {
        match places.entry(Key { values: &version.values, columns: &columns }) {
            Entry::Occupied(place) => last[*place.get()] = n,
            Entry::Vacant(place) => {
                place.insert(last.len());
                last.push(n);
            }
        }
    }
    if last.len() == versions.len() {
        return versions;
    }
    last.into_iter().map(|n| Record { values: mem::take(&mut versions[n].values), ..versions[n] }).collect()
}

/// The values that name a record, where they lie.
struct Key<'r> {
    values: &'r [Value],
    columns: &'r [usize],
}

impl Key<'_> {
    fn parts(&self) -> impl Iterator<Item = &Value> {
        self.columns.iter().map(|&column| &self.values[column])
    }
}

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parts().eq(other.parts())
    }
}

impl Eq for Key<'_> {}

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().for_each(|part| part.hash(state));
    }
}

/// A return is a figure: it is shown to whom its stage and unit may be shown. What is shown for it, and what was decided on
/// it, is as close as the unit's own report; so is an order, and a proceeding.
fn visible(scope: &Scope, record: &Record) -> bool {
    let stage = match record.register.noun {
        "returns" => Stage::parse(record.text("stage")).unwrap_or(Stage::Verified),
        "evidence" | "verifications" | "orders" | "order_steps" | "proceedings" | "proceeding_steps" => Stage::Reported,
        _ => return true,
    };
    let unit = record.int("unit_id").and_then(|unit| i32::try_from(unit).ok()).unwrap_or(COUNTY);
    scope.allows(stage, unit)
}

fn columns(register: &Register, of: &str) -> String {
    let own = register.columns.iter().map(|c| c.name);
    ["seq", "recorded_at"].into_iter().chain(own).map(|name| format!("{of}{}", quoted(name))).collect::<Vec<_>>().join(", ")
}

fn key_part(row: &dyn Row, i: usize) -> String {
    let seen = row.at(i);
    seen.maybe_int().map_or_else(|| seen.text(), |number| number.to_string())
}

/// Narrow down to a key where it can be cut into its columns; otherwise every version is looked at.
fn key_condition(register: &'static Register, key: &str, params: &mut Vec<Cell>) -> String {
    let parts: Vec<&str> = key.split('|').collect();
    if parts.len() != register.key.len() {
        return String::new();
    }
    let mut condition = String::new();
    for (name, part) in register.key.iter().zip(parts) {
        let kind = register.column(name).map(|i| &register.columns[i]).map_or(Kind::Text, |c: &Column| c.kind);
        let cell = match (part, kind.is_integer()) {
            ("", _) => None,
            (number, true) => number.parse::<i64>().ok().map(Cell::Int),
            (text, false) => Some(Cell::from(text)),
        };
        match cell {
            Some(cell) => {
                params.push(cell);
                condition.push_str(&format!(" AND {} = ${}", quoted(name), params.len()));
            }
            // An empty part is a null or an empty text; [`Record::key`] decides afterwards.
            None if kind.is_integer() => condition.push_str(&format!(" AND {} IS NULL", quoted(name))),
            None => condition.push_str(&format!(" AND coalesce({}, '') = ''", quoted(name))),
        }
    }
    condition
}
