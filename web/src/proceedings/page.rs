//! One proceeding 问责事项: the road it took, the figures it stands on, what was said and decided, and the form of the next step.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::orders::asked_for;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::proceedings::{Doing, Evidence, ProceedingPage};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::accountability::{Rung, Step};
use domain::calendar::{day_text, instant_text};
use domain::lang::Lang;
use domain::policy::Action;
use domain::registers::PROCEEDINGS;

#[derive(Template)]
#[template(path = "proceedings/page.html")]
struct Page {
    f: Frame,
    code: String,
    number: String,
    heading: String,
    state: &'static str,
    /// Step, day, and whether it is past, now, or where it stopped.
    ribbon: Vec<(&'static str, String, &'static str)>,
    facts: Vec<(String, String, String)>,
    rule: String,
    suggested: bool,
    evidence: Grid,
    steps: Grid,
    /// Files shown with a statement.
    files: String,
    next: Next,
    papers: Vec<(&'static str, String)>,
}

/// The form of the next step: what may be taken, and what was typed.
#[derive(Default)]
struct Next {
    steps: Vec<Choice>,
    /// Lighter measures, where a step names one.
    rungs: Vec<Choice>,
    seen: u32,
    note: String,
    wrong: String,
}

/// The road of a measure, with the steps by which each part of it is reached.
const ROAD: [(&str, &str, &[Step]); 5] = [
    ("提出建议", "proposed", &[Step::Proposed]),
    ("决定", "decided", &[Step::Approved, Step::Lowered, Step::Refused, Step::Excused]),
    ("送达", "served", &[Step::Served]),
    ("申请复核", "review asked for", &[Step::ReviewAsked]),
    ("复核决定", "reviewed", &[Step::Upheld, Step::Eased, Step::Withdrawn]),
];

pub async fn page(State(site): State<Site>, Path(code): Path<String>, asked: Asked) -> Response {
    site.page_of(Action::ReadMeasure, asked, move |desk| {
        if !desk.asked.param("format").is_empty() {
            let document = desk.office.measure_paper(&desk.actor, desk.looking.as_of, &code, desk.lang)?;
            let file = crate::bulletins::printed(desk, &document, &document.number.clone().unwrap_or_default())?;
            return file.ok_or(Refused::NotFound);
        }
        Ok(Answer::Fresh(shown(desk, &code, Next::default())?))
    })
    .await
}

pub async fn step(State(site): State<Site>, Path(code): Path<String>, asked: Asked, body: String) -> Response {
    site.act(Action::ReadMeasure, asked, Form::read(&body), move |desk, form| {
        form.only(&["step", "rung", "note", "seen"], &[])?;
        let step = asked_for("step", form.get("step"), Step::parse)?.ok_or(Refused::NotFound)?;
        let rung = asked_for("rung", form.get("rung"), Rung::parse)?;
        let doing = Doing { step, rung, note: form.get("note"), seen: form.get("seen").parse().unwrap_or(0) };
        match desk.office.step_proceeding(&desk.caller(form), &code, &doing) {
            Ok(()) => Ok(Answer::Elsewhere(format!("/proceedings/{code}"))),
            Err(error @ acts::Error::Proceeding(_)) => {
                let next = Next { wrong: error.sentence(desk.lang), note: form.get("note").to_owned(), ..Next::default() };
                Ok(Answer::Again(shown(desk, &code, next)?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn shown(desk: &Desk<'_>, code: &str, next: Next) -> Result<String, Refused> {
    let lang = desk.lang;
    let page = desk.office.proceeding(&desk.actor, desk.looking.as_of, code)?;
    let choice = |s: &Step| Choice { value: s.code().to_owned(), label: s.label(lang).to_owned(), chosen: page.open.len() == 1 };
    let lighter = Rung::ALL.into_iter().filter(|rung| *rung < page.proceeding.rung && page.open.iter().any(|s| s.lightens()));
    let rung = |r: Rung| Choice { value: r.code().to_owned(), label: r.label(lang).to_owned(), chosen: false };
    let next = Next {
        steps: page.open.iter().map(choice).collect(),
        rungs: lighter.map(rung).collect(),
        seen: page.proceeding.steps,
        ..next
    };
    let papers = ["pdf", "docx"].map(|format| (format, desk.asked.with(&[("format", format)])));
    let title = if page.number.is_empty() { &page.code } else { &page.number };
    let shown = Page {
        f: Frame::of(desk, title.clone()),
        code: page.code.clone(),
        number: page.number.clone(),
        heading: heading(&page, lang),
        state: page.state.label(lang),
        ribbon: ribbon(&page, lang),
        facts: facts(&page, lang),
        rule: page.rule.as_ref().map_or_else(String::new, |rule| rule.sentence(lang)),
        suggested: page.proceeding.rung.is_only_suggested(),
        evidence: evidence(&page.evidence, lang),
        steps: steps(&page, lang),
        files: crate::evidence::panel(desk, PROCEEDINGS.noun, code)?.0,
        next,
        papers: if page.number.is_empty() { Vec::new() } else { papers.into() },
    };
    Ok(shown.render()?)
}

fn heading(page: &ProceedingPage, lang: Lang) -> String {
    let (unit, rung) = (lang.name(&page.unit_name.0, &page.unit_name.1), page.proceeding.rung.label(lang));
    match lang {
        Lang::Zh => format!("{unit}：{rung}"),
        Lang::En => format!("{unit}: {rung}"),
    }
}

/// Where it came to: a review only where one was asked for.
fn ribbon(page: &ProceedingPage, lang: Lang) -> Vec<(&'static str, String, &'static str)> {
    let taken = |steps: &[Step]| page.steps.iter().rfind(|taken| steps.contains(&taken.step));
    let reached = ROAD.iter().rposition(|(.., steps)| taken(steps).is_some()).unwrap_or(0);
    let shown = ROAD.iter().enumerate().filter(|(place, (.., steps))| *place < 3 || taken(steps).is_some());
    shown
        .map(|(place, (zh, en, steps))| {
            let taken = taken(steps);
            // What was decided is called by its name.
            let label = taken.filter(|_| steps.len() > 1).map_or_else(|| lang.of(zh, en), |t| t.step.label(lang));
            let class = match place.cmp(&reached) {
                std::cmp::Ordering::Less => "past",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Greater => "",
            };
            (label, taken.map_or_else(String::new, |t| t.on.to_string()), class)
        })
        .collect()
}

fn facts(page: &ProceedingPage, lang: Lang) -> Vec<(String, String, String)> {
    let (t, plain) = (|zh: &str, en: &str| lang.of(zh, en).to_owned(), String::new);
    let name = |name: &(String, String)| lang.name(&name.0, &name.1).to_owned();
    let proceeding = &page.proceeding;
    let mut facts = vec![
        (t("单位", "Unit"), name(&page.unit_name), at("units", &page.unit)),
        (t("措施", "Measure"), proceeding.rung.label(lang).to_owned(), plain()),
    ];
    if !page.person.0.is_empty() {
        facts.push((t("责任人", "Person"), name(&page.person), plain()));
    }
    if !page.approver.0.is_empty() {
        facts.push((t("决定人", "Decided by"), name(&page.approver), plain()));
    }
    let days = [
        (("影响期至", "In effect until"), proceeding.expires_on()),
        (("可申请复核至", "A review may be asked for until"), proceeding.review_until()),
        (("复核应于", "Review to be decided by"), proceeding.review_due()),
    ];
    for ((zh, en), day) in days {
        facts.extend(day.map(|day| (t(zh, en), day_text(day, lang), plain())));
    }
    if !page.check_code.is_empty() {
        facts.push((t("核验码", "Verification code"), page.check_code.clone(), format!("/check?code={}", page.check_code)));
    }
    facts
}

/// Figures and orders, each opening.
pub fn evidence(of: &[Evidence], lang: Lang) -> Grid {
    let line = |e: &Evidence| {
        let (label, said) = (e.label.of(lang), e.said.of(lang));
        Line::of(if e.is_figure {
            vec![Item::text(label), Item::figure(said, at("figures", &e.id))]
        } else {
            vec![Item::link(label, at("orders", &e.id)), Item::text(said)]
        })
    };
    Grid {
        name: "evidence",
        caption: lang.of("依据", "Evidence").to_owned(),
        columns: vec![Col::text(lang.of("依据", "Evidence")), Col::text(lang.of("数值", "Figure"))],
        lines: of.iter().map(line).collect(),
        lang,
        ..Grid::default()
    }
}

fn steps(page: &ProceedingPage, lang: Lang) -> Grid {
    let lines = page.steps.iter().map(|s| {
        Line::of(vec![
            Item::text(s.step.label(lang)),
            Item { hint: instant_text(s.recorded_at), ..Item::text(s.on.to_string()) },
            Item::text(lang.name(&s.by.0, &s.by.1)),
            Item::text(s.rung.label(lang)),
            Item::text(lang.name(&s.note.0, &s.note.1)),
            Item::text(&s.number),
        ])
    });
    let heads = [("步骤", "Step"), ("日期", "Day"), ("经办", "By"), ("措施", "Measure"), ("说明", "Note"), ("文号", "Number")];
    Grid {
        name: "proceeding_steps",
        caption: lang.of("问责进程", "Steps").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        lang,
        ..Grid::default()
    }
}
