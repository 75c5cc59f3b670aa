//! Events 动态 of the wall: phases of key projects, what falls due in the next two weeks, and what was recorded last.

use crate::cache::Gathered;
use crate::desk::Desk;
use crate::words::{at, choice, name, record_address};
use domain::bulletins::Commitment;
use domain::calendar::{Date, day_number, day_of, day_text, days_between};
use domain::document::Light;
use domain::lang::Lang;
use domain::registers::Record;

use crate::parts::Mark;

/// Days ahead that count as due soon.
const DUE_DAYS: i64 = 14;

/// A phase 阶段 of the key projects.
pub struct Phase {
    pub code: &'static str,
    pub name: &'static str,
    pub count: usize,
    pub href: String,
    /// Per mille of all.
    pub width: usize,
    pub x: usize,
}

pub struct Due {
    pub day: String,
    pub left: String,
    pub text: String,
    pub who: String,
    pub href: String,
    pub mark: Option<Mark>,
}

pub struct Event {
    pub day: String,
    pub text: String,
    pub what: String,
    pub href: String,
}

/// Phases in their order: code, Chinese, English.
pub const PHASES: [(&str, &str, &str); 4] = [
    ("planning", "前期", "in preparation"),
    ("building", "在建", "under construction"),
    ("completed", "竣工", "completed"),
    ("producing", "投产", "producing"),
];

/// The phase of a key project on a day.
pub fn phase_of(project: &Record, day: Date) -> &'static str {
    let reached = |column: &str| project.int(column).is_some_and(|on| on <= day_number(day));
    if reached("producing_on") {
        "producing"
    } else if reached("completed_on") {
        "completed"
    } else if reached("started_on") {
        "building"
    } else {
        "planning"
    }
}

/// Key projects in the register on a day.
pub fn listed(books: &Gathered, day: Date) -> impl Iterator<Item = &Record> {
    let day = day_number(day);
    books.books.records("key_projects").iter().filter(move |r| r.int("listed_on").is_some_and(|on| on <= day))
}

pub fn phases(desk: &Desk<'_>, books: &Gathered) -> Vec<Phase> {
    let day = desk.looking.as_of;
    let all = listed(books, day).count().max(1);
    let mut x = 0;
    PHASES
        .iter()
        .map(|&(code, zh, en)| {
            let count = listed(books, day).filter(|r| phase_of(r, day) == code).count();
            let width = count * 1000 / all;
            let phase = Phase { code, name: desk.lang.of(zh, en), count, href: format!("/key-projects?phase={code}"), width, x };
            x += width;
            phase
        })
        .collect()
}

/// Is a node overdue on a day?
pub fn is_late(node: &Record, day: Date) -> bool {
    let day = day_number(day);
    node.int("due_on").is_some_and(|due| due < day) && node.int("done_on").is_none_or(|done| done > day)
}

pub fn late_nodes(desk: &Desk<'_>, books: &Gathered) -> usize {
    books.books.records("key_project_nodes").iter().filter(|n| is_late(n, desk.looking.as_of)).count()
}

/// Next steps and nodes due within two weeks, soonest first.
pub fn due(desk: &Desk<'_>, books: &Gathered) -> Vec<Due> {
    let (today, lang) = (desk.looking.as_of, desk.lang);
    let soon = |day: Date| (0..=DUE_DAYS).contains(&days_between(today, day));
    let unit = |n: Option<i32>| n.and_then(|n| books.books.unit(n)).map(|u| u.label(lang).to_owned()).unwrap_or_default();
    let mut all: Vec<(Date, Due)> = Vec::new();
    for step in books.books.records("commitments").iter().map(Commitment::from_record) {
        if let Some(day) = step.due_on.filter(|d| soon(*d)) {
            let href = crate::asked::address("/registers/commitments", [("key", step.code.as_str())].into_iter());
            all.push((day, item(today, day, step.text.of(lang).to_owned(), unit(step.unit), href, lang)));
        }
    }
    for node in books.books.records("key_project_nodes").iter().filter(|n| n.int("done_on").is_none()) {
        if let Some(day) = node.int("due_on").and_then(day_of).filter(|d| soon(*d))
            && let Some(project) = books.books.parent(node, "key_project_id")
        {
            let text = format!("{} · {}", name(&project, lang), lang.name(node.text("node"), node.text("node_en")));
            let who = unit(node.int("unit_id").and_then(|n| i32::try_from(n).ok()));
            all.push((day, item(today, day, text, who, at("key-projects", &project.key()), lang)));
        }
    }
    all.sort_by_key(|a| a.0);
    all.into_iter().map(|a| a.1).collect()
}

fn item(today: Date, day: Date, text: String, who: String, href: String, lang: Lang) -> Due {
    let left = days_between(today, day);
    let left_text = match (left, lang) {
        (0, _) => lang.of("今天", "today").to_owned(),
        (n, Lang::Zh) => format!("还有{n}天"),
        (1, Lang::En) => "1 day left".to_owned(),
        (n, Lang::En) => format!("{n} days left"),
    };
    Due { day: short(day, lang), left: left_text, text, who, href, mark: (left <= 3).then(|| Mark::of(Light::Blue, lang)) }
}

/// 4月8日 · 8 Apr.
fn short(day: Date, lang: Lang) -> String {
    let text = day_text(day, lang);
    match lang {
        Lang::Zh => text.split_once('年').map_or(text.clone(), |t| t.1.to_owned()),
        Lang::En => text.rsplit_once(' ').map_or(text.clone(), |t| t.0.to_owned()),
    }
}

/// The latest records, newest first.
pub fn latest(desk: &Desk<'_>, books: &Gathered, most: usize) -> Vec<Event> {
    let nouns = ["project_stages", "project_arrivals", "fund_steps", "parcel_steps"];
    let today = day_number(desk.looking.as_of);
    let mut all: Vec<&Record> = nouns.iter().flat_map(|n| books.books.records(n)).collect();
    all.retain(|r| r.int("on").is_some_and(|on| on <= today));
    let order = |r: &&Record| std::cmp::Reverse((r.recorded_at, r.int("on"), r.seq));
    let most = most.min(all.len());
    if most == 0 {
        return Vec::new();
    }
    all.select_nth_unstable_by_key(most - 1, order);
    all.truncate(most);
    all.sort_by_key(order);
    all.into_iter().filter_map(|r| event(desk, books, r)).collect()
}

fn event(desk: &Desk<'_>, books: &Gathered, record: &Record) -> Option<Event> {
    let lang = desk.lang;
    let parent = |column: &str| books.books.parent(record, column);
    let money = |column: &str| record.int(column).map(|fen| crate::words::money(fen, lang));
    let (subject, what) = match record.register.noun {
        "project_stages" => (parent("project_id")?, choice(record, "stage", lang)),
        "project_arrivals" => {
            (parent("project_id")?, format!("{} {}", lang.of("进资", "investment arrived"), money("amount").unwrap_or_default()))
        }
        "fund_steps" => (parent("fund_id")?, format!("{} {}", choice(record, "step", lang), money("amount").unwrap_or_default())),
        _ => {
            let land = crate::words::mu(record.int("land").unwrap_or(0));
            (parent("parcel_id")?, format!("{} {land}{}", choice(record, "step", lang), lang.of("亩", " mu")))
        }
    };
    Some(Event {
        day: record.int("on").and_then(day_of).map(|d| short(d, lang)).unwrap_or_default(),
        text: name(&subject, lang).to_owned(),
        what,
        href: record_address(subject.register.noun, &subject.key()),
    })
}
