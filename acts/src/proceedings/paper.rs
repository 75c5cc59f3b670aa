//! The notice of a measure 问责决定通知 as a document, and whether one is ours.

use super::{Held, held};
use crate::orders::{Checked, Noticed, names};
use crate::{Error, Office, books};
use domain::accountability::{REVIEW_DAYS, Step};
use domain::actors::Actor;
use domain::calendar::{Date, day_of, days_after};
use domain::document::Document;
use domain::lang::Lang;
use domain::notices::{Measure, measure};
use domain::registers::{PROCEEDING_STEPS, Value};
use store::{Fault, Reader};

impl Office {
    /// The notice of a proceeding that was served.
    pub fn measure_paper(&self, actor: &Actor, as_of: Date, code: &str, lang: Lang) -> Result<Document, Error> {
        let page = self.proceeding(actor, as_of, code)?;
        let served_on = page.proceeding.served_on.ok_or(Error::NotFound)?;
        let decided = page.steps.iter().rfind(|s| matches!(s.step, Step::Approved | Step::Lowered)).ok_or(Error::NotFound)?;
        let name = |name: &(String, String)| lang.name(&name.0, &name.1).to_owned();
        let facts = Measure {
            number: page.number.clone(),
            code: page.check_code.clone(),
            unit: name(&page.unit_name),
            person: name(&page.person),
            rule: page.rule.as_ref().map_or_else(String::new, |rule| rule.sentence(lang)),
            evidence: page.evidence.iter().map(|e| (e.label.of(lang).to_owned(), e.said.of(lang).to_owned())).collect(),
            // As it was served: what a review made of it has a day of its own.
            rung: decided.rung,
            decided_by: name(&decided.by),
            decided_on: decided.on,
            reason: name(&decided.note),
            served_on,
            expires_on: page.proceeding.expires_on().unwrap_or(served_on),
            review_until: days_after(served_on, REVIEW_DAYS).unwrap_or(served_on),
        };
        Ok(measure(lang, &self.county_names(actor)?, &facts))
    }

    /// The notice of a measure that carries a verification code.
    pub(crate) fn measure_of_code(&self, county: i32, code: &str) -> Result<Option<Checked>, Error> {
        let scope = Actor::system(county, "proceedings").scope();
        Ok(self.store.read(&scope, |reader| {
            let column = PROCEEDING_STEPS.column("code").unwrap_or(0);
            let steps = reader.records_with(&PROCEEDING_STEPS, &[(column, vec![Value::Text(code.to_owned())])])?;
            let Some(step) = steps.first() else { return Ok(None) };
            let held = held::find(reader, step.text("proceeding_id"))?;
            held.map_or(Ok(None), |held| checked(reader, county, &held, self.today))
        })?)
    }
}

fn checked(reader: &mut Reader<'_>, county: i32, held: &Held, today: Date) -> Result<Option<Checked>, Fault> {
    let units = books::units(reader, None)?;
    let Some(issued_on) = held.step(Step::Served).and_then(|s| s.int("on")).and_then(day_of) else { return Ok(None) };
    Ok(Some(Checked {
        what: Noticed::Measure,
        county,
        number: held.number().to_owned(),
        unit_name: names(units.iter().find(|u| Some(u.number) == held.unit())),
        issued_on,
        over: held.proceeding.state(today).is_over(),
    }))
}
