//! Tags 标记: small helps for a stream of tags that is passed on with few of them changed.

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::BytesStart;
use std::io::BufRead;

/// A reader that takes what offices' programs write, and changes nothing in passing.
pub(super) fn reader<R: BufRead>(source: R) -> Reader<R> {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.trim_markup_names_in_closing_tags = false;
    reader
}

/// The name without its prefix: some programs write `x:row`.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The prefix with its colon, or nothing.
pub(super) fn prefix(name: &str) -> &str {
    name.rfind(':').map_or("", |at| &name[..=at])
}

pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.try_get_attribute(name).ok().flatten().map(|found| found.value.into_owned())
}

/// The tag with some attributes changed, added, or (`None`) left out; the others as they are written.
pub(super) fn changed(tag: &BytesStart<'_>, changes: &[(&str, Option<&str>)]) -> BytesStart<'static> {
    let name = tag.name().as_ref().to_owned();
    let mut text = name.clone();
    for found in tag.attributes().with_checks(false).flatten() {
        if changes.iter().any(|change| change.0 == found.key.as_ref()) {
            continue;
        }
        let quote = if found.value.contains('"') { '\'' } else { '"' };
        text.push_str(&format!(" {}={quote}{}{quote}", found.key.as_ref(), found.value));
    }
    for (key, value) in changes {
        if let Some(value) = value {
            text.push_str(&format!(" {key}=\"{}\"", escape(*value)));
        }
    }
    BytesStart::from_content(text, name.len())
}

/// D7 as (column 3, row 7): the first column is 0, the first row 1.
pub(super) fn place(reference: &str) -> Option<(u32, u32)> {
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let column = reference[..digits].bytes().try_fold(0_u32, |sum, letter| {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|v| *v < 26)?;
        sum.checked_mul(26)?.checked_add(u32::from(value) + 1)
    })?;
    Some((column.checked_sub(1)?, reference[digits..].parse().ok()?))
}

/// Column 3 as D.
pub(super) fn letters(column: u32) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_written() {
        for (text, found) in [("A1", (0, 1)), ("Z9", (25, 9)), ("AA10", (26, 10)), ("XFD1048576", (16_383, 1_048_576))] {
            assert_eq!(place(text), Some(found));
            assert_eq!(format!("{}{}", letters(found.0), found.1), text);
        }
        assert_eq!((place("7"), place("A"), place("")), (None, None, None));
    }

    #[test]
    fn attributes_are_changed_and_the_others_stay() {
        let tag = BytesStart::from_content("x:c r=\"A1\" s='3' t=\"s\" x14ac:dy=\"0.2\"", 3);
        let text = changed(&tag, &[("s", Some("9")), ("t", None)]);
        assert_eq!(&*text, "x:c r=\"A1\" x14ac:dy=\"0.2\" s=\"9\"");
        assert_eq!((local("x:c"), prefix("x:c"), prefix("c")), ("c", "x:", ""));
    }
}
