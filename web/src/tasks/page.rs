//! One task 任务: the sentence it was made of, in its paragraph; how far it is, counted where an indicator counts it; its steps.

use super::grid;
use crate::asked::{Asked, encode};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::orders::asked_for;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::{at, percent};
use acts::orders::OrderQuery;
use acts::tasks::{TaskDoing, TaskPage};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::day_text;
use domain::document::Light;
use domain::lang::Lang;
use domain::measure::{Ratio, parse_decimal};
use domain::policy::{Action, Request, decide};
use domain::tasks::{TaskState, TaskStep};

#[derive(Template)]
#[template(path = "tasks/page.html")]
struct Page {
    f: Frame,
    code: String,
    action: String,
    state: String,
    facts: Vec<(String, String, String)>,
    /// The paragraph before the words, the words, and after them.
    quote: Option<(String, String, String)>,
    directive: (String, String),
    bar: String,
    stages: Grid,
    steps: Grid,
    parts: Grid,
    orders: Grid,
    evidence: String,
    next: Vec<Choice>,
    asks_number: bool,
    asks_share: bool,
    seen: u32,
    wrong: String,
    note: String,
    follow_up: String,
    keeping: String,
    /// Where it is divided among units.
    breakdown: String,
}

pub async fn page(State(site): State<Site>, Path(code): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| Ok(Answer::Fresh(shown(desk, &code, String::new(), "")?))).await
}

