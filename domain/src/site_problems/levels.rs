//! Levels 层级: who has a problem on the desk, and for how many working days before the next one has it.

use crate::calendar::{Date, day_of};
use crate::lang::Lang;
use crate::registers::Record;
use std::borrow::Cow;

/// One level of the climb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    pub name: Cow<'static, str>,
    pub name_en: Cow<'static, str>,
    /// Working days it stays here before it climbs; of no account at the highest.
    pub days: u32,
    /// A county leader decides here; below, the project's own people do.
    pub by_leader: bool,
}

impl Level {
    const fn usual(name: &'static str, name_en: &'static str, days: u32, by_leader: bool) -> Level {
        Level { name: Cow::Borrowed(name), name_en: Cow::Borrowed(name_en), days, by_leader }
    }

    pub fn label(&self, lang: Lang) -> &str {
        lang.name(&self.name, &self.name_en)
    }
}

/// Where the county set none: four levels, as in DOMAIN.md §5.1.
static USUAL: [Level; 4] = [
    Level::usual("专班", "task force", 3, false),
    Level::usual("分管领导", "leader in charge", 3, true),
    Level::usual("指挥部", "headquarters", 5, true),
    Level::usual("主要领导", "county head", 0, true),
];

/// The levels of a county: those that came into force on each day, the lowest first.
#[derive(Clone, Debug, Default)]
pub struct Levels(Vec<(Date, Vec<Level>)>);

impl Levels {
    pub fn new(rows: impl IntoIterator<Item = (Date, i64, Level)>) -> Levels {
        let mut rows: Vec<(Date, i64, Level)> = rows.into_iter().collect();
        rows.sort_by_key(|(from, place, _)| (*from, *place));
        let of_a_day = rows.chunk_by(|a, b| a.0 == b.0);
        Levels(of_a_day.map(|rows| (rows[0].0, rows.iter().map(|row| row.2.clone()).collect())).collect())
    }

    pub fn from_records<'r>(records: impl IntoIterator<Item = &'r Record>) -> Levels {
        Levels::new(records.into_iter().filter_map(|record| {
            let level = Level {
                name: record.text("name").to_owned().into(),
                name_en: record.text("name_en").to_owned().into(),
                days: record.int("days").and_then(|n| u32::try_from(n).ok())?,
                by_leader: record.int("by_leader") == Some(1),
            };
            Some((record.int("from_on").and_then(day_of)?, record.int("level")?, level))
        }))
    }

    /// The levels of a problem found on a day: a later order changes none that is under way.
    pub fn in_force(&self, on: Date) -> &[Level] {
        self.0.iter().rfind(|(from, _)| *from <= on).map_or(USUAL.as_slice(), |(_, levels)| levels)
    }

    /// The climb in words.
    pub fn sentence(&self, on: Date, lang: Lang) -> String {
        let levels = self.in_force(on);
        let named = |(place, level): (usize, &Level)| match (place + 1 < levels.len(), lang) {
            (false, _) => level.label(lang).to_owned(),
            (true, Lang::Zh) => format!("{}（{}个工作日）", level.label(lang), level.days.max(1)),
            (true, Lang::En) => format!("{} ({} working days)", level.label(lang), level.days.max(1)),
        };
        let climb: Vec<String> = levels.iter().enumerate().map(named).collect();
        match lang {
            Lang::Zh => format!("未决定或到期未解决的，逐级提交：{}", climb.join("→")),
            Lang::En => format!("What is not decided, or not solved when due, climbs: {}", climb.join(" → ")),
        }
    }
}
