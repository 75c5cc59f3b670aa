//! Orders 督办: the list, a matter opened, one order with its steps and clock, and whether a notice is ours.

mod check;
mod new;
mod page;

pub use check::page as check;
pub use new::{open, page as new};
pub use page::{page, step};

use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, Listed, Pager, listed};
use crate::words::at;
use acts::orders::{OrderQuery, OrderRow};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::lang::Lang;
use domain::policy::{Action, Request, decide};
use domain::supervision::{Slip, State as OrderState};

#[derive(Template)]
#[template(path = "orders/list.html")]
struct ListPage {
    f: Frame,
    states: Vec<Choice>,
    slips: Vec<Choice>,
    units: Vec<Choice>,
    q: String,
    over: bool,
    grid: Grid,
    pager: Pager,
    exports: Exports,
    may_open: bool,
    /// What one unit owes, on one sheet; empty where no unit is chosen.
    sheet: String,
}

/// A choice of codes with "all" before it.
pub fn choices<'c>(all: impl Iterator<Item = (&'c str, &'c str)>, chosen: &str, lang: Lang) -> Vec<Choice> {
    let first = Choice { value: String::new(), label: lang.of("全部", "all").to_owned(), chosen: chosen.is_empty() };
    let choice = |(code, label): (&str, &str)| Choice { value: code.to_owned(), label: label.to_owned(), chosen: code == chosen };
    std::iter::once(first).chain(all.map(choice)).collect()
}

/// One of a list of codes, or nothing.
pub fn asked_for<T>(name: &str, given: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Refused> {
    let unknown =
        || Refused::Bad {
            code: "web.bad_choice", zh: format!("{name}没有“{given}”"), en: format!("{name} cannot be “{given}”")
        };
    if given.is_empty() { Ok(None) } else { parse(given).ok_or_else(unknown).map(Some) }
}

/// Units by their names, for a choice.
pub fn units(desk: &Desk<'_>, chosen: &str) -> Result<Vec<Choice>, Refused> {
    let units = desk.office.with_roll(desk.actor.county, desk.looking.as_of, |roll| roll.units.clone())?;
    let named = units.iter().map(|u| (u.code.as_str(), u.label(desk.lang)));
    Ok(choices(named, chosen, desk.lang))
}

pub fn slip_item(slip: Option<Slip>, lang: Lang) -> Item {
    let Some(slip) = slip else { return Item::text("") };
    let state = match slip {
        Slip::DueSoon => "slip-soon",
        Slip::Behind => "slip-behind",
        Slip::Overdue => "slip-overdue",
    };
    Item { text: format!("{} {}", slip.light().shape(), slip.label(lang)), state, ..Item::default() }
}

/// The dispatch 督查专报 of the day looked from.
pub async fn dispatch(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::RunOrder, asked, |desk| {
        let document = desk.office.dispatch_paper(&desk.actor, desk.looking.as_of, desk.lang)?;
        let name = format!("{} {}", document.title, desk.looking.as_of);
        crate::bulletins::printed(desk, &document, &name)?.ok_or(Refused::NotFound)
    })
    .await
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let (asked, lang) = (desk.asked, desk.lang);
        let query = OrderQuery {
            unit: asked.param("unit").to_owned(),
            state: asked_for("state", asked.param("state"), OrderState::parse)?,
            slip: asked_for("slip", asked.param("slip"), Slip::parse)?,
            task: asked.param("task").to_owned(),
            over: asked.param("over") == "1",
            words: asked.param("q").to_owned(),
        };
        let orders = |skip, take| desk.office.orders(&desk.actor, desk.looking.as_of, &query, skip, take);
        let (grid, pager) = match listed(desk, orders, |rows| grid(desk, rows))? {
            Listed::File(file) => return Ok(file),
            Listed::Page(grid, pager) => (grid, pager),
        };
        let page = ListPage {
            f: Frame::of(desk, desk.t("督办", "Orders")),
            states: choices(OrderState::ALL.iter().map(|s| (s.code(), s.label(lang))), asked.param("state"), lang),
            slips: choices(Slip::ALL.iter().map(|s| (s.code(), s.label(lang))), asked.param("slip"), lang),
            units: units(desk, asked.param("unit"))?,
            q: query.words.clone(),
            over: query.over,
            grid,
            pager,
            exports: Exports::of(desk),
            may_open: !desk.looking.past && decide(desk.actor.role, Request::of(Action::ProposeOrder)).is_ok(),
            sheet: if query.unit.is_empty() { String::new() } else { format!("/tasks/sheet?unit={}&format=", query.unit) },
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

pub fn grid(desk: &Desk<'_>, rows: &[OrderRow]) -> Grid {
    let lang = desk.lang;
    let rung = |rung: Option<usize>| rung.map_or("", |rung| domain::supervision::Fall::Climb(rung).label(lang));
    let lines = rows.iter().map(|o| {
        Line::of(vec![
            Item::link(&o.matter, at("orders", &o.code)),
            Item::link(lang.name(&o.unit_name.0, &o.unit_name.1), at("units", &o.unit)),
            Item::text(o.state.label(lang)),
            slip_item(o.slip, lang),
            Item::text(o.due.to_string()),
            Item::text(rung(o.rung)),
            Item::text(if o.number.is_empty() { &o.code } else { &o.number }),
        ])
    });
    Grid {
        name: "orders",
        caption: desk.t("督办", "Orders").to_owned(),
        columns: [
            ("督办事项", "Matter"),
            ("承办单位", "Unit"),
            ("状态", "State"),
            ("警示", "Slip"),
            ("时限", "Due"),
            ("上报", "Told to"),
            ("编号", "No."),
        ]
        .map(|(zh, en)| Col::text(lang.of(zh, en)))
        .into(),
        lines: lines.collect(),
        empty: desk.t("没有符合条件的督办。", "No order meets the conditions.").to_owned(),
        lang,
        ..Grid::default()
    }
}
