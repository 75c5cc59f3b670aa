//! Intake 收件: rows of text from any source, read against a register's declaration.
//!
//! A folder of CSV files, a workbook, rows pasted into a page and a form of one record all come in here. What is good becomes
//! [`Rows`]; everything wrong is listed with its place; nothing is guessed.

mod amounts;
mod cells;
mod days;
mod heads;
pub(crate) mod known;
mod rows;
pub(crate) mod wrongs;

pub use cells::Cell;
pub use heads::Head;
pub use rows::{Row, Rows};

use crate::problems::{Ignored, Problem};
use crate::{Error, Office};
use cells::trimmed;
use domain::calendar::{Date, Period, day_of, start_of_day};
use domain::indicators::Indicator;
use domain::measure::{AmountError, Measure};
use domain::registers::{INDICATORS, Kind, RETURNS, Record, Register, Value};
use domain::returns::is_possible;
use domain::stage::Stage;
use known::{Known, Named};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use wrongs::Wrong;

/// A day before all records: for what a source gives no day for, and that was always so.
const SINCE_EVER: Date = Date::constant(1990, 1, 1);

/// The instant of what was always so.
pub(crate) fn since_ever() -> i64 {
    start_of_day(SINCE_EVER)
}

/// Registers whose rows hold for every county of the intake when the source names none.
const SHARED: [&str; 5] = ["indicators", "campaigns", "light_rules", "holidays", "deadlines"];

/// An amount typed into a box, in the words of offices: 1,234, １２．５, 1.2亿.
pub(crate) fn typed_amount(text: &str, measure: &domain::measure::Measure) -> Result<i64, Wrong> {
    amounts::amount(trimmed(text), measure, None)
}

/// The value of a key's column as it is stored, where it does not depend on the county.
pub(crate) fn key_value(kind: Kind, text: &str) -> Option<Value> {
    cells::read(kind, trimmed(text).into(), None, None).ok()
}

/// When rows without `recorded_on` became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KnownFrom {
    /// On the day the record itself carries: a history is loaded.
    TheRecord,
    /// At this instant: somebody files.
    Instant(i64),
}

/// Where in a source we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// File, sheet or form.
    pub source: &'a str,
    /// The first line is 1.
    pub row: u64,
}

/// Holds a row that is good by itself against something more: the column it is refused for, and why.
pub(crate) type Check<'o> = Box<dyn Fn(&Record) -> Option<(&'static str, Wrong)> + 'o>;

/// Rows on their way in.
pub struct Intake<'o> {
    office: &'o Office,
    known_from: KnownFrom,
    stage: Stage,
    period: Option<Period>,
    known: BTreeMap<i32, Known>,
    rows: BTreeMap<i32, Rows>,
    problems: Vec<Problem>,
    ignored: Vec<Ignored>,
    /// A day of record that the source gives is taken for true.
    takes_days: bool,
    /// Rows may only be of this unit; the others do not exist for whoever files.
    only_unit: Option<i32>,
    /// What else a row is held against.
    check: Option<Check<'o>>,
    /// First line of each (county, register, key, instant), by hash.
    seen: HashMap<u64, u64, BuildHasherDefault<AsItIs>>,
}

/// What an intake came to.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// The good rows by county.
    pub rows: BTreeMap<i32, Rows>,
    /// Everything wrong, in the order of the source.
    pub problems: Vec<Problem>,
    /// Columns that were not read.
    pub ignored: Vec<Ignored>,
}

impl<'o> Intake<'o> {
    /// For rows of these counties. Each record is taken as known on the day it carries.
    pub fn new(office: &'o Office, counties: impl IntoIterator<Item = i32>) -> Result<Intake<'o>, Error> {
        let known = counties.into_iter().map(|county| Ok((county, Known::of(office, county)?))).collect::<Result<_, Error>>()?;
        Ok(Intake {
            office,
            known_from: KnownFrom::TheRecord,
            stage: Stage::Verified,
            period: None,
            known,
            rows: BTreeMap::new(),
            problems: Vec::new(),
            ignored: Vec::new(),
            takes_days: true,
            only_unit: None,
            check: None,
            seen: HashMap::default(),
        })
    }

    /// Rows are filed now: they are known from this instant, unless they say so themselves.
    pub fn filed_at(mut self, instant: i64) -> Intake<'o> {
        self.known_from = KnownFrom::Instant(instant);
        self
    }

