//! Mutants 变异检验 (P-02): every clause of `domain::policy` is altered by itself, and an altered policy answers somewhere otherwise than
//! the reviewed one. A clause that could be altered unseen would be a clause that nobody holds to the table.
//!
//! The source from `decide` on is cut into clauses here; each alteration becomes a module of one generated program, which asks all of
//! them for every combination.

use harness::chance::report;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The policy's functions as they stand, without the enums above them.
fn source() -> String {
    let policy = include_str!("../../domain/src/policy.rs");
    let from = policy.find("pub fn decide").expect("the policy decides");
    let lines = policy[from..].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// An alteration: what it does, and the source with it.
struct Mutant {
    what: String,
    source: String,
}

/// Every place of some words replaced by others, one at a time.
fn replaced(source: &str, words: &str, other: &str, mutants: &mut Vec<Mutant>) {
    for (at, _) in source.match_indices(words) {
        let (before, after) = (&source[..at], &source[at + words.len()..]);
        let line = before.lines().count();
        mutants.push(Mutant { what: format!("line {line}: {words} → {other}"), source: format!("{before}{other}{after}") });
    }
}

/// The arms of a `match` whose braces open here: pattern, body.
fn arms(inside: &str) -> Vec<(String, String)> {
    let (mut arms, mut depth, mut begun, mut pattern) = (Vec::new(), 0_i32, 0, None);
    let signs: Vec<(usize, char)> = inside.char_indices().collect();
    let mut at = 0;
    while let Some(&(place, sign)) = signs.get(at) {
        match sign {
            '(' | '{' => depth += 1,
            ')' | '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            break;
        }
        if depth == 0 && pattern.is_none() && inside[place..].starts_with("=>") {
            pattern = Some(inside[begun..place].trim().to_owned());
            begun = place + 2;
            at += 1;
        } else if depth == 0 && (sign == ',' || sign == '}') && pattern.is_some() {
            arms.push((pattern.take().unwrap_or_default(), without_braces(&inside[begun..=place])));
            begun = place + 1;
        } else if depth == 0 && sign == ',' {
            begun = place + 1;
        }
        at += 1;
    }
    arms
}

/// An answer is the same whether the line was too long for it or not.
fn without_braces(body: &str) -> String {
    let body = body.trim().trim_end_matches(',');
    let inside = body.strip_prefix('{').and_then(|inside| inside.strip_suffix('}'));
    inside.filter(|inside| !inside.contains(';')).unwrap_or(body).trim().to_owned()
}

/// A name moved from its arm of a `match` to each of the others: `Role::Leader` may what the supervision office may.
fn moved(source: &str, head: &str, kind: &str, mutants: &mut Vec<Mutant>) {
    for (at, _) in source.match_indices(head) {
        let open = at + head.len();
        let arms = arms(&source[open..]);
        let pairs = head.contains(", ");
        for (pattern, _) in &arms {
            for name in names(pattern, kind) {
                let own: Vec<&str> = arms.iter().filter(|a| names(&a.0, kind).contains(&name)).map(|a| a.1.as_str()).collect();
                let mut bodies: Vec<&str> = arms.iter().map(|a| a.1.as_str()).filter(|body| own != [*body]).collect();
                bodies.sort_unstable();
                bodies.dedup();
                for body in bodies {
                    let arm = if pairs { format!("\n({name}, _) => {body},") } else { format!("\n{name} => {body},") };
                    let source = format!("{}{arm}{}", &source[..open], &source[open..]);
                    let line = source[..at].lines().count();
                    let short: String = body.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
                    mutants.push(Mutant { what: format!("line {line}: {name} => {short}"), source });
                }
            }
        }
    }
}

fn names(pattern: &str, kind: &str) -> Vec<String> {
    // What stands after `if` is no pattern.
    let pattern = pattern.split(" if ").next().unwrap_or(pattern);
    let words = pattern.split(|sign: char| !sign.is_alphanumeric() && sign != ':');
    words.filter(|word| word.starts_with(kind)).map(str::to_owned).collect()
}

/// One of several names of a `matches!` left out.
fn narrowed(source: &str, mutants: &mut Vec<Mutant>) {
    for (at, _) in source.match_indices("matches!(") {
        let end = at + source[at..].find(')').expect("it closes");
        let (asked, list) = source[at..end].split_once(", ").expect("what is asked, and the list");
        let all: Vec<&str> = list.split('|').map(str::trim).collect();
        for left_out in &all {
            let rest: Vec<&str> = all.iter().filter(|name| *name != left_out).copied().collect();
            if !rest.is_empty() {
                let source = format!("{}{asked}, {}{}", &source[..at], rest.join(" | "), &source[end..]);
                mutants.push(Mutant { what: format!("{list} without {left_out}"), source });
            }
        }
    }
}

fn mutants() -> Vec<Mutant> {
    let (source, mut mutants) = (source(), Vec::new());
    // What allows denies, what denies allows.
    replaced(&source, "Ok(())", "Err(Denied::Closed)", &mut mutants);
    for denied in ["NotYourRole", "NotYours", "YourOwn", "NoDuty", "WrongState", "Closed"] {
        replaced(&source, &format!("Err(Denied::{denied})"), "Ok(())", &mut mutants);
    }
    // A condition turned round, always true, never true, or left out.
    for (words, other) in [(" == ", " != "), (" != ", " == "), (" && ", " || "), ("if open", "if !open"), ("!role", "role")] {
        replaced(&source, words, other, &mut mutants);
    }
    for asks in ["allowed(", "yours(", "in_state("] {
        for (at, _) in source.match_indices(asks).filter(|(at, _)| !source[..*at].ends_with("fn ")) {
            for always in ["true || ", "false && "] {
                let open = at + asks.len();
                let source = format!("{}{always}{}", &source[..open], &source[open..]);
                mutants.push(Mutant { what: format!("line {}: {asks}{always}…", source[..at].lines().count()), source });
            }
        }
    }
    for asks in ["files_for_its_unit(role, relation)?;", "judges(role, relation)?;"] {
        replaced(&source, asks, "", &mut mutants);
    }
    narrowed(&source, &mut mutants);
    moved(&source, "match action {", "Action::", &mut mutants);
    moved(&source, "match role {", "Role::", &mut mutants);
    moved(&source, "match (role, relation) {", "Role::", &mut mutants);
    mutants
}

/// The program: every altered policy, and the combinations at which it answers otherwise.
fn program(mutants: &[Mutant]) -> String {
    let mut text = String::from(
        "use domain::actors::Role;\nuse domain::policy::{Action, Denied, Relation, Request};\nuse domain::returns::Status;\n\
         fn seen(decide: fn(Role, Request) -> Result<(), Denied>) -> usize {\n\
         let mut seen = 0;\n\
         for role in Role::ALL { for action in Action::ALL { for relation in Relation::ALL { for status in Status::ALL { for open in [false, true] {\n\
         let request = Request { action, relation, status, open };\n\
         seen += usize::from(decide(role, request) != domain::policy::decide(role, request));\n\
         } } } } }\nseen }\nfn main() {\n",
    );
    for at in 0..mutants.len() {
        let _ = writeln!(text, "println!(\"{{}}\", seen(m{at}::decide));");
    }
    text.push_str("}\n");
    for (at, mutant) in mutants.iter().enumerate() {
        let _ = writeln!(text, "mod m{at} {{ use super::*;\n{}\n}}", mutant.source);
    }
    text
}

#[test]
fn p_02_every_altered_clause_of_the_policy_is_seen() {
    let mutants = mutants();
    // This very program lies in target/PROFILE/deps.
    let own = std::env::current_exe().expect("a program");
    let built = own.parent().and_then(Path::parent).expect("the build folder");
    let run = |command: &mut Command| {
        let output = command.output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    run(Command::new("cargo")
        .args(["build", "--locked", "--package", "domain"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", built.parent().expect("target")));
    let folder = tempfile::tempdir().expect("a folder");
    let (file, made) = (folder.path().join("mutants.rs"), folder.path().join("mutants"));
    fs::write(&file, program(&mutants)).expect("written");
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--edition", "2024", "-C", "debuginfo=0", "--extern"])
        .arg(format!("domain={}", built.join("libdomain.rlib").display()));
    rustc.arg("-L").arg(format!("dependency={}", built.join("deps").display())).arg("-o").arg(&made).arg(&file);
    run(&mut rustc);
    let seen = run(&mut Command::new(&made));
    let unseen: Vec<&str> = seen.lines().zip(&mutants).filter(|(count, _)| *count == "0").map(|(_, m)| m.what.as_str()).collect();
    assert_eq!(seen.lines().count(), mutants.len());
    report("P-02", &format!("{} altered clauses of the policy, {} not seen", mutants.len(), unseen.len()));
    assert!(unseen.is_empty(), "{unseen:#?}");
}
