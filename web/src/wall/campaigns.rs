//! Campaign cards 战役卡: headline indicators with their time marker, the units farthest behind, and who has nothing yet.

use crate::cache::Gathered;
use crate::desk::Desk;
use crate::parts::{Bar, Mark};
use crate::refused::Refused;
use crate::words::{at, percent, signed};
use domain::bulletins::Campaign;
use domain::calendar::Period;
use domain::document::Light;
use domain::indicators::{Counting, Indicator};
use domain::statistics::{Quantity, Statistic};
use std::sync::Arc;

pub struct Card {
    pub name: String,
    pub href: String,
    pub lead: String,
    pub headlines: Vec<Headline>,
    pub ranked_by: String,
    pub worst: Vec<UnitLight>,
    pub newest: Option<UnitLight>,
    pub zeros: Vec<Zero>,
    pub lights: Vec<(Mark, usize)>,
    pub board: String,
}

/// A headline indicator 主要指标 of the county.
pub struct Headline {
    pub name: String,
    pub done: String,
    pub done_href: String,
    pub target: String,
    pub uom: String,
    pub share: String,
    pub share_href: String,
    pub bar: Option<Bar>,
    pub mark: Option<Mark>,
    pub gap: String,
    /// "+12.0%", "−3.5%", or the plain difference where last year was zero.
    pub change: String,
    /// Class: good, bad, or nothing.
    pub sense: &'static str,
    pub change_href: String,
}

pub struct UnitLight {
    pub name: String,
    pub href: String,
    pub share: String,
    pub figure: String,
    pub mark: Mark,
}

/// How many units have a duty and a verified zero 未破零.
pub struct Zero {
    pub name: String,
    pub count: usize,
    pub href: String,
}

/// Books of the same year up to the month before, to tell who turned red since.
pub fn month_before(desk: &Desk<'_>) -> Result<Option<Arc<Gathered>>, Refused> {
    let period = desk.looking.period;
    if period.to_month < 2 {
        return Ok(None);
    }
    desk.books_of(Period { year: period.year, from_month: 1, to_month: period.to_month - 1 }).map(Some)
}

pub fn card(desk: &Desk<'_>, books: &Gathered, before: Option<&Gathered>, campaign: &Campaign, headlines: usize) -> Card {
    let indicators = indicators(books, &campaign.code);
    let ranking = ranking(books, campaign, &indicators);
    let mut behind: Vec<&Statistic> = ranking
        .map_or_else(Vec::new, |i| books.statistics().iter().filter(|s| s.indicator == i.number && s.light.is_some()).collect());
    let worst_first =
        |s: &Statistic| s.gap().map_or(0, |g| g.round(6)) * if ranking.is_some_and(|i| i.lower_is_better) { -1 } else { 1 };
    behind.sort_by_key(|s| (worst_first(s), s.unit));
    let lights = [Light::Green, Light::Yellow, Light::Red]
        .map(|l| (Mark::of(l, desk.lang), behind.iter().filter(|s| s.light == Some(l)).count()));
    let newest = before.zip(ranking).and_then(|(before, i)| {
        let was_red = |s: &Statistic| before.statistic(i.number, s.unit).is_none_or(|b| b.light == Some(Light::Red));
        behind.iter().find(|s| s.light == Some(Light::Red) && !was_red(s)).copied()
    });
    let unit_light = |s: &Statistic| ranking.and_then(|i| unit_light(desk, books, i, s));
    Card {
        name: campaign.name.of(desk.lang).to_owned(),
        href: at("campaigns", &campaign.code),
        lead: campaign.lead_unit.and_then(|n| books.books.unit(n)).map(|u| u.label(desk.lang).to_owned()).unwrap_or_default(),
        headlines: headline_indicators(books, &indicators, headlines).into_iter().map(|i| headline(desk, books, i)).collect(),
        ranked_by: ranking.map(|i| i.label(desk.lang).to_owned()).unwrap_or_default(),
        worst: behind.iter().filter(|s| s.light != Some(Light::Green)).take(3).filter_map(|s| unit_light(s)).collect(),
        newest: newest.and_then(unit_light),
        zeros: zeros(desk, books, campaign, &indicators),
        lights: if behind.is_empty() { Vec::new() } else { lights.into() },
        board: crate::asked::address("/statistics", [("campaign", campaign.code.as_str())].into_iter()),
    }
}

