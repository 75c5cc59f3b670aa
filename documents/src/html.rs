//! Web page 网页: a sheet as HTML that looks like the printed one, where every figure is a link to its explanation.

mod blocks;
mod read;

pub use read::{figures, note, text};

use crate::markup::escape;
use blocks::Writer;
use domain::document::{Chart, Document};
use std::fmt::Write;

/// The style sheet of [`body`], for pages that embed it; all its rules stay under `.guatu-sheet`.
pub const STYLE: &str = include_str!("html/sheet.css");

/// What the page around the sheet needs: paper and background, for a page that is nothing but the sheet.
const PAGE_STYLE: &str = include_str!("html/page.css");

/// A complete page that stands alone. `link` gives the address of a figure's explanation (empty: no link),
/// `charts` the SVG of a chart; `note` is the signed note of an issued sheet.
pub fn write(
    document: &Document,
    link: &dyn Fn(&str) -> String,
    charts: &dyn Fn(&Chart) -> String,
    note: Option<&str>,
) -> String {
    let title = document.title.replace('\n', document.lang.of("", " "));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n<style>\n{PAGE_STYLE}{STYLE}</style>\n</head>\n<body>\n<main>\n{}</main>\n",
        document.lang.tag(),
        escape(&title),
        body(document, link, charts)
    );
    if let Some(note) = note {
        // Inside a script only "<" could end it; JSON may write that as an escape.
        let _ = writeln!(page, "<script type=\"application/json\" id=\"guatu-note\">{}</script>", note.replace('<', read::LESS));
    }
    page + "</body>\n</html>\n"
}

/// The sheet alone, for a page of the web room. No inline styles and no scripts.
pub fn body(document: &Document, link: &dyn Fn(&str) -> String, charts: &dyn Fn(&Chart) -> String) -> String {
    let mut writer = Writer::new(document, link, charts);
    writer.sheet();
    writer.out
}
