//! Blocks 版面各部分 of the page, from the red head to the imprint.

use crate::markup::escape;
use domain::document::{Align, Annex, Block, Cell, Chart, Document, Row, RowKind, Table};
use std::collections::HashMap;
use std::fmt::Write;

pub struct Writer<'a> {
    document: &'a Document,
    link: &'a dyn Fn(&str) -> String,
    charts: &'a dyn Fn(&Chart) -> String,
    ordinals: HashMap<&'a str, usize>,
    pub out: String,
}

impl<'a> Writer<'a> {
    pub fn new(document: &'a Document, link: &'a dyn Fn(&str) -> String, charts: &'a dyn Fn(&Chart) -> String) -> Writer<'a> {
        let mut ordinals = HashMap::new();
        for (ordinal, figure) in document.figures.iter().enumerate() {
            ordinals.entry(figure.id.as_str()).or_insert(ordinal);
        }
        Writer { document, link, charts, ordinals, out: String::new() }
    }

    pub fn sheet(&mut self) {
        let document = self.document;
        let _ = writeln!(self.out, "<article class=\"guatu-sheet\" lang=\"{}\">", document.lang.tag());
        self.line("p", "watermark", &document.watermark);
        self.line("p", "head", &document.head);
        self.line("p", "number", document.number.as_deref().unwrap_or(""));
        if !document.head.is_empty() {
            self.out.push_str("<hr class=\"red\">\n");
        }
        self.line("h1", "", &document.title);
        if !document.addressees.is_empty() {
            self.line("p", "addressees", &format!("{}{}", document.addressees, document.lang.of("：", ":")));
        }
        self.blocks(&document.blocks);
        self.annex_list();
        self.line("p", "signature", &document.signed_by);
        self.line("p", "signature date", &document.signed_on);
        for (place, annex) in document.printed_annexes() {
            self.annex(place, annex);
        }
        self.line("p", "basis", &document.basis);
        self.imprint();
        self.out.push_str("</article>\n");
    }

    /// An element of escaped text; nothing if the text is empty. Line feeds break the line.
    fn line(&mut self, tag: &str, class: &str, text: &str) {
        if !text.is_empty() {
            let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
            let _ = writeln!(self.out, "<{tag}{class}>{}</{tag}>", escape(text).replace('\n', "<br>"));
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { level, text } => {
                    let level = (*level).clamp(1, 4);
                    self.line(&format!("h{}", level + 1), &format!("level{level}"), text);
                }
                Block::Paragraph(spans) => {
                    let words: String = spans
                        .iter()
                        .map(|span| {
                            let shown = escape(&span.text).replace('\n', "<br>");
                            let shown = if span.strong { format!("<strong>{shown}</strong>") } else { shown };
                            self.figure(span.figure.as_deref(), shown)
                        })
                        .collect();
                    let _ = writeln!(self.out, "<p>{words}</p>");
                }
                Block::Table(table) => self.table(table),
                Block::Chart(chart) => self.chart(chart),
                Block::NewPage => self.out.push_str("<hr class=\"new-page\">\n"),
            }
        }
    }

    /// The door of a figure: the ordinal is its place among the sheet's figures.
    fn figure(&self, id: Option<&str>, shown: String) -> String {
        let Some((id, ordinal)) = id.and_then(|id| Some((id, self.ordinals.get(id)?))) else { return shown };
        let address = (self.link)(id);
        let href = if address.is_empty() { String::new() } else { format!(" href=\"{}\"", escape(&address)) };
        format!("<a class=\"figure\" data-figure=\"{ordinal}\"{href}>{shown}</a>")
    }

    fn chart(&mut self, chart: &Chart) {
        let picture = (self.charts)(chart);
        if picture.is_empty() {
            self.line("p", "", &format!("{}{}{}", chart.title, self.document.lang.of("：", ": "), chart.alt));
        } else {
            let _ = writeln!(self.out, "<figure>{picture}<figcaption>{}</figcaption></figure>", escape(&chart.alt));
        }
    }

