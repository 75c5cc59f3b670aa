//! Minutes 会议纪要: typed or uploaded, kept as a directive and read at once; the proposals are decided on at its page.

use super::page::shown;
use crate::asked::Asked;
use crate::brought::{File, with_a_text, words as words_of};
use crate::desk::Desk;
use crate::form::Form;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::Error;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::policy::Action;

pub async fn keep(State(site): State<Site>, Path(code): Path<String>, asked: Asked, request: Request) -> Response {
    let (form, file) = match with_a_text(&site, &asked, Action::HoldMeeting, request).await {
        Ok((form, file)) => (Ok(form), file),
        Err(refused) => (Err(refused), None),
    };
    site.act_waiting(Action::HoldMeeting, asked, form, move |desk, form| {
        form.only(&["title", "number", "words"], &[])?;
        let kept = words(desk, form, file)
            .and_then(|words| desk.office.keep_minutes(&desk.caller(form), &code, form.get("title"), form.get("number"), &words));
        match kept {
            Ok(directive) => Ok(Answer::Elsewhere(at("directives", &directive))),
            Err(error @ (Error::Meeting(_) | Error::NoText | Error::TextTooLong(_) | Error::Unread(..))) => {
                Ok(Answer::Again(shown(desk, &code, error.sentence(desk.lang))?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// The words of the file, or those that were typed. A browser ends lines as the network does; the text is kept as it is read.
fn words(desk: &Desk<'_>, form: &Form, file: Option<File>) -> Result<String, Error> {
    file.map_or_else(|| Ok(form.raw("words").replace("\r\n", "\n")), |file| words_of(desk, &file))
}
