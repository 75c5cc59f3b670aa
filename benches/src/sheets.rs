//! Sheets 公文 timed: the quarter's bulletin from the demo's database to each format.

use crate::{Line, Outcome, clock};
use acts::Office;
use acts::bulletins::{Asked, Format, Press};
use domain::calendar::{Date, Period};
use domain::stage::Stage;
use std::path::Path;
use std::time::Instant;
use store::Database;

/// `folder` holds the demo's `guatu.db`.
pub fn all(folder: &Path) -> Outcome<Vec<Line>> {
    let today = Date::constant(2026, 4, 8);
    let cold = Instant::now();
    let office = Office::open(&Database::Sqlite(folder.join("guatu.db")), Some(today))?;
    let county = office.county(None)?;
    let asked = Asked { period: Period { year: 2026, from_month: 1, to_month: 3 }, as_of: today, stage: Stage::Verified };
    let scope = Office::operator(county).scope();
    let composing = Instant::now();
    let [zh, _] = office.compose(&scope, asked)?;
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
    for (format, bar) in [(Format::Docx, "≤ 60 ms"), (Format::Pdf, "≤ 250 ms warm"), (Format::Xlsx, "—"), (Format::Html, "—")]
    {
        let mut spent = Vec::new();
        for _ in 0..9 {
            let started = Instant::now();
            press.print(&zh, format, None)?;
            spent.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        lines.push(Line {
            what: format!("bulletin as {}, warm", format.extension()),
            measured: format!("{:.0} ms", clock::median(spent)),
            bar,
        });
    }
    Ok(lines)
}
