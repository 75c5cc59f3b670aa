//! `guatu export` 导出台账: a register as it stood on a day; the CSV carries every code, so that it can be loaded again.

use crate::desk::Desk;
use crate::options::{Export, ExportFormat};
use crate::output::{self, Sink};
use crate::stop::{Stop, Wrong};
use acts::Office;
use acts::exports::{register_csv, register_table};
use documents::{markdown, xlsx};
use domain::calendar::Date;
use domain::lang::Lang;
use domain::registers::{Kind, REGISTERS, Register, register};
use std::fmt::Write;
use std::path::PathBuf;

pub fn run(desk: &Desk, asked: &Export) -> Result<(), Stop> {
    if asked.noun == "list" {
        let text = if asked.format == ExportFormat::Md { columns() } else { list(desk.lang) };
        return output::print(&text);
    }
    let office = desk.office()?;
    let as_of = office.as_of(desk.as_of)?;
    let counties = desk.counties(&office)?;
    if asked.noun == "all" {
        let dir = asked.out.as_deref().ok_or(Wrong::FolderNeeded)?;
        output::folder(dir)?;
        let extension = match asked.format {
            ExportFormat::Csv => "csv",
            ExportFormat::Xlsx => "xlsx",
            ExportFormat::Md => "md",
        };
        let progress = desk.progress("导出", "exporting");
        let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        for (done, register) in REGISTERS.iter().enumerate() {
            let (bytes, rows) = print(desk, &office, register, asked.format, as_of, &counties)?;
            if rows > 0 {
                files.push((dir.join(format!("{}.{extension}", register.noun)), bytes));
            }
            progress.at(done + 1, REGISTERS.len());
        }
        return output::write_files(&files);
    }
    let register = register(&asked.noun).ok_or_else(|| Wrong::Noun(asked.noun.clone()))?;
    let (bytes, _) = print(desk, &office, register, asked.format, as_of, &counties)?;
    let mut sink = Sink::new(asked.out.as_deref())?;
    sink.write(&bytes)?;
    sink.finish()
}

/// A register of some counties, and how many records it has.
fn print(
    desk: &Desk,
    office: &Office,
    register: &'static Register,
    format: ExportFormat,
    as_of: Date,
    counties: &[i32],
) -> Result<(Vec<u8>, usize), Stop> {
    let (mut csv, mut table, mut rows) = (String::new(), None, 0);
    for &county in counties {
        let (records, books) = office.register(&Office::operator(county).scope(), register, as_of)?;
        rows += records.len();
        if format == ExportFormat::Csv {
            let text = register_csv(register, &records, &books);
            let from = if csv.is_empty() { 0 } else { text.find('\n').map_or(0, |at| at + 1) };
            csv.push_str(&text[from..]);
        } else {
            let mut of_county = register_table(register, &records, &books, desk.lang);
            match &mut table {
                None => table = Some(of_county),
                Some(whole) => whole.rows.append(&mut of_county.rows),
            }
        }
    }
    let table = table.unwrap_or_default();
    let bytes = match format {
        ExportFormat::Csv => csv.into_bytes(),
        ExportFormat::Md => markdown::of_table(&table, desk.lang).into_bytes(),
        ExportFormat::Xlsx => {
            let basis = match desk.lang {
                Lang::Zh => format!("截至{as_of}"),
                Lang::En => format!("as of {as_of}"),
            };
            xlsx::write_table(&table, &table.caption, &basis, desk.lang)
        }
    };
    Ok((bytes, rows))
}

fn list(lang: Lang) -> String {
    REGISTERS.iter().fold(String::new(), |out, r| out + &format!("{}\t{}\n", r.noun, lang.of(r.zh, r.en)))
}

/// Every register's file with its columns: the generated part of docs/load-format.md.
fn columns() -> String {
    let mut out = String::new();
    for register in REGISTERS {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "### `{}.csv` · {} · {}\n", register.noun, register.en, register.zh);
        let known = register.known_from.map_or_else(|| "since ever · 一直".to_owned(), |column| format!("`{column}`"));
        let _ = writeln!(out, "Key · 主键: `{}`. Without `recorded_on` · 未填记录日期时: {known}.\n", register.key.join("`, `"));
        out.push_str("| column | 栏目 | meaning | kind · 类型 |\n| --- | --- | --- | --- |\n");
        for column in register.columns {
            let name = if column.required { format!("**`{}`**", column.name) } else { format!("`{}`", column.name) };
            let _ = writeln!(out, "| {name} | {} | {} | {} |", column.zh, column.en, kind(column.kind));
        }
        out.push('\n');
    }
    out
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Text => "text · 文字".to_owned(),
        Kind::Code => "code · 编号".to_owned(),
        Kind::Ref(noun) => format!("code of `{noun}.csv` · 引用"),
        Kind::Unit => "unit code · 单位编号".to_owned(),
        Kind::Indicator => "indicator code · 指标编号".to_owned(),
        Kind::Day => "day 2026-04-08 · 日期".to_owned(),
        Kind::Month => "month 2026-04 · 月份".to_owned(),
        Kind::Year => "year 2026 · 年度".to_owned(),
        Kind::Count => "whole number · 整数".to_owned(),
        Kind::Money => "ten thousand yuan, ≤ 6 decimals · 万元".to_owned(),
        Kind::Land => "mu, ≤ 4 decimals · 亩".to_owned(),
        Kind::Percent => "percent, ≤ 2 decimals · 百分数".to_owned(),
        Kind::Amount => "in the indicator's measure · 按指标计量单位".to_owned(),
        Kind::Flag => "yes / no · 是 / 否".to_owned(),
        Kind::Choice(choices) => choices.iter().map(|(code, zh, _)| format!("`{code}` {zh}")).collect::<Vec<_>>().join(", "),
    }
}
