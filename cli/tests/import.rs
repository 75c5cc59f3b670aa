//! Import 导入: real workbooks, made by another program, with everything offices do to them; and files that are no workbooks.

use crate::bench::{guatu, is_refusal, outside, path_text, refused};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const UNITS: &str = "county_id,unit_id,unit_name,group,aliases\n110101,a,甲镇,乡镇,\n110101,b,乙镇,乡镇,乙;老乙镇\n";
const INDICATORS: &str = "indicator_id,name,uom,direction\nfunds,到位资金,万元,up\nhazards,隐患,个,down\n";

struct County {
    dir: TempDir,
    database: String,
}

impl County {
    fn new() -> County {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("county");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("units.csv"), UNITS).unwrap();
        fs::write(folder.join("indicators.csv"), INDICATORS).unwrap();
        let database = format!("sqlite:{}", dir.path().join("guatu.db").display());
        guatu(&["load", folder.to_str().unwrap(), "--database", &database]).ok();
        County { dir, database }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn import(&self, file: &Path, more: &[&str]) -> crate::bench::Answer {
        let errors = self.path("errors.csv");
        let asked = ["import", "returns", file.to_str().unwrap(), "--database", &self.database, "--lang", "en"];
        guatu(&[&asked[..], &["--errors", errors.to_str().unwrap()], more].concat())
    }

    fn entries(&self) -> String {
        let query = "select unit_id, indicator_id, \"on\", amount, stage from entries order by seq";
        outside(&self.path("guatu.db"), &format!("for row in db.execute('{query}'): print(*row)"))
    }
}

/// Let Python make a file; `path` is where.
fn python(path: &Path, lines: &str) {
    let program = format!("import sys\npath = sys.argv[1]\n{lines}");
    let output = Command::new(harness::office::python().unwrap()).arg("-c").arg(program).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Titles over the head, full-width digits, 亿 and 万, dates as text and as dates, a formula with its last value, a hidden row,
/// an extra column, a second sheet; and three bad rows.
const WORKBOOK: &str = r#"
import datetime, openpyxl, zipfile
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "三月"
sheet["A1"] = "2026年3月报表"
sheet.merge_cells("A1:F1")
sheet["A2"] = "填表说明：金额单位万元"
sheet.merge_cells("A2:F2")
rows = [
    ["单位", "指标", "期 别", "数值", "凭证号", "联系人"],
    ["甲镇", "到位资金", "2026年3月", "１２．５", "凭1", "x"],
    ["老乙镇", "到位资金", datetime.date(2026, 3, 1), "1.2亿", "凭2", None],
    ["a", "hazards", 202603, "=10+2", None, None],
    ["乙", "隐患", "2026/3", 7, None, None],
    ["甲镇", "到位资金", "2026-02", "3500万元", None, None],
    ["丙镇", "到位资金", "2026-03", 1, None, None],
    ["甲镇", "隐患", "2026-01", "约12", None, None],
    ["甲镇", "隐患", "2026-13", 0.1 + 0.2, None, None],
    [None, None, None, None, None, None],
    ["乙镇", "到位资金", "2026-02", 0.1 + 0.2, None, None],
]
for row in rows:
    sheet.append(row)
sheet.row_dimensions[7].hidden = True
book.create_sheet("说明")["A1"] = "无"
book.save(path + ".raw")
with zipfile.ZipFile(path + ".raw") as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
    for name in source.namelist():
        data = source.read(name)
        if name == "xl/worksheets/sheet1.xml":
            before = data
            for empty in [b"<v></v>", b"<v />", b"<v/>"]:
                data = data.replace(b"<f>10+2</f>" + empty, b"<f>10+2</f><v>12</v>")
            assert data != before, data
        target.writestr(name, data)
"#;

const FILED: &str = "1 1 20260331 12500000 0\n2 1 20260331 12000000000 0\n1 2 20260331 120000 0\n2 2 20260331 70000 0\n\
                     1 1 20260228 3500000000 0\n2 1 20260228 300000 0\n";

#[test]
fn a_workbook_of_an_office_is_understood_and_its_bad_rows_listed() {
    let county = County::new();
    let file = county.path("march.xlsx");
    python(&file, WORKBOOK);
    // Without the choice nothing is filed.
    let answer = county.import(&file, &[]);
    is_refusal(&answer, "load.problems", "3 problems; nothing was written");
    assert_eq!(county.entries(), "");
    let listed = path_text(&county.path("errors.csv"));
    let lines: Vec<&str> = listed.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 4, "{listed}");
    for (line, beginning) in lines.iter().zip([
        "row,column,code,value,sentence",
        "9,单位,load.unknown_unit,丙镇,no such unit",
        "10,数值,load.not_an_amount,约12,",
        "11,期 别,load.not_a_month,2026-13,not a month",
    ]) {
        assert!(line.starts_with(beginning), "{line}");
    }
    // With it the good rows are, the hidden one among them, as reported.
    let answer = county.import(&file, &["--good-rows"]).ok();
    assert!(answer.err.contains("6 records and 6 entries added") && answer.err.contains("3 problems"), "{}", answer.err);
    assert!(answer.err.contains("“联系人”") && answer.err.contains("sheet “说明” was not read"), "{}", answer.err);
    let filed = county.entries();
    let reported = domain::stage::Stage::Reported.number();
    assert_eq!(filed, FILED.replace(" 0\n", &format!(" {reported}\n")));
    // The same file again, and the same content by another name, change nothing.
    let verified = |county: &County| guatu(&["ledger", "verify", "--database", &county.database]).ok().out;
    let before = verified(&county);
    county.import(&file, &["--good-rows"]).ok();
    assert_eq!((county.entries(), verified(&county)), (filed, before));
}

