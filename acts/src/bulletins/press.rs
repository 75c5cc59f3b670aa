//! Press 印制: one document into any format, with the signed note that lets anyone check it offline.

use super::checks::{self, Note};
use crate::Error;
use crate::keys::CountyKey;
use documents::docx::Png;
use documents::{chart, docx, fonts::Fonts, html, markdown, xlsx};
use domain::document::{Block, Chart, Document};
use domain::lang::Lang;
use std::collections::HashMap;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Mutex;

/// What a bulletin is printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Docx,
    Pdf,
    Xlsx,
    Html,
    Md,
    Json,
}

impl Format {
    pub const ALL: [Format; 6] = [Format::Docx, Format::Pdf, Format::Xlsx, Format::Html, Format::Md, Format::Json];

    pub fn extension(self) -> &'static str {
        match self {
            Format::Docx => "docx",
            Format::Pdf => "pdf",
            Format::Xlsx => "xlsx",
            Format::Html => "html",
            Format::Md => "md",
            Format::Json => "json",
        }
    }
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Format, String> {
        Format::ALL.into_iter().find(|f| f.extension() == text.trim()).ok_or_else(|| {
            format!("没有格式“{text}”；可用 docx pdf xlsx html md json · no format “{text}”; there are docx, pdf, xlsx, html, md, json")
        })
    }
}

/// Fonts found once, the typesetter kept warm, and charts drawn once: an issued sheet is printed twice to sign what it shows.
pub struct Press {
    fonts: Fonts,
    /// Pictures by their drawing.
    drawn: Mutex<HashMap<String, Png>>,
}

/// Drawings kept; a bulletin has some fifteen in each language.
const MOST_DRAWN: usize = 64;

impl Press {
    pub fn new(font_dirs: &[PathBuf]) -> Press {
        Press { fonts: Fonts::find(font_dirs), drawn: Mutex::default() }
    }

    /// With the fonts of these folders and no others.
    pub fn only_with(font_dirs: &[PathBuf]) -> Press {
        Press { fonts: Fonts::only_in(font_dirs), drawn: Mutex::default() }
    }

    /// Say now, before any work, that a format cannot be set on this machine.
    pub fn ready(&self, formats: &[Format]) -> Result<(), Error> {
        if !formats.contains(&Format::Pdf) {
            return Ok(());
        }
        self.fonts.check().map_err(|e| Error::Fonts(e.sentence(Lang::Zh), e.sentence(Lang::En)))
    }

    /// Print a draft, or an issued sheet with its note signed for this very format.
    pub fn print(&self, document: &Document, format: Format, signed: Option<(&CountyKey, i32)>) -> Result<Vec<u8>, Error> {
        let bare = self.render(document, format, None)?;
        let Some((key, county)) = signed else { return Ok(bare) };
        let Some(text) = checks::visible_text(&bare) else { return Ok(bare) };
        let note = Note::signed(document, county, text, key)?;
        self.render(document, format, Some(&note))
    }

    fn render(&self, document: &Document, format: Format, note: Option<&str>) -> Result<Vec<u8>, Error> {
        match format {
            Format::Docx => {
                let pictures = self.pictures(document);
                Ok(docx::write(document, &|c| pictures.get(&c.name).cloned(), note))
            }
            Format::Pdf => {
                typeset::pdf(document, &self.fonts, note).map_err(|e| Error::Fonts(e.sentence(Lang::Zh), e.sentence(Lang::En)))
            }
            Format::Xlsx => Ok(xlsx::write(document)),
            Format::Html => Ok(html::write(document, &|id| format!("/figures/{id}"), &svg, note).into_bytes()),
            Format::Md => Ok(markdown::write(document).into_bytes()),
            // The document itself: every figure with its id, value, unit, sentence and the query that explains it.
            Format::Json => Ok(serde_json::to_vec_pretty(document).unwrap_or_default()),
        }
    }

    /// The charts of a document as pixels, drawn side by side: they are most of the time a DOCX takes.
    fn pictures(&self, document: &Document) -> HashMap<String, Png> {
        let blocks = document.blocks.iter().chain(document.printed_annexes().flat_map(|(_, annex)| &annex.blocks));
        let charts: Vec<&Chart> = blocks.filter_map(|b| if let Block::Chart(chart) = b { Some(chart) } else { None }).collect();
        let hands = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let shares: Vec<_> = charts.chunks(charts.len().div_ceil(hands).max(1)).collect();
            let drawn = shares.into_iter().map(|share| {
                scope.spawn(|| share.iter().filter_map(|c| Some((c.name.clone(), self.picture(c)?))).collect::<Vec<_>>())
            });
            let drawn: Vec<_> = drawn.collect();
            drawn.into_iter().flat_map(|hand| hand.join().unwrap_or_default()).collect()
        })
    }

    fn picture(&self, of: &Chart) -> Option<Png> {
        let drawing = svg(of);
        let known = |drawn: &HashMap<String, Png>| drawn.get(&drawing).cloned();
        if let Some(picture) = self.drawn.lock().ok().and_then(|drawn| known(&drawn)) {
            return Some(picture);
        }
        let (bytes, width_px, height_px) = chart::png(&drawing, &self.fonts, 2.0).ok()?;
        let picture = Png { bytes, width_px, height_px };
        if let Ok(mut drawn) = self.drawn.lock() {
            if drawn.len() >= MOST_DRAWN {
                drawn.clear();
            }
            drawn.insert(drawing, picture.clone());
        }
        Some(picture)
    }
}

fn svg(of: &Chart) -> String {
    chart::svg(of, chart::Theme::Paper)
}
