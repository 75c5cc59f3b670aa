//! Record 办事留痕: the auditor's pages /acts — who did what, one act opened, and the proof that nothing was changed.

mod proof;

pub use proof::{checkpoint, kept_checkpoint, prove, verification, verify};

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, PAGE_ROWS, export};
use crate::words::at;
use acts::audit::{HEADS, Opened, act_words};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{Date, end_of_day, instant_text, parse_day, start_of_day};
use domain::document::Number;
use domain::lang::Lang;
use domain::policy::Action;
use store::{ActQuery, ActRow};

/// Rows of an export; more are asked for by a shorter span of days.
const EXPORT_ROWS: usize = 100_000;

#[derive(Template)]
#[template(path = "acts/list.html")]
struct ListPage {
    f: Frame,
    from: String,
    to: String,
    actor: String,
    verb: String,
    q: String,
    oldest: bool,
    filtered: bool,
    grid: Grid,
    first: String,
    next: String,
    exports: Exports,
}

#[derive(Template)]
#[template(path = "acts/page.html")]
struct ActPage {
    f: Frame,
    act: ActRow,
    did: String,
    role: String,
    at: String,
    origin: String,
    truly_at: String,
    counts: String,
    opened: Opened,
    shown: bool,
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::ReadActs, asked, |desk| {
        let mut query = query(desk.asked)?;
        if !desk.asked.param("format").is_empty() {
            let whole = ActQuery { limit: EXPORT_ROWS, before: None, after: None, ..query };
            let acts = desk.office.acts(&desk.actor, &whole)?;
            return export(desk, &grid(desk, &acts))?.ok_or(Refused::NotFound);
        }
        query.limit = PAGE_ROWS + 1;
        let mut acts = desk.office.acts(&desk.actor, &query)?;
        let more = acts.len() > PAGE_ROWS;
        acts.truncate(PAGE_ROWS);
        let last = acts.last().map_or_else(String::new, |a| a.seq.to_string());
        let (cursor, other) = if query.oldest { ("after", "before") } else { ("before", "after") };
        let begun = query.before.is_some() || query.after.is_some();
        let param = |name: &str| desk.asked.param(name).to_owned();
        let page = ListPage {
            f: Frame::of(desk, desk.t("办事留痕", "Record of acts")),
            from: param("from"),
            to: param("to"),
            actor: param("actor"),
            verb: param("verb"),
            q: param("q"),
            oldest: query.oldest,
            filtered: ["from", "to", "actor", "verb", "q"].iter().any(|p| !desk.asked.param(p).is_empty()),
            grid: grid(desk, &acts),
            first: if begun { desk.asked.with(&[("before", ""), ("after", "")]) } else { String::new() },
            next: if more { desk.asked.with(&[(cursor, &last), (other, "")]) } else { String::new() },
            exports: Exports::of(desk),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

/// The filter of the address.
fn query(asked: &Asked) -> Result<ActQuery, Refused> {
    let day = |name: &str| match asked.param(name) {
        "" => Ok(None),
        text => parse_day(text).map(Some).ok_or_else(|| Refused::from(acts::Error::BadDay(text.to_owned()))),
    };
    let place = |name: &str| match asked.param(name) {
        "" => Ok(None),
        text => text
            .parse::<i64>()
            .map(Some)
            .map_err(|_| Refused::bad("web.bad_place", "链上位置应为整数", "a place in the chain is a whole number")),
    };
    Ok(ActQuery {
        from_at: day("from")?.map(start_of_day),
        to_at: day("to")?.map(end_of_day),
        actor: asked.param("actor").to_owned(),
        verb: asked.param("verb").to_owned(),
        text: asked.param("q").to_owned(),
        before: place("before")?,
        after: place("after")?,
        oldest: asked.param("order") == "oldest",
        limit: 0,
    })
}

fn grid(desk: &Desk<'_>, acts: &[ActRow]) -> Grid {
    let columns = HEADS.map(|(zh, en)| Col::text(desk.t(zh, en))).to_vec();
    let line = |act: &ActRow| {
        let [place, when, who, role, what, subject, reason, origin] = act_words(act, desk.lang);
        let number = Number { mantissa: act.seq, decimals: 0 };
        let of_actor = desk.asked.with(&[("actor", &act.actor), ("before", ""), ("after", ""), ("format", "")]);
        Line::of(vec![
            Item { number: Some(number), ..Item::link(place.clone(), at("acts", &place)) },
            Item { hint: truly_at(act), ..Item::text(when) },
            Item::link(who, of_actor),
            Item::text(role),
            Item { hint: act.verb.clone(), ..Item::text(what) },
            Item::text(subject),
            Item::text(reason),
            Item::text(origin),
        ])
    };
    Grid {
        name: "acts",
        caption: desk.t("办事留痕", "Record of acts").to_owned(),
        columns,
        lines: acts.iter().map(line).collect(),
        empty: desk.t("没有符合条件的办事留痕。", "No act meets the conditions.").to_owned(),
        lang: desk.lang,
        ..Grid::default()
    }
}

/// The true clock, where it is another day than the day of record: a loaded history, a demonstration.
fn truly_at(act: &ActRow) -> String {
    let day = |instant| -> Date { domain::calendar::day_at(instant) };
    if day(act.written_at) == day(act.recorded_at) { String::new() } else { instant_text(act.written_at) }
}

pub async fn page(State(site): State<Site>, Path(seq): Path<String>, asked: Asked) -> Response {
    site.page_of(Action::ReadActs, asked, move |desk| {
        let opened = desk.office.act_at(&desk.actor, place(&seq)?, desk.lang)?;
        Ok(Answer::Fresh(act_page(desk, opened, false)?))
    })
    .await
}

/// Open an act with its values: POST from its page.
pub async fn open(State(site): State<Site>, Path(seq): Path<String>, asked: Asked, body: String) -> Response {
    site.act(Action::ReadActs, asked, Form::read(&body), move |desk, form| {
        form.only(&["reason"], &[])?;
        let opened = desk.office.open_act(&desk.caller(form), place(&seq)?, form.get("reason"), desk.lang)?;
        Ok(Answer::Fresh(act_page(desk, opened, true)?))
    })
    .await
}

fn place(seq: &str) -> Result<i64, Refused> {
    seq.parse().map_err(|_| Refused::NotFound)
}

fn act_page(desk: &Desk<'_>, opened: Opened, shown: bool) -> Result<String, Refused> {
    let lang = desk.lang;
    let counts: Vec<String> = opened.counts.iter().map(|(what, rows)| format!("{what} {rows}")).collect();
    let act = opened.act.clone();
    let [_, at, _, role, did, _, _, origin] = act_words(&act, lang);
    let title = match lang {
        Lang::Zh => format!("第{}号留痕", act.seq),
        Lang::En => format!("Act no. {}", act.seq),
    };
    let page = ActPage {
        did,
        role,
        at,
        origin,
        truly_at: truly_at(&act),
        counts: counts.join(lang.of("，", ", ")),
        f: Frame::of(desk, title),
        act,
        opened,
        shown,
    };
    Ok(page.render()?)
}
