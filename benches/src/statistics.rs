//! Statistics 统计 timed from the database to the written results, on SQLite and PostgreSQL.

use crate::{Line, Outcome, clock, folder};
use acts::Office;
use acts::bulletins::Asked;
use acts::exports::statistics_json;
use acts::statistics::Wanted;
use domain::calendar::{Date, Period};
use domain::stage::Stage;
use domain::statistics::{Books, Statistic};
use harness::postgres::Cluster;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use store::Database;

const TODAY: Date = Date::constant(2026, 4, 8);

/// One shape of data on both engines.
pub fn both(counties: usize, months: usize, bar: &'static str) -> Outcome<Vec<Line>> {
    let work = tempdir()?;
    let count = folder::write(&work.join("data"), counties, months)?;
    let cluster = Cluster::start()?;
    let sqlite = format!("sqlite:{}", work.join("guatu.db").display());
    let mut lines = Vec::new();
    for (engine, url, server) in [("SQLite", sqlite, None), ("PostgreSQL", cluster.database("bench")?, cluster.pid())] {
        let started = Instant::now();
        load(&url, &work.join("data"))?;
        let seconds = started.elapsed().as_secs_f64();
        lines.push(Line {
            what: format!("{engine}: load {count} returns of {counties} counties"),
            measured: format!("{seconds:.1} s, {:.0} returns/s", count as f64 / seconds),
            bar: "—",
        });
        lines.push(in_a_process_of_its_own(&url, server, engine, counties, bar)?);
    }
    std::fs::remove_dir_all(&work)?;
    Ok(lines)
}

/// 2, 20 and 200 months of history, the same question.
pub fn history() -> Outcome<Vec<Line>> {
    let mut lines = Vec::new();
    for months in [2, 20, 200] {
        let work = tempdir()?;
        folder::write(&work.join("data"), 1, months)?;
        let url = format!("sqlite:{}", work.join("guatu.db").display());
        load(&url, &work.join("data"))?;
        for (name, day) in [("as of today", TODAY), ("as of 31 March", Date::constant(2026, 3, 31))] {
            let mut spent = Vec::new();
            for _ in 0..21 {
                let office = fresh(&url)?;
                let before = clock::cpu(None);
                results(&office, &[360_101], day)?;
                spent.push(clock::milliseconds(clock::cpu(None) - before));
            }
            lines.push(Line {
                what: format!("SQLite, {months} months of history, {name}: 1,200 results"),
                measured: format!("{:.1} ms CPU", clock::median(spent)),
                bar: "does not grow",
            });
        }
        std::fs::remove_dir_all(&work)?;
    }
    Ok(lines)
}

/// Peak memory is that of a process which does nothing else.
fn in_a_process_of_its_own(url: &str, server: Option<u32>, engine: &str, counties: usize, bar: &'static str) -> Outcome<Line> {
    let runs = if counties == 1 { "21" } else { "5" };
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["ask", url, runs]);
    if let Some(pid) = server {
        command.env("BENCH_SERVER_PID", pid.to_string());
    }
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut cells = text.trim().trim_matches('|').split('|').map(str::trim);
    let (Some(what), Some(measured)) = (cells.next(), cells.next()) else {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    };
    Ok(Line { what: format!("{engine}: {what}"), measured: measured.to_owned(), bar })
}

/// All results of all counties, as JSON; called in a process of its own.
pub fn ask(url: &str, runs: usize) -> Outcome<Vec<Line>> {
    let server = std::env::var("BENCH_SERVER_PID").ok().and_then(|p| p.parse().ok());
    let counties: Vec<i32> = fresh(url)?.store.counties()?.iter().map(|h| h.county).collect();
    let (mut ours, mut theirs, mut count) = (Vec::new(), Vec::new(), 0);
    for _ in 0..=runs {
        let office = fresh(url)?;
        let (before, all_before) = (clock::cpu(None), clock::cpu(server));
        count = results(&office, &counties, TODAY)?;
        let spent = clock::milliseconds(clock::cpu(None) - before);
        theirs.push(clock::milliseconds(clock::cpu(server) - all_before) - spent);
        ours.push(spent);
    }
    // The first run warms the caches of the database and is not counted.
    ours.remove(0);
    theirs.remove(0);
    let served = server.map_or(String::new(), |_| format!(" and {:.1} ms of the server", clock::median(theirs)));
    let peak = clock::megabytes(std::process::id(), "VmHWM");
    Ok(vec![Line {
        what: format!("{count} results of {} counties", counties.len()),
        measured: format!("{:.1} ms CPU{served}, peak {peak:.0} MB", clock::median(ours)),
        bar: "",
    }])
}

/// An office that has nothing at hand yet, so that everything is read from the database.
fn fresh(url: &str) -> Outcome<Office> {
    Ok(Office::open(&Database::parse(url)?, Some(TODAY))?)
}

/// As `guatu statistics --county all --format json` makes them.
fn results(office: &Office, counties: &[i32], as_of: Date) -> Outcome<usize> {
    let asked = Asked { period: Period { year: 2026, from_month: 1, to_month: 3 }, as_of, stage: Stage::Verified };
    let mut count = 0;
    let make = |books: &Books, statistics: &[Statistic]| (statistics.len(), statistics_json(books, statistics, asked.period));
    office.statistics_of_each(counties, asked, &Wanted::default(), make, |_, (made, json)| {
        std::hint::black_box(json);
        count += made;
        Ok::<(), Box<dyn std::error::Error>>(())
    })?;
    Ok(count)
}

fn load(url: &str, data: &Path) -> Outcome<()> {
    let office = Office::create(&Database::parse(url)?, Some(TODAY))?;
    office.load(data, "bench", &mut |_, _| {})?;
    Ok(())
}

pub fn tempdir() -> Outcome<std::path::PathBuf> {
    let dir = std::env::temp_dir()
        .join(format!("guatu-bench-{}-{:?}", std::process::id(), Instant::now()).replace([' ', '{', '}', ':', ','], ""));
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}
