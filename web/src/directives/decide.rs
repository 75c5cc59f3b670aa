//! Deciding 采纳与否: the form of the proposal at hand — taken, changed, split, merged, turned down; a sentence marked by hand; the
//! tasks issued.

use super::page::{Told, at_of, shown};
use super::parts::give;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::Error;
use acts::acting::Caller;
use acts::directives::{Decision, ProposalRow};
use acts::tasks::{TaskDoing, TaskQuery};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::parse_day;
use domain::directives::{Origin, Proposal, Span};
use domain::policy::Action;
use domain::tasks::{Recurrence, TaskState, TaskStep};

const FIELDS: [&str; 18] = [
    "do",
    "place",
    "seq",
    "with",
    "action",
    "leads",
    "supports",
    "due",
    "recurrence",
    "results",
    "reason",
    "quote",
    "number",
    "mine",
    "range",
    "first",
    "last",
    "holder",
];

pub async fn decide(State(site): State<Site>, Path(code): Path<String>, asked: Asked, body: String) -> Response {
    let form = Form::read(&body);
    if form.as_ref().is_ok_and(|form| form.get("do") == "model") {
        return ask(site, code, asked, form).await;
    }
    site.act(Action::KeepTasks, asked, form, move |desk, form| {
        form.only(&FIELDS, &[])?;
        let done = match form.get("do") {
            "issue" => issue(desk, form, &code),
            "propose" => propose(desk, form, &code),
            "part" => give(desk, form, &code),
            _ => one(desk, form, &code),
        };
        match done {
            Ok(next) => Ok(Answer::Elsewhere(next)),
            Err(
                error @ (Error::Proposal(_)
                | Error::Task(_)
                | Error::UnknownUnit(_)
                | Error::SeveralUnits(..)
                | Error::UnitGone(..)),
            ) => {
                let told = Told { wrong: error.sentence(desk.lang), ..Told::default() };
                Ok(Answer::Again(shown(desk, &code, Some(form), told)?))
            }
            Err(other) => Err(Refused::from(other)),
        }
    })
    .await
}

/// Ask the county's model about the text. It may take a minute, and no page waits for it.
async fn ask(site: Site, code: String, asked: Asked, form: Result<Form, Refused>) -> Response {
    site.act_waiting(Action::KeepTasks, asked, form, move |desk, form| {
        form.only(&["do"], &[])?;
        match desk.office.ask_model(&desk.caller(form), &code) {
            Ok(added) => {
                let told = Told { said: added.sentence(desk.lang), ..Told::default() };
                Ok(Answer::Fresh(shown(desk, &code, None, told)?))
            }
            Err(Error::Model(why)) => {
                let stands = desk.t("。规则读出的建议不变。", "; what the rules read stands.");
                let told = Told { wrong: format!("{}{stands}", why.sentence(desk.lang)), ..Told::default() };
                Ok(Answer::Again(shown(desk, &code, None, told)?))
            }
            Err(other) => Err(Refused::from(other)),
        }
    })
    .await
}

/// Decide on the proposal at hand and go to the one after it.
fn one(desk: &Desk<'_>, form: &Form, code: &str) -> Result<String, Error> {
    let place: i64 = form.get("place").parse().map_err(|_| Error::NotFound)?;
    let seen: i64 = form.get("seq").parse().map_err(|_| Error::Changed)?;
    let page = desk.office.directive(&desk.actor, desk.office.today, code)?;
    let row = page.proposals.iter().find(|p| p.place == place).ok_or(Error::NotFound)?;
    let typed = typed(desk, form, &row.proposal)?;
    let caller = desk.caller(form);
    let decision = match form.get("do") {
        "accept" => {
            let seen = changed_first(desk, &caller, code, row, seen, &typed)?;
            desk.office.decide(&caller, code, place, seen, &Decision::Accept)?;
            return Ok(at_of(code, form.get("mine")));
        }
        "edit" => Decision::Edit(typed),
        "split" => {
            let lines = typed.action.lines().map(str::trim).filter(|line| !line.is_empty());
            Decision::Split(lines.map(|line| Proposal { action: line.to_owned(), ..typed.clone() }).collect())
        }
        "merge" => {
            let with: i64 = form.get("with").parse().map_err(|_| Error::NotFound)?;
            let other = page.proposals.iter().find(|p| p.place == with).ok_or(Error::NotFound)?;
            Decision::Merge(vec![with], merged(&typed, &other.proposal))
        }
        "reject" => Decision::Reject(form.get("reason").to_owned()),
        _ => return Err(Error::NotFound),
    };
    desk.office.decide(&caller, code, place, seen, &decision)?;
    let stays = matches!(decision, Decision::Edit(_));
    let mine = at_of(code, form.get("mine"));
    let joined = if mine.contains('?') { '&' } else { '?' };
    Ok(if stays { format!("{mine}{joined}at={place}") } else { mine })
}

