//! `guatu tasks` 任务 and `guatu orders` 督办: what is asked of whom, and how it stands; the same lists as the pages.

use crate::desk::Desk;
use crate::options::{ListFormat, OrdersCommand, SupervisedList, SupervisedOne, TasksCommand};
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::orders::OrderQuery;
use acts::tasks::TaskQuery;
use acts::{Error, Office};
use domain::actors::Actor;
use domain::calendar::Date;
use domain::lang::Lang;
use domain::supervision::{Slip, State};
use domain::tasks::TaskState;
use std::fmt::Write;

/// The office, whoever sits at the command line, and the day looked from.
pub fn asked(desk: &Desk) -> Result<(Office, Actor, Date), Stop> {
    let office = desk.office()?;
    let actor = Office::operator(desk.scope(&office)?.county());
    let as_of = office.as_of(desk.as_of)?;
    Ok((office, actor, as_of))
}

/// A word of a list of codes.
pub fn word<T>(given: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Stop> {
    given.map(|text| parse(text).ok_or_else(|| Stop::from(Wrong::Word(text.to_owned())))).transpose()
}

pub fn tasks(desk: &Desk, command: &TasksCommand) -> Result<(), Stop> {
    match command {
        TasksCommand::List(list) => list_tasks(desk, list),
        TasksCommand::Show(one) => show_task(desk, one),
        TasksCommand::BreakDown(asked) => super::breakdown::run(desk, asked),
    }
}

pub fn orders(desk: &Desk, command: &OrdersCommand) -> Result<(), Stop> {
    match command {
        OrdersCommand::List(list) => list_orders(desk, list),
        OrdersCommand::Show(one) => show_order(desk, one),
        OrdersCommand::Check(one) => check(desk, one),
    }
}

/// Rows as aligned text, or as CSV with its head.
pub fn printed(format: ListFormat, head: &[&str], rows: &[Vec<String>]) -> Result<(), Stop> {
    if format == ListFormat::Text {
        let lines = rows.iter().map(|row| row.join("  ").trim_end().to_owned() + "\n");
        return output::print(&lines.collect::<String>());
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = out.write_record(head);
    for row in rows {
        let _ = out.write_record(row);
    }
    output::print(&String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default())
}

fn light(slip: Option<Slip>, lang: Lang) -> String {
    slip.map_or_else(String::new, |slip| format!("{} {}", slip.light().shape(), slip.label(lang)))
}

fn list_tasks(desk: &Desk, list: &SupervisedList) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let query = TaskQuery {
        unit: list.unit.clone().unwrap_or_default(),
        state: word(list.state.as_deref(), TaskState::parse)?,
        slip: word(list.slip.as_deref(), Slip::parse)?,
        ..TaskQuery::default()
    };
    let lang = desk.lang;
    let tasks = office.tasks(&actor, as_of, &query, 0, list.most)?;
    let row = |t: &acts::tasks::TaskRow| {
        vec![
            t.code.clone(),
            t.due.map_or_else(|| "-".to_owned(), |due| due.to_string()),
            t.state.label(lang).to_owned(),
            light(t.slip, lang),
            lang.name(&t.unit_name.0, &t.unit_name.1).to_owned(),
            t.action.clone(),
        ]
    };
    let shown = tasks.rows.iter().filter(|t| list.over || list.state.is_some() || t.state <= TaskState::InHand);
    let rows: Vec<Vec<String>> = shown.map(row).collect();
    printed(list.format, &["task_id", "due_on", "state", "slip", "unit", "action"], &rows)
}

fn show_task(desk: &Desk, one: &SupervisedOne) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let (page, lang) = (office.task(&actor, as_of, &one.code)?, desk.lang);
    let mut out = String::new();
    let _ = writeln!(out, "{}  {}  {}", page.row.code, page.row.state.label(lang), light(page.row.slip, lang));
    let _ = writeln!(out, "{}", page.row.action);
    let due = page.row.due.map_or_else(|| "-".to_owned(), |due| due.to_string());
    let _ = writeln!(out, "{}  {due}  {}", lang.name(&page.row.unit_name.0, &page.row.unit_name.1), page.row.results);
    if let (Some(directive), Some((from, to))) = (&page.directive, page.row.span) {
        let sentence = domain::directives::Span { from, to }.of(&directive.text);
        let _ = writeln!(out, "《{}》 {sentence}", directive.title);
    }
    if let Some(counted) = &page.counted {
        let show = |amount: i64| counted.indicator.measure.exact(amount);
        let target = counted.target.map_or_else(|| "-".to_owned(), show);
        let _ = writeln!(out, "{}  {} / {target}  {}", counted.indicator.label(lang), show(counted.amount), counted.figure);
    }
    for step in &page.steps {
        let by = lang.name(&step.by.0, &step.by.1);
        let _ = writeln!(out, "{}  {}  {by}  {}{}", step.on, step.step.label(lang), step.number, step.note);
    }
    output::print(&out)
}

fn list_orders(desk: &Desk, list: &SupervisedList) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let query = OrderQuery {
        unit: list.unit.clone().unwrap_or_default(),
        state: word(list.state.as_deref(), State::parse)?,
        slip: word(list.slip.as_deref(), Slip::parse)?,
        over: list.over,
        ..OrderQuery::default()
    };
    let lang = desk.lang;
    let orders = office.orders(&actor, as_of, &query, 0, list.most)?;
    let row = |o: &acts::orders::OrderRow| {
        vec![
            o.code.clone(),
            o.due.to_string(),
            o.state.label(lang).to_owned(),
            light(o.slip, lang),
            lang.name(&o.unit_name.0, &o.unit_name.1).to_owned(),
            o.number.clone(),
            o.matter.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = orders.rows.iter().map(row).collect();
    printed(list.format, &["order_id", "due_on", "state", "slip", "unit", "number", "matter"], &rows)
}

fn show_order(desk: &Desk, one: &SupervisedOne) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let (page, lang) = (office.order(&actor, as_of, &one.code)?, desk.lang);
    let mut out = String::new();
    let _ = writeln!(out, "{}  {}  {}", page.code, page.number, page.order.state.label(lang));
    let _ = writeln!(out, "{}", page.matter);
    let unit = lang.name(&page.unit_name.0, &page.unit_name.1);
    let _ = writeln!(out, "{unit}  {}  {}", page.order.due, page.basis);
    for step in &page.steps {
        let by = lang.name(&step.by.0, &step.by.1);
        let _ = writeln!(out, "{}  {}  {by}  {}", step.on, step.step.label(lang), step.note);
    }
    for (fallen, unit) in page.fallen.iter().flatten() {
        let _ = writeln!(out, "{}  {}  {}", fallen.on, fallen.fall.label(lang), lang.name(&unit.0, &unit.1));
    }
    let _ = writeln!(out, "{}", page.rule.sentence(lang));
    output::print(&out)
}

fn check(desk: &Desk, one: &SupervisedOne) -> Result<(), Stop> {
    let found = desk.office()?.notice(&one.code)?.ok_or(Error::NotFound)?;
    let unit = desk.lang.name(&found.unit_name.0, &found.unit_name.1);
    let over = if found.over { desk.lang.of("已办结", "over") } else { desk.lang.of("在办", "in hand") };
    output::print(&format!("{}  {unit}  {}  {over}\n", found.number, found.issued_on))
}
