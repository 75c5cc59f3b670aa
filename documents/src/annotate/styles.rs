//! Styles 样式: red copies of the cell styles that bad cells have, so that a date keeps looking like a date.

use super::tags::{attribute, changed, local, prefix, reader};
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};

/// The red of a bad cell, as Excel's own style "Bad" has it.
const RED: &str = "FFFFC7CE";

/// The styles of a workbook with the red ones added.
pub(super) struct Styles {
    pub text: Vec<u8>,
    /// Style of a good cell, style of the same cell in red.
    red: BTreeMap<u32, u32>,
}

/// What the list of styles has already.
#[derive(Default)]
struct Present {
    fills: u32,
    /// Each format of `cellXfs` with all within.
    formats: Vec<Vec<Event<'static>>>,
}

impl Styles {
    /// `None`: the list is not one we understand, and stays as it is.
    pub fn with_red(text: &[u8], used: &BTreeSet<u32>) -> Result<Option<Styles>, quick_xml::Error> {
        let present = Present::of(text)?;
        if present.fills == 0 || present.formats.is_empty() {
            return Ok(None);
        }
        let known = |style: u32| if (style as usize) < present.formats.len() { style } else { 0 };
        let first = u32::try_from(present.formats.len()).unwrap_or(u32::MAX);
        let originals: BTreeSet<u32> = used.iter().map(|&style| known(style)).collect();
        let numbered: BTreeMap<u32, u32> = originals.iter().copied().zip(first..).collect();
        let red = used.iter().map(|&style| (style, numbered[&known(style)])).collect();
        let text = present.rewrite(text, &originals)?;
        Ok(Some(Styles { text, red }))
    }

    /// The red style of a cell that has this one.
    pub fn red(&self, style: u32) -> u32 {
        self.red.get(&style).or_else(|| self.red.get(&0)).copied().unwrap_or(0)
    }
}

impl Present {
    fn of(text: &[u8]) -> Result<Present, quick_xml::Error> {
        let mut present = Present::default();
        let mut path: Vec<String> = Vec::new();
        let (mut reader, mut buffer) = (reader(text), Vec::new());
        loop {
            let event = reader.read_event_into(&mut buffer)?;
            let inside = |level: usize, name: &str, path: &[String]| path.get(level).is_some_and(|step| step == name);
            match &event {
                Event::Start(tag) | Event::Empty(tag) => {
                    let name = local(tag.name().as_ref()).to_owned();
                    match (path.len(), name.as_str()) {
                        (2, "fill") if inside(1, "fills", &path) => present.fills += 1,
                        (2, "xf") if inside(1, "cellXfs", &path) => present.formats.push(Vec::new()),
                        _ => {}
                    }
                    if matches!(event, Event::Start(_)) {
                        path.push(name);
                    }
                }
                Event::Eof => return Ok(present),
                _ => {}
            }
            let ends = matches!(event, Event::End(_));
            if inside(1, "cellXfs", &path)
                && let Some(format) = present.formats.last_mut().filter(|_| path.len() > 2 || matches!(event, Event::Empty(_)))
            {
                format.push(event.into_owned());
            }
            if ends {
                path.pop();
            }
            buffer.clear();
        }
    }

    fn rewrite(&self, text: &[u8], originals: &BTreeSet<u32>) -> Result<Vec<u8>, quick_xml::Error> {
        let mut writer = Writer::new(Vec::with_capacity(text.len() + 2_000));
        let (mut reader, mut buffer) = (reader(text), Vec::new());
        let (fills, formats) = ((self.fills + 1).to_string(), (self.formats.len() + originals.len()).to_string());
        loop {
            let event = reader.read_event_into(&mut buffer)?;
            match &event {
                Event::Start(tag) if local(tag.name().as_ref()) == "fills" => {
                    writer.write_event(Event::Start(changed(tag, &[("count", Some(&fills))])))?;
                }
                Event::Start(tag) if local(tag.name().as_ref()) == "cellXfs" => {
                    writer.write_event(Event::Start(changed(tag, &[("count", Some(&formats))])))?;
                }
                Event::End(tag) if local(tag.name().as_ref()) == "fills" => {
                    fill(&mut writer, prefix(tag.name().as_ref()))?;
                    writer.write_event(event)?;
                }
                Event::End(tag) if local(tag.name().as_ref()) == "cellXfs" => {
                    for &original in originals {
                        self.red_copy(&mut writer, original)?;
                    }
                    writer.write_event(event)?;
                }
                Event::Eof => return Ok(writer.into_inner()),
                _ => writer.write_event(event)?,
            }
            buffer.clear();
        }
    }

    fn red_copy(&self, writer: &mut Writer<Vec<u8>>, original: u32) -> std::io::Result<()> {
        let fill = self.fills.to_string();
        let red = |tag: &BytesStart<'_>| changed(tag, &[("fillId", Some(&fill)), ("applyFill", Some("1"))]);
        for (place, event) in self.formats[original as usize].iter().enumerate() {
            match event {
                Event::Start(tag) if place == 0 => writer.write_event(Event::Start(red(tag)))?,
                Event::Empty(tag) if place == 0 => writer.write_event(Event::Empty(red(tag)))?,
                other => writer.write_event(other.borrow())?,
            }
        }
        Ok(())
    }
}

fn fill(writer: &mut Writer<Vec<u8>>, prefix: &str) -> std::io::Result<()> {
    let start = |name: &str| BytesStart::new(format!("{prefix}{name}"));
    let end = |name: &str| BytesEnd::new(format!("{prefix}{name}"));
    writer.write_event(Event::Start(start("fill")))?;
    writer.write_event(Event::Start(start("patternFill").with_attributes([("patternType", "solid")])))?;
    writer.write_event(Event::Empty(start("fgColor").with_attributes([("rgb", RED)])))?;
    writer.write_event(Event::Empty(start("bgColor").with_attributes([("indexed", "64")])))?;
    writer.write_event(Event::End(end("patternFill")))?;
    writer.write_event(Event::End(end("fill")))
}

/// The style of a cell by its tag.
pub(super) fn style_of(tag: &BytesStart<'_>) -> u32 {
    attribute(tag, "s").and_then(|style| style.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"<?xml version="1.0"?><styleSheet><fills count="2"><fill><patternFill patternType="none"/></fill><fill/></fills><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fillId="0"/><xf numFmtId="14" fillId="0" xfId="0"><alignment wrapText="1"/></xf></cellXfs><dxfs count="0"/></styleSheet>"#;

    #[test]
    fn a_red_copy_keeps_all_but_the_fill() {
        let styles = Styles::with_red(LIST.as_bytes(), &BTreeSet::from([0, 1, 77])).unwrap().unwrap();
        let text = String::from_utf8(styles.text.clone()).unwrap();
        assert!(text.contains(r#"<fills count="3">"#) && text.contains(r#"<cellXfs count="4">"#), "{text}");
        let copy = r#"<xf numFmtId="14" xfId="0" fillId="2" applyFill="1"><alignment wrapText="1"/></xf></cellXfs>"#;
        assert!(text.contains(copy), "{text}");
        assert_eq!((styles.red(0), styles.red(1), styles.red(77), styles.red(5)), (2, 3, 2, 2));
        assert!(text.contains(r#"<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>"#), "other lists stay");
    }

    #[test]
    fn what_has_no_fills_stays_as_it_is() {
        assert!(Styles::with_red(b"<styleSheet/>", &BTreeSet::from([0])).unwrap().is_none());
    }
}
