//! First look 初读: what a text says of itself — its kind, title, number, issuing body, speaker and day — how much is found in it, and
//! what somebody should know before it is kept. Nothing is written.

use crate::acting::allow;
use crate::supervision::rules;
use crate::{Error, Office, books};
use domain::actors::Actor;
use domain::calendar::Date;
use domain::lang::Lang;
use domain::policy::{Action, Request};
use reading::{Context, Kind, Reading, Remark, RemarkKind};

/// No more places are told of one doubt.
const MOST_PLACES: usize = 8;

/// So many signs of the place that a doubt is about.
const MOST_SIGNS: usize = 24;

/// What a text says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstLook {
    /// One of `DIRECTIVE_KINDS`.
    pub kind: &'static str,
    /// Empty where it has none.
    pub title: String,
    pub number: String,
    pub issuer: String,
    pub speaker: String,
    /// The day it gives itself.
    pub on: Option<Date>,
    pub tasks: usize,
    pub figures: usize,
    pub doubts: Vec<Doubt>,
}

/// What should be known about a text, and the words it is about; none if it is about the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    pub kind: RemarkKind,
    pub words: Vec<String>,
}

impl Doubt {
    pub fn sentence(&self, lang: Lang) -> String {
        let sentence = self.kind.sentence(lang);
        if self.words.is_empty() {
            return sentence.to_owned();
        }
        let words = self.words.join(lang.of("”、“", "”, “"));
        match lang {
            Lang::Zh => format!("“{words}”：{sentence}"),
            Lang::En => format!("“{words}”: {sentence}"),
        }
    }
}

impl FirstLook {
    /// 读出任务建议23项、数据12项。
    pub fn sentence(&self, lang: Lang) -> String {
        let FirstLook { tasks, figures, .. } = self;
        match lang {
            Lang::Zh => format!("读出任务建议{tasks}项、数据{figures}项；还没有写入。"),
            Lang::En => format!("Found: {tasks} proposed tasks, {figures} figures. Nothing is kept yet."),
        }
    }
}

impl Office {
    /// Look at a text as of a day: the one given, else the one it gives itself.
    pub fn look_at_text(&self, actor: &Actor, text: &str, on: Option<Date>) -> Result<FirstLook, Error> {
        allow(actor, Request::of(Action::KeepTasks))?;
        let (units, rules) = self.store.read(&actor.scope(), |reader| Ok((books::units(reader, None)?, rules(reader, None)?)))?;
        let found = reading::read(text.trim(), &Context { date: on, units: &units, working_days: Some(rules.days()) });
        let said = |span: Option<reading::Span>| span.map_or_else(String::new, |span| found.quote(span).trim().to_owned());
        Ok(FirstLook {
            kind: kind(found.shape.kind),
            title: said(found.shape.title),
            number: said(found.shape.number),
            issuer: said(found.shape.body),
            speaker: said(found.shape.speaker),
            on: found.shape.date,
            tasks: found.tasks.len(),
            figures: found.figures.len(),
            doubts: doubts(&found),
        })
    }
}

/// One for each kind, in the order in which they were found.
fn doubts(found: &Reading) -> Vec<Doubt> {
    let mut all: Vec<Doubt> = Vec::new();
    for Remark { kind, span } in &found.remarks {
        let at = all.iter().position(|doubt| doubt.kind == *kind).unwrap_or_else(|| {
            all.push(Doubt { kind: *kind, words: Vec::new() });
            all.len() - 1
        });
        let words: Option<String> = span.map(|span| found.quote(span).trim().chars().take(MOST_SIGNS).collect());
        let known = &mut all[at].words;
        known.extend(words.filter(|words| known.len() < MOST_PLACES && !known.contains(words)));
    }
    all
}

/// The kind as the register of directives has it.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Speech => "speech",
        Kind::Minutes => "minutes",
        Kind::Plan => "plan",
        Kind::Notice => "notice",
        Kind::Bulletin => "bulletin",
        Kind::Report | Kind::News | Kind::Rules | Kind::Other => "other",
    }
}
