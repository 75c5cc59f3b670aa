//! `guatu burden` 填报负担: what every form costs in a year, what is asked twice, and the price of indicators not yet issued.

use crate::desk::Desk;
use crate::output;
use crate::stop::Stop;
use crate::terminal;
use acts::Office;
use acts::burden::{Asked, read_proposals};
use clap::Args;
use domain::burden::{Burden as Found, Form, MINUTES_PER_FIELD, minutes};
use domain::document::{Align, Cell, Row, RowKind, Table, TableColumn};
use domain::lang::Lang;
use domain::measure::{Ratio, fixed, grouped};
use domain::registers::register;
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct Burden {
    /// The year (else that of the day) · 年度
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,
    /// Units in the list of those that type most · 列出单位数
    #[arg(long, default_value_t = 10)]
    pub top: usize,
    /// Indicators not issued yet: CSV with `indicator_id,name,uom,unit_id` and other columns of indicators.csv; a unit or a ranking group in each row · 拟新增指标
    #[arg(long = "with", value_name = "FILE")]
    pub with: Option<PathBuf>,
}

pub fn run(desk: &Desk, asked: &Burden) -> Result<(), Stop> {
    let office = desk.office()?;
    let actor = Office::operator(desk.scope(&office)?.county());
    let as_of = office.as_of(desk.as_of)?;
    let (found, given) = office.burden(&actor, asked.year.unwrap_or(as_of.year()), as_of)?;
    let mut out = String::new();
    match &asked.with {
        Some(path) => proposals(desk, &office, path, &given, &mut out)?,
        None => {
            out.push_str(&terminal::table(&forms(&found, &given, desk.lang)));
            out.push('\n');
            out.push_str(&terminal::table(&units(&found, &given, asked.top, desk.lang)));
            for twice in &found.twice {
                // Writing into a String cannot fail.
                let _ = writeln!(out, "{}{}", desk.lang.of("重复：", "Asked twice: "), twice.sentence(desk.lang));
            }
        }
    }
    output::print(&out)
}

fn hours(typed: i64) -> String {
    grouped(&fixed(&Ratio::new(minutes(typed), 60), 1))
}

fn column(head: &str, align: Align) -> TableColumn {
    TableColumn { head: head.to_owned(), align, width: 1.0, ..TableColumn::default() }
}

fn row(cells: impl IntoIterator<Item = String>, kind: RowKind) -> Row {
    Row { cells: cells.into_iter().map(Cell::text).collect(), kind }
}

fn forms(found: &Found, given: &Asked, lang: Lang) -> Table {
    let mut columns = vec![column(lang.of("表格", "Form"), Align::Left)];
    let heads = [("栏目", "Fields"), ("单位", "Units"), ("次数", "Times"), ("填写栏数", "Typed"), ("小时", "Hours")];
    columns.extend(heads.map(|(zh, en)| column(lang.of(zh, en), Align::Right)));
    let mut rows: Vec<Row> = found
        .lines
        .iter()
        .map(|line| {
            let numbers = [line.fields, line.units, line.times, line.typed].map(|n| grouped(&n.to_string()));
            row([name(&line.form, given, lang)].into_iter().chain(numbers).chain([hours(line.typed)]), RowKind::Item)
        })
        .collect();
    let blank = || String::new();
    let typed = grouped(&found.typed().to_string());
    let total = [lang.of("合计", "Total").to_owned(), blank(), blank(), blank(), typed, hours(found.typed())];
    rows.push(row(total, RowKind::Total));
    let note = match lang {
        Lang::Zh => format!("每填一栏按{MINUTES_PER_FIELD}分钟估计；带出的栏目不计。"),
        Lang::En => format!("Estimated at {MINUTES_PER_FIELD} minutes a typed field; what is prefilled costs nothing."),
    };
    Table { name: "burden".to_owned(), caption: String::new(), columns, rows, notes: vec![note] }
}

fn name(form: &Form, given: &Asked, lang: Lang) -> String {
    match form {
        Form::Return(campaign) => {
            let known = given.campaigns.iter().find(|c| c.0 == *campaign);
            let name = known.map_or(campaign.as_str(), |c| lang.name(&c.1, &c.2));
            format!("{}{name}", lang.of("月报：", "Monthly return: "))
        }
        Form::Register(noun) => register(noun).map_or(*noun, |r| lang.of(r.zh, r.en)).to_owned(),
    }
}

fn units(found: &Found, given: &Asked, top: usize, lang: Lang) -> Table {
    let mut columns = vec![column(lang.of("单位", "Unit"), Align::Left)];
    let heads = [("月报", "Returns"), ("台账", "Registers"), ("小时", "Hours")];
    columns.extend(heads.map(|(zh, en)| column(lang.of(zh, en), Align::Right)));
    let rows = found.units.iter().take(top).filter_map(|of| {
        let unit = given.units.iter().find(|u| u.number == of.unit)?;
        Some(row(
            [unit.label(lang).to_owned(), of.returns.to_string(), of.registers.to_string(), hours(of.typed())],
            RowKind::Item,
        ))
    });
    Table { name: "units".to_owned(), caption: String::new(), columns, rows: rows.collect(), notes: Vec::new() }
}

fn proposals(desk: &Desk, office: &Office, path: &Path, given: &Asked, out: &mut String) -> Result<(), Stop> {
    let proposals = read_proposals(path, given)?;
    let from = office.as_of(desk.as_of)?;
    let mut typed = 0;
    for (proposal, added) in proposals.iter().zip(office.burden_with(given, &proposals, from)) {
        typed += added.typed;
        let (name, hours) = (proposal.indicator.label(desk.lang), hours(added.typed));
        let _ = match desk.lang {
            Lang::Zh => {
                writeln!(out, "{name}：增加{}栏（{}个单位 × {}个月），约{hours}小时", added.typed, added.units, added.periods)
            }
            Lang::En => writeln!(
                out,
                "{name}: {} fields more ({} units × {} months), about {hours} hours",
                added.typed, added.units, added.periods
            ),
        };
        for twice in &added.twice {
            let _ = writeln!(out, "  {}{}", desk.lang.of("重复：", "asked twice: "), twice.sentence(desk.lang));
        }
    }
    let _ = writeln!(out, "{}{}", desk.lang.of("合计小时：", "Hours in all: "), hours(typed));
    Ok(())
}
