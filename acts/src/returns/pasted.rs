//! Pasted 粘贴: a block of two columns from a spreadsheet, indicator and figure, read against the lines of a month.

use super::{Line, Typed};
use crate::intake::typed_amount;
use domain::lang::Lang;
use std::collections::BTreeMap;

/// One line of the block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As it stands in the block.
    pub name: String,
    pub value: String,
    /// Code of the indicator meant, if there is one.
    pub indicator: Option<String>,
    /// What stood in the box before.
    pub before: String,
    /// Why it is not taken, in both languages.
    pub wrong: Option<(String, String)>,
}

/// What a block would change, and the draft with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    pub rows: Vec<Row>,
    pub lines: BTreeMap<String, Typed>,
}

/// Most lines of a block.
const MOST: usize = 500;

impl Pasted {
    /// Columns are parted by tabs, commas or runs of spaces; names may be Chinese, English or codes.
    pub fn read(block: &str, lines: &[Line], before: &BTreeMap<String, Typed>) -> Pasted {
        let mut pasted = Pasted { rows: Vec::new(), lines: before.clone() };
        for text in block.lines().map(str::trim).filter(|l| !l.is_empty()).take(MOST) {
            let (name, value) = parted(text);
            let row = match named(name, lines) {
                None => Row {
                    name: name.to_owned(),
                    value: value.to_owned(),
                    indicator: None,
                    before: String::new(),
                    wrong: unknown(),
                },
                Some(line) => take(&mut pasted.lines, line, name, value),
            };
            pasted.rows.push(row);
        }
        pasted
    }

    /// Lines that change a box.
    pub fn changes(&self) -> usize {
        self.rows.iter().filter(|r| r.wrong.is_none() && r.before != r.value).count()
    }
}

fn take(lines: &mut BTreeMap<String, Typed>, line: &Line, name: &str, value: &str) -> Row {
    let code = &line.indicator.code;
    let before = lines.get(code).map_or_else(String::new, |t| t.value.clone());
    let wrong = match typed_amount(value, &line.indicator.measure) {
        Ok(_) => {
            lines.entry(code.clone()).or_default().value = value.to_owned();
            None
        }
        Err(bad) => Some((bad.zh, bad.en)),
    };
    Row { name: name.to_owned(), value: value.to_owned(), indicator: Some(code.clone()), before, wrong }
}

/// The name and the figure: the last column that holds something.
fn parted(text: &str) -> (&str, &str) {
    let cut = |mark: char| text.split_once(mark).map(|(name, rest)| (name.trim(), rest.trim_matches([mark, ' ']).trim()));
    cut('\t')
        .or_else(|| cut('，'))
        .or_else(|| text.rsplit_once(char::is_whitespace).map(|(n, v)| (n.trim(), v.trim())))
        .unwrap_or((text, ""))
}

fn named<'l>(name: &str, lines: &'l [Line]) -> Option<&'l Line> {
    let plain = |text: &str| text.split(['（', '(']).next().unwrap_or("").replace([' ', '\u{3000}'], "").to_lowercase();
    let asked = plain(name);
    let is = |line: &&Line| {
        let i = &line.indicator;
        i.code == name || [i.label(Lang::Zh), i.label(Lang::En)].iter().any(|label| plain(label) == asked)
    };
    lines.iter().find(is).filter(|_| !asked.is_empty())
}

fn unknown() -> Option<(String, String)> {
    Some(("本单位本月没有这项指标".to_owned(), "the unit files no such indicator this month".to_owned()))
}
