//! Key projects 重点项目: the list with phases and overdue nodes, and one project's backward schedule drawn as a Gantt chart.

mod gantt;

use crate::asked::Asked;
use crate::cache::Gathered;
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, export};
use crate::wall::events::{PHASES, is_late, listed, phase_of};
use crate::words::{at, choice, day, days, name, wan, wan_unit};
use acts::finding::Needle;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{day_number, day_of, days_between};
use domain::document::Number;
use domain::registers::{KEY_PROJECTS, PROJECTS, Record};

#[derive(Template)]
#[template(path = "key_projects/list.html")]
struct ListPage {
    f: Frame,
    phases: Vec<Choice>,
    late: bool,
    q: String,
    grid: Grid,
    exports: Exports,
    count: usize,
}

#[derive(Template)]
#[template(path = "key_projects/page.html")]
struct KeyProjectPage {
    evidence: String,
    /// Open problems on site, and where one more is written down.
    problems: (Grid, String),
    f: Frame,
    name: String,
    key: String,
    phase: &'static str,
    late: usize,
    gantt: String,
    nodes: Grid,
    facts: Vec<(&'static str, String, String)>,
    /// Words and address: correct, and what can be added.
    keeping: Vec<(String, String)>,
}

fn nodes<'b>(books: &'b Gathered, key: &str) -> Vec<&'b Record> {
    let all = books.books.records("key_project_nodes").iter();
    let mut nodes: Vec<&Record> = all.filter(|n| n.text("key_project_id") == key).collect();
    nodes.sort_by_key(|n| n.int("position"));
    nodes
}

