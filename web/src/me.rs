//! Me 我的: the posts I may act in, my password, my second factor, my sessions. Every change gives the session a new token.

use crate::asked::Asked;
use crate::desk::{Desk, see_other, set_session};
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::accounts::Refusal;
use acts::sessions::{Enrolment, Listed, Must};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use domain::calendar::instant_text;

#[derive(Template)]
#[template(path = "me/page.html")]
struct MePage {
    f: Frame,
    account: String,
    person: String,
    posts: Vec<PostLine>,
    sessions: Vec<SessionLine>,
    has_password: bool,
    has_second_factor: bool,
    needs_second_factor: bool,
    must_change: bool,
    demonstration: bool,
    wrong: String,
    told: &'static str,
}

struct PostLine {
    code: String,
    title: String,
    unit: String,
    role: &'static str,
    sees: &'static str,
    current: bool,
}

struct SessionLine {
    id: String,
    title: String,
    opened: String,
    seen: String,
    origin: String,
    agent: String,
    this: bool,
}

#[derive(Template)]
#[template(path = "me/second_factor.html")]
struct SecondFactorPage {
    f: Frame,
    enrolment: Enrolment,
    wrong: String,
    required: bool,
}

#[derive(Template)]
#[template(path = "me/recovery.html")]
struct RecoveryPage {
    f: Frame,
    codes: Vec<String>,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.own_page(asked, |desk| Ok(Answer::Fresh(me(desk, String::new())?))).await
}

fn me(desk: &Desk<'_>, wrong: String) -> Result<String, Refused> {
    let (seated, office, lang) = (&desk.seated, &desk.office, desk.lang);
    let directory = office.directory(desk.actor.county)?;
    let person = directory.account(&desk.actor.name).map(|a| a.person.clone()).unwrap_or_default();
    let posts = directory.seats(&person, office.today).filter_map(|post| {
        let role = post.role?;
        Some(PostLine {
            title: post.title.label(lang).to_owned(),
            unit: directory.unit(post.unit).map_or(String::new(), |u| u.label(lang).to_owned()),
            role: role.label(lang),
            sees: crate::identities::sees(role, lang),
            current: post.code == seated.post,
            code: post.code.clone(),
        })
    });
    let title = |code: &str| directory.post(code).map_or(String::new(), |p| p.title.label(lang).to_owned());
    let line = |s: Listed| SessionLine {
        title: title(&s.post),
        opened: instant_text(s.opened_at),
        seen: instant_text(s.seen_at),
        origin: if s.origin.is_empty() { lang.of("本机", "this machine").to_owned() } else { s.origin },
        agent: s.agent,
        this: s.this,
        id: s.id,
    };
    let (has_password, has_second_factor) = desk.site.door().has(office, seated)?;
    let page = MePage {
        account: desk.actor.name.clone(),
        person: seated.person.label(lang).to_owned(),
        posts: posts.collect(),
        sessions: desk.site.door().sessions(office, seated)?.into_iter().map(line).collect(),
        has_password,
        has_second_factor,
        needs_second_factor: desk.actor.role.needs_second_factor(),
        must_change: seated.must == Some(Must::ChangePassword),
        demonstration: desk.site.is_demonstration(),
        wrong,
        told: match desk.asked.param("done") {
            "password" => lang.of("口令已改，其他会话都已退出。", "The password is changed; every other session is over."),
            "session" => lang.of("该会话已退出。", "That session is over."),
            _ => "",
        },
        f: Frame::of(desk, lang.of("我的", "My account")),
    };
    Ok(page.render()?)
}

/// Go somewhere with a new token.
fn renewed(desk: &Desk<'_>, token: &str, address: &str) -> Answer {
    let mut response = see_other(address);
    set_session(desk.asked, &mut response, token);
    Answer::Whole(response)
}

