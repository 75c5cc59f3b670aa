//! Upload 上传: one form with a file or a pasted block, read part by part and kept on the shelf.

use super::shelf::{Full, Upload};
use crate::asked::Asked;
use crate::brought::plain_name;
use crate::desk::Desk;
use crate::form::Form;
use crate::refused::Refused;
use crate::site::Site;
use acts::imports::Wanted;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use domain::calendar::Period;
use domain::registers::register;
use domain::stage::Stage;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Largest file.
pub const MOST_BYTES: usize = 20 << 20;
/// Longest pasted block.
const MOST_PASTED: usize = 4 << 20;
/// Longest of the other fields.
const MOST_FIELD: usize = 200;

/// A form as it came in.
pub struct Received {
    pub form: Form,
    pub key: String,
    folder: PathBuf,
    /// Name of the uploaded file, if there was one.
    name: Option<String>,
    pasted: String,
}

impl Drop for Received {
    fn drop(&mut self) {
        // What was put on the shelf is no longer ours to remove.
        if !self.folder.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Read the form; the session's token comes before the file, and without it no file is taken.
pub async fn receive(site: &Site, mut parts: Multipart, token: &str) -> Result<Received, Refused> {
    let key = acts::acting::fresh_key();
    let folder = site.imports().folder(&key).map_err(full)?;
    let mut received = Received { form: Form::default(), key, folder, name: None, pasted: String::new() };
    let mut fields: Vec<(String, String)> = Vec::new();
    while let Some(field) = parts.next_field().await.map_err(|e| broken_off(&e))? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_ours = fields.iter().any(|f| f.0 == "token" && f.1 == token);
        match name.as_str() {
            "file" | "pasted" if !is_ours => return Err(Refused::stale_form()),
            "file" => {
                let file_name = plain_name(field.file_name().unwrap_or_default());
                if keep(field, &received.folder.join(&file_name)).await? > 0 || !file_name.starts_with("upload") {
                    received.name = Some(file_name);
                }
            }
            "pasted" => received.pasted = text(field, MOST_PASTED).await?,
            "token" | "key" | "register" | "period" => fields.push((name, text(field, MOST_FIELD).await?)),
            other => {
                return Err(Refused::Bad {
                    code: "web.unknown_field",
                    zh: format!("表单里没有“{other}”这一栏"),
                    en: format!("the form has no field “{other}”"),
                });
            }
        }
    }
    received.form = Form::of(fields);
    Ok(received)
}

impl Received {
    /// Put what was received on the shelf.
    pub fn shelve(mut self, desk: &Desk<'_>) -> Result<Arc<Upload>, Refused> {
        let register = register(self.form.get("register")).ok_or(Refused::NotFound)?;
        let period = match self.form.get("period") {
            "" => None,
            text => Some(Period::parse(text).ok_or_else(|| {
                Refused::bad("web.bad_period", "期别请写成 2026-03 或 2026", "write the period as 2026-03 or 2026")
            })?),
        };
        let name = match (self.name.take(), self.pasted.trim().is_empty()) {
            (Some(name), _) => name,
            (None, false) => {
                let name = desk.t("粘贴.csv", "pasted.csv").to_owned();
                let lines = acts::imports::as_lines(register, &self.pasted);
                std::fs::write(self.folder.join(&name), lines).map_err(|e| full(Full::Disk(e)))?;
                name
            }
            (None, true) => {
                return Err(Refused::bad(
                    "web.no_file",
                    "没有选文件，也没有粘贴内容；请先选一个工作簿，或从Excel里复制一块粘贴进来",
                    "no file was chosen and nothing pasted; choose a workbook, or paste a block from Excel",
                ));
            }
        };
        let wanted = Wanted { register, period, stage: Stage::Reported, good_rows: false };
        let folder = std::mem::take(&mut self.folder);
        Ok(desk.site.imports().put(&self.key, &desk.token(), folder, &name, wanted))
    }
}

async fn keep(mut field: Field<'_>, path: &Path) -> Result<usize, Refused> {
    let mut file = File::create(path).map_err(|e| full(Full::Disk(e)))?;
    let mut bytes = 0;
    while let Some(part) = field.chunk().await.map_err(|e| broken_off(&e))? {
        bytes += part.len();
        if bytes > MOST_BYTES {
            return Err(too_large());
        }
        file.write_all(&part).map_err(|e| full(Full::Disk(e)))?;
    }
    Ok(bytes)
}

async fn text(mut field: Field<'_>, most: usize) -> Result<String, Refused> {
    let mut bytes = Vec::new();
    while let Some(part) = field.chunk().await.map_err(|e| broken_off(&e))? {
        bytes.extend_from_slice(&part);
        if bytes.len() > most {
            return Err(too_large());
        }
    }
    String::from_utf8(bytes).map_err(|_| {
        Refused::bad(
            "web.bad_form",
            "表单无法识别，请刷新页面后再填",
            "the form cannot be read; reload the page and fill it in again",
        )
    })
}

fn too_large() -> Refused {
    Refused::bad(
        "web.upload_too_large",
        "文件超过20MB；请只留下要导入的工作表，或分成几个文件",
        "the file is larger than 20 MB; keep only the sheet to be imported, or split it",
    )
}

fn broken_off(error: &MultipartError) -> Refused {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Refused::bad("web.upload_broken", "上传没有完成，请再传一次", "the upload was not completed; send it again")
}

fn full(full: Full) -> Refused {
    match full {
        Full::TooMany => Refused::bad(
            "web.imports_full",
            "正在处理的导入太多，请过几分钟再传",
            "too many imports are under way; try again in a few minutes",
        ),
        Full::Disk(error) => Refused::Fault {
            code: "web.imports_disk".to_owned(),
            zh: "上传的文件没有存下".to_owned(),
            en: "the uploaded file could not be kept".to_owned(),
            detail: error.to_string(),
        },
    }
}

/// Somebody with an identity, before anything of the body is read: the token of their session.
pub fn admitted(site: &Site, asked: &Asked) -> Result<String, Refused> {
    let desk = Desk::open(site, asked)?;
    super::may_import(&desk)?;
    Ok(desk.token())
}
