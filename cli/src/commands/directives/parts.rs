//! `guatu directives parts` and `hand` 部署分工: who decides on which sentences of a text, by the same act as its page.

use crate::commands::supervision::asked;
use crate::commands::verifications;
use crate::desk::Desk;
use crate::options::{DirectivesHand, SupervisedOne};
use crate::output;
use crate::stop::Stop;
use acts::acting::{Caller, fresh_key};
use std::fmt::Write;

/// A line for each part with its account and progress, one for what is nobody's, then the sections by their sentences.
pub fn list(desk: &Desk, one: &SupervisedOne) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let (division, lang) = (office.directive(&actor, as_of, &one.code)?.division, desk.lang);
    let mut out = String::new();
    // Writing into a String cannot fail.
    for row in &division.parts {
        let (name, progress) = (lang.name(&row.name.0, &row.name.1), row.progress);
        let said = format!("{}–{}  {}  {name}", row.first, row.last, row.part.holder);
        let _ = writeln!(out, "{said}  {}/{}", progress.decided, progress.all);
    }
    let rest = division.rest;
    let _ = writeln!(out, "-  {}  {}/{}", lang.of("未分工", "not given out"), rest.decided, rest.all);
    for section in &division.sections {
        let _ = writeln!(out, "{}–{}  {}", section.first, section.last, section.heading);
    }
    output::print(&out)
}

pub fn hand(desk: &Desk, given: &DirectivesHand) -> Result<(), Stop> {
    let office = verifications::office(desk)?;
    let caller = Caller { key: fresh_key(), ..Caller::operator(desk.scope(&office)?.county()) };
    Ok(office.give_part(&caller, &given.code, (given.first, given.last), &given.to)?)
}
