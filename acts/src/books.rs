//! Books 账簿: what the store keeps of a county, gathered as of a day for the statistics of the domain.

use crate::returns::period_number;
use crate::{Error, Office};
use domain::actors::Scope;
use domain::calendar::{Date, Period, day_at, end_of_day};
use domain::indicators::{Counting, Indicator};
use domain::registers::{
    DEADLINES, HOLIDAYS, INDICATORS, Keeper, Kind, LIGHT_RULES, REGISTERS, Record, Register, UNITS, register,
};
use domain::returns::Deadlines;
use domain::stage::{COUNTY, Stage};
use domain::statistics::{Books, Filings};
use domain::targets::LightRule;
use domain::units::Unit;
use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;
use store::{EntryQuery, Fault, Reader};

/// Which records the books bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breadth {
    /// Only what stocks and counts are counted from, and targets of the period's own year: enough for every statistic but those
    /// of last year's target.
    Figures,
    /// Every register but those kept apart: for bulletins and pages that list records.
    Everything,
}

impl Office {
    /// The books of a period as of a day, at a stage.
    pub fn books(&self, scope: &Scope, period: Period, as_of: Date, stage: Stage, breadth: Breadth) -> Result<Books, Error> {
        if as_of > self.today {
            return Err(Error::AsOfInTheFuture(as_of, self.today));
        }
        if period.first_day() > as_of {
            return Err(Error::PeriodInTheFuture(period.to_string(), as_of));
        }
        let instant = end_of_day(as_of);
        let (books, empty) = self.store.read(scope, |reader| {
            // Asked as of the present, the running balances serve; earlier instants are summed from entries.
            let earlier = (instant < reader.head().last_recorded_at).then_some(instant);
            let books = gather(reader, scope.county(), period, as_of, stage, breadth, earlier)?;
            let first = if books.1 { first_record(reader)? } else { None };
            Ok((books.0, books.1.then_some(first).flatten()))
        })?;
        match empty {
            Some(first) if as_of < first => Err(Error::BeforeTheFirstRecord(as_of, first)),
            Some(_) | None => Ok(books),
        }
    }
}

/// The books, and whether no entry at all was found.
pub(crate) fn gather(
    reader: &mut Reader<'_>,
    county: i32,
    period: Period,
    as_of: Date,
    stage: Stage,
    breadth: Breadth,
    earlier: Option<i64>,
) -> Result<(Books, bool), Fault> {
    let units = units(reader, earlier)?;
    let indicators = indicators(reader, earlier)?;
    let targets = reader.targets(target_years(period, breadth), earlier)?;
    let light_rules = reader.records(&LIGHT_RULES, earlier)?.iter().filter_map(LightRule::from_record).collect();
    let tallies = reader.tallies(stage, period, earlier)?;
    let reported = if stage == Stage::Reported { Vec::new() } else { reader.reported_months(period, earlier)? };
    let mut records = HashMap::new();
    for register in needed(&indicators, breadth) {
        records.insert(register.noun, reader.records(register, earlier)?);
    }
    let nothing = tallies.is_empty();
    let books = Books::new(county, as_of, stage, units.to_vec(), indicators.to_vec(), targets, light_rules, tallies)
        .with_reported(reported)
        .with_deadlines(deadlines(reader, earlier)?)
        .with_records(records);
    let filings = if breadth == Breadth::Everything { filings(reader, &books, period, earlier)? } else { None };
    Ok((books.with_filings(filings), nothing))
}

/// Every target is a row to be read: half of what a province asks for.
fn target_years(period: Period, breadth: Breadth) -> RangeInclusive<i16> {
    match breadth {
        Breadth::Figures => period.year..=period.year,
        Breadth::Everything => period.year - 1..=period.year,
    }
}

