//! Evidence 佐证材料: the panel of files beside a record, the form that adds one, and the one address at which a file is read.

mod upload;

pub use upload::{BODY_BYTES, add};

use crate::asked::{Asked, encode};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Choice;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::acting::{Caller, fresh_key};
use acts::evidence::{Attached, Attachments, FileKind};
use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::calendar::{day_at, day_text};
use domain::lang::Lang;
use domain::policy::Action;
use domain::registers::{EVIDENCE_KINDS, Record};
use domain::verifications::evidence_kind;
use std::fs::File;
use std::io::Read;

/// Files shown for one record, with a form to add another for whoever may.
#[derive(Template)]
#[template(path = "evidence/panel.html")]
struct Panel {
    lang: Lang,
    token: String,
    key: String,
    register: String,
    record: String,
    back: String,
    /// Where on the page it stands.
    anchor: String,
    files: Vec<Listed>,
    kinds: Vec<Choice>,
    may_add: bool,
}

/// A file with who showed it.
struct Listed {
    e: Shown,
    by: String,
    may_withdraw: bool,
}

/// A panel as its page places it.
pub struct Made {
    pub html: String,
    /// Files that stand.
    pub files: usize,
    /// It takes files: the page is made for one request.
    pub takes: bool,
}

/// A file in a list.
pub struct Shown {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
    pub number: String,
    pub size: String,
    pub on: String,
    pub withdrawn: String,
    /// `picture`, `pdf`, or nothing: only downloaded.
    pub view: &'static str,
    pub digest: String,
    pub key: String,
}

impl Shown {
    pub fn of(record: &Record, lang: Lang) -> Shown {
        Shown {
            id: record.text("evidence_id").to_owned(),
            name: record.text("file_name").to_owned(),
            kind: evidence_kind(record.text("kind"), lang),
            number: record.text("number").to_owned(),
            size: size(record.int("bytes").unwrap_or(0)),
            on: day_text(day_at(record.recorded_at), lang),
            withdrawn: crate::words::day(record.int("withdrawn_on"), lang),
            view: view(record),
            digest: record.text("sm3").chars().take(12).collect(),
            key: fresh_key(),
        }
    }
}

/// Bytes as people say them.
fn size(bytes: i64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes / 1_024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

/// How a file may be looked at in the page. What carries something active is only downloaded.
fn view(record: &Record) -> &'static str {
    let media = record.text("media_type");
    match FileKind::of_media_type(media).filter(|_| !media.contains(';')) {
        Some(FileKind::Pdf) => "pdf",
        Some(kind) if kind.is_picture() => "picture",
        Some(_) | None => "",
    }
}

/// The panel of a record, for its page. A page with a panel that takes files is made for one request.
pub fn panel(desk: &Desk<'_>, register: &str, record: &str) -> Result<(String, bool), Refused> {
    let made = panels(desk, register, &[(record.to_owned(), "evidence".to_owned())])?.pop();
    Ok(made.map_or_else(|| (String::new(), false), |made| (made.html, made.takes)))
}

/// Panels of several records on one page, each at a place of its own.
pub fn panels(desk: &Desk<'_>, register: &str, places: &[(String, String)]) -> Result<Vec<Made>, Refused> {
    let records: Vec<String> = places.iter().map(|p| p.0.clone()).collect();
    let attached = desk.office.attached(&desk.actor, register, &records)?;
    places.iter().zip(&attached).map(|((record, anchor), of)| panel_at(desk, register, record, anchor, of)).collect()
}

fn panel_at(desk: &Desk<'_>, register: &str, record: &str, anchor: &str, of: &Attachments) -> Result<Made, Refused> {
    let (files, may_add) = (&of.files, of.may_add && !desk.looking.past);
    let kinds =
        EVIDENCE_KINDS.iter().map(|k| Choice { value: k.0.to_owned(), label: desk.lang.of(k.1, k.2).to_owned(), chosen: false });
    let panel = Panel {
        lang: desk.lang,
        token: desk.token(),
        key: fresh_key(),
        register: register.to_owned(),
        record: record.to_owned(),
        back: format!("{}#{anchor}", desk.asked.with(&[("done", "")])),
        anchor: anchor.to_owned(),
        files: files.iter().map(|f| listed(f, may_add, desk.lang)).collect(),
        kinds: kinds.collect(),
        may_add,
    };
    Ok(Made { html: panel.render()?, files: standing(files), takes: may_add })
}

