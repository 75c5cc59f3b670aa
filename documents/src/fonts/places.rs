//! Places 字体目录: where machines keep fonts.

use std::path::{Path, PathBuf};

/// Deep enough for every distribution, shallow enough for a folder that links to itself.
const DEPTH: usize = 6;

/// The usual folders, in the order they are searched.
pub(super) fn usual() -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = std::env::var_os("GUATU_FONT_DIR").map(PathBuf::from).into_iter().collect();
    let beside = std::env::current_exe().ok().and_then(|program| program.parent().map(|dir| dir.join("fonts")));
    dirs.extend(beside);
    dirs.extend(system());
    dirs
}

#[cfg(windows)]
fn system() -> Vec<PathBuf> {
    let windows = std::env::var_os("WINDIR").map_or_else(|| PathBuf::from("C:\\Windows"), PathBuf::from);
    let own = std::env::var_os("LOCALAPPDATA").map(|dir| Path::new(&dir).join("Microsoft\\Windows\\Fonts"));
    std::iter::once(windows.join("Fonts")).chain(own).collect()
}

#[cfg(target_os = "macos")]
fn system() -> Vec<PathBuf> {
    let own = std::env::var_os("HOME").map(|home| Path::new(&home).join("Library/Fonts"));
    own.into_iter().chain(["/Library/Fonts", "/System/Library/Fonts"].map(PathBuf::from)).collect()
}

#[cfg(not(any(windows, target_os = "macos")))]
fn system() -> Vec<PathBuf> {
    let own = std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share/fonts"));
    let shared = ["/usr/local/share/fonts", "/usr/share/fonts", "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"];
    own.into_iter().chain(shared.map(PathBuf::from)).collect()
}

/// Every font file under a folder, in the order of their paths.
pub(super) fn font_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(dir, DEPTH, &mut files);
    files.sort();
    files
}

fn walk(dir: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let font = path
            .extension()
            .is_some_and(|ending| ["ttf", "otf", "ttc", "otc"].iter().any(|known| ending.eq_ignore_ascii_case(known)));
        if font {
            files.push(path);
        } else if depth > 0 && path.is_dir() {
            walk(&path, depth - 1, files);
        }
    }
}
