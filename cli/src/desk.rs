//! Desk 办公桌: what the common options come down to: which database, which day, which county, which language.

use crate::options::{Asked, Global, ModelPlace};
use crate::progress::Progress;
use crate::stop::{Stop, Wrong};
use acts::bulletins::{self, Format, Press};
use acts::evidence::Shelf;
use acts::models::Model;
use acts::{Error, Office};
use domain::actors::Scope;
use domain::calendar::{Date, Period, parse_day};
use domain::lang::Lang;
use domain::stage::Stage;
use std::path::PathBuf;
use store::Database;

/// The counties a command is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum County {
    /// The one there is.
    Only,
    One(i32),
    All,
}

pub struct Desk {
    pub lang: Lang,
    /// The language asked for by name: that of a bulletin is Chinese unless somebody says otherwise.
    pub asked_lang: Option<Lang>,
    pub as_of: Option<Date>,
    pub today: Option<Date>,
    quiet: bool,
    database: Option<String>,
    county: County,
    keys: Option<PathBuf>,
    evidence: Option<PathBuf>,
    pub font_dirs: Vec<PathBuf>,
}

impl Desk {
    pub fn new(global: &Global, lang: Lang) -> Result<Desk, Stop> {
        let asked_lang = match global.lang.as_deref() {
            None => None,
            Some("zh") => Some(Lang::Zh),
            Some("en") => Some(Lang::En),
            Some(other) => return Err(Wrong::Lang(other.to_owned()).into()),
        };
        let county = match global.county.as_deref() {
            None => County::Only,
            Some("all") => County::All,
            Some(text) => County::One(text.parse().map_err(|_| Wrong::County(text.to_owned()))?),
        };
        Ok(Desk {
            lang,
            asked_lang,
            as_of: day(global.as_of.as_deref())?,
            today: day(global.today.as_deref())?,
            quiet: global.quiet,
            database: global.database.clone().or_else(|| std::env::var("GUATU_DATABASE").ok().filter(|d| !d.is_empty())),
            county,
            keys: global.keys.clone(),
            evidence: global.evidence.clone(),
            font_dirs: global.font_dirs.clone(),
        })
    }

    /// The database that was named, if one was.
    pub fn named_database(&self) -> Result<Option<Database>, Stop> {
        Ok(self.database.as_deref().map(Database::parse).transpose()?)
    }

    pub fn database(&self) -> Result<Database, Stop> {
        match self.named_database()? {
            Some(database) => Ok(database),
            None => Ok(Database::Sqlite(data_dir().ok_or(Wrong::NoDataFolder)?.join("guatu.db"))),
        }
    }

    /// The database for a command that may make it; the data folder of our own choosing is made first.
    pub fn new_database(&self) -> Result<Database, Stop> {
        let database = self.database()?;
        if self.database.is_none()
            && let Database::Sqlite(path) = &database
            && let Some(dir) = path.parent()
        {
            std::fs::create_dir_all(dir).map_err(|e| crate::stop::unwritable(dir, &e))?;
        }
        Ok(database)
    }

    /// Tell an office where its files of evidence lie: in the folder given, beside a database in a file, else in the data folder.
    pub fn with_evidence(&self, office: Office) -> Result<Office, Stop> {
        let shelf = self.evidence_shelf(office.store.database())?;
        Ok(Office { evidence: Some(shelf.root().to_owned()), ..office })
    }

    /// Where the files of evidence of a database lie.
    pub fn evidence_shelf(&self, database: &Database) -> Result<Shelf, Stop> {
        Ok(Shelf::at(match (&self.evidence, database) {
            (Some(folder), _) => folder.clone(),
            (None, Database::Sqlite(path)) => path.with_file_name("evidence"),
            (None, Database::Postgres(_)) => data_dir().ok_or(Wrong::NoDataFolder)?.join("evidence"),
        }))
    }

    /// The office for reading: the day given with --today is its today.
    pub fn office(&self) -> Result<Office, Stop> {
        Ok(reading_apart(Office::open(&self.database()?, self.today)?))
    }

    /// The office for writing: its today is the true day, whatever --today says.
    pub fn writing_office(&self) -> Result<Office, Stop> {
        Ok(Office::open(&self.database()?, None)?)
    }

    /// The office for importing: --today may name an earlier day, never a later one.
    pub fn import_office(&self) -> Result<Office, Stop> {
        Ok(reading_apart(Office::open(&self.database()?, self.today.map(|day| day.min(acts::true_day())))?))
    }

