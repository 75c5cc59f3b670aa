//! PNG and WebP: what was written beside the picture — where it was taken, by whom, with what — is left out before it is kept,
//! as it is of a JPEG. TIFF: it is looked at whether it says where (docs/decisions/0017).

use super::kinds::Unfit;
use std::io::{self, Read, Seek, SeekFrom, Write};

const PNG: [u8; 8] = *b"\x89PNG\r\n\x1A\n";

/// Parts of a PNG that draw it.
const DRAWN: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"bKGD", b"pHYs", b"sBIT", b"hIST", b"cICP",
    b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// Parts of a WebP that draw it.
const SHOWN: [&[u8; 4]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// In the flags of a WebP: it has EXIF, it has XMP.
const NOTES: u8 = 0x0C;

/// Read so many bytes, or fewer at the end.
fn some(source: &mut impl Read, bytes: usize) -> io::Result<Vec<u8>> {
    let mut read = Vec::with_capacity(bytes);
    source.take(bytes as u64).read_to_end(&mut read)?;
    Ok(read)
}

/// Copy a PNG up to its end, without its notes.
pub fn strip_png(source: &mut (impl Read + Seek), target: &mut impl Write) -> io::Result<Result<(), Unfit>> {
    source.rewind()?;
    if some(source, 8)? != PNG {
        return Ok(Err(Unfit::Broken));
    }
    target.write_all(&PNG)?;
    loop {
        let head = some(source, 8)?;
        let Some((length, name)) = head.split_at_checked(4).filter(|(_, name)| name.len() == 4) else { return Ok(Ok(())) };
        let length = u64::from(u32::from_be_bytes([length[0], length[1], length[2], length[3]])) + 4;
        if DRAWN.iter().any(|drawn| drawn.as_slice() == name) {
            target.write_all(&head)?;
            io::copy(&mut source.take(length), target)?;
        } else if name[0].is_ascii_uppercase() {
            // A part without which it cannot be drawn, and that nobody knows.
            return Ok(Err(Unfit::Broken));
        } else {
            source.seek(SeekFrom::Current(i64::try_from(length).unwrap_or(i64::MAX)))?;
        }
        if name == b"IEND" {
            return Ok(Ok(()));
        }
    }
}

/// Where the parts of a WebP stand: name, place of the content, length with what fills it up to an even number.
fn parts(source: &mut (impl Read + Seek)) -> io::Result<Vec<([u8; 4], u64, u64)>> {
    let (mut parts, mut at) = (Vec::new(), 12);
    loop {
        source.seek(SeekFrom::Start(at))?;
        let head = some(source, 8)?;
        let Ok(head) = <[u8; 8]>::try_from(head) else { return Ok(parts) };
        let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        let length = length + length % 2;
        parts.push(([head[0], head[1], head[2], head[3]], at + 8, length));
        at += 8 + length;
    }
}

/// Copy a WebP without its notes.
pub fn strip_webp(source: &mut (impl Read + Seek), target: &mut impl Write) -> io::Result<Result<(), Unfit>> {
    let mut kept = parts(source)?;
    kept.retain(|part| SHOWN.contains(&&part.0));
    let whole: u64 = kept.iter().map(|part| part.2 + 8).sum();
    let (Ok(size), false) = (u32::try_from(whole + 4), kept.is_empty()) else { return Ok(Err(Unfit::Broken)) };
    target.write_all(b"RIFF")?;
    target.write_all(&size.to_le_bytes())?;
    target.write_all(b"WEBP")?;
    for (name, at, length) in kept {
        source.seek(SeekFrom::Start(at - 8))?;
        target.write_all(&some(source, 8)?)?;
        let mut left = length;
        if name == *b"VP8X" && length > 0 {
            let flags = some(source, 1)?;
            target.write_all(&[flags.first().copied().unwrap_or(0) & !NOTES])?;
            left -= 1;
        }
        let written = io::copy(&mut source.take(left), target)?;
        // What was cut off is filled up, so that the sizes hold.
        io::copy(&mut io::repeat(0).take(left - written), target)?;
    }
    Ok(Ok(()))
}

/// The entry of a TIFF that leads to where it was taken.
const PLACE: u16 = 0x8825;
/// So many pages are looked at.
const PAGES: usize = 64;

/// Does a TIFF say where it was taken?
pub fn tiff_says_where(source: &mut (impl Read + Seek)) -> io::Result<bool> {
    source.rewind()?;
    let head = some(source, 8)?;
    let little = head.starts_with(b"II");
    let small = |b: &[u8]| if little { u16::from_le_bytes([b[0], b[1]]) } else { u16::from_be_bytes([b[0], b[1]]) };
    let wide = |b: &[u8]| {
        if little { u32::from_le_bytes([b[0], b[1], b[2], b[3]]) } else { u32::from_be_bytes([b[0], b[1], b[2], b[3]]) }
    };
    let mut at = if head.len() == 8 { wide(&head[4..]) } else { 0 };
    for _ in 0..PAGES {
        if at == 0 {
            return Ok(false);
        }
        source.seek(SeekFrom::Start(at.into()))?;
        let count = some(source, 2)?;
        if count.len() < 2 {
            return Ok(false);
        }
        let entries = some(source, usize::from(small(&count)) * 12)?;
        if entries.chunks_exact(12).any(|entry| small(entry) == PLACE) {
            return Ok(true);
        }
        let next = some(source, 4)?;
        at = if next.len() == 4 { wide(&next) } else { 0 };
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn part(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length[..], name, content, &[1, 2, 3, 4]].concat()
    }

    #[test]
    fn case_79_a_png_keeps_its_picture_and_says_no_more() {
        let (head, data, end) = (part(b"IHDR", &[0; 13]), part(b"IDAT", b"picture"), part(b"IEND", b""));
        let notes = [part(b"eXIf", b"GPS 28.1"), part(b"tEXt", b"Author\0Zhang"), part(b"iTXt", b"XML:com.adobe.xmp\0")].concat();
        let whole = [&PNG[..], &head, &notes, &data, &end, b"behind"].concat();
        let mut plain = Vec::new();
        strip_png(&mut Cursor::new(whole), &mut plain).unwrap().unwrap();
        assert_eq!(plain, [&PNG[..], &head, &data, &end].concat());
        let unknown = [&PNG[..], &head, &part(b"XXXX", b"")].concat();
        assert_eq!(strip_png(&mut Cursor::new(unknown), &mut Vec::new()).unwrap(), Err(Unfit::Broken));
        let lying = [&PNG[..], &head, &u32::MAX.to_be_bytes(), b"IDATx"].concat();
        assert!(strip_png(&mut Cursor::new(lying), &mut Vec::new()).unwrap().is_ok());
    }

    #[test]
    fn case_79_a_webp_keeps_its_picture_and_says_no_more() {
        let part = |name: &[u8; 4], content: &[u8]| {
            let length = u32::try_from(content.len()).unwrap().to_le_bytes();
            [&name[..], &length, content, &vec![0; content.len() % 2]].concat()
        };
        let (wide, data) = (part(b"VP8X", &[0x1C, 0, 0, 0, 9, 0, 0, 9, 0, 0]), part(b"VP8L", b"picture"));
        let whole =
            [b"RIFF\0\0\0\0WEBP".to_vec(), wide, data.clone(), part(b"EXIF", b"GPS 28.1"), part(b"XMP ", b"<x/>")].concat();
        let mut plain = Vec::new();
        strip_webp(&mut Cursor::new(whole), &mut plain).unwrap().unwrap();
        assert_eq!(plain[20], 0x10, "it says that it has no notes");
        assert!(plain.ends_with(&data) && !plain.windows(3).any(|w| w == b"GPS"));
        assert_eq!(u32::from_le_bytes(plain[4..8].try_into().unwrap()) as usize, plain.len() - 8);
        assert_eq!(strip_webp(&mut Cursor::new(b"RIFF\0\0\0\0WEBP".to_vec()), &mut Vec::new()).unwrap(), Err(Unfit::Broken));
    }

    #[test]
    fn case_79_a_tiff_that_says_where_is_found() {
        let entry = |tag: u16| [&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0, 0, 0, 0, 0]].concat();
        let page = |tag: u16, next: u32| [&1_u16.to_le_bytes()[..], &entry(tag), &next.to_le_bytes()].concat();
        let file = |pages: &[u8]| Cursor::new([b"II*\0\x08\0\0\0", pages].concat());
        assert!(tiff_says_where(&mut file(&page(PLACE, 0))).unwrap());
        assert!(tiff_says_where(&mut file(&[page(256, 26), page(PLACE, 0)].concat())).unwrap());
        // Pages that lead to themselves come to an end.
        assert!(!tiff_says_where(&mut file(&page(256, 8))).unwrap());
        assert!(!tiff_says_where(&mut Cursor::new(b"MM\0*".to_vec())).unwrap());
    }
}