pub async fn switch_post(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.own_act(asked, Form::read(&body), |desk, form| {
        form.only(&["post"], &[])?;
        let door = desk.site.door();
        let token = door.switch_post(&desk.office, &desk.seated, &desk.caller(form), form.get("post"))?;
        let role = door.enter(&desk.office, &token)?.map(|(seated, _)| seated.actor.role);
        Ok(renewed(desk, &token, role.map_or("/me", crate::frame::home)))
    })
    .await
}

pub async fn change_password(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.own_act(asked, Form::read(&body), |desk, form| {
        form.only(&["present", "password", "again"], &[])?;
        if form.raw("password") != form.raw("again") {
            let wrong = desk.t("两次输入的新口令不同", "the two new passwords differ");
            return Ok(Answer::Again(me(desk, wrong.to_owned())?));
        }
        let words = (form.raw("present"), form.raw("password"));
        match desk.site.door().change_password(&desk.office, &desk.seated, &desk.caller(form), words) {
            Ok(token) => Ok(renewed(desk, &token, "/me?done=password")),
            Err(acts::Error::Account(refusal)) => Ok(Answer::Again(me(desk, refusal.sentence(desk.lang))?)),
            Err(other) => Err(other.into()),
        }
    })
    .await
}

pub async fn second_factor(State(site): State<Site>, asked: Asked) -> Response {
    site.own_page(asked, |desk| {
        let enrolment = desk.site.door().enrolment(&desk.seated)?;
        Ok(Answer::Fresh(enrolment_page(desk, enrolment, String::new())?))
    })
    .await
}

fn enrolment_page(desk: &Desk<'_>, enrolment: Enrolment, wrong: String) -> Result<String, Refused> {
    let required = desk.seated.must == Some(Must::EnrolSecondFactor);
    let f = Frame::of(desk, desk.t("二次验证", "Second factor"));
    Ok(SecondFactorPage { f, enrolment, wrong, required }.render()?)
}

pub async fn enrol(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.own_act(asked, Form::read(&body), |desk, form| {
        form.only(&["sealed", "code"], &[])?;
        let door = desk.site.door();
        let given = (form.get("sealed"), form.get("code"));
        match door.enrol(&desk.office, &desk.seated, &desk.caller(form), given) {
            Ok((token, codes)) => {
                let f = Frame::of(desk, desk.t("恢复码", "Recovery codes"));
                let mut response = Html(RecoveryPage { f, codes }.render()?).into_response();
                set_session(desk.asked, &mut response, &token);
                Ok(Answer::Whole(response))
            }
            Err(acts::Error::Account(refusal @ Refusal::WrongCode)) => {
                let enrolment = door.shown(form.get("sealed").to_owned(), &desk.seated)?;
                Ok(Answer::Again(enrolment_page(desk, enrolment, refusal.sentence(desk.lang))?))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

pub async fn end_session(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.own_act(asked, Form::read(&body), |desk, form| {
        form.only(&["session"], &[])?;
        let (door, caller) = (desk.site.door(), desk.caller(form));
        match form.get("session") {
            "all" => {
                door.sign_out_everywhere(&desk.office, &desk.seated, &caller)?;
                Ok(renewed(desk, "", "/"))
            }
            id => {
                door.revoke(&desk.office, &desk.seated, &caller, id)?;
                Ok(Answer::Elsewhere("/me?done=session".to_owned()))
            }
        }
    })
    .await
}

/// Sign out. The button stands on every page, also on kept ones, so it carries no token; that the form comes from a page of ours
/// is seen by its headers, and the cookie is not sent along from elsewhere.
pub async fn sign_out(State(site): State<Site>, asked: Asked) -> Response {
    site.open_page(asked, |site, asked| {
        if let Ok(desk) = Desk::enter(site, asked) {
            let key = ("key".to_owned(), acts::acting::fresh_key());
            site.door().sign_out(&desk.office, &desk.seated, &desk.caller(&Form::of(vec![key])))?;
        }
        let mut response = see_other("/");
        set_session(asked, &mut response, "");
        Ok(response)
    })
    .await
}
