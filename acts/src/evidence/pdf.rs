//! PDF: does it carry what acts by itself? Names may be written in hexadecimal and hidden in packed objects, so both are looked at.

use flate2::read::ZlibDecoder;
use std::io::Read;

/// What is looked for, and the mark it leaves.
const ACTIVE: [(&[u8], &str); 9] = [
    (b"/JavaScript", "javascript"),
    (b"/JS", "javascript"),
    (b"/Launch", "launch"),
    (b"/EmbeddedFile", "embedded_file"),
    (b"/EmbeddedFiles", "embedded_file"),
    (b"/RichMedia", "rich_media"),
    (b"/XFA", "form"),
    (b"/SubmitForm", "submit"),
    // Locked: what is packed in it cannot be looked into.
    (b"/Encrypt", "encrypted"),
];

/// Most that is unpacked, over all packed objects of a file.
const MOST_UNPACKED: u64 = 32 * 1024 * 1024;

/// Marks of a PDF, each once.
pub fn marks(pdf: &[u8]) -> Vec<&'static str> {
    let mut marks = Vec::new();
    note(pdf, &mut marks);
    let mut left = MOST_UNPACKED;
    for at in streams(pdf) {
        // The dictionary stands before its stream.
        let dictionary = plain_names(&pdf[at.saturating_sub(512)..at]);
        let is_packed = |word: &[u8]| dictionary.windows(word.len()).any(|w| w == word);
        if !is_packed(b"/ObjStm") {
            continue;
        }
        let mut unpacked = Vec::new();
        // A broken stream gives what could be read of it; no reader gets more.
        let _ = ZlibDecoder::new(&pdf[at..]).take(left.min(8 * 1024 * 1024)).read_to_end(&mut unpacked);
        left = left.saturating_sub(unpacked.len() as u64);
        note(&unpacked, &mut marks);
    }
    marks
}

/// Where the bytes of streams begin.
fn streams(pdf: &[u8]) -> impl Iterator<Item = usize> {
    const WORD: &[u8] = b"stream";
    let is_begin = |at: &usize| pdf[*at..].starts_with(WORD) && !pdf[..*at].ends_with(b"end");
    let begins = (0..pdf.len().saturating_sub(WORD.len())).filter(move |at| pdf[*at] == b's').filter(is_begin);
    begins.map(|at| {
        let after = at + WORD.len();
        match pdf.get(after..after + 2) {
            Some(b"\r\n") => after + 2,
            Some(_) | None => (after + 1).min(pdf.len()),
        }
    })
}

/// More than any name that is looked for takes, all of it in hexadecimal.
const NAME_BYTES: usize = 64;

/// A name ends where no letter or digit follows, so that /JS is not found in /JSON. Only the names are made plain: a copy of the
/// whole would be as large as the file.
fn note(text: &[u8], marks: &mut Vec<&'static str>) {
    for at in memchr::memchr_iter(b'/', text) {
        let plain = plain_names(&text[at..text.len().min(at + NAME_BYTES)]);
        for (name, mark) in ACTIVE {
            let after = plain.get(name.len()).copied().unwrap_or(b' ');
            if plain.starts_with(name) && !after.is_ascii_alphanumeric() && !marks.contains(&mark) {
                marks.push(mark);
            }
        }
    }
}

/// `#4a` in a name is the letter J.
fn plain_names(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let hex = (text[at] == b'#').then(|| text.get(at + 1..at + 3)).flatten().and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(letter) => {
                plain.push(letter);
                at += 3;
            }
            None => {
                plain.push(text[at]);
                at += 1;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::ZlibEncoder;
    use std::io::Write;

    #[test]
    fn active_content_is_found_plain_in_hexadecimal_and_packed() {
        assert_eq!(marks(b"%PDF-1.7 << /Type /Page /JSON 1 >>"), Vec::<&str>::new());
        assert_eq!(marks(b"%PDF-1.7 << /S /JavaScript /JS (app.alert(1)) >>"), ["javascript"]);
        assert_eq!(marks(b"%PDF-1.7 << /S /J#61vaScr#69pt >>"), ["javascript"]);
        assert_eq!(marks(b"%PDF-1.7 << /S /Launch /Names << /EmbeddedFiles 1 0 R >> >>"), ["launch", "embedded_file"]);
        let mut packed = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(b"1 0 << /S /JavaScript >>").unwrap();
        let body = [b"%PDF-1.7 4 0 obj << /Type /ObjStm >>\nstream\r\n".to_vec(), packed.finish().unwrap()].concat();
        assert_eq!(marks(&body), ["javascript"]);
    }
}
