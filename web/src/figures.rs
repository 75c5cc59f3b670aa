//! Figures 查数: every number opened — formula, inputs, rule, the entries that add up to it, and the records behind.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, export};
use crate::words::{at, record_address};
use acts::explanations::Explanation;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{Period, day_text, parse_day};
use domain::document::RowKind;
use domain::measure::grouped;
use domain::registers::register;
use domain::stage::Stage;
use domain::statistics::{FILED, Quantity, Query};

/// Entries and records shown on the page; the export has all.
const MOST_ROWS: usize = 200;

#[derive(Template)]
#[template(path = "figures/page.html")]
struct FigurePage {
    f: Frame,
    e: Shown,
    inputs: Grid,
    has_inputs: bool,
    entries: Grid,
    has_entries: bool,
    /// The entries add up to the figure.
    adds_up: bool,
    records: Vec<RecordCard>,
    more: usize,
    exports: Exports,
}

struct Shown {
    indicator: String,
    quantity: String,
    of: String,
    of_href: String,
    period: String,
    stage: String,
    as_of: String,
    printed: String,
    exact: String,
    uom: String,
    formula: String,
    /// What kind of rule it is: of lights, or of days.
    rule_label: &'static str,
    rule: String,
    rule_version: i64,
    id: String,
    sum: String,
}

struct RecordCard {
    register: String,
    register_href: String,
    key: String,
    href: String,
    amount: String,
    seq: i64,
    recorded_at: String,
    cells: Vec<(String, String)>,
    /// Files shown for it: name and address.
    files: Vec<(String, String)>,
}

