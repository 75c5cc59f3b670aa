//! Offline check 核验: the note travels in the PDF, and a changed number can be named.

use documents::fonts::Fonts;
use documents::sample;
use domain::document::{Block, Document};
use domain::lang::Lang;
use typeset::plain;

fn set(doc: &Document, note: Option<&str>) -> Vec<u8> {
    typeset::pdf(doc, &Fonts::find(&[]), note).expect("the fonts of the tests are installed")
}

#[test]
fn the_note_comes_back_as_it_was() {
    let long = format!("{{\"number\":\"云督通〔2026〕1号\",\"figures\":[{}]}}", "\"36\",".repeat(5000) + "\"0\"");
    let doc = sample::bulletin(Lang::En);
    assert_eq!(typeset::note(&set(&doc, Some(&long))).as_deref(), Some(long.as_str()));
    assert_eq!(typeset::note(&set(&doc, None)), None);
    assert_eq!(typeset::note(b"not a PDF"), None);
}

#[test]
fn the_text_reads_back_sentence_by_sentence() {
    for lang in [Lang::Zh, Lang::En] {
        let doc = sample::bulletin(lang);
        let pages = typeset::text(&set(&doc, None)).expect("our own sheet");
        let text = plain(&pages.join("\n"));
        assert_eq!(missing(&doc, &text), Vec::<String>::new(), "{lang:?}");
    }
    assert!(typeset::text(b"%PDF-1.7 broken").is_err());
}

/// Ids of the figures whose sentence the text does not carry.
fn missing(doc: &Document, text: &str) -> Vec<String> {
    let sentences: Vec<String> = doc
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(spans) => Some(spans.iter().map(|span| span.text.as_str()).collect()),
            Block::Heading { .. } | Block::Table(_) | Block::Chart(_) | Block::NewPage => None,
        })
        .collect();
    let stated = doc.figures.iter().filter(|figure| sentences.contains(&figure.sentence));
    stated.filter(|figure| !text.contains(&plain(&figure.sentence))).map(|figure| figure.id.clone()).collect()
}

#[test]
fn a_changed_number_is_found() {
    for lang in [Lang::Zh, Lang::En] {
        let issued = sample::bulletin(lang);
        let mut forged = issued.clone();
        let figure = issued.figures.iter().find(|figure| figure.id.starts_with("key.started.share")).expect("a figure");
        for block in &mut forged.blocks {
            if let Block::Paragraph(spans) = block {
                spans
                    .iter_mut()
                    .filter(|span| span.figure.as_deref() == Some(&figure.id))
                    .for_each(|span| span.text = "82.1".to_owned());
            }
        }
        let text = plain(&typeset::text(&set(&forged, Some("{}"))).expect("a readable sheet").join("\n"));
        let found = missing(&issued, &text);
        assert!(found.contains(&figure.id), "{found:?}");
        // Only figures of that one sentence are in doubt.
        let doubted = issued.figures.iter().filter(|other| found.contains(&other.id));
        assert!(doubted.into_iter().all(|other| other.sentence == figure.sentence), "{found:?}");
        assert!(text.contains("82.1"));
    }
}

#[test]
fn minus_signs_agree_whatever_stroke_a_font_has() {
    assert_eq!(plain("下降 –45.9%\n，1–3月，22.6 –2.4"), "下降−45.9%，1–3月，22.6−2.4");
}
