//! Pack 会议材料: what a meeting has before it — what the last one resolved, each topic with its ranking, who speaks, what units
//! said of it, and a page for each unit; composed from the same cut as a bulletin, so that every number opens.

use super::facts::{At, Facts};
use super::rankings::{groups, named, table};
use super::sheet::{Grid, Sheet, Slot, light};
use super::{Campaign, Cut};
use crate::calendar::{Date, day_text};
use crate::document::{Align, Annex, Block, Cell, Document, Imprint, Row, RowKind, Table, TableColumn};
use crate::indicators::Indicator;
use crate::lang::Lang;
use crate::meetings::{Ranked, Side, rule};
use crate::statistics::Quantity;
use crate::tasks::Listed;
use crate::units::Unit;

/// What a pack says besides figures, in the words of one language.
#[derive(Clone, Debug)]
pub struct Pack {
    pub title: String,
    pub meeting_on: Date,
    pub venue: String,
    pub chair: String,
    /// The last meeting with minutes, and what became of what it resolved; `None`: there was none.
    pub last: Option<Last>,
    pub topics: Vec<Topic>,
    pub speakers: Vec<SpeakerLine>,
    /// The last day for comments, and what units said: unit, day, words.
    pub comments_to: Option<Date>,
    pub comments: Vec<(String, Date, String)>,
    /// What each unit has in hand, by its number.
    pub owed: Vec<(i32, Vec<Listed>)>,
}

/// The last meeting 上次会议 and the tasks made of its minutes.
#[derive(Clone, Debug)]
pub struct Last {
    pub title: String,
    pub on: Date,
    /// Unit, task, and whether it is done.
    pub resolved: Vec<(String, Listed, bool)>,
}

#[derive(Clone, Debug)]
pub struct Topic {
    pub title: String,
    /// The campaign it tells of; empty: none.
    pub campaign: String,
}

#[derive(Clone, Debug)]
pub struct SpeakerLine {
    pub unit: String,
    pub side: Side,
    /// By which ranking, and at which place of how many; or why it was chosen.
    pub basis: String,
    /// A person confirmed it.
    pub is_confirmed: bool,
}

const CHINESE: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

/// 一、 · 1. in the order of the sections.
fn heading(sheet: &mut Sheet, place: &mut usize, lang: Lang, text: &str) {
    let number = match lang {
        Lang::Zh => format!("{}、", CHINESE.get(*place).copied().unwrap_or("其他")),
        Lang::En => format!("{}. ", *place + 1),
    };
    *place += 1;
    sheet.heading(1, format!("{number}{text}"));
}

/// Compose the pack of a meeting.
pub fn compose(cut: &Cut<'_>, pack: &Pack, lang: Lang) -> Document {
    let facts = Facts::new(cut, lang);
    let mut sheet = Sheet::default();
    let mut place = 0;
    sheet.plain(opening(pack, lang));
    heading(&mut sheet, &mut place, lang, lang.of("上次会议议定事项落实情况", "What became of what the last meeting resolved"));
    resolved(pack, lang, &mut sheet);
    for topic in &pack.topics {
        heading(&mut sheet, &mut place, lang, &topic.title);
        told(&facts, topic, &mut sheet);
    }
    heading(&mut sheet, &mut place, lang, lang.of("发言单位", "Who speaks"));
    speakers(pack, lang, &mut sheet);
    heading(&mut sheet, &mut place, lang, lang.of("各单位意见", "What units said of this pack"));
    comments(pack, lang, &mut sheet);
    let mut pages = Sheet::default();
    for (nth, unit) in units(&facts, pack).into_iter().enumerate() {
        if nth > 0 {
            pages.blocks.push(Block::NewPage);
        }
        page(&facts, pack, unit, &mut pages);
    }
    finish(&facts, pack, sheet, pages)
}

/// The page of one unit alone; `None`: it has no duty in any topic.
pub fn unit_page(cut: &Cut<'_>, pack: &Pack, unit: i32, lang: Lang) -> Option<Document> {
    let facts = Facts::new(cut, lang);
    let unit = units(&facts, pack).into_iter().find(|u| u.number == unit)?;
    let mut sheet = Sheet::default();
    page(&facts, pack, unit, &mut sheet);
    let mut document = finish(&facts, pack, sheet, Sheet::default());
    document.title = match lang {
        Lang::Zh => format!("{}\n{}", pack.title, unit.label(lang)),
        Lang::En => format!("{}:\n{}", pack.title, unit.label(lang)),
    };
    Some(document)
}

