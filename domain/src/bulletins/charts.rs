//! Charts 图: this year beside last year, shares of target against the time progress, and a distribution by phase.

use super::facts::{At, Facts};
use super::phases::Split;
use super::sentences::span_name;
use super::{Campaign, phases};
use crate::document::{Block, Chart, ChartKind, Series};
use crate::indicators::{Indicator, IndicatorKind};
use crate::lang::Lang;
use crate::measure::{Ratio, fixed, grouped};
use crate::statistics::Quantity;

/// Bars of a ranking that still read on a page.
const MOST_BARS: usize = 10;

/// All charts of a campaign.
pub fn of_campaign(facts: &Facts<'_>, campaign: &Campaign) -> Vec<Block> {
    let mut charts = columns(facts, campaign);
    charts.extend(facts.ranking(campaign).first().and_then(|i| bars(facts, i)));
    charts.extend(phases::parts(facts, campaign).iter().map(|split| shares(facts, split)));
    charts.into_iter().map(Block::Chart).collect()
}

/// For drawing only.
fn drawn(ratio: Ratio) -> f64 {
    ratio.numerator as f64 / ratio.denominator as f64
}

fn series(facts: &Facts<'_>, name: String, of: &[At<'_>], quantity: Quantity) -> Series {
    let values = of.iter().map(|&at| facts.answer(at, quantity).map_or(0.0, |a| drawn(a.ratio))).collect();
    let label = |&at: &At<'_>| match facts.answer(at, quantity) {
        Some(answer) => grouped(&fixed(&answer.ratio, answer.places)),
        None => "—".to_owned(),
    };
    Series { name, values, labels: of.iter().map(label).collect(), lights: Vec::new() }
}

