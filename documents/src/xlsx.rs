//! Workbook 工作簿: the tables of a sheet as XLSX, with real numbers, units in the head, frozen heads and a print set-up.

mod faces;

use crate::markup::halves;
use domain::document::{Block, Cell, Document, Figure, Number, RowKind, Table, TableColumn};
use domain::lang::Lang;
use faces::Faces;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Url, Workbook, Worksheet, XlsxError};
use std::collections::HashSet;

/// Rows of a worksheet's head: caption, basis, column heads.
const HEAD: u32 = 2;
/// Rows a worksheet takes beside head and notes; longer tables belong into CSV.
const MOST_ROWS: usize = 1_000_000;

/// All tables of a sheet: contents first, one worksheet a table, the figures last.
pub fn write(document: &Document) -> Vec<u8> {
    let tables = tables(document);
    let mut taken = HashSet::from(["figures".to_owned(), contents_name(document.lang).to_lowercase()]);
    let names: Vec<String> = tables.iter().map(|table| sheet_name(&table.name, &mut taken)).collect();
    let title = document.title.replace('\n', document.lang.of("", " "));
    let mut workbook = workbook(&title, &document.signed_by);
    let faces = Faces::new(document.lang);
    build(|| {
        contents(workbook.add_worksheet(), document, &title, &tables, &names, &faces)?;
        for (table, name) in tables.iter().zip(&names) {
            let sheet = workbook.add_worksheet();
            sheet.set_name(name)?;
            fill(sheet, table, &table.caption, &document.basis, &faces)?;
        }
        figures(workbook.add_worksheet(), &document.figures, &faces)?;
        workbook.save_to_buffer()
    })
}

/// One table as a workbook of its own, for the exports of the web pages.
pub fn write_table(table: &Table, title: &str, basis: &str, lang: Lang) -> Vec<u8> {
    let mut workbook = workbook(title, "");
    let faces = Faces::new(lang);
    build(|| {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&table.name, &mut HashSet::new()))?;
        fill(sheet, table, title, basis, &faces)?;
        workbook.save_to_buffer()
    })
}

/// The library refuses only what is kept out before: texts are cut, rows counted, names cleaned.
fn build(work: impl FnOnce() -> Result<Vec<u8>, XlsxError>) -> Vec<u8> {
    work().expect("texts, rows and names are within the limits of a workbook")
}

fn workbook(title: &str, author: &str) -> Workbook {
    // A constant instant: equal sheets are equal files.
    let created = ExcelDateTime::from_ymd(2000, 1, 1).expect("a day of the calendar");
    let properties = DocProperties::new().set_title(cut(title, 250)).set_author(cut(author, 250)).set_creation_datetime(&created);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties);
    workbook
}

fn tables(document: &Document) -> Vec<&Table> {
    let annexes = document.annexes.iter().flat_map(|annex| &annex.blocks);
    document
        .blocks
        .iter()
        .chain(annexes)
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Heading { .. } | Block::Paragraph(_) | Block::Chart(_) | Block::NewPage => None,
        })
        .collect()
}

fn contents_name(lang: Lang) -> &'static str {
    lang.of("目录", "Contents")
}

/// A name Excel takes: at most 31 characters, none of its marks, not taken yet whatever the case of letters.
fn sheet_name(name: &str, taken: &mut HashSet<String>) -> String {
    let clean: String = name.chars().filter(|sign| !sign.is_control() && !"[]:*?/\\'".contains(*sign)).take(27).collect();
    let clean = if clean.is_empty() { "table".to_owned() } else { clean };
    let mut candidate = clean.clone();
    let mut times = 1;
    while !taken.insert(candidate.to_lowercase()) {
        times += 1;
        candidate = format!("{}_{times}", clean.chars().take(26).collect::<String>());
    }
    candidate
}

/// Excel takes 32,767 characters a cell.
fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|sign| !sign.is_control() || *sign == '\n').take(most).collect()
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str, face: &Format) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, cut(text, 16_000), face)?;
    Ok(())
}

fn contents(
    sheet: &mut Worksheet,
    document: &Document,
    title: &str,
    tables: &[&Table],
    names: &[String],
    faces: &Faces,
) -> Result<(), XlsxError> {
    let lang = document.lang;
    sheet.set_name(contents_name(lang))?;
    sheet.set_column_width(0, 6)?.set_column_width(1, 70)?.set_column_width(2, 24)?;
    put(sheet, 0, 0, title, &faces.title)?;
    put(sheet, 1, 0, document.number.as_deref().unwrap_or(&document.watermark), &faces.small)?;
    put(sheet, 2, 0, &document.basis, &faces.small)?;
    for (column, head) in [lang.of("序号", "No."), lang.of("表", "Table"), lang.of("工作表", "Worksheet")].into_iter().enumerate()
    {
        put(sheet, 4, column as u16, head, &faces.head)?;
    }
    let figures = ("figures".to_owned(), lang.of("数据清单：每个数据的出处", "Figures: where each number comes from").to_owned());
    let lines = names.iter().cloned().zip(tables.iter().map(|table| table.caption.clone())).chain([figures]);
    for (place, (name, caption)) in lines.enumerate() {
        let row = 5 + place as u32;
        sheet.write_number_with_format(row, 0, place as f64 + 1.0, &faces.plain)?;
        put(sheet, row, 1, &caption, &faces.plain)?;
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(&name);
        sheet.write_url_with_format(row, 2, link, &faces.link)?;
    }
    print_setup(sheet, false);
    Ok(())
}

