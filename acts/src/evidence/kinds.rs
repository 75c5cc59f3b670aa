//! Kinds of files 文件类型: the content decides, never the name; what can do harm is refused with a sentence.

use super::pdf;
use super::zipped::{self, Zipped};
use domain::lang::Lang;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Largest file, bytes.
pub const MOST_BYTES: u64 = 20 * 1024 * 1024;
/// Longest side of a picture, pixels: what a camera makes, not what fills a viewer's memory.
pub const MOST_PIXELS: u32 = 12_000;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Pdf,
    Jpeg,
    Png,
    Webp,
    Tiff,
    Xlsx,
    Docx,
    Ofd,
    Csv,
    Text,
}

impl FileKind {
    pub const ALL: [FileKind; 10] = [
        FileKind::Pdf,
        FileKind::Jpeg,
        FileKind::Png,
        FileKind::Webp,
        FileKind::Tiff,
        FileKind::Xlsx,
        FileKind::Docx,
        FileKind::Ofd,
        FileKind::Csv,
        FileKind::Text,
    ];

    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
            FileKind::Webp => "image/webp",
            FileKind::Tiff => "image/tiff",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileKind::Ofd => "application/ofd",
            FileKind::Csv => "text/csv",
            FileKind::Text => "text/plain",
        }
    }

    /// Of a media type as it was recorded, whatever marks stand behind it.
    pub fn of_media_type(text: &str) -> Option<FileKind> {
        let plain = text.split(';').next().unwrap_or(text);
        FileKind::ALL.into_iter().find(|k| k.media_type() == plain)
    }

    /// Endings that agree with the content; the first is given where none does.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            FileKind::Pdf => &["pdf"],
            FileKind::Jpeg => &["jpg", "jpeg", "jpe"],
            FileKind::Png => &["png"],
            FileKind::Webp => &["webp"],
            FileKind::Tiff => &["tif", "tiff"],
            FileKind::Xlsx => &["xlsx"],
            FileKind::Docx => &["docx"],
            FileKind::Ofd => &["ofd"],
            FileKind::Csv => &["csv"],
            FileKind::Text => &["txt", "log", "md"],
        }
    }

    /// A browser shows it by itself and runs nothing.
    pub fn is_picture(self) -> bool {
        match self {
            FileKind::Jpeg | FileKind::Png | FileKind::Webp => true,
            FileKind::Pdf | FileKind::Tiff | FileKind::Xlsx | FileKind::Docx | FileKind::Ofd | FileKind::Csv | FileKind::Text => {
                false
            }
        }
    }
}

/// A file that was looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    pub kind: FileKind,
    /// What it carries that may act by itself: javascript, launch … Such a file is taken, marked, and only downloaded.
    pub marks: Vec<&'static str>,
}

impl Looked {
    /// The media type with the marks behind it, as it is recorded.
    pub fn media_type(&self) -> String {
        let plain = self.kind.media_type();
        if self.marks.is_empty() { plain.to_owned() } else { format!("{plain};active={}", self.marks.join("+")) }
    }
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    Empty,
    TooLarge,
    WebPage,
    Svg,
    Program,
    Macros,
    Locked,
    OldOffice,
    Bomb,
    BadNames,
    Archive,
    TooManyPixels,
    TwoInOne,
    Broken,
    Unknown,
    /// The very file is already there for this record.
    Already,
    /// The upload broke off.
    CutOff,
    /// A scan that says where it was taken, and cannot be kept without.
    SaysWhere,
    /// The unit has shown more than anybody needs.
    Full,
}

