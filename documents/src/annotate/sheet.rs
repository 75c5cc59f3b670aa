//! Sheet 工作表: one sheet passed on tag by tag; the rows with problems get a cell more, and red where they are wrong.

use super::styles::{Styles, style_of};
use super::tags::{attribute, changed, letters, local, place, prefix, reader};
use super::{RowMarks, SheetMarks};
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Error, Reader, Writer};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};

/// Cells further right belong to no register: the new column stands before them.
const MOST_COLUMNS: u32 = 512;
/// Longest text of a cell.
const MOST_TEXT: usize = 32_000;
/// Width of the new column, in characters.
const WIDTH: &str = "60";

/// What has to be known of a sheet before it is rewritten.
#[derive(Debug)]
pub(super) struct Survey {
    /// Column that gets the sentences.
    pub column: u32,
    /// Styles of its bad cells.
    pub styles: BTreeSet<u32>,
    /// Style of the last head, which the new head takes.
    head_style: u32,
    /// Last column that a list of widths speaks of; 0 if there is none.
    widths: u32,
}

impl Survey {
    pub fn of(part: impl Read, marks: &SheetMarks) -> Result<Survey, Error> {
        let mut survey = Survey { column: 0, styles: BTreeSet::new(), head_style: 0, widths: 0 };
        let (mut reader, mut buffer) = (reader(BufReader::with_capacity(1 << 16, part)), Vec::new());
        let mut at = At::default();
        // The cell we are in, until something is found in it.
        let mut cell: Option<u32> = None;
        loop {
            let event = reader.read_event_into(&mut buffer)?;
            match &event {
                Event::Start(tag) | Event::Empty(tag) => match local(tag.name().as_ref()) {
                    "row" => at.row(tag),
                    "c" => {
                        let column = at.cell(tag);
                        let bad = marks.rows.get(&at.row).is_some_and(|row| row.cells.contains(&column));
                        if bad {
                            survey.styles.insert(style_of(tag));
                        }
                        if at.row == marks.head_row && column < MOST_COLUMNS {
                            survey.head_style = style_of(tag);
                        }
                        cell = Some(column).filter(|c| *c < MOST_COLUMNS);
                    }
                    "v" | "is" | "f" => survey.column = survey.column.max(cell.take().map_or(0, |column| column + 1)),
                    "col" => {
                        let last = attribute(tag, "max").and_then(|max| max.parse().ok()).unwrap_or(0);
                        survey.widths = survey.widths.max(last);
                    }
                    _ => {}
                },
                Event::Eof => return Ok(survey),
                _ => {}
            }
            buffer.clear();
        }
    }
}

/// Where in the sheet we are; rows and cells may leave out their number.
#[derive(Default)]
struct At {
    row: u32,
    next_column: u32,
}

impl At {
    fn row(&mut self, tag: &BytesStart<'_>) {
        self.row = attribute(tag, "r").and_then(|r| r.parse().ok()).unwrap_or(self.row.saturating_add(1));
        self.next_column = 0;
    }

    fn cell(&mut self, tag: &BytesStart<'_>) -> u32 {
        let column = attribute(tag, "r").and_then(|r| place(&r)).map_or(self.next_column, |found| found.0);
        self.next_column = column.saturating_add(1);
        column
    }
}

/// How a sheet is rewritten.
pub(super) struct Plan<'a> {
    pub head: &'a str,
    pub marks: &'a SheetMarks,
    pub survey: &'a Survey,
    pub styles: Option<&'a Styles>,
}

/// One cell of a row that is changed: its tag, and all within.
struct Held {
    column: u32,
    events: Vec<Event<'static>>,
}

