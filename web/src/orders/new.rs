//! A matter opened 立项: by the supervision office; what else is under way with the unit is shown before a head approves it.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::orders::Matter;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::parse_day;
use domain::policy::Action;
use domain::tasks::Recurrence;

#[derive(Template)]
#[template(path = "orders/new.html")]
struct NewPage {
    f: Frame,
    wrong: String,
    units: Vec<Choice>,
    cadences: Vec<Choice>,
    matter: String,
    basis: String,
    due: String,
    task: String,
}

const FIELDS: [&str; 6] = ["unit", "matter", "basis", "due", "cadence", "task"];

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::ProposeOrder, asked, |desk| {
        let mut given = Form::default();
        // A task that is behind is the usual ground.
        let task = desk.asked.param("task");
        if !task.is_empty() {
            let page = desk.office.task(&desk.actor, desk.looking.as_of, task)?;
            let basis = page.directive.map_or_else(String::new, |d| format!("《{}》", d.title));
            let fields = [("task", task), ("unit", &page.row.unit), ("matter", &page.row.action), ("basis", &basis)];
            given = Form::of(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        }
        Ok(Answer::Fresh(shown(desk, &given, String::new())?))
    })
    .await
}

pub async fn open(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::ProposeOrder, asked, Form::read(&body), |desk, form| {
        form.only(&FIELDS, &[])?;
        let matter = Matter {
            unit: form.get("unit"),
            matter: form.get("matter"),
            basis: form.get("basis"),
            task: form.get("task"),
            due: parse_day(form.get("due")),
            cadence: Recurrence::parse(form.get("cadence")).unwrap_or_default(),
        };
        match desk.office.open_order(&desk.caller(form), &matter) {
            Ok(code) => Ok(Answer::Elsewhere(format!("/orders/{code}"))),
            Err(error @ (acts::Error::Order(_) | acts::Error::UnitGone(..) | acts::Error::UnknownUnit(_))) => {
                Ok(Answer::Again(shown(desk, form, error.sentence(desk.lang))?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn shown(desk: &Desk<'_>, form: &Form, wrong: String) -> Result<String, Refused> {
    let lang = desk.lang;
    let cadence = if form.get("cadence").is_empty() { "weekly" } else { form.get("cadence") };
    let mut cadences = super::choices(Recurrence::ALL.iter().map(|r| (r.code(), r.label(lang))), cadence, lang);
    cadences.remove(0);
    let page = NewPage {
        f: Frame::of(desk, desk.t("督办立项", "Open a matter")),
        wrong,
        units: super::units(desk, form.get("unit"))?.into_iter().skip(1).collect(),
        cadences,
        matter: form.get("matter").to_owned(),
        basis: form.get("basis").to_owned(),
        due: form.get("due").to_owned(),
        task: form.get("task").to_owned(),
    };
    Ok(page.render()?)
}
