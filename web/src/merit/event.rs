//! One fact of a person's record 实绩事项: the days, whose it is, the record and the files it stands on; the form to object, and the
//! form to decide.

use super::event_address;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::evidence::panel;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::orders::asked_for;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::{at, record_address};
use acts::merit::{Deciding, EventPage};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::day_text;
use domain::lang::Lang;
use domain::merit::{Kind, Outcome};
use domain::policy::Action;
use domain::registers::MERIT_OBJECTIONS;

#[derive(Template)]
#[template(path = "merit/event.html")]
struct Page {
    f: Frame,
    name: String,
    record: String,
    heading: String,
    kind: &'static str,
    address: String,
    /// What, its value, and where it opens.
    facts: Vec<(&'static str, String, String)>,
    files: Vec<(String, String)>,
    /// The record was corrected since.
    corrected: bool,
    /// Objection and decision, each as it was written.
    said: Vec<String>,
    /// Files shown with the objection.
    panel: String,
    may_object: bool,
    /// Number of the objection to decide on.
    deciding: String,
    outcomes: Vec<Choice>,
    reason: String,
    wrong: String,
}

pub async fn page(State(site): State<Site>, Path((person, event)): Path<(String, String)>, asked: Asked) -> Response {
    site.page_of(Action::ReadMerit, asked, move |desk| Ok(Answer::Fresh(shown(desk, &person, &event, "", String::new())?))).await
}

/// Object, or decide on an objection.
pub async fn act(
    State(site): State<Site>,
    Path((person, event)): Path<(String, String)>,
    asked: Asked,
    body: String,
) -> Response {
    site.act(Action::ReadMerit, asked, Form::read(&body), move |desk, form| {
        form.only(&["objection", "outcome", "reason"], &[])?;
        let (caller, reason) = (desk.caller(form), form.get("reason"));
        let done = match asked_for("outcome", form.get("outcome"), Outcome::parse)? {
            None => desk.office.object_to_merit(&caller, &person, &event, reason).map(|_| ()),
            Some(outcome) => {
                let deciding = Deciding { outcome, reason, by: &desk.actor.name };
                desk.office.decide_merit_objection(&caller, form.get("objection"), &deciding)
            }
        };
        match done {
            Ok(()) => Ok(Answer::Elsewhere(at(&format!("merit/{person}"), &event))),
            Err(error @ acts::Error::Merit(_)) => {
                Ok(Answer::Again(shown(desk, &person, &event, reason, error.sentence(desk.lang))?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn shown(desk: &Desk<'_>, person: &str, event: &str, reason: &str, wrong: String) -> Result<String, Refused> {
    let lang = desk.lang;
    let page = desk.office.merit_event(&desk.actor, desk.looking.as_of, person, event)?;
    let title = page.row.as_ref().map(|row| &row.title).or(page.objection.as_ref().map(|row| &row.title));
    let heading = title.map_or_else(String::new, |title| lang.name(&title.0, &title.1).to_owned());
    let choice = |o: &Outcome| Choice { value: o.code().to_owned(), label: o.label(lang).to_owned(), chosen: false };
    let file = |file: &domain::registers::Record| {
        let number = file.text("number");
        let name = file.text("file_name");
        (if number.is_empty() { name.to_owned() } else { format!("{number} {name}") }, at("evidence", file.text("evidence_id")))
    };
    let deciding = page.objection.as_ref().filter(|_| page.may_decide).map(|row| row.objection.code.clone());
    let shown = Page {
        f: Frame::of(desk, heading.clone()),
        name: lang.name(&page.name.0, &page.name.1).to_owned(),
        record: at("merit", person),
        kind: page.id.kind.label(lang),
        address: event_address(person, &page.id),
        facts: facts(&page, lang),
        files: page.evidence.iter().filter(|file| file.get("withdrawn_on").is_null()).map(file).collect(),
        corrected: page.row.is_none(),
        panel: panel_of(desk, &page)?,
        said: page.objection.iter().map(|row| row.sentence(lang)).collect(),
        may_object: page.may_object,
        deciding: deciding.unwrap_or_default(),
        outcomes: Outcome::ALL.iter().map(choice).collect(),
        reason: reason.to_owned(),
        wrong,
        heading,
    };
    Ok(shown.render()?)
}

/// Whoever reads an objection reads what was shown with it; the person may show more until it is decided.
fn panel_of(desk: &Desk<'_>, page: &EventPage) -> Result<String, Refused> {
    let Some(row) = &page.objection else { return Ok(String::new()) };
    Ok(panel(desk, MERIT_OBJECTIONS.noun, &row.objection.code)?.0)
}

fn facts(page: &EventPage, lang: Lang) -> Vec<(&'static str, String, String)> {
    let plain = String::new;
    let mut facts = vec![(lang.of("日期", "Day"), day_text(page.id.on, lang), plain())];
    if let Some(row) = &page.row {
        if let Some(planned) = row.planned {
            let label = if page.id.kind == Kind::Order { ("通知时限", "Due by its notice") } else { ("计划", "Planned") };
            facts.push((lang.of(label.0, label.1), day_text(planned, lang), plain()));
        }
        facts.extend(row.timing.map(|timing| (lang.of("早晚", "Early or late"), timing.text(lang), plain())));
        facts.extend(row.ties.iter().map(|tie| (lang.of("归属", "Whose"), tie.text(lang), plain())));
        let persons = match lang {
            Lang::Zh => format!("{}人", row.persons),
            Lang::En => row.persons.to_string(),
        };
        facts.push((lang.of("记入", "Stands under the names of"), persons, plain()));
    }
    let register = page.id.kind.register();
    let opens = if page.opens { record_address(register.noun, &page.id.record) } else { plain() };
    facts.push((lang.of("依据记录", "Record"), format!("{} {}", lang.of(register.zh, register.en), page.id.record), opens));
    facts
}