/// Flows that share a measure, this year beside last year; a measure of one flow only where the units are ranked by it.
fn columns(facts: &Facts<'_>, campaign: &Campaign) -> Vec<Chart> {
    let flows: Vec<At<'_>> = facts
        .indicators(campaign)
        .into_iter()
        .filter(|i| i.kind == IndicatorKind::Flow)
        .filter_map(|i| facts.county(i))
        .filter(|at| at.statistic.last_year.is_some() && at.statistic.cumulative.is_some())
        .filter(|at| (at.statistic.cumulative, at.statistic.last_year) != (Some(0), Some(0)))
        .collect();
    let mut measures: Vec<&str> = Vec::new();
    for at in &flows {
        if !measures.contains(&at.indicator.measure.name.as_str()) {
            measures.push(&at.indicator.measure.name);
        }
    }
    let together = |measure: &&str| flows.iter().copied().filter(|at| at.indicator.measure.name == **measure).collect::<Vec<_>>();
    let ranked = |flows: &[At<'_>]| flows.iter().any(|at| at.indicator.code == campaign.ranked_by);
    let worth: Vec<Vec<At<'_>>> = measures.iter().map(together).filter(|f: &Vec<_>| f.len() > 1 || ranked(f)).collect();
    worth.into_iter().enumerate().map(|(n, flows)| year_on_year(facts, campaign, n, flows)).collect()
}

fn year_on_year(facts: &Facts<'_>, campaign: &Campaign, number: usize, flows: Vec<At<'_>>) -> Chart {
    let lang = facts.lang;
    let flows: Vec<At<'_>> = flows.into_iter().take(8).collect();
    let name = campaign.name.of(lang);
    let uom = flows.first().map_or("", |at| at.indicator.measure.label(lang)).to_owned();
    let span = span_name(facts.cut.period.to_date(), lang);
    let year = facts.cut.period.year;
    let title = match lang {
        Lang::Zh => format!("{span}{name}主要指标同比（{uom}）"),
        Lang::En => format!("{name}: {span}, this year and last ({uom})"),
    };
    let this = series(facts, year.to_string(), &flows, Quantity::Cumulative);
    let last = series(facts, (year - 1).to_string(), &flows, Quantity::LastYear);
    let pairs: Vec<String> = flows
        .iter()
        .zip(this.labels.iter().zip(&last.labels))
        .map(|(at, (now, then))| match lang {
            Lang::Zh => format!("{}{now}，上年同期{then}", at.indicator.label(lang)),
            Lang::En => format!("{} {now}, a year earlier {then}", at.indicator.label(lang)),
        })
        .collect();
    Chart {
        name: format!("{}_year_on_year_{}", campaign.code, number + 1),
        alt: format!("{title}{}{}{}", lang.of("：", " — "), pairs.join(lang.of("；", "; ")), lang.of("。", ".")),
        title,
        unit: uom,
        kind: ChartKind::Columns,
        categories: flows.iter().map(|at| at.indicator.label(lang).to_owned()).collect(),
        series: vec![this, last],
        marker: None,
    }
}

/// The best units by share of target, with the time progress as a line; where lower is better the list still starts with the best.
fn bars(facts: &Facts<'_>, indicator: &Indicator) -> Option<Chart> {
    let lang = facts.lang;
    let mut units: Vec<(Ratio, At<'_>)> =
        facts.units(indicator).into_iter().filter_map(|at| Some((at.statistic.share()?, at))).collect();
    units.sort_by(|a, b| if indicator.lower_is_better { a.0.compare(b.0) } else { b.0.compare(a.0) });
    units.truncate(MOST_BARS);
    let units: Vec<At<'_>> = units.into_iter().map(|(_, at)| at).collect();
    let pace = facts.answer(facts.county(indicator)?, Quantity::TimeProgressPercent)?;
    let pace_label = match lang {
        Lang::Zh => format!("时序进度 {}%", fixed(&pace.ratio, 1)),
        Lang::En => format!("time progress {} %", fixed(&pace.ratio, 1)),
    };
    if units.len() < 2 {
        return None;
    }
    let name = indicator.label(lang);
    let title = match lang {
        Lang::Zh => format!("{name}占年度任务比重居前单位"),
        Lang::En => format!("{name}: units with the highest share of target"),
    };
    let mut shares = series(facts, lang.of("占年度任务", "share of target").to_owned(), &units, Quantity::SharePercent);
    shares.lights = units.iter().map(|at| at.statistic.light).collect();
    let categories: Vec<String> = units.iter().filter_map(|at| at.unit).map(|u| u.label(lang).to_owned()).collect();
    let said: Vec<String> = categories.iter().zip(&shares.labels).map(|(unit, share)| format!("{unit} {share}%")).collect();
    Some(Chart {
        name: format!("{}_shares", indicator.code),
        alt: format!("{title}{}{}{}", lang.of("：", " — "), said.join(lang.of("、", ", ")), lang.of("。", ".")),
        title,
        unit: "%".to_owned(),
        kind: ChartKind::Bars,
        categories,
        series: vec![shares],
        marker: Some((pace_label, drawn(pace.ratio))),
    })
}

/// One bar cut by phase.
fn shares(facts: &Facts<'_>, split: &Split<'_>) -> Chart {
    let lang = facts.lang;
    let parts = split.figures(facts);
    let whole = split.whole.label(lang);
    let title = match lang {
        Lang::Zh => format!("{whole}阶段分布"),
        Lang::En => format!("{whole} by phase"),
    };
    let counts = series(facts, whole.to_owned(), &parts, Quantity::Cumulative);
    let categories: Vec<String> = parts.iter().map(|at| split.label(at.indicator, lang)).collect();
    let said: Vec<String> = categories.iter().zip(&counts.labels).map(|(phase, n)| format!("{phase} {n}")).collect();
    Chart {
        name: format!("{}_phases", split.whole.code),
        alt: format!("{title}{}{}{}", lang.of("：", " — "), said.join(lang.of("、", ", ")), lang.of("。", ".")),
        title,
        unit: split.whole.measure.label(lang).to_owned(),
        kind: ChartKind::Shares,
        categories,
        series: vec![counts],
        marker: None,
    }
}
