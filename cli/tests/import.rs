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

/// A program writes formulas and calculates none of them: neither a figure nor a voucher may be lost in silence.
#[test]
fn a_formula_without_its_value_is_a_problem_in_any_column() {
    let county = County::new();
    let file = county.path("may.xlsx");
    python(
        &file,
        r#"
import openpyxl
from openpyxl.styles import Font
book = openpyxl.Workbook()
sheet = book.active
for row in [
    ["序号", "单位", "指标", "期别", "数值", "凭证号", "备注"],
    ["=ROW()-1", "甲镇", "隐患", "2026-03", 3, "v1", None],
    ["=ROW()-1", "甲镇", "隐患", "2026-02", "=1+2", "v2", None],
    ["=ROW()-1", "甲镇", "隐患", "2026-01", 4, '="凭"&A4', None],
]:
    sheet.append(row)
sheet["G2"].font = Font(bold=True)
book.save(path)
"#,
    );
    let annotated = county.path("back.xlsx");
    let answer = county.import(&file, &["--good-rows", "--annotated", annotated.to_str().unwrap()]).ok();
    assert!(answer.err.contains("1 records and 1 entries added") && answer.err.contains("2 problems"), "{}", answer.err);
    let errors = fs::read_to_string(county.path("errors.csv")).unwrap();
    // Text that begins like a formula is guarded in a CSV.
    for line in ["3,数值,load.not_calculated,\"'=1+2\",", "4,凭证号,load.not_calculated,\"'=\"\"凭\"\"&A4\","] {
        assert!(errors.contains(line), "{errors}");
    }
    assert!(errors.contains("save it first"), "{errors}");
}

/// Numbered lines nobody filled in and words below the table are passed over; every problem of a line is listed, in its order.
#[test]
fn every_problem_of_a_line_is_listed_and_what_was_not_filled_in_is_none() {
    let county = County::new();
    let file = county.path("april.csv");
    let lines = [
        "序号,单位,指标,期别,数值,凭证号",
        "1,甲镇,隐患,2026-03,3,v1",
        "2,丙镇,没有的,2026-13,若干,v2",
        "3,甲镇,到位资金,2026-02,-5,v3",
        "4,乙镇,隐患,2099-01,4,v4",
        "5,,,,,",
        "注：本表一式三份,,,,,",
    ];
    fs::write(&file, lines.join("\n")).unwrap();
    county.import(&file, &["--good-rows"]).ok();
    let errors = fs::read_to_string(county.path("errors.csv")).unwrap();
    let found: Vec<String> = errors.lines().skip(1).map(|line| line.split(',').take(4).collect::<Vec<_>>().join(",")).collect();
    let expected = [
        "3,单位,load.unknown_unit,丙镇",
        "3,指标,load.unknown_indicator,没有的",
        "3,期别,load.not_a_month,2026-13",
        "3,数值,load.not_an_amount,若干",
        "4,数值,returns.negative,-5",
        "5,期别,load.in_the_future,2099-01",
    ];
    assert_eq!(found, expected);
    assert_eq!(county.entries().lines().count(), 1);
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
    asked("old.xls", "import.old_workbook", "另存为", "save as");
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(county.path("locked.xlsx"), [&[0xD0, 0xCF, 0x11, 0xE0, 0, 0, 0, 0], locked.as_slice()].concat()).unwrap();
    asked("locked.xlsx", "import.password", "打开密码", "password");
    fs::write(county.path("empty.csv"), b"").unwrap();
    asked("empty.csv", "import.empty", "空文件", "empty file");
    fs::write(county.path("picture.xlsx"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    asked("picture.xlsx", "import.not_a_workbook", "不是可以读取的XLSX工作簿", "not an XLSX workbook");
    let macros = "import openpyxl, zipfile\nopenpyxl.Workbook().save(path)\n\
                  with zipfile.ZipFile(path, 'a') as book: book.writestr('xl/vbaProject.bin', b'x')";
    python(&county.path("macros.xlsx"), macros);
    asked("macros.xlsx", "import.macros", "带有宏", "macros");
    asked("none.xlsx", "files.unreadable", "无法读取", "cannot read");
    fs::write(county.path("gbk.csv"), b"\xb5\xa5\xce\xbb,x\n").unwrap();
    let answer = county.import(&county.path("gbk.csv"), &[]);
    assert!(answer.err.contains("load.not_utf8"), "{}", answer.err);
    assert_eq!(county.entries(), "", "nothing was filed");
}

/// The workbook given back: the sentences stand at the end of the bad rows, the bad cells are red, and nothing else has changed.
const GIVEN_BACK: &str = r#"
import openpyxl, zipfile, sys
book = openpyxl.load_workbook(path)
first = openpyxl.load_workbook(path.replace("back", "march"))
sheet, was = book["三月"], first["三月"]
print([cell.value for cell in sheet[3]][-1])
for row in sheet.iter_rows():
    for cell in row:
        before = was.cell(cell.row, cell.column)
        if cell.column <= 6 and type(cell).__name__ != "MergedCell":
            assert cell.value == before.value, (cell.coordinate, cell.value, before.value)
            assert cell.number_format == before.number_format, cell.coordinate
        red = cell.fill.fgColor.rgb == "FFFFC7CE" and cell.fill.fill_type == "solid"
        if red or (cell.column == 7 and cell.value and cell.row > 3):
            print(cell.coordinate, "red" if red else "plain", cell.value)
assert sheet.row_dimensions[7].hidden and str(sheet.merged_cells) == str(was.merged_cells)
kept = [name for name in zipfile.ZipFile(path).namelist() if zipfile.ZipFile(path).read(name) == zipfile.ZipFile(path.replace("back", "march")).read(name)]
print(len(zipfile.ZipFile(path).namelist()) - len(kept), "parts changed")
"#;

fn said(path: &Path, lines: &str) -> String {
    let program = format!("import sys\nsys.stdout.reconfigure(encoding='utf-8')\npath = sys.argv[1]\n{lines}");
    let output = Command::new(harness::office::python().unwrap()).arg("-c").arg(program).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_persons_own_workbook_comes_back_with_its_problems() {
    let county = County::new();
    let (file, back, bad) = (county.path("march.xlsx"), county.path("back.xlsx"), county.path("bad.xlsx"));
    python(&file, WORKBOOK);
    let give_back = ["--preview", "--annotated", back.to_str().unwrap(), "--bad-rows", bad.to_str().unwrap()];
    let answer = county.import(&file, &give_back).ok();
    assert!(answer.err.contains("6 new, 0 changed, 0 there already; 3 problems; nothing was written"), "{}", answer.err);
    assert_eq!(county.entries(), "", "a preview writes nothing");
    let found = said(&back, GIVEN_BACK);
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines[0], "问题 / Problems");
    for beginning in [
        "A9 red 丙镇",
        "G9 red 单位“丙镇”: no such unit",
        "D10 red 约12",
        "G10 red 数值“约12”",
        "C11 red 2026-13",
        "G11 red 期 别",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(beginning)), "{beginning}: {found}");
    }
    assert_eq!(lines.len(), 8, "{found}");
    assert_eq!(lines[7], "2 parts changed", "the sheet and the styles");
    // LibreOffice opens it and reads the same; calamine imports its good rows as before.
    let folder = county.dir.path().join("office");
    fs::create_dir(&folder).unwrap();
    let text = path_text(&harness::office::convert(&back, "csv:Text - txt - csv (StarCalc):44,34,76", &folder).unwrap());
    assert!(text.contains("no such unit") && text.contains("问题 / Problems"), "{text}");
    county.import(&back, &["--good-rows"]).ok();
    assert_eq!(county.entries().lines().count(), 6);
    // Only the bad rows, to be corrected and brought again.
    let rows = said(
        &bad,
        "import openpyxl\nfor row in openpyxl.load_workbook(path).active.iter_rows(min_row=4, values_only=True): print(row)",
    );
    assert!(rows.lines().count() == 4 && rows.contains("('丙镇', '到位资金', '2026-03', 1, None, None, "), "{rows}");
    said(
        &bad,
        "import openpyxl\nbook = openpyxl.load_workbook(path)\nbook.active['A5'] = '甲镇'\nbook.active['C5'] = '2025-11'\nbook.active['D6'] = 12\nbook.active['C7'] = '2025-12'\nbook.save(path)",
    );
    county.import(&bad, &[]).ok();
    assert_eq!(county.entries().lines().count(), 9);
}

