//! Decisions 核验意见: one return accepted, sent back or recognised otherwise; or many accepted at once.

use super::{item_address, queue, sheet};
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::verifications::{Seen, What};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::Period;
use domain::lang::Lang;
use domain::policy::Action;
use domain::returns::Decision;
use domain::verifications::Ruling;

/// The return an address names.
pub fn what((unit, indicator, month): (String, String, String)) -> Result<What, Refused> {
    let month = Period::parse(&month).filter(|m| m.from_month == m.to_month).ok_or(Refused::NotFound)?;
    Ok(What { unit, indicator, month })
}

fn stale() -> Refused {
    Refused::from(acts::Error::Changed)
}

pub async fn decide(
    State(site): State<Site>,
    Path(path): Path<(String, String, String)>,
    asked: Asked,
    body: String,
) -> Response {
    site.act(Action::VerifyReturn, asked, Form::read(&body), move |desk, form| {
        form.only(&["decision", "amount", "credited", "reason", "seen"], &[])?;
        let what = what(path)?;
        let seen = Seen::parse(form.get("seen")).ok_or_else(stale)?;
        // What comes after it, as long as it is still in the queue.
        let next = next(desk, &what)?;
        let done = ruling(desk, &what, form).and_then(|ruling| {
            let caller = desk.caller(form);
            desk.office.rule(&caller, &what, seen, &ruling).map_err(Wrong::Refused)
        });
        match done {
            Ok(()) => Ok(Answer::Elsewhere(next)),
            Err(Wrong::Said(sentence)) => sheet::again(desk, &what, form, sentence),
            Err(Wrong::Refused(acts::Error::Unfounded(unfounded))) => {
                sheet::again(desk, &what, form, unfounded.sentence(desk.lang).to_owned())
            }
            Err(Wrong::Refused(other)) => Err(other.into()),
        }
    })
    .await
}

enum Wrong {
    /// Something in the form cannot be read.
    Said(String),
    Refused(acts::Error),
}

/// The following item of the queue, else the first, else the empty queue.
fn next(desk: &Desk<'_>, what: &What) -> Result<String, Refused> {
    let (items, _) = queue(desk)?;
    let is_it =
        |i: &acts::verifications::Item| i.unit == what.unit && i.indicator == what.indicator && i.named.month == what.month;
    let after = items.iter().position(is_it).and_then(|at| items.get(at + 1));
    let other = after.or_else(|| items.iter().find(|i| !is_it(i)));
    Ok(other.map_or_else(|| "/verifications".to_owned(), item_address))
}

/// What the form says, in the measure of its indicator.
fn ruling(desk: &Desk<'_>, what: &What, form: &Form) -> Result<Ruling, Wrong> {
    let sheet = desk.office.verification_sheet(&desk.actor, what).map_err(Wrong::Refused)?;
    let amount = |field: &str, zh: &str, en: &str| match form.get(field) {
        "" => Ok(None),
        text => sheet.indicator.measure.parse(text).map(Some).map_err(|e| {
            let label = desk.lang.of(zh, en);
            Wrong::Said(match desk.lang {
                Lang::Zh => format!("{label}：{}", e.sentence(Lang::Zh)),
                Lang::En => format!("{label}: {}", e.sentence(Lang::En)),
            })
        }),
    };
    let decision = Decision::parse(form.get("decision"))
        .ok_or_else(|| Wrong::Said(desk.t("请选择核验意见", "choose a decision").to_owned()))?;
    let (recognised, credited) =
        (amount("amount", "核定数", "recognised amount")?, amount("credited", "认定数", "credited amount")?);
    let reason = form.get("reason").chars().take(500).collect();
    let amount = match decision {
        Decision::Recognised | Decision::Overturned => recognised,
        Decision::Accepted | Decision::Returned => None,
    };
    Ok(Ruling { decision, amount, credited: credited.filter(|_| decision != Decision::Returned), reason })
}

/// Accept what was ticked, all or nothing.
pub async fn accept_all(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::VerifyReturn, asked, Form::read(&body), |desk, form| {
        form.only(&[], &["pick."])?;
        let mut whats = Vec::new();
        for (name, seen) in form.beginning("pick.") {
            let parts: Vec<&str> = name.split('/').collect();
            let [unit, indicator, month] = parts.as_slice() else { return Err(stale()) };
            let what = what(((*unit).to_owned(), (*indicator).to_owned(), (*month).to_owned()))?;
            whats.push((what, Seen::parse(seen).ok_or_else(stale)?));
        }
        if whats.is_empty() {
            return Err(Refused::bad("verifications.none_chosen", "没有勾选要核验的项目", "nothing was ticked"));
        }
        let count = desk.office.accept_all(&desk.caller(form), &whats)?;
        Ok(Answer::Elsewhere(format!("/verifications?done={count}")))
    })
    .await
}
