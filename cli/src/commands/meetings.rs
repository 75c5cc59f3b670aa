//! `guatu meetings` 会议: what was dealt with, who speaks, what became of what was resolved; and the pack in any format.

use super::compose::{print, write};
use super::supervision::{asked, printed};
use crate::desk::Desk;
use crate::options::{MeetingsCommand, MeetingsList, MeetingsPack, SupervisedOne};
use crate::output;
use crate::stop::Stop;
use std::fmt::Write;

pub fn meetings(desk: &Desk, command: &MeetingsCommand) -> Result<(), Stop> {
    match command {
        MeetingsCommand::List(asked) => list(desk, asked),
        MeetingsCommand::Show(one) => show(desk, one),
        MeetingsCommand::Pack(asked) => pack(desk, asked),
    }
}

fn list(desk: &Desk, list: &MeetingsList) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let lang = desk.lang;
    let row = |row: &acts::meetings::MeetingRow| {
        vec![
            row.code.clone(),
            row.meeting.meeting_on.to_string(),
            row.meeting.state.label(lang).to_owned(),
            row.title.clone(),
            row.topics.join(lang.of("；", "; ")),
        ]
    };
    let rows: Vec<Vec<String>> = office.meetings(&actor, as_of)?.iter().map(row).collect();
    printed(list.format, &["meeting_id", "meeting_on", "state", "title", "topics"], &rows)
}

fn show(desk: &Desk, one: &SupervisedOne) -> Result<(), Stop> {
    let (office, actor, as_of) = asked(desk)?;
    let (page, lang) = (office.meeting(&actor, as_of, &one.code)?, desk.lang);
    let mut out = String::new();
    let _ = writeln!(out, "{}  {}  {}", page.code, page.meeting.meeting_on, page.meeting.state.label(lang));
    let _ = writeln!(out, "{}  {}", page.title, page.period);
    for row in &page.resolved {
        let mark = if row.done { "✓" } else { "○" };
        let unit = lang.name(&row.task.unit_name.0, &row.task.unit_name.1);
        let _ = writeln!(out, "{mark}  {}  {unit}  {}", row.task.code, row.task.action);
    }
    for topic in &page.topics {
        let _ = writeln!(out, "-  {}  {}", topic.title, topic.campaign);
    }
    for row in &page.speakers {
        let standing = match &row.decided {
            None => lang.of("提名", "proposed").to_owned(),
            Some((true, note)) => format!("{}  {note}", lang.of("确定", "confirmed")),
            Some((false, note)) => format!("{}  {note}", lang.of("不安排", "excused")),
        };
        let (name, basis) = (lang.name(&row.unit_name.0, &row.unit_name.1), lang.name(&row.basis.0, &row.basis.1));
        let _ = writeln!(out, "{}  {name}  {basis}  {}", row.side.label(lang), standing.trim_end());
    }
    for row in &page.comments {
        let words = if row.words.is_empty() { lang.of("无意见", "no objection") } else { &row.words };
        let _ = writeln!(out, "{}  {}  {words}", row.on, lang.name(&row.unit_name.0, &row.unit_name.1));
    }
    for (code, title) in &page.minutes {
        let _ = writeln!(out, "{code}  {title}");
    }
    output::print(&out)
}

fn pack(desk: &Desk, wanted: &MeetingsPack) -> Result<(), Stop> {
    let formats = desk.formats(&wanted.files.formats)?;
    let (office, actor, _) = asked(desk)?;
    let lang = desk.asked_lang.unwrap_or_default();
    let document = match &wanted.unit {
        Some(unit) => office.meeting_unit_page(&actor, &wanted.code, unit, lang)?,
        None => office.meeting_pack(&actor, &wanted.code, lang)?,
    };
    output::folder(&wanted.files.out)?;
    let press = desk.press();
    press.ready(&formats)?;
    let files = print(&press, &document, &formats, None, &|_| {})?;
    write(desk, &wanted.files.out, "pack", files)
}
