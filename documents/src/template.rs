//! Template 模板: a workbook that an office fills in offline, made so that what comes back can be read.
//!
//! The heads and everything that is only there to be looked at are protected (without a password: it guards against slips, not
//! against people); boxes to be filled in are open. Lists to choose from lie on a sheet of their own.

mod faces;
mod lists;

use crate::guard::guarded_in_workbook;
use domain::document::Number;
use domain::lang::Lang;
use faces::Faces;
use lists::Lists;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Note, ProtectionOptions, Workbook, Worksheet,
    XlsxError,
};

/// Row of the heads: title, basis and a line of instruction stand above.
pub const HEAD_ROW: u32 = 3;
/// Rows a template takes; longer registers belong into CSV.
pub const MOST_ROWS: usize = 200_000;

/// A workbook to be filled in.
#[derive(Clone, Debug)]
pub struct Template {
    pub lang: Lang,
    /// Name of the sheet that is filled in and read.
    pub sheet: String,
    pub title: String,
    pub basis: String,
    /// One line above the heads.
    pub instruction: String,
    /// The sheet that explains: a line each.
    pub explanation: Vec<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Open rows beneath the filled ones.
    pub spare: u32,
    /// What is counted elsewhere and only shown: a locked sheet of its own.
    pub counted: Option<Counted>,
}

#[derive(Clone, Debug, Default)]
pub struct Column {
    pub head: String,
    /// In a bracket under the head.
    pub unit: String,
    /// Shown when one points at the head.
    pub note: String,
    pub width: f64,
    pub required: bool,
    /// Only there to be looked at.
    pub locked: bool,
    pub entry: Entry,
}

/// What is filled into a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    #[default]
    Text,
    Number,
    Day,
    /// One of these; others are refused when typed.
    Choice(Vec<String>),
    /// One of these, or something else that names the same: the person is asked.
    Known(Vec<String>),
}

#[derive(Clone, Debug, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// Column and what is said when one points at its cell.
    pub notes: Vec<(usize, String)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(Number),
    /// Year, month, day.
    Day(i16, i8, i8),
}

