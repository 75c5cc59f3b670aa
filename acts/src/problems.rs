//! Problems 问题清单: everything wrong with a folder of files, each with its place, its value and what to do.

use domain::lang::Lang;
use serde::Serialize;

/// One thing wrong at one place of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// File name inside the folder.
    pub file: String,
    /// Line in the file, the header being line 1; 0 for the file as a whole.
    pub line: u64,
    /// Column name, or empty for the whole line.
    pub column: String,
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
}