fn phase_label(desk: &Desk<'_>, project: &Record) -> &'static str {
    let code = phase_of(project, desk.looking.as_of);
    PHASES.iter().find(|p| p.0 == code).map_or("", |p| desk.lang.of(p.1, p.2))
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let books = desk.books()?;
        let (as_of, lang) = (desk.looking.as_of, desk.lang);
        let (phase, q) = (desk.asked.param("phase"), desk.asked.param("q"));
        let late = !desk.asked.param("late").is_empty();
        if !phase.is_empty() && !PHASES.iter().any(|p| p.0 == phase) {
            return Err(Refused::Bad {
                code: "web.bad_choice",
                zh: format!("phase没有“{phase}”"),
                en: format!("phase cannot be “{phase}”"),
            });
        }
        let needle = Needle::of(q);
        let lateness = |r: &Record| nodes(&books, &r.key()).iter().filter(|n| is_late(n, as_of)).count();
        let mut found: Vec<&Record> = listed(&books, as_of)
            .filter(|r| phase.is_empty() || phase_of(r, as_of) == phase)
            .filter(|r| q.is_empty() || ["name", "name_en", "key_project_id"].iter().any(|c| needle.is_in(r.text(c))))
            .filter(|r| !late || lateness(r) > 0)
            .collect();
        found.sort_by_cached_key(|r| (std::cmp::Reverse(lateness(r)), r.key()));
        let grid = grid(desk, &books, &found);
        if let Some(file) = export(desk, &grid)? {
            return Ok(file);
        }
        let mut phases =
            vec![Choice { value: String::new(), label: desk.t("全部", "all").to_owned(), chosen: phase.is_empty() }];
        phases.extend(PHASES.iter().map(|p| Choice {
            value: p.0.to_owned(),
            label: lang.of(p.1, p.2).to_owned(),
            chosen: p.0 == phase,
        }));
        let page = ListPage {
            f: Frame::of(desk, desk.t("重点项目", "Key projects")),
            phases,
            late,
            q: q.to_owned(),
            count: found.len(),
            grid,
            exports: Exports::of(desk),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn grid(desk: &Desk<'_>, books: &Gathered, found: &[&Record]) -> Grid {
    let lang = desk.lang;
    let as_of = desk.looking.as_of;
    let unit = wan_unit(lang);
    let money = |r: &Record, column: &str| {
        r.int(column).map_or_else(Item::default, |fen| Item::number(wan(fen), Number { mantissa: fen, decimals: 6 }))
    };
    let lines = found.iter().map(|r| {
        let nodes = nodes(books, &r.key());
        let done = nodes.iter().filter(|n| n.int("done_on").is_some_and(|d| d <= day_number(as_of))).count();
        let late = nodes.iter().filter(|n| is_late(n, as_of)).count();
        let next = nodes.iter().find(|n| n.int("done_on").is_none());
        let task_force = books.books.parent(r, "task_force_id").map(|t| name(&t, lang).to_owned()).unwrap_or_default();
        Line::of(vec![
            Item::link(name(r, lang), at("key-projects", &r.key())),
            Item::text(phase_label(desk, r)),
            Item::text(choice(r, "category", lang)),
            Item::text(format!("{done} / {}", nodes.len())),
            Item { state: "late", ..Item::text(if late == 0 { String::new() } else { format!("■ {late}") }) },
            Item::text(next.map(|n| lang.name(n.text("node"), n.text("node_en")).to_owned()).unwrap_or_default()),
            Item::text(next.map(|n| crate::words::iso(n.int("due_on"))).unwrap_or_default()),
            money(r, "total_investment"),
            money(r, "year_investment"),
            Item::text(task_force),
        ])
    });
    Grid {
        name: "key_projects",
        caption: desk.t("重点项目", "Key projects").to_owned(),
        columns: vec![
            Col::text(lang.of("项目", "Project")),
            Col::text(lang.of("阶段", "Phase")),
            Col::text(lang.of("类别", "Category")),
            Col::text(lang.of("节点", "Nodes done")),
            Col::text(lang.of("逾期", "Overdue")),
            Col::text(lang.of("下一节点", "Next node")),
            Col::text(lang.of("计划完成", "Due")),
            Col::number(lang.of("总投资", "Total investment"), unit),
            Col::number(lang.of("年度计划", "This year"), unit),
            Col::text(lang.of("推进小组", "Task force")),
        ],
        lines: lines.collect(),
        empty: lang.of("没有符合条件的重点项目。", "No key project meets the conditions.").to_owned(),
        lang,
        ..Grid::default()
    }
}

pub async fn page(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        let books = desk.books()?;
        let record = books.books.records("key_projects").iter().find(|r| r.key() == id).ok_or(Refused::NotFound)?;
        let nodes = nodes(&books, &id);
        let lang = desk.lang;
        let (evidence, takes_files) = crate::evidence::panel(desk, "key_projects", &id)?;
        let promoted = record.text("project_id");
        let mut whose = vec![(KEY_PROJECTS.noun, id.as_str())];
        whose.extend((!promoted.is_empty()).then_some((PROJECTS.noun, promoted)));
        let page = KeyProjectPage {
            problems: crate::site_problems::of_project(desk, &whose)?,
            evidence,
            f: Frame::of(desk, name(record, lang)),
            name: name(record, lang).to_owned(),
            key: id.clone(),
            phase: phase_label(desk, record),
            late: nodes.iter().filter(|n| is_late(n, desk.looking.as_of)).count(),
            gantt: gantt::svg(&nodes, desk.looking.as_of, lang),
            nodes: node_grid(desk, &books, &nodes),
            facts: facts(desk, &books, record),
            keeping: crate::registers::keeping(desk, record)?,
        };
        let html = page.render()?;
        Ok(if takes_files { Answer::Fresh(html) } else { Answer::Html(html) })
    })
    .await
}

fn facts(desk: &Desk<'_>, books: &Gathered, record: &Record) -> Vec<(&'static str, String, String)> {
    let columns = record.register.columns.iter().enumerate();
    columns
        .filter(|(i, c)| !record.values[*i].is_null() && !["name", "name_en"].contains(&c.name))
        .map(|(i, c)| {
            let parent = books.books.parent(record, c.name);
            let text = match &parent {
                Some(parent) => name(parent, desk.lang).to_owned(),
                None if c.kind == domain::registers::Kind::Money => {
                    crate::words::money(record.int(c.name).unwrap_or(0), desk.lang)
                }
                None => crate::registers::text(record, i, &books.books, desk.lang),
            };
            let href = parent.map(|p| crate::words::record_address(p.register.noun, &p.key())).unwrap_or_default();
            (desk.lang.of(c.zh, c.en), text, href)
        })
        .collect()
}

fn node_grid(desk: &Desk<'_>, books: &Gathered, nodes: &[&Record]) -> Grid {
    let (lang, today) = (desk.lang, desk.looking.as_of);
    let lines = nodes.iter().map(|n| {
        let due = n.int("due_on").and_then(day_of);
        let done = n.int("done_on").and_then(day_of).filter(|d| *d <= today);
        let (text, state) = match (due, done) {
            (Some(due), Some(done)) if done > due => {
                (format!("✓ {}{}{}", desk.t("迟", "late by "), days(days_between(due, done), lang), desk.t("完成", "")), "")
            }
            (_, Some(_)) => (format!("✓ {}", desk.t("按期完成", "done in time")), "done"),
            (Some(due), None) if due < today => {
                (format!("■ {}{}", desk.t("逾期", "overdue by "), days(days_between(due, today), lang)), "late")
            }
            (Some(due), None) if days_between(today, due) <= 14 => (format!("◆ {}", desk.t("临期", "due soon")), "soon"),
            (_, None) => (desk.t("未到期", "not due yet").to_owned(), "none"),
        };
        let unit = n.int("unit_id").and_then(|u| i32::try_from(u).ok()).and_then(|u| books.books.unit(u));
        Line::of(vec![
            Item::text(lang.name(n.text("node"), n.text("node_en"))),
            Item::text(day(n.int("start_on"), lang)),
            Item::text(day(n.int("due_on"), lang)),
            Item::text(day(n.int("done_on"), lang)),
            Item { state, ..Item::text(text) },
            unit.map_or_else(Item::default, |u| Item::link(u.label(lang), at("units", &u.code))),
            Item::text(n.text("document")),
        ])
    });
    Grid {
        name: "nodes",
        caption: lang.of("节点", "Nodes").to_owned(),
        columns: [
            lang.of("节点", "Node"),
            lang.of("计划开始", "Planned start"),
            lang.of("计划完成", "Planned finish"),
            lang.of("实际完成", "Done on"),
            lang.of("状态", "State"),
            lang.of("责任单位", "Unit in charge"),
            lang.of("文号", "Document"),
        ]
        .map(Col::text)
        .into(),
        lines: lines.collect(),
        empty: lang.of("还没有节点。", "There are no nodes yet.").to_owned(),
        lang,
        ..Grid::default()
    }
}
