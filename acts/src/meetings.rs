//! Meetings 调度会: planned with their topics, a pack sent out from a frozen cut, comments taken while the window is open, speakers
//! chosen, attendance taken, minutes kept and read like any directive. What may be done is asked of `domain::meetings` inside
//! the transaction.

mod list;
mod minutes;
mod pack;
mod page;

pub use list::MeetingRow;
pub(crate) use list::gathered;
pub use pack::Packs;
pub use page::{AttendanceRow, CommentRow, MeetingPage, MeetingStepRow, ResolvedRow, SpeakerRow, TopicRow};

use crate::acting::{Caller, allow};
use crate::intake::Row;
use crate::posting::enter;
use crate::supervision::{day, row, rules, text, unit_there};
use crate::{Error, Office};
use domain::actors::Actor;
use domain::calendar::{Date, Period, day_number};
use domain::lang::Lang;
use domain::meetings::{Meeting, Presence, Side, Step, Taken, Wish};
use domain::policy::{Action, Relation, Request};
use domain::registers::{
    CAMPAIGNS, MEETING_ATTENDANCES, MEETING_COMMENTS, MEETING_SPEAKERS, MEETING_STEPS, MEETING_TOPICS, MEETINGS, Record,
    Register, Value,
};
use store::{Fault, Reader, Tx, Written};

/// Longest that units may be given to comment, working days.
const MOST_COMMENT_DAYS: u32 = 60;

/// A meeting as it is planned.
#[derive(Clone, Debug, Default)]
pub struct NewMeeting<'a> {
    pub title: &'a str,
    pub meeting_on: Option<Date>,
    /// The period its figures are of.
    pub period: &'a str,
    pub venue: &'a str,
    pub chair: &'a str,
    /// Working days in which units may comment on the pack.
    pub comment_days: u32,
    /// Title and campaign of each topic; without a campaign nothing is ranked.
    pub topics: Vec<(&'a str, &'a str)>,
}

/// A step as somebody wants to take it.
#[derive(Clone, Copy, Debug)]
pub struct MeetingDoing<'a> {
    pub step: Step,
    pub meeting_on: Option<Date>,
    /// The cut of the pack; none: the day before.
    pub as_of: Option<Date>,
    pub note: &'a str,
    /// Steps that were seen: another one meanwhile, and nothing is done.
    pub seen: u32,
}

impl MeetingDoing<'_> {
    pub fn of(step: Step, seen: u32) -> MeetingDoing<'static> {
        MeetingDoing { step, meeting_on: None, as_of: None, note: "", seen }
    }
}

/// What a person makes of a speaker.
#[derive(Clone, Copy, Debug)]
pub struct Choosing<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    pub side: Side,
    pub speaks: bool,
    /// Why, where the rankings say otherwise.
    pub note: &'a str,
}

impl Office {
    /// Plan a meeting. Gives its number.
    pub fn plan_meeting(&self, caller: &Caller, new: &NewMeeting<'_>) -> Result<String, Error> {
        allow(&caller.actor, Request::of(Action::HoldMeeting))?;
        let topics: Vec<&(&str, &str)> = new.topics.iter().filter(|topic| !topic.0.trim().is_empty()).collect();
        let taken = Meeting::plan(new.title, topics.len(), new.meeting_on, self.today).map_err(Error::Meeting)?;
        let period = Period::parse(new.period).ok_or_else(|| Error::BadPeriod(new.period.to_owned()))?;
        let act = self.act(caller, "meetings.plan", new.title.trim(), "");
        let known = act.recorded_at;
        let written = self.store.write(act, |tx| {
            let mut reader = tx.clerk()?;
            for (_, campaign) in topics.iter().filter(|topic| !topic.1.is_empty()) {
                reader.current(&CAMPAIGNS, &[Value::Text((*campaign).to_owned())])?.ok_or(Error::NotFound)?;
            }
            let keys = reader.keys(&MEETINGS)?;
            let code = crate::supervision::following(&MEETINGS, keys.iter());
            let meeting = row(
                &MEETINGS,
                &[
                    ("meeting_id", text(&code)),
                    ("title", text(new.title)),
                    ("planned_on", Value::Int(day_number(self.today))),
                    ("period", text(&period.to_string())),
                    ("venue", text(new.venue)),
                    ("chair", text(new.chair)),
                    ("comment_days", Value::Int(new.comment_days.clamp(1, MOST_COMMENT_DAYS).into())),
                ],
            );
            let mut cells = vec![(&MEETINGS, meeting)];
            for (place, (title, campaign)) in (1..).zip(topics) {
                let topic = [
                    ("meeting_id", text(&code)),
                    ("place", Value::Int(place)),
                    ("title", text(title)),
                    ("campaign_id", text(campaign)),
                ];
                cells.push((&MEETING_TOPICS, row(&MEETING_TOPICS, &topic)));
            }
            cells.push((&MEETING_STEPS, step_row(&code, 1, &taken, "", "", &caller.actor)));
            put(tx, cells, known)?;
            Ok::<_, Error>(code)
        })?;
        match written {
            Written::Done { value, .. } => Ok(value),
            // The same form came twice: the meeting it planned is the newest of this name.
            Written::Already { .. } => self.planned_before(caller, new.title.trim()),
        }
    }

