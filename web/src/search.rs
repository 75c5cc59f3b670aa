//! Search 查找: units, projects, indicators, funds, key projects and bulletins by name, by pinyin initials and by number.

use crate::asked::Asked;
use crate::cache::Gathered;
use crate::desk::Desk;
use crate::frame::Frame;
use crate::refused::Refused;
use crate::site::{Answer, Site};
use crate::words::{at, record_address};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::lang::Bilingual;
use pinyin::{ToPinyin, ToPinyinMulti};

/// Found things shown for each kind.
const MOST: usize = 20;

/// Everything that can be found, with its initials worked out once.
pub struct Index {
    things: Vec<Thing>,
}

struct Thing {
    kind: usize,
    name: Bilingual,
    number: String,
    href: String,
    initials: Vec<Vec<u8>>,
    /// Other names it goes by.
    aliases: Vec<(String, Vec<Vec<u8>>)>,
}

const KINDS: [(&str, &str); 6] = [
    ("单位", "Units"),
    ("指标", "Indicators"),
    ("重点项目", "Key projects"),
    ("项目", "Projects"),
    ("争资项目", "Fund items"),
    ("通报", "Bulletins"),
];

#[derive(Template)]
#[template(path = "search/page.html")]
struct SearchPage {
    f: Frame,
    q: String,
    groups: Vec<Group>,
    count: usize,
}

struct Group {
    name: &'static str,
    more: usize,
    found: Vec<(String, String, String)>,
}

pub async fn page(State(site): State<Site>, asked: Asked) -> Response {
    site.page(asked, |desk| {
        let books = desk.books()?;
        let q = desk.asked.param("q").to_owned();
        let groups = if q.is_empty() { Vec::new() } else { groups(desk, &books, &q)? };
        // A single hit needs no list.
        let count = groups.iter().map(|g| g.found.len() + g.more).sum();
        if let (1, Some(only)) = (count, groups.first().and_then(|g| g.found.first())) {
            return Ok(Answer::Elsewhere(only.1.clone()));
        }
        let page = SearchPage { f: Frame::of(desk, desk.t("搜索", "Search")), q, groups, count };
        Ok(Answer::Html(page.render()?))
    })
    .await
}

fn groups(desk: &Desk<'_>, books: &Gathered, q: &str) -> Result<Vec<Group>, Refused> {
    let bulletins = desk.office.issued(&desk.scope, desk.looking.as_of)?;
    let index = books.index.get_or_init(|| Index::of(books));
    let issued: Vec<Thing> = bulletins
        .iter()
        .map(|b| {
            thing(
                5,
                Bilingual::new(format!("{} {}", b.content.number, b.content.title.replace('\n', "")), ""),
                &b.content.number,
                at("bulletins", &b.content.number),
                &[],
            )
        })
        .collect();
    let mut hits: Vec<(u8, &Thing)> = index.things.iter().chain(&issued).filter_map(|t| Some((t.rank(q)?, t))).collect();
    hits.sort_by_key(|(rank, t)| (*rank, t.name.zh.chars().count()));
    let groups = KINDS.iter().enumerate().map(|(kind, &(zh, en))| {
        let all: Vec<&Thing> = hits.iter().filter(|(_, t)| t.kind == kind).map(|(_, t)| *t).collect();
        let found = all.iter().take(MOST).map(|t| {
            let href = if kind == 1 { indicator_address(desk, books, &t.number) } else { t.href.clone() };
            (t.name.of(desk.lang).to_owned(), href, t.number.clone())
        });
        Group { name: desk.lang.of(zh, en), more: all.len().saturating_sub(MOST), found: found.collect() }
    });
    Ok(groups.filter(|g| !g.found.is_empty()).collect())
}

/// An indicator opens as the county's figure of it.
fn indicator_address(desk: &Desk<'_>, books: &Gathered, code: &str) -> String {
    let found = books.books.indicator(code);
    found.map_or_else(String::new, |i| desk.figure(i, None, domain::statistics::Quantity::Cumulative))
}

