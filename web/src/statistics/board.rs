//! The board 记分牌: which units and indicators are shown, in which order, with group subtotals and the county's own figure.

use super::cells::{self, Shown};
use super::{ONLYS, SHOWS, one_of};
use crate::cache::Gathered;
use crate::desk::Desk;
use crate::frame::Choice;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::table::Sorting;
use crate::wall::campaigns_of;
use crate::words::at;
use acts::finding::{Needle, sort_key};
use domain::document::{Light, RowKind};
use domain::indicators::Indicator;
use domain::measure::Ratio;
use domain::returns::Status;
use domain::statistics::{Quantity, Statistic};
use domain::units::Unit;

/// What of the scoreboard is looked at; all of it stands in the address.
pub struct View {
    pub campaign: String,
    pub group: String,
    pub show: &'static str,
    pub only: &'static str,
    /// Only this indicator decides `only`.
    pub of: String,
    pub q: String,
    pub needle: Needle,
}

impl View {
    pub fn of(desk: &Desk<'_>, books: &Gathered) -> Result<View, Refused> {
        let asked = desk.asked;
        let campaigns = campaigns_of(books);
        let campaign = match asked.param("campaign") {
            "" => campaigns.first().map_or_else(|| "all".to_owned(), |c| c.code.clone()),
            "all" => "all".to_owned(),
            code if campaigns.iter().any(|c| c.code == code) => code.to_owned(),
            code => {
                return Err(Refused::Unknown {
                    code: "campaigns.unknown".to_owned(),
                    zh: format!("没有战役“{code}”"),
                    en: format!("no campaign “{code}”"),
                });
            }
        };
        let of = asked.param("of").to_owned();
        if !of.is_empty() && books.books.indicator(&of).is_none() {
            return Err(acts::Error::UnknownIndicator(of).into());
        }
        let show = if asked.param("show").is_empty() { "share" } else { asked.param("show") };
        Ok(View {
            campaign,
            group: asked.param("group").to_owned(),
            show: one_of("show", show, &SHOWS)?,
            only: one_of("only", asked.param("only"), &ONLYS)?,
            of,
            q: asked.param("q").to_owned(),
            needle: Needle::of(asked.param("q")),
        })
    }
}

pub fn campaign_tabs(desk: &Desk<'_>, books: &Gathered, view: &View) -> Vec<(String, String, bool)> {
    let to = |code: &str| desk.asked.with(&[("campaign", code), ("of", ""), ("only", ""), ("sort", ""), ("format", "")]);
    let mut tabs: Vec<(String, String, bool)> =
        campaigns_of(books).iter().map(|c| (c.name.of(desk.lang).to_owned(), to(&c.code), view.campaign == c.code)).collect();
    tabs.push((desk.t("全部指标", "All indicators").to_owned(), to("all"), view.campaign == "all"));
    tabs
}

pub fn groups(desk: &Desk<'_>, books: &Gathered, view: &View) -> Vec<Choice> {
    let mut groups =
        vec![Choice { value: String::new(), label: desk.t("全部", "all").to_owned(), chosen: view.group.is_empty() }];
    for unit in &books.books.units {
        if !groups.iter().any(|g| g.value == unit.group) {
            let label = unit.group_label(desk.lang).to_owned();
            groups.push(Choice { value: unit.group.clone(), label, chosen: view.group == unit.group });
        }
    }
    groups
}

/// Indicators of the view that have figures of units.
fn columns<'b>(books: &'b Gathered, view: &View) -> Vec<&'b Indicator> {
    let mut chosen: Vec<&Indicator> = books
        .books
        .indicators
        .iter()
        .filter(|i| i.by_unit() && (view.campaign == "all" || i.campaign == view.campaign))
        .collect();
    let order = |i: &Indicator| campaigns_of(books).iter().position(|c| c.code == i.campaign).unwrap_or(usize::MAX);
    chosen.sort_by_cached_key(|i| (order(i), i.position, i.number));
    chosen
}

pub fn grid(desk: &Desk<'_>, books: &Gathered, view: &View) -> (Grid, usize) {
    let lang = desk.lang;
    let indicators = columns(books, view);
    let sorting = Sorting::of(desk.asked);
    let mut head = vec![sorting.on(desk.asked, "unit", Col::text(lang.of("单位", "Unit")))];
    for i in &indicators {
        head.push(sorting.on(desk.asked, &i.code, Col::number(i.label(lang), cells::head_unit(books, i, view.show, lang))));
    }
    head.push(sorting.on(desk.asked, "red", Col::number(lang.of("红灯数", "Red lights"), "")));
    let mut units: Vec<&Unit> = books.books.units.iter().filter(|u| is_shown(books, view, &indicators, u)).collect();
    sort(books, &indicators, &sorting, view, &mut units, lang);
    let shown = units.len();
    let mut lines = Vec::new();
    lines.push(county_line(desk, books, view, &indicators));
    let mut groups: Vec<&str> = Vec::new();
    for unit in &books.books.units {
        if !groups.contains(&unit.group.as_str()) {
            groups.push(&unit.group);
        }
    }
    for group in groups {
        let members: Vec<&Unit> = units.iter().filter(|u| u.group == group).copied().collect();
        let Some(first) = members.first() else { continue };
        lines.push(group_line(desk, books, view, &indicators, first.group_label(lang), &members));
        lines.extend(members.iter().map(|unit| unit_line(desk, books, view, &indicators, unit)));
    }
    let grid = Grid {
        name: "scoreboard",
        caption: lang.of("统计表", "Scoreboard").to_owned(),
        columns: head,
        lines,
        empty: lang.of("没有符合条件的单位，请放宽条件。", "No unit meets the conditions; ask for less.").to_owned(),
        heat: true,
        notes: vec![
            lang.of(
                "小计为组内各单位计入数之和（全额双计的指标不合计）；全县数取自记录本身，不由单位数相加。比率先按原数计算，再四舍五入。",
                "A subtotal adds what the units of a group are credited with (not for indicators credited in full to each); the county's figure comes from the records, not from units. Ratios are computed from the original figures, then rounded.",
            )
            .to_owned(),
        ],
        lang,
    };
    (grid, shown)
}

