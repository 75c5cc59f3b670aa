//! Problems on site 现场办公: the list, one written down during a visit, one with its steps, and those of a project on its page.

mod new;
mod page;

pub use new::{page as new, record};
pub use page::{page, step};

use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::orders::{asked_for, choices, units};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, Pager, export};
use crate::words::{at, record_address};
use acts::site_problems::{ProblemQuery, ProblemRow};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::policy::{Action, Request, decide};
use domain::site_problems::State as ProblemState;

#[derive(Template)]
#[template(path = "site_problems/list.html")]
struct ListPage {
    f: Frame,
    states: Vec<Choice>,
    levels: Vec<Choice>,
    units: Vec<Choice>,
    q: String,
    over: bool,
    grid: Grid,
    pager: Pager,
    exports: Exports,
    may_record: bool,
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let (asked, lang) = (desk.asked, desk.lang);
        let level = |text: &str| text.parse().ok().filter(|level| *level > 0);
        let query = ProblemQuery {
            unit: asked.param("unit").to_owned(),
            state: asked_for("state", asked.param("state"), ProblemState::parse)?,
            level: asked_for("level", asked.param("level"), level)?,
            over: asked.param("over") == "1",
            words: asked.param("q").to_owned(),
            ..ProblemQuery::default()
        };
        let rows = desk.office.site_problems(&desk.actor, desk.looking.as_of, &query)?;
        if let Some(file) = export(desk, &grid(desk, &rows, true))? {
            return Ok(file);
        }
        let pager = Pager::new(asked, rows.len())?;
        let levels = desk.office.problem_levels(&desk.actor, desk.looking.as_of)?;
        let places: Vec<(String, &str)> = (1..).zip(&levels).map(|(n, level)| (format!("{n}"), level.label(lang))).collect();
        let page = ListPage {
            f: Frame::of(desk, desk.t("现场问题", "Problems on site")),
            states: choices(ProblemState::ALL.iter().map(|s| (s.code(), s.label(lang))), asked.param("state"), lang),
            levels: choices(places.iter().map(|(n, name)| (n.as_str(), *name)), asked.param("level"), lang),
            units: units(desk, asked.param("unit"))?,
            q: query.words.clone(),
            over: query.over,
            grid: grid(desk, &rows[pager.range()], true),
            pager,
            exports: Exports::of(desk),
            may_record: !desk.looking.past && decide(desk.actor.role, Request::of(Action::RecordProblem)).is_ok(),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn grid(desk: &Desk<'_>, rows: &[ProblemRow], with_project: bool) -> Grid {
    let lang = desk.lang;
    let lines = rows.iter().map(|row| {
        let (register, key, (zh, en)) = &row.project;
        let due = row.due.map_or_else(String::new, |due| due.to_string());
        let due = if row.is_late { Item { state: "late", ..Item::text(format!("■ {due}")) } } else { Item::text(due) };
        let unit = Item::link(lang.name(&row.unit_name.0, &row.unit_name.1), at("units", &row.unit));
        let mut items = vec![
            Item::link(&row.problem, at("problems", &row.code)),
            Item::text(row.state.label(lang)),
            Item::text(lang.name(&row.level_name.0, &row.level_name.1)),
            if row.unit.is_empty() { Item::default() } else { unit },
            due,
            Item::text(row.found_on.to_string()),
            Item::text(&row.code),
        ];
        if with_project {
            items.insert(1, Item::link(lang.name(zh, en), record_address(register, key)));
        }
        Line::of(items)
    });
    let heads = [
        ("问题", "Problem"),
        ("项目", "Project"),
        ("状态", "State"),
        ("层级", "Level"),
        ("责任单位", "Unit in charge"),
        ("解决时限", "Due on"),
        ("现场日期", "Found on"),
        ("编号", "No."),
    ];
    let shown = heads.iter().filter(|head| with_project || head.0 != "项目");
    Grid {
        name: "site_problems",
        caption: desk.t("现场问题", "Problems on site").to_owned(),
        columns: shown.map(|(zh, en)| Col::text(lang.of(zh, en))).collect(),
        lines: lines.collect(),
        empty: desk.t("没有未解决的现场问题。", "No problem on site is open.").to_owned(),
        lang,
        ..Grid::default()
    }
}

/// The open problems of a project, for its page, and where one more is written down; empty: not by this person.
pub fn of_project(desk: &Desk<'_>, projects: &[(&'static str, &str)]) -> Result<(Grid, String), Refused> {
    let named = projects.iter().map(|(register, key)| (*register, (*key).to_owned())).collect();
    let query = ProblemQuery { projects: named, ..ProblemQuery::default() };
    let rows = desk.office.site_problems(&desk.actor, desk.looking.as_of, &query)?;
    let mut add = String::new();
    if let Some((register, key)) = projects.first().filter(|_| !desk.looking.past)
        && desk.office.may_record_problem(&desk.actor, register, key)?
    {
        add = crate::asked::address("/problems/new", [("register", *register), ("key", *key)].into_iter());
    }
    Ok((grid(desk, &rows, false), add))
}
