//! Problems 三、存在问题: adverse facts, gathered by aspect and worded as 一是…二是…三是…; an aspect without any is left out.
//!
//! Here, and nowhere else, large numbers may be said with 近 and 余 (see [`super::approximate`]), as a speech does.

use super::facts::{At, Facts, Style, is_shortcoming};
use super::sentences::{gap, inside, level, subject};
use super::sheet::{Line, Sheet};
use crate::indicators::Indicator;
use crate::lang::Lang;
use crate::statistics::Quantity;
use std::cmp::Ordering;

/// Aspects in the order of the speech: code, how it is said in Chinese and in English.
const ASPECTS: [(&str, &str, &str); 3] = [
    ("compare", "相比去年差距大。", "the gap to last year is wide."),
    ("pace", "整体推进速度慢。", "progress is slow."),
    ("result", "实际成效不理想。", "actual results are poor."),
];

pub fn write(facts: &Facts<'_>, sheet: &mut Sheet) {
    let lang = facts.lang;
    sheet.heading(1, facts.say("三、存在问题", "III. Problems"));
    let mut said = 0;
    for (aspect, zh, en) in ASPECTS {
        let clauses = clauses(facts, aspect);
        if clauses.is_empty() {
            continue;
        }
        let ordinal = match lang {
            Lang::Zh => ["一是", "二是", "三是"][said],
            Lang::En => ["First, ", "Second, ", "Third, "][said],
        };
        said += 1;
        let mut head = Line::new();
        head.strong(&format!("{ordinal}{}", lang.of(zh, en)));
        let mut lines = vec![head];
        let last = clauses.len() - 1;
        for (place, mut clause) in clauses.into_iter().enumerate() {
            // In Chinese the clauses run on; in English each is a sentence.
            clause.say(match lang {
                Lang::Zh if place < last => "；",
                Lang::Zh => "。",
                Lang::En => ".",
            });
            lines.push(clause.capital_if(lang == Lang::En));
        }
        sheet.paragraph(lang, lines);
    }
    if said == 0 {
        sheet.plain(facts.say(
            "从本期统计看，所列指标没有低于去年同期或者落后于时序进度的情况。",
            "None of the indicators listed is below last year or behind the time progress in this period.",
        ));
    }
}

/// What is adverse under an aspect, by campaign and position.
fn clauses(facts: &Facts<'_>, aspect: &str) -> Vec<Line> {
    let campaigns = &facts.cut.campaigns;
    let indicators = campaigns.iter().flat_map(|c| facts.indicators(c)).filter(|i| i.aspect == aspect);
    indicators.filter_map(|i| adverse(facts, facts.county(i)?, aspect)).collect()
}

fn adverse(facts: &Facts<'_>, at: At<'_>, aspect: &str) -> Option<Line> {
    let amount = at.statistic.cumulative?;
    if is_shortcoming(at.indicator) {
        return (amount > 0).then(|| level(facts, at));
    }
    let (worse, behind) = (is_worse(at), is_behind(at));
    match aspect {
        "result" if amount == 0 && !at.indicator.lower_is_better => Some(none_yet(facts, at.indicator)),
        "compare" if worse => Some(compared(facts, at, behind)),
        "compare" => None,
        _ if behind => Some(paced(facts, at)),
        _ if worse => Some(compared(facts, at, false)),
        _ => None,
    }
}

/// Below last year, or above it where lower is better.
fn is_worse(at: At<'_>) -> bool {
    at.statistic.change().is_some_and(|change| if at.indicator.lower_is_better { change > 0 } else { change < 0 })
}

fn is_behind(at: At<'_>) -> bool {
    let due = if at.indicator.lower_is_better { Ordering::Greater } else { Ordering::Less };
    at.statistic.gap().is_some_and(|gap| gap.signum().cmp(&0) == due)
}

