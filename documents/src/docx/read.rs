//! Reading back 回读: the signed note, the figures and the visible text of a DOCX, also after an office program saved it again.

use domain::lang::Lang;
use roxmltree::{Document as Xml, Node};
use std::io::{Cursor, Read};
use zip::ZipArchive;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// A main part larger than this is not a sheet (a ZIP can promise any size).
const LARGEST: u64 = 64 << 20;

/// Why a file cannot be read as a Word file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("This is not a Word file (DOCX). Choose the file that was issued.")]
    NotAPackage,
    #[error("The Word file has no main text or an oversized one; it may be damaged. Ask for the file again.")]
    NoMainPart,
    #[error("The text of the Word file is not valid XML; the file may be damaged. Ask for it again.")]
    BadXml,
}

impl ReadError {
    /// The sentence in the reader's language.
    pub fn sentence(&self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::En, error) => error.to_string(),
            (Lang::Zh, ReadError::NotAPackage) => "这不是Word文件（DOCX），请选择印发的文件。".to_owned(),
            (Lang::Zh, ReadError::NoMainPart) => "Word文件没有正文或正文过大，可能已损坏，请重新索取。".to_owned(),
            (Lang::Zh, ReadError::BadXml) => "Word文件的正文格式有误，可能已损坏，请重新索取。".to_owned(),
        }
    }
}

type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn open(bytes: &[u8]) -> Result<Package<'_>, ReadError> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::NotAPackage)
}

fn part(package: &mut Package<'_>, name: &str) -> Option<String> {
    let mut text = String::new();
    let read = package.by_name(name).ok()?.take(LARGEST + 1).read_to_string(&mut text).ok()?;
    (read as u64 <= LARGEST).then_some(text)
}

fn main_part(bytes: &[u8]) -> Result<String, ReadError> {
    part(&mut open(bytes)?, "word/document.xml").ok_or(ReadError::NoMainPart)
}

/// The signed note, wherever the program that saved the file last has put its part.
pub fn note(bytes: &[u8]) -> Option<String> {
    let mut package = open(bytes).ok()?;
    let mut names: Vec<String> =
        package.file_names().filter(|name| name.starts_with("customXml/item")).map(str::to_owned).collect();
    names.sort();
    names.iter().find_map(|name| {
        let text = part(&mut package, name)?;
        let xml = Xml::parse(&text).ok()?;
        let root = xml.root_element();
        let ours = root.tag_name().name() == "note" && root.tag_name().namespace() == Some(super::parts::NOTE_NAMESPACE);
        ours.then(|| root.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect())
    })
}

/// The visible text in reading order: paragraphs end with a line feed, cells of a row are parted by tabs.
pub fn text(bytes: &[u8]) -> Result<String, ReadError> {
    let source = main_part(bytes)?;
    let xml = Xml::parse(&source).map_err(|_| ReadError::BadXml)?;
    let body = xml.root_element().children().find(|node| is(node, "body")).ok_or(ReadError::NoMainPart)?;
    let mut out = String::new();
    blocks(body, &mut out);
    Ok(out)
}

/// Ordinal and printed text of every figure, in reading order. A figure whose place was removed is absent.
pub fn figures(bytes: &[u8]) -> Vec<(usize, String)> {
    let Ok(source) = main_part(bytes) else { return Vec::new() };
    let Ok(xml) = Xml::parse(&source) else { return Vec::new() };
    let mut found: Vec<(usize, String)> = Vec::new();
    // Bookmarks that are open here: their id and their place in `found`.
    let mut open: Vec<(&str, usize)> = Vec::new();
    for node in xml.descendants() {
        if is(&node, "bookmarkStart") {
            if let Some(ordinal) = node.attribute((WORD, "name")).and_then(ordinal) {
                open.push((node.attribute((WORD, "id")).unwrap_or(""), found.len()));
                found.push((ordinal, String::new()));
            }
        } else if is(&node, "bookmarkEnd") {
            let id = node.attribute((WORD, "id")).unwrap_or("");
            open.retain(|(other, _)| *other != id);
        } else if is(&node, "t") && shown(&node) {
            for (_, place) in &open {
                found[*place].1.push_str(node.text().unwrap_or(""));
            }
        }
    }
    for (_, printed) in &mut found {
        *printed = printed.trim_start_matches(['●', '▲', '■', '◆']).trim().to_owned();
    }
    found
}

/// `f12` and `f12_2` are the figure of ordinal 12.
fn ordinal(name: &str) -> Option<usize> {
    let (digits, place) = match name.strip_prefix('f')?.split_once('_') {
        Some((digits, place)) => (digits, place),
        None => (name.strip_prefix('f')?, "1"),
    };
    place.parse::<usize>().ok()?;
    digits.parse().ok()
}

fn is(node: &Node<'_, '_>, name: &str) -> bool {
    node.tag_name().name() == name && node.tag_name().namespace() == Some(WORD)
}

/// Not hidden, and not moved away by a tracked change.
fn shown(node: &Node<'_, '_>) -> bool {
    let hidden = |run: &Node<'_, '_>| {
        is(run, "r") && run.children().any(|child| is(&child, "rPr") && child.children().any(|mark| is(&mark, "vanish")))
    };
    !node.ancestors().any(|above| hidden(&above) || is(&above, "del") || is(&above, "moveFrom"))
}

fn blocks(parent: Node<'_, '_>, out: &mut String) {
    for node in parent.children() {
        if is(&node, "p") {
            out.push_str(&paragraph(node));
            out.push('\n');
        } else if is(&node, "tbl") {
            for row in node.descendants().filter(|row| is(row, "tr")) {
                let cells: Vec<_> = row.descendants().filter(|cell| is(cell, "tc")).map(cell).collect();
                out.push_str(&cells.join("\t"));
                out.push('\n');
            }
        } else if is(&node, "sdt") || is(&node, "sdtContent") || is(&node, "ins") {
            blocks(node, out);
        }
    }
}

/// Paragraphs and lines of a cell stand side by side.
fn cell(cell: Node<'_, '_>) -> String {
    let paragraphs: Vec<_> = cell.descendants().filter(|node| is(node, "p")).map(paragraph).collect();
    paragraphs.join(" ").replace(['\n', '\t'], " ")
}

fn paragraph(paragraph: Node<'_, '_>) -> String {
    let mut text = String::new();
    for node in paragraph.descendants().filter(|node| node.is_element() && shown(node)) {
        if is(&node, "t") {
            text.push_str(node.text().unwrap_or(""));
        } else if is(&node, "br") || is(&node, "cr") {
            text.push('\n');
        } else if is(&node, "tab") && node.parent().is_some_and(|run| is(&run, "r")) {
            text.push('\t');
        }
    }
    text
}
