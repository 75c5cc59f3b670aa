//! `guatu statistics` 查统计: county by county, printed as it is computed, so that a province needs no more memory than a county.

use crate::desk::Desk;
use crate::options::{Statistics, TableFormat};
use crate::output::Sink;
use crate::stop::Stop;
use crate::terminal;
use acts::Office;
use acts::exports::{statistics_table, write_json};
use acts::statistics::Wanted;
use documents::{csv, markdown, xlsx};
use domain::document::{Cell, Table, TableColumn};
use domain::lang::Lang;

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
    for (done, &county) in counties.iter().enumerate() {
        let (books, statistics) = office.statistics(&Office::operator(county).scope(), question, &wanted)?;
        if asked.format == TableFormat::Json {
            printer.json(|out, first| write_json(out, &books, &statistics, question.period, first))?;
        } else {
            let mut table = statistics_table(&books, &statistics, question.period, desk.lang);
            table.caption = match desk.lang {
                Lang::Zh => format!(
                    "{}统计表（截至{}，{}口径）",
                    question.period.text(Lang::Zh),
                    question.as_of,
                    question.stage.label(Lang::Zh)
                ),
                Lang::En => format!(
                    "Statistics of {} as of {}, {}",
                    question.period.text(Lang::En),
                    question.as_of,
                    question.stage.label(Lang::En)
                ),
            };
            printer.table(table, county)?;
        }
        if let Some(progress) = &progress {
            progress.at(done + 1, counties.len());
        }
    }
    printer.finish()
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

    fn json(&mut self, write: impl FnOnce(&mut dyn std::io::Write, &mut bool) -> std::io::Result<()>) -> Result<(), Stop> {
        // The bracket waits for the first row.
        let open = self.first;
        let first = &mut self.first;
        self.sink.with(|out| {
            if open {
                out.write_all(b"[")?;
            }
            write(out, first)
        })
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
