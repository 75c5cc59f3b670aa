//! `guatu statistics` 查统计: county by county, printed as it is computed, so that a province needs little more memory than a county.

use crate::desk::Desk;
use crate::options::{Statistics, TableFormat};
use crate::output::Sink;
use crate::stop::Stop;
use crate::terminal;
use acts::bulletins::Asked;
use acts::exports::{statistics_json, statistics_table};
use acts::statistics::Wanted;
use documents::{csv, markdown, xlsx};
use domain::document::{Cell, Table, TableColumn};
use domain::lang::Lang;
use domain::statistics::{Books, Statistic};

pub fn run(desk: &Desk, asked: &Statistics) -> Result<(), Stop> {
    let office = desk.office()?;
    let question = desk.asked(&asked.asked, &office)?;
    let counties = desk.counties(&office)?;
    let wanted = Wanted {
        indicators: asked.indicators.clone(),
        units: asked.units.clone(),
        group: asked.group.clone(),
        totals: asked.totals,
    };
    // Before anything is printed: no half answers.
    office.known(&counties, &wanted)?;
    let several = counties.len() > 1;
    let mut printer = Printer::new(desk.lang, asked.format, several, Sink::new(asked.out.as_deref())?);
    let progress = (several && asked.out.is_some()).then(|| desk.progress("统计", "computing"));
    let mut done = 0;
    let make = |books: &Books, statistics: &[Statistic]| match asked.format {
        TableFormat::Json => Answer::Json(statistics_json(books, statistics, question.period)),
        TableFormat::Table | TableFormat::Csv | TableFormat::Md | TableFormat::Xlsx => {
            Answer::Table(captioned(statistics_table(books, statistics, question.period, desk.lang), question, desk.lang))
        }
    };
    office.statistics_of_each(&counties, question, &wanted, make, |county, answer| {
        match answer {
            Answer::Json(rows) => printer.json(&rows)?,
            Answer::Table(table) => printer.table(table, county)?,
        }
        done += 1;
        if let Some(progress) = &progress {
            progress.at(done, counties.len());
        }
        Ok::<(), Stop>(())
    })?;
    printer.finish()
}

/// What is printed of a county.
enum Answer {
    Json(Vec<u8>),
    Table(Table),
}

fn captioned(mut table: Table, asked: Asked, lang: Lang) -> Table {
    let (period, as_of, stage) = (asked.period.text(lang), asked.as_of, asked.stage.label(lang));
    table.caption = match lang {
        Lang::Zh => format!("{period}统计表（截至{as_of}，{stage}口径）"),
        Lang::En => format!("Statistics of {period} as of {as_of}, {stage}"),
    };
    table
}

/// Prints one county after the other in the format asked for.
struct Printer {
    lang: Lang,
    format: TableFormat,
    several: bool,
    sink: Sink,
    first: bool,
    /// A workbook is written at the end, so it is gathered.
    workbook: Option<Table>,
}

impl Printer {
    fn new(lang: Lang, format: TableFormat, several: bool, sink: Sink) -> Printer {
        Printer { lang, format, several, sink, first: true, workbook: None }
    }

    fn json(&mut self, rows: &[u8]) -> Result<(), Stop> {
        // The bracket waits for the first row, which follows no comma.
        match rows.strip_prefix(b",") {
            Some(rows) if std::mem::replace(&mut self.first, false) => {
                self.sink.write(b"[")?;
                self.sink.write(rows)
            }
            Some(_) | None => self.sink.write(rows),
        }
    }

    fn table(&mut self, mut table: Table, county: i32) -> Result<(), Stop> {
        if self.several && self.format != TableFormat::Table {
            name_county(&mut table, county, self.lang);
        }
        let first = std::mem::replace(&mut self.first, false);
        match self.format {
            TableFormat::Table if self.several => {
                self.sink.write(format!("{} {county}\n{}\n", self.lang.of("县", "County"), terminal::table(&table)).as_bytes())
            }
            TableFormat::Table => self.sink.write(format!("{}\n{}", table.caption, terminal::table(&table)).as_bytes()),
            TableFormat::Csv => {
                let text = csv::csv(&table);
                // One head for the whole file.
                let from = if first { 0 } else { text.find('\n').map_or(0, |at| at + 1) };
                self.sink.write(&text.as_bytes()[from..])
            }
            TableFormat::Md => self.sink.write(markdown::of_table(&table, self.lang).as_bytes()),
            TableFormat::Xlsx | TableFormat::Json => {
                match &mut self.workbook {
                    Some(book) => book.rows.append(&mut table.rows),
                    None => self.workbook = Some(table),
                }
                Ok(())
            }
        }
    }

    fn finish(mut self) -> Result<(), Stop> {
        match self.format {
            TableFormat::Json if self.first => self.sink.write(b"[]\n")?,
            TableFormat::Json => self.sink.write(b"\n]\n")?,
            TableFormat::Xlsx => {
                if let Some(table) = self.workbook.take() {
                    self.sink.write(&xlsx::write_table(&table, &table.caption, "", self.lang))?;
                }
            }
            TableFormat::Table | TableFormat::Csv | TableFormat::Md => {}
        }
        self.sink.finish()
    }
}

/// A first column that says which county a row is of.
fn name_county(table: &mut Table, county: i32, lang: Lang) {
    table.columns.insert(0, TableColumn { head: lang.of("县代码", "County").to_owned(), width: 1.0, ..TableColumn::default() });
    for row in &mut table.rows {
        row.cells.insert(0, Cell::text(county.to_string()));
    }
}