/// How units stand in the ranking of each topic, from which speakers are proposed.
pub fn rankings<'c>(cut: &'c Cut<'_>, topics: &[Topic]) -> Vec<(&'c Indicator, Vec<Ranked>)> {
    let facts = Facts::new(cut, Lang::Zh);
    let mut found = Vec::new();
    for indicator in topics.iter().filter_map(|topic| campaign(&facts, topic)).flat_map(|c| facts.ranking(c)) {
        let of_group = |(group, members): (&str, Vec<At<'_>>)| {
            let ranked = |at: At<'_>| {
                Some(Ranked {
                    unit: at.unit?.number,
                    group: group.to_owned(),
                    rank: at.statistic.rank?,
                    target: at.statistic.target.unwrap_or(0),
                    light: at.statistic.light,
                })
            };
            members.into_iter().filter_map(ranked).collect::<Vec<_>>()
        };
        let ranked = groups(&facts, indicator).into_iter().flat_map(of_group).collect();
        found.push((indicator.number, ranked));
    }
    let indicators = &cut.books.indicators;
    found.into_iter().filter_map(|(number, ranked)| Some((indicators.iter().find(|i| i.number == number)?, ranked))).collect()
}

fn campaign<'f>(facts: &'f Facts<'_>, topic: &Topic) -> Option<&'f Campaign> {
    facts.cut.campaigns.iter().find(|campaign| campaign.code == topic.campaign)
}

fn finish(facts: &Facts<'_>, pack: &Pack, sheet: Sheet, pages: Sheet) -> Document {
    let (lang, county) = (facts.lang, &facts.cut.county);
    let Sheet { blocks, mut figures } = sheet;
    figures.absorb(pages.figures);
    let office = county.office.of(lang).to_owned();
    let annex = Annex {
        title: lang.of("各单位情况（一单位一页）", "A page for each unit").to_owned(),
        blocks: pages.blocks,
        landscape: false,
        electronic: false,
    };
    let day = day_text(pack.meeting_on, lang);
    Document {
        lang,
        head: String::new(),
        number: None,
        title: match lang {
            Lang::Zh => format!("{}材料", pack.title),
            Lang::En => format!("{}: pack", pack.title),
        },
        addressees: String::new(),
        blocks,
        annexes: if annex.blocks.is_empty() { Vec::new() } else { vec![annex] },
        signed_by: office,
        signed_on: day,
        imprint: Imprint::default(),
        basis: super::overall::basis(facts),
        watermark: String::new(),
        proof: Vec::new(),
        figures: figures.into_list(),
    }
}

fn opening(pack: &Pack, lang: Lang) -> String {
    let (day, topics) = (day_text(pack.meeting_on, lang), pack.topics.len());
    let said = |zh: &str, en: &str, words: &str| match (words.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("{zh}{words}；"),
        (false, Lang::En) => format!("{en}{words}; "),
    };
    let (venue, chair) = (said("地点：", "venue: ", &pack.venue), said("主持：", "chair: ", &pack.chair));
    match lang {
        Lang::Zh => format!("时间：{day}；{venue}{chair}议题{topics}项。"),
        Lang::En => format!("Day: {day}; {venue}{chair}topics: {topics}."),
    }
}

fn resolved(pack: &Pack, lang: Lang, sheet: &mut Sheet) {
    let Some(last) = &pack.last else {
        sheet.plain(lang.of("此前没有印发过会议纪要。", "No minutes of an earlier meeting are kept."));
        return;
    };
    let done = last.resolved.iter().filter(|(.., done)| *done).count();
    let (all, day) = (last.resolved.len(), day_text(last.on, lang));
    sheet.plain(match lang {
        Lang::Zh => format!("{day}《{}》议定{all}项，已办结{done}项，未办结{}项。", last.title, all - done),
        Lang::En => format!("“{}” of {day} resolved {all} items: {done} done, {} not done.", last.title, all - done),
    });
    let row = |(unit, task, done): &(String, Listed, bool)| {
        let standing = if *done { lang.of("✓ 已办结", "✓ done").to_owned() } else { task.state.clone() };
        let cells = vec![
            Cell::text(&task.words),
            Cell::text(unit),
            Cell::text(&task.due),
            Cell { light: task.light.filter(|_| !done), ..Cell::text(standing) },
        ];
        Row { cells, ..Row::default() }
    };
    words_table(
        sheet,
        "resolved",
        lang,
        &[("议定事项", "Resolved", 4.0), ("责任单位", "Unit", 1.4), ("时限", "Due", 1.2), ("落实", "Standing", 1.2)],
        last.resolved.iter().map(row).collect(),
    );
}

