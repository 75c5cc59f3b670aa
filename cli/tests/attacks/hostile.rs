//! Hostile files 恶意文件 (S-08; cases 54, 55, 62, 64, 65, 69–78): each is answered within five seconds with a sentence; the process
//! that reads workbooks keeps its limit, the server its memory, and nothing aborts.

use super::server::Server;
use harness::chance::{report, rounds};
use std::io::{Cursor, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const OPEN: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;
const CLOSE: &str = "</sheetData></worksheet>";
const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#;
const HEAD: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>编号</t></is></c><c r="B1" t="inlineStr"><is><t>战役</t></is></c><c r="C1" t="inlineStr"><is><t>内容</t></is></c></row>"#;

/// A container of these parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(1));
        writer.start_file(*name, options).expect("a part");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("a container").into_inner()
}

/// A workbook with some parts of one's own instead of the plain ones.
fn book(own: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!("{OPEN}{HEAD}{CLOSE}");
    let plain: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    let kept = plain.into_iter().filter(|part| !own.iter().any(|o| o.0 == part.0));
    packed(&kept.chain(own.iter().copied()).collect::<Vec<_>>())
}

fn sheet(rows: &str) -> Vec<u8> {
    book(&[("xl/worksheets/sheet1.xml", format!("{OPEN}{HEAD}{rows}{CLOSE}").as_bytes())])
}

fn rows(count: usize, cells: &str) -> String {
    let mut text = String::new();
    for row in 2..count + 2 {
        text.push_str(&format!("<row r=\"{row}\">{cells}</row>"));
    }
    text
}

/// Sizes in the directory that lie: what unpacks to much is said to be small.
fn lying(mut container: Vec<u8>) -> Vec<u8> {
    let small = 1_000_u32.to_le_bytes();
    let marks: [(&[u8], usize); 2] = [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)];
    for (mark, at) in marks {
        let places: Vec<usize> = (0..container.len() - 4).filter(|&p| container[p..].starts_with(mark)).collect();
        for place in places {
            container[place + at..place + at + 4].copy_from_slice(&small);
        }
    }
    container
}

