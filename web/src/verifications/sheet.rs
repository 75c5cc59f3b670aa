//! One return 核验单: figure and history on the left, evidence on the right, the decision beneath; j and k walk the queue.

use super::decide::what;
use super::{item_address, place, queue};
use crate::asked::Asked;
use crate::desk::Desk;
use crate::evidence::Shown;
use crate::form::Form;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::{at, percent};
use acts::verifications::{Sheet, What};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::instant_text;
use domain::lang::Lang;
use domain::measure::{Ratio, grouped};
use domain::policy::Action;
use domain::registers::{RETURNS, Record};
use domain::returns::Decision;

#[derive(Template)]
#[template(path = "verifications/sheet.html")]
struct SheetPage {
    f: Frame,
    unit: String,
    unit_href: String,
    indicator: String,
    month: String,
    status: &'static str,
    reported: String,
    uom: String,
    verified: String,
    facts: Vec<(String, String)>,
    questions: Vec<String>,
    history: Grid,
    reports: Grid,
    decisions: Grid,
    papers: Vec<PaperCard>,
    /// What may be decided: code, word, whether an amount belongs to it, chosen.
    decisions_open: Vec<(&'static str, &'static str, bool, bool)>,
    /// Why nothing may be decided here.
    why_not: String,
    wrong: String,
    amount: String,
    credited: String,
    reason: String,
    seen: String,
    previous: String,
    next: String,
    place: String,
}

struct PaperCard {
    e: Shown,
    flags: Vec<String>,
}

pub async fn page(State(site): State<Site>, Path(path): Path<(String, String, String)>, asked: Asked) -> Response {
    site.page_of(Action::VerifyReturn, asked, move |desk| {
        let what = what(path)?;
        Ok(Answer::Fresh(made(desk, &what, &Form::default(), String::new())?))
    })
    .await
}

/// The form once more, as it was filled, with what is wrong with it.
pub fn again(desk: &Desk<'_>, what: &What, form: &Form, wrong: String) -> Result<Answer, Refused> {
    Ok(Answer::Again(made(desk, what, form, wrong)?))
}

fn made(desk: &Desk<'_>, what: &What, form: &Form, wrong: String) -> Result<String, Refused> {
    let lang = desk.lang;
    let sheet = desk.office.verification_sheet(&desk.actor, what)?;
    let (items, docket) = queue(desk)?;
    let here = items.iter().position(|i| i.named == sheet.named);
    let beside = |at: Option<usize>| at.and_then(|at| items.get(at)).map(item_address).unwrap_or_default();
    let exact = |amount: i64| grouped(&sheet.indicator.measure.exact(amount));
    let papers: Vec<PaperCard> = sheet
        .papers
        .iter()
        .map(|p| PaperCard {
            e: Shown::of(&p.record, lang),
            flags: p.flags.iter().map(|f| f.sentence(lang, &|noun, key| place(&docket, noun, key, lang))).collect(),
        })
        .collect();
    let indicator = lang.name(&sheet.indicator.name, &sheet.indicator.name_en).to_owned();
    let page = SheetPage {
        f: Frame::of(desk, format!("{} · {indicator}", sheet.unit.label(lang))),
        unit: sheet.unit.label(lang).to_owned(),
        unit_href: at("units", &sheet.unit.code),
        indicator,
        month: sheet.named.month.text(lang),
        status: sheet.status.label(lang),
        reported: sheet.standing.report().map(|r| exact(r.1)).unwrap_or_default(),
        uom: sheet.indicator.measure.label(lang).to_owned(),
        verified: sheet.standing.verified_amount().map(exact).unwrap_or_default(),
        facts: facts(&sheet, lang),
        questions: sheet.questions.iter().map(|q| q.sentence(lang).to_owned()).collect(),
        history: history(&sheet, lang),
        reports: reports(&sheet, lang),
        decisions: decisions(&sheet, lang),
        papers,
        decisions_open: open(&sheet, form, lang),
        why_not: sheet.verify.err().filter(|_| sheet.recheck.is_err()).map_or("", |d| d.sentence(lang)).to_owned(),
        wrong,
        amount: form.get("amount").to_owned(),
        credited: form.get("credited").to_owned(),
        reason: form.get("reason").to_owned(),
        seen: sheet.seen.to_string(),
        previous: beside(here.and_then(|at| at.checked_sub(1))),
        next: beside(here.map(|at| at + 1)),
        place: here.map_or_else(String::new, |at| format!("{} / {}", at + 1, items.len())),
    };
    Ok(page.render()?)
}

fn open(sheet: &Sheet, form: &Form, lang: Lang) -> Vec<(&'static str, &'static str, bool, bool)> {
    let mut open = Vec::new();
    let chosen = |d: Decision| form.get("decision") == d.code();
    if sheet.verify.is_ok() {
        open.push(("accepted", lang.of("属实，按上报数核定", "accept as reported"), false, chosen(Decision::Accepted)));
        open.push(("returned", lang.of("退回，请单位重报", "send back to the unit"), false, chosen(Decision::Returned)));
        open.push(("recognised", lang.of("核减核增，按核定数", "recognise another amount"), true, chosen(Decision::Recognised)));
    }
    if sheet.recheck.is_ok() {
        let words = lang.of("回头看，推翻原核定数", "recheck: overturn the verified amount");
        open.push(("overturned", words, true, chosen(Decision::Overturned)));
    }
    open
}

