//! Cell formats 单元格格式 of the workbook.

use domain::document::{Align, Light, RowKind};
use domain::lang::Lang;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

pub struct Faces {
    pub lang: Lang,
    pub title: Format,
    pub small: Format,
    pub head: Format,
    pub plain: Format,
    pub link: Format,
}

impl Faces {
    pub fn new(lang: Lang) -> Faces {
        let base = base(lang);
        Faces {
            lang,
            title: base.clone().set_bold().set_font_size(14.0),
            small: base.clone().set_font_size(9.0).set_font_color(Color::RGB(0x0059_5959)),
            head: ruled(base.clone())
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0x00F0_F0F0)),
            link: base.clone().set_font_color(Color::RGB(0x001F_5FA8)).set_underline(FormatUnderline::Single),
            plain: base,
        }
    }

    /// A cell of the table's body; sums and group heads stand out as on paper.
    pub fn cell(&self, align: Align, kind: RowKind) -> Format {
        let align = match (align, kind) {
            (_, RowKind::Group) | (Align::Left, _) => FormatAlign::Left,
            (Align::Center, _) => FormatAlign::Center,
            (Align::Right, _) => FormatAlign::Right,
        };
        let face = ruled(base(self.lang)).set_align(align);
        match kind {
            RowKind::Item => face,
            RowKind::Group | RowKind::Subtotal | RowKind::Total => face.set_bold().set_background_color(Color::RGB(0x00F0_F0F0)),
        }
    }
}

fn base(lang: Lang) -> Format {
    Format::new().set_font_name(lang.of("宋体", "Calibri")).set_font_size(11.0).set_align(FormatAlign::VerticalCenter)
}

fn ruled(face: Format) -> Format {
    face.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x008C_8C8C))
}

pub fn color(light: Light) -> Color {
    match light {
        Light::Green => Color::RGB(0x001B_7F3B),
        Light::Yellow => Color::RGB(0x00B8_860B),
        Light::Red => Color::RGB(0x00B3_261E),
        Light::Blue => Color::RGB(0x001F_5FA8),
    }
}
