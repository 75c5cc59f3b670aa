//! Burden 填报负担: what the county's forms cost in a year, and what a new indicator would add before it is issued.

use crate::acting::allow;
use crate::problems::Problem;
use crate::{Error, Office, books};
use domain::actors::Actor;
use domain::burden::{Added, Burden, KEPT_BY_PEOPLE, Written, of_new, of_year, typed_columns};
use domain::calendar::{Date, end_of_day, start_of_day};
use domain::indicators::Indicator;
use domain::policy::{Action, Request};
use domain::registers::{INDICATORS, Kind, Record, Register, Value, register};
use domain::targets::{EVERY_YEAR, Targets};
use domain::units::Unit;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use store::{Fault, Reader};

/// What the county asks for, with the names that make it readable.
pub struct Asked {
    pub units: Vec<Unit>,
    pub indicators: Vec<Indicator>,
    pub targets: Arc<Targets>,
    /// Campaigns: code, name, name in English.
    pub campaigns: Vec<(String, String, String)>,
}

/// An indicator that is not issued yet, with the units it is meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub indicator: Indicator,
    pub units: Vec<i32>,
}

impl Office {
    /// The burden of a year as known on a day; registers by the twelve months before it.
    pub fn burden(&self, actor: &Actor, year: i16, as_of: Date) -> Result<(Burden, Asked), Error> {
        allow(actor, Request::of(Action::ReadBusiness))?;
        let to = end_of_day(self.as_of(Some(as_of))?);
        let year_before = Date::new(as_of.year() - 1, as_of.month(), as_of.day().min(28)).unwrap_or(as_of);
        let from = start_of_day(year_before);
        Ok(self.store.read(&actor.scope(), |reader| {
            let asked = asked(reader, to)?;
            let written = written(reader, from, to)?;
            Ok((of_year(year, &asked.indicators, &asked.targets, &asked.units, &written), asked))
        })?)
    }

    /// What each proposal would add from a day on. Proposals are not held against one another.
    pub fn burden_with(&self, asked: &Asked, proposals: &[Proposal], from: Date) -> Vec<Added> {
        let added = |p: &Proposal| of_new(&p.indicator, &p.units, from, &asked.indicators, &asked.targets, &asked.units);
        proposals.iter().map(added).collect()
    }
}

fn asked(reader: &mut Reader<'_>, to: i64) -> Result<Asked, Fault> {
    let text = |r: &Record, column: &str| r.text(column).to_owned();
    let campaigns = reader.records(&domain::registers::CAMPAIGNS, Some(to))?;
    Ok(Asked {
        units: books::units(reader, Some(to))?.to_vec(),
        indicators: books::indicators(reader, Some(to))?.to_vec(),
        targets: reader.targets(EVERY_YEAR, Some(to))?,
        campaigns: campaigns.iter().map(|r| (text(r, "campaign_id"), text(r, "name"), text(r, "name_en"))).collect(),
    })
}

/// Versions written between two instants, each with the fields that were typed in it: of a first version those filled in, of a
/// later one those changed, because the rest stood there already.
fn written(reader: &mut Reader<'_>, from: i64, to: i64) -> Result<Vec<Written>, Fault> {
    let mut versions: Vec<(&'static Register, Vec<Record>)> = Vec::new();
    for register in KEPT_BY_PEOPLE.into_iter().filter_map(register) {
        versions.push((register, reader.written_between(register, 0, to)?));
    }
    let latest: HashMap<(&str, String), Record> =
        versions.iter().flat_map(|(r, all)| all.iter().map(|record| ((r.noun, record.key()), record.clone()))).collect();
    let mut written = Vec::new();
    for (register, all) in &versions {
        let mut before: HashMap<String, &Record> = HashMap::new();
        for record in all {
            let earlier = before.insert(record.key(), record);
            if record.recorded_at >= from {
                let unit = unit_of(record, &latest);
                written.push(Written { register, unit, typed: typed(record, earlier) });
            }
        }
    }
    Ok(written)
}

fn typed(record: &Record, earlier: Option<&Record>) -> i64 {
    let nothing = Value::Null;
    let changed = |i: usize| record.values[i] != *earlier.map_or(&nothing, |e| &e.values[i]);
    i64::try_from(typed_columns(record.register).filter(|&(i, _)| changed(i)).count()).unwrap_or(i64::MAX)
}

/// The unit a record is of: its own column, or that of what it refers to.
fn unit_of(record: &Record, latest: &HashMap<(&str, String), Record>) -> Option<i32> {
    let own = |r: &Record| {
        let mut places = r.register.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Unit);
        places.find_map(|(i, _)| r.values[i].int()).and_then(|n| i32::try_from(n).ok())
    };
    own(record).or_else(|| {
        record.register.columns.iter().enumerate().find_map(|(i, column)| match (column.kind, &record.values[i]) {
            (Kind::Ref(noun), Value::Text(key)) => latest.get(&(noun, key.clone())).and_then(own),
            (_, _) => None,
        })
    })
}

