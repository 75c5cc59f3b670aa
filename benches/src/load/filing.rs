//! Filing 报送: lines of units' months sent in, and the proof afterwards that each was taken once: none lost, none double.

use super::county::{COUNTY, County, FILERS, LINES, MONTHS, TODAY, UNITS, filer, line};
use super::crowd::each;
use super::server::Server;
use crate::Outcome;
use crate::http::{Answer, Line};
use acts::Office;
use domain::calendar::{DAY_MS, start_of_day};
use domain::registers::{RETURNS, Record};
use domain::stage::Stage;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use store::EntryQuery;

/// Whoever has the last word about a draft: no revision is newer.
const REVISION: &str = "999999999";

/// As often as somebody looks at what a colleague saved meanwhile, and saves once more.
const TRIES: usize = 10;

/// Somebody signed in, with the token of their forms.
pub struct Session {
    pub cookie: String,
    pub token: String,
    pub unit: usize,
    /// Of the unit's draft, as it was last seen.
    revision: AtomicI64,
}

/// One line of one unit's month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub unit: usize,
    pub line: usize,
    pub month: usize,
}

impl Place {
    /// Units take turns, then lines, then months.
    pub fn number(n: usize) -> Place {
        Place { unit: n % UNITS, line: n / UNITS % LINES, month: n / UNITS / LINES }
    }

    /// Never what another month had, and nothing that would be asked about.
    fn cents(self) -> i64 {
        let spread = (self.unit * 31 + self.line * 17 + self.month * 701) % 900;
        150_025 + i64::try_from(spread).unwrap_or(0) * 100
    }

    /// As a clerk types it, in 10,000 yuan.
    fn typed(self) -> String {
        format!("{}.{:02}", self.cents() / 100, self.cents() % 100)
    }

    /// Unit, indicator, month and amount as they are kept.
    fn kept(self) -> ((i64, i64, i64), i64) {
        let number = |n: usize| i64::try_from(n + 1).unwrap_or(0);
        let period = MONTHS[self.month].replace('-', "").parse().unwrap_or(0);
        // 10,000 yuan are 1,000,000 fen.
        ((number(self.unit), number(self.line), period), self.cents() * 10_000)
    }
}

/// Where the form of a month is.
pub fn form(month: usize) -> String {
    format!("/returns/{}", MONTHS[month])
}

fn form_of(places: &[Place]) -> String {
    form(places.first().map_or(0, |place| place.month))
}

/// The sessions of so many filers of each unit: the first of every unit, then the second.
pub fn filers(server: &Server, of_each: usize) -> Outcome<Vec<Session>> {
    each(server.address, UNITS * of_each.min(FILERS), |n, line| {
        let unit = n % UNITS;
        let cookie = server.identity(line, "filer", &filer(unit, n / UNITS))?;
        let form = line.get(&form(0), &cookie)?;
        let token = form.field("token");
        if token.is_empty() {
            Err(format!("no form for unit {unit}: {}", form.status).into())
        } else {
            Ok(Session::new(cookie, token, unit))
        }
    })
}

impl Session {
    pub fn new(cookie: String, token: String, unit: usize) -> Session {
        Session { cookie, token, unit, revision: AtomicI64::new(0) }
    }

