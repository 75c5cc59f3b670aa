//! `guatu bulletin compose` 拟稿: a draft from the frozen cut of a period, in every format asked for.

use crate::desk::Desk;
use crate::options::Compose;
use crate::output;
use crate::stop::Stop;
use acts::Office;
use acts::bulletins::{Format, Press};
use acts::keys::CountyKey;
use domain::document::Document;
use domain::lang::Lang;
use std::path::{Path, PathBuf};

pub fn run(desk: &Desk, asked: &Compose) -> Result<(), Stop> {
    let formats = desk.formats(&asked.files.formats)?;
    let office = desk.office()?;
    let reader = Office::operator(desk.scope(&office)?.county());
    let question = desk.asked(&asked.asked, &office)?;
    output::folder(&asked.files.out)?;
    let press = desk.press();
    press.ready(&formats)?;
    let progress = desk.progress("拟稿", "composing");
    let drafts = office.compose(&reader, question)?;
    let sheet = in_language(&drafts, desk.asked_lang.unwrap_or_default());
    let files = print(&press, sheet, &formats, None, &|now| progress.now(now))?;
    drop(progress);
    write(desk, &asked.files.out, "bulletin", files)
}

/// The sheet of a language; a bulletin is Chinese unless somebody says otherwise.
pub fn in_language(documents: &[Document; 2], lang: Lang) -> &Document {
    match lang {
        Lang::Zh => &documents[0],
        Lang::En => &documents[1],
    }
}

/// One sheet in several formats.
pub fn print(
    press: &Press,
    sheet: &Document,
    formats: &[Format],
    signed: Option<(&CountyKey, i32)>,
    now: &dyn Fn(&str),
) -> Result<Vec<(&'static str, Vec<u8>)>, Stop> {
    let mut files = Vec::new();
    for &format in formats {
        now(&format.extension().to_uppercase());
        files.push((format.extension(), press.print(sheet, format, signed)?));
    }
    Ok(files)
}

/// Write `NAME.ext` for every format, and say where.
pub fn write(desk: &Desk, dir: &Path, name: &str, files: Vec<(&'static str, Vec<u8>)>) -> Result<(), Stop> {
    let files: Vec<(PathBuf, Vec<u8>)> =
        files.into_iter().map(|(extension, bytes)| (dir.join(format!("{name}.{extension}")), bytes)).collect();
    output::write_files(&files)?;
    for (path, _) in &files {
        desk.say(&format!("已写出 {}", path.display()), &format!("wrote {}", path.display()));
    }
    Ok(())
}
