//! Properties 性质: whatever text comes, it is read to its end, and every quote is found at its place.

use domain::calendar::{Date, parse_day};
use proptest::prelude::*;
use reading::{Context, Reading, Span, json, read};

/// Pieces of official texts, marks that open and never close, and signs that nobody writes.
const PIECES: [&str; 48] = [
    "各乡镇",
    "要",
    "县财政局",
    "6月底前",
    "完成",
    "新增",
    "14.6亿元",
    "，",
    "。",
    "；",
    "：",
    "（",
    "）",
    "“",
    "”",
    "〞",
    "《",
    "》",
    "、",
    "\n",
    "\t",
    "|",
    "一、",
    "（一）",
    "1.",
    "①",
    "责任单位：",
    "牵头",
    "2月30日",
    "农历正月初九",
    "百分之二十",
    "三分之一",
    "9000余万",
    "2023日前",
    "999999999999999999999",
    "0.00000000000000000000001",
    "同比增长",
    "去年",
    "分别",
    "和",
    "每月",
    "印发之日起15个工作日内",
    "序号",
    "🙂",
    "\u{feff}",
    "\r\n",
    "—",
    "：：：",
];

fn holds(text: &str, date: Option<Date>) -> Result<(), TestCaseError> {
    let found = read(text, &Context { date, ..Context::default() });
    let is_place = |span: Span| span.start <= span.end && found.text.get(span.start..span.end).is_some();
    let has_words = |span: Span, words: &str| {
        let there: String = found.quote(span).chars().filter(|c| !c.is_whitespace()).collect();
        is_place(span) && there == words
    };
    let mut last = 0;
    for sentence in &found.sentences {
        prop_assert!(is_place(sentence.span) && sentence.span.start >= last, "sentences are in order and do not overlap");
        last = sentence.span.end;
    }
    for task in &found.tasks {
        prop_assert!(is_place(task.quote) && !found.quote(task.quote).trim().is_empty());
        prop_assert!(task.sentence < found.sentences.len() && task.sureness <= 100);
        prop_assert!(task.owners.iter().all(|owner| has_words(owner.span, &owner.words)));
        prop_assert!(task.deadline.iter().all(|deadline| has_words(deadline.span, &deadline.words)));
        prop_assert!(task.targets.iter().all(|target| is_place(target.quantity.span)));
        let anchored =
            !task.owners.is_empty() || task.deadline.is_some() || task.recurrence.is_some() || !task.targets.is_empty();
        prop_assert!(anchored, "a task names who, until when, or how much: {}", found.quote(task.quote));
    }
    prop_assert!(found.figures.iter().all(|figure| is_place(figure.quote) && is_place(figure.quantity.span)));
    prop_assert!(found.remarks.iter().filter_map(|remark| remark.span).all(is_place));
    places_in_json(&found)
}

/// The bytes and characters that are printed lead to the quote.
fn places_in_json(found: &Reading) -> Result<(), TestCaseError> {
    for task in json(found)["tasks"].as_array().into_iter().flatten() {
        let place = |of: &str, at: usize| usize::try_from(task["at"][of][at].as_u64().unwrap_or(0)).unwrap_or(0);
        let quote = task["quote"].as_str().unwrap_or_default();
        prop_assert_eq!(found.text.get(place("bytes", 0)..place("bytes", 1)), Some(quote));
        let by_chars: String = found.text.chars().skip(place("chars", 0)).take(place("chars", 1) - place("chars", 0)).collect();
        prop_assert_eq!(by_chars, quote);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_to_its_end(text in "\\PC{0,400}") {
        holds(&text, None)?;
    }

    #[test]
    fn any_pieces_of_official_texts_are_read(pieces in prop::collection::vec(0..PIECES.len(), 0..80), dated in any::<bool>()) {
        let text: String = pieces.into_iter().map(|at| PIECES[at]).collect();
        holds(&text, dated.then(|| parse_day("2026-04-08")).flatten())?;
    }

    /// Whatever bytes a file holds, somebody may have told them as text.
    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..600), dated in any::<bool>()) {
        holds(&String::from_utf8_lossy(&bytes), dated.then(|| parse_day("2026-04-08")).flatten())?;
    }

    /// Pieces in lines and columns, as workbooks, strokes and broken pages give them.
    #[test]
    fn any_table_is_read(rows in prop::collection::vec(prop::collection::vec(0..PIECES.len(), 0..6), 0..16), mark in 0..4usize) {
        let mark = ["\t", " | ", "\n", " |\n"][mark];
        let lines = rows.iter().map(|row| row.iter().map(|at| PIECES[*at]).collect::<Vec<_>>().join(mark));
        let text = format!("序号{mark}重点任务{mark}责任单位{mark}完成时限\n1\n{}", lines.collect::<Vec<_>>().join("\n2\n"));
        holds(&text, parse_day("2026-04-08"))?;
    }

    #[test]
    fn a_text_that_is_cut_off_anywhere_is_read(cut in 0usize..4000) {
        let text: String = include_str!("../corpus/07-baotou-digital-gov.txt").chars().skip(cut / 3).take(cut).collect();
        holds(&text, parse_day("2022-04-14"))?;
    }
}
