//! Wall 作战图: one screen for leaders and for the big wall — where we stand against target, time and last year.

pub mod campaigns;
pub mod events;
mod tiles;

use crate::asked::Asked;
use crate::cache::Gathered;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::site::{Answer, Site};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use campaigns::Card;
use domain::bulletins::Campaign;
use events::{Due, Event, Phase};
use tiles::TileMap;

/// The wall asks again after a minute.
const REFRESH_SECONDS: u32 = 60;

#[derive(Template)]
#[template(path = "wall/page.html")]
struct WallPage {
    f: Frame,
    wall: Wall,
    big_href: String,
}

#[derive(Template)]
#[template(path = "wall/big.html")]
struct BigPage {
    f: Frame,
    wall: Wall,
}

pub struct Wall {
    pub cards: Vec<Card>,
    pub phases: Vec<Phase>,
    pub due: Vec<Due>,
    pub late: usize,
    pub events: Vec<Event>,
    pub map: TileMap,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let books = desk.books()?;
        let big = !desk.asked.param("big").is_empty();
        let wall = wall(desk, &books, big)?;
        let mut f = Frame::of(desk, desk.t("作战图", "Wall"));
        f.refresh = if big { REFRESH_SECONDS } else { 0 };
        f.big = big;
        let html = if big {
            BigPage { f, wall }.render()?
        } else {
            WallPage { f, wall, big_href: desk.asked.with(&[("big", "1")]) }.render()?
        };
        Ok(Answer::Html(html))
    })
    .await
}

fn wall(desk: &Desk<'_>, books: &Gathered, big: bool) -> Result<Wall, crate::refused::Refused> {
    let campaigns = campaigns_of(books);
    let before = campaigns::month_before(desk)?;
    let cards = campaigns.iter().map(|c| campaigns::card(desk, books, before.as_deref(), c, if big { 2 } else { 4 })).collect();
    let due = events::due(desk, books);
    Ok(Wall {
        cards,
        phases: events::phases(desk, books),
        late: events::late_nodes(desk, books),
        due,
        events: events::latest(desk, books, if big { 7 } else { 10 }),
        map: tiles::map(desk, books, &campaigns),
    })
}

/// Campaigns in their order.
pub fn campaigns_of(books: &Gathered) -> Vec<Campaign> {
    let mut campaigns: Vec<Campaign> = books.books.records("campaigns").iter().map(Campaign::from_record).collect();
    campaigns.sort_by_key(|c| c.position);
    campaigns
}
