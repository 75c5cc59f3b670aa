//! Sign-in 登录: account and password, then the code; and what was typed before a session was over, carried through.

mod kept;

pub use kept::{KEPT_BYTES, Kept, Why};

use crate::asked::{Asked, own_path};
use crate::desk::{remember, see_other, set_cookie, set_session};
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::Site;
use acts::Error;
use acts::accounts::Refusal;
use acts::sessions::{Code, Opened, Step};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use std::time::Duration;

/// A failure is not answered at once; never later than this, ms.
const LONGEST_DELAY: u64 = 2_000;

/// A county that can be signed in to.
pub struct CountyChoice {
    pub code: i32,
    pub name: String,
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "sign_in/page.html")]
struct SignInPage {
    f: Frame,
    counties: Vec<CountyChoice>,
    account: String,
    back: String,
    wrong: String,
    /// Something good to say first: the password was set.
    told: String,
    kept: Kept,
    demonstration: bool,
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    f: Frame,
    ticket: String,
    back: String,
    wrong: String,
    kept: Kept,
}

/// How long an answer is held back, ms.
#[derive(Clone, Copy)]
struct Delay(u64);

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.open_page(asked, |site, asked| {
        let back = own_path(asked.param("back")).unwrap_or("").to_owned();
        let told = if asked.param("set").is_empty() {
            ""
        } else {
            asked.lang.of("口令已设定，请登录。", "The password is set; please sign in.")
        };
        let mut response = first_step(site, asked, &Form::default(), &back, "", told, Kept::default())?.into_response();
        remember(asked, &mut response);
        Ok(response)
    })
    .await
}

/// The page for a form that came when nobody was signed in: what was typed is on it.
pub fn with_kept(site: &Site, asked: &Asked, kept: Kept) -> Result<Response, Refused> {
    let back = asked.with(&[]);
    if site.is_demonstration() {
        return Ok((StatusCode::UNAUTHORIZED, crate::identities::chooser(site, asked, &back, kept)?).into_response());
    }
    let page = first_step(site, asked, &Form::default(), &back, "", "", kept)?;
    Ok((StatusCode::UNAUTHORIZED, page).into_response())
}

fn first_step(
    site: &Site,
    asked: &Asked,
    form: &Form,
    back: &str,
    wrong: &str,
    told: &str,
    kept: Kept,
) -> Result<Html<String>, Refused> {
    let page = SignInPage {
        counties: counties(site, asked, form.get("county"))?,
        account: form.get("account").to_owned(),
        back: back.to_owned(),
        wrong: wrong.to_owned(),
        told: told.to_owned(),
        kept,
        demonstration: site.is_demonstration(),
        f: frame(site, asked, asked.lang.of("登录", "Sign in")),
    };
    Ok(Html(page.render()?))
}

pub fn frame(site: &Site, asked: &Asked, title: &str) -> Frame {
    let today = site.office().today;
    let mut f = Frame::bare(asked, &today, title);
    f.demo = crate::frame::demonstration(site, today, asked.lang);
    f
}

fn counties(site: &Site, asked: &Asked, chosen: &str) -> Result<Vec<CountyChoice>, Refused> {
    let office = site.office();
    let heads = office.store.counties()?;
    let named = heads.len() <= crate::identities::NAMED_COUNTIES;
    let choice = |head: &store::Head| {
        let name = if named { office.directory(head.county)?.name.label(asked.lang).to_owned() } else { head.county.to_string() };
        Ok(CountyChoice { code: head.county, name, chosen: head.county.to_string() == chosen })
    };
    heads.iter().map(choice).collect()
}

