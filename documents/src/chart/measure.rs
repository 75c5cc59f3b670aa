//! Measures of text 文字宽度: estimated the same way for every format, so that one layout fits them all.

/// Width of a text in ems: a Chinese character is 1 em, a Latin one a little over half.
pub(super) fn ems(text: &str) -> f64 {
    text.chars().map(em).sum()
}

fn em(c: char) -> f64 {
    match c {
        'i' | 'l' | 'j' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.32,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.86,
        ' '..='\u{24f}' => 0.55,
        '\u{2212}' | '\u{2013}' => 0.6,
        _ => 1.0,
    }
}

pub(super) fn width(text: &str, size: f64) -> f64 {
    ems(text) * size
}

/// Breaks a text into at most `lines` lines of a width; what does not fit ends in an ellipsis.
pub(super) fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest: Vec<char> = text.chars().collect();
    while !rest.is_empty() && out.len() + 1 < lines {
        let fits = fitting(&rest, size, room);
        if fits >= rest.len() {
            break;
        }
        let cut = break_before(&rest, fits);
        out.push(rest[..cut].iter().collect::<String>().trim_end().to_owned());
        rest.drain(..cut);
        while rest.first() == Some(&' ') {
            rest.remove(0);
        }
    }
    out.push(shorten(&rest.iter().collect::<String>(), size, room));
    out
}

/// The text, or as much of it as fits followed by an ellipsis.
pub(super) fn shorten(text: &str, size: f64, room: f64) -> String {
    let chars: Vec<char> = text.chars().collect();
    if fitting(&chars, size, room) >= chars.len() {
        return text.to_owned();
    }
    let fits = fitting(&chars, size, room - size).min(chars.len());
    chars[..fits].iter().collect::<String>().trim_end().to_owned() + "…"
}

/// How many characters fit; at least one.
fn fitting(chars: &[char], size: f64, room: f64) -> usize {
    let mut used = 0.0;
    let fits = chars.iter().take_while(|c| {
        used += em(**c) * size;
        used <= room + 0.01
    });
    fits.count().max(1)
}

/// Latin words are not cut when the line has a space or a bracket to break at.
fn break_before(chars: &[char], fits: usize) -> usize {
    let inside = |at: usize| chars[at - 1].is_ascii_alphanumeric() && chars.get(at).is_some_and(char::is_ascii_alphanumeric);
    if !inside(fits) {
        return fits;
    }
    (1..fits).rev().find(|at| !inside(*at)).unwrap_or(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_wrapped_then_shortened() {
        assert_eq!(wrap("县发展和改革委员会", 10.0, 50.0, 2), ["县发展和改", "革委员会"]);
        assert_eq!(wrap("县市场和质量监督管理局机关", 10.0, 50.0, 2), ["县市场和质", "量监督管…"]);
        assert_eq!(wrap("Bureau of Commerce", 10.0, 60.0, 2), ["Bureau of", "Commerce"]);
        assert_eq!(wrap("县", 10.0, 3.0, 2), ["县"]);
        assert_eq!(wrap("", 10.0, 30.0, 2), [""]);
    }
}
