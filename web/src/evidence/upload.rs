//! Upload 上传: a multipart form whose last field is a file; it goes to the disk piece by piece while it comes.

use super::own_path;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use acts::evidence::{Offered, Unfit};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::Response;
use domain::policy::Action;
use std::io::{self, Read};
use tokio::sync::mpsc;

/// The largest body: the largest file and the words around it.
pub const BODY_BYTES: usize = 21 * 1024 * 1024;
/// Fields before the file, and the longest of them.
const FIELDS: usize = 12;
const FIELD_BYTES: usize = 2_048;
/// Pieces of an upload that wait for the disk.
const WAITING: usize = 4;

fn unreadable() -> Refused {
    Refused::bad(
        "web.bad_upload",
        "上传的表单无法识别：请选择文件后重新上传",
        "the upload cannot be read: choose a file and attach it again",
    )
}

pub async fn add(State(site): State<Site>, asked: Asked, form: Result<Multipart, MultipartRejection>) -> Response {
    let Ok(mut form) = form else { return unreadable().page(&asked) };
    let mut fields = Vec::new();
    loop {
        match form.next_field().await {
            Ok(Some(field)) if field.name() == Some("file") => return receive(&site, asked, Form::of(fields), field).await,
            Ok(Some(field)) if fields.len() < FIELDS => match words(field).await {
                Some(read) => fields.push(read),
                None => return unreadable().page(&asked),
            },
            Err(e) if e.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                return Refused::from(acts::Error::Unfit(Unfit::TooLarge)).page(&asked);
            }
            Ok(_) | Err(_) => return unreadable().page(&asked),
        }
    }
}

async fn words(mut field: Field<'_>) -> Option<(String, String)> {
    let name = field.name()?.to_owned();
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.ok()? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > FIELD_BYTES {
            return None;
        }
    }
    Some((name, String::from_utf8(bytes).ok()?))
}

/// The file goes to the disk while it comes; nobody holds more than a few pieces of it.
async fn receive(site: &Site, asked: Asked, form: Form, mut field: Field<'_>) -> Response {
    let name = field.file_name().unwrap_or_default().to_owned();
    let (sender, receiver) = mpsc::channel(WAITING);
    // A person may be heard whatever post they hold; who attaches what is asked where the record is known.
    let take = site.act_waiting(Action::ReadBusiness, asked, Ok(form), move |desk, form| take(desk, form, name, receiver));
    let pump = async move {
        loop {
            let piece = match field.chunk().await {
                Ok(Some(piece)) => Ok(piece),
                Ok(None) => return,
                Err(e) if e.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(io::ErrorKind::FileTooLarge.into()),
                Err(_) => Err(io::Error::from(io::ErrorKind::ConnectionAborted)),
            };
            let last = piece.is_err();
            // Whoever refused the file does not want the rest; it is still read, so that the refusal arrives.
            let _ = sender.send(piece).await;
            if last {
                return;
            }
        }
    };
    tokio::join!(take, pump).0
}

fn take(desk: &Desk<'_>, form: &Form, name: String, receiver: mpsc::Receiver<io::Result<Bytes>>) -> Result<Answer, Refused> {
    form.only(&["register", "record", "kind", "number", "back"], &[])?;
    let of = |field: &str| form.get(field).to_owned();
    let offered =
        Offered { register: of("register"), record: of("record"), kind: of("kind"), number: of("number"), file_name: name };
    let mut source = Pieces { receiver, piece: Bytes::new() };
    desk.office.attach(&desk.caller(form), &offered, &mut source)?;
    Ok(Answer::Elsewhere(own_path(form.get("back")).unwrap_or("/wall").to_owned()))
}

/// Pieces as they come, read like a file.
struct Pieces {
    receiver: mpsc::Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.receiver.blocking_recv() {
                Some(piece) => self.piece = piece?,
                None => return Ok(0),
            }
        }
        let taken = self.piece.split_to(self.piece.len().min(into.len()));
        into[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}
