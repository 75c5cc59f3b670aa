//! One order 督办单: the eight steps as a ribbon, the clock in words, what fell on the way, and the form of the next step.

use super::{grid, units};
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::{Form, Stepping};
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::orders::{Doing, OrderPage};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{day_text, instant_text};
use domain::lang::Lang;
use domain::policy::Action;
use domain::supervision::{State as OrderState, Step};

#[derive(Template)]
#[template(path = "orders/page.html")]
struct Page {
    f: Frame,
    code: String,
    number: String,
    matter: String,
    state: &'static str,
    ribbon: Vec<(&'static str, String, &'static str)>,
    facts: Vec<(String, String, String)>,
    steps: Grid,
    fallen: Grid,
    others: Grid,
    many: usize,
    rule: String,
    evidence: String,
    next: Next,
    papers: Vec<(&'static str, String)>,
}

/// The form of the next step: what may be taken, and what was typed.
#[derive(Default)]
struct Next {
    steps: Vec<Choice>,
    units: Vec<Choice>,
    asks_due: bool,
    asks_unit: bool,
    seen: u32,
    due: String,
    note: String,
    wrong: String,
}

/// The eight steps 八步, each as far as it is reached in this state.
const EIGHT: [(Step, OrderState); 8] = [
    (Step::Proposed, OrderState::Proposed),
    (Step::Approved, OrderState::Approved),
    (Step::Issued, OrderState::Issued),
    (Step::Signed, OrderState::Handling),
    (Step::Handled, OrderState::Handling),
    (Step::Answered, OrderState::Answered),
    (Step::Accepted, OrderState::Accepted),
    (Step::Closed, OrderState::Closed),
];

pub async fn page(State(site): State<Site>, Path(code): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        if !desk.asked.param("format").is_empty() {
            let document = desk.office.notice_paper(&desk.actor, desk.looking.as_of, &code, desk.lang)?;
            let file = crate::bulletins::printed(desk, &document, &document.number.clone().unwrap_or_default())?;
            return file.ok_or(Refused::NotFound);
        }
        Ok(Answer::Fresh(shown(desk, &code, Next::default())?))
    })
    .await
}

