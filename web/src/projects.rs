//! Projects 项目: the list on the server's paging, and one project from lead to production — stages, money, credits, history.

use crate::asked::Asked;
use crate::cache::Gathered;
use crate::desk::Desk;
use crate::frame::{Choice, Frame};
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, Pager, Sorting, export};
use crate::words::{at, choice, iso, mu, name, wan, wan_unit};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{day_at, day_number, day_text};
use domain::document::{Number, RowKind};
use domain::lang::Lang;
use domain::registers::{PROJECTS, Record, SECTORS, STAGES};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "projects/list.html")]
struct ListPage {
    f: Frame,
    stages: Vec<Choice>,
    sectors: Vec<Choice>,
    q: String,
    sort: String,
    grid: Grid,
    pager: Pager,
    exports: Exports,
}

#[derive(Template)]
#[template(path = "projects/page.html")]
struct ProjectPage {
    f: Frame,
    name: String,
    key: String,
    stage: String,
    /// The ribbon 阶段: code, label, day, reached, is the current one.
    ribbon: Vec<Step>,
    facts: Vec<(String, String, String)>,
    money: Vec<(String, String, String)>,
    credits: Grid,
    stages: Grid,
    arrivals: Grid,
    history: Grid,
    key_project: Option<(String, String)>,
}

struct Step {
    label: &'static str,
    day: String,
    class: &'static str,
}

/// What the list needs of a project besides its record.
struct Told<'b> {
    record: &'b Record,
    /// Code and day of the stage reached by the day looked from.
    stage: &'b str,
    stage_on: i64,
    arrived: i64,
}

/// Phases a live project passes, in order; the ends stand apart.
fn order(stage: &str) -> usize {
    STAGES.iter().position(|s| s.0 == stage).unwrap_or(0)
}

/// The stage a project has reached by a day: the latest dated one.
fn current<'b>(stages: &[&'b Record], today: i64) -> Option<&'b Record> {
    let reached = stages.iter().filter(|s| s.int("on").is_some_and(|on| on <= today));
    reached.max_by_key(|s| (s.int("on"), order(s.text("stage")))).copied()
}

fn by_project<'b>(books: &'b Gathered, noun: &str) -> HashMap<&'b str, Vec<&'b Record>> {
    let mut all: HashMap<&str, Vec<&Record>> = HashMap::new();
    for record in books.books.records(noun) {
        all.entry(record.text("project_id")).or_default().push(record);
    }
    all
}

fn told<'b>(desk: &Desk<'_>, books: &'b Gathered) -> Vec<Told<'b>> {
    let today = day_number(desk.looking.as_of);
    let (stages, arrivals) = (by_project(books, "project_stages"), by_project(books, "project_arrivals"));
    let projects = books.books.records("projects").iter();
    projects
        .map(|record| {
            let key = record.text("project_id");
            let stage = stages.get(key).and_then(|s| current(s, today));
            let arrived = arrivals.get(key).into_iter().flatten().filter(|a| a.int("on").is_some_and(|on| on <= today));
            Told {
                record,
                stage: stage.map_or("", |s| s.text("stage")),
                stage_on: stage.and_then(|s| s.int("on")).unwrap_or(0),
                arrived: arrived.filter_map(|a| a.int("amount")).sum(),
            }
        })
        .collect()
}

