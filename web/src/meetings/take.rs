//! What is done with a meeting 会议办理: a step, a comment, a speaker chosen, attendance; the page is shown once more where it is refused.

use super::attend::attended;
use super::page::shown;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::orders::asked_for;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::Error;
use acts::meetings::{Choosing, MeetingDoing};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::parse_day;
use domain::meetings::{Side, Step};
use domain::policy::Action;

/// Fields of the forms of the page, by what is done with each.
const FIELDS: [&str; 11] = ["do", "step", "on", "as_of", "note", "seen", "agrees", "words", "unit", "side", "speaks"];

pub async fn take(State(site): State<Site>, Path(code): Path<String>, asked: Asked, body: String) -> Response {
    site.act(Action::ReadBusiness, asked, Form::read(&body), move |desk, form| {
        form.only(&FIELDS, &["came.", "who."])?;
        match done(desk, form, &code) {
            Ok(()) => Ok(Answer::Elsewhere(at("meetings", &code))),
            Err(Refused::Bad { code: why, zh, en }) if why.starts_with("meetings.") => {
                Ok(Answer::Again(shown(desk, &code, desk.lang.of(&zh, &en).to_owned())?))
            }
            Err(other) => Err(other),
        }
    })
    .await
}

fn done(desk: &Desk<'_>, form: &Form, code: &str) -> Result<(), Refused> {
    let (office, caller) = (&desk.office, desk.caller(form));
    match form.get("do") {
        "step" => {
            let step = asked_for("step", form.get("step"), Step::parse)?.ok_or(Refused::NotFound)?;
            let doing = MeetingDoing {
                step,
                meeting_on: parse_day(form.get("on")),
                as_of: parse_day(form.get("as_of")),
                note: form.get("note"),
                seen: form.get("seen").parse().unwrap_or(0),
            };
            office.step_meeting(&caller, code, &doing)?;
        }
        "comment" => office.comment_on_pack(&caller, code, form.get("agrees") == "1", form.get("words"))?,
        "speaker" => {
            let side = asked_for("side", form.get("side"), Side::parse)?.ok_or(Refused::NotFound)?;
            let choosing = Choosing { unit: form.get("unit"), side, speaks: form.get("speaks") == "1", note: form.get("note") };
            office.choose_speaker(&caller, code, &choosing)?;
        }
        "attendance" => office.take_attendance(&caller, code, &attended(form)?)?,
        _ => return Err(Refused::from(Error::NotFound)),
    }
    Ok(())
}
