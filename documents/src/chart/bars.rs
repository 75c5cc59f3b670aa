//! Bars 条形图: lying bars, one a unit, longest first: a ranking. The picture grows with the number of units.

use super::canvas::{Anchor, Canvas};
use super::columns::{has_lights, widest_label};
use super::frame::{EDGE, LABEL, NUMBER, SMALL};
use super::scale::Scale;
use super::{WIDTH, label, light, measure, value};
use domain::document::{Chart, Series};

const NAME: f64 = 150.0;

/// Across: where a value falls between the left and the right end of the plot.
struct Across {
    left: f64,
    right: f64,
    scale: Scale,
}

impl Across {
    fn x(&self, value: f64) -> f64 {
        self.left + (self.right - self.left) * self.scale.share(value)
    }
}

pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    let names: Vec<Vec<String>> = chart.categories.iter().map(|name| measure::wrap(name, LABEL, NAME, 2)).collect();
    let across = across(chart, &names);
    let plot_top = marker_label(canvas, chart, &across, top);
    let thick = if chart.series.len() > 1 { 13.0 } else { 16.0 };
    let heights: Vec<f64> = names.iter().map(|lines| row_height(lines.len(), chart.series.len(), thick)).collect();
    let bottom = plot_top + heights.iter().sum::<f64>();
    for tick in across.scale.ticks() {
        let x = across.x(tick);
        let (grid, soft) = (canvas.ink.grid, canvas.ink.soft);
        canvas.line((x, plot_top), (x, bottom), grid, 1.0, false);
        canvas.text((x, bottom + 11.0), SMALL, Anchor::Middle, soft, &across.scale.name(tick));
    }
    let mut y = plot_top;
    let mut ends = Vec::new();
    for (at, lines) in names.iter().enumerate() {
        let middle = y + heights[at] / 2.0;
        let first = middle - 7.5 * (lines.len() as f64 - 1.0);
        for (row, line) in lines.iter().enumerate() {
            let ink = canvas.ink.ink;
            canvas.text((name_edge(&names), first + 15.0 * row as f64), LABEL, Anchor::End, ink, line);
        }
        ends.extend(row_of_bars(canvas, chart, &across, at, middle, thick));
        y += heights[at];
    }
    let zero = across.x(0.0);
    canvas.line((zero, plot_top), (zero, bottom), canvas.ink.ink, 1.2, false);
    if let Some(value) = marker(chart) {
        let x = across.x(value);
        canvas.line((x, plot_top - 4.0), (x, bottom), canvas.ink.ink, 1.5, true);
    }
    // Words come last, on their own ground, so that the marker does not run through them.
    for (nth, at, end) in ends {
        words(canvas, &chart.series[nth], at, end);
    }
    bottom + 22.0
}

/// Draws the bars of one unit and gives their ends, as (series, category, place).
fn row_of_bars(
    canvas: &mut Canvas,
    chart: &Chart,
    across: &Across,
    at: usize,
    middle: f64,
    thick: f64,
) -> Vec<(usize, usize, (f64, f64))> {
    let colours = canvas.ink.of_series(&chart.series);
    let mut ends = Vec::new();
    let start = middle - thick * chart.series.len() as f64 / 2.0;
    for (nth, series) in chart.series.iter().enumerate() {
        let Some(length) = value(series, at) else { continue };
        let y = start + thick * nth as f64;
        let fill = light(series, at).map_or(colours[nth], |light| canvas.theme.light(light));
        let (zero, end) = (across.x(0.0), across.x(length));
        canvas.rect(zero.min(end), y + 1.0, (end - zero).abs(), thick - 2.0, fill);
        ends.push((nth, at, (end, y + thick / 2.0)));
    }
    ends
}

/// The value's label at the bar's end, after the light's shape.
fn words(canvas: &mut Canvas, series: &Series, at: usize, end: (f64, f64)) {
    let left = value(series, at).is_some_and(|value| value < 0.0);
    let side = if left { -1.0 } else { 1.0 };
    let mut x = end.0 + side * 5.0;
    if let Some(light) = light(series, at) {
        canvas.shape((x + side * 5.0, end.1), 9.0, light);
        x += side * 14.0;
    }
    let anchor = if left { Anchor::End } else { Anchor::Start };
    canvas.backed((x, end.1), NUMBER, anchor, canvas.ink.ink, label(series, at));
}

/// The ends of the axis leave room for the names on the left and for the labels beyond both ends.
fn across(chart: &Chart, names: &[Vec<String>]) -> Across {
    let values = chart.series.iter().flat_map(|series| series.values.iter().copied()).filter(|value| value.is_finite());
    let scale = Scale::of(values.chain(marker(chart)));
    let beyond = widest_label(chart) + if has_lights(chart) { 24.0 } else { 10.0 };
    let left = name_edge(names) + 8.0 + if scale.low < 0.0 { beyond } else { 0.0 };
    Across { left, right: WIDTH - EDGE - beyond.max(20.0), scale }
}

/// The names' right edge: as far as the longest of them needs.
fn name_edge(names: &[Vec<String>]) -> f64 {
    EDGE + names.iter().flatten().map(|line| measure::width(line, LABEL)).fold(0.0, f64::max)
}

fn row_height(lines: usize, series: usize, thick: f64) -> f64 {
    (thick * series as f64 + 8.0).max(15.0 * lines as f64 + 6.0)
}

fn marker(chart: &Chart) -> Option<f64> {
    chart.marker.as_ref().map(|(_, value)| *value).filter(|value| value.is_finite())
}

/// The marker's word gets a row of its own over the plot, so that no bar's label meets it.
fn marker_label(canvas: &mut Canvas, chart: &Chart, across: &Across, top: f64) -> f64 {
    let (Some(value), Some((word, _))) = (marker(chart), chart.marker.as_ref()) else { return top + 4.0 };
    let word = measure::shorten(word, SMALL, WIDTH - 2.0 * EDGE);
    let half = measure::width(&word, SMALL) / 2.0;
    let x = across.x(value).clamp(EDGE + half, WIDTH - EDGE - half);
    canvas.text((x, top + 7.0), SMALL, Anchor::Middle, canvas.ink.ink, &word);
    top + 20.0
}