pub async fn step(State(site): State<Site>, Path(code): Path<String>, asked: Asked, body: String) -> Response {
    site.act(Action::ReadBusiness, asked, Form::read(&body), move |desk, form| {
        let Stepping { step, unit, due, note, seen } = Stepping::read(form, Step::parse)?;
        let doing = Doing { step, unit, due, note, seen };
        match desk.office.step_order(&desk.caller(form), &code, &doing) {
            Ok(()) => Ok(Answer::Elsewhere(format!("/orders/{code}"))),
            Err(error @ (acts::Error::Order(_) | acts::Error::UnitGone(..) | acts::Error::UnknownUnit(_))) => {
                let next = Next {
                    wrong: error.sentence(desk.lang),
                    due: form.get("due").to_owned(),
                    note: note.to_owned(),
                    ..Next::default()
                };
                Ok(Answer::Again(shown(desk, &code, next)?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn shown(desk: &Desk<'_>, code: &str, next: Next) -> Result<String, Refused> {
    let lang = desk.lang;
    let order = desk.office.order(&desk.actor, desk.looking.as_of, code)?;
    let (evidence, _) = crate::evidence::panel(desk, "orders", code)?;
    let choice = |s: &Step| Choice { value: s.code().to_owned(), label: s.label(lang).to_owned(), chosen: order.open.len() == 1 };
    let asks = |steps: &[Step]| steps.iter().any(|s| order.open.contains(s));
    let next = Next {
        steps: order.open.iter().map(choice).collect(),
        asks_due: asks(&[Step::Issued, Step::ExtensionAsked, Step::Extended, Step::HandedOver, Step::Reopened]),
        asks_unit: asks(&[Step::HandedOver]),
        units: if asks(&[Step::HandedOver]) { units(desk, "")? } else { Vec::new() },
        seen: order.order.steps,
        ..next
    };
    let papers = ["pdf", "docx"].map(|format| (format, desk.asked.with(&[("format", format)])));
    let page = Page {
        f: Frame::of(desk, if order.number.is_empty() { order.code.clone() } else { order.number.clone() }),
        code: order.code.clone(),
        number: order.number.clone(),
        matter: order.matter.clone(),
        state: order.order.state.label(lang),
        ribbon: ribbon(&order, lang),
        facts: facts(&order, lang),
        steps: steps(&order, lang),
        fallen: fallen(&order, lang),
        others: grid(desk, &order.others),
        many: order.others.len(),
        rule: order.rule.sentence(lang),
        evidence,
        next,
        papers: if order.number.is_empty() { Vec::new() } else { papers.into() },
    };
    Ok(page.render()?)
}

fn ribbon(page: &OrderPage, lang: Lang) -> Vec<(&'static str, String, &'static str)> {
    let now = match page.order.state {
        // A pause is a pause of the handling.
        OrderState::Paused => OrderState::Handling,
        state => state,
    };
    let reached = EIGHT.iter().rposition(|(_, state)| *state == now);
    let step = |(place, (step, _)): (usize, &(Step, OrderState))| {
        let taken = page.steps.iter().rfind(|s| s.step == *step);
        let class = match reached {
            Some(at) if place == at => "now",
            Some(at) if place < at => "past",
            Some(_) => "",
            None if taken.is_some() => "stopped",
            None => "",
        };
        (step.label(lang), taken.filter(|_| !class.is_empty()).map_or_else(String::new, |s| s.on.to_string()), class)
    };
    EIGHT.iter().enumerate().map(step).collect()
}

fn facts(page: &OrderPage, lang: Lang) -> Vec<(String, String, String)> {
    let t = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    let mut facts = vec![
        (
            t("承办单位", "Unit"),
            lang.name(&page.unit_name.0, &page.unit_name.1).to_owned(),
            crate::words::at("units", &page.unit),
        ),
        (t("办理时限", "Due on"), day_text(page.order.due, lang), String::new()),
        (t("立项依据", "Grounds"), page.basis.clone(), String::new()),
        (t("反馈频次", "Feedback"), page.order.cadence.label(lang).to_owned(), String::new()),
    ];
    if !page.check_code.is_empty() {
        facts.push((t("核验码", "Verification code"), page.check_code.clone(), format!("/check?code={}", page.check_code)));
    }
    if let Some(by) = page.order.tell_by() {
        facts.push((t("下次报进展", "Next to be told of"), day_text(by, lang), String::new()));
    }
    if let Some(wanted) = page.order.wanted {
        facts.push((t("申请延至", "Extension asked until"), day_text(wanted, lang), String::new()));
    }
    if !page.task.is_empty() {
        facts.push((t("所督任务", "Task"), page.task.clone(), crate::words::at("tasks", &page.task)));
    }
    facts
}

fn steps(page: &OrderPage, lang: Lang) -> Grid {
    let lines = page.steps.iter().map(|s| {
        let files = s.evidence.map_or_else(String::new, |n| n.to_string());
        let due = s.wanted.unwrap_or(s.due).to_string();
        Line::of(vec![
            Item::text(s.step.label(lang)),
            Item { hint: instant_text(s.recorded_at), ..Item::text(s.on.to_string()) },
            Item::text(lang.name(&s.by.0, &s.by.1)),
            Item::text(&s.note),
            Item::text(lang.name(&s.unit_name.0, &s.unit_name.1)),
            Item::text(due),
            Item::text(files),
        ])
    });
    let heads = [
        ("步骤", "Step"),
        ("日期", "Day"),
        ("经办", "By"),
        ("说明", "Note"),
        ("承办单位", "Unit"),
        ("时限", "Due"),
        ("佐证", "Files"),
    ];
    Grid {
        name: "order_steps",
        caption: lang.of("督办进程", "Steps").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        lang,
        ..Grid::default()
    }
}

fn fallen(page: &OrderPage, lang: Lang) -> Grid {
    let lines = page.fallen.iter().flatten().map(|(fallen, unit)| {
        let item = match fallen.fall {
            domain::supervision::Fall::Slip(slip) => super::slip_item(Some(slip), lang),
            domain::supervision::Fall::Climb(_) => Item::text(fallen.fall.label(lang)),
        };
        Line::of(vec![Item::text(fallen.on.to_string()), item, Item::text(lang.name(&unit.0, &unit.1))])
    });
    let heads = [("日期", "Day"), ("督办单", "Slip"), ("单位", "Unit")];
    Grid {
        name: "fallen",
        caption: lang.of("督办单", "Slips").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        empty: lang.of("没有发过督办单。", "No slip has fallen.").to_owned(),
        lang,
        ..Grid::default()
    }
}
