//! `guatu load` 装载: a folder of CSV files into the database; every problem is listed, and nothing is written while there is one.

use crate::desk::Desk;
use crate::options::Load;
use crate::output;
use crate::stop::Stop;
use acts::load::{Loaded, read_folder};
use acts::problems::{Ignored, Problem};
use acts::{Error, Office, true_day};
use domain::lang::Lang;
use std::path::{Path, PathBuf};
use store::Database;

/// The post under which files are loaded by hand.
const ACTOR: &str = "command-line operator";

pub fn run(desk: &Desk, asked: &Load) -> Result<(), Stop> {
    let database = desk.new_database()?;
    // An import may not be told of days that have not come, whatever --today says.
    let today = desk.today.map(|day| day.min(true_day()));
    let loaded = Fresh::new(&database).keep_if_done(|| {
        let office = Office::create(&database, today)?;
        folder(desk, &office, &asked.dir, ACTOR)
    });
    if let (Err(Stop::Refused(Error::Problems(problems))), Some(path)) = (&loaded, &asked.problems) {
        output::write_file(path, problems_csv(problems, desk.lang).as_bytes())?;
    }
    let loaded = loaded?;
    desk.say(
        &format!(
            "装载完成：{}个县，新增{}条记录，{}条分录，{}条原已相同",
            loaded.counties, loaded.records, loaded.entries, loaded.unchanged
        ),
        &format!(
            "loaded {} counties: {} records and {} entries added, {} records were there already",
            loaded.counties, loaded.records, loaded.entries, loaded.unchanged
        ),
    );
    Ok(())
}

/// Read a folder, then write it, with progress.
pub fn folder(desk: &Desk, office: &Office, dir: &Path, actor: &str) -> Result<Loaded, Stop> {
    let progress = desk.progress("读取并检查文件", "reading and checking the files");
    let folder = read_folder(dir, office, &mut |done, all| progress.at(done, all))?;
    for name in &folder.ignored {
        desk.say(&format!("{name} 不是任何台账的文件，未读取"), &format!("{name} belongs to no register and was not read"));
    }
    for column in &folder.ignored_columns {
        say_ignored(desk, column);
    }
    drop(progress);
    let progress = desk.progress("装载", "loading");
    Ok(office.write_folder(folder, actor, &mut |done, all| progress.at(done, all))?)
}

/// A column or a sheet that was not read.
pub fn say_ignored(desk: &Desk, ignored: &Ignored) {
    let Ignored { file, column } = ignored;
    if column.is_empty() {
        desk.say(&format!("工作表“{file}”未读取"), &format!("sheet “{file}” was not read"));
    } else {
        desk.say(
            &format!("{file}的“{column}”栏不属于这个台账，未读取"),
            &format!("{file}: column “{column}” belongs to no column of the register and was not read"),
        );
    }
}

/// The problems as a workbook of the office opens them.
fn problems_csv(problems: &[Problem], lang: Lang) -> String {
    let mut out = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
    // Writing into memory cannot fail.
    let _ = out.write_record(["file", "line", "column", "value", "code", "sentence"]);
    for p in problems {
        let line = p.line.to_string();
        let _ = out.write_record([p.file.as_str(), &line, &p.column, &p.value, p.code, lang.of(&p.zh, &p.en)]);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A database file that is not there yet: if the first load fails, none is left behind.
pub struct Fresh(Vec<PathBuf>);

impl Fresh {
    pub fn new(database: &Database) -> Fresh {
        match database {
            Database::Sqlite(path) if !path.exists() => {
                let with = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
                Fresh(vec![path.clone(), with("-wal"), with("-shm"), with("-journal")])
            }
            Database::Sqlite(_) | Database::Postgres(_) => Fresh(Vec::new()),
        }
    }

    pub fn keep_if_done<T>(self, work: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
        let done = work();
        if done.is_err() {
            for path in &self.0 {
                // What was never there need not be removed.
                let _ = std::fs::remove_file(path);
            }
        }
        done
    }
}
