//! What meetings ask of somebody 会议待办: to comment on the pack, to speak, to choose who speaks, to hold it, to keep its minutes.

use super::{Item, Kind};
use crate::meetings::{MeetingRow, gathered, may_comment, of_meeting};
use crate::{Error, Office, books};
use domain::actors::Actor;
use domain::calendar::Date;
use domain::meetings::{Call, Speaker, State};
use domain::policy::{Action, Request, decide};
use domain::registers::{MEETING_COMMENTS, MEETING_SPEAKERS, Record};

impl Office {
    /// Meetings that wait for somebody.
    pub(super) fn called(&self, actor: &Actor) -> Result<Vec<Item>, Error> {
        if !actor.role.is_of_a_unit() && !prepares(actor) && may_comment(actor).is_err() {
            return Ok(Vec::new());
        }
        let scope = Actor::system(actor.county, "meeting").scope();
        let items = self.store.read(&scope, |reader| {
            let mut items = Vec::new();
            for row in gathered(reader, None)?.iter().filter(|row| matches!(row.meeting.state, State::Packed | State::Held)) {
                let comments = of_meeting(reader, &MEETING_COMMENTS, &row.code)?;
                let speakers = of_meeting(reader, &MEETING_SPEAKERS, &row.code)?;
                let calls = calls(actor, row, &comments, &speakers, self.today);
                items.extend(calls.into_iter().map(|(call, due)| item(row, call, due, self.today)));
            }
            if !items.is_empty() {
                let units = books::units(reader, None)?;
                let own = units.iter().find(|u| Some(u.number) == actor.unit);
                for item in &mut items {
                    item.unit_name = crate::orders::names(own);
                }
            }
            Ok(items)
        })?;
        Ok(items)
    }
}

fn prepares(actor: &Actor) -> bool {
    decide(actor.role, Request::of(Action::HoldMeeting)).is_ok()
}

fn calls(actor: &Actor, row: &MeetingRow, comments: &[Record], speakers: &[Record], today: Date) -> Vec<(Call, Option<Date>)> {
    let meeting = &row.meeting;
    let own = |record: &Record| actor.unit.is_some_and(|own| record.int("unit_id") == Some(own.into()));
    let (packed, speaks) = (meeting.state == State::Packed, may_comment(actor).is_ok());
    let said = comments.iter().any(own);
    let chosen = speakers.iter().filter(|record| own(record)).filter_map(Speaker::from_record).any(|speaker| speaker.speaks);
    let mut calls = Vec::new();
    if speaks && !said && meeting.takes_comments(today) {
        calls.push((Call::Comment, meeting.comments_to));
    }
    if speaks && chosen && packed {
        calls.push((Call::Speak, Some(meeting.meeting_on)));
    }
    if prepares(actor) && packed && speakers.is_empty() {
        calls.push((Call::Choose, Some(meeting.meeting_on)));
    }
    if prepares(actor) && packed && meeting.meeting_on <= today {
        calls.push((Call::Hold, Some(meeting.meeting_on)));
    }
    if prepares(actor) && meeting.state == State::Held {
        calls.push((Call::Minute, None));
    }
    calls
}

fn item(row: &MeetingRow, call: Call, due: Option<Date>, today: Date) -> Item {
    Item {
        kind: Kind::Meeting(call),
        month: None,
        matter: (row.code.clone(), row.title.clone()),
        due,
        overdue: due.is_some_and(|due| due < today),
        unit: String::new(),
        unit_name: Default::default(),
        lines: 1,
        reason: String::new(),
        since: due.is_none().then_some(row.meeting.last_on),
    }
}
