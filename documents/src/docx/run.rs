//! Runs 文字段 and paragraphs 段落: the smallest pieces of a Word page, in the order the format demands.

use crate::markup::escape;
use std::fmt::Write;

/// How a run differs from the style of its paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look<'a> {
    pub strong: bool,
    /// RRGGBB.
    pub color: Option<&'a str>,
}

/// A run. Line feeds become line breaks and tabs become tabs; the hint makes quotation marks and dashes full width in Chinese.
pub fn run(text: &str, look: Look<'_>) -> String {
    let mut xml = String::from("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/>");
    if look.strong {
        xml.push_str("<w:b/><w:bCs/>");
    }
    if let Some(color) = look.color {
        let _ = write!(xml, "<w:color w:val=\"{color}\"/>");
    }
    xml.push_str("</w:rPr>");
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            xml.push_str("<w:br/>");
        }
        for (place, piece) in line.split('\t').enumerate() {
            if place > 0 {
                xml.push_str("<w:tab/>");
            }
            if !piece.is_empty() {
                let _ = write!(xml, "<w:t xml:space=\"preserve\">{}</w:t>", escape(piece));
            }
        }
    }
    xml.push_str("</w:r>");
    xml
}

pub fn plain(text: &str) -> String {
    run(text, Look::default())
}

/// What a paragraph adds to its style, in twentieths of a point.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    pub keep_next: bool,
    pub page_break: bool,
    pub left: i32,
    pub right: i32,
    pub hanging: i32,
    /// Space above.
    pub before: Option<i32>,
    pub align: Option<&'static str>,
}

/// A paragraph of a named style around runs already written.
pub fn paragraph(style: &str, shape: Shape, runs: &str) -> String {
    let mut xml = format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>");
    if shape.keep_next {
        xml.push_str("<w:keepNext/>");
    }
    if shape.page_break {
        xml.push_str("<w:pageBreakBefore/>");
    }
    if let Some(before) = shape.before {
        let _ = write!(xml, "<w:spacing w:before=\"{before}\"/>");
    }
    if shape.left != 0 || shape.right != 0 || shape.hanging != 0 {
        let _ = write!(xml, "<w:ind w:left=\"{}\" w:right=\"{}\"", shape.left, shape.right);
        if shape.hanging != 0 {
            let _ = write!(xml, " w:hanging=\"{}\"", shape.hanging);
        }
        xml.push_str("/>");
    }
    if let Some(align) = shape.align {
        let _ = write!(xml, "<w:jc w:val=\"{align}\"/>");
    }
    let _ = write!(xml, "</w:pPr>{runs}</w:p>");
    xml
}

/// An empty line.
pub fn blank(keep_next: bool) -> String {
    paragraph("Normal", Shape { keep_next, ..Shape::default() }, "")
}
