//! A county in memory 县: records as they came to be known, the ledger they post to, and its books as of a day.
//!
//! The oracle of the cases: it keeps no balances, and replays every record at the instant the county knew it.

use domain::calendar::{Date, Period, WorkingDays, day_number, day_of, end_of_day, parse_day, start_of_day};
use domain::indicators::{BadIndicator, Indicator};
use domain::ledger::{Entry, Page, Posting, Tally, corrections, post};
use domain::measure::{Measure, parse_decimal};
use domain::records::{Archive, Around, Finding, findings};
use domain::registers::{Fact, Kind, REGISTERS, Record, Register, Value};
use domain::stage::Stage;
use domain::statistics::Books;
use domain::targets::{LightRule, Targets};
use domain::units::Unit;
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Current = BTreeMap<&'static str, Vec<Record>>;

#[derive(Default)]
pub struct County {
    records: Vec<Record>,
    units: Vec<String>,
    indicators: Vec<(String, Measure)>,
}

impl County {
    /// Write a record down: register and columns by their Chinese names, cells as an office writes them.
    pub fn tell(&mut self, register: &str, cells: &[(&str, &str)], known_on: Option<Date>) -> Result<(), String> {
        let mut record = self.written(register, cells)?;
        let seq = i64::try_from(self.records.len()).unwrap_or(i64::MAX) + 1;
        (record.seq, record.recorded_at) = (seq, known_on.map_or(0, |day| start_of_day(day) + seq));
        self.records.push(record);
        Ok(())
    }

    /// A record as it is written, without writing it down.
    pub fn written(&mut self, register: &str, cells: &[(&str, &str)]) -> Result<Record, String> {
        let register: &'static Register =
            REGISTERS.iter().copied().find(|r| r.zh == register).ok_or(format!("没有台账“{register}”"))?;
        let mut values = vec![Value::Null; register.columns.len()];
        let cell = |name: &str| cells.iter().find(|(column, _)| *column == name).map(|(_, text)| *text);
        if register.noun == "units" {
            self.units.push(cell("单位编号").unwrap_or_default().to_owned());
        }
        if register.noun == "indicators" {
            let code = cell("指标编号").unwrap_or_default().to_owned();
            self.indicators.push((code, Measure::new(cell("计量单位").unwrap_or_default(), "")));
        }
        for (name, text) in cells {
            let at = register.columns.iter().position(|c| c.zh == *name).ok_or(format!("{}没有栏目“{name}”", register.zh))?;
            let measure = self.indicators.iter().find(|(code, _)| Some(code.as_str()) == cell("指标")).map(|(_, m)| m);
            values[at] = self.value(register.columns[at].kind, text, measure).ok_or(format!("“{name}={text}”填写有误"))?;
        }
        if let Some(missing) = register.columns.iter().zip(&values).find(|(c, v)| c.required && v.is_null()) {
            return Err(format!("{}缺“{}”", register.zh, missing.0.zh));
        }
        Ok(Record { register, seq: 0, recorded_at: 0, values })
    }

    /// What the rules of records find about a record on a day whose month is open.
    pub fn found(&mut self, register: &str, cells: &[(&str, &str)]) -> Result<Vec<Finding>, String> {
        let record = self.written(register, cells)?;
        let current = self.current(i64::MAX);
        let standing = current.get(record.register.noun).map_or(&[][..], Vec::as_slice);
        let before = standing.iter().find(|r| r.key() == record.key());
        let archive = Standing(&current);
        Ok(findings(&record, before, &Around { archive: &archive, today: TODAY, open_from: OPEN_FROM }))
    }

