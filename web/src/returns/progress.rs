//! Progress 填报情况: unit × status for the period looked at, on time, late and not filed; exported as seen.

use super::domain_list;
use crate::asked::Asked;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::site::{Answer, Site};
use crate::table::{Exports, export};
use acts::returns::{Progress, Reports, UnitProgress};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::calendar::day_text;
use domain::document::{Number, RowKind};
use domain::policy::{Action, Denied, Request, decide};
use domain::returns::Status;

#[derive(Template)]
#[template(path = "returns/progress.html")]
struct ProgressPage {
    f: Frame,
    due: String,
    tally: Vec<(&'static str, String)>,
    grid: Grid,
    exports: Exports,
    may_open: bool,
    unseen: bool,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let unseen = desk.office.sees_reports(&desk.actor) == Reports::Nobodys;
        let progress = if unseen {
            Progress { period: desk.looking.period, deadlines: Vec::new(), units: Vec::new() }
        } else {
            desk.office.filing_progress(&desk.actor, desk.looking.period)?
        };
        let grid = grid(desk, &progress);
        if let Some(file) = export(desk, &grid)? {
            return Ok(file);
        }
        let due: Vec<String> = progress.deadlines.iter().map(|d| day_text(d.due, desk.lang)).collect();
        let due: Vec<&str> = due.iter().map(String::as_str).collect();
        let page = ProgressPage {
            due: domain_list(&due, desk.lang),
            tally: tally(desk, &progress),
            grid,
            exports: Exports::of(desk),
            may_open: decide(desk.actor.role, Request::of(Action::OpenLate)) != Err(Denied::NotYourRole),
            unseen,
            f: Frame::of(desk, desk.t("填报情况", "Who has filed")),
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

/// Statuses that a line which is owed can have.
fn shown() -> impl Iterator<Item = Status> {
    Status::ALL.into_iter().filter(|s| *s != Status::NoDuty)
}

fn tally(desk: &Desk<'_>, progress: &Progress) -> Vec<(&'static str, String)> {
    let sum = |of: fn(&UnitProgress) -> usize| progress.units.iter().map(of).sum::<usize>().to_string();
    let rate = rate_of(&total(progress));
    vec![
        (desk.t("应报项", "Lines owed"), sum(|u| u.lines)),
        (desk.t("按时", "On time"), sum(|u| u.on_time)),
        (desk.t("迟报", "Late"), sum(|u| u.late)),
        (desk.t("未报", "Not filed"), sum(|u| u.missing)),
        (desk.t("按时率", "On-time rate"), rate),
    ]
}

fn total(progress: &Progress) -> Option<UnitProgress> {
    let mut units = progress.units.iter();
    let mut all = units.next()?.clone();
    for unit in units {
        all.lines += unit.lines;
        all.on_time += unit.on_time;
        all.late += unit.late;
        all.missing += unit.missing;
        all.filed_on = all.filed_on.max(unit.filed_on);
        all.days_late = all.days_late.max(unit.days_late);
        for &(status, n) in &unit.counts {
            match all.counts.iter_mut().find(|c| c.0 == status) {
                Some(held) => held.1 += n,
                None => all.counts.push((status, n)),
            }
        }
    }
    Some(all)
}

fn rate_of(unit: &Option<UnitProgress>) -> String {
    let rate = unit.as_ref().and_then(UnitProgress::on_time_rate);
    rate.map_or_else(|| "—".to_owned(), |r| format!("{}%", crate::words::percent(r)))
}

fn grid(desk: &Desk<'_>, progress: &Progress) -> Grid {
    let t = |zh: &str, en: &str| desk.t(zh, en).to_owned();
    let lines_unit = || t("项", "lines");
    let mut columns = vec![Col::text(t("单位", "Unit")), Col::number(t("应报", "Owed"), lines_unit())];
    columns.extend(shown().map(|s| Col::number(s.label(desk.lang), lines_unit())));
    columns.push(Col::number(t("按时报", "Filed on time"), lines_unit()));
    columns.push(Col::number(t("迟报", "Filed late"), lines_unit()));
    columns.push(Col::number(t("到期未报", "Due, not filed"), lines_unit()));
    columns.push(Col::number(t("按时率", "On-time rate"), "%"));
    columns.push(Col::text(t("最后报送", "Last filed on")));
    columns.push(Col::number(t("最多迟", "Latest by"), t("天", "days")));
    let mut lines: Vec<Line> = progress.units.iter().map(|u| line(desk, u, RowKind::Item)).collect();
    if let Some(all) = total(progress).filter(|_| progress.units.len() > 1) {
        lines.push(line(desk, &all, RowKind::Total));
    }
    Grid {
        name: "filing_progress",
        caption: format!("{} {}", t("填报情况", "Who has filed"), progress.period.text(desk.lang)),
        columns,
        lines,
        empty: t("本期没有填报任务。", "Nothing is owed for this period."),
        lang: desk.lang,
        ..Grid::default()
    }
}

fn line(desk: &Desk<'_>, unit: &UnitProgress, kind: RowKind) -> Line {
    let whole = |n: usize| {
        let mantissa = i64::try_from(n).unwrap_or(i64::MAX);
        Item {
            number: Some(Number { mantissa, decimals: 0 }), ..Item::text(if n == 0 { "—".to_owned() } else { n.to_string() })
        }
    };
    let name = match kind {
        RowKind::Total => Item::text(desk.t("合计", "Total")),
        RowKind::Item | RowKind::Group | RowKind::Subtotal => {
            Item::link(unit.unit.label(desk.lang), crate::words::at("units", &unit.unit.code))
        }
    };
    let mut items = vec![name, whole(unit.lines)];
    items.extend(shown().map(|s| whole(unit.counts.iter().find(|c| c.0 == s).map_or(0, |c| c.1))));
    items.push(whole(unit.on_time));
    items.push(Item { state: if unit.late > 0 { "late" } else { "" }, ..whole(unit.late) });
    items.push(Item { state: if unit.missing > 0 { "missing" } else { "" }, ..whole(unit.missing) });
    items.push(match unit.on_time_rate() {
        Some(rate) => Item::number(crate::words::percent(rate), Number { mantissa: rate.times(100).round(1), decimals: 1 }),
        None => Item::text("—"),
    });
    items.push(Item::text(unit.filed_on.map_or_else(String::new, |d| day_text(d, desk.lang))));
    items.push(whole(usize::try_from(unit.days_late).unwrap_or(0)));
    Line { items, kind }
}
