//! Fonts 字体: finds the faces an official sheet needs and reads each file once, only when something is set in it.
//!
//! Fonts are data (DECISIONS.md, "Fonts"): the licensed faces of an office (仿宋_GB2312, 方正小标宋, 黑体, 楷体_GB2312) when the
//! machine has them, else Fandol, else Noto CJK. Finding reads names alone; the tens of megabytes of outlines stay on the disk.

mod candidates;
mod names;
mod places;

use candidates::Candidate;
use domain::lang::Lang;
use names::FoundFile;
use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use ttf_parser::Face as Outlines;

/// What a face is used for on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Body text 仿宋.
    Body,
    /// Titles 小标宋.
    Title,
    /// First headings, table heads and charts 黑体.
    Hei,
    /// Second headings 楷体.
    Kai,
    /// Page numbers 宋体.
    Song,
    /// The Latin letters of an English sheet (Times). May be absent: the title's neighbour then lends its own.
    Latin,
    /// Rare characters (堃 玥 瑄 喆) that the faces above lack. May be absent.
    Fallback,
}

impl Role {
    pub const ALL: [Role; 7] = [Role::Body, Role::Title, Role::Hei, Role::Kai, Role::Song, Role::Latin, Role::Fallback];

    fn required(self) -> bool {
        match self {
            Role::Body | Role::Title | Role::Hei | Role::Kai | Role::Song => true,
            Role::Latin | Role::Fallback => false,
        }
    }
}

/// The bytes of a font file, shared by the typesetter and the chart painter.
#[derive(Clone)]
pub struct FontBytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for FontBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// One face in a file, found but perhaps not read yet. Roles that share a file share its bytes.
#[derive(Clone)]
pub struct Face {
    pub index: u32,
    /// The face's own name, as a message or a list of fonts shows it.
    pub name: String,
    file: Arc<File>,
}

struct File {
    path: PathBuf,
    bytes: Mutex<Option<FontBytes>>,
}

/// The faces found on this machine.
#[derive(Clone)]
pub struct Fonts {
    faces: Vec<(Role, Face)>,
    searched: Vec<PathBuf>,
}

/// Why a sheet cannot be set, in a sentence a person can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FontsError {
    Missing { searched: Vec<PathBuf> },
    Unreadable { path: PathBuf, why: String },
}

impl Fonts {
    /// Looks in the given folders, then beside the program (`fonts/`), then where the system keeps fonts.
    pub fn find(dirs: &[PathBuf]) -> Fonts {
        let mut all = dirs.to_vec();
        all.extend(places::usual());
        Fonts::look(&all, dirs.len())
    }

    /// Looks in these folders and nowhere else.
    pub fn only_in(dirs: &[PathBuf]) -> Fonts {
        Fonts::look(dirs, dirs.len())
    }

    fn look(dirs: &[PathBuf], given: usize) -> Fonts {
        let mut files = Vec::new();
        let mut searched = Vec::new();
        for (order, dir) in dirs.iter().enumerate() {
            if searched.contains(dir) {
                continue;
            }
            searched.push(dir.clone());
            files.extend(places::font_files(dir).into_iter().map(|path| FoundFile::new(path, order < given)));
        }
        let mut faces = choose(&files);
        if Role::ALL.iter().any(|role| role.required() && !faces.iter().any(|(had, _)| had == role)) {
            // Nothing known by its file name: only now is it worth opening every file for its names.
            files.iter_mut().for_each(|file| file.read_names = true);
            faces = choose(&files);
        }
        Fonts { faces, searched }
    }

    /// The face for a role; 仿宋 stands in for a kai, song or title that is missing.
    pub fn face(&self, role: Role) -> Option<&Face> {
        self.faces.iter().find(|(had, _)| *had == role).map(|(_, face)| face)
    }

    /// Says what is missing before any work is done.
    pub fn check(&self) -> Result<(), FontsError> {
        match Role::ALL.iter().any(|role| role.required() && self.face(*role).is_none()) {
            true => Err(FontsError::Missing { searched: self.searched.clone() }),
            false => Ok(()),
        }
    }

    /// The bytes of a role's file, read on first use.
    pub fn bytes(&self, role: Role) -> Result<FontBytes, FontsError> {
        match self.face(role) {
            Some(face) => face.bytes(),
            None => Err(FontsError::Missing { searched: self.searched.clone() }),
        }
    }

    /// Whether a text has characters that the role's face cannot draw.
    pub fn lacks(&self, role: Role, text: &str) -> Result<bool, FontsError> {
        let Some(face) = self.face(role) else { return Ok(true) };
        let bytes = face.bytes()?;
        let outlines = face.outlines(&bytes)?;
        Ok(text.chars().any(|c| drawn(c) && outlines.glyph_index(c).is_none()))
    }

