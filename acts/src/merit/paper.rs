//! The record on paper 实绩纪实: a person's or a unit's facts of a period, handed out by the organisation department; who took it, and
//! of whom, is a line of record before the first byte is.

use super::{EventRow, Gathered, MeritQuery, MeritRecord, ObjectionRow, PostHeld, Span, TieRow, request};
use crate::acting::{Caller, allow};
use crate::{Error, Office};
use domain::document::{Document, Table};
use domain::lang::Lang;
use domain::measure::{Ratio, fixed};
use domain::notices::{Merit, MeritLine, MeritPerson, merit, merit_table};
use domain::policy::Action;

/// Whose record is handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose<'a> {
    /// By the number of the person.
    Person(&'a str),
    /// By the code of the unit: everybody who held a post of it in these days.
    Unit(&'a str),
}

/// A record as it is handed out: the sheet, and the same as one table.
#[derive(Clone, Debug)]
pub struct Exported {
    /// For the name of the file.
    pub title: String,
    pub document: Document,
    pub table: Table,
}

impl Office {
    /// Hand a record out.
    pub fn export_merit(&self, caller: &Caller, span: Span, whose: Whose<'_>, lang: Lang) -> Result<Exported, Error> {
        let actor = &caller.actor;
        let own = self.own_merit(actor)?;
        let (person, unit) = match whose {
            Whose::Person(person) => (person, ""),
            Whose::Unit(unit) => ("", unit),
        };
        allow(actor, request(Action::ExportMerit, own.as_deref(), person))?;
        let mut persons: Vec<String> = match whose {
            Whose::Person(person) => vec![person.to_owned()],
            Whose::Unit(unit) => {
                let asked = MeritQuery { unit: unit.to_owned(), ..MeritQuery::default() };
                self.merit_persons(actor, span, &asked)?.into_iter().map(|row| row.person).collect()
            }
        };
        let mut seen = std::collections::HashSet::new();
        persons.retain(|person| seen.insert(person.clone()));
        let gathered = self.gather_merit(actor.county, span)?;
        if !person.is_empty() && !gathered.people.is_person(person) {
            return Err(Error::NotFound);
        }
        let of = |person: &String| told(&gathered.record(person), lang);
        let facts = Merit {
            whose: gathered.whose(person, unit, lang),
            department: gathered.department(actor.unit, lang),
            from: span.from,
            to: span.to,
            as_of: span.as_of,
            persons: persons.iter().map(of).collect(),
        };
        let subject = format!("{} {}..{}", if person.is_empty() { unit } else { person }, span.from, span.to);
        let act = self.act(caller, "merit.export", subject, "");
        self.store.write(act, |_| Ok::<_, Error>(()))?;
        let document = merit(lang, &facts);
        Ok(Exported { title: document.title.replace('\n', ""), document, table: merit_table(lang, &facts) })
    }
}

impl Gathered {
    fn whose(&self, person: &str, unit: &str, lang: Lang) -> String {
        let named = if person.is_empty() {
            crate::orders::names(self.people.units.iter().find(|u| u.code == unit))
        } else {
            self.people.name(person)
        };
        lang.name(&named.0, &named.1).to_owned()
    }

    /// The unit that hands it out.
    fn department(&self, unit: Option<i32>, lang: Lang) -> String {
        unit.and_then(|number| self.people.unit(number)).map_or_else(String::new, |unit| unit.label(lang).to_owned())
    }
}

fn told(record: &MeritRecord, lang: Lang) -> MeritPerson {
    let lines = |own: bool| record.events.iter().filter(move |row| row.is_own() == own).map(move |row| line(row, lang));
    MeritPerson {
        name: lang.name(&record.name.0, &record.name.1).to_owned(),
        posts: record.posts.iter().map(|held| held.text(lang)).collect(),
        own: lines(true).collect(),
        of_unit: lines(false).collect(),
        objections: record.objections.iter().map(|row| row.sentence(lang)).collect(),
    }
}

fn line(row: &EventRow, lang: Lang) -> MeritLine {
    MeritLine {
        on: row.id.on,
        kind: row.id.kind.label(lang).to_owned(),
        what: lang.name(&row.title.0, &row.title.1).to_owned(),
        planned: row.planned,
        timing: row.timing.map_or_else(String::new, |timing| timing.text(lang)),
        tie: row.ties.iter().map(|tie| tie.text(lang)).collect::<Vec<_>>().join(lang.of("；", "; ")),
    }
}

impl PostHeld {
    /// "建昌镇 镇长（2024-01-01起）".
    pub fn text(&self, lang: Lang) -> String {
        let (unit, title) = (lang.name(&self.unit_name.0, &self.unit_name.1), lang.name(&self.title.0, &self.title.1));
        let from = self.from.map_or_else(String::new, |day| day.to_string());
        match (lang, self.until) {
            (Lang::Zh, None) => format!("{unit} {title}（{from}起）"),
            (Lang::Zh, Some(until)) => format!("{unit} {title}（{from}至{until}）"),
            (Lang::En, None) => format!("{title}, {unit} (from {from})"),
            (Lang::En, Some(until)) => format!("{title}, {unit} ({from} to {until})"),
        }
    }
}

impl TieRow {
    /// "本人：推进小组组长", "单位：建昌镇 镇长，份额60%".
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (TieRow::Own(part), Lang::Zh) => format!("本人：{}", part.label(lang)),
            (TieRow::Own(part), Lang::En) => format!("own: {}", part.label(lang)),
            (TieRow::Unit { unit_name, title, share, .. }, _) => {
                let (unit, title) = (lang.name(&unit_name.0, &unit_name.1), lang.name(&title.0, &title.1));
                let share = share.map(|share| fixed(&Ratio::new(share, 100), 2));
                let share = share.as_deref().map(|share| share.trim_end_matches('0').trim_end_matches('.'));
                match (lang, share) {
                    (Lang::Zh, None) => format!("单位：{unit}（任{title}）"),
                    (Lang::Zh, Some(share)) => format!("单位：{unit}份额{share}%（任{title}）"),
                    (Lang::En, None) => format!("unit: {unit} (as {title})"),
                    (Lang::En, Some(share)) => format!("unit: {unit}, share {share} % (as {title})"),
                }
            }
        }
    }
}

impl ObjectionRow {
    /// The objection and what came of it, in one sentence.
    pub fn sentence(&self, lang: Lang) -> String {
        let (o, title) = (&self.objection, lang.name(&self.title.0, &self.title.1));
        let raised = match lang {
            Lang::Zh => format!("{}对“{title}”（{}）提出异议：{}", o.on, o.event.on, o.reason),
            Lang::En => format!("{}: objected to “{title}” ({}): {}", o.on, o.event.on, o.reason),
        };
        let Some(decided) = &o.decided else {
            return format!("{raised}{}", lang.of("（待决定）", " (awaiting a decision)"));
        };
        let by = lang.name(&self.decided_by.0, &self.decided_by.1);
        let outcome = decided.outcome.label(lang);
        match lang {
            Lang::Zh => format!("{raised}；{}{by}决定：{outcome}，{}", decided.on, decided.reason),
            Lang::En => format!("{raised}; {by} decided on {}: {outcome}, {}", decided.on, decided.reason),
        }
    }
}
