//! Settings 设置: what can be set and by whom; each is a register with the same form, and units that change have a page.

mod file;

pub use file::{BODY_BYTES, page as file, take as take_file};

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Choices, Frame};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::registers::Successor;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::parse_day;
use domain::policy::{Action, Denied, Request, decide};
use domain::records::Finding;
use domain::registers::{Keeper, REGISTERS, UNIT_KINDS, UNITS};

/// New units a reorganisation can make on one page: one for a merger, two or three for a split.
const MOST_NEW: usize = 3;

#[derive(Template)]
#[template(path = "settings/page.html")]
struct SettingsPage {
    f: Frame,
    groups: Vec<Group>,
    reorganises: bool,
    /// May bring settings by file.
    by_file: bool,
}

struct Group {
    label: &'static str,
    who: &'static str,
    /// Address, name, and whether this person may change it.
    registers: Vec<(String, &'static str, bool)>,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.anybody(asked, |desk| {
        let does = |action| decide(desk.actor.role, Request::of(action)) != Err(Denied::NotYourRole);
        let settles = [Action::KeepOrganisation, Action::ChangeRules, Action::IssueTargets];
        if !desk.scope.business() && !settles.into_iter().any(does) {
            desk.may(Action::ReadBusiness)?;
        }
        let group = |keeper: Keeper, label, who| {
            let may = keeper.action().is_some_and(does);
            let shown = REGISTERS.iter().filter(|r| r.keeper == keeper && (desk.scope.business() || may));
            let registers = shown.map(|r| (at("registers", r.noun), desk.lang.of(r.zh, r.en), may)).collect();
            Group { label, who, registers }
        };
        let mut groups = vec![
            group(
                Keeper::Organisation,
                desk.t("机构人员", "Organisation"),
                desk.t("系统管理员维护", "kept by the administrator"),
            ),
            group(Keeper::Rules, desk.t("规则", "Rules"), desk.t("两办督查室维护", "kept by the supervision office")),
            group(
                Keeper::Targets,
                desk.t("目标", "Targets"),
                desk.t("牵头部门和督查室下达", "issued by lead offices and the supervision office"),
            ),
        ];
        groups.retain(|g| !g.registers.is_empty());
        let page = SettingsPage {
            f: Frame::of(desk, desk.t("设置", "Settings")),
            groups,
            reorganises: does(Action::KeepOrganisation),
            by_file: file::may_set(desk).is_ok(),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

#[derive(Template)]
#[template(path = "settings/units.html")]
struct UnitsPage {
    f: Frame,
    old: Vec<Choices>,
    new: Vec<Wanted>,
    from: String,
    reason: String,
    wrongs: Vec<String>,
}

/// A new unit as typed.
struct Wanted {
    number: usize,
    unit: Successor,
    kinds: Vec<Choice>,
}

pub async fn units(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::KeepOrganisation, asked, |desk| Ok(Answer::Fresh(units_page(desk, &Form::default(), &[])?))).await
}

pub async fn reorganise(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::KeepOrganisation, asked, Form::read(&body), |desk, form| {
        form.only(&["from", "reason"], &["old.", "code.", "name.", "name_en.", "group.", "kind."])?;
        let old: Vec<&str> = form.beginning("old.").map(|(code, _)| code).collect();
        let new: Vec<Successor> =
            (0..MOST_NEW).map(|n| wanted(form, n)).filter(|u| !u.code.is_empty() || !u.name.is_empty()).collect();
        let Some(from) = parse_day(form.get("from")) else {
            let (zh, en) = ("请填生效日期".to_owned(), "give the day from which it holds".to_owned());
            let wrong = Finding { code: "units.from", column: "from", hard: true, zh, en };
            return Ok(Answer::Again(units_page(desk, form, &[wrong])?));
        };
        let wrong = desk.office.reorganise(&desk.caller(form), &old, &new, from, form.get("reason"))?;
        if wrong.is_empty() {
            return Ok(Answer::Elsewhere(at("registers", UNITS.noun)));
        }
        Ok(Answer::Again(units_page(desk, form, &wrong)?))
    })
    .await
}

fn wanted(form: &Form, number: usize) -> Successor {
    let field = |name: &str| form.get(&format!("{name}.{number}")).to_owned();
    Successor { code: field("code"), name: field("name"), name_en: field("name_en"), group: field("group"), kind: field("kind") }
}

fn units_page(desk: &Desk<'_>, form: &Form, wrong: &[Finding]) -> Result<String, Refused> {
    let lang = desk.lang;
    let (_, books) = desk.office.register_for(&desk.actor, &UNITS, desk.office.today)?;
    let chosen: Vec<&str> = form.beginning("old.").map(|(code, _)| code).collect();
    let mut old: Vec<Choices> = Vec::new();
    for unit in books.units.iter().filter(|u| u.valid_to.is_none()) {
        let choice =
            Choice { value: unit.code.clone(), label: unit.label(lang).to_owned(), chosen: chosen.contains(&unit.code.as_str()) };
        match old.iter_mut().find(|g| g.label == unit.group_label(lang)) {
            Some(group) => group.choices.push(choice),
            None => old.push(Choices { label: unit.group_label(lang).to_owned(), choices: vec![choice] }),
        }
    }
    let new = (0..MOST_NEW).map(|number| {
        let unit = wanted(form, number);
        let kind = |k: &(&str, &str, &str)| Choice {
            value: k.0.to_owned(),
            label: lang.of(k.1, k.2).to_owned(),
            chosen: unit.kind == k.0,
        };
        Wanted { number, kinds: UNIT_KINDS.iter().map(kind).collect(), unit }
    });
    let page = UnitsPage {
        f: Frame::of(desk, desk.t("单位调整", "Units that change")),
        old,
        new: new.collect(),
        from: form.get("from").to_owned(),
        reason: form.get("reason").to_owned(),
        wrongs: wrong.iter().map(|w| w.sentence(lang).to_owned()).collect(),
    };
    Ok(page.render()?)
}