    /// Width of a character in ems, if the role's face draws it.
    pub fn advance(&self, role: Role, c: char) -> Result<Option<f64>, FontsError> {
        let Some(face) = self.face(role) else { return Ok(None) };
        let bytes = face.bytes()?;
        let outlines = face.outlines(&bytes)?;
        let wide = outlines.glyph_index(c).and_then(|glyph| outlines.glyph_hor_advance(glyph));
        Ok(wide.map(|wide| f64::from(wide) / f64::from(outlines.units_per_em())))
    }

    /// The text as the role's face can draw it: most Chinese faces have no minus sign (U+2212) but an equal en dash (U+2013),
    /// and twenty megabytes of another font for one stroke would be dear.
    pub fn drawable<'a>(&self, role: Role, text: &'a str) -> Result<Cow<'a, str>, FontsError> {
        match text.contains('−') && self.lacks(role, "−")? && !self.lacks(role, "–")? {
            true => Ok(Cow::Owned(text.replace('−', "–"))),
            false => Ok(Cow::Borrowed(text)),
        }
    }

    /// Gives the memory back; the next sheet reads the files again.
    pub fn rest(&self) {
        self.faces.iter().for_each(|(_, face)| *lock(&face.file.bytes) = None);
    }

    pub fn searched(&self) -> &[PathBuf] {
        &self.searched
    }
}

impl Face {
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    pub fn bytes(&self) -> Result<FontBytes, FontsError> {
        let mut held = lock(&self.file.bytes);
        if let Some(bytes) = held.as_ref() {
            return Ok(bytes.clone());
        }
        let read = std::fs::read(&self.file.path).map_err(|why| self.unreadable(why))?;
        let bytes = FontBytes(Arc::new(read));
        self.outlines(&bytes)?;
        *held = Some(bytes.clone());
        Ok(bytes)
    }

    fn outlines<'a>(&self, bytes: &'a FontBytes) -> Result<Outlines<'a>, FontsError> {
        Outlines::parse(bytes.as_ref(), self.index).map_err(|why| self.unreadable(why))
    }

    fn unreadable(&self, why: impl fmt::Display) -> FontsError {
        FontsError::Unreadable { path: self.file.path.clone(), why: why.to_string() }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A reader that died left at worst an empty slot behind, which is read again.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Control and direction marks are never drawn, so no face needs them.
fn drawn(c: char) -> bool {
    !c.is_control()
        && !c.is_whitespace()
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The best face of each role: the better candidate first, then the earlier folder.
fn choose(files: &[FoundFile]) -> Vec<(Role, Face)> {
    let mut shared: Vec<Arc<File>> = Vec::new();
    let mut faces = Vec::new();
    for role in Role::ALL {
        let best = candidates::of(role).iter().find_map(|candidate| take(candidate, files));
        if let Some((path, index, name)) = best {
            let file = shared.iter().find(|file| file.path == path).cloned().unwrap_or_else(|| {
                let file = Arc::new(File { path, bytes: Mutex::new(None) });
                shared.push(file.clone());
                file
            });
            faces.push((role, Face { index, name, file }));
        }
    }
    faces
}

fn take(candidate: &Candidate, files: &[FoundFile]) -> Option<(PathBuf, u32, String)> {
    files.iter().find_map(|file| file.face(candidate).map(|(index, name)| (file.path.clone(), index, name)))
}

impl FontsError {
    /// Stable code for scripts and for the interface.
    pub fn code(&self) -> &'static str {
        match self {
            FontsError::Missing { .. } => "fonts.missing",
            FontsError::Unreadable { .. } => "fonts.unreadable",
        }
    }

    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            FontsError::Missing { searched } => {
                let dirs: Vec<String> = searched.iter().map(|dir| dir.display().to_string()).collect();
                match lang {
                    Lang::Zh => format!(
                        "缺少排版所需的中文字体。已查找：{}。请安装字体（Debian、Ubuntu：apt install fonts-noto-cjk），\
                         或者用 --font-dir 指明存放仿宋、小标宋、黑体、楷体字体文件的目录。",
                        dirs.join("、")
                    ),
                    Lang::En => format!(
                        "No Chinese fonts for typesetting were found. Searched: {}. Install them (Debian, Ubuntu: apt install \
                         fonts-noto-cjk), or name the folder that holds FangSong, XiaoBiaoSong, Hei and Kai with --font-dir.",
                        dirs.join(", ")
                    ),
                }
            }
            FontsError::Unreadable { path, why } => match lang {
                Lang::Zh => format!(
                    "字体文件 {} 无法读取（{why}）。请重新安装该字体，或者用 --font-dir 指明其他字体目录。",
                    path.display()
                ),
                Lang::En => {
                    format!(
                        "The font file {} cannot be read ({why}). Install it again, or name another folder with --font-dir.",
                        path.display()
                    )
                }
            },
        }
    }
}

impl fmt::Display for FontsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.sentence(Lang::En))
    }
}

impl std::error::Error for FontsError {}
