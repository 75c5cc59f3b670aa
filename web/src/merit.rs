//! Merit 实绩: persons by unit and post for those who look after cadres, one's own record for everybody else, what was objected to.

mod event;
mod record;

pub use event::{act, page as event};
pub use record::page;

use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::orders::units;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::Pager;
use crate::words::at;
use acts::acting::{Caller, fresh_key};
use acts::merit::{MeritQuery, ObjectionRow, PersonRow, Span, Whose};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::lang::Lang;
use domain::merit::Id;
use domain::policy::{Action, Request, decide};

#[derive(Template)]
#[template(path = "merit/list.html")]
struct ListPage {
    f: Frame,
    /// Address, label, and whether it is the one shown.
    tabs: Vec<(String, &'static str, bool)>,
    /// The objections are shown, which nobody filters.
    objections: bool,
    units: Vec<Choice>,
    q: String,
    grid: Grid,
    pager: Pager,
    /// A unit's record as a file: format and address; none before a unit is chosen.
    papers: Vec<(&'static str, String)>,
}

/// The persons whose record somebody may read; who reads only their own is shown that.
pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::ReadMerit, asked, |desk| if reads_all(desk) { persons(desk) } else { record::own(desk) }).await
}

fn reads_all(desk: &Desk<'_>) -> bool {
    decide(desk.actor.role, Request::of(Action::ReadMerit)).is_ok()
}

fn persons(desk: &Desk<'_>) -> Result<Answer, Refused> {
    let (unit, q) = (desk.asked.param("unit"), desk.asked.param("q"));
    let span = Span::of(desk.looking.period, desk.looking.as_of)?;
    if !desk.asked.param("format").is_empty() {
        if unit.is_empty() {
            return Err(Refused::bad("merit.which_unit", "请先选定单位，再导出", "choose a unit, then export"));
        }
        return handed_out(desk, span, Whose::Unit(unit));
    }
    let query = MeritQuery { unit: unit.to_owned(), words: q.to_owned() };
    let rows = desk.office.merit_persons(&desk.actor, span, &query)?;
    let pager = Pager::new(desk.asked, rows.len())?;
    let grid = persons_grid(desk.lang, &rows[pager.range()]);
    let exports = !unit.is_empty() && decide(desk.actor.role, Request::of(Action::ExportMerit)).is_ok();
    let page = ListPage {
        f: Frame::of(desk, desk.t("实绩", "Merit")).around(&grid),
        tabs: tabs(desk, Tab::Persons)?,
        objections: false,
        units: units(desk, unit)?,
        q: q.to_owned(),
        papers: if exports { papers(desk) } else { Vec::new() },
        grid,
        pager,
    };
    Ok(Answer::Fresh(page.render()?))
}

/// What was objected to: of all, or of whoever looks.
pub async fn objections(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::ReadMerit, asked, |desk| {
        let rows = desk.office.merit_objections(&desk.actor, desk.looking.as_of)?;
        let pager = Pager::new(desk.asked, rows.len())?;
        let grid = objections_grid(desk.lang, &rows[pager.range()], true);
        let page = ListPage {
            f: Frame::of(desk, desk.t("实绩异议", "Objections to merit")).around(&grid),
            tabs: tabs(desk, Tab::Objections)?,
            objections: true,
            units: Vec::new(),
            q: String::new(),
            grid,
            pager,
            papers: Vec::new(),
        };
        Ok(Answer::Fresh(page.render()?))
    })
    .await
}

/// Which of the pages of merit is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Persons,
    Own,
    Objections,
}

fn tabs(desk: &Desk<'_>, shown: Tab) -> Result<Vec<(String, &'static str, bool)>, Refused> {
    let mut tabs = Vec::new();
    if reads_all(desk) {
        tabs.push(("/merit".to_owned(), desk.t("人员", "Persons"), shown == Tab::Persons));
    }
    if let Some(own) = desk.office.own_merit(&desk.actor)? {
        tabs.push((at("merit", &own), desk.t("我的实绩", "My record"), shown == Tab::Own));
    }
    tabs.push(("/merit/objections".to_owned(), desk.t("异议", "Objections"), shown == Tab::Objections));
    Ok(tabs)
}