impl Plan<'_> {
    pub fn rewrite(&self, part: impl Read, into: impl Write) -> Result<(), Error> {
        let mut writer = Writer::new(into);
        let (mut reader, mut buffer) = (reader(BufReader::with_capacity(1 << 16, part)), Vec::new());
        let mut at = At::default();
        // The last row that was written or made.
        let mut done = 0;
        let mut has_widths = false;
        loop {
            let event = reader.read_event_into(&mut buffer)?;
            match &event {
                Event::Start(tag) | Event::Empty(tag) => {
                    let whole = matches!(event, Event::Empty(_));
                    let name = tag.name().as_ref().to_owned();
                    match local(&name) {
                        "row" => {
                            at.row(tag);
                            self.missing_rows(&mut writer, prefix(&name), done, at.row)?;
                            done = at.row;
                            if self.is_touched(at.row) {
                                let tag = tag.to_owned();
                                buffer.clear();
                                self.row(&mut reader, &mut writer, &tag, whole, &mut at)?;
                                continue;
                            }
                        }
                        "dimension" => {
                            writer.write_event(Event::Empty(self.dimension(tag)))?;
                            buffer.clear();
                            continue;
                        }
                        "cols" => has_widths = true,
                        "sheetData" => {
                            if !has_widths {
                                writer.write_event(Event::Start(BytesStart::new(format!("{}cols", prefix(&name)))))?;
                                self.width(&mut writer, prefix(&name))?;
                                writer.write_event(Event::End(BytesEnd::new(format!("{}cols", prefix(&name)))))?;
                            }
                            if whole {
                                writer.write_event(Event::Start(tag.borrow()))?;
                                self.missing_rows(&mut writer, prefix(&name), 0, u32::MAX)?;
                                writer.write_event(Event::End(BytesEnd::new(name)))?;
                                buffer.clear();
                                continue;
                            }
                        }
                        _ => {}
                    }
                }
                Event::End(tag) => match local(tag.name().as_ref()) {
                    "cols" => self.width(&mut writer, prefix(tag.name().as_ref()))?,
                    "sheetData" => self.missing_rows(&mut writer, prefix(tag.name().as_ref()), done, u32::MAX)?,
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
            writer.write_event(event)?;
            buffer.clear();
        }
    }

    fn is_touched(&self, row: u32) -> bool {
        row == self.marks.head_row || self.marks.rows.contains_key(&row)
    }

    /// Rows that have something to say and are not in the file, between two that are.
    fn missing_rows(&self, writer: &mut Writer<impl Write>, prefix: &str, after: u32, before: u32) -> Result<(), Error> {
        let between = after.saturating_add(1)..before;
        if between.is_empty() {
            return Ok(());
        }
        let head = Some(self.marks.head_row).filter(|row| *row > 0 && between.contains(row));
        let missing: BTreeSet<u32> = self.marks.rows.range(between).map(|(row, _)| *row).chain(head).collect();
        for row in missing {
            let name = format!("{prefix}row");
            let number = row.to_string();
            writer.write_event(Event::Start(BytesStart::new(name.as_str()).with_attributes([("r", number.as_str())])))?;
            for cell in self.cells(row, Vec::new(), prefix) {
                write_all(writer, cell.events)?;
            }
            writer.write_event(Event::End(BytesEnd::new(name)))?;
        }
        Ok(())
    }

    /// A row that is touched: its cells are held, changed, and written.
    fn row<R: BufRead>(
        &self,
        reader: &mut Reader<R>,
        writer: &mut Writer<impl Write>,
        tag: &BytesStart<'static>,
        whole: bool,
        at: &mut At,
    ) -> Result<(), Error> {
        let name = tag.name().as_ref().to_owned();
        let (mut cells, mut rest, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        let mut depth = 0_usize;
        loop {
            if whole {
                break;
            }
            let event = reader.read_event_into(&mut buffer)?.into_owned();
            buffer.clear();
            match &event {
                Event::Eof => break,
                Event::End(end) if depth == 0 && local(end.name().as_ref()) == "row" => break,
                Event::Start(start) | Event::Empty(start) if depth == 0 && local(start.name().as_ref()) == "c" => {
                    cells.push(Held { column: at.cell(start), events: Vec::new() });
                }
                _ => {}
            }
            match &event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            match cells.last_mut() {
                Some(cell) if depth > 0 || !matches!(event, Event::Text(_)) => cell.events.push(event),
                Some(_) | None => rest.push(event),
            }
        }
        // How far the row reaches is only a hint, and now a wrong one.
        writer.write_event(Event::Start(changed(tag, &[("spans", None)])))?;
        for cell in self.cells(at.row, cells, prefix(&name)) {
            write_all(writer, cell.events)?;
        }
        write_all(writer, rest)?;
        writer.write_event(Event::End(BytesEnd::new(name)))?;
        Ok(())
    }

    /// The cells of a row as they are to be.
    fn cells(&self, row: u32, mut cells: Vec<Held>, prefix: &str) -> Vec<Held> {
        let nothing = RowMarks::default();
        let marks = self.marks.rows.get(&row).unwrap_or(&nothing);
        for cell in cells.iter_mut().filter(|cell| marks.cells.contains(&cell.column)) {
            cell.redden(self.styles);
        }
        for &column in &marks.cells {
            if let Some(styles) = self.styles.filter(|_| cells.iter().all(|cell| cell.column != column)) {
                cells.push(Held::blank(prefix, column, row, styles.red(0)));
            }
        }
        let is_head = row == self.marks.head_row;
        let text = match (is_head, marks.sentences.is_empty()) {
            (true, true) => self.head.to_owned(),
            (true, false) => format!("{}\n{}", self.head, marks.sentences),
            (false, _) => marks.sentences.clone(),
        };
        if !text.is_empty() {
            let style = if is_head { Some(self.survey.head_style) } else { self.styles.map(|styles| styles.red(0)) };
            cells.retain(|cell| cell.column != self.survey.column);
            cells.push(Held::text(prefix, self.survey.column, row, style, &text));
        }
        cells.sort_by_key(|cell| cell.column);
        cells
    }

    fn width(&self, writer: &mut Writer<impl Write>, prefix: &str) -> Result<(), Error> {
        let number = (self.survey.column + 1).to_string();
        if self.survey.widths <= self.survey.column {
            let column = BytesStart::new(format!("{prefix}col"));
            let width = [("min", number.as_str()), ("max", number.as_str()), ("width", WIDTH), ("customWidth", "1")];
            writer.write_event(Event::Empty(column.with_attributes(width)))?;
        }
        Ok(())
    }

    /// The part of the sheet that is in use, which now reaches further.
    fn dimension(&self, tag: &BytesStart<'_>) -> BytesStart<'static> {
        let found = attribute(tag, "ref").unwrap_or_default();
        let (first, last) = found.split_once(':').unwrap_or((&found, &found));
        let lowest = self.marks.rows.keys().copied().chain([self.marks.head_row]).max().unwrap_or(1);
        match place(last) {
            Some((column, row)) => {
                let last = format!("{first}:{}{}", letters(column.max(self.survey.column)), row.max(lowest));
                changed(tag, &[("ref", Some(&last))])
            }
            None => tag.to_owned(),
        }
    }
}

impl Held {
    fn redden(&mut self, styles: Option<&Styles>) {
        let Some(styles) = styles else { return };
        let red = |tag: &BytesStart<'_>| {
            let style = styles.red(style_of(tag)).to_string();
            changed(tag, &[("s", Some(&style))])
        };
        if let Some(first) = self.events.first_mut() {
            match first {
                Event::Start(tag) => *first = Event::Start(red(tag)),
                Event::Empty(tag) => *first = Event::Empty(red(tag)),
                _ => {}
            }
        }
    }

    fn tag(prefix: &str, column: u32, row: u32, style: Option<u32>) -> BytesStart<'static> {
        let mut tag = BytesStart::new(format!("{prefix}c"));
        tag.push_attribute(("r", format!("{}{row}", letters(column)).as_str()));
        if let Some(style) = style {
            tag.push_attribute(("s", style.to_string().as_str()));
        }
        tag
    }

    fn blank(prefix: &str, column: u32, row: u32, style: u32) -> Held {
        Held { column, events: vec![Event::Empty(Held::tag(prefix, column, row, Some(style)))] }
    }

    /// A text in the cell itself, so that the list of shared texts need not be touched.
    fn text(prefix: &str, column: u32, row: u32, style: Option<u32>, text: &str) -> Held {
        let clean: String = text
            .chars()
            .filter(|c| *c == '\n' || (!c.is_control() && !('\u{fffe}'..='\u{ffff}').contains(c)))
            .take(MOST_TEXT)
            .collect();
        let mut tag = Held::tag(prefix, column, row, style);
        tag.push_attribute(("t", "inlineStr"));
        let start = |name: &str| BytesStart::new(format!("{prefix}{name}"));
        let end = |name: &str| Event::End(BytesEnd::new(format!("{prefix}{name}")));
        let events = vec![
            Event::Start(tag),
            Event::Start(start("is")),
            Event::Start(start("t").with_attributes([("xml:space", "preserve")])),
            Event::Text(BytesText::new(&clean).into_owned()),
            end("t"),
            end("is"),
            end("c"),
        ];
        Held { column, events }
    }
}

fn write_all(writer: &mut Writer<impl Write>, events: Vec<Event<'static>>) -> Result<(), Error> {
    for event in events {
        writer.write_event(event)?;
    }
    Ok(())
}
