//! Pack 会议材料: on the page every figure opens; as a file it prints; the page of one unit can be had alone.

use crate::asked::Asked;
use crate::bulletins::{downloads, printed, sheet};
use crate::frame::Frame;
use crate::site::{Answer, Site};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "meetings/pack.html")]
struct PackPage {
    f: Frame,
    code: String,
    title: String,
    sheet: String,
    downloads: Vec<(&'static str, String)>,
    figures: usize,
    is_draft: bool,
}

pub async fn page(State(site): State<Site>, Path(code): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        let document = match desk.asked.param("unit") {
            "" => desk.office.meeting_pack(&desk.actor, &code, desk.lang)?,
            unit => desk.office.meeting_unit_page(&desk.actor, &code, unit, desk.lang)?,
        };
        let title = document.title.replace('\n', " ");
        if let Some(file) = printed(desk, &document, &title)? {
            return Ok(file);
        }
        let page = PackPage {
            f: Frame::of(desk, title.clone()),
            code: code.clone(),
            title,
            sheet: sheet(&document),
            downloads: downloads(desk),
            figures: document.figures.len(),
            is_draft: !document.watermark.is_empty(),
        };
        // It depends on the day, too: a pack that was not sent out is of the day before.
        Ok(Answer::Fresh(page.render()?))
    })
    .await
}
