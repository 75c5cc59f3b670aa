//! Finding 查找: by name, by the first letters of its sound, by number. Nothing is prepared and nothing kept: a county is looked through.

use crate::explanations::cell_text;
use domain::lang::Lang;
use domain::measure::grouped;
use domain::registers::{Column, Kind, Record, Register, Value};
use domain::statistics::Books;
use pinyin::{ToPinyin, ToPinyinMulti};
use rayon::prelude::*;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What is looked for: words, and where they are plain letters, the first letters of what they stand for.
#[derive(Clone, Debug)]
pub struct Needle {
    /// As typed, and in small letters.
    typed: String,
    small: String,
    /// For each letter and figure, at which places of the needle it stands, a bit each; empty: no first letters.
    places: Vec<u64>,
}

/// Letters and figures that first letters are made of.
const SIGNS: usize = 36;
/// More letters than this are no initials of anything.
const MOST_LETTERS: usize = 64;

/// The place of a letter or figure among the signs.
fn sign(byte: u8) -> Option<usize> {
    match byte {
        b'a'..=b'z' => Some(usize::from(byte - b'a')),
        b'A'..=b'Z' => Some(usize::from(byte - b'A')),
        b'0'..=b'9' => Some(usize::from(byte - b'0') + 26),
        _ => None,
    }
}

impl Needle {
    pub fn of(words: &str) -> Needle {
        let small = words.to_lowercase();
        let mut places = Vec::new();
        if small.len() <= MOST_LETTERS && small.bytes().all(|b| b.is_ascii_alphanumeric()) {
            places.resize(SIGNS, 0);
            for (place, at) in small.bytes().filter_map(sign).enumerate() {
                places[at] |= 1 << place;
            }
        }
        Needle { typed: words.to_owned(), small, places }
    }

    pub fn is_empty(&self) -> bool {
        self.small.is_empty()
    }

    /// Does a text hold the words, or first letters that are the words?
    pub fn is_in(&self, text: &str) -> bool {
        self.words_in(text) || self.letters_in(text)
    }

    fn words_in(&self, text: &str) -> bool {
        let (text, small) = (text.as_bytes(), self.small.as_bytes());
        let Some((&first, rest)) = small.split_first() else { return true };
        // Only small letters of the alphabet have capitals that count.
        let starts = memchr::memchr2_iter(first, first.to_ascii_uppercase(), text);
        starts.map(|at| &text[at + 1..]).any(|after| after.len() >= rest.len() && after[..rest.len()].eq_ignore_ascii_case(rest))
    }

    fn begins(&self, text: &str) -> bool {
        let small = self.small.as_bytes();
        text.len() >= small.len() && text.as_bytes()[..small.len()].eq_ignore_ascii_case(small)
    }

    fn is_all_of(&self, text: &str) -> bool {
        text.eq_ignore_ascii_case(&self.small)
    }

    /// The first letters of the text hold the needle. A single letter is in everything.
    fn letters_in(&self, text: &str) -> bool {
        if self.places.is_empty() || self.small.len() < 2 {
            return false;
        }
        let whole = 1_u64 << (self.small.len() - 1);
        // A bit for every beginning of the needle that the text read so far ends with.
        let mut begun = 0_u64;
        for c in text.chars() {
            let Some(fits) = self.fits(c) else { continue };
            begun = (begun << 1 | 1) & fits;
            if begun & whole != 0 {
                return true;
            }
        }
        false
    }

    /// The first letters of the text begin with the needle.
    fn letters_begin(&self, text: &str) -> bool {
        if self.places.is_empty() || self.is_empty() {
            return false;
        }
        let mut fits = text.chars().filter_map(|c| self.fits(c));
        (0..self.small.len()).all(|place| fits.next().is_some_and(|fits| fits >> place & 1 == 1))
    }

    /// The places of the needle at which a character may stand; `None`: it has no letter and is passed over.
    fn fits(&self, c: char) -> Option<u64> {
        if c.is_ascii() {
            return u8::try_from(c).ok().and_then(sign).map(|at| self.places[at]);
        }
        let mut letters = letters_of(c);
        if letters == 0 {
            return None;
        }
        let mut fits = 0;
        while letters != 0 {
            fits |= self.places[letters.trailing_zeros() as usize];
            letters &= letters - 1;
        }
        Some(fits)
    }