    fn planned_before(&self, caller: &Caller, title: &str) -> Result<String, Error> {
        let all = self.store.read(&caller.actor.scope(), |reader| reader.records(&MEETINGS, None))?;
        let newest = all.iter().filter(|r| r.text("title") == title).max_by_key(|r| r.seq).ok_or(Error::NotFound)?;
        Ok(newest.text("meeting_id").to_owned())
    }

    /// Take a step of a meeting. Its minutes are kept by [`Office::keep_minutes`].
    pub fn step_meeting(&self, caller: &Caller, code: &str, doing: &MeetingDoing<'_>) -> Result<(), Error> {
        allow(&caller.actor, Request::of(Action::HoldMeeting))?;
        let subject = format!("{code} {}", doing.step.label(Lang::Zh));
        let act = self.act(caller, &format!("meetings.{}", doing.step.code()), subject, doing.note.trim());
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let mut reader = tx.clerk()?;
            let (record, meeting) = meeting_of(&mut reader, code)?.ok_or(Error::NotFound)?;
            if meeting.steps != doing.seen {
                return Err(Error::Changed);
            }
            let wish =
                Wish { step: doing.step, on: self.today, meeting_on: doing.meeting_on, as_of: doing.as_of, note: doing.note };
            let days = rules(&mut reader, None)?;
            let taken = meeting.check(&wish, comment_days(&record), days.days()).map_err(Error::Meeting)?;
            let values = step_row(code, meeting.steps + 1, &taken, "", doing.note, &caller.actor);
            put(tx, vec![(&MEETING_STEPS, values)], known)
        })?;
        Ok(())
    }

    /// Say what one's own unit thinks of the pack, while the window is open.
    pub fn comment_on_pack(&self, caller: &Caller, code: &str, agrees: bool, words: &str) -> Result<(), Error> {
        let unit = caller.actor.unit.ok_or(Error::NotFound)?;
        may_comment(&caller.actor)?;
        let act = self.act(caller, "meetings.comment", code, words.trim());
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let mut reader = tx.clerk()?;
            let (_, meeting) = meeting_of(&mut reader, code)?.ok_or(Error::NotFound)?;
            meeting.may_comment(agrees, words, self.today).map_err(Error::Meeting)?;
            let before = of_meeting(&mut reader, &MEETING_COMMENTS, code)?;
            let own = before.iter().filter(|comment| comment.int("unit_id") == Some(unit.into()));
            let place = own.filter_map(|comment| comment.int("place")).max().unwrap_or(0) + 1;
            let cells = [
                ("meeting_id", text(code)),
                ("unit_id", Value::Int(unit.into())),
                ("place", Value::Int(place)),
                ("on", Value::Int(day_number(self.today))),
                ("agrees", Value::Int(agrees.into())),
                ("words", text(words)),
                ("by", text(&caller.actor.name)),
            ];
            put(tx, vec![(&MEETING_COMMENTS, row(&MEETING_COMMENTS, &cells))], known)
        })?;
        Ok(())
    }

    /// Confirm a unit that the rankings propose, name another, or excuse one.
    pub fn choose_speaker(&self, caller: &Caller, code: &str, choosing: &Choosing<'_>) -> Result<(), Error> {
        allow(&caller.actor, Request::of(Action::HoldMeeting))?;
        let proposals = self.proposals(caller.actor.county, code)?;
        let subject = format!("{code} {}", choosing.unit);
        let act = self.act(caller, "meetings.choose", subject, choosing.note.trim());
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let mut reader = tx.clerk()?;
            let (_, meeting) = meeting_of(&mut reader, code)?.ok_or(Error::NotFound)?;
            let unit = unit_there(&mut reader, choosing.unit, self.today)?;
            let proposed = proposals.iter().find(|(_, p)| p.unit == unit.number && p.side == choosing.side);
            meeting.may_choose(proposed.is_some(), choosing.speaks, choosing.note).map_err(Error::Meeting)?;
            let standing = if choosing.speaks { "confirmed" } else { "excused" };
            let cells = [
                ("meeting_id", text(code)),
                ("unit_id", Value::Int(unit.number.into())),
                ("side", text(choosing.side.code())),
                ("indicator_id", proposed.map_or(Value::Null, |(indicator, _)| Value::Int((*indicator).into()))),
                ("standing", text(standing)),
                ("on", Value::Int(day_number(self.today))),
                ("note", text(choosing.note)),
                ("by", text(&caller.actor.name)),
            ];
            put(tx, vec![(&MEETING_SPEAKERS, row(&MEETING_SPEAKERS, &cells))], known)
        })?;
        Ok(())
    }

    /// Take attendance: unit, whether it came, and who. Those that are told again are corrected.
    pub fn take_attendance(&self, caller: &Caller, code: &str, came: &[(&str, Presence, &str)]) -> Result<(), Error> {
        allow(&caller.actor, Request::of(Action::HoldMeeting))?;
        let act = self.act(caller, "meetings.attend", code, "");
        let known = act.recorded_at;
        self.store.write(act, |tx| {
            let mut reader = tx.clerk()?;
            let (_, meeting) = meeting_of(&mut reader, code)?.ok_or(Error::NotFound)?;
            meeting.may_attend().map_err(Error::Meeting)?;
            let mut cells = Vec::with_capacity(came.len());
            for (unit, presence, person) in came {
                let unit = unit_there(&mut reader, unit, self.today)?;
                let of_unit = [
                    ("meeting_id", text(code)),
                    ("unit_id", Value::Int(unit.number.into())),
                    ("presence", text(presence.code())),
                    ("person", text(person)),
                ];
                cells.push((&MEETING_ATTENDANCES, row(&MEETING_ATTENDANCES, &of_unit)));
            }
            put(tx, cells, known)
        })?;
        Ok(())
    }
}

