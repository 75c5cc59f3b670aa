//! Canvas 画布: writes the marks of a chart as SVG. Every text is escaped here and nowhere else.

use super::theme::{Theme, Tokens};
use super::{WIDTH, measure};
use domain::document::Light;
use std::fmt::Write;

const FONTS: &str = "FandolHei, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

pub(super) struct Canvas {
    pub theme: Theme,
    pub ink: &'static Tokens,
    body: String,
}

impl Canvas {
    pub fn new(theme: Theme) -> Canvas {
        Canvas { theme, ink: theme.tokens(), body: String::new() }
    }

    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str) {
        let (x, y, width, height) = (n(x), n(y), n(width.max(0.0)), n(height.max(0.0)));
        self.push(format_args!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>"#));
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str, width: f64, dashed: bool) {
        let dash = if dashed { r#" stroke-dasharray="5 3""# } else { "" };
        let (x1, y1, x2, y2, width) = (n(from.0), n(from.1), n(to.0), n(to.1), n(width));
        self.push(format_args!(
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}" stroke-width="{width}"{dash}/>"#
        ));
    }

    pub fn path(&mut self, points: &[(f64, f64)], stroke: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y))).collect();
        let points = points.join(" ");
        self.push(format_args!(
            r#"<polyline points="{points}" fill="none" stroke="{stroke}" stroke-width="2" stroke-linejoin="round"/>"#
        ));
    }

    /// A text whose middle height is `y`.
    pub fn text(&mut self, at: (f64, f64), size: f64, anchor: Anchor, fill: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let anchor = anchored(anchor);
        let (x, y, size, text) = (n(at.0), n(at.1 + size * 0.36), n(size), escape(text));
        self.push(format_args!(r#"<text x="{x}" y="{y}" font-size="{size}"{anchor} fill="{fill}">{text}</text>"#));
    }

    /// A text on a patch of the ground, for places where a line may pass.
    pub fn backed(&mut self, at: (f64, f64), size: f64, anchor: Anchor, fill: &str, text: &str) {
        let wide = measure::width(text, size);
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - wide / 2.0,
            Anchor::End => at.0 - wide,
        };
        let ground = self.ink.ground.unwrap_or("#ffffff");
        self.rect(left, at.1 - size * 0.42, wide, size * 0.84, ground);
        self.text(at, size, anchor, fill, text);
    }

    /// A text read from below, for columns too narrow for it.
    pub fn upright(&mut self, at: (f64, f64), size: f64, anchor: Anchor, fill: &str, text: &str) {
        let anchor = anchored(anchor);
        let (x, y, size, text) = (n(at.0 + size * 0.36), n(at.1), n(size), escape(text));
        self.push(format_args!(
            r#"<text x="{x}" y="{y}" transform="rotate(-90 {x} {y})" font-size="{size}"{anchor} fill="{fill}">{text}</text>"#
        ));
    }

    /// The shape of a light 红黄绿蓝: ▲ ■ ● ◆, drawn rather than set, so that no font can lose it.
    pub fn shape(&mut self, at: (f64, f64), size: f64, light: Light) {
        let fill = self.theme.light(light);
        let (x, y, r) = (at.0, at.1, size / 2.0);
        let points = match light {
            Light::Green => {
                let (x, y, r) = (n(x), n(y), n(r));
                return self.push(format_args!(r#"<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"/>"#));
            }
            Light::Yellow => vec![(x, y - r), (x + r * 1.1, y + r * 0.9), (x - r * 1.1, y + r * 0.9)],
            Light::Red => vec![
                (x - r * 0.9, y - r * 0.9),
                (x + r * 0.9, y - r * 0.9),
                (x + r * 0.9, y + r * 0.9),
                (x - r * 0.9, y + r * 0.9),
            ],
            Light::Blue => vec![(x, y - r * 1.15), (x + r * 1.15, y), (x, y + r * 1.15), (x - r * 1.15, y)],
        };
        self.polygon(&points, fill);
    }

    pub fn polygon(&mut self, points: &[(f64, f64)], fill: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y))).collect();
        let points = points.join(" ");
        self.push(format_args!(r#"<polygon points="{points}" fill="{fill}"/>"#));
    }

    /// Wraps the marks in the picture's frame, with its words for those who do not see it.
    pub fn finish(self, height: f64, title: &str, alt: &str) -> String {
        let (width, height, title, alt) = (n(WIDTH), n(height.ceil()), escape(title), escape(alt));
        let ground =
            self.ink.ground.map(|fill| format!(r#"<rect width="{width}" height="{height}" fill="{fill}"/>"#)).unwrap_or_default();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"{FONTS}\">\n<title>{title}</title>\n<desc>{alt}</desc>\n{ground}{}</svg>\n",
            self.body
        )
    }

    fn push(&mut self, mark: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.body, "{mark}");
    }
}

fn anchored(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "",
        Anchor::Middle => r#" text-anchor="middle""#,
        Anchor::End => r#" text-anchor="end""#,
    }
}

/// A coordinate with at most one decimal, the same on every machine.
fn n(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// XML text. Control and direction marks are dropped: XML forbids the first, and the second could turn a label round.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
