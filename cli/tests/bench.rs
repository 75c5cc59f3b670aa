//! Bench 试验台: runs the program in a clean environment, and lends every test a demo county of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_guatu");

/// What a run gave back.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Answer {
    #[track_caller]
    pub fn ok(self) -> Answer {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}\n{self:#?}"))
    }
}

/// A command without anything of this machine's settings.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    for name in ["GUATU_DATABASE", "GUATU_DATA", "GUATU_FONT_DIR", "GUATU_NO_SYSTEM_FONTS", "LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

pub fn run(command: &mut Command) -> Answer {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

pub fn guatu(arguments: &[&str]) -> Answer {
    run(&mut command(arguments))
}

/// Refused in both languages: exit code 2, one sentence with its code, nothing on standard output.
#[track_caller]
pub fn refused(arguments: &[&str], code: &str, zh: &str, en: &str) {
    for (lang, sentence) in [("zh", zh), ("en", en)] {
        let answer = guatu(&[arguments, &["--lang", lang]].concat());
        is_refusal(&answer, code, sentence);
    }
}

#[track_caller]
pub fn is_refusal(answer: &Answer, code: &str, sentence: &str) {
    assert_eq!(answer.code, Some(2), "{answer:#?}");
    assert!(answer.err.contains(sentence) && answer.err.contains(&format!("[{code}]")), "{sentence} [{code}]\n{answer:#?}");
    assert_eq!(answer.out, "", "nothing is answered");
    assert!(!answer.err.contains("panicked"), "{answer:#?}");
}

/// A demo county of one's own.
pub struct Demo {
    pub dir: TempDir,
    pub database: String,
}

impl Demo {
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        path_text(&self.path(name))
    }

    /// A command on this county, as of the demo's day.
    pub fn guatu(&self, arguments: &[&str]) -> Answer {
        guatu(&[arguments, &["--database", &self.database, "--today", "2026-04-08"]].concat())
    }

    #[track_caller]
    pub fn refused(&self, arguments: &[&str], code: &str, zh: &str, en: &str) {
        refused(&[arguments, &["--database", &self.database, "--today", "2026-04-08"]].concat(), code, zh, en);
    }

    /// Somebody with another program at the database.
    pub fn outside(&self, lines: &str) -> String {
        outside(&self.path("guatu.db"), lines)
    }
}

/// Python at a SQLite file; `db` is the open database.
pub fn outside(file: &Path, lines: &str) -> String {
    let python = harness::office::python().expect("python");
    let program = format!("import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\n{lines}");
    let output = Command::new(python).arg("-c").arg(program).arg(file).output().expect("python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// A copy of the demo county, which is made once for all tests of one build.
pub fn demo() -> Demo {
    let template = template();
    let dir = tempfile::tempdir().expect("a temporary directory");
    copy(&template, dir.path());
    let database = format!("sqlite:{}", dir.path().join("guatu.db").display());
    Demo { dir, database }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("there").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Made anew when the program has changed; other tests wait meanwhile.
fn template() -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let lock = File::create(place.join("demo.lock")).expect("a lock file");
    lock.lock().expect("locked");
    let built = fs::metadata(PROGRAM).and_then(|m| m.modified()).expect("the program is there");
    let stamp = format!("{built:?}");
    let template = place.join("demo-county");
    if fs::read_to_string(place.join("demo.stamp")).is_ok_and(|had| had == stamp) && template.is_dir() {
        return template;
    }
    if template.is_dir() {
        fs::remove_dir_all(&template).expect("removed");
    }
    let dir = template.display().to_string();
    guatu(&["demo", "--no-serve", "--dir", &dir, "--quiet"]).ok();
    fs::write(place.join("demo.stamp"), stamp).expect("written");
    template
}

pub fn path_text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The demo county's CSV files in the source.
pub fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo")
}

/// Names in a folder, but for hidden ones of an open database.
pub fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).expect("there").flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
