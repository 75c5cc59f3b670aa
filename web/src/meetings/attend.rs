//! Attendance 签到: every unit with whether it came, as the form brings it and as the page lists it.

use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Choice;
use crate::orders::asked_for;
use crate::refused::Refused;
use acts::meetings::MeetingPage;
use domain::meetings::Presence;

/// A unit of the form: code, name, the choices of its attendance, who came.
pub struct Seat {
    pub unit: String,
    pub name: String,
    pub choices: Vec<Choice>,
    pub person: String,
}

/// Every unit, those that spoke or are to speak first.
pub fn seats(desk: &Desk<'_>, page: &MeetingPage) -> Result<Vec<Seat>, Refused> {
    let lang = desk.lang;
    let as_of = desk.looking.as_of;
    let units = desk.office.with_roll(desk.actor.county, as_of, |roll| roll.units.clone())?;
    let there = units.iter().filter(|unit| unit.valid_to.is_none_or(|until| until >= as_of));
    let seat = |unit: &domain::units::Unit| {
        let came = page.attendance.iter().find(|row| row.unit == unit.code);
        let chosen = came.map_or("", |row| row.presence.code());
        let mut choices = crate::orders::choices(Presence::ALL.iter().map(|p| (p.code(), p.label(lang))), chosen, lang);
        choices[0].label = "—".to_owned();
        Seat {
            unit: unit.code.clone(),
            name: unit.label(lang).to_owned(),
            choices,
            person: came.map_or_else(String::new, |row| row.person.clone()),
        }
    };
    let mut seats: Vec<Seat> = there.map(seat).collect();
    let speaks = |seat: &Seat| page.speakers.iter().any(|speaker| speaker.unit == seat.unit);
    seats.sort_by_key(|seat| !speaks(seat));
    Ok(seats)
}

/// Units whose attendance was marked.
pub fn attended(form: &Form) -> Result<Vec<(&str, Presence, &str)>, Refused> {
    let mut came = Vec::new();
    for (unit, presence) in form.beginning("came.") {
        if let Some(presence) = asked_for("attendance", presence, Presence::parse)? {
            let person = form.beginning("who.").find(|(of, _)| *of == unit).map_or("", |(_, person)| person);
            came.push((unit, presence, person));
        }
    }
    Ok(came)
}
