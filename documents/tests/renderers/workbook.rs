//! Workbook 工作簿: cells are numbers, heads are frozen and repeated in print, no text is a formula.

use calamine::{Data, Reader, Xlsx};
use documents::{sample, xlsx};
use domain::document::{Block, Cell, Document, Number, Row, Table, TableColumn};
use domain::lang::Lang;
use std::io::{Cursor, Read};

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn tables(document: &Document) -> Vec<&Table> {
    let annexes = document.annexes.iter().flat_map(|annex| &annex.blocks);
    document
        .blocks
        .iter()
        .chain(annexes)
        .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect()
}

#[test]
fn every_number_of_every_table_is_a_number_of_its_sheet() {
    for lang in [Lang::Zh, Lang::En] {
        let document = sample::bulletin(lang);
        let mut book = open(xlsx::write(&document));
        let names = book.sheet_names();
        assert_eq!(names, [lang.of("目录", "Contents"), "fund_ranking", "unit_tasks", "key_projects", "figures"]);
        for table in tables(&document) {
            let sheet = book.worksheet_range(&table.name).unwrap();
            assert_eq!(sheet.get_value((0, 0)), Some(&Data::String(table.caption.clone())));
            for (line, row) in table.rows.iter().enumerate() {
                for (place, cell) in row.cells.iter().enumerate() {
                    let found = sheet.get_value((line as u32 + 3, place as u32)).unwrap_or(&Data::Empty);
                    match cell.number {
                        Some(number) => assert_eq!(
                            found,
                            &Data::Float(number.mantissa as f64 / 10f64.powi(number.decimals.into())),
                            "{} {line} {place}",
                            table.name
                        ),
                        None => assert!(
                            found.to_string().contains(&cell.text),
                            "{} {line} {place}: {found} has no {}",
                            table.name,
                            cell.text
                        ),
                    }
                }
            }
        }
        let figures = book.worksheet_range("figures").unwrap();
        assert_eq!(figures.height(), document.figures.len() + 1);
        for (place, figure) in document.figures.iter().enumerate() {
            let row = place as u32 + 1;
            assert_eq!(figures.get_value((row, 0)), Some(&Data::String(figure.id.clone())));
            assert_eq!(figures.get_value((row, 1)), Some(&Data::Float(figure.value.parse().unwrap())));
            assert_eq!(figures.get_value((row, 3)), Some(&Data::String(figure.printed.clone())));
        }
    }
}

#[test]
fn heads_are_frozen_filtered_and_printed_on_each_page() {
    let bytes = xlsx::write(&sample::bulletin(Lang::Zh));
    let workbook = part(&bytes, "xl/workbook.xml");
    assert!(workbook.contains("_xlnm.Print_Titles") && workbook.contains("key_projects!$3:$3"), "{workbook}");
    assert!(workbook.contains("_xlnm._FilterDatabase"));
    // Contents, ranking, units, projects, figures.
    let sheet = part(&bytes, "xl/worksheets/sheet4.xml");
    assert!(sheet.contains("ySplit=\"3\"") && sheet.contains("state=\"frozen\""));
    assert!(
        sheet.contains("paperSize=\"9\"") && sheet.contains("orientation=\"landscape\"") && sheet.contains("fitToHeight=\"0\"")
    );
    assert!(sheet.contains("<autoFilter ref=\"A3:L43\"/>"));
    assert!(sheet.contains("— &amp;P —"));
    assert!(!part(&bytes, "xl/worksheets/sheet3.xml").contains("landscape"));
    let contents = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(contents.contains("location=\"'unit_tasks'!A1\"") || contents.contains("location=\"unit_tasks!A1\""), "{contents}");
    let styles = part(&bytes, "xl/styles.xml");
    for color in ["FF1B7F3B", "FFB8860B", "FFB3261E", "FF1F5FA8"] {
        assert!(styles.contains(color));
    }
}

fn table(cells: Vec<Cell>) -> Table {
    let columns = cells
        .iter()
        .map(|_| TableColumn { head: "=1+1".to_owned(), unit: "%".to_owned(), width: 1.0, ..TableColumn::default() })
        .collect();
    Table {
        name: "a/b:[c]*?'".to_owned(),
        caption: "=1".to_owned(),
        columns,
        rows: vec![Row { cells, ..Row::default() }],
        notes: vec!["@note".to_owned()],
    }
}

#[test]
fn text_is_never_a_formula_and_odd_names_and_long_texts_are_taken() {
    let number =
        |mantissa, decimals| Cell { text: "shown".to_owned(), number: Some(Number { mantissa, decimals }), ..Cell::default() };
    let cells = vec![
        Cell::text("=HYPERLINK(\"http://x\")"),
        Cell::text("+1"),
        Cell::text("{=1}"),
        Cell::text("汉".repeat(40_000)),
        number(i64::MAX, 2),
        number(-5, 1),
        Cell::text("http://x.example"),
    ];
    let bytes = xlsx::write_table(&table(cells), "=SUM(A1)", "basis\u{0}\u{1}", Lang::Zh);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "no formula");
    assert!(!sheet.contains("hyperlink"), "no link that was typed");
    let mut book = open(bytes);
    let name = book.sheet_names()[0].clone();
    assert_eq!(name, "abc");
    let range = book.worksheet_range(&name).unwrap();
    assert_eq!(range.get_value((0, 0)), Some(&Data::String("=SUM(A1)".to_owned())));
    assert_eq!(range.get_value((3, 0)), Some(&Data::String("=HYPERLINK(\"http://x\")".to_owned())));
    assert_eq!(range.get_value((3, 4)), Some(&Data::String("shown".to_owned())), "a number too long for a workbook stays text");
    assert_eq!(range.get_value((3, 5)), Some(&Data::Float(-0.5)));
}

#[test]
fn same_names_get_their_own_sheets() {
    let mut document = sample::bulletin(Lang::Zh);
    let block = document.annexes[0].blocks[0].clone();
    document.annexes[0].blocks.push(block);
    let names = open(xlsx::write(&document)).sheet_names();
    assert_eq!(names[2..4], ["unit_tasks", "unit_tasks_2"]);
}

#[test]
fn equal_sheets_are_equal_files() {
    let document = sample::bulletin(Lang::Zh);
    assert_eq!(xlsx::write(&document), xlsx::write(&document));
    let empty = Table::default();
    assert_eq!(xlsx::write_table(&empty, "", "", Lang::En), xlsx::write_table(&empty, "", "", Lang::En));
}
