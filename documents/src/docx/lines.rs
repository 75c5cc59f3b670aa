//! Lines 行: the words of any Word file, paragraph by paragraph and row by row, in the order in which they stand.

use super::read::ReadError;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

/// A main part larger than this is no text of an office (a ZIP can promise any size).
const LARGEST: u64 = 64 << 20;

/// Hand over each paragraph as one cell, each row of a table as its cells. Stops when the caller has heard enough.
pub fn lines(bytes: &[u8], hear: &mut dyn FnMut(&[String]) -> bool) -> Result<(), ReadError> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::NotAPackage)?;
    let part = package.by_name("word/document.xml").map_err(|_| ReadError::NoMainPart)?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, part.take(LARGEST)));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    let (mut page, mut buffer) = (Page::default(), Vec::new());
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(|_| ReadError::BadXml)?;
        let heard = match &event {
            Event::Start(tag) => {
                page.open(local(tag.name().as_ref()));
                true
            }
            Event::Empty(tag) => {
                page.mark(local(tag.name().as_ref()));
                true
            }
            Event::End(tag) => page.close(local(tag.name().as_ref()), hear),
            Event::Text(text) if page.in_text => {
                page.line.push_str(text);
                true
            }
            Event::GeneralRef(name) if page.in_text => {
                page.reference(name);
                true
            }
            // No Word file declares a document type.
            Event::DocType(_) => return Err(ReadError::BadXml),
            Event::Eof => return Ok(()),
            _ => true,
        };
        if !heard {
            return Ok(());
        }
        buffer.clear();
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Where in the file we are.
#[derive(Default)]
struct Page {
    in_text: bool,
    /// Deleted text and the other half of a choice are not read.
    hidden: usize,
    /// Tables within tables are one row of the outer.
    tables: usize,
    line: String,
    cells: Vec<String>,
}

impl Page {
    fn open(&mut self, name: &str) {
        match name {
            "t" => self.in_text = self.hidden == 0,
            "tbl" => self.tables += 1,
            "tr" if self.tables == 1 => self.cells.clear(),
            "tc" if self.tables == 1 => self.line.clear(),
            "del" | "Fallback" | "instrText" => self.hidden += 1,
            _ => {}
        }
    }

    fn mark(&mut self, name: &str) {
        match name {
            "tab" if self.tables == 0 && self.hidden == 0 => self.line.push('\u{3000}'),
            "br" | "cr" if self.hidden == 0 => self.line.push('\u{3000}'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, hear: &mut dyn FnMut(&[String]) -> bool) -> bool {
        match name {
            "t" => self.in_text = false,
            "del" | "Fallback" | "instrText" => self.hidden = self.hidden.saturating_sub(1),
            "p" if self.tables == 0 => return hear(&[std::mem::take(&mut self.line)]),
            // Paragraphs of one cell are one text.
            "p" => self.line.push(' '),
            "tc" if self.tables == 1 => self.cells.push(std::mem::take(&mut self.line).trim().to_owned()),
            "tr" if self.tables == 1 => return hear(&std::mem::take(&mut self.cells)),
            "tbl" => self.tables = self.tables.saturating_sub(1),
            _ => {}
        }
        true
    }

    fn reference(&mut self, name: &str) {
        let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let found = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            name => match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
                Some(hex) => code(hex, 16),
                None => name.strip_prefix('#').and_then(|digits| code(digits, 10)),
            },
        };
        self.line.extend(found);
    }
}