fn words_table(sheet: &mut Sheet, name: &str, lang: Lang, heads: &[(&str, &str, f32)], rows: Vec<Row>) {
    if rows.is_empty() {
        return;
    }
    let column = |(zh, en, width): &(&str, &str, f32)| TableColumn {
        head: lang.of(zh, en).to_owned(),
        width: *width,
        ..TableColumn::default()
    };
    let columns = heads.iter().map(column).collect();
    sheet.blocks.push(Block::Table(Table { name: name.to_owned(), columns, rows, ..Table::default() }));
}

/// A topic: who leads and who trails, and the ranking.
fn told(facts: &Facts<'_>, topic: &Topic, sheet: &mut Sheet) {
    let lang = facts.lang;
    let Some(campaign) = campaign(facts, topic) else {
        sheet.plain(lang.of("本议题没有排名，会上汇报。", "Nothing is ranked here; it is told at the meeting."));
        return;
    };
    let before = sheet.blocks.len();
    for indicator in facts.ranking(campaign) {
        let lines = named(facts, indicator, lang.of("各单位情况", "the page of each unit"));
        sheet.paragraph(lang, lines);
        sheet.table(table(facts, indicator));
    }
    if sheet.blocks.len() == before {
        sheet.plain(lang.of("本期没有分单位的数据。", "There are no figures by unit in this period."));
    }
}

fn speakers(pack: &Pack, lang: Lang, sheet: &mut Sheet) {
    let row = |line: &SpeakerLine| {
        let standing = if line.is_confirmed { lang.of("已确定", "confirmed") } else { lang.of("按排名提名", "proposed") };
        let what = format!("{}（{}）", line.side.label(lang), line.side.speech(lang));
        let what = if lang == Lang::En { format!("{}: {}", line.side.label(lang), line.side.speech(lang)) } else { what };
        Row { cells: [&line.unit, &what, &line.basis, standing].map(Cell::text).into(), ..Row::default() }
    };
    if pack.speakers.is_empty() {
        sheet.plain(lang.of("没有安排单位发言。", "No unit speaks."));
    }
    words_table(
        sheet,
        "speakers",
        lang,
        &[("单位", "Unit", 1.4), ("发言", "Speaks as", 1.8), ("依据", "Why", 3.0), ("安排", "Standing", 1.2)],
        pack.speakers.iter().map(row).collect(),
    );
    sheet.plain(rule(lang));
}

fn comments(pack: &Pack, lang: Lang, sheet: &mut Sheet) {
    let until = pack.comments_to.map(|until| day_text(until, lang));
    match (until, pack.comments.is_empty(), lang) {
        (None, ..) => sheet.plain(lang.of("材料尚未送审。", "The pack has not been sent out.")),
        (Some(until), true, Lang::Zh) => sheet.plain(format!("征求意见到{until}，没有收到意见。")),
        (Some(until), true, Lang::En) => sheet.plain(format!("Comments were asked for until {until}; none came.")),
        (Some(until), false, Lang::Zh) => sheet.plain(format!("征求意见到{until}，意见如下：")),
        (Some(until), false, Lang::En) => sheet.plain(format!("Comments were asked for until {until}:")),
    }
    let row = |(unit, on, words): &(String, Date, String)| Row {
        cells: vec![Cell::text(unit), Cell::text(on.to_string()), Cell::text(words)],
        ..Row::default()
    };
    words_table(
        sheet,
        "comments",
        lang,
        &[("单位", "Unit", 1.4), ("日期", "Day", 1.2), ("意见", "Comment", 5.0)],
        pack.comments.iter().map(row).collect(),
    );
}