impl Unfit {
    pub fn code(self) -> &'static str {
        match self {
            Unfit::Empty => "evidence.empty",
            Unfit::TooLarge => "evidence.too_large",
            Unfit::WebPage => "evidence.web_page",
            Unfit::Svg => "evidence.svg",
            Unfit::Program => "evidence.program",
            Unfit::Macros => "evidence.macros",
            Unfit::Locked => "evidence.locked",
            Unfit::OldOffice => "evidence.old_office",
            Unfit::Bomb => "evidence.bomb",
            Unfit::BadNames => "evidence.bad_names",
            Unfit::Archive => "evidence.archive",
            Unfit::TooManyPixels => "evidence.too_many_pixels",
            Unfit::TwoInOne => "evidence.two_in_one",
            Unfit::Broken => "evidence.broken",
            Unfit::Unknown => "evidence.unknown",
            Unfit::Already => "evidence.already",
            Unfit::CutOff => "evidence.cut_off",
            Unfit::SaysWhere => "evidence.says_where",
            Unfit::Full => "evidence.full",
        }
    }

    pub fn sentence(self, lang: Lang) -> &'static str {
        match self {
            Unfit::Empty => lang.of("文件是空的，请重新选择", "the file is empty; choose it again"),
            Unfit::TooLarge => {
                lang.of("文件超过20MB，请压缩或分开上传", "the file is larger than 20 MB; make it smaller or split it")
            }
            Unfit::WebPage => {
                lang.of("不收网页文件，请打印成PDF后上传", "web pages are not taken; print it as PDF and attach that")
            }
            Unfit::Svg => lang.of("不收SVG图，请另存为PNG或PDF", "SVG drawings are not taken; save it as PNG or PDF"),
            Unfit::Program => lang.of("不收程序和脚本文件", "programs and scripts are not taken"),
            Unfit::Macros => {
                lang.of("文件带宏，请另存为不带宏的XLSX或DOCX", "the file carries macros; save it as XLSX or DOCX without macros")
            }
            Unfit::Locked => lang.of("文件加了密码，请去掉密码后上传", "the file has a password; remove it and attach it again"),
            Unfit::OldOffice => {
                lang.of("旧版Office文件，请另存为XLSX、DOCX或PDF", "a file of an old Office; save it as XLSX, DOCX or PDF")
            }
            Unfit::Bomb => lang.of("压缩内容展开后过大，不收", "it unpacks to far more than it should and is not taken"),
            Unfit::BadNames => lang.of("压缩内容里的文件名不正常，不收", "it holds names that lead elsewhere and is not taken"),
            Unfit::Archive => {
                lang.of("不收压缩包，请把里面的文件分别上传", "archives are not taken; attach the files in it one by one")
            }
            Unfit::TooManyPixels => lang
                .of("图片边长超过12000像素，请缩小后上传", "the picture has a side of more than 12,000 pixels; make it smaller"),
            Unfit::TwoInOne => lang.of(
                "文件里还藏着另一种文件，不收；请重新导出",
                "another kind of file is hidden in it and it is not taken; export it anew",
            ),
            Unfit::Broken => {
                lang.of("文件已损坏，打不开；请重新导出", "the file is damaged and cannot be opened; export it anew")
            }
            Unfit::Unknown => lang.of(
                "认不出的文件类型；可收PDF、JPG、PNG、WEBP、TIFF、XLSX、DOCX、OFD、TXT、CSV",
                "not a kind of file that is taken: PDF, JPG, PNG, WEBP, TIFF, XLSX, DOCX, OFD, TXT, CSV",
            ),
            Unfit::Already => lang.of("这份材料已经上传过了", "this very file is attached already"),
            Unfit::CutOff => lang.of("上传中断，请重新上传", "the upload broke off; attach it again"),
            Unfit::SaysWhere => lang.of(
                "图片里记有拍摄地点，不收；请另存为JPG或PNG后上传",
                "the picture says where it was taken and is not taken; save it as JPG or PNG",
            ),
            Unfit::Full => lang.of(
                "本单位的佐证材料已达上限（50,000件或50GB），请联系督查室",
                "this unit has reached the limit of evidence (50,000 files or 50 GB); ask the supervision office",
            ),
        }
    }
}

/// Look into a file of so many bytes that was offered under a name.
pub fn look(file: &mut File, bytes: u64, name: &str) -> io::Result<Result<Looked, Unfit>> {
    if bytes == 0 {
        return Ok(Err(Unfit::Empty));
    }
    if bytes > MOST_BYTES {
        return Ok(Err(Unfit::TooLarge));
    }
    let mut head = vec![0; 4096.min(usize::try_from(bytes).unwrap_or(4096))];
    file.rewind()?;
    file.read_exact(&mut head)?;
    let plain = |kind| Ok(Looked { kind, marks: Vec::new() });
    let found = match () {
        () if head.starts_with(b"%PDF-") => return pdf(file, &head, bytes),
        () if head.starts_with(&[0xFF, 0xD8, 0xFF]) => plain(FileKind::Jpeg),
        () if head.starts_with(b"\x89PNG\r\n\x1A\n") => png(&head).map(|()| Looked { kind: FileKind::Png, marks: Vec::new() }),
        () if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") => {
            webp(&head).map(|()| Looked { kind: FileKind::Webp, marks: Vec::new() })
        }
        () if head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") => plain(FileKind::Tiff),
        () if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") => {
            zipped::read(file, bytes)?.and_then(office).map(|kind| Looked { kind, marks: Vec::new() })
        }
        () if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) => Err(ole(file)?),
        () if is_program(&head) => Err(Unfit::Program),
        () => text(file, name)?.map(|kind| Looked { kind, marks: Vec::new() }),
    };
    match found {
        // A picture with an archive behind it opens as either (GIFAR). A JPEG is cut at its own end when it is kept.
        Ok(Looked { kind: FileKind::Png | FileKind::Webp | FileKind::Tiff, .. }) if zipped::end(file, bytes)?.is_some() => {
            Ok(Err(Unfit::TwoInOne))
        }
        other => Ok(other),
    }
}

