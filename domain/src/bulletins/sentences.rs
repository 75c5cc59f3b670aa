//! Sentences 句式: how a figure, its comparison with last year and its place against the target are worded (DOMAIN.md §3.5).
//!
//! A fall is 下降, never 增长 with a minus; a base of zero gives no percentage (DOMAIN.md §3.4).

use super::facts::{At, Facts, Style};
use super::sheet::Line;
use crate::calendar::Period;
use crate::indicators::{Counting, IndicatorKind};
use crate::lang::Lang;
use crate::measure::Ratio;
use crate::statistics::Quantity;

/// 一季度 · the first quarter: a period without its year; the whole year is 全年 · the year.
pub fn span_name(period: Period, lang: Lang) -> String {
    let text = period.text(lang);
    let year = period.year.to_string();
    match lang {
        Lang::Zh => match text.strip_prefix(&format!("{year}年")) {
            Some("") | None => "全年".to_owned(),
            Some(rest) => rest.to_owned(),
        },
        Lang::En => match text.strip_suffix(&year).map(str::trim) {
            Some("") | None => "the year".to_owned(),
            Some(rest) => rest.strip_suffix(" of").unwrap_or(rest).to_owned(),
        },
    }
}

/// A name in the middle of an English sentence: its first letter small unless it is an abbreviation.
pub fn inside(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_ascii_uppercase() && !second.is_ascii_uppercase() => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        (Some(_), Some(_) | None) | (None, _) => name.to_owned(),
    }
}

/// What the indicator stands at: its own sentence where it has one, else "{name}{value}{unit}".
pub fn level<'f>(facts: &'f Facts<'_>, at: At<'f>) -> Line {
    let mut line = Line::new();
    let indicator = at.indicator;
    let own = facts.lang.name(&indicator.sentence, &indicator.sentence_en);
    if !own.is_empty() {
        let own = if facts.lang == Lang::Zh { chinese_marks(own) } else { own.to_owned() };
        fill(facts, at, &own, &mut line);
        return line;
    }
    let name = subject(at, facts.lang);
    if at.statistic.cumulative.is_none() {
        line.say(&facts.say(&format!("{name}尚无数据"), &format!("{} has no figure yet", inside(name))));
        return line;
    }
    match facts.lang {
        Lang::Zh => line.say(&format!("{name}{}", if indicator.kind == IndicatorKind::Ratio { "为" } else { "" })),
        Lang::En => line.say(&format!("{} came to ", inside(name))),
    };
    line.number(facts, at, Quantity::Cumulative, Style::Exact);
    line
}

/// The name as the subject of its figure: a counting word that follows the number is not said twice (外出招商批次 36批次).
pub fn subject(at: At<'_>, lang: Lang) -> &str {
    let name = at.indicator.label(lang);
    match lang {
        Lang::Zh => name.strip_suffix(&at.indicator.measure.name).filter(|short| !short.is_empty()).unwrap_or(name),
        Lang::En => name,
    }
}

/// Fill an indicator's own sentence: `{value}`, `{over}`, `{share}`, `{last_year}`, `{change}`, `{change_percent}`, `{target}`;
/// `{of}` is the upper indicator of a ratio. A unit already written after the placeholder is not repeated.
fn fill<'f>(facts: &'f Facts<'_>, at: At<'f>, sentence: &str, line: &mut Line) {
    let mut rest = sentence.trim().trim_end_matches(['。', '.', '；', ';']);
    while let Some((before, tail)) = rest.split_once('{') {
        line.say(before);
        let Some((name, after)) = tail.split_once('}') else {
            line.say(tail);
            return;
        };
        rest = after;
        let Some((of, quantity)) = placeholder(facts, at, name) else { continue };
        let measure = &of.indicator.measure;
        let says_unit = |unit: &str| !unit.is_empty() && after.trim_start().starts_with(unit);
        // The office's own sentence names the unit: the number is given in that unit and without it.
        let native = measure.is_money() && says_unit(measure.label(facts.lang));
        let style = if native { Style::Native } else { Style::Exact };
        let Some(stated) = facts.stated(of, quantity, style) else { continue };
        let counted = !measure.is_money() && !matches!(stated.unit.as_str(), "%" | "亩" | "mu");
        if native || counted || says_unit(stated.follows.trim()) {
            line.bare(stated);
        } else {
            line.state(stated);
        }
    }
    line.say(rest);
}

