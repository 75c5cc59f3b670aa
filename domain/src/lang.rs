//! Languages: everything a user reads exists in Chinese and in English.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// The one of two texts that is in this language.
    pub fn of<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The one of two names of a record: English names are optional and fall back to the Chinese (DECISIONS.md, Load format).
    pub fn name<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if en.is_empty() { zh } else { self.of(zh, en) }
    }

    /// BCP 47 tag for `lang` attributes and document properties.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq, Eq, Hash)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

impl Bilingual {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Bilingual {
        Bilingual { zh: zh.into(), en: en.into() }
    }

    pub fn of(&self, lang: Lang) -> &str {
        lang.name(&self.zh, &self.en)
    }
}
