//! `guatu directives keep`, `list` and `show` 部署: a text kept with the proposals of its reading, and what became of it since; by the
//! same acts as the pages. Proposals are decided on at the page, beside the text.

use crate::commands::supervision::{asked, printed};
use crate::desk::Desk;
use crate::options::{DirectivesKeep, DirectivesList, SupervisedOne};
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::acting::{Caller, fresh_key};
use acts::directives::{DirectiveRow, FirstLook, NewDirective, OF_BULLETIN};
use acts::{Error, Office};
use domain::calendar::parse_day;
use domain::directives::Origin;
use domain::lang::Lang;
use domain::registers::DIRECTIVE_KINDS;
use std::fmt::Write;
use std::path::Path;

pub fn keep(desk: &Desk, given: &DirectivesKeep) -> Result<(), Stop> {
    match (&given.bulletin, &given.file) {
        (Some(number), _) => keep_next_steps(desk, given, number),
        (None, Some(file)) => keep_file(desk, given, file),
        (None, None) => Ok(()),
    }
}

fn keep_file(desk: &Desk, given: &DirectivesKeep, file: &Path) -> Result<(), Stop> {
    let day = |text: &String| parse_day(text).ok_or_else(|| Error::BadDay(text.clone()));
    let on = given.date.as_ref().map(day).transpose()?;
    let kind = given.kind.as_deref().map(known).transpose()?;
    let office = desk.import_office()?;
    let text = office.text_of(file)?;
    let found = office.look_at_text(&caller(desk, &office, "")?.actor, &text, on)?;
    let file = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let named = if found.title.is_empty() { &file } else { &found.title };
    let new = NewDirective {
        kind: kind.unwrap_or(found.kind),
        title: given.title.as_ref().unwrap_or(named),
        number: given.number.as_ref().unwrap_or(&found.number),
        issuer: given.issuer.as_ref().unwrap_or(&found.issuer),
        speaker: given.speaker.as_ref().unwrap_or(&found.speaker),
        on: on.or(found.on).ok_or(Wrong::NoDay)?,
        text: text.trim(),
    };
    keep_text(desk, &office, &new, &found)
}

/// What an issued bulletin promised; made into a directive once.
fn keep_next_steps(desk: &Desk, given: &DirectivesKeep, number: &str) -> Result<(), Stop> {
    let office = desk.import_office()?;
    let actor = caller(desk, &office, "")?.actor;
    let steps = office.next_steps(&actor, number)?;
    if let Some(code) = &steps.kept_as {
        desk.say(&format!("通报“{number}”的下步打算已登记为部署"), &format!("the next steps of “{number}” are kept already"));
        return output::print(&format!("{code}  {}  {}\n", steps.on, steps.title));
    }
    let new = NewDirective {
        kind: OF_BULLETIN,
        title: given.title.as_ref().unwrap_or(&steps.title),
        number,
        issuer: given.issuer.as_ref().unwrap_or(&steps.issuer),
        speaker: given.speaker.as_deref().unwrap_or_default(),
        on: steps.on,
        text: &steps.text,
    };
    keep_text(desk, &office, &new, &office.look_at_text(&actor, &steps.text, Some(steps.on))?)
}

fn caller(desk: &Desk, office: &Office, part: &str) -> Result<Caller, Stop> {
    Ok(Caller { key: fresh_key() + part, ..Caller::operator(desk.scope(office)?.county()) })
}

fn keep_text(desk: &Desk, office: &Office, new: &NewDirective<'_>, found: &FirstLook) -> Result<(), Stop> {
    let code = office.keep_directive(&caller(desk, office, "-k")?, new)?;
    let came = office.read_directive(&caller(desk, office, "-r")?, &code)?;
    for doubt in &found.doubts {
        desk.say(&doubt.sentence(Lang::Zh), &doubt.sentence(Lang::En));
    }
    desk.say(&format!("任务建议{came}项，待逐项采纳"), &format!("{came} proposed tasks wait for a decision"));
    output::print(&format!("{code}  {}  {}\n", new.on, new.title))
}

fn known(code: &str) -> Result<&'static str, Stop> {
    let kind = DIRECTIVE_KINDS.iter().find(|kind| kind.0 == code);
    kind.map(|kind| kind.0).ok_or_else(|| Wrong::Word(code.to_owned()).into())
}

fn label(code: &str, lang: Lang) -> &'static str {
    DIRECTIVE_KINDS.iter().find(|kind| kind.0 == code).map_or("", |kind| lang.of(kind.1, kind.2))
}

pub fn list(desk: &Desk, list: &DirectivesList) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let lang = desk.lang;
    let row = |row: &DirectiveRow| {
        vec![
            row.directive.code.clone(),
            row.directive.on.to_string(),
            label(&row.directive.kind, lang).to_owned(),
            row.directive.title.clone(),
            row.sentences.to_string(),
            row.fate.sentence(lang),
        ]
    };
    let rows: Vec<Vec<String>> = office.directives(&actor, as_of)?.iter().map(row).collect();
    printed(list.format, &["directive_id", "on", "kind", "title", "sentences", "fate"], &rows)
}

pub fn show(desk: &Desk, one: &SupervisedOne) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let (page, lang) = (office.directive(&actor, as_of, &one.code)?, desk.lang);
    let directive = &page.directive;
    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{}  {}  {}  {}", directive.code, directive.on, label(&directive.kind, lang), directive.title);
    if !page.bulletin.is_empty() {
        let _ = writeln!(out, "{}{}", lang.of("出自通报", "from bulletin "), page.bulletin);
    }
    let _ = writeln!(out, "{}{} → {}", page.sentences.len(), lang.of("句", " sentences"), page.fate.sentence(lang));
    for sentence in page.sentences.iter().filter(|s| !s.fate.sentence(lang).is_empty()) {
        let tasks: Vec<&str> = sentence.tasks.iter().map(|task| task.code.as_str()).collect();
        let _ = writeln!(out, "{}  {}  {}", sentence.fate.sentence(lang), tasks.join(" "), sentence.words);
    }
    for row in &page.proposals {
        let due = row.proposal.due.map_or_else(|| "-".to_owned(), |due| due.to_string());
        let leads = row.proposal.leads.join(";");
        let origin = if row.proposal.origin == Origin::Rules { String::new() } else { row.proposal.origin.label(lang) };
        let said = [row.outcome.label(lang), &due, &leads, &row.proposal.action, &origin, &row.reason].join("  ");
        let _ = writeln!(out, "{}  {}", row.place, said.trim_end());
    }
    output::print(&out)
}
