//! Gantt 横道图: planned spans, days done and today's line of a key project's nodes, drawn as SVG without inline styles.

use domain::calendar::{Date, day_of, days_between};
use domain::lang::Lang;
use domain::registers::Record;
use std::fmt::Write;

const WIDTH: i64 = 1000;
const RIGHT: i64 = 30;
const TOP: i64 = 40;
const ROW: i64 = 30;

struct Scale {
    first: Date,
    days: i64,
    /// Where the names end and the time begins.
    left: i64,
}

impl Scale {
    fn x(&self, day: Date) -> i64 {
        self.left + days_between(self.first, day) * (WIDTH - self.left - RIGHT) / self.days
    }
}

/// The chart, or nothing where there are no nodes.
pub fn svg(nodes: &[&Record], today: Date, lang: Lang) -> String {
    let day = |n: &Record, column: &str| n.int(column).and_then(day_of);
    let all: Vec<Date> = nodes.iter().flat_map(|n| ["start_on", "due_on", "done_on"].map(|c| day(n, c))).flatten().collect();
    let (Some(&first), Some(&last)) = (all.iter().min(), all.iter().max()) else { return String::new() };
    // Today is always in the picture, at most a year away from the plan.
    let last = last.max(today.min(last.saturating_add(jiff::Span::new().days(365))));
    let days = days_between(first.first_of_month(), last.last_of_month()).max(30);
    // English names are longer.
    let scale = Scale { first: first.first_of_month(), days, left: if lang == Lang::En { 215 } else { 170 } };
    let height = TOP + ROW * i64::try_from(nodes.len()).unwrap_or(0) + 14;
    let label = lang.of("节点横道图：计划、完成与今天", "Gantt chart of the nodes: planned, done, and today");
    let mut out = format!("<svg class=\"gantt\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{label}\">");
    months(&mut out, &scale, last, height);
    for (place, node) in nodes.iter().enumerate() {
        let y = TOP + ROW * i64::try_from(place).unwrap_or(0);
        row(&mut out, &scale, node, y, today, lang);
    }
    let x = scale.x(today.max(scale.first));
    let today_word = lang.of("今天", "today");
    let _ = write!(
        out,
        "<g class=\"today\"><line x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{}\"/><text x=\"{x}\" y=\"12\" text-anchor=\"middle\">{today_word} {today}</text></g></svg>",
        18,
        height - 6
    );
    out
}

/// A line at the first of each month, or of each quarter where the plan is long.
fn months(out: &mut String, scale: &Scale, last: Date, height: i64) {
    let step = if scale.days > 900 {
        6
    } else if scale.days > 400 {
        3
    } else {
        1
    };
    let mut month = scale.first;
    while month <= last.last_of_month() {
        if (i64::from(month.month()) - 1) % step == 0 {
            let x = scale.x(month);
            let _ = write!(
                out,
                "<line class=\"month\" x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{}\"/><text class=\"month\" x=\"{}\" y=\"{}\">{}-{:02}</text>",
                TOP - 8,
                height - 8,
                x + 3,
                TOP - 12,
                month.year(),
                month.month()
            );
        }
        month = month.saturating_add(jiff::Span::new().months(1));
    }
}

fn row(out: &mut String, scale: &Scale, node: &Record, y: i64, today: Date, lang: Lang) {
    let day = |column: &str| node.int(column).and_then(day_of);
    let Some(due) = day("due_on") else { return };
    let start = day("start_on").unwrap_or(due).min(due);
    let done = day("done_on").filter(|d| *d <= today);
    let (x, width) = (scale.x(start), (scale.x(due) - scale.x(start)).max(4));
    let class = match done {
        Some(_) => "done",
        None if due < today => "late",
        None if start <= today => "running",
        None => "ahead",
    };
    let name = escape(lang.name(node.text("node"), node.text("node_en")));
    let middle = y + 18;
    let _ = write!(
        out,
        "<g class=\"{class}\"><title>{name} {start} – {due}</title><text class=\"name\" x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{name}</text><rect x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"14\" rx=\"2\"/>",
        scale.left - 8,
        y + 6
    );
    if let Some(done) = done {
        let at = scale.x(done.max(scale.first));
        let _ = write!(out, "<path class=\"tick\" d=\"M{} {}l4 5 7-9\"/>", at - 5, y + 13);
    } else if due < today {
        // From the day due to today: how late it is.
        let from = x + width;
        let _ = write!(
            out,
            "<rect class=\"over\" x=\"{from}\" y=\"{}\" width=\"{}\" height=\"6\"/>",
            y + 10,
            (scale.x(today) - from).max(2)
        );
        let _ = write!(out, "<text class=\"mark\" x=\"{}\" y=\"{middle}\">■</text>", scale.x(today) + 5);
    }
    out.push_str("</g>");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
