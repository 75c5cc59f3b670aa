//! Front and back matter 版头、主体首尾与版记: the red head, title, addressees, list of annexes, signature and imprint.

use super::flow::thin;
use super::page::Page;
use super::run::{Shape, blank, paragraph, plain};
use super::styles::{PITCH, SIZE};
use crate::markup::{escape, halves, printed};
use domain::document::Document;
use domain::lang::Lang;
use std::fmt::Write;

/// Red head, number and rule, title, addressees. The upper edge of the mark lies 35 mm under the type area's edge.
pub fn head(document: &Document) -> String {
    let mut xml = String::new();
    if !document.head.is_empty() {
        let above = Shape { before: Some(1984), ..Shape::default() };
        xml.push_str(&paragraph("GuatuHead", above, &mark(&document.head)));
        xml.push_str(&(blank(true) + &blank(true)));
        let number = document.number.as_deref().unwrap_or("");
        xml.push_str(&paragraph("GuatuNumber", Shape { keep_next: true, ..Shape::default() }, &plain(number)));
        xml.push_str(&(blank(true) + &blank(true)));
    }
    xml.push_str(&paragraph("Title", Shape { keep_next: true, ..Shape::default() }, &plain(&document.title)));
    if document.head.is_empty()
        && let Some(number) = &document.number
    {
        xml.push_str(&paragraph("GuatuSignature", Shape { align: Some("center"), ..Shape::default() }, &plain(number)));
    }
    xml.push_str(&blank(true));
    if !document.addressees.is_empty() {
        let addressees = format!("{}{}", document.addressees, document.lang.of("：", ":"));
        xml.push_str(&paragraph("GuatuAddressees", Shape::default(), &plain(&addressees)));
    }
    xml
}

/// The issuing mark on one line: as large as the width allows, up to 42 pt.
fn mark(head: &str) -> String {
    let widest = i32::try_from(halves(head)).unwrap_or(i32::MAX).max(1);
    // 8400 twentieths of a point across; a size is counted in half points and a half character is half as wide as high.
    // Capitals of bold Latin faces are wider than that.
    let across = if head.is_ascii() { 6800 } else { 8400 };
    let size = (across / 5 / widest).clamp(36, 84);
    format!(
        "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
        escape(head)
    )
}

/// 附件说明: one blank line under the body, two characters in, names without punctuation.
pub fn annex_list(document: &Document) -> String {
    let names: Vec<_> = document.annexes.iter().map(|annex| annex.title.as_str()).collect();
    let (one, many) = (document.lang.of("附件：", "Annex: "), document.lang.of("附件：", "Annexes: "));
    let label = if names.len() == 1 { one } else { many };
    let label_width = width(label, document.lang);
    let mut xml = String::new();
    for (place, name) in names.iter().enumerate() {
        let ordinal = if names.len() == 1 { String::new() } else { format!("{}.{}", place + 1, document.lang.of("", " ")) };
        let ordinal_width = width(&ordinal, document.lang);
        let left = 2 * SIZE + label_width + ordinal_width;
        let (hanging, text) = if place == 0 {
            xml.push_str(&blank(false));
            (label_width + ordinal_width, format!("{label}{ordinal}{name}"))
        } else {
            (ordinal_width, format!("{ordinal}{name}"))
        };
        xml.push_str(&paragraph("GuatuAddressees", Shape { left, hanging, ..Shape::default() }, &plain(&text)));
    }
    xml
}

/// 署名 and 成文日期: the date four characters from the right edge and the name centred over it,
/// or, where the name is longer, the name two characters from the edge and the date centred under it.
pub fn signature(document: &Document) -> String {
    let (name, date) = (width(&document.signed_by, document.lang), width(&document.signed_on, document.lang));
    let mut name_right = 4 * SIZE + (date - name) / 2;
    let mut date_right = 4 * SIZE;
    if name_right < 2 * SIZE {
        name_right = 2 * SIZE;
        // A name that fills the line leaves the date where the standard has it.
        date_right = (name_right + (name - date) / 2).clamp(4 * SIZE, 10 * SIZE);
    }
    let mut xml = String::new();
    if !document.signed_by.is_empty() || !document.signed_on.is_empty() {
        xml.push_str(&(blank(true) + &blank(true)));
    }
    if !document.signed_by.is_empty() {
        xml.push_str(&paragraph(
            "GuatuSignature",
            Shape { keep_next: true, right: name_right, ..Shape::default() },
            &plain(&document.signed_by),
        ));
    }
    if !document.signed_on.is_empty() {
        xml.push_str(&paragraph("GuatuSignature", Shape { right: date_right, ..Shape::default() }, &plain(&document.signed_on)));
    }
    xml
}

