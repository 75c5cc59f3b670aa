//! Files 文件: CSV files read row by row against the registers' declarations; everything wrong is listed, nothing is guessed.

use super::cells::{self, BadCell};
use super::numbers::Known;
use super::{Folder, Values, all_or_nothing, file_name};
use crate::problems::Problem;
use crate::{Error, Office};
use domain::calendar::{Date, Period, day_of, parse_day, start_of_day};
use domain::indicators::Indicator;
use domain::registers::{Column, INDICATORS, Kind, REGISTERS, RETURNS, Record, Register, UNITS, Value};
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// A row that has been read and found good.
pub(crate) struct Row {
    pub register: &'static Register,
    pub values: Values,
    /// When the county knew it, ms.
    pub recorded_at: i64,
}

/// A day before all records: for what a file gives no day for, and that was always so.
const SINCE_EVER: Date = Date::constant(1990, 1, 1);

/// Registers whose rows hold for every county of the load when the file names none.
const SHARED: [&str; 5] = ["indicators", "campaigns", "light_rules", "holidays", "deadlines"];

/// Read every CSV file of a folder that a register claims.
pub fn read_folder(dir: &Path, office: &Office) -> Result<Folder, Error> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .map_err(|e| Error::Unreadable(dir.to_owned(), e.to_string()))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".csv"))
        .collect();
    names.sort();
    let claimed: Vec<&'static Register> =
        REGISTERS.iter().copied().filter(|r| names.iter().any(|n| *n == file_name(r))).collect();
    if claimed.is_empty() {
        return Err(Error::NothingToLoad(dir.to_owned()));
    }
    let mut reading = Reading::new(office, counties_of(dir, office)?)?;
    let mut files = Vec::new();
    for register in &claimed {
        let count = reading.file(dir, register)?;
        files.push((file_name(register), count));
    }
    all_or_nothing(reading.problems)?;
    for rows in reading.rows.values_mut() {
        // Units and indicators come first, since their order gives their numbers; the rest as the county came to know it.
        rows.sort_by_key(|row| match row.register.noun {
            "units" | "indicators" => (0, 0),
            _ => (1, row.recorded_at),
        });
    }
    let ignored = names.into_iter().filter(|n| !claimed.iter().any(|r| file_name(r) == *n)).collect();
    Ok(Folder { rows: reading.rows, files, ignored, digest: crate::hex(&reading.digest.finalize()) })
}

/// Counties that the folder itself names, else the single county of the store.
fn counties_of(dir: &Path, office: &Office) -> Result<BTreeSet<i32>, Error> {
    let mut counties = BTreeSet::new();
    for name in ["counties.csv", "units.csv", "targets.csv", "returns.csv"] {
        let Ok(mut reader) = csv::ReaderBuilder::new().flexible(true).from_path(dir.join(name)) else { continue };
        let Some(at) = reader.headers().ok().and_then(|h| h.iter().position(|c| column_name(c) == "county_id")) else { continue };
        counties.extend(reader.records().flatten().filter_map(|r| r.get(at).and_then(county_code)));
        if !counties.is_empty() {
            break;
        }
    }
    if counties.is_empty() {
        counties.extend(office.store.counties()?.iter().map(|h| h.county));
    }
    Ok(counties)
}

/// A six-digit code of GB/T 2260.
fn county_code(text: &str) -> Option<i32> {
    cells::plain(text).parse().ok().filter(|c| (100_000..=999_999).contains(c))
}

fn column_name(text: &str) -> String {
    cells::plain(text).to_lowercase()
}

struct Reading {
    today: Date,
    counties: BTreeSet<i32>,
    known: BTreeMap<i32, Known>,
    rows: BTreeMap<i32, Vec<Row>>,
    problems: Vec<Problem>,
    /// First line of each (county, register, key, day of record), by hash.
    seen: HashMap<u64, u64>,
    digest: Sm3,
}

/// Where in a file we are.
struct Place<'a> {
    file: &'a str,
    line: u64,
}

