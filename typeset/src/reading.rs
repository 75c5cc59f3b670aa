//! Reading 核读: takes the note and the words back out of a PDF, for the offline check of an issued sheet.
//!
//! The reader is the one typst carries for PDF pictures, so it is built anyway and is not tied to our own writer.

use crate::NOTE;
use domain::lang::Lang;
use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Object, Stream};
use hayro_interpret::{BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings};
use hayro_interpret::{Paint, PathDrawMode, SoftMask, interpret_page};
use kurbo::{Affine, BezPath, Point, Rect};
use std::fmt;

/// The file is not a PDF that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingError;

impl ReadingError {
    pub fn sentence(&self, lang: Lang) -> String {
        lang.of("文件不是可以读取的 PDF，可能已损坏或者加密。", "The file is not a readable PDF: it may be damaged or encrypted.")
            .to_owned()
    }
}

impl fmt::Display for ReadingError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.sentence(Lang::En))
    }
}

impl std::error::Error for ReadingError {}

/// The attached note, if the file is a PDF that has one.
pub fn note(bytes: &[u8]) -> Option<String> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id())?;
    let files = root.get::<Dict<'_>>("Names")?.get::<Dict<'_>>("EmbeddedFiles")?;
    attached(&files, 0)
}

/// Walks the tree of attached files; a tree deeper than eight is not an honest one.
fn attached(node: &Dict<'_>, depth: u8) -> Option<String> {
    if depth > 8 {
        return None;
    }
    let names = node.get::<Array<'_>>("Names");
    // Names and files take turns in the list.
    for entry in names.iter().flat_map(|names| names.iter::<Object<'_>>()).filter_map(Object::into_dict) {
        if name_of(&entry).as_deref() == Some(NOTE) {
            let stream = entry.get::<Dict<'_>>("EF")?.get::<Stream<'_>>("F")?;
            return String::from_utf8(stream.decoded().ok()?.into_owned()).ok();
        }
    }
    let kids = node.get::<Array<'_>>("Kids")?;
    kids.iter::<Dict<'_>>().find_map(|kid| attached(&kid, depth + 1))
}

fn name_of(file: &Dict<'_>) -> Option<String> {
    let name = file.get::<hayro_interpret::hayro_syntax::object::String<'_>>("F")?;
    String::from_utf8(name.to_vec()).ok()
}

/// The words of each page, in the order they were set: lines are broken where the sheet breaks them.
pub fn text(bytes: &[u8]) -> Result<Vec<String>, ReadingError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| ReadingError)?;
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        let (width, height) = page.base_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(Affine::IDENTITY, bounds, &cache, pdf.xref(), InterpreterSettings::default());
        let mut reader = Reader::default();
        interpret_page(page, &mut context, &mut reader);
        pages.push(without_folio(&reader.text));
    }
    Ok(pages)
}

/// Page numbers stand between two pages of one sentence, and say nothing themselves.
fn without_folio(page: &str) -> String {
    let folio = |line: &str| {
        let number = line.trim().strip_prefix('—').and_then(|line| line.strip_suffix('—'));
        number.is_some_and(|number| !number.trim().is_empty() && number.trim().chars().all(|c| c.is_ascii_digit()))
    };
    page.lines().filter(|line| !folio(line)).collect::<Vec<_>>().join("\n")
}

/// A text without what the setting of lines adds: no white space, and one sign for minus. Two sheets that say the same agree in it.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // A dash between two digits is a range; a dash that leads a digit is a minus, whichever stroke the font lent.
        let sign = matches!(c, '–' | '−') && chars.peek().is_some_and(char::is_ascii_digit) && !before.is_ascii_digit();
        if !c.is_whitespace() {
            out.push(if sign { '−' } else { c });
        }
        before = c;
    }
    out
}

/// Listens to the glyphs of a page.
#[derive(Default)]
struct Reader {
    text: String,
    /// Where the last glyph ended, and its size.
    last: Option<(Point, f64)>,
    /// Where the last glyph stands.
    filled: Option<Point>,
}

impl Reader {
    fn hear(&mut self, glyph: &Glyph<'_>, transform: Affine) {
        let Some(words) = glyph.as_unicode() else { return };
        let start = transform * Point::ZERO;
        // Glyphs are a thousand units high before the transform.
        let size = transform.determinant().abs().sqrt() * 1000.0;
        let wide = match glyph {
            Glyph::Outline(outline) => f64::from(outline.advance_width().unwrap_or(1000.0)),
            Glyph::Type3(_) => 500.0,
        };
        if let Some((end, had)) = self.last {
            let (dx, dy) = (start.x - end.x, (start.y - end.y).abs());
            if dy > 0.5 * size.max(had) || dx < -size {
                self.text.push('\n');
            } else if dx > 0.5 * size {
                self.text.push(' ');
            }
        }
        match words {
            BfString::Char(c) => self.text.push(c),
            BfString::String(string) => self.text.push_str(&string),
        }
        self.last = Some((transform * Point::new(wide, 0.0), size));
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph(&mut self, glyph: &Glyph<'a>, transform: Affine, glyph_transform: Affine, _: &Paint<'a>, mode: &GlyphDrawMode) {
        // A heavy character is filled and then stroked; it is one character all the same.
        let place = transform * glyph_transform * Point::ZERO;
        if matches!(mode, GlyphDrawMode::Stroke(_)) && self.filled == Some(place) {
            return;
        }
        self.filled = Some(place);
        self.hear(glyph, transform * glyph_transform);
    }
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
