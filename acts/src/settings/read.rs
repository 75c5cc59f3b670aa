//! Reading 读设置: entries through intake, each filled up with what stands, held to the policy and the rules, and counted.

use super::paper::{Entry, Field, Paper, problem};
use super::{Tried, special};
use crate::acting::Caller;
use crate::books;
use crate::intake::known::{Known, Named};
use crate::intake::{Cell, Head, Intake, Place, key_value};
use crate::previews::Change;
use crate::problems::Problem;
use crate::registers::Judge;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::burden::of_new;
use domain::calendar::end_of_day;
use domain::indicators::{Counting, Indicator};
use domain::lang::Lang;
use domain::records::Finding;
use domain::registers::{INDICATORS, Kind, Record, Register, TARGETS, UNITS, Value};
use domain::stage::Stage;
use domain::statistics::Books;
use domain::targets::EVERY_YEAR;
use domain::units::Unit;
use std::cell::{Cell as Slot, RefCell};
use std::collections::BTreeSet;

/// What a form would ask about a record of the file.
#[derive(Clone, Debug)]
pub struct Question {
    pub source: String,
    pub line: u64,
    pub finding: Finding,
}

/// The code of the question whether units' targets add up: asked once all of a file's targets are known.
const ADDS_UP: &str = "targets.cascade";

#[derive(Default)]
struct Noted {
    changes: Vec<Change>,
    /// Source and line of each change.
    places: Vec<(String, u64)>,
    unchanged: usize,
    questions: Vec<Question>,
}

/// What entries are read with.
struct Reading<'r> {
    office: &'r Office,
    actor: &'r Actor,
    judge: &'r Judge<'r>,
    known: Known,
    names: Books,
    problems: Vec<Problem>,
}

impl Office {
    /// What a settings file would do, and everything wrong with it. Nothing is written.
    pub fn try_settings(&self, caller: &Caller, paper: &Paper) -> Result<Tried, Error> {
        let actor = &caller.actor;
        let judge = Judge::of(self, actor)?;
        let (noted, here) = (RefCell::new(Noted::default()), RefCell::new((String::new(), Slot::new(0))));
        let names = self.setting_names(actor)?;
        let mut reading = Reading {
            office: self,
            actor,
            judge: &judge,
            known: Known::of(self, actor.county)?,
            names,
            problems: paper.problems.clone(),
        };
        let entries = reading.all(paper)?;
        let check = |record: &Record| {
            let before = judge.stands(record);
            let asked = match judge.hold(record) {
                Ok(asked) => asked,
                Err(refusal) => return Some(refusal),
            };
            let (place, mut noted) = (here.borrow(), noted.borrow_mut());
            let (source, line) = (place.0.clone(), place.1.get());
            if before.as_ref().is_some_and(|before| before.values == record.values) {
                noted.unchanged += 1;
                return None;
            }
            let later = asked.into_iter().filter(|f| f.code != ADDS_UP);
            noted.questions.extend(later.map(|finding| Question { source: source.clone(), line, finding }));
            noted.changes.push(Change { before, after: record.clone() });
            noted.places.push((source, line));
            None
        };
        let intake = Intake::new(self, [actor.county])?.filed_at(self.now()).of_now();
        let mut intake = intake.held_against(Some(Box::new(check)));
        for entry in &entries {
            *here.borrow_mut() = (entry.source.clone(), Slot::new(entry.line));
            reading.entry(&mut intake, entry)?;
        }
        let mut taken = intake.finish();
        let rows = taken.rows.remove(&actor.county).unwrap_or_default();
        let Reading { mut problems, names, .. } = reading;
        let mut noted = noted.into_inner();
        adds_up(&judge, paper, &mut noted, &mut problems);
        let (names, burden) = self.with_new_names(&noted.changes, names);
        let Noted { changes, unchanged, mut questions, .. } = noted;
        problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        // What the file's own targets make of it is told exactly.
        questions.retain(|q| q.finding.code != "indicators.burden" || burden.iter().all(|b| b.2.typed == 0));
        // In the order of the file, as it is read.
        questions.sort_by(|a, b| (&a.source, a.line).cmp(&(&b.source, b.line)));
        Ok(Tried { changes, unchanged, problems, questions, burden, names, reason: paper.reason.clone(), rows })
    }