/// A record as a file; that it was taken is a line of record.
fn handed_out(desk: &Desk<'_>, span: Span, whose: Whose<'_>) -> Result<Answer, Refused> {
    let caller = Caller { actor: desk.actor.clone(), origin: desk.asked.origin.clone(), key: fresh_key() };
    let exported = desk.office.export_merit(&caller, span, whose, desk.lang)?;
    let name = format!("{} {}", exported.title, desk.looking.period);
    if desk.asked.param("format") == "xlsx" {
        let basis = crate::frame::basis(desk);
        let bytes = documents::xlsx::write_table(&exported.table, &exported.title, &basis, desk.lang);
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        return Ok(Answer::File(format!("{name}.xlsx"), kind, bytes));
    }
    crate::bulletins::printed(desk, &exported.document, &name)?.ok_or(Refused::NotFound)
}

fn papers(desk: &Desk<'_>) -> Vec<(&'static str, String)> {
    ["docx", "xlsx"].map(|format| (format, desk.asked.with(&[("format", format), ("page", "")]))).into()
}

fn persons_grid(lang: Lang, rows: &[PersonRow]) -> Grid {
    let day = |day: Option<domain::calendar::Date>| Item::text(day.map_or_else(String::new, |day| day.to_string()));
    let lines = rows.iter().map(|row| {
        let held = &row.held;
        Line::of(vec![
            Item::link(lang.name(&row.name.0, &row.name.1), at("merit", &row.person)),
            Item::link(lang.name(&held.unit_name.0, &held.unit_name.1), at("units", &held.unit)),
            Item::text(lang.name(&held.title.0, &held.title.1)),
            day(held.from),
            day(held.until),
        ])
    });
    let heads = [("姓名", "Person"), ("单位", "Unit"), ("职务", "Post"), ("任职日期", "From"), ("离任日期", "Until")];
    Grid {
        name: "merit_persons",
        caption: lang.of("人员", "Persons").to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        empty: lang.of("没有符合条件的人员。", "Nobody meets the conditions.").to_owned(),
        lang,
        ..Grid::default()
    }
}

/// Where an event on a person's record is looked at.
fn event_address(person: &str, id: &Id) -> String {
    at(&format!("merit/{person}"), &id.to_string())
}

fn objections_grid(lang: Lang, rows: &[ObjectionRow], with_person: bool) -> Grid {
    let lines = rows.iter().map(|row| {
        let o = &row.objection;
        let waiting = lang.of("待决定", "awaiting a decision");
        let (outcome, decided) = match &o.decided {
            None => (waiting, String::new()),
            Some(decided) => (decided.outcome.label(lang), {
                let by = lang.name(&row.decided_by.0, &row.decided_by.1);
                format!("{} {by}{}{}", decided.on, lang.of("：", ": "), decided.reason)
            }),
        };
        let mut items = vec![
            Item::link(lang.name(&row.title.0, &row.title.1), event_address(&o.person, &o.event)),
            Item::text(o.event.on.to_string()),
            Item::text(format!("{} {}", o.on, o.reason)),
            Item::text(outcome),
            Item::text(decided),
        ];
        if with_person {
            items.insert(1, Item::link(lang.name(&row.name.0, &row.name.1), at("merit", &o.person)));
        }
        Line::of(items)
    });
    let heads = [
        ("事项", "Fact"),
        ("人员", "Person"),
        ("事项日期", "Day"),
        ("异议", "Objection"),
        ("状态", "State"),
        ("决定和理由", "Decision and reason"),
    ];
    let shown = heads.iter().filter(|head| with_person || head.0 != "人员");
    Grid {
        name: "merit_objections",
        caption: lang.of("实绩异议", "Objections to merit").to_owned(),
        columns: shown.map(|(zh, en)| Col::text(lang.of(zh, en))).collect(),
        lines: lines.collect(),
        empty: lang.of("没有提出过异议。", "Nothing was objected to.").to_owned(),
        lang,
        ..Grid::default()
    }
}