fn placeholder<'f>(facts: &'f Facts<'_>, at: At<'f>, name: &str) -> Option<(At<'f>, Quantity)> {
    let input = |of: &str| Some((facts.county(facts.cut.books.indicator(of)?)?, Quantity::Cumulative));
    match (name, &at.indicator.counting) {
        ("of", Counting::Ratio { of, .. }) => input(of),
        ("over", Counting::Ratio { over, .. }) => input(over),
        ("value", _) => Some((at, Quantity::Cumulative)),
        ("share", _) => Some((at, Quantity::OverPercent)),
        ("over" | "last_year" | "change" | "change_percent" | "target" | "share_percent", _) => {
            Some((at, Quantity::parse(name)?))
        }
        _ => None,
    }
}

/// Full-width marks after Chinese: files of offices often hold `,` and `(` where print wants ， and （.
pub fn chinese_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for mark in text.chars() {
        let after_chinese = out.chars().next_back().is_some_and(|c| !c.is_ascii());
        out.push(match mark {
            ',' if after_chinese => '，',
            ';' if after_chinese => '；',
            ':' if after_chinese => '：',
            '(' if after_chinese => {
                open = true;
                '（'
            }
            ')' if open => {
                open = false;
                '）'
            }
            other => other,
        });
    }
    out
}

/// "，比去年同期（37个）少17个，同比下降45.9%".
pub fn against_last_year(facts: &Facts<'_>, at: At<'_>, style: Style, line: &mut Line) {
    let (Some(now), Some(last), Some(change)) = (at.statistic.cumulative, at.statistic.last_year, at.statistic.change()) else {
        return;
    };
    if change == 0 {
        line.say(&facts.say("，与去年同期持平", ", the same as a year earlier"));
    } else if last == 0 {
        line.say(&facts.say("，上年同期为零，净增", ", from none a year earlier, a net gain of "));
        line.number(facts, at, Quantity::Change, Style::Size);
    } else {
        match facts.lang {
            Lang::Zh => compare_zh(facts, at, change, now, style, line),
            Lang::En => compare_en(facts, at, change, now, style, line),
        }
    }
}

/// Percent of percent misleads: a ratio in % is compared in points, by its difference only.
fn in_points(at: At<'_>) -> bool {
    at.indicator.measure.name == "%"
}

/// The change in percent, unless it rounds to nothing.
fn percent(facts: &Facts<'_>, at: At<'_>) -> Option<super::facts::Stated> {
    let shown = facts.answer(at, Quantity::ChangePercent)?.ratio.round(1);
    if shown == 0 || in_points(at) { None } else { facts.stated(at, Quantity::ChangePercent, Style::Size) }
}

fn difference(facts: &Facts<'_>, at: At<'_>, style: Style, line: &mut Line) {
    let Some(mut stated) = facts.stated(at, Quantity::Change, style) else { return };
    if in_points(at) {
        stated.follows = facts.say("个百分点", " points");
    }
    line.state(stated);
}

fn compare_zh(facts: &Facts<'_>, at: At<'_>, change: i64, now: i64, style: Style, line: &mut Line) {
    line.say("，比去年同期（").number(facts, at, Quantity::LastYear, Style::Exact).say("）");
    line.say(match (in_points(at), change < 0) {
        (true, true) => "低",
        (true, false) => "高",
        (false, true) => "少",
        (false, false) => "多",
    });
    difference(facts, at, style, line);
    if let Some(stated) = percent(facts, at) {
        // A level below zero has no growth rate that reads sensibly; its difference has been said.
        if now >= 0 {
            line.say(direction(Lang::Zh, change)).state(stated);
        }
    }
}

fn direction(lang: Lang, change: i64) -> &'static str {
    if change < 0 { lang.of("，同比下降", "fell ") } else { lang.of("，同比增长", "rose ") }
}

