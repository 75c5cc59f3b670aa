//! Tidy (整洁): rules that every source file keeps, each with a sample that breaks it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A rule looks at one file and says what is wrong with it.
type Rule = fn(&Path, &str) -> Option<String>;

const LONGEST_LINES: usize = 500;

/// Written in pieces, so that this file keeps its own rules.
const FORBIDDEN: [&str; 8] = [
    concat!("to", "do!"),
    concat!("unimpl", "emented!"),
    concat!("#[ig", "nore"),
    concat!("#[al", "low"),
    concat!("#![al", "low"),
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("unsafe", " {"),
];

/// Where machines keep what is theirs.
const MACHINE_FOLDERS: [&str; 4] = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/Us", "ers/")];

/// Asked at run time: a checkout that was moved or copied with its build folder must look at itself.
fn root() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_path_buf()
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

fn opens_with_its_purpose(path: &Path, text: &str) -> Option<String> {
    let first = text.lines().next().unwrap_or_default();
    let says = first.strip_prefix("//! ").is_some_and(|purpose| purpose.trim().len() > 3);
    (is_rust(path) && !says).then(|| "the first line does not say in `//!` what the file is".to_owned())
}

fn is_not_too_long(path: &Path, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (is_rust(path) && lines > LONGEST_LINES).then(|| format!("{lines} lines; look for a second noun at {LONGEST_LINES}"))
}

fn has_nothing_unfinished(path: &Path, text: &str) -> Option<String> {
    let found = FORBIDDEN.iter().find(|word| text.contains(*word))?;
    is_rust(path).then(|| format!("`{found}` is not wanted here"))
}

fn gives_a_reason_for_every_expectation(path: &Path, text: &str) -> Option<String> {
    let mut attributes = text.split(concat!("#[ex", "pect(")).skip(1);
    let unreasoned = attributes.any(|rest| !rest.split(")]").next().unwrap_or_default().contains("reason"));
    (is_rust(path) && unreasoned).then(|| "an expected lint gives no reason".to_owned())
}

fn names_no_machine(_: &Path, text: &str) -> Option<String> {
    // Part of an address or of a longer path is not a folder of a machine.
    let stands_alone = |at: usize| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_ascii_alphanumeric() || "._-~/}".contains(c))
    };
    let found = MACHINE_FOLDERS.iter().find(|folder| text.match_indices(**folder).any(|(at, _)| stands_alone(at)))?;
    Some(format!("`{found}` is a path of one machine"))
}

const RULES: [Rule; 5] =
    [opens_with_its_purpose, is_not_too_long, has_nothing_unfinished, gives_a_reason_for_every_expectation, names_no_machine];

/// The files of the project: what git knows or would take, or everything where there is no git.
fn files() -> Vec<PathBuf> {
    let git = Command::new("git").args(["ls-files", "-z", "-co", "--exclude-standard"]).current_dir(root()).output();
    match git {
        Ok(output) if output.status.success() => {
            let names = String::from_utf8_lossy(&output.stdout).into_owned();
            names
                .split('\0')
                .filter(|name| !name.is_empty())
                .map(|name| root().join(name))
                .filter(|file| file.is_file())
                .collect()
        }
        Ok(_) | Err(_) => walk(&root()),
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let skipped = ["target", ".git", "guatu-demo"];
    let entries = fs::read_dir(folder).unwrap().flatten().filter(|entry| !skipped.iter().any(|name| entry.file_name() == *name));
    entries.map(|entry| entry.path()).flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn every_file_keeps_every_rule() {
    let files = files();
    assert!(files.iter().filter(|file| is_rust(file)).count() > 10, "the sources were not found");
    let mut problems = Vec::new();
    for file in &files {
        // Pictures and other bytes have no rules.
        let Ok(text) = fs::read_to_string(file) else { continue };
        let name = file.strip_prefix(root()).unwrap_or(file).display();
        problems.extend(RULES.iter().filter_map(|rule| rule(file, &text)).map(|problem| format!("{name}: {problem}")));
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_rule_notices_its_sample() {
    let purpose = "//! Tasks (任务).\n";
    let broken: [(Rule, String); 9] = [
        (opens_with_its_purpose, "fn main() {}\n".to_owned()),
        (opens_with_its_purpose, "//!\nfn main() {}\n".to_owned()),
        (is_not_too_long, format!("{purpose}{}", "\n".repeat(LONGEST_LINES))),
        (has_nothing_unfinished, format!("{purpose}{}()", FORBIDDEN[0])),
        (has_nothing_unfinished, format!("{purpose}{}(dead_code)]", FORBIDDEN[3])),
        (gives_a_reason_for_every_expectation, format!("{purpose}{}dead_code)]", concat!("#[ex", "pect("))),
        (names_no_machine, format!("see {}me/notes", MACHINE_FOLDERS[0])),
        (names_no_machine, format!("见{}notes", MACHINE_FOLDERS[1])),
        (names_no_machine, format!("\"{}main\"", MACHINE_FOLDERS[2])),
    ];
    let file = Path::new("tasks.rs");
    for (rule, sample) in broken {
        assert!(rule(file, &sample).is_some(), "nobody noticed {sample:?}");
    }
    let whole = format!(
        "{purpose}{}dead_code, reason = \"law\")] // https://example.org{}\n",
        concat!("#[ex", "pect("),
        MACHINE_FOLDERS[0]
    );
    for rule in RULES {
        assert_eq!(rule(file, &whole), None);
    }
}
