//! Roles 角色: the security officer's page — which post carries which role, and what is put aside when a telephone or a session is
//! lost. Nobody grants to a post they hold; the three officers are three persons.

use crate::accounts::told;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::Error;
use acts::accounts::{Directory, Post, Standing};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::actors::Role;
use domain::policy::Action;
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "roles/page.html")]
struct RolesPage {
    f: Frame,
    lines: Vec<Line>,
    accounts: Vec<AccountLine>,
    /// Words looked for; without any only posts with a role are listed.
    q: String,
    wrong: String,
}

struct Line {
    post: String,
    title: String,
    unit: String,
    holders: String,
    roles: Vec<Choice>,
}

struct AccountLine {
    account: String,
    person: String,
    second_factor: bool,
    sessions: usize,
    own: bool,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::GrantRoles, asked, |desk| list(desk, String::new()).map(Answer::Fresh)).await
}

pub async fn act(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::GrantRoles, asked, Form::read(&body), |desk, form| {
        form.only(&["do", "post", "role", "account", "reason"], &[])?;
        match done(desk, form) {
            Ok(()) => Ok(Answer::Elsewhere("/roles".to_owned())),
            Err(error) => list(desk, told(error, desk.lang)?).map(Answer::Again),
        }
    })
    .await
}

fn done(desk: &Desk<'_>, form: &Form) -> Result<(), Error> {
    let (office, caller) = (&desk.office, desk.caller(form));
    match form.get("do") {
        "grant" => {
            let role = Role::parse(form.get("role")).filter(|r| *r != Role::System);
            if role.is_none() && !form.get("role").is_empty() {
                return Err(Error::NotFound);
            }
            office.grant(&caller, form.get("post"), role, form.get("reason"))
        }
        "reset" => office.reset_second_factor(&caller, form.get("account")),
        "end" => office.end_sessions(&caller, form.get("account")),
        _ => Err(Error::NotFound),
    }
}

fn list(desk: &Desk<'_>, wrong: String) -> Result<String, Refused> {
    let (lang, office, q) = (desk.lang, &desk.office, desk.asked.param("q"));
    let directory = office.directory(desk.actor.county)?;
    let mut standings: HashMap<String, Standing> =
        office.credentials(&desk.actor)?.into_iter().map(|s| (s.account.clone(), s)).collect();
    let lines = directory.posts.iter().map(|post| line(desk, &directory, post));
    let found = |l: &Line, role: Option<Role>| {
        if q.is_empty() { role.is_some() } else { [&l.title, &l.unit, &l.holders, &l.post].iter().any(|t| t.contains(q)) }
    };
    let lines = lines.zip(&directory.posts).filter(|(l, post)| found(l, post.role)).map(|(l, _)| l).collect();
    let accounts = directory.accounts.iter().filter(|a| a.active).filter_map(|account| {
        let standing = standings.remove(&account.name)?;
        (standing.second_factor || standing.sessions > 0).then(|| AccountLine {
            person: directory.person(&account.person).map_or(String::new(), |p| p.label(lang).to_owned()),
            second_factor: standing.second_factor,
            sessions: standing.sessions,
            own: account.name == desk.actor.name,
            account: account.name.clone(),
        })
    });
    let page =
        RolesPage { lines, accounts: accounts.collect(), q: q.to_owned(), wrong, f: Frame::of(desk, lang.of("角色", "Roles")) };
    Ok(page.render()?)
}

fn line(desk: &Desk<'_>, directory: &Directory, post: &Post) -> Line {
    let lang = desk.lang;
    let holders: Vec<&str> = directory
        .holders(&post.code, desk.office.today)
        .filter_map(|term| directory.person(&term.person))
        .map(|name| name.label(lang))
        .collect();
    let none = Choice {
        value: String::new(),
        label: lang.of("（不登录）", "(does not sign in)").to_owned(),
        chosen: post.role.is_none(),
    };
    let choice = |r: Role| Choice { value: r.code().to_owned(), label: r.label(lang).to_owned(), chosen: post.role == Some(r) };
    Line {
        post: post.code.clone(),
        title: post.title.label(lang).to_owned(),
        unit: directory.unit(post.unit).map_or(String::new(), |u| u.label(lang).to_owned()),
        holders: holders.join("、"),
        roles: std::iter::once(none).chain(Role::held().map(choice)).collect(),
    }
}