#[test]
fn a_period_fills_what_the_sheet_leaves_open() {
    let county = County::new();
    let file = county.path("march.csv");
    fs::write(&file, "三月隐患,,\n单位,指标,数值\n甲镇,隐患,3\n").unwrap();
    is_refusal(&county.import(&file, &[]), "load.problems", "required column is missing");
    county.import(&file, &["--period", "2026-03", "--stage", "verified"]).ok();
    assert!(county.entries().starts_with("1 2 20260331 30000 "), "{}", county.entries());
    fs::write(&file, "单位,指标,期别,数值\n甲镇,隐患,2月,3\n甲镇,隐患,2025-12,3\n").unwrap();
    let answer = county.import(&file, &["--period", "2026"]);
    is_refusal(&answer, "load.problems", "1 problems");
    assert!(answer.err.contains("load.outside_the_period"), "{}", answer.err);
}

#[test]
fn files_that_are_too_much_or_no_workbooks() {
    let county = County::new();
    let asked = |name: &str, code, zh, en| {
        let file = county.path(name);
        refused(&["import", "returns", file.to_str().unwrap(), "--database", &county.database], code, zh, en);
    };
    let sheet = |name: &str, lines: &str| {
        let whole = format!(
            "import openpyxl, zipfile\nopenpyxl.Workbook().save(path + '.raw')\n{lines}\n\
             with zipfile.ZipFile(path + '.raw') as source, zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as target:\n    \
             for name in source.namelist():\n        \
             target.writestr(name, data if name == 'xl/worksheets/sheet1.xml' else source.read(name))"
        );
        python(&county.path(name), &whole);
    };
    sheet("rows.xlsx", "data = b'<worksheet><sheetData>' + b'<row/>' * 2000000 + b'</sheetData></worksheet>'");
    asked("rows.xlsx", "import.too_many_rows", "超过200000行", "more than 200000 rows");
    sheet("bomb.xlsx", "data = b'<worksheet>' + b' ' * (300 << 20) + b'</worksheet>'");
    asked("bomb.xlsx", "import.too_large", "超过256MB", "more than 256 MB");
    sheet("entity.xlsx", "data = b'<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet><sheetData/></worksheet>'");
    asked("entity.xlsx", "import.entities", "XML实体", "XML entities");
    fs::write(county.path("torn.xlsx"), b"PK\x03\x04 and then nothing").unwrap();
    asked("torn.xlsx", "import.not_a_workbook", "不是可以读取的XLSX工作簿", "not an XLSX workbook");
    fs::write(county.path("old.xls"), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).unwrap();
    asked("old.xls", "import.not_a_workbook", "另存为", "save it as");
    asked("none.xlsx", "files.unreadable", "无法读取", "cannot read");
    fs::write(county.path("gbk.csv"), b"\xb5\xa5\xce\xbb,x\n").unwrap();
    let answer = county.import(&county.path("gbk.csv"), &[]);
    assert!(answer.err.contains("load.not_utf8"), "{}", answer.err);
    assert_eq!(county.entries(), "", "nothing was filed");
}
