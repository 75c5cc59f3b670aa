//! Parts 部件 of the package that carry no prose: types, relations, properties, settings and the signed note's place.

use crate::markup::escape;
use domain::document::Document;
use std::fmt::Write;

/// Namespace of the signed note's part.
pub const NOTE_NAMESPACE: &str = "urn:guatu:note";

pub const PACKAGE_RELATIONS: &str = concat!(
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>"#,
    r#"<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
    "</Relationships>"
);

pub const NOTE_RELATIONS: &str = concat!(
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps" Target="itemProps1.xml"/>"#,
    "</Relationships>"
);

/// Odd and even pages differ; punctuation is not squeezed, so that a full line has 28 characters.
pub const SETTINGS: &str = concat!(
    r#"<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">"#,
    r#"<w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="doNotCompress"/>"#,
    r#"<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"#,
    r#"<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"#
);

/// The sheet's own properties. The instant is constant: the day of issue stands on the sheet, and equal sheets are equal files.
pub fn core(document: &Document) -> String {
    const INSTANT: &str = "2000-01-01T00:00:00Z";
    let title = document.title.replace('\n', document.lang.of("", " "));
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">{INSTANT}</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{INSTANT}</dcterms:modified><dc:language>{}</dc:language></cp:coreProperties>",
        escape(&title),
        escape(&document.signed_by),
        document.lang.tag()
    )
}

pub fn content_types(note: bool) -> String {
    let mut xml = String::from(
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>"#,
    );
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    for (part, kind) in [
        ("document", "document.main"),
        ("styles", "styles"),
        ("fontTable", "fontTable"),
        ("settings", "settings"),
        ("header1", "header"),
        ("footer1", "footer"),
        ("footer2", "footer"),
    ] {
        let _ = write!(xml, "<Override PartName=\"/word/{part}.xml\" ContentType=\"{word}.{kind}+xml\"/>");
    }
    xml.push_str(
        r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>"#,
    );
    if note {
        xml.push_str(r#"<Override PartName="/customXml/itemProps1.xml" ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>"#);
    }
    xml + "</Types>"
}

pub fn document_relations(pictures: usize, note: bool) -> String {
    let mut xml = String::from(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#);
    let mut relation = |id: &str, kind: &str, target: &str| {
        let _ = write!(
            xml,
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        );
    };
    relation("rIdStyles", "styles", "styles.xml");
    relation("rIdFonts", "fontTable", "fontTable.xml");
    relation("rIdSettings", "settings", "settings.xml");
    relation("rIdHeader", "header", "header1.xml");
    relation("rIdFooterOdd", "footer", "footer1.xml");
    relation("rIdFooterEven", "footer", "footer2.xml");
    for ordinal in 1..=pictures {
        relation(&format!("rIdChart{ordinal}"), "image", &format!("media/chart{ordinal}.png"));
    }
    if note {
        relation("rIdNote", "customXml", "../customXml/item1.xml");
    }
    xml + "</Relationships>"
}

/// Word keeps a part of the office's own when it has an identity and a schema.
pub fn note_properties() -> String {
    format!(
        "<ds:datastoreItem xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\" ds:itemID=\"{{6F5B2A0C-93D1-4E57-8A4C-1C7E0D9B2F36}}\"><ds:schemaRefs><ds:schemaRef ds:uri=\"{NOTE_NAMESPACE}\"/></ds:schemaRefs></ds:datastoreItem>"
    )
}