/// Units comment on what is said of them; nobody comments for another.
pub(crate) fn may_comment(actor: &Actor) -> Result<(), Error> {
    let relation = if actor.unit.is_some() { Relation::Own } else { Relation::Other };
    allow(actor, Request { relation, ..Request::of(Action::CommentOnPack) })
}

type Cells = (&'static Register, Vec<Value>);

fn put(tx: &mut Tx<'_>, cells: Vec<Cells>, known: i64) -> Result<(), Error> {
    let rows = cells.into_iter().map(|(register, values)| Row { register, values, recorded_at: known }).collect();
    enter(tx, rows, known)?;
    Ok(())
}

fn step_row(code: &str, place: u32, taken: &Taken, directive: &str, note: &str, actor: &Actor) -> Vec<Value> {
    row(
        &MEETING_STEPS,
        &[
            ("meeting_id", text(code)),
            ("place", Value::Int(place.into())),
            ("step", text(taken.step.code())),
            ("on", Value::Int(day_number(taken.on))),
            ("meeting_on", Value::Int(day_number(taken.meeting_on))),
            ("as_of", day(taken.as_of)),
            ("comments_to", day(taken.comments_to)),
            ("directive_id", text(directive)),
            ("note", text(note)),
            ("by", text(&actor.name)),
        ],
    )
}

fn comment_days(record: &Record) -> u32 {
    record.int("comment_days").and_then(|n| u32::try_from(n).ok()).unwrap_or(3)
}

/// A meeting with the life its steps come to.
pub(crate) fn meeting_of(reader: &mut Reader<'_>, code: &str) -> Result<Option<(Record, Meeting)>, Fault> {
    let Some(record) = reader.current(&MEETINGS, &[Value::Text(code.to_owned())])? else { return Ok(None) };
    let mut steps = of_meeting(reader, &MEETING_STEPS, code)?;
    steps.sort_by_key(|step| step.int("place"));
    Ok(Meeting::of(steps.iter().filter_map(Taken::from_record)).map(|meeting| (record, meeting)))
}

/// Records of a register that belong to a meeting.
pub(crate) fn of_meeting(reader: &mut Reader<'_>, register: &'static Register, code: &str) -> Result<Vec<Record>, Fault> {
    reader.records_with(register, &[(0, vec![Value::Text(code.to_owned())])])
}