    /// How well something answers: 0 is best; `None`: not at all.
    pub fn rank<'n>(&self, named: &Named<'n>, mut other_names: impl Iterator<Item = &'n str>) -> Option<u8> {
        let Named { zh, en, number } = *named;
        if self.is_all_of(number) || zh == self.typed {
            return Some(0);
        }
        if self.begins(zh) || self.letters_begin(zh) {
            return Some(1);
        }
        if self.is_in(zh) || other_names.any(|name| !name.is_empty() && self.is_in(name)) {
            return Some(2);
        }
        (self.words_in(en) || self.words_in(number)).then_some(3)
    }
}

/// Something that can be found: its names and its number.
#[derive(Clone, Copy, Debug)]
pub struct Named<'n> {
    pub zh: &'n str,
    pub en: &'n str,
    pub number: &'n str,
}

/// The letters a Chinese character may stand for, a bit each: the initials of all its readings 多音字.
fn letters_of(c: char) -> u32 {
    /// The characters in daily use, worked out once.
    static USUAL: LazyLock<Vec<u32>> = LazyLock::new(|| ('\u{4e00}'..='\u{9fff}').map(read).collect());
    fn read(c: char) -> u32 {
        let readings = c.to_pinyin_multi().into_iter().flatten();
        readings.filter_map(|p| sign(p.plain().bytes().next()?)).map(|at| 1 << at).fold(0, |all, one| all | one)
    }
    match (c as usize).checked_sub(0x4e00).and_then(|at| USUAL.get(at)) {
        Some(letters) => *letters,
        None => read(c),
    }
}

/// The usual initials of a name, one letter a character: what a list offers beside it.
pub fn initials(text: &str) -> String {
    let letter = |c: char| match c {
        c if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
        c => c.to_pinyin().and_then(|p| p.plain().chars().next()),
    };
    text.chars().filter_map(letter).collect()
}

/// Chinese sorted by sound, as in a directory of offices.
pub fn sort_key(text: &str) -> String {
    text.chars().map(|c| c.to_pinyin().map_or_else(|| c.to_lowercase().to_string(), |p| format!("{}{c}", p.plain()))).collect()
}

/// What was found of one kind: how many in all, and the best of them by their places.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub all: usize,
    pub best: Vec<usize>,
}

impl Found {
    /// Of everything with its rank and the length of its name, the best so many, shorter names first.
    pub fn of(most: usize, all: impl Iterator<Item = Option<(u8, usize)>>) -> Found {
        let hits = all.enumerate().filter_map(|(place, hit)| hit.map(|(rank, length)| (rank, length, place)));
        let mut hits: Vec<(u8, usize, usize)> = hits.collect();
        let count = hits.len();
        if count > most {
            hits.select_nth_unstable(most);
            hits.truncate(most);
        }
        hits.sort_unstable();
        Found { all: count, best: hits.into_iter().map(|hit| hit.2).collect() }
    }

    /// Records of one register whose name, number or investor answers.
    pub fn among(records: &[Record], needle: &Needle, most: usize) -> Found {
        let Some(register) = records.first().map(|r| r.register) else { return Found::default() };
        let column = |name: &str| register.column(name);
        let (zh, en, investor) = (column("name"), column("name_en"), column("investor"));
        let number = register.key.first().and_then(|name| column(name));
        let hit = |record: &Record| {
            let of = |at: Option<usize>| at.and_then(|at| record.values[at].text()).unwrap_or_default();
            let named = Named { zh: of(zh), en: of(en), number: of(number) };
            needle.rank(&named, [of(investor)].into_iter()).map(|rank| (rank, named.zh.len()))
        };
        Found::of(most, records.par_iter().map(hit).collect::<Vec<_>>().into_iter())
    }
}

/// How the cells of a register's column are looked through.
enum Look<'b> {
    Words,
    /// Codes and numbers whose words answer.
    Codes(HashSet<&'b str>),
    Numbers(HashSet<i64>),
    /// Figures as they are written.
    Written,
    Never,
}

/// A list looked through: any cell may answer.
pub struct Cells<'b> {
    needle: &'b Needle,
    books: &'b Books,
    looks: Vec<Look<'b>>,
}

