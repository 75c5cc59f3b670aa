//! Tables 表格: caption kept with the table, head repeated on each page, rows whole, numbers to the right.

use super::flow::Flow;
use super::run::{Look, Shape, paragraph, plain, run};
use super::widths::widths;
use crate::markup::escape;
use domain::document::{Align, Cell, Light, Row, RowKind, Table};
use domain::lang::Lang;
use std::fmt::Write;

/// Shade of heads and group rows.
const SHADE: &str = "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F0F0F0\"/>";

/// Caption, table and notes.
pub fn write(flow: &mut Flow<'_>, table: &Table) {
    let mut xml = String::new();
    if !table.caption.is_empty() {
        xml.push_str(&paragraph("Caption", Shape::default(), &plain(&table.caption)));
    }
    if !table.columns.is_empty() {
        xml.push_str(&grid(flow, table));
    }
    for note in &table.notes {
        xml.push_str(&paragraph("GuatuNote", Shape::default(), &plain(note)));
    }
    if table.notes.is_empty() {
        // Two tables in a row would run together in Word.
        xml.push_str(&super::flow::thin(""));
    }
    flow.body.push_str(&xml);
}

fn grid(flow: &mut Flow<'_>, table: &Table) -> String {
    let size = Size::of(table, flow.lang());
    let widths = widths(table, flow.page.width(), size.half_points(), flow.lang());
    let mut xml = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>{}<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/><w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar><w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>",
        flow.page.width(),
        borders(),
        escape(&table.caption)
    );
    for width in &widths {
        let _ = write!(xml, "<w:gridCol w:w=\"{width}\"/>");
    }
    xml.push_str("</w:tblGrid>");
    xml.push_str(&head(table, &widths, size, flow.lang()));
    for row in &table.rows {
        xml.push_str(&body_row(flow, table, row, &widths, size));
    }
    xml.push_str("</w:tbl>");
    xml
}

/// Thin lines inside and stronger ones around, as in a statistical yearbook that is also filled by hand.
fn borders() -> String {
    let mut xml = String::from("<w:tblBorders>");
    for (edge, size) in [("top", 8), ("left", 4), ("bottom", 8), ("right", 4), ("insideH", 4), ("insideV", 4)] {
        let _ = write!(xml, "<w:{edge} w:val=\"single\" w:sz=\"{size}\" w:space=\"0\" w:color=\"404040\"/>");
    }
    xml + "</w:tblBorders>"
}

fn head(table: &Table, widths: &[i32], size: Size, lang: Lang) -> String {
    let mut xml = String::from("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, width) in table.columns.iter().zip(widths) {
        let text = if column.unit.is_empty() {
            column.head.clone()
        } else {
            format!("{}\n{}", column.head, lang.of("（", "(").to_owned() + &column.unit + lang.of("）", ")"))
        };
        let shape = Shape { keep_next: true, align: Some("center"), ..Shape::default() };
        xml.push_str(&cell(*width, 1, SHADE, &paragraph(style(size, true), shape, &plain(&text))));
    }
    xml + "</w:tr>"
}

fn body_row(flow: &mut Flow<'_>, table: &Table, row: &Row, widths: &[i32], size: Size) -> String {
    let mut xml = String::from("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    let empty = Cell::default();
    let strong = row.kind != RowKind::Item;
    let shade = if strong { SHADE } else { "" };
    if row.kind == RowKind::Group {
        let first = row.cells.first().unwrap_or(&empty);
        let runs = content(flow, first);
        let shape = Shape { keep_next: true, ..Shape::default() };
        let span = i32::try_from(widths.len()).unwrap_or(i32::MAX);
        xml.push_str(&cell(widths.iter().sum(), span, shade, &paragraph(style(size, true), shape, &runs)));
        return xml + "</w:tr>";
    }
    for (place, (column, width)) in table.columns.iter().zip(widths).enumerate() {
        let content = content(flow, row.cells.get(place).unwrap_or(&empty));
        let shape = Shape { align: align(column.align), ..Shape::default() };
        xml.push_str(&cell(*width, 1, shade, &paragraph(style(size, strong), shape, &content)));
    }
    xml + "</w:tr>"
}

fn cell(width: i32, span: i32, shade: &str, paragraphs: &str) -> String {
    let span = if span > 1 { format!("<w:gridSpan w:val=\"{span}\"/>") } else { String::new() };
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}{shade}<w:vAlign w:val=\"center\"/></w:tcPr>{paragraphs}</w:tc>"
    )
}

/// What a cell prints; a light is a coloured shape and its word.
fn content(flow: &mut Flow<'_>, cell: &Cell) -> String {
    let printed = match cell.light {
        Some(light) => {
            let word = if cell.text.is_empty() {
                light.word(flow.lang())
            } else {
                cell.text.trim_start_matches(light.shape()).trim_start()
            };
            run(&format!("{} {word}", light.shape()), Look { strong: false, color: Some(color(light)) })
        }
        None => plain(&cell.text),
    };
    flow.figure(cell.figure.as_deref(), printed)
}

fn color(light: Light) -> &'static str {
    match light {
        Light::Green => "1B7F3B",
        Light::Yellow => "B8860B",
        Light::Red => "B3261E",
        Light::Blue => "1F5FA8",
    }
}

fn align(align: Align) -> Option<&'static str> {
    match align {
        Align::Left => None,
        Align::Center => Some("center"),
        Align::Right => Some("right"),
    }
}

/// Size of the type in cells: the more columns, the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// 小四, 12 pt.
    Ordinary,
    /// 五号, 10.5 pt.
    Small,
    /// 小五, 9 pt.
    Fine,
}

impl Size {
    fn of(table: &Table, lang: Lang) -> Size {
        match (table.columns.len(), lang) {
            (0..=7, Lang::Zh) => Size::Ordinary,
            (0..=7, Lang::En) | (8..=9, Lang::Zh) => Size::Small,
            (8.., Lang::En) | (10.., Lang::Zh) => Size::Fine,
        }
    }

    fn half_points(self) -> i32 {
        match self {
            Size::Ordinary => 24,
            Size::Small => 21,
            Size::Fine => 18,
        }
    }
}

fn style(size: Size, strong: bool) -> &'static str {
    match (size, strong) {
        (Size::Ordinary, false) => "GuatuCell",
        (Size::Ordinary, true) => "GuatuCellStrong",
        (Size::Small, false) => "GuatuCellSmall",
        (Size::Small, true) => "GuatuCellSmallStrong",
        (Size::Fine, false) => "GuatuCellFine",
        (Size::Fine, true) => "GuatuCellFineStrong",
    }
}
