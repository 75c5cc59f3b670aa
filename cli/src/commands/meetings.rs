//! `guatu meetings` 会议: what was dealt with, who speaks, what became of what was resolved; the pack in any format; and every step
//! from planning one to its minutes, by the same acts as the pages.

use super::compose::{print, write};
use super::supervision::{asked, printed};
use super::verifications;
use crate::desk::{Desk, day};
use crate::options::{
    MeetingsAttend, MeetingsCommand, MeetingsComment, MeetingsList, MeetingsMinutes, MeetingsPack, MeetingsPlan, MeetingsSpeaker,
    SupervisedOne,
};
use crate::output;
use crate::stop::{Stop, Wrong};
use acts::imports::apart;
use acts::meetings::{Choosing, MeetingDoing, NewMeeting};
use acts::texts;
use domain::meetings::{Presence, Side, Step};
use std::fmt::Write;

pub fn meetings(desk: &Desk, command: &MeetingsCommand) -> Result<(), Stop> {
    match command {
        MeetingsCommand::List(asked) => list(desk, asked),
        MeetingsCommand::Show(one) => show(desk, one),
        MeetingsCommand::Pack(asked) => pack(desk, asked),
        MeetingsCommand::Plan(new) => plan(desk, new),
        MeetingsCommand::Send { code, cut } => {
            let as_of = day(cut.as_deref())?;
            step(desk, code, &MeetingDoing { as_of, ..MeetingDoing::of(Step::Packed, 0) })
        }
        MeetingsCommand::Comment(said) => comment(desk, said),
        MeetingsCommand::Speaker(chosen) => speaker(desk, chosen),
        MeetingsCommand::Postpone { code, to, note } => {
            let meeting_on = day(Some(to))?;
            step(desk, code, &MeetingDoing { meeting_on, note, ..MeetingDoing::of(Step::Postponed, 0) })
        }
        MeetingsCommand::Hold { code } => step(desk, code, &MeetingDoing::of(Step::Held, 0)),
        MeetingsCommand::Attend(taken) => attend(desk, taken),
        MeetingsCommand::Minutes(kept) => minutes(desk, kept),
        MeetingsCommand::Cancel { code, note } => {
            step(desk, code, &MeetingDoing { note, ..MeetingDoing::of(Step::Cancelled, 0) })
        }
    }
}

fn plan(desk: &Desk, new: &MeetingsPlan) -> Result<(), Stop> {
    let (office, caller) = verifications::acting(desk, None)?;
    let new = NewMeeting {
        title: &new.title,
        meeting_on: day(Some(&new.on))?,
        period: &new.period,
        venue: &new.venue,
        chair: &new.chair,
        comment_days: new.days,
        topics: new.topics.iter().map(|topic| topic.rsplit_once('=').unwrap_or((topic, ""))).collect(),
    };
    output::print(&format!("{}\n", office.plan_meeting(&caller, &new)?))
}

/// Take a step on what stands there now, and print how it stands after it.
fn step(desk: &Desk, code: &str, doing: &MeetingDoing<'_>) -> Result<(), Stop> {
    let (office, caller) = verifications::acting(desk, None)?;
    let seen = office.meeting(&caller.actor, office.today, code)?.meeting.steps;
    office.step_meeting(&caller, code, &MeetingDoing { seen, ..*doing })?;
    let meeting = office.meeting(&caller.actor, office.today, code)?.meeting;
    output::print(&format!("{code}  {}  {}\n", meeting.meeting_on, meeting.state.label(desk.lang)))
}

fn comment(desk: &Desk, said: &MeetingsComment) -> Result<(), Stop> {
    let (office, caller) = verifications::acting(desk, Some(&said.office))?;
    office.comment_on_pack(&caller, &said.code, said.agree, &said.words)?;
    desk.say("已提交", "sent");
    Ok(())
}

fn speaker(desk: &Desk, chosen: &MeetingsSpeaker) -> Result<(), Stop> {
    let (office, caller) = verifications::acting(desk, None)?;
    let side = Side::parse(&chosen.side).ok_or_else(|| Wrong::Word(chosen.side.clone()))?;
    let choosing = Choosing { unit: &chosen.unit, side, speaks: !chosen.excuse, note: &chosen.note };
    office.choose_speaker(&caller, &chosen.code, &choosing)?;
    desk.say("已办结", "done");
    Ok(())
}

fn attend(desk: &Desk, taken: &MeetingsAttend) -> Result<(), Stop> {
    let (office, caller) = verifications::acting(desk, None)?;
    let mut came = Vec::with_capacity(taken.came.len());
    for pair in &taken.came {
        let (unit, how) = pair.split_once('=').ok_or_else(|| Wrong::Pair(pair.clone()))?;
        let (presence, person) = how.split_once([':', '：']).unwrap_or((how, ""));
        came.push((unit, Presence::parse(presence).ok_or_else(|| Wrong::Word(presence.to_owned()))?, person));
    }
    office.take_attendance(&caller, &taken.code, &came)?;
    desk.say("已登记", "kept");
    Ok(())
}

fn minutes(desk: &Desk, kept: &MeetingsMinutes) -> Result<(), Stop> {
    let (office, caller) = verifications::acting(desk, None)?;
    let words = texts::words_of(apart::this_program().as_deref(), &kept.file)?;
    let directive = office.keep_minutes(&caller, &kept.code, &kept.title, &kept.number, &words)?;
    output::print(&format!("{directive}\n"))
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