impl<'b> Cells<'b> {
    /// What does not change from row to row is found out once.
    pub fn of(register: &'static Register, needle: &'b Needle, books: &'b Books, lang: Lang) -> Cells<'b> {
        // Digits, and what stands between them.
        let figures = needle.small.bytes().all(|b| b.is_ascii_digit() || b",.-".contains(&b));
        let looks = register.columns.iter().map(|column| look(column, needle, books, lang, figures)).collect();
        Cells { needle, books, looks }
    }

    pub fn answer(&self, record: &Record) -> bool {
        self.looks.iter().zip(&record.values).enumerate().any(|(place, (look, value))| match (look, value) {
            (Look::Words, Value::Text(text)) => self.needle.is_in(text),
            (Look::Codes(codes), Value::Text(code)) => codes.contains(code.as_str()),
            (Look::Numbers(numbers), Value::Int(number)) => numbers.contains(number),
            (Look::Written, Value::Int(_)) => {
                let written = cell_text(record, place, self.books);
                self.needle.words_in(&written) || self.needle.words_in(&grouped(&written))
            }
            (Look::Words | Look::Codes(_) | Look::Numbers(_) | Look::Written | Look::Never, _) => false,
        })
    }
}

fn look<'b>(column: &Column, needle: &Needle, books: &'b Books, lang: Lang, figures: bool) -> Look<'b> {
    match column.kind {
        Kind::Text | Kind::Code | Kind::Ref(_) => Look::Words,
        Kind::Choice(choices) => {
            let answers = choices.iter().filter(|c| needle.is_in(lang.of(c.1, c.2)) || needle.is_in(c.0));
            Look::Codes(answers.map(|c| c.0).collect())
        }
        Kind::Flag => {
            let answers = [(0, lang.of("否", "no")), (1, lang.of("是", "yes"))].into_iter().filter(|f| needle.is_in(f.1));
            Look::Numbers(answers.map(|f| f.0).collect())
        }
        Kind::Unit => {
            let answers = books.units.iter().filter(|u| needle.is_in(u.label(lang)));
            Look::Numbers(answers.map(|u| i64::from(u.number)).collect())
        }
        Kind::Indicator => {
            let answers = books.indicators.iter().filter(|i| needle.is_in(i.label(lang)));
            Look::Numbers(answers.map(|i| i64::from(i.number)).collect())
        }
        Kind::Day | Kind::Month | Kind::Year | Kind::Count | Kind::Money | Kind::Land | Kind::Percent | Kind::Amount
            if figures =>
        {
            Look::Written
        }
        Kind::Day | Kind::Month | Kind::Year | Kind::Count | Kind::Money | Kind::Land | Kind::Percent | Kind::Amount => {
            Look::Never
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(q: &str, text: &str) -> bool {
        Needle::of(q).is_in(text)
    }

    #[test]
    fn initials_find_every_reading_of_a_character() {
        assert!(matches("gdgs", "供电公司"));
        assert!(matches("cqs", "重庆商会") && matches("zqs", "重庆商会"), "重 is chong and zhong");
        assert!(matches("yhj", "某银行局") && matches("yxj", "某银行局"), "行 is hang and xing");
        assert!(matches("供电", "供电公司") && matches("POWER", "County Power Company"));
        assert!(!matches("gdgx", "供电公司") && !matches("电供", "供电公司"));
        assert!(!matches("g", "供电公司"), "a single letter is in everything");
        assert!(matches("3hxm", "第3号项目") && matches("gs", "供电（集团）公司"), "figures count, brackets do not");
        assert!(!matches("ab", "a（供b"), "first letters follow one another");
    }

    #[test]
    fn names_sort_by_sound() {
        let mut names = ["招商局", "发改委", "工信委", "安监局"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["安监局", "发改委", "工信委", "招商局"]);
    }

    #[test]
    fn what_is_named_so_comes_before_what_holds_the_words() {
        let rank =
            |q: &str, zh: &str, en: &str, number: &str| Needle::of(q).rank(&Named { zh, en, number }, ["某县建投"].into_iter());
        assert_eq!(rank("P-001", "光伏项目", "", "p-001"), Some(0));
        assert_eq!(rank("光伏项目", "光伏项目", "", "p-001"), Some(0));
        assert_eq!(rank("gf", "光伏项目", "", "p-001"), Some(1));
        assert_eq!(rank("伏项", "光伏项目", "", "p-001"), Some(2));
        assert_eq!(rank("建投", "光伏项目", "", "p-001"), Some(2));
        assert_eq!(rank("solar", "光伏项目", "A solar park", "p-001"), Some(3));
        assert_eq!(rank("wind", "光伏项目", "A solar park", "p-001"), None);
    }

    #[test]
    fn the_best_are_few_and_in_order() {
        let hits = [Some((2, 9)), None, Some((1, 30)), Some((2, 4)), Some((1, 3))];
        let found = Found::of(3, hits.into_iter());
        assert_eq!((found.all, found.best), (4, vec![4, 2, 3]));
    }
}