fn pdf(file: &mut File, head: &[u8], bytes: u64) -> io::Result<Result<Looked, Unfit>> {
    if web_words(head) || zipped::end(file, bytes)?.is_some() {
        return Ok(Err(Unfit::TwoInOne));
    }
    let mut whole = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0));
    file.rewind()?;
    file.take(MOST_BYTES).read_to_end(&mut whole)?;
    Ok(Ok(Looked { kind: FileKind::Pdf, marks: pdf::marks(&whole) }))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes)
}

fn within(width: u32, height: u32) -> Result<(), Unfit> {
    match (width, height) {
        (0, _) | (_, 0) => Err(Unfit::Broken),
        (w, h) if w > MOST_PIXELS || h > MOST_PIXELS => Err(Unfit::TooManyPixels),
        (_, _) => Ok(()),
    }
}

/// The size stands in the first chunk; nothing is unpacked.
fn png(head: &[u8]) -> Result<(), Unfit> {
    if head.get(12..16) != Some(b"IHDR") {
        return Err(Unfit::Broken);
    }
    let (Some(width), Some(height)) = (number(head, 16), number(head, 20)) else { return Err(Unfit::Broken) };
    within(width, height)
}

fn webp(head: &[u8]) -> Result<(), Unfit> {
    let small = |at: usize| head.get(at..at + 2).map(|b| u32::from(b[0]) | u32::from(b[1]) << 8);
    let three = |at: usize| head.get(at..at + 3).map(|b| u32::from(b[0]) | u32::from(b[1]) << 8 | u32::from(b[2]) << 16);
    let size = match head.get(12..16) {
        Some(b"VP8X") => three(24).zip(three(27)).map(|(w, h)| (w + 1, h + 1)),
        Some(b"VP8 ") => small(26).zip(small(28)).map(|(w, h)| (w & 0x3FFF, h & 0x3FFF)),
        Some(b"VP8L") => three(21).zip(head.get(24)).map(|(low, &top)| {
            let bits = low | u32::from(top) << 24;
            ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        }),
        _ => None,
    };
    let (width, height) = size.ok_or(Unfit::Broken)?;
    within(width, height)
}

/// A height and width found in a JPEG's own frame.
pub(super) fn jpeg_size(height: u16, width: u16) -> Result<(), Unfit> {
    within(width.into(), height.into())
}

fn office(zipped: Zipped) -> Result<FileKind, Unfit> {
    let has = |name: &str| zipped.names.iter().any(|n| n.eq_ignore_ascii_case(name));
    let macros = |n: &String| {
        let n = n.to_ascii_lowercase();
        n.ends_with("vbaproject.bin") || n.contains("/macrosheets/") || n.ends_with("vbadata.xml")
    };
    if zipped.names.iter().any(macros) {
        return Err(Unfit::Macros);
    }
    match () {
        () if has("xl/workbook.xml") => Ok(FileKind::Xlsx),
        () if has("word/document.xml") => Ok(FileKind::Docx),
        () if has("OFD.xml") => Ok(FileKind::Ofd),
        () => Err(Unfit::Archive),
    }
}

/// An old Office file, or a new one under a password: both come in the same box.
fn ole(file: &mut File) -> io::Result<Unfit> {
    let package: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut whole = Vec::new();
    file.rewind()?;
    file.take(MOST_BYTES).read_to_end(&mut whole)?;
    let locked = whole.windows(package.len()).any(|w| w == package);
    Ok(if locked { Unfit::Locked } else { Unfit::OldOffice })
}

fn is_program(head: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 9] = [
        b"MZ",
        b"\x7FELF",
        b"#!",
        &[0xCA, 0xFE, 0xBA, 0xBE],
        &[0xFE, 0xED, 0xFA, 0xCE],
        &[0xFE, 0xED, 0xFA, 0xCF],
        &[0xCF, 0xFA, 0xED, 0xFE],
        // A Windows shortcut, and a compiled help file.
        &[0x4C, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00],
        b"ITSF",
    ];
    BEGINNINGS.iter().any(|b| head.starts_with(b))
}

/// Endings under which a system would run a text.
const SCRIPTS: [&str; 18] =
    ["js", "mjs", "vbs", "vbe", "wsf", "hta", "bat", "cmd", "ps1", "sh", "py", "php", "jsp", "asp", "aspx", "reg", "scf", "url"];

