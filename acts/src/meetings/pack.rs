//! Pack 会议材料: composed from the cut of a day that was over when it was sent out, so that whoever prints it later prints the same.

use super::list::{gathered, last_before};
use super::{meeting_of, of_meeting};
use crate::books::Breadth;
use crate::bulletins::cut;
use crate::orders::listed;
use crate::tasks::TaskQuery;
use crate::{Error, Office};
use domain::actors::Actor;
use domain::bulletins::pack::{Last, Pack, SpeakerLine, Topic, compose, rankings, unit_page};
use domain::calendar::{Date, Period, day_of, day_text};
use domain::document::Document;
use domain::lang::Lang;
use domain::meetings::{Meeting, Proposed, Speaker, State, proposed};
use domain::policy::{Action, Request, decide};
use domain::registers::{MEETING_COMMENTS, MEETING_SPEAKERS, MEETING_TOPICS, Record};
use domain::stage::Stage;
use domain::statistics::Books;
use domain::tasks::{Listed, TaskState};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most tasks on the page of a unit: a page is one sheet.
const MOST_OWED: usize = 12;

/// Whom the packs of meetings propose, by county, meeting and cut; shared by clones of an office. A county has dozens a year.
#[derive(Clone, Default)]
pub struct Packs(Arc<Mutex<ByCut>>);

type ByCut = HashMap<(i32, String, Date), Arc<Vec<Candidate>>>;

/// A unit that the rankings of a pack propose.
pub(super) struct Candidate {
    pub proposed: Proposed,
    /// By which ranking, in Chinese and English.
    pub basis: (String, String),
}

/// A meeting with everything its pack is made of, and the books of its cut.
struct Prepared {
    record: Record,
    meeting: Meeting,
    books: Books,
    period: Period,
    as_of: Date,
    topics: Vec<Topic>,
    speakers: Vec<Speaker>,
}

/// Everybody reads the same pack, whatever they may see elsewhere: it holds verified figures only.
fn reader_of(county: i32) -> Actor {
    Actor::system(county, "meeting")
}

impl Office {
    /// The meeting with the books of its cut: of the day asked for, else of the pack's, else of the day before.
    fn prepared(&self, county: i32, code: &str, cut_on: Option<Date>) -> Result<Prepared, Error> {
        let scope = reader_of(county).scope();
        let (record, meeting, mut topics, speakers) = self
            .store
            .read(&scope, |reader| {
                let Some((record, meeting)) = meeting_of(reader, code)? else { return Ok(None) };
                let topics = of_meeting(reader, &MEETING_TOPICS, code)?;
                Ok(Some((record, meeting, topics, of_meeting(reader, &MEETING_SPEAKERS, code)?)))
            })?
            .ok_or(Error::NotFound)?;
        topics.sort_by_key(|topic| topic.int("place"));
        let topic = |t: &Record| Topic { title: t.text("title").to_owned(), campaign: t.text("campaign_id").to_owned() };
        let yesterday = self.today.yesterday().unwrap_or(self.today);
        let as_of = cut_on.or(meeting.as_of).unwrap_or(yesterday);
        let period = Period::parse(record.text("period")).ok_or(Error::NotFound)?;
        let books = self.books(&scope, period, as_of, Stage::Verified, Breadth::Everything)?;
        Ok(Prepared {
            topics: topics.iter().map(topic).collect(),
            speakers: speakers.iter().filter_map(Speaker::from_record).collect(),
            record,
            meeting,
            books,
            period,
            as_of,
        })
    }

    /// Whom the rankings propose, with the indicator that does; a unit is proposed once.
    pub(super) fn proposals(&self, county: i32, code: &str) -> Result<Vec<(i32, Proposed)>, Error> {
        Ok(self.prepared(county, code, None)?.proposals())
    }

    /// Whom the rankings of a pack propose. A pack is frozen, and so is this: it is read from the books once.
    pub(super) fn candidates(&self, county: i32, code: &str, cut_on: Date) -> Result<Arc<Vec<Candidate>>, Error> {
        let key = (county, code.to_owned(), cut_on);
        let kept = self.packs.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let prepared = self.prepared(county, code, Some(cut_on))?;
        let candidate = |(indicator, proposed): (i32, Proposed)| Candidate {
            basis: (prepared.basis(indicator, &proposed, Lang::Zh), prepared.basis(indicator, &proposed, Lang::En)),
            proposed,
        };
        let found: Arc<Vec<Candidate>> = Arc::new(prepared.proposals().into_iter().map(candidate).collect());
        self.packs.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
        Ok(found)
    }

