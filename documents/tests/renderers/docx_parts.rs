//! Word file 文档, part by part: well-formed, in the order the format demands, with the official faces, and read back whole.

use crate::office::picture;
use documents::{docx, sample};
use domain::document::{Block, Document, Span};
use domain::lang::Lang;
use roxmltree::{Document as Xml, Node};
use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Read, Write};

fn written(document: &Document) -> Vec<u8> {
    docx::write(document, &|chart| (chart.name != "phases").then(picture), Some("{\"seal\":\"</note>&\"}"))
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..package.len())
        .map(|place| {
            let mut file = package.by_index(place).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().to_owned(), content)
        })
        .collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    String::from_utf8(parts(bytes)[name].clone()).unwrap()
}

/// The children the schema allows, in its order (the ones written here).
fn order(name: &str) -> Option<&'static str> {
    Some(match name {
        "pPr" => {
            "pStyle keepNext keepLines pageBreakBefore framePr widowControl pBdr shd tabs snapToGrid spacing ind contextualSpacing jc outlineLvl rPr sectPr"
        }
        "rPr" => "rStyle rFonts b bCs i iCs color spacing kern sz szCs u lang",
        "sectPr" => "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
        "tblPr" => "tblStyle tblpPr tblOverlap tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
        "tcPr" => "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
        "tblBorders" => "top left bottom right insideH insideV",
        "style" => "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
        "settings" => {
            "zoom defaultTabStop evenAndOddHeaders drawingGridVerticalSpacing characterSpacingControl compat themeFontLang decimalSymbol listSeparator"
        }
        "font" => "altName charset family pitch",
        _ => return None,
    })
}

#[test]
fn every_part_is_well_formed_and_in_schema_order() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, content) in parts(&written(&sample::bulletin(lang))).iter().filter(|(name, _)| !name.ends_with(".png")) {
            let text = std::str::from_utf8(content).unwrap();
            let xml = Xml::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            for node in xml.descendants().filter(Node::is_element) {
                let Some(order) = order(node.tag_name().name()) else { continue };
                let places: Vec<usize> = node
                    .children()
                    .filter(Node::is_element)
                    .map(|child| {
                        order
                            .split(' ')
                            .position(|known| known == child.tag_name().name())
                            .unwrap_or_else(|| panic!("{name}: {:?} in {:?}", child.tag_name(), node.tag_name()))
                    })
                    .collect();
                assert!(places.is_sorted(), "{name}: {:?} has its children in the order {places:?}", node.tag_name());
            }
            // Properties come first in what they belong to, and a cell ends with a paragraph.
            for node in xml.descendants().filter(|node| ["p", "r", "tc", "tr", "tbl"].contains(&node.tag_name().name())) {
                let properties = format!("{}Pr", node.tag_name().name());
                let place = node.children().position(|child| child.tag_name().name() == properties);
                assert!(place.is_none_or(|place| place == 0), "{name}: {properties} comes late");
                if node.tag_name().name() == "tc" {
                    assert_eq!(node.last_element_child().unwrap().tag_name().name(), "p");
                }
            }
        }
    }
}

#[test]
fn every_relation_leads_to_a_part_with_a_type() {
    let parts = parts(&written(&sample::bulletin(Lang::Zh)));
    let types = String::from_utf8(parts["[Content_Types].xml"].clone()).unwrap();
    for (name, content) in parts.iter().filter(|(name, _)| name.ends_with(".rels")) {
        let text = std::str::from_utf8(content).unwrap();
        let folder = name.split("_rels/").next().unwrap();
        let mut ids = HashSet::new();
        for relation in Xml::parse(text).unwrap().root_element().children() {
            assert!(ids.insert(relation.attribute("Id").unwrap().to_owned()));
            let target = relation.attribute("Target").unwrap();
            let target = target.strip_prefix("../").map_or_else(|| format!("{folder}{target}"), str::to_owned);
            assert!(parts.contains_key(&target), "{name} leads to {target}");
        }
    }
    for name in parts.keys() {
        let extension = name.rsplit('.').next().unwrap();
        assert!(types.contains(&format!("Extension=\"{extension}\"")), "{name} has no type");
    }
}

