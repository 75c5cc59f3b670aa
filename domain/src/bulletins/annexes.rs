//! Annexes 附件: the county's indicators, the units of each campaign, lists of names, key projects with their nodes.

use super::facts::{At, Facts};
use super::sheet::{Figures, Grid, Sheet, Slot, light};
use super::{Campaign, bands, late, orders, phases, rankings, rosters};
use crate::calendar::{day_of, day_text};
use crate::document::{Align, Annex, Block, RowKind};
use crate::indicators::Indicator;
use crate::registers::{Kind, Record, Register};
use crate::statistics::Quantity;

/// The annexes with what they state, and where the text finds them.
pub struct Annexes {
    pub list: Vec<Annex>,
    pub figures: Figures,
    /// (campaign, place) of the units' tables.
    units: Vec<(String, usize)>,
    rosters: Option<usize>,
}

/// How an annex is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Portrait,
    Landscape,
    /// In the workbook only.
    Electronic,
}

impl Annexes {
    /// 附件2 · Annex 2, for a reference in the text.
    fn reference(&self, facts: &Facts<'_>, place: Option<usize>) -> String {
        let place = place.map_or(1, |p| p + 1);
        facts.say(&format!("附件{place}"), &format!("Annex {place}"))
    }

    pub fn units(&self, facts: &Facts<'_>, campaign: &Campaign) -> String {
        self.reference(facts, self.units.iter().find(|(code, _)| *code == campaign.code).map(|(_, place)| *place))
    }

    pub fn rosters(&self, facts: &Facts<'_>) -> String {
        self.reference(facts, self.rosters)
    }

    /// Add what was written, if anything was; its place among the annexes.
    fn add(&mut self, title: String, sheet: Sheet, form: Form) -> Option<usize> {
        let written = sheet.blocks.iter().any(|b| matches!(b, Block::Table(_)));
        if !written {
            return None;
        }
        self.figures.absorb(sheet.figures);
        let (landscape, electronic) = (form != Form::Portrait, form == Form::Electronic);
        self.list.push(Annex { title, blocks: sheet.blocks, landscape, electronic });
        Some(self.list.len() - 1)
    }
}

pub fn compose(facts: &Facts<'_>) -> Annexes {
    let lang = facts.lang;
    let mut annexes = Annexes { list: Vec::new(), figures: Figures::default(), units: Vec::new(), rosters: None };
    let mut sheet = Sheet::default();
    sheet.table(county_table(facts));
    annexes.add(facts.say("全县主要指标完成情况表", "The county's indicators"), sheet, Form::Landscape);

    let mut sheet = Sheet::default();
    for campaign in &facts.cut.campaigns {
        for roster in rosters::of_campaign(facts, campaign) {
            sheet.table(rosters::table(facts, &roster));
        }
    }
    sheet.table(late::table(facts));
    annexes.rosters = annexes.add(facts.say("有关单位和团队名单", "Units and teams by name"), sheet, Form::Portrait);

    let mut sheet = Sheet::default();
    for campaign in &facts.cut.campaigns {
        if let Some(grid) = bands::table(facts, campaign) {
            sheet.table(grid);
        }
        for split in phases::parts(facts, campaign) {
            sheet.table(phase_table(facts, &split));
        }
    }
    annexes.add(facts.say("项目规模和阶段分布表", "Projects by size and by phase"), sheet, Form::Portrait);

    let mut sheet = Sheet::default();
    sheet.table(key_projects(facts));
    annexes.add(facts.say("重点项目推进情况表", "Key projects"), sheet, Form::Landscape);

    let mut sheet = Sheet::default();
    sheet.table(orders::table(facts));
    annexes.add(facts.say("督办事项办理情况表", "Matters under supervision"), sheet, Form::Landscape);

    for campaign in &facts.cut.campaigns {
        let mut sheet = Sheet::default();
        for indicator in facts.with_targets(campaign) {
            sheet.table(rankings::full_table(facts, indicator));
        }
        let name = campaign.name.of(lang);
        let title = facts.say(&format!("{name}分单位完成情况表（电子表格）"), &format!("{name}: figures by unit (workbook)"));
        if let Some(place) = annexes.add(title, sheet, Form::Electronic) {
            annexes.units.push((campaign.code.clone(), place));
        }
    }
    annexes
}

