//! Imports 导入 timed from outside: a workbook of 100,000 rows into a county's books, and handed back with its problems.
//!
//! A figure counts only if the work was right: the list of problems is held against what was spoiled, row by row, and the
//! archive is verified afterwards.

use crate::child::{self, Taken};
use crate::workbook::{self, Found};
use crate::{Line, Outcome, clock, folder};
use acts::Office;
use domain::calendar::Date;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use store::Database;

const ROWS: usize = 100_000;
const RUNS: usize = 5;

/// `work` is an empty folder; it is left with the files of the last run.
pub fn all(guatu: &Path, work: &Path) -> Outcome<Vec<Line>> {
    std::fs::create_dir_all(work)?;
    folder::write(&work.join("data"), 1, 2)?;
    let empty = work.join("empty.db");
    Office::create(&Database::Sqlite(empty.clone()), Some(Date::constant(2026, 4, 8)))?.load(
        &work.join("data"),
        "bench",
        &mut |_, _| {},
    )?;
    let sheet = work.join("returns.xlsx");
    let expected = workbook::write(&sheet, ROWS)?;
    let desk = Desk { guatu, work, empty: &empty, sheet: &sheet, expected: &expected };
    Ok(vec![desk.filed()?, desk.handed_back()?])
}

struct Desk<'a> {
    guatu: &'a Path,
    work: &'a Path,
    /// The archive before the import.
    empty: &'a Path,
    sheet: &'a Path,
    expected: &'a [Found],
}

impl Desk<'_> {
    fn filed(&self) -> Outcome<Line> {
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            let database = self.fresh()?;
            runs.push(child::run(&mut self.import(&database, &["--good-rows"]), &[0])?);
            self.is_exact()?;
            self.verified(&database)?;
        }
        Ok(Line {
            what: format!("import of {ROWS} rows, 1 % of them bad: checked, filed, chained; list of problems exact"),
            measured: told(&runs),
            bar: "≤ 1.5 s CPU, ≤ 150 MB",
        })
    }

    fn handed_back(&self) -> Outcome<Line> {
        let annotated = self.work.join("annotated.xlsx");
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            let mut command = self.import(self.empty, &["--preview", "--annotated"]);
            runs.push(child::run(command.arg(&annotated), &[0])?);
            self.is_exact()?;
        }
        Ok(Line {
            what: "the same workbook handed back with every problem beside its cell".to_owned(),
            measured: told(&runs),
            bar: "≤ 5 s",
        })
    }

    fn fresh(&self) -> Outcome<PathBuf> {
        let database = self.work.join("guatu.db");
        for tail in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{tail}", database.display()));
        }
        std::fs::copy(self.empty, &database)?;
        Ok(database)
    }

    fn import(&self, database: &Path, how: &[&str]) -> Command {
        let mut command = Command::new(self.guatu);
        command.args(["import", "returns"]).arg(self.sheet).arg("--database").arg(format!("sqlite:{}", database.display()));
        command.arg("--errors").arg(self.errors()).arg("--quiet").args(how);
        command
    }

    fn errors(&self) -> PathBuf {
        self.work.join("errors.csv")
    }

    /// Every problem is listed once, and nothing else.
    fn is_exact(&self) -> Outcome<()> {
        let text = std::fs::read_to_string(self.errors())?;
        let mut lines = csv_lines(&text);
        let head = lines.next().unwrap_or_default();
        if head.get(..4) != Some(&["row", "column", "code", "value"].map(str::to_owned)[..]) {
            return Err(format!("errors.csv begins with {head:?}").into());
        }
        let found: Vec<String> = lines.map(|cells| cells[..4].join(",")).collect();
        let wanted: BTreeSet<String> = self.expected.iter().map(|(row, h, code, v)| format!("{row},{h},{code},{v}")).collect();
        let seen: BTreeSet<String> = found.iter().cloned().collect();
        if seen.len() != found.len() || seen != wanted {
            let (missing, extra) = (wanted.difference(&seen).next(), seen.difference(&wanted).next());
            return Err(format!("problems: {} found, {} wanted; {missing:?} {extra:?}", found.len(), wanted.len()).into());
        }
        Ok(())
    }

    /// Chain and balances hold, and the good rows are there.
    fn verified(&self, database: &Path) -> Outcome<()> {
        let bad: BTreeSet<u64> = self.expected.iter().map(|found| found.0).collect();
        let office = Office::open(&Database::Sqlite(database.to_owned()), None)?;
        let county = office.county(None)?;
        if let Some(bad) = office.verify(county)?.bad {
            return Err(format!("the archive does not verify: {bad:?}").into());
        }
        let scope = Office::operator(county).scope();
        let filed = office.store.read(&scope, |reader| reader.records(&domain::registers::RETURNS, None))?.len();
        // What the archive began with: two months of every unit and indicator.
        let before = 2 * folder::UNITS * folder::INDICATORS;
        if filed != ROWS - bad.len() + before {
            return Err(format!("{filed} returns, {} wanted", ROWS - bad.len() + before).into());
        }
        Ok(())
    }
}

/// The list of problems has no line breaks in its cells.
fn csv_lines(text: &str) -> impl Iterator<Item = Vec<String>> {
    let plain = text.trim_start_matches('\u{feff}');
    plain.lines().map(|line| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect())
}

fn told(runs: &[Taken]) -> String {
    let of = |part: fn(&Taken) -> f64| clock::median(runs.iter().map(part).collect());
    format!("{:.2} s CPU, {:.1} s by the clock, peak {:.0} MB", of(|t| t.cpu), of(|t| t.wall.as_secs_f64()), of(|t| t.peak))
}
