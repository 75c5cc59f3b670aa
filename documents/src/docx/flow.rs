//! Flow 正文流: the sheet from its red head to its imprint, section by section.

use super::page::{self, Page};
use super::run::{Look, Shape, paragraph, plain, run};
use super::{Png, front, table};
use domain::document::{Block, Chart, Document, Span};
use domain::lang::Lang;
use std::collections::HashMap;

/// Writes the main part and collects its pictures.
pub struct Flow<'a> {
    pub document: &'a Document,
    charts: &'a dyn Fn(&Chart) -> Option<Png>,
    pub body: String,
    pub pictures: Vec<Png>,
    pub page: Page,
    /// Ordinal of each figure, and how often it has been printed.
    figures: HashMap<&'a str, (usize, usize)>,
    bookmarks: usize,
}

impl<'a> Flow<'a> {
    pub fn new(document: &'a Document, charts: &'a dyn Fn(&Chart) -> Option<Png>) -> Flow<'a> {
        let mut figures = HashMap::new();
        for (ordinal, figure) in document.figures.iter().enumerate() {
            figures.entry(figure.id.as_str()).or_insert((ordinal, 0));
        }
        Flow { document, charts, body: String::new(), pictures: Vec::new(), page: Page::Portrait, figures, bookmarks: 0 }
    }

    pub fn lang(&self) -> Lang {
        self.document.lang
    }

    /// The whole sheet.
    pub fn sheet(&mut self) {
        let document = self.document;
        self.body.push_str(&front::head(document));
        self.blocks(&document.blocks);
        self.body.push_str(&front::annex_list(document));
        self.body.push_str(&front::signature(document));
        for (place, annex) in document.printed_annexes() {
            let turned = if annex.landscape { Page::Landscape } else { Page::Portrait };
            let same_section = turned == self.page;
            if !same_section {
                self.body.push_str(&thin(&self.page.section()));
                self.page = turned;
            }
            self.body.push_str(&front::annex_head(document, place, same_section));
            self.blocks(&annex.blocks);
        }
        if !document.basis.is_empty() {
            self.body.push_str(&paragraph("GuatuNote", Shape { before: Some(200), ..Shape::default() }, &plain(&document.basis)));
        }
        self.body.push_str(&front::imprint(document, self.page));
        self.body.push_str(&self.page.section());
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { level, text } => {
                    let style = format!("Heading{}", (*level).clamp(1, 4));
                    self.body.push_str(&paragraph(&style, Shape::default(), &plain(text)));
                }
                Block::Paragraph(spans) => {
                    let runs = self.spans(spans);
                    self.body.push_str(&paragraph("GuatuBody", Shape::default(), &runs));
                }
                Block::Table(table) => table::write(self, table),
                Block::Chart(chart) => self.chart(chart),
                Block::NewPage => self.body.push_str(NEW_PAGE),
            }
        }
    }

    fn spans(&mut self, spans: &[Span]) -> String {
        let mut runs = String::new();
        for span in spans {
            let printed = run(&span.text, Look { strong: span.strong, color: None });
            runs.push_str(&self.figure(span.figure.as_deref(), printed));
        }
        runs
    }

    /// A bookmark around the printed figure: `f12` is the figure of ordinal 12, `f12_2` its second place.
    /// Word, WPS and LibreOffice keep bookmarks through saving and show nothing of them on the page.
    pub fn figure(&mut self, id: Option<&str>, printed: String) -> String {
        let Some((ordinal, times)) = id.and_then(|id| self.figures.get_mut(id)) else { return printed };
        *times += 1;
        self.bookmarks += 1;
        let name = if *times == 1 { format!("f{ordinal}") } else { format!("f{ordinal}_{times}") };
        let mark = self.bookmarks;
        format!("<w:bookmarkStart w:id=\"{mark}\" w:name=\"{name}\"/>{printed}<w:bookmarkEnd w:id=\"{mark}\"/>")
    }

    fn chart(&mut self, chart: &Chart) {
        let Some(picture) = (self.charts)(chart) else {
            let sentence = format!("{}{}{}", chart.title, self.lang().of("：", ": "), chart.alt);
            self.body.push_str(&paragraph("GuatuBody", Shape::default(), &plain(&sentence)));
            return;
        };
        let ordinal = self.pictures.len() + 1;
        let drawing = page::picture(ordinal, &chart.title, &chart.alt, (picture.width_px, picture.height_px), self.page);
        self.body.push_str(&paragraph("GuatuPicture", Shape::default(), &drawing));
        self.pictures.push(picture);
    }
}

/// A paragraph that takes no room and ends its page.
const NEW_PAGE: &str = "<w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/></w:pPr><w:r><w:br w:type=\"page\"/></w:r></w:p>";

/// A paragraph that takes no room, to end a section or to stand after a table.
pub fn thin(section: &str) -> String {
    format!(
        "<w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"20\" w:lineRule=\"exact\"/><w:rPr><w:sz w:val=\"2\"/><w:szCs w:val=\"2\"/></w:rPr>{section}</w:pPr></w:p>"
    )
}