/// Every indicator of every campaign, for the county.
fn county_table(facts: &Facts<'_>) -> Grid {
    let lang = facts.lang;
    let right = Align::Right;
    let mut grid = Grid::new("county", lang.of("全县主要指标完成情况", "The county's indicators"))
        .column(lang.of("指标", "Indicator"), "", Align::Left, 2.8)
        .column(lang.of("单位", "Measure"), "", Align::Center, 0.9)
        .column(lang.of("累计", "To date"), "", right, 1.0)
        .column(lang.of("上年同期", "Last year"), "", right, 1.0)
        .column(lang.of("增减", "Difference"), "", right, 1.0)
        .column(lang.of("同比", "Change"), "%", right, 0.9)
        .column(lang.of("年度任务", "Target"), "", right, 1.0)
        .column(lang.of("占任务", "Share"), "%", right, 0.9)
        .column(lang.of("时序进度", "Time progress"), "%", right, 0.9)
        .column(lang.of("与时序差", "Gap"), lang.of("百分点", "points"), right, 1.0)
        .column(lang.of("亮灯", "Light"), "", Align::Center, 1.6);
    let campaigns = &facts.cut.campaigns;
    let other = |i: &&Indicator| campaigns.iter().all(|c| c.code != i.campaign);
    let others: Vec<&Indicator> = facts.cut.books.indicators.iter().filter(other).collect();
    let mut parts: Vec<(&str, Vec<&Indicator>)> = campaigns.iter().map(|c| (c.name.of(lang), facts.indicators(c))).collect();
    parts.push((lang.of("其他", "Other"), others));
    for (name, indicators) in parts {
        let figures: Vec<At<'_>> = indicators.into_iter().filter_map(|i| facts.county(i)).collect();
        if !figures.is_empty() {
            grid.group(name);
        }
        for at in figures {
            let name = at.indicator.label(lang);
            let words = [name, at.indicator.measure.label(lang)].map(|w| Slot::Words(w.to_owned()));
            let mut slots = Vec::from(words);
            let quantities =
                [Quantity::Cumulative, Quantity::LastYear, Quantity::Change, Quantity::ChangePercent, Quantity::Target];
            slots.extend(quantities.map(|q| Slot::Figure(at, q, "—")));
            slots.push(Slot::Figure(at, Quantity::SharePercent, "—"));
            slots.push(if at.statistic.share().is_some() {
                Slot::Figure(at, Quantity::TimeProgressPercent, "—")
            } else {
                Slot::Words("—".to_owned())
            });
            slots.extend([Slot::Figure(at, Quantity::GapPoints, "—"), light(at, lang)]);
            grid.row(facts, name, RowKind::Item, slots);
        }
    }
    grid.note(lang.of(
        "同比为累计数与上年同期相比，上年同期为零或无数据的记“—”；与时序差由未舍入数据计算。",
        "Changes are of the figure to date on the same period of last year, a dash where the base is zero or unknown; gaps \
         are computed from unrounded figures.",
    ));
    let rule = facts.cut.books.light_rules.iter().filter(|r| r.indicator.is_none()).max_by_key(|r| (r.effective_on, r.seq));
    let rule = rule.cloned().unwrap_or_else(crate::targets::LightRule::standard);
    let points = |n: i64| crate::measure::grouped(&crate::measure::decimal(n, 2));
    let (green, yellow) = (points(rule.green_from), points(rule.yellow_from));
    grid.note(&facts.say(
        &format!("亮灯：与时序差不低于{green}个百分点为●达序时，不低于{yellow}个百分点为▲滞后，其余为■严重滞后。"),
        &format!("Lights by the gap: ● on pace from {green} points, ▲ behind from {yellow} points, ■ far behind below that."),
    ));
    grid
}

/// A distribution whose parts add up to its last row.
fn phase_table(facts: &Facts<'_>, split: &phases::Split<'_>) -> Grid {
    let lang = facts.lang;
    let whole = split.whole.label(lang);
    let caption = facts.say(&format!("{whole}按阶段分布"), &format!("{whole} by phase"));
    let uom = split.whole.measure.label(lang);
    let mut grid = Grid::new(&format!("{}_by_phase", split.whole.code), &caption)
        .column(lang.of("阶段", "Phase"), "", Align::Left, 2.0)
        .column(lang.of("数量", "Number"), uom, Align::Right, 1.0)
        .column(lang.of("上年同期", "Last year"), uom, Align::Right, 1.0);
    let slots = |at, name: &str| {
        let figures = [Quantity::Cumulative, Quantity::LastYear].map(|q| Slot::Figure(at, q, "—"));
        std::iter::once(Slot::Words(name.to_owned())).chain(figures).collect::<Vec<_>>()
    };
    for at in split.figures(facts) {
        let name = split.label(at.indicator, lang);
        grid.row(facts, &name, RowKind::Item, slots(at, &name));
    }
    if let Some(at) = facts.county(split.whole) {
        let name = lang.of("合计", "Total");
        grid.row(facts, name, RowKind::Total, slots(at, name));
    }
    grid
}