fn compare_en(facts: &Facts<'_>, at: At<'_>, change: i64, now: i64, style: Style, line: &mut Line) {
    match percent(facts, at).filter(|_| now >= 0) {
        Some(stated) => {
            line.say("; this ").say(direction(Lang::En, change)).state(stated).say(" from ");
        }
        None => {
            line.say(if change < 0 { ", down from " } else { ", up from " });
        }
    }
    line.number(facts, at, Quantity::LastYear, Style::Exact).say(" a year earlier, a difference of ");
    difference(facts, at, style, line);
}

/// "，完成年度任务的18.0%（年度任务50060万元），低于时序进度7.0个百分点（去年同期30.0%，高于时序进度5.0个百分点）".
pub fn against_target(facts: &Facts<'_>, at: At<'_>, line: &mut Line) {
    if at.statistic.share().is_none() {
        return;
    }
    // Where lower is better the target is a limit 控制数: it is used up, not fulfilled.
    let limit = at.indicator.lower_is_better;
    line.say(&facts.say(if limit { "，为年度控制数的" } else { "，完成年度任务的" }, "; it is ")).number(
        facts,
        at,
        Quantity::SharePercent,
        Style::Exact,
    );
    line.say(&match limit {
        true => facts.say("（年度控制数", " of the annual limit of "),
        false => facts.say("（年度任务", " of the annual target of "),
    });
    line.number(facts, at, Quantity::Target, Style::Exact).say(&facts.say("）", ""));
    line.say(facts.lang.of("，", ", "));
    gap(facts, at, Quantity::GapPoints, line);
    if at.statistic.last_gap().is_some() {
        line.say(&facts.say("（去年同期", " (a year earlier "));
        line.number(facts, at, Quantity::LastSharePercent, Style::Exact).say(facts.lang.of("，", ", "));
        gap(facts, at, Quantity::LastGapPoints, line);
        line.say(facts.lang.of("）", ")"));
    }
}

/// Ahead of or behind the time progress; within rounding it is level.
pub fn gap(facts: &Facts<'_>, at: At<'_>, quantity: Quantity, line: &mut Line) {
    let Some(points) = facts.answer(at, quantity).map(|a| a.ratio) else { return };
    if points.round(1) == 0 {
        line.say(level_with_pace(facts.lang, points));
        return;
    }
    let behind = points.signum() < 0;
    match facts.lang {
        Lang::Zh => line.say(if behind { "低于时序进度" } else { "高于时序进度" }).number(facts, at, quantity, Style::Size),
        Lang::En => line.number(facts, at, quantity, Style::Size).say(if behind {
            " behind the time progress"
        } else {
            " ahead of the time progress"
        }),
    };
}

fn level_with_pace(lang: Lang, points: Ratio) -> &'static str {
    if points.signum() == 0 {
        lang.of("与时序进度持平", "level with the time progress")
    } else {
        lang.of("与时序进度基本持平", "about level with the time progress")
    }
}

/// A list of names: 、 in Chinese, commas and "and" in English.
pub fn names(list: &[&str], lang: Lang) -> String {
    match (lang, list) {
        (Lang::Zh, _) => list.join("、"),
        (Lang::En, [first @ .., last]) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        (Lang::En, _) => list.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_named_without_its_year() {
        let named = |text: &str, lang| span_name(Period::parse(text).expect("a period"), lang);
        assert_eq!(named("2026-Q1", Lang::Zh), "一季度");
        assert_eq!(named("2026-01..2026-05", Lang::Zh), "1—5月");
        assert_eq!(named("2026", Lang::Zh), "全年");
        assert_eq!(named("2026-H1", Lang::En), "the first half");
        assert_eq!(named("2026-01..2026-05", Lang::En), "Jan–May");
    }

    #[test]
    fn chinese_text_gets_chinese_marks_and_numbers_keep_theirs() {
        assert_eq!(chinese_marks("各乡(镇)党委,县直单位;共1,200亩"), "各乡（镇）党委，县直单位；共1,200亩");
        assert_eq!(chinese_marks("(a), b"), "(a), b");
    }

    #[test]
    fn names_are_listed_and_set_inside_a_sentence() {
        assert_eq!(names(&["甲", "乙"], Lang::Zh), "甲、乙");
        assert_eq!(names(&["A", "B", "C"], Lang::En), "A, B and C");
        assert_eq!(
            (inside("Funds arrived"), inside("GDP"), inside("争资")),
            ("funds arrived".into(), "GDP".into(), "争资".into())
        );
    }
}
