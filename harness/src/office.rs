//! Office programs for tests (办公软件检验): open our documents as an official would, and read what came out.
//!
//! LibreOffice opens DOCX and XLSX, poppler reads PDF, openpyxl reads XLSX cells.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::{Failure, Outcome, program};

/// LibreOffice takes several seconds to make a new profile on a busy machine.
const LIMIT: Duration = Duration::from_secs(180);

/// Opens a document with LibreOffice and saves it in another format (`pdf`, `docx`, `csv` …) into `folder`.
///
/// Each call has a profile of its own: two LibreOffices with one profile wait for each other or fail.
pub fn convert(document: &Path, format: &str, folder: &Path) -> Outcome<PathBuf> {
    let soffice = program::need(&["soffice", "libreoffice"])?;
    let profile = tempfile::Builder::new().prefix("guatu-office-").tempdir()?;
    let mut command = Command::new(soffice);
    command.arg(format!("-env:UserInstallation=file://{}", profile.path().display()));
    command.args(["--headless", "--norestore", "--convert-to", format, "--outdir"]).arg(folder).arg(document);
    let said = program::run(&mut command, LIMIT)?;
    let extension = format.split(':').next().unwrap_or(format);
    let made = folder.join(document.file_stem().unwrap_or_default()).with_extension(extension);
    // LibreOffice ends with success even when it could not open the file.
    if !made.is_file() {
        return Err(Failure::new(format!(
            "LibreOffice could not turn {} into {format} / 办公软件无法转换: {}",
            document.display(),
            said.trim()
        )));
    }
    Ok(made)
}

/// The text of a PDF, page after page, in reading order.
pub fn text(pdf: &Path) -> Outcome<String> {
    pdftotext(pdf, &[])
}

/// The text of a PDF with its columns kept in place.
pub fn text_in_layout(pdf: &Path) -> Outcome<String> {
    pdftotext(pdf, &["-layout"])
}

fn pdftotext(pdf: &Path, arguments: &[&str]) -> Outcome<String> {
    let pdftotext = program::need(&["pdftotext"])?;
    program::run(Command::new(pdftotext).args(["-enc", "UTF-8"]).args(arguments).arg(pdf).arg("-"), LIMIT)
}

/// How many pages a PDF has.
pub fn pages(pdf: &Path) -> Outcome<usize> {
    let pdfinfo = program::need(&["pdfinfo"])?;
    let said = program::run(Command::new(pdfinfo).arg(pdf), LIMIT)?;
    let count = said.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok());
    count.ok_or_else(|| Failure::new(format!("{} does not say how many pages it has / 无法读出页数", pdf.display())))
}

/// The names of the fonts a PDF uses, one each.
pub fn fonts(pdf: &Path) -> Outcome<Vec<String>> {
    let pdffonts = program::need(&["pdffonts"])?;
    let said = program::run(Command::new(pdffonts).arg(pdf), LIMIT)?;
    // Two lines of heading; an embedded subset is called ABCDEF+Name.
    let names = said.lines().skip(2).filter_map(|line| line.split_whitespace().next());
    let mut names: Vec<String> = names.map(|name| name.rsplit('+').next().unwrap_or(name).to_owned()).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Draws every page of a PDF as a PNG into `folder`, in page order.
pub fn pictures(pdf: &Path, folder: &Path, dots_per_inch: u32) -> Outcome<Vec<PathBuf>> {
    let pdftoppm = program::need(&["pdftoppm"])?;
    let stem = pdf.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let prefix = format!("{stem}-page");
    program::run(
        Command::new(pdftoppm).args(["-png", "-r", &dots_per_inch.to_string()]).arg(pdf).arg(folder.join(&prefix)),
        LIMIT,
    )?;
    let ours = |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix));
    let mut drawn: Vec<PathBuf> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).filter(ours).collect();
    drawn.sort();
    Ok(drawn)
}

/// Runs lines of Python with openpyxl and gives back what they print; `path` is the workbook's path, and
/// `book` the workbook itself when the file is there. `openpyxl(xlsx, "print(book['附表1']['B3'].value)")`.
pub fn openpyxl(workbook: &Path, lines: &str) -> Outcome<String> {
    const OPEN: &str = "import os, sys, openpyxl\nsys.stdout.reconfigure(encoding='utf-8')\n\
                        path = sys.argv[1]\nbook = openpyxl.load_workbook(path) if os.path.exists(path) else None\n";
    let python = python().ok_or_else(|| {
        Failure::new(
            "Python with openpyxl is not installed; run `cargo xtask setup` / 未安装 openpyxl，请先运行 cargo xtask setup",
        )
    })?;
    program::run(Command::new(python).arg("-c").arg(format!("{OPEN}{lines}")).arg(workbook), LIMIT)
}

/// A Python that knows openpyxl: the one on PATH, else Debian's own beside it.
pub fn python() -> Option<PathBuf> {
    let candidates = [program::find(&["python3"]), Some(PathBuf::from("/usr/bin/python3"))];
    candidates
        .into_iter()
        .flatten()
        .find(|python| program::run(Command::new(python).args(["-c", "import openpyxl"]), Duration::from_secs(60)).is_ok())
}
