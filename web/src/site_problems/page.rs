//! One problem on site 现场问题: the levels as a ribbon, whose it is and until when, its steps, and the form of the next step.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::{Form, Stepping};
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::orders::units;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::{at, record_address};
use acts::site_problems::{ProblemDoing, ProblemPage};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{day_text, instant_text};
use domain::lang::Lang;
use domain::policy::Action;
use domain::site_problems::Step;

#[derive(Template)]
#[template(path = "site_problems/page.html")]
struct Page {
    f: Frame,
    code: String,
    problem: String,
    state: &'static str,
    /// The levels: name, day it came there, class.
    ribbon: Vec<(String, String, &'static str)>,
    facts: Vec<(String, String, String)>,
    steps: Grid,
    rule: String,
    evidence: String,
    next: Next,
}

/// The form of the next step: what may be taken, and what was typed.
#[derive(Default)]
struct Next {
    steps: Vec<Choice>,
    units: Vec<Choice>,
    /// A decision or a return: until when.
    asks_due: bool,
    seen: usize,
    due: String,
    note: String,
    wrong: String,
}

pub async fn page(State(site): State<Site>, Path(code): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| Ok(Answer::Fresh(shown(desk, &code, Next::default())?))).await
}

pub async fn step(State(site): State<Site>, Path(code): Path<String>, asked: Asked, body: String) -> Response {
    site.act(Action::ReadBusiness, asked, Form::read(&body), move |desk, form| {
        let Stepping { step, unit, due, note, seen } = Stepping::read(form, Step::parse)?;
        let doing = ProblemDoing { step, unit, due, note, seen };
        match desk.office.step_problem(&desk.caller(form), &code, &doing) {
            Ok(()) => Ok(Answer::Elsewhere(at("problems", &code))),
            Err(error @ (acts::Error::OnSite(_) | acts::Error::UnitGone(..) | acts::Error::UnknownUnit(_))) => {
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
    let page = desk.office.site_problem(&desk.actor, desk.looking.as_of, code)?;
    let (evidence, _) = crate::evidence::panel(desk, "site_problems", code)?;
    let decides = page.open.contains(&Step::Decided);
    let choice = |s: &Step| Choice { value: s.code().to_owned(), label: s.label(lang).to_owned(), chosen: page.open.len() == 1 };
    let next = Next {
        steps: page.open.iter().map(choice).collect(),
        units: if decides { units(desk, &page.row.unit)? } else { Vec::new() },
        asks_due: decides || page.open.contains(&Step::Returned),
        seen: page.steps.len(),
        ..next
    };
    let shown = Page {
        f: Frame::of(desk, page.row.code.clone()),
        code: page.row.code.clone(),
        problem: page.row.problem.clone(),
        state: page.row.state.label(lang),
        ribbon: ribbon(&page, lang),
        facts: facts(&page, lang),
        steps: steps(&page, lang),
        rule: lang.name(&page.rule.0, &page.rule.1).to_owned(),
        evidence,
        next,
    };
    Ok(shown.render()?)
}

fn ribbon(page: &ProblemPage, lang: Lang) -> Vec<(String, String, &'static str)> {
    let level = |(place, level): (usize, &domain::site_problems::Level)| {
        let came = page.climbs.iter().rfind(|climbed| climbed.level + 1 == place);
        let came = if place == 1 { Some(page.row.found_on) } else { came.map(|climbed| climbed.on) };
        let class = match place.cmp(&page.row.level) {
            std::cmp::Ordering::Less => "past",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "",
        };
        let day = came.filter(|_| !class.is_empty()).map_or_else(String::new, |on| on.to_string());
        (level.label(lang).to_owned(), day, class)
    };
    (1..).zip(&page.levels).map(level).collect()
}

fn facts(page: &ProblemPage, lang: Lang) -> Vec<(String, String, String)> {
    let t = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    let (register, key, (zh, en)) = &page.row.project;
    let mut facts = vec![
        (t("项目", "Project"), lang.name(zh, en).to_owned(), record_address(register, key)),
        (t("现场日期", "Found on"), day_text(page.row.found_on, lang), String::new()),
    ];
    if !page.visitor.is_empty() {
        facts.push((t("带队领导", "Who led the visit"), page.visitor.clone(), String::new()));
    }
    if !page.row.unit.is_empty() {
        let unit = lang.name(&page.row.unit_name.0, &page.row.unit_name.1).to_owned();
        facts.push((t("责任单位", "Unit in charge"), unit, at("units", &page.row.unit)));
    }
    if let Some(due) = page.row.due {
        let late = if page.row.is_late { lang.of("（■ 已过）", " (■ over)") } else { "" };
        facts.push((t("解决时限", "Due on"), format!("{}{late}", day_text(due, lang)), String::new()));
    }
    if let Some(on) = page.climbs_on {
        facts.push((t("届时提级", "Climbs on"), day_text(on, lang), String::new()));
    }
    facts
}

fn steps(page: &ProblemPage, lang: Lang) -> Grid {
    let level = |place: usize| page.levels.get(place.saturating_sub(1)).map_or("", |level| level.label(lang));
    let mut lines: Vec<(i64, Line)> = Vec::new();
    for step in &page.steps {
        lines.push((
            domain::calendar::day_number(step.on),
            Line::of(vec![
                Item::text(step.step.label(lang)),
                Item { hint: instant_text(step.recorded_at), ..Item::text(step.on.to_string()) },
                Item::text(lang.name(&step.by.0, &step.by.1)),
                Item::text(&step.note),
                Item::text(level(step.level)),
                Item::text(lang.name(&step.unit_name.0, &step.unit_name.1)),
                Item::text(step.due.map_or_else(String::new, |due| due.to_string())),
            ]),
        ));
    }
    for climbed in page.climbs.iter().filter(|climbed| climbed.by_itself) {
        let mut items = vec![Item::text(lang.of("自动提级", "climbed by itself")), Item::text(climbed.on.to_string())];
        items.extend([Item::default(), Item::default(), Item::text(level(climbed.level + 1)), Item::default(), Item::default()]);
        lines.push((domain::calendar::day_number(climbed.on), Line::of(items)));
    }
    lines.sort_by_key(|(on, _)| *on);
    let heads = [
        ("步骤", "Step"),
        ("日期", "Day"),
        ("经办", "By"),
        ("决定、情况或理由", "Decision, progress or reason"),
        ("层级", "Level"),
        ("责任单位", "Unit in charge"),
        ("时限", "Due"),
    ];
    Grid {
        name: "site_problem_steps",
        caption: lang.of("问题进程", "Steps").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        lang,
        ..Grid::default()
    }
}
