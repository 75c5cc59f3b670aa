//! One project 项目: its stages, money, credits and history, from lead to production.

use super::{by_project, current, fen, order};
use crate::asked::Asked;
use crate::cache::Gathered;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::{at, choice, iso, money, mu, name, wan_unit};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{day_at, day_number, day_text};
use domain::document::{Number, RowKind};
use domain::lang::Lang;
use domain::registers::{KEY_PROJECTS, PROJECTS, Record, STAGES};

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
    /// Open problems on site, and where one more is written down.
    problems: (Grid, String),
    /// Files shown for the project.
    evidence: String,
    /// Words and address: correct, and what can be added.
    keeping: Vec<(String, String)>,
}

struct Step {
    label: &'static str,
    day: String,
    class: &'static str,
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
        let (evidence, takes_files) = crate::evidence::panel(desk, "projects", &id)?;
        let mut whose = vec![(PROJECTS.noun, id.as_str())];
        let key = key_project.map(Record::key);
        whose.extend(key.as_deref().map(|key| (KEY_PROJECTS.noun, key)));
        let page = ProjectPage {
            problems: crate::site_problems::of_project(desk, &whose)?,
            evidence,
            f: Frame::of(desk, name(record, lang)),
            name: name(record, lang).to_owned(),
            key: id.clone(),
            stage: now.map(|s| choice(s, "stage", lang)).unwrap_or_default(),
            ribbon: ribbon(&stages, now, today, lang),
            facts: facts(desk, &books, record),
            money: sums(record, &arrivals, today, lang),
            credits: credit_grid(desk, &books, &credits),
            stages: stage_grid(desk, &books, &stages),
            arrivals: arrival_grid(desk, &arrivals),
            history: history(desk, &books, &id)?,
            keeping: crate::registers::keeping(desk, record)?,
            key_project: key_project.map(|k| (name(k, lang).to_owned(), at("key-projects", &k.key()))),
        };
        let html = page.render()?;
        Ok(if takes_files { Answer::Fresh(html) } else { Answer::Html(html) })
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
                domain::registers::Kind::Money => money(record.int(c.name).unwrap_or(0), desk.lang),
                _ => text,
            };
            (desk.lang.of(c.zh, c.en).to_owned(), text, href)
        })
        .collect()
}

/// Contract, arrived, and arrived this month.
fn sums(record: &Record, arrivals: &[&Record], today: i64, lang: Lang) -> Vec<(String, String, String)> {
    let sum = |from: i64| -> i64 {
        arrivals.iter().filter(|a| a.int("on").is_some_and(|on| on <= today && on >= from)).filter_map(|a| a.int("amount")).sum()
    };
    let of = |column: &str| record.int(column).unwrap_or(0);
    let line = |label: &str, fen: i64| {
        let (amount, unit) = domain::measure::money(fen, lang);
        (label.to_owned(), amount, unit.to_owned())
    };
    vec![
        line(lang.of("总投资", "Total investment"), of("total_investment")),
        line(lang.of("固定资产投资", "Fixed-asset investment"), of("fixed_investment")),
        line(lang.of("已进资", "Arrived"), sum(0)),
        line(lang.of("今年进资", "Arrived this year"), sum(today / 10_000 * 10_000)),
        line(lang.of("本月进资", "Arrived this month"), sum(today / 100 * 100)),
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
