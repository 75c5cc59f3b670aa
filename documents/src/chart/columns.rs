//! Columns 柱形图: upright bars, one group a category, this year beside last year.

use super::canvas::{Anchor, Canvas};
use super::frame::{EDGE, LABEL, NUMBER, SMALL};
use super::scale::Scale;
use super::{WIDTH, label, light, measure, value};
use domain::document::Chart;

const PLOT: f64 = 190.0;

/// The plot's place and its value axis.
pub(super) struct Plot {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub scale: Scale,
}

impl Plot {
    pub fn y(&self, value: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * self.scale.share(value)
    }

    /// Room for one category.
    pub fn band(&self, count: usize) -> f64 {
        (self.right - self.left) / count.max(1) as f64
    }
}

/// Value axis with its grid; `head` is kept free over the highest value and `right` beside the last category, for labels.
pub(super) fn axis(canvas: &mut Canvas, chart: &Chart, top: f64, head: f64, right: f64) -> Plot {
    let marker = chart.marker.iter().map(|(_, value)| *value).filter(|value| value.is_finite());
    let values = chart.series.iter().flat_map(|series| series.values.iter().copied()).filter(|value| value.is_finite());
    let scale = Scale::of(values.chain(marker));
    let names: Vec<(f64, String)> = scale.ticks().into_iter().map(|tick| (tick, scale.name(tick))).collect();
    let wide = names.iter().map(|(_, name)| measure::width(name, SMALL)).fold(0.0, f64::max);
    let plot = Plot { left: EDGE + wide + 8.0, right: WIDTH - EDGE - right, top: top + head, bottom: top + head + PLOT, scale };
    for (tick, name) in names {
        let y = plot.y(tick);
        let (ink, soft) = (canvas.ink.grid, canvas.ink.soft);
        canvas.line((plot.left, y), (plot.right, y), ink, 1.0, false);
        canvas.text((plot.left - 7.0, y), SMALL, Anchor::End, soft, &name);
    }
    plot
}

pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    let count = chart.categories.len().max(1);
    let bars = chart.series.len().max(1);
    let widest = widest_label(chart);
    // The slot is known before the axis is: its own width changes little.
    let slot = (WIDTH - 60.0) / count as f64 * 0.8 / bars as f64;
    let upright = widest > slot + 2.0;
    let number = if upright { NUMBER.min(slot.max(6.0)) } else { NUMBER };
    let strip = if upright { widest / NUMBER * number + 8.0 } else { 18.0 };
    let strip = strip + if has_lights(chart) { 13.0 } else { 0.0 };
    let plot = axis(canvas, chart, top, strip, 0.0);
    let band = plot.band(count);
    let thick = (band * 0.76 / bars as f64).min(46.0);
    let colours = canvas.ink.of_series(&chart.series);
    let mut words = Vec::new();
    for at in 0..chart.categories.len() {
        let start = plot.left + band * (at as f64 + 0.5) - thick * bars as f64 / 2.0;
        for (nth, series) in chart.series.iter().enumerate() {
            let Some(height) = value(series, at) else { continue };
            let x = start + thick * nth as f64;
            let fill = light(series, at).map_or(colours[nth], |light| canvas.theme.light(light));
            let (zero, end) = (plot.y(0.0), plot.y(height));
            canvas.rect(x + 1.0, zero.min(end), thick - 2.0, (zero - end).abs(), fill);
            let side = if height < 0.0 { 1.0 } else { -1.0 };
            words.push((nth, at, (x + thick / 2.0, end + side * 4.0), side));
        }
    }
    base(canvas, &plot);
    marker(canvas, chart, &plot);
    // Words come last, on their own ground, so that no line runs through them.
    for (nth, at, (x, mut reach), side) in words {
        if let Some(light) = light(&chart.series[nth], at) {
            canvas.shape((x, reach + side * 5.0), thick.min(9.0), light);
            reach += side * 13.0;
        }
        printed(canvas, label(&chart.series[nth], at), (x, reach), number, upright, side);
    }
    let floor = plot.bottom + if plot.scale.low < 0.0 { strip } else { 0.0 };
    categories(canvas, chart, &plot, floor + 6.0)
}

fn printed(canvas: &mut Canvas, text: &str, at: (f64, f64), size: f64, upright: bool, side: f64) {
    let ink = canvas.ink.ink;
    if upright {
        canvas.upright(at, size, if side < 0.0 { Anchor::Start } else { Anchor::End }, ink, text);
    } else {
        canvas.backed((at.0, at.1 + side * 6.0), size, Anchor::Middle, ink, text);
    }
}

/// The zero line, over the bars.
pub(super) fn base(canvas: &mut Canvas, plot: &Plot) {
    let y = plot.y(0.0);
    canvas.line((plot.left, y), (plot.right, y), canvas.ink.ink, 1.2, false);
}

/// The line of time progress 时序进度 or of a target; its word stands in the legend.
pub(super) fn marker(canvas: &mut Canvas, chart: &Chart, plot: &Plot) {
    if let Some((_, value)) = chart.marker.as_ref().filter(|(_, value)| value.is_finite()) {
        let y = plot.y(*value);
        canvas.line((plot.left, y), (plot.right, y), canvas.ink.ink, 1.5, true);
    }
}

/// Names under the axis: wrapped, or read from below when the columns are narrow. Gives the chart's height.
pub(super) fn categories(canvas: &mut Canvas, chart: &Chart, plot: &Plot, top: f64) -> f64 {
    let band = plot.band(chart.categories.len());
    let room = band - 6.0;
    let wrapped: Vec<Vec<String>> = chart.categories.iter().map(|name| measure::wrap(name, LABEL, room, 3)).collect();
    let cut = wrapped.iter().flatten().any(|line| line.ends_with('…'));
    let ink = canvas.ink.ink;
    let middle = |at: usize| plot.left + band * (at as f64 + 0.5);
    if room < LABEL * 1.5 || cut && band < LABEL * 5.0 {
        let size = LABEL.min(band - 1.0).max(7.0);
        let names: Vec<String> = chart.categories.iter().map(|name| measure::shorten(name, size, 110.0)).collect();
        let longest = names.iter().map(|name| measure::width(name, size)).fold(0.0, f64::max);
        names.iter().enumerate().for_each(|(at, name)| canvas.upright((middle(at), top), size, Anchor::End, ink, name));
        return top + longest + 8.0;
    }
    for (at, lines) in wrapped.iter().enumerate() {
        for (row, line) in lines.iter().enumerate() {
            canvas.text((middle(at), top + 8.0 + 16.0 * row as f64), LABEL, Anchor::Middle, ink, line);
        }
    }
    top + 16.0 * wrapped.iter().map(Vec::len).max().unwrap_or(0) as f64 + 6.0
}

pub(super) fn widest_label(chart: &Chart) -> f64 {
    chart.series.iter().flat_map(|series| &series.labels).map(|text| measure::width(text, NUMBER)).fold(0.0, f64::max)
}

pub(super) fn has_lights(chart: &Chart) -> bool {
    chart.series.iter().any(|series| series.lights.iter().any(Option::is_some))
}
