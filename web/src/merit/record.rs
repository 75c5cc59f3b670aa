//! One person's record 实绩纪实: what is their own apart from what is their unit's, what was objected to, and what was left out for it.

use super::{Tab, event_address, handed_out, objections_grid, papers, tabs};
use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::merit::{EventRow, Span, Whose};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::day_text;
use domain::lang::Lang;
use domain::notices::nothing;
use domain::policy::Action;

#[derive(Template)]
#[template(path = "merit/record.html")]
struct Page {
    f: Frame,
    tabs: Vec<(String, &'static str, bool)>,
    name: String,
    /// The days it is about, in words.
    days: String,
    posts: Vec<String>,
    own: Grid,
    of_unit: Grid,
    left_out: Grid,
    objections: Grid,
    empty: &'static str,
    is_own: bool,
    papers: Vec<(&'static str, String)>,
}

pub async fn page(State(site): State<Site>, Path(person): Path<String>, asked: Asked) -> Response {
    site.page_of(Action::ReadMerit, asked, move |desk| shown(desk, &person)).await
}

/// The record of whoever looks.
pub fn own(desk: &Desk<'_>) -> Result<Answer, Refused> {
    let person = desk.office.own_merit(&desk.actor)?.ok_or(Refused::NotFound)?;
    shown(desk, &person)
}

fn shown(desk: &Desk<'_>, person: &str) -> Result<Answer, Refused> {
    let lang = desk.lang;
    let span = Span::of(desk.looking.period, desk.looking.as_of)?;
    if !desk.asked.param("format").is_empty() {
        return handed_out(desk, span, Whose::Person(person));
    }
    let record = desk.office.merit_record(&desk.actor, span, person)?;
    let (own, of_unit): (Vec<EventRow>, Vec<EventRow>) = record.events.into_iter().partition(EventRow::is_own);
    let days = (day_text(span.from, lang), day_text(span.to, lang));
    let name = lang.name(&record.name.0, &record.name.1).to_owned();
    let grids = |rows: &[EventRow], caption: &str| grid(lang, person, rows, caption);
    let own = grids(&own, lang.of("本人参与的事项", "What the person had a part in"));
    let page = Page {
        f: Frame::of(desk, format!("{name}{}", lang.of("实绩", ": merit"))).around(&own),
        tabs: tabs(desk, if record.own { Tab::Own } else { Tab::Persons })?,
        days: match lang {
            Lang::Zh => format!("{}至{}", days.0, days.1),
            Lang::En => format!("{} to {}", days.0, days.1),
        },
        posts: record.posts.iter().map(|held| held.text(lang)).collect(),
        of_unit: grids(&of_unit, lang.of("任职单位的事项", "What the person's unit did")),
        left_out: grids(&record.left_out, lang.of("异议成立，不再计入", "Left out: the objection was upheld")),
        objections: objections_grid(lang, &record.objections, false),
        empty: nothing(lang),
        is_own: record.own,
        papers: if record.may_export { papers(desk) } else { Vec::new() },
        name,
        own,
    };
    Ok(Answer::Fresh(page.render()?))
}

fn grid(lang: Lang, person: &str, rows: &[EventRow], caption: &str) -> Grid {
    let lines = rows.iter().map(|row| {
        let planned = row.planned.map_or_else(String::new, |day| day.to_string());
        let timing = row.timing.map_or_else(String::new, |timing| timing.text(lang));
        let ties: Vec<String> = row.ties.iter().map(|tie| tie.text(lang)).collect();
        let objection = row.objection.as_ref().map(|row| match &row.objection.decided {
            None => lang.of("有异议，待决定", "objected to, awaiting a decision"),
            Some(decided) => decided.outcome.label(lang),
        });
        Line::of(vec![
            Item::link(lang.name(&row.title.0, &row.title.1), event_address(person, &row.id)),
            Item::text(row.id.on.to_string()),
            Item::text(ties.join(lang.of("；", "; "))),
            Item::text(row.id.kind.label(lang)),
            Item::text(planned),
            Item::text(timing),
            Item::text(objection.unwrap_or_default()),
        ])
    });
    let heads = [
        ("事项", "Fact"),
        ("日期", "Day"),
        ("归属", "Whose"),
        ("类别", "Kind"),
        ("计划", "Planned"),
        ("早晚", "Early or late"),
        ("异议", "Objection"),
    ];
    Grid {
        name: "merit",
        caption: caption.to_owned(),
        columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
        lines: lines.collect(),
        lang,
        ..Grid::default()
    }
}
