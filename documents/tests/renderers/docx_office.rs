//! Word file 文档 in an office: LibreOffice opens it, every sentence is there, and the page has 22 lines of 28 characters.

use crate::office::{convert, picture, run};
use documents::{docx, sample};
use domain::document::{Block, Document, Imprint, Span};
use domain::lang::Lang;
use std::fs;

struct Opened {
    text: String,
    pages: Vec<String>,
    boxes: String,
    _folder: tempfile::TempDir,
}

fn open(document: &Document, charts: bool) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let bytes = docx::write(document, &|_| charts.then(picture), None);
    fs::write(folder.path().join("sheet.docx"), bytes).unwrap();
    convert(folder.path(), "sheet.docx", "pdf");
    let pdf = folder.path().join("sheet.pdf").display().to_string();
    let text = run("pdftotext", &["-layout", &pdf, "-"]);
    let pages = text.split('\u{c}').map(str::to_owned).filter(|page| !page.trim().is_empty()).collect();
    let boxes = run("pdftotext", &["-bbox", &pdf, "-"]);
    Opened { text, pages, boxes, _folder: folder }
}

fn bare(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

#[test]
fn every_sentence_of_the_sample_is_on_the_pages_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let document = sample::bulletin(lang);
        let opened = open(&document, false);
        // Page numbers and line ends stand between words, so sentences are compared without blanks and in pieces.
        let printed = bare(&opened.text);
        let mut expected: Vec<String> =
            vec![document.title.clone(), document.signed_on.clone(), document.basis.clone(), document.imprint.printed_by.clone()];
        for block in &document.blocks {
            match block {
                Block::Heading { text, .. } => expected.push(text.clone()),
                Block::Paragraph(spans) => {
                    expected.extend(spans.iter().filter(|span| span.figure.is_some()).map(|span| span.text.clone()))
                }
                Block::Table(table) => {
                    expected.extend(table.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.text.clone())))
                }
                Block::Chart(chart) => expected.push(chart.title.clone()),
                Block::NewPage => {}
            }
        }
        for text in expected {
            assert!(printed.contains(&bare(&text)), "{lang:?}: {text} is missing from the pages");
        }
        assert!((8..=24).contains(&opened.pages.len()), "{lang:?}: {} pages", opened.pages.len());
        // Continuous outer page numbers, through turned pages too.
        for (place, page) in opened.pages.iter().enumerate() {
            assert!(bare(page).contains(&format!("—{}—", place + 1)), "{lang:?}: page {} has no number", place + 1);
        }
        let printed_on = match lang {
            Lang::Zh => "2026年4月8日印发",
            Lang::En => "Printed8April2026",
        };
        assert!(bare(opened.pages.last().unwrap()).contains(printed_on), "the imprint is on the last page");
    }
}

#[test]
fn a_table_repeats_its_head_on_each_page() {
    let document = sample::bulletin(Lang::Zh);
    let opened = open(&document, false);
    let heads = opened
        .pages
        .iter()
        .filter(|page| page.contains("实际进资") && page.contains("签约项目") && page.contains("序号"))
        .count();
    assert!(heads >= 3, "the table of sixty units has its head on {heads} pages");
}

/// Plain text of one character, so that every line is full.
fn full_page() -> Document {
    let text = "县".repeat(28 * 22 * 2 + 7);
    let mut document = sample::bulletin(Lang::Zh);
    document.head = String::new();
    document.number = None;
    document.title = "题".to_owned();
    document.addressees = String::new();
    document.blocks = vec![Block::Paragraph(vec![Span::text(text)])];
    document.annexes = Vec::new();
    document.imprint = Imprint::default();
    document.proof = Vec::new();
    document.basis = String::new();
    document
}

#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let opened = open(&full_page(), false);
    let page = &opened.pages[1];
    let lines: Vec<usize> =
        page.lines().map(|line| line.chars().filter(|sign| *sign == '县').count()).filter(|count| *count > 0).collect();
    assert_eq!(lines, vec![28; 22], "{page}");
}

/// A word of `pdftotext -bbox`, in points.
struct Word {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
    text: String,
}

fn words(boxes: &str, page: usize) -> Vec<Word> {
    let page = boxes.split("<page ").nth(page).unwrap();
    page.lines()
        .filter_map(|line| {
            let number = |name: &str| line.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse::<f32>().ok();
            let text = line.split('>').nth(1)?.split('<').next()?.to_owned();
            Some(Word { left: number("xMin")?, top: number("yMin")?, right: number("xMax")?, bottom: number("yMax")?, text })
        })
        .collect()
}

#[test]
fn the_type_area_and_the_page_numbers_lie_where_the_standard_has_them() {
    let opened = open(&full_page(), false);
    let millimetres = |points: f32| points * 25.4 / 72.0;
    let words_2 = words(&opened.boxes, 2);
    let lines: Vec<&Word> = words_2.iter().filter(|word| word.text.contains('县')).collect();
    let left = millimetres(lines.iter().map(|word| word.left).fold(f32::MAX, f32::min));
    let right = millimetres(lines.iter().map(|word| word.right).fold(0.0, f32::max));
    let top = millimetres(lines.iter().map(|word| word.top).fold(f32::MAX, f32::min));
    let bottom = millimetres(lines.iter().map(|word| word.bottom).fold(0.0, f32::max));
    assert!((27.0..29.0).contains(&left), "left edge at {left} mm");
    assert!((182.5..185.0).contains(&right), "right edge at {right} mm");
    assert!((36.0..40.0).contains(&top), "first line at {top} mm");
    assert!((258.0..264.0).contains(&bottom), "last line ends at {bottom} mm");
    let dash = |page: usize| {
        let words = words(&opened.boxes, page);
        let dash = words.iter().find(|word| word.text == "—").unwrap();
        (millimetres(dash.left), millimetres((dash.top + dash.bottom) / 2.0))
    };
    let (odd, even) = (dash(1), dash(2));
    assert!(odd.0 > 150.0, "the number of an odd page stands right, not at {} mm", odd.0);
    assert!(even.0 < 40.0, "the number of an even page stands left, not at {} mm", even.0);
    assert!((267.0..272.0).contains(&odd.1), "the dash lies about 7 mm under the type area, at {} mm", odd.1);
}

#[test]
fn libreoffice_saves_it_again_with_the_figures() {
    let document = sample::bulletin(Lang::Zh);
    let folder = tempfile::tempdir().unwrap();
    let bytes = docx::write(&document, &|_| Some(picture()), Some(r#"{"a":"<&>"}"#));
    fs::write(folder.path().join("sheet.docx"), &bytes).unwrap();
    convert(folder.path(), "sheet.docx", "odt");
    fs::remove_file(folder.path().join("sheet.docx")).unwrap();
    convert(folder.path(), "sheet.odt", "docx");
    let again = fs::read(folder.path().join("sheet.docx")).unwrap();
    assert_eq!(docx::figures(&again), docx::figures(&bytes));
}

#[test]
fn the_imprint_ends_at_the_foot_of_the_last_page() {
    let document = sample::bulletin(Lang::Zh);
    let opened = open(&document, false);
    let words = words(&opened.boxes, opened.pages.len());
    let printed = words.iter().find(|word| word.text.contains("印发")).unwrap();
    let bottom = printed.bottom * 25.4 / 72.0;
    assert!((257.0..263.0).contains(&bottom), "the last line of the imprint ends at {bottom} mm, the type area at 262 mm");
}
