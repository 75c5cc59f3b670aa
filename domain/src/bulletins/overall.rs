//! Overall situation 一、总体情况: the title, the opening with its basis, and one paragraph of official sentences a campaign.

use super::facts::{At, Facts, Style, is_shortcoming};
use super::sentences::{against_last_year, against_target, inside, level, names, span_name};
use super::sheet::{Line, Sheet};
use super::{Campaign, phases};
use crate::calendar::day_text;
use crate::indicators::{Indicator, IndicatorKind};
use crate::lang::Lang;

/// Characters of the title's face that fit on one line, Latin counting half.
const TITLE_LINE: usize = 19;

/// The title, broken at sense groups 回行 where it does not fit on one line.
pub fn title(facts: &Facts<'_>) -> String {
    let lang = facts.lang;
    let campaigns: Vec<&str> = facts.cut.campaigns.iter().map(|c| c.name.of(lang)).collect();
    let period = facts.cut.period.text(lang);
    match lang {
        Lang::Zh => {
            let mut groups = vec![format!("关于{period}")];
            let last = campaigns.len().saturating_sub(1);
            groups.extend(campaigns.iter().enumerate().map(|(i, name)| format!("{name}{}", if i < last { "、" } else { "" })));
            groups.extend(["等工作".to_owned(), "进展情况的通报".to_owned()]);
            broken(&groups, "", TITLE_LINE)
        }
        Lang::En => {
            let inner: Vec<String> = campaigns.iter().map(|name| inside(name)).collect();
            let inner: Vec<&str> = inner.iter().map(String::as_str).collect();
            let text = format!("Bulletin on {} in {period}", names(&inner, lang));
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            broken(&words, " ", TITLE_LINE + 4)
        }
    }
}

/// Lines of about equal length, breaking only between groups.
fn broken(groups: &[String], between: &str, most: usize) -> String {
    let width = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let total: usize = groups.iter().map(|g| width(g) + width(between)).sum();
    let lines = total.div_ceil(most * 2).max(1);
    let fair = total.div_ceil(lines);
    let mut title = String::new();
    let mut used = 0;
    for group in groups {
        let next = width(group);
        let full = used + width(between) + next > most * 2 || (used >= fair && lines > 1);
        if used > 0 && full {
            title.push('\n');
            used = 0;
        } else if used > 0 {
            title.push_str(between);
            used += width(between);
        }
        title.push_str(group);
        used += next;
    }
    title
}

/// "现将…进展情况通报如下", with the day and stage the figures stand on.
pub fn opening(facts: &Facts<'_>, sheet: &mut Sheet) {
    let (lang, cut) = (facts.lang, facts.cut);
    let campaigns: Vec<&str> = cut.campaigns.iter().map(|c| c.name.of(lang)).collect();
    let day = day_text(cut.books.as_of, lang);
    let stage = cut.books.stage.label(lang);
    let (what, period) = (names(&campaigns, lang), cut.period.text(lang));
    sheet.plain(match lang {
        Lang::Zh => {
            format!("按照县委、县政府部署，现将{period}{what}等工作进展情况通报如下（统计截至{day}，口径为{stage}）。")
        }
        Lang::En => {
            let what = campaigns.iter().map(|name| inside(name)).collect::<Vec<_>>();
            let what = names(&what.iter().map(String::as_str).collect::<Vec<_>>(), lang);
            format!("This bulletin reports on {what} in {period}. Figures are as of the end of {day}, at the {stage} stage.")
        }
    });
}

/// What the figures stand on, printed under the last annex.
pub fn basis(facts: &Facts<'_>) -> String {
    let (lang, cut) = (facts.lang, facts.cut);
    let (day, stage) = (day_text(cut.books.as_of, lang), cut.books.stage.label(lang));
    let bare_number = !cut.position.is_empty() && cut.position.bytes().all(|b| b.is_ascii_digit());
    let position = match (lang, cut.position.as_str()) {
        (Lang::Zh, "") => String::new(),
        (Lang::En, "") => String::new(),
        (Lang::Zh, n) if bare_number => format!("；数据取自总账第{n}号分录及以前"),
        (Lang::En, n) if bare_number => format!("; read from the ledger up to entry no. {n}"),
        (Lang::Zh, words) => format!("；{words}"),
        (Lang::En, words) => format!("; {words}"),
    };
    match lang {
        Lang::Zh => format!("统计截至{day}24时；口径：{stage}；同比为与上年同期相比，百分比由未舍入数据计算{position}。"),
        Lang::En => format!(
            "As of the end of {day}; stage: {stage}; changes are on the same period of last year, percentages are computed \
             from unrounded figures{position}."
        ),
    }
}

/// Section one.
pub fn write(facts: &Facts<'_>, sheet: &mut Sheet) {
    sheet.heading(1, facts.say("一、总体情况", "I. Overall situation"));
    for campaign in &facts.cut.campaigns {
        paragraph(facts, campaign, sheet);
    }
}

fn paragraph(facts: &Facts<'_>, campaign: &Campaign, sheet: &mut Sheet) {
    let lang = facts.lang;
    let mut head = Line::new();
    head.strong(&format!("{}{}", campaign.name.of(lang), lang.of("方面。", ".")));
    let mut lines = vec![head];
    let summary = campaign.summary.of(lang);
    if !summary.is_empty() {
        let mut line = Line::new();
        let end = if summary.ends_with(['。', '.']) { "" } else { lang.of("。", ".") };
        line.say(summary).say(end);
        lines.push(line);
    }
    let parts = phases::parts(facts, campaign);
    let mut opened = false;
    for indicator in facts.indicators(campaign) {
        // A shortcoming is told with its names in sections two and three.
        if is_shortcoming(indicator) || parts.iter().any(|p| p.is_part(indicator)) {
            continue;
        }
        let Some(at) = facts.county(indicator) else { continue };
        let mut line = sentence(facts, at, &mut opened);
        if let Some(split) = parts.iter().find(|p| p.whole.number == indicator.number) {
            line.append(split.clause(facts));
        }
        line.say(lang.of("。", ".")).capital();
        lines.push(line);
    }
    if lines.len() > 1 {
        sheet.paragraph(lang, lines);
    }
}

/// One indicator's sentence; the paragraph's first names the period.
fn sentence(facts: &Facts<'_>, at: At<'_>, opened: &mut bool) -> Line {
    let mut line = Line::new();
    if !*opened {
        *opened = true;
        let span = span_name(facts.cut.period.to_date(), facts.lang);
        // The whole paragraph is about the county; an office's own sentence names its own subject.
        let county = if at.indicator.sentence.is_empty() { "全县" } else { "" };
        line.say(&match (facts.lang, adds_up(at.indicator)) {
            (Lang::Zh, true) => format!("{span}，{county}"),
            (Lang::Zh, false) => format!("{span}末，{county}"),
            (Lang::En, true) => format!("In {span}, "),
            (Lang::En, false) => format!("At the end of {span}, "),
        });
    }
    line.append(level(facts, at));
    against_last_year(facts, at, Style::Size, &mut line);
    against_target(facts, at, &mut line);
    line
}

fn adds_up(indicator: &Indicator) -> bool {
    match indicator.kind {
        IndicatorKind::Flow | IndicatorKind::Ratio => true,
        IndicatorKind::Stock | IndicatorKind::Count => false,
    }
}
