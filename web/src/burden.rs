//! Burden 填报负担: what every form costs, by form and by unit, what is asked twice, and the price of a new indicator.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::export;
use crate::words::at;
use acts::burden::{Asked as Given, Proposal, proposed, units_named};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::burden::{Added, Burden, Form, MINUTES_PER_FIELD, minutes};
use domain::document::Number;
use domain::lang::Lang;
use domain::measure::{Ratio, fixed, grouped};
use domain::registers::register;
use std::collections::BTreeSet;

/// Units of the list of those that type most.
const TOP: usize = 20;

#[derive(Template)]
#[template(path = "burden/page.html")]
struct BurdenPage {
    f: Frame,
    year: i16,
    typed: String,
    hours: String,
    forms: usize,
    per_field: i64,
    grid: Grid,
    units: Grid,
    twice: Vec<(String, i64)>,
    xlsx: String,
    csv: String,
    // The form for a new indicator and what it would add.
    name: String,
    uom: String,
    sources: Vec<Choice>,
    groups: Vec<Choice>,
    added: Vec<String>,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let year = desk.looking.period.year;
        let (burden, given) = desk.office.burden(&desk.actor, year, desk.looking.as_of)?;
        let grid = grid(desk, &burden, &given);
        if let Some(file) = export(desk, &grid)? {
            return Ok(file);
        }
        let param = |name: &str| desk.asked.param(name).to_owned();
        let page = BurdenPage {
            f: Frame::of(desk, desk.t("填报负担", "Burden of forms")),
            year,
            typed: count(burden.typed()),
            hours: hours(burden.typed()),
            forms: burden.lines.len(),
            per_field: MINUTES_PER_FIELD,
            units: units(desk, &burden, &given),
            twice: burden.twice.iter().map(|t| (t.sentence(desk.lang).to_owned(), t.units)).collect(),
            xlsx: desk.asked.with(&[("format", "xlsx")]),
            csv: desk.asked.with(&[("format", "csv")]),
            name: param("name"),
            uom: param("uom"),
            sources: sources(desk),
            groups: groups(desk, &given),
            added: added(desk, &given)?,
            grid,
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn count(n: i64) -> String {
    grouped(&n.to_string())
}

fn hours(typed: i64) -> String {
    grouped(&fixed(&Ratio::new(minutes(typed), 60), 1))
}

fn number(n: i64) -> Item {
    Item::number(count(n), Number { mantissa: n, decimals: 0 })
}

fn in_hours(typed: i64) -> Item {
    Item::number(hours(typed), Ratio::new(minutes(typed), 60).number(1))
}

fn grid(desk: &Desk<'_>, burden: &Burden, given: &Given) -> Grid {
    let n = |zh, en| Col::number(desk.t(zh, en), "");
    let columns = vec![
        Col::text(desk.t("表格", "Form")),
        n("栏目数", "Fields"),
        n("填报单位", "Units"),
        n("一年次数", "Times a year"),
        n("一年填写栏数", "Fields typed a year"),
        Col::number(desk.t("估计工时", "Estimated hours"), desk.t("小时", "hours")),
    ];
    let line = |line: &domain::burden::Line| {
        let name = match &line.form {
            Form::Return(campaign) => Item::text(return_name(campaign, given, desk.lang)),
            Form::Register(noun) => {
                let label = register(noun).map_or(*noun, |r| desk.lang.of(r.zh, r.en));
                Item::link(label, at("registers", noun))
            }
        };
        Line::of(vec![
            name,
            number(line.fields),
            number(line.units),
            number(line.times),
            number(line.typed),
            in_hours(line.typed),
        ])
    };
    Grid {
        name: "burden",
        caption: desk.t("填报负担", "Burden of forms").to_owned(),
        columns,
        lines: burden.lines.iter().map(line).collect(),
        empty: desk.t("没有要填的表格。", "There is no form to fill in.").to_owned(),
        lang: desk.lang,
        ..Grid::default()
    }
}

fn return_name(campaign: &str, given: &Given, lang: Lang) -> String {
    let found = given.campaigns.iter().find(|c| c.0 == campaign);
    let name = found.map_or(campaign, |c| lang.name(&c.1, &c.2));
    match lang {
        Lang::Zh => format!("月报：{name}"),
        Lang::En => format!("Monthly return: {name}"),
    }
}

fn units(desk: &Desk<'_>, burden: &Burden, given: &Given) -> Grid {
    let columns = vec![
        Col::text(desk.t("单位", "Unit")),
        Col::number(desk.t("月报填写栏数", "Typed in returns"), ""),
        Col::number(desk.t("台账填写栏数", "Typed in registers"), ""),
        Col::number(desk.t("估计工时", "Estimated hours"), desk.t("小时", "hours")),
    ];
    let lines = burden.units.iter().take(TOP).filter_map(|of| {
        let unit = given.units.iter().find(|u| u.number == of.unit)?;
        let name = Item::link(unit.label(desk.lang), at("units", &unit.code));
        Some(Line::of(vec![name, number(of.returns), number(of.registers), in_hours(of.typed())]))
    });
    Grid {
        name: "burden_of_units",
        caption: desk.t("填得最多的单位", "Units that type most").to_owned(),
        columns,
        lines: lines.collect(),
        empty: desk.t("没有单位要填表。", "No unit has a form to fill in.").to_owned(),
        lang: desk.lang,
        ..Grid::default()
    }
}

fn sources(desk: &Desk<'_>) -> Vec<Choice> {
    let chosen = desk.asked.param("source");
    [
        ("returns", "各单位按月填报", "filed by units each month"),
        ("counted", "由已有台账计数", "counted from a register there is"),
    ]
    .map(|(value, zh, en)| Choice { value: value.to_owned(), label: desk.t(zh, en).to_owned(), chosen: chosen == value })
    .into()
}

fn groups(desk: &Desk<'_>, given: &Given) -> Vec<Choice> {
    let asked: BTreeSet<&str> = desk.asked.params.iter().filter(|p| p.0 == "group").map(|p| p.1.as_str()).collect();
    let mut seen = BTreeSet::new();
    let groups = given.units.iter().filter(|u| seen.insert(u.group.clone()));
    let choice = |u: &domain::units::Unit| Choice {
        value: u.group.clone(),
        label: u.group_label(desk.lang).to_owned(),
        chosen: asked.contains(u.group.as_str()),
    };
    groups.map(choice).collect()
}

/// What the indicator of the form would add, in sentences; nothing before one is asked about.
fn added(desk: &Desk<'_>, given: &Given) -> Result<Vec<String>, Refused> {
    let (name, uom) = (desk.asked.param("name"), desk.asked.param("uom"));
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let indicator = match proposed(&[("indicator_id", name), ("name", name), ("uom", uom)]) {
        Ok(indicator) => indicator,
        Err((_, zh, en)) => return Ok(vec![desk.lang.of(&zh, &en).to_owned()]),
    };
    if desk.asked.param("source") == "counted" {
        let free = desk.t("由已有台账计数：各单位不多填一栏。", "Counted from a register there is: no unit types a field more.");
        return Ok(vec![free.to_owned()]);
    }
    let asked = desk.asked.params.iter().filter(|p| p.0 == "group").filter_map(|p| units_named(&p.1, &given.units)).flatten();
    let proposal = Proposal { indicator, units: asked.collect() };
    if proposal.units.is_empty() {
        return Ok(vec![desk.t("请至少选一个排名组。", "Choose at least one group of units.").to_owned()]);
    }
    let added = desk.office.burden_with(given, std::slice::from_ref(&proposal), desk.looking.as_of);
    Ok(added.iter().flat_map(|a| sentences(desk, a)).collect())
}

fn sentences(desk: &Desk<'_>, added: &Added) -> Vec<String> {
    let (units, periods, typed, hours) = (added.units, added.periods, count(added.typed), hours(added.typed));
    let price = match desk.lang {
        Lang::Zh => format!("本年内增加{typed}栏（{units}个单位 × {periods}个月 × 1栏），约{hours}小时。"),
        Lang::En => format!("Adds {typed} fields this year ({units} units × {periods} months × 1 field), about {hours} hours."),
    };
    std::iter::once(price).chain(added.twice.iter().map(|t| t.sentence(desk.lang).to_owned())).collect()
}
