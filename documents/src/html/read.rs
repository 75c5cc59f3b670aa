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

/// Text without tags.
fn words(inner: &str) -> String {
    let mut text = String::new();
    for (place, piece) in inner.split('<').enumerate() {
        let shown = if place == 0 { piece } else { piece.split_once('>').map_or("", |(_, shown)| shown) };
        text.push_str(shown);
    }
    unescape(&text).trim_start_matches(['●', '▲', '■', '◆']).trim().to_owned()
}

/// The signed note.
pub fn note(page: &str) -> Option<String> {
    let (_, tail) = page.split_once("id=\"guatu-note\"")?;
    let (_, inner) = tail.split_once('>')?;
    let (note, _) = inner.split_once("</script>")?;
    Some(note.replace(LESS, "<"))
}