    fn value(&self, kind: Kind, text: &str, measure: Option<&Measure>) -> Option<Value> {
        let number = |mut codes: Box<dyn Iterator<Item = &str> + '_>| {
            let at = codes.position(|code| code == text)?;
            Some(Value::Int(i64::try_from(at).ok()? + 1))
        };
        let int = |parsed: Option<i64>| parsed.map(Value::Int);
        match kind {
            Kind::Text | Kind::Code | Kind::Ref(_) => Some(Value::Text(text.to_owned())),
            Kind::Choice(list) => list.iter().find(|c| c.0 == text || c.1 == text).map(|c| Value::Text(c.0.to_owned())),
            Kind::Unit if text == "县" => Some(Value::Int(0)),
            Kind::Unit => number(Box::new(self.units.iter().map(String::as_str))),
            Kind::Indicator => number(Box::new(self.indicators.iter().map(|(code, _)| code.as_str()))),
            Kind::Day => int(parse_day(text).map(day_number)),
            Kind::Month => int(Period::parse(text).map(|p| i64::from(p.year) * 100 + i64::from(p.to_month))),
            Kind::Year | Kind::Count => int(text.parse().ok()),
            Kind::Money => int(parse_decimal(text, 6).ok()),
            Kind::Land => int(parse_decimal(text, 4).ok()),
            Kind::Percent => int(parse_decimal(text, 2).ok()),
            Kind::Amount => int(measure?.parse(text).ok()),
            Kind::Flag => int(match text {
                "是" => Some(1),
                "否" => Some(0),
                _ => None,
            }),
        }
    }

    /// Latest version of every record known at an instant.
    /// The versions that held at an instant, each register in the order in which its records were first written down.
    fn current(&self, at: i64) -> Current {
        let mut current = Current::new();
        for record in self.records.iter().filter(|r| r.recorded_at <= at) {
            let held = current.entry(record.register.noun).or_default();
            match held.iter_mut().find(|h| h.key() == record.key()) {
                None => held.push(record.clone()),
                Some(earlier) if (earlier.recorded_at, earlier.seq) < (record.recorded_at, record.seq) => {
                    *earlier = record.clone()
                }
                Some(_) => {}
            }
        }
        current
    }

    fn indicators(&self, current: &Current) -> Result<Vec<Indicator>, BadIndicator> {
        let records = current.get("indicators").map_or(&[][..], Vec::as_slice);
        let number = |code: &str| self.indicators.iter().position(|(c, _)| c == code).map_or(0, |at| at as i32 + 1);
        records.iter().map(|r| Indicator::from_record(r, number(r.text("indicator_id")))).collect()
    }

    /// Every version of every record, in the order in which they were written.
    pub fn versions(&self) -> &[Record] {
        &self.records
    }

    /// What is wrong with the indicators declared so far, if anything.
    pub fn refused(&self) -> Option<BadIndicator> {
        self.indicators(&self.current(i64::MAX)).err()
    }

    /// Every entry written by an instant, in order.
    pub fn entries(&self, until: i64) -> Vec<Entry> {
        let mut entries: Vec<(String, Entry)> = Vec::new();
        let instants: BTreeSet<i64> = self.records.iter().map(|r| r.recorded_at).filter(|&at| at <= until).collect();
        for at in instants {
            let current = self.current(at);
            for indicator in self.indicators(&current).expect("indicators are sound") {
                for record in current.values().flatten() {
                    let name = format!("{}|{}|{}", indicator.number, record.register.noun, record.key());
                    let parent = |r: &Record, column: &str| parent(&current, r, column);
                    let shares = |noun: &str| shares(&current, record, noun);
                    let now = post(&indicator, &Fact { record, parent: &parent, shares: &shares });
                    let before = live(&entries, &name);
                    let (back, add) = corrections(&before, &now);
                    let seq = |entries: &[(String, Entry)]| entries.len() as i64 + 1;
                    let back: Vec<Entry> = back.into_iter().cloned().collect();
                    for old in back {
                        let posting = Posting { amount: -old.posting.amount, ..old.posting.clone() };
                        let entry = Entry { seq: seq(&entries), posting, recorded_at: at, reverses: Some(old.seq), ..old };
                        entries.push((name.clone(), entry));
                    }
                    for posting in add {
                        let source = record.register.noun.to_owned();
                        let entry = Entry {
                            seq: seq(&entries),
                            posting,
                            source,
                            source_seq: record.seq,
                            recorded_at: at,
                            act: 0,
                            reverses: None,
                        };
                        entries.push((name.clone(), entry));
                    }
                }
            }
        }
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Working days by the notices written down.
    pub fn working_days(&self) -> WorkingDays {
        let current = self.current(i64::MAX);
        let notices = current.get("holidays").map_or(&[][..], Vec::as_slice);
        WorkingDays::new(notices.iter().filter_map(|r| Some((day_of(r.int("day")?)?, r.text("kind") == "work"))))
    }

    /// The books for a period as of a day, from the entries known then.
    pub fn books(&self, period: Period, as_of: Date, stage: Stage) -> Books {
        let at = end_of_day(as_of);
        let current = self.current(at);
        let of = |noun: &str| current.get(noun).map_or(&[][..], Vec::as_slice);
        let number = |code: &str| self.units.iter().position(|u| u == code).map_or(0, |at| at as i32 + 1);
        let mut units: Vec<Unit> = of("units").iter().map(|r| Unit::from_record(r, number(r.text("unit_id")))).collect();
        units.sort_by_key(|u| u.number);
        let indicators = self.indicators(&current).expect("indicators are sound");
        let entries = self.entries(at);
        let tallies =
            |stage| [period, period.last_year()].into_iter().flat_map(|p| tallies(&entries, p, stage)).collect::<Vec<_>>();
        let reported =
            self::tallies(&entries, period, Stage::Reported).iter().map(|t| ((t.indicator, t.unit), t.months)).collect();
        let rules = of("light_rules").iter().filter_map(LightRule::from_record).collect();
        let records: HashMap<&'static str, Vec<Record>> = current.clone().into_iter().collect();
        Books::new(0, as_of, stage, units, indicators, Targets::from_records(of("targets")), rules, tallies(stage))
            .with_reported(reported)
            .with_records(records)
    }
}

