//! Styles 样式: the faces, sizes and line distances of GB/T 9704-2012, so that Word's own style list speaks the office's words.

use domain::lang::Lang;
use std::fmt::Write;

const LATIN: &str = "Times New Roman";
const BODY: &str = "仿宋_GB2312";
const TITLE: &str = "方正小标宋简体";
const BLACK: &str = "黑体";
const KAI: &str = "楷体_GB2312";
const SONG: &str = "宋体";

/// 22 lines fill the type area of 225 mm: 28.95 pt.
pub const LINE: i32 = 579;
/// Body size 3号, 16 pt, in twentieths of a point.
pub const SIZE: i32 = 320;
/// A full-width character of the body with its spacing; 28 of them fill 156 mm.
pub const PITCH: i32 = 315;

struct Style {
    id: &'static str,
    name: &'static str,
    based_on: &'static str,
    next: &'static str,
    /// Paragraph properties after `w:widowControl`, in schema order.
    paragraph: String,
    face: &'static str,
    latin: &'static str,
    bold: bool,
    color: &'static str,
    /// Character spacing in twentieths of a point.
    spacing: i32,
    /// Half points.
    size: i32,
}

impl Style {
    fn new(id: &'static str, name: &'static str, face: &'static str, size: i32, paragraph: impl Into<String>) -> Style {
        Style {
            id,
            name,
            based_on: "Normal",
            next: id,
            paragraph: paragraph.into(),
            face,
            latin: LATIN,
            bold: false,
            color: "",
            spacing: 0,
            size,
        }
    }

    fn xml(&self) -> String {
        let mut xml = format!("<w:style w:type=\"paragraph\" w:styleId=\"{}\"><w:name w:val=\"{}\"/>", self.id, self.name);
        let _ = write!(xml, "<w:basedOn w:val=\"{}\"/><w:next w:val=\"{}\"/><w:qFormat/>", self.based_on, self.next);
        let _ = write!(xml, "<w:pPr>{}</w:pPr><w:rPr>{}", self.paragraph, fonts(self.latin, self.face));
        if self.bold {
            xml.push_str("<w:b/><w:bCs/>");
        }
        if !self.color.is_empty() {
            let _ = write!(xml, "<w:color w:val=\"{}\"/>", self.color);
        }
        let _ = write!(
            xml,
            "<w:spacing w:val=\"{}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>",
            self.spacing,
            size = self.size
        );
        xml
    }
}

fn fonts(latin: &str, face: &str) -> String {
    format!("<w:rFonts w:ascii=\"{latin}\" w:eastAsia=\"{face}\" w:hAnsi=\"{latin}\" w:cs=\"{LATIN}\"/>")
}

/// The style part.
pub fn styles(lang: Lang) -> String {
    // Latin words and digits are English in both languages: programs that take them for Chinese break numbers in two.
    let tag = lang.of("en-US", "en-GB");
    let mut xml = format!(
        "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr>{}<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang w:val=\"{tag}\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>",
        fonts(LATIN, BODY)
    );
    let _ = write!(
        xml,
        "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr><w:widowControl w:val=\"0\"/><w:spacing w:line=\"{LINE}\" w:lineRule=\"exact\"/><w:jc w:val=\"both\"/></w:pPr><w:rPr><w:spacing w:val=\"{}\"/></w:rPr></w:style>",
        body_spacing(lang)
    );
    xml.push_str("<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>");
    for style in prose(lang).iter().chain(&tables(lang)) {
        xml.push_str(&style.xml());
    }
    xml.push_str("</w:styles>");
    xml
}

/// 28 characters of 16 pt are a little wider than 156 mm; Latin words keep their own fit.
fn body_spacing(lang: Lang) -> i32 {
    match lang {
        Lang::Zh => PITCH - SIZE,
        Lang::En => 0,
    }
}