/// Figures that registers give.
#[derive(Clone, Debug)]
pub struct Counted {
    pub sheet: String,
    pub title: String,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// Write a template.
pub fn write(template: &Template) -> Vec<u8> {
    write_all(&template.title, template, &[])
}

/// Write several into one workbook, a sheet each; how to fill them in is said as the first says it.
pub fn write_all(title: &str, first: &Template, others: &[Template]) -> Vec<u8> {
    // What the library refuses (names, lengths, places) is kept out before.
    fill(title, first, others).expect("texts, rows and names are within the limits of a workbook")
}

fn fill(title: &str, first: &Template, others: &[Template]) -> Result<Vec<u8>, XlsxError> {
    let faces = Faces::new(first.lang);
    let mut book = Workbook::new();
    // A constant instant: equal templates are equal files.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(cut(title, 250)).set_creation_datetime(&created));
    let mut lists = Lists::default();
    for template in std::iter::once(first).chain(others) {
        main_sheet(book.add_worksheet(), template, &faces, &mut lists)?;
        if let Some(counted) = &template.counted {
            counted_sheet(book.add_worksheet(), counted, &faces)?;
        }
    }
    explanation_sheet(book.add_worksheet(), first, &faces)?;
    lists.write(book.add_worksheet(), &faces)?;
    book.save_to_buffer()
}

fn main_sheet(sheet: &mut Worksheet, template: &Template, faces: &Faces, lists: &mut Lists) -> Result<(), XlsxError> {
    let rows = template.rows.len().min(MOST_ROWS);
    let last = HEAD_ROW + u32::try_from(rows).unwrap_or(0) + template.spare;
    sheet.set_name(sheet_name(&template.sheet))?;
    put(sheet, 0, 0, &template.title, &faces.title)?;
    put(sheet, 1, 0, &template.basis, &faces.small)?;
    put(sheet, 2, 0, &template.instruction, &faces.small)?;
    sheet.set_row_height(HEAD_ROW, 34)?;
    for (at, column) in (0_u16..).zip(&template.columns) {
        sheet.set_column_width(at, column.width)?;
        // Also what lies beneath the open rows may be written into.
        sheet.set_column_format(at, if column.locked { &faces.plain } else { faces.open(&column.entry) })?;
        put(sheet, HEAD_ROW, at, &head(column, template.lang), if column.locked { &faces.quiet_head } else { &faces.head })?;
        if !column.note.is_empty() {
            sheet.insert_note(HEAD_ROW, at, &note(&column.note))?;
        }
        if let Some(rule) = rule(column, template.lang, lists)? {
            sheet.add_data_validation(HEAD_ROW + 1, at, last.max(HEAD_ROW + 1), at, &rule)?;
        }
    }
    for (line, row) in (HEAD_ROW + 1..).zip(template.rows.iter().take(MOST_ROWS)) {
        main_row(sheet, line, template, row, faces)?;
    }
    for line in last - template.spare + 1..=last {
        for (at, column) in (0_u16..).zip(&template.columns) {
            sheet.write_blank(line, at, faces.body(column.locked, &column.entry))?;
        }
    }
    let frozen = template.columns.len().min(2);
    sheet.set_freeze_panes(HEAD_ROW + 1, u16::try_from(frozen).unwrap_or(0))?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    print_setup(sheet, template.columns.len() > 6);
    sheet.protect_with_options(&open_to_work());
    Ok(())
}

fn main_row(sheet: &mut Worksheet, line: u32, template: &Template, row: &Row, faces: &Faces) -> Result<(), XlsxError> {
    for (at, column) in (0_u16..).zip(&template.columns) {
        let face = faces.body(column.locked, &column.entry);
        match row.cells.get(usize::from(at)).unwrap_or(&Cell::Empty) {
            Cell::Empty => _ = sheet.write_blank(line, at, face)?,
            Cell::Text(text) => put(sheet, line, at, text, face)?,
            Cell::Number(number) => match value(*number) {
                Some(exact) => {
                    let face = face.clone().set_num_format(pattern(*number));
                    sheet.write_number_with_format(line, at, exact, &face)?;
                }
                None => put(sheet, line, at, &crate::csv::decimal(number.mantissa, number.decimals), face)?,
            },
            Cell::Day(year, month, day) => {
                let day = (u16::try_from(*year), u8::try_from(*month), u8::try_from(*day));
                match day {
                    (Ok(year), Ok(month), Ok(day)) if (1901..=9999).contains(&year) => {
                        let day = ExcelDateTime::from_ymd(year, month, day)?;
                        sheet.write_datetime_with_format(line, at, &day, face)?;
                    }
                    _ => put(sheet, line, at, &format!("{year:04}-{month:02}-{:02}", day.2.unwrap_or(0)), face)?,
                }
            }
        }
    }
    for (at, text) in row.notes.iter().filter(|note| !note.1.is_empty()) {
        sheet.insert_note(line, u16::try_from(*at).unwrap_or(0), &note(text))?;
    }
    Ok(())
}

fn counted_sheet(sheet: &mut Worksheet, counted: &Counted, faces: &Faces) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&counted.sheet))?;
    put(sheet, 0, 0, &counted.title, &faces.title)?;
    for (at, head) in (0_u16..).zip(&counted.heads) {
        put(sheet, 2, at, head, &faces.quiet_head)?;
        sheet.set_column_width(at, if at < 2 { 30 } else { 14 })?;
    }
    let columns = counted.heads.iter().map(|_| Column { locked: true, ..Column::default() }).collect();
    let template = Template { columns, ..Template::empty(faces.lang) };
    for (line, cells) in (3..).zip(counted.rows.iter().take(MOST_ROWS)) {
        main_row(sheet, line, &template, &Row { cells: cells.clone(), notes: Vec::new() }, faces)?;
    }
    sheet.set_freeze_panes(3, 0)?;
    print_setup(sheet, false);
    sheet.protect();
    Ok(())
}

