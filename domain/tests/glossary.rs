//! Glossary 术语: the office's word, one English and one name in the code, held against `GLOSSARY.md`.

use domain::actors::Role;
use domain::document::Light;
use domain::lang::Lang;
use domain::registers::{Kind, REGISTERS};
use domain::returns::Status;
use domain::stage::Stage;
use domain::statistics::Quantity;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// A row: 中文, English, identifiers, meaning, source.
struct Term {
    zh: String,
    en: String,
    identifiers: Vec<String>,
    line: String,
}

impl Term {
    /// The term without the remark that tells two uses apart.
    fn word(&self) -> &str {
        self.zh.split('（').next().unwrap_or(&self.zh)
    }

    /// The lists it belongs to: `Stage::`, `posts.duty=`, or the identifier itself.
    fn lists(&self) -> BTreeSet<&str> {
        let list = |id: &'_ str| id.find("::").map(|at| at + 2).or_else(|| id.find('=').map(|at| at + 1));
        self.identifiers.iter().map(|id| list(id).map_or(id.as_str(), |end| &id[..end])).collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn glossary() -> Vec<Term> {
    let text = std::fs::read_to_string(root().join("GLOSSARY.md")).expect("GLOSSARY.md at the root");
    let rows = text.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| 中文"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert!(cells.len() == 5 && cells.iter().all(|c| !c.is_empty()), "five cells, none empty: {line}");
        let identifiers = cells[2].split("<br>").map(|id| id.trim_matches('`').to_owned()).collect();
        Term { zh: cells[0].to_owned(), en: cells[1].to_owned(), identifiers, line: line.to_owned() }
    })
    .collect()
}

/// Every word the program shows from a list of its own: (identifier, 中文, English).
fn words() -> Vec<(String, &'static str, &'static str)> {
    let both = |label: &dyn Fn(Lang) -> &'static str| (label(Lang::Zh), label(Lang::En));
    let mut words = Vec::new();
    let mut add = |identifier: String, (zh, en): (&'static str, &'static str)| words.push((identifier, zh, en));
    Stage::ALL.into_iter().for_each(|s| add(format!("Stage::{s:?}"), both(&|l| s.label(l))));
    Status::ALL.into_iter().for_each(|s| add(format!("Status::{s:?}"), both(&|l| s.label(l))));
    Quantity::ALL.into_iter().for_each(|q| add(format!("Quantity::{:?}", q.0), both(&|l| q.0.label(l))));
    Light::ALL.into_iter().for_each(|light| add(format!("Light::{light:?}"), both(&|l| light.word(l))));
    Role::ALL.into_iter().for_each(|r| add(format!("Role::{r:?}"), both(&|l| r.label(l))));
    for register in REGISTERS {
        add(register.noun.to_owned(), (register.zh, register.en));
        for column in register.columns {
            if let Kind::Choice(list) = column.kind {
                list.iter().for_each(|(code, zh, en)| add(format!("{}.{}={code}", register.noun, column.name), (*zh, *en)));
            }
        }
    }
    words
}

