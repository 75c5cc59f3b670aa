//! Meetings 调度会: the list, one planned, one with everything about it, its pack, and its minutes.

mod attend;
mod minutes;
mod new;
mod pack;
mod page;
mod take;

pub use minutes::keep as minutes;
pub use new::{page as new, plan};
pub use pack::page as pack;
pub use page::page;
pub use take::take;

use crate::asked::Asked;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::site::{Answer, Site};
use crate::words::at;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::policy::{Action, Request, decide};

#[derive(Template)]
#[template(path = "meetings/list.html")]
struct ListPage {
    f: Frame,
    grid: Grid,
    may_plan: bool,
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let lang = desk.lang;
        let rows = desk.office.meetings(&desk.actor, desk.looking.as_of)?;
        let lines = rows.iter().map(|row| {
            let until = row.meeting.comments_to.map_or_else(String::new, |until| until.to_string());
            Line::of(vec![
                Item::link(&row.title, at("meetings", &row.code)),
                Item::text(row.meeting.meeting_on.to_string()),
                Item::text(row.meeting.state.label(lang)),
                Item::text(row.topics.join(lang.of("；", "; "))),
                Item::text(until),
                Item::text(row.minutes.len().to_string()),
            ])
        });
        let heads = [
            ("会议", "Meeting"),
            ("开会日期", "Day"),
            ("状态", "State"),
            ("议题", "Topics"),
            ("意见截止", "Comments until"),
            ("纪要", "Minutes"),
        ];
        let grid = Grid {
            name: "meetings",
            caption: desk.t("会议", "Meetings").to_owned(),
            columns: heads.map(|(zh, en)| Col::text(lang.of(zh, en))).into(),
            lines: lines.collect(),
            empty: desk.t("还没有拟定会议。", "No meeting is planned yet.").to_owned(),
            lang,
            ..Grid::default()
        };
        if let Some(file) = crate::table::export(desk, &grid)? {
            return Ok(file);
        }
        let may_plan = !desk.looking.past && decide(desk.actor.role, Request::of(Action::HoldMeeting)).is_ok();
        Ok(Answer::Html(ListPage { f: Frame::of(desk, desk.t("会议", "Meetings")), grid, may_plan }.render()?))
    })
    .await
}