fn statistic<'b>(books: &'b Gathered, indicator: &Indicator, unit: &Unit) -> Option<&'b Statistic> {
    books.statistic(indicator.number, unit.number)
}

fn is_shown(books: &Gathered, view: &View, indicators: &[&Indicator], unit: &Unit) -> bool {
    if !view.group.is_empty() && unit.group != view.group {
        return false;
    }
    if !view.q.is_empty() && ![&unit.name, &unit.name_en, &unit.code].into_iter().any(|name| view.needle.is_in(name)) {
        return false;
    }
    let deciding = indicators.iter().filter(|i| view.of.is_empty() || i.code == view.of);
    let mut all = deciding.filter_map(|i| statistic(books, i, unit));
    match view.only {
        "red" => all.any(|s| s.light == Some(Light::Red)),
        "behind" => all.any(|s| matches!(s.light, Some(Light::Red | Light::Yellow))),
        "unbroken" => all.any(|s| s.unbroken_days.is_some()),
        "missing" => all.any(|s| s.status == Status::NotReported),
        "duty" => all.any(|s| s.status != Status::NoDuty),
        _ => all.next().is_some(),
    }
}

fn reds(books: &Gathered, indicators: &[&Indicator], unit: &Unit) -> usize {
    indicators.iter().filter_map(|i| statistic(books, i, unit)).filter(|s| s.light == Some(Light::Red)).count()
}

/// Inside its group a unit stands where the sort puts it; what has no figure comes last.
fn sort(
    books: &Gathered,
    indicators: &[&Indicator],
    sorting: &Sorting<'_>,
    view: &View,
    units: &mut [&Unit],
    lang: domain::lang::Lang,
) {
    if sorting.by == "unit" {
        units.sort_by_key(|u| sort_key(u.label(lang)));
    } else if sorting.by == "red" {
        units.sort_by_key(|u| reds(books, indicators, u));
    } else if let Some(indicator) = indicators.iter().find(|i| i.code == sorting.by) {
        let key = |u: &Unit| statistic(books, indicator, u).and_then(|s| cells::sort_value(s, view.show));
        units.sort_by(|a, b| match (key(a), key(b)) {
            (Some(x), Some(y)) => Ratio::compare(x, y),
            (None, None) => std::cmp::Ordering::Equal,
            // Turned over below when the sort goes downwards.
            (None, Some(_)) => {
                if sorting.down {
                    std::cmp::Ordering::Less
                } else {
                    std::cmp::Ordering::Greater
                }
            }
            (Some(_), None) => {
                if sorting.down {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Less
                }
            }
        });
    } else {
        return;
    }
    if sorting.down {
        units.reverse();
    }
}

fn unit_line(desk: &Desk<'_>, books: &Gathered, view: &View, indicators: &[&Indicator], unit: &Unit) -> Line {
    let mut items = vec![Item::link(unit.label(desk.lang), at("units", &unit.code))];
    for indicator in indicators {
        items.push(match statistic(books, indicator, unit) {
            Some(s) => cells::unit_cell(&Shown { desk, books, indicator, show: view.show }, s, unit),
            None => Item { state: "none", ..Item::default() },
        });
    }
    items.push(red_item(reds(books, indicators, unit)));
    Line::of(items)
}

fn red_item(count: usize) -> Item {
    let number = domain::document::Number { mantissa: i64::try_from(count).unwrap_or(0), decimals: 0 };
    Item::number(if count == 0 { String::new() } else { count.to_string() }, number)
}

fn group_line(desk: &Desk<'_>, books: &Gathered, view: &View, indicators: &[&Indicator], label: &str, members: &[&Unit]) -> Line {
    let head = match desk.lang {
        domain::lang::Lang::Zh => format!("{label}（{}个）", members.len()),
        domain::lang::Lang::En => format!("{label} ({})", members.len()),
    };
    let mut items = vec![Item::text(head)];
    for indicator in indicators {
        let all: Vec<&Statistic> = members.iter().filter_map(|u| statistic(books, indicator, u)).collect();
        items.push(cells::subtotal(&Shown { desk, books, indicator, show: view.show }, &all));
    }
    items.push(red_item(members.iter().map(|u| reds(books, indicators, u)).sum()));
    Line { items, kind: RowKind::Subtotal }
}

fn county_line(desk: &Desk<'_>, books: &Gathered, view: &View, indicators: &[&Indicator]) -> Line {
    let mut items = vec![Item::text(desk.t("全县", "The county"))];
    for indicator in indicators {
        let county = books.books.county(indicator, books.period);
        let quantity = cells::quantity(indicator, &county, view.show);
        let answer = books.books.quantity(indicator, &county, quantity, books.period).filter(|_| quantity != Quantity::Rank);
        items.push(match answer {
            Some(answer) => Item {
                number: Some(cells::exact(&answer)),
                ..Item::figure(cells::text(&answer, quantity), desk.figure(indicator, None, quantity)).lit(county.light)
            },
            None => Item::text("—"),
        });
    }
    items.push(Item::default());
    Line { items, kind: RowKind::Total }
}