/// How many files stand for each of some records.
pub fn counts(desk: &Desk<'_>, register: &str, records: &[String]) -> Result<Vec<usize>, Refused> {
    Ok(desk.office.attached(&desk.actor, register, records)?.iter().map(|of| standing(&of.files)).collect())
}

fn standing(files: &[Attached]) -> usize {
    files.iter().filter(|f| f.record.get("withdrawn_on").is_null()).count()
}

fn listed(file: &Attached, may_add: bool, lang: Lang) -> Listed {
    let name = lang.name(&file.by.0, &file.by.1).to_owned();
    let unit = file.unit.as_ref().map_or("", |u| u.label(lang));
    let e = Shown::of(&file.record, lang);
    let may_withdraw = may_add && file.may_withdraw && e.withdrawn.is_empty();
    Listed { by: [unit, &name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "), may_withdraw, e }
}

impl Panel {
    fn t<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.lang.of(zh, en)
    }
}

/// A path of ours to go back to; else nothing.
fn own_path(back: &str) -> Option<&str> {
    let plain = back.is_ascii() && !back.contains(['\\', '\n', '\r']);
    (back.starts_with('/') && !back.starts_with("//") && plain).then_some(back)
}

/// Take a file back.
pub async fn withdraw(State(site): State<Site>, Path(id): Path<String>, asked: Asked, body: String) -> Response {
    site.act(Action::ReadBusiness, asked, Form::read(&body), move |desk, form| {
        form.only(&["reason", "back"], &[])?;
        desk.office.withdraw_evidence(&desk.caller(form), &id, form.get("reason"))?;
        Ok(Answer::Elsewhere(own_path(form.get("back")).unwrap_or("/wall").to_owned()))
    })
    .await
}

/// A file: shown in the page where a browser runs nothing of it, else handed out to keep. Each time is a line of record.
pub async fn show(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    site.open_page(asked, move |site, asked| {
        let desk = Desk::open(site, asked)?;
        desk.may(Action::ReadBusiness)?;
        let caller = Caller { actor: desk.actor.clone(), origin: asked.origin.clone(), key: fresh_key() };
        match desk.office.read_evidence(&caller, &id) {
            Ok((record, file)) => Ok(file_response(&record, file, asked.param("download") == "1")),
            Err(error) => Ok(Refused::from(error).page_at(&desk)),
        }
    })
    .await
}

/// Nothing in a file acts: no script, no other address, no frame but ours. The browsers' own viewer of PDF is an object.
const PICTURE_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";
const PDF_POLICY: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

fn file_response(record: &Record, file: File, download: bool) -> Response {
    let name = record.text("file_name");
    let kind = FileKind::of_media_type(record.text("media_type"));
    let seen_as = if download { "" } else { view(record) };
    let ending = name.rsplit_once('.').map_or("bin", |n| n.1);
    let disposition = format!(
        "{}; filename=\"evidence.{ending}\"; filename*=UTF-8''{}",
        if seen_as.is_empty() { "attachment" } else { "inline" },
        encode(name)
    );
    let mut response = Response::new(Body::from_stream(pieces(file)));
    let headers = response.headers_mut();
    let policy = if seen_as == "pdf" { PDF_POLICY } else { PICTURE_POLICY };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.map_or("application/octet-stream", FileKind::media_type)));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(record.int("bytes").unwrap_or(0)));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// A file in pieces, so that a slow reader does not hold it in memory.
fn pieces(file: File) -> impl futures_util::Stream<Item = std::io::Result<Vec<u8>>> {
    futures_util::stream::unfold(Some(file), |file| async {
        let mut file = file?;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; 64 * 1024];
            let read = file.read(&mut piece).map(|n| {
                piece.truncate(n);
                piece
            });
            (read, file)
        });
        match read.await {
            Ok((Ok(piece), _)) if piece.is_empty() => None,
            Ok((Ok(piece), file)) => Some((Ok(piece), Some(file))),
            Ok((Err(e), _)) => Some((Err(e), None)),
            Err(e) => Some((Err(std::io::Error::other(e)), None)),
        }
    })
}
