//! Projects 项目: the list on the server's paging, and one project from lead to production — stages, money, credits, history.

mod page;

pub use page::page;

use crate::asked::Asked;
use crate::cache::Gathered;
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, Pager, Sorting, export, exported};
use crate::words::{at, choice, iso, name, wan, wan_unit};
use acts::finding::{Needle, sort_key};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::day_number;
use domain::document::Number;
use domain::lang::Lang;
use domain::registers::{Record, SECTORS, STAGES};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "projects/list.html")]
struct ListPage {
    f: Frame,
    stages: Vec<Choice>,
    sectors: Vec<Choice>,
    q: String,
    sort: String,
    grid: Grid,
    pager: Pager,
    exports: Exports,
}

/// What the list needs of a project besides its record.
struct Told<'b> {
    record: &'b Record,
    /// Code and day of the stage reached by the day looked from.
    stage: &'b str,
    stage_on: i64,
    arrived: i64,
}

/// Phases a live project passes, in order; the ends stand apart.
fn order(stage: &str) -> usize {
    STAGES.iter().position(|s| s.0 == stage).unwrap_or(0)
}

/// The stage a project has reached by a day: the latest dated one.
fn current<'b>(stages: &[&'b Record], today: i64) -> Option<&'b Record> {
    let reached = stages.iter().filter(|s| s.int("on").is_some_and(|on| on <= today));
    reached.max_by_key(|s| (s.int("on"), order(s.text("stage")))).copied()
}

fn by_project<'b>(books: &'b Gathered, noun: &str) -> HashMap<&'b str, Vec<&'b Record>> {
    let mut all: HashMap<&str, Vec<&Record>> = HashMap::new();
    for record in books.books.records(noun) {
        all.entry(record.text("project_id")).or_default().push(record);
    }
    all
}

fn told<'b>(desk: &Desk<'_>, books: &'b Gathered) -> Vec<Told<'b>> {
    let today = day_number(desk.looking.as_of);
    let (stages, arrivals) = (by_project(books, "project_stages"), by_project(books, "project_arrivals"));
    let projects = books.books.records("projects").iter();
    projects
        .map(|record| {
            let key = record.text("project_id");
            let stage = stages.get(key).and_then(|s| current(s, today));
            let arrived = arrivals.get(key).into_iter().flatten().filter(|a| a.int("on").is_some_and(|on| on <= today));
            Told {
                record,
                stage: stage.map_or("", |s| s.text("stage")),
                stage_on: stage.and_then(|s| s.int("on")).unwrap_or(0),
                arrived: arrived.filter_map(|a| a.int("amount")).sum(),
            }
        })
        .collect()
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let books = desk.books()?;
        let (asked, lang) = (desk.asked, desk.lang);
        let (stage, sector, q) = (asked.param("at"), asked.param("sector"), asked.param("q"));
        known("at", stage, STAGES)?;
        known("sector", sector, SECTORS)?;
        let needle = Needle::of(q);
        let mut found = told(desk, &books);
        found.retain(|t| {
            (stage.is_empty() || t.stage == stage)
                && (sector.is_empty() || t.record.text("sector") == sector)
                && (q.is_empty() || mentions(t.record, &needle))
        });
        sort(&Sorting::of(asked), &mut found, lang);
        if exported(desk)
            && let Some(file) = export(desk, &grid(desk, &found))?
        {
            return Ok(file);
        }
        let pager = Pager::new(asked, found.len())?;
        let page = ListPage {
            f: Frame::of(desk, desk.t("项目", "Projects")),
            stages: choices(STAGES, stage, lang),
            sectors: choices(SECTORS, sector, lang),
            q: q.to_owned(),
            sort: asked.param("sort").to_owned(),
            grid: grid(desk, &found[pager.range()]),
            pager,
            exports: Exports::of(desk),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn known(what: &str, code: &str, list: &[(&str, &str, &str)]) -> Result<(), Refused> {
    if code.is_empty() || list.iter().any(|l| l.0 == code) {
        return Ok(());
    }
    Err(Refused::Bad {
        code: "web.bad_choice", zh: format!("{what}没有“{code}”"), en: format!("{what} cannot be “{code}”")
    })
}

fn choices(list: &[(&str, &str, &str)], chosen: &str, lang: Lang) -> Vec<Choice> {
    let mut all = vec![Choice { value: String::new(), label: lang.of("全部", "all").to_owned(), chosen: chosen.is_empty() }];
    all.extend(list.iter().map(|l| Choice { value: l.0.to_owned(), label: lang.of(l.1, l.2).to_owned(), chosen: l.0 == chosen }));
    all
}

fn mentions(record: &Record, needle: &Needle) -> bool {
    ["name", "name_en", "project_id", "investor", "content", "origin"].iter().any(|column| needle.is_in(record.text(column)))
}

fn sort(sorting: &Sorting<'_>, found: &mut [Told<'_>], lang: Lang) {
    match sorting.by {
        "name" => found.sort_by_cached_key(|t| sort_key(name(t.record, lang))),
        "stage" => found.sort_by_key(|t| (order(t.stage), t.stage_on)),
        "total" => found.sort_by_key(|t| t.record.int("total_investment")),
        "fixed" => found.sort_by_key(|t| t.record.int("fixed_investment")),
        "arrived" => found.sort_by_key(|t| t.arrived),
        // Newest first, as the office reads it.
        _ => return found.sort_by_key(|t| std::cmp::Reverse((t.stage_on, t.record.seq))),
    }
    if sorting.down {
        found.reverse();
    }
}

fn fen(amount: i64) -> Item {
    Item::number(wan(amount), Number { mantissa: amount, decimals: 6 })
}

fn grid(desk: &Desk<'_>, found: &[Told<'_>]) -> Grid {
    let (lang, asked) = (desk.lang, desk.asked);
    let sorting = Sorting::of(asked);
    let on = |code: &str, column: Col| sorting.on(asked, code, column);
    let unit = wan_unit(lang);
    let lines = found.iter().map(|t| {
        let r = t.record;
        Line::of(vec![
            Item::link(name(r, lang), at("projects", r.text("project_id"))),
            Item::text(choice_of(STAGES, t.stage, lang)),
            Item::text(iso(Some(t.stage_on))),
            Item::text(choice(r, "sector", lang)),
            fen(r.int("total_investment").unwrap_or(0)),
            fen(r.int("fixed_investment").unwrap_or(0)),
            fen(t.arrived),
            Item::text(r.text("investor")),
            Item::text(r.text("project_id")),
        ])
    });
    Grid {
        name: "projects",
        caption: desk.t("项目", "Projects").to_owned(),
        columns: vec![
            on("name", Col::text(lang.of("项目", "Project"))),
            on("stage", Col::text(lang.of("阶段", "Stage"))),
            on("on", Col::text(lang.of("阶段日期", "Since"))),
            Col::text(lang.of("产业", "Sector")),
            on("total", Col::number(lang.of("总投资", "Total investment"), unit)),
            on("fixed", Col::number(lang.of("固定资产投资", "Fixed-asset investment"), unit)),
            on("arrived", Col::number(lang.of("已进资", "Arrived"), unit)),
            Col::text(lang.of("投资方", "Investor")),
            Col::text(lang.of("编号", "No.")),
        ],
        lines: lines.collect(),
        empty: lang.of("没有符合条件的项目，请放宽条件。", "No project meets the conditions; ask for less.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn choice_of(list: &[(&'static str, &'static str, &'static str)], code: &str, lang: Lang) -> &'static str {
    list.iter().find(|l| l.0 == code).map_or("—", |l| lang.of(l.1, l.2))
}
