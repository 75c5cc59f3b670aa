//! Settings 设置 by file: units, posts, persons, campaigns, indicators, targets, rules and calendars from one TOML or workbook,
//! tried and shown before they are applied, all or none, in one act.
//!
//! Every row goes through [`crate::intake`], is held against the policy and the rules of records like a form, and is written by
//! [`crate::posting`]: there is no second way (docs/decisions/0019).

mod book;
mod paper;
mod read;
mod special;
mod written;

pub use paper::{Entry, Paper};
pub use read::Question;

use crate::acting::Caller;
use crate::intake::Rows;
use crate::load::all_or_nothing;
use crate::previews::Change;
use crate::problems::Problem;
use crate::{Error, Office, posting};
use domain::burden::Added;
use domain::statistics::Books;
use sm3::{Digest, Sm3};
use std::path::Path;

/// Longest settings file, bytes.
pub const MOST_BYTES: u64 = 2 << 20;

/// What a settings file would do.
pub struct Tried {
    /// Records that would be new, and those that would say otherwise.
    pub changes: Vec<Change>,
    /// Records that stand there already, word for word.
    pub unchanged: usize,
    /// Everything wrong; then nothing is applied.
    pub problems: Vec<Problem>,
    /// What a form would ask about; the reason of the act answers.
    pub questions: Vec<Question>,
    /// New indicators by name, with what each adds to what units file.
    pub burden: Vec<(String, String, Added)>,
    /// Names of units and indicators, those of the file included.
    pub names: Books,
    /// The reason the file itself gives.
    pub reason: String,
    rows: Rows,
}

/// What a settings file did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub entries: usize,
}

impl Office {
    /// Read a settings file: a workbook by its first bytes, else TOML.
    pub fn read_settings(&self, path: &Path) -> Result<Paper, Error> {
        let unreadable = |e: std::io::Error| Error::Unreadable(path.to_owned(), e.to_string());
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let size = path.metadata().map_err(unreadable)?.len();
        let bytes = std::fs::read(path).map_err(unreadable)?;
        if bytes.starts_with(b"PK") {
            return Paper::of_workbook(self, &name, path);
        }
        if size > MOST_BYTES {
            return Err(Error::Unreadable(path.to_owned(), format!("> {} MB", MOST_BYTES >> 20)));
        }
        Ok(match String::from_utf8(bytes) {
            Ok(text) => Paper::of_toml(&name, &text),
            Err(_) => {
                let said = ("不是UTF-8文字；请用UTF-8保存".to_owned(), "not UTF-8 text; save it as UTF-8".to_owned());
                let problems = vec![paper::problem(&name, 0, "", "", "settings.not_toml", said)];
                Paper { name, problems, ..Paper::default() }
            }
        })
    }
}

impl Tried {
    pub fn new_records(&self) -> usize {
        self.changes.iter().filter(|change| change.before.is_none()).count()
    }
}

impl Office {
    /// Apply a settings file as one act. Anything wrong, and nothing is written and all problems come back.
    pub fn apply_settings(&self, caller: &Caller, paper: &Paper, reason: &str) -> Result<Applied, Error> {
        let mut tried = self.try_settings(caller, paper)?;
        let reason = [reason.trim(), tried.reason.as_str()].into_iter().filter(|r| !r.is_empty()).collect::<Vec<_>>().join("；");
        if reason.is_empty() && !tried.changes.is_empty() {
            tried.problems.push(paper::problem(&paper.name, 0, "", "", "records.reason", no_reason()));
        }
        all_or_nothing(std::mem::take(&mut tried.problems))?;
        let mut applied = Applied { unchanged: tried.unchanged, ..Applied::default() };
        if tried.changes.is_empty() {
            return Ok(applied);
        }
        let mut act = self.act(caller, "settings.apply", subject(paper, &tried), reason);
        if act.key.is_empty() {
            // The file on the books as they stand: after a later change the same file may well be applied again.
            let head = self.store.counties()?.iter().find(|h| h.county == caller.actor.county).map_or(0, |h| h.seq);
            act.key = format!("settings {head} {}", crate::hex(&Sm3::digest(paper.to_toml().as_bytes())));
        } else {
            act.key = format!("settings {}", act.key);
        }
        let of_batch = |_: usize, _: i64| act.clone();
        let posted = posting::file(&self.store, &tried.rows, self.now(), &of_batch, &|_| Ok(()), &mut |_| {})?;
        applied.new = tried.new_records();
        applied.changed = tried.changes.len() - applied.new;
        applied.entries = posted.entries;
        Ok(applied)
    }
}

pub(crate) fn no_reason() -> (String, String) {
    (
        "请写依据文号或理由：文件里写 reason = \"…\"，或在命令行、页面上填".to_owned(),
        "give the document or the reason: reason = \"…\" in the file, or on the command line or page".to_owned(),
    )
}

/// The file, and how many records of which register it changes.
fn subject(paper: &Paper, tried: &Tried) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for change in &tried.changes {
        match counts.iter_mut().find(|c| c.0 == change.after.register.zh) {
            Some(count) => count.1 += 1,
            None => counts.push((change.after.register.zh, 1)),
        }
    }
    let counts: Vec<String> = counts.iter().map(|(name, n)| format!("{name}{n}")).collect();
    format!("{} {}", paper.name, counts.join("、")).trim().to_owned()
}
