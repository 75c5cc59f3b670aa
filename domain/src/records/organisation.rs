//! Rules of the organisation 机构人员规则: one holder of a post at a time, and none of the three officers anything else.

use super::{Coming, Findings};
use crate::actors::Role;
use crate::calendar::day_of;
use crate::registers::{PERSONS, POSTS, Record, TERMS};

pub fn named(coming: &Coming<'_>, found: &mut Findings) {
    let column = if coming.record.register.noun == PERSONS.noun { "name" } else { "unit_name" };
    if coming.before.is_some_and(|before| before.get(column) == coming.record.get(column)) {
        return;
    }
    if let Some(other) = coming.others(column).first() {
        found.ask(
            "records.same_name",
            column,
            format!("{}已用这个名称；如确是另一个，请说明", other.key()),
            format!("{} has this name already; if this is another, say so", other.key()),
        );
    }
}

/// Do two terms share a day?
fn overlap(one: &Record, other: &Record) -> bool {
    let until = |r: &Record| r.int("until_on").unwrap_or(i64::MAX);
    one.int("from_on").unwrap_or(0) <= until(other) && other.int("from_on").unwrap_or(0) <= until(one)
}

pub fn term(coming: &Coming<'_>, found: &mut Findings) {
    let record = coming.record;
    for other in coming.others("post_id").iter().filter(|other| overlap(record, other)) {
        let since = other.int("from_on").and_then(day_of).map_or_else(String::new, |d| d.to_string());
        let person = other.text("person_id");
        found.refuse(
            "terms.overlap",
            "from_on",
            format!("这个岗位自{since}起由{person}担任，任期不能重叠；请先登记其离任日期"),
            format!("{person} holds this post since {since}; terms may not overlap; enter the end of that term first"),
        );
    }
    let held = coming.around.archive.with(&TERMS, "person_id", record.get("person_id"));
    let key = record.key();
    let posts = held.iter().filter(|other| other.key() != key && overlap(record, other)).filter_map(|t| role(coming, t));
    let Some(mine) = role(coming, record) else { return };
    for other in posts.filter(|other| *other != mine && (mine.is_officer() || other.is_officer())) {
        let officer = if mine.is_officer() { mine } else { other };
        found.refuse(
            "terms.officer_alone",
            "person_id",
            format!("{}不得兼任其他角色（三员分离）", officer.label(crate::lang::Lang::Zh)),
            format!("the {} holds no other role: the three officers are separate", officer.label(crate::lang::Lang::En)),
        );
    }
}

fn role(coming: &Coming<'_>, term: &Record) -> Option<Role> {
    let post = coming.around.one(&POSTS, term.get("post_id"))?;
    Role::parse(post.text("role"))
}
