//! Statistics 统计: the scoreboard — units by indicators, coloured by light, ranked inside groups; every cell opens.

mod board;
mod cells;

use crate::asked::Asked;
use crate::frame::{Choice, Frame};
use crate::grid::Grid;
use crate::parts::Mark;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, export};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use board::View;
use domain::document::Light;

#[derive(Template)]
#[template(path = "statistics/page.html")]
struct BoardPage {
    f: Frame,
    campaigns: Vec<(String, String, bool)>,
    groups: Vec<Choice>,
    shows: Vec<Choice>,
    onlys: Vec<Choice>,
    q: String,
    campaign: String,
    of: String,
    sort: String,
    grid: Grid,
    shown: usize,
    exports: Exports,
    legend: Vec<Mark>,
}

/// What a cell shows: parameter, Chinese, English.
const SHOWS: [(&str, &str, &str); 5] = [
    ("share", "占年度目标%", "share of target, %"),
    ("cumulative", "累计", "cumulative"),
    ("gap", "与时序差（点）", "gap to time progress, points"),
    ("change", "同比%", "change on last year, %"),
    ("rank", "组内排名", "rank in group"),
];

/// Which units are shown: parameter, Chinese, English.
const ONLYS: [(&str, &str, &str); 6] = [
    ("", "全部", "all"),
    ("red", "有红灯", "with a red light"),
    ("behind", "有黄灯或红灯", "behind (yellow or red)"),
    ("unbroken", "未破零", "nothing yet"),
    ("missing", "未报", "not reported"),
    ("duty", "有任务", "with a duty"),
];

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let books = desk.books()?;
        let view = View::of(desk, &books)?;
        let (grid, shown) = board::grid(desk, &books, &view);
        if let Some(file) = export(desk, &grid)? {
            return Ok(file);
        }
        let lang = desk.lang;
        let choice = |value: &str, zh: &str, en: &str, chosen: &str| Choice {
            value: value.to_owned(),
            label: lang.of(zh, en).to_owned(),
            chosen: value == chosen,
        };
        let asked = desk.asked;
        let page = BoardPage {
            f: Frame::of(desk, desk.t("统计", "Scoreboard")).around(&grid),
            campaigns: board::campaign_tabs(desk, &books, &view),
            groups: board::groups(desk, &books, &view),
            shows: SHOWS.iter().map(|s| choice(s.0, s.1, s.2, view.show)).collect(),
            onlys: ONLYS.iter().map(|s| choice(s.0, s.1, s.2, view.only)).collect(),
            q: view.q.clone(),
            campaign: view.campaign.clone(),
            of: view.of.clone(),
            sort: asked.param("sort").to_owned(),
            grid,
            shown,
            exports: Exports::of(desk),
            legend: [Light::Green, Light::Yellow, Light::Red].map(|l| Mark::of(l, lang)).into(),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

/// A parameter that must be one of a list.
fn one_of(name: &'static str, value: &str, list: &[(&'static str, &str, &str)]) -> Result<&'static str, Refused> {
    list.iter().map(|l| l.0).find(|code| *code == value).ok_or_else(|| {
        let codes = list.iter().map(|l| l.0).filter(|c| !c.is_empty()).collect::<Vec<_>>().join("、");
        Refused::Bad {
            code: "web.bad_choice",
            zh: format!("{name}没有“{value}”；可用：{codes}"),
            en: format!("{name} cannot be “{value}”; there are: {}", codes.replace('、', ", ")),
        }
    })
}
