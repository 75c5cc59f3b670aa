//! Tasks 任务: the list, the most pressing first; one task with its sentence; the sheet of what a unit owes; the pledge.

mod breakdown;
mod page;

pub use breakdown::{break_down, breakdown};
pub use page::{page, step};

use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::orders::{asked_for, choices, slip_item, units};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, Listed, Pager, listed};
use crate::words::at;
use acts::tasks::{TaskQuery, TaskRow};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::supervision::Slip;
use domain::tasks::{Recurrence, TaskState};

#[derive(Template)]
#[template(path = "tasks/list.html")]
struct ListPage {
    f: Frame,
    states: Vec<Choice>,
    slips: Vec<Choice>,
    units: Vec<Choice>,
    q: String,
    directive: String,
    grid: Grid,
    pager: Pager,
    exports: Exports,
    /// What one unit owes, on one sheet; empty where no unit is chosen.
    sheet: String,
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let (asked, lang) = (desk.asked, desk.lang);
        let query = TaskQuery {
            unit: asked.param("unit").to_owned(),
            state: asked_for("state", asked.param("state"), TaskState::parse)?,
            slip: asked_for("slip", asked.param("slip"), Slip::parse)?,
            directive: asked.param("directive").to_owned(),
            words: asked.param("q").to_owned(),
            ..TaskQuery::default()
        };
        let tasks = |skip, take| desk.office.tasks(&desk.actor, desk.looking.as_of, &query, skip, take);
        let (grid, pager) = match listed(desk, tasks, |rows| grid(desk, rows))? {
            Listed::File(file) => return Ok(file),
            Listed::Page(grid, pager) => (grid, pager),
        };
        let page = ListPage {
            f: Frame::of(desk, desk.t("任务", "Tasks")),
            states: choices(TaskState::ALL.iter().map(|s| (s.code(), s.label(lang))), asked.param("state"), lang),
            slips: choices(Slip::ALL.iter().map(|s| (s.code(), s.label(lang))), asked.param("slip"), lang),
            units: units(desk, asked.param("unit"))?,
            q: query.words.clone(),
            directive: query.directive.clone(),
            grid,
            pager,
            exports: Exports::of(desk),
            sheet: if query.unit.is_empty() { String::new() } else { format!("/tasks/sheet?unit={}&format=", query.unit) },
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

pub fn grid(desk: &Desk<'_>, rows: &[TaskRow]) -> Grid {
    let lang = desk.lang;
    let lines = rows.iter().map(|t| {
        let supports: Vec<&str> = t.supports.iter().map(|s| lang.name(&s.0, &s.1)).collect();
        let how = if t.recurrence == Recurrence::Once { "" } else { t.recurrence.label(lang) };
        Line::of(vec![
            Item::link(&t.action, at("tasks", &t.code)),
            Item::link(lang.name(&t.unit_name.0, &t.unit_name.1), at("units", &t.unit)),
            Item::text(supports.join(lang.of("、", ", "))),
            Item::text(t.state.label(lang)),
            slip_item(t.slip, lang),
            Item::text(t.due.map_or_else(String::new, |due| due.to_string())),
            Item::text(how),
            Item::text(&t.results),
            Item::text(&t.code),
        ])
    });
    let heads = [
        ("任务", "Task"),
        ("牵头单位", "Lead unit"),
        ("配合单位", "Supporting"),
        ("状态", "State"),
        ("警示", "Slip"),
        ("时限", "Due"),
        ("频次", "How often"),
        ("量化目标", "Results"),
        ("编号", "No."),
    ];
    Grid {
        name: "tasks",
        caption: desk.t("任务", "Tasks").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        empty: desk.t("没有符合条件的任务。", "No task meets the conditions.").to_owned(),
        lang,
        ..Grid::default()
    }
}

/// What a unit owes, on one sheet 应办事项.
pub async fn sheet(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let document = desk.office.owed_paper(&desk.actor, desk.looking.as_of, desk.asked.param("unit"), desk.lang)?;
        let name = format!("{} {}", document.title, desk.looking.as_of);
        crate::bulletins::printed(desk, &document, &name)?.ok_or(Refused::NotFound)
    })
    .await
}

/// The pledge 责任书 of a unit, to be signed.
pub async fn pledge(State(site): State<Site>, Path(code): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        let document = desk.office.pledge_paper(&desk.actor, desk.looking.as_of, &code, desk.lang)?;
        crate::bulletins::printed(desk, &document, &document.title)?.ok_or(Refused::NotFound)
    })
    .await
}
