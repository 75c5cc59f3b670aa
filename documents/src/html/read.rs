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

/// What a reader of the page sees, pictures' words included, in reading order: of the whole page but its title, its style and the
/// note, wherever it stands. What could show something else than words, or hide words, counts as a word by its own name.
pub fn text(page: &str) -> String {
    let page = without(page, "<title>", "</title>");
    let page = without(&page, "<style>", "</style>");
    let page = match page.find(NOTE).and_then(|at| page[..at].rfind('<')) {
        Some(start) => page[..start].to_owned() + page[start..].split_once("</script>").map_or("", |(_, rest)| rest),
        None => page,
    };
    plain(&page)
}

/// The page without the first element of a kind.
fn without(page: &str, start: &str, end: &str) -> String {
    match page.split_once(start).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1))) {
        Some((before, after)) => format!("{before}{after}"),
        None => page.to_owned(),
    }
}

/// How the note is told from everything else.
const NOTE: &str = "id=\"guatu-note\"";

/// Elements and attributes that no sheet has: with them a page shows what does not stand in it, or hides what does.
const FOREIGN: [&str; 11] =
    ["!--", "script", "style", "link", "iframe", "object", "embed", "img", "base", "template", "noscript"];
const HIDING: [&str; 3] = [" style=", " hidden", " on"];

fn foreign(tag: &str) -> Option<&'static str> {
    let tag = tag.to_ascii_lowercase();
    let element = FOREIGN.into_iter().find(|name| tag.starts_with(name));
    element.or_else(|| HIDING.into_iter().find(|name| tag.contains(name)))
}

/// Printed text of a figure: without tags and without the shape of its light.
fn words(inner: &str) -> String {
    plain(inner).trim_start_matches(['●', '▲', '■', '◆']).trim().to_owned()
}

fn plain(inner: &str) -> String {
    let mut text = String::new();
    for (place, piece) in inner.split('<').enumerate() {
        let (tag, shown) = if place == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        text.push_str(foreign(tag).unwrap_or_default());
        text.push_str(shown);
    }
    unescape(&text)
}

/// The signed note.
pub fn note(page: &str) -> Option<String> {
    let (_, tail) = page.split_once(NOTE)?;
    let (_, inner) = tail.split_once('>')?;
    let (note, _) = inner.split_once("</script>")?;
    Some(note.replace(LESS, "<"))
}