    /// The pack of a meeting. Before it is sent out it is a draft for those who prepare it.
    pub fn meeting_pack(&self, actor: &Actor, code: &str, lang: Lang) -> Result<Document, Error> {
        let prepared = self.seen_pack(actor, code)?;
        let pack = self.pack(actor.county, code, &prepared, lang)?;
        Ok(finished(compose(&prepared.cut(lang), &pack, lang), &prepared, lang))
    }

    /// The page of one unit out of the pack.
    pub fn meeting_unit_page(&self, actor: &Actor, code: &str, unit: &str, lang: Lang) -> Result<Document, Error> {
        let prepared = self.seen_pack(actor, code)?;
        let number = prepared.books.units.iter().find(|u| u.code == unit).map(|u| u.number);
        let number = number.ok_or_else(|| Error::UnknownUnit(unit.to_owned()))?;
        let pack = self.pack(actor.county, code, &prepared, lang)?;
        let page = unit_page(&prepared.cut(lang), &pack, number, lang).ok_or(Error::NotFound)?;
        Ok(finished(page, &prepared, lang))
    }

    fn seen_pack(&self, actor: &Actor, code: &str) -> Result<Prepared, Error> {
        if !actor.scope().business() {
            return Err(Error::NotFound);
        }
        let prepared = self.prepared(actor.county, code, None)?;
        let prepares = decide(actor.role, Request::of(Action::HoldMeeting)).is_ok();
        if prepared.meeting.as_of.is_none() && !prepares { Err(Error::NotFound) } else { Ok(prepared) }
    }

    fn pack(&self, county: i32, code: &str, prepared: &Prepared, lang: Lang) -> Result<Pack, Error> {
        let actor = reader_of(county);
        let (mut said, meetings) = self
            .store
            .read(&actor.scope(), |reader| Ok((of_meeting(reader, &MEETING_COMMENTS, code)?, gathered(reader, None)?)))?;
        said.sort_by_key(|comment| (comment.int("on"), comment.seq));
        let name = |number: Option<i64>| {
            let unit = number.and_then(|n| prepared.books.units.iter().find(|u| i64::from(u.number) == n));
            unit.map_or_else(String::new, |u| u.label(lang).to_owned())
        };
        let comment = |record: &Record| {
            let agrees = record.int("agrees") == Some(1);
            let words = if agrees && record.text("words").is_empty() {
                lang.of("无意见", "no objection")
            } else {
                record.text("words")
            };
            Some((name(record.int("unit_id")), record.int("on").and_then(day_of)?, words.to_owned()))
        };
        let last = last_before(&meetings, code, prepared.meeting.meeting_on);
        let last = last.map(|row| self.last(&actor, prepared.as_of, row, lang)).transpose()?;
        let record = &prepared.record;
        Ok(Pack {
            title: record.text("title").to_owned(),
            meeting_on: prepared.meeting.meeting_on,
            venue: record.text("venue").to_owned(),
            chair: record.text("chair").to_owned(),
            last,
            topics: prepared.topics.clone(),
            speakers: prepared.speaker_lines(lang),
            comments_to: prepared.meeting.comments_to,
            comments: said.iter().filter_map(comment).collect(),
            owed: self.owed_by_unit(&actor, prepared, lang)?,
        })
    }

    fn last(&self, actor: &Actor, as_of: Date, row: &super::MeetingRow, lang: Lang) -> Result<Last, Error> {
        let mut resolved = Vec::new();
        for directive in &row.minutes {
            let asked = TaskQuery { directive: directive.clone(), ..TaskQuery::default() };
            for task in self.tasks(actor, as_of, &asked, 0, usize::MAX)?.rows {
                // What is not given out yet is nobody's to bring about.
                if !matches!(task.state, TaskState::Draft | TaskState::Withdrawn) {
                    let unit = lang.name(&task.unit_name.0, &task.unit_name.1).to_owned();
                    resolved.push((unit, listed(&task, lang), task.state == TaskState::Done));
                }
            }
        }
        Ok(Last { title: row.title.clone(), on: row.meeting.held_on.unwrap_or(row.meeting.meeting_on), resolved })
    }

