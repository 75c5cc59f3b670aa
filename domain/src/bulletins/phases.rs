//! Phases 阶段分布: a stock whose parts, counted by other stocks, add up to it (key_projects = key_projects_planning + …).

use super::Campaign;
use super::facts::{At, Facts, Style};
use super::sheet::Line;
use crate::indicators::{Indicator, IndicatorKind};
use crate::lang::Lang;
use crate::statistics::{Quantity, Subject};

/// A whole and its parts, in the order of their positions.
pub struct Split<'a> {
    pub whole: &'a Indicator,
    pub parts: Vec<&'a Indicator>,
}

/// Wholes of a campaign: a stock `X` with at least two stocks `X_…` whose amounts add up to it.
pub fn parts<'a>(facts: &Facts<'a>, campaign: &Campaign) -> Vec<Split<'a>> {
    let stocks: Vec<&Indicator> = facts.indicators(campaign).into_iter().filter(|i| i.kind == IndicatorKind::Stock).collect();
    let amount = |i: &Indicator| facts.county(i).and_then(|at| at.statistic.cumulative);
    stocks
        .iter()
        .map(|&whole| {
            let prefix = format!("{}_", whole.code);
            Split { whole, parts: stocks.iter().copied().filter(|i| i.code.starts_with(&prefix)).collect() }
        })
        .filter(|split| {
            let sum: Option<i64> = split.parts.iter().map(|part| amount(part)).sum();
            split.parts.len() > 1 && sum.is_some() && sum == amount(split.whole)
        })
        .collect()
}

impl<'a> Split<'a> {
    pub fn is_part(&self, indicator: &Indicator) -> bool {
        self.parts.iter().any(|p| p.number == indicator.number)
    }

    /// A part's name without the name of the whole: "重点项目（在建）" is 在建.
    pub fn label(&self, part: &Indicator, lang: Lang) -> String {
        let (whole, name) = (self.whole.label(lang), part.label(lang));
        let marks = [' ', '的', '：', ':', '（', '）', '(', ')', '-', '—', '·', ',', '，'];
        let short = name.replacen(whole, "", 1);
        let short = short.trim_matches(marks);
        if short.is_empty() { name.to_owned() } else { short.to_owned() }
    }

    /// "，其中：规划设计12个、在建20个".
    pub fn clause(&self, facts: &Facts<'_>) -> Line {
        let mut line = Line::new();
        line.say(facts.lang.of("，其中：", ": "));
        for (place, at) in self.parts.iter().filter_map(|p| facts.county(p)).enumerate() {
            let label = self.label(at.indicator, facts.lang);
            line.say(if place == 0 { "" } else { facts.lang.of("、", ", ") });
            line.say(&format!("{label}{}", facts.lang.of("", " ")));
            line.number(facts, at, Quantity::Cumulative, Style::Exact);
        }
        line
    }

    /// The phase in which a record stands.
    pub fn phase_of(&self, facts: &Facts<'_>, seq: i64) -> String {
        let holds = |part: &&Indicator| {
            let counted = facts.cut.books.counted(part, facts.cut.period);
            counted.subjects.iter().any(|s| matches!(s, Subject::Record { seq: at, .. } if *at == seq))
        };
        self.parts.iter().copied().find(holds).map_or_else(|| "—".to_owned(), |part| self.label(part, facts.lang))
    }

    pub fn figures<'f>(&self, facts: &'f Facts<'a>) -> Vec<At<'f>> {
        self.parts.iter().filter_map(|part| facts.county(part)).collect()
    }
}
