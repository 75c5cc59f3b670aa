//! Rooms (分室): which crate may know which, who may write, and why each dependency is there.

use std::fs;
use std::path::{Path, PathBuf};

/// Asked at run time: a checkout that was moved or copied with its build folder must look at itself.
fn root() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_path_buf()
}

fn manifest(folder: &str) -> toml::Table {
    fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap().parse().unwrap()
}

fn members() -> Vec<String> {
    let workspace = manifest("");
    let members = workspace["workspace"]["members"].as_array().unwrap();
    members.iter().map(|member| member.as_str().unwrap().to_owned()).collect()
}

/// The arrows between rooms (ARCHITECTURE.md): what each may name, apart from tests. A new arrow is a decision.
fn may_know(room: &str) -> Option<&'static [&'static str]> {
    match room {
        "domain" | "harness" => Some(&[]),
        "reading" | "store" | "documents" => Some(&["domain"]),
        "typeset" => Some(&["domain", "documents"]),
        "acts" => Some(&["domain", "reading", "store", "documents", "typeset"]),
        "web" => Some(&["domain", "reading", "store", "documents", "typeset", "acts"]),
        "cli" => Some(&["domain", "reading", "store", "documents", "typeset", "acts", "web"]),
        "benches" => Some(&["domain", "reading", "store", "acts", "harness"]),
        "xtask" => Some(&["harness"]),
        _ => None,
    }
}

/// The rooms among what a manifest links into the product.
fn known_rooms(manifest: &toml::Table, rooms: &[String]) -> Vec<String> {
    let tables = ["dependencies", "build-dependencies"].iter().filter_map(|table| manifest.get(*table)?.as_table());
    tables.flat_map(toml::Table::keys).filter(|name| rooms.contains(name)).cloned().collect()
}

#[test]
fn rooms_know_only_what_their_arrows_allow() {
    let rooms = members();
    let mut problems = Vec::new();
    for room in &rooms {
        let Some(allowed) = may_know(room) else {
            problems.push(format!("{room} is a new room: draw its arrows in ARCHITECTURE.md and here"));
            continue;
        };
        let known = known_rooms(&manifest(room), &rooms);
        problems.extend(known.iter().filter(|name| !allowed.contains(&name.as_str())).map(|name| format!("{room} → {name}")));
    }
    assert!(problems.is_empty(), "arrows that are not drawn:\n{}", problems.join("\n"));
}

#[test]
fn an_arrow_that_is_not_drawn_is_seen() {
    let rooms = ["domain", "store"].map(str::to_owned);
    let manifest = "[dependencies]\nstore.workspace = true\nserde.workspace = true\n[dev-dependencies]\ndomain.workspace = true";
    assert_eq!(known_rooms(&manifest.parse().unwrap(), &rooms), ["store"]);
    assert!(!may_know("domain").unwrap().contains(&"store"));
}

#[test]
fn every_room_keeps_the_lints_of_the_workspace() {
    assert_eq!(manifest("")["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for room in members() {
        let manifest = manifest(&room);
        let inherited = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(inherited, Some(true), "{room} does not say `[lints] workspace = true`");
    }
}

/// Whether product code (not comments, not tests) takes the writer.
fn writes(source: &str) -> bool {
    let product = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = product.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    ["store.write(", "store().write("].iter().any(|call| code.contains(call))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    files.filter(|file| file.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn only_acts_write() {
    let mut problems = Vec::new();
    for room in members().iter().filter(|room| *room != "acts") {
        // Tests of any room may write; the product's code is in `src`.
        for file in sources(&root().join(room).join("src")) {
            if file.file_name().is_some_and(|name| name != "tests.rs") && writes(&fs::read_to_string(&file).unwrap()) {
                problems.push(file.display().to_string());
            }
        }
    }
    assert!(problems.is_empty(), "only `acts` may take the writer, not\n{}", problems.join("\n"));
}

#[test]
fn a_writer_outside_acts_is_seen() {
    assert!(writes("let n = self.store\n    .write(act, |tx| tx.add(fact))?;"));
    assert!(writes("app.store().write(act, add)"));
    assert!(!writes("// acts call store.write(act, …)\nlet n = store.read(scope);"));
    assert!(!writes("fn f() {}\n#[cfg(test)]\nmod tests { fn g() { store.write(act, add) } }"));
}

/// Dependencies without a reason: a comment gives the reason of the lines below it, up to the next blank line.
fn unreasoned(manifest: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut in_table, mut reason, mut inside_value) = (false, false, false);
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') && !inside_value {
            in_table = line == "[workspace.dependencies]";
            reason = false;
        } else if line.is_empty() {
            reason = false;
        } else if line.starts_with('#') {
            reason = true;
        } else if in_table && !inside_value && !reason && !line.contains("path = ") {
            found.push(line.split(['=', '.']).next().unwrap_or(line).trim().to_owned());
        }
        // A list over several lines belongs to the dependency above.
        let opened = line.matches(['[', '{']).count();
        let closed = line.matches([']', '}']).count();
        inside_value = if opened == closed { inside_value } else { opened > closed };
    }
    found
}

#[test]
fn every_dependency_has_a_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert_eq!(unreasoned(&manifest), Vec::<String>::new(), "say above each in Cargo.toml why it is there");
    let sample = "[workspace.dependencies]\nours = { path = \"ours\" }\n\n# Why.\none = \"1\"\ntwo = { version = \"1\", features = [\n  \"x\",\n] }\n\nthree = \"1\"\n";
    assert_eq!(unreasoned(sample), ["three"]);
}

#[test]
fn rooms_take_their_dependencies_from_the_root() {
    for room in members() {
        let manifest = manifest(&room);
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, value) in manifest.get(table).and_then(toml::Value::as_table).into_iter().flatten() {
                let shared = value.get("workspace").and_then(toml::Value::as_bool);
                assert_eq!(shared, Some(true), "{room}: {name} is not taken from the root Cargo.toml, where its reason is");
            }
        }
    }
}

/// What a pure room may not reach for: clock, file, network, environment.
fn reaches_out(source: &str) -> Vec<&'static str> {
    let code: String = source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    ["::now(", "SystemTime", "std::fs", "std::net", "std::env", "std::process"].into_iter().filter(|w| code.contains(w)).collect()
}

#[test]
fn the_rules_cannot_tell_the_time_nor_open_a_file() {
    for file in ["domain/src", "reading/src"].iter().flat_map(|room| sources(&root().join(room))) {
        let found = reaches_out(&fs::read_to_string(&file).unwrap());
        assert_eq!(found, Vec::<&str>::new(), "{} is of a pure room", file.display());
    }
    assert_eq!(reaches_out("let today = Zoned::now();"), ["::now("]);
}
