//! Digest text 摘要原文: everything an issued bulletin states, as one canonical text; its digest is what the county signs.
//!
//! Leaving out the watermark and the proof itself, it covers head, number, title, text, cells with their exact numbers,
//! charts and figures: change one of them and the digest changes.

use crate::document::{Block, Cell, Chart, Document, Row, Span, Table};
use std::fmt::Write;

/// The canonical text. One fact a line: a tag, then its parts separated by tabs; tabs, line breaks and backslashes escaped.
pub fn digest_text(document: &Document) -> String {
    let mut text = Text(String::from("guatu bulletin 1\n"));
    text.line("lang", &[document.lang.tag()]);
    text.line("head", &[&document.head]);
    text.line("number", &[document.number.as_deref().unwrap_or("")]);
    text.line("title", &[&document.title]);
    text.line("addressees", &[&document.addressees]);
    document.blocks.iter().for_each(|block| text.block(block));
    for annex in &document.annexes {
        text.line("annex", &[&annex.title]);
        annex.blocks.iter().for_each(|block| text.block(block));
    }
    text.line("signed", &[&document.signed_by, &document.signed_on]);
    let imprint = &document.imprint;
    text.line("imprint", &[&imprint.copies, &imprint.printed_by, &imprint.printed_on]);
    text.line("basis", &[&document.basis]);
    for figure in &document.figures {
        text.line("figure", &[&figure.id, &figure.value, &figure.unit, &figure.printed]);
    }
    text.0
}

struct Text(String);

impl Text {
    fn line(&mut self, tag: &str, parts: &[&str]) {
        self.0.push_str(tag);
        for part in parts {
            self.0.push('\t');
            self.0.push_str(&escaped(part));
        }
        self.0.push('\n');
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.line("heading", &[&level.to_string(), text]),
            Block::Paragraph(spans) => {
                let parts: Vec<String> = spans.iter().map(span).collect();
                self.line("paragraph", &parts.iter().map(String::as_str).collect::<Vec<_>>());
            }
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::NewPage => self.line("page", &[]),
        }
    }

    fn table(&mut self, table: &Table) {
        self.line("table", &[&table.name, &table.caption]);
        let heads: Vec<String> = table.columns.iter().map(|c| format!("{} [{}]", c.head, c.unit)).collect();
        self.line("columns", &heads.iter().map(String::as_str).collect::<Vec<_>>());
        for Row { cells, kind } in &table.rows {
            let mut parts = vec![format!("{kind:?}").to_lowercase()];
            parts.extend(cells.iter().map(cell));
            self.line("row", &parts.iter().map(String::as_str).collect::<Vec<_>>());
        }
        table.notes.iter().for_each(|note| self.line("note", &[note]));
    }

    fn chart(&mut self, chart: &Chart) {
        self.line("chart", &[&chart.name, &chart.title, &chart.unit, &chart.alt]);
        self.line("categories", &chart.categories.iter().map(String::as_str).collect::<Vec<_>>());
        for series in &chart.series {
            let mut parts = vec![series.name.as_str()];
            parts.extend(series.labels.iter().map(String::as_str));
            self.line("series", &parts);
        }
        if let Some((label, _)) = &chart.marker {
            self.line("marker", &[label]);
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t")
}

fn span(span: &Span) -> String {
    match &span.figure {
        Some(id) => format!("{}<{id}>", span.text),
        None => span.text.clone(),
    }
}

fn cell(cell: &Cell) -> String {
    let mut text = cell.text.clone();
    if let Some(number) = cell.number {
        let _ = write!(text, "={}", crate::measure::decimal(number.mantissa, number.decimals));
    }
    if let Some(id) = &cell.figure {
        let _ = write!(text, "<{id}>");
    }
    if let Some(light) = cell.light {
        let _ = write!(text, "({})", light.name());
    }
    text
}

/// Every number that opens, as printed, in order of appearance and counted from 1: what a check compares one by one.
pub fn figures_in_order(document: &Document) -> Vec<(usize, String)> {
    let annexed = document.annexes.iter().flat_map(|annex| &annex.blocks);
    let mut printed = Vec::new();
    for block in document.blocks.iter().chain(annexed) {
        match block {
            Block::Paragraph(spans) => {
                printed.extend(spans.iter().filter(|s| s.figure.is_some()).map(|s| s.text.clone()));
            }
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                printed.extend(cells.filter(|c| c.figure.is_some()).map(|c| c.text.clone()));
            }
            Block::Heading { .. } | Block::Chart(_) | Block::NewPage => {}
        }
    }
    printed.into_iter().enumerate().map(|(place, text)| (place + 1, text)).collect()
}
