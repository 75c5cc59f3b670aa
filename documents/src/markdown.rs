//! Markdown: a sheet as plain text with marks, for mail, for diffs and for readers of machines.

use domain::document::{Align, Block, Cell, Document, Row, RowKind, Table};
use domain::lang::Lang;
use std::fmt::Write;

/// Headings, paragraphs and GFM tables; a chart is its title and its sentence.
pub fn write(document: &Document) -> String {
    let lang = document.lang;
    let mut out = String::new();
    paragraph(&mut out, &escape(&document.head));
    paragraph(&mut out, &escape(document.number.as_deref().unwrap_or("")));
    paragraph(&mut out, &emphasis(&document.watermark));
    paragraph(&mut out, &format!("# {}", escape(&document.title.replace('\n', lang.of("", " ")))));
    if !document.addressees.is_empty() {
        paragraph(&mut out, &format!("{}{}", escape(&document.addressees), lang.of("：", ":")));
    }
    blocks(&mut out, &document.blocks, lang);
    for (place, annex) in document.annexes.iter().enumerate() {
        let label = if document.annexes.len() == 1 {
            lang.of("附件：", "Annex: ").to_owned()
        } else {
            format!("{}{}{}", lang.of("附件", "Annex "), place + 1, lang.of("：", ": "))
        };
        paragraph(&mut out, &format!("{label}{}", escape(&annex.title)));
    }
    paragraph(&mut out, &escape(&document.signed_by));
    paragraph(&mut out, &escape(&document.signed_on));
    for (place, annex) in document.printed_annexes() {
        let number = if document.annexes.len() == 1 { String::new() } else { (place + 1).to_string() };
        let label = format!("{}{number}", lang.of("附件", "Annex ")).trim().to_owned();
        paragraph(&mut out, &format!("## {label}{}{}", lang.of("　", ". "), escape(&annex.title)));
        blocks(&mut out, &annex.blocks, lang);
    }
    paragraph(&mut out, &escape(&document.basis));
    imprint(&mut out, document);
    out.truncate(out.trim_end().len());
    out + "\n"
}

/// One table by itself.
pub fn of_table(of: &Table, lang: Lang) -> String {
    let mut out = String::new();
    table(&mut out, of, lang);
    out
}

fn imprint(out: &mut String, document: &Document) {
    let (imprint, lang) = (&document.imprint, document.lang);
    if !imprint.copies.is_empty() {
        paragraph(out, &format!("{}{}{}", lang.of("抄送：", "Copies to: "), escape(&imprint.copies), lang.of("。", ".")));
    }
    for line in &document.proof {
        paragraph(out, &escape(line));
    }
    if !imprint.printed_by.is_empty() || !imprint.printed_on.is_empty() {
        let printed = format!("{} {}", imprint.printed_by, crate::markup::printed(&imprint.printed_on, lang));
        paragraph(out, &escape(printed.trim()));
    }
}

fn paragraph(out: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = write!(out, "{text}\n\n");
    }
}

fn blocks(out: &mut String, blocks: &[Block], lang: Lang) {
    for block in blocks {
        match block {
            Block::Heading { level, text } => {
                let marks = "#".repeat(usize::from((*level).clamp(1, 4)) + 1);
                paragraph(out, &format!("{marks} {}", escape(text)));
            }
            Block::Paragraph(spans) => {
                let words: String =
                    spans.iter().map(|span| if span.strong { emphasis(&span.text) } else { escape(&span.text) }).collect();
                paragraph(out, &first(&words));
            }
            Block::Table(table) => self::table(out, table, lang),
            Block::NewPage => paragraph(out, "---"),
            Block::Chart(chart) => {
                paragraph(out, &format!("> {}{}{}", escape(&chart.title), lang.of("：", ": "), escape(&chart.alt)))
            }
        }
    }
}

/// A paragraph that begins like a list or a heading is still a paragraph.
fn first(text: &str) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let numbered = digits > 0 && text[digits..].starts_with(['.', ')']);
    if numbered {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    if text.starts_with(['#', '-', '+', '>', '=']) { format!("\\{text}") } else { text.to_owned() }
}

fn table(out: &mut String, table: &Table, lang: Lang) {
    paragraph(out, &emphasis(&table.caption));
    if !table.columns.is_empty() {
        let heads = table.columns.iter().map(|column| {
            let unit = if column.unit.is_empty() {
                String::new()
            } else {
                format!("{}{}{}", lang.of("（", " ("), column.unit, lang.of("）", ")"))
            };
            escape(&format!("{}{unit}", column.head))
        });
        line(out, heads);
        line(out, table.columns.iter().map(|column| rule(column.align).to_owned()));
        for item in &table.rows {
            line(out, (0..table.columns.len()).map(|place| cell(item, place, lang)));
        }
        out.push('\n');
    }
    for note in &table.notes {
        paragraph(out, &first(&escape(note)));
    }
}

fn rule(align: Align) -> &'static str {
    match align {
        Align::Left => ":---",
        Align::Center => ":---:",
        Align::Right => "---:",
    }
}

fn cell(row: &Row, place: usize, lang: Lang) -> String {
    let empty = Cell::default();
    let cell = row.cells.get(place).unwrap_or(&empty);
    let text = match cell.light {
        Some(light) => {
            let word =
                if cell.text.is_empty() { light.word(lang) } else { cell.text.trim_start_matches(light.shape()).trim_start() };
            format!("{} {word}", light.shape())
        }
        None => cell.text.clone(),
    };
    match row.kind {
        RowKind::Item => escape(&text),
        RowKind::Group | RowKind::Subtotal | RowKind::Total => emphasis(&text),
    }
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// Strong words. A mark beside a full stop would not count as a mark, so punctuation stays outside.
fn emphasis(text: &str) -> String {
    let bare = |sign: char| !sign.is_alphanumeric();
    let inner = text.trim_matches(bare);
    if inner.is_empty() {
        return escape(text);
    }
    let start = text.len() - text.trim_start_matches(bare).len();
    let (before, after) = (&text[..start], &text[start + inner.len()..]);
    format!("{}**{}**{}", escape(before), escape(inner), escape(after))
}

/// Signs that would be marks are plain again; a line feed stays inside its paragraph or cell.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => out.extend(['\\', sign]),
            '\n' => out.push_str("<br>"),
            '\r' => {}
            _ => out.push(sign),
        }
    }
    out
}
