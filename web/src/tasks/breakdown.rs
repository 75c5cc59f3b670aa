//! Breaking a task down 任务分解: a row for each unit, a column for each month; filled in, pasted and checked before it is kept in one act.

use crate::asked::Asked;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::{Choice, Frame};
use crate::orders::asked_for;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::at;
use acts::tasks::breakdown::{Breakdown, BrokenDown, Fill, Typed, TypedRow, WrongCell};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::calendar::{Period, day_text};
use domain::lang::Lang;
use domain::policy::Action;
use domain::tasks::breakdown::Column;

#[derive(Template)]
#[template(path = "tasks/breakdown.html")]
struct Page {
    f: Frame,
    code: String,
    action: String,
    lead: String,
    /// What the amounts are counted in; empty: nothing counts them.
    measure: String,
    months: Vec<String>,
    rows: Vec<Row>,
    /// Parts that are not changed here: unit, result, due day, state, address.
    fixed: Vec<[String; 5]>,
    balance: String,
    is_even: bool,
    wrongs: Vec<String>,
    told: String,
    groups: Vec<Choice>,
    units: Vec<(String, String)>,
    /// An indicator counts it: last year and targets are known.
    counts: bool,
    corrects: bool,
    seen: i64,
    reason: String,
    block: String,
}

struct Row {
    unit: String,
    name: String,
    /// Address of the part that stands.
    part: String,
    wrong: String,
    result: Cell,
    due: Cell,
    stages: Vec<Cell>,
}

/// A cell of the form: its field, what was typed, what is wrong with it.
struct Cell {
    name: String,
    label: String,
    value: String,
    wrong: String,
}

const FIELDS: [&str; 6] = ["do", "seen", "reason", "group", "unit", "block"];
const CELLS: [&str; 4] = ["r.", "d.", "m.", "x."];

/// What is said above the sheet, and the sheet as it is shown again.
struct Shown<'a> {
    typed: &'a Typed,
    wrongs: &'a [WrongCell],
    told: String,
    reason: &'a str,
    block: &'a str,
}

pub async fn breakdown(State(site): State<Site>, Path(code): Path<String>, asked: Asked) -> Response {
    site.page_of(Action::KeepTasks, asked, move |desk| {
        let stands = desk.office.breakdown(&desk.actor, &code)?;
        let shown = Shown { typed: &stands.typed, wrongs: &[], told: String::new(), reason: "", block: "" };
        Ok(Answer::Fresh(page(desk, &stands, &shown)?))
    })
    .await
}

pub async fn break_down(State(site): State<Site>, Path(code): Path<String>, asked: Asked, body: String) -> Response {
    site.act(Action::KeepTasks, asked, Form::read(&body), move |desk, form| {
        form.only(&FIELDS, &CELLS)?;
        let stands = desk.office.breakdown(&desk.actor, &code)?;
        let typed = typed(form);
        match form.get("do") {
            "save" => save(desk, form, &stands, &typed),
            "paste" => changed(desk, form, &stands, pasted(&stands, form, typed)),
            "add" => changed(desk, form, &stands, added(&stands, form, typed)),
            "check" => changed(desk, form, &stands, typed),
            fill => {
                let fill = asked_for("do", fill, Fill::parse)?.ok_or(Refused::NotFound)?;
                let filled = desk.office.fill_breakdown(&desk.actor, &stands, &typed, fill)?;
                if filled == stands.named(typed.clone()) {
                    return again(desk, form, &stands, &typed, nothing_to_fill(desk.lang).to_owned());
                }
                changed(desk, form, &stands, filled)
            }
        }
    })
    .await
}

fn nothing_to_fill(lang: Lang) -> &'static str {
    lang.of(
        "没有可预填的：没有空格，或没有可分的余数，或所选依据没有数据",
        "nothing was filled in: no cell is empty, nothing is left to divide, or there is no data to divide it by",
    )
}