fn facts(sheet: &Sheet, lang: Lang) -> Vec<(String, String)> {
    let exact = |amount: i64| grouped(&sheet.indicator.measure.exact(amount));
    let background = &sheet.background;
    let mut facts = Vec::new();
    let mut fact = |zh: &str, en: &str, text: Option<String>| {
        if let Some(text) = text {
            facts.push((lang.of(zh, en).to_owned(), text));
        }
    };
    let report = sheet.standing.reported.as_ref();
    fact("上报时间", "Reported at", report.map(|r| instant_text(r.recorded_at)));
    fact("凭证号", "Voucher", report.map(|r| r.text("voucher").to_owned()).filter(|t| !t.is_empty()));
    fact("单位说明", "The unit's note", report.map(|r| r.text("note").to_owned()).filter(|t| !t.is_empty()));
    fact("上月", "Last month", background.months.first().copied().flatten().map(exact));
    fact("上年同月", "Same month last year", background.last_year.map(exact));
    fact("年内前几月累计", "Earlier months of the year", Some(exact(background.year_to_date)));
    fact("年度目标", "Annual target", background.target.map(exact));
    let share = background.target.filter(|&t| t != 0).zip(sheet.standing.report());
    fact("本月占年度目标", "Part of the target", share.map(|(t, r)| format!("{}%", percent(Ratio::new(r.1, t)))));
    fact("牵头部门", "Lead office", sheet.lead.as_ref().map(|u| u.label(lang).to_owned()));
    facts
}

fn amount(sheet: &Sheet, amount: Option<i64>) -> Item {
    amount.map_or_else(
        || Item::text("—"),
        |a| Item::number(grouped(&sheet.indicator.measure.exact(a)), sheet.indicator.measure.number(a)),
    )
}

fn history(sheet: &Sheet, lang: Lang) -> Grid {
    let uom = sheet.indicator.measure.label(lang);
    let lines = sheet
        .history
        .iter()
        .rev()
        .map(|m| Line::of(vec![Item::text(m.month.to_string()), amount(sheet, m.reported), amount(sheet, m.verified)]));
    Grid {
        name: "history",
        caption: lang.of("十二个月", "Twelve months").to_owned(),
        columns: vec![
            Col::text(lang.of("月份", "Month")),
            Col::number(lang.of("上报", "Reported"), uom),
            Col::number(lang.of("核定", "Verified"), uom),
        ],
        lines: lines.collect(),
        lang,
        ..Grid::default()
    }
}

/// Every report, newest first, and what changed from the one before.
fn reports(sheet: &Sheet, lang: Lang) -> Grid {
    let lines = sheet.reports.iter().enumerate().rev().map(|(place, report)| {
        let before = place.checked_sub(1).map(|p| &sheet.reports[p]);
        Line::of(vec![
            Item::text(instant_text(report.recorded_at)),
            amount(sheet, report.int("value")),
            Item::text(changes(sheet, report, before, lang)),
        ])
    });
    Grid {
        name: "reports",
        caption: lang.of("历次上报", "Reports").to_owned(),
        columns: vec![
            Col::text(lang.of("时间", "At")),
            Col::number(lang.of("上报", "Reported"), sheet.indicator.measure.label(lang)),
            Col::text(lang.of("与上一次相比", "Against the one before")),
        ],
        lines: lines.collect(),
        lang,
        ..Grid::default()
    }
}

fn changes(sheet: &Sheet, report: &Record, before: Option<&Record>, lang: Lang) -> String {
    let Some(before) = before else { return lang.of("首次上报", "first report").to_owned() };
    let said = |r: &Record, column: &str| match column {
        "value" => r.int("value").map_or_else(|| "—".to_owned(), |a| grouped(&sheet.indicator.measure.exact(a))),
        other => r.text(other).to_owned(),
    };
    let changed = ["value", "voucher", "note"].into_iter().filter(|c| report.get(c) != before.get(c));
    let parts: Vec<String> = changed
        .map(|c| {
            let label = RETURNS.column(c).map_or(c, |i| lang.of(RETURNS.columns[i].zh, RETURNS.columns[i].en));
            format!("{label}：{} → {}", said(before, c), said(report, c))
        })
        .collect();
    if parts.is_empty() { lang.of("内容未变", "nothing changed").to_owned() } else { parts.join(lang.of("；", "; ")) }
}

fn decisions(sheet: &Sheet, lang: Lang) -> Grid {
    let lines = sheet.decisions.iter().rev().map(|d| {
        Line::of(vec![
            Item::text(instant_text(d.recorded_at)),
            Item::text(crate::words::choice(d, "decision", lang)),
            amount(sheet, d.int("amount")),
            Item::text(d.text("reason")),
        ])
    });
    Grid {
        name: "decisions",
        caption: lang.of("核验记录", "Decisions").to_owned(),
        columns: vec![
            Col::text(lang.of("时间", "At")),
            Col::text(lang.of("意见", "Decision")),
            Col::number(lang.of("核定", "Recognised"), sheet.indicator.measure.label(lang)),
            Col::text(lang.of("理由", "Reason")),
        ],
        lines: lines.collect(),
        empty: lang.of("还没有核验过。", "Not verified yet.").to_owned(),
        lang,
        ..Grid::default()
    }
}
