//! Kit 家当: typst's library and the faces of this machine, kept warm between sheets.

use crate::data::{Sheet, family};
use documents::fonts::{Fonts, FontsError, Role};
use domain::lang::Lang;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use typst::foundations::Bytes;
use typst::syntax::Source;
use typst::text::{Font, FontBook, FontInfo, FontVariant};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

/// What every sheet set with the same faces shares.
pub struct Kit {
    pub functions: LazyHash<Library>,
    pub book: LazyHash<FontBook>,
    pub fonts: Vec<Font>,
    pub template: Source,
    key: Vec<Entry>,
}

/// A family name of the template and the face that answers to it.
type Entry = (&'static str, PathBuf, u32);

/// One kit is kept: a county prints with one set of faces. Chinese and English sheets differ in it and take turns.
static WARM: Mutex<Vec<Arc<Kit>>> = Mutex::new(Vec::new());

/// Chinese or English, each with or without the face for rare characters.
const KEPT: usize = 2;

pub fn of(lang: Lang, sheet: &Sheet, fonts: &Fonts) -> Result<Arc<Kit>, FontsError> {
    let entries = entries(lang, sheet, fonts)?;
    let mut warm = WARM.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kit) = warm.iter().find(|kit| kit.key == named(&entries)) {
        return Ok(kit.clone());
    }
    let kit = Arc::new(Kit::new(entries, &warm)?);
    warm.insert(0, kit.clone());
    warm.truncate(KEPT);
    Ok(kit)
}

pub fn forget() {
    WARM.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

fn named(entries: &[(&'static str, documents::fonts::Face)]) -> Vec<Entry> {
    entries.iter().map(|(name, face)| (*name, face.path().to_owned(), face.index)).collect()
}

/// Which face answers to which family name. The large face for rare characters comes only when the sheet has some.
fn entries(lang: Lang, sheet: &Sheet, fonts: &Fonts) -> Result<Vec<(&'static str, documents::fonts::Face)>, FontsError> {
    let mut entries = Vec::new();
    let mut push = |name, role| entries.extend(fonts.face(role).map(|face| (name, face.clone())));
    let used = [Role::Body, Role::Title, Role::Hei, Role::Kai, Role::Song];
    for role in used {
        push(family(role), role);
    }
    // Charts name this family first; whatever plays 黑体 here answers to it.
    push("fandolhei", Role::Hei);
    if lang == Lang::En {
        let latin = [Role::Latin, Role::Fallback, Role::Song].into_iter().find(|role| fonts.face(*role).is_some());
        push(family(Role::Latin), latin.unwrap_or(Role::Body));
    }
    let mut rare = false;
    for role in used {
        rare |= fonts.lacks(role, &sheet.characters)?;
    }
    if rare {
        push(family(Role::Fallback), Role::Fallback);
    }
    Ok(entries)
}

impl Kit {
    fn new(entries: Vec<(&'static str, documents::fonts::Face)>, warm: &[Arc<Kit>]) -> Result<Kit, FontsError> {
        let key = named(&entries);
        let mut fonts: Vec<Font> = Vec::new();
        let mut infos: Vec<FontInfo> = Vec::new();
        for (at, (name, face)) in entries.iter().enumerate() {
            let same = |other: &Entry| other.1 == key[at].1 && other.2 == key[at].2;
            let here = key[..at].iter().position(same).map(|had| fonts[had].clone());
            // Typst hashes a font once per copy, so a face another kit holds is taken from there.
            let held =
                here.or_else(|| warm.iter().find_map(|kit| kit.key.iter().position(same).map(|had| kit.fonts[had].clone())));
            let font = match held {
                Some(font) => font,
                None => Font::new(Bytes::new(face.bytes()?), face.index).ok_or_else(|| unreadable(face))?,
            };
            // Roles, not weights, choose a face: the title's bold cut must answer when regular is asked.
            infos.push(FontInfo { family: (*name).to_owned(), variant: FontVariant::default(), ..font.info().clone() });
            fonts.push(font);
        }
        let template = Source::new(crate::world::id("/main.typ"), include_str!("bulletin.typ").to_owned());
        let book = LazyHash::new(FontBook::from_infos(infos));
        Ok(Kit { functions: LazyHash::new(Library::default()), book, fonts, template, key })
    }
}

fn unreadable(face: &documents::fonts::Face) -> FontsError {
    FontsError::Unreadable { path: face.path().to_owned(), why: "typst".to_owned() }
}
