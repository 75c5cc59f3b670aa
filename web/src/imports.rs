//! Imports 导入: templates to fill in; a workbook, a CSV or a pasted block brought back, shown before it is filed.

pub mod shelf;
mod show;
mod upload;

pub use shelf::Shelf;
pub use upload::MOST_BYTES;

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::grid::Grid;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::acting::Caller;
use acts::imports::{Kept, Wanted};
use askama::Template;
use axum::extract::{Multipart, Path, State as Held};
use axum::response::Response;
use domain::calendar::Period;
use domain::policy::Action;
use domain::registers::register;
use shelf::{State, Upload};
use std::sync::Arc;
use std::time::Duration;

pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A page waits for its result so long; then it says how far it is, and looks again.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Template)]
#[template(path = "imports/index.html")]
struct IndexPage {
    f: Frame,
    registers: Vec<Choice>,
    /// Register, address of its template.
    templates: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "imports/page.html")]
struct UploadPage {
    f: Frame,
    name: String,
    register: &'static str,
    /// working, ready, filed, stopped.
    state: &'static str,
    sentence: String,
    code: String,
    counts: Vec<(&'static str, usize)>,
    changes: String,
    problems: String,
    ignored: Vec<String>,
    all: bool,
    good: bool,
    annotated: String,
    bad_rows: String,
    here: String,
}

/// Whoever keeps a register by its declaration, or files returns, brings a file for it; nobody else.
pub fn may_import(desk: &Desk<'_>) -> Result<(), Refused> {
    if desk.office.importable(&desk.actor)?.is_empty() { Err(Refused::NoPermission(desk.actor.role)) } else { Ok(()) }
}

pub async fn index(Held(site): Held<Site>, asked: Asked) -> Response {
    site.page_by(may_import, asked, |desk| {
        let chosen = desk.asked.param("register");
        let registers = desk.office.importable(&desk.actor)?;
        let choice = |r: &&'static domain::registers::Register| Choice {
            value: r.noun.to_owned(),
            label: desk.lang.of(r.zh, r.en).to_owned(),
            chosen: r.noun == chosen,
        };
        let template = |r: &&'static domain::registers::Register| {
            (desk.lang.of(r.zh, r.en).to_owned(), format!("/registers/{}/template.xlsx", r.noun))
        };
        let page = IndexPage {
            registers: registers.iter().map(choice).collect(),
            templates: registers.iter().filter(|r| r.noun != "returns").map(template).collect(),
            f: Frame::of(desk, desk.t("导入", "Import")),
        };
        Ok(Answer::Fresh(page.render()?))
    })
    .await
}

/// Take a file or a pasted block, and begin to read it.
pub async fn take(Held(site): Held<Site>, asked: Asked, parts: Multipart) -> Response {
    let (before, who) = (site.clone(), asked.clone());
    let admitted = tokio::task::spawn_blocking(move || upload::admitted(&before, &who)).await;
    let token = match admitted {
        Ok(Ok(token)) => token,
        Ok(Err(refused)) => return refused.page(&asked),
        Err(_) => return Refused::stale_form().page(&asked),
    };
    let received = upload::receive(&site, parts, &token).await;
    let form = received.as_ref().map(|r| r.form.clone()).map_err(|_| Refused::stale_form());
    match received {
        Err(refused) => site.open_page(asked, move |site, asked| Ok(Desk::open(site, asked)?.respond(Err(refused)))).await,
        Ok(received) => {
            site.act_by(may_import, asked, form, move |desk, form| {
                let upload = received.shelve(desk)?;
                let (office, caller) = (desk.office.clone(), desk.caller(form));
                work(Arc::clone(&upload), move |upload| {
                    let read =
                        office.preview(&caller, &upload.file(), upload.wanted, &mut |done, total| tell(upload, done, total));
                    read.map(|preview| State::Ready(Box::new(preview)))
                });
                Ok(Answer::Elsewhere(format!("/imports/{}", upload.key)))
            })
            .await
        }
    }
}

/// Do the long part off the request; whatever happens, the upload hears of it.
fn work(upload: Arc<Upload>, job: impl FnOnce(&Upload) -> Result<State, acts::Error> + Send + 'static) {
    let worker = Arc::clone(&upload);
    let job = tokio::task::spawn_blocking(move || match job(&worker) {
        Ok(state) => worker.set(state),
        Err(error) => worker.stop(&error),
    });
    tokio::spawn(async move {
        if job.await.is_err() {
            let (zh, en) =
                ("读取时出了故障，什么都没有写入；请再传一次", "reading it failed and nothing was written; send it again");
            upload.set(State::Stopped { code: "web.import_fault".to_owned(), zh: zh.to_owned(), en: en.to_owned() });
        }
    });
}

fn tell(upload: &Upload, done: usize, total: usize) {
    if let State::Working { done: before, total: all } = &mut *upload.state() {
        (*before, *all) = (done, total);
    }
}

