//! Ties 归属: who answered for an event on its day — by a post that leads the unit, or named for it in their own right.

use super::Event;
use crate::actors::Role;
use crate::calendar::{Date, day_number, end_of_day};
use crate::lang::Lang;
use crate::registers::Record;

/// The part somebody had in it themselves 本人职责.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// 挂点县领导
    InCharge,
    /// 推进小组组长
    ForceLeader,
    /// 推进小组成员
    ForceMember,
    /// 招商团队团长
    TeamLeader,
    /// 招商团队成员
    TeamMember,
}

impl Part {
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Part::InCharge => lang.of("挂点县领导", "county leader in charge"),
            Part::ForceLeader => lang.of("推进小组组长", "leader of the task force"),
            Part::ForceMember => lang.of("推进小组成员", "member of the task force"),
            Part::TeamLeader => lang.of("招商团队团长", "leader of the promotion team"),
            Part::TeamMember => lang.of("招商团队成员", "member of the promotion team"),
        }
    }
}

/// A person named for an event in their own right.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Named {
    pub person: String,
    pub part: Part,
}

/// How a person is tied to an event: 本人的, or 所在单位的 by a post held on that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tie {
    Own(Part),
    Unit {
        unit: i32,
        post: String,
        /// The unit's share, in 0.01 %; `None`: it is the unit's alone.
        share: Option<i64>,
    },
}

/// A term of a post that leads its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seat {
    person: String,
    post: String,
    unit: i32,
    from: i64,
    /// The day on which it is no longer held.
    until: Option<i64>,
}

impl Seat {
    fn holds(&self, day: i64) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// Who led which unit when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster(Vec<Seat>);

impl Roster {
    /// From the registers of posts and terms.
    pub fn of(posts: &[Record], terms: &[Record]) -> Roster {
        let leads = |term: &Record| {
            let post = posts.iter().find(|post| post.text("post_id") == term.text("post_id"))?;
            leads_unit(post, posts).then_some(())?;
            Some(Seat {
                person: term.text("person_id").to_owned(),
                post: post.text("post_id").to_owned(),
                unit: i32::try_from(post.int("unit_id")?).ok()?,
                from: term.int("from_on")?,
                until: term.int("until_on"),
            })
        };
        Roster(terms.iter().filter_map(leads).collect())
    }

    /// Everybody an event is tied to, with how; a person may be tied in more than one way.
    pub fn ties<'a>(&'a self, event: &'a Event) -> Vec<(&'a str, Tie)> {
        let on = day_number(event.id.on);
        let unit_of = |seat: &Seat| event.units.iter().find(|(unit, _)| *unit == seat.unit).map(|(_, share)| *share);
        let by_post = self.0.iter().filter(|seat| seat.holds(on)).filter_map(|seat| {
            let share = unit_of(seat)?;
            Some((seat.person.as_str(), Tie::Unit { unit: seat.unit, post: seat.post.clone(), share }))
        });
        let mut own: Vec<(&str, Tie)> = Vec::new();
        for Named { person, part } in &event.named {
            let tie = (person.as_str(), Tie::Own(*part));
            if !own.contains(&tie) {
                own.push(tie);
            }
        }
        own.into_iter().chain(by_post).collect()
    }
}

/// The post answers for what its unit does: its holder minds the business or goes out to promote (1-26), or is the unit's head. A
/// unit that has none such is answered for by the only post that carries no other role; where there are several, by nobody.
fn leads_unit(post: &Record, posts: &[Record]) -> bool {
    let leads =
        |post: &Record| matches!(post.text("duty"), "business" | "promotion") || post.text("role") == Role::UnitHead.code();
    if leads(post) {
        return true;
    }
    let of_unit = || posts.iter().filter(|other| other.get("unit_id") == post.get("unit_id"));
    let plain = |post: &Record| post.text("role").is_empty();
    plain(post) && !of_unit().any(leads) && of_unit().filter(|other| plain(other)).count() == 1
}

/// A record as the county knew it at the end of a day; before the first of its versions, the first. Whoever is named on it later has
/// no part in what came about before.
pub fn as_known(versions: &[Record], on: Date) -> Option<&Record> {
    let instant = end_of_day(on);
    versions.iter().rfind(|version| version.recorded_at <= instant).or(versions.first())
}

/// Who is named for what a key project reached on a day, from the project, its task force, and who was posted there.
pub fn named_on_key_project(project: &Record, force: Option<&Record>, postings: &[Record], on: Date) -> Vec<Named> {
    let led = force.map(|force| (force, Part::ForceLeader));
    named(project, led, members(postings, "task_force", project.text("task_force_id"), on), Part::ForceMember)
}

/// Who is named for what a promoted project reached on a day, from the project, its team, and who was posted there.
pub fn named_on_project(project: &Record, team: Option<&Record>, postings: &[Record], on: Date) -> Vec<Named> {
    let led = team.map(|team| (team, Part::TeamLeader));
    named(project, led, members(postings, "team", project.text("team_id"), on), Part::TeamMember)
}

fn named<'r>(
    project: &Record,
    led: Option<(&Record, Part)>,
    members: impl Iterator<Item = &'r Record>,
    member: Part,
) -> Vec<Named> {
    let in_charge = (project.text("leader_id"), Part::InCharge);
    let leader = led.map(|(body, part)| (body.text("leader_id"), part));
    let persons = [in_charge].into_iter().chain(leader).chain(members.map(|posting| (posting.text("person_id"), member)));
    let named = persons.filter(|(person, _)| !person.is_empty());
    named.map(|(person, part)| Named { person: person.to_owned(), part }).collect()
}

fn members<'r>(postings: &'r [Record], place: &'r str, body: &'r str, on: Date) -> impl Iterator<Item = &'r Record> {
    let day = day_number(on);
    postings.iter().filter(move |posting| {
        let there = !body.is_empty() && posting.text("place") == place && posting.text("body") == body;
        let from = posting.int("from_on").is_some_and(|from| from <= day);
        there && from && posting.int("until_on").is_none_or(|until| day < until)
    })
}
