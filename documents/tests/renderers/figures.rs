//! The sample 样稿 is a sound document: every figure a span or a cell points to is listed, and prints the same.

use documents::sample;
use domain::document::{Block, Document};
use domain::lang::Lang;

fn pointed(document: &Document) -> Vec<(String, String)> {
    let blocks = document.blocks.iter().chain(document.annexes.iter().flat_map(|annex| &annex.blocks));
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(spans) => {
                found.extend(spans.iter().filter_map(|span| Some((span.figure.clone()?, span.text.clone()))));
            }
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                found.extend(cells.filter_map(|cell| Some((cell.figure.clone()?, cell.text.clone()))));
            }
            Block::Heading { .. } | Block::Chart(_) | Block::NewPage => {}
        }
    }
    found
}

#[test]
fn every_figure_pointed_to_is_listed_and_prints_the_same() {
    for lang in [Lang::Zh, Lang::En] {
        let document = sample::bulletin(lang);
        let listed: Vec<_> = document.figures.iter().map(|figure| (figure.id.clone(), figure.printed.clone())).collect();
        let pointed = pointed(&document);
        assert!(pointed.len() > 150, "{lang:?} has {} figures", pointed.len());
        assert_eq!(pointed, listed);
    }
}
