//! Text 文本: the text as given, and beside it the signs that carry meaning, each with its place.
//!
//! A sign is a character that is no white space, folded so that full-width and half-width forms, and the quotation marks that
//! document sites exchange, are one. Rules look at signs; spans point into the text. Nothing is lost between the two.

use domain::document::Number;

/// A place in [`crate::Reading::text`]: bytes, from and up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The same place counted in characters.
    pub fn chars(self, text: &str) -> (usize, usize) {
        let before = text.get(..self.start).unwrap_or_default().chars().count();
        (before, before + self.of(text).chars().count())
    }
}

/// A run of signs: from and up to.
pub(crate) type Run = std::ops::Range<usize>;

/// A line of the text, or several where a file broke a paragraph at the edge of its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub run: Run,
    /// The cells of a line that is a row of a table; otherwise none.
    pub cells: Vec<Run>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub source: String,
    pub signs: Vec<char>,
    /// Where each sign stands in the source; one more at the end.
    places: Vec<usize>,
    pub paragraphs: Vec<Paragraph>,
}

/// A text without what stands in a file but is no part of it: byte-order marks, carriage returns, zero bytes.
pub fn cleaned(given: &str) -> String {
    given.chars().filter(|c| !matches!(c, '\u{feff}' | '\r' | '\0')).collect()
}

impl Text {
    pub fn new(given: &str) -> Text {
        let source = cleaned(given);
        let mut text = Text { source, ..Text::default() };
        let source = std::mem::take(&mut text.source);
        let mut at = 0;
        let mut lines = Vec::new();
        for line in source.split('\n') {
            lines.push(text.line(line, at));
            at += line.len() + 1;
        }
        text.places.push(source.len());
        text.source = source;
        text.paragraphs = wrapped::joined(&text.signs, lines);
        text
    }

    fn line(&mut self, line: &str, start: usize) -> Paragraph {
        let from = self.signs.len();
        let table = line.trim().contains('\t') || line.matches(['|', '｜']).count() >= 2;
        let (mut cells, mut cell) = (Vec::new(), from);
        // One stroke at the edge of a line frames a cell that was put on a line of its own.
        let framed = line.trim_start().starts_with(['|', '｜']) || line.trim_end().ends_with(['|', '｜']);
        for (at, c) in line.char_indices() {
            if framed && !table && matches!(c, '|' | '｜') {
                continue;
            }
            if table && matches!(c, '\t' | '|' | '｜') {
                cells.push(cell..self.signs.len());
                cell = self.signs.len();
            } else if !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}') {
                self.signs.push(fold(c));
                self.places.push(start + at);
            }
        }
        if table {
            cells.push(cell..self.signs.len());
            trim_frame(&mut cells, line);
        }
        Paragraph { run: from..self.signs.len(), cells }
    }

    /// The place of a run in the source. White space around it is left out.
    pub fn span(&self, run: &Run) -> Span {
        let Some(last) = run.end.checked_sub(1).filter(|last| *last >= run.start) else {
            let at = self.places.get(run.start).copied().unwrap_or(self.source.len());
            return Span { start: at, end: at };
        };
        let last = self.places.get(last).copied().unwrap_or(self.source.len());
        let width = self.source.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Span { start: self.places.get(run.start).copied().unwrap_or(last), end: last + width }
    }

    /// The words of a run as the source has them, without the white space between.
    pub fn words(&self, run: &Run) -> String {
        self.span(run).of(&self.source).chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// The parts of a run between which white space stands in the source.
    pub fn words_apart(&self, run: &Run) -> Vec<Run> {
        let (mut parts, mut start) = (Vec::new(), run.start);
        for at in run.start + 1..run.end {
            let before = self.span(&(at - 1..at)).end;
            if self.places.get(at).is_some_and(|place| *place > before) {
                parts.push(start..at);
                start = at;
            }
        }
        parts.push(start..run.end);
        parts
    }

    pub fn at(&self, run: &Run) -> &[char] {
        self.signs.get(run.clone()).unwrap_or_default()
    }

    /// The run as folded signs.
    pub fn folded(&self, run: &Run) -> String {
        self.at(run).iter().collect()
    }
}

/// A row that is framed by strokes has no cell before the first and after the last.
fn trim_frame(cells: &mut Vec<Run>, line: &str) {
    let framed = |c: Option<char>| matches!(c, Some('|' | '｜'));
    let line = line.trim();
    if framed(line.chars().next()) && cells.len() > 1 {
        cells.remove(0);
    }
    if framed(line.chars().next_back()) && cells.len() > 1 {
        cells.pop();
    }
}

/// One sign for every way in which offices and document sites write it.
pub(crate) fn fold(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '“' | '”' | '〝' | '〞' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' => '\'',
        '—' | '–' | '―' | '−' | '‐' | '‑' => '-',
        '○' | '◯' => '〇',
        '〔' | '【' => '[',
        '〕' | '】' => ']',
        '﹪' => '%',
        '﹐' => ',',
        '﹔' => ';',
        '﹕' | '∶' => ':',
        '•' | '・' => '·',
        _ => c,
    }
}

mod wrapped {
    //! Lines that a file broke at the edge of its page are one paragraph again.

    use super::{Paragraph, Run};

    /// A block of lines this long was broken by a page, not by its author.
    const SHORTEST_PAGE: usize = 18;
    const LONGEST_PAGE: usize = 80;

    pub fn joined(signs: &[char], lines: Vec<Paragraph>) -> Vec<Paragraph> {
        let lines: Vec<Paragraph> = lines.into_iter().filter(|line| !line.run.is_empty()).collect();
        let Some(width) = page_width(&lines) else { return lines };
        let mut out: Vec<Paragraph> = Vec::with_capacity(lines.len());
        let mut last = 0;
        for line in lines {
            let length = line.run.len();
            match out.last_mut() {
                Some(before) if last + 4 >= width && goes_on(signs, before, &line) => before.run.end = line.run.end,
                _ => out.push(line),
            }
            last = length;
        }
        out
    }

    /// The common length of full lines, if most lines have it: then the file was set to a page.
    fn page_width(lines: &[Paragraph]) -> Option<usize> {
        let mut lengths: Vec<usize> = lines.iter().map(|line| line.run.len()).collect();
        lengths.sort_unstable();
        let longest = *lengths.get(lengths.len().checked_sub(1)? * 95 / 100)?;
        let full = lengths.iter().filter(|length| **length + 4 >= longest && **length <= longest + 4).count();
        (lengths.len() >= 6 && (SHORTEST_PAGE..=LONGEST_PAGE).contains(&longest) && full * 5 >= lengths.len() * 2)
            .then_some(longest)
    }

    fn goes_on(signs: &[char], before: &Paragraph, line: &Paragraph) -> bool {
        let ends = signs.get(before.run.end - 1).is_some_and(|c| matches!(c, '。' | '!' | '?' | ':'));
        let plain = before.cells.is_empty() && line.cells.is_empty();
        plain && !ends && !opens_an_item(signs, &line.run)
    }

    fn opens_an_item(signs: &[char], run: &Run) -> bool {
        crate::shape::enumerator(signs, run).is_some()
    }
}

/// `14.6` as an exact decimal.
pub(crate) fn number(digits: &str) -> Option<Number> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    // Nobody measures to more places; a longer row of digits is no number of a text.
    if part.len() > 9 {
        return None;
    }
    let mantissa = format!("{whole}{part}").parse().ok()?;
    Some(Number { mantissa, decimals: u8::try_from(part.len()).ok()? })
}
