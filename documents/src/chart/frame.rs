//! Frame 图框: the title, the legend 图例 and the unit over the marks.

use super::canvas::{Anchor, Canvas};
use super::{WIDTH, lang, measure};
use domain::document::{Chart, ChartKind, Light};
use std::collections::BTreeSet;

pub(super) const TITLE: f64 = 16.0;
pub(super) const LABEL: f64 = 12.5;
pub(super) const NUMBER: f64 = 12.0;
pub(super) const SMALL: f64 = 11.5;
pub(super) const EDGE: f64 = 6.0;

/// What stands before a legend's word.
enum Mark {
    Swatch(&'static str),
    Dash,
    Shape(Light),
}

/// Draws the head and gives the height where the plot may begin.
pub(super) fn head(canvas: &mut Canvas, chart: &Chart) -> f64 {
    let mut y = 4.0;
    for line in measure::wrap(&chart.title, TITLE, WIDTH - 2.0 * EDGE, 2) {
        canvas.text((WIDTH / 2.0, y + 10.0), TITLE, Anchor::Middle, canvas.ink.ink, &line);
        y += 22.0;
    }
    y = legend(canvas, chart, y + 4.0);
    if !chart.unit.is_empty() && chart.kind != ChartKind::Shares {
        let unit = lang(chart).of("单位：", "Unit: ").to_owned() + &chart.unit;
        canvas.text((EDGE, y + 8.0), SMALL, Anchor::Start, canvas.ink.soft, &measure::shorten(&unit, SMALL, WIDTH - 2.0 * EDGE));
        y += 20.0;
    }
    y + 2.0
}

fn legend(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    let marks = marks(canvas, chart);
    let room = WIDTH - 2.0 * EDGE;
    let words: Vec<(Mark, String)> =
        marks.into_iter().map(|(mark, word)| (mark, measure::shorten(&word, SMALL, room - 40.0))).collect();
    let width = |word: &str| 22.0 + measure::width(word, SMALL) + 18.0;
    let mut rows: Vec<Vec<(Mark, String)>> = Vec::new();
    let mut used = room;
    for (mark, word) in words {
        let wide = width(&word);
        if used + wide > room {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += wide;
        rows.last_mut().expect("a row was just begun").push((mark, word));
    }
    let mut y = top;
    for row in rows {
        let whole: f64 = row.iter().map(|(_, word)| width(word)).sum::<f64>() - 18.0;
        let mut x = (WIDTH - whole) / 2.0;
        for (mark, word) in row {
            match mark {
                Mark::Swatch(fill) => canvas.rect(x, y + 3.0, 16.0, 10.0, fill),
                Mark::Dash => canvas.line((x, y + 8.0), (x + 16.0, y + 8.0), canvas.ink.ink, 1.5, true),
                Mark::Shape(light) => canvas.shape((x + 8.0, y + 8.0), 10.0, light),
            }
            canvas.text((x + 22.0, y + 8.0), SMALL, Anchor::Start, canvas.ink.ink, &word);
            x += width(&word);
        }
        y += 20.0;
    }
    y
}

/// Series are named when there are several, lights when they colour the bars, the marker always.
fn marks(canvas: &Canvas, chart: &Chart) -> Vec<(Mark, String)> {
    if chart.kind == ChartKind::Shares {
        return Vec::new();
    }
    let colours = canvas.ink.of_series(&chart.series);
    let mut marks = Vec::new();
    if chart.series.len() > 1 {
        marks.extend(chart.series.iter().zip(colours).map(|(series, fill)| (Mark::Swatch(fill), series.name.clone())));
    }
    let lights: BTreeSet<Light> = chart.series.iter().flat_map(|series| series.lights.iter().flatten().copied()).collect();
    marks.extend(lights.into_iter().map(|light| (Mark::Shape(light), light.word(lang(chart)).to_owned())));
    if let Some((label, _)) = chart.marker.as_ref().filter(|_| chart.kind != ChartKind::Bars) {
        marks.push((Mark::Dash, label.clone()));
    }
    marks
}