/// A register's columns found in a file's head: (column, position), and the two that every file may carry.
struct Head {
    columns: Vec<(usize, usize)>,
    county: Option<usize>,
    recorded_on: Option<usize>,
}

impl Reading {
    fn new(office: &Office, counties: BTreeSet<i32>) -> Result<Reading, Error> {
        let known = counties.iter().map(|&c| Ok((c, Known::of(office, c)?))).collect::<Result<_, Error>>()?;
        Ok(Reading {
            today: office.today,
            counties,
            known,
            rows: BTreeMap::new(),
            problems: Vec::new(),
            seen: HashMap::new(),
            digest: Sm3::new(),
        })
    }

    fn problem(&mut self, place: &Place<'_>, column: &str, value: &str, bad: BadCell) {
        self.problems.push(Problem {
            file: place.file.to_owned(),
            line: place.line,
            column: column.to_owned(),
            value: value.to_owned(),
            code: bad.code,
            zh: bad.zh,
            en: bad.en,
        });
    }

    fn file(&mut self, dir: &Path, register: &'static Register) -> Result<usize, Error> {
        let name = file_name(register);
        let path = dir.join(&name);
        let bytes = std::fs::read(&path).map_err(|e| Error::Unreadable(path.clone(), e.to_string()))?;
        self.digest.update(name.as_bytes());
        self.digest.update(&bytes);
        if let Err(error) = std::str::from_utf8(&bytes) {
            let line = bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count() as u64 + 1;
            self.problem(&Place { file: &name, line }, "", "", not_utf8());
            return Ok(0);
        }
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let Some(head) = self.head(&name, register, reader.headers().cloned().unwrap_or_default()) else { return Ok(0) };
        let width = reader.headers().map_or(0, csv::StringRecord::len);
        let (mut record, mut count) = (csv::StringRecord::new(), 0);
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(count),
                Ok(true) => {}
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    self.problem(&Place { file: &name, line }, "", "", broken_line());
                    continue;
                }
            }
            let place = Place { file: &name, line: record.position().map_or(0, csv::Position::line) };
            if record.iter().all(|c| c.trim().is_empty()) {
                continue;
            }
            if record.len() != width {
                self.problem(&place, "", "", wrong_width(width, record.len()));
                continue;
            }
            count += 1;
            self.row(&place, register, &head, &record);
        }
    }

    fn head(&mut self, file: &str, register: &'static Register, names: csv::StringRecord) -> Option<Head> {
        let at = |column: &Column| names.iter().position(|n| column_name(n) == column.name || n.trim() == column.zh);
        let find = |name: &str| names.iter().position(|n| column_name(n) == name);
        let columns: Vec<(usize, usize)> = register.columns.iter().enumerate().filter_map(|(i, c)| Some((i, at(c)?))).collect();
        let missing: Vec<&str> = register.columns.iter().filter(|c| c.required && at(c).is_none()).map(|c| c.name).collect();
        if !missing.is_empty() {
            self.problem(&Place { file, line: 1 }, &missing.join(", "), "", missing_column());
            return None;
        }
        Some(Head { columns, county: find("county_id"), recorded_on: find("recorded_on") })
    }

    fn row(&mut self, place: &Place<'_>, register: &'static Register, head: &Head, record: &csv::StringRecord) {
        let counties = match head.county.map(|at| record[at].trim()) {
            Some(text) if !text.is_empty() => match county_code(text).filter(|c| self.counties.contains(c)) {
                Some(county) => vec![county],
                None => return self.problem(place, "county_id", text, unknown_county()),
            },
            _ if self.counties.len() == 1 || SHARED.contains(&register.noun) => self.counties.iter().copied().collect(),
            _ => return self.problem(place, "county_id", "", county_needed()),
        };
        let mut read = vec![Value::Null; register.columns.len()];
        let before = self.problems.len();
        for &(column, at) in &head.columns {
            let (declared, text) = (&register.columns[column], record[at].trim());
            if text.is_empty() {
                if declared.required {
                    self.problem(place, declared.name, "", empty());
                }
                continue;
            }
            match cells::read(declared.kind, text) {
                Ok(value) => read[column] = value,
                Err(bad) => self.problem(place, declared.name, text, bad),
            }
        }
        if register.noun == RETURNS.noun && read[4].is_null() {
            read[4] = Value::Text("verified".to_owned());
        }
        let recorded_on = self.recorded_on(place, register, head, record, &read);
        if self.problems.len() > before {
            return;
        }
        for county in counties {
            self.county_row(place, register, county, read.clone(), recorded_on);
        }
    }

    /// The day of record a file gives, else the day the record itself carries (documented in docs/load-format.md).
    fn recorded_on(
        &mut self,
        place: &Place<'_>,
        register: &Register,
        head: &Head,
        record: &csv::StringRecord,
        read: &Values,
    ) -> Date {
        if let Some(text) = head.recorded_on.map(|at| record[at].trim()).filter(|t| !t.is_empty()) {
            match parse_day(&cells::plain(text)) {
                Some(day) if day <= self.today => return day,
                Some(_) => self.problem(place, "recorded_on", text, in_the_future(self.today)),
                None => self.problem(place, "recorded_on", text, not_a_day()),
            }
        }
        let Some(at) = register.known_from.and_then(|name| register.column(name)) else { return SINCE_EVER };
        let Some(number) = read[at].int() else { return SINCE_EVER };
        let day = match register.columns[at].kind {
            Kind::Month => Period::parse(&format!("{}-{:02}", number / 100, number % 100)).map(Period::last_day),
            Kind::Year => Period::parse(&number.to_string()).map(Period::first_day),
            _ => day_of(number),
        };
        // What is told of a later day is known today at the latest.
        day.unwrap_or(SINCE_EVER).min(self.today)
    }

    /// The second half of reading a row: what it refers to in its county.
    fn county_row(&mut self, place: &Place<'_>, register: &'static Register, county: i32, mut values: Values, recorded_on: Date) {
        let before = self.problems.len();
        let mut measure = None;
        for (i, column) in register.columns.iter().enumerate() {
            let Some(text) = values[i].text().map(str::to_owned) else { continue };
            let known = &self.known[&county];
            let resolved = match column.kind {
                Kind::Unit => known.unit(&text).map(|n| Value::Int(i64::from(n))).ok_or_else(unknown_unit),
                Kind::Indicator => match known.indicator(&text) {
                    Some(k) if register.noun == RETURNS.noun && !k.returned => Err(counted_not_filed()),
                    Some(k) => {
                        measure = Some(k.measure.clone());
                        Ok(Value::Int(i64::from(k.number)))
                    }
                    None => Err(unknown_indicator()),
                },
                Kind::Ref(noun) if !known.has(noun, &text) => Err(unknown_record(noun)),
                // Read below, when the row's indicator and so its measure is known.
                Kind::Amount => continue,
                _ => continue,
            };
            match resolved {
                Ok(value) => values[i] = value,
                Err(bad) => self.problem(place, column.name, &text, bad),
            }
        }
        for (i, column) in register.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Amount) {
            let Some(text) = values[i].text().map(str::to_owned) else { continue };
            let Some(measure) = &measure else { continue };
            match measure.parse(&cells::plain(&text)) {
                Ok(amount) => values[i] = Value::Int(amount),
                Err(error) => self.problem(place, column.name, &text, amount_error(error)),
            }
        }
        if self.problems.len() == before {
            self.accept(place, register, county, values, recorded_on);
        }
    }

    fn accept(&mut self, place: &Place<'_>, register: &'static Register, county: i32, values: Values, recorded_on: Date) {
        let recorded_at = start_of_day(recorded_on);
        let mut hasher = DefaultHasher::new();
        (county, register.noun, recorded_at).hash(&mut hasher);
        for key in register.key {
            register.column(key).map(|i| &values[i]).hash(&mut hasher);
        }
        if let Some(first) = self.seen.insert(hasher.finish(), place.line) {
            return self.problem(place, register.key[0], "", twice(first));
        }
        let row = Row { register, values, recorded_at };
        let Some(known) = self.known.get_mut(&county) else { return };
        if register.key.len() == 1 {
            let record = Record { register, seq: 0, recorded_at, values: row.values.clone() };
            known.remember(register, &record.key());
            if register.noun == INDICATORS.noun {
                let number = known.indicator(&record.key()).map_or(0, |k| k.number);
                match Indicator::from_record(&record, number) {
                    Ok(indicator) => known.declare(&indicator),
                    Err(wrong) => {
                        let bad = BadCell { code: "load.bad_indicator", zh: wrong.zh, en: wrong.en };
                        return self.problem(place, wrong.column, record.text(wrong.column), bad);
                    }
                }
            }
        }
        debug_assert!(register.noun != UNITS.noun || !row.values[0].is_null(), "a unit has a key");
        self.rows.entry(county).or_default().push(row);
    }
}

