//! Flags 疑点: the same file, or the same slip, contract or invoice number, shown for two facts — told to the verifier with
//! both places, and to nobody else.

use domain::lang::Lang;
use domain::registers::{EVIDENCE, MERIT_OBJECTIONS, PROCEEDINGS, PROJECT_ARRIVALS, Record};
use domain::verifications::number_folded;
use std::sync::Arc;
use store::{Fault, Reader};

/// Why a file deserves a second look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flag {
    /// The same bytes are shown for another record.
    SameFile { register: String, record: String, evidence: String },
    /// The same number of a paper stands at another record.
    SameNumber { register: String, record: String, number: String },
    /// It carries what may act by itself; only downloaded.
    Active(String),
}

impl Flag {
    pub fn sentence(&self, lang: Lang, place: &dyn Fn(&str, &str) -> String) -> String {
        match (self, lang) {
            (Flag::SameFile { register, record, .. }, Lang::Zh) => format!("同一份文件也用于：{}", place(register, record)),
            (Flag::SameFile { register, record, .. }, Lang::En) => {
                format!("the same file is also shown for {}", place(register, record))
            }
            (Flag::SameNumber { register, record, number }, Lang::Zh) => {
                format!("编号“{number}”也用于：{}", place(register, record))
            }
            (Flag::SameNumber { register, record, number }, Lang::En) => {
                format!("the number “{number}” also stands at {}", place(register, record))
            }
            (Flag::Active(marks), Lang::Zh) => format!("文件带有可自动执行的内容（{marks}），请下载后在隔离环境查看"),
            (Flag::Active(marks), Lang::En) => {
                format!("the file carries active content ({marks}); download it and open it with care")
            }
        }
    }
}

/// All files that stand, and vouchers of money, once for many questions.
pub struct Papers {
    files: Vec<Record>,
    withdrawn: Vec<Record>,
    vouchers: Vec<(String, String)>,
}

impl Papers {
    pub fn read(reader: &mut Reader<'_>) -> Result<Papers, Fault> {
        let mut files = Arc::unwrap_or_clone(reader.records(&EVIDENCE, None)?);
        // Whoever verifies is not told what was shown where somebody is heard.
        files.retain(|e| ![PROCEEDINGS.noun, MERIT_OBJECTIONS.noun].contains(&e.text("register")));
        let (files, withdrawn) = files.into_iter().partition(|e| e.get("withdrawn_on").is_null());
        let arrivals = reader.records(&PROJECT_ARRIVALS, None)?;
        let vouchers = arrivals.iter().map(|a| (number_folded(a.text("voucher")), a.key()));
        Ok(Papers { files, withdrawn, vouchers: vouchers.filter(|v| !v.0.is_empty()).collect() })
    }

    /// Files of a record.
    pub fn of(&self, register: &str, record: &str) -> Vec<&Record> {
        self.files.iter().filter(|e| e.text("register") == register && e.text("record") == record).collect()
    }

    /// … and those taken back.
    pub fn every(&self, register: &str, record: &str) -> Vec<Record> {
        let all = self.files.iter().chain(&self.withdrawn);
        all.filter(|e| e.text("register") == register && e.text("record") == record).cloned().collect()
    }

    /// What is to be said about one file.
    pub fn flags(&self, file: &Record) -> Vec<Flag> {
        let (register, record) = (file.text("register"), file.text("record"));
        let number = number_folded(file.text("number"));
        let mut flags = Vec::new();
        if let Some((_, marks)) = file.text("media_type").split_once(";active=") {
            flags.push(Flag::Active(marks.replace('+', ", ")));
        }
        for other in self.files.iter().filter(|o| o.text("register") != register || o.text("record") != record) {
            let (register, record) = (other.text("register").to_owned(), other.text("record").to_owned());
            if other.text("sm3") == file.text("sm3") {
                flags.push(Flag::SameFile { register, record, evidence: other.text("evidence_id").to_owned() });
            } else if !number.is_empty() && number_folded(other.text("number")) == number {
                flags.push(Flag::SameNumber { register, record, number: file.text("number").to_owned() });
            }
        }
        let elsewhere = |key: &str| register != PROJECT_ARRIVALS.noun || record != key;
        for (_, key) in self.vouchers.iter().filter(|v| !number.is_empty() && v.0 == number && elsewhere(&v.1)) {
            let register = PROJECT_ARRIVALS.noun.to_owned();
            flags.push(Flag::SameNumber { register, record: key.clone(), number: file.text("number").to_owned() });
        }
        flags
    }
}