type File = (&'static str, Vec<u8>);

/// Workbooks and lists, offered as an import.
fn imports() -> Vec<File> {
    let entity = |text: &str| format!("{text}{OPEN}{HEAD}{CLOSE}").into_bytes();
    let laughs =
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let text = "x".repeat(30_000);
    let one = format!("{STRINGS}<si><t>{text}</t></si></sst>");
    let shared = |cells: &str, count| format!("{OPEN}{HEAD}{}{CLOSE}", rows(count, cells)).into_bytes();
    let string = "<c t=\"s\"><v>0</v></c>";
    let wide: String = (0..500).map(|_| "<c><v>1</v></c>").collect();
    let corner = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let relations = RELATIONS.replace("worksheets/sheet1.xml", "../../../../../etc/passwd");
    let web = RELATIONS.replace("worksheets/sheet1.xml", "http://127.0.0.1:1/sheet.xml");
    let many: String = (0..60_000).map(|n| format!("<sheet name=\"s{n}\" sheetId=\"{n}\" r:id=\"rId1\"/>")).collect();
    let bomb = packed(&[("0.xml", &vec![b' '; 16 << 20])]);
    let utf16: Vec<u8> =
        "\u{feff}<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        ("corner.xlsx", sheet(corner)),
        ("two-million-rows.xlsx", sheet(&"<row/>".repeat(2_000_000))),
        ("bomb.xlsx", sheet(&" ".repeat(rounds(40, 260) << 20))),
        ("lying-bomb.xlsx", lying(sheet(&" ".repeat(40 << 20)))),
        ("one-text.xlsx", book(&[("xl/sharedStrings.xml", format!("{STRINGS}<si><t>{}</t></si></sst>", "x".repeat(100 << 20)).as_bytes())])),
        ("many-texts.xlsx", book(&[("xl/sharedStrings.xml", format!("{STRINGS}{}</sst>", "<si/>".repeat(9_000_000)).as_bytes())])),
        ("shared.xlsx", book(&[("xl/sharedStrings.xml", one.as_bytes()), ("xl/worksheets/sheet1.xml", &shared(&string.repeat(3), 100_000))])),
        ("long-cell.xlsx", sheet(&format!("<row r=\"2\"><c r=\"C2\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "y".repeat(3 << 20)))),
        ("bad-rows.xlsx", sheet(&rows(150_000, "<c r=\"B2\" t=\"inlineStr\"><is><t>none</t></is></c>"))),
        ("wide-bad-rows.xlsx", sheet(&rows(20_000, &wide))),
        ("entity.xlsx", book(&[("xl/worksheets/sheet1.xml", &entity("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"))])),
        ("laughs.xlsx", book(&[("xl/sharedStrings.xml", format!("{laughs}{STRINGS}<si><t>&c;</t></si></sst>").as_bytes())])),
        ("entity-in-book.xlsx", book(&[("xl/workbook.xml", format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{BOOK}").as_bytes())])),
        ("entity-utf16.xlsx", book(&[("xl/worksheets/sheet1.xml", &utf16)])),
        ("undeclared.xlsx", sheet("<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>&unknown;</t></is></c></row>")),
        ("deep.xlsx", sheet(&format!("{}{}", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000)))),
        ("attributes.xlsx", sheet(&format!("<row {}/>", (0..300_000).map(|n| format!("a{n}=\"1\" ")).collect::<String>()))),
        ("index.xlsx", book(&[("xl/sharedStrings.xml", one.as_bytes()), ("xl/worksheets/sheet1.xml", &shared("<c t=\"s\"><v>4294967295</v></c><c t=\"s\"><v>-1</v></c>", 3))])),
        ("places.xlsx", sheet("<row r=\"4294967296\"><c r=\"ZZZZZZ99999999999\"><v>1e999</v></c><c r=\"A0\"><v>NaN</v></c></row>")),
        ("days.xlsx", book(&[("xl/styles.xml", b"<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"), ("xl/worksheets/sheet1.xml", format!("{OPEN}{HEAD}<row r=\"2\"><c r=\"A2\" s=\"0\"><v>1e308</v></c><c r=\"B2\" s=\"0\"><v>-99999999999</v></c></row>{CLOSE}").as_bytes())])),
        ("styles.xlsx", book(&[("xl/styles.xml", format!("<styleSheet>{}</styleSheet>", "<xf/>".repeat(6_000_000)).as_bytes())])),
        ("many-sheets.xlsx", book(&[("xl/workbook.xml", BOOK.replace("<sheets>", &format!("<sheets>{many}")).as_bytes())])),
        ("long-name.xlsx", book(&[("xl/workbook.xml", BOOK.replace("name=\"a\"", &format!("name=\"{}\"", "n".repeat(4 << 20))).as_bytes())])),
        ("elsewhere.xlsx", book(&[("xl/_rels/workbook.xml.rels", relations.as_bytes())])),
        ("over-the-net.xlsx", book(&[("xl/_rels/workbook.xml.rels", web.as_bytes())])),
        ("slip.xlsx", book(&[("../../../../tmp/guatu-slip", b"x"), ("/etc/guatu-slip", b"x"), ("xl\\..\\..\\slip", b"x")])),
        ("nested.xlsx", book(&[("xl/a.zip", &packed(&[("b.zip", &bomb)]))])),
        ("parts.xlsx", {
            let names: Vec<String> = (0..12_000).map(|n| format!("p{n}.xml")).collect();
            book(&names.iter().map(|name| (name.as_str(), &b"<x/>"[..])).collect::<Vec<_>>())
        }),
        ("macros.xlsm", book(&[("xl/vbaProject.bin", b"x")])),
        ("cut.xlsx", sheet("").split_at(700).0.to_vec()),
        ("binary.xlsx", packed(&[("xl/workbook.bin", b"\x83\x01\0")])),
        ("drawing.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec()),
        ("one-line.csv", vec![b'a'; 15 << 20]),
        ("commas.csv", vec![b','; 10 << 20]),
        ("quote.csv", [b"\xEF\xBB\xBF\xE7\xBC\x96\xE5\x8F\xB7,\"".to_vec(), vec![b'\n'; 5 << 20]].concat()),
        ("formulas.csv", "编号,战役,内容\n=cmd|' /C calc'!A0,@SUM(1),\"＝HYPERLINK(\"\"http://x\"\")\"\n".into()),
        ("zeros.csv", vec![0; 1 << 20]),
    ]
}

/// Files offered as evidence.
fn evidence() -> Vec<File> {
    let png = |side: u32, more: &[u8]| {
        let mut head = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec();
        head.extend(side.to_be_bytes());
        head.extend(side.to_be_bytes());
        [&head[..], &[8, 6, 0, 0, 0, 0, 0, 0, 0], more].concat()
    };
    vec![
        ("picture.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec()),
        ("page.html", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("page.pdf", b"%PDF-1.7\n<html><script>alert(1)</script></html>".to_vec()),
        ("archive.png", png(10, &packed(&[("a.txt", b"x")]))),
        ("flood.png", png(50_000, b"")),
        ("bomb.docx", lying(packed(&[("word/document.xml", &vec![b' '; 30 << 20])]))),
        ("said-bomb.docx", packed(&[("word/document.xml", &vec![b' '; 30 << 20])])),
        ("slip.docx", packed(&[("word/document.xml", b"<x/>"), ("../../x", b"x")])),
        ("inner.zip", packed(&[("a.zip", &packed(&[("b.txt", b"x")]))])),
        ("program.pdf", b"MZ\x90\0".to_vec()),
        ("broken.jpg", [&[0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF][..], &[0; 40]].concat()),
        ("streams.pdf", [b"%PDF-1.7 ".to_vec(), b"<</Type/ObjStm>>\nstream\n\x78\x9c".repeat(20_000)].concat()),
        ("empty.pdf", Vec::new()),
    ]
}

/// Send an import and wait until the page says what became of it.
fn offer(server: &Server, session: &str, name: &str, bytes: &[u8]) -> (u16, String) {
    let token = server.get("/imports", session).is(200).field("token");
    let sent = server.upload("/imports", &[("token", &token), ("register", "commitments")], (name, bytes), session);
    if sent.status != 303 {
        return (sent.status, sent.text());
    }
    let place = sent.header("location").to_owned();
    loop {
        let page = server.get(&place, session);
        if !page.text().contains("http-equiv=\"refresh\"") {
            return (page.status, page.text());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Tells the watch to end, also when something failed.
struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What was found while files were offered.
#[derive(Default)]
struct Found {
    slowest: (Duration, String),
    /// Memory of the server at its height, KB.
    most: (u64, String),
}

impl Found {
    /// Offer a file, and look at clock and memory.
    fn offer(&mut self, server: &Server, name: &str, offer: impl FnOnce() -> (u16, String)) {
        server.watch_memory();
        let from = Instant::now();
        let (status, page) = offer();
        let (took, height) = (from.elapsed(), server.memory().1);
        println!("{name}: {status} {took:?} {height} KB");
        assert!(matches!(status, 200 | 303 | 400 | 409 | 413), "{name}: {status} {page}");
        assert!(!page.contains("web.import_fault") && !page.contains("root:"), "{name}: {page}");
        if took > self.slowest.0 {
            self.slowest = (took, name.to_owned());
        }
        if height > self.most.0 {
            self.most = (height, name.to_owned());
        }
    }
}

#[test]
fn s_08_hostile_files_are_answered_and_hurt_nobody() {
    let mut server = Server::start();
    let session = server.enter("supervision", "");
    // What serving takes anyhow: pages, a first workbook, a first file of evidence.
    offer(&server, &session, "plain.xlsx", &sheet(""));
    server.get("/projects/prj-001", &session).is(200);
    let before = server.memory().0;
    let (files, shown) = (imports(), evidence());
    let (reader, stop, mut found) = (AtomicU64::new(0), AtomicBool::new(false), Found::default());
    std::thread::scope(|scope| {
        let _ended = Ended(&stop);
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                reader.fetch_max(server.memory_of_children(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        for _ in 0..rounds(1, 5) {
            for (name, bytes) in &files {
                found.offer(&server, name, || offer(&server, &session, name, bytes));
            }
            let token = server.get("/projects/prj-001", &session).is(200).field("token");
            for (name, bytes) in &shown {
                let fields = [
                    ("token", token.as_str()),
                    ("key", name),
                    ("register", "projects"),
                    ("record", "prj-001"),
                    ("kind", "contract"),
                ];
                found.offer(&server, name, || {
                    let heard = server.upload("/evidence", &fields, (name, bytes), &session);
                    (heard.status, heard.text())
                });
                // What was taken is an act, after which the pages are made anew: not the next file's time.
                server.get("/me", &session);
            }
        }
    });
    let (reader, more) = (reader.into_inner() >> 10, found.most.0.saturating_sub(before) >> 10);
    let (count, slowest) = (files.len() + shown.len(), &found.slowest);
    let most = &found.most.1;
    report(
        "S-08",
        &format!(
            "{count} files; slowest {:.1} s ({}); reader {reader} MB; server +{more} MB ({most})",
            slowest.0.as_secs_f64(),
            slowest.1
        ),
    );
    assert!(server.is_alive() && server.get("/health", "").is(200).text().contains("ok"));
    assert!(!server.log().contains("panicked"), "{}", server.log());
    assert!(slowest.0 < Duration::from_secs(5), "{slowest:?}");
    assert!(reader > 0 && reader <= 512, "the reader took {reader} MB");
    assert!(more <= 50, "the server grew by {more} MB at {most}");
    assert!(!std::path::Path::new("/tmp/guatu-slip").exists());
}