/// Proposals from a CSV file: columns of indicators.csv, and `unit_id`; one row for each indicator and unit. A unit is written
/// by its code, name or alias, or a whole ranking group by its name.
pub fn read_proposals(path: &Path, asked: &Asked) -> Result<Vec<Proposal>, Error> {
    let refused = |why: String| Error::Unreadable(path.to_owned(), why);
    let bytes = std::fs::read(path).map_err(|e| refused(e.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| refused("UTF-8".to_owned()))?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().map_err(|e| refused(e.to_string()))?.clone();
    let (mut proposals, mut problems): (BTreeMap<String, Proposal>, Vec<Problem>) = (BTreeMap::new(), Vec::new());
    for (n, row) in reader.records().enumerate() {
        let row = row.map_err(|e| refused(e.to_string()))?;
        let line = u64::try_from(n + 2).unwrap_or(0);
        let cells: Vec<(&str, &str)> = head.iter().map(str::trim).zip(row.iter().map(str::trim)).collect();
        let cell = |name: &str| cells.iter().find(|c| c.0 == name).map_or("", |c| c.1);
        let mut wrong = |column: &str, zh: &str, en: &str| {
            let (file, column, value) = (path.display().to_string(), column.to_owned(), cell(column).to_owned());
            problems.push(Problem {
                file,
                line,
                column,
                at: None,
                field: "",
                value,
                code: "burden.bad_row",
                zh: zh.to_owned(),
                en: en.to_owned(),
            });
        };
        let units = units_named(cell("unit_id"), &asked.units);
        if units.is_none() {
            wrong("unit_id", "没有这个单位或排名组", "there is no such unit or ranking group");
        }
        match (units, proposed(&cells)) {
            (Some(units), Ok(indicator)) => {
                let known = proposals.entry(indicator.code.clone());
                known.or_insert_with(|| Proposal { indicator, units: Vec::new() }).units.extend(units);
            }
            (None, Ok(_)) => {}
            (_, Err((column, zh, en))) => wrong(column, &zh, &en),
        }
    }
    if problems.is_empty() { Ok(proposals.into_values().collect()) } else { Err(Error::Problems(problems)) }
}

/// An indicator from cells by column; what is not given is as usual: returned, linear, higher is better.
/// A refusal names the column and why.
pub fn proposed(cells: &[(&str, &str)]) -> Result<Indicator, (&'static str, String, String)> {
    let given = |name: &str| cells.iter().find(|c| c.0 == name && !c.1.is_empty()).map(|c| c.1);
    let usual = |name: &str| match name {
        "source" => Some("returns"),
        "pace" => Some("linear"),
        "kind" => Some("flow"),
        _ => None,
    };
    for (column, zh, en) in
        [("name", "请写明指标名称", "give the indicator's name"), ("uom", "请写明计量单位", "give its measure")]
    {
        if given(column).is_none() {
            return Err((column, zh.to_owned(), en.to_owned()));
        }
    }
    let value = |c: &domain::registers::Column| match given(c.name).or_else(|| usual(c.name)) {
        Some(text) if !c.kind.is_integer() => Value::Text(text.to_owned()),
        Some(_) | None => Value::Null,
    };
    let values = INDICATORS.columns.iter().map(value).collect();
    let record = Record { register: &INDICATORS, seq: 0, recorded_at: 0, values };
    Indicator::from_record(&record, 0).map_err(|bad| (bad.column, bad.zh, bad.en))
}

/// Units by code, name or alias, or all of a ranking group.
pub fn units_named(text: &str, units: &[Unit]) -> Option<Vec<i32>> {
    let one = |u: &&Unit| u.code == text || u.name == text || u.name_en == text || u.aliases.iter().any(|a| a == text);
    let found: Vec<i32> = match units.iter().find(one) {
        Some(unit) => vec![unit.number],
        None => units.iter().filter(|u| u.group == text || u.group_en == text).map(|u| u.number).collect(),
    };
    if text.is_empty() || found.is_empty() { None } else { Some(found) }
}