fn mine(desk: &Desk<'_>, key: &str) -> Result<Arc<Upload>, Refused> {
    desk.site.imports().get(key, &desk.token()).ok_or_else(|| Refused::Unknown {
        code: "web.no_upload".to_owned(),
        zh: "没有这次导入：上传的文件只保留一小时，请再传一次".to_owned(),
        en: "there is no such import: uploaded files are kept for an hour; send it again".to_owned(),
    })
}

/// What would change and what is wrong; or what was filed.
pub async fn page(Held(site): Held<Site>, Path(key): Path<String>, asked: Asked) -> Response {
    site.page_by(may_import, asked, move |desk| {
        let upload = mine(desk, &key)?;
        let state = upload.wait(PATIENCE);
        let page = show::page(desk, &upload, &state)?;
        Ok(Answer::Fresh(page.render()?))
    })
    .await
}

/// File all, file the good rows, or give up.
pub async fn decide(Held(site): Held<Site>, Path(key): Path<String>, asked: Asked, body: String) -> Response {
    site.act_by(may_import, asked, Form::read(&body), move |desk, form| {
        form.only(&["do"], &[])?;
        let upload = mine(desk, &key)?;
        let good_rows = match form.get("do") {
            "all" => false,
            "good" => true,
            "drop" => {
                desk.site.imports().remove(&key);
                return Ok(Answer::Elsewhere("/imports".to_owned()));
            }
            _ => return Err(Refused::bad("web.bad_choice", "没有这个选择", "there is no such choice")),
        };
        // A double click finds the work under way, or done.
        if upload.begin() {
            let office = desk.office.clone();
            // The upload's own key: decided twice, it is filed once.
            let caller = Caller { key: key.clone(), ..desk.caller(form) };
            work(Arc::clone(&upload), move |upload| {
                let wanted = Wanted { good_rows, ..upload.wanted };
                let filed = office.import(&caller, &upload.file(), wanted, &mut |done, total| tell(upload, done, total));
                filed.map(|imported| State::Filed(Box::new(imported)))
            });
        }
        Ok(Answer::Elsewhere(format!("/imports/{key}")))
    })
    .await
}

/// The person's own file with every problem beside its cell, or its bad rows alone.
pub async fn give_back(Held(site): Held<Site>, Path((key, what)): Path<(String, String)>, asked: Asked) -> Response {
    site.page_by(may_import, asked, move |desk| {
        let upload = mine(desk, &key)?;
        let findings = match &*upload.state() {
            State::Ready(preview) => preview.findings.clone(),
            State::Filed(imported) => imported.findings.clone(),
            State::Working { .. } | State::Stopped { .. } => return Err(Refused::NotFound),
        };
        let stem = upload.name.rsplit_once('.').map_or(upload.name.as_str(), |name| name.0).to_owned();
        match what.as_str() {
            "annotated" => {
                let mut bytes = std::io::Cursor::new(Vec::new());
                findings.annotate(&upload.file(), desk.lang, &mut bytes)?;
                let kind = if findings.kept == Kept::Workbook { XLSX } else { "text/csv; charset=utf-8" };
                let name = format!("{stem}-{}.{}", desk.t("问题", "problems"), findings.kept.extension());
                Ok(Answer::File(name, kind, bytes.into_inner()))
            }
            "bad-rows" => {
                let name = format!("{stem}-{}.xlsx", desk.t("有问题的行", "bad rows"));
                Ok(Answer::File(name, XLSX, findings.bad_rows_workbook(desk.lang)))
            }
            _ => Err(Refused::NotFound),
        }
    })
    .await
}

/// The template of the unit's month.
pub async fn month_template(Held(site): Held<Site>, Path(month): Path<String>, asked: Asked) -> Response {
    site.page_of(Action::FileReturn, asked, move |desk| {
        let period = Period::parse(&month).ok_or(Refused::NotFound)?;
        let bytes = desk.office.month_template(&desk.actor, period, desk.lang)?;
        let name = format!("{} {period}.xlsx", desk.t("填报", "return"));
        Ok(Answer::File(name, XLSX, bytes))
    })
    .await
}

/// A register as a workbook that imports back.
pub async fn register_template(Held(site): Held<Site>, Path(noun): Path<String>, asked: Asked) -> Response {
    site.anybody(asked, move |desk| {
        let register = register(&noun).filter(|r| desk.scope.business() || r.keeper.is_setting());
        if !desk.scope.business() {
            desk.may(register.and_then(|r| r.keeper.action()).unwrap_or(Action::ReadBusiness))?;
        }
        let register = register.ok_or(Refused::NotFound)?;
        let bytes = desk.office.register_template(&desk.actor, register, desk.lang)?;
        let name = format!("{} {}.xlsx", desk.lang.of(register.zh, register.en), desk.office.today);
        Ok(Answer::File(name, XLSX, bytes))
    })
    .await
}

fn rendered(grid: &Grid) -> Result<String, Refused> {
    Ok(grid.render()?)
}