    /// Send the form of a month with some of its lines.
    fn send(&self, wire: &mut Line, what: &str, key: &str, revision: &str, places: &[Place]) -> Outcome<Answer> {
        let boxes: Vec<(String, String)> = places.iter().map(|p| (format!("v.{}", line(p.line)), p.typed())).collect();
        let mut fields = vec![("token", self.token.as_str()), ("key", key), ("revision", revision), ("do", what)];
        if what == "save" {
            fields.push(("quiet", "1"));
        }
        fields.extend(boxes.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        wire.post(&form_of(places), &self.cookie, &fields)
    }

    /// Save the draft. A colleague may have saved it since: then the form is looked at and saved once more, as a person does.
    pub fn save(&self, wire: &mut Line, key: &str, places: &[Place]) -> Outcome<()> {
        for _ in 0..TRIES {
            let seen = self.revision.load(Ordering::Relaxed).to_string();
            let answer = self.send(wire, "save", key, &seen, places)?;
            if answer.status != 422 {
                let text = answer.text();
                let told =
                    text.split_once("data-revision=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |told| told.0);
                self.revision.store(told.parse().unwrap_or(0), Ordering::Relaxed);
                return expect(&answer, 200, "data-revision");
            }
            let form = wire.get(&form_of(places), &self.cookie)?;
            self.revision.store(form.field("revision").parse().unwrap_or(0), Ordering::Relaxed);
        }
        Err("others are faster every time".into())
    }

    pub fn review(&self, wire: &mut Line, key: &str, places: &[Place]) -> Outcome<()> {
        expect(&self.send(wire, "review", key, REVISION, places)?, 200, "do\" value=\"submit")
    }

    pub fn submit(&self, wire: &mut Line, key: &str, places: &[Place]) -> Outcome<()> {
        let answer = self.send(wire, "submit", key, REVISION, places)?;
        let there = answer.header("location").unwrap_or_default().ends_with("done=submitted");
        if answer.status == 303 && there { Ok(()) } else { Err(format!("submit: {}", answer.status).into()) }
    }

    pub fn read(&self, wire: &mut Line, page: &str) -> Outcome<()> {
        expect(&wire.get(page, &self.cookie)?, 200, "")
    }
}

pub fn expect(answer: &Answer, status: u16, says: &str) -> Outcome<()> {
    if answer.status == status && (says.is_empty() || answer.text().contains(says)) {
        return Ok(());
    }
    Err(format!("{} instead of {status}", answer.status).into())
}

/// What became of the lines that were sent.
pub struct Proof {
    pub lost: usize,
    pub doubled: usize,
}

/// Hold the books against what was acknowledged. An error: something is there that nobody sent, or the archive does not verify.
pub fn prove(county: &County, acknowledged: &[Place], sent: &[Place]) -> Outcome<Proof> {
    let office = county.office()?;
    if let Some(bad) = office.verify(COUNTY)?.bad {
        return Err(format!("the archive does not verify: {bad:?}").into());
    }
    let scope = Office::operator(COUNTY).scope();
    let day = start_of_day(TODAY);
    let (versions, entries) = office.store.read(&scope, |reader| {
        let versions = reader.written_between(&RETURNS, day, day + DAY_MS - 1)?;
        let query = EntryQuery {
            indicator: None,
            unit: None,
            from_on: 20_260_101,
            to_on: 20_261_231,
            stage: Some(Stage::Reported),
            as_of: None,
        };
        Ok((versions, reader.entries(query)?.len()))
    })?;
    let mut there: BTreeMap<(i64, i64, i64), Vec<Option<i64>>> = BTreeMap::new();
    for version in &versions {
        there.entry(key_of(version)).or_default().push(version.int("value"));
    }
    if entries != versions.len() {
        return Err(format!("{} reports and {entries} entries", versions.len()).into());
    }
    let wanted: BTreeMap<_, _> = sent.iter().map(|place| place.kept()).collect();
    if let Some((key, _)) = there.iter().find(|(key, values)| values.iter().any(|v| *v != wanted.get(key).copied())) {
        return Err(format!("{key:?} is there as nobody sent it").into());
    }
    let lost = acknowledged.iter().filter(|place| !there.contains_key(&place.kept().0)).count();
    Ok(Proof { lost, doubled: there.values().map(|values| values.len() - 1).sum() })
}

fn key_of(record: &Record) -> (i64, i64, i64) {
    let int = |column: &str| record.int(column).unwrap_or(0);
    (int("unit_id"), int("indicator_id"), int("period"))
}