    /// What somebody brings is known when they bring it, whatever day the source gives: nobody writes into the past.
    pub(crate) fn of_now(mut self) -> Intake<'o> {
        self.takes_days = false;
        self
    }

    /// The stage 口径 of returns that name none.
    pub fn at_stage(mut self, stage: Stage) -> Intake<'o> {
        self.stage = stage;
        self
    }

    /// All returns are of this period: it gives the year of “4月”, the month where it is one and no column says it, and
    /// months outside it are refused.
    pub fn of_period(mut self, period: Option<Period>) -> Intake<'o> {
        self.period = period;
        self
    }

    /// Only rows of this unit: another's looks like one that is not there.
    pub(crate) fn only_of(mut self, unit: Option<i32>) -> Intake<'o> {
        self.only_unit = unit;
        self
    }

    pub(crate) fn held_against(mut self, check: Option<Check<'o>>) -> Intake<'o> {
        self.check = check;
        self
    }

    /// What was found wrong so far, to be told otherwise.
    pub(crate) fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// How many things were found wrong so far.
    pub(crate) fn problem_count(&self) -> usize {
        self.problems.len()
    }

    /// Read a head. `None`: a required column is missing, which is a problem noted.
    pub fn head(&mut self, register: &'static Register, place: Place<'_>, cells: &[Cell<'_>]) -> Option<Head> {
        let head = Head::read(register, cells);
        let missing = head.missing(self.filled(register));
        if !missing.is_empty() {
            self.problem(place, None, &missing.join(", "), "", "", wrongs::missing_column());
            return None;
        }
        for column in head.columns.iter().filter(|c| c.foreign.is_some()) {
            let word = column.foreign.as_deref().unwrap_or("");
            let bad = wrongs::other_measure(word, "万元、亩", "ten thousand yuan or mu");
            self.problem(place, Some(column.at), &column.text, register.columns[column.column].name, "", bad);
        }
        let of_source = |(_, column): &(usize, String)| Ignored { file: place.source.to_owned(), column: column.clone() };
        self.ignored.extend(head.ignored.iter().map(of_source));
        head.columns.iter().all(|c| c.foreign.is_none()).then_some(head)
    }

    /// How well a line would do as the head of a register: all that is required is there, and how many columns are known.
    pub(crate) fn resembles_head(&self, register: &'static Register, cells: &[Cell<'_>]) -> (bool, usize) {
        let head = Head::read(register, cells);
        (head.missing(self.filled(register)).is_empty(), head.found())
    }

    /// The column whose value the caller has given for all rows.
    fn filled(&self, register: &Register) -> Option<usize> {
        self.only_month().filter(|_| register.noun == RETURNS.noun).and_then(|_| register.column("period"))
    }

    fn only_month(&self) -> Option<i64> {
        let period = self.period.filter(|p| p.from_month == p.to_month)?;
        Some(i64::from(period.year) * 100 + i64::from(period.from_month))
    }

    /// Note something wrong with a line as a whole.
    pub(crate) fn wrong_line(&mut self, place: Place<'_>, bad: Wrong) {
        self.problem(place, None, "", "", "", bad);
    }

    fn problem(&mut self, place: Place<'_>, at: Option<usize>, column: &str, field: &'static str, value: &str, bad: Wrong) {
        self.problems.push(Problem {
            file: place.source.to_owned(),
            line: place.row,
            column: column.to_owned(),
            at,
            field,
            value: value.to_owned(),
            code: bad.code,
            zh: bad.zh,
            en: bad.en,
        });
    }

    fn bad_cell(&mut self, place: Place<'_>, head: &Head, column: usize, value: &str, bad: Wrong) {
        let (text, at) = head.text(column);
        self.problem(place, at, text, head.register.columns[column].name, value, bad);
    }

    /// Read a line; what is wrong with it is noted. Only a fault of the store is an error.
    pub fn row(&mut self, head: &Head, place: Place<'_>, cells: &[Cell<'_>]) -> Result<(), Error> {
        let Some(counties) = self.counties(head, place, cells) else { return Ok(()) };
        let before = self.problems.len();
        let values = self.values(head, place, cells);
        let recorded_at = self.recorded_at(head, place, cells, &values);
        // What is wrong already does not hide what else is: a list of problems is complete.
        let recorded_at = (self.problems.len() == before).then_some(recorded_at);
        let Some((last, others)) = counties.split_last() else { return Ok(()) };
        for &county in others {
            self.county_row(head, place, county, values.clone(), recorded_at)?;
        }
        self.county_row(head, place, *last, values, recorded_at)?;
        self.problems[before..].sort_by_key(|problem| problem.at);
        Ok(())
    }

    /// Everything was read.
    pub fn finish(self) -> Taken {
        Taken { rows: self.rows, problems: self.problems, ignored: self.ignored }
    }

    /// The counties a line is of.
    fn counties(&mut self, head: &Head, place: Place<'_>, cells: &[Cell<'_>]) -> Option<Vec<i32>> {
        match head.county.map(|at| text_at(cells, at)) {
            Some(text) if !text.is_empty() => match county_code(text).filter(|c| self.known.contains_key(c)) {
                Some(county) => Some(vec![county]),
                None => {
                    self.problem(place, head.county, "county_id", "county_id", text, wrongs::unknown_county());
                    None
                }
            },
            _ if self.known.len() == 1 || SHARED.contains(&head.register.noun) => Some(self.known.keys().copied().collect()),
            _ => {
                self.problem(place, head.county, "county_id", "county_id", "", wrongs::county_needed());
                None
            }
        }
    }

    /// The first half of reading a line: what its cells say by themselves.
    fn values(&mut self, head: &Head, place: Place<'_>, cells: &[Cell<'_>]) -> Vec<Value> {
        let register = head.register;
        let mut values = vec![Value::Null; register.columns.len()];
        for heading in &head.columns {
            let column = &register.columns[heading.column];
            let cell = Cell { text: text_at(cells, heading.at), ..cells.get(heading.at).copied().unwrap_or_default() };
            let read = if cell.is_error {
                Err(wrongs::cell_error(cell.text))
            } else if cell.text.is_empty() {
                if column.required { Err(wrongs::empty()) } else { continue }
            } else {
                cells::read(column.kind, cell, heading.scale, self.period)
            };
            match read.and_then(|value| self.inside(register, column.kind, value)) {
                Ok(value) => values[heading.column] = value,
                Err(bad) => self.problem(place, Some(heading.at), &heading.text, column.name, cell.text, bad),
            }
        }
        if register.noun == RETURNS.noun {
            self.fill(register, &mut values);
        }
        values
    }

    /// Months outside the period filed for are refused, and returns of months to come.
    fn inside(&self, register: &Register, kind: Kind, value: Value) -> Result<Value, Wrong> {
        let (Kind::Month, Some(month)) = (kind, value.int()) else { return Ok(value) };
        let (first, today) = (day_of(month * 100 + 1), self.office.today);
        if register.noun == RETURNS.noun && first.is_some_and(|first| first > today) {
            return Err(wrongs::in_the_future(today));
        }
        match self.period {
            Some(period) if !first.is_some_and(|first| period.contains(first)) => Err(wrongs::outside_the_period(period)),
            Some(_) | None => Ok(value),
        }
    }

    /// What a return does not say is as the caller said.
    fn fill(&self, register: &Register, values: &mut [Value]) {
        let given = [("stage", Some(Value::Text(self.stage.code().to_owned()))), ("period", self.only_month().map(Value::Int))];
        for (name, value) in given {
            if let (Some(at), Some(value)) = (register.column(name), value)
                && values[at].is_null()
            {
                values[at] = value;
            }
        }
    }

    /// The day of record the source gives, else when the caller or the record itself says (docs/load-format.md).
    fn recorded_at(&mut self, head: &Head, place: Place<'_>, cells: &[Cell<'_>], values: &[Value]) -> i64 {
        let today = self.office.today;
        let given = head.recorded_on.filter(|_| self.takes_days);
        if let Some(text) = given.map(|at| text_at(cells, at)).filter(|t| !t.is_empty()) {
            match days::day(text) {
                Some(day) if day <= today => return start_of_day(day),
                Some(_) => {
                    let bad = wrongs::in_the_future(today);
                    self.problem(place, head.recorded_on, "recorded_on", "recorded_on", text, bad);
                }
                None => self.problem(place, head.recorded_on, "recorded_on", "recorded_on", text, wrongs::not_a_day()),
            }
        }
        match self.known_from {
            KnownFrom::Instant(instant) => instant,
            // What is told of a later day is known today at the latest.
            KnownFrom::TheRecord => start_of_day(day_of_record(head.register, values).min(today)),
        }
    }

    /// The second half of reading a line: what it refers to in its county. It is not taken without an instant.
    fn county_row(
        &mut self,
        head: &Head,
        place: Place<'_>,
        county: i32,
        mut values: Vec<Value>,
        recorded_at: Option<i64>,
    ) -> Result<(), Error> {
        let before = self.problems.len();
        let mut measured = None;
        for (i, column) in head.register.columns.iter().enumerate() {
            let Some(known) = self.known.get_mut(&county) else { return Ok(()) };
            let Value::Text(text) = &values[i] else { continue };
            let resolved = match column.kind {
                Kind::Unit => number(known.unit(text), wrongs::unknown_unit).and_then(|number| {
                    let is_there = self.only_unit.is_none_or(|only| only == number);
                    if is_there { Ok(number) } else { Err(wrongs::unknown_unit()) }
                }),
                Kind::Indicator => number(known.indicator(text), wrongs::unknown_indicator).and_then(|number| {
                    let declared = known.declared(number);
                    measured = declared.map(|d| d.measure.clone());
                    let filed = declared.is_none_or(|d| d.returned) || head.register.noun != RETURNS.noun;
                    if filed { Ok(number) } else { Err(wrongs::counted_not_filed()) }
                }),
                Kind::Ref(noun) if !known.has(self.office, noun, text)? => Err(wrongs::unknown_record(noun)),
                // An amount is read below, when the row's indicator and so its measure is known.
                _ => continue,
            };
            match resolved {
                Ok(number) => values[i] = Value::Int(i64::from(number)),
                Err(bad) => {
                    let text = text.clone();
                    self.bad_cell(place, head, i, &text, bad);
                }
            }
        }
        for heading in head.columns.iter().filter(|h| head.register.columns[h.column].kind == Kind::Amount) {
            let Value::Text(text) = &values[heading.column] else { continue };
            let read = match &measured {
                Some(measure) => amounts::amount(text, measure, heading.scale)
                    .and_then(|amount| filed(head.register, &values, measure, amount)),
                // Of an indicator that nobody knows: what is no number is none in any measure.
                None if text.chars().any(char::is_numeric) => continue,
                None => Err(wrongs::amount(AmountError::NotANumber)),
            };
            match read {
                Ok(amount) => values[heading.column] = Value::Int(amount),
                Err(bad) => {
                    let text = text.clone();
                    self.bad_cell(place, head, heading.column, &text, bad);
                }
            }
        }
        if let Some(recorded_at) = recorded_at.filter(|_| self.problems.len() == before) {
            self.accept(head, place, county, values, recorded_at);
        }
        Ok(())
    }

    fn accept(&mut self, head: &Head, place: Place<'_>, county: i32, values: Vec<Value>, recorded_at: i64) {
        let register = head.register;
        let hash = hash_of(county, register, &values, recorded_at);
        let record = Record { register, seq: 0, recorded_at, values };
        let Some(known) = self.known.get_mut(&county) else { return };
        if register.noun == INDICATORS.noun
            && let Err(bad) = Indicator::from_record(&record, known.indicator_number(record.text("indicator_id")))
        {
            let (text, at) = head.text(register.column(bad.column).unwrap_or(0));
            let refused = wrongs::wrong("load.bad_indicator", bad.zh, bad.en);
            return self.problem(place, at, text, bad.column, record.text(bad.column), refused);
        }
        if let Some((column, bad)) = self.check.as_ref().and_then(|check| check(&record)) {
            return self.bad_cell(place, head, register.column(column).unwrap_or(0), "", bad);
        }
        if register.key.len() == 1 {
            known.remember(&record);
        }
        if let Some(first) = self.seen.insert(hash, place.row) {
            let key = register.column(register.key[0]).unwrap_or(0);
            return self.bad_cell(place, head, key, "", wrongs::twice(first));
        }
        self.rows.entry(county).or_default().push(register, &record.values, recorded_at);
    }
}

