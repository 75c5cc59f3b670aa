//! Palette 色板: a painted chart as PNG. A chart has a hundred colours at most, edges included, so one byte a pixel says the same
//! as four and is packed in a fraction of the time.

use png::{BitDepth, ColorType, DeflateCompression, Encoder, EncodingError, Filter};
use resvg::tiny_skia::Pixmap;
use std::collections::HashMap;

type Colour = [u8; 4];

/// A drawing is mostly ground: what little effort packs is nearly all there is to pack.
const QUICKLY: u8 = 2;

/// The pixels as PNG. The ground is opaque, so no pixel is transparent and none is premultiplied.
pub(super) fn png(pixels: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let (drawing, _) = pixels.data().as_chunks::<4>();
    let size = (pixels.width(), pixels.height());
    match indexed(drawing) {
        Some((colours, indices)) => {
            let colours: Vec<u8> = colours.into_iter().flat_map(|[r, g, b, _]| [r, g, b]).collect();
            encode(size, ColorType::Indexed, Some(colours), &indices)
        }
        None => {
            let plain: Vec<u8> = drawing.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
            encode(size, ColorType::Rgb, None, &plain)
        }
    }
}

/// Each pixel as its place in the list of colours; `None` when there are more than a byte can name.
fn indexed(drawing: &[Colour]) -> Option<(Vec<Colour>, Vec<u8>)> {
    let mut places: HashMap<Colour, u8> = HashMap::new();
    let mut colours: Vec<Colour> = Vec::new();
    let mut indices = Vec::with_capacity(drawing.len());
    // Most pixels are like the one before.
    for run in drawing.chunk_by(|a, b| a == b) {
        let colour = run[0];
        let place = match places.get(&colour) {
            Some(place) => *place,
            None => {
                let place = u8::try_from(colours.len()).ok()?;
                colours.push(colour);
                places.insert(colour, place);
                place
            }
        };
        indices.resize(indices.len() + run.len(), place);
    }
    Some((colours, indices))
}

fn encode(
    (width, height): (u32, u32),
    kind: ColorType,
    colours: Option<Vec<u8>>,
    bytes: &[u8],
) -> Result<Vec<u8>, EncodingError> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(kind);
    encoder.set_depth(BitDepth::Eight);
    if let Some(colours) = colours {
        encoder.set_palette(colours);
    }
    encoder.set_deflate_compression(DeflateCompression::Level(QUICKLY));
    // Places in a list are no amounts: their differences would say nothing.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(bytes)?;
    writer.finish()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_are_named_and_many_are_not() {
        let (red, white) = ([200, 0, 0, 255], [255; 4]);
        assert_eq!(indexed(&[white, white, red, white]), Some((vec![white, red], vec![0, 0, 1, 0])));
        let many: Vec<Colour> = (0..=u8::MAX).map(|c| [c, 0, 0, 255]).collect();
        assert_eq!(indexed(&many).map(|(colours, _)| colours.len()), Some(256));
        assert_eq!(indexed(&[many, vec![white]].concat()), None);
    }
}
