//! JPEG 现场照片: what a camera wrote beside the picture — where it was taken, by which device — is left out before it is kept.
//!
//! Kept of it: how the picture is turned, its colours, and the picture itself up to its own end.

use super::kinds::{Unfit, jpeg_size};
use std::io::{self, BufRead, Write};

/// Copy a JPEG without its notes; `Unfit` if it is none or too large.
pub fn strip(source: &mut impl BufRead, target: &mut impl Write) -> io::Result<Result<(), Unfit>> {
    match copy(source, target) {
        Ok(()) => Ok(Ok(())),
        Err(Stop::Unfit(unfit)) => Ok(Err(unfit)),
        Err(Stop::Fault(e)) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(Err(Unfit::Broken)),
        Err(Stop::Fault(e)) => Err(e),
    }
}

enum Stop {
    Unfit(Unfit),
    Fault(io::Error),
}

impl From<io::Error> for Stop {
    fn from(e: io::Error) -> Stop {
        Stop::Fault(e)
    }
}

fn byte(source: &mut impl BufRead) -> io::Result<u8> {
    let mut one = [0];
    source.read_exact(&mut one)?;
    Ok(one[0])
}

fn copy(source: &mut impl BufRead, target: &mut impl Write) -> Result<(), Stop> {
    if (byte(source)?, byte(source)?) != (0xFF, 0xD8) {
        return Err(Stop::Unfit(Unfit::Broken));
    }
    target.write_all(&[0xFF, 0xD8])?;
    let (mut sized, mut next) = (false, None);
    loop {
        let marker = match next.take() {
            Some(marker) => marker,
            None => marker(source)?,
        };
        match marker {
            0xD9 => {
                target.write_all(&[0xFF, 0xD9])?;
                return if sized { Ok(()) } else { Err(Stop::Unfit(Unfit::Broken)) };
            }
            // Marks without a body.
            0x01 | 0xD0..=0xD7 => target.write_all(&[0xFF, marker])?,
            _ => {
                let body = body(source)?;
                if is_frame(marker) {
                    let side = |at: usize| body.get(at..at + 2).map(|b| u16::from_be_bytes([b[0], b[1]]));
                    let (Some(height), Some(width)) = (side(1), side(3)) else { return Err(Stop::Unfit(Unfit::Broken)) };
                    jpeg_size(height, width).map_err(Stop::Unfit)?;
                    sized = true;
                }
                if let Some(kept) = kept(marker, &body) {
                    segment(target, marker, &kept)?;
                }
                if marker == 0xDA {
                    next = Some(scan(source, target)?);
                }
            }
        }
    }
}

/// The next mark; any number of FF may stand before it.
fn marker(source: &mut impl BufRead) -> Result<u8, Stop> {
    if byte(source)? != 0xFF {
        return Err(Stop::Unfit(Unfit::Broken));
    }
    loop {
        match byte(source)? {
            0xFF => {}
            0 => return Err(Stop::Unfit(Unfit::Broken)),
            marker => return Ok(marker),
        }
    }
}

fn body(source: &mut impl BufRead) -> Result<Vec<u8>, Stop> {
    let length = u16::from_be_bytes([byte(source)?, byte(source)?]);
    let mut body = vec![0; usize::from(length).checked_sub(2).ok_or(Stop::Unfit(Unfit::Broken))?];
    source.read_exact(&mut body)?;
    Ok(body)
}

fn segment(target: &mut impl Write, marker: u8, body: &[u8]) -> io::Result<()> {
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    target.write_all(&[0xFF, marker])?;
    target.write_all(&length.to_be_bytes())?;
    target.write_all(body)
}

/// Frames carry the size.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF)
}

/// What stays of a segment: of notes only how the picture is turned.
fn kept(marker: u8, body: &[u8]) -> Option<Vec<u8>> {
    match marker {
        0xE0 if body.starts_with(b"JFIF\0") => Some(body.to_vec()),
        0xE1 => orientation(body).map(turned),
        0xE2 if body.starts_with(b"ICC_PROFILE\0") => Some(body.to_vec()),
        0xEE if body.starts_with(b"Adobe") => Some(body.to_vec()),
        0xE0..=0xEF | 0xFE => None,
        _ => Some(body.to_vec()),
    }
}