fn fill(sheet: &mut Worksheet, table: &Table, caption: &str, basis: &str, faces: &Faces) -> Result<(), XlsxError> {
    put(sheet, 0, 0, caption, &faces.title)?;
    put(sheet, 1, 0, basis, &faces.small)?;
    for (place, column) in table.columns.iter().enumerate() {
        put(sheet, HEAD, place as u16, &head(column, faces.lang), &faces.head)?;
        sheet.set_column_width(place as u16, width(table, place, faces.lang))?;
    }
    sheet.set_row_height(HEAD, 32)?;
    let mut line = HEAD + 1;
    for row in table.rows.iter().take(MOST_ROWS) {
        for (place, column) in table.columns.iter().enumerate() {
            let cell = row.cells.get(place).filter(|_| row.kind != RowKind::Group || place == 0);
            write_cell(sheet, line, place as u16, cell, column, row.kind, faces)?;
        }
        line += 1;
    }
    let columns = table.columns.len() as u16;
    if columns > 0 && line > HEAD + 1 {
        sheet.autofilter(HEAD, 0, line - 1, columns - 1)?;
    }
    for note in table.notes.iter().take(1_000) {
        put(sheet, line, 0, note, &faces.small)?;
        line += 1;
    }
    sheet.set_freeze_panes(HEAD + 1, frozen(table))?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    print_setup(sheet, columns > 7);
    Ok(())
}

/// The ordinal and the name stay in sight while one scrolls to the right.
fn frozen(table: &Table) -> u16 {
    let named = table.columns.iter().position(|column| column.unit.is_empty() && column.width > 1.0);
    named.map_or(1, |place| place.min(1) as u16 + 1).min(table.columns.len() as u16)
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    place: u16,
    cell: Option<&Cell>,
    column: &TableColumn,
    kind: RowKind,
    faces: &Faces,
) -> Result<(), XlsxError> {
    let Some(cell) = cell else {
        sheet.write_blank(row, place, &faces.cell(column.align, kind))?;
        return Ok(());
    };
    let face = faces.cell(column.align, kind);
    match (cell.number.and_then(|number| Some((number, value(number)?))), cell.light) {
        (Some((number, value)), _) => {
            sheet.write_number_with_format(row, place, value, &face.set_num_format(pattern(number.decimals)))?;
        }
        (None, Some(light)) => {
            let word = if cell.text.is_empty() {
                light.word(faces.lang)
            } else {
                cell.text.trim_start_matches(light.shape()).trim_start()
            };
            put(sheet, row, place, &format!("{} {word}", light.shape()), &face.set_font_color(faces::color(light)))?;
        }
        (None, None) => put(sheet, row, place, &cell.text, &face)?,
    }
    Ok(())
}

/// The number as a workbook holds it, or `None` if it has more digits than a workbook keeps; then its text is written.
fn value(number: Number) -> Option<f64> {
    let exact = number.mantissa.unsigned_abs() <= 1 << 53 && number.decimals <= 15;
    exact.then(|| number.mantissa as f64 / 10f64.powi(i32::from(number.decimals)))
}

/// Thousands separated, fixed decimals, a true minus.
fn pattern(decimals: u8) -> String {
    let digits = if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(usize::from(decimals))) };
    format!("{digits};\"−\"{digits}")
}

fn head(column: &TableColumn, lang: Lang) -> String {
    if column.unit.is_empty() {
        column.head.clone()
    } else {
        format!("{}\n{}{}{}", column.head, lang.of("（", "("), column.unit, lang.of("）", ")"))
    }
}

/// Wide enough for the longest text, a Chinese character counting two, within reason.
fn width(table: &Table, place: usize, lang: Lang) -> f64 {
    let head = table.columns.get(place).map_or(0, |column| head(column, lang).lines().map(halves).max().unwrap_or(0) + 3);
    let rows = table.rows.iter().filter(|row| row.kind != RowKind::Group);
    let cells =
        rows.filter_map(|row| row.cells.get(place)).map(|cell| halves(&cell.text) + if cell.light.is_some() { 3 } else { 0 });
    (cells.max().unwrap_or(0).max(head).clamp(6, 44) + 2) as f64
}

fn figures(sheet: &mut Worksheet, figures: &[Figure], faces: &Faces) -> Result<(), XlsxError> {
    let lang = faces.lang;
    sheet.set_name("figures")?;
    let heads = [
        ("编号", "Id"),
        ("精确值", "Value"),
        ("单位", "Unit"),
        ("印发形式", "Printed"),
        ("所在语句", "Sentence"),
        ("查询", "Query"),
    ];
    for (place, ((zh, en), width)) in heads.into_iter().zip([44, 16, 12, 14, 90, 54]).enumerate() {
        put(sheet, 0, place as u16, lang.of(zh, en), &faces.head)?;
        sheet.set_column_width(place as u16, width)?;
    }
    for (place, figure) in figures.iter().take(MOST_ROWS).enumerate() {
        let row = place as u32 + 1;
        put(sheet, row, 0, &figure.id, &faces.plain)?;
        match figure.value.parse::<f64>() {
            // A workbook keeps fifteen digits; longer values stay text.
            Ok(value) if value.is_finite() && figure.value.len() <= 15 => {
                sheet.write_number_with_format(row, 1, value, &faces.plain)?;
            }
            Ok(_) | Err(_) => put(sheet, row, 1, &figure.value, &faces.plain)?,
        }
        for (column, text) in [&figure.unit, &figure.printed, &figure.sentence, &figure.query].into_iter().enumerate() {
            put(sheet, row, column as u16 + 2, text, &faces.plain)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.autofilter(0, 0, figures.len().clamp(1, MOST_ROWS) as u32, 5)?;
    print_setup(sheet, true);
    Ok(())
}

/// A4, one page wide, page numbers as on the sheet itself.
fn print_setup(sheet: &mut Worksheet, landscape: bool) {
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C— &P —");
    if landscape {
        sheet.set_landscape();
    }
}
