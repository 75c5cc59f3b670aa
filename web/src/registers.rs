//! Registers 台账: every register by its declaration — listed, searched, paged, exported so that it imports back.

mod boxes;
mod form;
mod record;

pub use form::{edit, new, take};
pub use record::{keeping, page as record};

use crate::asked::{Asked, address};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::grid::{Col, Grid, Item, Line};
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::table::{Exports, Pager, Sorting, export, exported};
use crate::words::{at, record_address};
use acts::explanations::cell_text;
use acts::finding::{Cells, Needle, sort_key};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::lang::Lang;
use domain::measure::grouped;
use domain::policy::Action;
use domain::registers::{Column, EVIDENCE, Keeper, Kind, REGISTERS, Record, Register, Value, register};
use domain::statistics::Books;
use rayon::prelude::*;
use std::sync::Arc;

use crate::cache::Gathered;

#[derive(Template)]
#[template(path = "registers/index.html")]
struct IndexPage {
    f: Frame,
    registers: Vec<(String, &'static str, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "registers/page.html")]
struct RegisterPage {
    f: Frame,
    name: &'static str,
    noun: &'static str,
    q: String,
    sort: String,
    grid: Grid,
    pager: Pager,
    exports: Exports,
    /// The file that `guatu load` reads.
    file: String,
    narrowed: String,
    /// Where a record is added, for those who may.
    add: String,
    /// Where somebody who keeps it brings rows by file or paste; empty for others.
    import: String,
}

/// A register with what gives its codes a name, as this person may see it.
pub struct Shelf {
    pub records: Arc<Vec<Record>>,
    pub gathered: Arc<Gathered>,
}

impl Shelf {
    /// Business is for those who read it; what an officer keeps, the officer sees.
    pub fn of(desk: &Desk<'_>, register: &'static Register) -> Result<Shelf, Refused> {
        if desk.scope.business() && register.keeper != Keeper::Accounts {
            let gathered = desk.books()?;
            let records = records(desk, register)?;
            return Ok(Shelf { records, gathered });
        }
        if register.keeper != Keeper::Accounts {
            let Some(action) = register.keeper.action().filter(|_| register.keeper.is_setting()) else {
                desk.may(Action::ReadBusiness)?;
                return Err(Refused::NotFound);
            };
            desk.may(action)?;
        }
        let (records, books) = desk.office.register_for(&desk.actor, register, desk.looking.as_of)?;
        Ok(Shelf { records, gathered: Arc::new(Gathered::new(books, desk.looking.period)) })
    }
}

/// The page of one record of any register.
pub fn record_page(noun: &str, key: &str) -> String {
    address(&format!("/registers/{noun}/record"), [("key", key)].into_iter())
}

pub async fn index(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let books = desk.books()?;
        let registers = REGISTERS.iter().filter(|r| r.keeper != Keeper::Accounts).map(|r| {
            let count = if r.is_apart() { String::new() } else { grouped(&books.books.records(r.noun).len().to_string()) };
            (at("registers", r.noun), desk.lang.of(r.zh, r.en), r.noun, count)
        });
        let page = IndexPage { registers: registers.collect(), f: Frame::of(desk, desk.t("台账", "Registers")) };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

pub async fn page(State(site): State<Site>, Path(noun): Path<String>, asked: Asked) -> Response {
    site.anybody(asked, move |desk| {
        let Some(register) = register(&noun) else {
            desk.may(Action::ReadBusiness)?;
            return Err(Refused::NotFound);
        };
        let Shelf { records, gathered: books } = Shelf::of(desk, register)?;
        let mut found: Vec<&Record> = narrowed(desk, &books.books, register, &records);
        sort(desk, &books.books, &mut found);
        if desk.asked.param("format") == "file" {
            let owned: Vec<Record> = found.into_iter().cloned().collect();
            let text = acts::exports::register_csv(register, &owned, &books.books);
            return Ok(Answer::File(format!("{}.csv", register.noun), "text/csv; charset=utf-8", text.into_bytes()));
        }
        if exported(desk)
            && let Some(file) = export(desk, &grid(desk, &books.books, register, &found))?
        {
            return Ok(file);
        }
        let pager = Pager::new(desk.asked, found.len())?;
        let lang = desk.lang;
        let narrowed = ["key", "seq"].iter().any(|p| !desk.asked.param(p).is_empty());
        let grid = opening(grid(desk, &books.books, register, &found[pager.range()]), &found[pager.range()], lang);
        let page = RegisterPage {
            f: Frame::of(desk, lang.of(register.zh, register.en)).around(&grid),
            name: lang.of(register.zh, register.en),
            noun: register.noun,
            q: desk.asked.param("q").to_owned(),
            sort: desk.asked.param("sort").to_owned(),
            grid,
            add: if !desk.looking.past && desk.office.may_add(&desk.actor, register)? {
                format!("/registers/{}/new", register.noun)
            } else {
                String::new()
            },
            pager,
            exports: Exports::of(desk),
            file: desk.asked.with(&[("format", "file"), ("page", "")]),
            import: if desk.office.importable(&desk.actor)?.iter().any(|r| r.noun == register.noun) {
                format!("/imports?register={}", register.noun)
            } else {
                String::new()
            },
            narrowed: if narrowed { at("registers", register.noun) } else { String::new() },
        };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

/// The records of a register that somebody may see.
fn records(desk: &Desk<'_>, register: &'static Register) -> Result<Arc<Vec<Record>>, Refused> {
    if register.is_apart() && register.noun != EVIDENCE.noun {
        return Ok(Arc::new(desk.office.apart_records(&desk.actor, register, desk.looking.as_of)?));
    }
    if register.noun == EVIDENCE.noun {
        return Ok(Arc::new(desk.office.evidence_seen(&desk.actor, desk.looking.as_of)?));
    }
    Ok(desk.office.records(&desk.scope, register, desk.looking.as_of)?)
}

/// Records that meet what is asked: a key, a place in the chain, or words in any cell.
fn narrowed<'r>(desk: &Desk<'_>, books: &Books, register: &'static Register, records: &'r [Record]) -> Vec<&'r Record> {
    let (key, seq, q) = (desk.asked.param("key"), desk.asked.param("seq"), desk.asked.param("q"));
    let needle = Needle::of(q);
    let cells = Cells::of(register, &needle, books, desk.lang);
    let meets = |r: &&Record| {
        (key.is_empty() || r.key() == key) && (seq.is_empty() || r.seq.to_string() == seq) && (q.is_empty() || cells.answer(r))
    };
    records.par_iter().filter(meets).collect()
}

fn sort(desk: &Desk<'_>, books: &Books, found: &mut [&Record]) {
    let sorting = Sorting::of(desk.asked);
    let Some(column) = found.first().and_then(|r| r.register.column(sorting.by)) else { return };
    found.sort_by_cached_key(|r| match &r.values[column] {
        // Units and indicators stand as numbers, but are read as names.
        Value::Int(_) if matches!(r.register.columns[column].kind, Kind::Unit | Kind::Indicator) => {
            (Value::Text(sort_key(&cell_text(r, column, books))), r.seq)
        }
        Value::Text(text) => (Value::Text(sort_key(text)), r.seq),
        value => (value.clone(), r.seq),
    });
    if sorting.down {
        found.reverse();
    }
}

fn grid(desk: &Desk<'_>, books: &Books, register: &'static Register, records: &[&Record]) -> Grid {
    let lang = desk.lang;
    let sorting = Sorting::of(desk.asked);
    let columns = register.columns.iter().map(|c| sorting.on(desk.asked, c.name, head(c, lang)));
    let lines = records.iter().map(|r| Line::of((0..register.columns.len()).map(|i| item(desk, books, r, i)).collect()));
    Grid {
        name: register.noun,
        caption: lang.of(register.zh, register.en).to_owned(),
        columns: columns.collect(),
        lines: lines.collect(),
        empty: lang.of("没有符合条件的记录。", "No record meets the conditions.").to_owned(),
        lang,
        ..Grid::default()
    }
}

/// Each row of a page leads to its record.
fn opening(mut grid: Grid, records: &[&Record], lang: Lang) -> Grid {
    grid.columns.push(Col::way(""));
    for (line, record) in grid.lines.iter_mut().zip(records) {
        line.items.push(Item::link(lang.of("打开", "Open"), record_page(record.register.noun, &record.key())));
    }
    grid
}

/// A record's cells, as a list shows them.
pub fn cell_line(desk: &Desk<'_>, books: &Books, record: &Record) -> Vec<Item> {
    (0..record.values.len()).map(|place| item(desk, books, record, place)).collect()
}

fn head(column: &Column, lang: Lang) -> Col {
    let label = lang.of(column.zh, column.en);
    match column.kind {
        Kind::Money => Col::number(label, crate::words::wan_unit(lang)),
        Kind::Land => Col::number(label, lang.of("亩", "mu")),
        Kind::Percent => Col::number(label, "%"),
        Kind::Count | Kind::Amount => Col::number(label, ""),
        Kind::Text
        | Kind::Code
        | Kind::Ref(_)
        | Kind::Unit
        | Kind::Indicator
        | Kind::Day
        | Kind::Month
        | Kind::Year
        | Kind::Flag
        | Kind::Choice(_) => Col::text(label),
    }
}

/// A cell in the reader's language.
pub fn text(record: &Record, column: usize, books: &Books, lang: Lang) -> String {
    let number = |n: i64| i32::try_from(n).ok();
    match (record.register.columns[column].kind, &record.values[column]) {
        (Kind::Choice(_), _) => crate::words::choice(record, record.register.columns[column].name, lang),
        (Kind::Flag, Value::Int(n)) => lang.of(if *n == 1 { "是" } else { "否" }, if *n == 1 { "yes" } else { "no" }).to_owned(),
        (Kind::Unit, Value::Int(n)) => {
            number(*n).and_then(|n| books.unit(n)).map_or_else(String::new, |u| u.label(lang).to_owned())
        }
        (Kind::Indicator, Value::Int(n)) => {
            let found = books.indicators.iter().find(|i| i64::from(i.number) == *n);
            found.map_or_else(|| n.to_string(), |i| i.label(lang).to_owned())
        }
        (Kind::Money | Kind::Land | Kind::Amount | Kind::Percent, _) => grouped(&cell_text(record, column, books)),
        _ => cell_text(record, column, books),
    }
}

fn item(desk: &Desk<'_>, books: &Books, record: &Record, column: usize) -> Item {
    let declared = &record.register.columns[column];
    let shown = text(record, column, books, desk.lang);
    let exact = |decimals: u8| record.values[column].int().map(|mantissa| domain::document::Number { mantissa, decimals });
    let number = match declared.kind {
        Kind::Money => exact(6),
        Kind::Land => exact(4),
        Kind::Percent => exact(2),
        Kind::Count => exact(0),
        Kind::Amount => exact(acts::explanations::amount_decimals(record, books)),
        Kind::Text
        | Kind::Code
        | Kind::Ref(_)
        | Kind::Unit
        | Kind::Indicator
        | Kind::Day
        | Kind::Month
        | Kind::Year
        | Kind::Flag
        | Kind::Choice(_) => None,
    };
    let href = match (declared.kind, &record.values[column]) {
        // The register's own key leads to its page, where it has one.
        (Kind::Code, Value::Text(key)) if record.register.key == [declared.name] => {
            let address = record_address(record.register.noun, key);
            if address.starts_with("/registers/") { String::new() } else { address }
        }
        (Kind::Ref(noun), Value::Text(key)) => record_address(noun, key),
        (Kind::Unit, Value::Int(n)) => {
            i32::try_from(*n).ok().and_then(|n| books.unit(n)).map(|u| at("units", &u.code)).unwrap_or_default()
        }
        _ => String::new(),
    };
    // A reference is read by the name of what it names.
    let shown = match declared.kind {
        Kind::Ref(_) => books.parent(record, declared.name).map_or(shown, |parent| {
            let name = crate::words::name(&parent, desk.lang);
            if name.is_empty() { parent.key() } else { name.to_owned() }
        }),
        _ => shown,
    };
    Item { text: shown, href, number, ..Item::default() }
}