    fn setting_names(&self, actor: &Actor) -> Result<Books, Error> {
        let scope = Actor::system(actor.county, "settings").scope();
        let instant = Some(end_of_day(self.today));
        Ok(self.store.read(&scope, |reader| {
            let (units, indicators) = (books::units(reader, instant)?, books::indicators(reader, instant)?);
            let targets = reader.targets(EVERY_YEAR, instant)?;
            Ok(Books::new(
                scope.county(),
                self.today,
                Stage::Verified,
                units.to_vec(),
                indicators.to_vec(),
                targets,
                Vec::new(),
                Vec::new(),
            ))
        })?)
    }

    /// The names with those of the file, and what its new indicators cost.
    fn with_new_names(&self, changes: &[Change], names: Books) -> (Books, Vec<(String, String, domain::burden::Added)>) {
        let (mut units, mut indicators) = (names.units.clone(), names.indicators.clone());
        let number = |len: usize| i32::try_from(len + 1).unwrap_or(i32::MAX);
        let mut burden = Vec::new();
        for change in changes.iter().filter(|change| change.before.is_none()) {
            if change.after.register.noun == UNITS.noun {
                units.push(Unit::from_record(&change.after, number(units.len())));
            } else if change.after.register.noun == INDICATORS.noun
                && let Ok(new) = Indicator::from_record(&change.after, number(indicators.len()))
            {
                indicators.push(new);
            }
        }
        for new in indicators.iter().skip(names.indicators.len()).filter(|i| i.counting == Counting::Returned) {
            let is_asked = |r: &&Record| r.register.noun == TARGETS.noun && r.int("indicator_id") == Some(new.number.into());
            let asked = changes.iter().map(|c| &c.after).filter(is_asked).filter_map(|r| i32::try_from(r.int("unit_id")?).ok());
            let asked: Vec<i32> = asked.filter(|&unit| unit > 0).collect();
            let added = of_new(new, &asked, self.today, &names.indicators, &names.targets, &units);
            burden.push((new.label(Lang::Zh).to_owned(), new.label(Lang::En).to_owned(), added));
        }
        let (targets, county) = (names.targets.clone(), names.county);
        (Books::new(county, self.today, Stage::Verified, units, indicators, targets, Vec::new(), Vec::new()), burden)
    }
}

/// Units' targets are held against the county's once the whole file is read.
fn adds_up(judge: &Judge<'_>, paper: &Paper, noted: &mut Noted, problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    let Noted { changes, places, questions, .. } = noted;
    for (change, (source, line)) in changes.iter().zip(places.iter()).rev() {
        let record = &change.after;
        if record.register.noun != TARGETS.noun || !seen.insert((record.int("indicator_id"), record.int("year"))) {
            continue;
        }
        let Some(finding) = judge.again(record).into_iter().find(|f| f.code == ADDS_UP) else { continue };
        match paper.cascade_at(*line) {
            Some(special::Cascade { difference, line, .. }) if difference.is_empty() => {
                let zh = format!("{}：在 difference 里写明", finding.zh);
                let en = format!("{}: give it as difference", finding.en);
                problems.push(problem(source, *line, "units", "", ADDS_UP, (zh, en)));
            }
            Some(_) => {}
            None => questions.push(Question { source: source.clone(), line: *line, finding }),
        }
    }
}