/// What stands in a return is possible, whatever brought it.
fn filed(register: &Register, values: &[Value], measure: &Measure, amount: i64) -> Result<i64, Wrong> {
    let stage = register.column("stage").and_then(|i| values[i].text()).unwrap_or("");
    if register.noun != RETURNS.noun || is_possible(stage, measure, amount) { Ok(amount) } else { Err(wrongs::negative()) }
}

fn number(named: Named, nobody: fn() -> Wrong) -> Result<i32, Wrong> {
    match named {
        Named::One(number) => Ok(number),
        Named::Several(codes) => Err(wrongs::ambiguous(&codes)),
        Named::Nobody => Err(nobody()),
    }
}

fn text_at<'a>(cells: &[Cell<'a>], at: usize) -> &'a str {
    // A text that was guarded against being run is meant without its guard.
    cells.get(at).map_or("", |cell| documents::guard::unguarded(trimmed(cell.text)))
}

/// A six-digit code of GB/T 2260.
pub(crate) fn county_code(text: &str) -> Option<i32> {
    amounts::squeezed(text).parse().ok().filter(|c| (100_000..=999_999).contains(c))
}

/// The day a record carries: the last of its month, the first of its year.
fn day_of_record(register: &Register, values: &[Value]) -> Date {
    let Some(at) = register.known_from.and_then(|name| register.column(name)) else { return SINCE_EVER };
    let Some(number) = values[at].int() else { return SINCE_EVER };
    let day = match register.columns[at].kind {
        Kind::Month => Period::parse(&format!("{}-{:02}", number / 100, number % 100)).map(Period::last_day),
        Kind::Year => Period::parse(&number.to_string()).map(Period::first_day),
        _ => day_of(number),
    };
    day.unwrap_or(SINCE_EVER)
}

fn hash_of(county: i32, register: &Register, values: &[Value], recorded_at: i64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (county, register.noun, recorded_at).hash(&mut hasher);
    for key in register.key {
        register.column(key).map(|i| &values[i]).hash(&mut hasher);
    }
    hasher.finish()
}

/// Keys that are hashes already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}
