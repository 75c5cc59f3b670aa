//! Form of a record 登记表: made from the declaration, kept as typed when something is wrong, told when somebody was faster.

use super::boxes::{Box, Typed, boxes};
use super::{Shelf, record_page};
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::registers::{Draft, Kept};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::instant_text;
use domain::policy::Action;
use domain::records::Finding;
use domain::registers::{Record, Register, register};

#[derive(Template)]
#[template(path = "registers/form.html")]
struct FormPage {
    f: Frame,
    name: &'static str,
    noun: &'static str,
    /// The record corrected, or empty.
    key: String,
    here: String,
    back: String,
    version: i64,
    proposed: String,
    reason: String,
    boxes: Vec<Box>,
    /// What is wrong: column and sentence.
    wrongs: Vec<(&'static str, String)>,
    /// What is asked: code, sentence, answer.
    questions: Vec<(&'static str, String, String)>,
    /// Somebody was faster: who and when.
    changed: String,
    /// Column, what stands now, what was typed.
    differences: Vec<(&'static str, String, String)>,
}

pub async fn new(State(site): State<Site>, Path(noun): Path<String>, asked: Asked) -> Response {
    let Some((register, action)) = kept(&noun) else { return site.anybody(asked, |_| Err(Refused::NotFound)).await };
    site.page_of(action, asked, move |desk| {
        if !desk.office.may_add(&desk.actor, register)? {
            return Err(Refused::from(acts::Error::Denied(domain::policy::Denied::NotYourRole)));
        }
        let proposed = desk.office.next_number(&desk.actor, register)?;
        let asked = desk.asked;
        let mut fields: Vec<(&str, &str)> =
            register.columns.iter().map(|c| (c.name, asked.param(c.name))).filter(|f| !f.1.is_empty()).collect();
        if let Some(column) = register.numbered() {
            fields.push((column.name, &proposed));
        }
        let shown = Shown { register, before: None, fields: &fields, proposed: &proposed, ..Shown::of(register) };
        Ok(Answer::Fresh(page(desk, &shown)?))
    })
    .await
}

pub async fn edit(State(site): State<Site>, Path(noun): Path<String>, asked: Asked) -> Response {
    let Some((register, action)) = kept(&noun) else { return site.anybody(asked, |_| Err(Refused::NotFound)).await };
    site.page_of(action, asked, move |desk| {
        let before = corrected(desk, register)?;
        Ok(Answer::Fresh(page(desk, &Shown { before: Some(&before), version: before.seq, ..Shown::of(register) })?))
    })
    .await
}

pub async fn take(State(site): State<Site>, Path(noun): Path<String>, asked: Asked, body: String) -> Response {
    let Some((register, action)) = kept(&noun) else { return site.anybody(asked, |_| Err(Refused::NotFound)).await };
    let form = Form::read(&body);
    site.act(action, asked, form, move |desk, form| {
        form.only(&["version", "proposed", "reason"], &["f.", "a."])?;
        let is_new = desk.asked.path.ends_with("/new");
        let before = if is_new { None } else { Some(corrected(desk, register)?) };
        let key = before.as_ref().map(Record::key);
        let fields: Vec<(&str, &str)> = form.beginning("f.").collect();
        let answers: Vec<(&str, &str)> = form.beginning("a.").collect();
        let version = form.get("version").parse().unwrap_or(0);
        let draft = Draft {
            register,
            key: key.as_deref(),
            fields: &fields,
            version,
            proposed: form.get("proposed"),
            answers: &answers,
            reason: form.get("reason"),
        };
        let shown = Shown {
            register,
            before: before.as_ref(),
            fields: &fields,
            answers: &answers,
            version,
            proposed: draft.proposed,
            reason: draft.reason,
            wrong: &[],
            questions: &[],
            changed: None,
        };
        let again = |shown: Shown<'_>| Ok(Answer::Again(page(desk, &shown)?));
        match desk.office.keep(&desk.caller(form), &draft)? {
            Kept::Done(key) => Ok(Answer::Elsewhere(record_page(register.noun, &key))),
            Kept::Refused(wrong) => again(Shown { wrong: &wrong, ..shown }),
            Kept::Asked(questions) => again(Shown { questions: &questions, ..shown }),
            Kept::Changed { now, by } => {
                let at = instant_text(now.recorded_at);
                let who = by.map(|act| act.actor).unwrap_or_default();
                again(Shown { version: now.seq, changed: Some((&now, who, at)), ..shown })
            }
        }
    })
    .await
}

/// A register that is kept by a form, and what the policy calls it.
fn kept(noun: &str) -> Option<(&'static Register, Action)> {
    let register = register(noun)?;
    Some((register, register.keeper.action()?))
}

/// The record named in the address, if it is this person's to correct.
fn corrected(desk: &Desk<'_>, register: &'static Register) -> Result<Record, Refused> {
    let record = desk.office.newest(&desk.actor, register, desk.asked.param("key"))?.ok_or(Refused::NotFound)?;
    if desk.office.may_correct(&desk.actor, &record)? { Ok(record) } else { Err(Refused::NotFound) }
}

/// A form as it is shown.
#[derive(Clone)]
struct Shown<'a> {
    register: &'static Register,
    before: Option<&'a Record>,
    fields: &'a [(&'a str, &'a str)],
    answers: &'a [(&'a str, &'a str)],
    version: i64,
    proposed: &'a str,
    reason: &'a str,
    wrong: &'a [Finding],
    questions: &'a [Finding],
    changed: Option<(&'a Record, String, String)>,
}

impl Shown<'_> {
    fn of(register: &'static Register) -> Shown<'static> {
        Shown {
            register,
            before: None,
            fields: &[],
            answers: &[],
            version: 0,
            proposed: "",
            reason: "",
            wrong: &[],
            questions: &[],
            changed: None,
        }
    }
}

fn page(desk: &Desk<'_>, shown: &Shown<'_>) -> Result<String, Refused> {
    let (register, lang) = (shown.register, desk.lang);
    let shelf = Shelf::of(desk, register)?;
    let name = lang.of(register.zh, register.en);
    let key = shown.before.map(Record::key).unwrap_or_default();
    let typed = Typed { fields: shown.fields, before: shown.before, wrong: shown.wrong };
    let answer = |code: &str| shown.answers.iter().find(|a| a.0 == code).map_or("", |a| a.1).to_owned();
    let mut questions: Vec<(&'static str, String, String)> =
        shown.questions.iter().map(|q| (q.code, q.sentence(lang).to_owned(), answer(q.code))).collect();
    // What was answered before stays answered while something else is put right.
    questions.dedup_by_key(|q| q.0);
    let verb = if key.is_empty() { desk.t("登记", "Add to") } else { desk.t("更正", "Correct") };
    let page = FormPage {
        f: Frame::of(desk, format!("{verb}{}{name}", desk.t("", " "))),
        name,
        noun: register.noun,
        here: desk.asked.with(&[]),
        back: if key.is_empty() { crate::words::at("registers", register.noun) } else { record_page(register.noun, &key) },
        key,
        version: shown.version,
        proposed: shown.proposed.to_owned(),
        reason: shown.reason.to_owned(),
        boxes: boxes(desk, register, &shelf, &typed)?,
        wrongs: shown.wrong.iter().map(|w| (w.column, w.sentence(lang).to_owned())).collect(),
        questions,
        changed: shown.changed.as_ref().map(|(_, who, at)| told(desk, who, at)).unwrap_or_default(),
        differences: shown.changed.as_ref().map(|(now, ..)| differences(shown, now, &shelf, desk)).unwrap_or_default(),
    };
    Ok(page.render()?)
}

fn told(desk: &Desk<'_>, who: &str, at: &str) -> String {
    match desk.lang {
        domain::lang::Lang::Zh => format!("这条记录在您填写时已由{who}于{at}更正。您填的都还在；请对照后再保存，或放弃。"),
        domain::lang::Lang::En => {
            format!(
                "This record was corrected by {who} at {at} while you were writing. What you typed is kept; compare, then save again or leave it."
            )
        }
    }
}

/// Where what stands now differs from what was typed.
fn differences(shown: &Shown<'_>, now: &Record, shelf: &Shelf, desk: &Desk<'_>) -> Vec<(&'static str, String, String)> {
    let columns = shown.register.columns.iter().enumerate();
    columns
        .filter_map(|(place, column)| {
            let typed = shown.fields.iter().rev().find(|f| f.0 == column.name)?.1;
            let stands = acts::exports::file_text(now, place, &shelf.gathered.books);
            (stands != typed).then(|| (desk.lang.of(column.zh, column.en), stands, typed.to_owned()))
        })
        .collect()
}