    fn owed_by_unit(&self, actor: &Actor, prepared: &Prepared, lang: Lang) -> Result<Vec<(i32, Vec<Listed>)>, Error> {
        let asked = TaskQuery { state: Some(TaskState::InHand), ..TaskQuery::default() };
        let mut owed: Vec<(i32, Vec<Listed>)> = Vec::new();
        for task in self.tasks(actor, prepared.as_of, &asked, 0, usize::MAX)?.rows {
            let Some(unit) = prepared.books.units.iter().find(|u| u.code == task.unit).map(|u| u.number) else { continue };
            let at = owed.iter().position(|(number, _)| *number == unit).unwrap_or_else(|| {
                owed.push((unit, Vec::new()));
                owed.len() - 1
            });
            if owed[at].1.len() < MOST_OWED {
                owed[at].1.push(listed(&task, lang));
            }
        }
        Ok(owed)
    }
}

impl Prepared {
    fn cut(&self, lang: Lang) -> domain::bulletins::Cut<'_> {
        let position = match lang {
            Lang::Zh => format!("本材料取自{}终了时的总账，此后登记的不改变本材料", day_text(self.as_of, lang)),
            Lang::En => format!("read from the ledger as it stood at the end of {}", day_text(self.as_of, lang)),
        };
        domain::bulletins::Cut { position, ..cut(&self.books, self.period, 0) }
    }

    fn proposals(&self) -> Vec<(i32, Proposed)> {
        let cut = self.cut(Lang::Zh);
        let mut all: Vec<(i32, Proposed)> = Vec::new();
        for (indicator, ranked) in rankings(&cut, &self.topics) {
            let fresh = proposed(&ranked).into_iter().filter(|p| all.iter().all(|(_, known)| known.unit != p.unit));
            let fresh: Vec<(i32, Proposed)> = fresh.map(|p| (indicator.number, p)).collect();
            all.extend(fresh);
        }
        all
    }

    /// Why a unit is proposed: the ranking, and its place of how many.
    fn basis(&self, indicator: i32, proposed: &Proposed, lang: Lang) -> String {
        let name = self.books.indicators.iter().find(|i| i.number == indicator).map_or("", |i| i.label(lang));
        match lang {
            Lang::Zh => format!("{name}，组内第{}位（共{}家）", proposed.rank, proposed.ranked),
            Lang::En => format!("{name}: no. {} of {} in its group", proposed.rank, proposed.ranked),
        }
    }

    /// Who speaks: those a person confirmed, then those proposed on whom nobody has decided.
    fn speaker_lines(&self, lang: Lang) -> Vec<SpeakerLine> {
        let name = |number: i32| self.books.units.iter().find(|u| u.number == number).map_or("", |u| u.label(lang)).to_owned();
        let proposals = self.proposals();
        let of = |unit: i32| proposals.iter().find(|(_, p)| p.unit == unit);
        let confirmed = self.speakers.iter().filter(|speaker| speaker.speaks).map(|speaker| SpeakerLine {
            unit: name(speaker.unit),
            side: speaker.side,
            basis: match of(speaker.unit).filter(|_| speaker.note.is_empty()) {
                Some((indicator, proposed)) => self.basis(*indicator, proposed, lang),
                None => speaker.note.clone(),
            },
            is_confirmed: true,
        });
        let open = proposals
            .iter()
            .filter(|(_, p)| !is_settled(&self.meeting) && self.speakers.iter().all(|speaker| speaker.unit != p.unit));
        let open = open.map(|(indicator, p)| SpeakerLine {
            unit: name(p.unit),
            side: p.side,
            basis: self.basis(*indicator, p, lang),
            is_confirmed: false,
        });
        let mut lines: Vec<SpeakerLine> = confirmed.chain(open).collect();
        lines.sort_by_key(|line| line.side);
        lines
    }
}

/// Nobody can be chosen any more: whom a person did not decide on does not speak.
pub(super) fn is_settled(meeting: &Meeting) -> bool {
    !matches!(meeting.state, State::Planned | State::Packed)
}

/// A pack that was not sent out says so on every page.
fn finished(document: Document, prepared: &Prepared, lang: Lang) -> Document {
    let draft = prepared.meeting.state == State::Planned;
    Document { watermark: if draft { lang.of("草稿", "DRAFT").to_owned() } else { String::new() }, ..document }
}