pub async fn list(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let books = desk.books()?;
        let (asked, lang) = (desk.asked, desk.lang);
        let (stage, sector, q) = (asked.param("at"), asked.param("sector"), asked.param("q"));
        known("at", stage, STAGES)?;
        known("sector", sector, SECTORS)?;
        let mut found = told(desk, &books);
        found.retain(|t| {
            (stage.is_empty() || t.stage == stage)
                && (sector.is_empty() || t.record.text("sector") == sector)
                && (q.is_empty() || mentions(t.record, q))
        });
        sort(&Sorting::of(asked), &mut found, lang);
        if let Some(file) = export(desk, &grid(desk, &found))? {
            return Ok(file);
        }
        let pager = Pager::new(asked, found.len())?;
        let page = ListPage {
            f: Frame::of(desk, desk.t("项目", "Projects")),
            stages: choices(STAGES, stage, lang),
            sectors: choices(SECTORS, sector, lang),
            q: q.to_owned(),
            sort: asked.param("sort").to_owned(),
            grid: grid(desk, &found[pager.range()]),
            pager,
            exports: Exports::of(desk),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn known(what: &str, code: &str, list: &[(&str, &str, &str)]) -> Result<(), Refused> {
    if code.is_empty() || list.iter().any(|l| l.0 == code) {
        return Ok(());
    }
    Err(Refused::Bad {
        code: "web.bad_choice", zh: format!("{what}没有“{code}”"), en: format!("{what} cannot be “{code}”")
    })
}

fn choices(list: &[(&str, &str, &str)], chosen: &str, lang: Lang) -> Vec<Choice> {
    let mut all = vec![Choice { value: String::new(), label: lang.of("全部", "all").to_owned(), chosen: chosen.is_empty() }];
    all.extend(list.iter().map(|l| Choice { value: l.0.to_owned(), label: lang.of(l.1, l.2).to_owned(), chosen: l.0 == chosen }));
    all
}

fn mentions(record: &Record, q: &str) -> bool {
    let texts = ["name", "name_en", "project_id", "investor", "content", "origin"].map(|c| record.text(c));
    crate::search::matches(q, &texts)
}

fn sort(sorting: &Sorting<'_>, found: &mut [Told<'_>], lang: Lang) {
    match sorting.by {
        "name" => found.sort_by_cached_key(|t| crate::search::sort_key(name(t.record, lang))),
        "stage" => found.sort_by_key(|t| (order(t.stage), t.stage_on)),
        "total" => found.sort_by_key(|t| t.record.int("total_investment")),
        "fixed" => found.sort_by_key(|t| t.record.int("fixed_investment")),
        "arrived" => found.sort_by_key(|t| t.arrived),
        // Newest first, as the office reads it.
        _ => return found.sort_by_key(|t| std::cmp::Reverse((t.stage_on, t.record.seq))),
    }
    if sorting.down {
        found.reverse();
    }
}

fn fen(amount: i64) -> Item {
    Item::number(wan(amount), Number { mantissa: amount, decimals: 6 })
}

fn grid(desk: &Desk<'_>, found: &[Told<'_>]) -> Grid {
    let (lang, asked) = (desk.lang, desk.asked);
    let sorting = Sorting::of(asked);
    let on = |code: &str, column: Col| sorting.on(asked, code, column);
    let unit = wan_unit(lang);
    let lines = found.iter().map(|t| {
        let r = t.record;
        Line::of(vec![
            Item::link(name(r, lang), at("projects", r.text("project_id"))),
            Item::text(choice_of(STAGES, t.stage, lang)),
            Item::text(iso(Some(t.stage_on))),
            Item::text(choice(r, "sector", lang)),
            fen(r.int("total_investment").unwrap_or(0)),
            fen(r.int("fixed_investment").unwrap_or(0)),
            fen(t.arrived),
            Item::text(r.text("investor")),
            Item::text(r.text("project_id")),
        ])
    });
    Grid {
        name: "projects",
        caption: desk.t("项目", "Projects").to_owned(),
        columns: vec![
            on("name", Col::text(lang.of("项目", "Project"))),
            on("stage", Col::text(lang.of("阶段", "Stage"))),
            on("on", Col::text(lang.of("阶段日期", "Since"))),
            Col::text(lang.of("产业", "Sector")),
            on("total", Col::number(lang.of("总投资", "Total investment"), unit)),
            on("fixed", Col::number(lang.of("固定资产投资", "Fixed-asset investment"), unit)),
            on("arrived", Col::number(lang.of("已进资", "Arrived"), unit)),
            Col::text(lang.of("投资方", "Investor")),
            Col::text(lang.of("编号", "No.")),
        ],
        lines: lines.collect(),
        empty: lang.of("没有符合条件的项目，请放宽条件。", "No project meets the conditions; ask for less.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn choice_of(list: &[(&'static str, &'static str, &'static str)], code: &str, lang: Lang) -> &'static str {
    list.iter().find(|l| l.0 == code).map_or("—", |l| lang.of(l.1, l.2))
}

pub async fn page(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        let books = desk.books()?;
        let record = books.books.records("projects").iter().find(|r| r.text("project_id") == id).ok_or(Refused::NotFound)?;
        let lang = desk.lang;
        let today = day_number(desk.looking.as_of);
        let of = |noun: &str| by_project(&books, noun).remove(id.as_str()).unwrap_or_default();
        let (mut stages, mut arrivals, credits) = (of("project_stages"), of("project_arrivals"), of("project_credits"));
        stages.sort_by_key(|s| (s.int("on"), order(s.text("stage"))));
        arrivals.sort_by_key(|a| a.int("on"));
        let now = current(&stages, today);
        let key_project = books.books.records("key_projects").iter().find(|k| k.text("project_id") == id);
        let page = ProjectPage {
            f: Frame::of(desk, name(record, lang)),
            name: name(record, lang).to_owned(),
            key: id.clone(),
            stage: now.map(|s| choice(s, "stage", lang)).unwrap_or_default(),
            ribbon: ribbon(&stages, now, today, lang),
            facts: facts(desk, &books, record),
            money: money(record, &arrivals, today, lang),
            credits: credit_grid(desk, &books, &credits),
            stages: stage_grid(desk, &books, &stages),
            arrivals: arrival_grid(desk, &arrivals),
            history: history(desk, &books, &id)?,
            key_project: key_project.map(|k| (name(k, lang).to_owned(), at("key-projects", &k.key()))),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn ribbon(stages: &[&Record], now: Option<&Record>, today: i64, lang: Lang) -> Vec<Step> {
    let ended = now.is_some_and(|n| matches!(n.text("stage"), "refused" | "ended"));
    STAGES
        .iter()
        .filter_map(|&(code, zh, en)| {
            let on = stages.iter().find(|s| s.text("stage") == code).and_then(|s| s.int("on"));
            let is_end = matches!(code, "refused" | "ended");
            let is_now = now.is_some_and(|n| n.text("stage") == code);
            let class = match on {
                Some(_) if is_now && is_end => "stopped",
                Some(_) if is_now => "now",
                Some(on) if on <= today => "past",
                Some(_) | None => "",
            };
            // An end that did not come is not part of the road, nor is what an ended project never reached.
            let shown = if is_end { is_now } else { !ended || on.is_some() };
            shown.then(|| Step { label: lang.of(zh, en), day: iso(on), class })
        })
        .collect()
}

fn facts(desk: &Desk<'_>, books: &Gathered, record: &Record) -> Vec<(String, String, String)> {
    let hidden = ["name", "name_en", "total_investment", "fixed_investment"];
    let columns = record.register.columns.iter().enumerate();
    columns
        .filter(|(i, c)| !record.values[*i].is_null() && !hidden.contains(&c.name))
        .map(|(i, c)| {
            let parent = books.books.parent(record, c.name);
            let text = match &parent {
                Some(parent) => name(parent, desk.lang).to_owned(),
                None => crate::registers::text(record, i, &books.books, desk.lang),
            };
            let href = parent.map(|p| crate::words::record_address(p.register.noun, &p.key())).unwrap_or_default();
            let text = match c.kind {
                domain::registers::Kind::Land => format!("{}{}", mu(record.int(c.name).unwrap_or(0)), desk.t("亩", " mu")),
                domain::registers::Kind::Money => format!("{text} {}", wan_unit(desk.lang)),
                _ => text,
            };
            (desk.lang.of(c.zh, c.en).to_owned(), text, href)
        })
        .collect()
}

/// Contract, arrived, and arrived this month.
fn money(record: &Record, arrivals: &[&Record], today: i64, lang: Lang) -> Vec<(String, String, String)> {
    let sum = |from: i64| -> i64 {
        arrivals.iter().filter(|a| a.int("on").is_some_and(|on| on <= today && on >= from)).filter_map(|a| a.int("amount")).sum()
    };
    let unit = wan_unit(lang).to_owned();
    let of = |column: &str| record.int(column).unwrap_or(0);
    vec![
        (lang.of("总投资", "Total investment").to_owned(), wan(of("total_investment")), unit.clone()),
        (lang.of("固定资产投资", "Fixed-asset investment").to_owned(), wan(of("fixed_investment")), unit.clone()),
        (lang.of("已进资", "Arrived").to_owned(), wan(sum(0)), unit.clone()),
        (lang.of("今年进资", "Arrived this year").to_owned(), wan(sum(today / 10_000 * 10_000)), unit.clone()),
        (lang.of("本月进资", "Arrived this month").to_owned(), wan(sum(today / 100 * 100)), unit),
    ]
}

fn unit_item(books: &Gathered, record: &Record, column: &str, lang: Lang) -> Item {
    let unit = record.int(column).and_then(|n| i32::try_from(n).ok()).and_then(|n| books.books.unit(n));
    unit.map_or_else(Item::default, |u| Item::link(u.label(lang), at("units", &u.code)))
}

fn credit_grid(desk: &Desk<'_>, books: &Gathered, credits: &[&Record]) -> Grid {
    let lang = desk.lang;
    let percent = |n: i64| {
        let number = Number { mantissa: n, decimals: 2 };
        Item::number(domain::measure::decimal(n, 2), number)
    };
    let mut lines: Vec<Line> = credits
        .iter()
        .map(|c| {
            let share = c.int("share").unwrap_or(0);
            Line::of(vec![unit_item(books, c, "unit_id", lang), percent(share), Item::text(choice(c, "role", lang))])
        })
        .collect();
    if lines.len() > 1 {
        let total = credits.iter().filter_map(|c| c.int("share")).sum();
        let items = vec![Item::text(lang.of("合计", "Sum")), percent(total), Item::default()];
        lines.push(Line { items, kind: RowKind::Total });
    }
    Grid {
        name: "credits",
        caption: lang.of("归属", "Credits").to_owned(),
        columns: vec![
            Col::text(lang.of("单位", "Unit")),
            Col::number(lang.of("份额", "Share"), "%"),
            Col::text(lang.of("角色", "Role")),
        ],
        lines,
        empty: lang.of("没有计入任何单位。", "Credited to no unit.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn stage_grid(desk: &Desk<'_>, books: &Gathered, stages: &[&Record]) -> Grid {
    let lang = desk.lang;
    let lines = stages.iter().map(|s| {
        Line::of(vec![
            Item::text(choice(s, "stage", lang)),
            Item::text(crate::words::day(s.int("on"), lang)),
            Item::text(s.text("evidence")),
            unit_item(books, s, "recogniser", lang),
            Item::text(day_text(day_at(s.recorded_at), lang)),
            Item::text(s.text("remark")),
        ])
    });
    Grid {
        name: "stages",
        caption: lang.of("阶段", "Stages").to_owned(),
        columns: [
            lang.of("阶段", "Stage"),
            lang.of("日期", "Day"),
            lang.of("佐证", "Evidence"),
            lang.of("认定单位", "Recognised by"),
            lang.of("登记日期", "Recorded on"),
            lang.of("说明", "Remark"),
        ]
        .map(Col::text)
        .into(),
        lines: lines.collect(),
        empty: lang.of("还没有阶段记录。", "No stage is recorded yet.").to_owned(),
        lang,
        ..Grid::default()
    }
}

fn arrival_grid(desk: &Desk<'_>, arrivals: &[&Record]) -> Grid {
    let lang = desk.lang;
    let mut lines: Vec<Line> = arrivals
        .iter()
        .map(|a| {
            Line::of(vec![
                Item::text(crate::words::day(a.int("on"), lang)),
                fen(a.int("amount").unwrap_or(0)),
                Item::text(a.text("voucher")),
                Item::text(a.text("arrival_id")),
            ])
        })
        .collect();
    if !lines.is_empty() {
        let total = arrivals.iter().filter_map(|a| a.int("amount")).sum();
        let items = vec![Item::text(lang.of("合计", "Sum")), fen(total), Item::default(), Item::default()];
        lines.push(Line { items, kind: RowKind::Total });
    }
    Grid {
        name: "arrivals",
        caption: lang.of("实际进资", "Investment arrived").to_owned(),
        columns: vec![
            Col::text(lang.of("到位日期", "Day")),
            Col::number(lang.of("金额", "Amount"), wan_unit(lang)),
            Col::text(lang.of("凭证号", "Voucher")),
            Col::text(lang.of("编号", "No.")),
        ],
        lines,
        empty: lang.of("还没有资金到位。", "No investment has arrived yet.").to_owned(),
        lang,
        ..Grid::default()
    }
}

/// Every version of the project's own record, newest first, with what changed.
fn history(desk: &Desk<'_>, books: &Gathered, id: &str) -> Result<Grid, Refused> {
    let lang = desk.lang;
    let versions = desk.office.versions(&desk.scope, &PROJECTS, id, desk.looking.as_of)?;
    let lines = versions.iter().enumerate().rev().map(|(place, version)| {
        let before = place.checked_sub(1).map(|p| &versions[p]);
        Line::of(vec![
            Item::text(day_text(day_at(version.recorded_at), lang)),
            Item::text(version.seq.to_string()),
            Item::text(changes(version, before, books, lang)),
        ])
    });
    Ok(Grid {
        name: "history",
        caption: lang.of("沿革", "History").to_owned(),
        columns: [lang.of("登记日期", "Recorded on"), lang.of("总账号", "Ledger no."), lang.of("变动", "What changed")]
            .map(Col::text)
            .into(),
        lines: lines.collect(),
        lang,
        ..Grid::default()
    })
}

fn changes(version: &Record, before: Option<&Record>, books: &Gathered, lang: Lang) -> String {
    let Some(before) = before else { return lang.of("首次登记", "first recorded").to_owned() };
    let text = |r: &Record, i: usize| crate::registers::text(r, i, &books.books, lang);
    let changed = version.register.columns.iter().enumerate().filter(|(i, _)| version.values[*i] != before.values[*i]);
    let parts: Vec<String> =
        changed.map(|(i, c)| format!("{}：{} → {}", lang.of(c.zh, c.en), text(before, i), text(version, i))).collect();
    if parts.is_empty() { lang.of("内容未变", "nothing changed").to_owned() } else { parts.join(lang.of("；", "; ")) }
}
