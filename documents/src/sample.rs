//! Sample 样稿: a made-up quarterly bulletin 通报 with every kind of block, for tests of the renderers and for looking at pages.
//!
//! Names and numbers are invented; only the shape is real: long names of units, lights, a table of sixty rows,
//! a wide annex on a turned page.

mod charts;
mod tables;
mod words;

use domain::document::{Annex, Block, Cell, Document, Figure, Imprint, Number, Span};
use domain::lang::Lang;

/// A whole bulletin of more than six pages in one language.
pub fn bulletin(lang: Lang) -> Document {
    let mut book = Book { lang, figures: Vec::new() };
    let blocks = words::body(&mut book);
    let annexes = vec![
        Annex {
            title: book.say("全县各单位招商引资任务完成情况表", "Investment tasks by unit"),
            blocks: vec![Block::Table(tables::units(&mut book))],
            landscape: false,
            electronic: false,
        },
        Annex {
            title: book.say("重点项目调度明细表", "Key projects in detail"),
            blocks: vec![Block::Table(tables::projects(&mut book))],
            landscape: true,
            electronic: false,
        },
        Annex {
            title: book.say("统计口径说明", "How the figures are counted"),
            blocks: words::rules(&mut book),
            landscape: false,
            electronic: false,
        },
    ];
    Document {
        lang,
        head: book.say("云溪县两办督查室文件", "Supervision Office of Yunxi County"),
        number: Some(book.say("云督通〔2026〕1号", "Yun Du Tong [2026] No. 1")),
        title: book.say(
            "关于2026年第一季度全县重点工作\n完成情况的通报",
            "Bulletin on the County's Key Work\nin the First Quarter of 2026",
        ),
        addressees: book.say(
            "各乡镇人民政府，园区管委会，县直各单位，驻县各企业",
            "All township governments, the park committee, county departments and resident enterprises",
        ),
        blocks,
        annexes,
        signed_by: book.say("中共云溪县委办公室、云溪县人民政府办公室督查室", "Supervision Office of Yunxi County"),
        signed_on: book.say("2026年4月8日", "8 April 2026"),
        imprint: Imprint {
            copies: book.say(
                "县委、县人大、县政府、县政协领导，县纪委监委，县委组织部",
                "County leaders; the discipline commission; the organization department",
            ),
            printed_by: book.say("云溪县两办督查室", "Supervision Office of Yunxi County"),
            printed_on: book.say("2026年4月8日", "8 April 2026"),
        },
        basis: book.say(
            "统计截至2026年4月8日24时，采用核实口径；当日以后登记的事实不影响本通报。",
            "Counted as of the end of 8 April 2026 from verified records; facts recorded later do not change this bulletin.",
        ),
        watermark: String::new(),
        proof: vec![
            book.say(
                "摘要（SM3） 7c1f0e52a9d84b3366c0f1d2e3a4b5968778695a4b3c2d1e0f90817263544536",
                "Digest (SM3) 7c1f0e52a9d84b3366c0f1d2e3a4b5968778695a4b3c2d1e0f90817263544536",
            ),
            book.say("链上位置 第4127号", "Position in the chain: 4127"),
        ],
        figures: book.figures,
    }
}

/// Collects the figures a sheet states while its sentences are written.
struct Book {
    lang: Lang,
    figures: Vec<Figure>,
}

impl Book {
    fn say(&self, zh: &str, en: &str) -> String {
        self.lang.of(zh, en).to_owned()
    }

    /// A paragraph in which `{id=value|printed|unit}` is a figure and `**words**` are strong.
    fn paragraph(&mut self, zh: &str, en: &str) -> Block {
        let source = self.say(zh, en);
        let sentence = plain(&source);
        let mut spans = Vec::new();
        let mut rest = source.as_str();
        while let Some(at) = rest.find(['{', '*']) {
            push_text(&mut spans, &rest[..at]);
            let tail = &rest[at..];
            let end = if tail.starts_with('{') {
                let end = tail.find('}').expect("closed figure");
                spans.push(self.figure(&tail[1..end], &sentence));
                end + 1
            } else {
                let end = tail[2..].find("**").expect("closed strong words");
                spans.push(Span::strong(&tail[2..2 + end]));
                end + 4
            };
            rest = &tail[end..];
        }
        push_text(&mut spans, rest);
        Block::Paragraph(spans)
    }

    fn figure(&mut self, source: &str, sentence: &str) -> Span {
        let (id, value) = source.split_once('=').expect("id=value|printed|unit");
        let mut parts = value.split('|');
        let (value, printed, unit) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        self.record(id, value, printed, unit, sentence);
        Span::figure(printed, id)
    }

    fn record(&mut self, id: &str, value: &str, printed: &str, unit: &str, sentence: &str) {
        let query = format!("guatu explain {id}");
        let (id, value, unit) = (id.to_owned(), value.to_owned(), unit.to_owned());
        self.figures.push(Figure { id, value, unit, printed: printed.to_owned(), sentence: sentence.to_owned(), query });
    }

    /// A cell of a number that opens: the printed text is made from the exact decimal.
    fn count(&mut self, id: &str, mantissa: i64, decimals: u8, unit: &str, place: &str) -> Cell {
        let number = Number { mantissa, decimals };
        let text = printed(number);
        self.record(id, &text.replace('−', "-").replace(',', ""), &text, unit, place);
        Cell { text, number: Some(number), figure: Some(id.to_owned()), light: None }
    }
}

/// A cell of a number that needs no door (ordinal numbers, sums shown for orientation).
fn number(mantissa: i64, decimals: u8) -> Cell {
    let number = Number { mantissa, decimals };
    Cell { text: printed(number), number: Some(number), ..Cell::default() }
}

/// Thousands separated, a true minus, a fixed number of decimals.
fn printed(number: Number) -> String {
    let unit = 10u64.pow(u32::from(number.decimals));
    let size = number.mantissa.unsigned_abs();
    let whole = (size / unit).to_string();
    let mut text = String::new();
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number.decimals > 0 {
        text.push_str(&format!(".{:0width$}", size % unit, width = usize::from(number.decimals)));
    }
    if number.mantissa < 0 { format!("−{text}") } else { text }
}

fn push_text(spans: &mut Vec<Span>, text: &str) {
    if !text.is_empty() {
        spans.push(Span::text(text));
    }
}

/// The sentence as a reader sees it, without the marks.
fn plain(source: &str) -> String {
    let mut text = String::new();
    for (place, part) in source.split(['{', '}']).enumerate() {
        // Every second part stands between braces and holds a figure.
        let shown = if place % 2 == 1 { part.split('|').nth(1).unwrap_or("") } else { part };
        text.push_str(&shown.replace("**", ""));
    }
    text
}