/// "争资到位9000余万元，去年同期1亿余元，少1000余万元，同比下降10.2%".
fn compared(facts: &Facts<'_>, at: At<'_>, behind: bool) -> Line {
    let lang = facts.lang;
    let name = subject(at, lang);
    let fell = at.statistic.change().is_some_and(|change| change < 0);
    let in_points = at.indicator.measure.name == "%";
    let percent = facts.stated(at, Quantity::ChangePercent, Style::Size).filter(|_| !in_points);
    let mut line = Line::new();
    match lang {
        Lang::Zh => {
            line.say(name).number(facts, at, Quantity::Cumulative, style_of(at));
            line.say("，去年同期").number(facts, at, Quantity::LastYear, style_of(at));
            line.say(match (in_points, fell) {
                (true, true) => "，低",
                (true, false) => "，高",
                (false, true) => "，少",
                (false, false) => "，多",
            });
            difference(facts, at, &mut line);
            if let Some(percent) = percent {
                line.say(if fell { "，同比下降" } else { "，同比增长" }).state(percent);
            }
        }
        Lang::En => {
            line.say(&format!("{} came to ", inside(name))).number(facts, at, Quantity::Cumulative, style_of(at));
            line.say(" against ").number(facts, at, Quantity::LastYear, style_of(at)).say(" a year earlier, ");
            difference(facts, at, &mut line);
            line.say(if fell { " less" } else { " more" });
            if let Some(percent) = percent {
                line.say(if fell { " (fell " } else { " (rose " }).state(percent).say(")");
            }
        }
    }
    // As in the speech: the share is held against last year's only where that one had kept pace.
    if behind && kept_pace_last_year(at) {
        line.say(lang.of("，占年度任务的", "; it is at "));
        line.number(facts, at, Quantity::SharePercent, Style::Exact);
        line.say(lang.of(
            "，未达到时序进度要求，去年同期",
            " of the annual target, short of the time progress, where a year earlier it was at ",
        ));
        line.number(facts, at, Quantity::LastSharePercent, Style::Exact);
        line.say(lang.of("，达到时序进度要求", ", on pace"));
    }
    line
}

fn kept_pace_last_year(at: At<'_>) -> bool {
    let ahead = |points: i128| if at.indicator.lower_is_better { points <= 0 } else { points >= 0 };
    at.statistic.last_gap().is_some_and(|gap| ahead(gap.signum()))
}

fn difference(facts: &Facts<'_>, at: At<'_>, line: &mut Line) {
    if let Some(mut stated) = facts.stated(at, Quantity::Change, Style::About) {
        if at.indicator.measure.name == "%" {
            stated.follows = facts.say("个百分点", " points");
        }
        line.state(stated);
    }
}

/// Amounts in 万元 are said round, as in the speech; 14.6亿元 and counts are said exactly. One round word a figure at most.
fn style_of(at: At<'_>) -> Style {
    if at.indicator.measure.is_money() { Style::About } else { Style::Size }
}

/// "占年度任务的18.0%，低于时序进度7.0个百分点", and last year's where that one had kept pace.
fn paced(facts: &Facts<'_>, at: At<'_>) -> Line {
    let lang = facts.lang;
    let name = subject(at, lang);
    let mut line = Line::new();
    line.say(&facts.say(&format!("{name}占年度任务的"), &format!("{} came to ", inside(name))));
    line.number(facts, at, Quantity::SharePercent, Style::Exact).say(lang.of("，", " of the annual target, "));
    gap(facts, at, Quantity::GapPoints, &mut line);
    if kept_pace_last_year(at) {
        line.say(lang.of("（去年同期", " (a year earlier "));
        line.number(facts, at, Quantity::LastSharePercent, Style::Exact).say(lang.of("，", ", "));
        gap(facts, at, Quantity::LastGapPoints, &mut line);
        line.say(lang.of("）", ")"));
    }
    line
}

/// "至今没有10亿元以上项目".
fn none_yet(facts: &Facts<'_>, indicator: &Indicator) -> Line {
    let mut line = Line::new();
    let name = indicator.label(facts.lang);
    line.say(&facts.say(&format!("至今没有{name}"), &format!("there are no {} yet", inside(name))));
    line
}

impl Line {
    fn capital_if(mut self, wanted: bool) -> Line {
        if wanted {
            self.capital();
        }
        self
    }
}
