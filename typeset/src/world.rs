//! World 环境: all that typst may see of the world: the template, this sheet's data and pictures, the faces. No disk, no clock.

use crate::NOTE;
use crate::data;
use crate::kit::Kit;
use std::collections::HashMap;
use std::path::PathBuf;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

pub struct Sheet<'a> {
    kit: &'a Kit,
    files: HashMap<FileId, Bytes>,
}

impl<'a> Sheet<'a> {
    pub fn new(kit: &'a Kit, sheet: data::Sheet) -> Sheet<'a> {
        let mut files = HashMap::new();
        files.insert(id("/data.json"), Bytes::from_string(sheet.data.to_string()));
        for (at, svg) in sheet.charts.into_iter().enumerate() {
            files.insert(id(&format!("/chart-{at}.svg")), Bytes::from_string(svg));
        }
        if let Some(note) = sheet.note {
            files.insert(id(&format!("/{NOTE}")), Bytes::from_string(note));
        }
        Sheet { kit, files }
    }
}

/// A file inside the sheet's own little project.
pub fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("our own file names are valid");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.kit.functions
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.kit.book
    }

    fn main(&self) -> FileId {
        self.kit.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.kit.template.id() { Ok(self.kit.template.clone()) } else { Err(absent(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.kit.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        // A sheet states its dates; equal sheets are equal on every day.
        None
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.get().vpath().get_with_slash()))
}
