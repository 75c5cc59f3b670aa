//! Lines 折线图: one line a series over the months; a series may end earlier than the axis.

use super::canvas::{Anchor, Canvas};
use super::columns::{self, Plot, widest_label};
use super::frame::NUMBER;
use super::{label, measure, value};
use domain::document::Chart;

pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    let alone = chart.series.len() == 1;
    let right = if alone { 8.0 } else { widest_label(chart) + 12.0 };
    let plot = columns::axis(canvas, chart, top, 18.0, right);
    let band = plot.band(chart.categories.len());
    let x = |at: usize| plot.left + band * (at as f64 + 0.5);
    let colours = canvas.ink.of_series(&chart.series);
    columns::base(canvas, &plot);
    columns::marker(canvas, chart, &plot);
    let mut ends = Vec::new();
    // The first series lies on top, so it is drawn last.
    for (nth, series) in chart.series.iter().enumerate().rev() {
        let points: Vec<(usize, f64)> = (0..chart.categories.len()).filter_map(|at| Some((at, value(series, at)?))).collect();
        for run in points.chunk_by(|one, next| one.0 + 1 == next.0) {
            let run: Vec<(f64, f64)> = run.iter().map(|(at, value)| (x(*at), plot.y(*value))).collect();
            canvas.path(&run, colours[nth]);
        }
        for (at, value) in &points {
            dot(canvas, (x(*at), plot.y(*value)), nth, colours[nth]);
        }
        if alone {
            over_points(canvas, chart, &plot, &points, band);
        } else if let Some((at, value)) = points.last() {
            ends.push((x(*at) + 9.0, plot.y(*value), label(series, *at).to_owned(), colours[nth]));
        }
    }
    end_labels(canvas, ends);
    columns::categories(canvas, chart, &plot, plot.bottom + 6.0)
}

/// Each series has its own kind of dot, so that a grey print still tells them apart.
fn dot(canvas: &mut Canvas, at: (f64, f64), nth: usize, fill: &str) {
    let (x, y) = at;
    match nth % 3 {
        0 => canvas.rect(x - 3.0, y - 3.0, 6.0, 6.0, fill),
        1 => canvas.polygon(&[(x, y - 4.0), (x + 4.0, y + 3.0), (x - 4.0, y + 3.0)], fill),
        _ => canvas.polygon(&[(x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y)], fill),
    }
}

/// A line alone carries every label that has room; of crowded ones every second or third is left out, never the last.
fn over_points(canvas: &mut Canvas, chart: &Chart, plot: &Plot, points: &[(usize, f64)], band: f64) {
    let every = ((widest_label(chart) + 6.0) / band).ceil().max(1.0) as usize;
    let Some((last, _)) = points.last() else { return };
    for (at, value) in points.iter().filter(|(at, _)| (last - at).is_multiple_of(every)) {
        let x = plot.left + band * (*at as f64 + 0.5);
        let half = measure::width(label(&chart.series[0], *at), NUMBER) / 2.0;
        let x = x.clamp(plot.left + half, plot.right - half);
        let ink = canvas.ink.ink;
        canvas.backed((x, plot.y(*value) - 11.0), NUMBER, Anchor::Middle, ink, label(&chart.series[0], *at));
    }
}

/// Last values beside their points, pushed apart where lines end close together.
fn end_labels(canvas: &mut Canvas, mut ends: Vec<(f64, f64, String, &'static str)>) {
    ends.sort_by(|one, other| one.1.total_cmp(&other.1));
    let mut free = f64::NEG_INFINITY;
    for (x, y, text, fill) in ends {
        let y = y.max(free);
        canvas.text((x, y), NUMBER, Anchor::Start, fill, &text);
        free = y + 14.0;
    }
}
