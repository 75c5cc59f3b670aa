//! Shares 构成图: one lying bar cut into the parts of a whole, such as projects by phase, with its parts listed below.

use super::canvas::{Anchor, Canvas};
use super::frame::{EDGE, LABEL, NUMBER, SMALL};
use super::theme::is_dark;
use super::{WIDTH, label, lang, light, measure, value};
use domain::document::{Chart, Series};

const THICK: f64 = 40.0;
const ROW: f64 = 21.0;

pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    let Some(series) = chart.series.first() else { return top };
    // A share cannot be less than nothing: a negative value is listed, not drawn.
    let parts: Vec<f64> = (0..chart.categories.len()).map(|at| value(series, at).unwrap_or(0.0).max(0.0)).collect();
    let whole: f64 = parts.iter().sum();
    let y = unit(canvas, chart, top);
    let room = WIDTH - 2.0 * EDGE;
    if whole <= 0.0 {
        let grid = canvas.ink.grid;
        canvas.rect(EDGE, y, room, THICK, grid);
    }
    let mut x = EDGE;
    for (at, part) in parts.iter().enumerate().filter(|(_, part)| **part > 0.0) {
        let wide = room * part / whole;
        let fill = colour(canvas, series, at);
        canvas.rect(x, y, if wide > 3.0 { wide - 1.5 } else { wide }, THICK, fill);
        let text = label(series, at);
        if measure::width(text, NUMBER) + 6.0 <= wide {
            let ink = if is_dark(fill) { "#ffffff" } else { "#1f1f1f" };
            canvas.text((x + wide / 2.0 - 0.7, y + THICK / 2.0), NUMBER, Anchor::Middle, ink, text);
        }
        x += wide;
    }
    list(canvas, chart, series, y + THICK + 10.0)
}

fn unit(canvas: &mut Canvas, chart: &Chart, top: f64) -> f64 {
    if chart.unit.is_empty() {
        return top;
    }
    let unit = lang(chart).of("单位：", "Unit: ").to_owned() + &chart.unit;
    canvas.text((EDGE, top + 6.0), SMALL, Anchor::Start, canvas.ink.soft, &measure::shorten(&unit, SMALL, WIDTH - 2.0 * EDGE));
    top + 19.0
}

/// Every part by name with its label, in columns as wide as the longest entry needs.
fn list(canvas: &mut Canvas, chart: &Chart, series: &Series, top: f64) -> f64 {
    let room = WIDTH - 2.0 * EDGE;
    let entries: Vec<String> =
        chart.categories.iter().enumerate().map(|(at, name)| format!("{name}  {}", label(series, at))).collect();
    let longest = entries.iter().map(|entry| measure::width(entry, LABEL)).fold(40.0, f64::max) + 40.0;
    let columns = ((room / longest).floor() as usize).clamp(1, entries.len().max(1));
    let wide = room / columns as f64;
    for (at, entry) in entries.iter().enumerate() {
        let (x, y) = (EDGE + wide * (at % columns) as f64, top + ROW * (at / columns) as f64 + ROW / 2.0);
        match light(series, at) {
            Some(light) => canvas.shape((x + 7.0, y), 10.0, light),
            None => {
                let fill = canvas.ink.of_share(at);
                canvas.rect(x, y - 6.0, 14.0, 12.0, fill);
            }
        }
        let ink = canvas.ink.ink;
        canvas.text((x + 21.0, y), LABEL, Anchor::Start, ink, &measure::shorten(entry, LABEL, wide - 30.0));
    }
    top + ROW * entries.len().div_ceil(columns) as f64 + 4.0
}

fn colour(canvas: &Canvas, series: &Series, at: usize) -> &'static str {
    light(series, at).map_or(canvas.ink.of_share(at), |light| canvas.theme.light(light))
}
