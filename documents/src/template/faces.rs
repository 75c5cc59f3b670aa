//! Faces 单元格格式 of a template: what is to be filled in is white and open, what is only shown is grey and locked.

use super::Entry;
use domain::lang::Lang;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

pub(super) struct Faces {
    pub lang: Lang,
    pub title: Format,
    pub small: Format,
    pub wrapped: Format,
    pub head: Format,
    pub quiet_head: Format,
    pub plain: Format,
    shown: Format,
    text: Format,
    number: Format,
    day: Format,
    open_text: Format,
    open_number: Format,
    open_day: Format,
}

impl Faces {
    pub fn new(lang: Lang) -> Faces {
        let base =
            Format::new().set_font_name(lang.of("宋体", "Calibri")).set_font_size(11.0).set_align(FormatAlign::VerticalCenter);
        let ruled = base.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x008C_8C8C));
        let head = ruled.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center);
        // A code such as 007 or a month such as 2026-03 stays what was typed.
        let open = |face: &Format, pattern: &str| face.clone().set_unlocked().set_num_format(pattern);
        Faces {
            lang,
            title: base.clone().set_bold().set_font_size(14.0),
            small: base.clone().set_font_size(9.0).set_font_color(Color::RGB(0x0059_5959)),
            wrapped: base.clone().set_text_wrap(),
            head: head.clone().set_background_color(Color::RGB(0x00E3_ECF7)),
            quiet_head: head.set_background_color(Color::RGB(0x00E8_E8E8)),
            shown: ruled.clone().set_background_color(Color::RGB(0x00F4_F4F4)),
            text: open(&ruled, "@").set_text_wrap(),
            number: open(&ruled, "General").set_align(FormatAlign::Right),
            day: open(&ruled, "yyyy-mm-dd"),
            open_text: open(&base, "@"),
            open_number: open(&base, "General"),
            open_day: open(&base, "yyyy-mm-dd"),
            plain: base,
        }
    }

    /// A cell of a row.
    pub fn body(&self, locked: bool, entry: &Entry) -> &Format {
        match entry {
            _ if locked => &self.shown,
            Entry::Text | Entry::Choice(_) | Entry::Known(_) => &self.text,
            Entry::Number => &self.number,
            Entry::Day => &self.day,
        }
    }

    /// A cell beneath the rows: without lines, but open.
    pub fn open(&self, entry: &Entry) -> &Format {
        match entry {
            Entry::Text | Entry::Choice(_) | Entry::Known(_) => &self.open_text,
            Entry::Number => &self.open_number,
            Entry::Day => &self.open_day,
        }
    }
}