pub async fn step(State(site): State<Site>, Path(code): Path<String>, asked: Asked, body: String) -> Response {
    site.act(Action::ReadBusiness, asked, Form::read(&body), move |desk, form| {
        form.only(&["step", "number", "share", "note", "seen"], &[])?;
        let step = asked_for("step", form.get("step"), TaskStep::parse)?.ok_or(Refused::NotFound)?;
        let share = match form.get("share") {
            "" => None,
            text => match parse_decimal(text.trim_end_matches(['%', '％']), 2) {
                Ok(share) if (0..=10_000).contains(&share) => Some(share),
                Ok(_) | Err(_) => {
                    let wrong = desk.t("完成比例应为0到100", "the share done is between 0 and 100");
                    return Ok(Answer::Again(shown(desk, &code, wrong.to_owned(), form.get("note"))?));
                }
            },
        };
        let seen = form.get("seen").parse().unwrap_or(0);
        let doing = TaskDoing { step, number: form.get("number"), share, note: form.get("note"), seen };
        match desk.office.step_tasks(&desk.caller(form), &[&code], &doing) {
            Ok(()) => Ok(Answer::Elsewhere(at("tasks", &code))),
            Err(error @ acts::Error::Task(_)) => {
                Ok(Answer::Again(shown(desk, &code, error.sentence(desk.lang), form.get("note"))?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn shown(desk: &Desk<'_>, code: &str, wrong: String, note: &str) -> Result<String, Refused> {
    let lang = desk.lang;
    let task = desk.office.task(&desk.actor, desk.looking.as_of, code)?;
    let (evidence, _) = crate::evidence::panel(desk, "tasks", code)?;
    let asked = OrderQuery { task: code.to_owned(), over: true, ..OrderQuery::default() };
    let orders = desk.office.orders(&desk.actor, desk.looking.as_of, &asked, 0, 50)?.rows;
    let may = |action| !desk.looking.past && decide(desk.actor.role, Request::of(action)).is_ok();
    let in_hand = task.standing.state == TaskState::InHand;
    let next = |s: &TaskStep| Choice { value: s.code().to_owned(), label: s.label(lang).to_owned(), chosen: false };
    let light = task.row.slip.map_or_else(String::new, |s| format!(" · {} {}", s.light().shape(), s.label(lang)));
    let page = Page {
        f: Frame::of(desk, code),
        code: code.to_owned(),
        action: task.row.action.clone(),
        state: format!("{}{light}", task.row.state.label(lang)),
        facts: facts(&task, lang),
        quote: quote(&task),
        directive: task.directive.as_ref().map_or_else(Default::default, |d| (d.title.clone(), at("directives", &d.code))),
        bar: bar(&task, lang)?,
        stages: stages(&task, lang),
        steps: steps(&task, lang),
        parts: grid(desk, &task.parts),
        orders: crate::orders::grid(desk, &orders),
        evidence,
        next: task.open.iter().map(next).collect(),
        asks_number: task.open.contains(&TaskStep::Issued),
        asks_share: task.open.contains(&TaskStep::Reported) && task.counted.is_none(),
        seen: task.standing.steps,
        wrong,
        note: note.to_owned(),
        follow_up: if in_hand && may(Action::ProposeOrder) {
            format!("/orders/new?task={}", encode(code))
        } else {
            String::new()
        },
        breakdown: if may(Action::KeepTasks) && task.row.state <= TaskState::InHand {
            format!("{}/breakdown", at("tasks", code))
        } else {
            String::new()
        },
        keeping: if may(Action::KeepTasks) { format!("/registers/tasks/edit?key={}", encode(code)) } else { String::new() },
    };
    Ok(page.render()?)
}

/// The paragraph that the words stand in, cut before and after them.
fn quote(task: &TaskPage) -> Option<(String, String, String)> {
    let (text, (from, to)) = (&task.directive.as_ref()?.text, task.row.span?);
    let letters: Vec<char> = text.chars().collect();
    if from >= to || to > letters.len() {
        return None;
    }
    let begins = letters[..from].iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let ends = letters[to..].iter().position(|c| *c == '\n').map_or(letters.len(), |at| to + at);
    let words = |range: std::ops::Range<usize>| letters[range].iter().collect::<String>();
    Some((words(begins..from), words(from..to), words(to..ends)))
}

fn facts(task: &TaskPage, lang: Lang) -> Vec<(String, String, String)> {
    let t = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    let mut facts = vec![(
        t("牵头单位", "Lead unit"),
        lang.name(&task.row.unit_name.0, &task.row.unit_name.1).to_owned(),
        at("units", &task.row.unit),
    )];
    let mut add = |zh: &str, en: &str, text: String, href: String| {
        if !text.is_empty() {
            facts.push((t(zh, en), text, href));
        }
    };
    let supports: Vec<&str> = task.row.supports.iter().map(|s| lang.name(&s.0, &s.1)).collect();
    add("配合单位", "Supporting units", supports.join(lang.of("、", ", ")), String::new());
    add("完成时限", "Due on", task.row.due.map_or_else(String::new, |due| day_text(due, lang)), String::new());
    if task.row.recurrence != domain::tasks::Recurrence::Once {
        add("频次", "How often", task.row.recurrence.label(lang).to_owned(), String::new());
    }
    add("量化目标", "Measurable results", task.row.results.clone(), String::new());
    if let Some(counted) = &task.counted {
        let show = |amount: i64| format!("{} {}", counted.indicator.measure.shown(amount), counted.indicator.measure.label(lang));
        add("计数指标", "Counted by", counted.indicator.label(lang).to_owned(), String::new());
        add("已完成（计数）", "Done, as counted", show(counted.amount), format!("/figures/{}", encode(&counted.figure)));
        add("目标值", "Target", counted.target.map_or_else(String::new, show), String::new());
    }
    add("下达文号", "Issued by", task.row.number.clone(), String::new());
    add("分解自", "Part of", task.task.whole.clone(), at("tasks", &task.task.whole));
    facts
}

fn bar(task: &TaskPage, lang: Lang) -> Result<String, Refused> {
    let Some(share) = task.share else { return Ok(String::new()) };
    let due = task.share_due.map(|due| Ratio::new(due, 10_000));
    let light = due.map(|_| if task.share_due > Some(share) { Light::Yellow } else { Light::Green });
    let bar = crate::parts::Bar::new(light, Ratio::new(share, 10_000), due, lang);
    Ok(bar.render()?)
}

fn stages(task: &TaskPage, lang: Lang) -> Grid {
    let lines = task.stages.iter().map(|(month, share, plan)| {
        Line::of(vec![Item::text(month.text(lang)), Item::text(percent(Ratio::new(*share, 10_000))), Item::text(plan)])
    });
    Grid {
        name: "task_stages",
        caption: lang.of("阶段目标", "Stages").to_owned(),
        columns: vec![
            Col::text(lang.of("月份", "Month")),
            Col::number(lang.of("累计应完成", "Share due"), "%"),
            Col::text(lang.of("阶段目标", "What is due")),
        ],
        lines: lines.collect(),
        lang,
        ..Grid::default()
    }
}

fn steps(task: &TaskPage, lang: Lang) -> Grid {
    let lines = task.steps.iter().map(|s| {
        let share = s.share.map_or_else(String::new, |share| percent(Ratio::new(share, 10_000)));
        Line::of(vec![
            Item::text(s.step.label(lang)),
            Item::text(s.on.to_string()),
            Item::text(lang.name(&s.by.0, &s.by.1)),
            Item::text(share),
            Item::text(if s.note.is_empty() { &s.number } else { &s.note }),
        ])
    });
    let mut columns: Vec<Col> =
        [("步骤", "Step"), ("日期", "Day"), ("经办", "By")].map(|(zh, en)| Col::text(lang.of(zh, en))).into();
    columns.push(Col::number(lang.of("完成", "Done"), "%"));
    columns.push(Col::text(lang.of("说明", "Note")));
    Grid {
        name: "task_steps",
        caption: lang.of("任务进程", "Steps").to_owned(),
        columns,
        lines: lines.collect(),
        empty: lang.of("还没有下达。", "Not issued yet.").to_owned(),
        lang,
        ..Grid::default()
    }
}
