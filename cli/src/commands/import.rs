//! `guatu import` 导入: one workbook or CSV file into a register; the problems are listed, and the good rows filed by choice.

use super::load::say_ignored;
use crate::desk::Desk;
use crate::options::Import;
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::Error;
use acts::acting::Caller;
use acts::imports::{Findings, Wanted};
use acts::previews::Preview;
use acts::problems::Problem;
use documents::csv::csv;
use domain::calendar::Period;
use domain::document::{Cell, Row, Table, TableColumn};
use domain::lang::Lang;
use domain::registers::register;
use domain::stage::Stage;
use std::io::Cursor;
use std::path::Path;

pub fn run(desk: &Desk, asked: &Import) -> Result<(), Stop> {
    let wanted = wanted(asked)?;
    // An import may not be told of days that have not come, whatever --today says.
    let office = desk.import_office()?;
    let caller = Caller::operator(desk.scope(&office)?.county());
    let wants_it_back = asked.annotated.is_some() || asked.bad_rows.is_some();
    if asked.preview {
        let progress = desk.progress("读取", "reading");
        let preview = office.preview(&caller, &asked.file, wanted, &mut |done, all| progress.at(done, all))?;
        drop(progress);
        return previewed(desk, asked, &preview);
    }
    let progress = desk.progress("导入", "importing");
    let imported = office.import(&caller, &asked.file, wanted, &mut |done, all| progress.at(done, all));
    drop(progress);
    let imported = match imported {
        Err(Error::Problems(problems)) => {
            list(asked.errors.as_deref(), &problems, desk.lang)?;
            if wants_it_back {
                let preview = office.preview(&caller, &asked.file, wanted, &mut |_, _| {})?;
                give_back(asked, &preview.findings, desk.lang)?;
            }
            return Err(Error::Problems(problems).into());
        }
        other => other?,
    };
    told(desk, asked, &imported.findings)?;
    let (records, entries, unchanged, problems) =
        (imported.records, imported.entries, imported.unchanged, imported.problems().len());
    desk.say(
        &format!("导入完成：新增{records}条记录，{entries}条分录，{unchanged}条原已相同；{problems}处问题，有问题的行未导入"),
        &format!(
            "imported: {records} records and {entries} entries added, {unchanged} records were there already; \
             {problems} problems, and rows with problems were not filed"
        ),
    );
    Ok(())
}

fn previewed(desk: &Desk, asked: &Import, preview: &Preview) -> Result<(), Stop> {
    told(desk, asked, &preview.findings)?;
    let Preview { new, changed, unchanged, findings, .. } = preview;
    let problems = findings.problems.len();
    desk.say(
        &format!("预览：新增{new}条，修改{changed}条，{unchanged}条原已相同；{problems}处问题；什么都没有写入"),
        &format!("preview: {new} new, {changed} changed, {unchanged} there already; {problems} problems; nothing was written"),
    );
    Ok(())
}

/// What was found: the list, the file given back, and a sentence each where no list was asked for.
fn told(desk: &Desk, asked: &Import, findings: &Findings) -> Result<(), Stop> {
    for ignored in &findings.ignored {
        say_ignored(desk, ignored);
    }
    list(asked.errors.as_deref(), &findings.problems, desk.lang)?;
    if asked.errors.is_none() {
        for problem in &findings.problems {
            desk.say(&problem.sentence(Lang::Zh), &problem.sentence(Lang::En));
        }
    }
    give_back(asked, findings, desk.lang)
}

/// The file with its problems, and its bad rows alone.
fn give_back(asked: &Import, findings: &Findings, lang: Lang) -> Result<(), Stop> {
    if let Some(path) = &asked.annotated {
        let mut bytes = Cursor::new(Vec::new());
        findings.annotate(&asked.file, lang, &mut bytes)?;
        output::write_file(path, bytes.get_ref())?;
    }
    if let Some(path) = &asked.bad_rows {
        output::write_file(path, &findings.bad_rows_workbook(lang))?;
    }
    Ok(())
}

fn wanted(asked: &Import) -> Result<Wanted, Stop> {
    let register = register(&asked.noun).ok_or_else(|| Wrong::Noun(asked.noun.clone()))?;
    let stage = Stage::parse(&asked.stage).ok_or_else(|| Error::BadStage(asked.stage.clone()))?;
    let unreadable = |text: &String| Error::BadPeriod(text.clone());
    let period = asked.period.as_ref().map(|text| Period::parse(text).ok_or_else(|| unreadable(text))).transpose()?;
    Ok(Wanted { register, period, stage, good_rows: asked.good_rows })
}

/// The complete list, empty but for its head when all is well: what was wrong last time must not stay.
fn list(path: Option<&Path>, problems: &[Problem], lang: Lang) -> Result<(), Stop> {
    let Some(path) = path else { return Ok(()) };
    let head = |name: &str| TableColumn { head: name.to_owned(), ..TableColumn::default() };
    let text = |text: &str| Cell { text: text.to_owned(), ..Cell::default() };
    let row = |p: &Problem| {
        let line = p.line.to_string();
        let cells = [line.as_str(), &p.column, p.code, &p.value, lang.of(&p.zh, &p.en), &p.file, &p.cell()].map(text).to_vec();
        Row { cells, ..Row::default() }
    };
    let table = Table {
        columns: ["row", "column", "code", "value", "sentence", "sheet", "cell"].map(head).to_vec(),
        rows: problems.iter().map(row).collect(),
        ..Table::default()
    };
    output::write_file(path, csv(&table).as_bytes())
}
