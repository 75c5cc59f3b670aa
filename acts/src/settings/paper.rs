//! Paper 设置文件: what a settings file says, entry by entry, with the line of everything in it.

use super::special::{Cascade, Reorganisation};
use crate::problems::Problem;
use crate::registers::Successor;
use domain::lang::Lang;
use domain::registers::{REGISTERS, Register};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A settings file as it was read.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// Name of the file, or of the form.
    pub name: String,
    /// The document or the reason for what changes.
    pub reason: String,
    pub entries: Vec<Entry>,
    pub(super) reorganisations: Vec<Reorganisation>,
    pub(super) cascades: Vec<Cascade>,
    pub(super) problems: Vec<Problem>,
}

/// One record as a file gives it: columns that are not there stay as they are.
#[derive(Clone, Debug)]
pub struct Entry {
    pub register: &'static Register,
    /// File or sheet.
    pub source: String,
    pub line: u64,
    pub(super) fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The column as the source heads it.
    pub heading: String,
    pub text: String,
    pub line: u64,
}

/// A register that is set by file: what is ordered, not what follows from filing, and no accounts.
pub(super) fn setting(name: &str) -> Option<&'static Register> {
    let called = |r: &&'static Register| [r.noun, r.zh, r.en].contains(&name);
    REGISTERS.iter().copied().filter(|r| r.keeper.is_setting()).find(called)
}

/// The tables a file can have, as they are listed to whoever wrote another.
fn tables(lang: Lang) -> String {
    let nouns = REGISTERS.iter().filter(|r| r.keeper.is_setting()).map(|r| r.noun);
    nouns.chain(["reorganisations", "cascades"]).collect::<Vec<_>>().join(lang.of("、", ", "))
}

/// Something wrong with a settings file, at a line.
pub(super) fn problem(source: &str, line: u64, column: &str, value: &str, code: &'static str, said: (String, String)) -> Problem {
    let (file, column, value) = (source.to_owned(), column.to_owned(), value.to_owned());
    Problem { file, line, column, at: None, field: "", value, code, zh: said.0, en: said.1 }
}

/// Lines of a text by the places of its bytes.
struct Reader<'t> {
    name: &'t str,
    starts: Vec<usize>,
    paper: Paper,
}

type Table<'i> = Spanned<DeTable<'i>>;

impl Paper {
    /// From a TOML text. What is wrong with it as a text comes back with the rest when it is tried.
    pub fn of_toml(name: &str, text: &str) -> Paper {
        let text = text.trim_start_matches('\u{feff}');
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut reader = Reader { name, starts, paper: Paper { name: name.to_owned(), ..Paper::default() } };
        match DeTable::parse(text) {
            Ok(root) => reader.root(&root),
            Err(error) => {
                let line = error.span().map_or(0, |span| reader.line(span.start));
                let zh = format!("不是TOML（{}）；请对照 docs/settings.md 改正", error.message());
                let en = format!("not TOML ({}); see docs/settings.md and correct it", error.message());
                reader.wrong(line, "", "", "settings.not_toml", zh, en);
            }
        }
        reader.paper
    }
}

