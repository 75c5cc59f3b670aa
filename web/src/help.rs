//! Help 说明: how to read the pages, on one page.

use crate::asked::Asked;
use crate::frame::{Frame, navigation};
use crate::parts::Mark;
use crate::site::Site;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use domain::actors::Role;
use domain::document::Light;

#[derive(Template)]
#[template(path = "help/page.html")]
struct HelpPage {
    f: Frame,
    lights: Vec<Mark>,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.open_page(asked, |site, asked| {
        let office = site.office();
        let mut f = Frame::bare(asked, &office.today, asked.lang.of("说明", "Help"));
        f.demo = crate::frame::demonstration(site, office.today, asked.lang);
        f.nav = navigation(&asked.path, Role::Leader, asked.lang);
        if let Ok(desk) = crate::desk::Desk::enter(site, asked) {
            f = Frame::of(&desk, asked.lang.of("说明", "Help"));
        }
        let lights = Light::ALL.into_iter().map(|l| Mark::of(l, asked.lang)).collect();
        let mut response = Html(HelpPage { f, lights }.render()?).into_response();
        crate::desk::remember(asked, &mut response);
        Ok(response)
    })
    .await
}
