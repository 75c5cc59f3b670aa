//! Directives 部署: the list, a text kept, and its page — the text with what became of every sentence, the proposals beside it.

mod decide;
mod new;
mod page;
mod parts;

pub use decide::decide;
pub use new::{keep, new};
pub use page::page;

use crate::asked::Asked;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::site::{Answer, Site};
use crate::words::at;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::policy::{Action, Request, decide as decided};
use domain::registers::DIRECTIVE_KINDS;

#[derive(Template)]
#[template(path = "directives/list.html")]
struct ListPage {
    f: Frame,
    grid: Grid,
    may_keep: bool,
}

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