/// The county's deadlines with its holidays, as known then.
pub fn deadlines(reader: &mut Reader<'_>, earlier: Option<i64>) -> Result<Arc<Deadlines>, Fault> {
    let of = vec![reader.records(&DEADLINES, earlier)?, reader.records(&HOLIDAYS, earlier)?];
    Ok(reader.derived(of, |of| Deadlines::from_records(&of[0], &of[1])))
}

/// When the returns of the period's last month first came. Only for those who see what units reported: others would take
/// the day of verification for it.
fn filings(reader: &mut Reader<'_>, books: &Books, period: Period, as_of: Option<i64>) -> Result<Option<Filings>, Fault> {
    if !reader.scope().allows(Stage::Reported, COUNTY) {
        return Ok(None);
    }
    let month = Period::month(period.year, period.to_month);
    let Ok(deadline) = books.deadlines().of(month) else { return Ok(None) };
    let first = reader.filings(&[period_number(month)])?.first(period_number(month), as_of).collect();
    Ok(Some(Filings { month, due: deadline.due, first }))
}

/// Units known as of an instant, each under the number its first record gave it.
pub fn units(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Arc<Vec<Unit>>, Fault> {
    let of = vec![reader.records(&UNITS, as_of)?, reader.records(&UNITS, None)?];
    Ok(reader.derived(of, |of| {
        numbered(&of[0], &of[1]).map(|(number, record)| Unit::from_record(record, number)).collect::<Vec<Unit>>()
    }))
}

/// Indicators known as of an instant, by campaign and position.
pub fn indicators(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Arc<Vec<Indicator>>, Fault> {
    let of = vec![reader.records(&INDICATORS, as_of)?, reader.records(&INDICATORS, None)?];
    // A declaration that cannot be read was refused at the door.
    let read = |(number, record): (i32, &Record)| Indicator::from_record(record, number).ok();
    Ok(reader.derived(of, |of| numbered(&of[0], &of[1]).filter_map(read).collect::<Vec<Indicator>>()))
}

/// Records known at an instant with the number that the first of each gave it for ever: its place among all that are known now.
fn numbered<'r>(then: &'r [Record], now: &[Record]) -> impl Iterator<Item = (i32, &'r Record)> {
    let numbers: HashMap<String, i32> = now.iter().map(Record::key).zip(1..).collect();
    then.iter().filter_map(move |record| Some((*numbers.get(&record.key())?, record)))
}

fn needed(indicators: &[Indicator], breadth: Breadth) -> Vec<&'static Register> {
    if breadth == Breadth::Everything {
        // Returns and tasks are many and read for themselves; accounts are no business.
        return REGISTERS.iter().copied().filter(|r| !r.is_apart() && r.keeper != Keeper::Accounts).collect();
    }
    let mut nouns: BTreeSet<&str> = BTreeSet::new();
    for indicator in indicators {
        match &indicator.counting {
            Counting::Stock(stock) => _ = nouns.insert(&stock.source),
            Counting::OwnersWhere(rule) => nouns.extend([rule.owners.as_str(), rule.stock.source.as_str()]),
            Counting::Returned | Counting::Flow(_) | Counting::Ratio { .. } | Counting::UnitsWhere(_) => {}
        }
    }
    // Conditions may look one register further.
    let mut wanted: Vec<&'static Register> = nouns.iter().filter_map(|noun| register(noun)).collect();
    for register in wanted.clone() {
        for column in register.columns {
            if let Kind::Ref(noun) = column.kind {
                wanted.extend(domain::registers::register(noun).filter(|r| !wanted.contains(r)));
            }
        }
    }
    wanted
}

/// The day of the first entry ever recorded.
fn first_record(reader: &mut Reader<'_>) -> Result<Option<Date>, Fault> {
    let all =
        reader.entries(EntryQuery { indicator: None, unit: None, from_on: 0, to_on: i32::MAX, stage: None, as_of: None })?;
    Ok(all.iter().map(|e| e.recorded_at).min().map(day_at))
}
