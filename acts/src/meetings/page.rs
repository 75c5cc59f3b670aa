//! One meeting 会议: what the last one resolved, its topics, comments, speakers, attendance, minutes and steps, and what this person may do.

use super::list::{gathered, last_before};
use super::pack::{Candidate, is_settled};
use super::{may_comment, of_meeting};
use crate::accounts::person_behind;
use crate::orders::names;
use crate::tasks::{TaskQuery, TaskRow};
use crate::{Error, Office, books};
use domain::actors::Actor;
use domain::calendar::{Date, day_of, end_of_day};
use domain::meetings::{Meeting, Presence, Side, Speaker, State, Step};
use domain::policy::{Action, Request, decide};
use domain::registers::{
    DIRECTIVES, MEETING_ATTENDANCES, MEETING_COMMENTS, MEETING_SPEAKERS, MEETING_STEPS, MEETING_TOPICS, MEETINGS, Record,
    Register, Value,
};
use domain::tasks::TaskState;
use domain::units::Unit;

type Names = (String, String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicRow {
    pub title: String,
    pub campaign: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentRow {
    pub unit: String,
    pub unit_name: Names,
    pub on: Date,
    pub agrees: bool,
    pub words: String,
    pub by: Names,
}

/// A unit that is proposed, or that a person decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerRow {
    pub unit: String,
    pub unit_name: Names,
    pub side: Side,
    /// Why the rankings propose it, in both languages; empty: they do not.
    pub basis: Names,
    /// What a person decided: whether it speaks, and why.
    pub decided: Option<(bool, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendanceRow {
    pub unit: String,
    pub unit_name: Names,
    pub presence: Presence,
    pub person: String,
}

/// What the last meeting resolved, as it stands on the day looked from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedRow {
    pub task: TaskRow,
    pub done: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingStepRow {
    pub step: Step,
    pub on: Date,
    pub meeting_on: Date,
    pub as_of: Option<Date>,
    pub comments_to: Option<Date>,
    pub note: String,
    pub by: Names,
    pub recorded_at: i64,
}

/// Everything about one meeting.
#[derive(Clone, Debug)]
pub struct MeetingPage {
    pub code: String,
    pub title: String,
    pub period: String,
    pub venue: String,
    pub chair: String,
    pub comment_days: i64,
    pub meeting: Meeting,
    /// Number and title of the last meeting with minutes, and what became of what it resolved.
    pub last: Option<(String, String)>,
    pub resolved: Vec<ResolvedRow>,
    pub topics: Vec<TopicRow>,
    pub comments: Vec<CommentRow>,
    pub speakers: Vec<SpeakerRow>,
    pub attendance: Vec<AttendanceRow>,
    /// Number and title of its minutes.
    pub minutes: Vec<(String, String)>,
    pub steps: Vec<MeetingStepRow>,
    /// Steps this person may take today.
    pub open: Vec<Step>,
    pub may_comment: bool,
    pub may_choose: bool,
    pub may_attend: bool,
    /// There is a pack for these eyes.
    pub has_pack: bool,
}

/// Records of a meeting as they were known.
struct Found {
    record: Record,
    row: super::MeetingRow,
    last: Option<super::MeetingRow>,
    topics: Vec<Record>,
    comments: Vec<CommentRow>,
    attendance: Vec<Record>,
    speakers: Vec<Speaker>,
    steps: Vec<MeetingStepRow>,
    minutes: Vec<(String, String)>,
    units: std::sync::Arc<Vec<Unit>>,
}

impl Office {
    /// A meeting as of a day.
    pub fn meeting(&self, actor: &Actor, as_of: Date, code: &str) -> Result<MeetingPage, Error> {
        if !actor.scope().business() {
            return Err(Error::NotFound);
        }
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        let found = self.found(actor, instant, code)?.ok_or(Error::NotFound)?;
        let meeting = found.row.meeting.clone();
        let prepares = decide(actor.role, Request::of(Action::HoldMeeting)).is_ok();
        let now = instant.is_none();
        let text = |column: &str| found.record.text(column).to_owned();
        let speakers = meeting.as_of.map(|cut_on| self.speakers(actor.county, &found, cut_on)).transpose()?.unwrap_or_default();
        Ok(MeetingPage {
            code: code.to_owned(),
            title: text("title"),
            period: text("period"),
            venue: text("venue"),
            chair: text("chair"),
            comment_days: found.record.int("comment_days").unwrap_or(0),
            last: found.last.as_ref().map(|last| (last.code.clone(), last.title.clone())),
            resolved: self.resolved(actor, as_of, found.last.as_ref())?,
            topics: found.topics.iter().map(topic).collect(),
            attendance: found.attendance.iter().filter_map(|r| attended(r, &found.units)).collect(),
            speakers,
            open: if now && prepares { meeting.state.followed_by().to_vec() } else { Vec::new() },
            may_comment: now && meeting.takes_comments(self.today) && may_comment(actor).is_ok(),
            may_choose: now && prepares && meeting.state == State::Packed,
            may_attend: now && prepares && meeting.may_attend().is_ok(),
            has_pack: now && (prepares || meeting.as_of.is_some()),
            comments: found.comments,
            minutes: found.minutes,
            steps: found.steps,
            meeting,
        })
    }

    fn found(&self, actor: &Actor, instant: Option<i64>, code: &str) -> Result<Option<Found>, Error> {
        let scope = Actor::system(actor.county, "meeting").scope();
        let known = |record: &Record| instant.is_none_or(|instant| record.recorded_at <= instant);
        Ok(self.store.read(&scope, |reader| {
            let rows = gathered(reader, instant)?;
            let Some(row) = rows.iter().find(|row| row.code == code).cloned() else { return Ok(None) };
            let records = reader.records(&MEETINGS, instant)?;
            let Some(record) = records.iter().find(|r| r.text("meeting_id") == code).cloned() else { return Ok(None) };
            let mut of = |register: &'static Register| {
                let mut records = of_meeting(reader, register, code)?;
                records.retain(known);
                Ok::<_, store::Fault>(records)
            };
            let (mut topics, mut said, mut taken) = (of(&MEETING_TOPICS)?, of(&MEETING_COMMENTS)?, of(&MEETING_STEPS)?);
            let attendance = of(&MEETING_ATTENDANCES)?;
            let speakers = of(&MEETING_SPEAKERS)?.iter().filter_map(Speaker::from_record).collect();
            topics.sort_by_key(|topic| topic.int("place"));
            said.sort_by_key(|comment| (comment.int("on"), comment.seq));
            taken.sort_by_key(|step| step.int("place"));
            let units = books::units(reader, instant)?;
            let (mut comments, mut steps, mut minutes) = (Vec::new(), Vec::new(), Vec::new());
            for comment in &said {
                comments.extend(commented(comment, &units, person_behind(reader, comment.text("by"))?));
            }
            for step in &taken {
                steps.extend(step_row(step, person_behind(reader, step.text("by"))?));
            }
            for code in &row.minutes {
                let kept = reader.current(&DIRECTIVES, &[Value::Text(code.clone())])?;
                minutes.extend(kept.map(|directive| (code.clone(), directive.text("title").to_owned())));
            }
            let last = last_before(&rows, code, row.meeting.meeting_on).cloned();
            Ok(Some(Found { record, row, last, topics, comments, attendance, speakers, steps, minutes, units }))
        })?)
    }

    /// What became of what the last meeting resolved: its tasks, those not done first.
    fn resolved(&self, actor: &Actor, as_of: Date, last: Option<&super::MeetingRow>) -> Result<Vec<ResolvedRow>, Error> {
        let mut rows = Vec::new();
        for directive in last.into_iter().flat_map(|last| &last.minutes) {
            let asked = TaskQuery { directive: directive.clone(), ..TaskQuery::default() };
            let tasks = self.tasks(actor, as_of, &asked, 0, usize::MAX)?.rows;
            let stands = tasks.into_iter().filter(|task| task.state != TaskState::Withdrawn);
            rows.extend(stands.map(|task| ResolvedRow { done: task.state == TaskState::Done, task }));
        }
        rows.sort_by_key(|row| row.done);
        Ok(rows)
    }

    /// Whom the rankings of the pack propose, with what a person made of each, then those that a person named.
    fn speakers(&self, county: i32, found: &Found, cut_on: Date) -> Result<Vec<SpeakerRow>, Error> {
        let candidates = self.candidates(county, &found.row.code, cut_on)?;
        let row = |number: i32, side: Side, basis: Names, decided: Option<&Speaker>| {
            let unit = found.units.iter().find(|u| u.number == number);
            SpeakerRow {
                unit: unit.map_or_else(String::new, |u| u.code.clone()),
                unit_name: names(unit),
                side,
                basis,
                decided: decided.map(|speaker| (speaker.speaks, speaker.note.clone())),
            }
        };
        let mut rows = Vec::new();
        for Candidate { proposed, basis } in candidates.iter() {
            let decided = found.speakers.iter().find(|speaker| speaker.unit == proposed.unit);
            if decided.is_none() && is_settled(&found.row.meeting) {
                continue;
            }
            let side = decided.map_or(proposed.side, |speaker| speaker.side);
            rows.push(row(proposed.unit, side, basis.clone(), decided));
        }
        for speaker in &found.speakers {
            if candidates.iter().all(|of| of.proposed.unit != speaker.unit) {
                rows.push(row(speaker.unit, speaker.side, Names::default(), Some(speaker)));
            }
        }
        rows.sort_by_key(|row| row.side);
        Ok(rows)
    }
}

fn topic(record: &Record) -> TopicRow {
    TopicRow { title: record.text("title").to_owned(), campaign: record.text("campaign_id").to_owned() }
}

fn unit_of<'u>(record: &Record, units: &'u [Unit]) -> Option<&'u Unit> {
    units.iter().find(|u| record.int("unit_id") == Some(u.number.into()))
}

fn commented(record: &Record, units: &[Unit], by: Names) -> Option<CommentRow> {
    let unit = unit_of(record, units);
    Some(CommentRow {
        unit: unit.map_or_else(String::new, |u| u.code.clone()),
        unit_name: names(unit),
        on: record.int("on").and_then(day_of)?,
        agrees: record.int("agrees") == Some(1),
        words: record.text("words").to_owned(),
        by,
    })
}

fn attended(record: &Record, units: &[Unit]) -> Option<AttendanceRow> {
    let unit = unit_of(record, units);
    Some(AttendanceRow {
        unit: unit.map_or_else(String::new, |u| u.code.clone()),
        unit_name: names(unit),
        presence: Presence::parse(record.text("presence"))?,
        person: record.text("person").to_owned(),
    })
}

fn step_row(record: &Record, by: Names) -> Option<MeetingStepRow> {
    let day = |column: &str| record.int(column).and_then(day_of);
    Some(MeetingStepRow {
        step: Step::parse(record.text("step"))?,
        on: day("on")?,
        meeting_on: day("meeting_on")?,
        as_of: day("as_of"),
        comments_to: day("comments_to"),
        note: record.text("note").to_owned(),
        by,
        recorded_at: record.recorded_at,
    })
}