fn sentence(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> BadCell {
    BadCell { code, zh: zh.into(), en: en.into() }
}

fn not_utf8() -> BadCell {
    sentence("load.not_utf8", "文件不是UTF-8编码，请另存为“CSV UTF-8”", "the file is not UTF-8; save it as “CSV UTF-8”")
}
fn broken_line() -> BadCell {
    sentence("load.broken_line", "这一行引号不配对，请检查引号", "quotes do not match on this line; check them")
}
fn wrong_width(expected: usize, found: usize) -> BadCell {
    sentence(
        "load.wrong_width",
        format!("应有{expected}栏，实有{found}栏；多出的逗号请用引号括起"),
        format!("{expected} columns are needed, {found} found; put quotes around a text with commas"),
    )
}
fn missing_column() -> BadCell {
    sentence("load.missing_column", "缺少必需的栏，请补上表头", "a required column is missing; add it to the header")
}
fn unknown_county() -> BadCell {
    sentence("load.unknown_county", "没有这个县代码（GB/T 2260六位数字）", "no such county code (six digits of GB/T 2260)")
}
fn county_needed() -> BadCell {
    sentence("load.county_needed", "有多个县，请填县代码", "there are several counties; give the county code")
}
fn empty() -> BadCell {
    sentence("load.empty", "不能为空", "must not be empty")
}
fn in_the_future(today: Date) -> BadCell {
    sentence("load.in_the_future", format!("晚于今天（{today}）"), format!("later than today ({today})"))
}
fn not_a_day() -> BadCell {
    sentence("load.not_a_day", "不是日期，请写成 2026-04-08", "not a day; write 2026-04-08")
}
fn unknown_unit() -> BadCell {
    sentence(
        "load.unknown_unit",
        "没有这个单位，请先登记到units.csv或改正编号",
        "no such unit; add it to units.csv or correct the code",
    )
}
fn unknown_indicator() -> BadCell {
    sentence(
        "load.unknown_indicator",
        "没有这个指标，请先登记到indicators.csv或改正编号",
        "no such indicator; add it to indicators.csv or correct the code",
    )
}
fn counted_not_filed() -> BadCell {
    sentence(
        "load.counted_not_filed",
        "这个指标由台账计数，不能填报",
        "this indicator is counted from a register and cannot be filed",
    )
}
fn unknown_record(noun: &str) -> BadCell {
    sentence("load.unknown_record", format!("{noun}.csv中没有这个编号"), format!("no such key in {noun}.csv"))
}
fn amount_error(error: domain::measure::AmountError) -> BadCell {
    use domain::lang::Lang;
    sentence("load.not_an_amount", error.sentence(Lang::Zh), error.sentence(Lang::En))
}
fn twice(first: u64) -> BadCell {
    sentence("load.twice", format!("与第{first}行重复，请删去一行"), format!("repeats line {first}; delete one of them"))
}
