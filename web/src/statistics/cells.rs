//! Cells 单元格 of the scoreboard: the figure shown, its light, and the kinds of nothing told apart by shape and word.

use crate::cache::Gathered;
use crate::desk::Desk;
use crate::grid::Item;
use crate::words::{percent, signed};
use domain::document::Number;
use domain::indicators::{Counting, Credit, Indicator};
use domain::lang::Lang;
use domain::measure::{Ratio, fixed, grouped};
use domain::returns::Status;
use domain::statistics::{Answer, Dimension, Quantity, Statistic};
use domain::units::Unit;

/// What a cell needs to be printed.
pub struct Shown<'s> {
    pub desk: &'s Desk<'s>,
    pub books: &'s Gathered,
    pub indicator: &'s Indicator,
    pub show: &'static str,
}

/// The quantity a cell shows: without a target, the amount itself.
pub fn quantity(indicator: &Indicator, s: &Statistic, show: &str) -> Quantity {
    let aimed = s.target.is_some_and(|t| t > 0);
    match show {
        "share" if aimed => Quantity::SharePercent,
        "gap" if aimed => Quantity::GapPoints,
        "change" if s.change_ratio().is_some() => Quantity::ChangePercent,
        "change" if indicator.kind == domain::indicators::IndicatorKind::Flow => Quantity::Change,
        "rank" => Quantity::Rank,
        _ => Quantity::Cumulative,
    }
}

/// Unit in a column's head: percent or points where cells show them, else the indicator's own.
pub fn head_unit(books: &Gathered, indicator: &Indicator, show: &str, lang: Lang) -> String {
    let own = indicator.measure.label(lang);
    let aimed = books.statistics().iter().any(|s| s.indicator == indicator.number && s.target.is_some_and(|t| t > 0));
    match show {
        "share" if aimed => "%".to_owned(),
        "gap" if aimed => lang.of("点", "points").to_owned(),
        "change" => format!("% · {own}"),
        "rank" => lang.of("名", "place").to_owned(),
        _ => own.to_owned(),
    }
}

pub fn sort_value(s: &Statistic, show: &str) -> Option<Ratio> {
    match show {
        "gap" => s.gap(),
        "change" => s.change_ratio(),
        "rank" => s.rank.map(|r| Ratio::new(i64::from(r), 1)),
        "share" => s.share().or_else(|| s.cumulative.map(|c| Ratio::new(c, 1))),
        _ => s.cumulative.map(|c| Ratio::new(c, 1)),
    }
}

/// As printed; percents and points carry their sign where that means something.
pub fn text(answer: &Answer, quantity: Quantity) -> String {
    let plain = grouped(&fixed(&answer.ratio, answer.places));
    let sign = matches!(quantity, Quantity::GapPoints | Quantity::ChangePercent | Quantity::Change) && answer.ratio.signum() > 0;
    let mark = if answer.dimension == Dimension::Percent { "%" } else { "" };
    format!("{}{plain}{mark}", if sign { "+" } else { "" })
}

pub fn exact(answer: &Answer) -> Number {
    match answer.dimension {
        Dimension::Measure => answer.ratio.number(4),
        Dimension::Percent | Dimension::Points => answer.ratio.number(4),
        Dimension::Place | Dimension::Days | Dimension::Records | Dimension::Returns => answer.ratio.number(0),
    }
}

