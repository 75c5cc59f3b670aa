//! Campaigns 战役: one campaign's figures of the county — every indicator against target, time and last year.

use crate::asked::Asked;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, export};
use crate::wall::campaigns::{Card, card, indicators, month_before};
use crate::wall::campaigns_of;
use crate::words::{percent, signed};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::bulletins::Commitment;
use domain::calendar::day_text;
use domain::indicators::Indicator;
use domain::measure::Ratio;
use domain::statistics::Quantity;

use crate::cache::Gathered;
use crate::desk::Desk;

#[derive(Template)]
#[template(path = "campaigns/page.html")]
struct CampaignPage {
    f: Frame,
    summary: String,
    card: Card,
    grid: Grid,
    steps: Vec<(String, String, String)>,
    exports: Exports,
}

pub async fn page(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        let books = desk.books()?;
        let campaign = campaigns_of(&books).into_iter().find(|c| c.code == id).ok_or(Refused::NotFound)?;
        let lang = desk.lang;
        let grid = figures(desk, &books, &indicators(&books, &id), campaign.name.of(lang));
        if let Some(file) = export(desk, &grid)? {
            return Ok(file);
        }
        let before = month_before(desk)?;
        let mut steps: Vec<Commitment> =
            books.books.records("commitments").iter().map(Commitment::from_record).filter(|c| c.campaign == id).collect();
        steps.sort_by_key(|c| (c.due_on.is_none(), c.due_on));
        let steps = steps.iter().map(|c| {
            let due = c.due_on.map(|d| day_text(d, lang)).unwrap_or_default();
            (due, c.text.of(lang).to_owned(), c.recurs(lang))
        });
        let page = CampaignPage {
            f: Frame::of(desk, campaign.name.of(lang)),
            summary: campaign.summary.of(lang).to_owned(),
            card: card(desk, &books, before.as_deref(), &campaign, 6),
            grid,
            steps: steps.collect(),
            exports: Exports::of(desk),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn figures(desk: &Desk<'_>, books: &Gathered, indicators: &[&Indicator], caption: &str) -> Grid {
    let lang = desk.lang;
    Grid {
        name: "campaign",
        caption: caption.to_owned(),
        columns: vec![
            Col::text(lang.of("指标", "Indicator")),
            Col::text(lang.of("计量单位", "Measure")),
            Col::number(lang.of("累计", "Cumulative"), ""),
            Col::number(lang.of("上年同期", "Last year"), ""),
            Col::number(lang.of("同比", "Change"), "%"),
            Col::number(lang.of("年度目标", "Target"), ""),
            Col::number(lang.of("占目标", "Share"), "%"),
            Col::number(lang.of("时序进度", "Time progress"), "%"),
            Col::number(lang.of("与时序差", "Gap"), lang.of("点", "points")),
        ],
        lines: indicators.iter().map(|i| line(desk, books, i)).collect(),
        empty: lang.of("这个战役还没有指标。", "This campaign has no indicator yet.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn line(desk: &Desk<'_>, books: &Gathered, indicator: &Indicator) -> Line {
    let county = books.books.county(indicator, books.period);
    let cell = |quantity: Quantity, text: Option<String>| {
        let made = acts::exports::quantity_cell(&books.books, indicator, &county, quantity, books.period);
        match made.figure {
            Some(_) => {
                Item { number: made.number, ..Item::figure(text.unwrap_or(made.text), desk.figure(indicator, None, quantity)) }
            }
            None => Item::text("—"),
        }
    };
    let share = |r: Option<Ratio>| r.map(percent);
    Line::of(vec![
        Item::text(indicator.label(desk.lang)),
        Item::text(indicator.measure.label(desk.lang)),
        cell(Quantity::Cumulative, None),
        cell(Quantity::LastYear, None),
        cell(Quantity::ChangePercent, county.change_ratio().map(signed)),
        cell(Quantity::Target, None),
        cell(Quantity::SharePercent, share(county.share())).lit(county.light),
        if county.target.is_some() { cell(Quantity::TimeProgressPercent, None) } else { Item::text("—") },
        cell(Quantity::GapPoints, county.gap().map(signed)),
    ])
}
