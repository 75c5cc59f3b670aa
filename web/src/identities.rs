//! Identities 身份: the first page — which county, and with whose eyes. One demo identity for each role.

use crate::asked::Asked;
use crate::desk::{Identity, remember, see_other, set_cookie};
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::Site;
use acts::Office;
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use domain::actors::{Actor, Role};
use domain::lang::Lang;
use domain::registers::COUNTIES;
use domain::units::Unit;

/// With more counties than this the first page asks for the code instead of naming them.
const NAMED_COUNTIES: usize = 40;

#[derive(Template)]
#[template(path = "identities/page.html")]
struct IdentitiesPage {
    f: Frame,
    counties: Vec<County>,
    roles: Vec<RoleCard>,
    back: String,
}

struct County {
    code: i32,
    name: String,
    chosen: bool,
    units: Vec<(String, String)>,
}

struct RoleCard {
    code: &'static str,
    label: &'static str,
    sees: &'static str,
    is_unit: bool,
    chosen: bool,
}

/// What a role sees, in one line.
fn sees(role: Role, lang: Lang) -> &'static str {
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
        let office = site.office();
        let chosen = asked.cookie("identity").and_then(Identity::parse);
        let mut f = Frame::bare(asked, &office.today, asked.lang.of("选择身份", "Choose an identity"));
        f.demo = crate::frame::demonstration(site, office.today, asked.lang);
        let roles = Role::ALL.into_iter().filter(|r| *r != Role::System).map(|role| RoleCard {
            code: role.code(),
            label: role.label(asked.lang),
            sees: sees(role, asked.lang),
            is_unit: role.is_of_a_unit(),
            chosen: chosen.as_ref().is_some_and(|c| c.role == role),
        });
        // Only a path of ours is gone back to.
        let back = asked.param("back");
        let is_path = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\n']);
        let page = IdentitiesPage {
            counties: counties(&office, chosen.as_ref(), asked.lang)?,
            roles: roles.collect(),
            back: if is_path { back.to_owned() } else { String::new() },
            f,
        };
        let mut response = Html(page.render()?).into_response();
        remember(asked, &mut response);
        Ok(response)
    })
    .await
}

fn counties(office: &Office, chosen: Option<&Identity>, lang: Lang) -> Result<Vec<County>, Refused> {
    let heads = office.store.counties()?;
    let named = heads.len() <= NAMED_COUNTIES;
    let mut counties = Vec::new();
    for head in &heads {
        let (name, units) = if named { names(office, head.county, lang)? } else { (head.county.to_string(), Vec::new()) };
        counties.push(County { code: head.county, name, chosen: chosen.is_some_and(|c| c.county == head.county), units });
    }
    Ok(counties)
}

/// Names that stand on the first page are no secret: read under a system post of the window's own.
fn names(office: &Office, county: i32, lang: Lang) -> Result<(String, Vec<(String, String)>), Refused> {
    let scope = Actor::system(county, "first page").scope();
    let (records, units) =
        office.store.read(&scope, |reader| Ok((reader.records(&COUNTIES, None)?, acts::books::units(reader, None)?)))?;
    let name = records.first().map_or_else(|| county.to_string(), |r| crate::words::name(r, lang).to_owned());
    let option = |u: &Unit| (u.code.clone(), u.label(lang).to_owned());
    Ok((name, units.iter().map(option).collect()))
}

/// Choose an identity: POST from the first page.
pub async fn choose(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.open_page(asked, move |site, asked| {
        let uri: axum::http::Uri = format!("/?{body}").parse().map_err(|_| unreadable())?;
        let form = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).map_err(|_| unreadable())?.0;
        let field = |name: &str| form.iter().find(|f| f.0 == name).map_or("", |f| f.1.trim());
        let county = field("county").parse().ok();
        let county = site.office().county(county)?;
        let role = Role::ALL.into_iter().find(|r| r.code() == field("role") && *r != Role::System).ok_or_else(unreadable)?;
        let unit = if role.is_of_a_unit() { Some(unit_of(&site.office(), county, field("unit"))?) } else { None };
        let back = field("back");
        let is_path = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\n', '\r']);
        let mut response = see_other(if is_path && back.is_ascii() { back } else { "/wall" });
        set_cookie(&mut response, "identity", &Identity { county, role, unit }.text());
        let _ = asked;
        Ok(response)
    })
    .await
}

/// The unit chosen, or the county's first.
fn unit_of(office: &Office, county: i32, code: &str) -> Result<String, Refused> {
    let scope = Actor::system(county, "first page").scope();
    let units = office.store.read(&scope, |reader| acts::books::units(reader, None))?;
    let chosen = if code.is_empty() { units.first() } else { units.iter().find(|u| u.code == code) };
    chosen.map(|u| u.code.clone()).ok_or_else(|| Refused::from(acts::Error::UnknownUnit(code.to_owned())))
}

fn unreadable() -> Refused {
    Refused::bad("web.bad_identity", "没有选定身份，请回到首页选择", "no identity was chosen; go back to the first page")
}