pub async fn page(State(site): State<Site>, Path(id): Path<String>, asked: Asked) -> Response {
    site.page(asked, move |desk| {
        let unknown = || Refused::from(acts::Error::UnknownFigure(id.clone()));
        let query = Query::parse(&id).filter(|q| q.county == desk.actor.county).ok_or_else(unknown)?;
        let e = explain(desk, &query)?;
        let entries = entries(desk, &e);
        if let Some(file) = export(desk, &entries)? {
            return Ok(file);
        }
        let inputs = inputs(desk, &e);
        let unit = query.unit.as_deref().map(|code| at("units", code)).unwrap_or_default();
        let page = FigurePage {
            f: Frame::of(desk, format!("{} · {}", e.indicator.of(desk.lang), query.quantity.label(desk.lang))),
            has_inputs: !inputs.lines.is_empty(),
            has_entries: !e.entries.is_empty(),
            adds_up: e.entries_sum.is_some() && e.entries_sum == e.value,
            records: records(desk, &e)?,
            more: e.records.len().saturating_sub(MOST_ROWS),
            exports: Exports::of(desk),
            e: shown(desk, &query, &e, unit),
            inputs,
            entries,
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

/// From the books of the page if the figure is of them; else from its own.
fn explain(desk: &Desk<'_>, query: &Query) -> Result<Explanation, Refused> {
    let looking = desk.looking;
    let same = query.period == looking.period && query.as_of == looking.as_of && query.stage == looking.stage;
    if same {
        let books = desk.books()?;
        return Ok(desk.office.explain_from(&desk.scope, &books.books, query)?);
    }
    Ok(desk.office.explain(&desk.scope, &query.to_string())?)
}

fn shown(desk: &Desk<'_>, query: &Query, e: &Explanation, of_href: String) -> Shown {
    let lang = desk.lang;
    Shown {
        indicator: e.indicator.of(lang).to_owned(),
        quantity: Quantity::parse(e.quantity).map_or(e.quantity, |q| q.label(lang)).to_owned(),
        of: e.of.of(lang).to_owned(),
        of_href,
        period: Period::parse(&e.period).map_or_else(|| e.period.clone(), |p| p.text(lang)),
        stage: query.stage.label(lang).to_owned(),
        as_of: day_text(query.as_of, lang),
        printed: e.printed.clone(),
        exact: e.value.as_deref().map(grouped).unwrap_or_default(),
        uom: e.uom.of(lang).to_owned(),
        formula: e.formula.of(lang).to_owned(),
        rule_label: if query.indicator == FILED {
            lang.of("应报日", "Due day")
        } else {
            lang.of("亮灯规则", "Light rule")
        },
        rule: e.rule_sentence.of(desk.lang).to_owned(),
        rule_version: e.rule_version,
        id: e.id.clone(),
        sum: e.entries_sum.as_deref().map(grouped).unwrap_or_default(),
    }
}

fn inputs(desk: &Desk<'_>, e: &Explanation) -> Grid {
    let lang = desk.lang;
    let lines = e.inputs.iter().map(|input| {
        let href = format!("/figures/{}", crate::asked::encode(&input.id));
        Line::of(vec![
            Item::text(input.label.of(lang)),
            Item::figure(&input.printed, href),
            Item::text(input.value.as_deref().map(grouped).unwrap_or_default()),
        ])
    });
    Grid {
        name: "inputs",
        caption: lang.of("输入", "Inputs").to_owned(),
        columns: vec![
            Col::text(lang.of("输入", "Input")),
            Col::number(lang.of("显示", "Printed"), ""),
            Col::number(lang.of("原数", "Exact"), ""),
        ],
        lines: lines.collect(),
        lang,
        ..Grid::default()
    }
}

fn entries(desk: &Desk<'_>, e: &Explanation) -> Grid {
    let lang = desk.lang;
    let uom = e.uom.of(lang);
    let mut lines: Vec<Line> = e
        .entries
        .iter()
        .map(|entry| {
            let source = register(&entry.source).map_or(entry.source.as_str(), |r| lang.of(r.zh, r.en));
            let href = crate::asked::address(
                &format!("/registers/{}", entry.source),
                [("seq", entry.source_seq.to_string().as_str())].into_iter(),
            );
            let reverses = entry.reverses.map(|n| match lang {
                domain::lang::Lang::Zh => format!("冲销第{n}号"),
                domain::lang::Lang::En => format!("reverses no. {n}"),
            });
            Line::of(vec![
                Item::text(entry.seq.to_string()),
                Item::text(parse_day(&entry.on).map_or_else(|| entry.on.clone(), |d| day_text(d, lang))),
                Item::text(entry.unit.of(lang)),
                Item {
                    number: domain::measure::parse_decimal(&entry.amount, 6)
                        .ok()
                        .map(|mantissa| domain::document::Number { mantissa, decimals: 6 }),
                    ..Item::text(grouped(&entry.amount))
                },
                Item::text(Stage::parse(entry.stage).map_or(entry.stage, |s| s.label(lang))),
                Item::link(format!("{source} {}", entry.source_seq), href),
                Item::text(&entry.recorded_at),
                Item::text(reverses.unwrap_or_default()),
            ])
        })
        .collect();
    if let Some(sum) = &e.entries_sum {
        let mut items = vec![Item::default(); 8];
        items[0] = Item::text(lang.of("合计", "Sum"));
        items[3] = Item {
            number: domain::measure::parse_decimal(sum, 6)
                .ok()
                .map(|mantissa| domain::document::Number { mantissa, decimals: 6 }),
            ..Item::text(grouped(sum))
        };
        lines.push(Line { items, kind: RowKind::Total });
    }
    Grid {
        name: "entries",
        caption: lang.of("分录", "Entries").to_owned(),
        columns: vec![
            Col::text(lang.of("总账号", "Ledger no.")),
            Col::text(lang.of("日期", "Day")),
            Col::text(lang.of("单位", "Unit")),
            Col::number(lang.of("数额", "Amount"), uom),
            Col::text(lang.of("口径", "Stage")),
            Col::text(lang.of("来源记录", "Record")),
            Col::text(lang.of("登记时间", "Recorded at")),
            Col::text(lang.of("更正", "Correction")),
        ],
        lines,
        lang,
        ..Grid::default()
    }
}

/// Records with the files shown for them; those of a verified return are shown for the report it was verified from.
fn records(desk: &Desk<'_>, e: &Explanation) -> Result<Vec<RecordCard>, Refused> {
    let shown: Vec<_> = e.records.iter().take(MOST_ROWS).collect();
    let mut cards = Vec::with_capacity(shown.len());
    let of = |line: &acts::explanations::RecordLine| match (line.register, line.key.rsplit_once('|')) {
        ("returns", Some((front, _))) => format!("{front}|{}", Stage::Reported.code()),
        _ => line.key.clone(),
    };
    let mut files = std::collections::HashMap::new();
    for register in shown.iter().map(|r| r.register).collect::<std::collections::BTreeSet<_>>() {
        let keys: Vec<String> = shown.iter().filter(|r| r.register == register).map(|r| of(r)).collect();
        let found = desk.office.evidence_by_record(&desk.actor, register, &keys)?;
        files.extend(found.into_iter().map(|(key, files)| ((register, key), files)));
    }
    for line in shown {
        let papers = files.get(&(line.register, of(line))).into_iter().flatten();
        let paper = |f: &domain::registers::Record| (f.text("file_name").to_owned(), at("evidence", f.text("evidence_id")));
        cards.push(RecordCard { files: papers.map(paper).collect(), ..record(desk, line) });
    }
    Ok(cards)
}

fn record(desk: &Desk<'_>, line: &acts::explanations::RecordLine) -> RecordCard {
    let lang = desk.lang;
    RecordCard {
        register: line.register_name.of(lang).to_owned(),
        register_href: format!("/registers/{}", line.register),
        key: line.key.replace('|', " · "),
        href: record_address(line.register, &line.key),
        amount: grouped(&line.amount),
        seq: line.seq,
        recorded_at: line.recorded_at.clone(),
        cells: line.cells.iter().map(|(label, text)| (label.of(lang).to_owned(), text.clone())).collect(),
        files: Vec::new(),
    }
}
