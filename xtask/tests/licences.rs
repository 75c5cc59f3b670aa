//! Dependencies (依赖): their licences, their sources, and the crates we do not want, by the rules of deny.toml.
//!
//! cargo-deny reads the same file; it takes minutes to install, so the rules are checked here as well.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Asked at run time: a checkout that was moved or copied with its build folder must look at itself.
fn root() -> PathBuf {
    Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_path_buf()
}

fn read_toml(file: &str) -> toml::Table {
    fs::read_to_string(root().join(file)).unwrap().parse().unwrap()
}

fn rules() -> toml::Table {
    read_toml("deny.toml")
}

fn words<'a>(list: &'a toml::Value, key: Option<&str>) -> Vec<&'a str> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| key.map_or(item, |key| &item[key]).as_str().unwrap()).collect()
}

/// What cargo answers, said by whoever asked when it cannot.
fn ask_cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every package of the graph on this kind of machine; others need not even be downloaded.
fn packages() -> Vec<Value> {
    let version = ask_cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let mut metadata: Value =
        serde_json::from_str(&ask_cargo(&["metadata", "--locked", "--format-version", "1", "--filter-platform", host])).unwrap();
    match metadata["packages"].take() {
        Value::Array(packages) => packages,
        other => panic!("cargo gave no packages: {other}"),
    }
}

/// Whether a licence expression can be met with allowed licences: `AND` binds closer than `OR`, `/` is an old `OR`.
fn is_met(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = tokens.as_slice();
    let met = either(&mut rest, allowed);
    met && rest.is_empty()
}

fn either(rest: &mut &[&str], allowed: &[&str]) -> bool {
    let mut met = both(rest, allowed);
    while let Some((&"OR", tail)) = rest.split_first() {
        *rest = tail;
        met |= both(rest, allowed);
    }
    met
}

fn both(rest: &mut &[&str], allowed: &[&str]) -> bool {
    let mut met = single(rest, allowed);
    while let Some((&"AND", tail)) = rest.split_first() {
        *rest = tail;
        met &= single(rest, allowed);
    }
    met
}

fn single(rest: &mut &[&str], allowed: &[&str]) -> bool {
    match *rest {
        ["(", tail @ ..] => {
            *rest = tail;
            let met = either(rest, allowed);
            let [")", tail @ ..] = *rest else { return false };
            *rest = tail;
            met
        }
        [name, "WITH", exception, tail @ ..] => {
            *rest = tail;
            allowed.contains(&format!("{name} WITH {exception}").as_str())
        }
        [name, tail @ ..] => {
            *rest = tail;
            allowed.contains(name)
        }
        [] => false,
    }
}

#[test]
fn expressions_are_read_as_written() {
    let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
    let met = ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
    let unmet =
        ["GPL-3.0", "MIT AND GPL-3.0", "MIT AND (GPL-3.0 OR MPL-2.0)", "MIT WITH LLVM-exception", "", "(MIT", "MIT GPL-3.0"];
    for expression in met {
        assert!(is_met(expression, &allowed), "{expression}");
    }
    for expression in unmet {
        assert!(!is_met(expression, &allowed), "{expression}");
    }
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let rules = rules();
    let allowed = words(&rules["licenses"]["allow"], None);
    let packages = packages();
    assert!(packages.len() > 50, "only {} packages were found", packages.len());
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !is_met(package["license"].as_str().unwrap_or_default(), &allowed))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "not allowed by deny.toml:\n{}", refused.join("\n"));
}

#[test]
fn every_dependency_comes_from_crates_io_and_none_is_banned() {
    let rules = rules();
    let banned = words(&rules["bans"]["deny"], Some("crate"));
    let registries = words(&rules["sources"]["allow-registry"], None);
    assert!(!banned.is_empty() && !registries.is_empty());
    let lock = read_toml("Cargo.lock");
    let mut refused = Vec::new();
    for package in lock["package"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        if banned.contains(&name) {
            refused.push(format!("{name} is banned"));
        }
        if let Some(source) = package.get("source").and_then(toml::Value::as_str) {
            let registry = source.strip_prefix("registry+").unwrap_or(source);
            if !registries.contains(&registry) {
                refused.push(format!("{name} comes from {source}"));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