/// The rows as they came, in their order, without those that were ticked to be left out.
fn typed(form: &Form) -> Typed {
    let dropped: Vec<&str> = form.beginning("x.").map(|(unit, _)| unit).collect();
    let mut typed = Typed::default();
    for (unit, result) in form.beginning("r.").filter(|(unit, _)| !dropped.contains(unit)) {
        let due = form.get(&format!("d.{unit}")).to_owned();
        typed.rows.push(TypedRow { unit: unit.to_owned(), result: result.to_owned(), due, ..TypedRow::default() });
    }
    for (name, cell) in form.beginning("m.") {
        let Some((month, unit)) = name.split_once('.') else { continue };
        if let Some(row) = typed.rows.iter_mut().find(|row| row.unit == unit) {
            row.stages.insert(month.to_owned(), cell.to_owned());
        }
    }
    typed
}

/// Units and groups that were picked, each with a row of its own, due when the whole is.
fn added(stands: &Breakdown, form: &Form, mut typed: Typed) -> Typed {
    let group = Some(form.get("group")).filter(|group| !group.is_empty());
    let of_group = group.map(|group| stands.group(group)).unwrap_or_default();
    let named = domain::tasks::codes(&form.get("unit").replace([',', '，'], ";"));
    let due = stands.whole.due.map_or_else(String::new, |due| due.to_string());
    let new = |unit| TypedRow { unit, due: due.clone(), ..TypedRow::default() };
    let rows = of_group.into_iter().chain(named).map(new).collect();
    let mut rows = stands.named(Typed { rows }).rows;
    rows.retain(|row| typed.rows.iter().all(|known| known.unit != row.unit));
    typed.put(rows);
    typed
}

fn pasted(stands: &Breakdown, form: &Form, typed: Typed) -> Typed {
    let mut typed = stands.named(typed);
    typed.put(stands.named(Typed::pasted(form.raw("block"), &stands.months)).rows);
    typed
}

/// The sheet with what was just done to it; nothing is kept.
fn changed(desk: &Desk<'_>, form: &Form, stands: &Breakdown, typed: Typed) -> Result<Answer, Refused> {
    let wrongs: Vec<WrongCell> =
        stands.wrongs(&typed).into_iter().filter(|wrong| form.get("do") == "check" || !wrong.is_empty_cell()).collect();
    let told = match (form.get("do"), wrongs.is_empty()) {
        ("check", true) => desk.t("没有问题；还没有保存。", "Nothing is wrong; nothing is kept yet.").to_owned(),
        _ => String::new(),
    };
    let shown = Shown { typed: &typed, wrongs: &wrongs, told, reason: form.get("reason"), block: "" };
    Ok(Answer::Fresh(page(desk, stands, &shown)?))
}

fn again(desk: &Desk<'_>, form: &Form, stands: &Breakdown, typed: &Typed, told: String) -> Result<Answer, Refused> {
    let shown = Shown { typed, wrongs: &[], told, reason: form.get("reason"), block: form.raw("block") };
    Ok(Answer::Again(page(desk, stands, &shown)?))
}

fn save(desk: &Desk<'_>, form: &Form, stands: &Breakdown, typed: &Typed) -> Result<Answer, Refused> {
    let seen = form.get("seen").parse().unwrap_or(0);
    let code = &stands.row.code;
    let done = desk.office.break_down(&desk.caller(form), code, typed, seen, form.get("reason"))?;
    match &done {
        BrokenDown::Done { .. } | BrokenDown::Unchanged => Ok(Answer::Elsewhere(at("tasks", code))),
        BrokenDown::Wrong(wrongs) => {
            let shown = Shown { typed, wrongs, told: String::new(), reason: form.get("reason"), block: "" };
            Ok(Answer::Again(page(desk, stands, &shown)?))
        }
        BrokenDown::NoReason | BrokenDown::Changed => again(desk, form, stands, typed, done.refusals(desk.lang).concat()),
    }
}

