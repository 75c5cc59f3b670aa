//! Next steps 四、下步打算: what was promised, campaign by campaign, each with its day, its round and who answers for it; and taken
//! out of a sheet again, word for word.

use super::Commitment;
use super::details::ordinal;
use super::facts::Facts;
use super::sheet::Sheet;
use crate::calendar::{Date, day_text};
use crate::document::{Block, Document};
use crate::lang::Lang;

/// The heading, in both languages.
const HEADING: (&str, &str) = ("四、下步打算", "IV. Next steps");

/// What stands under it where nothing was promised.
const NOTHING: (&str, &str) = ("本期没有登记下步打算。", "No next steps are on record for this period.");

/// What a sheet says under this heading, a line for each paragraph; nothing where it promises nothing.
pub fn promised(document: &Document) -> Option<String> {
    let (heading, nothing) = (document.lang.of(HEADING.0, HEADING.1), document.lang.of(NOTHING.0, NOTHING.1));
    let blocks = document.blocks.iter().skip_while(|block| !matches!(block, Block::Heading { text, .. } if text == heading));
    let lines: Vec<String> = blocks
        .skip(1)
        .take_while(|block| !matches!(block, Block::Heading { level: 1, .. }))
        .filter_map(|block| match block {
            Block::Heading { text, .. } => Some(text.clone()),
            Block::Paragraph(spans) => Some(spans.iter().map(|span| span.text.as_str()).collect()),
            Block::Table(_) | Block::Chart(_) | Block::NewPage => None,
        })
        .filter(|line| line != nothing)
        .collect();
    if lines.is_empty() { None } else { Some(format!("{heading}\n{}", lines.join("\n"))) }
}

pub fn write(facts: &Facts<'_>, sheet: &mut Sheet) {
    let lang = facts.lang;
    sheet.heading(1, facts.say(HEADING.0, HEADING.1));
    let mut told = 0;
    for campaign in &facts.cut.campaigns {
        let steps: Vec<&Commitment> = facts.cut.commitments.iter().filter(|c| c.campaign == campaign.code).collect();
        if steps.is_empty() {
            continue;
        }
        sheet.heading(2, format!("{}{}", ordinal(told, lang), campaign.name.of(lang)));
        told += 1;
        for (place, step) in steps.into_iter().enumerate() {
            let number = match lang {
                Lang::Zh => format!("{}.", place + 1),
                Lang::En => format!("{}. ", place + 1),
            };
            sheet.plain(format!("{number}{}", sentence(facts, step)));
        }
    }
    if told == 0 {
        sheet.plain(facts.say(NOTHING.0, NOTHING.1));
    }
}

/// "4月10日前，16个招商团队全部到位（责任单位：招商局）。"
fn sentence(facts: &Facts<'_>, step: &Commitment) -> String {
    let lang = facts.lang;
    let text = step.text.of(lang).trim().trim_end_matches(['。', '.', '；', ';']);
    let unit = step.unit.and_then(|n| facts.cut.books.unit(n)).map(|u| u.label(lang));
    let recurs = step.recurs(lang);
    // The noun of the round, "month", is enough for "once a month" to have said it.
    let round = if lang == Lang::En { recurs.rsplit(' ').next().unwrap_or("") } else { recurs.as_str() };
    let other_words = lang == Lang::Zh && step.recurrence == "monthly" && ["按月", "一月一"].iter().any(|w| text.contains(w));
    let says_round = !recurs.is_empty() && (text.contains(round) || other_words);
    // What recurs all year, or is asked of the whole year, needs no day besides.
    let whole_year = step.due_on.is_some_and(|day| (day.month(), day.day()) == (12, 31)) || text.contains("全年");
    let due = step.due_on.filter(|_| !says_round && !(whole_year && (!recurs.is_empty() || text.contains("全年"))));
    let due = due.map(|day| day_in(day, facts));
    match lang {
        Lang::Zh => {
            let due = due.filter(|day| !text.contains(day.as_str())).map_or_else(String::new, |day| format!("{day}前，"));
            let recurs = if recurs.is_empty() || says_round { String::new() } else { format!("，{recurs}落实") };
            let unit = unit.map_or_else(String::new, |u| format!("（责任单位：{u}）"));
            format!("{due}{text}{recurs}{unit}。")
        }
        Lang::En => {
            let recurs = if recurs.is_empty() || says_round { String::new() } else { format!(", {recurs}") };
            let due = due.filter(|day| !text.contains(day.as_str())).map_or_else(String::new, |day| format!(", by {day}"));
            let unit = unit.map_or_else(String::new, |u| format!(" (in charge: {u})"));
            format!("{text}{recurs}{due}{unit}.")
        }
    }
}

/// The day without its year where that is the year of the bulletin.
fn day_in(day: Date, facts: &Facts<'_>) -> String {
    let text = day_text(day, facts.lang);
    let year = facts.cut.books.as_of.year();
    if day.year() != year {
        return text;
    }
    match facts.lang {
        Lang::Zh => text.replacen(&format!("{year}年"), "", 1),
        Lang::En => text.replacen(&format!(" {year}"), "", 1),
    }
}
