//! The list of meetings 会议清单, the newest first.

use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, end_of_day};
use domain::meetings::{Meeting, Taken};
use domain::registers::{MEETING_STEPS, MEETING_TOPICS, MEETINGS, Record};
use std::collections::HashMap;
use store::{Fault, Reader};

/// A meeting in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingRow {
    pub code: String,
    pub title: String,
    pub meeting: Meeting,
    pub topics: Vec<String>,
    /// The minutes kept of it, oldest first.
    pub minutes: Vec<String>,
}

/// Every meeting known at an instant, with what its steps come to.
pub(crate) fn gathered(reader: &mut Reader<'_>, as_of: Option<i64>) -> Result<Vec<MeetingRow>, Fault> {
    let mut steps: HashMap<String, Vec<Record>> = HashMap::new();
    for step in reader.records(&MEETING_STEPS, as_of)?.iter() {
        steps.entry(step.text("meeting_id").to_owned()).or_default().push(step.clone());
    }
    let mut topics = reader.records(&MEETING_TOPICS, as_of)?.to_vec();
    topics.sort_by_key(|topic| topic.int("place"));
    let lived = |record: &Record| {
        let code = record.text("meeting_id").to_owned();
        let mut steps = steps.remove(&code)?;
        steps.sort_by_key(|step| step.int("place"));
        let minutes = steps.iter().map(|step| step.text("directive_id").to_owned()).filter(|code| !code.is_empty()).collect();
        Some(MeetingRow {
            meeting: Meeting::of(steps.iter().filter_map(Taken::from_record))?,
            title: record.text("title").to_owned(),
            topics: topics.iter().filter(|t| t.text("meeting_id") == code).map(|t| t.text("title").to_owned()).collect(),
            minutes,
            code,
        })
    };
    let mut rows: Vec<MeetingRow> = reader.records(&MEETINGS, as_of)?.iter().filter_map(lived).collect();
    rows.sort_by(|a, b| (b.meeting.meeting_on, &b.code).cmp(&(a.meeting.meeting_on, &a.code)));
    Ok(rows)
}

/// The last meeting with minutes that was held before a day: what it resolved is the first thing the next one hears of.
pub(crate) fn last_before<'r>(rows: &'r [MeetingRow], code: &str, day: Date) -> Option<&'r MeetingRow> {
    let earlier =
        |row: &&MeetingRow| row.code != code && !row.minutes.is_empty() && row.meeting.held_on.is_some_and(|held| held <= day);
    rows.iter().filter(earlier).max_by_key(|row| row.meeting.held_on)
}

impl Office {
    /// Meetings known as of a day, the newest first.
    pub fn meetings(&self, actor: &Actor, as_of: Date) -> Result<Vec<MeetingRow>, Error> {
        if !actor.scope().business() {
            return Err(Error::NotFound);
        }
        let instant = (as_of < self.today).then(|| end_of_day(as_of));
        Ok(self.store.read(&actor.scope(), |reader| gathered(reader, instant))?)
    }
}
