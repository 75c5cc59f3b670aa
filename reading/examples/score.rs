//! Score 评分: reads the annotated texts of a folder and prints how well each was read, with the worst errors
//! (`cargo xtask reading`). With a second folder it writes the predictions there, for other scorers.

use domain::calendar::parse_day;
use reading::{Annotated, Context, Measured, Score, json, measure, read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let folder = words.next().map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), PathBuf::from);
    let out = words.next().map(PathBuf::from);
    match score(&folder, out.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::from(2)
        }
    }
}

fn score(folder: &Path, out: Option<&Path>) -> Result<(), Box<dyn std::error::Error>> {
    let mut total = Score::default();
    println!("| text | tasks | owners | deadlines | targets | figures |\n|---|---|---|---|---|---|");
    for annotated in annotated(folder)? {
        let date = annotated.gold["anchor_date"].as_str().and_then(parse_day);
        let predicted = json(&read(&annotated.text, &Context { date, ..Context::default() }));
        if let Some(out) = out {
            std::fs::write(out.join(format!("{}.pred.json", annotated.name)), serde_json::to_string_pretty(&predicted)?)?;
        }
        let mut one = measure(&annotated, &predicted);
        row(&annotated.name, &one);
        one.errors.iter_mut().for_each(|error| *error = format!("{}: {error}", annotated.name));
        total.add(&one);
    }
    row("all", &total);
    println!("| bar | 0.80 | 0.90 | 0.92 | 0.92 | 0.90 |\n");
    for error in &total.errors {
        println!("{error}");
    }
    Ok(())
}

fn row(name: &str, score: &Score) {
    let cell = |measured: Measured| match (measured.annotated, measured.proposed) {
        (0, 0) => "–".to_owned(),
        _ => format!("{:.2} ({}/{}/{})", measured.f1(), measured.right, measured.proposed, measured.annotated),
    };
    let cells = [score.tasks, score.owners, score.deadlines, score.targets, score.figures].map(cell);
    println!("| {name} | {} |", cells.join(" | "));
}

fn annotated(folder: &Path) -> Result<Vec<Annotated>, Box<dyn std::error::Error>> {
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".gold.json").map(str::to_owned));
    }
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let text = std::fs::read_to_string(folder.join(format!("{name}.txt")))?;
            let gold = serde_json::from_str(&std::fs::read_to_string(folder.join(format!("{name}.gold.json")))?)?;
            Ok(Annotated { name, text, gold })
        })
        .collect()
}