#[test]
fn the_official_faces_sizes_and_the_page_are_named() {
    let bytes = written(&sample::bulletin(Lang::Zh));
    let styles = part(&bytes, "word/styles.xml");
    for face in ["仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体", "Times New Roman"] {
        assert!(styles.contains(face), "{face}");
    }
    for (style, outline) in [("Heading1", "0"), ("Heading2", "1"), ("Heading3", "2"), ("Heading4", "3")] {
        let style = styles.split(&format!("w:styleId=\"{style}\"")).nth(1).unwrap().split("</w:style>").next().unwrap();
        assert!(style.contains(&format!("<w:outlineLvl w:val=\"{outline}\"/>")), "the navigation pane needs outline levels");
        assert!(style.contains("<w:sz w:val=\"32\"/>"));
    }
    let body = part(&bytes, "word/document.xml");
    assert!(body.contains(r#"<w:pgSz w:w="11906" w:h="16838"/>"#));
    assert!(body.contains(r#"w:top="2098" w:right="1474" w:bottom="1984" w:left="1588""#));
    assert!(body.contains(r#"w:orient="landscape""#));
    assert!(part(&bytes, "word/settings.xml").contains("evenAndOddHeaders"));
    assert!(part(&bytes, "docProps/core.xml").contains("关于2026年第一季度全县重点工作完成情况的通报"));
}

#[test]
fn tables_repeat_their_head_and_keep_rows_whole() {
    let document = sample::bulletin(Lang::Zh);
    let source = part(&written(&document), "word/document.xml");
    let xml = Xml::parse(&source).unwrap();
    let tables: Vec<Node> =
        xml.descendants().filter(|node| node.has_tag_name((node.tag_name().namespace().unwrap_or(""), "tbl"))).collect();
    // Three tables and the imprint.
    assert_eq!(tables.len(), 4);
    for table in &tables {
        let rows: Vec<Node> = table.children().filter(|node| node.tag_name().name() == "tr").collect();
        let marked = |row: &Node, mark: &str| {
            row.children()
                .any(|node| node.tag_name().name() == "trPr" && node.children().any(|child| child.tag_name().name() == mark))
        };
        assert!(rows.iter().all(|row| marked(row, "cantSplit")));
        if rows.len() > 4 {
            assert!(marked(&rows[0], "tblHeader") && !marked(&rows[1], "tblHeader"));
        }
    }
    for color in ["1B7F3B", "B8860B", "B3261E", "1F5FA8"] {
        assert!(source.contains(color), "a light is coloured {color}");
    }
    assert!(source.contains("■ 严重滞后"));
}

#[test]
fn figures_and_note_come_back() {
    for lang in [Lang::Zh, Lang::En] {
        let document = sample::bulletin(lang);
        let bytes = written(&document);
        let expected: Vec<_> =
            document.figures.iter().enumerate().map(|(ordinal, figure)| (ordinal, figure.printed.clone())).collect();
        assert_eq!(docx::figures(&bytes), expected);
        assert_eq!(docx::note(&bytes).unwrap(), "{\"seal\":\"</note>&\"}");
    }
    let bytes = docx::write(&sample::bulletin(Lang::Zh), &|_| None, None);
    assert_eq!(docx::note(&bytes), None);
}

/// Writes the package again with the main part changed.
fn altered(bytes: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts(bytes) {
        package.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        let content =
            if name == "word/document.xml" { change(String::from_utf8(content).unwrap()).into_bytes() } else { content };
        package.write_all(&content).unwrap();
    }
    package.finish().unwrap().into_inner()
}

#[test]
fn a_changed_number_is_found_also_when_the_runs_were_cut() {
    let document = sample::bulletin(Lang::Zh);
    let bytes = written(&document);
    let ordinal = document.figures.iter().position(|figure| figure.printed == "85.43").unwrap();
    // An office program cuts runs where the cursor stood.
    let changed = altered(&bytes, |xml| xml.replace(">85.43<", ">85.</w:t></w:r><w:r><w:t>44<"));
    let difference: Vec<_> =
        docx::figures(&changed).into_iter().zip(docx::figures(&bytes)).filter(|(new, old)| new != old).collect();
    assert_eq!(difference, vec![((ordinal, "85.44".to_owned()), (ordinal, "85.43".to_owned()))]);
    assert!(docx::text(&changed).unwrap().contains("合同资金85.44亿元"));
    // Words removed or hidden by a tracked change are not read.
    let hidden = altered(&bytes, |xml| {
        xml.replace(
            "<w:t xml:space=\"preserve\">85.43</w:t>",
            "<w:t>1</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>85.43</w:t>",
        )
    });
    assert_eq!(docx::figures(&hidden)[ordinal].1, "1");
}

#[test]
fn text_is_in_reading_order_with_tabs_between_cells() {
    let document = sample::bulletin(Lang::Zh);
    let text = docx::text(&written(&document)).unwrap();
    let order = [
        "云溪县两办督查室文件",
        "云督通〔2026〕1号",
        "各乡镇人民政府，园区管委会，县直各单位，驻县各企业：",
        "一、总体情况",
        "图3　重点项目阶段分布：43个重点项目",
        "三、存在问题",
        "附件：1.全县",
        "2026年4月8日",
        "附件3",
        "统计截至",
        "抄送：县委",
    ];
    let places: Vec<_> = order.iter().map(|words| text.find(words).unwrap_or_else(|| panic!("{words} in {text}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(text.contains("1\t桐山镇\t1,200\t554.4\t46.2\t21.2\t● 达序时\n"));
    assert!(text.contains("第一组　乡镇\n"));
}

#[test]
fn what_is_typed_never_becomes_structure() {
    let hostile = "</w:t></w:r><w:r>&\"'\u{0}\u{b}<!--";
    let mut document = sample::bulletin(Lang::Zh);
    document.title = hostile.to_owned();
    document.watermark = hostile.to_owned();
    document.signed_by = hostile.to_owned();
    document.blocks.push(Block::Paragraph(vec![Span::text(hostile)]));
    if let Block::Table(table) = &mut document.annexes[0].blocks[0] {
        table.caption = hostile.to_owned();
        table.rows[0].cells[0].text = hostile.to_owned();
    }
    let bytes = written(&document);
    for (name, content) in parts(&bytes).iter().filter(|(name, _)| !name.ends_with(".png")) {
        Xml::parse(std::str::from_utf8(content).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    assert!(docx::text(&bytes).unwrap().contains("</w:t></w:r><w:r>&\"'<!--"));
}

#[test]
fn equal_sheets_are_equal_files() {
    let document = sample::bulletin(Lang::Zh);
    assert_eq!(written(&document), written(&document.clone()));
    let mut other = document.clone();
    other.signed_on = "2026年4月9日".to_owned();
    assert_ne!(written(&document), written(&other));
}

#[test]
fn a_file_that_is_no_sheet_is_refused_with_a_sentence() {
    let error = docx::text(b"not a zip").unwrap_err();
    assert_eq!(error, docx::ReadError::NotAPackage);
    assert!(error.sentence(Lang::Zh).contains("不是Word文件"));
    assert!(error.sentence(Lang::En).contains("not a Word file"));
    let broken = altered(&written(&sample::bulletin(Lang::Zh)), |xml| xml.replace("</w:body>", ""));
    assert_eq!(docx::text(&broken).unwrap_err(), docx::ReadError::BadXml);
    let entity = altered(&written(&sample::bulletin(Lang::Zh)), |_| "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>".to_owned());
    assert_eq!(docx::text(&entity).unwrap_err(), docx::ReadError::BadXml);
    assert!(docx::figures(b"").is_empty() && docx::note(b"PK").is_none());
}

#[test]
fn a_bare_sheet_is_a_sheet_too() {
    let document = Document {
        lang: Lang::En,
        head: String::new(),
        number: None,
        title: "Draft".to_owned(),
        addressees: String::new(),
        blocks: vec![Block::Table(domain::document::Table::default())],
        annexes: Vec::new(),
        signed_by: String::new(),
        signed_on: String::new(),
        imprint: domain::document::Imprint::default(),
        basis: String::new(),
        watermark: "DRAFT".to_owned(),
        proof: Vec::new(),
        figures: Vec::new(),
    };
    let bytes = docx::write(&document, &|_| None, None);
    assert!(part(&bytes, "word/header1.xml").contains("DRAFT"));
    assert_eq!(docx::text(&bytes).unwrap().trim(), "Draft");
}
