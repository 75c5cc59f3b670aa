//! A proposal put forward 提请决定: the figures it stands on, who decides, and the person it is about, if it is about one.

use super::page::evidence;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::grid::Grid;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::proceedings::{Candidate, Opening, Proposed};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::lang::Lang;
use domain::policy::Action;

#[derive(Template)]
#[template(path = "proceedings/new.html")]
struct NewPage {
    f: Frame,
    wrong: String,
    unit: String,
    unit_name: String,
    ground: String,
    rung: &'static str,
    /// The rule whose measure is proposed, then the others that are reached.
    rules: Vec<String>,
    evidence: Grid,
    approvers: Vec<Choice>,
    persons: Vec<Choice>,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::RunMeasure, asked, |desk| {
        let asked = ["unit", "ground"].map(|name| (name.to_owned(), desk.asked.param(name).to_owned()));
        Ok(Answer::Fresh(shown(desk, &Form::of(asked.into()), String::new())?))
    })
    .await
}

pub async fn open(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::RunMeasure, asked, Form::read(&body), |desk, form| {
        form.only(&["unit", "ground", "approver", "person"], &[])?;
        let opening = Opening {
            unit: form.get("unit"),
            ground: form.get("ground"),
            approver: form.get("approver"),
            person: form.get("person"),
        };
        match desk.office.open_proceeding(&desk.caller(form), &opening) {
            Ok(code) => Ok(Answer::Elsewhere(format!("/proceedings/{code}"))),
            Err(error @ (acts::Error::Proceeding(_) | acts::Error::UnitGone(..))) => {
                Ok(Answer::Again(shown(desk, form, error.sentence(desk.lang))?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn shown(desk: &Desk<'_>, form: &Form, wrong: String) -> Result<String, Refused> {
    let (lang, county) = (desk.lang, desk.actor.county);
    let ladder = desk.office.ladder(&desk.actor, desk.office.today)?;
    let proposed = ladder.find(form.get("unit"), form.get("ground")).ok_or(Refused::NotFound)?;
    let told = desk.office.evidence_of_proposal(&desk.actor, proposed)?;
    let choice = |chosen: &str, Candidate { code, name }: Candidate| Choice {
        chosen: code == chosen,
        label: lang.name(&name.0, &name.1).to_owned(),
        value: code,
    };
    let approvers = desk.office.approvers(county)?.into_iter().map(|of| choice(form.get("approver"), of));
    let persons = desk.office.persons_of(county, &proposed.unit)?.into_iter().map(|of| choice(form.get("person"), of));
    let page = NewPage {
        f: Frame::of(desk, desk.t("提请决定", "Put forward")),
        wrong,
        unit: proposed.unit.clone(),
        unit_name: lang.name(&proposed.unit_name.0, &proposed.unit_name.1).to_owned(),
        ground: proposed.ground.clone(),
        rung: proposed.first.rule.rung.label(lang),
        rules: rules(proposed, lang),
        evidence: evidence(&told, lang),
        approvers: approvers.collect(),
        persons: persons.collect(),
    };
    Ok(page.render()?)
}

fn rules(proposed: &Proposed, lang: Lang) -> Vec<String> {
    let mut rules: Vec<String> = proposed.all().map(|of| of.rule.sentence(lang)).collect();
    rules.dedup();
    rules
}