pub fn unit_cell(shown: &Shown<'_>, s: &Statistic, unit: &Unit) -> Item {
    let (desk, indicator, lang) = (shown.desk, shown.indicator, shown.desk.lang);
    let status = s.status.label(lang);
    match s.status {
        Status::NoDuty => return Item { text: "·".to_owned(), state: "none", hint: status.to_owned(), ..Item::default() },
        Status::NotReported => {
            let href = desk.figure(indicator, Some(unit), Quantity::Cumulative);
            return Item { state: "missing", hint: status.to_owned(), ..Item::link(format!("▨ {status}"), href) };
        }
        Status::Open if s.cumulative.is_none() => {
            return Item { text: format!("… {status}"), state: "open", hint: status.to_owned(), ..Item::default() };
        }
        Status::Open | Status::ConfirmedZero | Status::Reported | Status::Returned | Status::Verified | Status::Locked => {}
    }
    let quantity = quantity(indicator, s, shown.show);
    let Some(answer) = shown.books.books.quantity(indicator, s, quantity, shown.books.period) else {
        return Item { text: "—".to_owned(), state: "none", hint: status.to_owned(), ..Item::default() };
    };
    let href = desk.figure(indicator, Some(unit), quantity);
    let mut item = Item { number: Some(exact(&answer)), ..Item::figure(text(&answer, quantity), href).lit(s.light) };
    if s.unbroken_days.is_some() {
        item.state = "unbroken";
        item.text = format!("◌ {}", lang.of("未破零", "nothing yet"));
    }
    item.hint = hint(indicator, s, lang);
    item
}

/// Everything about a cell in one line, for hover and focus.
fn hint(indicator: &Indicator, s: &Statistic, lang: Lang) -> String {
    let shown = |a: Option<i64>| a.map_or_else(|| "—".to_owned(), |a| indicator.measure.shown(a));
    let uom = indicator.measure.label(lang);
    let mut parts = vec![match lang {
        Lang::Zh => format!("累计{}{uom}，上年同期{}", shown(s.cumulative), shown(s.last_year)),
        Lang::En => format!("{} {uom}, last year {}", shown(s.cumulative), shown(s.last_year)),
    }];
    if let (Some(share), Some(gap)) = (s.share(), s.gap()) {
        parts.push(match lang {
            Lang::Zh => {
                format!("目标{}，完成{}%，时序{}%，差{}点", shown(s.target), percent(share), percent(s.time), signed(gap))
            }
            Lang::En => format!(
                "target {}, {}% done, time {}%, gap {} points",
                shown(s.target),
                percent(share),
                percent(s.time),
                signed(gap)
            ),
        });
    }
    if let Some(rank) = s.rank {
        parts.push(match lang {
            Lang::Zh => format!("组内第{rank}名（共{}个）", s.ranked),
            Lang::En => format!("rank {rank} of {}", s.ranked),
        });
    }
    if let Some(days) = s.unbroken_days {
        parts.push(match lang {
            Lang::Zh => format!("{days}天未破零"),
            Lang::En => format!("nothing for {}", crate::words::days(days, lang)),
        });
    }
    parts.join(lang.of("；", "; "))
}

/// What the units of a group are credited with together; not where the whole is credited to each.
pub fn subtotal(shown: &Shown<'_>, all: &[&Statistic]) -> Item {
    let indicator = shown.indicator;
    let dual = matches!(&indicator.counting, Counting::Flow(flow) if matches!(flow.credit, Credit::Dual(_)));
    let sum = |part: fn(&Statistic) -> Option<i64>| all.iter().filter_map(|s| part(s)).reduce(|a, b| a + b);
    let (Some(cumulative), false) = (sum(|s| s.cumulative), dual) else { return Item::default() };
    let target = sum(|s| s.target).filter(|t| *t > 0);
    let share = target.map(|t| Ratio::new(cumulative, t));
    let last = sum(|s| s.last_year).filter(|l| *l != 0);
    // All members share the pace of the indicator unless a target of theirs has its own; then no gap is given.
    let time = all.first().map(|s| s.time).filter(|t| all.iter().all(|s| s.time == *t));
    let percents = |ratio: Ratio| Item { number: Some(ratio.times(100).number(4)), ..Item::text(format!("{}%", percent(ratio))) };
    match (shown.show, share, last, time) {
        ("share", Some(share), _, _) => percents(share),
        ("gap", Some(share), _, Some(time)) => {
            let gap = share.minus(time);
            Item { number: Some(gap.times(100).number(4)), ..Item::text(signed(gap)) }
        }
        ("change", _, Some(last), _) => {
            let change = Ratio::new(cumulative - last, last.abs());
            Item { text: format!("{}%", signed(change)), ..percents(change) }
        }
        ("rank" | "change" | "gap", ..) => Item::default(),
        _ => Item::number(indicator.measure.shown(cumulative), indicator.measure.number(cumulative)),
    }
}
