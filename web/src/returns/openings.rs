//! Openings 补报审批: for approvers, a closed month opened again for a unit until a day, with a reason.

use super::present;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::returns::Wanted;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::{Period, parse_day};
use domain::policy::Action;

#[derive(Template)]
#[template(path = "returns/openings.html")]
struct OpeningsPage {
    f: Frame,
    told: String,
    wrong: String,
    units: Vec<(String, String, bool)>,
    months: Vec<(String, String, bool)>,
    until: String,
    last: String,
    reason: String,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::OpenLate, asked, |desk| {
        let told =
            if desk.asked.param("done").is_empty() { "" } else { desk.t("已批准补报。", "The month is open again.") };
        let given = (desk.asked.param("unit"), desk.asked.param("month"), "", "");
        Ok(Answer::Fresh(form_page(desk, given, told, "")?))
    })
    .await
}

pub async fn open(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::OpenLate, asked, Form::read(&body), |desk, form| {
        form.only(&["unit", "month", "until", "reason"], &[])?;
        let given = (form.get("unit"), form.get("month"), form.get("until"), form.get("reason"));
        let month = Period::parse(given.1).filter(|p| p.from_month == p.to_month).ok_or(Refused::NotFound)?;
        let Some(until) = parse_day(given.2) else {
            let wrong = desk.t("请填开放至哪一天", "say until which day it is open");
            return Ok(Answer::Again(form_page(desk, given, "", wrong)?));
        };
        let wanted = Wanted { unit: given.0.to_owned(), month, until, reason: given.3.to_owned() };
        match desk.office.open_late(&desk.caller(form), &wanted)? {
            Ok(()) => Ok(Answer::Elsewhere("/returns/openings?done=1".to_owned())),
            Err(wrong) => Ok(Answer::Again(form_page(desk, given, "", wrong.sentence(desk.lang))?)),
        }
    })
    .await
}

fn form_page(desk: &Desk<'_>, given: (&str, &str, &str, &str), told: &str, wrong: &str) -> Result<String, Refused> {
    let today = desk.office.today;
    let books = desk.books()?;
    let unit = |u: &domain::units::Unit| (u.code.clone(), u.label(desk.lang).to_owned(), u.code == given.0);
    let month = |n: i32| {
        let place = i32::from(today.year()) * 12 + i32::from(today.month()) - 2 - n;
        let year = i16::try_from(place.div_euclid(12)).unwrap_or(i16::MAX);
        let month = Period::month(year, u8::try_from(place.rem_euclid(12) + 1).unwrap_or(1));
        (month.to_string(), month.text(desk.lang), month.to_string() == given.1)
    };
    let page = OpeningsPage {
        told: told.to_owned(),
        wrong: wrong.to_owned(),
        units: books.books.units.iter().map(unit).collect(),
        months: (0..12).map(month).collect(),
        until: given.2.to_owned(),
        last: today.to_string(),
        reason: given.3.to_owned(),
        f: present(desk, desk.t("批准补报", "Open a closed month")),
    };
    Ok(page.render()?)
}
