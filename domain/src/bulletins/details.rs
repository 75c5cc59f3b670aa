//! Details 二、分项情况: for each campaign the ranking, who leads and who trails, the lists of names and the charts.

use super::annexes::Annexes;
use super::facts::Facts;
use super::sheet::Sheet;
use super::{Campaign, charts, late, rankings, rosters};
use crate::lang::Lang;

const CHINESE: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// （一） · (1): the number of a heading of the second level.
pub fn ordinal(place: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("（{}）", CHINESE.get(place).copied().unwrap_or("其他")),
        Lang::En => format!("({}) ", place + 1),
    }
}

pub fn write(facts: &Facts<'_>, annexes: &Annexes, sheet: &mut Sheet) {
    sheet.heading(1, facts.say("二、分项情况", "II. Campaign by campaign"));
    for (place, campaign) in facts.cut.campaigns.iter().enumerate() {
        sheet.heading(2, format!("{}{}", ordinal(place, facts.lang), campaign.name.of(facts.lang)));
        part(facts, campaign, annexes, sheet);
    }
    late::write(facts, &annexes.rosters(facts), sheet);
}

fn part(facts: &Facts<'_>, campaign: &Campaign, annexes: &Annexes, sheet: &mut Sheet) {
    let lang = facts.lang;
    let before = sheet.blocks.len();
    for indicator in facts.ranking(campaign) {
        let lines = rankings::named(facts, indicator, &annexes.units(facts, campaign));
        if !lines.is_empty() {
            let mut lead = super::sheet::Line::new();
            let name = indicator.label(lang);
            lead.say(&match lang {
                Lang::Zh => format!(
                    "从{name}占年度任务的比重看，各组先进单位（前三位）和后进单位（后三位）如下，并列的一并列出，\
                     组内不足六个单位的两端各取一半。"
                ),
                Lang::En => format!(
                    "By share of the annual target of {}, the first three and the last three of each group are these, with \
                     ties; of a group with fewer than six, half at each end.",
                    super::sentences::inside(name)
                ),
            });
            let mut all = vec![lead];
            all.extend(lines);
            sheet.paragraph(lang, all);
        }
        sheet.table(rankings::table(facts, indicator));
    }
    for roster in rosters::of_campaign(facts, campaign) {
        rosters::tell(facts, roster, &annexes.rosters(facts), sheet);
    }
    sheet.blocks.extend(charts::of_campaign(facts, campaign));
    if sheet.blocks.len() == before {
        sheet.plain(facts.say(
            "本期没有分单位的数据，全县情况见第一部分。",
            "There are no figures by unit in this period; the county's are in the first section.",
        ));
    }
}
