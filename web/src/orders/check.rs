//! Is a notice ours 核验通知: open to anybody who holds a notice; it says no more than the notice itself.

use crate::asked::Asked;
use crate::frame::Frame;
use crate::site::Site;
use acts::orders::Noticed;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use domain::calendar::day_text;
use domain::lang::Lang;

#[derive(Template)]
#[template(path = "orders/check.html")]
struct CheckPage {
    f: Frame,
    code: String,
    /// Good or bad, and in which words; empty: nothing was asked.
    good: bool,
    told: String,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.open_page(asked, |site, asked| {
        let (code, lang) = (asked.param("code"), asked.lang);
        let found = if code.is_empty() { None } else { site.office().notice(code)? };
        let told = match &found {
            Some(notice) => {
                let (unit, day) = (lang.name(&notice.unit_name.0, &notice.unit_name.1), day_text(notice.issued_on, lang));
                match (notice.what, lang) {
                    (Noticed::Order, Lang::Zh) => format!("属实：{}，{day}交办{unit}。", notice.number),
                    (Noticed::Order, Lang::En) => format!("Genuine: {}, given to {unit} on {day}.", notice.number),
                    (Noticed::Measure, Lang::Zh) => format!("属实：{}，{day}送达{unit}。", notice.number),
                    (Noticed::Measure, Lang::En) => format!("Genuine: {}, served on {unit} on {day}.", notice.number),
                }
            }
            None if code.is_empty() => String::new(),
            None => lang
                .of(
                    "没有这个核验码的通知，可以不予配合，并请告知督查室。",
                    "There is no notice with this code; it need not be answered, and the supervision office should be told.",
                )
                .to_owned(),
        };
        let f = crate::sign_in::frame(site, asked, lang.of("核验通知", "Check a notice"));
        let page = CheckPage { good: found.is_some(), told, code: code.to_owned(), f };
        Ok(Html(page.render()?).into_response())
    })
    .await
}