fn text(file: &mut File, name: &str) -> io::Result<Result<FileKind, Unfit>> {
    let mut whole = Vec::new();
    file.rewind()?;
    file.take(MOST_BYTES).read_to_end(&mut whole)?;
    let ending = ending(name);
    let content = whole.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&whole);
    let begins = content.iter().position(|b| !b.is_ascii_whitespace()).map_or(&[][..], |at| &content[at..]);
    Ok(match () {
        () if begins.first() == Some(&b'<') || web_words(&content[..content.len().min(4096)]) => {
            Err(if has_word(content, b"<svg") { Unfit::Svg } else { Unfit::WebPage })
        }
        () if !is_text(content) => Err(Unfit::Unknown),
        () if SCRIPTS.contains(&ending.as_str()) => Err(Unfit::Program),
        () if ending == "csv" => Ok(FileKind::Csv),
        () => Ok(FileKind::Text),
    })
}

/// What a name ends with, in lower case; empty if with nothing.
pub(super) fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, e)| e.trim().to_ascii_lowercase())
}

/// Words with which a browser would take a file for a page.
fn web_words(head: &[u8]) -> bool {
    const WORDS: [&[u8]; 8] = [b"<!doctype html", b"<html", b"<script", b"<svg", b"<iframe", b"<body", b"<?php", b"<x:script"];
    WORDS.iter().any(|word| has_word(head, word))
}

fn has_word(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word))
}

/// UTF-8 or GB 18030 without signs that no text has.
fn is_text(content: &[u8]) -> bool {
    let control = |b: &u8| *b < 0x20 && !matches!(*b, b'\t' | b'\n' | b'\r' | 0x0C) || *b == 0x7F;
    !content.iter().any(control) && (std::str::from_utf8(content).is_ok() || is_gb18030(content))
}

fn is_gb18030(content: &[u8]) -> bool {
    let mut rest = content;
    while let Some((&first, tail)) = rest.split_first() {
        let taken = match (first, tail) {
            (0..=0x7F, _) => 0,
            (0x81..=0xFE, [0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, ..]) => 3,
            (0x81..=0xFE, [0x40..=0x7E | 0x80..=0xFE, ..]) => 1,
            (_, _) => return false,
        };
        rest = &tail[taken..];
    }
    true
}

/// The name a file is shown under: no folders, no signs that steer a terminal or a header, and the ending of its content.
pub fn clean_name(name: &str, kind: FileKind) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let seen = |c: &char| {
        let steers = matches!(*c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        !c.is_control() && !steers && !"<>:\"|?*%".contains(*c)
    };
    let cleaned: String = last.chars().filter(seen).collect();
    let cleaned = cleaned.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (mut stem, mut end) = (cleaned, String::new());
    // Endings one behind the other are a disguise: only the right one stays.
    while let Some((front, e)) = stem.rsplit_once('.').filter(|(front, e)| is_known_ending(e) && !front.is_empty()) {
        if kind.endings().contains(&e.to_ascii_lowercase().as_str()) && end.is_empty() {
            end = e.to_ascii_lowercase();
        }
        stem = front;
    }
    let stem: String = stem.trim_matches(|c: char| c == '.' || c.is_whitespace()).chars().take(100).collect();
    let device = ["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3"];
    let stem = match stem.as_str() {
        "" => "evidence".to_owned(),
        s if device.contains(&s.to_ascii_lowercase().as_str()) => format!("_{s}"),
        s => s.to_owned(),
    };
    let end = if end.is_empty() { kind.endings()[0].to_owned() } else { end };
    format!("{stem}.{end}")
}

/// An ending that says what a file is, or pretends to.
fn is_known_ending(ending: &str) -> bool {
    const OTHERS: [&str; 18] = [
        "exe", "dll", "com", "scr", "msi", "jar", "doc", "docm", "xls", "xlsm", "ppt", "html", "htm", "svg", "zip", "gif", "bmp",
        "heic",
    ];
    let ending = ending.to_ascii_lowercase();
    let of_a_kind = FileKind::ALL.iter().any(|k| k.endings().contains(&ending.as_str()));
    of_a_kind || SCRIPTS.contains(&ending.as_str()) || OTHERS.contains(&ending.as_str())
}

/// The last bytes of a file.
pub(super) fn tail(file: &mut File, bytes: u64, most: u64) -> io::Result<(u64, Vec<u8>)> {
    let from = bytes.saturating_sub(most);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(most).read_to_end(&mut tail)?;
    Ok((from, tail))
}
