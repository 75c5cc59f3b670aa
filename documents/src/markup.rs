//! Markup 标记: text made safe for XML and HTML, so that nothing an office types becomes part of a page's structure.

use domain::lang::Lang;

/// Text for an element or a double-quoted attribute. Characters that XML 1.0 forbids are left out.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // A bare carriage return would come back as a line feed.
            '\r' => safe.push_str("&#13;"),
            '\t' | '\n' => safe.push(sign),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => safe.push(sign),
        }
    }
    safe
}

/// The reverse of [`escape`], for the readers. Unknown entities stay as they are.
pub fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|end| *end <= 10).map(|end| &rest[..=end]);
        match entity.and_then(|entity| Some((entity, character(&entity[1..entity.len() - 1])?))) {
            Some((entity, sign)) => {
                plain.push(sign);
                rest = &rest[entity.len()..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain + rest
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// Width of a text in halves of a full-width character, for columns and indents: 汉字 2, Latin 1.
pub fn halves(text: &str) -> usize {
    text.chars().map(|sign| if sign < '\u{2000}' { 1 } else { 2 }).sum()
}

/// The printing date of an imprint in words; empty for no day.
pub fn printed(day: &str, lang: Lang) -> String {
    match (day, lang) {
        ("", _) => String::new(),
        (day, Lang::Zh) => format!("{day}印发"),
        (day, Lang::En) => format!("Printed {day}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_comes_back() {
        let text = "a<b>&\"c\"'d' &amp; \r\n\t汉字 &unknown; &";
        assert!(!escape(text).contains(['<', '>', '"', '\'']));
        assert_eq!(unescape(&escape(text)), text);
        assert_eq!(escape("a\u{0}b\u{b}"), "ab");
    }
}
