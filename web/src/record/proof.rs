//! Proof 核验与存证: verify the books from the page, take a signed checkpoint away, hold an earlier one against the books.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::checkpoints::{self, Checkpoint};
use acts::keys::{CountyKey, PublicKey};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::parse_day;
use domain::measure::grouped;
use domain::policy::Action;
use store::Verification;

#[derive(Template)]
#[template(path = "acts/verification.html")]
struct VerificationPage {
    f: Frame,
    seq: String,
    hash: String,
    /// What was found, and whether it is good.
    found: Vec<String>,
    good: bool,
    pasted: String,
    /// Day, place and instant of the checkpoints made by themselves.
    kept: Vec<(String, String, String)>,
    /// Facts that none of them covers yet.
    uncovered: String,
}

/// Days shown on the page; older files lie in the folder.
const DAYS: usize = 31;

#[derive(Default)]
struct Found {
    sentences: Vec<String>,
    good: bool,
    pasted: String,
}

fn page(desk: &Desk<'_>, found: Found) -> Result<String, Refused> {
    let head = desk.office.store.head(&desk.scope)?;
    let kept = checkpoints::kept(desk.site.keys(), desk.actor.county);
    let uncovered = head.seq - kept.first().map_or(0, |newest| newest.seq);
    let row = |c: &Checkpoint| (c.day.clone(), grouped(&c.seq.to_string()), c.at.clone());
    let page = VerificationPage {
        f: Frame::of(desk, desk.t("核验与存证", "Verification and checkpoints")),
        seq: grouped(&head.seq.to_string()),
        hash: acts::hex(&head.chain_hash),
        found: found.sentences,
        good: found.good,
        pasted: found.pasted,
        kept: kept.iter().take(DAYS).map(row).collect(),
        uncovered: if uncovered > 0 { grouped(&uncovered.to_string()) } else { String::new() },
    };
    Ok(page.render()?)
}

pub async fn verification(State(site): State<Site>, asked: Asked) -> Response {
    site.page_of(Action::ReadActs, asked, |desk| Ok(Answer::Fresh(page(desk, Found::default())?))).await
}

pub async fn verify(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::ReadActs, asked, Form::read(&body), |desk, form| {
        form.only(&[], &[])?;
        let found = desk.office.verify_for(&desk.caller(form))?;
        Ok(Answer::Fresh(page(desk, told(desk, &found))?))
    })
    .await
}

fn told(desk: &Desk<'_>, found: &Verification) -> Found {
    let count = |n: i64| grouped(&n.to_string());
    if let Some(row) = &found.bad {
        let column = row.column.as_deref().unwrap_or("—");
        let place = desk.lang.of(
            &format!("位置：表 {}，第{}号，栏 {column}。请立即停止写入，保留数据库原样，与存证点核对。", row.table, row.seq),
            &format!("Where: table {}, no. {}, column {column}. Stop writing now, keep the database as it is, and hold it against a checkpoint.", row.table, row.seq),
        ).to_owned();
        return Found { sentences: vec![desk.lang.of(&row.zh, &row.en).to_owned(), place], ..Found::default() };
    }
    let (rows, balances, reconciled) = (count(found.rows), count(found.balances), count(found.reconciled));
    let proved = desk.lang.of(
        &format!("核验无误：重算{rows}行的校验值，逐行相接，无删、无增、无改；{balances}个余额与分录合计一致；{reconciled}项单位数与全县数对账一致。"),
        &format!("Everything holds: the hashes of {rows} rows were recomputed and follow one another, so that none was removed, added or changed; {balances} balances are the sums of their entries; {reconciled} sums over units agree with the county."),
    ).to_owned();
    Found { sentences: vec![proved], good: true, pasted: String::new() }
}

pub async fn checkpoint(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::MakeCheckpoint, asked, Form::read(&body), |desk, form| {
        form.only(&[], &[])?;
        let key = CountyKey::of(desk.site.keys(), desk.actor.county)?;
        let checkpoint = desk.office.checkpoint_for(&desk.caller(form), &key)?;
        let name = format!("{} {} {}.json", desk.t("存证点", "checkpoint"), checkpoint.day, checkpoint.seq);
        Ok(Answer::File(name, "application/json", checkpoint.text().into_bytes()))
    })
    .await
}

/// A checkpoint made by itself, to be kept elsewhere.
pub async fn kept_checkpoint(State(site): State<Site>, Path(day): Path<String>, asked: Asked) -> Response {
    site.page_of(Action::ReadActs, asked, move |desk| {
        let day = parse_day(&day).ok_or(Refused::NotFound)?;
        let kept = checkpoints::kept_on(desk.site.keys(), desk.actor.county, day).ok_or(Refused::NotFound)?;
        let name = format!("{} {} {}.json", desk.t("存证点", "checkpoint"), kept.day, kept.seq);
        Ok(Answer::File(name, "application/json", kept.text().into_bytes()))
    })
    .await
}

pub async fn prove(State(site): State<Site>, asked: Asked, body: String) -> Response {
    site.act(Action::MakeCheckpoint, asked, Form::read(&body), |desk, form| {
        form.only(&["checkpoint"], &[])?;
        let pasted = form.get("checkpoint").to_owned();
        let Some(checkpoint) = Checkpoint::parse(pasted.as_bytes()) else {
            let wrong = desk.t(
                "这不是存证点文件的内容；请把整个文件从“{”到“}”粘贴进来。什么都没有核对。",
                "This is not the content of a checkpoint file; paste all of it, from “{” to “}”. Nothing was checked.",
            );
            let found = Found { sentences: vec![wrong.to_owned()], good: false, pasted };
            return Ok(Answer::Again(page(desk, found)?));
        };
        let key = PublicKey::of(desk.site.keys(), desk.actor.county)?;
        let proof = desk.office.prove_for(&desk.caller(form), checkpoint, &key)?;
        let found = Found { sentences: vec![proof.sentence(desk.lang)], good: proof.holds(), pasted };
        Ok(Answer::Fresh(page(desk, found)?))
    })
    .await
}
