//! A problem written down 现场记录: on a phone, beside the works; what is decided on the spot goes with it.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Choices, Frame};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::{at, name};
use acts::site_problems::NewProblem;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::parse_day;
use domain::policy::Action;
use domain::registers::{KEY_PROJECTS, PROJECTS, Register};

#[derive(Template)]
#[template(path = "site_problems/new.html")]
struct NewPage {
    f: Frame,
    wrong: String,
    projects: Vec<Choices>,
    units: Vec<Choice>,
    /// Problem, who led the visit, decision, day.
    given: [String; 4],
}

const FIELDS: [&str; 6] = ["whose", "problem", "visitor", "decision", "unit", "due"];

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::RecordProblem, asked, |desk| {
        let whose = format!("{}|{}", desk.asked.param("register"), desk.asked.param("key"));
        Ok(Answer::Fresh(shown(desk, &Form::of(vec![("whose".to_owned(), whose)]), String::new())?))
    })
    .await
}

pub async fn record(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::RecordProblem, asked, Form::read(&body), |desk, form| {
        form.only(&FIELDS, &[])?;
        let (register, key) = form.get("whose").split_once('|').unwrap_or_default();
        let of = |meant: &Register| if register == meant.noun { key } else { "" };
        let new = NewProblem {
            problem: form.get("problem"),
            project: of(&PROJECTS),
            key_project: of(&KEY_PROJECTS),
            visitor: form.get("visitor"),
            decision: form.get("decision"),
            unit: form.get("unit"),
            due: parse_day(form.get("due")),
        };
        match desk.office.record_problem(&desk.caller(form), &new) {
            Ok(code) => Ok(Answer::Elsewhere(at("problems", &code))),
            Err(error @ (acts::Error::OnSite(_) | acts::Error::UnitGone(..) | acts::Error::UnknownUnit(_))) => {
                Ok(Answer::Again(shown(desk, form, error.sentence(desk.lang))?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// Key projects, then promoted projects, the one that is meant chosen.
fn projects(desk: &Desk<'_>, whose: &str) -> Result<Vec<Choices>, Refused> {
    let books = desk.books()?;
    let of = |register: &Register, label: &str| {
        let choice = |record: &domain::registers::Record| {
            let value = format!("{}|{}", register.noun, record.key());
            Choice { chosen: value == whose, label: name(record, desk.lang).to_owned(), value }
        };
        Choices { label: label.to_owned(), choices: books.books.records(register.noun).iter().map(choice).collect() }
    };
    Ok(vec![of(&KEY_PROJECTS, desk.t("重点项目", "Key projects")), of(&PROJECTS, desk.t("招商项目", "Promoted projects"))])
}

fn shown(desk: &Desk<'_>, form: &Form, wrong: String) -> Result<String, Refused> {
    let page = NewPage {
        f: Frame::of(desk, desk.t("记录现场问题", "Record a problem on site")),
        wrong,
        projects: projects(desk, form.get("whose"))?,
        units: crate::orders::units(desk, form.get("unit"))?,
        given: ["problem", "visitor", "decision", "due"].map(|name| form.get(name).to_owned()),
    };
    Ok(page.render()?)
}
