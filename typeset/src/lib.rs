//! Typeset 排版: the document model as PDF, by typst. A crate of its own so that the typesetter compiles once.
//!
//! A sheet's words reach typst as data (`/data.json`) and never as markup; nothing is read from disk or network but the fonts.

mod data;
mod kit;
mod reading;
mod tables;
mod world;

pub use reading::{ReadingError, note, plain, text};

use documents::fonts::{Fonts, FontsError};
use domain::document::Document;
use domain::lang::Lang;
use std::fmt;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// Name of the attached note in the file list of a PDF.
pub const NOTE: &str = "guatu-note.json";

/// Why a sheet could not be set.
#[derive(Clone, Debug)]
pub enum TypesetError {
    Fonts(FontsError),
    /// The template and the data disagree: a fault of the program, with what typst said.
    Template(String),
}

/// The sheet as PDF, with the signed note attached if there is one. Equal sheets give equal bytes.
pub fn pdf(doc: &Document, fonts: &Fonts, note: Option<&str>) -> Result<Vec<u8>, TypesetError> {
    fonts.check()?;
    let sheet = data::Sheet::of(doc, fonts, note)?;
    let kit = kit::of(doc.lang, &sheet, fonts)?;
    let world = world::Sheet::new(&kit, sheet);
    let set = typst::compile::<PagedDocument>(&world).output.map_err(|errors| fault(&errors));
    // The next sheet has other words: what typst remembers of this one is only memory.
    typst::comemo::evict(0);
    let bytes = set.and_then(|pages| {
        let ident = format!("{} {} {}", doc.number.as_deref().unwrap_or_default(), doc.title, doc.lang.tag());
        let options =
            PdfOptions { ident: Smart::Custom(ident), creator: Smart::Custom(Some("Guatu".to_owned())), ..PdfOptions::default() };
        typst_pdf::pdf(&pages, &options).map_err(|errors| fault(&errors))
    });
    typst::comemo::evict(0);
    bytes
}

/// Gives back the memory of the faces; the next sheet reads them again.
pub fn rest(fonts: &Fonts) {
    kit::forget();
    fonts.rest();
}

fn fault(errors: &[typst::diag::SourceDiagnostic]) -> TypesetError {
    TypesetError::Template(errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "))
}

impl TypesetError {
    pub fn code(&self) -> &'static str {
        match self {
            TypesetError::Fonts(why) => why.code(),
            TypesetError::Template(_) => "typeset.template",
        }
    }

    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            TypesetError::Fonts(why) => why.sentence(lang),
            TypesetError::Template(why) => match lang {
                Lang::Zh => format!("PDF 未能排版（{why}）。请把这份通报的 JSON 文件发给维护人员。"),
                Lang::En => {
                    format!("The PDF could not be set ({why}). Please send this bulletin's JSON file to the maintainers.")
                }
            },
        }
    }
}

impl From<FontsError> for TypesetError {
    fn from(why: FontsError) -> TypesetError {
        TypesetError::Fonts(why)
    }
}

impl fmt::Display for TypesetError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.sentence(Lang::En))
    }
}

impl std::error::Error for TypesetError {}