/// Picture data up to the mark that ends it.
fn scan(source: &mut impl BufRead, target: &mut impl Write) -> Result<u8, Stop> {
    loop {
        let piece = source.fill_buf()?;
        if piece.is_empty() {
            return Err(Stop::Fault(io::ErrorKind::UnexpectedEof.into()));
        }
        let plain = piece.iter().position(|&b| b == 0xFF).unwrap_or(piece.len());
        target.write_all(&piece[..plain])?;
        let ends = plain < piece.len();
        source.consume(plain);
        if !ends {
            continue;
        }
        source.consume(1);
        let mut after = byte(source)?;
        while after == 0xFF {
            after = byte(source)?;
        }
        match after {
            0 | 0xD0..=0xD7 => target.write_all(&[0xFF, after])?,
            marker => return Ok(marker),
        }
    }
}

/// How the picture is turned, 2 to 8, if its EXIF says so.
fn orientation(body: &[u8]) -> Option<u8> {
    let tiff = body.strip_prefix(b"Exif\0\0")?;
    let big = match tiff.get(..2)? {
        b"MM" => true,
        b"II" => false,
        _ => return None,
    };
    let small = |at: usize| {
        let b: [u8; 2] = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(b) } else { u16::from_le_bytes(b) })
    };
    let wide = |at: usize| {
        let b: [u8; 4] = tiff.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(if big { u32::from_be_bytes(b) } else { u32::from_le_bytes(b) }).ok()
    };
    let directory = wide(4)?;
    let entries = usize::from(small(directory)?);
    let places = (0..entries).map(|n| directory.saturating_add(2 + 12 * n));
    let turned = places.filter(|&at| small(at) == Some(0x0112)).find_map(|at| small(at + 8))?;
    u8::try_from(turned).ok().filter(|t| (2..=8).contains(t))
}

/// An EXIF note that says nothing but how the picture is turned.
fn turned(orientation: u8) -> Vec<u8> {
    let mut note = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    note.extend([orientation, 0, 0, 0, 0, 0, 0]);
    note
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(notes: &[u8], width: u16, behind: &[u8]) -> Vec<u8> {
        let mut jpeg = vec![0xFF, 0xD8];
        jpeg.extend(notes);
        jpeg.extend([0xFF, 0xC0, 0, 11, 8, 0, 16]);
        jpeg.extend(width.to_be_bytes());
        jpeg.extend([1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, 0xD9]);
        jpeg.extend(behind);
        jpeg
    }

    fn stripped(jpeg: &[u8]) -> Result<Vec<u8>, Unfit> {
        let mut kept = Vec::new();
        strip(&mut &jpeg[..], &mut kept).unwrap().map(|()| kept)
    }

    #[test]
    fn the_place_goes_the_picture_and_its_turn_stay() {
        let plain = picture(&[], 16, &[]);
        assert_eq!(stripped(&plain).as_deref(), Ok(&plain[..]));
        let mut exif =
            b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0".to_vec();
        exif.extend(b"GPS 115.93E 28.68N");
        let mut notes = Vec::new();
        segment(&mut notes, 0xE1, &exif).unwrap();
        segment(&mut notes, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x GPSLatitude='28'/>").unwrap();
        segment(&mut notes, 0xFE, b"at home").unwrap();
        let kept = stripped(&picture(&notes, 16, b"PK\x05\x06 an archive behind the picture")).unwrap();
        let mut note = Vec::new();
        segment(&mut note, 0xE1, &turned(6)).unwrap();
        assert_eq!(kept, picture(&note, 16, &[]));
        assert_eq!(orientation(&turned(6)), Some(6));
    }

    #[test]
    fn too_large_and_broken_pictures_are_told() {
        assert_eq!(stripped(&picture(&[], 12_001, &[])), Err(Unfit::TooManyPixels));
        assert_eq!(stripped(&picture(&[], 0, &[])), Err(Unfit::Broken));
        let whole = picture(&[], 16, &[]);
        for end in 0..whole.len() - 1 {
            assert_eq!(stripped(&whole[..end]), Err(Unfit::Broken), "cut after {end} bytes");
        }
    }
}
