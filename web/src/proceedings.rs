//! Proceedings 问责: what the rules propose, what is under way and what became of it; one put before who decides; one in full.

mod new;
mod page;

pub use new::{open, page as new};
pub use page::{page, step};

use crate::asked::{Asked, address};
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::orders::{asked_for, choices, units};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, Listed, Pager, export, listed};
use crate::words::at;
use acts::proceedings::{Grounded, Ladder, ProceedingQuery, ProceedingRow, Proposed};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::accountability::{Cause, Rung, State as ProceedingState};
use domain::lang::Lang;
use domain::policy::{Action, Request, decide};

#[derive(Template)]
#[template(path = "proceedings/list.html")]
struct ListPage {
    f: Frame,
    /// Address, label, and whether it is the one shown.
    tabs: Vec<(String, &'static str, bool)>,
    /// The proposals are shown, which have no state to filter by, but a measure.
    proposals: bool,
    /// How many of each measure are proposed.
    tally: String,
    rungs: Vec<Choice>,
    states: Vec<Choice>,
    units: Vec<Choice>,
    over: bool,
    grid: Grid,
    pager: Pager,
    exports: Exports,
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(
        Action::ReadMeasure,
        asked,
        |desk| if desk.asked.param("show") == "proposals" { proposed(desk) } else { kept(desk) },
    )
    .await
}

fn kept(desk: &Desk<'_>) -> Result<Answer, Refused> {
    let query = ProceedingQuery {
        unit: desk.asked.param("unit").to_owned(),
        state: asked_for("state", desk.asked.param("state"), ProceedingState::parse)?,
        over: desk.asked.param("over") == "1",
    };
    let read = |skip, take| desk.office.proceedings(&desk.actor, desk.looking.as_of, &query, skip, take);
    match listed(desk, read, |rows| grid(desk, rows))? {
        Listed::File(file) => Ok(file),
        Listed::Page(grid, pager) => shown(desk, None, grid, pager),
    }
}

fn proposed(desk: &Desk<'_>) -> Result<Answer, Refused> {
    let mut ladder = desk.office.ladder(&desk.actor, desk.looking.as_of)?;
    let unit = desk.asked.param("unit");
    ladder.proposals.retain(|p| unit.is_empty() || p.unit == unit);
    let tally = tally(&ladder, desk.lang);
    let rung = asked_for("rung", desk.asked.param("rung"), Rung::parse)?;
    ladder.proposals.retain(|p| rung.is_none_or(|rung| p.first.rule.rung == rung));
    if !desk.asked.param("format").is_empty()
        && let Some(file) = export(desk, &proposals(desk, &ladder, &ladder.proposals))?
    {
        return Ok(file);
    }
    let pager = Pager::new(desk.asked, ladder.proposals.len())?;
    let grid = proposals(desk, &ladder, &ladder.proposals[pager.range()]);
    shown(desk, Some(tally), grid, pager)
}

/// 建议诫勉 2 · 约谈 6, the gravest first.
fn tally(ladder: &Ladder, lang: Lang) -> String {
    let of = |rung: &Rung| (rung.label(lang), ladder.proposals.iter().filter(|p| p.first.rule.rung == *rung).count());
    let counts = Rung::ALL.iter().rev().map(of).filter(|(_, count)| *count > 0);
    counts.map(|(label, count)| format!("{label} {count}")).collect::<Vec<_>>().join(" · ")
}

/// `tally`: of the proposals, if they are what is shown.
fn shown(desk: &Desk<'_>, tally: Option<String>, grid: Grid, pager: Pager) -> Result<Answer, Refused> {
    let (lang, proposals) = (desk.lang, tally.is_some());
    // Whoever sees all proceedings sees what is proposed.
    let sees_all = decide(desk.actor.role, Request::of(Action::ReadMeasure)).is_ok();
    let tabs = [
        ("/proceedings", "已提请", "Put forward", false),
        ("/proceedings?show=proposals", "规则建议", "Proposed by the rules", true),
    ];
    let tab = |(href, zh, en, of): (&str, &'static str, &'static str, bool)| (href.to_owned(), lang.of(zh, en), of == proposals);
    let page = ListPage {
        f: Frame::of(desk, desk.t("问责", "Accountability")).around(&grid),
        tabs: if sees_all { tabs.into_iter().map(tab).collect() } else { Vec::new() },
        proposals,
        tally: tally.unwrap_or_default(),
        rungs: choices(Rung::ALL.iter().rev().map(|r| (r.code(), r.label(lang))), desk.asked.param("rung"), lang),
        states: choices(ProceedingState::ALL.iter().map(|s| (s.code(), s.label(lang))), desk.asked.param("state"), lang),
        units: if sees_all { units(desk, desk.asked.param("unit"))? } else { Vec::new() },
        over: desk.asked.param("over") == "1",
        grid,
        pager,
        exports: Exports::of(desk),
    };
    Ok(Answer::Html(page.render()?))
}

fn grid(desk: &Desk<'_>, rows: &[ProceedingRow]) -> Grid {
    let lang = desk.lang;
    let day = |day: Option<domain::calendar::Date>| Item::text(day.map_or_else(String::new, |day| day.to_string()));
    let lines = rows.iter().map(|p| {
        Line::of(vec![
            Item::link(p.rung.label(lang), at("proceedings", &p.code)),
            Item::link(lang.name(&p.unit_name.0, &p.unit_name.1), at("units", &p.unit)),
            Item::text(p.state.label(lang)),
            day(p.opened_on),
            day(p.due),
            day(p.expires_on),
            Item::text(if p.number.is_empty() { &p.code } else { &p.number }),
        ])
    });
    let heads = [
        ("措施", "Measure"),
        ("单位", "Unit"),
        ("状态", "State"),
        ("提请日期", "Put forward"),
        ("复核期限", "Review by"),
        ("影响期至", "In effect until"),
        ("编号", "No."),
    ];
    Grid {
        name: "proceedings",
        caption: desk.t("问责事项", "Proceedings").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        empty: desk.t("没有符合条件的问责事项。", "No proceeding meets the conditions.").to_owned(),
        lang,
        ..Grid::default()
    }
}

/// What the rules propose, gravest first, a unit with everything it reaches; each opens at the newest figure that led to it.
fn proposals(desk: &Desk<'_>, ladder: &Ladder, rows: &[Proposed]) -> Grid {
    let lang = desk.lang;
    let runs = !desk.looking.past && decide(desk.actor.role, Request::of(Action::RunMeasure)).is_ok();
    let told = |measure: String, unit: Item, of: &Grounded| {
        vec![
            Item::text(measure),
            unit,
            newest(ladder, of, lang),
            Item::text(since(&of.cause, lang)),
            Item::text(of.rule.sentence(lang)),
        ]
    };
    let mut lines = Vec::new();
    for p in rows {
        let name = lang.name(&p.unit_name.0, &p.unit_name.1);
        let mut items = told(p.first.rule.rung.label(lang).to_owned(), Item::link(name, at("units", &p.unit)), &p.first);
        if runs {
            let asked = [("unit", p.unit.as_str()), ("ground", p.ground.as_str())];
            items.push(Item::link(lang.of("提请决定", "Put forward"), address("/proceedings/new", asked.into_iter())));
        }
        lines.push(Line::of(items));
        for of in &p.beside {
            let mut items = told(format!("{}{}", lang.of("另够 ", "also "), of.rule.rung.label(lang)), Item::text(name), of);
            items.extend(runs.then(Item::default));
            lines.push(Line::of(items));
        }
    }
    let heads =
        [("建议措施", "Measure"), ("单位", "Unit"), ("最近一期依据", "Newest figure"), ("期别", "Periods"), ("规则", "Rule")];
    let mut columns: Vec<Col> = heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into();
    columns.extend(runs.then(|| Col::way(lang.of("办理", "Do"))));
    Grid {
        name: "proposed_measures",
        caption: desk.t("规则建议", "Proposed by the rules").to_owned(),
        columns,
        lines,
        empty: desk.t("规则没有提出新的建议。", "The rules propose nothing new.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn newest(ladder: &Ladder, grounded: &Grounded, lang: Lang) -> Item {
    match ladder.newest(grounded) {
        Some(evidence) => {
            let said = format!("{} {}", evidence.label.of(lang), evidence.said.of(lang));
            Item::figure(said, at("figures", &evidence.id))
        }
        None => {
            let order = grounded.evidence.first().map_or("", String::as_str);
            Item::link(format!("{} {order}", lang.of("督办", "Order")), at("orders", order))
        }
    }
}

/// The periods that counted, or how late the order is.
fn since(cause: &Cause, lang: Lang) -> String {
    let Cause::Periods { periods, .. } = cause else { return cause.late(lang).unwrap_or_default() };
    let names: Vec<String> = periods.iter().map(ToString::to_string).collect();
    names.join(lang.of("、", ", "))
}
