//! Accounts 账号: the administrator's list — open, invite, suspend, restore. Persons and posts come from the registers; which post
//! carries which role is the security officer's business.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::Error;
use acts::accounts::{Directory, Invitation, Post, Refusal, Standing};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::{instant_text, parse_day};
use domain::lang::Lang;
use domain::policy::Action;
use std::collections::{HashMap, HashSet};

#[derive(Template)]
#[template(path = "accounts/page.html")]
struct AccountsPage {
    f: Frame,
    lines: Vec<Line>,
    /// Persons without an account.
    persons: Vec<(String, String)>,
    account: String,
    person: String,
    /// Posts that somebody holds, and who may be next: number and name.
    held: Vec<Choice>,
    everybody: Vec<(String, String)>,
    next: String,
    from: String,
    wrong: String,
    link: Option<Invitation>,
    until: String,
}

struct Line {
    account: String,
    person: String,
    posts: Vec<String>,
    active: bool,
    own: bool,
    standing: Standing,
    seen: String,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::KeepAccounts, asked, |desk| list(desk, &Form::default(), String::new(), None).map(Answer::Fresh)).await
}

pub async fn act(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::KeepAccounts, asked, Form::read(&body), |desk, form| {
        form.only(&["do", "account", "person", "reason", "post", "next", "from"], &[])?;
        match done(desk, form) {
            Ok(Some(link)) => list(desk, &Form::default(), String::new(), Some(link)).map(Answer::Fresh),
            Ok(None) => Ok(Answer::Elsewhere("/accounts".to_owned())),
            Err(Error::Account(refusal)) => list(desk, form, refusal.sentence(desk.lang), None).map(Answer::Again),
            Err(other) => Err(other.into()),
        }
    })
    .await
}

fn done(desk: &Desk<'_>, form: &Form) -> Result<Option<Invitation>, Error> {
    let (office, caller, account) = (&desk.office, desk.caller(form), form.get("account"));
    match form.get("do") {
        "open" => office.open_account(&caller, account, form.get("person"))?,
        "invite" => return office.invite(&caller, account),
        "suspend" => office.suspend(&caller, account, form.get("reason"))?,
        "restore" => office.restore(&caller, account, form.get("reason"))?,
        "unlock" => office.unlock(&caller, account)?,
        "require_change" => office.require_change(&caller, account)?,
        "hand_over" => {
            let from = parse_day(form.get("from")).ok_or_else(|| Error::BadDay(form.get("from").to_owned()))?;
            office.hand_over(&caller, form.get("post"), &person_named(desk, form.get("next"))?, from)?;
        }
        _ => return Err(Error::NotFound),
    }
    Ok(None)
}

/// The number of a person, given by number or by a name that only one person has.
fn person_named(desk: &Desk<'_>, said: &str) -> Result<String, Error> {
    let directory = desk.office.directory(desk.actor.county)?;
    let mut named = directory.persons.iter().filter(|(_, name)| [name.zh.as_str(), name.en.as_str()].contains(&said));
    match (named.next(), named.next()) {
        (Some((number, _)), None) => Ok(number.clone()),
        _ => Ok(said.to_owned()),
    }
}

/// Posts that carry a role and are held, each with its unit and holder.
fn held(directory: &Directory, desk: &Desk<'_>, chosen: &str) -> Vec<Choice> {
    let choice = |post: &Post| {
        let holder = directory.holders(&post.code, desk.office.today).find_map(|term| directory.person(&term.person))?;
        let unit = directory.unit(post.unit).map_or("", |u| u.label(desk.lang));
        let label = format!("{unit} {} · {}", post.title.label(desk.lang), holder.label(desk.lang));
        Some(Choice { value: post.code.clone(), label, chosen: post.code == chosen })
    };
    directory.posts.iter().filter(|post| post.role.is_some()).filter_map(choice).collect()
}

fn list(desk: &Desk<'_>, form: &Form, wrong: String, link: Option<Invitation>) -> Result<String, Refused> {
    let (lang, office) = (desk.lang, &desk.office);
    let directory = office.directory(desk.actor.county)?;
    let mut standings: HashMap<String, Standing> =
        office.credentials(&desk.actor)?.into_iter().map(|s| (s.account.clone(), s)).collect();
    let lines = directory.accounts.iter().map(|account| {
        let standing = standings.remove(&account.name).unwrap_or_default();
        Line {
            person: directory.person(&account.person).map_or(account.person.clone(), |p| p.label(lang).to_owned()),
            posts: posts(&directory, &account.person, desk, lang),
            active: account.active,
            own: account.name == desk.actor.name,
            seen: standing.seen_at.map(instant_text).unwrap_or_default(),
            standing,
            account: account.name.clone(),
        }
    });
    let lines: Vec<Line> = lines.collect();
    let with: HashSet<&str> = directory.accounts.iter().map(|a| a.person.as_str()).collect();
    let persons = directory.persons.iter().filter(|p| !with.contains(p.0.as_str()));
    let page = AccountsPage {
        lines,
        persons: persons.map(|(code, name)| (code.clone(), format!("{} {code}", name.label(lang)))).collect(),
        held: held(&directory, desk, form.get("post")),
        everybody: directory.persons.iter().map(|(number, name)| (number.clone(), name.label(lang).to_owned())).collect(),
        next: form.get("next").to_owned(),
        from: if form.get("from").is_empty() { office.today.to_string() } else { form.get("from").to_owned() },
        account: form.get("account").to_owned(),
        person: form.get("person").to_owned(),
        wrong,
        until: link.as_ref().map(|l| instant_text(l.until)).unwrap_or_default(),
        link,
        f: Frame::of(desk, lang.of("账号", "Accounts")),
    };
    Ok(page.render()?)
}

/// "建昌镇 统计员（单位填报员）", for each post held today that carries a role.
pub fn posts(directory: &Directory, person: &str, desk: &Desk<'_>, lang: Lang) -> Vec<String> {
    let words = |post: &acts::accounts::Post| {
        let unit = directory.unit(post.unit).map_or("", |u| u.label(lang));
        let role = post.role.map_or("", |r| r.label(lang));
        match lang {
            Lang::Zh => format!("{unit} {}（{role}）", post.title.label(lang)),
            Lang::En => format!("{}, {unit} ({role})", post.title.label(lang)),
        }
    };
    directory.seats(person, desk.office.today).map(words).collect()
}

/// A refusal of the acts on accounts, for a page that shows it beside its form.
pub fn told(error: Error, lang: Lang) -> Result<String, Refused> {
    match error {
        Error::Account(refusal @ (Refusal::OwnPost | Refusal::OwnAccount | Refusal::TwoOffices)) => Ok(refusal.sentence(lang)),
        other => Err(other.into()),
    }
}
