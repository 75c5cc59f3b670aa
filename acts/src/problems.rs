//! Problems 问题清单: everything wrong with a file, a sheet or a form, each with its place, its value and what to do.

use domain::lang::Lang;
use serde::Serialize;

/// One thing wrong at one place of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// File inside the folder, sheet of the workbook, or form.
    pub file: String,
    /// Line of the file or row of the sheet, the first being 1; 0 for the source as a whole.
    pub line: u64,
    /// The column as the source heads it, or empty for the whole line.
    pub column: String,
    /// The column's place in the source, counted from 0.
    pub at: Option<usize>,
    /// Name of the register's column, or empty.
    pub field: &'static str,
    /// What stands there.
    pub value: String,
    /// Stable code: `load.unknown_unit`.
    pub code: &'static str,
    pub zh: String,
    pub en: String,
}

impl Problem {
    pub fn sentence(&self, lang: Lang) -> String {
        let text = lang.of(&self.zh, &self.en);
        let value = if self.value.is_empty() { String::new() } else { format!("“{}”", self.value) };
        match (lang, self.line, self.column.as_str()) {
            (Lang::Zh, 0, _) => format!("{}：{text}", self.file),
            (Lang::Zh, line, "") => format!("{}第{line}行：{text}", self.file),
            (Lang::Zh, line, column) => format!("{}第{line}行“{column}”栏{value}：{text}", self.file),
            (Lang::En, 0, _) => format!("{}: {text}", self.file),
            (Lang::En, line, "") => format!("{}, line {line}: {text}", self.file),
            (Lang::En, line, column) => format!("{}, line {line}, column {column} {value}: {text}", self.file),
        }
    }

    /// What stands beside the cell itself: column, value and what to do, without the place.
    pub fn beside(&self, lang: Lang) -> String {
        let text = lang.of(&self.zh, &self.en);
        let value = if self.value.is_empty() { String::new() } else { format!("“{}”", self.value) };
        match (self.column.as_str(), lang) {
            ("", _) => text.to_owned(),
            (column, Lang::Zh) => format!("{column}{value}：{text}"),
            (column, Lang::En) => format!("{column}{value}: {text}"),
        }
    }

    /// The cell as a spreadsheet names it: D7. Empty for a whole line.
    pub fn cell(&self) -> String {
        self.at.map_or_else(String::new, |at| format!("{}{}", letters(at), self.line))
    }
}

/// A, B … Z, AA …
fn letters(at: usize) -> String {
    let mut left = at + 1;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(b'A' + u8::try_from(left % 26).unwrap_or(0));
        left /= 26;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

/// A source whose form was understood, but not all of its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// File, sheet or form.
    pub file: String,
    /// The heading that no column answers to.
    pub column: String,
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
