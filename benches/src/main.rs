//! Benches 测量: what `docs/benchmarks.md` claims, measured. Run by `cargo xtask bench`; every figure is a median of several runs.
//!
//! `benches province` and `benches county` time statistics on both engines; `benches history` shows that a scoreboard does not get
//! slower as history grows; `benches ladder` looks a county's year through for accountability; `benches reading` times the reading
//! of a plan; `benches sheets DIR` times the bulletin; `benches pages GUATU DIR` times the server from outside, `benches import GUATU
//! DIR` an office's workbook of 100,000 rows, `benches filing GUATU DIR` a hundred units that file, `benches registers GUATU DIR` long
//! lists and the search, and `benches load NAME GUATU DIR` the county's busiest hours.

mod child;
mod clock;
mod folder;
mod http;
mod imports;
mod ladder;
mod load;
mod pages;
mod reading;
mod sheets;
mod statistics;
mod workbook;

use std::path::Path;
use std::process::ExitCode;

/// The allocator of `guatu`, so that what is measured here is what it does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A line of the report: what, measured how, and against which bar.
pub struct Line {
    pub what: String,
    pub measured: String,
    pub bar: &'static str,
}

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let lines = match words.as_slice() {
        ["county"] => statistics::both(1, 24, "≤ 20 ms CPU"),
        ["province"] => statistics::both(100, 24, "≤ 600 ms CPU, ≤ 150 MB"),
        ["history"] => statistics::history(),
        ["ladder"] => ladder::year(),
        ["reading"] => reading::plan(),
        ["ask", url, runs] => statistics::ask(url, runs.parse().unwrap_or(1)),
        ["sheets", folder] => sheets::all(Path::new(folder)),
        ["pages", guatu, folder] => pages::all(Path::new(guatu), Path::new(folder)),
        ["filing", guatu, folder] => load::run("filing", Path::new(guatu), Path::new(folder), load::Form::Long),
        ["registers", guatu, folder] => load::run("registers", Path::new(guatu), Path::new(folder), load::Form::Long),
        ["load", name, guatu, folder] => load::run(name, Path::new(guatu), Path::new(folder), load::Form::Quick),
        ["load", name, guatu, folder, "long"] => load::run(name, Path::new(guatu), Path::new(folder), load::Form::Long),
        ["import", guatu, folder] => imports::all(Path::new(guatu), Path::new(folder)),
        _ => {
            eprintln!(
                "benches county | province | history | ladder | reading | sheets DIR | pages GUATU DIR | import GUATU DIR | filing GUATU DIR | registers GUATU DIR | load NAME GUATU DIR [long]"
            );
            return ExitCode::from(2);
        }
    };
    match lines {
        Ok(lines) => {
            for line in lines {
                println!("| {} | {} | {} |", line.what, line.measured, line.bar);
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("benches: {error}");
            ExitCode::FAILURE
        }
    }
}
