//! Data 数据: what the template prints, as JSON and pictures.

use crate::tables::{self, Widths};
use documents::chart::{self, Theme};
use documents::fonts::{Fonts, FontsError, Role};
use domain::document::{Block, Document};
use domain::lang::Lang;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A sheet ready for the template: its words and its pictures.
pub struct Sheet {
    pub data: Value,
    pub charts: Vec<String>,
    pub note: Option<String>,
    /// Every character printed, once.
    pub characters: String,
}

impl Sheet {
    pub fn of(doc: &Document, fonts: &Fonts, note: Option<&str>) -> Result<Sheet, FontsError> {
        let minus = Minus::of(fonts)?;
        let widths = Widths::of(fonts);
        let mut charts = Vec::new();
        let blocks: Vec<Value> = doc.blocks.iter().map(|block| one(block, (tables::room(false), &widths), &mut charts)).collect();
        let mut annexes = Vec::new();
        for annex in &doc.annexes {
            let printed = annex.blocks.iter().filter(|_| !annex.electronic);
            let room = tables::room(annex.landscape);
            let blocks: Vec<Value> = printed.map(|block| one(block, (room, &widths), &mut charts)).collect();
            annexes.push(json!({
                "title": annex.title, "landscape": annex.landscape, "electronic": annex.electronic, "blocks": blocks,
            }));
        }
        let mut data = json!({
            "lang": doc.lang, "head": doc.head, "number": doc.number, "title": doc.title, "addressees": doc.addressees,
            "blocks": blocks, "annexes": annexes, "signed_by": doc.signed_by, "signed_on": doc.signed_on, "imprint": doc.imprint,
            "basis": doc.basis, "watermark": doc.watermark, "proof": doc.proof,
        });
        clean(&mut data, minus);
        if minus.dashed {
            charts.iter_mut().for_each(|svg| *svg = svg.replace('−', "–"));
        }
        let mut characters = BTreeSet::new();
        gather(&data, &mut characters);
        charts.iter().for_each(|svg| characters.extend(svg.chars()));
        data["note"] = note.is_some().into();
        data["fonts"] = families(doc.lang);
        Ok(Sheet { data, charts, note: note.map(str::to_owned), characters: characters.into_iter().collect() })
    }
}

/// The template's faces by role: names under which [`crate::kit`] files them, the rare characters' face last.
fn families(lang: Lang) -> Value {
    let list = |first: &[Role]| -> Vec<&str> { first.iter().chain(&[Role::Fallback]).map(|role| family(*role)).collect() };
    match lang {
        Lang::Zh => json!({
            "body": list(&[Role::Body]), "title": list(&[Role::Title]), "hei": list(&[Role::Hei]), "kai": list(&[Role::Kai]),
            "song": list(&[Role::Song]), "strong": list(&[Role::Hei]),
        }),
        // English letters come from one Latin face throughout; Chinese names inside keep the face of their place.
        Lang::En => json!({
            "body": list(&[Role::Latin, Role::Body]), "title": list(&[Role::Title]), "hei": list(&[Role::Hei]), "kai": list(&[Role::Latin, Role::Kai]),
            "song": list(&[Role::Latin, Role::Song]), "strong": list(&[Role::Latin, Role::Hei]),
        }),
    }
}

pub fn family(role: Role) -> &'static str {
    match role {
        Role::Body => "guatu body",
        Role::Title => "guatu title",
        Role::Hei => "guatu hei",
        Role::Kai => "guatu kai",
        Role::Song => "guatu song",
        Role::Latin => "guatu latin",
        Role::Fallback => "guatu fallback",
    }
}

/// A block as the template reads it: charts become files.
fn one(block: &Block, (room, widths): (f64, &Widths<'_>), charts: &mut Vec<String>) -> Value {
    match block {
        Block::Heading { level, text } => json!({ "heading": { "level": (*level).max(1), "text": text } }),
        Block::Paragraph(spans) => {
            let spans: Vec<Value> = spans.iter().map(|span| json!({ "text": span.text, "strong": span.strong })).collect();
            json!({ "paragraph": spans })
        }
        Block::Table(table) => json!({ "table": tables::one(table, room, widths) }),
        Block::NewPage => json!({ "new_page": true }),
        Block::Chart(picture) => {
            let svg = chart::svg(picture, Theme::Paper);
            let height = attribute(&svg, "height");
            let file = format!("/chart-{}.svg", charts.len());
            charts.push(svg);
            json!({ "chart": { "file": file, "alt": picture.alt, "width": chart::WIDTH, "height": height } })
        }
    }
}

/// The drawing's own height, from its first tag.
fn attribute(svg: &str, name: &str) -> f64 {
    let after = svg.split_once(&format!(" {name}=\"")).map_or("", |(_, after)| after);
    after.split('"').next().and_then(|text| text.parse().ok()).unwrap_or(chart::WIDTH)
}

/// Whether the faces of this machine draw U+2212 or need the en dash, which looks the same.
#[derive(Clone, Copy)]
struct Minus {
    dashed: bool,
}

impl Minus {
    fn of(fonts: &Fonts) -> Result<Minus, FontsError> {
        let mut dashed = false;
        for role in [Role::Body, Role::Hei, Role::Song] {
            dashed |= fonts.drawable(role, "−")? != "−";
        }
        Ok(Minus { dashed })
    }
}

/// Control and direction marks are taken out of every string: they print nothing, and one of them could turn a name round.
fn clean(value: &mut Value, minus: Minus) {
    match value {
        Value::String(text) => {
            text.retain(|c| {
                c == '\n'
                    || !(c.is_control()
                        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
            });
            if minus.dashed && text.contains('−') {
                *text = text.replace('−', "–");
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| clean(value, minus)),
        Value::Object(map) => map.values_mut().for_each(|value| clean(value, minus)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn gather(value: &Value, characters: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => characters.extend(text.chars()),
        Value::Array(list) => list.iter().for_each(|value| gather(value, characters)),
        Value::Object(map) => map.values().for_each(|value| gather(value, characters)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
