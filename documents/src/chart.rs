//! Charts 统计图: the four pictures of a bulletin, drawn here as SVG in the manner of a statistical yearbook.
//!
//! One drawing serves the page, the wall, PDF (as vectors) and Word (as pixels), see docs/decisions/0003-charts-are-drawn-here.md.
//! Values are floats because they are only lengths here; every printed number is a label the composer wrote.

mod bars;
mod canvas;
mod columns;
mod frame;
mod lines;
mod measure;
mod palette;
mod pixels;
mod scale;
mod shares;
mod theme;

pub use pixels::{PictureError, png};
pub use theme::Theme;

use canvas::Canvas;
use domain::document::{Chart, ChartKind};
use domain::lang::Lang;

/// Width of every chart in its own units: the type area of a sheet (156 mm) at about 9 pt for labels.
pub const WIDTH: f64 = 640.0;

/// The chart as a self-contained SVG. Equal charts give equal text.
pub fn svg(chart: &Chart, theme: Theme) -> String {
    let mut canvas = Canvas::new(theme);
    let top = frame::head(&mut canvas, chart);
    let height = match chart.kind {
        ChartKind::Columns => columns::draw(&mut canvas, chart, top),
        ChartKind::Bars => bars::draw(&mut canvas, chart, top),
        ChartKind::Shares => shares::draw(&mut canvas, chart, top),
        ChartKind::Lines => lines::draw(&mut canvas, chart, top),
    };
    canvas.finish(height, &chart.title, &chart.alt)
}

/// The language a chart is written in: it carries no mark of its own, but its words show it.
fn lang(chart: &Chart) -> Lang {
    let words = [&chart.title, &chart.unit, &chart.alt];
    match words.iter().any(|text| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))) {
        true => Lang::Zh,
        false => Lang::En,
    }
}

/// A value of a series that can be drawn: present and finite.
fn value(series: &domain::document::Series, at: usize) -> Option<f64> {
    series.values.get(at).copied().filter(|value| value.is_finite())
}

fn label(series: &domain::document::Series, at: usize) -> &str {
    series.labels.get(at).map_or("", String::as_str)
}

fn light(series: &domain::document::Series, at: usize) -> Option<domain::document::Light> {
    series.lights.get(at).copied().flatten()
}
