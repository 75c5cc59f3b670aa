//! Checks 核验: is this file the issued one, and if not, which number was changed? No database, no network.

use crate::Error;
use crate::keys::{CountyKey, PublicKey};
use domain::document::Document;
use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::path::Path;

const FORMAT: &str = "guatu-bulletin/1";

/// The signed note 签名说明 that an issued DOCX, PDF or HTML carries.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    format: String,
    county: i32,
    number: String,
    title: String,
    issued_on: String,
    /// Everything the sheet shows, without white space, as it can be read back from the file.
    text: String,
    /// (id, printed, sentence) of every figure.
    figures: Vec<(String, String, String)>,
    /// With its algorithm before it, as in `sm2:HEX`; notes of the first version hold bare Ed25519.
    signature: String,
}

impl Note {
    pub(super) fn signed(document: &Document, county: i32, text: String, key: &CountyKey) -> Result<String, Error> {
        let figures = document.figures.iter().map(|f| (f.id.clone(), f.printed.clone(), f.sentence.clone())).collect();
        let mut note = Note {
            format: FORMAT.to_owned(),
            county,
            number: document.number.clone().unwrap_or_default(),
            title: document.title.replace('\n', ""),
            issued_on: document.signed_on.clone(),
            text,
            figures,
            signature: String::new(),
        };
        note.signature = key.sign(&note.unsigned())?;
        Ok(serde_json::to_string(&note).unwrap_or_default())
    }

    fn unsigned(&self) -> String {
        let unsigned = Note { signature: String::new(), ..self.clone() };
        serde_json::to_string(&unsigned).unwrap_or_default()
    }
}

/// The answer of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    pub number: String,
    pub title: String,
    pub issued_on: String,
    /// The note was signed by the county's key.
    pub signed: bool,
    /// What the file says otherwise than what was issued; empty when it is the issued one.
    pub differences: Vec<Difference>,
}

impl Check {
    pub fn passes(&self) -> bool {
        self.signed && self.differences.is_empty()
    }
}

/// A place where a file differs from the issued sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub issued: String,
    pub found: String,
    /// A few characters before it.
    pub after: String,
    /// The figure changed, if the place is one.
    pub figure: Option<String>,
}

/// Check a file against the county's public key.
pub fn check(path: &Path, key: &PublicKey) -> Result<Check, Error> {
    let bytes = std::fs::read(path).map_err(|e| Error::Unreadable(path.to_owned(), e.to_string()))?;
    let not_a_bulletin = || Error::NotABulletin(path.to_owned());
    let note: Note = note_of(&bytes).and_then(|t| serde_json::from_str(&t).ok()).ok_or_else(not_a_bulletin)?;
    let found = visible_text(&bytes).ok_or_else(not_a_bulletin)?;
    Ok(Check {
        signed: note.format == FORMAT && key.verifies(&note.unsigned(), &note.signature)?,
        differences: differences(&note, &found),
        number: note.number,
        title: note.title,
        issued_on: note.issued_on,
    })
}

enum Container {
    Docx,
    Pdf,
    Html,
}

fn container(bytes: &[u8]) -> Option<Container> {
    if bytes.starts_with(b"PK") {
        Some(Container::Docx)
    } else if bytes.starts_with(b"%PDF") {
        Some(Container::Pdf)
    } else {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_lowercase();
        start.contains("<!doctype html").then_some(Container::Html)
    }
}

fn note_of(bytes: &[u8]) -> Option<String> {
    match container(bytes)? {
        Container::Docx => documents::docx::note(bytes),
        Container::Pdf => typeset::note(bytes),
        Container::Html => documents::html::note(std::str::from_utf8(bytes).ok()?),
    }
}

/// What a reader of the file sees, without white space; `None` for formats that carry no note.
pub(super) fn visible_text(bytes: &[u8]) -> Option<String> {
    let text = match container(bytes)? {
        Container::Docx => documents::docx::text(bytes).ok()?,
        Container::Pdf => typeset::text(bytes).ok()?.join("\n"),
        Container::Html => documents::html::text(std::str::from_utf8(bytes).ok()?),
    };
    Some(typeset::plain(&text))
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '−' | '-' | '%')
}

/// The parts of two texts around where they differ: what is the same before and behind needs no comparison.
fn around<'t>(old: &'t str, new: &'t str) -> (&'t str, &'t str) {
    const BESIDE: usize = 40;
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum::<usize>();
    let (old_rest, new_rest) = (&old[same..], &new[same..]);
    let pairs = old_rest.chars().rev().zip(new_rest.chars().rev());
    let behind = pairs.take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum::<usize>();
    // A few characters more on both sides, and no number cut in two.
    let mut start = old[..same].char_indices().rev().take(BESIDE).last().map_or(0, |(at, _)| at);
    while old[..start].chars().next_back().is_some_and(is_number) {
        start -= old[..start].chars().next_back().map_or(0, char::len_utf8);
    }
    let tail = &old[old.len() - behind..];
    let mut kept = tail.char_indices().nth(BESIDE).map_or(tail.len(), |(at, _)| at);
    while let Some(c) = tail[kept..].chars().next().filter(|c| is_number(*c)) {
        kept += c.len_utf8();
    }
    (&old[start..old.len() - behind + kept], &new[start..new.len() - behind + kept])
}

/// Numbers stay whole, everything else is cut into characters, so that a changed digit names the whole number.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut previous = false;
    for (at, c) in text.char_indices() {
        let number = is_number(c);
        if at > start && !(number && previous) {
            tokens.push(&text[start..at]);
            start = at;
        }
        previous = number;
    }
    tokens.push(&text[start..]);
    tokens
}

fn differences(note: &Note, found: &str) -> Vec<Difference> {
    if note.text == found {
        return Vec::new();
    }
    let (old, new) = around(&note.text, found);
    let (old, new) = (tokens(old), tokens(new));
    capture_diff_slices(Algorithm::Myers, &old, &new)
        .into_iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| {
            let (issued, now) = (old[op.old_range()].concat(), new[op.new_range()].concat());
            let start = op.old_range().start;
            let after = old[start.saturating_sub(12)..start].concat();
            let figure = figure_at(note, &after, &issued);
            Difference { issued, found: now, after, figure }
        })
        .collect()
}

/// The figure whose sentence holds the changed place.
fn figure_at(note: &Note, after: &str, issued: &str) -> Option<String> {
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let near: String = after.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    let same = |printed: &str| squeeze(printed) == issued || issued.trim_end_matches('%') == squeeze(printed);
    note.figures
        .iter()
        .find(|(_, printed, sentence)| same(printed) && squeeze(sentence).contains(&format!("{near}{issued}")))
        .or_else(|| note.figures.iter().find(|(_, printed, _)| same(printed)))
        .map(|(id, ..)| id.clone())
}
