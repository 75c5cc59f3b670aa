//! `guatu directives` 交办: a text read for its tasks and figures, as proposals, without writing anything; texts that are kept.

mod kept;
mod model;
mod parts;

use crate::desk::{Desk, reading_apart};
use crate::options::{DirectivesCommand, DirectivesRead, ReadFormat};
use crate::output;
use crate::stop::{Stop, Wrong};
use crate::terminal;
use acts::imports::apart;
use acts::{Error, Office, books, texts};
use domain::calendar::{WorkingDays, parse_day};
use domain::directives::Origin;
use domain::document::{Align, Cell, Row, RowKind, Table, TableColumn};
use domain::lang::Lang;
use domain::measure::decimal;
use domain::units::Unit;
use reading::{Context, Part, ProposedFigure, ProposedTask, Quantity, Reading};
use std::fmt::Write;

pub fn run(desk: &Desk, command: &DirectivesCommand) -> Result<(), Stop> {
    match command {
        DirectivesCommand::Read(asked) => read(desk, asked),
        DirectivesCommand::Keep(given) => kept::keep(desk, given),
        DirectivesCommand::List(asked) => kept::list(desk, asked),
        DirectivesCommand::Show(one) => kept::show(desk, one),
        DirectivesCommand::Parts(one) => parts::list(desk, one),
        DirectivesCommand::Hand(given) => parts::hand(desk, given),
    }
}

fn read(desk: &Desk, asked: &DirectivesRead) -> Result<(), Stop> {
    let date = asked.date.as_deref().map(|text| parse_day(text).ok_or_else(|| Error::BadDay(text.to_owned()))).transpose()?;
    let (units, working_days) = county(desk)?;
    let text = texts::words_of(apart::this_program().as_deref(), &asked.file)?;
    let context = Context { date, units: &units, working_days: Some(&working_days) };
    let mut found = reading::read(&text, &context);
    if let Some(objection) = found.objection() {
        return Err(Wrong::NoText(objection.kind).into());
    }
    if asked.model {
        model::ask(desk, asked, &mut found, &context)?;
    }
    match asked.format {
        ReadFormat::Json => output::print(&format!("{:#}\n", reading::json(&found))),
        ReadFormat::Table => output::print(&tables(&found, desk.lang)),
    }
}

/// The county's units and notices, where a database is named.
fn county(desk: &Desk) -> Result<(Vec<Unit>, WorkingDays), Stop> {
    let Some(database) = desk.named_database()? else { return Ok((Vec::new(), WorkingDays::default())) };
    let office = reading_apart(Office::open(&database, desk.today)?);
    let scope = desk.scope(&office)?;
    Ok(office
        .store
        .read(&scope, |reader| Ok((books::units(reader, None)?.to_vec(), books::deadlines(reader, None)?.days().clone())))?)
}

fn tables(found: &Reading, lang: Lang) -> String {
    let mut out = String::new();
    let date = found.date.map_or_else(|| lang.of("未注明", "not given").to_owned(), |day| day.to_string());
    // Writing into a String cannot fail.
    let _ = match lang {
        Lang::Zh => writeln!(out, "文种：{}　日期：{date}", found.shape.kind.label(lang)),
        Lang::En => writeln!(out, "Kind: {}. Day of the text: {date}.", found.shape.kind.label(lang)),
    };
    out.push_str(&terminal::table(&tasks(found, lang)));
    out.push('\n');
    out.push_str(&terminal::table(&figures(found, lang)));
    for remark in &found.remarks {
        let words = remark.span.map(|span| found.quote(span).chars().take(40).collect::<String>()).unwrap_or_default();
        let _ = writeln!(out, "{} {words}", remark.kind.sentence(lang));
    }
    out
}

fn column(head: &str, align: Align) -> TableColumn {
    TableColumn { head: head.to_owned(), align, width: 1.0, ..TableColumn::default() }
}

fn row(cells: Vec<String>) -> Row {
    Row { cells: cells.into_iter().map(Cell::text).collect(), kind: RowKind::Item }
}

fn tasks(found: &Reading, lang: Lang) -> Table {
    let heads = [("序号", "No."), ("责任主体", "Owner"), ("时限", "Due"), ("目标", "Target"), ("把握", "Sure"), ("任务", "Task")];
    let mut columns = heads.map(|(zh, en)| column(lang.of(zh, en), Align::Left)).to_vec();
    // Who proposed it, where not all of them are the rules'.
    let mixed = found.tasks.iter().any(|task| task.origin != Origin::Rules);
    columns.extend(mixed.then(|| column(lang.of("来源", "Origin"), Align::Left)));
    let rows = found.tasks.iter().enumerate().map(|(at, task)| {
        let targets: Vec<String> = task.targets.iter().map(|target| amount(&target.quantity)).collect();
        let mut cells = vec![
            (at + 1).to_string(),
            owners(task, lang),
            due(task, lang),
            targets.join(" "),
            format!("{}%", task.sureness),
            task.action.clone(),
        ];
        cells.extend(mixed.then(|| task.origin.label(lang)));
        row(cells)
    });
    let rows = rows.collect();
    Table { name: "tasks".to_owned(), caption: String::new(), columns, rows, notes: Vec::new() }
}

fn owners(task: &ProposedTask, lang: Lang) -> String {
    let named = task.owners.iter().map(|owner| match owner.part {
        Part::Lead => owner.words.clone(),
        Part::Support => format!("{}({})", owner.words, owner.part.label(lang)),
    });
    named.collect::<Vec<_>>().join(lang.of("、", ", "))
}

fn due(task: &ProposedTask, lang: Lang) -> String {
    let deadline = task.deadline.as_ref().map(|deadline| match deadline.day() {
        Some(day) => format!("{day} ({})", deadline.words),
        None => deadline.words.clone(),
    });
    let recurrence = task.recurrence.map(|recurrence| recurrence.label(lang).to_owned());
    [deadline, recurrence].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn amount(quantity: &Quantity) -> String {
    format!("{}{}", decimal(quantity.value.mantissa, quantity.value.decimals), quantity.unit)
}

fn figures(found: &Reading, lang: Lang) -> Table {
    let heads = [("数据", "Figure"), ("数值", "Value"), ("期别", "Period"), ("比较", "Comparison")];
    let columns = heads.map(|(zh, en)| column(lang.of(zh, en), Align::Left)).to_vec();
    let line = |figure: &ProposedFigure| {
        let comparison = figure.comparison.as_ref().map(|comparison| amount(&comparison.quantity)).unwrap_or_default();
        row(vec![figure.subject.clone(), amount(&figure.quantity), figure.period.clone(), comparison])
    };
    let rows = found.figures.iter().map(line).collect();
    Table { name: "figures".to_owned(), caption: String::new(), columns, rows, notes: Vec::new() }
}
