//! Fonts (字体): Noto CJK and the Fandol faces (仿宋, 宋体, 黑体, 楷体) that bulletins are set in.
//!
//! Debian has Fandol only inside a large TeX package; we take the font files out of it and leave the rest.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use harness::program;

use crate::debian::{self, Refused, succeeds};
use crate::say;

const PACKAGE: &str = "texlive-lang-chinese";

/// Where the package keeps the faces.
const IN_PACKAGE: &str = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol";

/// The faces the bulletins use.
const FACES: [&str; 5] =
    ["FandolFang-Regular.otf", "FandolSong-Regular.otf", "FandolSong-Bold.otf", "FandolHei-Regular.otf", "FandolKai-Regular.otf"];

/// Installs the fonts that are missing.
pub fn install() -> Result<(), Refused> {
    if has_noto() {
        say("Noto CJK fonts are there", "思源字体已安装");
    } else {
        debian::install(&[&["fonts-noto-cjk"]])?;
    }
    let missing: Vec<&str> = FACES.iter().copied().filter(|face| !has(|name| name == *face)).collect();
    if missing.is_empty() {
        say("Fandol fonts are there", "仿宋、小标宋替代字体已安装");
        return Ok(());
    }
    install_fandol(&missing)
}

fn has_noto() -> bool {
    has(|name| name.starts_with("NotoSerifCJK") || name.starts_with("NotoSerifSC"))
}

fn install_fandol(missing: &[&str]) -> Result<(), Refused> {
    let target = if debian::is_root() {
        PathBuf::from("/usr/local/share/fonts/fandol")
    } else {
        home_fonts().unwrap_or_default().join("fandol")
    };
    let refused = |reason: String| Refused {
        command: format!(
            "apt-get download {PACKAGE} && dpkg-deb -x {PACKAGE}_*.deb fandol && cp fandol/{IN_PACKAGE}/*.otf {}",
            target.display()
        ),
        reason,
    };
    say(&format!("taking {} Fandol fonts out of Debian's {PACKAGE} (49 MB, once)", missing.len()), "提取字体文件");
    let scratch = tempfile::tempdir().map_err(|error| refused(error.to_string()))?;
    let faces = find_faces(scratch.path()).map_err(&refused)?;
    copy(&faces, &target, missing).map_err(|error| refused(format!("{} cannot be written: {error}", target.display())))?;
    if let Some(fc_cache) = program::find(&["fc-cache"]) {
        succeeds(Command::new(fc_cache).arg(&target));
    }
    say(&format!("Fandol fonts are in {}", target.display()), "字体已安装");
    Ok(())
}

/// The folder with the faces: of the installed package, else of a downloaded one.
fn find_faces(scratch: &Path) -> Result<PathBuf, String> {
    let installed = Path::new("/").join(IN_PACKAGE);
    if installed.is_dir() {
        return Ok(installed);
    }
    if program::find(&["apt-get"]).is_none() {
        return Err("there is no apt-get here to fetch the Fandol fonts with".to_owned());
    }
    // A machine that has never read the list of packages does not know the package.
    let downloaded = download(scratch) || {
        debian::update();
        download(scratch)
    };
    if !downloaded {
        return Err(format!("apt-get could not download {PACKAGE}"));
    }
    let files = fs::read_dir(scratch).map_err(|error| error.to_string())?.flatten().map(|entry| entry.path());
    let package = files.into_iter().find(|file| file.extension().is_some_and(|end| end == "deb"));
    let package = package.ok_or_else(|| format!("apt-get left no {PACKAGE} package"))?;
    let unpacked = scratch.join("unpacked");
    if !succeeds(Command::new("dpkg-deb").arg("-x").arg(&package).arg(&unpacked)) {
        return Err(format!("dpkg-deb could not unpack {PACKAGE}"));
    }
    Ok(unpacked.join(IN_PACKAGE))
}

fn download(folder: &Path) -> bool {
    let mut command = Command::new("apt-get");
    command.args(["download", "-qq"]);
    if debian::is_root() {
        // apt's own user cannot enter our folder, and apt would warn about it.
        command.args(["-o", "APT::Sandbox::User=root"]);
    }
    succeeds(command.arg(PACKAGE).current_dir(folder))
}

fn copy(faces: &Path, target: &Path, missing: &[&str]) -> std::io::Result<()> {
    fs::create_dir_all(target)?;
    for face in missing {
        // Renamed into place, so that an interrupted copy is not taken for a font the next time.
        let half = target.join(format!("{face}.part"));
        fs::copy(faces.join(face), &half)?;
        fs::rename(half, target.join(face))?;
    }
    Ok(())
}

/// Whether some font folder of the system or the user has a file with such a name.
fn has(is_it: impl Fn(&str) -> bool) -> bool {
    let mut folders = vec![PathBuf::from("/usr/share/fonts"), PathBuf::from("/usr/local/share/fonts")];
    folders.extend(home_fonts());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if entry.file_name().to_str().is_some_and(&is_it) {
                return true;
            }
        }
    }
    false
}

fn home_fonts() -> Option<PathBuf> {
    env::home_dir().map(|home| home.join(".local/share/fonts"))
}