impl Reading<'_> {
    /// All entries in the order in which one may refer to another; what a whole register does not admit is told once.
    fn all(&mut self, paper: &Paper) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::new();
        let open_from = self.office.open_from(self.actor.county)?;
        for change in &paper.reorganisations {
            let stands = |code: &str| {
                let mut probe = blank(&UNITS);
                probe.values[0] = Value::Text(code.to_owned());
                self.judge.stands(&probe)
            };
            match change.entries(&stands, open_from, &paper.reason, &self.names) {
                Ok(changed) => entries.extend(changed),
                Err(wrong) => self.problems.push(*wrong),
            }
        }
        entries.extend(paper.entries.iter().cloned());
        for cascade in &paper.cascades {
            if cascade.units.is_empty() {
                let said = ("请在 units 里写各单位的目标".to_owned(), "give the units' targets in units".to_owned());
                self.problems.push(problem(&cascade.source, cascade.line, "units", "", "settings.empty", said));
            }
            entries.extend(cascade.entries());
        }
        let place = |entry: &Entry| domain::registers::REGISTERS.iter().position(|r| r.noun == entry.register.noun);
        entries.sort_by_key(place);
        let mut refused = BTreeSet::new();
        let mut kept = Vec::new();
        for entry in entries {
            let register = entry.register;
            if refused.contains(register.noun) {
                continue;
            }
            if !self.office.may_add(self.actor, register)? {
                refused.insert(register.noun);
                let said = (
                    format!("您的角色不设定“{}”，请从文件里去掉，交给其维护人", register.zh),
                    format!("your role does not set “{}”; take it out and give it to whoever keeps it", register.en),
                );
                self.problems.push(problem(&entry.source, entry.line, "", register.noun, "policy.not_your_role", said));
                continue;
            }
            kept.push(entry);
        }
        Ok(kept)
    }

    /// One entry: what it says, and in the other columns what stands.
    fn entry(&mut self, intake: &mut Intake<'_>, entry: &Entry) -> Result<(), Error> {
        let register = entry.register;
        let headings: Vec<Cell<'_>> = entry.fields.iter().map(|f| f.heading.as_str().into()).collect();
        let head = Head::read(register, &headings);
        let before = self.problems.len();
        for field in entry.fields.iter().enumerate().filter(|(at, _)| head.column_at(*at).is_none()).map(|(_, field)| field) {
            let columns: Vec<&str> = register.columns.iter().map(|c| c.name).collect();
            let said = (
                format!("“{}”没有这一栏，可有：{}", register.zh, columns.join("、")),
                format!("“{}” has no such column; there are: {}", register.en, columns.join(", ")),
            );
            self.problems.push(problem(&entry.source, field.line, &field.heading, "", "settings.unknown_column", said));
        }
        if self.problems.len() > before {
            return Ok(());
        }
        let mut fields = entry.fields.clone();
        if let Some(stands) = self.probe(register, entry, &head).and_then(|probe| self.judge.stands(&probe)) {
            let given: Vec<usize> = (0..entry.fields.len()).filter_map(|at| head.column_at(at)).collect();
            for at in (0..register.columns.len()).filter(|at| !given.contains(at)) {
                let text = crate::exports::file_text(&stands, at, &self.names);
                fields.push(Field { heading: register.columns[at].name.to_owned(), text, line: entry.line });
            }
        }
        let headings: Vec<Cell<'_>> = fields.iter().map(|f| f.heading.as_str().into()).collect();
        let cells: Vec<Cell<'_>> = fields.iter().map(|f| f.text.as_str().into()).collect();
        let place = Place { source: &entry.source, row: entry.line };
        if let Some(head) = intake.head(register, place, &headings) {
            intake.row(&head, place, &cells)?;
        }
        for mut wrong in intake.take_problems() {
            wrong.line = wrong.at.and_then(|at| fields.get(at)).map_or(wrong.line, |field| field.line);
            // In a text there are no cells.
            wrong.at = None;
            self.problems.push(wrong);
        }
        Ok(())
    }

    /// The key an entry names, as it is stored; `None` where a part of it is not there or not known yet.
    fn probe(&self, register: &'static Register, entry: &Entry, head: &Head) -> Option<Record> {
        let mut probe = blank(register);
        for name in register.key {
            let place = register.column(name)?;
            let at = (0..entry.fields.len()).find(|&at| head.column_at(at) == Some(place));
            let text = at.map_or("", |at| entry.fields[at].text.trim());
            let numbered = |named: Named| match named {
                Named::One(number) => Some(Value::Int(number.into())),
                Named::Several(_) | Named::Nobody => None,
            };
            probe.values[place] = match register.columns[place].kind {
                _ if text.is_empty() => Value::Null,
                Kind::Unit => numbered(self.known.unit(text))?,
                Kind::Indicator => numbered(self.known.indicator(text))?,
                kind => key_value(kind, text)?,
            };
        }
        Some(probe)
    }
}

fn blank(register: &'static Register) -> Record {
    Record { register, seq: 0, recorded_at: 0, values: vec![Value::Null; register.columns.len()] }
}
