//! The office programs (办公软件检验): Chinese text survives the way through LibreOffice, poppler and openpyxl.

use std::fs;

use harness::office;

const LETTER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"
  office:mimetype="application/vnd.oasis.opendocument.text">
  <office:body><office:text><text:p>关于一季度重点工作完成情况的通报</text:p></office:text></office:body>
</office:document>"#;

#[test]
fn a_letter_becomes_pdf_text_and_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("letter.fodt");
    fs::write(&letter, LETTER).unwrap();
    let pdf = office::convert(&letter, "pdf", folder.path()).unwrap();
    assert!(office::text(&pdf).unwrap().contains("关于一季度重点工作完成情况的通报"));
    assert_eq!(office::pages(&pdf).unwrap(), 1);
    assert!(!office::fonts(&pdf).unwrap().is_empty());
    let pictures = office::pictures(&pdf, folder.path(), 40).unwrap();
    assert_eq!(pictures.len(), 1);
    assert!(fs::read(&pictures[0]).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn a_workbook_is_read_cell_by_cell_and_opened_by_the_spreadsheet() {
    let folder = tempfile::tempdir().unwrap();
    let workbook = folder.path().join("annex.xlsx");
    office::openpyxl(&workbook, "b = openpyxl.Workbook(); b.active['B2'] = 9012; b.active['A2'] = '到位资金'; b.save(path)")
        .unwrap();
    let said = office::openpyxl(&workbook, "print(book.active['A2'].value, book.active['B2'].value)").unwrap();
    assert_eq!(said.trim(), "到位资金 9012");
    let pdf = office::convert(&workbook, "pdf", folder.path()).unwrap();
    assert!(office::text(&pdf).unwrap().contains("到位资金"));
}

#[test]
fn what_cannot_be_opened_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nothing.docx");
    let failure = office::convert(&missing, "pdf", folder.path()).unwrap_err();
    assert!(failure.to_string().contains("nothing.docx"), "{failure}");
    let failure = harness::program::need(&["no-such-program"]).unwrap_err();
    assert!(failure.to_string().contains("cargo xtask setup"), "{failure}");
}