pub async fn give_password(State(site): State<Site>, asked: Asked, body: String) -> Response {
    let answer = site.open_page(asked, move |site, asked| {
        let form = Form::read(&body)?;
        form.only(&["county", "account", "password", "back"], &[kept::PREFIX])?;
        let (back, kept) = (own_path(form.get("back")).unwrap_or("").to_owned(), Kept::carried(&form));
        if !(asked.secure || asked.local || site.is_demonstration()) {
            return Err(Error::from(Refusal::PlainHttp).into());
        }
        let office = site.office();
        let county = office.county(form.get("county").parse().ok())?;
        match site.door().sign_in(&office, county, form.get("account"), form.raw("password"), &asked.visitor()) {
            Ok(Step::In(opened)) => finish(site, asked, &opened, &back, &kept),
            Ok(Step::Code(ticket)) => Ok(second_step(site, asked, &ticket, &back, "", kept)?.into_response()),
            Err(Error::Account(refusal)) => {
                let wrong = refusal.sentence(asked.lang);
                let page = first_step(site, asked, &form, &back, &wrong, "", kept)?;
                Ok(held_back(site, asked, (status_of(&refusal), page).into_response()))
            }
            Err(other) => Err(other.into()),
        }
    });
    in_due_time(answer.await).await
}

pub async fn give_code(State(site): State<Site>, asked: Asked, body: String) -> Response {
    let answer = site.open_page(asked, move |site, asked| {
        let form = Form::read(&body)?;
        form.only(&["ticket", "code", "back"], &[kept::PREFIX])?;
        let (back, kept) = (own_path(form.get("back")).unwrap_or("").to_owned(), Kept::carried(&form));
        let (office, ticket) = (site.office(), form.get("ticket"));
        match site.door().give_code(&office, &Code { ticket, code: form.get("code") }, &asked.visitor()) {
            Ok(opened) => finish(site, asked, &opened, &back, &kept),
            Err(Error::Account(refusal)) => {
                let wrong = refusal.sentence(asked.lang);
                let page = if refusal == Refusal::WrongCode {
                    second_step(site, asked, ticket, &back, &wrong, kept)?
                } else {
                    first_step(site, asked, &Form::default(), &back, &wrong, "", kept)?
                };
                Ok(held_back(site, asked, (status_of(&refusal), page).into_response()))
            }
            Err(other) => Err(other.into()),
        }
    });
    in_due_time(answer.await).await
}

fn second_step(site: &Site, asked: &Asked, ticket: &str, back: &str, wrong: &str, kept: Kept) -> Result<Html<String>, Refused> {
    let page = CodePage {
        ticket: ticket.to_owned(),
        back: back.to_owned(),
        wrong: wrong.to_owned(),
        kept,
        f: frame(site, asked, asked.lang.of("验证码", "Code")),
    };
    Ok(Html(page.render()?))
}

/// Signed in: to where one wanted to go, or to the form that was kept.
pub fn finish(site: &Site, asked: &Asked, opened: &Opened, back: &str, kept: &Kept) -> Result<Response, Refused> {
    let mut response = if kept.is_empty() || back.is_empty() {
        see_other(if back.is_empty() { home(site, opened)? } else { back })
    } else {
        let mut f = frame(site, asked, asked.lang.of("填写的内容还在", "Your entry was kept"));
        f.token = site.token(&opened.digest);
        f.form_key = acts::acting::fresh_key();
        kept.offered(f, back, Why::SignedIn)?.into_response()
    };
    set_session(asked, &mut response, &opened.token);
    // The stage another role looked at may not exist for this one.
    set_cookie(&mut response, "stage", "");
    Ok(response)
}

/// The first page of a role.
fn home(site: &Site, opened: &Opened) -> Result<&'static str, Refused> {
    let (seated, _) = site.door().enter(&site.office(), &opened.token)?.ok_or(Refused::NoSession)?;
    Ok(crate::frame::home(seated.actor.role))
}

fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Waiting => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn held_back(site: &Site, asked: &Asked, mut response: Response) -> Response {
    response.extensions_mut().insert(Delay(site.door().delay(&asked.visitor()).min(LONGEST_DELAY)));
    response
}

/// Waiting costs no thread: only the answer waits.
async fn in_due_time(response: Response) -> Response {
    if let Some(Delay(ms)) = response.extensions().get::<Delay>() {
        tokio::time::sleep(Duration::from_millis(*ms)).await;
    }
    response
}