/// Head, title, body, headings, annexes and imprint.
fn prose(lang: Lang) -> Vec<Style> {
    let english = lang == Lang::En;
    let spacing = body_spacing(lang);
    let indent = format!("<w:ind w:firstLineChars=\"200\" w:firstLine=\"{}\"/>", 2 * SIZE);
    let heading = |id, name, level: i32, face, bold| {
        let paragraph = format!("<w:keepNext/>{indent}<w:jc w:val=\"left\"/><w:outlineLvl w:val=\"{level}\"/>");
        Style { next: "GuatuBody", bold: bold && english, spacing, ..Style::new(id, name, face, 32, paragraph) }
    };
    let centred = "<w:jc w:val=\"center\"/>";
    let title = format!("<w:spacing w:line=\"{}\" w:lineRule=\"exact\"/>{centred}", 700);
    let small = "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"440\" w:lineRule=\"exact\"/>";
    vec![
        Style { spacing, ..Style::new("GuatuBody", "公文正文", BODY, 32, indent.clone()) },
        Style { spacing, ..Style::new("GuatuAddressees", "主送机关", BODY, 32, "") },
        heading("Heading1", "heading 1", 0, BLACK, true),
        heading("Heading2", "heading 2", 1, KAI, true),
        heading("Heading3", "heading 3", 2, BODY, true),
        heading("Heading4", "heading 4", 3, BODY, false),
        Style {
            color: "FF0000",
            bold: english,
            ..Style::new(
                "GuatuHead",
                "发文机关标志",
                TITLE,
                84,
                "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>",
            )
        },
        Style {
            spacing,
            ..Style::new(
                "GuatuNumber",
                "发文字号",
                BODY,
                32,
                format!("<w:pBdr><w:bottom w:val=\"single\" w:sz=\"16\" w:space=\"11\" w:color=\"FF0000\"/></w:pBdr>{centred}"),
            )
        },
        Style { next: "GuatuBody", bold: english, ..Style::new("Title", "Title", TITLE, 44, title.clone()) },
        Style { spacing, ..Style::new("GuatuAnnex", "附件序号", BLACK, 32, "<w:keepNext/><w:jc w:val=\"left\"/>") },
        Style {
            next: "GuatuBody",
            bold: english,
            ..Style::new("GuatuAnnexTitle", "附件标题", TITLE, 44, format!("<w:keepNext/>{title}<w:outlineLvl w:val=\"0\"/>"))
        },
        Style { spacing, ..Style::new("GuatuSignature", "署名", BODY, 32, "<w:jc w:val=\"right\"/>") },
        Style::new("GuatuImprint", "版记", BODY, 28, small),
        Style::new(
            "GuatuProof",
            "存证",
            BODY,
            21,
            "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"300\" w:lineRule=\"exact\"/><w:jc w:val=\"left\"/>",
        ),
        Style {
            latin: SONG,
            ..Style::new(
                "Footer",
                "footer",
                SONG,
                28,
                "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"320\" w:lineRule=\"exact\"/>",
            )
        },
        Style {
            color: "A6A6A6",
            ..Style::new(
                "Header",
                "header",
                BLACK,
                44,
                "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>",
            )
        },
    ]
}

/// Captions, cells and notes.
fn tables(lang: Lang) -> Vec<Style> {
    let english = lang == Lang::En;
    let cell = |line: i32| {
        format!(
            "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"30\" w:after=\"30\" w:line=\"{line}\" w:lineRule=\"exact\"/><w:jc w:val=\"left\"/>"
        )
    };
    let strong = |id, name, size, line| Style { bold: english, ..Style::new(id, name, BLACK, size, cell(line)) };
    vec![
        Style {
            bold: english,
            ..Style::new(
                "Caption",
                "caption",
                BLACK,
                28,
                "<w:keepNext/><w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"240\" w:after=\"60\" w:line=\"400\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>",
            )
        },
        Style::new("GuatuCell", "表格文字", BODY, 24, cell(320)),
        strong("GuatuCellStrong", "表格标题文字", 24, 320),
        Style::new("GuatuCellSmall", "表格小字", BODY, 21, cell(280)),
        strong("GuatuCellSmallStrong", "表格小标题文字", 21, 280),
        Style::new("GuatuCellFine", "表格细字", BODY, 18, cell(240)),
        strong("GuatuCellFineStrong", "表格细标题文字", 18, 240),
        Style::new(
            "GuatuNote",
            "表注",
            BODY,
            21,
            "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"40\" w:line=\"300\" w:lineRule=\"exact\"/>",
        ),
        Style::new(
            "GuatuPicture",
            "图",
            BODY,
            24,
            "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"160\" w:after=\"160\" w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>",
        ),
    ]
}

/// The font part: where an official face is absent, Word may take the system's face of the same design.
pub fn font_table() -> String {
    let mut xml = String::from("<w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">");
    for (name, other) in [(BODY, "仿宋"), (KAI, "楷体"), (TITLE, "华文中宋"), (BLACK, "SimHei"), (SONG, "SimSun")] {
        let _ = write!(
            xml,
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{other}\"/><w:charset w:val=\"86\"/><w:family w:val=\"auto\"/><w:pitch w:val=\"default\"/></w:font>"
        );
    }
    let _ = write!(
        xml,
        "<w:font w:name=\"{LATIN}\"><w:charset w:val=\"00\"/><w:family w:val=\"roman\"/><w:pitch w:val=\"variable\"/></w:font></w:fonts>"
    );
    xml
}
