//! County 模拟县: units, lines, history and accounts that the loads work on, the same on every run.

use crate::Outcome;
use acts::Office;
use domain::calendar::Date;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use store::Database;

pub const COUNTY: i32 = 360_101;
pub const UNITS: usize = 100;
/// Lines that each unit files.
pub const LINES: usize = 30;
pub const FILERS: usize = 10;
pub const LEADERS: usize = 20;
/// Four months can be filed on this day; the last is in time.
pub const TODAY: Date = Date::constant(2026, 5, 6);
pub const MONTHS: [&str; 4] = ["2026-04", "2026-03", "2026-02", "2026-01"];
const HISTORY: i32 = 2025;

pub fn filer(unit: usize, number: usize) -> String {
    format!("f{unit:03}.{number}")
}

pub fn leader(number: usize) -> String {
    format!("leader{number}")
}

pub fn line(number: usize) -> String {
    format!("i{number:02}")
}

/// A county in a database of its own.
pub struct County {
    pub work: PathBuf,
    pub database: Database,
}

impl County {
    pub fn found(work: &Path) -> Outcome<County> {
        let data = work.join("data");
        fs::create_dir_all(&data)?;
        organisation(&data)?;
        accounts(&data)?;
        duties(&data)?;
        let database = Database::Sqlite(work.join("guatu.db"));
        Office::create(&database, Some(TODAY))?.load(&data, "load", &mut |_, _| {})?;
        Ok(County { work: work.to_owned(), database })
    }

    pub fn office(&self) -> Outcome<Office> {
        Ok(Office::open(&self.database, Some(TODAY))?)
    }
}

fn file(dir: &Path, name: &str, head: &str) -> Outcome<BufWriter<File>> {
    let mut out = BufWriter::new(File::create(dir.join(format!("{name}.csv")))?);
    writeln!(out, "{head}")?;
    Ok(out)
}

fn organisation(dir: &Path) -> Outcome<()> {
    writeln!(file(dir, "counties", "county_id,name,recorded_on")?, "{COUNTY},试县,2024-12-16")?;
    let mut units = file(dir, "units", "unit_id,unit_name,group,recorded_on")?;
    for u in 0..UNITS {
        writeln!(units, "u{u:03},单位{u},{},2024-12-16", if u < 15 { "乡镇" } else { "县直" })?;
    }
    Ok(())
}

fn accounts(dir: &Path) -> Outcome<()> {
    let mut persons = file(dir, "persons", "person_id,name,recorded_on")?;
    let mut accounts = file(dir, "accounts", "account,person_id,state,recorded_on")?;
    let mut posts = file(dir, "posts", "post_id,unit_id,title,role,recorded_on")?;
    let mut terms = file(dir, "terms", "post_id,person_id,from_on,recorded_on")?;
    let filers = (0..UNITS).flat_map(|u| (0..FILERS).map(move |n| (filer(u, n), u, "filer")));
    for (name, unit, role) in filers.chain((0..LEADERS).map(|n| (leader(n), 0, "leader"))) {
        writeln!(persons, "p-{name},某人,2024-12-16")?;
        writeln!(accounts, "{name},p-{name},active,2024-12-16")?;
        writeln!(posts, "post-{name},u{unit:03},职务,{role},2024-12-16")?;
        writeln!(terms, "post-{name},p-{name},2024-12-16,2024-12-16")?;
    }
    for out in [&mut persons, &mut accounts, &mut posts, &mut terms] {
        out.flush()?;
    }
    Ok(())
}

fn duties(dir: &Path) -> Outcome<()> {
    // Late returns are taken for a long time, so that there are lines enough to file.
    let mut deadlines = file(dir, "deadlines", "from_month,due_working_day,late_working_day,closing_day,recorded_on")?;
    writeln!(deadlines, "2025-01,2,90,7,2024-12-16")?;
    let mut indicators = file(dir, "indicators", "indicator_id,name,uom,kind,source,position,recorded_on")?;
    let mut targets = file(dir, "targets", "unit_id,indicator_id,year,target,recorded_on")?;
    let mut returns = file(dir, "returns", "unit_id,indicator_id,period,value,stage,voucher,recorded_on")?;
    for i in 0..LINES {
        writeln!(indicators, "{},指标{i},万元,flow,returns,{},2024-12-16", line(i), i + 1)?;
        for u in 0..UNITS {
            for year in [HISTORY, HISTORY + 1] {
                writeln!(targets, "u{u:03},{},{year},1000000,{year}-01-10", line(i))?;
            }
            for month in 1..=12 {
                let value = 1_000 + u * 7 + i * 13 + month * 3;
                let known = if month == 12 { format!("{}-01-05", HISTORY + 1) } else { format!("{HISTORY}-{:02}-05", month + 1) };
                writeln!(returns, "u{u:03},{},{HISTORY}-{month:02},{value},verified,v{u}-{i}-{month},{known}", line(i))?;
            }
        }
    }
    for out in [&mut indicators, &mut targets, &mut returns] {
        out.flush()?;
    }
    Ok(())
}