#[test]
fn a_csv_comes_back_with_one_column_more() {
    let county = County::new();
    let (file, back) = (county.path("march.csv"), county.path("back.csv"));
    fs::write(&file, "\u{feff}报表,,,\r\n单位,指标,期别,数值\r\n甲镇,隐患,2026-03,3\r\n\"丙,镇\",隐患,2026-03,=1+1\r\n").unwrap();
    let answer = county.import(&file, &["--annotated", back.to_str().unwrap()]);
    is_refusal(&answer, "load.problems", "2 problems");
    let text = path_text(&back);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(&lines[..3], ["\u{feff}报表,,,,", "单位,指标,期别,数值,问题 / Problems", "甲镇,隐患,2026-03,3,"]);
    assert!(text.contains("\"丙,镇\",隐患,2026-03,=1+1,\"单位“丙,镇”: no such unit"), "{text}");
}

/// Every register of the demo county: exported as a template in either language, imported again, and nothing changes.
#[test]
fn what_is_exported_imports_back_unchanged() {
    let dir = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", dir.path().join("demo.db").display());
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo");
    guatu(&["load", demo.to_str().unwrap(), "--database", &database, "--today", "2026-04-08"]).ok();
    let at = store::Database::parse(&database).unwrap();
    let office = acts::Office::open(&at, Some(domain::calendar::Date::constant(2026, 4, 8))).unwrap();
    let caller = acts::acting::Caller::operator(361_099);
    for register in domain::registers::REGISTERS {
        for lang in [domain::lang::Lang::Zh, domain::lang::Lang::En] {
            let file = dir.path().join(format!("{}.xlsx", register.noun));
            fs::write(&file, office.register_template(&caller.actor, register, lang).unwrap()).unwrap();
            let stage = domain::stage::Stage::Verified;
            let wanted = acts::imports::Wanted { register, period: None, stage, good_rows: false };
            let preview = office.preview(&caller, &file, wanted, &mut |_, _| {}).unwrap();
            let (problems, ignored) = (&preview.findings.problems, &preview.findings.ignored);
            let changes: Vec<_> = preview.changes.iter().map(|change| (change, change.fields())).take(2).collect();
            assert_eq!((preview.new, preview.changed), (0, 0), "{} {lang:?} {changes:?}", register.noun);
            assert!(problems.is_empty() && ignored.is_empty(), "{} {lang:?} {problems:?} {ignored:?}", register.noun);
            let stand = office.records(&caller.actor.scope(), register, office.today).unwrap().len();
            assert_eq!(preview.unchanged, stand, "{}", register.noun);
        }
    }
}
