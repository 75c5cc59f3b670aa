//! The notice of a measure 问责决定: what was decided by whom on which figures, until when it holds, and how the unit is heard.

use super::{paragraph, sheet};
use crate::accountability::{REVIEW_DAYS, Rung};
use crate::bulletins::CountyNames;
use crate::calendar::{Date, day_text};
use crate::document::{Align, Block, Cell, Document, Row, Table, TableColumn};
use crate::lang::Lang;

/// What the notice says.
#[derive(Clone, Debug)]
pub struct Measure {
    pub number: String,
    /// The code by which anybody can ask whether it is ours.
    pub code: String,
    pub unit: String,
    /// The person it is about; empty: the unit.
    pub person: String,
    /// The rule in words.
    pub rule: String,
    /// Figures and orders it stands on, each with what it says.
    pub evidence: Vec<(String, String)>,
    pub rung: Rung,
    pub decided_by: String,
    pub decided_on: Date,
    /// Why it was lowered; empty where it was approved as proposed.
    pub reason: String,
    pub served_on: Date,
    pub expires_on: Date,
    pub review_until: Date,
}

/// The notice of a measure, to the unit it is served on.
pub fn measure(lang: Lang, county: &CountyNames, facts: &Measure) -> Document {
    let title = lang.of("问 责 决 定 通 知", "Notice of a measure").to_owned();
    let mut document = sheet(lang, county, title, facts.unit.clone(), facts.served_on);
    document.number = Some(facts.number.clone());
    document.blocks =
        vec![paragraph(grounds(lang, facts)), Block::Table(evidence(lang, facts)), paragraph(decision(lang, facts))];
    document.blocks.extend(only_suggested(lang, facts.rung).map(paragraph));
    document.blocks.push(paragraph(rights(lang, facts)));
    document.blocks.push(paragraph(match lang {
        Lang::Zh => format!("本通知一事一码，核验码：{}。", facts.code),
        Lang::En => format!("Verification code of this notice: {}.", facts.code),
    }));
    document
}

fn grounds(lang: Lang, facts: &Measure) -> String {
    let Measure { unit, rule, .. } = facts;
    match lang {
        Lang::Zh => format!("按照问责规则“{rule}”，{unit}有下列情况："),
        Lang::En => format!("By the rule “{rule}”, {unit} stands as follows:"),
    }
}

fn evidence(lang: Lang, facts: &Measure) -> Table {
    let column =
        |head: &str, width: f32, align: Align| TableColumn { head: head.to_owned(), width, align, ..TableColumn::default() };
    Table {
        name: "evidence".to_owned(),
        columns: vec![
            column(lang.of("依据", "Evidence"), 4.0, Align::Left),
            column(lang.of("数值", "Figure"), 1.2, Align::Right),
        ],
        rows: facts
            .evidence
            .iter()
            .map(|(label, said)| Row { cells: vec![Cell::text(label), Cell::text(said)], ..Row::default() })
            .collect(),
        ..Table::default()
    }
}

fn decision(lang: Lang, facts: &Measure) -> String {
    let Measure { person, decided_by, rung, .. } = facts;
    let (decided_on, expires_on) = (day_text(facts.decided_on, lang), day_text(facts.expires_on, lang));
    let whom = match lang {
        _ if person.is_empty() => String::new(),
        Lang::Zh => format!("（责任人：{person}）"),
        Lang::En => format!(" (person: {person})"),
    };
    let reason = match lang {
        _ if facts.reason.is_empty() => String::new(),
        Lang::Zh => format!("降档理由：{}。", facts.reason.trim_end_matches('。')),
        Lang::En => format!(" A lighter one was chosen because: {}.", facts.reason.trim_end_matches('.')),
    };
    let rung = rung.label(lang);
    match lang {
        Lang::Zh => {
            format!("经{decided_by}于{decided_on}决定，采取措施：{rung}{whom}。{reason}影响期至{expires_on}，期满自行解除。")
        }
        Lang::En => format!(
            "{decided_by} decided on {decided_on}: {rung}{whom}.{reason} It is in effect until {expires_on} and ends by itself then."
        ),
    }
}

/// What the county can only suggest is decided by the body that has the power (政府督查工作条例 21).
fn only_suggested(lang: Lang, rung: Rung) -> Option<String> {
    let words = lang.of(
        "本措施属于建议，移送有管理权限的机关依规依纪决定；作出决定之前不产生处理后果。",
        "This is a suggestion: the body that has the power decides on it, and until then it has no consequence.",
    );
    rung.is_only_suggested().then(|| words.to_owned())
}

fn rights(lang: Lang, facts: &Measure) -> String {
    let until = day_text(facts.review_until, lang);
    match lang {
        Lang::Zh => format!(
            "你单位可以陈述申辩；对本决定不服的，可以自收到之日起{REVIEW_DAYS}日内（{until}前）申请复核一次，由原决定人以外的人在{REVIEW_DAYS}日内作出复核决定。"
        ),
        Lang::En => format!(
            "The unit may state its case. Whoever disagrees may ask once for a review within {REVIEW_DAYS} days (until {until}); somebody else than who decided then decides within {REVIEW_DAYS} days."
        ),
    }
}
