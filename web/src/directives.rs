//! Directives 部署: the list, a text kept, and its page — the text with what became of every sentence, the proposals beside it.

mod decide;
mod page;

pub use decide::decide;
pub use page::page;

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::acting::Caller;
use acts::directives::NewDirective;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::parse_day;
use domain::policy::{Action, Request, decide as decided};
use domain::registers::DIRECTIVE_KINDS;

/// Largest form with a text, bytes: two hundred thousand characters, each written in nine.
pub const BODY_BYTES: usize = 2 * 1024 * 1024;

#[derive(Template)]
#[template(path = "directives/list.html")]
struct ListPage {
    f: Frame,
    grid: Grid,
    may_keep: bool,
}

#[derive(Template)]
#[template(path = "directives/new.html")]
struct NewPage {
    f: Frame,
    wrong: String,
    kinds: Vec<Choice>,
    /// Title, number, issuer, speaker, day, text.
    given: [String; 6],
}

const FIELDS: [&str; 7] = ["kind", "title", "number", "issuer", "speaker", "on", "text"];

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let rows = desk.office.directives(&desk.actor, desk.looking.as_of)?;
        let lang = desk.lang;
        let kind = |code: &str| DIRECTIVE_KINDS.iter().find(|k| k.0 == code).map_or("", |k| lang.of(k.1, k.2));
        let lines = rows.iter().map(|r| {
            Line::of(vec![
                Item::link(&r.directive.title, at("directives", &r.directive.code)),
                Item::text(kind(&r.directive.kind)),
                Item::text(r.directive.on.to_string()),
                Item::text(if r.directive.speaker.is_empty() { &r.directive.issuer } else { &r.directive.speaker }),
                Item::text(r.sentences.to_string()),
                Item::text(r.fate.sentence(lang)),
            ])
        });
        let heads = [
            ("标题", "Title"),
            ("文种", "Kind"),
            ("日期", "Day"),
            ("讲话人、发文机关", "By"),
            ("语句", "Sentences"),
            ("落实去向", "What became of it"),
        ];
        let grid = Grid {
            name: "directives",
            caption: desk.t("部署", "Directives").to_owned(),
            columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
            lines: lines.collect(),
            empty: desk.t("还没有登记部署。", "No directive is kept yet.").to_owned(),
            lang,
            ..Grid::default()
        };
        let may_keep = !desk.looking.past && decided(desk.actor.role, Request::of(Action::KeepTasks)).is_ok();
        let page = ListPage { f: Frame::of(desk, desk.t("部署", "Directives")), grid, may_keep };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

pub async fn new(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::KeepTasks, asked, |desk| Ok(Answer::Fresh(shown(desk, &Form::default(), String::new())?))).await
}

pub async fn keep(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::KeepTasks, asked, Form::read(&body), |desk, form| {
        form.only(&FIELDS, &[])?;
        let Some(on) = parse_day(form.get("on")) else {
            let wrong = desk.t("请填日期", "give the day").to_owned();
            return Ok(Answer::Again(shown(desk, form, wrong)?));
        };
        // A browser ends lines as the network does; the text is kept as it is read.
        let text = form.raw("text").replace("\r\n", "\n");
        let new = NewDirective {
            kind: form.get("kind"),
            title: form.get("title"),
            number: form.get("number"),
            issuer: form.get("issuer"),
            speaker: form.get("speaker"),
            on,
            text: text.trim(),
        };
        match desk.office.keep_directive(&desk.caller(form), &new) {
            Ok(code) => {
                let caller = desk.caller(form);
                let reading = Caller { key: format!("{}-r", caller.key), ..caller };
                desk.office.read_directive(&reading, &code)?;
                Ok(Answer::Elsewhere(at("directives", &code)))
            }
            Err(error @ (acts::Error::NoText | acts::Error::TextTooLong(_))) => {
                Ok(Answer::Again(shown(desk, form, error.sentence(desk.lang))?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn shown(desk: &Desk<'_>, form: &Form, wrong: String) -> Result<String, Refused> {
    let kinds = DIRECTIVE_KINDS.iter().map(|k| Choice {
        value: k.0.to_owned(),
        label: desk.lang.of(k.1, k.2).to_owned(),
        chosen: k.0 == form.get("kind"),
    });
    let given = ["title", "number", "issuer", "speaker", "on", "text"].map(|name| form.raw(name).to_owned());
    let f = Frame::of(desk, desk.t("登记部署", "Keep a directive"));
    Ok(NewPage { f, wrong, kinds: kinds.collect(), given }.render()?)
}