impl Index {
    fn of(books: &Gathered) -> Index {
        let books = &books.books;
        let mut things: Vec<Thing> = Vec::new();
        for unit in &books.units {
            things.push(thing(0, Bilingual::new(&unit.name, &unit.name_en), &unit.code, at("units", &unit.code), &unit.aliases));
        }
        for i in &books.indicators {
            things.push(thing(1, Bilingual::new(&i.name, &i.name_en), &i.code, String::new(), &[]));
        }
        for (kind, noun) in [(2, "key_projects"), (3, "projects"), (4, "funds")] {
            for record in books.records(noun) {
                let name = Bilingual::new(record.text("name"), record.text("name_en"));
                let investor = record.text("investor");
                let aliases: Vec<String> = if investor.is_empty() { Vec::new() } else { vec![investor.to_owned()] };
                things.push(thing(kind, name, &record.key(), record_address(noun, &record.key()), &aliases));
            }
        }
        Index { things }
    }
}

fn thing(kind: usize, name: Bilingual, number: &str, href: String, aliases: &[String]) -> Thing {
    let aliases = aliases.iter().map(|a| (a.clone(), initials(a))).collect();
    Thing { kind, initials: initials(&name.zh), name, number: number.to_owned(), href, aliases }
}

impl Thing {
    /// How well it answers a question: 0 is best; `None`: not at all.
    fn rank(&self, q: &str) -> Option<u8> {
        let needle = q.to_lowercase();
        let number = self.number.to_lowercase();
        if number == needle || self.name.zh == q {
            return Some(0);
        }
        let (zh, en) = (self.name.zh.to_lowercase(), self.name.en.to_lowercase());
        if zh.starts_with(&needle) || begins_with_initials(&self.initials, &needle) {
            return Some(1);
        }
        let aliased = self.aliases.iter().any(|(name, letters)| name.contains(q) || has_initials(letters, &needle));
        if zh.contains(&needle) || has_initials(&self.initials, &needle) || aliased {
            return Some(2);
        }
        (en.contains(&needle) || number.contains(&needle)).then_some(3)
    }
}

/// Does any of the texts hold the words, or their initials?
pub fn matches(q: &str, texts: &[&str]) -> bool {
    let needle = q.to_lowercase();
    texts.iter().any(|t| t.to_lowercase().contains(&needle) || (is_letters(&needle) && has_initials(&initials(t), &needle)))
}

fn is_letters(needle: &str) -> bool {
    needle.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The usual initials of a name, one letter a character: what a list offers beside it.
pub fn initials_text(text: &str) -> String {
    initials(text).iter().filter_map(|letters| letters.first()).map(|&letter| char::from(letter)).collect()
}

/// The letters each character may stand for: its own, or the initials of all its readings 多音字.
fn initials(text: &str) -> Vec<Vec<u8>> {
    text.chars()
        .filter_map(|c| {
            if c.is_ascii_alphanumeric() {
                return Some(vec![u8::try_from(c.to_ascii_lowercase()).unwrap_or(b' ')]);
            }
            let mut letters: Vec<u8> = match c.to_pinyin_multi() {
                Some(readings) => readings.into_iter().filter_map(|p| p.plain().bytes().next()).collect(),
                None => Vec::new(),
            };
            letters.sort_unstable();
            letters.dedup();
            (!letters.is_empty()).then_some(letters)
        })
        .collect()
}

fn begins_with_initials(initials: &[Vec<u8>], needle: &str) -> bool {
    let needle = needle.as_bytes();
    !needle.is_empty() && needle.len() <= initials.len() && needle.iter().zip(initials).all(|(b, letters)| letters.contains(b))
}

fn has_initials(initials: &[Vec<u8>], needle: &str) -> bool {
    is_letters(needle) && needle.len() >= 2 && (0..initials.len()).any(|from| begins_with_initials(&initials[from..], needle))
}

/// Chinese sorted by sound, as in a directory of offices.
pub fn sort_key(text: &str) -> String {
    text.chars().map(|c| c.to_pinyin().map_or_else(|| c.to_lowercase().to_string(), |p| format!("{}{c}", p.plain()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_find_every_reading_of_a_character() {
        assert!(matches("gdgs", &["供电公司"]));
        assert!(matches("cqs", &["重庆商会"]) && matches("zqs", &["重庆商会"]), "重 is chong and zhong");
        assert!(matches("yhj", &["某银行局"]) && matches("yxj", &["某银行局"]), "行 is hang and xing");
        assert!(matches("供电", &["供电公司"]) && matches("POWER", &["County Power Company"]));
        assert!(!matches("gdgx", &["供电公司"]) && !matches("电供", &["供电公司"]));
        assert!(!matches("g", &["供电公司"]), "a single letter is in everything");
    }

    #[test]
    fn names_sort_by_sound() {
        let mut names = ["招商局", "发改委", "工信委", "安监局"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["安监局", "发改委", "工信委", "招商局"]);
    }
}
