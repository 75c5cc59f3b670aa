//! `guatu settings` 设置: a file of settings tried, applied as one act, or written out; by the same act as the page.

use crate::desk::Desk;
use crate::options::{SettingsApply, SettingsCommand, SettingsFormat};
use crate::output::{self, Sink};
use crate::stop::Stop;
use acts::acting::Caller;
use acts::exports::file_text;
use acts::previews::Change;
use acts::settings::Tried;
use domain::lang::Lang;
use std::fmt::Write;

pub fn run(desk: &Desk, command: &SettingsCommand) -> Result<(), Stop> {
    match command {
        SettingsCommand::Apply(asked) => apply(desk, asked),
        SettingsCommand::Export { format, out } => {
            let office = desk.office()?;
            let caller = Caller::operator(desk.scope(&office)?.county());
            let bytes = match format {
                SettingsFormat::Toml => office.settings_file(&caller.actor)?.into_bytes(),
                SettingsFormat::Xlsx => office.settings_workbook(&caller.actor, desk.lang)?,
            };
            let mut sink = Sink::new(out.as_deref())?;
            sink.write(&bytes)?;
            sink.finish()
        }
    }
}

fn apply(desk: &Desk, asked: &SettingsApply) -> Result<(), Stop> {
    // Nothing is ordered on a day that has not come, whatever --today says.
    let office = desk.import_office()?;
    let caller = Caller::operator(desk.scope(&office)?.county());
    let paper = office.read_settings(&asked.file)?;
    if asked.preview {
        let tried = office.try_settings(&caller, &paper)?;
        output::print(&told(&tried, desk.lang))?;
        return if tried.problems.is_empty() { Ok(()) } else { Err(acts::Error::Problems(tried.problems).into()) };
    }
    let done = office.apply_settings(&caller, &paper, &asked.reason)?;
    desk.say(
        &format!("设置完成：新增{}条，修改{}条，{}条原已相同，{}条分录", done.new, done.changed, done.unchanged, done.entries),
        &format!(
            "settings applied: {} new, {} changed, {} there already, {} entries",
            done.new, done.changed, done.unchanged, done.entries
        ),
    );
    Ok(())
}

/// What would change, what is asked, and what new indicators cost.
fn told(tried: &Tried, lang: Lang) -> String {
    let mut out = String::new();
    for change in &tried.changes {
        let register = change.after.register;
        let key = register.key.iter().filter_map(|name| register.column(name));
        let key: Vec<String> = key.map(|at| file_text(&change.after, at, &tried.names)).collect();
        let what = if change.before.is_some() { lang.of("修改", "change") } else { lang.of("新增", "new") };
        let _ = writeln!(out, "{what} {} {}", lang.of(register.zh, register.en), key.join(" "));
        for at in change.fields() {
            let column = &register.columns[at];
            let _ = writeln!(out, "  {}: {}", lang.of(column.zh, column.en), before_after(change, at, tried));
        }
    }
    for question in &tried.questions {
        let _ = writeln!(out, "? {} {}: {}", question.source, question.line, question.finding.sentence(lang));
    }
    for (zh, en, added) in &tried.burden {
        let _ = match lang {
            Lang::Zh => writeln!(out, "填报负担 {zh}：{}个单位，今年再填{}栏", added.units, added.typed),
            Lang::En => writeln!(out, "burden of {en}: {} units, {} more fields this year", added.units, added.typed),
        };
    }
    let (new, unchanged) = (tried.new_records(), tried.unchanged);
    let changed = tried.changes.len() - new;
    let _ = match lang {
        Lang::Zh => writeln!(out, "新增{new}条，修改{changed}条，{unchanged}条原已相同；还什么都没有写入"),
        Lang::En => writeln!(out, "{new} new, {changed} changed, {unchanged} there already; nothing is written yet"),
    };
    out
}

fn before_after(change: &Change, at: usize, tried: &Tried) -> String {
    let after = file_text(&change.after, at, &tried.names);
    match &change.before {
        Some(before) => format!("{} → {after}", file_text(before, at, &tried.names)),
        None => after,
    }
}
