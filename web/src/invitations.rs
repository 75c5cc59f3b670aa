//! Invitations 邀请: the page behind a one-time link, on which a person sets the password of their account.

use crate::asked::{Asked, address};
use crate::desk::see_other;
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::Site;
use acts::Error;
use acts::accounts::Refusal;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

#[derive(Template)]
#[template(path = "invitations/page.html")]
struct InvitationPage {
    f: Frame,
    account: String,
    wrong: String,
}

pub async fn page(State(site): State<Site>, asked: Asked, Path(token): Path<String>) -> Response {
    site.open_page(asked, move |site, asked| {
        let (_, credential) = site.door().invited(&site.office(), &token)?;
        Ok(shown(site, asked, credential.account, String::new())?.into_response())
    })
    .await
}

fn shown(site: &Site, asked: &Asked, account: String, wrong: String) -> Result<Html<String>, Refused> {
    let f = crate::sign_in::frame(site, asked, asked.lang.of("设定口令", "Set your password"));
    Ok(Html(InvitationPage { f, account, wrong }.render()?))
}

pub async fn accept(State(site): State<Site>, asked: Asked, Path(token): Path<String>, body: String) -> Response {
    site.open_page(asked, move |site, asked| {
        let form = Form::read(&body)?;
        form.only(&["password", "again"], &[])?;
        if !(asked.secure || asked.local || site.is_demonstration()) {
            return Err(Error::from(Refusal::PlainHttp).into());
        }
        let (office, door) = (site.office(), site.door());
        let (_, credential) = door.invited(&office, &token)?;
        let again = |wrong: String| {
            let page = shown(site, asked, credential.account.clone(), wrong)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        };
        if form.raw("password") != form.raw("again") {
            return again(asked.lang.of("两次输入的口令不同", "the two passwords differ").to_owned());
        }
        match door.accept(&office, &token, form.raw("password"), &asked.visitor()) {
            Ok(_) => Ok(see_other(&address("/sign-in", [("set", "1")].into_iter()))),
            Err(Error::Account(refusal @ (Refusal::Weak(_) | Refusal::Busy))) => again(refusal.sentence(asked.lang)),
            Err(other) => Err(other.into()),
        }
    })
    .await
}
