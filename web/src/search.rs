//! Search 查找: units, projects, indicators, funds, key projects and bulletins by name, by pinyin initials and by number.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::{at, record_address};
use acts::finding::{Found, Named, Needle};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::indicators::Indicator;
use domain::statistics::{Books, Quantity};
use domain::units::Unit;

/// Found things shown for each kind.
const MOST: usize = 20;

const KINDS: [(&str, &str); 6] = [
    ("单位", "Units"),
    ("指标", "Indicators"),
    ("重点项目", "Key projects"),
    ("项目", "Projects"),
    ("争资项目", "Fund items"),
    ("通报", "Bulletins"),
];

#[derive(Template)]
#[template(path = "search/page.html")]
struct SearchPage {
    f: Frame,
    q: String,
    groups: Vec<Group>,
    count: usize,
}

struct Group {
    name: &'static str,
    more: usize,
    found: Vec<(String, String, String)>,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let books = desk.books()?;
        let q = desk.asked.param("q").to_owned();
        let groups = if q.is_empty() { Vec::new() } else { groups(desk, &books.books, &q)? };
        // A single hit needs no list.
        let count = groups.iter().map(|g| g.found.len() + g.more).sum();
        if let (1, Some(only)) = (count, groups.first().and_then(|g| g.found.first())) {
            return Ok(Answer::Elsewhere(only.1.clone()));
        }
        let page = SearchPage { f: Frame::of(desk, desk.t("搜索", "Search")), q, groups, count };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn groups(desk: &Desk<'_>, books: &Books, q: &str) -> Result<Vec<Group>, Refused> {
    let needle = Needle::of(q);
    let (units, indicators) = (&books.units, &books.indicators);
    let hit = |named: Named<'_>, others: &[String]| {
        needle.rank(&named, others.iter().map(String::as_str)).map(|rank| (rank, named.zh.len()))
    };
    let unit = |u: &Unit| hit(Named { zh: &u.name, en: &u.name_en, number: &u.code }, &u.aliases);
    let indicator = |i: &Indicator| hit(Named { zh: &i.name, en: &i.name_en, number: &i.code }, &[]);
    let (found_units, found_indicators) =
        (Found::of(MOST, units.iter().map(unit)), Found::of(MOST, indicators.iter().map(indicator)));
    let mut groups = vec![
        group(desk, 0, &found_units, |place| {
            let unit = &units[place];
            (unit.label(desk.lang).to_owned(), at("units", &unit.code), unit.code.clone())
        }),
        group(desk, 1, &found_indicators, |place| {
            let indicator = &indicators[place];
            let figure = desk.figure(indicator, None, Quantity::Cumulative);
            (indicator.label(desk.lang).to_owned(), figure, indicator.code.clone())
        }),
    ];
    for (kind, noun) in [(2, "key_projects"), (3, "projects"), (4, "funds")] {
        let records = books.records(noun);
        let found = Found::among(records, &needle, MOST);
        groups.push(group(desk, kind, &found, |place| {
            let (record, key) = (&records[place], records[place].key());
            (crate::words::name(record, desk.lang).to_owned(), record_address(noun, &key), key)
        }));
    }
    groups.push(bulletins(desk, &needle)?);
    groups.retain(|g| !g.found.is_empty());
    Ok(groups)
}

fn bulletins(desk: &Desk<'_>, needle: &Needle) -> Result<Group, Refused> {
    let issued = desk.office.issued(&desk.scope, desk.looking.as_of)?;
    let titles: Vec<String> =
        issued.iter().map(|b| format!("{} {}", b.content.number, b.content.title.replace('\n', ""))).collect();
    let hit = |(place, title): (usize, &String)| {
        let named = Named { zh: title, en: "", number: &issued[place].content.number };
        needle.rank(&named, std::iter::empty()).map(|rank| (rank, title.len()))
    };
    let found = Found::of(MOST, titles.iter().enumerate().map(hit));
    Ok(group(desk, 5, &found, |place| {
        let number = &issued[place].content.number;
        (titles[place].clone(), at("bulletins", number), number.clone())
    }))
}

/// What was found of a kind: name, address and number of each.
fn group(desk: &Desk<'_>, kind: usize, found: &Found, show: impl Fn(usize) -> (String, String, String)) -> Group {
    let (zh, en) = KINDS[kind];
    let shown = found.best.iter().map(|&place| show(place)).collect();
    Group { name: desk.lang.of(zh, en), more: found.all - found.best.len(), found: shown }
}
