//! Identities 身份: the first page. On a demonstration server it offers one identity per role, entered with one click through the
//! same sessions as everybody's; on a live server it leads to the sign-in.

use crate::asked::{Asked, own_path};
use crate::desk::{Desk, remember, see_other};
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::sign_in::{Kept, finish, frame};
use crate::site::Site;
use acts::accounts::{Directory, Refusal};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use domain::actors::Role;
use domain::calendar::Date;
use domain::lang::Lang;

/// With more counties than this pages ask for the code instead of naming them.
pub const NAMED_COUNTIES: usize = 40;

#[derive(Template)]
#[template(path = "identities/page.html")]
struct IdentitiesPage {
    f: Frame,
    counties: Vec<County>,
    back: String,
    kept: Kept,
}

struct County {
    code: i32,
    name: String,
    roles: Vec<RoleCard>,
}

struct RoleCard {
    code: &'static str,
    label: &'static str,
    sees: &'static str,
    /// Accounts and what tells them apart, where there are several.
    accounts: Vec<(String, String)>,
    chosen: bool,
}

/// What a role sees, in one line.
pub fn sees(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Leader => lang.of("全县各项数字、口径、台账和通报", "All figures, stages, registers and bulletins of the county"),
        Role::Supervision => {
            lang.of("全县各项数字和通报草稿，核对后印发", "All figures and draft bulletins, to be checked and issued")
        }
        Role::LeadOffice => {
            lang.of("全县各项数字和台账，含上报未核的", "All figures and registers, also what is reported but not yet verified")
        }
        Role::Filer | Role::UnitHead => lang.of(
            "各单位已核的数字和本单位的全部数据，按月填报",
            "Verified figures of all units, everything of its own; files each month",
        ),
        Role::TeamMember | Role::TaskForceMember => lang.of(
            "各单位已核的数字，登记本队外出、来访、线索和节点",
            "Verified figures of all units; records its own trips, visits, leads and steps",
        ),
        Role::Organisation => lang.of("各单位已核的数字", "Verified figures of all units"),
        Role::Administrator => lang.of("账号和规则；不看业务数据", "Accounts and rules; no business data"),
        Role::SecurityOfficer => {
            lang.of("角色、二次验证和会话；不看业务数据", "Roles, second factors and sessions; no business data")
        }
        Role::Auditor => lang.of("办事留痕；不看业务数据", "The record of acts; no business data"),
        Role::System => "",
    }
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.open_page(asked, |site, asked| {
        let back = own_path(asked.param("back")).unwrap_or("");
        if !site.is_demonstration() {
            return Ok(match Desk::enter(site, asked) {
                Ok(desk) => see_other(crate::frame::home(desk.actor.role)),
                Err(_) => see_other(&crate::asked::address("/sign-in", [("back", back)].into_iter())),
            });
        }
        let mut response = chooser(site, asked, back, Kept::default())?.into_response();
        remember(asked, &mut response);
        Ok(response)
    })
    .await
}

/// The identities of a demonstration.
pub fn chooser(site: &Site, asked: &Asked, back: &str, kept: Kept) -> Result<Html<String>, Refused> {
    let office = site.office();
    let desk = Desk::enter(site, asked).ok();
    let chosen = desk.as_ref().map(|d| (d.actor.county, d.actor.role));
    let mut counties = Vec::new();
    // A server of a whole province names its counties at the sign-in.
    for head in office.store.counties()?.iter().take(NAMED_COUNTIES) {
        let directory = office.directory(head.county)?;
        let roles = Role::held().filter_map(|role| card(&directory, role, office.today, chosen, asked.lang));
        counties.push(County { code: head.county, name: directory.name.label(asked.lang).to_owned(), roles: roles.collect() });
    }
    let f = frame(site, asked, asked.lang.of("选择身份", "Choose an identity"));
    Ok(Html(IdentitiesPage { f, counties, back: back.to_owned(), kept }.render()?))
}

fn card(directory: &Directory, role: Role, today: Date, chosen: Option<(i32, Role)>, lang: Lang) -> Option<RoleCard> {
    let unit = |number: Option<i32>| directory.unit(number).map_or("", |u| u.label(lang));
    let mut accounts: Vec<(String, String)> =
        directory.with_role(role, today).map(|(account, post)| (account.name.clone(), unit(post.unit).to_owned())).collect();
    if accounts.is_empty() {
        return None;
    }
    if accounts.len() == 1 {
        accounts.clear();
    }
    let chosen = chosen == Some((directory.county, role));
    Some(RoleCard { code: role.code(), label: role.label(lang), sees: sees(role, lang), accounts, chosen })
}

/// Enter with an identity: POST from the first page of a demonstration.
pub async fn choose(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.open_page(asked, move |site, asked| {
        if !site.is_demonstration() {
            return Err(Refused::NotFound);
        }
        let form = Form::read(&body)?;
        form.only(&["county", "role", "back"], &["as.", "kept."])?;
        let office = site.office();
        let county = office.county(form.get("county").parse().ok())?;
        let role = Role::parse(form.get("role")).filter(|r| *r != Role::System).ok_or_else(no_such)?;
        let directory = office.directory(county)?;
        let wanted = form.get(&format!("as.{}", role.code())).to_owned();
        let mut able = directory.with_role(role, office.today).map(|(account, _)| account.name.as_str());
        let account = if wanted.is_empty() { able.next() } else { able.find(|name| *name == wanted) };
        let account = account.ok_or_else(|| acts::Error::from(Refusal::UnknownAccount(wanted.clone())))?;
        let opened = site.door().demonstrate(&office, county, account, &asked.visitor())?;
        // Whoever was signed in here is so no longer.
        if let Ok(desk) = Desk::enter(site, asked) {
            site.door().sign_out(
                &office,
                &desk.seated,
                &desk.caller(&Form::of(vec![("key".to_owned(), acts::acting::fresh_key())])),
            )?;
        }
        finish(site, asked, &opened, own_path(form.get("back")).unwrap_or(""), &Kept::carried(&form))
    })
    .await
}

fn no_such() -> Refused {
    Refused::bad("web.bad_identity", "没有选定身份，请回到首页选择", "no identity was chosen; go back to the first page")
}
