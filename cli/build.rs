//! Build step: puts the demo county's files (演示县数据) into the program, so that a copied binary can still run `guatu demo`.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../demo");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = match fs::read_dir(&folder) {
        Ok(entries) => {
            entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "csv")).collect()
        }
        // Without the folder the program is whole but for the demo, which says so.
        Err(_) => Vec::new(),
    };
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        writeln!(list, "    ({name:?}, include_bytes!({:?})),", file.canonicalize()?.display().to_string())?;
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("demo_files.rs"), list)?;
    Ok(())
}