    fn table(&mut self, table: &Table) {
        let caption = escape(&table.caption);
        let _ = write!(
            self.out,
            "<div class=\"box\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\">\n<table>\n<caption>{caption}</caption>\n<thead><tr>"
        );
        for column in &table.columns {
            let unit = if column.unit.is_empty() {
                String::new()
            } else {
                let (open, close) = (self.document.lang.of("（", "("), self.document.lang.of("）", ")"));
                format!(" <span class=\"unit\">{open}{}{close}</span>", escape(&column.unit))
            };
            let _ = write!(self.out, "<th scope=\"col\">{}{unit}</th>", escape(&column.head));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in &table.rows {
            self.row(table, row);
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n");
        for note in &table.notes {
            self.line("p", "note", note);
        }
    }

    fn row(&mut self, table: &Table, row: &Row) {
        let empty = Cell::default();
        let class = match row.kind {
            RowKind::Item => "",
            RowKind::Group => " class=\"group\"",
            RowKind::Subtotal => " class=\"subtotal\"",
            RowKind::Total => " class=\"total\"",
        };
        let mut xml = format!("<tr{class}>");
        if row.kind == RowKind::Group {
            let shown = self.cell(row.cells.first().unwrap_or(&empty));
            let _ = write!(xml, "<th scope=\"rowgroup\" colspan=\"{}\">{shown}</th>", table.columns.len().max(1));
        } else {
            for (place, column) in table.columns.iter().enumerate() {
                let cell = row.cells.get(place).unwrap_or(&empty);
                let class = match (column.align, cell.number.is_some()) {
                    (Align::Right, _) => " class=\"right\"",
                    (Align::Center, _) => " class=\"center\"",
                    (Align::Left, true) => " class=\"whole\"",
                    (Align::Left, false) => "",
                };
                let _ = write!(xml, "<td{class}>{}</td>", self.cell(cell));
            }
        }
        let _ = writeln!(self.out, "{xml}</tr>");
    }

    fn cell(&self, cell: &Cell) -> String {
        let shown = match cell.light {
            Some(light) => {
                let word = if cell.text.is_empty() {
                    light.word(self.document.lang)
                } else {
                    cell.text.trim_start_matches(light.shape()).trim_start()
                };
                format!(
                    "<span class=\"light {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
                    light.name(),
                    light.shape(),
                    escape(word)
                )
            }
            None => escape(&cell.text).replace('\n', "<br>"),
        };
        self.figure(cell.figure.as_deref(), shown)
    }

    fn annex_list(&mut self) {
        let annexes = &self.document.annexes;
        if annexes.is_empty() {
            return;
        }
        let label = if annexes.len() == 1 {
            self.document.lang.of("附件：", "Annex:")
        } else {
            self.document.lang.of("附件：", "Annexes:")
        };
        let _ = write!(
            self.out,
            "<div class=\"annexes\"><span>{label}</span><ol{}>",
            if annexes.len() == 1 { " class=\"one\"" } else { "" }
        );
        for (place, annex) in annexes.iter().enumerate() {
            let title = escape(&annex.title);
            let _ = match annex.electronic {
                true => write!(self.out, "<li>{title}</li>"),
                false => write!(self.out, "<li><a href=\"#annex-{}\">{title}</a></li>", place + 1),
            };
        }
        self.out.push_str("</ol></div>\n");
    }

    fn annex(&mut self, place: usize, annex: &Annex) {
        let class = if annex.landscape { "annex turned" } else { "annex" };
        let number = place + 1;
        let word = self.document.lang.of("附件", "Annex ");
        let label = if self.document.annexes.len() == 1 { word.trim().to_owned() } else { format!("{word}{number}") };
        let _ = writeln!(self.out, "<section class=\"{class}\" id=\"annex-{number}\">");
        self.line("p", "annex-label", &label);
        self.line("h2", "annex-title", &annex.title);
        self.blocks(&annex.blocks);
        self.out.push_str("</section>\n");
    }

    fn imprint(&mut self) {
        let (document, imprint) = (self.document, &self.document.imprint);
        let lines = [imprint.copies.as_str(), imprint.printed_by.as_str(), imprint.printed_on.as_str()];
        if lines.iter().all(|line| line.is_empty()) && document.proof.is_empty() {
            return;
        }
        self.out.push_str("<footer class=\"imprint\">\n");
        if !imprint.copies.is_empty() {
            let (label, stop) = (document.lang.of("抄送：", "Copies to: "), document.lang.of("。", "."));
            self.line("p", "copies", &format!("{label}{}{stop}", imprint.copies));
        }
        for line in &document.proof {
            self.line("p", "proof", line);
        }
        let printed = crate::markup::printed(&imprint.printed_on, document.lang);
        let _ = writeln!(
            self.out,
            "<p class=\"printed\"><span>{}</span> <span>{}</span></p>\n</footer>",
            escape(&imprint.printed_by),
            escape(&printed)
        );
    }
}
