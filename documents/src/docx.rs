//! Word file 文档: a sheet as DOCX in the layout of GB/T 9704-2012, with the official faces named.
//!
//! The container is written here part by part, because every measure of the standard is a number of this file format
//! and the same sheet must give the same bytes.

mod flow;
mod lines;
mod front;
mod page;
mod parts;
mod read;
mod run;
mod styles;
mod table;
mod widths;

pub use lines::lines;
pub use read::{ReadError, figures, note, text};

use crate::markup::escape;
use domain::document::{Chart, Document};
use flow::Flow;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A chart as pixels, drawn by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Png {
    pub bytes: Vec<u8>,
    pub width_px: u32,
    pub height_px: u32,
}

/// Namespaces of the main part and of headers and footers.
const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture""#
);

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The sheet as a DOCX file. `charts` draws a chart, or gives `None` to have its sentence printed instead;
/// `note` is the signed note of an issued sheet, kept as a part of the file that Word preserves.
pub fn write(document: &Document, charts: &dyn Fn(&Chart) -> Option<Png>, note: Option<&str>) -> Vec<u8> {
    let mut flow = Flow::new(document, charts);
    flow.sheet();
    let mut package = Package::new();
    package.part("[Content_Types].xml", &parts::content_types(note.is_some()));
    package.part("_rels/.rels", parts::PACKAGE_RELATIONS);
    package.part("docProps/core.xml", &parts::core(document));
    package.part("word/document.xml", &format!("<w:document {NAMESPACES}><w:body>{}</w:body></w:document>", flow.body));
    package.part("word/_rels/document.xml.rels", &parts::document_relations(flow.pictures.len(), note.is_some()));
    package.part("word/styles.xml", &styles::styles(document.lang));
    package.part("word/fontTable.xml", &styles::font_table());
    package.part("word/settings.xml", parts::SETTINGS);
    package.part("word/header1.xml", &page::header(&document.watermark));
    package.part("word/footer1.xml", &page::footer(page::Side::Odd));
    package.part("word/footer2.xml", &page::footer(page::Side::Even));
    if let Some(note) = note {
        package.part("customXml/item1.xml", &format!("<note xmlns=\"{}\">{}</note>", parts::NOTE_NAMESPACE, escape(note)));
        package.part("customXml/itemProps1.xml", &parts::note_properties());
        package.part("customXml/_rels/item1.xml.rels", parts::NOTE_RELATIONS);
    }
    for (place, picture) in flow.pictures.iter().enumerate() {
        package.file(&format!("word/media/chart{}.png", place + 1), &picture.bytes, CompressionMethod::Stored);
    }
    package.finish()
}

/// How hard parts are packed: the markup of tables repeats itself so much that more effort takes thrice the time for little.
const QUICKLY: i64 = 2;

/// The ZIP container: always the same order and the same day, so that equal sheets are equal files.
struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Package {
    fn new() -> Package {
        Package { zip: ZipWriter::new(Cursor::new(Vec::new())) }
    }

    fn part(&mut self, name: &str, xml: &str) {
        self.file(name, format!("{DECLARATION}{xml}").as_bytes(), CompressionMethod::Deflated);
    }

    fn file(&mut self, name: &str, bytes: &[u8], method: CompressionMethod) {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level((method == CompressionMethod::Deflated).then_some(QUICKLY))
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.zip.start_file(name, options).expect("a part has a short name and memory takes every byte");
        self.zip.write_all(bytes).expect("memory takes every byte");
    }

    fn finish(self) -> Vec<u8> {
        self.zip.finish().expect("memory takes every byte").into_inner()
    }
}
