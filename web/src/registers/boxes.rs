//! Boxes 栏目: a register's columns as the boxes of a form, each of the kind its declaration says.

use super::Shelf;
use crate::desk::Desk;
use crate::frame::{Choice, Choices};
use crate::refused::Refused;
use crate::words::{name, wan_unit};
use domain::records::Finding;
use domain::registers::{Column, Kind, Record, Register, register};

/// Names offered for a reference; more are found by their number.
const MOST_OFFERED: usize = 500;

/// One column of a form.
pub struct Box {
    pub name: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    /// What the template draws: fixed, long, choice, list, flag, or the type of an input.
    pub draw: &'static str,
    pub unit: String,
    pub required: bool,
    pub value: String,
    pub choices: Vec<Choices>,
    /// Names offered: value and words.
    pub offered: Vec<(String, String)>,
    pub wrongs: Vec<String>,
    /// What an unticked box means: nothing where nothing was said before.
    pub unticked: &'static str,
}

/// What was typed into a form, or stands in the record.
pub struct Typed<'a> {
    pub fields: &'a [(&'a str, &'a str)],
    pub before: Option<&'a Record>,
    pub wrong: &'a [Finding],
}

impl Typed<'_> {
    fn value(&self, column: &Column, place: usize, shelf: &Shelf) -> String {
        match (self.fields.iter().rev().find(|f| f.0 == column.name), self.before) {
            (Some((_, text)), _) => (*text).to_owned(),
            (None, Some(before)) => acts::exports::file_text(before, place, &shelf.gathered.books),
            (None, None) => String::new(),
        }
    }
}

/// The boxes of a register's form.
pub fn boxes(desk: &Desk<'_>, register: &'static Register, shelf: &Shelf, typed: &Typed<'_>) -> Result<Vec<Box>, Refused> {
    let lang = desk.lang;
    let mut boxes = Vec::new();
    for (place, column) in register.columns.iter().enumerate() {
        let value = typed.value(column, place, shelf);
        let stays = typed.before.is_some() && register.key.contains(&column.name);
        let fixed = stays || register.keeper_of(column) != register.keeper;
        let mut made = Box {
            name: column.name,
            label: lang.of(column.zh, column.en),
            help: lang.of(column.help.0, column.help.1),
            draw: if fixed { "fixed" } else { draw(column) },
            unit: unit(desk, column, typed.before, shelf),
            required: column.required,
            choices: Vec::new(),
            offered: Vec::new(),
            wrongs: typed.wrong.iter().filter(|f| f.column == column.name).map(|f| f.sentence(lang).to_owned()).collect(),
            unticked: if typed.before.is_some_and(|b| !b.values[place].is_null()) { "no" } else { "" },
            value,
        };
        if fixed {
            made.value = typed.before.map_or_else(String::new, |b| super::text(b, place, &shelf.gathered.books, lang));
        } else {
            made.choices = choices(desk, column.kind, shelf, &made.value);
            if let Kind::Ref(noun) = column.kind {
                made.offered = offered(desk, noun)?;
            }
        }
        boxes.push(made);
    }
    Ok(boxes)
}

fn draw(column: &Column) -> &'static str {
    match column.kind {
        Kind::Text if column.long => "long",
        Kind::Text | Kind::Code => "text",
        Kind::Ref(_) => "list",
        Kind::Unit | Kind::Indicator | Kind::Choice(_) => "choice",
        Kind::Day => "date",
        Kind::Month => "month",
        Kind::Year | Kind::Count | Kind::Money | Kind::Land | Kind::Percent | Kind::Amount => "number",
        Kind::Flag => "flag",
    }
}

fn unit(desk: &Desk<'_>, column: &Column, before: Option<&Record>, shelf: &Shelf) -> String {
    match column.kind {
        Kind::Money => wan_unit(desk.lang).to_owned(),
        Kind::Land => desk.t("亩", "mu").to_owned(),
        Kind::Percent => "%".to_owned(),
        Kind::Amount => {
            let number = before.and_then(|b| b.int("indicator_id"));
            let found = shelf.gathered.books.indicators.iter().find(|i| Some(i64::from(i.number)) == number);
            found.map_or_else(
                || desk.t("按指标的计量单位", "in the indicator's measure").to_owned(),
                |i| i.measure.label(desk.lang).to_owned(),
            )
        }
        _ => String::new(),
    }
}

/// Fixed choices, with an empty one first.
fn choices(desk: &Desk<'_>, kind: Kind, shelf: &Shelf, chosen: &str) -> Vec<Choices> {
    let lang = desk.lang;
    let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), chosen: value == chosen };
    let plain = |choices: Vec<Choice>| vec![Choices { label: String::new(), choices }];
    let books = &shelf.gathered.books;
    match kind {
        Kind::Choice(list) => plain(list.iter().map(|c| choice(c.0, lang.of(c.1, c.2))).collect()),
        Kind::Indicator => plain(books.indicators.iter().map(|i| choice(&i.code, i.label(lang))).collect()),
        Kind::Unit => {
            let mut groups: Vec<Choices> = Vec::new();
            for unit in &books.units {
                let label = unit.group_label(lang);
                let made = choice(&unit.code, unit.label(lang));
                match groups.iter_mut().find(|g| g.label == label) {
                    Some(group) => group.choices.push(made),
                    None => groups.push(Choices { label: label.to_owned(), choices: vec![made] }),
                }
            }
            groups
        }
        _ => Vec::new(),
    }
}

/// The latest records of a register by number, each with its name and initials so that either finds it.
fn offered(desk: &Desk<'_>, noun: &str) -> Result<Vec<(String, String)>, Refused> {
    let Some(register) = register(noun) else { return Ok(Vec::new()) };
    let (records, books) = desk.office.register_for(&desk.actor, register, desk.office.today)?;
    let words = |r: &Record| {
        let name = match register.noun {
            "posts" => {
                let unit = r.int("unit_id").and_then(|n| i32::try_from(n).ok()).and_then(|n| books.unit(n));
                format!("{} {}", unit.map_or("", |u| u.label(desk.lang)), r.text("title"))
            }
            "leads" => r.text("enterprise").to_owned(),
            "trips" => r.text("destination").to_owned(),
            _ => name(r, desk.lang).to_owned(),
        };
        let initials = acts::finding::initials(&name);
        format!("{name} {initials}")
    };
    Ok(records.iter().rev().take(MOST_OFFERED).map(|r| (r.key(), words(r))).collect())
}