impl Reader<'_> {
    fn line(&self, at: usize) -> u64 {
        self.starts.partition_point(|&start| start <= at) as u64
    }

    fn wrong(&mut self, line: u64, column: &str, value: &str, code: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        let said = (zh.into(), en.into());
        self.paper.problems.push(problem(self.name, line, column, value, code, said));
    }

    fn root(&mut self, root: &Table<'_>) {
        for (name, value) in root.get_ref() {
            let line = self.line(name.span().start);
            let name = name.get_ref().as_ref();
            match (name, value.get_ref()) {
                ("reason" | "document", DeValue::String(text)) => {
                    let said = [self.paper.reason.as_str(), text.trim()].into_iter().filter(|part| !part.is_empty());
                    self.paper.reason = said.collect::<Vec<_>>().join("；");
                }
                (_, DeValue::Array(list)) if list.iter().all(|one| matches!(one.get_ref(), DeValue::Table(_))) => {
                    for one in list.iter() {
                        if let DeValue::Table(table) = one.get_ref() {
                            let first = table.keys().map(|key| key.span().start).min().unwrap_or(one.span().start);
                            let line = self.line(first.min(one.span().start.max(1)));
                            self.entry(name, table, line);
                        }
                    }
                }
                _ => self.unknown(line, name),
            }
        }
    }

    fn unknown(&mut self, line: u64, name: &str) {
        let zh = format!("设置文件里没有这个表；每条记录写作 [[表名]]，表名有：{}", tables(Lang::Zh));
        let en = format!("a settings file has no such table; write each record as [[table]], one of: {}", tables(Lang::En));
        self.wrong(line, "", name, "settings.unknown_table", zh, en);
    }

    fn entry(&mut self, name: &str, table: &DeTable<'_>, line: u64) {
        match (name, setting(name)) {
            ("reorganisations", _) => self.reorganisation(table, line),
            ("cascades", _) => self.cascade(table, line),
            (_, Some(register)) => {
                let fields = table.iter().filter_map(|(key, value)| self.field(key, value)).collect();
                self.paper.entries.push(Entry { register, source: self.name.to_owned(), line, fields });
            }
            (_, None) => self.unknown(line, name),
        }
    }

    fn field(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) -> Option<Field> {
        let (line, heading) = (self.line(key.span().start), key.get_ref().as_ref());
        match text_of(value.get_ref(), if heading == "pace" { " " } else { ";" }) {
            Some(text) => Some(Field { heading: heading.to_owned(), text, line }),
            None => {
                let (zh, en) = ("请写成文字、数、日期或它们的列表", "write a text, a number, a day, or a list of them");
                self.wrong(line, heading, "", "settings.not_a_value", zh, en);
                None
            }
        }
    }

    /// The texts of a table of its own kind; what it does not know is named.
    fn texts(&mut self, table: &DeTable<'_>, known: &[&str]) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let is_inner = matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
            if !known.contains(&name) {
                let line = self.line(key.span().start);
                let (zh, en) = (
                    format!("这里没有这一栏，可有：{}", known.join("、")),
                    format!("no such column here; there are: {}", known.join(", ")),
                );
                self.wrong(line, name, "", "settings.unknown_column", zh, en);
            } else if let Some(text) = text_of(value.get_ref(), "").filter(|_| !is_inner) {
                texts.push((name.to_owned(), text));
            }
        }
        texts
    }

    fn reorganisation(&mut self, table: &DeTable<'_>, line: u64) {
        let texts = self.texts(table, &["from", "reason", "old", "new"]);
        let of = |name: &str| texts.iter().find(|t| t.0 == name).map_or_else(String::new, |t| t.1.clone());
        let mut new = Vec::new();
        if let Some(DeValue::Array(list)) = table.get("new").map(Spanned::get_ref) {
            for one in list.iter() {
                let DeValue::Table(unit) = one.get_ref() else { continue };
                let texts = self.texts(unit, &["unit_id", "unit_name", "unit_name_en", "group", "kind"]);
                let of = |name: &str| texts.iter().find(|t| t.0 == name).map_or_else(String::new, |t| t.1.clone());
                let (code, name, name_en) = (of("unit_id"), of("unit_name"), of("unit_name_en"));
                new.push(Successor { code, name, name_en, group: of("group"), kind: of("kind") });
            }
        }
        let old = match table.get("old").map(Spanned::get_ref) {
            Some(DeValue::Array(list)) => list.iter().filter_map(|one| text_of(one.get_ref(), "")).collect(),
            Some(one) => text_of(one, "").into_iter().collect(),
            None => Vec::new(),
        };
        let (from, reason) = (of("from"), of("reason"));
        self.paper.reorganisations.push(Reorganisation { source: self.name.to_owned(), line, from, reason, old, new });
    }

    fn cascade(&mut self, table: &DeTable<'_>, line: u64) {
        let texts = self.texts(table, &["indicator_id", "year", "document", "county", "units", "difference"]);
        let of = |name: &str| texts.iter().find(|t| t.0 == name).map_or_else(String::new, |t| t.1.clone());
        let mut units = Vec::new();
        if let Some(DeValue::Table(given)) = table.get("units").map(Spanned::get_ref) {
            for (unit, amount) in given {
                let line = self.line(unit.span().start);
                units.extend(text_of(amount.get_ref(), "").map(|text| (unit.get_ref().to_string(), text, line)));
            }
        }
        let (indicator, year, document) = (of("indicator_id"), of("year"), of("document"));
        let (county, difference) = (of("county"), of("difference"));
        let source = self.name.to_owned();
        self.paper.cascades.push(Cascade { source, line, indicator, year, document, county, units, difference });
    }
}

/// A value as an office writes it in a cell; a list is joined.
fn text_of(value: &DeValue<'_>, between: &str) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        DeValue::Datetime(day) => Some(day.to_string()),
        DeValue::Array(list) => {
            let parts: Option<Vec<String>> = list.iter().map(|one| text_of(one.get_ref(), between)).collect();
            parts.map(|parts| parts.join(between))
        }
        DeValue::Table(_) => None,
    }
}
