//! Brought 带来的文件: a form that carries one file beside its fields — settings, minutes, the text of a directive — as it came.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::refused::Refused;
use crate::site::Site;
use acts::Error;
use acts::texts::{MOST_BYTES, Unread};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use domain::lang::Lang;
use domain::policy::Action;
use std::path::{Path, PathBuf};

/// The largest body of a form with a text's file: more than any file that is read, so that one too large is told so at its own
/// page, and nothing that was typed beside it is lost.
pub const BODY_BYTES: usize = 64 << 20;

/// All that is typed in one form; a text of two hundred thousand signs has less.
const FIELD_BYTES: usize = 4 << 20;

/// The name of a file that has none.
const NAMELESS: &str = "upload";

/// A file as it was brought.
pub struct File {
    /// Its own name, which leads nowhere.
    pub name: String,
    /// No more of them than are read, and one: whoever reads them sees that there were more.
    pub bytes: Vec<u8>,
}

/// The fields, and the file if one was chosen, of a form with a text; of whoever may not send it no file is taken. A form that was
/// carried through a sign-in comes without the file, as forms without one do.
pub async fn with_a_text(site: &Site, asked: &Asked, action: Action, request: Request) -> Result<(Form, Option<File>), Refused> {
    let (before, who) = (site.clone(), asked.clone());
    let may = move || Desk::open(&before, &who).and_then(|desk| desk.may(action)).is_ok();
    let most = if tokio::task::spawn_blocking(may).await.unwrap_or(false) { MOST_BYTES } else { 0 };
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if kind.starts_with("multipart/") {
        let parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        return received(parts, most).await;
    }
    let body = String::from_request(request, &()).await.map_err(|_| broken())?;
    Ok((Form::read(&body)?, None))
}

/// The fields, and the file if one was chosen. What is behind a file that is too large is still read.
pub async fn received(mut parts: Multipart, most: usize) -> Result<(Form, Option<File>), Refused> {
    let (mut fields, mut left, mut file) = (Vec::new(), FIELD_BYTES, None);
    while let Some(part) = parts.next_field().await.map_err(|e| broken_off(&e))? {
        let name = part.name().unwrap_or_default().to_owned();
        let chosen = part.file_name().map(plain_name);
        if name == "file" {
            let bytes = beginning(part, most).await?;
            // A browser sends the field of a file that nobody chose, too.
            let is_chosen = !bytes.is_empty() || chosen.as_deref().is_some_and(|name| name != NAMELESS);
            file = is_chosen.then(|| File { name: chosen.unwrap_or_default(), bytes });
        } else {
            let bytes = beginning(part, left).await?;
            left = left.checked_sub(bytes.len()).ok_or_else(too_large)?;
            fields.push((name, String::from_utf8(bytes).map_err(|_| broken())?));
        }
    }
    Ok((Form::of(fields), file))
}

async fn beginning(mut part: Field<'_>, most: usize) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|e| broken_off(&e))? {
        let wanted = (most + 1).saturating_sub(bytes.len()).min(piece.len());
        bytes.extend_from_slice(&piece[..wanted]);
    }
    Ok(bytes)
}

/// The words of a file.
pub fn words(desk: &Desk<'_>, file: &File) -> Result<String, Error> {
    let named = |e: Error| match e {
        Error::Unread(_, why) => Error::Unread(PathBuf::from(&file.name), why),
        other => other,
    };
    let unwritable = |e: std::io::Error| Error::Unwritable(PathBuf::from(&file.name), e.to_string());
    let folder = tempfile::tempdir().map_err(unwritable)?;
    let path = folder.path().join(&file.name);
    std::fs::write(&path, &file.bytes).map_err(unwritable)?;
    desk.office.text_of(&path).map_err(named)
}

/// The last part of a name, without what no file name needs.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control() && !"<>:\"|?*".contains(*c)).take(60).collect();
    let clean = clean.trim_start_matches('.').trim();
    if clean.is_empty() { NAMELESS.to_owned() } else { clean.to_owned() }
}

/// The name without what says its kind.
pub fn stem(name: &str) -> &str {
    Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name)
}

fn broken_off(error: &MultipartError) -> Refused {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { broken() }
}

fn too_large() -> Refused {
    let why = Unread::TooLarge;
    Refused::bad(why.code(), why.sentence(Lang::Zh), why.sentence(Lang::En))
}

fn broken() -> Refused {
    Refused::bad("web.upload_broken", "上传没有完成，请再传一次", "the upload was not completed; send it again")
}

#[cfg(test)]
mod tests {
    use super::{plain_name, stem};

    #[test]
    fn a_name_leads_nowhere() {
        for (name, plain) in [
            ("三月.xlsx", "三月.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\报表.csv", "报表.csv"),
            ("..", "upload"),
            (".hidden", "hidden"),
            ("", "upload"),
            ("a\0b\n.csv", "ab.csv"),
        ] {
            assert_eq!(plain_name(name), plain);
        }
        assert_eq!((stem("讲话.稿.docx"), stem("讲话")), ("讲话.稿", "讲话"));
    }
}
