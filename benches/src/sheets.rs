//! Sheets 公文 timed: the quarter's bulletin from the demo's database to each format.

use crate::{Line, Outcome, clock};
use acts::Office;
use acts::bulletins::{Asked, Format, Press};
use domain::calendar::{Date, Period};
use domain::stage::Stage;
use std::path::Path;
use std::time::Instant;
use store::Database;

const RUNS: usize = 15;

/// `folder` holds the demo's `guatu.db`.
pub fn all(folder: &Path) -> Outcome<Vec<Line>> {
    let today = Date::constant(2026, 4, 8);
    let cold = Instant::now();
    let office = Office::open(&Database::Sqlite(folder.join("guatu.db")), Some(today))?;
    let county = office.county(None)?;
    let asked = Asked { period: Period { year: 2026, from_month: 1, to_month: 3 }, as_of: today, stage: Stage::Verified };
    let composing = Instant::now();
    let [zh, _] = office.compose(&Office::operator(county), asked)?;
    let composed = composing.elapsed().as_secs_f64() * 1000.0;
    let press = Press::new(&[]);
    for format in Format::ALL {
        press.print(&zh, format, None)?;
    }
    let mut lines = vec![
        Line { what: "compose both languages".to_owned(), measured: format!("{composed:.0} ms"), bar: "—" },
        Line {
            what: "whole bulletin, all formats, cold".to_owned(),
            measured: format!(
                "{:.0} ms, peak {:.0} MB",
                cold.elapsed().as_secs_f64() * 1000.0,
                clock::megabytes(std::process::id(), "VmHWM")
            ),
            bar: "≤ 1 s, ≤ 150 MB",
        },
    ];
    let zh = &zh;
    lines.push(timed("bulletin as docx, its charts drawn anew", "≤ 60 ms", || {
        let fresh = Press::new(&[]);
        move || fresh.print(zh, Format::Docx, None).map(drop)
    })?);
    for (format, bar) in [(Format::Docx, "≤ 60 ms"), (Format::Pdf, "≤ 250 ms warm"), (Format::Xlsx, "—"), (Format::Html, "—")]
    {
        lines.push(timed(&format!("bulletin as {}, warm", format.extension()), bar, || {
            || press.print(zh, format, None).map(drop)
        })?);
    }
    Ok(lines)
}

/// Times what `prepare` hands out, several times over: by the clock, and by the kernel's account of all our threads, which other
/// work on the machine disturbs less.
fn timed<Run>(what: &str, bar: &'static str, prepare: impl Fn() -> Run) -> Outcome<Line>
where
    Run: FnOnce() -> Result<(), acts::Error>,
{
    let runs: Vec<Run> = (0..RUNS).map(|_| prepare()).collect();
    let mut clocks = Vec::new();
    let spent = clock::spent();
    for run in runs {
        let started = Instant::now();
        run()?;
        clocks.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    let each = (clock::spent() - spent) * 1000.0 / RUNS as f64;
    Ok(Line { what: what.to_owned(), measured: format!("{:.0} ms, {each:.0} ms CPU", clock::median(clocks)), bar })
}
