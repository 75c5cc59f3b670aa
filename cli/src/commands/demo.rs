//! `guatu demo` 演示: a made-up county from its records to its bulletin, in one folder, then its web pages.

use super::compose::{in_language, print};
use super::load::{self, Fresh};
use super::serve;
use crate::desk::Desk;
use crate::options::Demo;
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::bulletins::{Asked, Format};
use acts::keys::{self, CountyKey};
use acts::{Error, Office};
use documents::markdown;
use domain::calendar::{Date, Period};
use domain::lang::Lang;
use domain::stage::Stage;
use std::path::{Path, PathBuf};
use store::Database;
use tempfile::TempDir;

/// The county's records, as they stood in the source when this program was built.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/demo_files.rs"));

/// The demo's clock: Wednesday of the second week of April.
const TODAY: Date = Date::constant(2026, 4, 8);

/// The first quarter, which the speech of April is about.
const PERIOD: Period = Period { year: 2026, from_month: 1, to_month: 3 };

const ACTOR: &str = "demo loader";

pub fn run(desk: &Desk, asked: &Demo) -> Result<(), Stop> {
    // Taken first: nobody wants to hear after all the work that the port is in use.
    let address = if asked.no_serve { None } else { Some(serve::address(&asked.place)?) };
    let dir = &asked.dir;
    output::folder(dir)?;
    let database = desk.named_database()?.unwrap_or_else(|| Database::Sqlite(dir.join("guatu.db")));
    let today = desk.today.unwrap_or(TODAY);
    let office = Fresh::new(&database).keep_if_done(|| made(desk, asked, &database, today))?;
    let scope = desk.scope(&office)?;
    let keys = desk.keys(&Database::Sqlite(dir.join("guatu.db")))?;
    if let Some(name) = asked.signer {
        keys::choose(&keys, &[scope.county()], name.algorithm())?;
    }
    CountyKey::of(&keys, scope.county())?;

    let progress = desk.progress("拟稿", "composing");
    let question = Asked { period: PERIOD, as_of: office.as_of(desk.as_of)?, stage: Stage::Verified };
    let drafts = office.compose(&Office::operator(scope.county()), question)?;
    let press = desk.press();
    let no_fonts = press.ready(&Format::ALL).err();
    let formats: Vec<Format> = Format::ALL.into_iter().filter(|f| no_fonts.is_none() || *f != Format::Pdf).collect();
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (lang, name) in [(Lang::Zh, "bulletin"), (Lang::En, "bulletin.en")] {
        let printed = print(&press, in_language(&drafts, lang), &formats, None, &|now| progress.now(now))?;
        files.extend(printed.into_iter().map(|(extension, bytes)| (dir.join(format!("{name}.{extension}")), bytes)));
    }
    drop(progress);
    output::write_files(&files)?;
    output::print(&markdown::write(in_language(&drafts, desk.asked_lang.unwrap_or_default())))?;
    for (path, _) in &files {
        desk.say(&format!("已写出 {}", path.display()), &format!("wrote {}", path.display()));
    }
    if let Some(refused) = &no_fonts {
        desk.say("除PDF外都已写出", "everything but the PDF was written");
        if address.is_some() {
            eprintln!("guatu: {} [{}]", refused.sentence(desk.lang), refused.code());
        }
    }
    match (address, no_fonts) {
        (Some(address), _) => serve::pages(desk, office, address, &asked.place, serve::PACE),
        (None, Some(refused)) => Err(refused.into()),
        (None, None) => Ok(()),
    }
}

/// The demo's database, made now or the time before.
fn made(desk: &Desk, asked: &Demo, database: &Database, today: Date) -> Result<Office, Stop> {
    let office = Office::create(database, Some(today))?;
    let unpacked;
    let data: &Path = match &asked.data {
        Some(dir) => dir,
        None => {
            unpacked = unpack()?;
            unpacked.path()
        }
    };
    for head in office.store.counties()? {
        let scope = Office::operator(head.county).scope();
        let first = office.store.read(&scope, |reader| reader.acts(1, Some(2)))?;
        if first.iter().any(|act| act.actor != ACTOR) {
            return Err(Wrong::DemoElsewhere(database.to_string()).into());
        }
    }
    let loaded = load::folder(desk, &office, data, ACTOR)?;
    if loaded.records == 0 {
        desk.say(
            &format!("{database} 里的演示县早已建好，只重写文件"),
            &format!("the demo county in {database} is already made; its files are written again"),
        );
    } else {
        desk.say(
            &format!("演示县已建好：{}条记录，{}条分录", loaded.records, loaded.entries),
            &format!("the demo county is made: {} records, {} entries", loaded.records, loaded.entries),
        );
    }
    Ok(office)
}

/// The built-in files in a folder that goes away again.
fn unpack() -> Result<TempDir, Stop> {
    if FILES.is_empty() {
        return Err(Wrong::NoDemoFiles.into());
    }
    let unwritable = |e: std::io::Error| Error::Unwritable(std::env::temp_dir(), e.to_string());
    let dir = tempfile::tempdir().map_err(unwritable)?;
    for (name, bytes) in FILES {
        std::fs::write(dir.path().join(name), bytes).map_err(unwritable)?;
    }
    Ok(dir)
}