fn page(desk: &Desk<'_>, stands: &Breakdown, shown: &Shown<'_>) -> Result<String, Refused> {
    let lang = desk.lang;
    let balance = stands.balance(shown.typed);
    let groups = stands.groups().into_iter().map(|((name, name_en), count)| Choice {
        label: format!("{} ({count})", lang.name(&name, &name_en)),
        value: name,
        chosen: false,
    });
    let none = Choice { value: String::new(), label: lang.of("不按组加", "no group").to_owned(), chosen: true };
    let fixed = stands.fixed.iter().map(|part| {
        [
            lang.name(&part.unit_name.0, &part.unit_name.1).to_owned(),
            part.results.clone(),
            part.due.map_or_else(String::new, |due| due.to_string()),
            part.state.label(lang).to_owned(),
            at("tasks", &part.code),
        ]
    });
    let page = Page {
        f: Frame::of(desk, desk.t("任务分解", "Breakdown")),
        code: stands.row.code.clone(),
        action: stands.row.action.clone(),
        lead: lead(stands, lang),
        measure: stands.measure.label(lang).to_owned(),
        months: stands.months.iter().map(|month| month.text(lang)).collect(),
        rows: shown.typed.rows.iter().map(|typed| row(stands, typed, shown.wrongs, lang)).collect(),
        fixed: fixed.collect(),
        balance: if shown.typed.rows.is_empty() { String::new() } else { balance.sentence(&stands.measure, lang) },
        is_even: balance.is_even(),
        wrongs: shown.wrongs.iter().map(|wrong| wrong.sentence(lang)).collect(),
        told: shown.told.clone(),
        groups: std::iter::once(none).chain(groups).collect(),
        units: stands.choices().map(|unit| (unit.code.clone(), unit.label(lang).to_owned())).collect(),
        counts: stands.indicator.is_some(),
        corrects: !stands.typed.rows.is_empty(),
        seen: stands.seen,
        reason: shown.reason.to_owned(),
        block: shown.block.to_owned(),
    };
    Ok(page.render()?)
}

/// 整任务1200亩，2026年12月31日前。
fn lead(stands: &Breakdown, lang: Lang) -> String {
    let label = stands.measure.label(lang);
    let amount = stands.whole.amount.map(|amount| match lang {
        Lang::Zh => format!("整任务{}{label}", stands.measure.exact(amount)),
        Lang::En => format!("The whole task is {} {label}", stands.measure.exact(amount)),
    });
    let words = || lang.of("整任务没有可以分的数", "the whole task has no amount that could be divided").to_owned();
    let due = stands.whole.due.map(|due| match lang {
        Lang::Zh => format!("，{}前", day_text(due, lang)),
        Lang::En => format!(", by {}", day_text(due, lang)),
    });
    format!("{}{}{}", amount.unwrap_or_else(words), due.unwrap_or_default(), lang.of("。", "."))
}

fn row(stands: &Breakdown, typed: &TypedRow, wrongs: &[WrongCell], lang: Lang) -> Row {
    let (zh, en) = stands.unit_name(&typed.unit);
    let name = lang.name(&zh, &en).to_owned();
    let wrong = |column: Column| {
        let mine = wrongs.iter().filter(|wrong| wrong.unit == typed.unit && wrong.column == column);
        mine.map(|wrong| wrong.why.sentence(lang)).collect::<Vec<_>>().join(lang.of("；", "; "))
    };
    let cell = |field: String, column: Column, value: &str| Cell {
        name: field,
        label: format!("{name} {}", column.label(lang)),
        value: value.to_owned(),
        wrong: wrong(column),
    };
    let stage = |month: &Period| {
        let value = typed.stages.get(&month.to_string()).map_or("", String::as_str);
        cell(format!("m.{month}.{}", typed.unit), Column::Month(*month), value)
    };
    Row {
        part: stands.stands_for(&typed.unit).map_or_else(String::new, |part| at("tasks", part)),
        wrong: wrong(Column::Unit),
        result: cell(format!("r.{}", typed.unit), Column::Result, &typed.result),
        due: cell(format!("d.{}", typed.unit), Column::Due, &typed.due),
        stages: stands.months.iter().map(stage).collect(),
        unit: typed.unit.clone(),
        name,
    }
}