#[test]
fn every_word_of_the_program_is_in_the_glossary() {
    let terms = glossary();
    let by_identifier: HashMap<&str, &Term> =
        terms.iter().flat_map(|t| t.identifiers.iter().map(move |id| (id.as_str(), t))).collect();
    let mut wrong = Vec::new();
    for (identifier, zh, en) in words() {
        match by_identifier.get(identifier.as_str()) {
            None => wrong.push(format!("missing: | {zh} | {en} | `{identifier}` | … | … |")),
            Some(term) if term.word() != zh || term.en != en => wrong.push(format!("{identifier} is {zh}, {en}: {}", term.line)),
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "GLOSSARY.md:\n{}", wrong.join("\n"));
}

#[test]
fn the_glossary_names_nothing_that_is_gone() {
    let words: BTreeSet<String> = words().into_iter().map(|w| w.0).collect();
    // A member of a list the program has; other identifiers are types, columns and functions, looked for in the source.
    let lists: BTreeSet<&str> = words.iter().filter_map(|w| w.find("::").map(|at| &w[..at])).collect();
    // What texts are read by is named in `reading`, what the office does with its books in `acts`.
    let source: String = ["domain", "reading", "acts"].into_iter().flat_map(sources_of).map(|(_, text)| text).collect();
    let gone = |id: &String| match id.split_once("::").or_else(|| id.split_once('.')) {
        Some((list, _)) if lists.contains(list) => !words.contains(id),
        Some(_) if id.contains('=') => !words.contains(id),
        Some((_, member)) => !source.contains(member),
        None => !source.contains(id.as_str()),
    };
    let gone: Vec<String> = glossary().into_iter().flat_map(|t| t.identifiers).filter(gone).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

#[test]
fn no_term_has_two_meanings() {
    let terms = glossary();
    for (at, one) in terms.iter().enumerate() {
        for two in &terms[at + 1..] {
            assert_ne!(one.zh, two.zh, "one Chinese term, two rows:\n{}\n{}", one.line, two.line);
            assert!(
                one.identifiers.iter().all(|id| !two.identifiers.contains(id)),
                "one identifier, two rows:\n{}\n{}",
                one.line,
                two.line
            );
            let same = one.en.eq_ignore_ascii_case(&two.en) || one.word() == two.word();
            assert!(!same || one.lists().is_disjoint(&two.lists()), "one word twice in one list:\n{}\n{}", one.line, two.line);
        }
    }
}

/// Abbreviations and words that say nothing (STYLE: say the office's word).
const BANNED: [&str; 32] = [
    "mgr", "manager", "util", "utils", "helper", "helpers", "common", "info", "misc", "tmp", "cfg", "cnt", "idx", "num", "amt",
    "qty", "pct", "dept", "org", "desc", "calc", "proc", "obj", "arr", "lst", "btn", "msg", "req", "resp", "res", "ctx", "svc",
];

#[test]
fn no_identifier_is_an_abbreviation() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            let found: Vec<String> = identifier_words(line).into_iter().filter(|w| BANNED.contains(&w.as_str())).collect();
            if !found.is_empty() {
                wrong.push(format!("{}:{} {found:?} {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn identifiers_are_taken_apart_into_words() {
    assert_eq!(identifier_words("fn orgUnit_mgr(x: HttpInfo) // util"), ["fn", "org", "unit", "mgr", "x", "http", "info"]);
    assert_eq!(identifier_words("#[cfg(test)] let a = \"tmp \\\" idx\"; b"), ["let", "a", "b"]);
}

/// Words of the identifiers of a line: strings, comments and attributes aside; at `_` and at capitals.
fn identifier_words(line: &str) -> Vec<String> {
    let mut code = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for (at, letter) in line.char_indices() {
        if !quoted && line[at..].starts_with("//") {
            break;
        }
        match letter {
            '"' if !escaped => quoted = !quoted,
            _ if quoted => {}
            other => code.push(other),
        }
        escaped = letter == '\\' && !escaped;
    }
    let code = code.split_once("#[").map_or(code.as_str(), |(before, rest)| {
        if before.trim().is_empty() { rest.split_once(']').map_or("", |(_, c)| c) } else { before }
    });
    let mut words = Vec::new();
    for name in code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        for part in name.split('_').filter(|p| !p.is_empty()) {
            let capital =
                |at: usize| at > 0 && part.as_bytes()[at].is_ascii_uppercase() && !part.as_bytes()[at - 1].is_ascii_uppercase();
            let mut from = 0;
            for at in (1..part.len()).filter(|&at| capital(at)) {
                words.push(part[from..at].to_ascii_lowercase());
                from = at;
            }
            words.push(part[from..].to_ascii_lowercase());
        }
    }
    words
}

fn sources() -> Vec<(PathBuf, String)> {
    sources_of("domain")
}

fn sources_of(room: &str) -> Vec<(PathBuf, String)> {
    let (mut folders, mut files) = (vec![root().join(room).join("src")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of source") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("source in UTF-8");
                files.push((path, text));
            }
        }
    }
    files.sort();
    files
}
