//! Pages 版面: paper, margins, page numbers and the word across a draft.

use super::run::{Look, Shape, paragraph, plain, run};
use super::{NAMESPACES, styles};
use crate::markup::escape;

/// How a section lies on the paper. Measures in twentieths of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Portrait,
    /// Turned for a wide annex: the head of the table lies at the binding edge.
    Landscape,
}

impl Page {
    /// Width of the type area: 156 mm, or 225 mm on a turned page.
    pub fn width(self) -> i32 {
        match self {
            Page::Portrait => 8844,
            Page::Landscape => 12756,
        }
    }

    /// From the paper's left edge to the type area.
    pub fn left(self) -> i32 {
        match self {
            Page::Portrait => 1588,
            Page::Landscape => 1984,
        }
    }

    /// Height of the type area.
    pub fn height(self) -> i32 {
        match self {
            Page::Portrait => 12756,
            Page::Landscape => 8844,
        }
    }

    /// The section that ends here. Margins 37, 35, 28 and 26 mm; the dash of the page number 7 mm below the type area.
    pub fn section(self) -> String {
        let (size, margins) = match self {
            Page::Portrait => (
                r#"w:w="11906" w:h="16838""#,
                r#"w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1427""#,
            ),
            Page::Landscape => (
                r#"w:w="16838" w:h="11906" w:orient="landscape""#,
                r#"w:top="1588" w:right="2098" w:bottom="1474" w:left="1984" w:header="680" w:footer="917""#,
            ),
        };
        format!(
            "<w:sectPr><w:headerReference w:type=\"even\" r:id=\"rIdHeader\"/><w:headerReference w:type=\"default\" r:id=\"rIdHeader\"/><w:footerReference w:type=\"even\" r:id=\"rIdFooterEven\"/><w:footerReference w:type=\"default\" r:id=\"rIdFooterOdd\"/><w:type w:val=\"nextPage\"/><w:pgSz {size}/><w:pgMar {margins} w:gutter=\"0\"/><w:cols w:space=\"720\"/><w:docGrid w:type=\"lines\" w:linePitch=\"{}\"/></w:sectPr>",
            styles::LINE
        )
    }
}

/// The side of a sheet a page is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Odd,
    Even,
}

/// The page number "— 1 —" one character in from the outer edge.
pub fn footer(side: Side) -> String {
    let shape = match side {
        Side::Odd => Shape { right: 280, align: Some("right"), ..Shape::default() },
        Side::Even => Shape { left: 280, align: Some("left"), ..Shape::default() },
    };
    let number = format!("<w:fldSimple w:instr=\" PAGE \">{}</w:fldSimple>", plain("1"));
    let runs = format!("{}{number}{}", plain("— "), plain(" —"));
    format!("<w:ftr {NAMESPACES}>{}</w:ftr>", paragraph("Footer", shape, &runs))
}

/// The word over each page of a sheet that is not issued; an empty header otherwise.
pub fn header(watermark: &str) -> String {
    let runs = if watermark.is_empty() { String::new() } else { run(watermark, Look::default()) };
    format!("<w:hdr {NAMESPACES}>{}</w:hdr>", paragraph("Header", Shape::default(), &runs))
}

/// A picture in the line, no wider than the type area and no higher than half of it.
pub fn picture(ordinal: usize, name: &str, alt: &str, size: (u32, u32), page: Page) -> String {
    let (width, height) = (i64::from(size.0.max(1)), i64::from(size.1.max(1)));
    let mut across = i64::from(page.width()) * 635;
    let highest = i64::from(page.height()) * 635 * 55 / 100;
    let mut down = across * height / width;
    if down > highest {
        (across, down) = (highest * width / height, highest);
    }
    let (name, alt) = (escape(name), escape(alt));
    format!(
        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{across}\" cy=\"{down}\"/><wp:docPr id=\"{ordinal}\" name=\"{name}\" descr=\"{alt}\"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"{ordinal}\" name=\"{name}\" descr=\"{alt}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdChart{ordinal}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{across}\" cy=\"{down}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
}
