//! Pixels 位图: the same drawing for readers that know no SVG (Word), painted with the faces of the sheet.

use super::palette;
use crate::fonts::{Fonts, FontsError, Role};
use domain::lang::Lang;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Language, Source, Stretch, Style, Weight};
use resvg::usvg::{Options, Tree};
use std::fmt;
use std::sync::Arc;

/// Why a chart could not be painted.
#[derive(Debug)]
pub enum PictureError {
    Fonts(FontsError),
    /// The drawing itself: it is ours, so this is a fault of the program.
    Drawing(String),
}

/// PNG bytes with width and height in pixels. `scale` 2.0 is sharp enough for print at the width of the page.
pub fn png(svg: &str, fonts: &Fonts, scale: f32) -> Result<(Vec<u8>, u32, u32), PictureError> {
    let svg = fonts.drawable(Role::Hei, svg)?;
    let mut faces = Database::new();
    push(&mut faces, fonts, Role::Hei)?;
    if fonts.lacks(Role::Hei, &svg)? && fonts.face(Role::Fallback).is_some() {
        push(&mut faces, fonts, Role::Fallback)?;
    }
    faces.set_sans_serif_family(FAMILY);
    let options = Options { fontdb: Arc::new(faces), font_family: FAMILY.to_owned(), ..Options::default() };
    let tree = Tree::from_str(&svg, &options).map_err(|why| PictureError::Drawing(why.to_string()))?;
    let size = tree.size();
    let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| PictureError::Drawing(format!("{width} × {height}")))?;
    // Transparent pictures turn black in some readers.
    pixels.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let bytes = palette::png(&pixels).map_err(|why| PictureError::Drawing(why.to_string()))?;
    Ok((bytes, width, height))
}

/// The first family of every chart; whatever face plays 黑体 here answers to it.
const FAMILY: &str = "FandolHei";

fn push(faces: &mut Database, fonts: &Fonts, role: Role) -> Result<(), PictureError> {
    let bytes = fonts.bytes(role)?;
    let index = fonts.face(role).map_or(0, |face| face.index);
    let family = if role == Role::Hei { FAMILY } else { "guatu-fallback" };
    faces.push_face_info(FaceInfo {
        id: ID::dummy(),
        source: Source::Binary(Arc::new(bytes)),
        index,
        families: vec![(family.to_owned(), Language::English_UnitedStates)],
        post_script_name: family.to_owned(),
        style: Style::Normal,
        weight: Weight::NORMAL,
        stretch: Stretch::Normal,
        monospaced: false,
    });
    Ok(())
}

impl PictureError {
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            PictureError::Fonts(why) => why.sentence(lang),
            PictureError::Drawing(why) => match lang {
                Lang::Zh => format!("统计图未能绘制（{why}）。请把这份通报的 JSON 文件发给维护人员。"),
                Lang::En => {
                    format!("A chart could not be painted ({why}). Please send this bulletin's JSON file to the maintainers.")
                }
            },
        }
    }
}

impl From<FontsError> for PictureError {
    fn from(why: FontsError) -> PictureError {
        PictureError::Fonts(why)
    }
}

impl fmt::Display for PictureError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.sentence(Lang::En))
    }
}

impl std::error::Error for PictureError {}