/// The key projects with phase, task force and the state of their nodes.
fn key_projects(facts: &Facts<'_>) -> Grid {
    let (lang, books) = (facts.lang, facts.cut.books);
    let mut grid = Grid::new("key_projects", lang.of("重点项目推进情况", "Key projects"))
        .column(lang.of("序号", "No."), "", Align::Center, 0.6)
        .column(lang.of("项目名称", "Project"), "", Align::Left, 2.8)
        .column(lang.of("类别", "Category"), "", Align::Center, 1.0)
        .column(lang.of("推进小组", "Task force"), "", Align::Left, 1.8)
        .column(lang.of("倒排工期", "Schedule"), "", Align::Center, 1.1)
        .column(lang.of("阶段", "Phase"), "", Align::Center, 1.2)
        .column(lang.of("节点情况", "Nodes"), "", Align::Left, 3.0);
    let splits: Vec<phases::Split<'_>> = facts.cut.campaigns.iter().flat_map(|c| phases::parts(facts, c)).collect();
    let counts_them = |s: &&phases::Split<'_>| {
        books
            .counted(s.whole, facts.cut.period)
            .subjects
            .iter()
            .any(|s| matches!(s, crate::statistics::Subject::Record { noun: "key_projects", .. }))
    };
    let split = splits.iter().find(counts_them);
    for (place, record) in books.records("key_projects").iter().enumerate() {
        let force = books.parent(record, "task_force_id");
        let name = lang.name(record.text("name"), record.text("name_en"));
        let settled = match &force {
            Some(force) if force.int("settled_on").is_some() => lang.of("已敲定", "settled"),
            Some(_) => lang.of("未敲定", "not settled"),
            None => "—",
        };
        let force_name = force.as_ref().map_or("—", |f| lang.name(f.text("name"), f.text("name_en"))).to_owned();
        let phase = split.map_or_else(|| "—".to_owned(), |s| s.phase_of(facts, record.seq));
        let category = choice(record.register, "category", record.text("category"), facts);
        let mut slots = vec![Slot::Words((place + 1).to_string())];
        slots.extend([name.to_owned(), category, force_name, settled.to_owned(), phase, nodes(facts, record)].map(Slot::Words));
        grid.row(facts, name, RowKind::Item, slots);
    }
    grid
}

/// The label of a choice.
fn choice(register: &Register, column: &str, code: &str, facts: &Facts<'_>) -> String {
    let kind = register.column(column).map(|at| register.columns[at].kind);
    let Some(Kind::Choice(choices)) = kind else { return code.to_owned() };
    choices.iter().find(|c| c.0 == code).map_or_else(|| code.to_owned(), |c| facts.say(c.1, c.2))
}

/// The next node and its day, and which are overdue.
fn nodes(facts: &Facts<'_>, project: &Record) -> String {
    let (lang, books) = (facts.lang, facts.cut.books);
    let key = project.key();
    let today = crate::calendar::day_number(books.as_of);
    let mut open: Vec<&Record> = books
        .records("key_project_nodes")
        .iter()
        .filter(|n| n.text("key_project_id") == key && n.int("done_on").is_none_or(|d| d > today))
        .collect();
    open.sort_by_key(|n| n.int("position"));
    let has_any = books.records("key_project_nodes").iter().any(|n| n.text("key_project_id") == key);
    let say = |node: &Record| {
        let due = node.int("due_on").and_then(day_of).map_or_else(String::new, |day| day_text(day, lang));
        let name = lang.name(node.text("node"), node.text("node_en"));
        facts.say(&format!("{name}（{due}前）"), &format!("{name} (by {due})"))
    };
    let overdue: Vec<String> = open.iter().filter(|n| n.int("due_on").is_some_and(|due| due < today)).map(|n| say(n)).collect();
    match (open.first(), overdue.is_empty()) {
        (None, _) if has_any => lang.of("节点全部完成", "all nodes done").to_owned(),
        (None, _) => lang.of("未排节点", "no nodes planned").to_owned(),
        (Some(next), true) => format!("{}{}", lang.of("下一节点：", "next: "), say(next)),
        (Some(_), false) => format!("{}{}", lang.of("逾期：", "overdue: "), overdue.join(lang.of("、", ", "))),
    }
}