/// Indicators of the topics' campaigns that some unit has a duty in, each once.
fn indicators<'f>(facts: &'f Facts<'_>, pack: &Pack) -> Vec<&'f Indicator> {
    let mut all: Vec<&Indicator> = Vec::new();
    for campaign in pack.topics.iter().filter_map(|topic| campaign(facts, topic)) {
        let fresh = facts.with_targets(campaign).into_iter().filter(|i| all.iter().all(|known| known.number != i.number));
        let fresh: Vec<&Indicator> = fresh.collect();
        all.extend(fresh);
    }
    all
}

/// Units with a duty in any of them, in the order of the units.
fn units<'f>(facts: &'f Facts<'_>, pack: &Pack) -> Vec<&'f Unit> {
    let has_duty: std::collections::BTreeSet<i32> = indicators(facts, pack)
        .into_iter()
        .flat_map(|indicator| facts.units(indicator))
        .filter_map(|at| at.unit.map(|unit| unit.number))
        .collect();
    facts.cut.books.units.iter().filter(|unit| has_duty.contains(&unit.number)).collect()
}

/// A unit's own page: how it stands in every indicator it has a duty in, and what it has in hand.
fn page(facts: &Facts<'_>, pack: &Pack, unit: &Unit, sheet: &mut Sheet) {
    let lang = facts.lang;
    sheet.heading(2, unit.label(lang));
    let caption = lang.of("各项指标", "Indicators");
    let mut grid = Grid::new(&format!("unit_{}", unit.code), caption)
        .column(lang.of("指标", "Indicator"), "", Align::Left, 2.2)
        .column(lang.of("计量单位", "Unit"), "", Align::Center, 0.9)
        .column(lang.of("累计", "To date"), "", Align::Right, 1.0)
        .column(lang.of("年度任务", "Target"), "", Align::Right, 1.0)
        .column(lang.of("占任务", "Share"), "%", Align::Right, 0.9)
        .column(lang.of("与时序差", "Gap"), lang.of("百分点", "points"), Align::Right, 1.0)
        .column(lang.of("名次", "Rank"), "", Align::Center, 0.7)
        .column(lang.of("亮灯", "Light"), "", Align::Center, 1.5);
    for indicator in indicators(facts, pack) {
        let Some(at) = facts.units(indicator).into_iter().find(|at| at.unit.is_some_and(|u| u.number == unit.number)) else {
            continue;
        };
        let name = format!("{} {}", unit.label(lang), indicator.label(lang));
        let slots = vec![
            Slot::Words(indicator.label(lang).to_owned()),
            Slot::Words(indicator.measure.label(lang).to_owned()),
            Slot::Figure(at, Quantity::Cumulative, at.statistic.status.label(lang)),
            Slot::Figure(at, Quantity::Target, "—"),
            Slot::Figure(at, Quantity::SharePercent, "—"),
            Slot::Figure(at, Quantity::GapPoints, "—"),
            Slot::Figure(at, Quantity::Rank, "—"),
            light(at, lang),
        ];
        grid.row(facts, &name, RowKind::Item, slots);
    }
    sheet.table(grid);
    let owed = pack.owed.iter().find(|(number, _)| *number == unit.number).map_or(&[][..], |(_, owed)| owed.as_slice());
    if owed.is_empty() {
        sheet.plain(lang.of("没有在办任务。", "No task is in hand."));
    }
    let row = |task: &Listed| Row {
        cells: vec![
            Cell::text(&task.words),
            Cell::text(&task.results),
            Cell::text(&task.due),
            Cell { light: task.light, ..Cell::text(&task.state) },
        ],
        ..Row::default()
    };
    words_table(
        sheet,
        &format!("tasks_{}", unit.code),
        lang,
        &[("在办任务", "Task in hand", 4.0), ("量化目标", "Results", 1.8), ("时限", "Due", 1.2), ("状态", "State", 1.1)],
        owed.iter().map(row).collect(),
    );
    let said: Vec<&str> = pack.comments.iter().filter(|c| c.0 == unit.label(lang)).map(|c| c.2.as_str()).collect();
    if !said.is_empty() {
        sheet.plain(match lang {
            Lang::Zh => format!("本单位意见：{}", said.join("；")),
            Lang::En => format!("Its comment: {}", said.join("; ")),
        });
    }
}