    /// The one county a command is about, and the eyes of its operator.
    pub fn scope(&self, office: &Office) -> Result<Scope, Stop> {
        let asked = match self.county {
            County::Only => None,
            County::One(county) => Some(county),
            County::All => return Err(Wrong::AllCounties.into()),
        };
        Ok(Office::operator(office.county(asked)?).scope())
    }

    /// The counties of a command that answers for each by itself.
    pub fn counties(&self, office: &Office) -> Result<Vec<i32>, Stop> {
        match self.county {
            County::All => {
                let counties: Vec<i32> = office.store.counties()?.iter().map(|head| head.county).collect();
                if counties.is_empty() { Err(Error::NoCounty.into()) } else { Ok(counties) }
            }
            County::Only => Ok(vec![office.county(None)?]),
            County::One(county) => Ok(vec![office.county(Some(county))?]),
        }
    }

    /// Every county there is, unless one was named.
    pub fn all_or_named(&self, office: &Office) -> Result<Vec<i32>, Stop> {
        match self.county {
            County::One(county) => Ok(vec![office.county(Some(county))?]),
            County::Only | County::All => Ok(office.store.counties()?.iter().map(|head| head.county).collect()),
        }
    }

    /// The county named by its code, whether it is there yet or not.
    pub fn named_county(&self) -> Option<i32> {
        match self.county {
            County::One(county) => Some(county),
            County::Only | County::All => None,
        }
    }

    pub fn names_county(&self) -> bool {
        matches!(self.county, County::One(_))
    }

    /// The period, stage and day asked for.
    pub fn asked(&self, asked: &Asked, office: &Office) -> Result<bulletins::Asked, Stop> {
        let period = Period::parse(&asked.period).ok_or_else(|| Error::BadPeriod(asked.period.clone()))?;
        let stage = Stage::parse(&asked.stage).ok_or_else(|| Error::BadStage(asked.stage.clone()))?;
        Ok(bulletins::Asked { period, stage, as_of: office.as_of(self.as_of)? })
    }

    /// Beside a database in a file, else in the data folder.
    pub fn keys(&self, database: &Database) -> Result<PathBuf, Stop> {
        match (&self.keys, database) {
            (Some(dir), _) => Ok(dir.clone()),
            (None, Database::Sqlite(path)) => Ok(path.with_file_name("keys")),
            (None, Database::Postgres(_)) => Ok(data_dir().ok_or(Wrong::NoDataFolder)?.join("keys")),
        }
    }

    /// The county's own model, where one was named; its key, if it wants one, lies with the counties' keys.
    pub fn model(&self, place: &ModelPlace, database: &Database) -> Result<Option<Model>, Stop> {
        let (Some(address), Some(name)) = (&place.address, &place.name) else { return Ok(None) };
        Ok(Some(Model::at(address, name, &self.keys(database)?)?))
    }

    pub fn press(&self) -> Press {
        // For offices that want their own faces only, and for tests of a machine without any.
        let only = std::env::var_os("GUATU_NO_SYSTEM_FONTS").is_some_and(|value| !value.is_empty() && value != "0");
        if only { Press::only_with(&self.font_dirs) } else { Press::new(&self.font_dirs) }
    }

    pub fn formats(&self, names: &[String]) -> Result<Vec<Format>, Stop> {
        let mut formats = Vec::new();
        for name in names {
            let format: Format = name.parse().map_err(|_| Wrong::Format(name.clone()))?;
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        Ok(formats)
    }

    /// A sentence for the person, beside the answer itself.
    pub fn say(&self, zh: &str, en: &str) {
        if !self.quiet {
            eprintln!("{}", self.lang.of(zh, en));
        }
    }

    pub fn progress(&self, zh: &str, en: &str) -> Progress {
        Progress::start(self.lang.of(zh, en), self.quiet)
    }
}

/// Workbooks are read by this program a second time, within limits.
pub fn reading_apart(office: Office) -> Office {
    Office { reader: acts::imports::apart::this_program(), ..office }
}

/// A day as it is written, such as 2026-04-08.
pub fn day(text: Option<&str>) -> Result<Option<Date>, Stop> {
    text.map(|t| parse_day(t).ok_or_else(|| Error::BadDay(t.to_owned()))).transpose().map_err(Stop::from)
}

/// `GUATU_DATA`, else where the system keeps the data of programs.
fn data_dir() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("GUATU_DATA")
        .or_else(|| Some(set("XDG_DATA_HOME")?.join("guatu")))
        .or_else(|| Some(set("LOCALAPPDATA")?.join("guatu")))
        .or_else(|| Some(std::env::home_dir()?.join(".local/share/guatu")))
}