/// The day on which the rules of records are asked, and the first day whose books are open then.
const TODAY: Date = Date::constant(2026, 4, 8);
const OPEN_FROM: Date = Date::constant(2026, 4, 1);

struct Standing<'a>(&'a Current);

impl Archive for Standing<'_> {
    fn with(&self, register: &'static Register, column: &str, value: &Value) -> Vec<Record> {
        self.all(register).into_iter().filter(|r| r.get(column) == value).collect()
    }

    fn all(&self, register: &'static Register) -> Vec<Record> {
        self.0.get(register.noun).cloned().unwrap_or_default()
    }
}

fn parent(current: &Current, record: &Record, column: &str) -> Option<Record> {
    let Kind::Ref(noun) = record.register.columns[record.register.column(column)?].kind else { return None };
    current.get(noun)?.iter().find(|r| r.key() == record.text(column)).cloned()
}

/// Rows of a register of shares that name the same thing as the record does, in its first key column.
fn shares(current: &Current, record: &Record, noun: &str) -> Vec<(i32, i64)> {
    let rows = current.get(noun).map_or(&[][..], Vec::as_slice);
    let same = |row: &&Record| row.text(row.register.key[0]) == record.text(row.register.key[0]);
    rows.iter().filter(same).filter_map(|r| Some((i32::try_from(r.int("unit_id")?).ok()?, r.int("share")?))).collect()
}

/// Entries of a record that have not been taken back.
fn live(entries: &[(String, Entry)], name: &str) -> Vec<Entry> {
    let mine: Vec<&Entry> = entries.iter().filter(|(n, _)| n == name).map(|(_, e)| e).collect();
    let taken: Vec<i64> = mine.iter().filter_map(|e| e.reverses).collect();
    mine.into_iter().filter(|e| e.reverses.is_none() && !taken.contains(&e.seq)).cloned().collect()
}

/// Pages of the ledger read for a period: what the store's balances would answer.
fn tallies(entries: &[Entry], period: Period, stage: Stage) -> Vec<Tally> {
    let mut pages: BTreeMap<(i32, i32), Page> = BTreeMap::new();
    let of_year = |e: &&Entry| e.posting.stage == stage && e.posting.on / 10_000 == i32::from(period.year);
    for entry in entries.iter().filter(of_year) {
        let p = &entry.posting;
        pages.entry((p.indicator, p.unit)).or_default().add(p.on, p.amount, entry.reverses.is_some());
    }
    pages.into_iter().map(|((indicator, unit), page)| page.tally(indicator, unit, period)).collect()
}
