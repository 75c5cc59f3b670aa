//! Reading 读文: a plan of twenty pages, read after the lexicon has been looked up once; and what that first time costs.

use crate::{Line, Outcome, clock};
use domain::calendar::parse_day;
use reading::{Context, read};
use std::time::Instant;

/// Signs on twenty pages of GB/T 9704: 22 lines of 28.
const SIGNS: usize = 20 * 22 * 28;

const RUNS: usize = 15;

pub fn plan() -> Outcome<Vec<Line>> {
    let text = twenty_pages();
    let context = Context { date: parse_day("2022-04-14"), ..Context::default() };
    let timed = || {
        let started = Instant::now();
        let found = read(&text, &context);
        (started.elapsed().as_secs_f64() * 1e3, found.tasks.len())
    };
    let (first, tasks) = timed();
    let runs: Vec<f64> = (0..RUNS).map(|_| timed().0).collect();
    Ok(vec![
        Line {
            what: format!("a plan of 20 pages read ({} signs, {tasks} tasks)", text.chars().count()),
            measured: format!("{:.1} ms", clock::median(runs)),
            bar: "≤ 150 ms",
        },
        Line {
            what: "the same, first after a start, with the lexicon".to_owned(), measured: format!("{first:.1} ms"), bar: "–"
        },
    ])
}

/// The annotated plan of the corpus, its items again and again.
fn twenty_pages() -> String {
    let plan = include_str!("../../reading/corpus/07-baotou-digital-gov.txt");
    plan.chars().cycle().take(SIGNS).collect()
}