/// "附件1" flush left on the first line, the title centred from the third.
pub fn annex_head(document: &Document, place: usize, page_break: bool) -> String {
    let word = document.lang.of("附件", "Annex");
    let label =
        if document.annexes.len() == 1 { word.to_owned() } else { format!("{word}{}{}", document.lang.of("", " "), place + 1) };
    let title = document.annexes.get(place).map_or("", |annex| annex.title.as_str());
    paragraph("GuatuAnnex", Shape { page_break, ..Shape::default() }, &plain(&label))
        + &blank(true)
        + &paragraph("GuatuAnnexTitle", Shape::default(), &plain(title))
}

/// 版记 at the foot of the last page: thick rules outside, thin ones between.
/// The place is counted from the paper's edge, because LibreOffice lets a table as wide as the text float only then.
pub fn imprint(document: &Document, page: Page) -> String {
    let rows = imprint_rows(document, page);
    if rows.is_empty() {
        return thin("");
    }
    let (left, right) = halves_of(page);
    format!(
        "<w:tbl><w:tblPr><w:tblpPr w:leftFromText=\"0\" w:rightFromText=\"0\" w:vertAnchor=\"margin\" w:horzAnchor=\"page\" w:tblpX=\"{}\" w:tblpYSpec=\"bottom\"/><w:tblOverlap w:val=\"never\"/><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/><w:insideH w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w=\"{left}\"/><w:gridCol w:w=\"{right}\"/></w:tblGrid>{rows}</w:tbl>{}",
        page.left(),
        left + right,
        thin("")
    )
}

fn halves_of(page: Page) -> (i32, i32) {
    let left = page.width() * 62 / 100;
    (left, page.width() - left)
}

fn imprint_rows(document: &Document, page: Page) -> String {
    let (imprint, lang) = (&document.imprint, document.lang);
    let (left, right) = halves_of(page);
    let cell = |width: i32, span: i32, text: &str| {
        let span = if span > 1 { format!("<w:gridSpan w:val=\"{span}\"/>") } else { String::new() };
        format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}</w:tcPr>{text}</w:tc>")
    };
    let row = |cells: String| format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>");
    let mut rows = String::new();
    if !imprint.copies.is_empty() {
        let label = lang.of("抄送：", "Copies to: ");
        let hanging = i32::try_from(halves(label)).unwrap_or(0) * 140;
        let shape = Shape { left: 280 + hanging, right: 280, hanging, ..Shape::default() };
        let text = format!("{label}{}{}", imprint.copies, lang.of("。", "."));
        rows.push_str(&row(cell(left + right, 2, &paragraph("GuatuImprint", shape, &plain(&text)))));
    }
    if !document.proof.is_empty() {
        let shape = Shape { left: 280, right: 280, ..Shape::default() };
        let mut lines = String::new();
        for line in &document.proof {
            let _ = write!(lines, "{}", paragraph("GuatuProof", shape, &plain(line)));
        }
        rows.push_str(&row(cell(left + right, 2, &lines)));
    }
    if !imprint.printed_by.is_empty() || !imprint.printed_on.is_empty() {
        let printed = printed(&imprint.printed_on, lang);
        let by =
            paragraph("GuatuImprint", Shape { left: 280, align: Some("left"), ..Shape::default() }, &plain(&imprint.printed_by));
        let on = paragraph("GuatuImprint", Shape { right: 280, align: Some("right"), ..Shape::default() }, &plain(&printed));
        rows.push_str(&row(cell(left, 1, &by) + &cell(right, 1, &on)));
    }
    rows
}

/// Width of a text in the body face, in twentieths of a point.
fn width(text: &str, lang: Lang) -> i32 {
    let halves = i32::try_from(halves(text)).unwrap_or(i32::MAX / PITCH);
    match lang {
        Lang::Zh => halves * PITCH / 2,
        // Latin letters of the body face are a little narrower than half their height.
        Lang::En => halves * SIZE * 47 / 100,
    }
}