fn explanation_sheet(sheet: &mut Worksheet, template: &Template, faces: &Faces) -> Result<(), XlsxError> {
    sheet.set_name(template.lang.of("填表说明", "How to fill in"))?;
    sheet.set_column_width(0, 110)?;
    put(sheet, 0, 0, &template.title, &faces.title)?;
    for (line, text) in (2..).zip(&template.explanation) {
        put(sheet, line, 0, text, &faces.wrapped)?;
    }
    print_setup(sheet, false);
    sheet.protect();
    Ok(())
}

/// What may be typed into a column.
fn rule(column: &Column, lang: Lang, lists: &mut Lists) -> Result<Option<DataValidation>, XlsxError> {
    let (names, strict) = match &column.entry {
        Entry::Choice(names) => (names, true),
        Entry::Known(names) => (names, false),
        Entry::Text | Entry::Number | Entry::Day => return Ok(None),
    };
    if column.locked || names.is_empty() {
        return Ok(None);
    }
    let style = if strict { DataValidationErrorStyle::Stop } else { DataValidationErrorStyle::Warning };
    let rule = DataValidation::new()
        .allow_list_formula(lists.formula(&column.head, names, lang))
        .set_error_style(style)
        .set_error_title(lang.of("不在名单里", "Not in the list"))?
        .set_error_message(lang.of("请从下拉名单里选", "Choose from the list"))?;
    Ok(Some(rule))
}

impl Template {
    pub fn empty(lang: Lang) -> Template {
        Template {
            lang,
            sheet: String::new(),
            title: String::new(),
            basis: String::new(),
            instruction: String::new(),
            explanation: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            spare: 0,
            counted: None,
        }
    }
}

/// Protected against slips: one may select, sort, widen, and put in or take out rows.
fn open_to_work() -> ProtectionOptions {
    ProtectionOptions {
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::new()
    }
}

fn head(column: &Column, lang: Lang) -> String {
    let star = if column.required { "*" } else { "" };
    let unit = if column.unit.is_empty() {
        String::new()
    } else {
        format!("\n{}{}{}", lang.of("（", "("), column.unit, lang.of("）", ")"))
    };
    format!("{star}{}{unit}", column.head)
}

fn note(text: &str) -> Note {
    let lines = u32::try_from(text.lines().count()).unwrap_or(1).max(text.chars().count().div_ceil(18) as u32);
    Note::new(cut(text, 2_000)).add_author_prefix(false).set_author("Guatu").set_width(260).set_height((lines * 19 + 14).min(400))
}

/// At most 31 characters, none of Excel's marks.
fn sheet_name(name: &str) -> String {
    let clean: String = name.chars().filter(|sign| !sign.is_control() && !"[]:*?/\\'".contains(*sign)).take(31).collect();
    if clean.is_empty() { "sheet".to_owned() } else { clean }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|sign| !sign.is_control() || *sign == '\n').take(most).collect()
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str, face: &rust_xlsxwriter::Format) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, cut(&guarded_in_workbook(text), 32_000), face)?;
    Ok(())
}

/// The number as a workbook holds it: fifteen digits, else none and its text is written.
fn value(number: Number) -> Option<f64> {
    let exact = number.mantissa.unsigned_abs() < 1_000_000_000_000_000 && number.decimals <= 15;
    exact.then(|| number.mantissa as f64 / 10f64.powi(i32::from(number.decimals)))
}

/// Thousands separated, as many decimals as the number needs.
fn pattern(number: Number) -> String {
    let (mut mantissa, mut decimals) = (number.mantissa, number.decimals);
    while decimals > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        decimals -= 1;
    }
    if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(usize::from(decimals))) }
}

/// A4, one page wide, page numbers as on the sheet itself.
fn print_setup(sheet: &mut Worksheet, landscape: bool) {
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C— &P —");
    if landscape {
        sheet.set_landscape();
    }
}