/// What was typed over a proposal is kept before it is taken. Gives the version that stands then.
fn changed_first(
    desk: &Desk<'_>,
    caller: &Caller,
    code: &str,
    row: &ProposalRow,
    seen: i64,
    typed: &Proposal,
) -> Result<i64, Error> {
    if *typed == row.proposal {
        return Ok(seen);
    }
    let edit = Caller { key: format!("{}-e", caller.key), ..caller.clone() };
    desk.office.decide(&edit, code, row.place, seen, &Decision::Edit(typed.clone()))?;
    let page = desk.office.directive(&desk.actor, desk.office.today, code)?;
    Ok(page.proposals.iter().find(|p| p.place == row.place).map_or(seen, |p| p.seq))
}

/// The proposal as the form has it.
fn typed(desk: &Desk<'_>, form: &Form, stands: &Proposal) -> Result<Proposal, Error> {
    let units = |field: &str| desk.office.unit_codes(desk.actor.county, form.get(field));
    Ok(Proposal {
        action: form.get("action").replace("\r\n", "\n"),
        leads: units("leads")?,
        supports: units("supports")?,
        due: parse_day(form.get("due")),
        recurrence: Recurrence::parse(form.get("recurrence")).unwrap_or_default(),
        results: form.get("results").to_owned(),
        ..stands.clone()
    })
}

/// One in the place of two: the words of both, the earlier due day, all units.
fn merged(one: &Proposal, other: &Proposal) -> Proposal {
    let (mut leads, mut supports) = (one.leads.clone(), one.supports.clone());
    leads.extend(other.leads.iter().filter(|unit| !one.leads.contains(unit)).cloned());
    supports.extend(other.supports.iter().filter(|unit| !leads.contains(unit) && !one.supports.contains(unit)).cloned());
    Proposal {
        span: Span { from: one.span.from.min(other.span.from), to: one.span.to.max(other.span.to) },
        action: format!("{}；{}", one.action.trim_end_matches(['。', '；']), other.action),
        due: [one.due, other.due].into_iter().flatten().min(),
        leads,
        supports,
        // What a model had a part in stays marked as its.
        origin: if matches!(other.origin, Origin::Model(_)) { other.origin.clone() } else { one.origin.clone() },
        ..one.clone()
    }
}

/// A sentence that a person marks in the text.
fn propose(desk: &Desk<'_>, form: &Form, code: &str) -> Result<String, Error> {
    let page = desk.office.directive(&desk.actor, desk.office.today, code)?;
    let (text, quote) = (&page.directive.text, form.get("quote").replace("\r\n", "\n"));
    let found = text.find(&quote).filter(|_| !quote.is_empty());
    let from = found.map_or(usize::MAX, |at| text[..at].chars().count());
    let span = Span { from, to: from.saturating_add(quote.chars().count()) };
    let proposal = Proposal { span, action: quote, certainty: 10_000, origin: Origin::Person, ..Proposal::default() };
    desk.office.propose(&desk.caller(form), code, &[proposal])?;
    let page = desk.office.directive(&desk.actor, desk.office.today, code)?;
    let place = page.proposals.iter().map(|p| p.place).max().unwrap_or(0);
    Ok(format!("{}?at={place}", at("directives", code)))
}

/// Issue every task of the directive that is not issued yet, under one number.
fn issue(desk: &Desk<'_>, form: &Form, code: &str) -> Result<String, Error> {
    let asked = TaskQuery { directive: code.to_owned(), state: Some(TaskState::Draft), ..TaskQuery::default() };
    let drafts = desk.office.tasks(&desk.actor, desk.office.today, &asked, 0, usize::MAX)?.rows;
    let codes: Vec<&str> = drafts.iter().map(|t| t.code.as_str()).collect();
    if !codes.is_empty() {
        let doing = TaskDoing { number: form.get("number"), ..TaskDoing::of(TaskStep::Issued, 0) };
        desk.office.step_tasks(&desk.caller(form), &codes, &doing)?;
    }
    Ok(at("directives", code))
}