/// The campaign's indicators in their order.
pub fn indicators<'b>(books: &'b Gathered, campaign: &str) -> Vec<&'b Indicator> {
    let mut own: Vec<&Indicator> = books.books.indicators.iter().filter(|i| i.campaign == campaign).collect();
    own.sort_by_key(|i| (i.position, i.number));
    own
}

/// The indicator that ranks the campaign's units: the one it names, else the first that lights anyone.
pub fn ranking<'b>(books: &'b Gathered, campaign: &Campaign, indicators: &[&'b Indicator]) -> Option<&'b Indicator> {
    let named = indicators.iter().find(|i| i.code == campaign.ranked_by).copied();
    named.or_else(|| {
        let lights = |i: &&&Indicator| books.statistics().iter().any(|s| s.indicator == i.number && s.light.is_some());
        indicators.iter().find(lights).copied()
    })
}

/// Those with a target of the county first, then others that have a figure.
fn headline_indicators<'b>(books: &Gathered, indicators: &[&'b Indicator], most: usize) -> Vec<&'b Indicator> {
    let county = |i: &Indicator| books.books.county(i, books.period);
    let (mut aimed, others): (Vec<&Indicator>, Vec<&Indicator>) =
        indicators.iter().partition(|i| county(i).target.is_some_and(|t| t > 0));
    aimed.extend(others.into_iter().filter(|i| county(i).cumulative.is_some()));
    aimed.truncate(most);
    aimed
}

pub fn headline(desk: &Desk<'_>, books: &Gathered, indicator: &Indicator) -> Headline {
    let county = books.books.county(indicator, books.period);
    let shown = |a: Option<i64>| a.map_or_else(|| "—".to_owned(), |a| indicator.measure.shown(a));
    let figure = |q| desk.figure(indicator, None, q);
    let counted = matches!(indicator.counting, Counting::Stock(_) | Counting::UnitsWhere(_) | Counting::OwnersWhere(_));
    let change = match (county.change_ratio(), county.change()) {
        (Some(ratio), _) if !counted => format!("{}%", signed(ratio)),
        (_, Some(change)) if change > 0 => format!("+{}", indicator.measure.shown(change)),
        (_, Some(change)) => indicator.measure.shown(change),
        (_, None) => String::new(),
    };
    let better = county.change().map(|c| if indicator.lower_is_better { -c } else { c }).unwrap_or(0);
    Headline {
        name: indicator.label(desk.lang).to_owned(),
        done: shown(county.cumulative),
        done_href: figure(Quantity::Cumulative),
        target: county.target.filter(|t| *t > 0).map(|t| indicator.measure.shown(t)).unwrap_or_default(),
        uom: indicator.measure.label(desk.lang).to_owned(),
        share: county.share().map(percent).unwrap_or_default(),
        share_href: figure(Quantity::SharePercent),
        bar: county.share().map(|s| Bar::new(county.light, s, Some(county.time), desk.lang)),
        mark: county.light.map(|l| Mark::of(l, desk.lang)),
        gap: county.gap().map(signed).unwrap_or_default(),
        change,
        sense: if better > 0 {
            "good"
        } else if better < 0 {
            "bad"
        } else {
            ""
        },
        change_href: figure(if county.change_ratio().is_some() { Quantity::ChangePercent } else { Quantity::Change }),
    }
}

fn unit_light(desk: &Desk<'_>, books: &Gathered, indicator: &Indicator, s: &Statistic) -> Option<UnitLight> {
    let unit = books.books.unit(s.unit)?;
    Some(UnitLight {
        name: unit.label(desk.lang).to_owned(),
        href: at("units", &unit.code),
        share: format!("{}%", percent(s.share()?)),
        figure: desk.figure(indicator, Some(unit), Quantity::SharePercent),
        mark: Mark::of(s.light?, desk.lang),
    })
}

fn zeros(desk: &Desk<'_>, books: &Gathered, campaign: &Campaign, indicators: &[&Indicator]) -> Vec<Zero> {
    let count =
        |i: &Indicator| books.statistics().iter().filter(|s| s.indicator == i.number && s.unbroken_days.is_some()).count();
    indicators
        .iter()
        .map(|i| (*i, count(i)))
        .filter(|(_, n)| *n > 0)
        .take(3)
        .map(|(i, count)| Zero {
            name: i.label(desk.lang).to_owned(),
            count,
            href: crate::asked::address(
                "/statistics",
                [("campaign", campaign.code.as_str()), ("only", "unbroken"), ("of", i.code.as_str())].into_iter(),
            ),
        })
        .collect()
}
