//! Reading back 回读: figures and the signed note of a page, also after a browser saved it.

use crate::markup::unescape;

/// How "<" is written inside the note. JSON writers do not produce this spelling themselves, so it can be undone.
pub const LESS: &str = "\\u003C";

/// Ordinal and printed text of every figure, in reading order.
pub fn figures(page: &str) -> Vec<(usize, String)> {
    const MARK: &str = " data-figure=\"";
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find(MARK) {
        rest = &rest[at + MARK.len()..];
        let Some((ordinal, tail)) = rest.split_once('"') else { break };
        let printed = tail.split_once('>').and_then(|(_, inner)| inner.split_once("</a>")).map(|(inner, _)| words(inner));
        if let (Ok(ordinal), Some(printed)) = (ordinal.parse(), printed) {
            found.push((ordinal, printed));
        }
    }
    found
}

/// What a reader of the sheet sees, pictures' words included, in reading order.
pub fn text(page: &str) -> String {
    let sheet = page.split_once("<main>").map_or(page, |(_, rest)| rest);
    plain(sheet.split_once("</main>").map_or(sheet, |(sheet, _)| sheet))
}

/// Printed text of a figure: without tags and without the shape of its light.
fn words(inner: &str) -> String {
    plain(inner).trim_start_matches(['●', '▲', '■', '◆']).trim().to_owned()
}

fn plain(inner: &str) -> String {
    let mut text = String::new();
    for (place, piece) in inner.split('<').enumerate() {
        let shown = if place == 0 { piece } else { piece.split_once('>').map_or("", |(_, shown)| shown) };
        text.push_str(shown);
    }
    unescape(&text)
}

/// The signed note.
pub fn note(page: &str) -> Option<String> {
    let (_, tail) = page.split_once("id=\"guatu-note\"")?;
    let (_, inner) = tail.split_once('>')?;
    let (note, _) = inner.split_once("</script>")?;
    Some(note.replace(LESS, "<"))
}
