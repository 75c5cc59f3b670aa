//! Tiles 示意图: the townships as tiles coloured by their light; there is no map data, and the page says so.

use crate::cache::Gathered;
use crate::desk::Desk;
use crate::parts::Mark;
use crate::words::{at, percent};
use domain::bulletins::Campaign;

use super::campaigns::{indicators, ranking};

pub struct TileMap {
    pub indicator: String,
    /// The campaigns one can colour it by: name, address, chosen.
    pub choices: Vec<(String, String, bool)>,
    pub tiles: Vec<Tile>,
}

pub struct Tile {
    pub name: String,
    pub href: String,
    pub share: String,
    pub mark: Mark,
}

pub fn map(desk: &Desk<'_>, books: &Gathered, campaigns: &[Campaign]) -> TileMap {
    let is_township = |unit: &&domain::units::Unit| unit.kind == "township";
    let rankings: Vec<_> = campaigns
        .iter()
        .filter_map(|c| Some((c, ranking(books, c, &indicators(books, &c.code))?)))
        .filter(|(_, i)| {
            books
                .books
                .units
                .iter()
                .filter(is_township)
                .any(|u| books.statistic(i.number, u.number).is_some_and(|s| s.light.is_some()))
        })
        .collect();
    let asked = desk.asked.param("map");
    let chosen = rankings.iter().find(|(c, _)| c.code == asked).or_else(|| rankings.first()).copied();
    let tiles = books.books.units.iter().filter(is_township).map(|unit| {
        let statistic = chosen.and_then(|(_, i)| books.statistic(i.number, unit.number));
        Tile {
            name: unit.label(desk.lang).to_owned(),
            href: at("units", &unit.code),
            share: statistic.and_then(|s| s.share()).map_or_else(|| "—".to_owned(), |s| format!("{}%", percent(s))),
            mark: Mark::or_none(statistic.and_then(|s| s.light), desk.lang),
        }
    });
    TileMap {
        indicator: chosen.map(|(_, i)| i.label(desk.lang).to_owned()).unwrap_or_default(),
        choices: rankings
            .iter()
            .map(|(c, _)| {
                let is_chosen = chosen.is_some_and(|(own, _)| own.code == c.code);
                (c.name.of(desk.lang).to_owned(), desk.asked.with(&[("map", c.code.as_str())]), is_chosen)
            })
            .collect(),
        tiles: tiles.collect(),
    }
}
