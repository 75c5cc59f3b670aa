//! Returns 填报: my months, the form of one, who has filed, and months opened again.

mod boxes;
mod month;
mod openings;
mod progress;

pub use month::{page as month, take};
pub use openings::{open, page as openings};
pub use progress::page as progress;

use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::returns::{Overview, Reports};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::day_text;
use domain::lang::Lang;
use domain::returns::{Status, Window};

#[derive(Template)]
#[template(path = "returns/list.html")]
struct ListPage {
    f: Frame,
    unit: String,
    grid: Grid,
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| match desk.office.sees_reports(&desk.actor) {
        Reports::Own(_) => my_months(desk),
        // Who files nothing has a page of those who do.
        Reports::All | Reports::Nobodys => Ok(Answer::Elsewhere("/returns/progress".to_owned())),
    })
    .await
}

fn my_months(desk: &Desk<'_>) -> Result<Answer, Refused> {
    let (unit, months) = desk.office.my_months(&desk.actor)?;
    let t = |zh: &str, en: &str| desk.t(zh, en).to_owned();
    let columns = vec![
        Col::text(t("月份", "Month")),
        Col::text(t("应报", "Due")),
        Col::text(t("时限", "Window")),
        Col::text(t("状态", "How it stands")),
        Col::text(t("还缺", "Missing")),
    ];
    let grid = Grid {
        name: "returns",
        caption: t("各月填报", "Months to file"),
        columns,
        lines: months.iter().map(|m| line(desk, m)).collect(),
        empty: t("本单位没有填报任务。", "This unit has nothing to file."),
        lang: desk.lang,
        ..Grid::default()
    };
    let page = ListPage { unit: unit.label(desk.lang).to_owned(), grid, f: present(desk, desk.t("填报", "Returns")) };
    Ok(Answer::Fresh(page.render()?))
}

/// A frame of a page that is always of today: it offers no other day.
fn present(desk: &Desk<'_>, title: impl Into<String>) -> Frame {
    let mut f = Frame::of(desk, title);
    (f.past, f.as_of, f.basis) = (false, String::new(), String::new());
    f
}

fn line(desk: &Desk<'_>, month: &Overview) -> Line {
    let lang = desk.lang;
    let counts: Vec<String> = month.counts.iter().map(|(status, n)| format!("{} {n}", status.label(lang))).collect();
    let lacks = |s: Status| matches!(s, Status::Open | Status::NotReported | Status::Returned);
    let missing: Vec<&str> = month.lines.iter().filter(|l| lacks(l.1)).map(|l| l.0.label(lang)).collect();
    let late = missing.is_empty() || matches!(month.window, Window::Early | Window::Open);
    Line::of(vec![
        Item::link(month.month.text(lang), format!("/returns/{}", month.month)),
        Item { state: if late { "" } else { "late" }, ..Item::text(day_text(month.deadline.due, lang)) },
        Item::text(window_text(month.window, month.opened_until.map(|d| day_text(d, lang)), lang)),
        Item::text(counts.join(" · ")),
        Item::text(domain_list(&missing, lang)),
    ])
}

fn domain_list(names: &[&str], lang: Lang) -> String {
    names.join(lang.of("、", ", "))
}

/// Where today lies among the days of a month.
fn window_text(window: Window, opened_until: Option<String>, lang: Lang) -> String {
    let words = match window {
        Window::Early => lang.of("本月未结束", "month not over"),
        Window::Open => lang.of("可报", "open"),
        Window::Late => lang.of("可迟报", "open, late"),
        Window::Closed => lang.of("已截止", "closed"),
        Window::Locked => lang.of("已封账", "books closed"),
    };
    match (opened_until, lang) {
        (None, _) => words.to_owned(),
        (Some(until), Lang::Zh) => format!("{words}，补报至{until}"),
        (Some(until), Lang::En) => format!("{words}; opened until {until}"),
    }
}
